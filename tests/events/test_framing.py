from __future__ import annotations

import pytest

from streams.events.framing import FRAMED, framed, schema_of, unframed
from streams.topology import BACKFILL, DEAD, RAW, TOPICS


def test_the_header_is_that_of_confluent_and_goes_again() -> None:
    assert framed(b'{"a": 1}', 258) == b'\x00\x00\x00\x01\x02{"a": 1}'
    assert unframed(framed(b"{}", 7)) == unframed(b"{}") == b"{}"
    assert schema_of(framed(b"{}", 100_000)) == 100_000


@pytest.mark.parametrize("value", [b"", b"{}", b"\0\0\0\0\1"])
def test_what_has_no_header_or_nothing_behind_it_has_no_schema(value: bytes) -> None:
    assert schema_of(value) is None


def test_raw_events_and_dead_letters_are_never_framed() -> None:
    assert {topic.name for topic in TOPICS} - FRAMED == {RAW.name, BACKFILL.name, DEAD.name}
