"""What is believed although it has next to nothing of what stands, and how a doubt that nobody decides on ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from streams.copies.sketch import sketch_of
from streams.enrich.sentences import words_of_text
from streams.events.notice import headers_of
from streams.kinds import Disposition, Format, HoldReason, Signal
from streams.stories import believed
from streams.stories.believed import AGAIN, is_plainly_more, reads_as_article
from streams.stories.ledger import DOUBTS
from streams.stories.outcome import NoticeKind
from tests.articles import NOON, PARAGRAPHS, article
from tests.stories.room import Room, at, kinds
from tests.stories.test_hold import EMBARGO, LATER, UNCLEAR, URI
from tests.stories.test_replaces import FLASH, PAGES, WALL, WHOLE_WALL, page

#: The same address, another article: none of its words and names is in PARAGRAPHS.
ANOTHER = (
    "Beekeepers on the island of Tarn lost a third of their colonies in the winter, a survey by their union found.",
    "Mild weeks in January woke the bees too soon, and frost in March killed those that had flown out, Oda Brekke said, "
    "who counted hives for the survey in nineteen villages.",
    "Honey will be dear this year. Schools that teach the craft had more pupils than ever, and the union will give each "
    "of them a colony for nothing.",
    "Growers of apples fear for the blossom: without bees a tree bears a quarter of what it could, and hired hives from "
    "the mainland come by ferry in May at the soonest.",
)
#: A wall without a word that walls are known by, as long as a short article.
LONG_WALL = (
    "To go on we have to know that a human being reads this, and no machine that copies what others wrote.",
    "Move the piece of the puzzle to its place. If it does not appear, switch off what blocks advertisements in your "
    "browser, allow cookies, and load this page anew. If you see this message again and again, write to us, and give "
    "the number below so that we can help you. Your network may be shared with others who asked too much of our site.",
)


@pytest.fixture
def room() -> Room:
    return Room()


def stands(room: Room) -> str:
    return room.standing()[URI][1]


def body(paragraphs: tuple[str, ...]) -> str:
    return "\n\n".join(paragraphs)


# What is plainly more.


@pytest.mark.parametrize(
    "first",
    [
        WALL,
        PAGES["a 404"],
        PAGES["a login"],
        PAGES["a consent page"],
        PAGES["a template"],
        PAGES["a removal"],
    ],
)
@pytest.mark.parametrize("format", [Format.HTML, Format.JSON])
def test_the_article_takes_the_place_of_a_wall_that_came_first(
    room: Room, first: tuple[str, ...], format: Format
) -> None:
    outs = room.tell(page(0, first, format=format, headline="Wait"), page(1, PARAGRAPHS, format=format))
    assert kinds(outs) == ["Passed enriched"]
    assert room.notices == []
    # The wall that comes again takes no article's place.
    assert kinds(room.tell(page(9, first, format=format, headline="Wait"))) == ["Held withheld", "Notice"]
    assert stands(room) == body(PARAGRAPHS)


def test_the_article_takes_the_place_of_a_long_wall_known_by_its_words(room: Room) -> None:
    assert kinds(room.tell(page(0, WHOLE_WALL), page(1, PARAGRAPHS * 3)))[-1] == "Passed enriched"


BRIEF = (
    "A hole two metres deep opened in Elm Street in Brand on Tuesday after a water main burst. Nobody was hurt.",
    "The street stays closed until Friday, the works said, and buses of line 7 go round by the church.",
)


def test_a_brief_takes_the_place_of_what_is_nothing_but_a_wall(room: Room) -> None:
    assert len(body(BRIEF)) < len(body(WHOLE_WALL))
    assert kinds(room.tell(page(0, WHOLE_WALL), page(1, BRIEF))) == ["Passed enriched"]
    assert kinds(room.tell(page(2, WHOLE_WALL))) == ["Held withheld", "Notice"]
    # Another wall does not, nor a front, a part, or next to nothing.
    for comes in (
        page(1, LONG_WALL),
        page(1, PAGES["a front"]),
        page(1, BRIEF, partial=True),
        page(1, BRIEF[1:]),
    ):
        assert not is_plainly_more((page(0, WHOLE_WALL),), comes)


#: A wall whose words nobody knows.
FENCE = (
    "This corner of our site is kept for those who help to keep the lights on. If that is you, come in through the side "
    "door; if it is not, the rates are modest.",
)


@pytest.mark.parametrize("signed", [{"version_created": NOON}, {"byline": "Oda Brekke"}])
def test_a_brief_that_is_signed_takes_the_place_of_a_few_words_that_are_not(
    room: Room, signed: dict[str, Any]
) -> None:
    assert kinds(room.tell(page(0, FENCE), page(1, BRIEF)))[0] == "Held withheld"
    assert kinds(room.tell(page(2, BRIEF, **signed)))[-1] == "Passed enriched"
    assert stands(room) == body(BRIEF)


def test_what_was_signed_or_is_longer_gives_way_to_nothing_that_is_signed(room: Room) -> None:
    signed = {"byline": "Oda Brekke"}
    for stands_, comes in [
        (page(0, BRIEF, **signed), page(1, FENCE, **signed)),
        (page(0, BRIEF), page(1, FENCE)),
        (page(0, PARAGRAPHS), page(1, BRIEF, **signed)),
        (page(0, FENCE), page(1, BRIEF[:1], partial=True, **signed)),
        (page(0, FENCE, format=Format.NINJS), page(1, BRIEF, **signed)),
    ]:
        assert kinds(Room().tell(stands_, comes))[0] == "Held withheld"


def test_a_brief_takes_the_place_of_what_stands_under_many_addresses(room: Room) -> None:
    sketch = sketch_of("A fence", body(FENCE)).pack()
    for number in range(2):
        room.tell(page(number, FENCE, uri=f"https://post.example/{number}", sketch=sketch))
    room.tell(page(2, FENCE, sketch=sketch))
    assert kinds(room.tell(page(9, BRIEF)))[-1] == "Passed enriched"
    # Under two it may be an article.
    room = Room()
    room.tell(page(0, FENCE, uri="https://post.example/0", sketch=sketch), page(2, FENCE, sketch=sketch))
    assert kinds(room.tell(page(9, BRIEF)))[0] == "Held withheld"


def test_what_speaks_to_its_readers_is_no_wall() -> None:
    """Advice, a recipe."""
    recipe = (
        "Peel the quinces and cut them into eighths. You need a sharp knife and some patience. Put them into a pot with the "
        "sugar, the wine and a stick of cinnamon, and let them simmer until they are red. You can keep them for a week.",
    )
    assert not is_plainly_more((page(0, recipe),), page(1, BRIEF))
    # Nor is a long text: it is looked at no further.
    assert not is_plainly_more((page(0, WHOLE_WALL * 20),), page(1, BRIEF))


def test_an_article_takes_the_place_of_a_teaser_of_something_else_only_if_that_is_partial() -> None:
    teaser = page(0, PARAGRAPHS[:3])
    more = page(1, ANOTHER * 3)
    assert not is_plainly_more((teaser,), more)
    assert is_plainly_more((replace(teaser, partial=True),), more)
    assert not is_plainly_more((replace(teaser, partial=True), teaser), more)


@pytest.mark.parametrize(
    ("comes", "more"),
    [
        ({}, True),
        ({"partial": True}, False),
        ({"paragraphs": ANOTHER[:2]}, False),  # too short
        ({"paragraphs": WALL}, False),
        ({"paragraphs": WHOLE_WALL}, False),
        ({"paragraphs": LONG_WALL}, False),
        ({"paragraphs": PAGES["a front that shows its opening"]}, False),
        ({"paragraphs": PAGES["a front"]}, False),
    ],
)
def test_only_an_article_is_more_than_a_flash(comes: dict[str, Any], more: bool) -> None:
    flash = page(0, FLASH)
    assert is_plainly_more((flash,), replace(page(1, ANOTHER), **comes)) is more


def test_it_is_twice_as_long_at_least() -> None:
    slight = " ".join(f"quay{number} of" for number in range(26))
    assert is_plainly_more((page(0, (slight,)),), page(1, ANOTHER))
    assert len(body(ANOTHER[:3]).split()) < 2 * 52
    assert not is_plainly_more((page(0, (slight,)),), page(1, ANOTHER[:3]))


def test_a_letter_of_a_script_without_spaces_is_half_a_word() -> None:
    """News of that length is a flash in Chinese."""
    short = "".join(chr(0x4E00 + at * 7) for at in range(100)) + "。"
    assert not reads_as_article(page(0, (short,), language="zh"))
    assert reads_as_article(page(0, (short, short), language="zh"))


# What is said again.


def test_what_the_page_shows_a_second_time_is_believed_and_goes_out(room: Room) -> None:
    assert kinds(room.tell(page(0, PARAGRAPHS), page(5, ANOTHER))) == ["Held withheld", "Notice"]
    outs = room.tell(page(65, ANOTHER))
    assert kinds(outs) == ["Reported stale", "Lifted", "Passed enriched"]
    assert stands(room) == body(ANOTHER)
    assert (room.withheld, room.ledger.waiting) == ({}, {})
    assert room.final()["articles.raw/0/5"] is Disposition.STALE
    verdict = room.published[URI].verdict
    assert verdict is not None
    assert (verdict.signal, verdict.supersedes) == (Signal.SILENT_EDIT, article().content_hash[:16])
    # It stands from then on.
    assert kinds(room.tell(page(125, ANOTHER))) == ["Reported repeat"]
    assert kinds(room.tell(page(126, PARAGRAPHS))) == ["Held withheld", "Notice"]


def test_nearly_the_same_words_are_the_same(room: Room) -> None:
    touched = (ANOTHER[0].replace("third", "quarter"), *ANOTHER[1:])
    room.tell(page(0, PARAGRAPHS), page(5, ANOTHER))
    assert kinds(room.tell(page(65, touched)))[-1] == "Passed enriched"
    # Half of it is not: a front is edited like that.
    half = Room()
    half.tell(page(0, PARAGRAPHS), page(5, ANOTHER))
    other = (*ANOTHER[:2], *(line.replace("e", "ee").replace("a", "aa") for line in ANOTHER[2:]))
    assert kinds(half.tell(page(65, other))) == ["Held withheld", "Reported stale", "Lifted"]
    assert stands(half) == body(PARAGRAPHS)


def test_it_is_believed_under_its_number_as_well(room: Room) -> None:
    """An object of a site's own programming interface has a number, and gives it with each reading."""
    json: dict[str, Any] = {"format": Format.JSON}
    room.tell(page(0, PARAGRAPHS, version="1", **json), page(5, ANOTHER, version="2", **json))
    assert kinds(room.tell(page(65, ANOTHER, version="2", **json)))[-1] == "Passed enriched"
    assert kinds(room.tell(page(70, ANOTHER, version="2", **json))) == ["Reported repeat"]


