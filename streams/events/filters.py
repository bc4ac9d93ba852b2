"""What a reader asks for: one filter for the API, for webhooks and for whoever reads the topics for others.

A filter is made from query parameters or from a TOML table. It judges an event by its headers first, so that nobody
need parse what he skips, and by its value where the headers do not tell. Between the values of one condition stands
"or" (but for `text`, which asks for every word), between conditions "and".

What a reader was given is followed by `following.py`: a filter alone would keep a kill from him.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from streams.errors import FilterError
from streams.intake.media_topics import code_of, line_of, uri_of
from streams.kinds import Signal

#: The most values of a condition, and the longest of them, in characters.
MOST_VALUES, LONGEST = 50, 300
#: So much of a text is looked at for words, in characters: a longer one would hold up the loop.
MOST_TEXT = 200_000
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*")
_TOPIC = re.compile(r"(?:medtop:)?(\d{8})", re.ASCII)
#: Scripts that put no space between words: there a word is looked for without its bounds.
_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]"
)

#: What each condition asks for, as the API's document and the refusals say it.
CONDITIONS = {
    "language": "a BCP 47 tag; `de` means de-CH, too",
    "source": "the name of a source, as desk.source has it",
    "topic": "an IPTC Media Topic by its eight digits, or its uri; narrower ones are meant, too",
    "signal": f"what the article is to its story: {', '.join(Signal)}",
    "place": "the name of a place that the article names, or an ISO 3166 code of its country or province (NL, NL-ZH)",
    "uri": "how the uri begins",
    "text": "words that headline or text must have, every one of them; case does not matter",
}
#: What cannot be asked of each kind of event. A notice says so little that all else is let through.
OF_STORIES = tuple(name for name in CONDITIONS if name != "signal")


@dataclass(frozen=True, slots=True)
class Traits:
    """What an event says of itself, as far as a filter asks for it. None: it is not known from here."""

    language: tuple[str, ...] | None = None
    source: tuple[str, ...] | None = None
    topic: tuple[str, ...] | None = None  # uris, and what else senders call their topics
    signal: tuple[str, ...] | None = None
    place: frozenset[str] | None = None  # names and codes, case-folded
    uri: tuple[str, ...] | None = None
    text: str | None = None  # folded


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked for; a condition that is empty asks for nothing."""

    language: frozenset[str] = frozenset()
    source: frozenset[str] = frozenset()
    topic: frozenset[str] = frozenset()  # codes
    signal: frozenset[str] = frozenset()
    place: frozenset[str] = frozenset()  # case-folded
    uri: tuple[str, ...] = ()
    text: tuple[str, ...] = ()  # folded words

    @classmethod
    def from_query(cls, pairs: Iterable[tuple[str, str]], allowed: Iterable[str] = CONDITIONS) -> Filter:
        """The filter of query parameters; a name that comes several times has several values.

        Raises FilterError, in one sentence, for a name that is none of `allowed` and a value that can be none.
        """
        given: dict[str, list[str]] = {}
        for name, value in pairs:
            given.setdefault(name, []).append(value)
        return cls.from_table(given, allowed)

    @classmethod
    def from_table(cls, table: Mapping[str, Any], allowed: Iterable[str] = CONDITIONS) -> Filter:
        """The filter of a TOML table: each condition is a string or a list of strings. Raises FilterError."""
        names = tuple(allowed)
        made: dict[str, Any] = {}
        for name, value in table.items():
            if name not in names:
                raise FilterError(f"there is no filter {name[:40]!r} here: there are {', '.join(names)}")
            made[name] = _READ[name](_values(name, value))
        return cls(**made)

    @property
    def asks_nothing(self) -> bool:
        """Whether every event passes."""
        return self == _NOTHING

    def judge(self, traits: Traits) -> bool | None:
        """Whether what is known of an event fits. None: so far it does, and of some condition nothing is known."""
        unknown = False
        for name, fits in _FITS:
            if not (wanted := getattr(self, name)):
                continue
            found = getattr(traits, name)
            if found is None:
                unknown = True
            elif not fits(self, wanted, found):
                return False
        return None if unknown else True


_NOTHING = Filter()


def _values(name: str, given: Any) -> list[str]:
    values = [given] if isinstance(given, str) else given
    if not isinstance(values, list) or not all(isinstance(each, str) for each in values):
        raise FilterError(f"{name} is to be a string, or a list of strings")
    if len(values) > MOST_VALUES:
        raise FilterError(f"{name} has {len(values)} values; at most {MOST_VALUES}")
    for each in values:
        if not each.strip():
            raise FilterError(f"{name} is empty: leave it out, or say {CONDITIONS[name].partition(':')[0]}")
        if len(each) > LONGEST:
            raise FilterError(f"{name} is longer than {LONGEST} characters")
    return [each.strip() for each in values]


def _languages(values: list[str]) -> frozenset[str]:
    tags = frozenset(each.lower().replace("_", "-") for each in values)
    if wrong := next((each for each in tags if not _LANGUAGE.fullmatch(each)), None):
        raise FilterError(f"language {wrong!r} is no BCP 47 tag such as de or pt-BR")
    return tags


def _topics(values: list[str]) -> frozenset[str]:
    found = set()
    for each in values:
        digits = _TOPIC.fullmatch(each)
        code = code_of(uri_of(digits[1]) if digits else each)
        if code is None:
            raise FilterError(
                f"topic {each!r} is no IPTC Media Topic: give its eight digits, such as 04000000"
            )
        found.add(code)
    return frozenset(found)


def _signals(values: list[str]) -> frozenset[str]:
    known = tuple(map(str, Signal))
    if wrong := next((each for each in values if each not in known), None):
        raise FilterError(f"there is no signal {wrong!r}: there are {', '.join(known)}")
    return frozenset(values)


