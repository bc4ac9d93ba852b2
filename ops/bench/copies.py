"""How the desk judges copies: recall by kind of edit, templates kept apart, the reach of a kill, false rejections.

Run: `.venv/bin/python ops/bench/copies.py [FOLDER]`, with a folder of texts (*.txt, a paragraph a line) for what is
edited; without one, the clean bodies of the seeds are. Edits and templates are those of edits.py: made up, from seeds,
so that a second run finds the same.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from edits import COPIES, HARD, Edit, Text, filled, size, templates, texts_of

from streams.article import Article, Origin, Revision
from streams.kinds import Format, Signal
from streams.stages import decide, new_ledger
from streams.stories.ledger import Ledger
from streams.stories.outcome import Notice, Passed, Reported

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
#: Stories of each template, one after the other, with each amount of standing text.
OF_A_TEMPLATE = 25
#: Copies that a killed story has.
FAMILY = 10


def seeds() -> Iterator[Text]:
    """What the articles among the seeds say, without the copies that are among them."""
    expected = json.loads((ROOT / "seeds/_expected.json").read_text())
    for name, paragraphs in json.loads((ROOT / "tests/data/seed_bodies.json").read_text()).items():
        end = expected.get(name, {})
        if size(paragraphs) >= 120 and isinstance(end, dict) and end.get("disposition") == "enriched":
            yield list(paragraphs)


class Desk:
    """A ledger, and what readers have."""

    def __init__(self) -> None:
        self.ledger: Ledger = new_ledger(200_000, 0.6)
        self.readers: dict[str, str] = {}
        self.reported: dict[str, Article] = {}
        self.at = 0

    def tell(
        self, uri: str, source: str, paragraphs: Text, headline: str, **changes: object
    ) -> Article | None:
        """What the desk makes of it: the article as published or reported, with its verdict."""
        self.at += 1
        fields: dict[str, object] = {
            "uri": uri,
            "origin": Origin("articles.raw", 0, self.at, NOON + timedelta(seconds=self.at)),
            "source": source,
            "format": Format.HTML,
            "paragraphs": tuple(paragraphs),
            "headline": headline,
            "language": "en",
        }
        found: Article | None = None
        for outcome in decide(self.ledger, Article(**{**fields, **changes})):  # type: ignore[arg-type]
            if isinstance(outcome, Passed):
                self.readers[outcome.article.uri] = outcome.article.pub_status
            if not isinstance(outcome, Notice) and found is None:
                found = outcome.article
            if isinstance(outcome, Reported):
                self.reported[outcome.article.uri] = outcome.article
        return found


def headline_of(text: Text) -> str:
    return " ".join(re.split(r"\s+", text[0])[:8])


def recall(texts: list[Text], kinds: dict[str, Edit]) -> None:
    """Each text as a wire story, then each edit of it as a paper's page."""
    print(f"{'recall':48}{'copy':>8}{'holds':>8}{'missed':>8}{'wrong':>8}")
    for name, edit in kinds.items():
        desk, draw, ends = Desk(), random.Random(name), Counter[str]()
        for at, text in enumerate(texts):
            told = desk.tell(f"urn:wire:{at}", "meridian", text, headline_of(text))
            assert told is not None and told.verdict is not None
            ends["story taken for a copy"] += told.verdict.of is not None
        for at, text in enumerate(texts):
            copy = edit(list(text), draw)
            told = desk.tell(f"https://paper.example/{at}", "paper", copy, f"Read: {headline_of(copy)}")
            verdict = told.verdict if told else None
            links = [link for link in verdict.links if link.uri == f"urn:wire:{at}"] if verdict else []
            ends["wrong"] += bool(verdict and verdict.links and not links)
            ends["copy" if verdict and verdict.of and links else "holds" if links else "missed"] += 1
        many = len(texts)
        shares = "".join(f"{ends[kind] / many:8.3f}" for kind in ("copy", "holds", "missed", "wrong"))
        false = f"   {ends['story taken for a copy']} stories taken for copies"
        print(f"{name:48}{shares}{false if ends['story taken for a copy'] else ''}")


def apart() -> None:
    """Templated stories, by amount of standing text: how many are published."""
    print(f"\n{'templated stories published':48}{'+0':>8}{'+1':>8}{'+2':>8}{'+3 paragraphs':>16}")
    made, standing = templates()
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for template in made:
        row = []
        for amount in range(4):
            desk, draw, published = Desk(), random.Random(f"{template.name}{amount}"), 0
            for at in range(OF_A_TEMPLATE):
                headline, text = filled(template, draw)
                told = desk.tell(f"urn:t:{at}", "meridian", [*text, *standing[:amount]], headline)
                published += bool(told and told.verdict and told.verdict.of is None)
            row.append(published)
            sums[amount][0] += published
            sums[amount][1] += OF_A_TEMPLATE
        print(f"{template.name:48}" + "".join(f"{count:8}" for count in row))
    print(f"{'share of all':48}" + "".join(f"{sums[each][0] / sums[each][1]:8.4f}" for each in range(4)))


def reach(texts: list[Text]) -> None:
    """A wire story, copies of it and copies of these, before it and after it; then it is killed."""
    print(f"\n{'after a kill':48}{'copies':>8}{'reached':>8}{'share':>8}{'others':>8}")
    for label, before, dates in (
        ("all copies come after it", 0, "none"),
        ("three come before it", 3, "none"),
        ("dates without a time", 3, "coarse"),
        ("dates ahead of now", 3, "ahead"),
    ):
        draw, many, reached, others = random.Random(label), 0, 0, 0
        for at, text in enumerate(texts):
            desk = Desk()
            bystander = texts[(at + 1) % len(texts)]
            desk.tell("urn:other:1", "meridian", bystander, headline_of(bystander))
            made: list[Text] = []
            uris = []
            for number in range(FAMILY):
                if number == before:
                    wire = {"format": Format.NINJS, "revision": Revision(None, NOON - timedelta(hours=1))}
                    if dates == "ahead":
                        wire["revision"] = Revision(None, NOON + timedelta(days=3))
                    desk.tell("urn:wire:1", "meridian", text, headline_of(text), **wire)
                edit = COPIES[draw.choice([*COPIES])]
                base = draw.choice(made) if made and draw.random() < 0.3 else text
                copy = edit(list(base), draw)
                made.append(copy)
                created = {"none": None, "coarse": NOON.replace(hour=0), "ahead": NOON + timedelta(days=2)}[
                    dates
                ]
                uris.append(f"https://paper{number}.example/{at}")
                desk.tell(
                    uris[-1], f"paper{number}", copy, headline_of(copy), revision=Revision(None, created)
                )
            desk.tell(
                "urn:wire:1",
                "meridian",
                [],
                "KILL",
                signal=Signal.KILL,
                pub_status="canceled",
                format=Format.NINJS,
            )
            many += len(uris)
            reached += sum(desk.readers.get(uri, "never") != "usable" for uri in uris)
            others += desk.readers["urn:other:1"] != "usable"
        print(f"{label:48}{many:8}{reached:8}{reached / many:8.3f}{others:8}")


def main() -> None:
    """Prints all of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", help="a folder of texts")
    parser.add_argument("--texts", type=int, default=200, help="the most texts to take")
    given = parser.parse_args()
    texts = list(texts_of(given.folder) if given.folder else seeds())[: given.texts]
    print(f"{len(texts)} texts of {sum(map(size, texts)) // len(texts)} words on average")
    recall(texts, COPIES)
    print()
    recall(texts, HARD)
    apart()
    reach(texts)


if __name__ == "__main__":
    main()
