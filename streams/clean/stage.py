"""The stage clean: a raw event to clean articles. Pure; what it cannot read it refuses with a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from streams.article import Article, Dropped, RawArticle
from streams.clean import language
from streams.clean.furniture import remove_furniture
from streams.clean.normalise import normalise_byline, normalise_line, normalise_paragraphs
from streams.clean.signals import read_said
from streams.clean.standing import is_message, with_standing
from streams.dedupe.fingerprint import words_of
from streams.intake.reader import Parts, read
from streams.kinds import Format, Reason

#: A page with fewer words has no article on it: a login form, an index, a video without a text. A flash on a wire
#: may be shorter.
FEWEST_WORDS = 12


def clean(raw: RawArticle) -> Parts:
    """The articles in a raw event: their text and nothing else, their language, and what they say they are.

    One part for each article that the document holds, in its order; a part that is none says why. Never empty.
    """
    return tuple(part if isinstance(part, Dropped) else _clean(part) for part in read(raw))


def _clean(article: Article) -> Article | Dropped:
    paragraphs = normalise_paragraphs(article.paragraphs)
    headline = normalise_line(article.headline or "") or None
    tongue = language.detect(paragraphs, headline, article.language)
    kept, removed = remove_furniture(paragraphs, tongue)
    if article.format is Format.HTML and len(words_of("\n".join(kept))) < FEWEST_WORDS:
        return Dropped(Reason.NO_ARTICLE, "nothing but furniture" if removed else "no text")
    article = replace(
        article,
        paragraphs=kept,
        headline=headline,
        byline=normalise_byline(article.byline or "") or None,
        standfirst=normalise_line(article.standfirst or "") or None,
        language=tongue,
        removed=article.removed + removed,
    )
    article = with_standing(article)
    if not kept and not headline and not is_message(article):
        return Dropped(Reason.EMPTY, "no text")
    return article


def warm() -> None:
    """Loads the models and the rules, so that the first document does not pay for it."""
    language.warm()
    remove_furniture(("A line.", "Subscribe now"), "en")
    for tongue in ("en", "de", "fr"):
        text = ("Kill, hold, take two, embargo until noon GMT.",)
        read_said(None, None, None, text, tongue, Format.TEXT, datetime(2026, 1, 1, tzinfo=UTC))
