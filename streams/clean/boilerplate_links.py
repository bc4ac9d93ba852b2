"""Paragraphs that are nothing but a link: the headlines of other articles, between the paragraphs of this one."""

from __future__ import annotations

from collections.abc import Sequence

from streams.blocks import BlockKind, Form, Forms, Mark
from streams.clean.boilerplate_files import Rule

#: The rule by which such a paragraph goes, if it is no sentence.
LINK = Rule("related-link", weight=3, ends=False, edge=False, leads="", most_words=30)
#: Words. A link of fewer is a name, a document, a place.
_FEWEST_WORDS = 4
#: The share of a paragraph's characters that may stand beside the link: an arrow, a full stop.
_BESIDE = 0.1


def links_of(paragraphs: Sequence[str], forms: Forms, home: str | None = None) -> frozenset[int]:
    """The paragraphs that are one link and nothing else, by their index. `home` is the house (`house_of`) that the
    article came from, if that is known: a link to another is a source.

    None of them where they are as many as the others: that is an article made of links. What stands in a list, a
    table or a quotation, and a heading, is what its writer made of it.
    """
    found = frozenset(form.paragraph for form in forms if _is_link(form, paragraphs[form.paragraph], home))
    return found if 2 * len(found) < len(paragraphs) else frozenset()


def _is_link(form: Form, text: str, home: str | None) -> bool:
    if form.kind is not BlockKind.PARAGRAPH or len(text.split()) < _FEWEST_WORDS:
        return False
    links = [span for span in form.spans if span.mark is Mark.LINK]
    if sum(span.end - span.start for span in links) < (1 - _BESIDE) * len(text):
        return False
    return not (home and all(span.href and _house(span.href) not in ("", home) for span in links))


def house_of(url: str | None) -> str | None:
    """The last two labels of a url's host, which are mostly one house's; None without a host."""
    return _house(url) or None if url else None


def _house(url: str) -> str:
    host = url.partition("://")[2].partition("/")[0].partition(":")[0]
    return ".".join(host.lower().split(".")[-2:])
