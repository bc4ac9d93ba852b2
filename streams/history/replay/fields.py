"""Two events of one article, field by field: what differs in what a reader or an editor would see.

Left out is what says when a stage let it go, and what only follows from a field that is told anyway: hashes of the
text, its length, where in it a value was read once the text itself is another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

#: Of `desk`: times of the stages, the place of the raw event (which both share), and what follows from others.
_LEFT_OUT = frozenset({"stages", "raw", "content_hash", "reads", "word_count", "reading_seconds", "previous"})
#: Of `item`: told under names of their own.
_APART = frozenset({"bodies", "headlines", "standard"})
_BODY, _XHTML, _HEADLINE = "body", "body.xhtml", "headline"
#: What the item says, and `desk` with its evidence: of the two the item's is told.
_TWINS = {
    "desk.people": "item.people",
    "desk.organisations": "item.organisations",
    "desk.places": "item.places",
    "desk.topics": "item.subjects",
    "desk.summary": "item.descriptions",
    "desk.standfirst": "item.descriptions",
    "desk.embargo_words": "item.embargoedUntil",
}
#: What is shown of a value, in characters; and words on each side of where two texts part.
_SHOWN, _AROUND = 200, 6
#: Under these names a list's entry says what it is.
_NAMES = ("name", "text", "term", "uri", "value", "rule", "kind")


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that differs, by its name, and how it reads on both sides; None: it is not there."""

    field: str
    desk: str | None
    replay: str | None


def differences(desk: Mapping[str, Any], replay: Mapping[str, Any]) -> list[Difference]:
    """The fields in which two events differ, the decision first."""
    found = list(_plain("", _decision(desk), _decision(replay)))
    if "item" not in desk or "item" not in replay:
        return found
    texts = list(_texts(desk["item"], replay["item"]))
    if any(each.field == "disposition" for each in found):
        return found + texts  # what else there is follows from that: only what goes out is enriched
    found += texts
    moved = any(each.field == _BODY for each in texts)
    for part, left_out in (("item", _APART), ("desk", _LEFT_OUT | {"verdict", "hold"})):
        found += _plain(f"{part}.", *(_rest(side[part], left_out, moved) for side in (desk, replay)))
    told = {each.field for each in found}
    return [each for each in found if _TWINS.get(each.field) not in told]


def _decision(event: Mapping[str, Any]) -> dict[str, Any]:
    """What was decided, under the names by which it is told."""
    if "item" not in event:
        return {name: event.get(name) for name in ("disposition", "reason", "stage")}
    verdict: Mapping[str, Any] = event["desk"].get("verdict") or {}
    hold: Mapping[str, Any] = event["desk"].get("hold") or {}
    kill: Mapping[str, Any] = verdict.get("kill") or {}
    told = {"disposition": verdict.get("disposition"), "signal": verdict.get("signal")}
    told |= {f"decision.{name}": value for name, value in verdict.items() if name not in (*told, "kill")}
    told["decision.kill"] = kill.get("uri")
    return told | {f"hold.{name}": value for name, value in hold.items()}


def _texts(desk: Mapping[str, Any], replay: Mapping[str, Any]) -> Iterator[Difference]:
    heads = [_headlines(side) for side in (desk, replay)]
    if heads[0] != heads[1]:
        yield Difference(_HEADLINE, *(_short(head) for head in heads))
    plain = [_body(side, "text/plain") for side in (desk, replay)]
    words = [text.split() for text in plain]
    if words[0] != words[1]:
        yield Difference(_BODY, *_parting(*words))
    elif plain[0] != plain[1]:
        counts = (f"{text.count(chr(10) * 2) + 1} paragraphs" for text in plain)
        yield Difference("body.paragraphs", *counts)
    marked = [_body(side, "text/html") for side in (desk, replay)]
    if plain[0] == plain[1] and marked[0] != marked[1]:
        yield Difference(_XHTML, *_parting(*(text.split() for text in marked)))


def _headlines(item: Mapping[str, Any]) -> str | None:
    return " / ".join(str(each.get("value")) for each in item.get("headlines", ())) or None


def _body(item: Mapping[str, Any], kind: str) -> str:
    found = (each.get("value") for each in item.get("bodies", ()) if each.get("contentType") == kind)
    return str(next(found, ""))


def _parting(desk: list[str], replay: list[str]) -> tuple[str, str]:
    """Where two texts part and where they come together again, with some words around it."""
    start = next((at for at, (one, other) in enumerate(zip_longest(desk, replay)) if one != other), 0)
    most = min(len(desk), len(replay)) - start
    same = next((at for at in range(most) if desk[-1 - at] != replay[-1 - at]), max(most, 0))
    return tuple(  # type: ignore[return-value]  # of two
        _middle(words, start, len(words) - same) for words in (desk, replay)
    )


def _middle(words: list[str], start: int, end: int) -> str:
    before, after = words[max(0, start - _AROUND) : start], words[end : end + _AROUND]
    inside = " ".join(words[start:end])
    if len(inside) > _SHOWN:
        inside = f"{inside[: _SHOWN - 20]}… ({end - start} words)"
    lead = "… " if start > _AROUND else ""
    trail = " …" if end + _AROUND < len(words) else ""
    return f"{lead}{' '.join(before)} [{inside}] {' '.join(after)}{trail}".strip()


def _rest(side: Mapping[str, Any], left_out: frozenset[str], moved: bool) -> dict[str, Any]:
    rest = {name: value for name, value in side.items() if name not in left_out}
    return _without_places(rest) if moved else rest


def _without_places(value: Any) -> Any:
    """The value without where in the text it was read: the text is another."""
    if isinstance(value, dict):
        return {
            name: _without_places(each) for name, each in value.items() if name not in ("evidence", "line")
        }
    return [_without_places(each) for each in value] if isinstance(value, list) else value


def _plain(prefix: str, desk: Mapping[str, Any], replay: Mapping[str, Any]) -> Iterator[Difference]:
    for name in dict.fromkeys((*desk, *replay)):
        # A dead letter has no such list, and an empty one says no more.
        one, other = (None if side.get(name) == [] else side.get(name) for side in (desk, replay))
        if one != other:
            yield Difference(prefix + name, *_shown(one, other))


def _shown(desk: Any, replay: Any) -> tuple[str | None, str | None]:
    """How two values read that differ; of lists what only one of them has."""
    if isinstance(desk, list | None) and isinstance(replay, list | None):
        one, other = desk or [], replay or []
        sides = [each for each in one if each not in other], [each for each in other if each not in one]
        if not any(sides):
            return _short("in another order, or more often"), _short(", ".join(map(_named, other)))
        named = [", ".join(map(_named, side)) or None for side in sides]
        if named[0] == named[1]:
            named = [", ".join(map(_whole, side)) or None for side in sides]
        return _short(named[0]), _short(named[1])
    if isinstance(desk, dict) and isinstance(replay, dict):
        parts = {name for name in {*desk, *replay} if desk.get(name) != replay.get(name)}
        return _short(_whole(_only(desk, parts))), _short(_whole(_only(replay, parts)))
    return _short(None if desk is None else _whole(desk)), _short(None if replay is None else _whole(replay))


def _only(value: Mapping[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: each for name, each in value.items() if name in names}


def _named(entry: Any) -> str:
    if isinstance(entry, dict):
        named = next((str(entry[name]) for name in _NAMES if entry.get(name)), None)
        if named is not None:
            return named
    return _whole(entry)


def _whole(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_whole(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_whole, value)) + "]"
    return str(value)


def _short(text: str | None) -> str | None:
    return text if text is None or len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
