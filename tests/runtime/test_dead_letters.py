from __future__ import annotations

from types import SimpleNamespace

import pytest

from streams.article import Dropped
from streams.kinds import Reason, Stage
from streams.runtime.dead_letters import dead_letter, source_of
from tests.articles import NOON


def test_the_source_is_that_of_the_feed_and_not_our_own() -> None:
    headers = [("ce_source", b"copydesk"), ("source", b"tidewater")]
    assert source_of("articles.unique", headers) == "tidewater"
    assert source_of("articles.raw", [("CE_Source", b"tidewater"), ("source", b"x")]) == "tidewater"
    assert source_of("articles.raw", None) == ""


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
