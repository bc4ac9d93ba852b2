"""What the configuration of a source changes about its raw events and about the articles in them.

The zone, the country and the order of dates are applied where dates are read: see `calendar.habits`.
"""

from __future__ import annotations

from streams.article import Article, RawArticle
from streams.intake.charset import media_type
from streams.intake.identity import content_of, names_page, page_url, uri_for
from streams.kinds import Format
from streams.replaced import replace
from streams.source_config import SourceConfig

#: The content type by which a document of a format is sniffed. A document that contradicts it is what it is.
CONTENT_TYPES = {
    Format.HTML: "text/html",
    Format.TEXT: "text/plain",
    Format.NINJS: "application/vnd.iptc.ninjs+json",
    Format.NEWSML_G2: "application/vnd.iptc.g2.newsitem+xml",
    Format.NEWSML: "text/vnd.iptc.newsml",
    Format.NITF: "text/vnd.iptc.nitf",
    Format.RITZAU: "application/xml",
    Format.ANPA: "text/vnd.iptc.anpa",
    Format.IPTC7901: "text/vnd.iptc.7901",
    Format.FEED: "application/rss+xml",
    Format.MAIL: "message/rfc822",
    Format.JSON: "application/json",
    Format.XML: "application/xml",
    Format.CSV: "text/csv",
}
#: Content types that say nothing.
_NO_TYPES = frozenset({"", "application/octet-stream", "binary/octet-stream"})


def with_config(raw: RawArticle, config: SourceConfig | None) -> RawArticle:
    """The raw event with what is configured of its source; its format, where the envelope gives no content type."""
    if config is None:
        return raw
    if config.format is None or media_type(raw.content_type) not in _NO_TYPES:
        return replace(raw, config=config)
    return replace(raw, config=config, content_type=CONTENT_TYPES[config.format])


def configured(article: Article, raw: RawArticle, *, alone: bool) -> Article:
    """The article with the identity and the language that are configured of its source.

    `alone`: it is the only one in its raw event, whose subject may then name it.
    """
    config = raw.config
    if config is None:
        return article
    if uri := _identity(article, raw, config.identity, alone):
        # The id that was passed over is no other name of it: it may be that of many.
        aliases = [each for each in article.naming.aliases if each != uri]
        article = replace(article, uri=uri).with_aliases(aliases)
    if article.language == "und" and config.language:
        article = replace(article, language=config.language.partition("-")[0].lower())
    return article


def with_rights(article: Article, config: SourceConfig | None) -> Article:
    """The article with the rights of its source: the holder and the notice, if it has none; the terms beside its own.

    Both terms bind. To be called when all that the copy itself says of its rights has been read.
    """
    if config is None:
        return article
    own = article.sent.rights
    terms = own.usage_terms
    if config.terms and config.terms not in terms:
        terms = (*terms, config.terms)
    rights = replace(
        own, holder=own.holder or config.holder, notice=own.notice or config.notice, usage_terms=terms
    )
    return article if rights == own else replace(article, sent=replace(article.sent, rights=rights))


def _identity(article: Article, raw: RawArticle, rule: str, alone: bool) -> str | None:
    """The uri by the rule; None where the article has nothing that the rule asks for, and keeps the uri it has."""
    if rule == "url":
        return page_url(article.url) if names_page(article.url) else None
    if rule == "subject":
        # An empty subject makes a uri of the text, which is what it should not be.
        return uri_for(source=article.source, subject=raw.subject) if alone and raw.subject else None
    if rule == "text" and article.paragraphs:
        return uri_for(source=article.source, content=content_of(article.headline, article.paragraphs))
    return None
