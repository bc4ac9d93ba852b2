"""What stands near the headline: where a page prints its authors and its date, and the furniture to be kept out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice

from lxml.html import HtmlElement

from streams.intake.html.bylines import opens_byline
from streams.intake.html.head import Head, within
from streams.intake.html.line import comparable, resemblance
from streams.intake.html.marks import pattern

#: Elements after the headline, and before it, that are looked at.
_AFTER, _BEFORE = 400, 60
_WITHOUT = 1200  # elements that are looked at where no headline is
_DEEPEST = 30
_STEPS_UP = 3  # from the headline to the block that it shares with what stands above it
_SOMEHOW_ALIKE = 0.25
LONGEST_LINE = 160  # characters of a line that is a byline or a date, and no sentence
_LINES = 120  # elements in which a line without marks is looked for
_MOST_SECOND = 40  # smaller headings that are asked where no h1 is the headline
_FURNITURE = pattern("furniture", words=True, case=False)
_AUTHOR, _NO_AUTHOR, AUTHOR_LINK = pattern("author"), pattern("no_author", case=False), pattern("author_link")
_DATE = pattern("date")
_YEAR = re.compile(r"(?<!\d)(?:19|20|25)\d\d(?!\d)")
_FURNITURE_TAGS = frozenset(
    ["nav", "footer", "figure", "figcaption", "form", "select", "button", "script", "style", "noscript"]
)
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5"])


@dataclass(frozen=True, slots=True)
class Mark:
    """An element that may name authors or a date, as its tag, its attributes or its words tell.

    `date` is the rule: "time", "marked" (by an attribute) or "line"; `line` says that it opens as a byline does.
    """

    element: HtmlElement
    author: bool
    date: str | None
    line: bool


@dataclass(frozen=True, slots=True)
class Near:
    """The headline's element, if there is one, and the marks after it and closely before it, in order."""

    headline: HtmlElement | None
    around: frozenset[HtmlElement]  # the headline and what holds it
    after: tuple[Mark, ...]
    before: tuple[Mark, ...]

    def is_furniture(self, element: HtmlElement) -> bool:
        """Whether the element belongs to comments, to other articles, to a menu, or to a picture."""
        up: HtmlElement | None = element
        below: HtmlElement | None = None
        for _ in range(_DEEPEST):
            if up is None or up in self.around:
                return False
            if up.tag in _FURNITURE_TAGS or is_furniture_name(up.get("class"), up.get("id")):
                return True
            if below is not None and self.headline is not None and _has_heading_before(up, below):
                return True  # another article's teaser
            up, below = up.getparent(), up
        return False


def _has_heading_before(block: HtmlElement, child: HtmlElement) -> bool:
    """Whether a heading that is a link stands before the child: a teaser's. An article's own headings lead nowhere."""
    for each in block:
        if each is child:
            return False
        if each.tag in _HEADINGS and (each.find(".//a") is not None):
            return True
        if each.tag == "a" and any(inner.tag in _HEADINGS for inner in each):
            return True
    return False


@lru_cache(maxsize=20_000)
def is_furniture_name(class_: str | None, id_: str | None) -> bool:
    """Whether these are names of furniture."""
    return bool((class_ and _FURNITURE.search(class_)) or (id_ and _FURNITURE.search(id_)))


def look_near(tree: HtmlElement, headline: HtmlElement | None) -> Near:
    """What is near the headline; without one, at the beginning of the body."""
    if headline is None:
        body = tree.find(".//body")
        start = body if body is not None else tree
        return Near(None, frozenset([start, *start.iterancestors()]), _marks(start.iter(), _WITHOUT), ())
    around = [headline, *headline.iterancestors()]
    following = chain.from_iterable(each.iter() for up in around for each in up.itersiblings())
    return Near(
        headline,
        frozenset(around),
        _marks(chain(headline.iterdescendants(), following), _AFTER),
        _marks(_preceding(headline), _BEFORE),
    )


def _marks(elements: Iterator[HtmlElement], most: int) -> tuple[Mark, ...]:
    """One pass over the elements; what costs more than a look at an attribute is left for those that are found."""
    found: list[Mark] = []
    for count, element in enumerate(islice(elements, most)):
        author = date = False
        for name, value in element.items():
            if (
                name == "class"
                or name == "itemprop"
                or name == "id"
                or name == "rel"
                or name == "data-testid"
            ):
                kind = _kind_of(name, value)
                author, date = author or kind in _AUTHORS, date or kind in _DATES
            elif name == "href" and not author:
                author = AUTHOR_LINK.search(value) is not None
        rule = "time" if element.tag == "time" else "marked" if date else None
        line = False
        if count < _LINES:
            text = element.text
            if text is not None and len(text) < LONGEST_LINE:
                line = not author and opens_byline(text)
                if rule is None and _YEAR.search(text):
                    rule = "line"
            if (
                rule is None
                and (tail := element.tail) is not None
                and len(tail) < LONGEST_LINE
                and _YEAR.search(tail)
            ):
                found.append(Mark(element.getparent(), False, "line", False))
        if author or line or rule is not None:
            found.append(Mark(element, author, rule, line))
    return tuple(found)


@lru_cache(maxsize=20_000)
def _kind_of(name: str, value: str) -> str:
    """What an attribute says of its element: "author", "date", "both" or ""."""
    if name == "rel":
        return "author" if "author" in value else ""
    if name == "itemprop":
        return (
            "author" if value in ("author", "creator") else "date" if value.lower().startswith("date") else ""
        )
    author = _AUTHOR.search(value) is not None and _NO_AUTHOR.search(value) is None
    date = _DATE.search(value) is not None
    return "both" if author and date else "author" if author else "date" if date else ""


_AUTHORS, _DATES = ("author", "both"), ("date", "both")


def _preceding(element: HtmlElement) -> Iterator[HtmlElement]:
    """What stands before it in the blocks that hold it closely; never straight in the body, where the masthead is."""
    up = element
    for _ in range(_STEPS_UP):
        parent = up.getparent()
        if parent is None or parent.tag in ("body", "html", "main"):
            return
        for sibling in up.itersiblings(preceding=True):
            yield from sibling.iter()
        up = parent


def find_headline(
    tree: HtmlElement, head: Head, titles: list[str], own: frozenset[str]
) -> HtmlElement | None:
    """The element that prints the headline: the h1, or where there is none a smaller heading, that is like a title.

    An h1 that prints the paper's name is its logo.
    """
    wanted = [words for title in titles if (words := comparable(title))]
    declared = frozenset(wanted)
    best, most = None, 0.0
    for heading, text in head.headings:
        words = comparable(text)
        if not words or words in own:
            continue
        likeness = 1.0 if words in declared else max((_likeness(words, each) for each in wanted), default=0.1)
        if best is None or likeness > most:
            best, most = heading, likeness
    if most >= _SOMEHOW_ALIKE:
        return best
    for count, heading in enumerate(tree.iter("h2", "h3")):
        if count >= _MOST_SECOND:
            break
        words = comparable(within(heading))
        if len(words) > 8 and any(_likeness(words, each) >= 0.9 for each in wanted):
            return heading
    return best


def _likeness(words: str, title: str) -> float:
    if words == title:
        return 1.0
    if len(words) > 8 and (words in title or title in words):
        return 0.95
    return 0.9 * resemblance(words, title)
