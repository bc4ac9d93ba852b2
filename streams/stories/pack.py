"""A story as bytes, as its table keeps it: a line of facts that a start needs, then the rest, compressed."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import datetime

import orjson
from pydantic import TypeAdapter

from streams.article import Article, Kill
from streams.events.codec import read_event, to_event
from streams.stories.story import Card, Story, Version

#: Fast, and a third of the size: what is kept is read again for one story in twenty.
_LEVEL = 3
_VERSIONS = TypeAdapter(tuple[Version, ...])
_CARD = TypeAdapter(Card | None)
_KILL = TypeAdapter(Kill | None)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a start needs of a story, without unpacking all of it."""

    seen: datetime
    copies: str | None = None
    killed: bool = False
    until: datetime | None = None
    waiting: bool = False
    aliases: tuple[str, ...] = ()
    slug: str | None = None


def facts_of(story: Story) -> Facts:
    """The facts of a story."""
    return Facts(
        story.seen,
        story.copies,
        story.kill is not None,
        story.until,
        bool(story.waiting),
        story.aliases,
        story.slug,
    )


def dump(story: Story) -> bytes:
    """The story as bytes."""
    facts = facts_of(story)
    head = {
        "seen": facts.seen,
        "copies": facts.copies,
        "killed": facts.killed,
        "until": facts.until,
        "waiting": facts.waiting,
        "aliases": facts.aliases,
        "slug": facts.slug,
    }
    body = {
        "uri": story.uri,
        "versions": _VERSIONS.dump_python(story.versions, mode="json", exclude_defaults=True),
        "card": story.card,
        "parts": [to_event(article) for article in story.parts],
        "held": [to_event(article) for article in story.held],
        "kill": story.kill,
        "withdrawn": story.withdrawn,
    }
    return orjson.dumps(head) + b"\n" + zlib.compress(orjson.dumps(body), _LEVEL)


def load_facts(packed: bytes) -> Facts:
    """The facts of the story in `packed`. Raises ValueError when it is none."""
    head = orjson.loads(packed[: packed.index(b"\n")])
    return Facts(
        datetime.fromisoformat(head["seen"]),
        head["copies"],
        head["killed"],
        datetime.fromisoformat(head["until"]) if head["until"] else None,
        head["waiting"],
        tuple(head["aliases"]),
        head["slug"],
    )


def load(packed: bytes) -> Story:
    """The story in `packed`. Raises ValueError (also as pydantic's ValidationError) when it is none."""
    facts = load_facts(packed)
    body = orjson.loads(zlib.decompress(packed[packed.index(b"\n") + 1 :]))
    return Story(
        uri=body["uri"],
        seen=facts.seen,
        versions=_VERSIONS.validate_python(body["versions"]),
        card=_CARD.validate_python(body["card"]),
        parts=_articles(body["parts"]),
        held=_articles(body["held"]),
        kill=_KILL.validate_python(body["kill"]),
        withdrawn=body["withdrawn"],
        aliases=facts.aliases,
        slug=facts.slug,
    )


def _articles(events: list[dict[str, object]]) -> tuple[Article, ...]:
    return tuple(read_event(event) for event in events)
