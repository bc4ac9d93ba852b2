"""What can be wrong with a set-up, each looked at by itself: the settings, this machine, the broker, the desk."""

from __future__ import annotations

import asyncio
import logging
import platform
import shutil
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import orjson
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import GroupCoordinatorNotAvailableError, KafkaError

import streams
from streams import __version__
from streams.brokers.check import check, connected
from streams.brokers.client import Broker, find
from streams.brokers.decompress import trial
from streams.brokers.embedded import answers
from streams.brokers.reader import offset_ranges, read_ranges
from streams.brokers.topics import TopicState, advice_on, check_startable, ensure_topics
from streams.cli.configured import check_authority, check_sources, checked_rules
from streams.cli.examined_edges import of_the_edges, why_not_ours
from streams.cli.finding import Finding, State
from streams.cli.folders import check_data
from streams.cli.names import unknown_variables
from streams.errors import CopydeskError, TopicsError
from streams.events.source_connection import SourceConnection
from streams.extensions.enrichers import check_memory, load_enrichers
from streams.extensions.installed import ENRICHERS, chosen
from streams.extensions.packs import SOURCES, beside
from streams.history.sources import Heard, read_sources_health
from streams.settings import Settings
from streams.topology import RAW, all_topics

#: Less room than this for COPYDESK_DATA is too little, in bytes.
_ROOM = 1 << 30
#: A record may bear a time that is so far ahead of our clock, in seconds.
_AHEAD = 2.0
#: How long a process of ours gets for an answer, in seconds.
_PATIENCE = 3.0
#: And the broker for its answer about a consumer group, in milliseconds.
_GROUP_MS = 5000
_GROUP_PAUSE = 0.2
#: Of each partition so many of the last records are looked at.
_LAST = 1


_CONSTRAINTS = Path(streams.__file__).parents[1] / "constraints.txt"
#: So many libraries are named.
_NAMED = 3


def of_this_machine(known: Settings) -> Iterator[Finding]:
    """The settings and their files, what the desk is joined to, the data folder, the disk, the codecs, the versions."""
    strays = list(unknown_variables())
    for sentence in strays:
        yield Finding("settings", State.WRONG, sentence)
    if not strays:
        yield Finding(
            "settings", State.WELL, "every COPYDESK_ variable is a setting, with a value that can be used"
        )
    for what, look in (("sources", check_sources), ("authority", check_authority)):
        try:
            look(known)
        except CopydeskError as error:
            yield Finding(what, State.WRONG, str(error))
        else:
            yield Finding(what, State.WELL, _configured(known, what))
    yield _rules(known)
    yield _enrichers(known)
    yield from of_the_edges(known)
    yield _data(known)
    yield _codecs()
    yield _versions()


def _configured(known: Settings, what: str) -> str:
    """What a setting names; of sources also whose files others bring."""
    brought = [pack.whose for pack, _ in beside(SOURCES)] if what == "sources" else []
    return ", and those of ".join([getattr(known, what) or "none is configured", *brought])


def _rules(known: Settings) -> Finding:
    """The data files of others, by whose they are."""
    try:
        found = checked_rules(known)
    except CopydeskError as error:
        return Finding("rules", State.WRONG, str(error))
    said = "; ".join(f"{whose}: {', '.join(paths) or 'no files'}" for whose, paths in found.items())
    return Finding("rules", State.WELL, said or "none of others are read beside ours")


def _enrichers(known: Settings) -> Finding:
    """The enrichers of others, each by its name, distribution and version."""
    try:
        check_memory(load_enrichers(known.enrichers).values(), known.memory_mb)
        brought = chosen(ENRICHERS, known.enrichers, "COPYDESK_ENRICHERS")
    except CopydeskError as error:
        return Finding("enrichers", State.WRONG, str(error))
    said = ", ".join(each.whose for each in brought) or "none of others runs beside ours"
    return Finding("enrichers", State.WELL, said)


def _data(known: Settings) -> Finding:
    try:
        check_data(known.data)
        free = shutil.disk_usage(known.data).free
    except (CopydeskError, OSError) as error:
        return Finding("disk", State.WRONG, str(error))
    said = f"{known.data} has {free / (1 << 30):.1f} GiB left"
    if free < _ROOM:
        return Finding(
            "disk", State.WRONG, f"{said}: the ledger needs some; make room, or move COPYDESK_DATA"
        )
    return Finding("disk", State.WELL, said)


