"""The marks of a page that say whether it is an article: its head, its body's classes, its teasers.

Vocabularies: https://ogp.me (og:type), https://schema.org (the types of JSON-LD), the robots tag
(https://www.rfc-editor.org/rfc/rfc9309 and the search engines' own pages), WordPress' body_class().
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from lxml.html import HtmlElement

from streams.datafiles import read_toml
from streams.intake.html.elements import elements_of
from streams.intake.html.not_article_posts import Lines, read_lines
from streams.intake.html.not_article_teasers import teaser_texts
from streams.replaced import replace

_LD_TYPE = re.compile(r'"@type"\s{0,5}:\s{0,5}(?:"([^"]{1,60})"|\[([^\]]{1,200})\])')
_LD_ARTICLE = re.compile(
    r"(?:\w{0,20}NewsArticle|Article|Report|BlogPosting|LiveBlogPosting|SocialMediaPosting)$"
)
_LD_NOT_FREE = re.compile(r'"isAccessibleForFree"\s{0,5}:\s{0,5}"?[Ff]alse')
_MOST_LD = 400_000  # characters of JSON-LD that are looked at
_MOST_HEADINGS = 5
_MOST_BUTTONS, _LONGEST_BUTTON = 50, 40
#: The most nodes that may be articles on the page of one: of more, the page is a list of them.
MOST_ARTICLES = 3


@dataclass(frozen=True, slots=True)
class Known:
    """What marks a page as one of a kind; the lists of streams/data/not_article/marks.toml, the fields its keys."""

    types: frozenset[str] = frozenset()
    og: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    dates: frozenset[str] = frozenset()
    generators: tuple[str, ...] = ()


@cache
def known() -> dict[str, Known]:
    """The marks of an article, a list, a shop, a forum, a record and an error, loaded once."""
    found: dict[str, Known] = {}
    for kind, table in read_toml("not_article/marks.toml").items():
        if isinstance(table, dict):
            types, og, classes, dates = (
                frozenset(table.get(key, ())) for key in ("types", "og", "classes", "dates")
            )
            found[kind] = Known(types, og, classes, dates, tuple(table.get("generators", ())))
    return found


@dataclass(frozen=True, slots=True)
class Marks:
    """What the page's build says of it. The default is a page that says nothing: an entry of a feed, a text."""

    title: str = ""  # as in <title>
    headings: tuple[str, ...] = ()  # the first <h1>
    noindex: bool = False
    og_type: str = ""
    generator: str = ""
    classes: frozenset[str] = frozenset()  # of <html> and <body>, with their ids
    linked: frozenset[str] = frozenset()  # types of JSON-LD
    articles: int = 0  # nodes of JSON-LD that are articles
    published: bool = False  # a tag or JSON-LD gives the date of an article
    free: bool = True  # false: JSON-LD says that it is for subscribers
    password: bool = False  # it asks for one
    buttons: tuple[str, ...] = ()  # what stands on its buttons
    teasers: tuple[
        str, ...
    ] = ()  # texts of the teasers; not looked for where two marks say that it is an article
    lines: Lines = Lines()  # noqa: RUF009 -- its posts and prices; not looked for where a mark says that it is one

    @property
    def article(self) -> int:
        """How many kinds of marks say that the page is one article, 0 to 4."""
        return (
            (0 < self.articles <= MOST_ARTICLES)
            + (self.og_type in known()["article"].og)
            + self.published
            + (not known()["article"].classes.isdisjoint(self.classes))
        )


def read_marks(tree: HtmlElement) -> Marks:
    """The marks of a parsed page. To be called before the article is taken out of the tree."""
    meta: dict[str, str] = {}
    scripts: list[str] = []
    title, headings, password = "", list[str](), False
    buttons: list[str] = []
    found = elements_of(tree)
    for element in found.metas:
        name = element.get("property") or element.get("name") or element.get("itemprop")
        if name:
            meta.setdefault(name.strip().lower(), (element.get("content") or "").strip()[:200])
    for element in found.scripts:
        if (element.get("type") or "").lower().startswith("application/ld+json"):
            scripts.append(element.text or "")
    for element in found.titles:
        title = title or _line(element)
    for element in found.headings:
        if len(headings) < _MOST_HEADINGS and (line := _line(element)):
            headings.append(line)
    for element in found.buttons:
        if element.tag == "input":
            kind = (element.get("type") or "").lower()
            password = password or kind == "password"
            if kind == "submit" and len(buttons) < _MOST_BUTTONS:
                buttons.append((element.get("value") or "")[:_LONGEST_BUTTON])
        elif len(buttons) < _MOST_BUTTONS:
            buttons.append(_line(element)[:_LONGEST_BUTTON])
    linked = "\n".join(scripts)[:_MOST_LD]
    types = _types(linked)
    articles = sum(1 for each in types if _LD_ARTICLE.match(each))
    marks = Marks(
        title=title,
        headings=tuple(headings),
        noindex="noindex" in meta.get("robots", "").lower(),
        og_type=meta.get("og:type", "").lower(),
        generator=meta.get("generator", ""),
        classes=_classes(tree),
        linked=frozenset(types),
        articles=articles,
        published=not known()["article"].dates.isdisjoint(meta)
        or (articles <= MOST_ARTICLES and '"datePublished"' in linked),
        free=_LD_NOT_FREE.search(linked) is None,
        password=password,
        buttons=tuple(filter(None, buttons)),
    )
    if not _may_be_list(marks):
        return marks
    body = None if marks.article else tree.find("body")
    return replace(marks, teasers=teaser_texts(tree), lines=Lines() if body is None else read_lines(body))


def _may_be_list(marks: Marks) -> bool:
    """Whether it is worth looking for teasers: the page of an article says so, mostly in two ways."""
    lists = known()["list"]
    return not marks.article or (
        marks.article == 1
        and (
            marks.articles > MOST_ARTICLES
            or marks.og_type == "website"
            or not marks.linked.isdisjoint(lists.types)
            or not marks.classes.isdisjoint(lists.classes)
        )
    )


def _types(linked: str) -> list[str]:
    found: list[str] = []
    for one, several in _LD_TYPE.findall(linked):
        found += [one] if one else re.findall(r'"([^"]+)"', several)
    return [each.rpartition("/")[2] for each in found]


def _classes(tree: HtmlElement) -> frozenset[str]:
    words: list[str] = []
    for element in (tree.getroottree().getroot(), tree.find("body")):
        if element is not None:
            words += (element.get("class") or "")[:2000].lower().split()
            words += (element.get("id") or "")[:100].lower().split()
    return frozenset(words)


def _line(element: HtmlElement) -> str:
    return " ".join("".join(map(str, element.itertext())).split())[:300]
