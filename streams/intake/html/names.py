"""What the elements of a page are called, and what that says of them: furniture, the text's container, a standfirst.

The words are data (data/pages/names.toml). A name is looked at once and remembered, for a site's pages share theirs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache
from itertools import pairwise

from lxml.html import HtmlElement

from streams.datafiles import read_toml

#: Elements that never hold the text of an article.
_NEVER_NAMES = """
    script style noscript template nav footer aside form button select option textarea svg iframe figure figcaption
    video audio object head menu input label dialog canvas map
"""
_NEVER = frozenset(_NEVER_NAMES.split())
_SURELY = frozenset({"footer", "nav", "script", "style", "noscript", "template", "figure", "form"})
_CONTROL_NAMES = "script style noscript template button select option textarea svg iframe object head"
_CONTROLS = frozenset(_CONTROL_NAMES.split())
_TELLING_TAGS = _NEVER | {"time"}
#: The attributes that name an element or hide it.
_TELLING = frozenset({"class", "id", "hidden", "aria-hidden", "style"})
#: Parts of a table, which are named by what is in them.
_CELLS = frozenset({"td", "th", "tr", "tbody", "thead", "tfoot", "caption"})
#: Lines of text, whose `id` is no name but an address.
_LINES = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "li"})
_TURN = re.compile(r"(?<=[a-z])(?=[A-Z])")
# Names that say nothing of what an element is: WordPress's for an article by its tags and categories, which may be any
# words; those of labels that are hidden (Drupal), and of what is hidden on small screens or on large ones (Tailwind).
_NO_NAMES = re.compile(
    r"(?:^|\s)(?:tag|category|format|series|author)-(?!list|cloud|links|box|bio|info|name)\S+"
    r"|\S{0,100}label-{1,2}hidden\S*|\S{1,20}:hidden"
    r"|(?:^|\s)hidden(?=\s.{0,200}\b(?:sm|md|lg|xl):(?:block|flex|grid|inline))"
)
_JOINTS = str.maketrans(dict.fromkeys("_-:/.", " "))


@dataclass(frozen=True, slots=True)
class _Words:
    words: frozenset[str]
    pairs: frozenset[str]
    beginnings: tuple[str, ...]
    others: tuple[str, ...]

    def are_in(self, name: str) -> bool:
        """Whether one of the words stands in a name."""
        found = _words_in(name)
        if not self.words.isdisjoint(found):
            return True
        if self.beginnings and any(word.startswith(self.beginnings) for word in found):
            return True
        return len(found) > 1 and not self.pairs.isdisjoint([f"{a} {b}" for a, b in pairwise(found)])


# One element after another asks of a name whether it is that of furniture, a picture, a list of links ...
@lru_cache(maxsize=1_000)
def _words_in(name: str) -> tuple[str, ...]:
    """The words that a name is made of, in lower case, but for those that say nothing."""
    plain = _NO_NAMES.sub(" ", name) if "-" in name or ":" in name else name
    return tuple(_TURN.sub(" ", plain).lower().translate(_JOINTS).split())


@cache
def _words(table: str) -> _Words:
    said = read_toml("pages/names.toml")[table]
    return _Words(
        frozenset(said["words"]),
        frozenset(said["pairs"]),
        tuple(said.get("beginnings", ())),
        tuple(said.get("not", ())),
    )


@cache
def _body() -> re.Pattern[str]:
    said = read_toml("pages/names.toml")["body"]
    parts = [part.replace("-", "[-_]?") for part in said["parts"]]
    words = [rf"(?:^|\s)_?{word}(?:$|\s)" for word in said["words"]]
    return re.compile("|".join(parts + words), re.IGNORECASE)


def name_of(element: HtmlElement) -> str:
    """The class, the id and the itemprop of an element as one text."""
    return f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"


@lru_cache(maxsize=20_000)
def is_body_name(name: str) -> bool:
    """Whether that is the name of what holds the text of an article."""
    return _body().search(name[:300]) is not None


class Doubt(IntEnum):
    """What the name of an element leaves open."""

    NONE = 0
    LINKED = 1  # it is furniture if many links are in it
    EMPTY = 2  # it is furniture if there are, or if no prose is in it
    PICTURE = 3  # it is furniture if a picture and a few lines are in it


@lru_cache(maxsize=20_000)
def _doubt(name: str) -> Doubt:
    if not _words("linked").are_in(name):
        return Doubt.PICTURE if _words("picture").are_in(name) else Doubt.NONE
    return Doubt.EMPTY if _words("empty").are_in(name) else Doubt.LINKED


def doubt_of(element: HtmlElement) -> Doubt:
    """Whether the name of an element is that of furniture or of a part of the text, and what tells."""
    name = element.get("class"), element.get("id")
    if not (name[0] or name[1]) or element.tag == "blockquote" or element.tag in _CELLS:
        return Doubt.NONE
    return _doubt(f"{name[0] or ''} {name[1] or ''}"[:300])


@lru_cache(maxsize=20_000)
def _is_surely_furniture_name(name: str) -> bool:
    return _words("surely").are_in(name[:300])


def is_surely_furniture(element: HtmlElement) -> bool:
    """Whether furniture is never the article, even if it holds most of a page's prose: a footer, a consent box."""
    tag = element.tag
    if tag in _SURELY:
        return True
    name = f"{element.get('class') or ''} {element.get('id') or ''}"
    return tag not in ("main", "article") and _is_surely_furniture_name(name)