def _codecs() -> Finding:
    missing = [name for name, works in trial().items() if not works]
    if missing:
        return Finding(
            "codecs",
            State.WRONG,
            f"records in {', '.join(missing)} cannot be opened here: install cramjam as constraints.txt pins it",
        )
    return Finding("codecs", State.WELL, "gzip, snappy, lz4 and zstd can be opened")


def _versions() -> Finding:
    """Python's, ours and those of the libraries that talk to Kafka; in a checkout, whether all are the pinned ones."""
    pinned = _pinned()
    others = [
        f"{name} {found} (pinned: {wanted})"
        for name, wanted in pinned.items()
        if (found := _installed(name)) is not None and found != wanted
    ]
    if others:
        more = f" and {len(others) - _NAMED} more" if len(others) > _NAMED else ""
        said = (
            f"these are not what constraints.txt pins, and were not tested: {', '.join(others[:_NAMED])}{more}; "
            "pip install -c constraints.txt mends it"
        )
        return Finding("versions", State.NOTE, said)
    libraries = ", ".join(
        f"{name} {_installed(name) or 'missing'}" for name in ("aiokafka", "faust-streaming")
    )
    said = f"copydesk {__version__} on Python {platform.python_version()}, {libraries}"
    return Finding("versions", State.WELL, f"{said}{', all as constraints.txt pins them' if pinned else ''}")


def _pinned() -> dict[str, str]:
    """The versions that constraints.txt names; a wheel has none."""
    try:
        lines = _CONSTRAINTS.read_text(encoding="utf-8").split()
    except OSError:
        return {}
    return {name: version for name, equals, version in (line.partition("==") for line in lines) if equals}


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


async def of_the_desk(known: Settings) -> AsyncIterator[Finding]:
    """The broker, the topics, the workers, the clocks and the sources. Without a broker nothing more is known."""
    try:
        broker = find(known)
        await check(broker)
    except CopydeskError as error:
        yield Finding("broker", State.WRONG, str(error))
        return
    yield Finding("broker", State.WELL, f"{broker} answers")
    try:
        topics = all_topics(known.app_id)
        states = await ensure_topics(broker, topics, known.partitions, known.replication, create=False)
        raw = next(each for each in states if each.topic.name == RAW.name)
        if "partitions" not in known.model_fields_set and raw.state != "missing":
            # Nobody asked for a number: then it is that of articles.raw, which is 1 in the demo.
            states = await ensure_topics(broker, topics, raw.partitions, known.replication, create=False)
    except CopydeskError as error:
        yield Finding("topics", State.WRONG, str(error))
        return
    for finding in _topics(states):
        yield finding
    if any(each.state == "missing" for each in states):
        return
    for look in (_workers(known, broker), _clocks(broker), _sources(broker)):
        try:
            async for finding in look:
                yield finding
        except (CopydeskError, KafkaError) as error:
            yield Finding("broker", State.WRONG, str(error))
    # Of another machine's address it is said already that no worker can be there.
    if why_not_ours(known.metrics_host) is None:
        yield _health("worker", known.metrics_host, known.metrics_port)


def _topics(states: list[TopicState]) -> Iterator[Finding]:
    """The topics that differ; those that keep a worker from starting come as wrong, the others as notes."""
    missing = [each.topic.name for each in states if each.state == "missing"]
    if missing:
        said = (
            f"{len(missing)} are missing ({missing[0]}, …): `copydesk topics` makes them, a worker does, too"
        )
        yield Finding("topics", State.WRONG if len(missing) < len(states) else State.NOTE, said)
        return
    well = True
    for each in states:
        if each.differences:
            well = False
            said = f"{each.topic.name}: {'; '.join(each.differences)}; {advice_on(each)}"
            yield Finding("topics", State.WRONG if _breaks(each) else State.NOTE, said)
    if well:
        yield Finding("topics", State.WELL, f"{len(states)} are as they should be")


def _breaks(state: TopicState) -> bool:
    """Whether no worker starts with it."""
    try:
        check_startable([state])
    except TopicsError:
        return True
    return False


async def _workers(known: Settings, broker: Broker) -> AsyncIterator[Finding]:
    """Whether anybody works, and how much waits."""
    group = await _group(broker, known.app_id)
    if group is None:
        yield Finding("workers", State.WELL, "this broker does not tell who works")
        return
    waits = 0
    for (topic, partition), (first, end) in (await offset_ranges(broker, [RAW.name])).items():
        waits += max(0, end - max(first, group.committed.get((topic, partition), 0)))
    if not group.members:
        said = f"none is in the group {known.app_id}, and {waits} raw events wait: start `copydesk worker`"
        yield Finding("workers", State.WRONG if waits else State.NOTE, said)
        return
    yield Finding(
        "workers", State.WELL, f"{group.members} in the group {known.app_id}; {waits} raw events wait"
    )


