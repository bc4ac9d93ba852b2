"""The topics of a replay, and what is written down of it: its range, and how far it came.

They stand beside the desk's own under a prefix, `PREFIX.articles.enriched` and so on. The note on `PREFIX.replay` is
written first, and only what has one is ever deleted: so a prefix that is somebody else's is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import orjson
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from streams.brokers.check import connected
from streams.brokers.client import Broker
from streams.brokers.reader import read_topic
from streams.brokers.send import producing
from streams.brokers.topics import described, ensure_topics
from streams.errors import BrokerError, ReplayError, TopicsError
from streams.topology import (
    DEAD,
    DUPLICATES,
    ENRICHED,
    HOUR_MS,
    NOTICES,
    WITHHELD,
    Topic,
    all_topics,
)

#: What a replay tells: all on which an article ends, and the notices. Out are the health of the sources and the
#: stories: both learn from weeks, and of neither does one day say what it would be.
TOLD = (ENRICHED, DUPLICATES, WITHHELD, NOTICES, DEAD)
_NOTE = "replay"
_PREFIX = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
#: What nobody has dropped goes by itself.
_KEPT = {"cleanup.policy": "delete", "retention.ms": str(7 * 24 * HOUR_MS)}

#: Offsets by topic and partition: from the first on, up to the second and without it.
Ranges = dict[tuple[str, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Note:
    """What is known of a replay. Times are those of the broker, in ISO.

    `ranges` are the raw events that were chosen, `clean` the offsets of articles.clean that were read for their order;
    `at` is how far its clock went. `whole`: what was read before the range reaches as far back as the desk remembers.
    `done`: it came to its end; `steps` of `total` decisions were made. `unreadable` are raw events in batches that
    cannot be read, `late` counts documents that needed more than the deadline and got it.
    """

    since: str
    until: str
    at: str
    version: str
    ranges: Ranges = field(default_factory=dict)
    clean: tuple[int, int] = (0, 0)
    whole: bool = False
    done: bool = False
    steps: int = 0
    total: int = 0
    unreadable: int = 0
    late: int = 0

    def holds(self, place: tuple[str, int, int]) -> bool:
        """Whether that raw event is in the range."""
        return holds(self.ranges, place)

    @property
    def received(self) -> int:
        """How many offsets are in the range."""
        return sum(end - first for first, end in self.ranges.values())

    def ended(self, steps: int, unreadable: int, late: int) -> Note:
        """The note of a replay that came to its end."""
        return replace(self, done=True, steps=steps, total=steps, unreadable=unreadable, late=late)


def holds(ranges: Mapping[tuple[str, int], tuple[int, int]], place: tuple[str, int, int]) -> bool:
    """Whether that record lies in the ranges of offsets."""
    first, end = ranges.get(place[:2], (0, 0))
    return first <= place[2] < end


def check_prefix(prefix: str) -> str:
    """The prefix, if topics can bear it. Raises ReplayError."""
    if not _PREFIX.fullmatch(prefix):
        raise ReplayError(
            f"{prefix!r} is no prefix of topics: letters, digits, points, dashes, 100 characters at most"
        )
    return prefix


def named(prefix: str, topic: str) -> str:
    """The name of the replay's topic that stands for a topic of the desk."""
    return f"{prefix}.{topic}"


def topics_of(prefix: str) -> tuple[Topic, ...]:
    """The topics of a replay, that of its note first."""
    note = Topic(named(prefix, _NOTE), "what a replay is of", "none", _KEPT, partitions=1)
    told = (Topic(named(prefix, each.name), each.holds, each.key, _KEPT, partitions=1) for each in TOLD)
    return (note, *told)


async def make_topics(broker: Broker | str, prefix: str, note: Note, app_id: str, replication: int) -> None:
    """Makes the topics of a replay, and writes its note. Raises ReplayError where one of them is there already."""
    first, *others = topics_of(check_prefix(prefix))
    there = await _names(broker)
    desks = {topic.name for topic in all_topics(app_id)}
    if taken := next((each.name for each in (first, *others) if each.name in there | desks), None):
        raise ReplayError(
            f"{taken} is there already: drop that replay first (`copydesk replay --drop {prefix}`), or name another "
            "prefix with --into"
        )
    await ensure_topics(broker, [first], 1, replication)
    await write_note(broker, prefix, note)
    await ensure_topics(broker, others, 1, replication)


async def write_note(broker: Broker | str, prefix: str, note: Note) -> None:
    """Writes down what is known of a replay. Raises BrokerError."""
    packed = {name: getattr(note, name) for name in Note.__dataclass_fields__}
    packed["ranges"] = [[*place, *offsets] for place, offsets in note.ranges.items()]
    async with producing(broker) as producer:
        try:
            await producer.send_and_wait(named(prefix, _NOTE), orjson.dumps(packed))
        except KafkaError as error:
            raise BrokerError(f"{broker} did not take the note of the replay: {error}") from error


async def read_note(broker: Broker | str, prefix: str) -> Note:
    """What is known of a replay. Raises ReplayError where there is none, BrokerError."""
    name = named(check_prefix(prefix), _NOTE)
    last: Note | None = None
    try:
        async for record in read_topic(broker, name, from_beginning=True, follow=False):
            last = _read(record.value) or last
    except TopicsError:
        last = None
    if last is None:
        raise ReplayError(
            f"there is no replay {prefix}: `copydesk replay --into {prefix} --from -2h` makes one"
        )
    return last


async def drop(broker: Broker | str, prefix: str) -> list[str]:
    """Deletes the topics of a replay, and gives their names. Raises ReplayError where it has no note, BrokerError."""
    there = await _names(broker)
    mine = [topic.name for topic in topics_of(check_prefix(prefix)) if topic.name in there]
    if not mine or mine[0] != named(prefix, _NOTE):
        raise ReplayError(f"there is no replay {prefix}, and nothing was deleted")
    async with connected(broker, AIOKafkaAdminClient) as admin:
        try:
            # The note goes last: what an interruption leaves can be dropped again.
            for name in reversed(mine):
                await admin.delete_topics([name])
        except (KafkaError, OSError) as error:
            raise BrokerError(f"{broker} did not delete the topics of {prefix}: {error}") from error
    return mine


async def _names(broker: Broker | str) -> set[str]:
    async with connected(broker, AIOKafkaAdminClient) as admin:
        try:
            return set(await described(admin))
        except (KafkaError, OSError) as error:
            raise BrokerError(f"{broker} does not tell of its topics: {error}") from error


def _read(value: bytes | None) -> Note | None:
    try:
        known = orjson.loads(value or b"")
        known["ranges"] = dict(_ranges(known["ranges"]))
        known["clean"] = tuple(known["clean"])
        return Note(**_expected(known))
    except (ValueError, TypeError, KeyError):
        return None


def _ranges(packed: list[list[Any]]) -> Iterator[tuple[tuple[str, int], tuple[int, int]]]:
    for topic, partition, first, end in packed:
        yield (str(topic), int(partition)), (int(first), int(end))


def _expected(known: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in known.items() if name in Note.__dataclass_fields__}
