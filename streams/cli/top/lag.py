"""What waits for each stage, by partition: looks at the group's offsets, and what two of them tell together."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from streams.topology import AGENTS

#: Topic and partition, and for each the offset that the group has committed and where what can be read ends.
Offsets = Mapping[tuple[str, int], tuple[int, int]]
#: The stages and the topics that they read.
STAGES = tuple((str(agent.stage), topic.name) for agent in AGENTS for topic in agent.all_reads)
#: So many looks are remembered: the pace is that between the first of them and the last.
_LOOKS = 8


@dataclass(frozen=True, slots=True)
class Behind:
    """What waits on a partition, or (None) on all of a topic; `pace` is in events a second, None: not known yet.

    `still` is for how many seconds nothing was done though something waits.
    """

    stage: str
    topic: str
    partition: int | None
    lag: int
    pace: float | None
    still: float


class Lags:
    """Told each look and its time, in seconds of any clock. `reads` are the stages, and the topics of each.

    `others` are those that no stage waits for, by their names: the stories, and webhooks.
    """

    def __init__(self, reads: Iterable[tuple[str, str]] = STAGES) -> None:
        self._reads = tuple(reads)
        self.others: dict[str, Lags] = {}
        self._looks: deque[tuple[float, Offsets]] = deque(maxlen=_LOOKS)
        self._moved: dict[tuple[str, int], float] = {}
        self.moved = 0

    def look(self, now: float, offsets: Offsets) -> None:
        """Takes what the broker told now."""
        before = self._looks[-1][1] if self._looks else {}
        self._moved = {
            place: self._moved[place]
            if place in self._moved and before.get(place, (-1, 0))[0] == committed and committed < end
            else now
            for place, (committed, end) in offsets.items()
        }
        if offsets != before or len(self._looks) < _LOOKS or any(self._waits(offsets)):
            self.moved += 1
        self._looks.append((now, offsets))

    def look_at_others(self, now: float, told: Mapping[str, Offsets]) -> None:
        """Takes where those stand that follow the wire; who is not named is not there any more."""
        before = {name: each.moved for name, each in self.others.items()}
        self.others = {
            name: self.others.get(name)
            or Lags((name, topic) for topic in dict.fromkeys(topic for topic, _ in offsets))
            for name, offsets in told.items()
        }
        for name, offsets in told.items():
            self.others[name].look(now, offsets)
        if before != {name: each.moved for name, each in self.others.items()}:
            self.moved += 1

    def forget(self) -> None:
        """Nobody knows now: that is no lag of nothing."""
        self.others.clear()
        self._looks.clear()
        self._moved.clear()
        self.moved += 1

    def total(self) -> int | None:
        """All that waits for the stages; None where that is not known."""
        return sum(self._waits(self._looks[-1][1])) if self._looks else None

    def rows(self) -> list[Behind]:
        """For each topic of a stage the whole, and then its partitions; empty where nothing is known.

        Those of the others come behind.
        """
        found: list[Behind] = []
        for stage, topic in self._reads:
            parts = [self._row(stage, place) for place in self._places(topic)]
            if not parts:
                continue
            paces = [each.pace for each in parts if each.pace is not None]
            whole = Behind(
                stage,
                topic,
                None,
                sum(each.lag for each in parts),
                sum(paces) if paces else None,
                max(each.still for each in parts),
            )
            found += [whole, *parts] if len(parts) > 1 else [whole]
        return [*found, *(row for name in sorted(self.others) for row in self.others[name].rows())]

    def _places(self, topic: str) -> list[tuple[str, int]]:
        return sorted(place for place in (self._looks[-1][1] if self._looks else ()) if place[0] == topic)

    def _row(self, stage: str, place: tuple[str, int]) -> Behind:
        now, offsets = self._looks[-1]
        committed, end = offsets[place]
        then, first = next((at, seen) for at, seen in self._looks if place in seen)
        pace = (committed - first[place][0]) / (now - then) if now > then else None
        return Behind(stage, place[0], place[1], max(0, end - committed), pace, now - self._moved[place])

    @staticmethod
    def _waits(offsets: Offsets) -> list[int]:
        return [max(0, end - committed) for committed, end in offsets.values()]
