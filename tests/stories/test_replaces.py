"""What may take the place of a text that stands: an edit of it, or what says that it does; all else waits and is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from streams.article import Article, Hold
from streams.kinds import Disposition, Format, HoldReason, Signal
from streams.stories.outcome import NoticeKind
from streams.stories.replaces import doubt_of
from tests.articles import NOON, PARAGRAPHS, article
from tests.linear import assert_linear
from tests.stories.room import Room, at, kinds
from tests.stories.test_hold import EMBARGO, LATER, URI, message

WALL = (
    "Our systems have seen strange requests from your network, and must make sure that you are a human being.",
    "Move the piece of the puzzle to its place to go on. If it does not appear, switch off what blocks "
    "advertisements, and load this page anew.",
)
#: Each came under the address of an article, and none has a word about being another text.
PAGES = {
    "a robot wall": WALL,
    "a 404": (
        "This page has moved or was deleted. Go to the start, or look for something else with the search.",
    ),
    "a login": (
        "Log in with your password to read on. New here? Make an account in one minute, it costs nothing.",
    ),
    "a consent page": (
        "We and our 640 partners store data on your device and read it, to measure how advertisements are seen. "
        "Choose what you agree to; you may change that at any time in the settings, below every page.",
    ),
    "a removal": (
        "This article has been removed from our site. We apologise for any inconvenience to readers.",
    ),
    "a template": (
        "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut.",
    ),
    "nothing": (),
    "a teaser": (PARAGRAPHS[0][:90] + " … Read on with a subscription.",),
    "a front that shows its opening": (
        "Mill owners want longer leases",
        "The council will hear both sides next week, after a summer in which three of the mills stood still.",
        "Harwich to close quay for repairs",
        PARAGRAPHS[0],
        "Choir sings in the car park",
        "The hall is damp, so sixty voices went outside, and two hundred listeners came with folding chairs.",
        "Bakers count their loaves",
        "A rise in the price of flour has made the small ones smaller, a survey of nineteen bakeries says.",
        "Bus drivers learn to sign",
        "Forty of them can greet deaf passengers by hand since last week, and most can tell which stop comes next.",
    ),
    "a front": (
        "Mill owners want longer leases",
        "The council will hear both sides next week, after a summer in which three of the mills stood still.",
        "Choir sings in the car park",
        "The hall is damp, so sixty voices went outside, and two hundred listeners came with folding chairs.",
        "Bakers count their loaves",
        "A rise in the price of flour has made the small ones smaller, a survey of nineteen bakeries says.",
    ),
}
WEB = (Format.HTML, Format.FEED, Format.JSON, Format.TEXT)
#: The story of PARAGRAPHS hours later, in other words throughout: the people and the places are the same.
REWRITTEN = (
    "Passengers for the continent found one berth open in Harwich this morning and a queue that reached Dovercourt.",
    "Edith Crowe, who has been harbour master since spring, walked along it with a tray of tea from the Pier Hotel. "
    "Behind her, engineers of Halloran Marine lowered the first diver beside a cracked pile.",
    "Essex county council is to vote on its share of the bill on Thursday. Parkeston residents asked for a night ban.",
)
STORY = (
    *PARAGRAPHS,
    "The county of Essex owns the quay with Halloran Marine, whose barges lie off Parkeston and Dovercourt.",
)


@pytest.fixture
def room() -> Room:
    return Room()


def page(offset: int, paragraphs: tuple[str, ...], **changes: Any) -> Article:
    """The page as it was read so many minutes after noon."""
    return article(offset, **{"minutes": offset, "paragraphs": paragraphs, **changes})


def told(room: Room) -> list[tuple[str, str | None]]:
    return [(notice.kind, notice.words) for notice in room.notices]


@pytest.mark.parametrize("format", WEB)
@pytest.mark.parametrize("kind", PAGES)
def test_what_is_not_the_article_is_held_and_told_and_the_article_stays(
    room: Room, kind: str, format: Format
) -> None:
    outs = room.tell(article(format=format), page(1, PAGES[kind], format=format, headline="Please wait"))
    assert kinds(outs) == ["Held withheld", "Notice"]
    assert room.standing() == {URI: ("usable", article().body)}
    (held,) = room.withheld.values()
    assert held.hold is not None
    assert held.hold.reason is HoldReason.DOUBTFUL
    assert told(room) == [(NoticeKind.DOUBTFUL_VERSION, held.hold.words)]


def test_the_words_say_how_much_it_is_or_shares(room: Room) -> None:
    other = (*PAGES["a front"], *WALL)
    room.tell(article(), page(1, PAGES["a 404"]), page(2, other), page(3, (PARAGRAPHS[0], *other)))
    assert [words for _, words in told(room)] == [
        "16 % of the text that stands",
        "shares 0 % with the text that stands",
    ]


@pytest.mark.parametrize(
    ("made", "paragraphs"),
    [
        ("a paragraph on top", ("A crowd gathered at noon to see the last crane swing round.", *PARAGRAPHS)),
        ("a third cut", PARAGRAPHS[:3]),
        ("a half cut", PARAGRAPHS[:2]),
        ("another order", PARAGRAPHS[::-1]),
        (
            "other numbers",
            tuple(each.replace("four", "five").replace("eleven", "ten") for each in PARAGRAPHS),
        ),
        ("one paragraph kept of twice as many", (PARAGRAPHS[1], *PAGES["a front"])),
        (
            "each sentence touched",
            tuple(each.replace("the ", "that ").replace(".", ", she said.") for each in PARAGRAPHS),
        ),
    ],
)
def test_an_edit_of_the_text_that_stands_goes_out(room: Room, made: str, paragraphs: tuple[str, ...]) -> None:
    assert kinds(room.tell(article(), page(1, paragraphs))) == ["Passed enriched"], made
    assert room.notices == []


def test_what_is_rewritten_throughout_is_known_by_its_names(room: Room) -> None:
    rewritten = page(1, REWRITTEN, headline="One berth and a long queue")
    assert kinds(room.tell(page(0, STORY), rewritten)) == ["Passed enriched"]
    strangers = {
        "Edith Crowe": "Mabel Thrupp",
        "Essex": "Cornwall",
        "Parkeston": "Penzance",
        "Dovercourt": "Zennor",
    }
    text = "\n\n".join(REWRITTEN)
    for name, stranger in strangers.items():
        text = text.replace(name, stranger)
    other = Room()
    assert kinds(other.tell(page(0, STORY), page(1, tuple(text.split("\n\n"))))) == [
        "Held withheld",
        "Notice",
    ]


def test_a_table_has_the_words_of_any_article_and_is_none_of_them() -> None:
    """It is long, and uses few words; all of them may stand in the article by chance."""
    words = ["quay", "weekends", "expect", "passengers", "longer", "cracks", "terminal"]
    table = tuple(f"{words[number % 7]} {words[number * 3 % 7]} 7" for number in range(300))
    stands, comes = article(), page(1, table)
    assert doubt_of((stands,), comes, Signal.SILENT_EDIT) is not None
    assert (
        doubt_of((comes,), replace(stands, paragraphs=stands.paragraphs * 6), Signal.SILENT_EDIT) is not None
    )


NEWS = (
    "Die Polizei hat am Montag in der Stadt nach dem Fahrer gesucht. Der Minister sagte dem Land Hilfe zu.",
    "Die Regierung will nach Angaben der Behörde mehr Geld für Schulen und Kinder ausgeben, wie der Präsident sagte.",
    "Gesucht wurde überall und vergeblich, obwohl viele freiwillig mitgeholfen und unermüdlich herumgefragt haben.",
    "Hinzu kam, dass niemand wusste, wohin er gefahren war, womit er bezahlt hatte und warum er so eilig aufbrach.",
)
OTHER_NEWS = (
    "Der Präsident des Vereins lobte die Schulen und das Land. Die Kinder malten ein Haus für die Polizei.",
    "Im Wetterbericht der Behörde stand nichts davon, und die Regierung hat kein Geld für die Stadt und den Minister.",
    "Gelacht haben trotzdem alle, gegessen und getanzt ebenso, und manche schliefen erschöpft unter einem Baum ein.",
    "Danach wurde aufgeräumt, geputzt und gespült, bis alles wieder glänzte und selbst die Kleinsten müde waren.",
)


def test_everyday_nouns_with_a_capital_are_no_names() -> None:
    stands, comes = (article(paragraphs=text, language="de", headline=None) for text in (NEWS, OTHER_NEWS))
    assert doubt_of((stands,), comes, Signal.SILENT_EDIT) is not None


def lines(word: str, count: int) -> tuple[str, ...]:
    """Paragraphs of a text of its own."""
    return tuple(
        f"{word}{n} {word}{n + 1}x {word}{n * 7}y of the {word}{n}z in {word}{n}q" for n in range(count)
    )


def test_one_paragraph_that_a_site_has_under_all_of_its_texts_makes_no_edit() -> None:
    foot = "Read all about the harbour in our newsletter, which comes on Sundays, and tell your friends about it if you like."
    assert len(foot) < 120
    stands = page(0, (*lines("quay", 40), foot, foot + " Thank you."))
    comes = page(1, (*lines("mill", 40), foot, foot + " Thank you."))
    assert doubt_of((stands,), comes, Signal.SILENT_EDIT) is not None


@pytest.mark.parametrize(("kept", "out"), [(3, True), (2, False)])
def test_an_edit_keeps_a_quarter_of_a_text_at_least(kept: int, out: bool) -> None:
    """Where its names do not tell, and it is no longer and no shorter: of both texts a quarter is the same."""
    same = lines("same", kept)
    for parts in (same, (" ".join(same),)):
        stands, comes = (
            page(n, (*parts, *lines(word, 10 - kept))) for n, word in enumerate(("quay", "mill"))
        )
        assert (doubt_of((stands,), comes, Signal.SILENT_EDIT) is None) is out
        moved = replace(comes, paragraphs=(" ".join(comes.paragraphs),))
        assert (doubt_of((stands,), moved, Signal.SILENT_EDIT) is None) is out


def test_a_text_of_many_names_is_not_the_one_of_some_of_them() -> None:
    """A list of all the places of a county, a results page, a front."""
    places = "Harwich Dovercourt Parkeston Manningtree Mistley Wivenhoe Brightlingsea Frinton Walton Clacton"
    others = "Thaxted Saffron Maldon Tiptree Witham Coggeshall Halstead Braintree Ongar Epping Harlow Basildon Canvey"
    more = "Rayleigh Rochford Billericay Wickford Brentwood Dunmow Burnham Southminster Tollesbury Mersea Kelvedon Feering"
    story = tuple(
        f"{word}{n} {place} {word}{n}y" for word in ("ship",) for n, place in enumerate(places.split())
    )
    listed = tuple(
        f"mill{n} {place} barn{n}"
        for n, place in enumerate((*places.split()[:6], *others.split(), *more.split()))
    )
    assert doubt_of((page(0, story * 3),), page(1, listed * 2), Signal.SILENT_EDIT) is not None
    assert doubt_of((page(0, listed * 2),), page(1, story * 3), Signal.SILENT_EDIT) is not None
    few = tuple(
        f"mill{n} {place} barn{n}" for n, place in enumerate((*places.split()[:6], *others.split()[:6]))
    )
    assert doubt_of((page(0, story * 3),), page(1, few * 3), Signal.SILENT_EDIT) is None


def test_a_short_text_may_be_cut_to_anything_of_it(room: Room) -> None:
    short = (
        PARAGRAPHS[0]
        + " It will be shut until the end of May, and the western quay takes the ships meanwhile."
    )
    assert 180 < len(short) < 240
    assert kinds(room.tell(page(0, (short,)), page(1, (short[:50],)))) == ["Passed enriched"]


def test_a_live_page_may_grow_by_any_length_on_top() -> None:
    grown = page(1, (*lines("live", 900), *PARAGRAPHS))
    assert len(grown.body) > 40_000
    assert doubt_of((article(),), grown, Signal.SILENT_EDIT) is None
    # And lose what was on top, or below.
    for left in (grown.paragraphs[:300], grown.paragraphs[600:]):
        assert doubt_of((grown,), page(2, left), Signal.SILENT_EDIT) is None


def unspaced(first: int, count: int) -> str:
    """Characters of a script without spaces, each other than the one before it: a word each."""
    return "".join(chr(first + at * 7 % 3001) for at in range(count))


def test_of_a_long_text_the_beginning_is_compared() -> None:
    """A megabyte must not hold up the ledger's writer. A live page of that length has whole paragraphs in common."""
    for own, shared, out in ((2000, 2000, True), (2000, 0, False), (5000, 3000, False)):
        stands, comes = (
            page(n, (unspaced(0x4E00 + 3500 * n, own) + unspaced(0x3400, shared),)) for n in (0, 1)
        )
        assert (doubt_of((stands,), comes, Signal.SILENT_EDIT) is None) is out, own


