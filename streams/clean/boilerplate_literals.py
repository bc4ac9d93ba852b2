"""The words without which a pattern cannot match: what a line is asked for before the pattern is tried.

As in Russ Cox, "Regular Expression Matching with a Trigram Index" (2012): of each part of a pattern it is known which
strings it can be, if they are few, and else of which strings any match holds one. Patterns are not compiled for it:
that would cost more than all lines of a day. Understood is what the rules are written in: literals, escapes, classes,
groups that capture nothing, alternatives, repeats. What is not understood counts as a part that can be anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

#: Of more strings than this it is no longer kept which they are.
_MOST_STRINGS = 24
#: Signs that few lines of an article hold, so that one of them is enough to ask for.
_RARE_SIGNS = frozenset("@©ⓒ®|><›»[]{}#★▶☞→⇒【】〔〕")
#: How much better a beginning is than as many letters anywhere.
_ANCHORED = 4
_TOKEN = re.compile(
    r"(?P<open>\((?:\?(?::|!|=|<!|<=))?)|(?P<close>\))|(?P<or>\|)|(?P<repeat>(?:[*+?]|\{\d+(?:,\d*)?\})\??)"
    r"|(?P<any>\[\^?\]?(?:\\.|[^\]\\])*\]|\\[dDsSwW]|\.)|(?P<place>\\[AbBZ]|[$^])"
    r"|(?P<run>(?:[^()\[\]\\|*+?{.^$](?![*+?{]))+)|(?P<literal>\\?.)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Literals:
    """Of these strings, every text that a pattern matches holds one.

    `anchored`: at its beginning. `complete`: the pattern matches these strings and nothing else. Empty: none is known.
    """

    strings: frozenset[str] = frozenset()
    anchored: bool = False
    complete: bool = False


def literals_of(pattern: str) -> Literals:
    """What a match of the pattern, which begins where the text begins, cannot do without."""
    part = _alternatives(_TOKEN.finditer(pattern))
    if part.exact is not None and all(part.exact):
        return Literals(part.exact, anchored=True, complete=True)
    opening = part.opening if part.opening and all(part.opening) else frozenset()
    inside = part.inside or frozenset()
    if opening and (not inside or not _is_rare(inside) or _worth(opening) + _ANCHORED >= _worth(inside)):
        return Literals(opening, anchored=True)
    return Literals(inside) if _is_rare(inside) else Literals()


def _is_rare(strings: frozenset[str]) -> bool:
    """False where one of them, such as a letter, a blank or a colon, stands in many lines."""
    return all(len(string.strip()) > 1 or string.strip() in _RARE_SIGNS for string in strings)


@dataclass(frozen=True, slots=True)
class _Part:
    """`exact`: all that it can be; None: too much. `opening`, `inside`: what it begins with, and what it holds."""

    exact: frozenset[str] | None
    opening: frozenset[str] | None = None
    inside: frozenset[str] | None = None


_ANYTHING = _Part(None)


def _worth(strings: frozenset[str]) -> float:
    return min(map(len, strings)) - len(strings) / 24


def _alternatives(tokens: Iterator[re.Match[str]]) -> _Part:
    """The part up to the parenthesis that closes it, or to the end."""
    found: list[_Part] = []
    row: list[_Part] = []
    for token in tokens:
        kind = token.lastgroup
        if kind == "close":
            break
        if kind == "or":
            found.append(_in_a_row(row))
            row = []
        elif kind == "open":
            group = _alternatives(tokens)
            row.append(group if token[0] in ("(", "(?:") else _ANYTHING)
        elif kind == "repeat":
            row.append(_repeated(row.pop(), token[0]))
        elif kind == "run":
            row.append(_Part(frozenset({token[0]})))
        elif kind == "literal":
            row.append(_Part(frozenset({token[0][-1]})))
        else:
            # A place takes no letters, but ends what is known for sure; so does what is looked at and not taken.
            row.append(_ANYTHING)
    found.append(_in_a_row(row))
    return found[0] if len(found) == 1 else _either(found)


def _repeated(part: _Part, how: str) -> _Part:
    if how.startswith(("?", "{0,1}")):
        return _Part(part.exact | {""}) if part.exact is not None else _ANYTHING
    if how.startswith(("*", "{0")):
        return _ANYTHING
    return _Part(None, part.exact or part.opening, part.exact or part.inside)


def _either(parts: list[_Part]) -> _Part:
    exacts = [part.exact for part in parts if part.exact is not None]
    if len(exacts) == len(parts):
        return _few(frozenset().union(*exacts))
    openings = [part.exact or part.opening for part in parts]
    insides = [part.exact or part.inside for part in parts]
    return _Part(
        None,
        frozenset().union(*(each for each in openings if each)) if all(openings) else None,
        frozenset().union(*(each for each in insides if each)) if all(insides) else None,
    )


def _few(strings: frozenset[str]) -> _Part:
    return _Part(strings) if len(strings) <= 2 * _MOST_STRINGS else _Part(None, strings, strings)


def _in_a_row(parts: list[_Part]) -> _Part:
    """Strings are joined as long as they are few; then the best of what was found stands for all."""
    here: frozenset[str] = frozenset({""})
    opening: frozenset[str] | None = None
    inside: list[frozenset[str]] = []
    whole = True
    for part in parts:
        if part.exact is not None:
            if len(here) * len(part.exact) <= _MOST_STRINGS:
                here = frozenset(one + other for one in here for other in part.exact)
                continue
            opening, whole = (here if opening is None else opening), False
            inside.append(here)
            here = part.exact
            continue
        if opening is None:
            begun = part.opening
            joins = begun is not None and len(here) * len(begun) <= _MOST_STRINGS
            opening = frozenset(a + b for a in here for b in begun) if begun is not None and joins else here
        whole = False
        inside.append(here)
        inside.extend([part.inside] if part.inside is not None else [])
        here = frozenset({""})
    if whole:
        return _Part(here)
    inside.append(here)
    held = [strings for strings in inside if all(strings)]
    return _Part(None, opening, max(held, key=_worth) if held else None)
