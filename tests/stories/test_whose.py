"""Whose word counts for a story: kills, holds, releases and versions by its own source, by others, in any order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from streams.article import Article
from streams.kinds import Disposition, Format, Signal
from streams.stories.authority import DESK, own_uri
from streams.stories.outcome import NoticeKind, Outcome, Passed
from streams.stories.whose import MOST_EARLY, owners_of
from tests.articles import PARAGRAPHS, article
from tests.stories.room import Room, kinds

OTHER = (
    "The council of Thorne voted on Tuesday to keep its mill open for another two years, against the advice of "
    "its own treasurer and to the relief of ninety families in the lower town.",
    "Nothing of what was said about the quay concerns the mill, a spokesman added.",
)
THIRD = (
    "Prices for tin rose in Oder on Friday after a smelter shut down for want of coal, its owners said.",
)
URN, PAGE = "urn:a:1", "https://paper.example/mill"
BLOG, PAPER = "https://blog.example/feed", "paper.example"


def text(offset: int, uri: str = URN, source: str = "mer", **changes: Any) -> Article:
    fields = {"uri": uri, "source": source, "minutes": offset, "format": Format.NINJS}
    return article(offset, **{**fields, **changes})


def stranger_text(offset: int, uri: str = URN, source: str = BLOG, **changes: Any) -> Article:
    fields = {"headline": "Thorne keeps its mill", "paragraphs": OTHER, "uri_by": "document"}
    return text(offset, uri, source, **{**fields, **changes})


def order(offset: int, signal: Signal, uri: str = URN, source: str = BLOG, **changes: Any) -> Article:
    fields = {"headline": None, "paragraphs": (), "signal": signal, "ed_note": "Eds: see note."}
    status = {Signal.KILL: "canceled", Signal.HOLD: "withheld", Signal.RELEASE: "usable"}[signal]
    return text(offset, uri, source, **{**fields, "pub_status": status, **changes})


def told(room: Room) -> list[tuple[str, str, str]]:
    """What editors were told: of what, about which story, by whom."""
    return [(str(notice.kind), notice.uri, notice.source) for notice in room.notices]


def status(room: Room) -> dict[str, str]:
    return {uri: standing for uri, (standing, _) in room.standing().items()}


@pytest.mark.parametrize("uri_by", ["envelope", "document"])
@pytest.mark.parametrize(
    ("uri", "owner", "stranger"),
    [
        (URN, "mer", "some-blog.example"),
        (URN, "mer", "other-desk"),
        ("urn:newsml:mer.example:20261121:1", "mer", BLOG),
        ("urn:copydesk:mer:2026-11-21.mill", "mer", "merx"),
        (PAGE, PAPER, "evil.example"),
        (PAGE, "paper-scraper", "other-scraper"),
        ("tag:paper.example,2026:1", PAPER, BLOG),
        ("https://a.co.uk/mill", "a.co.uk", "b.co.uk"),
        ("https://a.github.io/mill", "a.github.io", "b.github.io"),
        (URN, "mer", "unknown"),
    ],
)
def test_a_kill_by_a_stranger_changes_nothing_and_is_told(
    uri: str, owner: str, stranger: str, uri_by: str
) -> None:
    room = Room()
    room.tell(text(0, uri, owner))
    outs = room.tell(order(1, Signal.KILL, uri, stranger, uri_by=uri_by))
    assert kinds(outs) == ["Reported signal", "Notice"]
    assert room.reported[-1].uri == own_uri(stranger, uri)
    assert status(room) == {uri: "usable"}
    assert told(room) == [("kill_by_stranger", uri, stranger)]
    assert room.notices[0].words == "Eds: see note."
    assert kinds(room.tell(text(2, uri, owner, paragraphs=OTHER, version="2"))) == ["Passed enriched"]


@pytest.mark.parametrize(
    ("uri", "owner", "also"),
    [
        (URN, "mer", "mer"),
        (PAGE, PAPER, "https://news.paper.example/feed"),
        (PAGE, "paper-scraper", "www.paper.example"),
        ("urn:newsml:paper.example:1", "wire", PAPER),
        ("urn:uuid:1", "https://paper.example/a.rss", "https://www.paper.example/b.rss"),
        (URN, "mer", DESK),
        (PAGE, PAPER, DESK),
    ],
)
def test_a_kill_by_whoever_owns_the_uri_is_carried_out(uri: str, owner: str, also: str) -> None:
    room = Room()
    room.tell(text(0, uri, owner))
    assert kinds(room.tell(order(1, Signal.KILL, uri, also))) == ["Passed killed"]
    assert (status(room), told(room)) == ({uri: "canceled"}, [])


def test_a_hold_and_a_release_by_a_stranger_change_nothing_and_are_told() -> None:
    room = Room()
    room.tell(text(0))
    assert kinds(room.tell(order(1, Signal.HOLD))) == ["Reported signal", "Notice"]
    assert status(room) == {URN: "usable"}
    room.tell(order(2, Signal.HOLD, source="mer"))
    assert kinds(room.tell(order(3, Signal.RELEASE))) == ["Reported signal", "Notice"]
    assert status(room) == {URN: "withheld"}
    assert [kind for kind, *_ in told(room)] == ["hold_by_stranger", "release_by_stranger"]
    room.tell(order(4, Signal.RELEASE, source="mer"))
    assert status(room) == {URN: "usable"}


@pytest.mark.parametrize("uri_by", ["envelope", "document"])
@pytest.mark.parametrize("signal", [None, Signal.UPDATE, Signal.CORRECTION])
@pytest.mark.parametrize(("uri", "owner"), [(URN, "mer"), (PAGE, PAPER)])
def test_a_text_by_a_stranger_is_an_article_of_its_own_and_is_told_once(
    uri: str, owner: str, signal: Signal | None, uri_by: str
) -> None:
    room = Room()
    room.tell(text(0, uri, owner))
    own = own_uri(BLOG, uri)
    assert kinds(room.tell(stranger_text(1, uri, signal=signal, uri_by=uri_by))) == [
        "Passed enriched",
        "Notice",
    ]
    room.tell(stranger_text(2, uri, paragraphs=(*OTHER, "It said no more."), version="2", uri_by=uri_by))
    assert room.standing() == {
        uri: ("usable", text(0).body),
        own: ("usable", "\n\n".join((*OTHER, "It said no more."))),
    }
    assert told(room) == [("version_by_stranger", uri, BLOG)]
    assert room.notices[0].of == own


def test_a_stranger_may_take_back_its_own_article_and_no_more() -> None:
    room = Room()
    room.tell(text(0), stranger_text(1))
    room.tell(order(2, Signal.KILL))
    assert status(room) == {URN: "usable", own_uri(BLOG, URN): "canceled"}
    assert told(room)[-1] == ("kill_by_stranger", URN, BLOG)


def test_what_a_stranger_copies_is_a_copy_and_falls_with_the_story() -> None:
    room = Room()
    room.tell(text(0), stranger_text(1, paragraphs=PARAGRAPHS))
    assert [each.verdict.of for each in room.reported if each.verdict] == [URN]
    room.tell(order(2, Signal.KILL, source="mer"))
    assert status(room) == {URN: "canceled", own_uri(BLOG, URN): "canceled"}


def test_a_text_without_an_id_is_a_copy_of_the_same_text_and_nobody_is_told() -> None:
    room = Room()
    uri = "urn:copydesk:sha256:00112233445566778899aabbccddeeff"
    room.tell(text(0, uri, uri_by="content"))
    assert kinds(room.tell(text(1, uri, "other-desk", uri_by="content"))) == ["Reported duplicate"]
    assert kinds(room.tell(text(2, uri, uri_by="content"))) == ["Reported repeat"]
    assert told(room) == []


def test_what_a_stranger_claims_before_does_not_block_whose_it_is() -> None:
    room = Room()
    room.tell(stranger_text(0, PAGE, "evil.example"))
    assert status(room) == {own_uri("evil.example", PAGE): "usable"}
    assert told(room) == []
    assert kinds(room.tell(text(1, PAGE, PAPER, uri_by="document"))) == ["Passed enriched"]
    assert room.standing()[PAGE] == ("usable", text(0).body)


@pytest.mark.parametrize("signal", [Signal.KILL, Signal.HOLD])
@pytest.mark.parametrize(
    ("uri", "stranger", "uri_by", "owner"),
    [
        (PAGE, "evil.example", "document", PAPER),
        (PAGE, "evil.example", "envelope", PAPER),
        (PAGE, "evil.example", "envelope", "paper-scraper"),
        (PAGE, "other-desk", "document", PAPER),
        (URN, "other-desk", "document", "mer"),
        (URN, "other-desk", "envelope", "mer"),
    ],
)
def test_the_order_of_a_stranger_that_comes_first_does_not_count(
    uri: str, stranger: str, uri_by: str, owner: str, signal: Signal
) -> None:
    room = Room()
    room.tell(order(0, signal, uri, stranger, uri_by=uri_by, minutes=30))
    room.start()
    outs = room.tell(text(1, uri, owner))
    assert kinds(outs)[0] == "Passed enriched"
    assert status(room) == {uri: "usable"}
    if signal is Signal.KILL:
        assert ("kill_by_stranger", uri, stranger) in told(room)
    # Nor does it come back: the story is its source's from now on.
    room.tell(text(2, uri, owner, paragraphs=OTHER, version="2", minutes=40))
    assert status(room) == {uri: "usable"}


@pytest.mark.parametrize(
    ("killer", "source"),
    [("mer", "mer"), (PAPER, PAPER), (PAPER, "paper-scraper"), (DESK, "mer"), (DESK, "paper-scraper")],
)
def test_a_kill_that_comes_first_counts_from_whose_it_is(killer: str, source: str) -> None:
    room = Room()
    uri = URN if source == "mer" else PAGE
    room.tell(order(0, Signal.KILL, uri, killer))
    assert [kind for kind, *_ in told(room)] == ["unknown_kill"]
    room.start()
    assert kinds(room.tell(text(1, uri, source))) == ["Passed killed"]


def test_a_kill_by_the_source_counts_although_a_stranger_had_killed_before_it() -> None:
    room = Room()
    room.tell(*(order(number, Signal.KILL, source=f"desk-{number}") for number in range(MOST_EARLY + 1)))
    room.tell(order(20, Signal.KILL, source="mer"))
    room.start()
    outs = room.tell(text(21))
    assert kinds(outs)[0] == "Passed killed"
    assert status(room) == {URN: "canceled"}
    assert room.published[URN].verdict.kill.raw == "articles.raw/0/20"  # type: ignore[union-attr]


def test_a_release_by_a_stranger_before_the_text_does_not_undo_the_hold_of_its_source() -> None:
    room = Room()
    room.tell(order(3, Signal.HOLD, source="mer"), order(4, Signal.RELEASE, source="other-desk"))
    assert kinds(room.tell(text(1))) == ["Held withheld"]


def test_a_plain_name_may_bring_what_it_says_where_nobody_else_has_been() -> None:
    room = Room()
    uri = "urn:newsml:meridian.example:20261121:{}"
    room.tell(text(0, uri.format(1), "meridian-feed", uri_by="document"))
    room.tell(
        text(1, uri.format(2), "meridian-feed", uri_by="document", headline="Mill", paragraphs=OTHER),
        order(2, Signal.KILL, uri.format(2), "meridian-feed", uri_by="document"),
    )
    assert status(room) == {uri.format(1): "usable", uri.format(2): "canceled"}
    assert told(room) == []


def test_a_later_plain_name_is_a_stranger_on_ground_that_another_has_brought_from() -> None:
    room = Room()
    uri = "urn:newsml:meridian.example:20261121:{}"
    room.tell(text(0, uri.format(1), "meridian-feed", uri_by="document"))
    room.tell(stranger_text(1, uri.format(2), "other-desk"))
    assert set(status(room)) == {uri.format(1), own_uri("other-desk", uri.format(2))}
    assert kinds(room.tell(order(2, Signal.KILL, uri.format(3), "other-desk", uri_by="document"))) == [
        "Reported signal",
        "Notice",
    ]
    # By the envelope it may bring what nobody has, and then knows the ground.
    room.tell(stranger_text(3, uri.format(4), "other-desk", paragraphs=THIRD, uri_by="envelope"))
    room.tell(stranger_text(4, uri.format(5), "other-desk", headline="Mill", paragraphs=PARAGRAPHS[:1]))
    assert {uri.format(4), uri.format(5)} <= set(status(room))


def test_what_an_aggregator_brings_from_a_site_does_not_keep_a_plain_name_from_it() -> None:
    room = Room()
    room.tell(stranger_text(0, "https://paper.example/x", "aggregator.example", uri_by="envelope"))
    room.tell(text(1, PAGE, "paper-feed", uri_by="document"))
    assert set(status(room)) == {"https://paper.example/x", PAGE}


def test_ground_is_forgotten_with_the_window() -> None:
    room = Room()
    uri = "urn:newsml:meridian.example:20261121:{}"
    room.tell(text(0, uri.format(1), "meridian-feed", uri_by="document"))
    room.tell(stranger_text(1, uri.format(2), "other-desk", minutes=60 * 80))
    assert uri.format(2) in status(room)


def test_a_domain_may_never_say_that_it_is_anothers() -> None:
    room = Room()
    room.tell(
        stranger_text(0, "urn:newsml:meridian.example:1"),
        stranger_text(1, "urn:copydesk:mer:slug.mill", paragraphs=OTHER[:1]),
        stranger_text(2, "https://paper.example/x", paragraphs=OTHER[1:]),
    )
    assert all(uri.startswith("urn:copydesk:https%3A%2F%2Fblog.example%2Ffeed:~") for uri in status(room))
    room.tell(stranger_text(3, "urn:uuid:77", headline="Sluice", paragraphs=PARAGRAPHS))
    assert "urn:uuid:77" in status(room)


def test_the_source_that_a_document_names_is_nobodys_word() -> None:
    room = Room()
    room.tell(text(0, PAGE, PAPER))
    for number, uri in enumerate((PAGE, "https://paper.example/next"), 1):
        outs = room.tell(order(number, Signal.KILL, uri, PAPER, source_by="document", uri_by="document"))
        assert kinds(outs) == ["Reported signal", "Notice"]
    room.tell(order(3, Signal.KILL, PAGE, DESK, source_by="document"))
    assert status(room) == {PAGE: "usable"}


def test_a_text_under_the_name_of_the_desk_is_no_word_of_the_desk() -> None:
    room = Room()
    room.tell(text(0), stranger_text(1, source=DESK, uri_by="envelope"))
    assert room.standing()[URN] == ("usable", text(0).body)
    assert told(room) == [("version_by_stranger", URN, DESK)]


def test_events_without_an_envelope_are_one_source() -> None:
    room = Room()
    bare = {"source_by": "document", "uri_by": "document"}
    room.tell(text(0, PAGE, PAPER, **bare), order(1, Signal.KILL, PAGE, "unknown", **bare))
    assert (status(room), told(room)) == ({PAGE: "canceled"}, [])


ALIASED: dict[str, Any] = {"aliases": ("https://paper.example/mill", "urn:copydesk:mer:2026-11-21.a0044")}


def test_a_kill_that_names_a_story_by_another_of_its_uris_is_a_strangers_all_the_same() -> None:
    room = Room()
    room.tell(text(0, source="mer", **ALIASED))
    room.tell(order(1, Signal.KILL, PAGE, "evil.example", uri_by="document"))
    room.tell(order(2, Signal.KILL, "urn:x:9", "evil.example", aliases=(PAGE, URN), uri_by="document"))
    assert status(room) == {URN: "usable"}
    assert [(kind, uri) for kind, uri, _ in told(room)][:2] == [
        ("kill_by_stranger", URN),
        ("unknown_kill", "urn:x:9"),
    ]
    assert ("kill_by_stranger", URN, "evil.example") in told(room)[1:]
    room.tell(order(3, Signal.KILL, PAGE, "mer"))
    assert status(room) == {URN: "canceled"}


@pytest.mark.parametrize(
    "alias",
    [
        "https://paper.example/mill",
        "urn:copydesk:mer:slug.mill",
        "urn:mer:1",
        "slug:mer|mill",
        "ground:meridian.example|mer",
        "by:mer",
        "headline:0011223344556677",
    ],
)
def test_a_document_cannot_give_its_article_the_name_of_anothers(alias: str) -> None:
    room = Room()
    room.tell(text(0, "urn:mer:1", slugline="MILL"))
    room.tell(stranger_text(1, "urn:uuid:7", aliases=(alias,)))
    assert room.ledger.named(alias) != "urn:uuid:7"
    assert room.ledger.get("urn:uuid:7").aliases == ()  # type: ignore[union-attr]


def test_whose_domain_it_is_may_use_an_address_that_another_gave_its_story() -> None:
    room = Room()
    room.tell(text(0, source="mer", aliases=(PAGE,)))
    room.tell(stranger_text(1, PAGE, PAPER))
    assert room.standing()[PAGE] == ("usable", "\n\n".join(OTHER))
    assert status(room) == {URN: "usable", PAGE: "usable"}


def test_a_strangers_other_names_are_no_names_of_its_article() -> None:
    room = Room()
    room.tell(text(0), stranger_text(1, aliases=("https://blog.example/thorne",)))
    story = room.ledger.get(own_uri(BLOG, URN))
    assert story is not None
    assert story.aliases == ()


def test_a_take_and_a_correction_under_a_uri_of_their_own_join_only_their_sources_story() -> None:
    room = Room()
    room.tell(text(0, slugline="MILL", take=1))
    for changes in ({"take": 2}, {"signal": Signal.CORRECTION}, {"signal": Signal.KILL, "paragraphs": ()}):
        room.tell(stranger_text(3, f"urn:uuid:{len(room.outs)}", slugline="MILL", **changes))
    assert room.standing()[URN] == ("usable", text(0).body)


def test_a_correction_by_nobody_is_not_put_to_the_story_of_the_source_that_it_names() -> None:
    room = Room()
    room.tell(text(0))
    mended = (*PARAGRAPHS[:3], PARAGRAPHS[3].replace("four", "five"))
    room.tell(text(1, "urn:x:2", paragraphs=mended, signal=Signal.CORRECTION, source_by="document"))
    assert room.standing()[URN] == ("usable", text(0).body)
    room.tell(text(2, "urn:x:3", paragraphs=mended, signal=Signal.CORRECTION))
    assert room.standing()[URN] == ("usable", "\n\n".join(mended))


def test_of_a_story_that_an_older_version_kept_the_source_of_its_text_is_the_owner() -> None:
    room = Room()
    room.tell(text(0))
    story = room.ledger.get(URN)
    assert story is not None
    assert owners_of(replace(story, owners=())) == story.owners == ("mer",)


MIRROR = """
[[authority]]
source = "mirror"
for = ["source:mer", "https://paper.example/"]
"""


@pytest.mark.parametrize(("uri", "owner"), [(URN, "mer"), (PAGE, "paper-scraper"), (PAGE, PAPER)])
def test_who_is_given_authority_may_bring_versions_and_kill(uri: str, owner: str) -> None:
    room = Room(authority=MIRROR)
    room.tell(text(0, uri, owner), stranger_text(1, uri, "mirror", signal=Signal.CORRECTION))
    assert room.standing() == {uri: ("usable", "\n\n".join(OTHER))}
    room.tell(text(2, uri, owner, version="3"))
    assert room.standing() == {uri: ("usable", text(0).body)}
    room.start()
    room.tell(order(3, Signal.KILL, uri, "mirror"))
    assert (status(room), told(room)) == ({uri: "canceled"}, [])


def test_authority_is_one_way_and_for_what_is_named() -> None:
    room = Room(authority=MIRROR)
    room.tell(text(0, "urn:m:1", "mirror"), stranger_text(1, "urn:o:1", "other-desk"))
    room.tell(order(2, Signal.KILL, "urn:m:1", "mer"), order(3, Signal.KILL, "urn:o:1", "mirror"))
    assert status(room) == {"urn:m:1": "usable", "urn:o:1": "usable"}


def test_a_kill_that_comes_first_counts_from_who_has_the_authority() -> None:
    room = Room(authority=MIRROR)
    room.tell(order(0, Signal.KILL, URN, "mirror"))
    assert kinds(room.tell(text(1))) == ["Passed killed"]


def test_two_scrapers_of_one_site_are_strangers_without_authority() -> None:
    room = Room()
    room.tell(text(0, PAGE, "scraper-1"), stranger_text(1, PAGE, "scraper-2", uri_by="envelope"))
    assert status(room) == {PAGE: "usable", own_uri("scraper-2", PAGE): "usable"}
    # Pages that only one of them brings are its own, as ever.
    room.tell(
        stranger_text(2, "https://paper.example/next", "scraper-2", paragraphs=THIRD, uri_by="envelope")
    )
    assert "https://paper.example/next" in status(room)


def test_every_raw_event_of_a_stranger_has_one_end() -> None:
    room = Room()
    room.tell(
        text(0), stranger_text(1), order(2, Signal.KILL), order(3, Signal.HOLD), order(4, Signal.RELEASE)
    )
    assert list(room.final().values()) == [
        Disposition.ENRICHED,
        Disposition.ENRICHED,
        Disposition.KILLED,
        Disposition.SIGNAL,
        Disposition.SIGNAL,
    ]


def test_a_thousand_kills_by_strangers_and_for_nothing_leave_no_more_than_they_must() -> None:
    room = Room()
    room.tell(text(0))
    outs: list[Outcome] = []
    for number in range(1, 1001):
        uri = ("*", "", URN, f"urn:k:{number}", "urn:copydesk:mer:%2A")[number % 5] or "urn:copydesk:blog:"
        outs += room.tell(order(number, Signal.KILL, uri, uri_by="document", minutes=1))
    assert status(room) == {URN: "usable"}
    assert len(outs) <= 2000
    assert not any(isinstance(out, Passed) for out in outs)
    assert {notice.kind for notice in room.notices} == {NoticeKind.KILL_BY_STRANGER, NoticeKind.UNKNOWN_KILL}
