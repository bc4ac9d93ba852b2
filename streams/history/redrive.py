"""Redriving: dead letters back to where they died, each once, in their order, with their original bytes.

A redriven event lies on the topic and the partition of the event that died, at a new offset. On articles.raw it is a
new raw event. Its header `redriven-from` names its dead letter; by that a letter is not sent a second time.

Of a document that holds several articles each that died has a letter, and each letter has the whole document. It goes
back once, and with it the articles that did not die: they end as repeat or stale then.

Of a document that was too large to be written back the letter has only the beginning. The whole is taken from where it
died, as long as that topic keeps it, and goes back compressed, as it must have come.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from streams.brokers.client import Broker
from streams.brokers.reader import PATIENCE, Progress, offset_ranges, read_ranges
from streams.brokers.send import InFlight, producing
from streams.errors import BrokerError, TopicsError
from streams.history.account import Account
from streams.history.dead_letters import REDRIVEN_FROM, Choice, DeadLetter, Redriven, redriven_from
from streams.history.dispositions import ENDS, Part, Place, as_text, place_of
from streams.runtime.dead_letters import ATTEMPTS, header_list
from streams.runtime.loop_share import LoopShare
from streams.topology import AGENTS, MAX_BATCH_BYTES, is_raw

#: Where an event can be put back: the topics that an agent reads.
TARGETS = frozenset(topic.name for agent in AGENTS for topic in agent.all_reads)

#: Letters are sent in chunks, of which only one is in memory: at most so many bytes, or a single letter.
_CHUNK_BYTES = 64 * 2**20

#: Letters that have died so often stay, unless more is wanted.
MOST_ATTEMPTS = 3

#: Why letters stay where they are.
SENT_BEFORE = "redriven before"
TOO_OFTEN = "died too often"
DIED_AGAIN = "redriven before, and dead again: the later letter stands for them"
SAME_DOCUMENT = "their document goes back with another of its articles"
NO_BYTES = "records that nobody could read: there is nothing to send"
GONE = "too large for a letter, and gone from the topic on which they died"
NO_WAY_BACK = "from a topic that is none of copydesk's"
OVER_LIMIT = "over the limit"


@dataclass(frozen=True, slots=True)
class Plan:
    """`letters` are to be sent, in this order. `left_out` counts what else was chosen, by why it stays.

    `stays` has the reason of each of these, by its place.
    Of `unsure` of the letters it cannot be told whether they were redriven before: what lay on their topic then has
    left it by retention.
    """

    letters: tuple[DeadLetter, ...]
    left_out: dict[str, int] = field(default_factory=dict)
    unsure: int = 0
    stays: dict[Place, str] = field(default_factory=dict, compare=False)


async def _find_redriven(
    broker: Broker | str,
    letters: Collection[DeadLetter],
    progress: Progress = lambda *_: None,
    share: LoopShare | None = None,
) -> tuple[dict[Place, Place], set[Place]]:
    """Which of `letters` were redriven: the place of a dead letter -> where the redriven event lies.

    And the origins of those of which it cannot be told any more. Raises BrokerError, TopicsError.
    """
    sent = {each.redriven_from: each.origin for each in letters if each.redriven_from}
    first: dict[tuple[str, int], int] = {}
    for letter in letters:
        topic, partition, offset = letter.origin
        if topic in TARGETS:
            first[topic, partition] = min(offset, first.get((topic, partition), offset))
    there = await offset_ranges(broker, sorted({topic for topic, _ in first})) if first else {}
    # A redriven event lies behind the one that died.
    ranges = {
        place: (max(offset + 1, there[place][0]), there[place][1])
        for place, offset in first.items()
        if place in there
    }
    records = read_ranges(broker, ranges, progress)
    async for record in share.of(records) if share else records:
        if origin := redriven_from(record.headers):
            sent[origin] = place_of(record)
    gone = {each.origin for each in letters if each.origin[2] + 1 < there.get(each.origin[:2], (0, 0))[0]}
    return sent, gone


def _records_of(letters: Iterable[DeadLetter]) -> dict[Place, list[Place]]:
    """Where the records lie that hold the same document: of each origin in `letters`, those of all its articles."""
    found: dict[Place, list[Place]] = {}
    for letter in letters:
        found.setdefault(letter.origin, []).extend((letter.place, *letter.copies))
    return found


def _was_sent(records: Iterable[Place], sent: Collection[Place]) -> Place | None:
    """Which of the `records` of a document was redriven; None if none was."""
    return next((place for place in records if place in sent), None)


async def make_plan(
    broker: Broker | str,
    letters: Collection[DeadLetter],
    choice: Choice,
    *,
    max_attempts: int,
    limit: int | None = None,
    again: bool = False,
    progress: Progress = lambda *_: None,
    share: LoopShare | None = None,
) -> Plan:
    """What of `letters`, which are all there are in the order of their origins, is to be sent.

    `share` is the part of the loop's time that it may take, where it runs beside the wire.
    Letters that have died `max_attempts` times stay; those that were redriven before, too, unless `again`. What
    died again after that is another letter, which alone can be sent. Of the letters of one document one is sent.
    """
    chosen = [letter for letter in letters if choice.takes(letter)]
    sent: dict[Place, Place] = {}
    gone: set[Place] = set()
    if not again:
        sent, gone = await _find_redriven(broker, chosen, progress, share)
    begins = await _begins(broker, chosen)
    again_dead = {letter.redriven_from for letter in letters if letter.redriven_from}
    records = _records_of(letters)
    stays: dict[Place, str] = {}
    going: dict[Place, DeadLetter] = {}
    for letter in chosen:
        if letter.origin[0] not in TARGETS:
            stays[letter.place] = NO_WAY_BACK
        elif letter.last is not None:
            stays[letter.place] = NO_BYTES
        elif _was_sent(records[letter.origin], again_dead):
            stays[letter.place] = DIED_AGAIN
        elif _was_sent(records[letter.origin], sent):
            stays[letter.place] = SENT_BEFORE
        elif letter.sha256 and letter.origin[2] < begins.get(letter.origin[:2], 0):
            stays[letter.place] = GONE
        elif letter.attempts >= max_attempts:
            stays[letter.place] = TOO_OFTEN
        elif letter.origin in going:
            stays[letter.place] = SAME_DOCUMENT
        elif limit is not None and len(going) >= limit:
            stays[letter.place] = OVER_LIMIT
        else:
            going[letter.origin] = letter
    return Plan(tuple(going.values()), dict(Counter(stays.values())), len(going.keys() & gone), stays)


async def _begins(broker: Broker | str, letters: Iterable[DeadLetter]) -> dict[tuple[str, int], int]:
    """The first offsets that are left of the partitions from which the wholes of `letters` are to be taken."""
    topics = {letter.origin[0] for letter in letters if letter.sha256 and letter.origin[0] in TARGETS}
    there = await offset_ranges(broker, sorted(topics)) if topics else {}
    return {place: first for place, (first, _) in there.items()}


async def send_back(
    broker: Broker | str,
    letters: Iterable[DeadLetter],
    sent: Callable[[DeadLetter, Any], None] = lambda *_: None,
    patience: float = PATIENCE,
) -> int:
    """Sends `letters` back in the order given; `sent` gets each with its new place. Returns their number.

    Each counts when the broker has acknowledged it. Raises TopicsError before anything is sent when a partition is
    no more, and BrokerError, which says how many were sent, when the broker fails for `patience` seconds.
    """
    going = tuple(letters)
    in_flight = InFlight(sent)
    timeout = int(patience * 1000)
    async with (
        producing(broker, request_timeout_ms=timeout) as producer,
        producing(
            broker, request_timeout_ms=timeout, max_request_size=MAX_BATCH_BYTES, compression_type="gzip"
        ) as compressing,
    ):
        try:
            await _check_partitions(producer, going)
            async for letter, record in _with_bytes(broker, going, patience):
                if letter.sha256:
                    await in_flight.all()  # in their order: another connection sends this one
                topic, partition, _ = letter.origin
                headers = _headers_back(letter, record)
                future = await (compressing if letter.sha256 else producer).send(
                    topic, record.value, key=record.key, partition=partition, headers=headers
                )
                await in_flight.add(letter, future)
                if letter.sha256:
                    await in_flight.all()
            await in_flight.all()
        except (KafkaError, BrokerError) as error:
            await in_flight.rest()
            raise BrokerError(
                f"{in_flight.count} of {len(going)} were sent, then {broker} failed "
                f"({error or type(error).__name__}): redrive again for the rest, what was sent is left out"
            ) from error
    return in_flight.count


async def _check_partitions(producer: AIOKafkaProducer, letters: Iterable[DeadLetter]) -> None:
    for topic, partition in sorted({letter.origin[:2] for letter in letters}):
        there = await producer.partitions_for(topic)
        if partition not in there:
            raise TopicsError(
                f"{topic} has no partition {partition} any more: letters from it cannot go back"
            )


def _headers_back(letter: DeadLetter, record: Any) -> list[tuple[str, bytes]]:
    """The original headers, how often the event has died, and the letter that it comes from."""
    original = [
        (name, value)
        for name, value in header_list(record.headers)
        if not name.startswith("dead-") and name != REDRIVEN_FROM
    ]
    return [
        *original,
        (ATTEMPTS, str(letter.attempts).encode()),
        (REDRIVEN_FROM, as_text(letter.place).encode()),
    ]


async def _with_bytes(
    broker: Broker | str, letters: tuple[DeadLetter, ...], patience: float
) -> AsyncIterator[tuple[DeadLetter, Any]]:
    """The letters with their records, in the order given. One whose record is gone by now is passed over."""
    for chunk in _chunks(letters):
        wanted = {_where(letter) for letter in chunk}
        ranges: dict[tuple[str, int], tuple[int, int]] = {}
        for topic, partition, offset in wanted:
            first, end = ranges.get((topic, partition), (offset, offset + 1))
            ranges[topic, partition] = (min(first, offset), max(end, offset + 1))
        records = {}
        async for record in read_ranges(broker, ranges, patience=patience):
            if (place := place_of(record)) in wanted:
                records[place] = record
        for letter in chunk:
            record = records.pop(_where(letter), None)
            if record is not None and _is_whole(letter, record):
                yield letter, record


def _where(letter: DeadLetter) -> Place:
    """Where the whole of the document lies."""
    return letter.origin if letter.sha256 else letter.place


def _is_whole(letter: DeadLetter, record: Any) -> bool:
    """Whether that is what died: the topic may have been made anew."""
    return not letter.sha256 or hashlib.sha256(record.value or b"").hexdigest() == letter.sha256


def _chunks(letters: tuple[DeadLetter, ...]) -> Iterable[list[DeadLetter]]:
    chunk: list[DeadLetter] = []
    size = 0
    for letter in letters:
        # What is taken from where it died is taken alone: much may lie between two of those.
        alone = bool(letter.sha256 or (chunk and chunk[-1].sha256))
        if chunk and (alone or size + letter.size > _CHUNK_BYTES):
            yield chunk
            chunk, size = [], 0
        chunk.append(letter)
        size += letter.size
    if chunk:
        yield chunk


async def follow_redriven(
    broker: Broker | str, letters: Collection[DeadLetter], progress: Progress = lambda *_: None
) -> dict[Place, Redriven]:
    """What became of those of `letters`, all there are, that were redriven, by their places.

    It reads the topics they went back to, from the first that died on, and all dispositions. Raises BrokerError,
    TopicsError.
    """
    sent, _ = await _find_redriven(broker, letters, progress)
    account = Account()
    if sent:
        there = await offset_ranges(broker, [topic.name for topic in ENDS])
        async for record in read_ranges(broker, there, progress):
            account.read(record)
    found = {}
    records = _records_of(letters)
    for letter in letters:
        if place := _was_sent(records[letter.origin], sent):
            now = sent[place]
            # Back on articles.raw it is a new raw event; on a later topic it is the one that it was.
            raw = now if is_raw(now[0]) else letter.raw
            found[letter.place] = Redriven(now, _ended(account, raw, letter.part) if raw else ("open",))
    return found


def _ended(account: Account, raw: Place, part: Part | None) -> tuple[str, ...]:
    count = account.parts_of(raw)
    # A document that is now read in another way has no article of that number: then all of them tell.
    numbers = [part[0]] if part and part[1] == count else range(count)
    ends = (account.ends_of(raw, number) for number in numbers)
    return tuple(str(kinds[0]) if kinds else "open" for kinds in ends)
