"""Who wrote it: the names that linked data, meta tags, and the line near the headline give, in this order.

People go before organisations. Never a mail address, a host, the paper's own name, a login name or a role.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from lxml.html import HtmlElement

from streams.intake.html.bylines import (
    are_agencies,
    is_agency,
    is_given_name,
    is_house,
    is_known_person,
    is_opening,
    is_post,
    is_time,
    names_in,
    without_opening,
    without_single_words,
)
from streams.intake.html.head import Head, within
from streams.intake.html.json_ld import Author, LinkedArticle, is_login_page
from streams.intake.html.line import clean_text
from streams.intake.html.line_dates import without_date
from streams.intake.html.marks import tags
from streams.intake.html.near import AUTHOR_LINK, LONGEST_LINE, PERSON_LINK, Mark, Near

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
_PARTS = re.compile(r"\s*[,|·]\s*|\s+[/–—-]\s+")
_EASTERN = re.compile(
    r"^([\uac00-\ud7af]{2,4})\s?(?:선임)?기자(?![\uac00-\ud7af])|"
    r"^(?:本报|本刊|本网|本社)?(?:通讯员|记者|記者)[\s:：]*((?:[\u3400-\u9fff]{2,4}(?:[\s、]+|[／/][\u3400-\u9fff]{2,8}$|$)){1,4})"
)
_AT_PLACE = re.compile(r"[／/].*")  # "記者林佳蓉／竹溪報導"
_MOST_VALUES = 8  # of one meta tag
_RAW_LINE = 1000  # characters of a short line as it stands in the page, with its white space
_PERSON = re.compile(
    r"[^\W\d_][\w.’'-]{0,30}(?: (?:[^\W\d_][\w.’'-]{0,30})){1,4}$|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af·]{2,8}$"
)


def declared_authors(head: Head, linked: LinkedArticle, own: frozenset[str]) -> tuple[str, ...]:
    """The people whom linked data and meta tags name, in their order, each once.

    `own` is what the paper calls itself, as `line.comparable` gives it.
    """
    people = _all(_people(author, own) for author in linked.authors)
    if not people:
        return _in_meta(head, own)
    if len(people) == len(linked.authors):
        return people
    # "Jane Roe" and the agency "AFP"; what other organisations there are signs for nobody.
    return _all(
        _people(author, own) or ((author.name,) if is_agency(author.name) else ())
        for author in linked.authors
    )


def undeclared_authors(linked: LinkedArticle, own: frozenset[str], near: Near) -> tuple[str, ...]:
    """The people whom the page prints, else the organisations that linked data names."""
    return printed_authors(near, own) or _houses(linked, own)


def _people(author: Author, own: frozenset[str]) -> tuple[str, ...]:
    """The people in an author of linked data. An organisation may be a byline: "By JANE ROE, Herald Writer".

    A blog may have its author's name; a name that is known for a person's is believed to be one. Who runs the site is
    the author only if that is a person's name.
    """
    if author.login and not is_known_person(author.name):
        return ()
    if not author.person and not without_opening(author.name)[1]:
        return ()
    found = names_in(author.name, own)
    if not found and author.person and is_known_person(author.name):
        return names_in(author.name)
    return found


def _in_meta(head: Head, own: frozenset[str]) -> tuple[str, ...]:
    for name in tags("authors"):
        values = head.authors.get(name, [])
        # Of more than a few the others are those of what is cited.
        values = values if len(values) <= _MOST_VALUES else values[:1]
        if found := _all(names_in(each, own) for each in values):
            return found
    for number in "12":  # WordPress's plug-ins name the author for cards: a label and its value
        label = head.meta.get(f"twitter:label{number}")
        if label and _LABELS.match(label.strip()):
            return names_in(head.meta.get(f"twitter:data{number}"), own)
    return ()


def _houses(linked: LinkedArticle, own: frozenset[str]) -> tuple[str, ...]:
    """Agencies and other organisations, where no person is named."""
    return _all(
        names_in(author.name, own) for author in linked.authors if not author.person and not author.login
    )


def signing_houses(head: Head, linked: LinkedArticle, own: frozenset[str]) -> tuple[str, ...]:
    """The organisations that sign an article which names nobody: "Herald", "Herald newsroom". At most three.

    They are no byline, and stand apart from it. What says no more than "newsroom" is left out; of hosts only the
    paper's own counts, as it may be its name.
    """
    meta = next((head.meta[name] for name in tags("authors") if name in head.meta), "")
    stated = [author.name for author in linked.authors if not author.login] or [meta.split(",")[0]]
    return tuple(
        name for each in dict.fromkeys(stated) if (name := clean_text(each)) and is_house(name, own)
    )[:3]


def _all(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for group in groups for name in group))[:20]


def printed_authors(near: Near, own: frozenset[str]) -> tuple[str, ...]:
    """The names near the headline: marked as author by an attribute, in a line that begins with "By", beside the date.

    Where nobody is named there, the rest of the page is asked: some papers sign at the end.
    """
    if found := _marked(near.after, near, own):
        return found
    marks = (*near.after, *near.before)
    return (
        _marked(near.before, near, own)
        or _in_line(marks, near, own)
        or _beside_date(marks, near, own)
        or _bare(near, own)
        or _at_the_end(near, own)
        or _marked(near.after, near, own, beside=True)
    )


def marked_authors(near: Near, own: frozenset[str]) -> tuple[str, ...]:
    """The names in full in what is marked as author near the headline, alone."""
    names = _marked(near.after, near, own) or _marked(near.before, near, own)
    return names if all(" " in name and _PERSON.match(name) for name in names) else ()


def is_lone(names: tuple[str, ...]) -> bool:
    """Whether all that is declared is one word that is no agency: a login, an editor, or half of a name."""
    return len(names) == 1 and names[0].isascii() and " " not in names[0] and not is_agency(names[0])


def _beside_date(marks: tuple[Mark, ...], near: Near, own: frozenset[str]) -> tuple[str, ...]:
    """ "25 October 2026 - Jane Roe", "Posted on September 21, 2026 by Jane Roe"."""
    for mark in marks:
        if mark.date is None or near.is_furniture(mark.element):
            continue
        text = mark.text or within(mark.element, _RAW_LINE)
        if not text or len(text) > LONGEST_LINE:
            continue
        for part in without_date(text).split("|"):
            rest, opened = without_opening(part.strip())
            names = names_in(rest, own)
            if names and all(is_known_person(name) or (opened and _is_called(name)) for name in names):
                return names
    return ()


def _is_called(name: str) -> bool:
    return _PERSON.match(name) is not None or is_given_name(name)


def _at_the_end(near: Near, own: frozenset[str]) -> tuple[str, ...]:
    """Marked authors in the rest of the page, else a paragraph that is nothing but the name of somebody."""
    rest = near.rest()
    return _marked(rest, near, own) or next(
        (
            names
            for mark in rest
            if mark.line and not near.is_furniture(mark.element) and (names := _signature(mark, own))
        ),
        (),
    )


def _signature(mark: Mark, own: frozenset[str]) -> tuple[str, ...]:
    parent = mark.element.getparent()
    text = within(mark.element, _RAW_LINE)
    if not text or parent is None or within(parent, _RAW_LINE) != text or not is_known_person(text):
        return ()
    return names_in(text, own)


def _marked(
    marks: tuple[Mark, ...], near: Near, own: frozenset[str], *, beside: bool = False
) -> tuple[str, ...]:
    """The names in the marked elements; with `beside` also of those in a sidebar, if they are people's."""
    found: list[str] = []
    home: HtmlElement | None = None
    for mark in marks:
        if not mark.author:
            continue
        if home is not None and not _is_in(mark.element, home):
            break
        if beside and (
            mark.element.tag == "footer" or next(mark.element.iterancestors("footer"), None) is not None
        ):
            continue
        if near.is_furniture(mark.element) is not beside or (beside and near.is_anothers(mark.element)):
            continue  # what is no furniture was asked before
        names = _names_of(mark.element, own)
        if beside and not all(map(is_known_person, names)):
            continue
        found += (name for name in names if name not in found)
        if found and home is None:
            home = mark.element.getparent()
    return without_single_words(found)


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
        for part in islice(element.iterdescendants("a", "span", "meta", "b", "strong"), 100)
        if part.get("itemprop") == "name"
        or part.get("class") == "fn"
        or "author" in (part.get("rel") or "")
        or (part.tag == "a" and _is_authors(part.get("href") or ""))
    ]
    if parts:
        return _all(_printed(part, own) for part in parts[:20])
    if element.get("content"):
        return names_in(element.get("content"), own)
    text = _line(element)
    if not text or len(text) > LONGEST_LINE:
        return ()
    line = _without_tail(text)
    if line.endswith((":", "：")):  # the label of a date: "Published: 28 November"
        return ()
    return _if_known(element, _checked(names_in(line, own)))


