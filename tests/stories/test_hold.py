from __future__ import annotations

from datetime import timedelta

import pytest

from streams.article import Article, Hold
from streams.kinds import Disposition, HoldReason, Signal
from streams.stories.outcome import NoticeKind, Passed
from tests.articles import NOON, PARAGRAPHS, article
from tests.stories.room import Room, at, kinds

OTHER = tuple(paragraph[::-1] for paragraph in PARAGRAPHS)
URI = article().uri
LATER = NOON + timedelta(hours=3)
EMBARGO = Hold(HoldReason.EMBARGO, "EMBARGOED UNTIL 1500 GMT", LATER)
UNCLEAR = Hold(HoldReason.UNCLEAR_EMBARGO, "EMBARGOED UNTIL MIDNIGHT SUNDAY")
WITHHELD = Hold(HoldReason.WITHHELD, "pubStatus withheld")


def message(offset: int, signal: Signal, uri: str = URI, **changes: object) -> Article:
    status = "usable" if signal is Signal.RELEASE else "withheld"
    fields: dict[str, object] = {"uri": uri, "headline": None, "paragraphs": (), "minutes": offset}
    return article(offset, signal=signal, pub_status=status, **{**fields, **changes})  # type: ignore[arg-type]


@pytest.fixture
def room() -> Room:
    return Room()


def test_an_embargo_holds_until_its_time_and_not_longer(room: Room) -> None:
    assert kinds(room.tell(article(hold=EMBARGO))) == ["Held withheld"]
    assert room.clock(LATER - timedelta(milliseconds=1)) == []
    assert kinds(room.clock(LATER)) == ["Passed enriched", "Lifted"]
    assert room.standing() == {URI: ("usable", article().body)}
    assert room.published[URI].hold == EMBARGO
    assert room.withheld == {}
    assert room.final() == {"articles.raw/0/0": Disposition.ENRICHED}


def test_what_waits_survives_a_restart_and_the_window(room: Room) -> None:
    far = NOON + timedelta(days=30)
    room.tell(article(hold=Hold(HoldReason.EMBARGO, "x", far)))
    room.tell(article(1, minutes=60 * 24 * 20, uri="urn:other:1", paragraphs=OTHER))
    room.start()
    due = room.due()
    assert due is not None
    assert due.at == far
    assert kinds(room.clock(far)) == ["Passed enriched", "Lifted"]


def test_a_release_that_did_not_reach_the_broker_is_made_again(room: Room) -> None:
    room.tell(article(hold=EMBARGO))
    due = room.due()
    assert due is not None
    first = room.state.release(due, LATER).outcomes
    assert room.due() is None
    # A rebalance comes before the broker has it: nobody else would let it out.
    room.state.drop()
    assert room.due() == due
    assert room.clock(LATER) == first
    room.state.drop()
    assert room.due() is None


def test_a_newer_version_without_an_embargo_goes_out_and_the_old_one_is_stale(room: Room) -> None:
    room.tell(article(version="1", hold=EMBARGO))
    outs = room.tell(article(1, version="2", paragraphs=OTHER))
    assert kinds(outs) == ["Reported stale", "Lifted", "Passed enriched"]
    assert room.clock(LATER) == []
    assert room.final() == {"articles.raw/0/0": Disposition.STALE, "articles.raw/0/1": Disposition.ENRICHED}


def test_what_was_overtaken_by_the_text_that_stands_does_not_go_out_at_its_time(room: Room) -> None:
    typed = tuple(each.replace('"', "”") for each in PARAGRAPHS)
    room.tell(article(), article(1, minutes=1, paragraphs=OTHER, hold=EMBARGO))
    assert kinds(room.tell(article(2, minutes=2, paragraphs=typed))) == [
        "Reported stale",
        "Lifted",
        "Reported repeat",
    ]
    assert room.clock(LATER) == []
    assert room.standing()[URI] == ("usable", article().body)


def test_an_embargoed_new_version_leaves_the_old_one_out(room: Room) -> None:
    room.tell(article(version="1"), article(1, version="2", paragraphs=OTHER, hold=EMBARGO))
    assert room.standing()[URI] == ("usable", article().body)
    room.clock(LATER)
    assert room.standing()[URI] == ("usable", "\n\n".join(OTHER))
    verdict = room.published[URI].verdict
    assert verdict is not None
    assert verdict.supersedes == "1"


def test_withheld_waits_for_a_release(room: Room) -> None:
    room.tell(article(hold=WITHHELD, pub_status="withheld"))
    assert room.clock(NOON + timedelta(days=9)) == []
    outs = room.tell(message(1, Signal.RELEASE))
    assert kinds(outs) == ["Reported signal", "Passed enriched", "Lifted"]
    assert room.standing() == {URI: ("usable", article().body)}


