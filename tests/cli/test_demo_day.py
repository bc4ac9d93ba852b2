from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from streams.cli.demo_day import Life, seeds, timed_seeds
from streams.errors import FeedError
from streams.kinds import Signal

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@dataclass
class Record:
    topic: str
    value: bytes | None
    key: bytes = b"k"
    timestamp: float = NOON.timestamp() * 1000


class Heard:
    """A life and the events that it heard, each with an id of its own."""

    def __init__(self) -> None:
        self.life, self.count = Life(), 0

    def tell(self, topic: str, event: dict[str, Any] | None, **more: Any) -> None:
        self.count += 1
        value = None if event is None else orjson.dumps(event)
        self.life.hear(Record(topic, value, **more), {"ce_id": str(self.count)})

    def enriched(self, uri: str, signal: str = "new", **more: Any) -> None:
        status, hold = more.pop("status", "usable"), more.pop("hold", None)
        desk = {"verdict": {"signal": signal, **more}} | ({"hold": hold} if hold else {})
        self.tell("articles.enriched", {"item": {"uri": uri, "pubStatus": status}, "desk": desk})


def test_a_kill_and_its_copies_are_one() -> None:
    heard = Heard()
    for uri in ("urn:a", "urn:copy", "urn:copy"):
        heard.enriched(uri, "kill", status="canceled", kill={"uri": "urn:a"})
    assert heard.life.report()["killed"] == {"urn:a": 2}


def test_changes_are_counted_by_kind() -> None:
    heard = Heard()
    heard.enriched("urn:a", "correction", changes=[{"kind": "number"}, {"kind": "name"}])
    heard.enriched("urn:b", "correction", changes=[{"kind": "number"}])
    heard.enriched("urn:c", "silent_edit", changes=[{"kind": "quote"}])
    told = heard.life.report()
    assert (told["corrections"], told["silent_edits"], told["updates"]) == (2, 1, 0)
    assert heard.life.changed[Signal.CORRECTION] == {"number": 2, "name": 1}


def test_what_is_held_waits_until_its_tombstone() -> None:
    heard = Heard()
    heard.tell("articles.withheld", {"item": {"uri": "urn:a"}}, key=b"raw/0/1")
    heard.tell("articles.withheld", {"item": {"uri": "urn:b"}}, key=b"raw/0/2")
    assert heard.life.report()["held"] == 2
    until = (NOON - timedelta(milliseconds=250)).isoformat()
    heard.enriched("urn:a", hold={"reason": "embargo", "until": until})
    heard.tell("articles.withheld", None, key=b"raw/0/1")
    told = heard.life.report()
    assert (told["held"], told["released"], told["embargo_late_seconds"]) == (1, 1, 0.25)


def test_an_event_that_is_told_again_counts_once() -> None:
    life = Life()
    notice = Record("desk.notices", orjson.dumps({"kind": "embargo_broken"}))
    for _ in range(2):
        life.hear(notice, {"ce_id": "1"})
    assert life.report()["notices"] == {"embargo_broken": 1}


def test_timed_seeds_say_until_when(tmp_path: Path) -> None:
    for name, text in (
        ("wire/0900.txt", "A seed."),
        ("_timed/wire/1000.json", '{"embargoed": "{{embargo}}"}'),
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.write_text(text)
    assert [event.value for event in seeds(tmp_path, NOON)] == [b"A seed."]
    (event,) = timed_seeds(tmp_path, NOON, NOON + timedelta(seconds=4))
    assert orjson.loads(event.value) == {"embargoed": "2026-11-21T12:00:04+00:00"}
    assert dict(event.headers)["ce_source"] == b"wire"
    assert timed_seeds(tmp_path / "wire", NOON, NOON) == []


def test_a_seed_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "0900.jsonl").write_text("no json\n")
    with pytest.raises(FeedError):
        seeds(tmp_path, NOON)
