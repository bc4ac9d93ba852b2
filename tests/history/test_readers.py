from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import orjson
import pytest

from streams.history.readers import Readers

URI = "urn:a:1"


def record(status: str = "usable", minute: int | None = 0, version: str | None = None, **more: Any) -> Any:
    """An event of articles.enriched, whose version was made so many minutes after noon."""
    item: dict[str, Any] = {"uri": more.get("uri", URI), "pubStatus": status}
    if minute is not None:
        item["versionCreated"] = (
            datetime(2026, 11, 21, 12, tzinfo=UTC) + timedelta(minutes=minute)
        ).isoformat()
    if version is not None:
        item["version"] = version
    event = {"item": item, "desk": {"verdict": {"disposition": "enriched", "takes": more.get("takes", [])}}}
    return SimpleNamespace(value=orjson.dumps(event))


def read(*records: Any) -> Readers:
    readers = Readers()
    for each in records:
        readers.read(each)
    return readers


KILL = record("canceled", 5)


@pytest.mark.parametrize(
    ("records", "killed"),
    [
        ([record(), KILL], False),
        ([KILL], False),
        ([record(), KILL, record()], True),
        ([KILL, record(minute=9)], True),  # a kill is final, however new what comes after it
        ([record(), KILL, record(), KILL], False),  # told again after a crash
        ([record("withheld"), record()], False),
        ([record(), KILL, record("withheld")], False),
        ([record(), KILL, record(uri="urn:b:1")], False),
    ],
)
def test_what_was_killed_must_not_be_usable_in_the_end(records: list[Any], killed: bool) -> None:
    assert read(*records).killed == [URI] * killed


@pytest.mark.parametrize(
    ("records", "older"),
    [
        ([record(minute=1), record(minute=2)], False),
        ([record(minute=2), record(minute=1)], True),
        ([record(minute=2), record(minute=1), record(minute=2)], False),
        ([record(minute=1, version="2"), record(minute=2, version="1")], True),
        (
            [record(minute=1, version="57"), record(minute=301, version="1")],
            False,
        ),  # its sender has begun anew
        (
            [record(minute=301, version="1"), record(minute=1, version="57")],
            False,
        ),  # or one's clock was ahead
        ([record(minute=301, version="2"), record(minute=1, version="1")], True),
        ([record(minute=1), record(minute=2), record("canceled"), record(minute=1)], True),
        ([record(minute=2), record("withheld")], False),
        ([record(minute=None), record(minute=None)], False),
        ([record(minute=2, takes=[1, 2]), record(minute=1, takes=[1, 2])], False),
    ],
)
def test_an_older_version_must_not_be_the_last(records: list[Any], older: bool) -> None:
    assert read(*records).older == [URI] * older


@pytest.mark.parametrize(
    "value", [None, b"", b"no json", b"[]", b'{"item": {}}', b'{"item": {"uri": 1}, "desk": null}']
)
def test_what_copydesk_did_not_write_says_nothing(value: bytes | None) -> None:
    readers = read(SimpleNamespace(value=value))
    assert (readers.killed, readers.older) == ([], [])
