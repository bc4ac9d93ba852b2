from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import orjson
import pytest

from streams.history.dead_letters import Choice, DeadLetter, as_object, grouped, read_dead_letter
from streams.kinds import Reason, Stage
from tests.articles import NOON
from tests.topics import letter


def record(output: Any, offset: int = 4) -> Any:
    return SimpleNamespace(
        topic=output.topic,
        partition=1,
        offset=offset,
        value=output.value,
        headers=output.headers,
        timestamp=0,
    )


def test_a_letter_says_where_it_died_and_of_what() -> None:
    headers = {"ce_source": b"tidewater", "ce_subject": b"https://post.example/a", "dead-attempts": b"2"}
    got = read_dead_letter(record(letter(("articles.raw", 3, 9), b"junk", headers=headers)))
    assert got == DeadLetter(
        place=("articles.dead", 1, 4),
        origin=("articles.raw", 3, 9),
        stage="clean",
        reason="deadline",
        source="tidewater",
        at=NOON,
        attempts=3,
        size=4,
        subject="https://post.example/a",
        detail="deadline of 9",
        redriven_from=None,
        raw=("articles.raw", 3, 9),
    )


def test_a_letter_of_a_later_stage_knows_its_raw_event_and_its_feed() -> None:
    headers = {
        "ce_source": b"copydesk",
        "source": b"tidewater",
        "raw": b"articles.raw/0/7",
        "redriven-from": b"articles.dead/2/11",
    }
    got = read_dead_letter(record(letter(("articles.unique", 3, 9), stage=Stage.ENRICH, headers=headers)))
    assert (got.source, got.raw, got.redriven_from) == (
        "tidewater",
        ("articles.raw", 0, 7),
        ("articles.dead", 2, 11),
    )


def test_a_letter_of_one_article_says_which_of_its_document_it_was() -> None:
    def part_of(place: tuple[str, int, int], **headers: bytes) -> Any:
        output = letter(place, headers={"raw": b"articles.raw/0/7"})
        named = [(name.replace("_", "-"), value) for name, value in headers.items()]
        return read_dead_letter(record(replace(output, headers=[*output.headers, *named]))).part

    assert part_of(("articles.raw", 3, 9)) is None
    assert part_of(("articles.raw", 3, 9), dead_part=b"3/10", part=b"1/2") == (3, 10)
    # A feeder's header of that name; ours stands on our own events.
    assert part_of(("articles.raw", 3, 9), part=b"1/2") is None
    assert part_of(("articles.unique", 3, 9), part=b"1/2") == (1, 2)
    for broken in (b"", b"3", b"10/10", b"x/y"):
        assert part_of(("articles.raw", 3, 9), dead_part=broken) is None


def test_of_a_structured_event_source_and_subject_stand_in_the_value() -> None:
    event = orjson.dumps({"source": "tidewater", "subject": "https://post.example/a"})
    headers = {"content-type": b"application/cloudevents+json; charset=utf-8"}
    got = read_dead_letter(record(letter(("articles.raw", 3, 9), event, headers=headers)))
    assert (got.source, got.subject) == ("tidewater", "https://post.example/a")
    for broken in (b"{", b"[]", b""):
        assert read_dead_letter(record(letter(("articles.raw", 3, 9), broken, headers=headers))).source == "-"


@pytest.mark.parametrize("header", ["articles.dead", "a/b/c", "a/1/", ""])
def test_a_header_that_names_no_place_is_none(header: str) -> None:
    headers = {"redriven-from": header.encode(), "raw": header.encode()}
    got = read_dead_letter(record(letter(("articles.clean", 3, 9), headers=headers)))
    assert (got.redriven_from, got.raw) == (None, None)


def test_a_record_that_is_no_dead_letter_is_a_value_error() -> None:
    good = letter(("articles.raw", 3, 9))
    for headers in ([], good.headers[:3], [*good.headers[:4], ("dead-offset", b"x")]):
        with pytest.raises(ValueError):
            read_dead_letter(
                SimpleNamespace(topic="t", partition=0, offset=0, value=b"", headers=headers, timestamp=0)
            )


def letters() -> list[DeadLetter]:
    made = [
        letter(("articles.raw", 0, 1), reason=Reason.DEADLINE, headers={"ce_source": b"a"}),
        letter(("articles.raw", 0, 2), reason=Reason.DEADLINE, headers={"ce_source": b"a"}, minutes=5),
        letter(("articles.raw", 0, 3), reason=Reason.DEADLINE, headers={"ce_source": b"b"}, minutes=9),
        letter(("articles.clean", 0, 3), reason=Reason.BINARY, stage=Stage.DECIDE, minutes=2),
    ]
    return [read_dead_letter(record(each, offset)) for offset, each in enumerate(made)]


@pytest.mark.parametrize(
    ("choice", "offsets"),
    [
        (Choice(), [0, 1, 2, 3]),
        (Choice(reasons=frozenset({"deadline"})), [0, 1, 2]),
        (Choice(reasons=frozenset({"deadline", "binary"}), sources=frozenset({"b", "-"})), [2, 3]),
        (Choice(stages=frozenset({"decide"})), [3]),
        (Choice(since=NOON + timedelta(minutes=5)), [1, 2]),
        (Choice(until=NOON + timedelta(minutes=5)), [0, 3]),
        (Choice(since=NOON, until=NOON), []),
    ],
)
def test_what_is_chosen(choice: Choice, offsets: list[int]) -> None:
    assert [each.place[2] for each in letters() if choice.takes(each)] == offsets


def test_groups_are_those_of_one_reason_stage_and_source() -> None:
    groups = grouped(letters())
    assert [(each.reason, each.stage, each.source, each.count) for each in groups] == [
        ("deadline", "clean", "a", 2),
        ("binary", "decide", "-", 1),
        ("deadline", "clean", "b", 1),
    ]
    assert as_object(groups[0], followed=False) == {
        "reason": "deadline",
        "stage": "clean",
        "source": "a",
        "count": 2,
        "oldest": NOON,
        "newest": NOON + timedelta(minutes=5),
        "redriven": None,
        "ended": None,
        "example": {"subject": "", "detail": "deadline of 2", "place": "articles.dead/1/1"},
    }
