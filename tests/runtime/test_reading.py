from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from streams.article import Dropped
from streams.events.framing import framed
from streams.intake.reader import needs_process
from streams.kinds import Reason
from streams.lazily import made_once
from streams.runtime import whole
from streams.runtime.desk import utc_now
from streams.runtime.framing import SchemaTypes
from streams.runtime.reading import MAKING, TURNS, Reading
from tests.intake.wires.test_anpa import OTHER
from tests.runtime.test_feeds import message


class Registry:
    """Knows schema 10, which is in Avro, and 11, which is in JSON."""

    def type_of(self, schema: int) -> str | None:
        return {10: "AVRO", 11: "JSON"}.get(schema)


def reading() -> Reading:
    nothing: Any = None
    registry: Any = Registry()
    return Reading(nothing, 1_000_000, utc_now, schemas=SchemaTypes(registry))


async def test_what_the_registry_knows_as_avro_is_refused_whatever_it_looks_like() -> None:
    refused = await reading()._foreign(framed(b'{"title": "Weir"}', 10))
    assert isinstance(refused, Dropped)
    assert refused.reason is Reason.UNKNOWN_FORMAT
    assert refused.detail.startswith("Avro in Confluent's wire format, schema 10: ")


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(framed(b'{"title": "Weir"}', 11), id="JSON"),
        pytest.param(framed(b"\x02a", 12), id="an id that the registry does not know"),
        pytest.param(b"<p>Weir</p>", id="no header"),
        pytest.param(b"\0\0\0\0\n" + OTHER, id="wire copy after a line filled with NULs"),
        pytest.param(b"\0\0\0\0\0" + OTHER, id="NULs"),
        pytest.param(b"", id="nothing"),
    ],
)
async def test_all_else_is_left_to_the_reader(value: bytes) -> None:
    assert await reading()._foreign(value) is None


async def test_how_a_raw_event_is_read_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def counting(raw: Any) -> bool:
        asked.append(raw)
        return needs_process(raw)

    monkeypatch.setattr("streams.runtime.feeds.needs_process", counting)
    text = b"The lock gate is open. The harbour master opened it on Monday."
    parts = await reading().read(message(text, ce_source="lock"), lambda: None)
    assert not isinstance(parts, Dropped)
    assert len(parts) == len(asked) == 1


async def test_what_the_first_document_of_a_language_needs_is_made_between_other_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clean, begun, turns = whole.clean_document, 0, 0

    @made_once
    def pattern(_number: int) -> None:
        end = time.thread_time() + MAKING
        while time.thread_time() < end:
            pass

    def cleaned(raw: Any, now: Any) -> Any:
        nonlocal begun
        begun += 1
        for number in range(6):
            pattern(number)
        return clean(raw, now)

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    monkeypatch.setattr("streams.runtime.reading.clean_document", cleaned)
    beside = asyncio.ensure_future(others())
    text = b"The lock gate is open. The harbour master opened it on Monday."
    parts = await reading().read(message(text, ce_source="lock"), lambda: None)
    beside.cancel()
    assert not isinstance(parts, Dropped)
    assert len(parts) == 1
    assert begun == 6
    assert turns >= begun * TURNS
