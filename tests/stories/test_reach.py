"""Whose copies a kill reaches: nobody kills another's story by taking its text and dating that back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from streams.article import Article
from streams.kinds import Format, Signal
from streams.stories.authority import DESK
from tests.articles import NOON, PARAGRAPHS
from tests.stories.room import Room
from tests.stories.test_whose import BLOG, order, status, text

URN, PAGE = "urn:a:1", "https://blog.example/quay"


def taken(offset: int, source: str = BLOG, **changes: Any) -> Article:
    """The agency's text at a blog, which says that it had it a day before."""
    dated = {"version_created": NOON - timedelta(days=1), "first_created": NOON - timedelta(days=1)}
    return text(offset, PAGE, source, **{**dated, **changes})


def kill(offset: int, source: str = BLOG) -> Article:
    return order(offset, Signal.KILL, PAGE, source)


@pytest.mark.parametrize("format_", [Format.NINJS, Format.HTML, Format.FEED])
@pytest.mark.parametrize("owner", ["mer", "paper.example"])
@pytest.mark.parametrize("changes", [{}, {"paragraphs": PARAGRAPHS[:3]}])
def test_a_text_that_was_taken_and_dated_back_does_not_kill_its_original(
    format_: Format, owner: str, changes: dict[str, Any]
) -> None:
    room = Room()
    room.tell(text(1, source=owner, version_created=NOON), taken(3, format=format_, **changes), kill(4))
    assert status(room)[URN] == "usable"
    room.start()
    room.tell(
        text(5, source=owner, version="2", paragraphs=(*PARAGRAPHS, "More follows."), version_created=NOON)
    )
    assert room.standing()[URN][0] == "usable"


def test_nor_does_one_that_was_quicker_here() -> None:
    room = Room()
    room.tell(taken(1), kill(2))
    room.tell(text(3, version_created=NOON))
    assert status(room)[URN] == "usable"


TOWNS = ("Selby", "Oder", "Halden", "Thorne", "Anselm", "Vermeer", "Northfield", "Brandt")
MUCH = tuple(
    f"In {town} the council of Mayor Ada {town[::-1].title()} bought {number}4 barges for {number}7 million crowns "
    f"on June {number}, after the ferry of {town} had run aground with {number}19 passengers on board."
    for number, town in enumerate(TOWNS, 2)
)


@pytest.mark.parametrize("late", [False, True])
def test_nor_is_what_has_it_in_it_withheld(late: bool) -> None:
    room = Room()
    whole = text(3, paragraphs=(*PARAGRAPHS, *MUCH), version_created=NOON)
    room.tell(*((kill(1), whole, taken(4)) if late else (taken(1), kill(2), whole)))
    assert status(room)[URN] == "usable"


def test_nor_does_the_kill_of_a_text_that_comes_later() -> None:
    room = Room()
    room.tell(kill(0), text(1, version_created=NOON), taken(3))
    assert status(room)[URN] == "usable"


def test_the_copies_of_a_web_source_are_reached_all_the_same() -> None:
    room = Room()
    room.tell(taken(1), text(5, "https://c.example/x", "c.example"), text(6, "urn:d:1", "d"), kill(9))
    room.tell(text(10, "https://e.example/x", "e.example"))
    assert set(status(room).values()) == {"canceled"}
    assert len(status(room)) == 4


def test_a_text_that_credits_the_web_source_is_its_copy_whenever_it_came() -> None:
    room = Room()
    room.tell(text(1, "https://c.example/x", "c.example", format=Format.HTML, credit="blog.example"))
    room.tell(taken(3, format=Format.HTML), kill(4))
    assert status(room) == {"https://c.example/x": "canceled", PAGE: "canceled"}


def test_a_source_that_the_operator_named_is_believed() -> None:
    room = Room()
    room.tell(text(1, "https://c.example/x", "c.example"), taken(3, "mer"), kill(4, "mer"))
    assert status(room) == {"https://c.example/x": "canceled", PAGE: "canceled"}


def test_the_desk_reaches_all() -> None:
    room = Room()
    room.tell(text(1, version_created=NOON), taken(3), kill(4, DESK))
    assert status(room) == {URN: "canceled", PAGE: "canceled"}
