"""What the configuration of a source changes about its articles."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from streams.article import Article, Origin, RawArticle
from streams.intake.configured import CONTENT_TYPES, configured, with_config, with_rights
from streams.intake.identity import uri_for
from streams.intake.reader import read
from streams.kinds import Format
from streams.sent import Rights, Sent
from streams.source_config import SourceConfig
from tests.articles import article_of

ORIGIN = Origin("articles.raw", 0, 1, datetime(2026, 11, 21, 12, tzinfo=UTC))
URL = "https://quaypost.example/news/berth-8841"
FEED = (
    b'<rss version="2.0"><channel><title>Quay Post</title><item><title>Berth shut</title><guid>quay-1</guid>'
    b"<link>"
    + URL.encode()
    + b"</link><description>The berth is shut until March.</description></item></channel></rss>"
)


def article(**changes: Any) -> Article:
    usual = {"uri": "urn:x:1", "origin": ORIGIN, "source": "quay", "format": Format.NITF}
    text = {"paragraphs": ("The berth is shut.",), "headline": "Berth shut"}
    return article_of(usual | text | changes)


def apply(seen: Article, *, subject: str | None = None, alone: bool = True, **config: Any) -> Article:
    event = RawArticle(b"x", ORIGIN, source="quay", subject=subject, config=SourceConfig("quay", **config))
    return configured(seen, event, alone=alone)


def test_without_a_configuration_nothing_changes() -> None:
    seen = article()
    assert configured(seen, RawArticle(b"x", ORIGIN), alone=True) is seen
    assert apply(seen) is seen


def test_rights_are_given_to_what_does_not_state_its_own() -> None:
    config = SourceConfig("quay", holder="Quay Post Ltd", notice="© Quay Post")
    assert with_rights(article(), config).sent.rights == Rights("Quay Post Ltd", "© Quay Post")
    own = Sent(keywords=("berth",), rights=Rights("Jo Marsh", "© Jo Marsh", linked="https://marsh.example/"))
    assert with_rights(article(sent=own), config).sent == own
    assert with_rights(article(sent=own), None).sent == own


@pytest.mark.parametrize(
    ("own", "all_of_them"),
    [
        ((), ("No archive",)),
        (("Not in Saltby",), ("Not in Saltby", "No archive")),
        (("No archive",), ("No archive",)),
    ],
)
def test_the_terms_of_the_source_bind_beside_those_of_the_article(
    own: tuple[str, ...], all_of_them: tuple[str, ...]
) -> None:
    seen = article(sent=Sent(rights=Rights(usage_terms=own)))
    found = with_rights(seen, SourceConfig("quay", terms="No archive"))
    assert found.sent.rights.usage_terms == all_of_them


def test_a_language_is_that_of_the_source_where_the_document_names_none() -> None:
    assert apply(article(), language="fr-CA").language == "fr"
    assert apply(article(language="de"), language="fr-CA").language == "de"


def test_an_article_is_known_by_its_url_where_the_source_is_so_configured() -> None:
    found = apply(article(url=f"{URL}?utm_source=x", aliases=(URL,)), identity="url")
    assert found.uri == URL
    assert found.naming.aliases == ()
    assert apply(article(url=None), identity="url").uri == "urn:x:1"
    assert apply(article(url="https://quaypost.example/"), identity="url").uri == "urn:x:1"


def test_an_article_is_known_by_the_subject_of_its_envelope() -> None:
    assert apply(article(), identity="subject", subject=URL).uri == URL
    assert apply(article(), identity="subject").uri == "urn:x:1"
    assert apply(article(), identity="subject", subject=URL, alone=False).uri == "urn:x:1"


def test_an_article_is_known_by_its_text() -> None:
    found = apply(article(), identity="text")
    assert found.uri == uri_for(source="quay", content="Berth shut\nThe berth is shut.")
    message = apply(article(paragraphs=(), headline=None, pub_status="canceled"), identity="text")
    assert message.uri == "urn:x:1"


def test_the_reader_applies_it() -> None:
    event = RawArticle(
        FEED, ORIGIN, source="quay", config=SourceConfig("quay", identity="url", language="fr")
    )
    (found,) = read(event)
    assert isinstance(found, Article)
    assert (found.uri, found.language) == (URL, "fr")


def test_the_format_stands_in_for_a_content_type() -> None:
    config = SourceConfig("quay", format=Format.MAIL)
    bare = RawArticle(b"x", ORIGIN)
    assert with_config(bare, config).content_type == "message/rfc822"
    assert (
        with_config(replace(bare, content_type="application/octet-stream"), config).content_type
        == "message/rfc822"
    )
    assert with_config(replace(bare, content_type="text/plain"), config).content_type == "text/plain"
    assert with_config(bare, SourceConfig("quay")).content_type is None


@pytest.mark.parametrize("form", list(Format))
def test_every_format_may_be_configured(form: Format) -> None:
    assert CONTENT_TYPES[form]


def test_a_document_in_another_format_is_read_as_what_it_is() -> None:
    event = with_config(RawArticle(FEED, ORIGIN, source="quay"), SourceConfig("quay", format=Format.HTML))
    (found,) = read(event)
    assert isinstance(found, Article)
    assert found.format is Format.FEED