def test_what_was_sent_twice_was_not_read_twice(room: Room) -> None:
    room.tell(page(0, PARAGRAPHS), page(5, ANOTHER))
    soon = 5 + AGAIN / timedelta(minutes=2)
    assert kinds(room.tell(page(6, ANOTHER, minutes=soon))) == ["Reported repeat"]
    # Nor is what was read before it, and came late.
    assert kinds(room.tell(page(7, ANOTHER, minutes=1))) == ["Reported repeat"]
    assert stands(room) == body(PARAGRAPHS)


def test_another_source_that_says_it_is_no_second_time() -> None:
    room = Room(authority='[[authority]]\nsource = "scraper-2"\nfor = ["source:harbour-post"]')
    room.tell(page(0, PARAGRAPHS), page(5, ANOTHER))
    assert kinds(room.tell(page(65, ANOTHER, source="scraper-2")))[0] != "Passed enriched"
    assert stands(room) == body(PARAGRAPHS)


@pytest.mark.parametrize("kind", [*PAGES, "a long wall", "a whole wall", "less than half", "a part"])
def test_no_wall_and_no_fragment_is_believed_however_often_it_is_shown(room: Room, kind: str) -> None:
    others = {
        "a long wall": LONG_WALL,
        "a whole wall": WHOLE_WALL,
        "less than half": ANOTHER[:3],
        "a part": ANOTHER,
    }
    text = others[kind] if kind in others else PAGES[kind]
    long = PARAGRAPHS * 2 if kind == "less than half" else PARAGRAPHS
    room.tell(page(0, long))
    for hours in (1, 2, 20, 23):
        room.tell(page(hours * 60, text, headline="Please wait", partial=kind == "a part"))
    assert stands(room) == body(long)
    assert len(room.withheld) == 1


