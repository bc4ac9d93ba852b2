"""What the topics know under which uri, whom a kill would reach, and what a typing error may mean."""

from __future__ import annotations

from typing import Any

import pytest

from streams.article import Hold
from streams.history.known import Known, Stories, nearest
from streams.kinds import Disposition, HoldReason, Signal, Stage
from streams.stories.outcome import Reported
from streams.verdict import Link, Verdict
from tests.articles import NOON, PARAGRAPHS, article
from tests.runtime.papers import Papers
from tests.stories.test_kill import URI, copy, kill

COPY = "https://b.example/x"


@pytest.fixture
def papers() -> Papers:
    return Papers()


def stories(papers: Papers) -> Stories:
    known = Stories()
    for record in papers.records:
        known.look(record)
    return known


def states(papers: Papers) -> dict[str, str]:
    return {each.uri: each.state for each in stories(papers).by_uri.values()}


def test_a_story_its_copies_and_what_is_held_are_known(papers: Papers) -> None:
    papers.tell(article(aliases=("urn:alias:1",)), 0)
    papers.tell(copy(1), 1)
    papers.tell(
        article(2, uri="urn:held:1", paragraphs=PARAGRAPHS[:1], hold=Hold(HoldReason.WITHHELD, "hold")), 2
    )
    assert states(papers) == {URI: "published", COPY: "copy", "urn:held:1": "held"}
    known = stories(papers)
    assert [each.uri for each in known.copies_of(URI)] == [COPY]
    assert known.copies_of(COPY) == []
    for name in (URI, URI + "?utm_source=x", "urn:alias:1"):
        found = known.find(name)
        assert found is not None, name
        assert (found.uri, found.source, found.headline) == (
            URI,
            "harbour-post",
            "Harwich to close quay for repairs",
        )
    assert known.find("urn:unknown:1") is None


def test_copies_of_copies_are_reached_once() -> None:
    known = Stories()
    links = {"a": (), "b": ("a",), "c": ("b", "a"), "d": ("y", "c"), "e": ("x",)}
    known.by_uri = {uri: Known(uri, "s", "", "copy", of) for uri, of in links.items()}
    assert [each.uri for each in known.copies_of("a")] == ["b", "c", "d"]
    known.by_uri["a"] = Known("a", "s", "", "copy", ("d",))
    assert [each.uri for each in known.copies_of("a")] == ["b", "c", "d"]


def test_a_copy_of_two_texts_is_a_copy_of_each_and_not_of_what_it_only_holds(papers: Papers) -> None:
    links = (
        Link("urn:a:1", "a", 1.0, 1.0, "exact"),
        Link("urn:b:1", "b", 0.9, 0.9, "near"),
        Link("urn:c:1", "c", 0.4, 0.8, "holds"),
    )
    verdict = Verdict(Disposition.DUPLICATE, of="urn:a:1", links=links)
    papers.outs([Reported(article(1, uri="urn:d:1", verdict=verdict, stages={Stage.CLEAN: NOON}))], 1)
    known = stories(papers)
    for uri, copies in {"urn:a:1": ["urn:d:1"], "urn:b:1": ["urn:d:1"], "urn:c:1": []}.items():
        assert [each.uri for each in known.copies_of(uri)] == copies


def test_what_was_killed_is_known_as_killed_with_its_headline(papers: Papers) -> None:
    papers.tell(article(), 0)
    papers.tell(copy(1), 1)
    papers.tell(kill(9), 9)
    papers.tell(article(10, version="2"), 10)
    assert states(papers) == {URI: "killed", COPY: "killed"}
    assert [each.uri for each in stories(papers).copies_of(URI)] == [COPY]
    assert stories(papers).by_uri[URI].headline == "Harwich to close quay for repairs"


def test_a_repeat_changes_nothing_and_a_message_is_no_story(papers: Papers) -> None:
    papers.tell(article(), 0)
    papers.tell(article(1), 1)
    papers.tell(
        article(2, uri="urn:m:1", signal=Signal.HOLD, pub_status="withheld", headline=None, paragraphs=()), 2
    )
    assert states(papers) == {URI: "published"}


def test_what_was_withdrawn_is_known_as_that(papers: Papers) -> None:
    papers.tell(article(), 0)
    papers.tell(article(2, signal=Signal.HOLD, pub_status="withheld", headline=None, paragraphs=()), 2)
    assert states(papers) == {URI: "withdrawn"}


def test_foreign_records_are_passed_over(papers: Papers) -> None:
    papers.tell(article(), 0)
    known = stories(papers)
    for record in papers.records:
        for value in (b"{}", b"[]", b"\xff", None, b'{"item": {"uri": 1}, "desk": []}'):
            record.value = value
            known.look(record)
    assert list(known.by_uri) == [URI]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (
            "urn:newsml:northern.example:20261127:DAM-REPIAR",
            ["urn:newsml:northern.example:20261127:DAM-REPAIR"],
        ),
        (
            "urn:newsml:northern.example:20261127:dam-repair",
            ["urn:newsml:northern.example:20261127:DAM-REPAIR"],
        ),
        ("*", []),
        ("", []),
        ("urn:x", []),
    ],
)
def test_a_typing_error_is_told_the_nearest_uri(typed: str, meant: list[str]) -> None:
    known = ["https://post.example/quay", "urn:newsml:northern.example:20261127:DAM-REPAIR", "urn:a:1"]
    assert nearest(typed, known) == meant


def test_among_very_many_uris_those_that_begin_or_end_alike_are_compared(monkeypatch: Any) -> None:
    monkeypatch.setattr("streams.history.known._COMPARED", 10)
    known = [f"https://post.example/{number}/story" for number in range(100)] + [
        "urn:newsml:n.example:DAM-REPAIR"
    ]
    assert nearest("urn:newsml:n.example:DAM-REPIAR", known) == ["urn:newsml:n.example:DAM-REPAIR"]
