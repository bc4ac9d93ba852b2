"""Whose a newsItem is and what may be done with it: every statement that it makes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from streams.intake.identity import fit_uri
from streams.intake.newsml.item import Item
from streams.intake.newsml.tree import Element, attribute, language_of, line, lines, text_in
from streams.sent import Rights

#: Characters of a statement in a rights language.
_LONGEST = 50_000
_EXPRESSIONS = ("rightsExpressionXML", "rightsExpressionData")


def rights_of(item: Item, notice: str | None = None) -> Rights:
    """The rights; `notice` is what the text says of its copyright, which counts where the item says nothing.

    Of terms in several languages those in the item's count. The holder and the notice are the first that are named.
    """
    holders = map(item.name, item.children("rightsInfo", "copyrightHolder"))
    terms = item.children("rightsInfo", "usageTerms")
    encoded, language = _encoded(item)
    return Rights(
        holder=next(filter(None, holders), None),
        notice=text_in(item.children("rightsInfo", "copyrightNotice"), item.language) or notice,
        usage_terms=tuple(dict.fromkeys(lines(_in_own_language(terms, item.language)))),
        linked=next(_links(item), None),
        encoded=encoded,
        language=language,
    )


def _in_own_language(terms: Iterable[Element], language: str | None) -> list[Element]:
    said = [each for each in terms if line(each)]
    own = [each for each in said if language_of(each) in (None, language)]
    return own or said


def _links(item: Item) -> Iterator[str]:
    """The urls of statements that stand elsewhere."""
    named = [
        *item.children("rightsInfo", "usageTerms"),
        *item.children("rightsInfo", "link"),
        *item.children("rightsInfo", "copyrightNotice"),
    ]
    return (uri for each in named if (uri := fit_uri(attribute(each, "href") or "")))


def _encoded(item: Item) -> tuple[str | None, str | None]:
    """(the statement, the uri of its language) in a rights language such as ODRL."""
    for name in _EXPRESSIONS:
        for each in item.children("rightsInfo", name):
            inner = next(iter(each), None)
            text = line(each) if inner is None else etree.tostring(inner, encoding="unicode", with_tail=False)
            if text and len(text) <= _LONGEST:
                return text, fit_uri(attribute(each, "langid") or attribute(each, "enctype") or "")
    return None, None
