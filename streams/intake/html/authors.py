"""Who wrote it: the names that linked data, meta tags, and the line near the headline give, in this order.

People go before organisations. Never a mail address, a host, the paper's own name, a login name or a role.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml.html import HtmlElement

from streams.intake.html.bylines import is_agency, is_opening, is_time, names_in, without_opening
from streams.intake.html.head import Head, within
from streams.intake.html.json_ld import Author, LinkedArticle
from streams.intake.html.line import clean_text
from streams.intake.html.marks import tags
from streams.intake.html.near import AUTHOR_LINK, LONGEST_LINE, Mark, Near

_LABELS = re.compile(
    r"(?:written by|verfasst von|geschrieben von|écrit par|escrito por|scritto da|geschreven door|author|autor|"
    r"napisane przez|skrevet av|skriven av|автор|написано автором|auteur|yazan|kirjoittaja|by|von|par)\s{0,3}:?$",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:(?:^|\s)\d|\s+(?:on|am|vom|at|published|updated|posted|veröffentlicht|aktualisiert|stand|zuletzt|last|publié|"
    r"mis à jour|publicado|pubblicato|in|für|for|aus|from|ist|is|im)\b).*",
    re.IGNORECASE | re.DOTALL,
)
_PERSON = re.compile(r"[^\W\d_][\w.’'-]{0,30}(?: (?:[^\W\d_][\w.’'-]{0,30})){1,4}$")


def authors_of(head: Head, linked: LinkedArticle, own: frozenset[str], near: Near) -> tuple[str, ...]:
    """The authors in their order, each once; empty if nobody is named.

    `own` is what the paper calls itself, as `line.comparable` gives it.
    """
    return declared_authors(head, linked, own) or printed_authors(near, own) or _houses(linked, own)


def declared_authors(head: Head, linked: LinkedArticle, own: frozenset[str]) -> tuple[str, ...]:
    """The people whom linked data and meta tags name."""
    people = _all(names_in(author.name, own) for author in linked.authors if _is_person(author))
    return people or _in_meta(head, own)


def _is_person(author: Author) -> bool:
    """What is typed as an organisation may be a byline: "By JANE ROE, Herald Writer"."""
    return author.person or without_opening(author.name)[1]


def _in_meta(head: Head, own: frozenset[str]) -> tuple[str, ...]:
    for name in tags("authors"):
        if name in head.meta and (found := names_in(head.meta[name], own)):
            return found
    for number in "12":  # WordPress's plug-ins name the author for cards: a label and its value
        label = head.meta.get(f"twitter:label{number}")
        if label and _LABELS.match(label.strip()):
            return names_in(head.meta.get(f"twitter:data{number}"), own)
    return ()


def _houses(linked: LinkedArticle, own: frozenset[str]) -> tuple[str, ...]:
    """Agencies and other organisations, where no person is named."""
    return _all(names_in(author.name, own) for author in linked.authors if not author.person)


def _all(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for group in groups for name in group))[:20]


def printed_authors(near: Near, own: frozenset[str]) -> tuple[str, ...]:
    """The names near the headline: marked as author by an attribute, else in a line that begins with "By"."""
    return (
        _marked(near.after, near, own)
        or _marked(near.before, near, own)
        or _in_line((*near.after, *near.before), near, own)
    )


def _marked(marks: tuple[Mark, ...], near: Near, own: frozenset[str]) -> tuple[str, ...]:
    found: list[str] = []
    home: HtmlElement | None = None
    for mark in marks:
        if not mark.author:
            continue
        if home is not None and not _is_in(mark.element, home):
            break
        if near.is_furniture(mark.element):
            continue
        names = _names_of(mark.element, own)
        found += (name for name in names if name not in found)
        if found and home is None:
            home = mark.element.getparent()
    return tuple(found)


def _is_in(element: HtmlElement, home: HtmlElement) -> bool:
    """Whether it stands in the block of the first name, or in the one around it: there are more of them."""
    around = home.getparent()
    up: HtmlElement | None = element
    for _ in range(6):
        if up is None:
            return False
        if up is home or up is around:
            return True
        up = up.getparent()
    return False


def _names_of(element: HtmlElement, own: frozenset[str]) -> tuple[str, ...]:
    """The names in an element that is marked: in its parts that are names or link to authors, else its text."""
    parts = [
        part
        for part in element.iterdescendants("a", "span", "meta", "b", "strong")
        if part.get("itemprop") == "name"
        or part.get("class") == "fn"
        or "author" in (part.get("rel") or "")
        or (part.tag == "a" and AUTHOR_LINK.search(part.get("href") or ""))
    ]
    if parts:
        return _all(names_in(part.get("content") or within(part), own) for part in parts[:20])
    if element.get("content"):
        return names_in(element.get("content"), own)
    text = _line(element)
    return _checked(names_in(_without_tail(text), own)) if text and len(text) <= LONGEST_LINE else ()


def _line(element: HtmlElement) -> str | None:
    """The element's text with its parts held apart, without times."""
    pieces = [
        piece
        for each in element.iter()
        if isinstance(each.tag, str)
        for piece in (
            (each.text if each.tag not in ("time", "script", "style") else None),
            each.tail if each is not element else None,
        )
        if piece and piece.strip()
    ]
    return clean_text(" | ".join(pieces[:30]))


def _without_tail(text: str) -> str:
    """The line up to its date, or to the words that tell where and when; a month left behind goes, too."""
    rest = _TAIL.sub("", without_opening(text)[0]).split(" ")
    return " ".join(rest[:-1] if len(rest) > 2 and is_time(rest[-1]) else rest)


def _checked(names: tuple[str, ...]) -> tuple[str, ...]:
    """A text that is no name at all is often marked as author: a biography, "View all posts"."""
    return names if all(len(name.split()) <= 5 for name in names) else ()


def _in_line(marks: tuple[Mark, ...], near: Near, own: frozenset[str]) -> tuple[str, ...]:
    for mark in marks:
        if not mark.line or near.is_furniture(mark.element):
            continue
        text = _opened_line(mark.element)
        if not text or len(text) > LONGEST_LINE:
            continue
        names = names_in(_without_tail(text), own)
        if names and all(_PERSON.match(name) or is_agency(name) for name in names):
            return names
    return ()


def _opened_line(element: HtmlElement) -> str | None:
    """What follows "By": in the element, after it, or in the next one; None if it does not open a byline after all."""
    text = within(element)
    if not text:
        return None
    rest, opened = without_opening(f"{text} ")
    if opened and rest.strip(" :|"):
        return rest
    if not opened and not is_opening(text):
        return None
    tail = clean_text(element.tail)
    if tail and any(map(str.isalpha, tail)):
        return tail
    following = element.getnext()
    return within(following) if following is not None else None
