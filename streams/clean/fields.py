"""What the lines of copy say that belongs into a field of the article: its byline, its rights, where it comes from.

The lines are those that boilerplate rules found, whether they left the text (on pages) or stay in it (in wire copy).
What the document's own fields say is not overruled; a right that is not among them yet is added.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from streams.article import Article, Removed
from streams.clean.boilerplate_files import LANGUAGES, document
from streams.clean.normalise import normalise_byline
from streams.lazily import made_once
from streams.replaced import replace
from streams.sent import Rights

_MOST_SOURCES = 8
_MOST_NAME = 80
#: Characters of all rights together; what a line says beyond them stands in what was removed.
_MOST_RIGHTS = 2_000
_LABEL = re.compile(r"[^:：]{2,24}[:：]\s*")
_SOURCES = re.compile(r"\s*[/,;、|]\s*")
_REPORTERS = re.compile(
    r"\(?(?:additional )?(?:reporting|written|writing|reportage|bericht|récit|texte?|story)(?: and \w+)? "
    r"(?:by|von|de|par) "
    r"(?P<names>[^;()!?\n]{3,120}?)\s*(?=[;()\n]|\. |\.?$|,? (?:edit|redig|édit|in|from|aus|à)\b)",
    re.IGNORECASE,
)
#: What stands behind the names of a byline: a date, a function.
_BEHIND_NAMES = re.compile(r"\s*(?:[|·•]|\s[-–—]\s?|,?\s\d).*$")
_LOWER_WORDS = re.compile(r",\s(?:[^\W\d_A-Z][\w-]*\s?)+$")
_CREDIT = re.compile(r"^[\s([/©-]*(?P<name>[^()\[\]]{2,40}?)[\s)\]/.]*$")


def with_fields(article: Article, lines: Sequence[Removed], language: str) -> Article:
    """The article with what these lines say in the fields that were empty, or that did not say it.

    "By Jo Marsh" is the byline, "Source: Courier/Nordwire" two sources of information, a line with a copyright sign
    the copyright notice; who may use the copy for what goes to the usage terms. `language` is a primary tag.
    """
    if not lines:
        return article
    return replace(
        article,
        credits=replace(
            article.credits,
            byline=article.credits.byline or _byline(lines, language),
            info_sources=article.credits.info_sources or _sources(_texts(lines, "source")),
        ),
        sent=replace(article.sent, rights=_rights(article.sent.rights, lines)),
    )


def _rights(stated: Rights, lines: Sequence[Removed]) -> Rights:
    """What was stated, with each term that it does not hold; the notice, if there was none."""
    terms = list(stated.usage_terms)
    for text in _texts(lines, "rights"):
        if not any(text in term for term in terms) and sum(map(len, terms)) + len(text) <= _MOST_RIGHTS:
            terms.append(text)
    notices = dict.fromkeys(_texts(lines, "copyright"))
    return replace(
        stated,
        usage_terms=tuple(terms),
        notice=stated.notice or " ".join(notices)[:_MOST_RIGHTS] or None,
    )


def credited(lines: Iterable[Removed]) -> str | None:
    """The agency that a credit line of its own names, such as "(Meridian)" or "mer/lw"; the last, if there are more."""
    found = [
        match["name"].strip() for text in _texts(lines, "agency-credit") if (match := _CREDIT.match(text))
    ]
    return found[-1] if found else None


def _texts(lines: Iterable[Removed], rule: str) -> list[str]:
    return [line.text.strip() for line in lines if line.rule == rule]


def _byline(lines: Sequence[Removed], language: str) -> str | None:
    for line in _texts(lines, "byline"):
        text = _before_names(language).sub("", line)
        if names := _LOWER_WORDS.sub("", _BEHIND_NAMES.sub("", normalise_byline(text))).strip():
            return names
    for text in _texts(lines, "reporting-credit"):
        if (match := _REPORTERS.match(text)) is not None and match["names"][:1].isupper():
            return match["names"].strip(" ,.")
    return None


@made_once
def _before_names(language: str) -> re.Pattern[str]:
    words = document(language).before_names if language in LANGUAGES else ()
    return re.compile(
        rf"^\W?(?:{'|'.join(words) or r'(?!)'})\s?[:：=/]?(?:\s|(?<=[:：=/]))\s?", re.IGNORECASE
    )


def _sources(texts: Sequence[str]) -> tuple[str, ...]:
    names = [name.strip(" .()") for text in texts for name in _SOURCES.split(_LABEL.sub("", text, count=1))]
    return tuple(dict.fromkeys(name for name in names if 1 < len(name) <= _MOST_NAME))[:_MOST_SOURCES]
