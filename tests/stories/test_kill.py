from __future__ import annotations

from datetime import timedelta

import pytest

from streams.article import Article, Hold
from streams.kinds import Disposition, HoldReason, Signal
from streams.stories.outcome import Held, NoticeKind, Passed, Reported
from tests.articles import NOON, PARAGRAPHS, article
from tests.stories.room import Room, kinds

#: Much of its own: names and numbers that nobody else has.
OWN = tuple(
    f"Paragraph {number} of its own tells what Ines Tamm and {number + 20} others of Corvale had to say on it at length, "
    f"among them Hugh Vell of Ravensby, who had been there {number + 40} years ago and remembered nothing of the kind."
    for number in range(6)
)
OTHER = tuple(paragraph[::-1] for paragraph in PARAGRAPHS)
URI = article().uri


def kill(offset: int, uri: str = URI, **changes: object) -> Article:
    fields: dict[str, object] = {
        "uri": uri,
        "headline": "KILL Harwich to close quay",
        "paragraphs": (),
        "signal": Signal.KILL,
        "pub_status": "canceled",
        "minutes": offset,
    }
    return article(offset, **{**fields, **changes})  # type: ignore[arg-type]


def copy(offset: int, outlet: str = "b", **changes: object) -> Article:
    fields: dict[str, object] = {
        "uri": f"https://{outlet}.example/x",
        "source": outlet,
        "minutes": offset,
        "paragraphs": (*PARAGRAPHS[:3], PARAGRAPHS[3] + " More follows."),
    }
    return article(offset, **{**fields, **changes})  # type: ignore[arg-type]


@pytest.fixture
def room() -> Room:
    return Room()


def test_a_kill_reaches_the_article_and_every_copy_and_each_names_it(room: Room) -> None:
    room.tell(article(), *(copy(number, outlet) for number, outlet in enumerate("bcde", 1)))
    outs = room.tell(kill(9))
    assert kinds(outs) == ["Passed killed"] * 5
    assert {uri for uri, (status, _) in room.standing().items() if status == "canceled"} == {
        URI,
        *(f"https://{outlet}.example/x" for outlet in "bcde"),
    }
    for out in outs:
        assert isinstance(out, Passed)
        assert out.article.body == ""
        assert out.article.verdict is not None
        assert out.article.verdict.kill is not None
        assert (out.article.verdict.kill.uri, out.article.verdict.kill.raw) == (URI, "articles.raw/0/9")
        assert out.article.origin.offset == 9


def test_every_later_version_and_copy_of_a_killed_article_is_canceled(room: Room) -> None:
    room.tell(article(version="1"), kill(1))
    assert kinds(room.tell(article(2, version="2", paragraphs=OTHER))) == ["Passed killed"]
    assert kinds(room.tell(copy(3))) == ["Passed killed"]
    assert all(status == "canceled" for status, _ in room.standing().values())
    assert room.published["https://b.example/x"].verdict.of == URI  # type: ignore[union-attr]


def test_a_kill_that_comes_first_is_remembered(room: Room) -> None:
    outs = room.tell(kill(0))
    assert isinstance(outs[0], Reported)
    assert [notice.kind for notice in room.notices] == [NoticeKind.UNKNOWN_KILL]
    room.start()
    assert kinds(room.tell(article(1))) == ["Passed killed"]
    assert kinds(room.tell(copy(2))) == ["Passed killed"]
    assert room.standing() == {URI: ("canceled", ""), "https://b.example/x": ("canceled", "")}


def test_copies_that_came_before_the_text_of_a_killed_article_are_canceled_with_it(room: Room) -> None:
    room.tell(kill(0, minutes=10), copy(1, minutes=11))
    assert room.standing()["https://b.example/x"][0] == "usable"
    outs = room.tell(article(2))
    assert kinds(outs) == ["Passed killed", "Passed killed"]
    assert room.standing() == {URI: ("canceled", ""), "https://b.example/x": ("canceled", "")}


def test_a_kill_of_the_original_reaches_the_copy_that_came_first(room: Room) -> None:
    # The agency's story, older by its own time, arrives after the paper that printed it.
    room.tell(copy(0, minutes=30), article(1, version_created=NOON))
    assert room.standing()["https://b.example/x"][0] == "usable"
    room.tell(kill(2))
    assert room.standing() == {URI: ("canceled", ""), "https://b.example/x": ("canceled", "")}