def _is_authors(href: str) -> bool:
    return AUTHOR_LINK.search(href) is not None or PERSON_LINK.search(href) is not None


def _printed(part: HtmlElement, own: frozenset[str]) -> tuple[str, ...]:
    return _if_known(part, names_in(part.get("content") or within(part), own))


def _if_known(link: HtmlElement, names: tuple[str, ...]) -> tuple[str, ...]:
    """The names; of a link to who runs the site, or to whomever people are told of, only those of people."""
    href = link.get("href")
    doubtful = is_login_page(href) or (href is not None and PERSON_LINK.search(href) is not None)
    return tuple(filter(is_known_person, names)) if doubtful else names


def _line(element: HtmlElement) -> str | None:
    """The element's text with its parts held apart, without times."""
    pieces = [
        piece
        for each in islice(element.iter(), 100)
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


def _bare(near: Near, own: frozenset[str]) -> tuple[str, ...]:
    """A block closely below the headline that is nothing but somebody's name, or the name and what he is.

    "Jane Roe", "Jane Roe, Transport Correspondent, Tarnvik", "김민수 기자", "本报记者 王小明". A link leads to
    what is told of that person.
    """
    for element, text in near.short_lines():
        if not text.isascii() and (found := _EASTERN.search(text)) and not near.is_furniture(element):
            return names_in("、".join(_AT_PLACE.sub("", found[1] or found[2]).split()), own)
        name, *behind = _PARTS.split(text, maxsplit=1)
        post = behind[0] if behind else ""
        if not _is_of_somebody(name, post) or near.is_furniture(element):
            continue
        if names := names_in(text if are_agencies(post) else name, own):
            return names
    return ()


def _is_of_somebody(name: str, post: str) -> bool:
    """Whether a name is a person's, as it is known, or as what stands behind it tells: a post, or an agency."""
    if not post:
        return is_known_person(name)
    if are_agencies(post):  # "New York, AP" is a place; Hungarians write the given name last
        return _PERSON.match(name) is not None and any(map(is_given_name, name.split()))
    return is_post(post) and (is_known_person(name) or _PERSON.match(name) is not None)


def _opened_line(element: HtmlElement) -> str | None:
    """What follows "By": in the element, after it, or in the next one; None if it does not open a byline after all."""
    text = within(element, _RAW_LINE)
    if not text and len(element) and element[0].tag == "br":
        text = clean_text(element.text)  # the first line of a text that stands in one element with it
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
    return within(following, _RAW_LINE) if following is not None else None
