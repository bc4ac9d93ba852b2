"""What papers make of an agency's story, and stories in like words, from tests/stories/data/pairs.txt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from streams.article import Article
from streams.stages import decide, new_ledger
from streams.stories.ledger import Ledger
from streams.stories.outcome import Notice, NoticeKind
from tests.articles import article

FILE = Path(__file__).parent / "data" / "pairs.txt"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts, and what is to come of the second."""

    name: str
    end: str
    language: str
    texts: tuple[tuple[str, ...], tuple[str, ...]]


def pairs() -> Iterator[Pair]:
    """The pairs of the file."""
    for part in re.split(r"^=== ", FILE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        head, _, body = part.partition("\n")
        name, end, language = head.split()
        one, other = (tuple(text.split("\n")) for text in body.strip().split("\n---\n"))
        yield Pair(name, end, language, (one, other))


PAIRS = list(pairs())


def ends(ledger: Ledger, pair: Pair, source: str) -> str:
    """What comes of the second text from a source, after the first one from "meridian"."""
    texts: list[Article] = [
        article(at, uri=uri, source=of, paragraphs=text, headline=text[0][:60], language=pair.language)
        for at, (uri, of, text) in enumerate(
            zip(
                (f"urn:w:{pair.name}", f"https://p.example/{pair.name}"),
                ("meridian", source),
                pair.texts,
                strict=True,
            )
        )
    ]
    decide(ledger, texts[0])
    first, *others = decide(ledger, texts[1])
    assert not isinstance(first, Notice)
    verdict = first.article.verdict
    assert verdict is not None
    if not verdict.of:
        return "holds" if verdict.links else "apart"
    told = any(isinstance(each, Notice) and each.kind is NoticeKind.CONTRADICTION for each in others)
    return "copy!" if told else "copy"


@pytest.mark.parametrize("end", ["copy", "copy!", "holds", "apart"])
def test_a_paper_ends_as_it_should(end: str) -> None:
    ledger = new_ledger(1_000, 0.6)  # one for all: it costs more than what it is asked
    wrong = {pair.name: ends(ledger, pair, "paper") for pair in PAIRS if pair.end == end}
    assert {name: found for name, found in wrong.items() if found.rstrip("!") != end.rstrip("!")} == {}
    if end == "copy!":
        assert set(wrong.values()) == {end}


def test_a_desks_own_story_in_like_words_is_another() -> None:
    ledger = new_ledger(1_000, 0.6)
    found = {pair.name: ends(ledger, pair, "meridian") for pair in PAIRS if pair.name.startswith("rates")}
    assert {name: each for name, each in found.items() if each != "apart"} == {}
