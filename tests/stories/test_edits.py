"""The seeds as versions of each other: what an editor does to a text goes out, another text waits."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from streams.article import Article, RawArticle
from streams.copies.sketch import words_of
from streams.kinds import Format, Signal
from streams.stages import clean
from streams.stories.replaces import FRAGMENT, doubt_of
from tests.articles import origin

SEEDS = Path(__file__).parents[2] / "seeds"
#: A page that takes clean half a minute.
SLOW = "2215-resultats"
TYPES = {".html": "text/html", ".rss": "application/rss+xml", ".eml": "message/rfc822"}
#: Files of these stories tell of the same thing, most of them in the same words.
STORIES = (
    *(
        "harwich-fire|terminal-blaze|port-fire|harwich-fire-live",
        "halden|vermeer",
        "chile-quake",
        "flood|second-peak",
    ),
    *(
        "vaccine|malaria",
        "barrier",
        "theft|astrolabe",
        "smelter",
        "drones",
        "viaduc|a47|deviation",
        "elbtunnel|hamburg",
    ),
    *(
        "nachtzuege",
        "senegal",
        "recall",
        "transit|feed",
        "cricket|deshmukh",
        "bees",
        "norway-tunnel",
        "ohio-bridge",
    ),
    *("seilbahn", "latvia|riga|daugava", "quebec-ferry", "hungary-mine", "levee"),
)


@cache
def seeds() -> tuple[tuple[str, Article], ...]:
    """Each article of the seeds as a page, with its file's name."""
    found = []
    for number, path in enumerate(sorted(SEEDS.rglob("*.*"))):
        if path.name.startswith("_") or path.suffix in (".py", ".md", ".bin") or path.stem == SLOW:
            continue
        for part in clean(
            RawArticle(path.read_bytes(), origin(number), TYPES.get(path.suffix), path.parent.name)
        ):
            if isinstance(part, Article) and part.paragraphs:
                as_page = replace(
                    part,
                    format=Format.HTML,
                    signal=None,
                    take=replace(part.take, number=None, of=None),
                )
                found.append((path.stem, as_page))
    assert len(found) > 80
    return tuple(found)


def related(one: str, other: str) -> bool:
    return one == other or any(re.search(story, one) and re.search(story, other) for story in STORIES)


def doubted(stands: Article, comes: Article) -> bool:
    return doubt_of((stands,), comes, Signal.SILENT_EDIT) is not None


@pytest.mark.long
def test_another_article_of_the_day_is_held() -> None:
    pairs = [
        (one, other)
        for one, stands in seeds()
        for other, comes in seeds()
        if not related(one, other) and not doubted(stands, comes)
    ]
    assert pairs == []


def test_the_same_story_at_another_house_or_hours_later_is_none_to_doubt() -> None:
    """A live report that is rewritten throughout, a flash and its story, a recall and its second update."""
    known = dict(seeds())
    for before, after in (
        ("0718-harwich-fire-live", "1006-harwich-fire-live"),
        ("0655-chile-quake-flash", "0722-chile-quake"),
        ("0722-chile-quake", "1702-chile-quake-update1"),
        ("1412-southkorea-recall", "1345-southkorea-recall-update2"),
        ("1120-hamburg-tunnel", "1132-elbtunnel"),
        ("1215-senegal-peche", "1241-senegal-thon"),
    ):
        assert not doubted(known[before], known[after]), (before, after)


def _rewritten(paragraphs: tuple[str, ...]) -> tuple[str, ...]:
    """Three of ten words are others, in stretches of six."""
    count = 0

    def other(match: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return match[0][::-1] if count % 20 < 6 else match[0]

    return tuple(re.sub(r"\w+", other, paragraph) for paragraph in paragraphs)


def _here_and_there(paragraphs: tuple[str, ...]) -> tuple[str, ...]:
    """Four of ten words are others, by chance."""
    draw = random.Random(7)
    return tuple(
        re.sub(r"\w+", lambda match: match[0][::-1] if draw.random() < 0.4 else match[0], paragraph)
        for paragraph in paragraphs
    )


EDITS: dict[str, Callable[[tuple[str, ...]], tuple[str, ...]]] = {
    "a paragraph on top": lambda text: (
        "The council will meet again on Thursday, its clerk said late in the evening.",
        *text,
    ),
    "a paragraph below": lambda text: (*text, "The council will meet again on Thursday, its clerk said."),
    "a third cut": lambda text: text[: max(1, -(-len(text) * 2 // 3))],
    "three of ten words rewritten": _rewritten,
    "four of ten words rewritten, here and there": _here_and_there,
    "paragraphs in another order": lambda text: text[::-1],
    "other numbers": lambda text: tuple(re.sub(r"\d", "7", paragraph) for paragraph in text),
    "one paragraph": lambda text: (" ".join(text),),
    "twice as long": lambda text: (*(paragraph[::-1] for paragraph in text), *text),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_editors_work_on_a_text_is_never_held(edit: str) -> None:
    held = [
        name
        for name, stands in seeds()
        if doubted(
            stands, replace(stands, headline="Another headline", paragraphs=EDITS[edit](stands.paragraphs))
        )
    ]
    assert held == []


def test_a_text_that_goes_on_is_none_to_doubt() -> None:
    """Of its first third, three of ten words are others in the long version."""
    for name, whole in seeds():
        third = len(whole.paragraphs) // 3
        if third:
            first = replace(whole, paragraphs=whole.paragraphs[:third])
            longer = (*_rewritten(first.paragraphs), *whole.paragraphs[third:])
            assert not doubted(first, replace(whole, paragraphs=longer)), name


def test_a_front_that_shows_the_opening_of_the_text_is_held() -> None:
    """What readers are sent to when an article was removed."""
    passed, fronts = [], 0
    for at, (name, stands) in enumerate(seeds()):
        others = [
            comes
            for other, comes in seeds()[at % 3 :: 3]
            if not related(name, other) and comes.language == stands.language
        ]
        if len(stands.paragraphs[0]) > len(stands.body) / 4 or len(others) < 5:
            continue
        shown = [
            paragraph
            for each in (stands, *others[:9])
            for paragraph in (each.headline or "", each.paragraphs[0])
        ]
        fronts += 1
        if not doubted(stands, replace(stands, headline="News", paragraphs=tuple(filter(None, shown)))):
            passed.append(name)
    assert fronts > 50
    assert passed == []


def test_a_teaser_of_a_text_is_held() -> None:
    for name, stands in seeds():
        words = stands.body.split()
        teaser = " ".join(words[: max(12, len(words) // 5)])
        if len(words_of(stands.body)) < 60 or len(teaser) >= FRAGMENT * len(stands.body):
            continue
        assert doubted(stands, replace(stands, paragraphs=(teaser, "Read on with a subscription."))), name
