from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.article import TEST, Article, Hold, Reference
from streams.kinds import Disposition, Format, HoldReason, Signal
from streams.stages import with_changes
from streams.stories.names import known_as
from streams.stories.outcome import Passed, Reported
from streams.stories.story import VERSIONS
from streams.verdict import Verdict, Wording
from tests.articles import NOON, PARAGRAPHS, article
from tests.stories.room import Room, at, kinds

OTHER = tuple(paragraph[::-1] for paragraph in PARAGRAPHS)
EDITED = (*PARAGRAPHS[:3], PARAGRAPHS[3].replace("four million", "five million"))


class Desk(Room):
    """A room that says the verdict on the article itself."""

    def see(self, seen: Article) -> Verdict:
        out = self.tell(seen)[0]
        assert not hasattr(out, "kind")
        verdict = out.article.verdict
        assert verdict is not None
        return verdict


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_the_first_of_its_kind_goes_on(desk: Desk) -> None:
    assert desk.see(article()) == Verdict(Disposition.ENRICHED, Signal.NEW)


def test_a_copy_elsewhere_names_the_original_and_how_much(desk: Desk) -> None:
    desk.see(article())
    verdict = desk.see(article(1, uri="https://b.example/x", paragraphs=EDITED))
    assert (verdict.disposition, verdict.of) == (Disposition.DUPLICATE, "https://post.example/harwich-quay")
    assert verdict.similarity is not None
    assert 0.7 <= verdict.similarity < 1
    exact = desk.see(article(2, uri="https://c.example/x", headline="Another headline"))
    assert (exact.method, exact.similarity) == ("exact", 1.0)


def test_the_copy_of_a_copy_names_the_original(desk: Desk) -> None:
    desk.see(article())
    desk.see(article(1, uri="https://b.example/x", paragraphs=EDITED))
    assert desk.see(article(2, uri="https://c.example/x", paragraphs=EDITED)).of == article().uri


def test_the_same_again_is_a_repeat(desk: Desk) -> None:
    desk.see(article(version="1"))
    assert desk.see(article(1, version="1")).disposition is Disposition.REPEAT
    assert desk.see(article(2, version="1")).disposition is Disposition.REPEAT


def test_an_old_version_sent_again_is_a_repeat_and_one_never_seen_is_stale(desk: Desk) -> None:
    desk.see(article(version="2"))
    desk.see(article(1, version="3", paragraphs=EDITED))
    assert desk.see(article(2, version="2")).disposition is Disposition.REPEAT
    assert desk.see(article(3, version="1", paragraphs=OTHER)).disposition is Disposition.STALE


def test_a_newer_version_passes_and_says_what_it_replaces_and_what_changed(desk: Desk) -> None:
    desk.see(article(version="1"))
    verdict = desk.see(article(1, version="2", paragraphs=EDITED))
    assert (verdict.disposition, verdict.signal, verdict.supersedes) == (
        Disposition.ENRICHED,
        Signal.UPDATE,
        "1",
    )
    event = desk.published[article().uri]
    assert event.previous == Wording(article().headline, PARAGRAPHS)
    enriched = with_changes(event)
    assert enriched.previous is None
    assert enriched.verdict is not None
    (change,) = enriched.verdict.changes
    assert "four million" in (change.before or "")
    assert "five million" in (change.after or "")


def test_a_correction_is_not_dropped_as_a_duplicate(desk: Desk) -> None:
    desk.see(article(version="1"))
    verdict = desk.see(article(1, version="2", paragraphs=EDITED, signal=Signal.CORRECTION))
    assert (verdict.disposition, verdict.signal) == (Disposition.ENRICHED, Signal.CORRECTION)


def test_a_correction_under_a_uri_of_its_own_replaces_the_story_of_its_source(desk: Desk) -> None:
    desk.see(article())
    fixed = article(1, uri="urn:other:1", paragraphs=EDITED, signal=Signal.CORRECTION)
    out = desk.tell(fixed)[0]
    assert isinstance(out, Passed)
    assert out.article.uri == article().uri
    assert out.article.verdict is not None
    assert out.article.verdict.signal is Signal.CORRECTION
    assert "urn:other:1" in out.article.naming.aliases
    # From then on both names mean the same story.
    assert desk.see(article(2, uri="urn:other:1", paragraphs=EDITED)).disposition is Disposition.REPEAT


