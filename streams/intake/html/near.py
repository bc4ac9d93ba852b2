"""What stands near the headline: where a page prints its authors and its date, and the furniture to be kept out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, islice

from lxml.html import HtmlElement

from streams.intake.html.bylines import opens_byline
from streams.intake.html.head import Head, within
from streams.intake.html.line import comparable, resemblance
from streams.intake.html.marks import hints, pattern

#: Elements after the headline, and before it, that are looked at.
_AFTER, _BEFORE = 350, 120
_REST = 2500  # elements after the headline in which authors are looked for who are named nowhere near it
_OPENING = 30  # characters with which a text may open that begins with its date
_STANDFIRST = 1000  # characters of a block that may be one, white space included
_SIGNATURE = 50  # characters
# Elements after the headline in which a name alone is looked for, its characters, and where it is no byline.
_BARE, _PROSE = 60, 200
_SHORTEST_NAME, _NAME = 6, 80
_JOIN = 8  # characters beside a name's link that are no sentence: "By", "and", "|"
_SECOND_LINE = 60  # characters of the line below a name in one element with it
_NO_LINES = frozenset(
    [
        "a",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "dt",
        "dd",
        "figcaption",
        "cite",
        "blockquote",
        "meta",
        "time",
    ]
)
_INLINE = frozenset(["span", "b", "strong", "em", "i", "small", "font"])
# What names and dates stand in; pictures, drawings and scripts are passed over without a look.
_HOLDERS = (
    *(
        "a",
        "span",
        "p",
        "div",
        "time",
        "li",
        "ul",
        "address",
        "header",
        "footer",
        "section",
        "aside",
        "article",
        "td",
    ),
    *(
        "strong",
        "b",
        "em",
        "i",
        "small",
        "cite",
        "abbr",
        "dd",
        "dt",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "font",
        "meta",
        "byline",
    ),
)
_NAMING = frozenset(["class", "itemprop", "property", "id", "rel", "data-testid"])
_WITHOUT = 1200  # elements that are looked at where no headline is
_DEEPEST = 30
_STEPS_UP = 5  # from the headline to the block that it shares with what stands above it
_SOMEHOW_ALIKE = 0.25
LONGEST_LINE = 160  # characters of a line that is a byline or a date, and no sentence
_LINES = 120  # elements in which a line without marks is looked for
_MOST_CHILDREN = 100  # of a block that are asked whether they are a teaser's heading
_MOST_SECOND = 40  # smaller headings that are asked where no h1 is the headline
# Where a headline stands that is no heading, and how many of these are looked at.
_LINES_OF_TITLES, _MOST_TITLES = ("b", "strong", "font", "div", "span", "p", "td", "big"), 1500
_SHORTEST_TITLE, _SHORTEST_UNSPACED = 12, 6  # letters of such a headline; in Chinese, Japanese or Korean
_PARTS = re.compile(r"[|_»:–—-]")  # what may part a title from the site's name
_FURNITURE = pattern("furniture", words=True, case=False)
#: Words of furniture that the parts of a headline's own block have in their names, too.
_DOUBTFUL = re.compile(r"(?<![a-z])(?:teasers?|gallery|slider)(?![a-z])", re.IGNORECASE)
#: Words of furniture that what belongs to an article, and stands far from its headline, has in its names, too.
_ARTICLES_OWN = re.compile(r"(?<![a-z])(?:sidebar|footer|copyright)(?![a-z])", re.IGNORECASE)
_AUTHOR, _NO_AUTHOR, AUTHOR_LINK = pattern("author"), pattern("no_author", case=False), pattern("author_link")
PERSON_LINK = pattern("person_link")
_SUBJECT = pattern("subject")
_DATE = pattern("date")
_NAMING_HINTS = hints("author", "date")
#: The names of the line that tells who wrote an article, and when.
_META = pattern("meta", words=True)
_DIGIT = re.compile(r"\d")
# A year, or a day with a short one: what a line must have that is looked at for a date.
_YEAR = re.compile(r"(?<!\d)(?:(?:19|20|25|1[34])\d\d|\d{1,2}\.\d{1,2}\.\d\d)(?!\d)")
# Also in the figures of Persian, Arabic, Hindi, Bengali and Thai, and in years of East Asia's eras.
_YEAR_ANYWHERE = re.compile(
    r"(?<!\d)(?:(?:19|20|25)\d\d|\d{1,2}\.\d{1,2}\.\d\d|۱[۳۴]\d\d|٢٠\d\d|२०\d\d|২০\d\d|๒๕\d\d|1[34]\d\d)(?!\d)"
    r"|\d年\d{1,2}月"
)
_FURNITURE_TAGS = frozenset(
    ["nav", "footer", "figure", "figcaption", "form", "select", "button", "script", "style", "noscript"]
)
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5"])


@dataclass(frozen=True, slots=True)
class Mark:
    """An element that may name authors or a date, as its tag, its attributes or its words tell.

    `date` is the rule: "time", "marked" (by an attribute), "line" or "opening" (a text that begins with it). `line`: it
    opens as a byline does. `text` is what follows the element, if the mark is there.
    """

    element: HtmlElement
    author: bool
    date: str | None
    line: bool
    text: str | None = None


class Near:
    """What is near the headline's element, or at the beginning of the body where there is none.

    The marks are looked for when they are first asked for: of many pages nobody asks for those before the headline.
    """

    def __init__(self, tree: HtmlElement, headline: HtmlElement | None) -> None:
        body = tree.find(".//body") if headline is None else None
        self._start: HtmlElement = tree if body is None else body
        self.headline = headline
        inside = self._start if headline is None else headline
        self.around = frozenset([inside, *inside.iterancestors()])  # the headline and what holds it

    @cached_property
    def after(self) -> tuple[Mark, ...]:
        """The marks after the headline, in order."""
        if self.headline is None:
            return _marks(self._start.iter(*_HOLDERS), _WITHOUT)
        return _marks(_following(self.headline), _AFTER)

    @cached_property
    def before(self) -> tuple[Mark, ...]:
        """The marks closely before the headline, in order."""
        return () if self.headline is None else _marks(_preceding(self.headline), _BEFORE)

    def rest(self) -> tuple[Mark, ...]:
        """The marks in the rest of the page; `line` says that an element's text may be a signature."""
        if self.headline is None:
            return ()
        elements = islice(_following(self.headline), _AFTER, _REST)
        return tuple(mark for element in elements if (mark := _end_mark(element)) is not None)

    def short_lines(self) -> Iterator[tuple[HtmlElement, str]]:
        """The blocks of a few words closely below the headline that are no links, each with its text."""
        if self.headline is None:
            return
        for element in islice(_following(self.headline), _BARE):
            text = element.text
            if text is None or element.tag in _NO_LINES or text.isspace():
                continue
            if len(text) > _PROSE and element.tag in ("p", "div", "td"):
                return  # the text: a name that stands alone in it signed a letter in it, or is told of
            words = " ".join(text.split())
            if (
                (_SHORTEST_NAME if words.isascii() else 2) <= len(words) <= _NAME
                and (not len(element) or _is_first_line(element))
                and _is_line(element)
            ):
                if _NO_AUTHOR.search(element.get("class") or ""):
                    continue
                yield element, words

    def further(self) -> Iterator[HtmlElement]:
        """The elements after the headline, far from it, too; furniture is among them."""
        return iter(()) if self.headline is None else islice(_following(self.headline), _REST)

    def is_furniture(self, element: HtmlElement) -> bool:
        """Whether the element belongs to comments, to other articles, to a menu, or to a picture."""
        up: HtmlElement | None = element
        below: HtmlElement | None = None
        doubtful: HtmlElement | None = None  # the outermost
        for _ in range(_DEEPEST):
            if up is None or up in self.around:
                return doubtful is not None and not self._is_beside_headline(doubtful)
            if up.tag in _FURNITURE_TAGS and not self._is_articles_own(up):
                return True
            if up.tag == "a" and any(inner is not element for inner in up.iter("p", *_HEADINGS)):
                return True  # another article's teaser, all of which is a link
            if is_furniture_name(up.get("class"), up.get("id")):
                if not _is_doubtful_name(up.get("class"), up.get("id")):
                    return True
                doubtful = up
            if below is not None and self.headline is not None and _has_heading_before(up, below):
                return True  # another article's teaser
            up, below = up.getparent(), up
        return False

    def is_anothers(self, element: HtmlElement) -> bool:
        """Whether the element belongs to comments or to other articles. A sidebar and a footer may be the article's."""
        up: HtmlElement | None = element
        below: HtmlElement | None = None
        for _ in range(_DEEPEST):
            if up is None or up in self.around:
                return False
            names = _ARTICLES_OWN.sub(" ", f"{up.get('class') or ''} {up.get('id') or ''}")
            if _FURNITURE.search(names) or up.tag in ("nav", "form", "aside"):
                return True
            if below is not None and _has_heading_before(up, below):
                return True
            up, below = up.getparent(), up
        return False

    def _is_beside_headline(self, element: HtmlElement) -> bool:
        """Whether it stands closely beside the headline, in a page whose parts are named after teasers or galleries."""
        parent = element.getparent()
        if self.headline is None or parent is None:
            return False
        close = self.headline.getparent()
        if parent is not close and (close is None or parent is not close.getparent()):
            return False
        return not any(True for each in element.iter(*_HEADINGS) if each is not element)

    def _is_articles_own(self, element: HtmlElement) -> bool:
        """Whether it is the footer of the article whose headline this is, or one that says who wrote it (Drupal)."""
        parent = element.getparent()
        if element.tag != "footer" or parent is None or parent.tag != "article":
            return False
        return parent in self.around or _META.search(element.get("class") or "") is not None