def test_the_kill_of_a_copy_leaves_the_original(room: Room) -> None:
    room.tell(article(), copy(1), kill(2, "https://b.example/x", source="b"))
    assert {uri: status for uri, (status, _) in room.standing().items()} == {
        URI: "usable",
        "https://b.example/x": "canceled",
    }


def test_another_story_is_left_alone(room: Room) -> None:
    room.tell(article(), article(1, uri="urn:other:1", paragraphs=OTHER), kill(2))
    assert room.standing()["urn:other:1"][0] == "usable"


def test_a_substitute_by_the_same_desk_may_be_published(room: Room) -> None:
    room.tell(article(), kill(1))
    substitute = article(2, minutes=20, uri="urn:substitute:1")
    assert kinds(room.tell(substitute)) == ["Passed enriched"]
    assert kinds(room.tell(copy(3, minutes=21, source="b"))) in (["Passed killed"], ["Reported duplicate"])


def test_a_killed_article_that_was_held_is_never_published(room: Room) -> None:
    later = NOON + timedelta(hours=3)
    room.tell(article(hold=Hold(HoldReason.EMBARGO, "EMBARGOED", later)), copy(1))
    outs = room.tell(kill(2))
    assert kinds(outs) == ["Reported killed", "Lifted", "Passed killed", "Passed killed"]
    assert room.clock(later) == []
    assert room.withheld == {}
    assert set(room.final().values()) == {Disposition.KILLED, Disposition.DUPLICATE}


def test_a_second_kill_is_answered_and_changes_nothing(room: Room) -> None:
    room.tell(article(), copy(1), kill(2))
    outs = room.tell(kill(3))
    assert kinds(outs) == ["Reported killed"]
    assert room.published[URI].verdict.kill.raw == "articles.raw/0/2"  # type: ignore[union-attr]


def test_a_kill_may_name_the_article_by_its_slug(room: Room) -> None:
    room.tell(article(uri="urn:w:1", source="w", slugline="BC-Harwich Quay"))
    room.tell(kill(1, "urn:w:2", source="w", slugline="BC-KILL-Harwich Quay"))
    assert room.standing() == {"urn:w:1": ("canceled", "")}


def test_a_kill_is_remembered_where_only_a_message_was_known(room: Room) -> None:
    hold = article(0, signal=Signal.HOLD, pub_status="withheld", headline=None, paragraphs=())
    room.tell(hold, kill(1))
    assert kinds(room.tell(article(2))) == ["Passed killed"]


@pytest.mark.parametrize("known", [(), (article(),), (article(signal=Signal.HOLD, paragraphs=()),)])
def test_a_kill_is_remembered_for_the_window_from_its_own_time_on(
    room: Room, known: tuple[Article, ...]
) -> None:
    room.tell(*known, kill(1, minutes=60 * 70))
    assert kinds(room.tell(article(2, minutes=60 * 140, version="2", paragraphs=OTHER))) == ["Passed killed"]


def test_a_copy_of_the_same_moment_is_canceled_too(room: Room) -> None:
    room.tell(article(), copy(1, minutes=0), kill(2))
    assert room.standing() == {URI: ("canceled", ""), "https://b.example/x": ("canceled", "")}


def test_a_killed_story_keeps_no_text_that_stands(room: Room) -> None:
    room.tell(article(), kill(1))
    story = room.ledger.get(URI)
    assert story is not None
    assert story.parts == ()


def test_copies_of_a_copy_that_came_before_the_killed_text_are_canceled_with_it(room: Room) -> None:
    room.tell(kill(0, minutes=10), copy(1, minutes=11), copy(2, "c", minutes=12))
    assert kinds(room.tell(article(3))) == ["Passed killed"] * 3
    assert {uri: status for uri, (status, _) in room.standing().items()} == dict.fromkeys(
        (URI, "https://b.example/x", "https://c.example/x"), "canceled"
    )


def test_a_kill_reaches_the_copies_of_the_copy_that_came_first(room: Room) -> None:
    room.tell(copy(0, minutes=30), copy(1, "c", minutes=31), article(2, version_created=NOON), kill(3))
    assert {uri: status for uri, (status, _) in room.standing().items()} == dict.fromkeys(
        (URI, "https://b.example/x", "https://c.example/x"), "canceled"
    )


