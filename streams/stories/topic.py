"""A correction that names its story by no more than its topic: "Correction: Story on budget talks".

Such a note has neither the headline nor the slug of the story, and none of its text: the topic's words must stand in
the headline or the opening of a story that its source published within the last day and a half, and some of what the
note says must stand in its text. One that fits is meant; where none does, or several do, nobody knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from streams.article import Article
from streams.copies.sketch import words_of
from streams.datafiles import read_toml
from streams.stories.ledger import Ledger
from streams.stories.names import SLUG_LASTS
from streams.stories.story import Story

#: The kind of reference that a topic is.
TOPIC = "topic"
#: Headlines of its source that are looked at, the newest, and stories of those: reading one takes .1 ms.
MOST_HEADLINES, MOST_STORIES = 4_000, 8
#: Words of a topic: more of them are a headline.
_MOST_WORDS = 8
#: Of a single word a story needs so many letters to be a topic.
_LONG = 6
#: The share of a topic's words that a headline must have to be looked at, and of the note's own words that must stand
#: in the story: a note says what is wrong in words that are not there.
_HEADLINE, _NOTE = 0.5, 0.3
#: Characters of a note in which it speaks of its item, and of a text that is looked at.
_OPENING, _TEXT = 300, 4_000
#: Letters that two forms of a word have in common at least, and of the longer one this share: "budget", "budgets".
_FEWEST_LETTERS, _SAME_LETTERS = 4, 0.7

_TAG = re.compile(r"\W{0,4}[^\W\d_][\w ]{3,30}?[\])】〕]?\s?[:：–—/-]+\s?")


@dataclass(frozen=True, slots=True)
class _Words:
    tags: frozenset[str]
    items: frozenset[str]
    around: frozenset[str]


def topic_of(article: Article) -> frozenset[str]:
    """The words of the topic by which a correction names its story; empty where it names none so."""
    if len(article.naming.refers) > 1:
        return frozenset()
    named = _behind_its_tag(article.headline or "") or next(
        (each.words for each in article.naming.refers if each.kind != "id"), ""
    )
    words, known = words_of(named[:_OPENING]), _known()
    said = words_of("\n".join(article.paragraphs)[:_OPENING])
    if known.items.isdisjoint(words) and known.items.isdisjoint(said):
        return frozenset()
    topic = _telling(words)
    if len(topic) > _MOST_WORDS or (len(topic) == 1 and len(next(iter(topic))) < _LONG):
        return frozenset()
    return topic


def on_topic(ledger: Ledger, article: Article, topic: frozenset[str]) -> list[Story]:
    """The stories that its source published lately on that topic, and of which the note may be."""
    since = article.origin.timestamp - SLUG_LASTS
    ranked: list[tuple[float, int, str]] = []
    for place, (uri, headline) in enumerate(ledger.lately(article.source, since, MOST_HEADLINES)):
        share = _share(topic, words_of(headline))
        if share >= _HEADLINE:
            ranked.append((-share, place, uri))
    note = _telling(words_of("\n".join(article.paragraphs))) - topic
    found: list[Story] = []
    for _, _, uri in sorted(ranked)[:MOST_STORIES]:
        story = ledger.get(uri)
        if story is None or story.kill or story.source != article.source:
            continue
        if _fits(story, topic, note):
            found.append(story)
    # A story that copies another one of these is that one once more.
    uris = {story.uri for story in found}
    return [story for story in found if uris.isdisjoint(story.linked)]


def _behind_its_tag(headline: str) -> str:
    """What a headline says behind "Correction:" and its like; "" where it has no such tag."""
    tag = _TAG.match(headline)
    return headline[tag.end() :] if tag and not _known().tags.isdisjoint(words_of(tag[0])) else ""


def _fits(story: Story, topic: frozenset[str], note: frozenset[str]) -> bool:
    text = "\n".join(paragraph for part in story.parts for paragraph in part.paragraphs)[:_TEXT]
    said = words_of(f"{(story.card.headline if story.card else None) or ''}\n{text}")
    return _share(topic, said) == 1.0 and _share(note, said) >= _NOTE


def _telling(words: Iterable[str]) -> frozenset[str]:
    known = _known()
    return frozenset(
        word for word in words if len(word) > 2 and word not in known.items and word not in known.around
    )


def _share(words: frozenset[str], among: Iterable[str]) -> float:
    """The share of these words that stand there, in any form; 1 of none."""
    others = set(among)
    found = sum(word in others or any(_is_form(word, other) for other in others) for word in words)
    return found / len(words) if words else 1.0


def _is_form(word: str, other: str) -> bool:
    if word[:_FEWEST_LETTERS] != other[:_FEWEST_LETTERS] or min(len(word), len(other)) < _FEWEST_LETTERS:
        return False
    same = next(
        (at for at, (one, two) in enumerate(zip(word, other, strict=False)) if one != two),
        min(len(word), len(other)),
    )
    return same >= _SAME_LETTERS * max(len(word), len(other))


@cache
def _known() -> _Words:
    table = read_toml("story/topics.toml")
    return _Words(*(frozenset(table[name].split()) for name in ("tags", "items", "around")))
