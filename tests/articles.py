"""Articles for tests: one to begin with, of our own writing, and what makes others of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, get_type_hints

from streams.article import Article, Origin, RawArticle
from streams.flat import grouped
from streams.kinds import Format

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)

PARAGRAPHS = (
    "The port of Harwich will close its eastern quay for repairs from Monday, its operator said on Saturday.",
    "Inspectors found cracks in eleven of the forty piles that carry the quay, which was built in 1934 and has "
    "been loaded with ever heavier cranes since the container terminal opened.",
    "Ferries to the continent will use the western quay, where passengers should expect to wait up to half an "
    "hour longer at weekends until the work ends in the spring.",
    '"We would rather be late than sorry," harbour master Edith Crowe said. She put the cost at four million '
    "pounds, a third of it paid by the county.",
)


def origin(offset: int = 0, *, minutes: float = 0, partition: int = 0) -> Origin:
    """The place of a raw event that came `minutes` after noon."""
    return Origin("articles.raw", partition, offset, NOON + timedelta(minutes=minutes))


def article(offset: int = 0, *, minutes: float = 0, **changes: Any) -> Article:
    """A clean article in English; `changes` are fields of Article, or flat ones of its values: `version="2"`."""
    fields: dict[str, Any] = {
        "uri": "https://post.example/harwich-quay",
        "source": "harbour-post",
        "format": Format.HTML,
        "headline": "Harwich to close quay for repairs",
        "paragraphs": PARAGRAPHS,
        "language": "en",
        "origin": origin(offset, minutes=minutes),
    }
    return article_of({**fields, **changes})


def article_of(flat: Mapping[str, Any]) -> Article:
    """The article with these fields, each under its flat name."""
    types = get_type_hints(Article)
    values = {
        name: types[name](**value) if isinstance(value, dict) and name != "stages" else value
        for name, value in grouped(flat).items()
    }
    return Article(**values)


def subjects_of(article: Article) -> tuple[tuple[str | None, str | None], ...]:
    """The name and the uri of each subject."""
    return tuple((subject.name, subject.uri) for subject in article.sent.subjects)


def raw(value: bytes, offset: int = 0, **changes: Any) -> RawArticle:
    """A raw event with these bytes."""
    return RawArticle(value=value, origin=origin(offset), **changes)
