"""Well-known organisations, by any of the forms in which copy writes them (data/names/organisations.txt)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from streams.enrich.capitals import UPPER
from streams.enrich.lexicon import Lexicon, known_organisations
from streams.enrich.organisation_hits import Hit

_WORD = re.compile(r"[^\W\d_]+")


@cache
def _known(language: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """First word -> the (variant, name) pairs that open with it, the longest first."""
    found: dict[str, list[tuple[str, str]]] = {}
    for entry in known_organisations():
        name = (entry.get(language) or entry.get("en") or next(iter(entry.values())))[0]
        for form in dict.fromkeys(variant for forms in entry.values() for variant in forms):
            found.setdefault(_first(form), []).append((form, name))
    return {
        word: tuple(sorted(pairs, key=lambda pair: len(pair[0]), reverse=True))
        for word, pairs in found.items()
    }


def _first(form: str) -> str:
    match = _WORD.match(form)
    return match.group() if match else form


@cache
def _first_words() -> re.Pattern[str]:
    """The words that may open a name: those with a capital, and a few without."""
    firsts = {_first(form) for entry in known_organisations() for forms in entry.values() for form in forms}
    small = "|".join(sorted(re.escape(word) for word in firsts if not word[0].isupper()))
    return re.compile(rf"(?<![^\W_])(?:[{UPPER}][^\W\d_]*|(?:{small})(?![^\W\d_]))")


def known_hits(lex: Lexicon, paragraph: int, text: str) -> Iterator[Hit]:
    """The well-known organisations named in a paragraph, each by its usual name in the article's language."""
    index = _known(lex.language)
    last, previous = 0, ""
    for match in _first_words().finditer(text):
        start = match.start()
        pairs = index.get(match.group())
        if pairs is None or start < last:
            continue
        before = text[start - 1 : start]
        if before and (before.isalnum() or before in "-@#_/"):
            continue
        for form, name in pairs:
            end = start + len(form)
            after = text[end : end + 1]
            if not text.startswith(form, start) or after.isalnum() or (after == "-" and lex.language != "de"):
                continue
            if len(form) == 2 and (text[end : end + 2] == " '" or not _is_acronym_use(text, start, end)):
                continue
            defined = name == previous and text[last : last + 2] == " (" and start == last + 2
            if not defined:  # World Health Organization (WHO) is one mention
                yield Hit(name, "known", paragraph, start, end)
            last, previous = end, name
            break


def _is_acronym_use(text: str, start: int, end: int) -> bool:
    """Two capitals are a word in a line of capitals: "THIS IS A TEST"."""
    before = text[max(0, start - 20) : start].split(" ")
    after = text[end : end + 20].split(" ")
    neighbours = [before[-2]] if len(before) > 1 and not before[-1] else []
    neighbours += [after[1]] if len(after) > 1 and not after[0] else []
    return not any(len(word) > 1 and word.isalpha() and word.isupper() for word in neighbours)
