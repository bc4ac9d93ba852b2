"""The names of a story: until when a slug means it, and what may refer to it by one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from streams.article import Article
from streams.kinds import Signal
from streams.stories.names import adopted, known_as, slug_name
from tests.articles import PARAGRAPHS, article
from tests.stories.room import Room

OTHER = tuple(paragraph[::-1] for paragraph in PARAGRAPHS)
SLUG = "HARWICH-QUAY"
LASTS = timedelta(hours=36) / timedelta(minutes=1)
BIT = timedelta(milliseconds=1) / timedelta(minutes=1)


@pytest.fixture
def room() -> Room:
    room = Room()
    room.tell(article(uri="urn:w:1", slugline=SLUG, aliases=("urn:alias:1",)))
    return room


def known(room: Room, **changes: object) -> str:
    """The uri under which the desk knows an article that came later."""
    later: Article = article(1, **{"uri": "urn:w:2", "paragraphs": OTHER, **changes})  # type: ignore[arg-type]
    return known_as(room.ledger, later).uri


@pytest.mark.parametrize(
    ("minutes", "uri"),
    [
        (LASTS, "urn:w:1"),
        (LASTS + BIT, "urn:w:2"),
        # The broker's clock may be put back.
        (-LASTS, "urn:w:1"),
        (-LASTS - BIT, "urn:w:2"),
    ],
)
def test_a_slug_means_its_story_for_a_day_and_a_half(room: Room, minutes: float, uri: str) -> None:
    assert known(room, slugline=SLUG, signal=Signal.UPDATE, minutes=minutes) == uri


@pytest.mark.parametrize("signal", [None, *Signal])
def test_what_refers_to_an_earlier_article_may_do_so_by_its_slug(room: Room, signal: Signal | None) -> None:
    refers = signal in {Signal.UPDATE, Signal.CORRECTION, Signal.KILL, Signal.HOLD, Signal.RELEASE}
    assert known(room, slugline=SLUG, signal=signal) == ("urn:w:1" if refers else "urn:w:2")
    assert known(room, aliases=("urn:alias:1",), signal=signal) == ("urn:w:1" if refers else "urn:w:2")


def test_a_take_belongs_to_the_story_of_its_slug(room: Room) -> None:
    assert known(room, slugline=SLUG, take=2) == "urn:w:1"


def test_an_alias_may_be_the_uri_of_a_story_or_another_name_of_one(room: Room) -> None:
    for alias in ("urn:w:1", "urn:alias:1"):
        assert known(room, aliases=("urn:unknown:1", alias), signal=Signal.KILL) == "urn:w:1"
    assert known(room, uri="urn:alias:1") == "urn:w:1"


def test_a_uri_that_is_known_counts_before_every_other_name(room: Room) -> None:
    room.tell(article(1, uri="urn:w:2", paragraphs=OTHER))
    assert known(room, uri="urn:w:2", slugline=SLUG, signal=Signal.KILL, aliases=("urn:w:1",)) == "urn:w:2"


def test_a_beginning_belongs_to_takes_that_have_none_and_to_no_others() -> None:
    room = Room()
    room.tell(article(take=2, uri="urn:w:1", slugline=SLUG, paragraphs=PARAGRAPHS[:1]))
    assert known(room, slugline=SLUG) == "urn:w:1"
    room.tell(article(1, minutes=1, take=1, uri="urn:w:1", slugline=SLUG, paragraphs=PARAGRAPHS[1:2]))
    assert known(room, slugline=SLUG) == "urn:w:2"


def test_a_message_is_no_beginning_that_takes_are_missing() -> None:
    room = Room()
    hold = article(signal=Signal.HOLD, uri="urn:w:1", slugline=SLUG, headline=None, paragraphs=())
    room.tell(hold)
    assert known(room, slugline=SLUG) == "urn:w:2"


def test_under_another_uri_a_version_number_says_nothing_and_its_own_uri_is_an_alias() -> None:
    found = adopted(article(uri="urn:w:2", version="7", aliases=("urn:alias:2",)), "urn:w:1")
    assert (found.uri, found.version, found.aliases) == ("urn:w:1", None, ("urn:alias:2", "urn:w:2"))


def test_a_slug_is_the_name_of_one_source() -> None:
    assert slug_name(article(slugline=SLUG)) != slug_name(article(slugline=SLUG, source="b"))
    assert slug_name(article()) is None
    assert slug_name(article(slugline="-- //")) is None
