"""The stage clean: a raw event to a clean article. Pure; what it cannot read it refuses with a reason."""

from __future__ import annotations

from dataclasses import replace

from streams.article import Article, Dropped, Format, RawArticle, Reason
from streams.clean import language
from streams.clean.furniture import remove_furniture
from streams.clean.normalise import normalise_byline, normalise_line, normalise_paragraphs
from streams.clean.signals import read_signal
from streams.dedupe.fingerprint import words_of
from streams.intake.reader import read

#: A page with fewer words has no article on it: a login form, an index, a video without a text. A flash on a wire
#: may be shorter.
FEWEST_WORDS = 12


def clean(raw: RawArticle) -> Article | Dropped:
    """The article in a raw event: its text and nothing else, its language, and what it says it is."""
    article = read(raw)
    if isinstance(article, Dropped):
        return article
    paragraphs = normalise_paragraphs(article.paragraphs)
    headline = normalise_line(article.headline or "") or None
    tongue = language.detect(paragraphs, headline, article.language)
    kept, removed = remove_furniture(paragraphs, tongue)
    if article.format is Format.HTML and len(words_of("\n".join(kept))) < FEWEST_WORDS:
        return Dropped(Reason.NO_ARTICLE, "nothing but furniture" if removed else "no text")
    if not kept and not headline:
        return Dropped(Reason.EMPTY, "no text")
    signal, _ = read_signal(headline, article.slugline, article.ed_note, kept, tongue)
    return replace(
        article,
        paragraphs=kept,
        headline=headline,
        byline=normalise_byline(article.byline or "") or None,
        standfirst=normalise_line(article.standfirst or "") or None,
        language=tongue,
        signal=signal or article.signal,
        removed=article.removed + removed,
    )


def warm() -> None:
    """Loads the models and the rules, so that the first document does not pay for it."""
    language.warm()
    remove_furniture(("A line.", "Subscribe now"), "en")
