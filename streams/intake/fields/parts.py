"""Which objects in a JSON document may be articles: itself, those in a list or an envelope, or one a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from streams.article import Dropped
from streams.intake.fields import dialects
from streams.intake.fields.around import (
    DEEPEST,
    feed_of,
    in_string,
    listed,
    of_feed,
    under_any_name,
    unwrapped,
    with_beside,
)
from streams.intake.fields.gone import gone_in
from streams.intake.fields.linked import articles_of
from streams.intake.fields.marks import has_body, may_be_article
from streams.intake.fields.names import fold
from streams.intake.fields.pairs import rows_of, table_in, with_pairs
from streams.intake.fields.references import resolved
from streams.intake.ninjs.fields import kind_of
from streams.intake.sniff import load_json
from streams.kinds import Reason

#: Objects that stand one after another, and what follows the blanks between them.
_MOST_OBJECTS = 5_000
_NOT_BLANK = re.compile(r"\S")


@dataclass(frozen=True, slots=True)
class Part:
    """An object that may be an article, or the reason why it is none. `place` is its place in the document: "line 3".

    `named`: it was an object of a known program, and has the names of json_fields.toml: it is no ninjs.
    """

    place: str
    value: dict[str, Any] | Dropped
    named: bool = False

    def refused(self, reason: Reason, detail: str) -> Dropped:
        """The refusal. It names the place if the document has several parts."""
        return Dropped(reason, f"{self.place}: {detail}" if self.place else detail)


def parts_of(text: str, *, in_lines: bool = False) -> list[Part] | Dropped:
    """The objects in a document, in its order. A line or an element that is no object is a refusal that names it.

    `in_lines` says that each line has an object; without it, two lines that begin with a brace show that. Refused as a
    whole: INVALID_DOCUMENT (no JSON, or neither an object nor a list), NO_ARTICLE (an empty list).
    """
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if (
        len(lines) > 1
        and (in_lines or all(line.lstrip()[0] == "{" for _, line in lines[:2]))
        and not _is_one(text)
    ):
        return [part for number, line in lines for part in _of_line(line, number)]
    document = load_json(text)
    if isinstance(document, Dropped):
        several = _one_after_another(text)
        return [
            part for number, each in enumerate(several, 1) for part in _of_text(each, f"object {number}")
        ] or document
    return _of_document(document)


def _is_one(text: str) -> bool:
    """Whether it is one document, whose lines may begin like objects of their own."""
    try:
        orjson.loads(text)
    except orjson.JSONDecodeError:
        return False
    return True


def _one_after_another(text: str) -> list[str]:
    """The texts of the objects that stand one after another; empty if anything stands between them."""
    found: list[str] = []
    decoder, at = json.JSONDecoder(), 0
    text = text.strip("\ufeff \t\r\n")
    while at < len(text):
        if text[at] != "{":
            return []
        try:
            _, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return []
        found.append(text[at:end])
        at = _NOT_BLANK.search(text, end).start() if end < len(text) else end  # type: ignore[union-attr]  # no blank ends it
        if len(found) > _MOST_OBJECTS:
            return []
    return found


def _of_line(line: str, number: int) -> Iterator[Part]:
    yield from _of_text(line, f"line {number}")


def _of_text(text: str, place: str) -> Iterator[Part]:
    document = load_json(text)
    found = document if isinstance(document, Dropped) else _of_document(document)
    if isinstance(found, Dropped):
        yield Part(place, Dropped(found.reason, f"{place}: {found.detail}"))
        return
    for part in found:
        value = part.value
        if isinstance(value, Dropped):
            value = Dropped(value.reason, f"{place}: {value.detail}")
        yield Part(f"{place}, {part.place}" if part.place else place, value, named=part.named)


def _of_document(document: object) -> list[Part] | Dropped:
    if isinstance(document, list):
        if not document:
            return Dropped(Reason.NO_ARTICLE, "an empty list")
        if all(isinstance(each, dict) and "@type" in each for each in document):
            document = articles_of(document) or document
        elif (rows := rows_of(document)) is not None:
            document = rows
        return [_element(each, number) for number, each in enumerate(document, 1)]
    if not isinstance(document, dict):
        return Dropped(Reason.INVALID_DOCUMENT, f"JSON, but {kind_of(document)}, not an object")
    return parts_of_object(document)


def parts_of_object(document: dict[str, Any]) -> list[Part] | Dropped:
    """The objects in an object that may be articles. Refused: NO_ARTICLE (a list of them that is empty)."""
    document = resolved(document)
    if (rows := dialects.rows_of(document)) is not None:
        return [
            Part(f"row {number}" if len(rows) > 1 else "", row, named=True)
            for number, row in enumerate(rows, 1)
        ]
    if (named := dialects.as_named(document)) is not None:
        return [Part("", named, named=True)]
    if gone := gone_in(document):
        return [
            Part(f"element {number}" if len(gone) > 1 else "", each, named=True)
            for number, each in enumerate(gone, 1)
        ]
    if (table := table_in(document)) is not None:
        return [_element(each, number) for number, each in enumerate(table, 1)]
    document = with_pairs(document)
    if (written := in_string(document)) is not None:
        return parts_of_object(written)
    if has_body(fields := fold(document)):
        return [Part("", with_beside(document, fields))]
    if isinstance(graph := document.get("@graph"), list) and (linked := articles_of(graph)):
        return (
            [_element(each, number) for number, each in enumerate(linked, 1)]
            if len(linked) > 1
            else [Part("", linked[0])]
        )
    found = listed(document, DEEPEST)
    if found is None:
        article = with_beside(unwrapped(document))
        if may_be_article(fold(article)):
            return [Part("", article)]
        inner = under_any_name(document, DEEPEST)
        if not isinstance(inner, list):
            value, known = article_in(article if inner is None else inner)
            return [Part("", value, named=known)]
        found = inner
    if not found:
        return Dropped(Reason.NO_ARTICLE, "an empty list of articles")
    feed = feed_of(document)
    return [_element(of_feed(each, feed), number) for number, each in enumerate(found, 1)]


def article_in(document: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """(the article in an object, whether the object was one of a program that is known)."""
    named = dialects.as_named(document)
    if named is None and (written := in_string(document)) is not None:
        return article_in(written)
    if named is not None:
        return named, True
    if gone := gone_in(document):
        return gone[0], True
    document = with_pairs(document)
    article = with_beside(unwrapped(document))
    if not may_be_article(fold(article)) and isinstance(found := under_any_name(document, DEEPEST), dict):
        return article_in(found)
    return article, False


def _element(value: object, number: int) -> Part:
    place = f"element {number}"
    if isinstance(value, dict):
        article, named = article_in(value)
        return Part(place, article, named=named)
    return Part(place, Dropped(Reason.INVALID_DOCUMENT, f"{place} is {kind_of(value)}, not an object"))