def test_a_copy_that_was_killed_first_takes_no_older_text_with_it_when_it_comes(room: Room) -> None:
    room.tell(kill(0, "https://b.example/x", source="b", minutes=10), article(1))
    assert kinds(room.tell(copy(2, minutes=11))) == ["Passed killed"]
    assert room.standing()[URI] == ("usable", article().body)


def test_a_canceled_copy_names_what_it_copies_and_the_original_names_nothing(room: Room) -> None:
    room.tell(article(), copy(1), kill(2))
    verdicts = {uri: article.verdict for uri, article in room.published.items()}
    assert verdicts[URI].of is None  # type: ignore[union-attr]
    assert verdicts["https://b.example/x"].of == URI  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"ed_note": "Eds: wrong harbour."}, "Eds: wrong harbour."),
        ({}, "KILL Harwich to close quay"),
        ({"headline": None, "paragraphs": ("It is not so.",)}, "It is not so."),
        ({"headline": None}, None),
        ({"headline": "x" * 301}, "x" * 300),
    ],
)
def test_the_words_of_a_kill_are_its_note_its_headline_or_its_text_and_not_too_many(
    room: Room, given: dict[str, object], words: str | None
) -> None:
    room.tell(article(), kill(1, **given))  # type: ignore[arg-type]
    assert room.published[URI].header.ed_note == words


def test_a_cut_copy_and_the_copy_of_that_are_canceled(room: Room) -> None:
    room.tell(
        article(),
        copy(1, paragraphs=PARAGRAPHS[:3]),
        copy(2, "c", paragraphs=PARAGRAPHS[:2]),
    )
    assert kinds(room.tell(kill(3))) == ["Passed killed"] * 3


def test_what_comes_after_the_kill_cut_is_canceled(room: Room) -> None:
    room.tell(article(), kill(1))
    assert kinds(room.tell(copy(2, paragraphs=PARAGRAPHS[:2]))) == ["Passed killed"]


def test_a_text_that_holds_the_killed_one_among_much_of_its_own_is_withheld_and_told(room: Room) -> None:
    room.tell(article(), copy(1, paragraphs=(*OWN, *PARAGRAPHS)))
    assert room.published["https://b.example/x"].verdict.links[0].method == "holds"  # type: ignore[union-attr]
    assert kinds(room.tell(kill(2))) == ["Passed killed", "Passed withheld", "Notice"]
    assert room.standing()["https://b.example/x"] == ("withheld", "")
    (told,) = room.notices
    assert (told.kind, told.uri, told.of) == (NoticeKind.HOLDS_KILLED_TEXT, "https://b.example/x", URI)


def test_one_that_comes_later_waits_for_an_editor(room: Room) -> None:
    room.tell(article(), kill(1))
    (held,) = room.tell(copy(2, paragraphs=(*OWN, *PARAGRAPHS)))
    assert isinstance(held, Held)
    assert held.article.hold is not None
    assert f"of {URI}, which was killed" in held.article.hold.words


@pytest.mark.parametrize("restart", [False, True])
def test_a_kill_of_very_many_goes_on_when_the_clock_strikes(
    room: Room, monkeypatch: pytest.MonkeyPatch, restart: bool
) -> None:
    monkeypatch.setattr("streams.stories.kill.AT_ONCE", 5)
    room.tell(article(), *(copy(number, f"b{number:02}") for number in range(1, 23)))
    outs = room.tell(kill(40))
    assert len(outs) <= 6
    if restart:
        room.start()
    rest = room.clock(NOON + timedelta(hours=1))
    assert all(isinstance(out, Passed) and out.article.origin.offset == 40 for out in rest)
    canceled = {uri for uri, (status, _) in room.standing().items() if status == "canceled"}
    assert len(canceled) == len(outs) + len(rest) == 23
    assert room.due() is None


def test_copies_of_one_another_are_canceled_once(room: Room) -> None:
    room.tell(article(), *(copy(number, f"b{number}", paragraphs=PARAGRAPHS) for number in range(1, 9)))
    assert len(room.tell(kill(9))) == 9


def test_what_holds_a_killed_text_that_comes_late_is_withheld(room: Room) -> None:
    room.tell(kill(0), copy(1, paragraphs=(*OWN, *PARAGRAPHS)))
    assert kinds(room.tell(article(2))) == ["Passed killed", "Passed withheld", "Notice"]
    assert room.standing()["https://b.example/x"] == ("withheld", "")