def _is_line(element: HtmlElement) -> bool:
    """Whether nothing but white space stands beside an element, and it is in no link."""
    if element.tail and not element.tail.isspace():
        return False
    parent = element.getparent()
    if parent is None or parent.tag in _NO_LINES:
        return False
    if element.tag in _INLINE and parent.text and not parent.text.isspace():
        return False
    above = parent.getparent()
    return above is None or above.tag not in _NO_LINES


def _is_first_line(element: HtmlElement) -> bool:
    """Whether an element holds two short lines and no more: a name, and the date below it."""
    following = element[0].tail
    return (
        len(element) == 1
        and element[0].tag == "br"
        and following is not None
        and 0 < len(following.strip()) <= _SECOND_LINE
    )


def _has_heading_before(block: HtmlElement, child: HtmlElement) -> bool:
    """Whether a heading that is a link stands before the child: a teaser's. An article's own headings lead nowhere."""
    for each in islice(block, _MOST_CHILDREN):
        if each is child:
            return False
        if each.tag in _HEADINGS and (block.tag == "a" or each.find(".//a") is not None):
            return True
        if each.tag == "a" and any(inner.tag in _HEADINGS for inner in each):
            return True
    return False


@lru_cache(maxsize=20_000)
def is_furniture_name(class_: str | None, id_: str | None) -> bool:
    """Whether these are names of furniture."""
    return bool((class_ and _FURNITURE.search(class_)) or (id_ and _FURNITURE.search(id_)))


