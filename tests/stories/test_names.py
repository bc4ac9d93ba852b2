"""The names of a story: until when a slug means it, and what may refer to it by one."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from streams.article import Article
from streams.intake.identity import with_spellings
from streams.kinds import Format, Signal
from streams.stories.ledger import MOST_SHARING
from streams.stories.names import adopted, known_as, slug_name
from tests.articles import NOON, PARAGRAPHS, article, origin
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
    assert (found.uri, found.revision.version, found.naming.aliases) == (
        "urn:w:1",
        None,
        ("urn:alias:2", "urn:w:2"),
    )


def test_a_slug_is_the_name_of_one_source() -> None:
    assert slug_name(article(slugline=SLUG)) != slug_name(article(slugline=SLUG, source="b"))
    assert slug_name(article()) is None
    assert slug_name(article(slugline="-- //")) is None


# Several stories of one slug: a section's, or that of every alert.

STORM = (
    "All ferries between Saltby and the mainland were halted on Saturday because of a storm, the harbour office said.",
    "Some 400 travellers spent the night in a school that the town had opened for them at noon.",
)
WAGE = (
    "The bakers of Portmere agreed on a new wage on Saturday, which ended a strike of eleven days in the whole county.",
    "The union said that its members would be back at work on Monday, and bread in the shops by noon.",
)


def section(**changes: object) -> Room:
    """A desk with two stories of one section, the storm before the wage, by a wire that has no other names."""
    room = Room()
    for number, (headline, text) in enumerate(
        (("Storm halts ferries", STORM), ("Bakers agree on wage", WAGE))
    ):
        fields = {
            "headline": headline,
            "paragraphs": text,
            "slugline": "Coast/",
            "format": Format.ANPA,
            **changes,
        }
        room.tell(article(number, minutes=number, uri=f"urn:w:{number}", **fields))
    return room


def joined(room: Room, **changes: object) -> str:
    """The uri under which the desk knows a third item of that section."""
    fields = {"slugline": "Coast/", "format": Format.ANPA, "headline": None, "paragraphs": STORM, **changes}
    return known_as(room.ledger, article(9, uri="urn:w:9", minutes=30, **fields)).uri


def test_two_stories_of_a_section_are_two() -> None:
    assert sorted(section().published) == ["urn:w:0", "urn:w:1"]


@pytest.mark.parametrize("signal", [Signal.UPDATE, Signal.CORRECTION])
def test_a_mark_means_the_story_whose_text_or_headline_fits(signal: Signal) -> None:
    room = section()
    longer = (*STORM, "The mayor asked people to stay at home.")
    assert joined(room, signal=signal, paragraphs=longer) == "urn:w:0"
    assert joined(room, signal=signal, paragraphs=OTHER, headline="UPDATE 1-Storm halts ferries") == "urn:w:0"
    assert (
        joined(room, signal=signal, paragraphs=OTHER, headline="CORRECTED-Bakers agree on wage") == "urn:w:1"
    )


@pytest.mark.parametrize("signal", [Signal.UPDATE, Signal.CORRECTION])
@pytest.mark.parametrize("headline", [None, "Museum opens late", "CORRECTED-Storm over wages in museum"])
def test_a_mark_without_a_like_text_joins_nothing(signal: Signal, headline: str | None) -> None:
    assert joined(section(), signal=signal, paragraphs=OTHER, headline=headline) == "urn:w:9"


def test_a_message_without_words_means_the_newest_story_and_with_its_headline_the_one_it_names() -> None:
    room = section()
    assert joined(room, signal=Signal.KILL, paragraphs=()) == "urn:w:1"
    order = ('Kill the story slugged Coast, headlined "Storm halts ferries".',)
    assert joined(room, signal=Signal.KILL, headline="BULLETIN KILL", paragraphs=order) == "urn:w:0"
    late = {"signal": Signal.KILL, "origin": origin(9, minutes=60 * 60)}
    assert joined(room, **late, paragraphs=order) == "urn:w:0", "what is named may be older"
    assert joined(room, **late, paragraphs=()) == "urn:w:9"


def test_without_a_mark_nearly_the_same_text_is_the_same_item() -> None:
    room = section()
    assert joined(room) == "urn:w:0"
    assert joined(room, headline="Storm halts ferries") == "urn:w:0"
    assert joined(room, paragraphs=(STORM[0],)) == "urn:w:9"
    assert joined(room, headline="Ask the harbour master") == "urn:w:9"
    assert joined(room, paragraphs=tuple(each.replace("400", "900") for each in STORM)) == "urn:w:9", (
        "other numbers"
    )
    assert joined(room, format=Format.NINJS) == "urn:w:9", "it has a name of its own"
    assert joined(room, format=Format.TEXT, uri_by="content") == "urn:w:0"


def test_what_stands_in_place_of_a_killed_text_is_no_version_of_it() -> None:
    room = section()
    room.tell(article(3, minutes=10, uri="urn:w:0", headline=None, paragraphs=(), signal=Signal.KILL))
    assert joined(room) == "urn:w:9"
    assert joined(room, version_created=NOON) == "urn:w:0", "made before the kill, and late"


def test_the_original_that_comes_after_its_update_is_an_older_version() -> None:
    room = Room()
    update = (*STORM, *WAGE)
    fields: dict[str, Any] = {"slugline": "Coast/", "format": Format.ANPA, "headline": None}
    room.tell(article(uri="urn:w:0", signal=Signal.UPDATE, paragraphs=update, **fields))
    assert joined(room) == "urn:w:0"


@pytest.mark.parametrize(
    ("made", "format_", "uri"),
    [(9, Format.ANPA, "urn:w:0"), (11, Format.ANPA, "urn:w:9"), (9, Format.NINJS, "urn:w:9")],
)
@pytest.mark.parametrize("signal", [Signal.KILL, Signal.HOLD])
def test_a_message_that_came_first_waits_for_what_was_made_before_it(
    made: float, format_: Format, uri: str, signal: Signal
) -> None:
    room = Room()
    fields: dict[str, Any] = {"slugline": "Coast/", "format": format_, "headline": None, "paragraphs": ()}
    room.tell(article(uri="urn:w:0", minutes=10, signal=signal, **fields))
    assert joined(room, version_created=NOON + timedelta(minutes=made), format=format_) == uri


def test_a_slug_of_hundreds_costs_the_work_of_a_few() -> None:
    room = Room()
    for number in range(40):
        words = (" ".join(f"word{number}x{place}" for place in range(40)),)
        room.tell(
            article(
                number,
                minutes=number,
                uri=f"urn:w:{number}",
                slugline="Coast/",
                headline=None,
                paragraphs=words,
            )
        )
    looked: list[str] = []
    get = room.ledger.get
    room.ledger.get = lambda uri: looked.append(uri) or get(uri)  # type: ignore[method-assign,func-returns-value]
    assert joined(room, signal=Signal.UPDATE) == "urn:w:9"
    assert len(looked) <= MOST_SHARING


# One page, and the number in its address.

PAGE = "https://www.post.example/news/quay-shut-88412"


@pytest.fixture
def site() -> Room:
    room = Room()
    room.tell(article(uri=PAGE, version="1", aliases=with_spellings(PAGE, ())))
    return room


@pytest.mark.parametrize(
    "uri", ["https://post.example/news/quay-shut-88412", "https://www.post.example/news/quay-shut-88412/"]
)
def test_another_address_of_a_page_is_the_page(site: Room, uri: str) -> None:
    later = article(1, uri=uri, version="2", aliases=with_spellings(uri, ()), paragraphs=OTHER)
    found = known_as(site.ledger, later)
    assert (found.uri, found.revision.version) == (PAGE, "2")
    assert uri in found.naming.aliases
    site.tell(later)
    assert list(site.published) == [PAGE]


def test_the_first_address_may_be_the_plainest() -> None:
    room = Room()
    plain = "https://post.example/news/quay-shut-88412"
    room.tell(article(uri=plain))
    assert known_as(room.ledger, article(1, uri=PAGE)).uri == plain


def test_a_new_title_in_the_address_is_the_same_page_if_its_text_is_alike(site: Room) -> None:
    uri = "https://www.post.example/news/quay-opens-again-88412"
    names = with_spellings(uri, ())
    longer = (*PARAGRAPHS, "It opens again on Monday.")
    assert (
        known_as(site.ledger, article(1, uri=uri, aliases=names, headline="Open", paragraphs=longer)).uri
        == PAGE
    )
    assert (
        known_as(site.ledger, article(1, uri=uri, aliases=names, headline="Open", paragraphs=OTHER)).uri
        == uri
    )
    assert known_as(site.ledger, article(1, uri=uri, aliases=names, source="b")).uri == uri
    for other in (
        "https://www.post.example/sport/quay-opens-88412",
        "https://b.example/news/quay-opens-88412",
    ):
        assert known_as(site.ledger, article(1, uri=other, aliases=with_spellings(other, ()))).uri == other


SECOND = ("A second part of it came in from the town, where four hundred people wait for the next boat.",)


@pytest.mark.long
@pytest.mark.parametrize("order", list(permutations(range(5))))
def test_however_the_items_of_a_slug_come_they_end_as_the_same_stories(order: tuple[int, ...]) -> None:
    """A story, its second take and its longer version; another story, and its kill."""
    fields: dict[str, Any] = {"slugline": "Coast/", "format": Format.ANPA, "headline": None, "minutes": 40}
    kill = ('Kill the story headlined "Bakers agree on wage".',)
    items: list[dict[str, Any]] = [
        {"paragraphs": STORM, "headline": "Storm halts ferries"},
        {"paragraphs": SECOND, "take": 2},
        {"paragraphs": (*STORM, "The mayor asked people to stay at home."), "signal": Signal.UPDATE},
        {"paragraphs": WAGE, "headline": "Bakers agree on wage", "slugline": "Coast/wages/"},
        {"paragraphs": kill, "signal": Signal.KILL, "slugline": "Coast/wages/"},
    ]
    room = Room()
    for number in order:
        made = NOON + timedelta(minutes=number)
        room.tell(article(number, uri=f"urn:w:{number}", version_created=made, **{**fields, **items[number]}))
    longer = "\n\n".join((*STORM, "The mayor asked people to stay at home."))
    assert sorted(room.standing().values()) == [("canceled", ""), ("usable", longer)]


def test_an_update_of_the_next_days_story_in_nearly_the_same_words_is_none_of_this_one() -> None:
    room = Room()
    words = "Stocks in Harwich {} {} percent on {}, led by banks. The index closed at {} points after {} the day before."
    mondays = (words.format("rose", 0.7, "Monday", "4,112", "4,083"),)
    tuesdays = (words.format("fell", 0.9, "Tuesday", "4,075", "4,112"),)
    room.tell(article(uri="urn:w:1", slugline="STOCKS", headline="Stocks end higher", paragraphs=mondays))
    update = {"signal": Signal.UPDATE, "slugline": "STOCKS", "paragraphs": tuesdays, "minutes": 24 * 60}
    assert known(room, headline="UPDATE 1-Stocks end lower", **update) == "urn:w:2"
    # It is this one's in its words, or on its day.
    assert known(room, headline="UPDATE 1-Stocks end higher", **update) == "urn:w:1"
    assert known(room, headline="UPDATE 1-Stocks end lower", **{**update, "minutes": 60}) == "urn:w:1"