@lru_cache(maxsize=20_000)
def _is_furniture_name(name: str) -> bool:
    return _words("furniture").are_in(name[:300]) and not is_body_name(name)


@lru_cache(maxsize=20_000)
def is_standfirst_name(name: str) -> bool:
    """Whether that is the name of the lines between headline and text."""
    known = _words("standfirst")
    return known.are_in(name[:300]) and not any(other in name.lower() for other in known.others)


@lru_cache(maxsize=20_000)
def _is_wall_name(name: str) -> bool:
    return _words("wall").are_in(name)


def is_wall(element: HtmlElement) -> bool:
    """Whether an element stands where the rest of the text would, for those who have not paid, and says something."""
    name = element.get("class"), element.get("id")
    if not (name[0] or name[1]) or not _is_wall_name(f"{name[0] or ''} {name[1] or ''}"[:300]):
        return False
    return bool("".join(element.itertext()).strip())


def is_plain(element: HtmlElement) -> bool:
    """Whether neither the tag of an element nor an attribute can say that it is furniture."""
    return element.tag not in _TELLING_TAGS and _TELLING.isdisjoint(element.keys())


def is_furniture(element: HtmlElement) -> bool:
    """Whether an element is furniture by its tag or its name, or is hidden.

    A judgement on the name alone: who asks must not believe it of an element that holds most of the page's prose.
    """
    tag = element.tag
    if tag in _NEVER:
        return True
    if tag == "time" and _stands_alone(element):
        return True
    name = ""
    for key, value in element.items():
        if key == "class" or (key == "id" and tag not in _LINES):
            name = f"{name} {value}"
        elif _hides(key, value):
            return True
    return bool(name) and tag not in _CELLS and _is_furniture_name(name)


def _stands_alone(element: HtmlElement) -> bool:
    """Whether there is no text beside an element, and it is in no paragraph: the time of a post."""
    parent = element.getparent()
    if parent is None or (element.tail and not element.tail.isspace()):
        return False
    if parent.tag in _LINES and not (parent.tag == "li" and _heads_blocks(element)):
        return False
    return element.getprevious() is None and not (parent.text and parent.text.strip())


def _heads_blocks(element: HtmlElement) -> bool:
    """Whether a heading or a paragraph follows an element: the entries of the list are posts."""
    following = element.getnext()
    return following is not None and following.tag in _LINES


def is_unseen(element: HtmlElement) -> bool:
    """Whether an element is never shown as text: hidden, a script, a form's control."""
    tag = element.tag
    if tag in _CONTROLS:
        return True
    return any(_hides(key, value) for key, value in element.items())


def _hides(key: str, value: str) -> bool:
    if key == "hidden":
        return value != "until-found"
    if key == "aria-hidden":
        return value == "true"
    return key == "style" and ("none" in value or "hidden" in value) and _is_unseen(value)


def _is_unseen(style: str) -> bool:
    plain = style.lower().replace(" ", "")
    return "display:none" in plain or "visibility:hidden" in plain