def test_what_stands_under_two_addresses_is_the_article_of_none(room: Room) -> None:
    """A site's new wall, without a word that is known, comes in place of everything."""
    uris = [URI, "https://post.example/other"]
    for offset, uri in enumerate(uris):
        own = tuple(f"{line} ({uri})" for line in PARAGRAPHS)
        room.tell(page(offset, own, uri=uri))
    for offset, uri in enumerate(uris, 10):
        room.tell(page(offset, ANOTHER, uri=uri))
    assert kinds(room.tell(page(90, ANOTHER))) == ["Reported repeat"]
    room.start()
    assert kinds(room.tell(page(91, ANOTHER, uri=uris[1]))) == ["Reported repeat"]
    # Once the other has its article again, this may be one.
    room.tell(page(92, tuple(f"{line} ({uris[1]})" for line in PARAGRAPHS), uri=uris[1]))
    assert kinds(room.tell(page(95, ANOTHER)))[-1] == "Passed enriched"


def test_what_another_story_of_its_source_has_is_not_believed(room: Room) -> None:
    sketch = sketch_of(article().headline, body(ANOTHER)).pack()
    room.tell(page(0, ANOTHER, uri="https://post.example/first", sketch=sketch), page(1, PARAGRAPHS))
    room.tell(page(5, ANOTHER, sketch=sketch), page(65, ANOTHER, sketch=sketch))
    assert stands(room) == body(PARAGRAPHS)
    other = Room()
    other.tell(page(0, ANOTHER, uri="https://else.example/1", source="else"), page(1, PARAGRAPHS))
    assert kinds(other.tell(page(5, ANOTHER), page(65, ANOTHER)))[-1] == "Passed enriched"