def test_a_usable_version_releases_what_was_withheld(room: Room) -> None:
    room.tell(article(version="1", hold=WITHHELD, pub_status="withheld"), article(1, version="2"))
    assert room.standing()[URI][0] == "usable"
    assert room.withheld == {}


def test_withholding_what_was_published_tells_the_readers(room: Room) -> None:
    room.tell(article())
    assert kinds(room.tell(message(1, Signal.HOLD))) == ["Reported signal", "Passed signal"]
    assert room.standing()[URI] == ("withheld", "")
    room.tell(message(2, Signal.RELEASE))
    assert room.standing()[URI] == ("usable", article().body)
    assert room.published[URI].verdict.release == "articles.raw/0/2"  # type: ignore[union-attr]


def test_messages_that_come_before_the_text_count(room: Room) -> None:
    room.tell(message(5, Signal.HOLD), article(1, minutes=1))
    assert room.published == {}
    room.tell(message(7, Signal.RELEASE))
    assert room.standing()[URI][0] == "usable"
    other = {"uri": "urn:other:1", "paragraphs": OTHER}
    room.tell(message(9, Signal.RELEASE, "urn:other:1"), article(8, minutes=8, hold=WITHHELD, **other))
    assert room.standing()["urn:other:1"][0] == "usable"


def test_a_release_lifts_an_embargo_too(room: Room) -> None:
    room.tell(article(hold=EMBARGO), message(1, Signal.RELEASE))
    assert room.standing()[URI][0] == "usable"
    assert room.clock(LATER) == []


def test_an_embargo_that_nobody_understands_is_held_and_told(room: Room) -> None:
    room.tell(article(hold=UNCLEAR))
    assert room.published == {}
    (notice,) = room.notices
    assert (notice.kind, notice.uri, notice.words) == (NoticeKind.UNCLEAR_EMBARGO, URI, UNCLEAR.words)
    assert room.due() is None


def test_another_source_that_publishes_it_first_has_broken_the_embargo(room: Room) -> None:
    room.tell(article(hold=EMBARGO))
    outs = room.tell(article(1, uri="https://b.example/x", source="b"))
    assert kinds(outs) == ["Reported duplicate", "Notice"]
    (notice,) = room.notices
    assert (notice.kind, notice.uri, notice.of) == (NoticeKind.EMBARGO_BROKEN, URI, "https://b.example/x")
    assert room.published == {}
    # The same desk sending it twice has broken nothing.
    room.tell(article(2, uri="urn:second:1"))
    assert len(room.notices) == 1


def test_an_embargoed_text_that_is_out_elsewhere_already_is_told_too(room: Room) -> None:
    room.tell(article(uri="https://b.example/x", source="b"), article(1, hold=EMBARGO))
    (notice,) = room.notices
    assert (notice.kind, notice.uri, notice.of) == (NoticeKind.EMBARGO_BROKEN, URI, "https://b.example/x")


def test_takes_of_an_embargoed_story_wait_together(room: Room) -> None:
    room.tell(article(take=1, hold=EMBARGO), article(1, minutes=1, take=2, paragraphs=OTHER))
    assert room.published == {}
    room.clock(at(179))
    assert room.published == {}
    outs = room.clock(LATER)
    assert kinds(outs) == ["Passed enriched", "Lifted"] * 2
    assert room.standing()[URI][1] == "\n\n".join((*PARAGRAPHS, *OTHER))


def test_a_release_that_brings_a_few_words_is_published_if_nobody_knows_what_it_releases(room: Room) -> None:
    flash = article(1, uri="urn:flash:1", signal=Signal.RELEASE, paragraphs=("The dues rise by a tenth.",))
    assert kinds(room.tell(flash)) == ["Passed enriched"]
    room.tell(article(2, uri="urn:w:1", paragraphs=OTHER, hold=UNCLEAR))
    lifted = article(3, uri="urn:w:1", signal=Signal.RELEASE, minutes=5, paragraphs=("Embargo lifted.",))
    assert kinds(room.tell(lifted)) == ["Reported signal", "Passed enriched", "Lifted"]
    assert room.standing()["urn:w:1"] == ("usable", "\n\n".join(OTHER))


def test_a_text_that_is_newer_than_a_hold_goes_out_and_one_of_its_moment_does_not(room: Room) -> None:
    room.tell(message(5, Signal.HOLD))
    assert kinds(room.tell(article(1, minutes=5))) == ["Held withheld"]
    outs = room.tell(article(2, minutes=6, paragraphs=OTHER))
    assert kinds(outs) == ["Reported stale", "Lifted", "Passed enriched"]


