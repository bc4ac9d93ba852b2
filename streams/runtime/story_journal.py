"""What the agent of stories has taken, in its order, and its snapshots: a topic from which it comes back exactly.

The agent reads many partitions, and which of them answers first is chance. So before anything of a turn is told, the
journal has which records are in it. A new agent loads the last snapshot and takes the same turns again, in the same
order and at the same time, which is the broker's stamp on the record of the turn. It then knows what its predecessor
knew, to the byte, whatever the other partitions held meanwhile.

The topic is compacted. A snapshot is written in parts, into the slot that the last one does not have, and counts when
its head is there: one that was begun and not ended changes nothing. The turns after a snapshot have its slot in their
keys, so the next but one overwrites them. Each record bears the term of its writer; behind the mark of a later term
those of an earlier one do not count.
"""

from __future__ import annotations

import logging
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from streams.runtime.window import Output
from streams.topology import journal

log = logging.getLogger(__name__)

#: A snapshot of another version of this is not read.
FORMAT = 1
#: The bytes of one part of a snapshot; a record may have sixteen times as many.
PART_BYTES = 1024 * 1024
_MARK = b"term"


@dataclass(frozen=True, slots=True)
class Turn:
    """The records that were taken at once: of each topic and partition from an offset on, up to another.

    `after` is the snapshot that it follows. `caught_up`: nothing more waited, so that its time is the stories' time.
    `at` is the broker's stamp in milliseconds since 1970, and 0 before it is written.
    """

    term: int
    after: int
    number: int
    taken: Mapping[tuple[str, int], tuple[int, int]]
    caught_up: bool
    at: int = 0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the clusters knew after a turn, and the next offset of each partition. `number` 0: the empty one."""

    number: int = 0
    turn: int = 0
    offsets: Mapping[tuple[str, int], int] = field(default_factory=dict)
    state: bytes | None = None


def progress_in(record: Any) -> tuple[dict[tuple[str, int], int], bool]:
    """How far the stories had come by a record of the journal: the next offset of each partition that it names.

    The second value: nothing more waited then. It is for those who look on, and asks nothing of the terms.
    """
    try:
        kind, value = record.key.decode().partition("/")[0], record.value
        if kind == "turn":
            told = orjson.loads(value)
            return {(topic, number): end for topic, number, _, end in told["taken"]}, told["caught_up"]
        if kind == "snapshot":
            told = orjson.loads(value)
            return {(topic, number): offset for topic, number, offset in told["offsets"]}, False
    except (ValueError, KeyError, TypeError, AttributeError):
        pass  # none of ours
    return {}, False


class Journal:
    """Reads the journal, record by record, and makes the records that are to be written."""

    def __init__(self, app_id: str) -> None:
        self._topic = journal(app_id).name
        self.term = 0
        self.snapshot = Snapshot()
        self.turns: list[Turn] = []
        self._parts: dict[int, dict[int, tuple[int, bytes]]] = {0: {}, 1: {}}  # by slot and place in it

    @property
    def next_turn(self) -> int:
        """The number of the turn that comes."""
        return self.turns[-1].number + 1 if self.turns else self.snapshot.turn + 1

    def mark(self, term: int) -> Output:
        """The record with which a term begins."""
        return self._output(_MARK, orjson.dumps({"term": term}))

    def turn(self, turn: Turn) -> Output:
        """The record of a turn."""
        value = {
            "term": turn.term,
            "after": turn.after,
            "turn": turn.number,
            "taken": [[*place, *each] for place, each in turn.taken.items()],
            "caught_up": turn.caught_up,
        }
        key = f"turn/{turn.after % 2}/{turn.number - self.snapshot.turn}"
        return self._output(key.encode(), orjson.dumps(value))

    def snapshot_of(self, snapshot: Snapshot) -> Iterator[Output]:
        """The records of a snapshot: first its parts, then its head."""
        slot = snapshot.number % 2
        packed = snapshot.state or b""
        parts = [packed[begin : begin + PART_BYTES] for begin in range(0, len(packed), PART_BYTES)]
        for place, part in enumerate(parts):
            headers = [("term", b"%d" % self.term), ("snapshot", b"%d" % snapshot.number)]
            yield self._output(f"part/{slot}/{place}".encode(), part, headers)
        head = {
            "term": self.term,
            "format": FORMAT,
            "snapshot": snapshot.number,
            "turn": snapshot.turn,
            "offsets": [[*place, offset] for place, offset in snapshot.offsets.items()],
            "parts": len(parts),
            "crc32": zlib.crc32(packed),
        }
        yield self._output(f"snapshot/{slot}".encode(), orjson.dumps(head))

    def _output(self, key: bytes, value: bytes, headers: list[tuple[str, bytes]] | None = None) -> Output:
        return Output(self._topic, key, value, headers or [], partition=0)

    def forget_state(self) -> None:
        """Lets go of the snapshot's bytes: they are loaded."""
        self.snapshot = Snapshot(self.snapshot.number, self.snapshot.turn, self.snapshot.offsets)
        self._parts = {0: {}, 1: {}}

    def took(self, turn: Turn) -> None:
        """The turn is written, at the time that it bears."""
        self.turns.append(turn)

    def kept(self, snapshot: Snapshot) -> None:
        """The snapshot is written: it, and not the turns before it, is where a new agent begins."""
        self.snapshot = Snapshot(snapshot.number, snapshot.turn, snapshot.offsets)
        self.turns.clear()

    def apply(self, record: Any) -> None:
        """Takes a record of the topic. What is none of ours, or of an earlier term, changes nothing."""
        try:
            self._apply(record)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            at = f"{record.topic}/{record.partition}/{record.offset}"
            log.error("%s is no record of the journal, and is passed over: %r", at, error)

    def _apply(self, record: Any) -> None:
        kind, _, rest = record.key.decode().partition("/")
        if kind == "part":
            headers = dict(record.headers)
            if int(headers["term"]) >= self.term:
                slot, _, place = rest.partition("/")
                self._parts[int(slot)][int(place)] = int(headers["snapshot"]), record.value
            return
        value = orjson.loads(record.value)
        if value["term"] < self.term:
            return
        self.term = value["term"]
        if kind == "turn":
            self._apply_turn(value, record.timestamp)
        elif kind == "snapshot":
            self._apply_snapshot(value)

    def _apply_turn(self, value: dict[str, Any], at: int) -> None:
        if value["after"] != self.snapshot.number or value["turn"] != self.next_turn:
            return  # it was sent again, or is one before a snapshot
        taken = {(topic, partition): (first, end) for topic, partition, first, end in value["taken"]}
        self.turns.append(Turn(value["term"], value["after"], value["turn"], taken, value["caught_up"], at))

    def _apply_snapshot(self, head: dict[str, Any]) -> None:
        if head["format"] != FORMAT or head["snapshot"] <= self.snapshot.number:
            return
        parts = self._parts[head["snapshot"] % 2]
        wanted = [parts.get(place, (0, b"")) for place in range(head["parts"])]
        packed = b"".join(part for number, part in wanted if number == head["snapshot"])
        if zlib.crc32(packed) != head["crc32"]:
            return  # compaction took parts of it, since there is a later one
        offsets = {(topic, partition): offset for topic, partition, offset in head["offsets"]}
        self.snapshot = Snapshot(head["snapshot"], head["turn"], offsets, packed)
        self.turns.clear()