@lru_cache(maxsize=20_000)
def _is_doubtful_name(class_: str | None, id_: str | None) -> bool:
    """Whether names of furniture may be those of the headline's own block, too."""
    return _FURNITURE.search(_DOUBTFUL.sub(" ", f"{class_ or ''} {id_ or ''}")) is None


def _marks(elements: Iterator[HtmlElement], most: int) -> tuple[Mark, ...]:
    """One pass over the elements; what costs more than a look at an attribute is left for those that are found."""
    found: list[Mark] = []
    for count, element in enumerate(islice(elements, most)):
        author = date = False
        for name, value in element.items():
            if name in _NAMING:
                kind = _kind_of(name, value)
                if kind:
                    author, date = author or kind in _AUTHORS, date or kind in _DATES
            elif name == "href" and not author:
                author = AUTHOR_LINK.search(value) is not None or (
                    PERSON_LINK.search(value) is not None
                    and _stands_apart(element)
                    and not _is_subject(element)
                )
        rule = "time" if element.tag == "time" else "marked" if date else None
        line = False
        if count < _LINES:
            text = element.text
            if text is not None and not text.isspace():
                line, rule = _look_at_text(text, rule)
            tail = element.tail
            if rule is None and tail is not None and not tail.isspace() and _is_dated(tail):
                found.append(Mark(element, False, "line", False, tail))
            if rule is None and len(element) and element[0].tag == "br" and _is_dated(element[0].tail or ""):
                rule = "line"
        if author or line or rule is not None:
            found.append(Mark(element, author, rule, line))
    return tuple(found)


def _stands_apart(link: HtmlElement) -> bool:
    """Whether no sentence is around a link: next to nothing stands beside it."""
    before, parent = link.getprevious(), link.getparent()
    opening = before.tail if before is not None else parent.text if parent is not None else None
    return all(beside is None or len(beside.strip()) <= _JOIN for beside in (opening, link.tail))


def _is_subject(link: HtmlElement) -> bool:
    """Whether a link is called a tag, as are those to what an article tells of."""
    parent = link.getparent()
    return any(
        _SUBJECT.search(each.get("class") or "") is not None for each in (link, parent) if each is not None
    )


def _look_at_text(text: str, rule: str | None) -> tuple[bool, str | None]:
    """(whether it opens as a byline, the rule by which it may hold a date)."""
    if len(text) >= LONGEST_LINE:
        return False, rule or ("opening" if _has_year(text[:_OPENING]) else None)
    return opens_byline(text), rule or ("line" if _has_year(text) else None)


def _is_dated(text: str) -> bool:
    return len(text) < LONGEST_LINE and _has_year(text)


def _has_year(text: str) -> bool:
    # Most lines have no digit, which costs a fifth to see.
    if _DIGIT.search(text) is None:
        return False
    return (_YEAR if text.isascii() else _YEAR_ANYWHERE).search(text) is not None


