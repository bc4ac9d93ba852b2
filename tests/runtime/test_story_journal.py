from __future__ import annotations

import random
from dataclasses import dataclass, replace

import pytest

from streams.runtime.story_journal import PART_BYTES, Journal, Snapshot, Turn
from streams.runtime.window import Output

TAKEN = {("articles.enriched", 1): (4, 9)}


@dataclass(frozen=True, slots=True)
class Record:
    key: bytes
    value: bytes
    headers: tuple[tuple[str, bytes], ...]
    offset: int
    topic: str = "desk-stories"
    partition: int = 0
    timestamp: int = 1_000


class Log:
    """The topic, and one who writes on it."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.writer = Journal("desk")

    def write(self, output: Output) -> None:
        assert output.key is not None and output.value is not None
        record = Record(output.key, output.value, tuple(output.headers), len(self.records))
        self.records.append(record)
        self.writer.apply(record)

    def begin(self) -> None:
        self.writer = self.read()
        self.write(self.writer.mark(self.writer.term + 1))

    def turn(self, **changes: object) -> None:
        kept = self.writer
        turn = Turn(kept.term, kept.snapshot.number, kept.next_turn, TAKEN, caught_up=True)
        self.write(kept.turn(replace(turn, **changes)))  # type: ignore[arg-type]

    def save(self, state: bytes, parts: int | None = None) -> None:
        """Writes a snapshot; only its first `parts` records, where its writer dies."""
        kept = self.writer
        made = Snapshot(kept.snapshot.number + 1, kept.next_turn - 1, {("articles.enriched", 1): 9}, state)
        for output in list(kept.snapshot_of(made))[:parts]:
            self.write(output)

    def read(self, *, compacted: bool = False) -> Journal:
        found = Journal("desk")
        last = {record.key: record.offset for record in self.records}
        for record in self.records:
            if not compacted or last[record.key] == record.offset:
                found.apply(record)
        return found


@pytest.fixture
def log() -> Log:
    made = Log()
    made.begin()
    return made


@pytest.mark.parametrize("compacted", [False, True])
def test_the_turns_after_the_last_snapshot_come_back_in_their_order(log: Log, compacted: bool) -> None:
    for state in (b"one", b"two", b"three"):
        for _ in range(3):
            log.turn()
        log.save(state)
    log.turn()
    log.turn()
    found = log.read(compacted=compacted)
    assert (found.snapshot.state, found.snapshot.turn) == (b"three", 9)
    assert found.snapshot.offsets == {("articles.enriched", 1): 9}
    assert [turn.number for turn in found.turns] == [10, 11]
    assert found.turns[0].taken == TAKEN
    assert found.turns[0].at == 1_000


@pytest.mark.parametrize("compacted", [False, True])
def test_a_snapshot_that_was_not_ended_changes_nothing(log: Log, compacted: bool) -> None:
    noise = random.Random(1).randbytes(3 * PART_BYTES)  # it does not pack
    log.turn()
    log.save(b"whole" + noise)
    log.turn()
    log.save(b"another" + noise)
    log.turn()
    log.save(b"begun" + noise, parts=2)
    found = log.read(compacted=compacted)
    assert found.snapshot.state == b"another" + noise
    assert [turn.number for turn in found.turns] == [3]


def test_who_lost_the_stories_changes_nothing_any_more(log: Log) -> None:
    old = log.writer
    log.turn()
    log.begin()
    log.turn()
    log.records.append(
        Record(b"turn/0/3", old.turn(Turn(1, 0, 3, {}, caught_up=True)).value or b"", (), len(log.records))
    )
    for output in replaced(old):
        log.records.append(
            Record(output.key or b"", output.value or b"", tuple(output.headers), len(log.records))
        )
    found = log.read()
    assert [turn.term for turn in found.turns] == [1, 2]
    assert found.snapshot.number == 0


def replaced(old: Journal) -> list[Output]:
    old.term = 1
    return list(old.snapshot_of(Snapshot(1, 2, {}, b"stale")))


def test_a_turn_that_was_sent_again_counts_once(log: Log) -> None:
    log.turn()
    log.records.append(replace(log.records[-1], offset=len(log.records)))
    assert [turn.number for turn in log.read().turns] == [1]


def test_what_is_none_of_ours_is_passed_over(log: Log, caplog: pytest.LogCaptureFixture) -> None:
    for key, value in ((b"turn/0/1", b"{}"), (b"term", b"no"), (b"part/7/0", b""), (b"\xff", b"")):
        log.records.append(Record(key, value, (), len(log.records)))
    log.turn()
    assert [turn.number for turn in log.read().turns] == [1]
    assert caplog.text.count("is no record of the journal") == 4