@dataclass(frozen=True, slots=True)
class _Group:
    """A consumer group: how many are in it, and the offset that it has committed of each partition."""

    members: int
    committed: dict[tuple[str, int], int]


async def _group(broker: Broker, name: str) -> _Group | None:
    """The group of the workers; None where the broker does not tell."""
    # The embedded broker's answer cannot be read: the library then drops the connection, and tells the log at length.
    chatty = logging.getLogger("aiokafka.conn")
    before = chatty.level
    chatty.setLevel(logging.CRITICAL + 1)
    try:
        async with connected(broker, AIOKafkaAdminClient, request_timeout_ms=_GROUP_MS) as admin:
            committed = await _committed(admin, name)
            (answer,) = await admin.describe_consumer_groups([name])
        return _Group(len(answer.to_object()["groups"][0]["members"]), committed)
    except (KafkaError, LookupError, ValueError, TypeError, OSError):
        return None
    finally:
        chatty.setLevel(before)


async def _committed(admin: AIOKafkaAdminClient, name: str) -> dict[tuple[str, int], int]:
    deadline = time.monotonic() + _GROUP_MS / 1000
    while True:
        try:
            found = await admin.list_consumer_group_offsets(name)
        except GroupCoordinatorNotAvailableError:
            # A Kafka on which there was no group yet makes its memory of them when it is asked first.
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(_GROUP_PAUSE)
        else:
            return {(place.topic, place.partition): each.offset for place, each in found.items()}


async def _clocks(broker: Broker) -> AsyncIterator[Finding]:
    """Whether the broker's clock is ahead of ours, by the newest records that it has stamped.

    How far it is behind cannot be seen without writing: the metric copydesk_clock_offset_seconds of a worker tells.
    """
    ranges = await offset_ranges(broker, [RAW.name])
    last = {place: (max(first, end - _LAST), end) for place, (first, end) in ranges.items()}
    newest = 0.0
    async for record in read_ranges(broker, last):
        newest = max(newest, record.timestamp / 1000)
    ahead = newest - datetime.now(UTC).timestamp()
    if ahead > _AHEAD:
        said = (
            f"the newest raw event is {ahead:.0f} s ahead of this machine's clock: set the clock (NTP), or embargoes "
            "end late"
        )
        yield Finding("clocks", State.WRONG, said)
    else:
        yield Finding("clocks", State.WELL, "nothing on articles.raw is ahead of this machine's clock")


async def _sources(broker: Broker) -> AsyncIterator[Finding]:
    """Which sources are silent, not as usual, or cannot be reached."""
    told = await read_sources_health(broker)
    well = True
    for each in told:
        if isinstance(each, SourceConnection) and each.why:
            well = False
            yield Finding("sources", State.NOTE, f"{each.source}, by {each.kind}: {each.why}")
        elif isinstance(each, Heard) and each.silent:
            well = False
            yield Finding(
                "sources", State.NOTE, f"{each.source} is silent for longer than is usual for the hour"
            )
    if well:
        yield Finding(
            "sources", State.WELL, f"{len(told)} are known, and none is silent or cannot be reached"
        )


def _health(what: str, host: str, port: int) -> Finding:
    """What a process of ours says of itself at its port, if one is there."""
    url = f"http://{host}:{port}/healthz"
    if not port or not answers(host, port):
        return Finding(what, State.NOTE, f"none answers at {url}: none runs here, or at another port")
    try:
        with urllib.request.urlopen(url, timeout=_PATIENCE) as answer:
            told: Any = orjson.loads(answer.read())
    except urllib.error.HTTPError as error:
        told = _json(error.read())
    except (OSError, ValueError):
        told = None
    if not isinstance(told, dict) or "healthy" not in told:
        said = f"what answers at {url} is no worker: give ours another COPYDESK_METRICS_PORT"
        return Finding(what, State.WRONG, said)
    if told["healthy"]:
        return Finding(what, State.WELL, f"the one at {host}:{port} is healthy")
    return Finding(what, State.WRONG, f"the one at {host}:{port} says: {told['problem']}")


def _json(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
