"""Corrections that name their story in words: one brings its text, one says what is wrong, several may be meant."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from streams.article import Article, RawArticle, Reference
from streams.events import codec
from streams.events.ids import event_id
from streams.kinds import Disposition, Format, Signal
from streams.stages import clean
from streams.stories.outcome import NoticeKind, Passed
from tests.articles import PARAGRAPHS, article, origin
from tests.stories.room import Room, at, kinds
from tests.stories.test_believed import ANOTHER
from tests.stories.test_hold import EMBARGO, LATER
from tests.stories.test_referred import OTHER, SLUG, THIRD, order, story

MILL = "urn:a:3"
#: What papers and wires say of a story of theirs.
NOTE = 'In the story headlined "Mill to close", please read in the second paragraph that 12 jobs go, not 15.'
TEXT = (
    "The mill at Thorne will close in May with the loss of 15 jobs, its owners said on Monday after a night of talks.",
    "Orders for coarse paper fell by half within two years, manager Ilse Varga said, and the river is too low for barges.",
    *PARAGRAPHS[1:3],
)
FIXED = (TEXT[0].replace("15", "12"), *TEXT[1:])


def correction(offset: int, *refers: tuple[str, str], **changes: Any) -> Article:
    fields: dict[str, Any] = {
        "headline": "CORRECTION: Mill to close",
        "paragraphs": (NOTE,),
        "signal": Signal.CORRECTION,
        "refers": tuple(Reference(kind, words) for kind, words in refers or (("headline", "Mill to close"),)),
    }
    return story(offset, **{**fields, **changes})


@pytest.fixture
def room() -> Room:
    room = Room()
    room.tell(
        story(1, "Stocks rise in Asia", slugline=SLUG),
        story(2, "Stocks fall in Europe", OTHER, slugline=SLUG),
        story(
            3,
            "Mill to close",
            TEXT,
            slugline="Thorne Mill",
            version="2",
            aliases=("urn:copydesk:mer:2026-11-21.a0044",),
        ),
    )
    return room


def said(room: Room, uri: str = MILL) -> tuple[str, str | None, tuple[str, ...]]:
    """(the signal, the note and the text) of what readers have of a story."""
    published = room.published[uri]
    assert published.verdict is not None
    return published.verdict.signal, published.header.ed_note, published.paragraphs


@pytest.mark.parametrize(
    "refers",
    [
        (("headline", "Mill to close"),),
        (("headline", "MILL TO CLOSE."),),
        (("slug", "Thorne Mill"),),
        (("id", "a0044"),),
        (("slug", "Thorne Mill"), ("headline", "Mill to close")),
    ],
)
def test_what_says_what_is_wrong_reaches_its_story_whose_text_stays(
    room: Room, refers: tuple[tuple[str, str], ...]
) -> None:
    # Its slugline is its own: a desk has one for its corrections.
    outs = room.tell(correction(9, *refers, slugline="Corrections Desk", wire_time=at(8)))
    assert kinds(outs) == ["Passed enriched"]
    assert said(room) == ("correction", NOTE, TEXT)
    assert "urn:a:9" not in room.published
    assert room.notices == []
    event = room.published[MILL]
    assert (event.signal, event.revision.wire_time, event.origin.offset) == (Signal.CORRECTION, at(8), 9)
    assert (event.revision.version, event.headline, event.source) == ("2", "Mill to close", "mer")
    assert event.verdict is not None
    assert (event.verdict.supersedes, event.verdict.corrected) == ("2", "articles.raw/0/9")
    assert room.final()["articles.raw/0/9"] is Disposition.ENRICHED


def test_its_event_is_another_one_than_that_of_the_text(room: Room) -> None:
    before = room.published[MILL]
    room.tell(correction(9))
    ids = [event_id(codec.UNIQUE, each) for each in (before, room.published[MILL])]
    assert len(set(ids)) == 2
    room.tell(correction(10, paragraphs=(NOTE.replace("12", "11"),)))
    assert event_id(codec.UNIQUE, room.published[MILL]) not in ids
    assert b'"corrected":"articles.raw/0/10"' in codec.encode(room.published[MILL], codec.UNIQUE)


def test_a_correction_that_brings_the_text_is_its_next_version(room: Room) -> None:
    outs = room.tell(correction(9, headline="CORRECTED-Mill to close", paragraphs=FIXED))
    assert kinds(outs) == ["Passed enriched"]
    assert said(room) == ("correction", None, FIXED)
    assert "urn:a:9" not in room.published
    # By its own uri it is that story from now on.
    room.tell(order(10, uri="urn:a:9"))
    assert room.standing()[MILL][0] == "canceled"


def test_a_text_that_was_rewritten_throughout_is_a_version_too(room: Room) -> None:
    """Copies are known by runs of words: by these it would be another story."""
    first = (
        "Passengers for the continent found one berth open in Harwich and a queue that reached Dovercourt.",
        "Edith Crowe walked along it with tea from the Pier Hotel. Halloran Marine lowered divers off Parkeston, and the "
        "county of Essex is to vote on its share of the bill.",
    )
    again = (
        "A queue of lorries stood as far as Dovercourt when Harwich had a single berth left, and no boat was on time.",
        "Essex will decide who pays. Divers of Halloran Marine searched piles near Parkeston; Edith Crowe, who runs the port, "
        "handed out cups that the Pier Hotel had lent.",
    )
    room.tell(story(4, "One berth left in Harwich", first))
    refers = (("headline", "One berth left in Harwich"),)
    room.tell(correction(9, *refers, headline="CORRECTED-One berth left in Harwich", paragraphs=again))
    assert said(room, "urn:a:4") == ("correction", None, again)
    # Unless it says in these words what is wrong with the other text.
    other = Room()
    other.tell(story(4, "One berth left in Harwich", first))
    note = ('In "One berth left in Harwich" much was wrong.', *again)
    other.tell(correction(9, *refers, paragraphs=note))
    assert said(other, "urn:a:4") == ("correction", "\n".join(note), first)


def test_another_text_under_a_headline_that_is_none_of_that_story_joins_nothing(room: Room) -> None:
    other = (*ANOTHER, *(f"Hive {number} of {number * 7} was empty in the spring." for number in range(12)))
    outs = room.tell(correction(9, headline="CORRECTED-Mill to close", paragraphs=other))
    assert kinds(outs) == ["Passed enriched"]
    assert said(room)[0] == "new"
    assert said(room, "urn:a:9") == ("correction", None, other)
    # Nor does one whose headline nobody has, whatever its slug: two stories of a section share that.
    slug = correction(
        10,
        ("headline", "Oil falls"),
        headline="CORRECTED-Oil falls",
        paragraphs=THIRD,
        slugline="Thorne Mill",
    )
    room.tell(slug)
    assert said(room)[0] == "new"
    assert said(room, "urn:a:10")[0] == "correction"


def test_where_several_may_be_meant_the_editors_are_told_and_none_is_joined(room: Room) -> None:
    outs = room.tell(correction(9, ("slug", SLUG)))
    assert kinds(outs) == ["Passed enriched", "Notice"]
    assert (said(room, "urn:a:1")[0], said(room, "urn:a:2")[0]) == ("new", "new")
    assert said(room, "urn:a:9") == ("correction", None, (NOTE,))
    (notice,) = room.notices
    assert (notice.kind, notice.uri, notice.of) == (NoticeKind.UNCLEAR_KILL, "urn:a:9", "urn:a:2")
    assert notice.words is not None
    assert notice.words.startswith(NOTE)
    assert all(f'{uri} "Stocks' in notice.words for uri in ("urn:a:1", "urn:a:2"))
    # Told again, nothing comes of it.
    assert room.tell(correction(9, ("slug", SLUG))) == []


def test_of_several_the_one_of_which_it_has_the_text_is_meant(room: Room) -> None:
    edited = (*PARAGRAPHS[:3], PARAGRAPHS[3].replace("four", "five"))
    outs = room.tell(correction(9, ("slug", SLUG), headline="CORRECTED-Stocks", paragraphs=edited))
    assert kinds(outs) == ["Passed enriched"]
    assert said(room, "urn:a:1") == ("correction", None, edited)
    room.tell(correction(10, ("slug", SLUG), headline="CORRECTED-Stocks", paragraphs=edited[3:]))
    assert said(room, "urn:a:1") == ("correction", edited[3], edited)


def test_what_a_slug_and_a_headline_say_of_an_article_counts_before_all_words(room: Room) -> None:
    asia = {"headline": "CORRECTED-Stocks rise in Asia", "slugline": SLUG}
    room.tell(correction(9, ("slug", SLUG), **asia))
    assert said(room, "urn:a:1") == ("correction", NOTE, PARAGRAPHS)
    assert room.notices == []


def test_what_disagrees_joins_nothing(room: Room) -> None:
    room.tell(correction(9, ("slug", "Thorne Mill"), ("headline", "Stocks rise in Asia")))
    assert {said(room, f"urn:a:{number}")[0] for number in (1, 2, 3)} == {"new"}


def test_the_stories_of_another_source_are_not_meant(room: Room) -> None:
    for number, source in enumerate(("other-desk", "blog.example")):
        note = (NOTE, f"We are sorry for that {number} times over, say those who wrote this at {source}.")
        room.tell(correction(9 + number, source=source, uri=f"urn:{source}:9", paragraphs=note[number:]))
        assert said(room, f"urn:{source}:9")[0] == "correction"
    assert said(room)[0] == "new"


def test_the_same_note_sent_again_is_a_repeat_and_another_one_is_told(room: Room) -> None:
    room.tell(correction(9))
    assert room.tell(correction(9)) == []
    assert kinds(room.tell(correction(10))) == ["Reported repeat"]
    other = NOTE.replace("12", "11")
    assert kinds(room.tell(correction(11, paragraphs=(other,)))) == ["Passed enriched"]
    assert said(room) == ("correction", other, TEXT)


def test_what_comes_after_a_note_is_what_it_would_have_been(room: Room) -> None:
    room.tell(correction(9))
    room.start()
    late = story(10, "Mill to close", TEXT[:3], uri=MILL, version="1")
    assert kinds(room.tell(late)) == ["Reported stale"]
    assert kinds(room.tell(story(11, "Mill to close", TEXT, uri=MILL, version="2"))) == ["Reported repeat"]
    assert kinds(room.tell(story(12, "Mill to close", FIXED, uri=MILL, version="3"))) == ["Passed enriched"]
    assert said(room) == ("update", None, FIXED)
    # A column of corrections under one uri: the next one is not about that mill.
    assert room.ledger.named("urn:a:9") is None


def test_an_edit_from_before_the_note_that_comes_later_is_no_older_text() -> None:
    room = Room()
    room.tell(story(1, "Mill to close", TEXT, version_created=at(0)), correction(2, version_created=at(5)))
    edit = story(3, "Mill to close", (*TEXT, "More soon."), uri="urn:a:1", version_created=at(4))
    assert kinds(room.tell(edit)) == ["Passed enriched"]


def test_a_note_under_the_storys_own_uri_takes_no_texts_place_either(room: Room) -> None:
    room.tell(correction(9, uri=MILL, version="3"))
    assert said(room) == ("correction", NOTE, TEXT)
    # The same by the slug, or by another uri.
    room.tell(correction(10, slugline="Thorne Mill", paragraphs=(NOTE.replace("12", "10"),)))
    assert said(room) == ("correction", NOTE.replace("12", "10"), TEXT)
    # One that names nothing replaces the text, as its sender says.
    room.tell(
        replace(
            correction(11, uri=MILL, version="4"),
            naming=replace(correction(11, uri=MILL, version="4").naming, refers=()),
        )
    )
    assert said(room) == ("correction", None, (NOTE,))


def test_a_text_with_words_about_it_is_a_version(room: Room) -> None:
    room.tell(correction(9, paragraphs=(NOTE, *FIXED)))
    assert said(room) == ("correction", None, (NOTE, *FIXED))


def test_a_note_of_the_text_itself_is_no_correction(room: Room) -> None:
    room.tell(story(4, "Dam holds", ANOTHER, ed_note=NOTE))
    room.tell(correction(9, ("headline", "Dam holds")))
    assert said(room, "urn:a:4") == ("correction", NOTE, ANOTHER)


def test_what_was_embargoed_is_so_no_longer(room: Room) -> None:
    room.tell(story(4, "Dam holds", ANOTHER, hold=EMBARGO))
    room.clock(LATER)
    room.tell(correction(200, ("headline", "Dam holds"), minutes=200))
    assert (said(room, "urn:a:4"), room.published["urn:a:4"].hold) == (("correction", NOTE, ANOTHER), None)


def test_one_corrected_paragraph_is_a_note(room: Room) -> None:
    room.tell(correction(9, headline="CORRECTED-Mill to close", paragraphs=FIXED[:1]))
    assert said(room) == ("correction", FIXED[0], TEXT)


def test_of_a_flash_too(room: Room) -> None:
    flash = ("Mill at Thorne to close in May, 15 jobs go.",)
    headline = (("headline", "Mill at Thorne to close in May"),)
    room.tell(story(4, "Mill at Thorne to close in May", flash))
    note = 'In the alert "Mill at Thorne to close in May" please read that 12 persons lose work.'
    room.tell(correction(9, *headline, paragraphs=(note,)))
    assert said(room, "urn:a:4") == ("correction", note, flash)
    fixed = ("Mill at Thorne to close in May, 12 jobs go.",)
    room.tell(correction(10, *headline, paragraphs=fixed))
    assert said(room, "urn:a:4") == ("correction", None, fixed)
    cut = ("Mill at Thorne to close.",)
    room.tell(
        story(
            5,
            "Mill at Thorne to close",
            (
                "Mill at Thorne to close. Its owners have not said when, and the manager had no word for those who asked at the gate.",
            ),
        )
    )
    room.tell(correction(11, ("headline", "Mill at Thorne to close"), paragraphs=cut))
    assert said(room, "urn:a:5")[2] == cut
    # One that tells next to nothing, rewritten.
    other = Room()
    other.tell(story(4, "Mill at Thorne to close in May", ("Thorne mill shuts.",)))
    other.tell(correction(10, *headline, paragraphs=("The works at Thorne go on.",)))
    assert said(other, "urn:a:4")[2] == ("The works at Thorne go on.",)


def test_a_long_text_is_no_note(room: Room) -> None:
    long = (NOTE, *(f"Reader {number} had written about it, and so had others." for number in range(20)))
    room.tell(correction(9, paragraphs=long))
    assert said(room)[0] == "new"
    assert said(room, "urn:a:9")[2] == long


@pytest.mark.parametrize("kind", ["killed", "withheld", "waiting", "takes"])
def test_what_is_not_out_as_one_text_is_told_nothing(room: Room, kind: str) -> None:
    if kind == "killed":
        room.tell(order(4, uri=MILL))
    if kind == "withheld":
        room.tell(order(4, uri=MILL, signal=Signal.HOLD))
    if kind == "waiting":
        room.tell(story(4, "Dam holds", THIRD, hold=EMBARGO))
    if kind == "takes":
        room.tell(story(4, "Dam holds", THIRD, take=1), story(5, "Dam holds", OTHER, uri="urn:a:4", take=2))
    headline = "Mill to close" if kind in ("killed", "withheld") else "Dam holds"
    before = dict(room.published)
    room.tell(correction(9, ("headline", headline)))
    assert {uri: each for uri, each in room.published.items() if uri != "urn:a:9"} == before
    assert said(room, "urn:a:9")[0] == "correction"


def test_a_correction_that_waits_itself_tells_nothing_yet(room: Room) -> None:
    assert kinds(room.tell(correction(9, hold=EMBARGO))) == ["Held withheld"]
    assert [held.uri for held in room.withheld.values()] == ["urn:a:9"]
    room.tell(correction(10, take=2))
    assert said(room)[0] == "new"


def test_an_update_and_what_names_no_story_join_nothing_by_words(room: Room) -> None:
    room.tell(
        replace(correction(9), signal=Signal.UPDATE),
        replace(correction(10), naming=replace(correction(10).naming, refers=())),
    )
    assert said(room)[0] == "new"


def test_what_was_corrected_is_told_so_after_it_was_withheld(room: Room) -> None:
    room.tell(correction(9), order(10, uri=MILL, signal=Signal.HOLD))
    outs = room.tell(order(11, uri=MILL, signal=Signal.RELEASE))
    assert kinds(outs) == ["Reported signal", "Passed enriched"]
    assert said(room) == ("correction", NOTE, TEXT)


def test_a_correction_as_it_is_written_reaches_its_story() -> None:
    """From the document on: the words are found by clean."""
    room = Room()
    documents = [
        b"Mill to close\n\n" + "\n\n".join(TEXT).encode(),
        f"CORRECTION: Mill to close\n\n{NOTE}".encode(),
    ]
    outs = []
    for offset, document in enumerate(documents):
        raw = RawArticle(document, origin(offset, minutes=offset), "text/plain", source="mer", id=str(offset))
        (part,) = clean(raw)
        assert isinstance(part, Article)
        assert part.format is Format.TEXT
        outs = room.tell(part)
    (passed,) = (out.article for out in outs if isinstance(out, Passed))
    assert (passed.headline, passed.header.ed_note, passed.paragraphs) == ("Mill to close", NOTE, TEXT)
    assert passed.origin.timestamp == article(minutes=1).origin.timestamp
    assert passed.origin.timestamp - article().origin.timestamp == timedelta(minutes=1)


@pytest.mark.parametrize(
    ("headline", "text", "note"),
    [
        (
            "Strike halts terminal at Orleave",
            TEXT,
            'Correction: In our story headlined "Strike halts terminal at Orleave" of Tuesday, the figure should be 12, not 15.',
        ),
        (
            "Mühle an der Thorne schließt im Mai",
            (
                "Die Mühle an der Thorne schließt im Mai, teilte ihr Besitzer mit. 15 Menschen arbeiten dort, die meisten seit "
                "vielen Jahren. Der Rat will in der kommenden Woche mit ihm reden und hofft noch auf einen Käufer aus der Gegend.",
            ),
            "Berichtigung zu «Mühle an der Thorne schließt im Mai» von 9.02 Uhr: Im zweiten Satz muss es 12 (nicht: 15) heißen.",
        ),
    ],
)
def test_a_correction_in_free_words_reaches_its_story(
    headline: str, text: tuple[str, ...], note: str
) -> None:
    room = Room()
    documents = [f"{headline}\n\n" + "\n\n".join(text), note]
    for offset, document in enumerate(documents):
        raw = RawArticle(
            document.encode(), origin(offset, minutes=offset), "text/plain", source="mer", id=str(offset)
        )
        (part,) = clean(raw)
        assert isinstance(part, Article)
        room.tell(part)
    (event,) = room.published.values()
    assert event.verdict is not None
    assert (event.verdict.signal, event.header.ed_note, event.paragraphs) == ("correction", note, text)