def test_a_correction_by_another_source_is_a_copy(desk: Desk) -> None:
    desk.see(article())
    other = article(1, uri="urn:other:1", source="elsewhere", paragraphs=EDITED, signal=Signal.CORRECTION)
    assert desk.see(other).disposition is Disposition.DUPLICATE


def test_a_changed_page_that_says_nothing_of_it_is_a_silent_edit(desk: Desk) -> None:
    desk.see(article())
    assert desk.see(article(1)).disposition is Disposition.REPEAT
    verdict = desk.see(article(2, minutes=9, paragraphs=EDITED))
    assert verdict.signal is Signal.SILENT_EDIT
    assert desk.published[article().uri].previous == Wording(article().headline, PARAGRAPHS)
    # A wire's own new version number is its word for it.
    wire: dict[str, Any] = {"uri": "urn:w:1", "format": Format.NINJS, "paragraphs": OTHER}
    desk.see(article(3, version="1", **wire))
    assert desk.see(article(4, version="2", **wire)).signal is Signal.UPDATE


def test_other_quotation_marks_are_no_edit(desk: Desk) -> None:
    desk.see(article())
    typed = tuple(p.replace('"We', "“We").replace('sorry,"', "sorry,”") for p in PARAGRAPHS)
    assert typed != PARAGRAPHS
    assert desk.see(article(1, minutes=5, paragraphs=typed)).disposition is Disposition.REPEAT


def test_paragraphs_in_another_order_are_an_edit(desk: Desk) -> None:
    desk.see(article())
    verdict = desk.see(article(1, minutes=5, paragraphs=(PARAGRAPHS[1], PARAGRAPHS[0], *PARAGRAPHS[2:])))
    assert (verdict.disposition, verdict.signal) == (Disposition.ENRICHED, Signal.SILENT_EDIT)


def test_a_new_version_of_a_copy_is_still_a_copy_unless_it_became_its_own_story(desk: Desk) -> None:
    desk.see(article())
    desk.see(article(1, uri="https://b.example/x", version="1"))
    again = desk.see(article(2, uri="https://b.example/x", version="2", paragraphs=EDITED))
    assert (again.disposition, again.of) == (Disposition.DUPLICATE, article().uri)
    own = desk.see(article(3, uri="https://b.example/x", version="3", format=Format.NINJS, paragraphs=OTHER))
    assert (own.disposition, own.signal) == (Disposition.ENRICHED, Signal.UPDATE)


def test_copies_of_the_updated_text_are_copies_too(desk: Desk) -> None:
    desk.see(article(version="1"))
    desk.see(article(1, version="2", format=Format.NINJS, paragraphs=OTHER))
    assert desk.see(article(2, uri="https://b.example/x", paragraphs=OTHER)).of == article().uri


def test_an_update_may_name_its_story_by_the_slug(desk: Desk) -> None:
    desk.see(article(uri="urn:w:1", slugline="HARWICH-QUAY/"))
    update = article(
        1,
        minutes=30,
        uri="urn:w:2",
        slugline="HARWICH-QUAY/ (UPDATE 1)",
        paragraphs=OTHER,
        signal=Signal.UPDATE,
    )
    (out,) = desk.tell(update)
    assert isinstance(out, Passed)
    assert out.article.uri == "urn:w:1"
    late = article(
        2, minutes=60 * 50, uri="urn:w:3", slugline="HARWICH-QUAY/", paragraphs=EDITED, signal=Signal.UPDATE
    )
    assert desk.see(late).supersedes is None
    foreign = article(
        3, minutes=31, uri="urn:v:1", source="v", slugline="HARWICH-QUAY/", signal=Signal.UPDATE
    )
    assert desk.tell(foreign)[0].article.uri == "urn:v:1"  # type: ignore[union-attr]


def test_a_ticker_of_many_versions_stays_bounded_and_never_forgets_what_stands(desk: Desk) -> None:
    desk.see(article(version="1000", paragraphs=EDITED))
    for number in range(1, VERSIONS * 2):
        assert desk.see(article(number, version=str(number))).disposition is Disposition.STALE
    for number in range(1001, 1001 + VERSIONS * 2):
        verdict = desk.see(article(number, version=str(number), paragraphs=(*PARAGRAPHS, f"Line {number}.")))
        assert verdict.disposition is Disposition.ENRICHED
    story = desk.ledger.get(article().uri)
    assert story is not None
    assert len(story.versions) == VERSIONS


