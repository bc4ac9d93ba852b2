from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.article import Article, Disposition, Signal, Verdict
from streams.dedupe.index import Index
from streams.dedupe.judge import judge
from streams.dedupe.ledger import Entry
from tests.articles import NOON, PARAGRAPHS, article

OTHER = tuple(paragraph[::-1] for paragraph in PARAGRAPHS)
EDITED = (*PARAGRAPHS[:3], PARAGRAPHS[3].replace("four million", "five million"))


class Desk:
    """What the agent does with a judgement: keep what is to be remembered."""

    def __init__(self) -> None:
        self.ledger: dict[str, Entry] = {}
        self.index = Index()

    def see(self, seen: Article) -> Verdict:
        judgement = judge(seen, self.ledger.get(seen.uri), self.index, 0.7)
        if judgement.entry:
            self.ledger[seen.uri] = judgement.entry
        if judgement.fingerprint:
            self.index.add(seen.uri, judgement.fingerprint)
        assert judgement.article.verdict is not None
        return judgement.article.verdict


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


def test_a_redelivered_event_is_answered_as_before_whatever_came_since(desk: Desk) -> None:
    first = desk.see(article(version="1"))
    desk.see(article(1, version="2", paragraphs=EDITED))
    assert desk.see(article(version="1")) == first


def test_a_redelivered_event_brings_back_a_fingerprint_that_a_crash_lost(desk: Desk) -> None:
    desk.see(article())
    desk.index = Index()
    desk.see(article())
    assert desk.see(article(1, uri="https://b.example/x")).of == article().uri


def test_the_same_again_is_a_repeat(desk: Desk) -> None:
    desk.see(article(version="1"))
    assert desk.see(article(1, version="1")).disposition is Disposition.REPEAT
    assert desk.see(article(2, version="1")).disposition is Disposition.REPEAT


def test_an_old_version_sent_again_is_a_repeat_and_one_never_seen_is_stale(desk: Desk) -> None:
    desk.see(article(version="2"))
    desk.see(article(1, version="3", paragraphs=EDITED))
    assert desk.see(article(2, version="2")).disposition is Disposition.REPEAT
    assert desk.see(article(3, version="1", paragraphs=OTHER)).disposition is Disposition.STALE


def test_a_newer_version_passes_and_says_what_it_replaces(desk: Desk) -> None:
    desk.see(article(version="1"))
    verdict = desk.see(article(1, version="2", paragraphs=EDITED))
    assert verdict == Verdict(Disposition.ENRICHED, Signal.UPDATE, supersedes="1")


def test_a_correction_is_not_dropped_as_a_duplicate(desk: Desk) -> None:
    desk.see(article(version="1"))
    verdict = desk.see(article(1, version="2", paragraphs=EDITED, signal=Signal.CORRECTION))
    assert (verdict.disposition, verdict.signal) == (Disposition.ENRICHED, Signal.CORRECTION)


def test_a_page_without_versions_that_changed_is_an_update_and_one_that_did_not_a_repeat(desk: Desk) -> None:
    desk.see(article())
    assert desk.see(article(1)).disposition is Disposition.REPEAT
    assert desk.see(article(2, paragraphs=EDITED)).signal is Signal.UPDATE


def test_a_new_version_of_a_copy_is_still_a_copy_unless_it_became_its_own_story(desk: Desk) -> None:
    desk.see(article())
    desk.see(article(1, uri="https://b.example/x", version="1"))
    again = desk.see(article(2, uri="https://b.example/x", version="2", paragraphs=EDITED))
    assert (again.disposition, again.of) == (Disposition.DUPLICATE, article().uri)
    own = desk.see(article(3, uri="https://b.example/x", version="3", paragraphs=OTHER))
    assert (own.disposition, own.signal) == (Disposition.ENRICHED, Signal.UPDATE)


def test_copies_of_the_updated_text_are_copies_too(desk: Desk) -> None:
    desk.see(article(version="1"))
    desk.see(article(1, version="2", paragraphs=OTHER))
    assert desk.see(article(2, uri="https://b.example/x", paragraphs=OTHER)).of == article().uri


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
        replayed = desk.see(event)
        assert replayed.disposition == verdict.disposition
        assert replayed.of == verdict.of
