from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest

from streams.article import Article, Hold
from streams.kinds import Disposition, HoldReason, Signal
from streams.stories.running import put_together
from tests.articles import NOON, PARAGRAPHS, article
from tests.stories.room import Room, kinds

URI = article().uri
TAKES = tuple(
    article(number, minutes=number, take=number, headline=f"Take {number}", paragraphs=(PARAGRAPHS[number],))
    for number in (1, 2, 3)
)


@pytest.mark.parametrize(
    "order", list(permutations(TAKES)), ids=lambda order: "".join(str(a.take) for a in order)
)
def test_takes_are_put_together_in_their_order_however_they_come(order: tuple[type, ...]) -> None:
    room = Room()
    outs = room.tell(*order)  # type: ignore[arg-type]
    assert kinds(outs) == ["Passed enriched"]
    story = room.published[URI]
    assert story.paragraphs == PARAGRAPHS[1:4]
    assert story.headline == "Take 1"
    assert story.verdict is not None
    assert (story.verdict.signal, story.verdict.takes) == (Signal.TAKE, (1, 2, 3))


def test_a_newer_take_takes_the_place_of_the_same_one() -> None:
    room = Room()
    room.tell(*TAKES, article(5, minutes=5, take=2, paragraphs=("Another second take.",)))
    assert room.published[URI].paragraphs == (PARAGRAPHS[1], "Another second take.", PARAGRAPHS[3])
    assert kinds(room.tell(article(6, minutes=2.5, take=2, paragraphs=("Too old.",)))) == ["Reported stale"]


def test_a_whole_story_takes_the_place_of_the_takes_before_it_and_later_ones_follow_it() -> None:
    whole = article(7, minutes=7, paragraphs=("All of it, anew.",))
    add = article(8, minutes=8, take=4, paragraphs=("And one thing more.",))
    wanted = ("All of it, anew.", "And one thing more.")
    for order in permutations((*TAKES, whole, add)):
        room = Room()
        room.tell(*order)
        assert room.published[URI].paragraphs == wanted, [each.take.number for each in order]


def test_a_take_that_the_whole_story_has_in_it_is_stale() -> None:
    room = Room()
    room.tell(article(7, minutes=7), TAKES[1])
    assert room.final()["articles.raw/0/2"] is Disposition.STALE


def test_the_beginning_may_come_unmarked_under_a_uri_of_its_own() -> None:
    room = Room()
    add = article(
        1, minutes=5, uri="urn:w:2", take=2, slugline="BC-Harwich Quay, 1st Add", paragraphs=("More.",)
    )
    room.tell(add, article(2, uri="urn:w:1", slugline="BC-Harwich Quay"))
    assert room.published["urn:w:2"].paragraphs == (*PARAGRAPHS, "More.")


def test_a_take_of_the_moment_of_the_whole_story_is_in_it() -> None:
    room = Room()
    room.tell(article(7, minutes=7))
    take = article(1, minutes=7, take=2, paragraphs=("In it already.",))
    assert kinds(room.tell(take)) == ["Reported stale"]
    assert kinds(room.tell(article(2, minutes=8, take=2, paragraphs=("New.",)))) == ["Passed enriched"]


def test_a_story_put_together_says_what_its_takes_say() -> None:
    room = Room()

    def take(number: int, text: str, **changes: object) -> Article:
        made = NOON + timedelta(minutes=number)
        fields = {"take": number, "version": str(number), "version_created": made, "paragraphs": (text,)}
        return article(number, **{**fields, **changes})  # type: ignore[arg-type]

    takes = [
        take(1, "One.", urgency=4, repairs=("nul", "charset")),
        take(2, "Two.", urgency=2, takes=3),
        take(3, "Three.", repairs=("nul",), takes=4),
    ]
    room.tell(takes[0], takes[2], takes[1])
    story = room.published[URI]
    assert story.paragraphs == ("One.", "Two.", "Three.")
    assert (story.revision.version, story.header.urgency, story.take.of, story.cleaning.repairs) == (
        "3",
        2,
        4,
        ("nul", "charset"),
    )
    assert story.revision.version_created == NOON + timedelta(minutes=3)
    # The event is the take's that came last.
    assert (story.origin.offset, story.take.number) == (2, 2)


def test_a_story_put_together_was_held_if_the_take_that_came_last_was() -> None:
    hold = Hold(HoldReason.EMBARGO, "EMBARGOED", NOON)
    first, second = article(1, take=1), article(2, take=2, hold=hold)
    assert put_together((first, second), second).hold == hold
    assert put_together((first, second), first).hold is None
