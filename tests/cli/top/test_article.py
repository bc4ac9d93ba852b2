"""An article in full: all that is known of it, bounded, and nothing that a terminal obeys."""

from __future__ import annotations

from typing import Any

from streams.cli.top.article import article_lines, held_lines, letters_lines
from streams.cli.top.model import Waiting
from streams.history.dead_letters import grouped
from tests.cli.top.desks import KNOWN, Shown
from tests.web.records import NOON, article, died

EVIL = "evil \x1b[2J\x9b31m\u202e"


def text(lines: Any) -> str:
    return "\n".join("".join(words for words, _ in line) for line in lines)


def known(**changes: Any) -> dict[str, Any]:
    return KNOWN | changes


def test_all_that_is_known_is_told() -> None:
    step = {
        "time": NOON,
        "stage": "decide",
        "place": "articles.unique/0/1",
        "kind": "new",
        "words": "goes on: new",
    }
    copy = {"at": NOON, "share": 0.914, "source": "paper", "headline": None, "uri": "urn:copy"}
    version = {
        "name": "version 1",
        "raw": "articles.raw/0/1",
        "came": NOON,
        "kind": "published",
        "words": "new",
    }
    said = text(
        article_lines(
            known(
                versions=[version],
                repeats=2,
                copies=[copy, copy | {"share": None}],
                trace=[step],
                missing=["version 2 waits"],
                story={"title": "Ferries", "articles": 3, "reports": 2},
                original={"uri": "urn:first", "readers": {"words": "readers have it"}},
            )
        )
    )
    for words in (
        *("Ferries stay in port", "urn:a", "readers: readers have version 2", "source: wire", "One.", "Two."),
        *(
            "copies urn:first  readers have it",
            "versions (1)",
            "2026-11-21 12:00:00  version 1: new",
            "and 2 repeats",
        ),
        *("copies (2)", " 91%  paper", "   –  paper", "urn:copy", "Ferries, 3 articles, 2 reports"),
        *("trace (1)", "decide   goes on: new  articles.unique/0/1", "missing: version 2 waits"),
        "all that the topics have of it was looked at",
    ):
        assert words in said


def test_of_what_readers_do_not_have_no_text_is_told() -> None:
    said = text(article_lines(known(event=None)))
    assert said.startswith("–\nurn:a\nreaders: ")


def test_a_text_and_a_list_have_bounds() -> None:
    item = {"headlines": [{"value": "News"}], "bodies": [{"value": "\n".join(["word " * 200] * 1000)}]}
    many = [
        {"at": NOON, "share": 1.0, "source": "s", "headline": "", "uri": f"urn:{each}"}
        for each in range(1000)
    ]
    lines = list(article_lines(known(event={"item": item, "desk": {}}, copies=many)))
    assert len(lines) < 400
    said = text(lines)
    assert len(said) < 60_000
    assert "… the rest is not shown here" in said
    assert "… and 800 more" in said


def test_nothing_of_the_copy_is_obeyed() -> None:
    item = {"headlines": [{"value": EVIL}], "bodies": [{"value": EVIL}], "version": EVIL}
    step = {"time": NOON, "stage": "clean", "place": "p", "kind": "read", "words": EVIL}
    waits = Waiting("r", EVIL, EVIL, EVIL, "embargo", EVIL, None, None, ("articles.withheld", 0, 0))
    shown = Shown(died())
    (letter,) = shown.desk.dead.values()
    (group,) = grouped([letter])
    group.source = EVIL
    for lines in (
        article_lines(
            known(uri=EVIL, event={"item": item, "desk": {"source": EVIL}}, trace=[step], missing=[EVIL])
        ),
        held_lines(waits, article(paragraphs=(EVIL,))),
        letters_lines(group, [letter]),
    ):
        said = text(lines)
        assert "evil" in said
        assert all(each.isprintable() or each == "\n" for each in said)


def test_what_waits_no_longer_says_so() -> None:
    waits = Waiting("r", "urn:h", "wire", "Secret", "doubtful", "", None, NOON, ("articles.withheld", 0, 0))
    said = text(held_lines(waits, None))
    assert "doubtful, since 2026-11-21 12:00:00" in said
    assert "It waits no longer." in said


def test_of_dead_letters_the_newest_are_first() -> None:
    shown = Shown(died(offset=5), died(offset=6))
    letters = list(shown.desk.dead.values())
    (group,) = grouped(letters)
    said = text(letters_lines(group, letters))
    assert said.startswith("2 of empty in clean, from paper\n")
    assert "articles.dead/0/5" in said
    assert "9 bytes" in said