@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.integers(1, 3), st.sampled_from([PARAGRAPHS, OTHER, EDITED])),
        max_size=12,
    ),
    st.data(),
)
def test_replaying_any_part_of_the_day_changes_no_verdict(
    day: list[tuple[str, int, tuple[str, ...]]], data: st.DataObject
) -> None:
    desk = Desk()
    events = [
        article(
            at,
            uri=f"https://{host}.example/",
            version=str(version),
            version_created=NOON + timedelta(minutes=version),
            paragraphs=text,
        )
        for at, (host, version, text) in enumerate(day)
    ]
    verdicts = [desk.see(event) for event in events]
    since = data.draw(st.integers(0, len(events)))
    for event, verdict in list(zip(events, verdicts, strict=True))[since:]:
        # Nothing comes of what is remembered; what left no trace is judged as before.
        for out in desk.tell(event):
            assert isinstance(out, Reported)
            assert out.article.verdict is not None
            assert out.article.verdict.disposition == verdict.disposition
            assert out.article.verdict.of == verdict.of


def test_a_text_made_at_the_same_moment_as_what_stands_is_not_stale(desk: Desk) -> None:
    desk.see(article(version_created=NOON))
    verdict = desk.see(article(1, minutes=5, version_created=NOON, paragraphs=EDITED))
    assert (verdict.disposition, verdict.signal) == (Disposition.ENRICHED, Signal.SILENT_EDIT)


def test_a_page_that_goes_back_to_an_earlier_text_is_an_edit(desk: Desk) -> None:
    desk.see(article())
    desk.see(article(1, minutes=1, paragraphs=EDITED))
    verdict = desk.see(article(2, minutes=2))
    assert (verdict.disposition, verdict.signal) == (Disposition.ENRICHED, Signal.SILENT_EDIT)


def test_a_new_number_on_the_same_text_is_a_new_version(desk: Desk) -> None:
    desk.see(article(version="1"))
    verdict = desk.see(article(1, minutes=1, version="2"))
    assert (verdict.disposition, verdict.signal, verdict.supersedes) == (
        Disposition.ENRICHED,
        Signal.UPDATE,
        "1",
    )
    # Without a number on both, the text decides.
    assert desk.see(article(2, minutes=2)).disposition is Disposition.REPEAT


def test_a_new_version_of_what_waits_is_its_version_although_it_reads_like_another_story(desk: Desk) -> None:
    hold = Hold(HoldReason.EMBARGO, "EMBARGOED", NOON + timedelta(hours=3))
    desk.tell(article(uri="urn:w:1", version="1", paragraphs=OTHER, hold=hold))
    desk.tell(article(1, uri="https://b.example/x", source="b"))
    outs = desk.tell(article(2, minutes=2, uri="urn:w:1", version="2", hold=hold))
    assert kinds(outs) == ["Reported stale", "Lifted", "Held withheld"]


def test_a_take_is_stale_if_a_newer_whole_story_waits(desk: Desk) -> None:
    hold = Hold(HoldReason.EMBARGO, "EMBARGOED", NOON + timedelta(hours=3))
    desk.tell(article(minutes=7, hold=hold))
    take = article(1, minutes=2, take=2, paragraphs=OTHER, version_created=NOON)
    assert kinds(desk.tell(take)) == ["Reported stale"]


def test_each_text_of_a_killed_story_that_comes_late_is_known_to_its_copies(desk: Desk) -> None:
    desk.tell(article(signal=Signal.KILL, paragraphs=(), pub_status="canceled"))
    desk.tell(article(1, minutes=1, version="1"), article(2, minutes=2, version="2", paragraphs=OTHER))
    for offset, text in ((3, PARAGRAPHS), (4, OTHER)):
        late = article(offset, minutes=offset, uri=f"https://{offset}.example/", source="b", paragraphs=text)
        assert kinds(desk.tell(late)) == ["Passed killed"]


def test_other_names_of_a_story_outlast_a_version_that_does_not_say_them(desk: Desk) -> None:
    desk.tell(article(version="1", aliases=("urn:alias:1",)))
    desk.tell(article(1, minutes=1, version="2", paragraphs=EDITED, aliases=("urn:alias:2",)))
    for number in (1, 2):
        same = article(2, minutes=2, uri=f"urn:alias:{number}", paragraphs=EDITED)
        assert known_as(desk.ledger, same).uri == article().uri


