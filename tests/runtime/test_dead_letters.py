from __future__ import annotations

import hashlib
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.record.default_records import DefaultRecordBatchBuilder

from streams.article import Dropped
from streams.brokers.batches import Unreadable
from streams.kinds import Reason, Stage
from streams.runtime.dead_letters import FIRST_BYTES, batch_letter, dead_letter, source_of
from streams.topology import MAX_MESSAGE_BYTES
from tests.articles import NOON


def test_the_source_is_that_of_the_feed_and_not_our_own() -> None:
    headers = [("ce_source", b"copydesk"), ("source", b"tidewater")]
    assert source_of("articles.unique", headers) == "tidewater"
    assert source_of("articles.raw", [("CE_Source", b"tidewater"), ("source", b"x")]) == "tidewater"
    assert source_of("articles.raw", None) == ""
    assert source_of("articles.backfill", [("ce_source", b"tidewater")]) == "tidewater"


def test_a_dead_letter_keeps_bytes_and_headers_and_says_why() -> None:
    message = SimpleNamespace(
        topic="articles.raw",
        partition=3,
        offset=9,
        key=b"k",
        value=b"\x00junk",
        headers={"ce_id": b"1", "dead-attempts": b"2", "dead-reason": b"empty"},
    )
    output = dead_letter(message, Stage.CLEAN, Dropped(Reason.BINARY, "PNG"), NOON)
    headers = dict(output.headers)
    assert (output.topic, output.key, output.value) == ("articles.dead", b"k", b"\x00junk")
    assert headers == {
        "ce_id": b"1",
        "dead-stage": b"clean",
        "dead-reason": b"binary",
        "dead-detail": b"PNG",
        "dead-topic": b"articles.raw",
        "dead-partition": b"3",
        "dead-offset": b"9",
        "dead-at": b"2026-11-21T12:00:00+00:00",
        "dead-attempts": b"3",
    }
    assert len(output.headers) == len(headers)
    # An article of several carries its number; the feeder's header of that name does not stay.
    message.headers = {"dead-part": b"7/8"}
    third = dead_letter(message, Stage.CLEAN, Dropped(Reason.EMPTY), NOON, (3, 10))
    assert [value for name, value in third.headers if name == "dead-part"] == [b"3/10"]
    assert third.value == b"\x00junk"
    whole = dead_letter(message, Stage.CLEAN, Dropped(Reason.EMPTY), NOON)
    assert "dead-part" not in dict(whole.headers)


@pytest.mark.parametrize("attempts", [b"9" * 5000, b"-1", b"", b"\xff", "٣".encode()])
def test_whatever_a_feeder_says_of_attempts_the_letter_is_written(attempts: bytes) -> None:
    message = SimpleNamespace(
        topic="articles.raw",
        partition=0,
        offset=1,
        key=None,
        value=b"x",
        headers=[("dead-attempts", attempts)],
    )
    headers = dict(dead_letter(message, Stage.CLEAN, Dropped(Reason.EMPTY), NOON).headers)
    assert headers["dead-attempts"] == b"1"


def message(value: bytes, headers: Any = (), key: bytes | None = b"k") -> Any:
    return SimpleNamespace(
        topic="articles.raw", partition=3, offset=9, key=key, value=value, headers=list(headers)
    )


def test_what_cannot_be_written_back_has_a_letter_all_the_same() -> None:
    """Too large by its bytes, by its headers, by its key: the letter says what it was, and where it lies."""
    large, some = bytes(MAX_MESSAGE_BYTES), b"copy" * 4_000
    source = ("ce_source", b"tidewater")
    for died in (
        message(large, [source]),
        message(some, [("x", large), source]),
        message(some, [source], key=large),
        message(some, [*(("x", bytes(9_000)) for _ in range(2_000)), source]),
    ):
        output = dead_letter(died, Stage.CLEAN, Dropped(Reason.TOO_LARGE, "too many bytes"), NOON)
        assert output.size < 4 * FIRST_BYTES
        assert (output.value, output.instead) == (died.value[:FIRST_BYTES], None)
        headers = dict(output.headers)
        assert headers["ce_source"] == b"tidewater"
        assert headers["dead-size"] == str(len(died.value)).encode()
        assert headers["dead-sha256"] == hashlib.sha256(died.value).hexdigest().encode()
        assert (headers["dead-reason"], headers["dead-offset"]) == (b"too_large", b"9")


def test_the_bound_is_that_of_the_whole_record() -> None:
    """With its key, its headers and what the letter adds: a byte more, and it is cut."""
    spare = MAX_MESSAGE_BYTES - dead_letter(message(b""), Stage.CLEAN, Dropped(Reason.BINARY), NOON).size
    whole = dead_letter(message(bytes(spare)), Stage.CLEAN, Dropped(Reason.BINARY), NOON)
    assert (len(whole.value or b""), whole.size, "dead-size" in dict(whole.headers)) == (
        spare,
        MAX_MESSAGE_BYTES,
        False,
    )
    size = DefaultRecordBatchBuilder.estimate_size_in_bytes(whole.key, whole.value, whole.headers)
    assert size <= whole.size
    cut = dead_letter(message(bytes(spare + 1)), Stage.CLEAN, Dropped(Reason.BINARY), NOON)
    assert len(cut.value or b"") == FIRST_BYTES
    # Where the topic takes less than it should, a whole one is cut then.
    assert whole.instead is not None
    shorter = whole.instead(Dropped(Reason.TOO_LARGE))
    assert (len(shorter.value or b""), dict(shorter.headers)["dead-reason"]) == (FIRST_BYTES, b"binary")


def test_a_batch_that_is_passed_over_has_a_letter_without_bytes() -> None:
    batch = Unreadable("articles.clean", 0, 41, 47, "its checksum is wrong", 90, "ab" * 32, 40, 0)
    letter = batch_letter(batch, NOON, "night desk")
    assert (letter.topic, letter.value) == ("articles.dead", b"")
    assert dict(letter.headers) == {
        "dead-stage": b"decide",
        "dead-reason": b"unreadable",
        "dead-detail": b"articles.clean/0/41 to 47 cannot be read: its checksum is wrong",
        "dead-topic": b"articles.clean",
        "dead-partition": b"0",
        "dead-offset": b"41",
        "dead-last-offset": b"47",
        "dead-size": b"90",
        "dead-sha256": b"ab" * 32,
        "dead-at": b"2026-11-21T12:00:00+00:00",
        "dead-attempts": b"1",
        "dead-by": b"night desk",
    }
    too_large = dict(batch_letter(replace(batch, too_large=True), NOON).headers)
    assert (too_large["dead-reason"], "dead-by" in too_large) == (b"too_large", False)