def _places(values: list[str]) -> frozenset[str]:
    return frozenset(each.casefold() for each in values)


def _prefixes(values: list[str]) -> tuple[str, ...]:
    if wrong := next((each for each in values if not each.isprintable() or " " in each), None):
        raise FilterError(f"uri {wrong!r} is no beginning of a uri")
    return tuple(values)


def _words(values: list[str]) -> tuple[str, ...]:
    words = tuple(dict.fromkeys(word for each in values for word in folded(each).split()))
    if len(words) > MOST_VALUES:
        raise FilterError(f"text has {len(words)} words; at most {MOST_VALUES}")
    return words


_READ: dict[str, Callable[[list[str]], Any]] = {
    "language": _languages,
    "source": frozenset,
    "topic": _topics,
    "signal": _signals,
    "place": _places,
    "uri": _prefixes,
    "text": _words,
}


def folded(text: str) -> str:
    """The text as it is compared: the same letters have one form, whatever their case."""
    return unicodedata.normalize("NFKC", text).casefold()


def _has(text: str, word: str) -> bool:
    """Whether the word stands in the text, and not within another one. A pattern would take many times as long."""
    at = text.find(word)
    if at < 0 or _UNSPACED.search(word):
        return at >= 0
    while at >= 0:
        end = at + len(word)
        if not (at and _is_of_a_word(text[at - 1])) and not (end < len(text) and _is_of_a_word(text[end])):
            return True
        at = text.find(word, at + 1)
    return False


def _is_of_a_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _fits_language(_: Filter, wanted: frozenset[str], found: tuple[str, ...]) -> bool:
    tags = [each.lower() for each in found]
    return any(tag == each or tag.startswith(each + "-") for each in wanted for tag in tags)


def _fits_any(_: Filter, wanted: frozenset[str], found: Iterable[str]) -> bool:
    return not wanted.isdisjoint(found)


def _fits_topic(_: Filter, wanted: frozenset[str], found: tuple[str, ...]) -> bool:
    return any(not wanted.isdisjoint(_above(each)) for each in found)


def _fits_uri(_: Filter, wanted: tuple[str, ...], found: tuple[str, ...]) -> bool:
    return any(each.startswith(wanted) for each in found)


def _fits_text(_: Filter, wanted: tuple[str, ...], found: str) -> bool:
    return all(_has(found, each) for each in wanted)


#: What is told apart most cheaply comes first.
_FITS: tuple[tuple[str, Callable[[Filter, Any, Any], bool]], ...] = (
    ("uri", _fits_uri),
    ("language", _fits_language),
    ("source", _fits_any),
    ("signal", _fits_any),
    ("topic", _fits_topic),
    ("place", _fits_any),
    ("text", _fits_text),
)


@lru_cache(maxsize=4_096)
def _above(uri: str) -> frozenset[str]:
    """The codes of a topic and of all that stand above it; nothing for what is no Media Topic."""
    code = code_of(uri)
    return frozenset(line_of(code)) if code else frozenset()


def traits_in_headers(headers: Mapping[str, bytes]) -> Traits:
    """What the headers of an article's event tell, of one that copydesk wrote; nothing of any other."""
    if "language" not in headers:
        return Traits()

    def told(name: str) -> tuple[str, ...]:
        return (headers[name].decode("utf-8", "replace"),) if name in headers else ()

    topics = headers.get("topics", b"").decode("utf-8", "replace").split()
    return Traits(
        language=told("language"),
        source=told("source"),
        topic=tuple(map(unquote, topics)),
        signal=told("signal"),
        uri=told("ce_subject"),
    )


def traits_in_event(event: Any) -> Traits:
    """What the value of an event tells: of an article, a story or a notice. Raises ValueError for any other."""
    try:
        if "item" in event:
            return _of_article(event["item"], event["desk"])
        if "latest" in event:
            return _of_story(event)
        if "into" in event:
            return Traits((), (), (), (), frozenset(), (), "")
        return Traits(source=(event["source"],), uri=(event["uri"],))  # of a notice nothing else is known
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise ValueError(f"not an event of copydesk: {error!r}") from error


def _of_article(item: dict[str, Any], desk: dict[str, Any]) -> Traits:
    verdict = desk.get("verdict") or {}
    subjects = [each.get("uri") or each.get("literal") or "" for each in item.get("subjects", ())]
    places: list[Any] = [item.get("located")]
    for each in item.get("places", ()):
        places += (each.get("name"), each.get("uri"))
    for each in desk.get("places", ()):
        places += (each["name"], each["country"], each.get("subdivision"))
    heads = [each["value"] for each in item.get("headlines", ())]
    bodies = [each["value"][:MOST_TEXT] for each in item.get("bodies", ())[:1]]
    return Traits(
        language=(item.get("language", "und"),),
        source=(desk["source"],),
        topic=tuple(subjects),
        signal=(verdict["signal"],) if verdict.get("signal") else (),
        place=_folded_names(places),
        uri=(item["uri"],),
        text=folded("\n".join((*heads, *bodies))),
    )


def _of_story(event: dict[str, Any]) -> Traits:
    reports = event["latest"]
    places: list[Any] = []
    for each in event["places"]:
        places += (each["name"], each.get("uri"))
    return Traits(
        language=tuple(event["languages"]),
        source=tuple(event["sources"]),
        topic=tuple(each.get("uri", "") for each in event["topics"]),
        signal=(),
        place=_folded_names(places),
        uri=tuple(each["uri"] for each in reports),
        text=folded("\n".join((event["title"], *(each["headline"] for each in reports)))),
    )


def _folded_names(names: Iterable[Any]) -> frozenset[str]:
    return frozenset(each.casefold() for each in names if isinstance(each, str) and each)
