"""Pages of many kinds: the text whole and nothing else, headline, authors, date, language, and whether it is a part."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from streams.article import Article, Origin, RawArticle
from streams.stages import clean
from tests.intake.html.kinds_of_pages import KINDS

ORIGIN = Origin("articles.raw", 0, 1, datetime(2026, 11, 30, 20, tzinfo=UTC))


@pytest.mark.parametrize("name", KINDS)
def test_a_page_is_read_whole_and_alone(name: str) -> None:
    kind = KINDS[name]
    (found,) = clean(RawArticle(kind.markup.encode(), ORIGIN, "text/html", "post", kind.url))
    assert isinstance(found, Article), found
    above = [found.standfirst] if found.standfirst else []
    assert [each for each in found.paragraphs if each not in kind.beside] == [
        each for each in kind.text if each not in above or each in found.paragraphs
    ]
    assert found.headline == kind.title
    assert kind.authors is None or (found.credits.byline or "") == ", ".join(kind.authors)
    said = found.revision.first_created or found.revision.version_created
    assert said is not None and said.isoformat().startswith(kind.date)
    assert (found.language, found.partial) == (kind.lang, kind.partial)
    files = [rendition.href for media in found.media for rendition in media.renditions]
    assert all(any(picture in href for href in files) for picture in kind.pictures)
