"""The article of a page whose mark-up has none: a script would write it there, from data that the page carries.

One object in the data is looked for that has what articles have together: a headline, and a body with prose. It must go
with the page: by its address, which is the page's, or by its headline, which is what the page calls itself. Data hold
other articles, too, and fronts hold nothing else: of two objects that go with the page alike and tell different texts,
neither is taken. The work is linear in the data, and has an end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from streams.blocks import Block, texts_of
from streams.intake.html.container import LEAST_CHARACTERS, weight
from streams.intake.html.head import within
from streams.intake.html.json_ld import Author, LinkedArticle
from streams.intake.html.line import clean_text, comparable, resemblance
from streams.intake.html.metadata import PageMetadata
from streams.intake.html.projection import letters
from streams.intake.html.short import reads_as_prose
from streams.intake.html.state_scripts import carried_by, parsed
from streams.intake.html.state_text import blocks_of_body, folded, with_folded_keys, words
from streams.intake.identity import names_page, page_url

#: Values that are looked at, how deep, and characters of documents that lie in strings, of all of them.
_MOST_VALUES, _DEEPEST, _MOST_NESTED = 150_000, 40, 4_000_000
#: Objects that go with the page: of more, it is a list. Bodies of one object that are read.
_MOST_ARTICLES, _MOST_BODIES = 20, 4
#: Letters of a title that is enough to know an article by, and of one that may stand in a longer one.
_TELLING, _LONG = 8, 20
#: How much two titles must resemble each other.
_ALIKE: Final = 0.8
_LONGEST_ADDRESS: Final = 2_000
#: The last part of an address that names one article: it has several words, or a number.
_NAMES_ONE: Final = re.compile(r"\d{4}|[^\W_][-_.][^\W_]")
#: What an object has a string in that stands for it.
_TEXT_IN: Final = (
    *("basic", "rendered", "main", "default", "text", "title", "headline", "value", "name", "@id", "current"),
)
_EXTENSION: Final = re.compile(r"\.(?:s?html?|php|aspx?)$|/$", re.IGNORECASE)
#: Marks between a page's title and its site's name, and the like.
_PARTS: Final = re.compile(r"\s+(?:[|•·»–—-]|::)\s+")


@dataclass(frozen=True, slots=True)
class StateArticle:
    """The article of a page's data: its blocks, what the data say of it, and what the data are called."""

    blocks: list[Block]
    said: LinkedArticle
    name: str


@dataclass(frozen=True, slots=True)
class _Page:
    """What the page says of itself: titles as `comparable` gives them, paths of its addresses."""

    titles: frozenset[str]
    paths: frozenset[str]
    base: str | None
    marked: bool


@dataclass(slots=True)
class _Found:
    """An object that goes with the page: how well (1 to 5), and its blocks, once they are read."""

    fits: int
    headline: str
    object: dict[str, Any]
    name: str
    blocks: list[Block] = field(default_factory=list)
    characters: int = 0

    def read(self, base: str | None) -> None:
        """Reads the body with the most prose."""
        bodies = [self.object[key] for key in sorted(words("body") & self.object.keys()) if self.object[key]]
        for body in sorted(bodies, key=_size, reverse=True)[:_MOST_BODIES]:
            blocks = blocks_of_body(body, base)
            characters = sum(weight(block.text) for block in blocks if reads_as_prose(block.text))
            if characters > self.characters:
                self.blocks, self.characters = blocks, characters


def read_state(
    tree: HtmlElement, url: str | None, said: PageMetadata, *, marked: bool = False
) -> StateArticle | None:
    """The article in the data that a page carries; None if it has none that goes with the page for sure.

    Args:
        tree: the page. It is not changed.
        url: where the page came from, normalised.
        said: what the page says of itself.
        marked: the page has a mark, a date or a byline of an article. Without one the object must have a date or an
            author: else it may be any text of the site's.
    """
    page = _Page(
        _titles(tree, said), _paths(url, page_url(url), said.canonical), url or said.canonical, marked
    )
    found = list(_going_with(tree, page))
    if not found or len(found) > _MOST_ARTICLES:
        return None
    for each in found:
        each.read(page.base)
    found = [each for each in found if each.characters >= LEAST_CHARACTERS]
    best = max((each.fits for each in found), default=0)
    alike = [each for each in found if each.fits == best]
    if not alike:
        return None
    one = max(alike, key=lambda each: each.characters)
    text = _letters_of(one)
    if any(not _is_in(each, text) for each in alike):
        return None
    return StateArticle(one.blocks, _linked(one), one.name)


def _going_with(tree: HtmlElement, page: _Page) -> Iterator[_Found]:
    left, nested = _MOST_VALUES, _MOST_NESTED
    for carried in carried_by(tree):
        waiting: list[tuple[Any, int]] = [(carried.value, 0)]
        while waiting and left > 0:
            value, depth = waiting.pop()
            if isinstance(value, str):
                nested -= len(value)
                value = parsed(value) if nested >= 0 else None
            if isinstance(value, dict):
                if found := _article(value, page, carried.name):
                    yield found
                inside: Any = value.values()
            else:
                inside = value or ()
            left -= len(inside)
            if depth < _DEEPEST and isinstance(value, dict | list):
                waiting += ((each, depth + 1) for each in inside if _may_hold(each))


def _may_hold(value: Any) -> bool:
    return isinstance(value, dict | list) or (
        isinstance(value, str) and len(value) >= LEAST_CHARACTERS and value[0] in "{["
    )


