"""Skipping: an operator lets the workers go past a batch of records that nobody can read.

The word is the batch's letter on articles.dead. A worker that waits in front of the batch looks for it there, so none
need be stopped; and what was given up is noted in the same place.
"""

from __future__ import annotations

from datetime import datetime

from aiokafka.errors import KafkaError

from streams.brokers.batches import Unreadable
from streams.brokers.client import Broker
from streams.brokers.reader import offset_ranges, read_ranges
from streams.brokers.send import producing
from streams.errors import BrokerError, CopydeskError
from streams.history.dispositions import Place, as_text, what_is_there
from streams.runtime.dead_letters import batch_letter
from streams.runtime.unreadable import LOOK_EVERY, Unreadables
from streams.topology import AGENTS, LEDGER, changelog

#: Seconds within which a worker that waits goes on.
SOON = 3 * LOOK_EVERY


async def find_unreadable(broker: Broker | str, place: Place, app_id: str) -> Unreadable:
    """The batch at `place`, from its first record on that cannot be read, in front of which workers wait.

    Raises CopydeskError that says why there is none to be skipped; BrokerError, TopicsError.
    """
    topic, partition, offset = place
    topics = [*(topic.name for agent in AGENTS for topic in agent.all_reads), changelog(app_id, LEDGER).name]
    if topic not in topics:
        raise CopydeskError(
            f"no worker waits at {topic}: they read {', '.join(topics)}; commands leave out by themselves what cannot "
            "be read"
        )
    there = await offset_ranges(broker, [topic])
    first, end = there.get((topic, partition), (0, 0))
    if not first <= offset < end:
        raise CopydeskError(f"there is no {as_text(place)}: {what_is_there(topic, partition, first, end)}")
    batch = await _unreadable_at(broker, place)
    if batch is not None and batch.base < batch.first:
        # Whoever reads it from its begin may get some of its records.
        batch = await _unreadable_at(broker, (topic, partition, max(first, batch.base))) or batch
    if batch is None:
        raise CopydeskError(
            f"{as_text(place)} can be read: there is nothing to skip. If a worker waits there, restart it with this "
            "version"
        )
    if batch.too_large and topic != topics[-1]:
        raise CopydeskError(f"{batch}: workers go past it by themselves, and note it on articles.dead")
    return batch


async def _unreadable_at(broker: Broker | str, place: Place) -> Unreadable | None:
    found: list[Unreadable] = []
    topic, partition, offset = place
    async for _ in read_ranges(broker, {(topic, partition): (offset, offset + 1)}, unreadable=found.append):
        pass
    return found[0] if found else None


async def is_skipped(broker: Broker | str, batch: Unreadable) -> bool:
    """Whether the word to go past it is there. Raises BrokerError, TopicsError."""
    words = Unreadables(broker)
    await words.look()
    return words.skipped(batch)


async def skip_batch(broker: Broker | str, batch: Unreadable, by: str, now: datetime) -> Place:
    """Writes the word of `by` to go past `batch`; where it lies. Raises BrokerError."""
    letter = batch_letter(batch, now, by)
    async with producing(broker) as producer:
        try:
            at = await producer.send_and_wait(
                letter.topic, letter.value, key=letter.key, headers=letter.headers
            )
        except KafkaError as error:
            raise BrokerError(f"{broker} did not take the letter, nothing is skipped: {error}") from error
    return at.topic, at.partition, at.offset