def test_the_comparison_is_linear_in_the_length() -> None:
    def work(size: int) -> None:
        stands, comes = (page(n, tuple(f"{n}{at} of" for at in range(size // 8))) for n in (0, 1))
        doubt_of((stands,), comes, Signal.SILENT_EDIT)

    assert_linear(work, lambda size: size)


FLASH = ("Harbour master closes the Harwich quay after cracks in piles.",)


@pytest.mark.parametrize(
    ("stands", "comes", "out"),
    [
        (FLASH, PARAGRAPHS, True),
        (FLASH, WALL, False),
        (FLASH, (*WALL, "It tells of cracks in piles."), False),
        (FLASH, ("Harwich quay stays closed, harbour master says.",), True),
        # What they share says nothing.
        (
            (
                "There were ships burning near the basin of Harwich with timber from Riga; what they would have carried, he forgot.",
            ),
            (
                "There were some with what they would have; what about robots from here, near what would have been a puzzle?",
            ),
            False,
        ),
        # The same in other inflections.
        (
            ("Inspector suspended, ministers demand resignations over navigational failings.",),
            (
                "The suspension of two inspectors is not enough, a minister said. She demands that the navigators resign.",
            ),
            True,
        ),
        # Of two or three words nobody can say what they share.
        (("Harwich quay closed.",), WALL, True),
        (
            ("星期六早上六时四分发生地震，暂无损失报告。",),
            ("星期六早上六时四分发生强烈地震，港口停航。",),
            True,
        ),
        (
            ("星期六早上六时四分发生地震，暂无损失报告。",),
            ("您访问的页面不存在或已被删除，请返回首页。",),
            False,
        ),
    ],
)
def test_a_flash_becomes_its_story_and_no_wall(
    room: Room, stands: tuple[str, ...], comes: tuple[str, ...], out: bool
) -> None:
    outs = room.tell(page(0, stands, headline=None), page(1, comes, headline=None))
    assert kinds(outs) == (["Passed enriched"] if out else ["Held withheld", "Notice"])


def test_the_headline_of_the_article_above_a_login_form_does_not_make_it_the_article() -> None:
    headline = "Kane, Saka, Rice, Foden, Bellingham and Palmer score in Harwich"
    stands = page(0, (f"{headline}, to the joy of all.", PARAGRAPHS[0]), headline=headline)
    assert doubt_of((stands,), page(1, WALL[:1], headline=headline), Signal.SILENT_EDIT) is not None


@pytest.mark.parametrize(("comes", "out"), [(PARAGRAPHS, True), (WALL, False)])
def test_the_headline_belongs_to_a_text_of_a_few_words(comes: tuple[str, ...], out: bool) -> None:
    headline = "Harbour master closes the Harwich quay after cracks in piles"
    stands = page(0, ("More soon.",), headline=headline)
    assert (doubt_of((stands,), page(1, comes), Signal.SILENT_EDIT) is None) is out


WHOLE_WALL = (*WALL, *PAGES["a consent page"], *PAGES["a login"])


@pytest.mark.parametrize(
    ("format", "signal", "whole", "fragment"),
    [
        (Format.HTML, None, False, False),
        (Format.HTML, Signal.NEW, False, False),
        (Format.HTML, Signal.ADVISORY, False, False),
        # A paper's teaser keeps the "UPDATE" of its headline.
        (Format.HTML, Signal.UPDATE, True, False),
        (Format.HTML, Signal.CORRECTION, True, True),
        (Format.NINJS, None, False, False),
        (Format.NINJS, Signal.UPDATE, True, True),
        (Format.NITF, Signal.CORRECTION, True, True),
    ],
)
def test_what_says_that_it_replaces_the_text_does(
    format: Format, signal: Signal | None, whole: bool, fragment: bool
) -> None:
    """The sender's own word; the same version number and no date say nothing."""
    for text, out in ((WHOLE_WALL, whole), (("The quay is open.",), fragment)):
        room = Room()
        outs = room.tell(article(format=format), page(1, text, format=format, signal=signal))
        assert (kinds(outs) == ["Passed enriched"]) is out, text


@pytest.mark.parametrize(
    ("format", "out"),
    [(Format.NINJS, True), (Format.NEWSML_G2, True), (Format.JSON, False), (Format.HTML, False)],
)
@pytest.mark.parametrize("before", ["1", None])
def test_an_agencys_new_number_or_date_is_its_word_unless_next_to_nothing_is_left(
    format: Format, out: bool, before: str | None
) -> None:
    first = article(format=format, version=before, version_created=NOON)
    changes = {"version": "2"} if before else {"version_created": at(1)}
    for text, passes in ((WHOLE_WALL, out), (PAGES["a 404"], False)):
        room = Room()
        later = page(1, text, format=format, **{"version": before, "version_created": NOON} | changes)
        assert (kinds(room.tell(first, later)) == ["Passed enriched"]) is passes, text


@pytest.mark.parametrize("format", [Format.NINJS, Format.NEWSML])
def test_another_text_under_a_number_that_was_given_before_is_held_whatever_its_date(format: Format) -> None:
    """An agency whose id is one for several items counts each of them from 1."""
    room = Room()
    first = article(format=format, version="1", version_created=NOON)
    later = page(1, WHOLE_WALL, format=format, version="1", version_created=at(1))
    assert kinds(room.tell(first, later)) == ["Held withheld", "Notice"]
    edit = page(2, (*PARAGRAPHS, "More follows."), format=format, version="1", version_created=at(2))
    assert kinds(room.tell(edit))[-1] == "Passed enriched"


def test_a_take_is_part_of_a_story_and_the_whole_story_follows_its_takes(room: Room) -> None:
    takes = [page(n, (PARAGRAPHS[n],), take=n) for n in (1, 2, 3)]
    room.tell(*takes, page(4, WALL))
    assert room.withheld == {}
    other = Room()
    assert kinds(other.tell(article(), page(1, ("It closes for long.",), take=2))) == ["Passed enriched"]


def test_a_take_neither_waits_for_a_doubtful_version_nor_ends_it(room: Room) -> None:
    room.tell(article(), page(9, WALL))
    assert kinds(room.tell(page(5, ("It closes for long.",), take=2))) == ["Passed enriched"]
    assert len(room.withheld) == 1


# What becomes of it.


def test_a_good_version_goes_out_and_the_doubtful_one_is_stale(room: Room) -> None:
    room.tell(article(), page(1, WALL))
    outs = room.tell(page(2, (*PARAGRAPHS, "The work has begun.")))
    assert kinds(outs) == ["Reported stale", "Lifted", "Passed enriched"]
    assert room.withheld == {}
    verdict = room.published[URI].verdict
    assert verdict is not None
    assert (verdict.signal, verdict.supersedes) == (Signal.SILENT_EDIT, article().content_hash[:16])
    assert room.final()["articles.raw/0/1"] is Disposition.STALE


@pytest.mark.parametrize("quotes", ['"', "”"])
def test_the_text_that_stands_lets_it_fall_too_when_it_is_there_again(room: Room, quotes: str) -> None:
    again = tuple(each.replace('"', quotes) for each in PARAGRAPHS)
    room.tell(article(), page(1, WALL))
    assert sorted(kinds(room.tell(page(2, again)))) == ["Lifted", "Reported repeat", "Reported stale"]
    assert room.withheld == {}
    assert room.ledger.waiting == {}
    room.start()
    assert room.ledger.waiting == {}
    # An old version sent again says nothing of the page.
    numbered = Room()
    numbered.tell(article(version="1"), page(1, PARAGRAPHS[1:], version="2"), page(2, WALL))
    assert kinds(numbered.tell(page(3, PARAGRAPHS, version="1"))) == ["Reported repeat"]
    assert len(numbered.withheld) == 1
    # What was read before it is not the page's newest state.
    late = Room()
    late.tell(page(1, PARAGRAPHS, minutes=1), page(2, WALL, minutes=9))
    assert kinds(late.tell(page(3, PARAGRAPHS, minutes=5))) == ["Reported repeat"]
    assert len(late.withheld) == 1


def test_a_page_with_an_old_date_is_not_stale_behind_a_wall_without_one(room: Room) -> None:
    """A page says when it was edited; a wall is as new as its reading."""
    room.tell(page(5, PARAGRAPHS, version_created=NOON), page(9, WALL))
    mended = page(15, (*PARAGRAPHS, "It is open again."), version_created=at(6))
    assert kinds(room.tell(mended))[-1] == "Passed enriched"


def test_a_release_by_an_editor_lets_it_out_and_it_stands_from_then_on(room: Room) -> None:
    room.tell(article(), page(1, WALL))
    assert kinds(room.tell(message(2, Signal.RELEASE))) == ["Reported signal", "Passed enriched", "Lifted"]
    assert room.standing()[URI] == ("usable", "\n\n".join(WALL))
    assert kinds(room.tell(page(3, WALL))) == ["Reported repeat"]
    assert kinds(room.tell(page(4, STORY, version_created=NOON))) == ["Reported stale"]
    assert kinds(room.tell(page(4, (*WALL, "It takes a few seconds.")))) == ["Passed enriched"]
    # What is no article either waits; the article is plainly more than a wall.
    assert kinds(room.tell(page(5, PAGES["a login"]))) == ["Held withheld", "Notice"]
    assert kinds(room.tell(page(6, PARAGRAPHS)))[-1] == "Passed enriched"


def test_a_kill_takes_what_is_doubtful_along(room: Room) -> None:
    room.tell(article(), page(1, WALL))
    kill = article(2, minutes=2, signal=Signal.KILL, headline=None, paragraphs=(), pub_status="canceled")
    room.tell(kill)
    assert room.withheld == {}
    assert room.final()["articles.raw/0/1"] is Disposition.KILLED
    assert room.published[URI].headline == article().headline


def test_a_wall_that_stays_is_told_once_and_never_goes_out_by_itself(room: Room) -> None:
    """Not after days either: a blocked reader, a page that was removed and a front look the same every time."""
    room.tell(article(), page(1, WALL))
    for hours in (1, 5, 50):
        again = page(hours * 60, WALL)
        assert kinds(room.tell(again)) == ["Reported repeat"]
    # A number in it that changes with each reading makes it no news.
    numbered = page(4000, (*WALL, "Reference 18.2ad41160."))
    assert kinds(room.tell(numbered)) == ["Held withheld", "Reported stale", "Lifted"]
    assert len(room.withheld) == 1
    assert len(room.notices) == 1
    # The page comes and goes: it is told anew only where the wall is another one.
    room.tell(page(4001, PARAGRAPHS))
    assert kinds(room.tell(page(4002, WALL))) == ["Held withheld"]
    outs = room.tell(page(4003, PAGES["a login"]))
    assert kinds(outs) == ["Held withheld", "Notice", "Reported stale", "Lifted"]


def test_a_doubtful_text_under_another_number_is_another_version(room: Room) -> None:
    """Else nothing of it would be remembered, and on replay it would come out otherwise."""
    room.tell(article(version="1"), page(1, WALL, version="2"))
    assert kinds(room.tell(page(2, WALL, version="3"))) == ["Held withheld", "Reported stale", "Lifted"]
    assert kinds(room.tell(page(3, WALL, version="3"))) == ["Reported repeat"]


def test_an_embargoed_version_is_not_overtaken_by_a_wall(room: Room) -> None:
    room.tell(article(), page(1, (*PARAGRAPHS, "It opens again in May."), hold=EMBARGO), page(2, WALL))
    assert len(room.withheld) == 2
    room.clock(LATER)
    assert room.standing()[URI][1].endswith("It opens again in May.")


def test_a_release_of_an_embargoed_version_leaves_the_wall_that_came_after_it(room: Room) -> None:
    room.tell(article(), page(1, (*PARAGRAPHS, "It opens again in May."), hold=EMBARGO), page(2, WALL))
    assert kinds(room.tell(message(3, Signal.RELEASE))) == ["Reported signal", "Passed enriched", "Lifted"]
    assert room.standing()[URI][1].endswith("It opens again in May.")
    assert [held.paragraphs for held in room.withheld.values()] == [WALL]
    room.tell(message(4, Signal.RELEASE))
    assert room.standing()[URI][1] == "\n\n".join(WALL)


def test_a_hold_by_its_source_does_not_make_a_doubtful_version_a_withheld_one(room: Room) -> None:
    room.tell(article(), page(1, WALL), message(2, Signal.HOLD))
    assert [held.hold.reason for held in room.withheld.values() if held.hold] == [HoldReason.DOUBTFUL]


def test_a_withheld_version_is_withheld_and_not_doubtful(room: Room) -> None:
    hold = Hold(HoldReason.WITHHELD, "legal")
    room.tell(article(), page(1, WALL, hold=hold, pub_status="withheld"))
    assert [held.hold for held in room.withheld.values()] == [hold]
    assert room.notices == []


def test_a_wall_in_place_of_a_copy_is_held_and_the_copy_stays_one(room: Room) -> None:
    paper = {"uri": "https://b.example/x", "source": "b"}
    room.tell(article(), page(1, PARAGRAPHS, **paper))
    assert kinds(room.tell(page(2, WALL, **paper))) == ["Held withheld", "Notice"]
    # It is still found as a copy by a kill, and its next text is compared again.
    assert [*room.ledger.linking(URI)] == ["https://b.example/x"]
    outs = room.tell(page(3, (*PARAGRAPHS, "More soon."), **paper))
    assert kinds(outs) == ["Reported stale", "Lifted", "Reported duplicate"]
    summary = page(4, PARAGRAPHS[:1], partial=True, **{**paper, "format": Format.FEED})
    assert kinds(room.tell(summary)) == ["Reported stale"]
    own = (*PARAGRAPHS[:2], *PAGES["a front"], *WALL)
    assert kinds(room.tell(page(4, own, **paper))) == ["Passed enriched"]


def test_a_feeds_summary_takes_no_place_of_a_whole_text(room: Room) -> None:
    summary: dict[str, Any] = {"paragraphs": ("The quay is shut.",), "partial": True, "format": Format.FEED}
    room.tell(article(**summary), page(1, PARAGRAPHS))
    assert kinds(room.tell(page(2, **summary, version="1", version_created=at(2)))) == ["Reported stale"]
    assert room.standing()[URI] == ("usable", article().body)
    # A page that is cut short is none: something is wrong with how it was read.
    teaser = {**summary, "format": Format.HTML}
    assert kinds(room.tell(page(2, **teaser))) == ["Held withheld", "Notice"]
    corrected = replace(page(3, **summary), signal=Signal.CORRECTION)
    assert kinds(room.tell(corrected))[-1] == "Passed enriched"
    # Of a summary that stands, another one is the next version.
    assert kinds(room.tell(replace(page(4, **summary), paragraphs=("The quay is shut now.",)))) == [
        "Passed enriched"
    ]


def test_what_is_held_survives_a_restart(room: Room) -> None:
    room.tell(article(), page(1, WALL))
    room.start()
    assert kinds(room.tell(page(2, WALL))) == ["Reported repeat"]
    assert kinds(room.tell(message(3, Signal.RELEASE))) == ["Reported signal", "Passed enriched", "Lifted"]


# A version that is far behind.


@pytest.mark.parametrize(
    ("version", "made", "told_of"),
    [("1", 300, True), ("1", -1, False), ("1", None, False), ("57", -1, False), (None, -1, False)],
)
def test_a_stale_version_that_was_made_later_is_told(
    room: Room, version: str | None, made: int | None, told_of: bool
) -> None:
    wire: dict[str, Any] = {"format": Format.NINJS, "uri": "urn:w:1"}
    stands = article(version="57", version_created=NOON, minutes=1, **wire)
    created = None if made is None else NOON + timedelta(seconds=made)
    late = article(
        1, minutes=9, version=version, version_created=created, paragraphs=(*PARAGRAPHS, "More."), **wire
    )
    outs = room.tell(stands, late)
    assert kinds(outs)[0] == "Reported stale" or made is None
    notices = [(NoticeKind.VERSION_BEHIND, "version 1 was made after version 57, which stands")]
    assert told(room) == (notices if told_of else [])


@pytest.mark.parametrize(
    ("made", "arrives", "words"),
    [
        # Against a version of 12:06, which came at 12:01.
        (3, 4, "it was made after the version that stands came, whose clock is ahead"),
        (0.5, 4, None),
        (7, 8, ""),
    ],
)
def test_what_is_stale_by_a_clock_that_is_ahead_is_told(
    room: Room, made: float, arrives: float, words: str | None
) -> None:
    wire: dict[str, Any] = {"format": Format.NINJS, "uri": "urn:w:1"}
    room.tell(article(0, minutes=1, version_created=at(6), **wire))
    outs = room.tell(
        article(1, minutes=arrives, version_created=at(made), paragraphs=(*PARAGRAPHS, "More."), **wire)
    )
    assert kinds(outs)[0] == ("Passed enriched" if words == "" else "Reported stale")
    assert told(room) == ([(NoticeKind.VERSION_BEHIND, words)] if words else [])


# A page that goes back.

EDITED = (*PARAGRAPHS[:3], PARAGRAPHS[3].replace("four million", "five million"))


def reverts(room: Room) -> str | None:
    verdict = room.published[URI].verdict
    assert verdict is not None
    return verdict.reverts


def test_a_page_that_goes_back_to_an_earlier_text_says_so(room: Room) -> None:
    room.tell(article())
    assert reverts(room) is None
    room.tell(page(1, EDITED))
    assert reverts(room) is None
    outs = room.tell(page(2, PARAGRAPHS))
    assert (kinds(outs), reverts(room)) == (["Passed enriched"], article().content_hash[:16])
    room.tell(page(3, EDITED))
    assert reverts(room) == page(3, EDITED).content_hash[:16]
    room.tell(page(4, (*EDITED, "More.")))
    assert reverts(room) is None


def test_other_quotation_marks_and_a_new_number_are_no_way_back(room: Room) -> None:
    reads = {"a": "a" * 32, "b": "b" * 32}
    room.tell(
        article(version="1", reads=reads["a"]),
        page(1, EDITED, version="2", reads=reads["b"]),
        page(2, EDITED, version="3", reads=reads["b"]),
    )
    assert reverts(room) is None
    # A running story's take is compared with its own earlier texts.
    other = Room()
    other.tell(*(page(n, PARAGRAPHS[n - 1 : n], take=n) for n in (1, 2)), page(3, PARAGRAPHS[1:2], take=3))
    assert reverts(other) is None
    typed = tuple(each.replace('"', "”") for each in PARAGRAPHS)
    room.tell(page(3, typed, version="4", reads=reads["a"]))
    assert reverts(room) == "1"
    room.tell(page(4, EDITED, version="5", reads=reads["b"]))
    assert reverts(room) == "3"


def test_nobody_goes_back_to_what_was_never_out(room: Room) -> None:
    room.tell(article(version="1"), page(1, EDITED, version="2", hold=EMBARGO))
    room.tell(page(2, (*PARAGRAPHS, "More."), version="3"), page(3, EDITED, version="4"))
    assert reverts(room) is None