def _article(value: dict[str, Any], page: _Page, name: str) -> _Found | None:
    said: dict[str, Any] = {}
    for key, each in value.items():
        if each not in (None, "", [], {}) and (key := folded(key)):
            said.setdefault(key, each)
    if not words("body") & said.keys() or not (headline := _headline_of(said)):
        return None
    if words("no_article") & said.keys() or not (
        page.marked or said.keys() & (words("author") | words("published"))
    ):
        return None
    fits = _fits(said, headline, page)
    return _Found(fits, headline, said, name) if fits else None


def _headline_of(said: dict[str, Any]) -> str | None:
    for key in ("headline", *sorted(words("headline"))):
        if text := clean_text(_text_of(said.get(key))):
            return text if len(text) <= 500 else None
    return None


def _text_of(value: Any) -> str | None:
    """A string, or the one that an object or a list has for it: {"basic": …}, {"rendered": …}."""
    for _ in range(3):
        if isinstance(value, list):
            value = value[0] if value else None
        elif isinstance(value, dict):
            value = next((value[key] for key in _TEXT_IN if value.get(key)), None)
    return value[:5000] if isinstance(value, str) else None


def _fits(said: dict[str, Any], headline: str, page: _Page) -> int:
    """How well an object goes with the page: 3 for its address, 2 for its title, 1 for one like it; 0 not at all."""
    paths = {path for key in words("address") & said.keys() if (path := _path(_text_of(said[key])))}
    title = _title_fits(comparable(headline), page.titles)
    if any(_is_same(path, other) for path in paths for other in page.paths):
        return 3 + title
    if not (page.paths and paths):
        return title
    # It is that of another page: tomorrow's briefing has the same headline. A slug alone may be spelled otherwise.
    return title if title == 2 and not any("/" in path for path in paths) else 0


def _title_fits(line: str, titles: frozenset[str]) -> int:
    if len(line) < _TELLING:
        return 0
    if line in titles:
        return 2
    for title in titles:
        if min(len(line), len(title)) >= _LONG and (
            line in title or title in line or resemblance(line, title) >= _ALIKE
        ):
            return 1
    return 0


def _titles(tree: HtmlElement, said: PageMetadata) -> frozenset[str]:
    """What the page calls itself, without its site's name."""
    lines = [said.title, said.headlines.printed, said.headlines.search, said.headlines.social]
    lines += [within(each) for each in islice(tree.iter("h1", "title"), 5)]
    own = comparable(said.publisher)
    known = {comparable(part) for line in lines if line for part in (line, *_PARTS.split(line[:1000])[:1])}
    return frozenset(words for words in known if len(words) >= _TELLING and words != own)


def _paths(*urls: str | None) -> frozenset[str]:
    """The paths of those addresses that name one article."""
    return frozenset(path for url in urls if url and names_page(url) and (path := _path(url)))


def _path(address: str | None) -> str | None:
    """The path of an address, decoded, without slashes at its ends; None if nothing in it names one article."""
    if not address or len(address) > _LONGEST_ADDRESS or " " in address:
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    path = _EXTENSION.sub("", unquote(parts.path).rstrip("/")).strip("/").casefold()
    if parts.query and not _NAMES_ONE.search(path.rpartition("/")[2]):
        path = f"{path}?{parts.query}"
    return path if _NAMES_ONE.search(path.rpartition("/")[2]) else None


def _is_same(path: str, other: str) -> bool:
    """Whether two paths name one page: they are the same, or one is the end of the other, from a slash on."""
    return path == other or f"/{other}".endswith(f"/{path}") or f"/{path}".endswith(f"/{other}")


def _size(value: Any) -> int:
    """About how much text a value holds: characters of its longer strings."""
    total, left = 0, 5_000
    waiting = [value]
    while waiting and left > 0:
        each = waiting.pop()
        left -= 1
        if isinstance(each, str):
            total += len(each) if len(each) >= 20 else 0
        elif isinstance(each, dict | list):
            waiting += list(each.values() if isinstance(each, dict) else each)[:left]
    return total


def _letters_of(found: _Found) -> str:
    return letters(" ".join(texts_of(found.blocks)))


def _is_in(found: _Found, text: str) -> bool:
    """Whether the text of an object is that text, or an excerpt of it: its first and its last prose stand in it."""
    prose = [letters(each) for each in texts_of(found.blocks) if reads_as_prose(each)]
    return all(each[:60] in text for each in (prose[0], prose[len(prose) // 2], prose[-1]))


def _linked(found: _Found) -> LinkedArticle:
    said = found.object
    return LinkedArticle(
        headline=found.headline,
        authors=tuple(dict.fromkeys(Author(name) for name in _authors(said))),
        published=_date_of(said, "published"),
        modified=_date_of(said, "modified"),
    )


def _date_of(said: dict[str, Any], meaning: str) -> str | None:
    dates = (said[key] for key in sorted(words(meaning) & said.keys()))
    return next((each for each in dates if isinstance(each, str) and 8 <= len(each) <= 40), None)


def _authors(said: dict[str, Any]) -> Iterator[str]:
    for key in sorted(words("author") & said.keys()):
        value = said[key]
        value = value.get("by") or value if isinstance(value, dict) else value
        names = [
            name
            for each in (value if isinstance(value, list) else [value])[:20]
            if (name := clean_text(_name_of(each))) and len(name) <= 100
        ]
        if names:
            yield from names
            return


def _name_of(value: Any) -> str | None:
    if isinstance(value, dict):
        said = with_folded_keys(value)
        value = next((said[key] for key in ("name", *sorted(words("author_name"))) if said.get(key)), None)
    return value[:1000] if isinstance(value, str) and "://" not in value else None
