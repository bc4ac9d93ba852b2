"""Kills, holds and releases that name their story in words: one is meant, several are, or none."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from streams.article import Article, Reference
from streams.kinds import Format, Signal
from streams.stories.names import SLUG_LASTS
from streams.stories.outcome import NoticeKind
from streams.stories.referred import MOST_OF_A_NAME, headline_name, headline_words
from tests.articles import PARAGRAPHS, article
from tests.stories.room import Room, kinds

OTHER = (
    "Shares in Anselm closed lower for the third day as traders waited for the harvest figures from the delta, "
    "which are due on Thursday.",
)
THIRD = ("Prices for tin rose in Oder after a smelter shut down for want of coal, its owners said.",)
SLUG = "GLOBAL-MARKETS"


def story(offset: int, headline: str, paragraphs: tuple[str, ...] = PARAGRAPHS, **changes: Any) -> Article:
    fields = {"uri": f"urn:a:{offset}", "source": "mer", "format": Format.NINJS, "minutes": offset}
    return article(offset, headline=headline, paragraphs=paragraphs, **{**fields, **changes})


def order(offset: int, *refers: tuple[str, str], signal: Signal = Signal.KILL, **changes: Any) -> Article:
    fields: dict[str, Any] = {
        "headline": "MANDATORY KILL",
        "paragraphs": (),
        "signal": signal,
        "refers": tuple(Reference(kind, words) for kind, words in refers),
    }
    return story(offset, **{**fields, **changes})


def status(room: Room) -> dict[str, str]:
    return {uri: standing for uri, (standing, _) in room.standing().items()}


@pytest.fixture
def room() -> Room:
    room = Room()
    room.tell(
        story(1, "Stocks rise in Asia", slugline=SLUG),
        story(2, "Stocks fall in Europe", OTHER, slugline=SLUG),
        story(
            3, "Mill to close", THIRD, slugline="Thorne Mill", aliases=("urn:copydesk:mer:2026-11-21.a0044",)
        ),
    )
    return room


@pytest.mark.parametrize(
    ("said", "slugline", "canceled"),
    [
        ((("slug", SLUG), ("headline", "Stocks rise in Asia")), SLUG, "urn:a:1"),
        ((("slug", SLUG), ("headline", "Stocks fall in Europe")), None, "urn:a:2"),
        ((("headline", "UPDATE 1-STOCKS RISE IN ASIA."),), SLUG, "urn:a:1"),
        ((("headline", "“Stocks rise in Asia”"),), None, "urn:a:1"),
        ((("headline", "Stocks rise in Asia on Tuesday"), ("slug", SLUG)), None, "urn:a:1"),
        ((("slug", "Thorne Mill"),), None, "urn:a:3"),
        ((("slug", "BC-Thorne Mill, 1st Ld"),), None, "urn:a:3"),
        ((), "KILL-Thorne Mill", "urn:a:3"),
        ((("id", "a0044"),), None, "urn:a:3"),
        ((("id", "urn:a:3"),), None, "urn:a:3"),
        ((("headline", "Mill to close"), ("slug", "Thorne Mill"), ("id", "a0044")), None, "urn:a:3"),
        ((("id", "a9999"), ("slug", "Thorne Mill")), None, "urn:a:3"),
        # What the desk calls its order is no slug of a story.
        ((("id", "a0044"),), "KILL-ADVISORY", "urn:a:3"),
        ((("headline", "Mill to close"),), "KILL-ADVISORY", "urn:a:3"),
    ],
)
def test_one_story_fits_and_is_canceled(
    room: Room, said: tuple[tuple[str, str], ...], slugline: str | None, canceled: str
) -> None:
    assert kinds(room.tell(order(9, *said, slugline=slugline))) == ["Passed killed"]
    assert [uri for uri, standing in status(room).items() if standing == "canceled"] == [canceled]
    assert room.notices == []


@pytest.mark.parametrize(
    ("said", "withheld"),
    [
        ((("slug", SLUG),), {"urn:a:1", "urn:a:2"}),
        ((("slug", "Thorne Mill"), ("headline", "Stocks rise in Asia")), {"urn:a:1", "urn:a:3"}),
        ((("slug", "Thorne Mill"), ("headline", "Bridge falls")), {"urn:a:3"}),
        ((("id", "a0044"), ("headline", "Stocks rise in Asia")), {"urn:a:1", "urn:a:3"}),
        ((("id", "a0044"), ("slug", SLUG)), {"urn:a:1", "urn:a:2", "urn:a:3"}),
        ((("headline", "Mill to close"), ("slug", "Other Mill")), {"urn:a:3"}),
    ],
)
def test_where_several_may_be_meant_all_are_withheld_and_told(
    room: Room, said: tuple[tuple[str, str], ...], withheld: set[str]
) -> None:
    outs = room.tell(order(9, *said))
    assert kinds(outs) == ["Reported signal", *["Passed signal"] * len(withheld), "Notice"]
    assert {uri for uri, standing in status(room).items() if standing == "withheld"} == withheld
    assert "canceled" not in status(room).values()
    (notice,) = room.notices
    assert (notice.kind, notice.uri, notice.source) == (NoticeKind.UNCLEAR_KILL, "urn:a:9", "mer")
    assert all(uri in (notice.words or "") for uri in withheld)
    room.start()
    for uri in withheld:
        release = story(20, "", (), uri=uri, signal=Signal.RELEASE)
        assert kinds(room.tell(release)) == ["Reported signal", "Passed enriched"]


def test_an_order_under_the_slug_of_an_earlier_order_is_not_about_that(room: Room) -> None:
    room.tell(order(8, ("headline", "Bridge falls"), slugline="KILL-ADVISORY"))
    room.tell(order(9, ("headline", "Mill to close"), slugline="KILL-ADVISORY"))
    assert status(room)["urn:a:3"] == "canceled"
    # Under the slug of another story it is not clear.
    room.tell(order(10, ("headline", "Stocks rise in Asia"), slugline="Thorne Mill"))
    assert status(room)["urn:a:1"] == "withheld"


def test_of_several_the_one_whose_headline_its_text_quotes_is_meant(room: Room) -> None:
    text = ("Kill the item on stocks in Asia of this morning: stocks rise in Asia is wrong.",)
    room.tell(order(9, ("slug", SLUG), paragraphs=text))
    assert [uri for uri, standing in status(room).items() if standing == "canceled"] == ["urn:a:1"]
    assert "withheld" not in status(room).values()


def test_an_order_withholds_what_was_made_later_than_it(room: Room) -> None:
    room.tell(order(9, ("slug", SLUG), version_created=article(0).origin.timestamp - timedelta(days=1)))
    assert list(status(room).values()).count("withheld") == 2


@pytest.mark.parametrize(
    "said",
    [
        (("slug", "Other Mill"),),
        (("headline", "Bridge falls"),),
        (("id", "a0045"),),
        (("slug", "*"), ("headline", ""), ("id", " ")),
        (("slug", "KILL KILL KILL"),),
        (),
    ],
)
def test_where_none_is_found_the_editors_are_told_as_ever(
    room: Room, said: tuple[tuple[str, str], ...]
) -> None:
    assert kinds(room.tell(order(9, *said))) == ["Reported killed", "Notice"]
    assert set(status(room).values()) == {"usable"}
    assert [notice.kind for notice in room.notices] == [NoticeKind.UNKNOWN_KILL]


def test_the_stories_of_another_source_are_not_meant(room: Room) -> None:
    for source in ("other-desk", "blog.example"):
        room.tell(order(9, ("slug", "Thorne Mill"), ("headline", "Mill to close"), source=source))
        room.tell(order(10, ("id", "urn:a:3"), source=source, uri="urn:o:10"))
        room.tell(order(11, ("id", "urn:a:3"), ("id", "urn:a:1"), source=source, uri="urn:o:11"))
    assert set(status(room).values()) == {"usable"}


def test_who_has_the_authority_may_name_a_story_in_words() -> None:
    room = Room(authority='[[authority]]\nsource = "mer-kills"\nfor = ["source:mer"]')
    room.tell(story(1, "Mill to close", slugline="Thorne Mill"))
    room.tell(order(2, ("slug", "Thorne Mill"), ("headline", "Mill to close"), source="mer-kills"))
    assert status(room) == {"urn:a:1": "canceled"}


def test_a_hold_withholds_the_one_that_it_names_and_a_release_lets_it_out(room: Room) -> None:
    room.tell(order(9, ("headline", "Mill to close"), signal=Signal.HOLD))
    assert status(room)["urn:a:3"] == "withheld"
    room.tell(order(10, ("headline", "Mill to close"), signal=Signal.RELEASE))
    assert status(room)["urn:a:3"] == "usable"


def test_a_release_that_may_mean_several_lets_out_none(room: Room) -> None:
    room.tell(order(9, ("slug", SLUG), signal=Signal.HOLD))
    room.tell(order(10, ("slug", SLUG), signal=Signal.RELEASE, slugline=None))
    assert [status(room)[uri] for uri in ("urn:a:1", "urn:a:2")] == ["withheld", "withheld"]


def test_a_kill_that_is_sent_again_means_the_same_story(room: Room) -> None:
    kill = order(9, ("slug", "Thorne Mill"))
    room.tell(kill, story(11, "Mill to open again", OTHER[:1], slugline="Thorne Mill", uri="urn:a:11"))
    again = order(12, ("slug", "Thorne Mill"), uri=kill.uri)
    assert kinds(room.tell(again)) == ["Reported killed"]
    assert room.standing().get("urn:a:11", ("usable",))[0] == "usable"


def test_an_earlier_headline_still_means_the_story(room: Room) -> None:
    room.tell(story(4, "Thorne votes on mill", THIRD, uri="urn:a:3", version="2"))
    room.tell(order(9, ("headline", "Mill to close")))
    assert status(room)["urn:a:3"] == "canceled"


def test_of_two_days_with_one_slug_the_last_is_meant() -> None:
    room = Room()
    day = SLUG_LASTS / timedelta(minutes=1) + 1
    room.tell(story(1, "Stocks rise in Asia", slugline=SLUG))
    room.tell(story(2, "Stocks fall in Europe", OTHER, slugline=SLUG, minutes=day))
    room.tell(order(9, ("slug", SLUG), minutes=day + 5))
    assert status(room) == {"urn:a:1": "usable", "urn:a:2": "canceled"}


def test_a_uri_that_names_a_story_counts_before_all_words(room: Room) -> None:
    room.tell(order(9, ("slug", "Thorne Mill"), uri="urn:a:1"))
    assert status(room)["urn:a:1"] == "canceled"
    assert status(room)["urn:a:3"] == "usable"


def test_a_wires_alias_by_its_slug_is_no_more_than_the_slug() -> None:
    room = Room()
    by_slug = ("urn:copydesk:mer:slug.globalmarkets",)
    room.tell(
        story(1, "Stocks rise in Asia", slugline=SLUG, aliases=by_slug),
        story(2, "Stocks fall in Europe", OTHER, slugline=SLUG, aliases=by_slug),
    )
    room.tell(order(9, ("headline", "Stocks rise in Asia"), slugline=SLUG, aliases=by_slug))
    assert status(room) == {"urn:a:1": "canceled", "urn:a:2": "usable"}


def test_of_a_slug_that_hundreds_share_only_the_latest_are_looked_at() -> None:
    room = Room()
    for number in range(100):
        room.tell(story(number, f"Report {number}", (f"Report {number} of the day.",), slugline=SLUG))
    room.tell(order(200, ("slug", SLUG)))
    withheld = [uri for uri, standing in status(room).items() if standing == "withheld"]
    assert withheld == [f"urn:a:{number}" for number in range(100 - MOST_OF_A_NAME, 100)]
    assert room.notices[-1].kind is NoticeKind.UNCLEAR_KILL


def test_many_words_are_looked_up_no_further_than_the_first() -> None:
    room = Room()
    room.tell(story(1, "Mill to close"))
    said = [("headline", f"Report {number}") for number in range(1000)] + [("headline", "Mill to close")]
    room.tell(order(9, *said))
    assert status(room) == {"urn:a:1": "usable"}


@pytest.mark.parametrize(
    ("headline", "words"),
    [
        ("UPDATE 1-Stocks rise in Asia", ("stocks", "rise", "in", "asia")),
        ("CORRECTED-UPDATE 2-Stocks rise", ("stocks", "rise")),
        ("«Élysée»: le Café ferme", ("elysee", "le", "cafe", "ferme")),
        ("STOCKS RISE", ("stocks", "rise")),
        ("KILL-", ("kill",)),
        ("...", ()),
    ],
)
def test_a_headline_is_its_words(headline: str, words: tuple[str, ...]) -> None:
    assert headline_words(headline) == words


def test_a_headline_is_the_name_of_one_source() -> None:
    assert headline_name("mer", "Mill to close") == headline_name("mer", "MILL TO CLOSE!")
    assert headline_name("mer", "Mill to close") != headline_name("tidewater", "Mill to close")
    assert headline_name("mer", None) is None
    assert headline_name("mer", "...") is None