def test_readers_are_told_once_that_what_was_published_is_withheld(room: Room) -> None:
    room.tell(article(version="1"), message(1, Signal.HOLD))
    again = article(2, minutes=2, version="2", paragraphs=OTHER, hold=WITHHELD, pub_status="withheld")
    assert kinds(room.tell(again)) == ["Held withheld"]
    assert room.standing()[URI] == ("withheld", "")


def test_a_whole_story_overtakes_the_waiting_takes_that_are_older(room: Room) -> None:
    room.tell(article(take=2, hold=EMBARGO, paragraphs=OTHER))
    outs = room.tell(article(1, minutes=5))
    assert kinds(outs) == ["Reported stale", "Lifted", "Passed enriched"]
    assert room.standing()[URI] == ("usable", article().body)


def test_a_whole_story_waits_with_a_waiting_take_that_is_newer(room: Room) -> None:
    room.tell(article(take=2, minutes=9, hold=EMBARGO, paragraphs=OTHER))
    assert kinds(room.tell(article(1, minutes=5))) == ["Held withheld"]
    outs = room.clock(LATER)
    assert kinds(outs) == ["Passed enriched", "Lifted"] * 2
    assert room.standing()[URI][1] == "\n\n".join((*PARAGRAPHS, *OTHER))


def test_takes_go_out_in_the_order_in_which_they_came(room: Room) -> None:
    room.tell(*(article(n, minutes=n, take=n, hold=EMBARGO, paragraphs=(PARAGRAPHS[n],)) for n in (1, 2, 3)))
    passed = [out.article for out in room.clock(LATER) if isinstance(out, Passed)]
    assert [each.paragraphs for each in passed] == [PARAGRAPHS[1:2], PARAGRAPHS[1:3], PARAGRAPHS[1:4]]
    assert [each.origin.offset for each in passed] == [1, 2, 3]


def test_what_was_withheld_goes_out_as_usable(room: Room) -> None:
    room.tell(article(hold=WITHHELD, pub_status="withheld"), message(1, Signal.RELEASE))
    assert room.published[URI].pub_status == "usable"


def test_a_newer_text_ends_the_withdrawal_and_a_later_hold_begins_another(room: Room) -> None:
    room.tell(article(version="1"), message(1, Signal.HOLD))
    newer = article(2, minutes=2, version="2", paragraphs=(*PARAGRAPHS, "More later."))
    assert kinds(room.tell(newer)) == ["Passed enriched"]
    assert kinds(room.tell(message(3, Signal.RELEASE))) == ["Reported signal"]
    assert kinds(room.tell(message(4, Signal.HOLD))) == ["Reported signal", "Passed signal"]
    assert room.standing()[URI] == ("withheld", "")


def test_a_text_that_comes_when_the_embargo_of_a_message_is_over_goes_out(room: Room) -> None:
    room.tell(message(5, Signal.HOLD, hold=EMBARGO))
    made = {"version_created": NOON + timedelta(minutes=4)}
    early = article(1, minutes=180 - 0.001, paragraphs=OTHER, uri="urn:other:1", **made)
    room.tell(message(6, Signal.HOLD, "urn:other:1", hold=EMBARGO))
    assert kinds(room.tell(early)) == ["Held withheld"]
    assert kinds(room.tell(article(2, minutes=180, **made))) == ["Passed enriched"]


def test_a_take_that_releases_itself_does_not_wait_with_the_others(room: Room) -> None:
    room.tell(article(take=1, hold=EMBARGO))
    second = article(1, minutes=1, take=2, signal=Signal.RELEASE, paragraphs=OTHER)
    assert kinds(room.tell(second)) == ["Passed enriched"]
    assert room.standing()[URI][1] == "\n\n".join(OTHER)
    third = article(2, minutes=2, take=3, paragraphs=PARAGRAPHS[:1])
    assert kinds(room.tell(third)) == ["Held withheld"]


def test_what_is_let_out_is_what_it_was_when_it_came(room: Room) -> None:
    room.tell(article(version="1"))
    fixed = article(1, minutes=1, version="2", paragraphs=OTHER, hold=EMBARGO, signal=Signal.CORRECTION)
    room.tell(fixed)
    assert room.withheld["articles.raw/0/1"].verdict.signal is Signal.CORRECTION  # type: ignore[union-attr]
    room.clock(LATER)
    assert room.published[URI].verdict.signal is Signal.CORRECTION  # type: ignore[union-attr]
