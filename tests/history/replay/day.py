"""A small day without a broker: raw events through the engine in this process, and both sides of a comparison."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from streams.history.dispositions import Place
from streams.history.replay.again import Rerun
from streams.history.replay.diff import Diff, tally
from streams.history.replay.order import Again, Step
from streams.history.replay.raws import Message
from streams.history.replay.sides import DESK, REPLAY, Sides
from streams.history.replay.topics import Note
from streams.runtime.state import state_of
from streams.runtime.store import Layered
from streams.runtime.window import Output
from streams.settings import Settings
from streams.sources.table import SourceTable
from streams.stories.authority import Authority
from streams.topology import RAW
from tests.articles import NOON
from tests.runtime.stores import MemoryBase

#: When the clock of the replays here stops.
EVENING = NOON + timedelta(hours=8)


class Inline:
    """A pool that does the work at once, in this process."""

    idle = False
    waiting_apart = 0

    async def run(self, function: Callable[..., Any], *arguments: Any, **_: Any) -> Any:
        return function(*arguments)


def event(
    offset: int, text: str, *, source: str = "post", minutes: float = 0, partition: int = 0, **headers: str
) -> Message:
    """A raw event that came `minutes` after noon."""
    given = {"ce_source": source, "ce_subject": f"https://{source}.example/{partition}-{offset}", **headers}
    encoded = [(name.replace("__", "-"), value.encode()) for name, value in given.items()]
    at = (NOON + timedelta(minutes=minutes)).timestamp()
    return Message(RAW.name, partition, offset, None, text.encode(), encoded, at)


def turns(raws: Iterable[Message]) -> list[Step]:
    """Each raw event in its turn, as it came."""
    return [
        Again((raw.topic, raw.partition, raw.offset), raw, None, number, raw.timestamp)
        for number, raw in enumerate(raws)
    ]


@dataclass
class Run:
    """What a run has told: the records by their topics, as the desk names them."""

    outputs: list[Output] = field(default_factory=list)

    async def tell(self, output: Output) -> None:
        self.outputs.append(output)

    def on(self, topic: str) -> list[Output]:
        return [each for each in self.outputs if each.topic == topic]


async def run(steps: Iterable[Step], mine: Callable[[Place], bool] = lambda _: True, **settings: Any) -> Run:
    """Does the steps, on a ledger that knows nothing."""
    told = Run()
    known = Settings(**settings)
    state = state_of(known, Layered(MemoryBase()), Authority())
    rerun = Rerun(known, Inline(), state, SourceTable(), mine, told.tell)  # type: ignore[arg-type]

    async def given() -> AsyncIterator[Step]:
        for step in steps:
            yield step

    await rerun.run(given(), EVENING)
    return told


def note(**changes: Any) -> Note:
    """The note of a replay of all that lies here."""
    given: dict[str, Any] = {
        "since": NOON.isoformat(),
        "until": EVENING.isoformat(),
        "at": "2100-01-01T00:00:00+00:00",  # what died here did so by the clock of the test
        "version": "0",
        "ranges": {(RAW.name, number): (0, 1000) for number in range(3)},
        "whole": True,
        "done": True,
    }
    return Note(**{**given, **changes})


@dataclass(frozen=True, slots=True)
class Lying:
    """A record of a topic, as a reader has it."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: list[tuple[str, bytes]]


def difference(desk: Run, replay: Run, folder: Path, limit: int = 3, **changes: Any) -> Diff:
    """What differs between two runs."""
    told = note(**changes)
    sides = Sides(told, folder)
    for side, of in ((DESK, desk), (REPLAY, replay)):
        for each in of.outputs:
            sides.take(side, each.topic, Lying(each.topic, each.key, each.value, each.headers))
    diff = Diff(told, foreign=sides.foreign)
    tally(diff, sides, None, limit=limit)
    sides.close()
    return diff