def test_what_is_believed_is_after_a_restart_as_well(room: Room) -> None:
    room.tell(page(0, PARAGRAPHS), page(5, ANOTHER))
    room.start()
    assert kinds(room.tell(page(65, ANOTHER)))[-1] == "Passed enriched"
    room.start()
    assert room.tell(page(65, ANOTHER)) == []


def test_nobody_gives_a_doubt_as_a_name_of_his_article(room: Room) -> None:
    room.tell(page(0, PARAGRAPHS), page(5, ANOTHER))
    (name,) = (each for each in room.ledger._facts(URI).names if each.startswith("doubt:"))  # type: ignore[union-attr]
    room.tell(page(6, WALL, uri="https://post.example/x", aliases=(name,)))
    assert room.ledger.sharing(name) == [URI]


# What nobody decides on.


def ends_of(room: Room) -> list[tuple[str, str]]:
    return [(notice.kind, notice.words or "") for notice in room.notices]


def test_a_doubt_on_which_nobody_decides_ends_and_is_told_once_more(room: Room) -> None:
    room.tell(page(0, PARAGRAPHS), page(5, WALL))
    end = at(5) + DOUBTS
    (held,) = room.withheld.values()
    assert held.hold is not None and held.hold.until == end
    assert room.due() is not None
    assert room.clock(end - timedelta(seconds=1)) == []
    assert kinds(room.clock(end)) == ["Reported stale", "Lifted", "Notice"]
    assert (room.withheld, room.ledger.waiting, room.due()) == ({}, {}, None)
    assert stands(room) == body(PARAGRAPHS)
    assert room.final()["articles.raw/0/5"] is Disposition.STALE
    first, second = room.notices
    assert (second.kind, second.uri, second.raw, second.at) == (
        NoticeKind.DOUBTFUL_VERSION,
        URI,
        "articles.raw/0/5",
        end,
    )
    assert second.words == f"nobody has decided on it: it is stale now ({first.words})"
    # They are two events: readers who know the id of the first take the second.
    ids = [dict(headers_of(each, NOON))["ce_id"] for each in room.notices]
    assert len(set(ids)) == 2
    # The story is forgotten like any other.
    room.ledger.expire(end + timedelta(days=9))
    room.ledger.commit()
    assert room.ledger.get(URI) is None


def test_the_same_doubt_is_not_told_a_third_time(room: Room) -> None:
    room.tell(page(0, PARAGRAPHS), page(5, WALL))
    room.clock(at(5) + DOUBTS)
    assert kinds(room.tell(page(2000, WALL))) == ["Held withheld"]
    assert kinds(room.clock(at(2000) + DOUBTS)) == ["Reported stale", "Lifted"]


