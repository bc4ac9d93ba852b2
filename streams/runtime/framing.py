"""Events of ours with the ids of their schemas, where a schema registry is named; and what the ids of others mean."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field

from streams.brokers.registry import Registry, registry_of
from streams.errors import RegistryError, SettingsError
from streams.events.bundle import bundled
from streams.events.framing import FRAMED, framed, schema_of
from streams.runtime.window import Output
from streams.settings import Settings
from streams.topology import Topic

log = logging.getLogger(__name__)

#: The pauses before the registry is asked again at a start, in seconds; the last one is repeated.
BACKOFF = (1.0, 2.0, 5.0, 10.0)
#: A registry that did not answer what an id means is not asked for so many seconds: each event would wait for it.
_QUIET = 30.0
#: Ids of which it is remembered what they mean.
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Frames:
    """The ids of the schemas of our events: by topic, and by type where a topic has several."""

    by_topic: dict[str, int]
    by_type: dict[tuple[str, bytes], int]

    def value_of(self, output: Output) -> bytes | None:
        """The value of a record as it is written: with its frame, where it is an event of ours."""
        if output.value is None or output.topic not in FRAMED:
            return output.value
        schema = self.by_topic.get(output.topic)
        if schema is None:
            kind = next(value for name, value in output.headers if name == "ce_type")
            schema = self.by_type[output.topic, kind]
        return framed(output.value, schema)


def subjects_of(topic: Topic) -> dict[str, str]:
    """The subject of each schema of a topic, by the schema's name.

    `<topic>-value` for its first type, as all clients expect it, and `<topic>-<type>` for others. So a subject stays
    what it is when a topic is given another type, and with it what the registry compares a new version with.
    """
    first, *others = topic.events
    return {first: f"{topic.name}-value"} | {
        name: f"{topic.name}-{bundled(name)['title']}" for name in others
    }


@dataclass(slots=True)
class Registration:
    """Registers the schemas of `topics` in the registry of the settings, as soon as that answers."""

    settings: Settings
    topics: Iterable[Topic]
    pause: Callable[[float], Awaitable[object]] = field(default=asyncio.sleep, repr=False)
    #: One sentence while the registry does not answer; None when all is well.
    problem: str | None = None

    async def frames(self) -> Frames | None:
        """The ids; None where no registry is named. It waits for a registry that is down.

        Raises SettingsError where the registry refuses a schema or the login.
        """
        registry = registry_of(self.settings)
        if registry is None:
            return None
        attempt = 0
        while True:
            try:
                found = await asyncio.to_thread(_registered, registry, self.topics)
            except RegistryError as error:
                self.problem = f"{error}; tried again until it answers"
                log.log(logging.INFO if attempt else logging.WARNING, "%s", self.problem)
                await self.pause(BACKOFF[min(attempt, len(BACKOFF) - 1)])
                attempt += 1
            else:
                self.problem = None
                return found


def check_registry(settings: Settings, topics: Iterable[Topic]) -> None:
    """Raises SettingsError where the registry refuses a schema or the login; one that is down says nothing."""
    registry = registry_of(settings)
    if registry is not None:
        with contextlib.suppress(RegistryError):
            _registered(registry, topics)


def _registered(registry: Registry, topics: Iterable[Topic]) -> Frames:
    frames = Frames({}, {})
    for topic in topics:
        if topic.name not in FRAMED:
            continue
        for name, subject in subjects_of(topic).items():
            schema = bundled(name)
            found = registry.register(subject, schema)
            if len(topic.events) == 1:
                frames.by_topic[topic.name] = found
            else:
                frames.by_type[topic.name, schema["title"].encode()] = found
    return frames


class SchemaTypes:
    """What the schemas of raw events are written in, as the registry says. Each is asked for once."""

    def __init__(self, registry: Registry, seconds: Callable[[], float] = time.monotonic) -> None:
        self._registry, self._seconds = registry, seconds
        self._known: dict[int, str | None] = {}
        self._quiet_until = 0.0
        self._asking = asyncio.Lock()

    async def of(self, value: bytes) -> tuple[int, str] | None:
        """The id in the header of a value, and AVRO, JSON or PROTOBUF; None where nobody knows, or none is there."""
        schema = schema_of(value)
        if not schema:
            return None  # registries count from 1
        if schema in self._known:
            kind = self._known[schema]
        else:
            # Many events of a new schema come at once: one asks, and the others have its answer.
            async with self._asking:
                kind = self._known[schema] if schema in self._known else await self._asked(schema)
        return (schema, kind) if kind else None

    async def _asked(self, schema: int) -> str | None:
        if self._seconds() < self._quiet_until:
            return None
        try:
            kind = await asyncio.to_thread(self._registry.type_of, schema)
        except (RegistryError, SettingsError) as error:
            self._quiet_until = self._seconds() + _QUIET
            log.warning("%s; what is framed is told by its looks", error)
            return None
        if len(self._known) < _MOST:
            self._known[schema] = kind
        return kind
