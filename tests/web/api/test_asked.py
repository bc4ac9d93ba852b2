from __future__ import annotations

from datetime import UTC, datetime

import pytest

from streams.runtime.problem import Problem
from streams.web.api.asked import LISTS, Asked, read
from streams.web.api.cursor import encode

ARTICLES, STORIES = LISTS


def asked(*pairs: tuple[str, str], stream: bool = False, **headers: str) -> Asked:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return read(ARTICLES, pairs, given, stream=stream)


def test_what_is_usual() -> None:
    usual = asked()
    assert (usual.start, usual.wait, usual.limit, usual.filter.asks_nothing) == ("now", 0.0, 100, True)


def test_where_to_begin() -> None:
    assert asked(("after", "earliest")).start == "earliest"
    noon = datetime(2026, 11, 29, 12, tzinfo=UTC)
    for text in (
        "2026-11-29T12:00:00Z",
        "2026-11-29T12:00:00",
        "2026-11-29T13:00:00+01:00",
        "2026-11-29T13:00:00 01:00",
    ):
        assert asked(("after", text)).start == noon
    assert asked(("after", encode("articles.enriched", [3, 4]))).start == (3, 4)


def test_the_last_event_goes_before_the_address_and_only_on_a_stream() -> None:
    last = encode("articles.enriched", [3])
    assert asked(("after", "earliest"), stream=True, Last_Event_ID=last).start == (3,)
    assert asked(("after", "earliest"), Last_Event_ID=last).start == "earliest"


@pytest.mark.parametrize(
    ("pairs", "stream", "why"),
    [
        (
            [("after", "yesterday")],
            False,
            "after: it is no cursor of this API.*; begin anew with after=earliest, after=now or a time such as",
        ),
        ([("after", "2026-13-01T00:00:00Z")], False, "after is no time such as"),
        ([("after", encode("stories", [1]))], False, "after: it is the cursor of another list; begin anew"),
        ([("wait", "61")], False, "wait is to be a number from 0 to 60$"),
        ([("wait", "nan")], False, "wait is to be a number from 0 to 60$"),
        ([("wait", "long")], False, "wait is to be a number from 0 to 60$"),
        ([("limit", "0")], False, "limit is to be a number from 1 to 1000$"),
        ([("limit", "1.5")], False, "limit is to be a number from 1 to 1000$"),
        ([("limit", "5"), ("limit", "6")], False, "limit is given twice$"),
        ([("limit", "5")], True, "limit means nothing for a stream"),
        ([("colour", "red")], False, "there is no filter 'colour' here: there are language"),
        ([("signal", "loud")], False, "there is no signal 'loud'"),
    ],
)
def test_what_cannot_be_asked(pairs: list[tuple[str, str]], stream: bool, why: str) -> None:
    with pytest.raises(Problem, match=why) as raised:
        asked(*pairs, stream=stream)
    assert raised.value.status == 400
    assert raised.value.document["status"] == 400


def test_stories_have_no_signal() -> None:
    with pytest.raises(Problem, match="there is no filter 'signal' here"):
        read(STORIES, [("signal", "new")], {}, stream=False)