def test_a_few_words_that_release_what_nobody_knows_are_published(desk: Desk) -> None:
    flash = article(signal=Signal.RELEASE, paragraphs=("The dues rise by a tenth.",))
    assert kinds(desk.tell(flash)) == ["Passed enriched"]


def test_copies_are_compared_with_what_is_out_while_a_newer_text_waits(desk: Desk) -> None:
    hold = Hold(HoldReason.EMBARGO, "EMBARGOED", NOON + timedelta(hours=3))
    desk.tell(article(version="1"), article(1, minutes=1, version="2", paragraphs=OTHER, hold=hold))
    assert desk.see(article(2, minutes=2, uri="https://b.example/x")).of == article().uri
    desk.clock(NOON + timedelta(hours=3))
    late = article(3, minutes=181, uri="https://c.example/x", source="c", paragraphs=OTHER)
    assert desk.see(late).of == article().uri


def test_a_story_goes_by_what_its_whole_text_or_its_first_take_says_of_itself(desk: Desk) -> None:
    kill = article(9, minutes=9, signal=Signal.KILL, paragraphs=(), pub_status="canceled")
    takes = [article(n, minutes=n, take=n, headline=f"Take {n}", paragraphs=(PARAGRAPHS[n],)) for n in (1, 2)]
    desk.tell(*takes, kill)
    assert desk.published[article().uri].headline == "Take 1"
    other = Desk()
    other.tell(*takes, article(3, minutes=3, headline="All of it", paragraphs=OTHER), kill)
    assert other.published[article().uri].headline == "All of it"


def test_what_comes_too_late_is_canceled_under_its_own_headline(desk: Desk) -> None:
    desk.tell(article(signal=Signal.KILL, headline="KILL", paragraphs=(), pub_status="canceled"))
    desk.tell(article(1, minutes=1, headline="Harwich to close quay"))
    event = desk.published[article().uri]
    assert (event.pub_status, event.headline, event.source) == (
        "canceled",
        "Harwich to close quay",
        article().source,
    )


def test_a_story_keeps_the_slug_that_it_began_with(desk: Desk) -> None:
    desk.tell(article(uri="urn:w:1", version="1", slugline="HARWICH-QUAY"))
    desk.tell(article(1, minutes=1, uri="urn:w:1", version="2", paragraphs=EDITED))
    desk.tell(article(2, minutes=2, uri="urn:w:1", version="3", slugline="PORTS", paragraphs=OTHER))
    kill = article(3, minutes=3, uri="urn:w:2", slugline="HARWICH-QUAY", signal=Signal.KILL)
    assert known_as(desk.ledger, kill).uri == "urn:w:1"


def test_a_repeat_or_a_stale_text_is_not_remembered(desk: Desk) -> None:
    desk.tell(article(minutes=5))
    typed = tuple(p.replace('"We', "“We").replace('sorry,"', "sorry,”") for p in PARAGRAPHS)
    for told in (
        article(1, minutes=6, paragraphs=typed),
        article(2, minutes=7),
        article(3, minutes=8, version_created=NOON, paragraphs=EDITED),
    ):
        decision = desk.state.decide(told)
        assert kinds(decision.outcomes)[0] in ("Reported repeat", "Reported stale")
        assert decision.changes == []


def test_what_ends_at_the_desk_keeps_its_own_word_for_what_it_is(desk: Desk) -> None:
    desk.see(article(version="2"))
    stale = desk.see(article(1, version="1", paragraphs=EDITED, signal=Signal.CORRECTION))
    assert (stale.disposition, stale.signal) == (Disposition.STALE, Signal.CORRECTION)


def test_a_correction_supersedes_a_version_from_a_clock_that_is_ahead() -> None:
    """It came twenty hours before it says that it was made; its correction was made by another clock."""
    room = Room()
    ahead = article(0, uri="urn:w:1", version_created=at(20 * 60))
    mended = article(1, minutes=1, uri="urn:w:1", version_created=at(1), paragraphs=EDITED)
    room.tell(ahead, mended)
    assert room.standing()["urn:w:1"] == ("usable", "\n\n".join(EDITED))
    # The one that comes later is the newer one also when both clocks are ahead.
    again = article(2, minutes=2, uri="urn:w:1", version_created=at(19 * 60))
    room.tell(again)
    assert room.standing()["urn:w:1"] == ("usable", "\n\n".join(PARAGRAPHS))


