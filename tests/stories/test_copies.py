"""Copies under another uri: what a source may do with its own text, and what a kill does with everybody's."""

from __future__ import annotations

import pytest

from streams.kinds import Signal
from streams.stories.outcome import NoticeKind
from tests.articles import NOON, PARAGRAPHS, article
from tests.stories.room import Room, kinds
from tests.stories.test_believed import ANOTHER
from tests.stories.test_hold import EMBARGO, UNCLEAR, WITHHELD
from tests.stories.test_kill import OTHER, OWN, URI, copy, kill


@pytest.fixture
def room() -> Room:
    return Room()


def test_a_copy_that_calls_itself_a_correction_later_stays_a_copy(room: Room) -> None:
    own = {"uri": "urn:second:1", "source": article().source}
    room.tell(article(), copy(1, **own))
    assert kinds(room.tell(copy(2, signal=Signal.CORRECTION, headline="Fixed", **own))) == [
        "Reported duplicate"
    ]
    assert room.reported[-1].uri == "urn:second:1"


def test_every_later_text_of_a_copy_of_what_was_killed_is_canceled(room: Room) -> None:
    room.tell(article(), kill(1), copy(2))
    assert kinds(room.tell(copy(3, paragraphs=OTHER))) == ["Passed killed"]
    assert room.standing()["https://b.example/x"] == ("canceled", "")


def test_what_the_killed_desk_made_up_to_its_kill_is_no_substitute(room: Room) -> None:
    room.tell(article(), kill(5))
    for offset, minutes in ((6, 4), (7, 5)):
        same = article(offset, uri=f"urn:second:{offset}", minutes=minutes)
        assert kinds(room.tell(same)) == ["Passed killed"]
    assert kinds(room.tell(article(8, uri="urn:substitute:1", minutes=6))) == ["Passed enriched"]


def test_another_desk_cannot_publish_what_was_killed_however_late(room: Room) -> None:
    room.tell(article(), kill(1))
    assert kinds(room.tell(copy(50))) == ["Passed killed"]
    assert room.published["https://b.example/x"].verdict.of == URI  # type: ignore[union-attr]


def test_who_copies_what_is_withheld_has_broken_no_embargo(room: Room) -> None:
    room.tell(article(hold=WITHHELD, pub_status="withheld"))
    assert kinds(room.tell(copy(1))) == ["Reported duplicate"]
    assert kinds(room.tell(copy(2, "c", hold=WITHHELD))) == ["Reported duplicate"]
    assert room.notices == []


def test_who_copies_an_embargo_that_nobody_understands_has_broken_it(room: Room) -> None:
    room.tell(article(hold=UNCLEAR))
    assert kinds(room.tell(copy(1))) == ["Reported duplicate", "Notice"]


def test_who_copies_what_is_out_has_broken_nothing(room: Room) -> None:
    room.tell(article(hold=EMBARGO))
    room.clock(NOON.replace(hour=15))
    assert kinds(room.tell(copy(1, minutes=181))) == ["Reported duplicate"]


def test_the_text_that_is_copied_most_is_named(room: Room) -> None:
    near = (*PARAGRAPHS[:3], PARAGRAPHS[3].replace("four", "five"))
    room.tell(article(signal=Signal.NEW), kill(1), article(2, minutes=2, uri="urn:near:1", paragraphs=near))
    room.tell(copy(3, paragraphs=near))
    assert room.reported[-1].uri == "https://b.example/x"
    verdict = room.reported[-1].verdict
    assert verdict is not None
    assert (verdict.of, verdict.method) == ("urn:near:1", "exact")


def test_a_number_in_which_a_copy_differs_is_told(room: Room) -> None:
    wrong = (PARAGRAPHS[0], PARAGRAPHS[1].replace("1934", "1943"), *PARAGRAPHS[2:])
    assert kinds(room.tell(article(), copy(1, paragraphs=wrong))) == ["Reported duplicate", "Notice"]
    (told,) = room.notices
    assert (told.kind, told.uri, told.of) == (NoticeKind.CONTRADICTION, "https://b.example/x", URI)
    assert told.words == "1934 / 1943"


def test_a_number_in_which_a_desk_differs_from_itself_is_told(room: Room) -> None:
    newer = (PARAGRAPHS[0], PARAGRAPHS[1].replace("1934", "1943"), *PARAGRAPHS[2:])
    again = article(1, minutes=1, uri="https://post.example/harwich-quay-new", paragraphs=newer)
    assert kinds(room.tell(article(), again)) == ["Reported duplicate", "Notice"]
    assert room.notices[0].words == "1934 / 1943"


def test_a_copy_is_linked_to_all_that_it_is_made_of_the_original_first(room: Room) -> None:
    room.tell(article(), copy(1), copy(2, "c"))
    verdict = room.reported[-1].verdict
    assert verdict is not None
    assert [link.uri for link in verdict.links] == [URI, "https://b.example/x"]
    assert verdict.of == URI


def test_a_text_with_much_of_its_own_is_published_with_links(room: Room) -> None:
    room.tell(article())
    assert kinds(room.tell(copy(1, paragraphs=(*OWN, *PARAGRAPHS)))) == ["Passed enriched"]
    verdict = room.published["https://b.example/x"].verdict
    assert verdict is not None
    assert (verdict.of, [link.uri for link in verdict.links]) == (None, [URI])


def test_a_copy_of_what_holds_a_text_is_a_copy_of_that(room: Room) -> None:
    own = (*OWN, *PARAGRAPHS)
    room.tell(article(), copy(1, paragraphs=own), copy(2, "c", paragraphs=own))
    verdict = room.reported[-1].verdict
    assert verdict is not None
    assert verdict.of == "https://b.example/x"


def test_the_text_of_a_copy_is_kept_for_others_to_be_compared_with(room: Room) -> None:
    room.tell(article(), copy(1))
    known = room.ledger.get("https://b.example/x")
    assert known is not None
    assert [wording.paragraphs for wording in known.wordings] == [copy(1).paragraphs]


def test_a_copy_is_linked_to_what_it_holds_besides_and_its_kill_takes_that_not_along(room: Room) -> None:
    """A page of news in brief: most of it is one agency's, and one item is another's."""
    brief = {"uri": "urn:brief:1", "source": "onda-wire", "paragraphs": ANOTHER[:2]}
    room.tell(
        article(), article(1, minutes=1, **brief), copy(2, minutes=2, paragraphs=(*PARAGRAPHS, *ANOTHER[:2]))
    )
    verdict = room.reported[-1].verdict
    assert verdict is not None
    assert [(link.uri, link.method) for link in verdict.links] == [(URI, "near"), ("urn:brief:1", "holds")]
    room.tell(kill(5))
    assert room.standing()["https://b.example/x"][0] == "canceled"
    assert room.standing()["urn:brief:1"][0] == "usable"