def test_a_wall_with_another_number_at_each_reading_waits_no_longer(room: Room) -> None:
    room.tell(page(0, PARAGRAPHS))
    for hour in range(1, 24):
        room.tell(page(hour * 60, (*WALL, f"Reference {hour}f2.")))
    assert len(room.notices) == 1
    assert kinds(room.clock(at(60) + DOUBTS)) == ["Reported stale", "Lifted", "Notice"]
    # Another text has its own time.
    room.tell(page(3000, WALL), page(3060, PAGES["a 404"]))
    assert room.clock(at(3000) + DOUBTS) == []
    assert kinds(room.clock(at(3060) + DOUBTS)) == ["Reported stale", "Lifted", "Notice"]


def test_it_ends_after_a_restart_and_by_the_clock_of_the_desk(room: Room) -> None:
    room.tell(page(0, PARAGRAPHS))
    taken_up = at(5) + timedelta(days=2)  # the desk was off
    decision = room.state.decide(page(5, WALL), at=taken_up)
    room._note(room._kept(decision))
    room.start()
    due = room.due()
    assert due is not None
    assert due.at == taken_up + DOUBTS
    assert kinds(room.clock(due.at))[0] == "Reported stale"


def test_an_embargo_and_a_doubt_end_each_at_its_time(room: Room) -> None:
    room.tell(
        page(0, PARAGRAPHS), page(1, (*PARAGRAPHS, "It opens again in May."), hold=EMBARGO), page(2, WALL)
    )
    room.clock(LATER)
    assert stands(room).endswith("It opens again in May.")
    assert [held.hold.reason for held in room.withheld.values() if held.hold] == [HoldReason.DOUBTFUL]
    room.clock(at(2) + DOUBTS)
    assert room.withheld == {}
    assert stands(room).endswith("It opens again in May.")


def test_a_doubt_is_no_embargo(room: Room) -> None:
    """Neither is a copy of that story a broken embargo, nor does it count as what goes out at a time."""
    room.tell(page(0, PARAGRAPHS), page(5, WALL))
    assert (room.ledger.timed, room.state.waiting()) == (0, (0, 1))
    assert kinds(room.tell(page(6, PARAGRAPHS, uri="https://b.example/x", source="b"))) == [
        "Reported duplicate"
    ]
    room.start()
    assert room.state.waiting() == (0, 1)
    room.tell(page(7, ANOTHER, hold=EMBARGO, uri="https://c.example/1"))
    assert room.state.waiting() == (1, 1)
    room.tell(page(8, (*PARAGRAPHS, "It has begun.")))
    assert room.state.waiting() == (1, 0)


def test_what_fell_leaves_no_end_to_what_waits_after_it(room: Room) -> None:
    room.tell(page(0, PARAGRAPHS), page(5, WALL), page(6, (*PARAGRAPHS, "It has begun.")))
    assert room.ledger._waits._doubtful == set()
    room.tell(page(7, (*PARAGRAPHS, "It has begun again."), hold=UNCLEAR))
    assert room.ledger.waiting == {URI: None}
    assert room.due() is None


def test_what_waits_without_an_end_since_an_older_version_goes_on_waiting(room: Room) -> None:
    room.tell(page(0, PARAGRAPHS), page(5, WALL))
    story = room.ledger.get(URI)
    assert story is not None
    held = tuple(
        replace(each, hold=replace(each.hold, until=None)) for each in story.held if each.hold is not None
    )
    old = replace(story, doubt_ends=None, held=held)
    assert old.until is None
    room.ledger.put(old)
    room.ledger.commit()
    assert room.clock(at(9999)) == []
    assert kinds(room.tell(page(66, WALL))) == ["Reported repeat"]


def test_of_a_long_text_the_words_of_its_beginning_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[str] = []

    def count(text: str) -> int:
        counted.append(text)
        return words_of_text(text)

    monkeypatch.setattr(believed, "words_of_text", count)
    line = "Nine words of ten letters stand in every line here."
    for paragraphs in ((f"{line} " * 20_000,), (line,) * 20_000):
        counted.clear()
        words = believed._words(article(paragraphs=paragraphs))
        assert abs(words - 200_000) < 2_000
        assert sum(map(len, counted)) < 2 * believed._COUNTED
    assert believed._words(article(paragraphs=(line, "", line[:20]))) == 15