def test_of_a_clock_that_runs_further_and_further_ahead_what_comes_later_is_newer() -> None:
    """One minute within what is believed of a clock, and then without: neither time nor arrival speaks against it."""
    room = Room()
    room.tell(article(0, minutes=3, uri="urn:w:1", version_created=at(7.5), format=Format.NINJS))
    room.tell(
        article(1, minutes=6, uri="urn:w:1", version_created=at(16), paragraphs=EDITED, format=Format.NINJS)
    )
    assert room.standing()["urn:w:1"] == ("usable", "\n\n".join(EDITED))
    # It stands over the first one, should that come again, also after a restart.
    room.start()
    room.tell(article(2, minutes=7, uri="urn:w:1", version_created=at(7.5), format=Format.NINJS))
    assert room.standing()["urn:w:1"] == ("usable", "\n\n".join(EDITED))
    assert not room.notices


def test_a_version_that_waits_is_not_overtaken_by_a_clock_alone() -> None:
    """It would be let out over the newer one, for its own time is later: the editors are told."""
    room = Room()
    ahead: dict[str, Any] = {"uri": "urn:w:1", "format": Format.NINJS}
    waits = Hold(HoldReason.EMBARGO, "until", at(60))
    room.tell(article(0, minutes=3, version_created=at(7.5), hold=waits, **ahead))
    outs = room.tell(article(1, minutes=6, version_created=at(16), paragraphs=EDITED, **ahead))
    assert kinds(outs) == ["Reported stale", "Notice"]


def test_a_message_that_tries_the_line_touches_no_story() -> None:
    room = Room()
    test: dict[str, Any] = {
        "signal": Signal.KILL,
        "refers": (Reference("id", TEST),),
        "format": Format.NINJS,
    }
    # It is sent first with the text of a story to come, then under the uri of that story, its slug, its headline.
    room.tell(article(0, uri="urn:w:test", **test))
    room.tell(article(1, minutes=1, uri="urn:w:1", slugline="QUAY", format=Format.NINJS))
    assert room.standing()["urn:w:1"][0] == "usable"
    room.tell(article(2, minutes=2, uri="urn:w:1", **test))
    room.tell(article(3, minutes=3, uri="urn:w:2", slugline="QUAY", **test))
    assert room.standing() == {"urn:w:1": ("usable", "\n\n".join(PARAGRAPHS))}
    assert [each.uri for each in room.reported] == ["urn:w:test", "urn:w:1", "urn:w:2"]
    assert {(each.pub_status, each.verdict and each.verdict.disposition) for each in room.reported} == {
        ("canceled", Disposition.SIGNAL)
    }
    assert not room.notices
    # What comes under the test's own uri later is news.
    room.tell(
        article(4, minutes=4, uri="urn:w:test", paragraphs=OTHER, headline="Bridge", format=Format.NINJS)
    )
    assert room.standing()["urn:w:test"][0] == "usable"


def test_a_sender_may_begin_to_count_anew(desk: Desk) -> None:
    """Hours later, by its own times; what is merely sent again later is as old as its number says."""
    desk.see(article(version="57", version_created=NOON))
    again = article(1, minutes=300, version="56", paragraphs=EDITED)
    assert desk.see(again).disposition is Disposition.STALE
    later = NOON + timedelta(hours=5)
    anew = article(2, minutes=301, version="1", version_created=later, paragraphs=OTHER, format=Format.NINJS)
    assert desk.see(anew).supersedes == "57"
    late = article(
        3, minutes=302, version="58", version_created=NOON + timedelta(minutes=1), paragraphs=EDITED
    )
    assert desk.see(late).disposition is Disposition.STALE


def test_versions_are_ordered_as_people_count(desk: Desk) -> None:
    desk.see(article(version="1.10"))
    assert desk.see(article(1, version="1.9", paragraphs=OTHER)).disposition is Disposition.STALE
    newer = article(2, version="1.11", paragraphs=OTHER, format=Format.NINJS)
    assert desk.see(newer).supersedes == "1.10"