def _end_mark(element: HtmlElement) -> Mark | None:
    tag = element.tag
    for name, value in element.items():
        if name in _NAMING and _kind_of(name, value) in _AUTHORS:
            return Mark(element, True, None, False)
    if (
        tag in ("b", "strong", "em", "i")
        and (text := element.text)
        and len(text) < _SIGNATURE
        and " " in text
    ):
        return Mark(element, False, None, True)
    return None


@lru_cache(maxsize=20_000)
def _kind_of(name: str, value: str) -> str:
    """What an attribute says of its element: "author", "date", "both" or ""."""
    if name == "rel":
        return "author" if "author" in value else ""
    if name in ("itemprop", "property"):
        value = value.rpartition(":")[2]
        return (
            "author" if value in ("author", "creator") else "date" if value.lower().startswith("date") else ""
        )
    if not _NAMING_HINTS.find_matches_as_indexes(value):
        return ""
    author = _AUTHOR.search(value) is not None and _NO_AUTHOR.search(value) is None
    date = _DATE.search(value) is not None
    return "both" if author and date else "author" if author else "date" if date else ""


_AUTHORS, _DATES = ("author", "both"), ("date", "both")


def _following(headline: HtmlElement) -> Iterator[HtmlElement]:
    around = [headline, *headline.iterancestors()]
    after = chain.from_iterable(each.iter(*_HOLDERS) for up in around for each in up.itersiblings())
    return chain(headline.iterdescendants(*_HOLDERS), after)


def prints(headline: HtmlElement | None, words: str) -> bool:
    """Whether a text, given as `comparable` gives it, stands closely below the headline as a block of its own."""
    if headline is None or not words:
        return False
    return any(
        comparable(within(element, _STANDFIRST)) == words
        for element in islice(_following(headline), _LINES // 2)
    )


def _preceding(element: HtmlElement) -> Iterator[HtmlElement]:
    """What stands before it in the blocks that hold it closely; never straight in the body, where the masthead is."""
    up = element
    for _ in range(_STEPS_UP):
        parent = up.getparent()
        if parent is None or parent.tag in ("body", "html", "main"):
            return
        for sibling in up.itersiblings(preceding=True):
            yield from sibling.iter(*_HOLDERS)
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
    for count, heading in enumerate(tree.iter("h2", "h3", "h4", "h5")):
        if count >= _MOST_SECOND or not wanted or most >= 1.0:
            break
        words = comparable(within(heading))
        likeness = max(_likeness(words, each) for each in wanted) if len(words) > 8 else 0.0
        if heading.tag in ("h4", "h5") and not _opens_title(words, wanted):
            continue
        if likeness >= 0.9 and likeness > most:  # of two in "Security Blog: A safer browser" the longer one
            best, most = heading, likeness
    return best if best is not None or not wanted else _printed_as_title(tree, declared, titles)


def _opens_title(words: str, titles: Iterable[str]) -> bool:
    """Whether it is a title, or a title without the site's name behind it."""
    return any(title.startswith(words) and 2 * len(words) >= len(title) for title in titles)


def _ends_title(words: str, titles: Iterable[str]) -> bool:
    """Whether it is a title without the site's name before it."""
    return any(title.endswith(words) and 2 * len(words) >= len(title) for title in titles)


def _printed_as_title(tree: HtmlElement, declared: frozenset[str], titles: list[str]) -> HtmlElement | None:
    """The element whose whole text is the title, on a page without headings: in large letters, or named by a script.

    The site's name may stand before the title as well as behind it.
    """
    # "标题_频道_站名": the first part of a Chinese title is the headline.
    declared |= {
        comparable(title.partition("_")[0]) for title in titles if "_" in title and not title.isascii()
    }
    letters = {words[:1] for title in titles for part in _PARTS.split(title) if (words := comparable(part))}
    for element in islice(tree.iter(*_LINES_OF_TITLES), _MOST_TITLES):
        text = element.text
        if text is None or (
            len(text) < _SHORTEST_TITLE and (text.isascii() or len(text) < _SHORTEST_UNSPACED)
        ):
            continue
        if text.lstrip()[:1].casefold() not in letters:
            continue
        words = comparable(text)
        shortest = _SHORTEST_UNSPACED if words > "\u3040" else _SHORTEST_TITLE
        if len(words) >= shortest and (_opens_title(words, declared) or _ends_title(words, declared)):
            return element
    return None


def _likeness(words: str, title: str) -> float:
    if words == title:
        return 1.0
    if len(words) > 8 and (words in title or title in words):
        # Of two that stand in "Fire closes port | The Herald" the longer one is the headline.
        return 0.9 + 0.09 * min(len(words), len(title)) / max(len(words), len(title))
    return 0.9 * resemblance(words, title)
