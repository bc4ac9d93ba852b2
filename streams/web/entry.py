"""What the page may say of a story and of what is held back, as plain JSON values.

No text of what is held or withdrawn is in it, and none of its copies' either: a copy says what the original says.
"""

from __future__ import annotations

import hashlib
from typing import Any

from streams.kinds import HoldReason, Signal
from streams.web.told import Copied, HeldBack
from streams.web.wire import Story, Wire

Entry = dict[str, Any]

_MARKS = {
    Signal.UPDATE: "update",
    Signal.CORRECTION: "correction",
    Signal.SILENT_EDIT: "silent edit",
    Signal.TAKE: "take",
    Signal.ADVISORY: "advisory",
}
_WAITS = {
    HoldReason.EMBARGO: "embargo",
    HoldReason.UNCLEAR_EMBARGO: "nobody understands until when",
    HoldReason.WITHHELD: "until it is released",
    HoldReason.DOUBTFUL: "may not be the article",
}
#: Up to this urgency (IPTC, 1 is the highest) copy is marked.
_URGENT = 2


def key_of(told: Story | HeldBack) -> str:
    """What the page knows it by: nothing can be read from it."""
    return _key(f"held\0{told.raw}") if isinstance(told, HeldBack) else key_of_uri(told.uri)


def key_of_uri(uri: str) -> str:
    """The same, of what has that uri."""
    return _key(f"story\0{uri}")


def _key(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:16]


def entry_of(wire: Wire, told: Story | HeldBack) -> Entry:
    """The entry. `at` and `until` are in milliseconds since 1970, as a browser counts."""
    return _held(told) if isinstance(told, HeldBack) else _story(wire, told)


def _held(held: HeldBack) -> Entry:
    return {
        "key": key_of(held),
        "at": round(held.at * 1000),
        "kind": "held",
        "source": held.source,
        "until": None if held.until is None else round(held.until * 1000),
        "why": _WAITS[held.reason],
    }


def _story(wire: Wire, story: Story) -> Entry:
    state = _state(story)
    waits = wire.is_held(story.uri)
    kind = "waiting" if state == "unknown" and waits else state
    entry: Entry = {"key": key_of(story), "at": round(story.at * 1000), "kind": kind}
    now = story.now
    if now is not None:
        entry |= {"source": now.source, "language": now.language}
    if now is not None and state == "out":
        entry |= {
            "headline": now.headline,
            "place": now.place,
            "from": now.located,
            "url": now.url,
            # A running story's next take changes nothing of what was there.
            "changes": [] if now.signal is Signal.TAKE else list(now.changes),
        }
    # Of what was never out here, a kill shows the headline only if it does not wait.
    if state == "killed" and not waits:
        entry["headline"] = story.headline or (now.headline if now else "")
    if state == "killed":
        entry |= {"words": (now.kill if now else "") or (story.killed.kill if story.killed else "")}
        entry.setdefault("source", story.killed.source if story.killed else "")
    entry["marks"] = _marks(story, state)
    entry["copied"] = story.copied
    plain = state == "out" and not waits
    entry["copies"] = [_copy(story, copy, plain) for copy in reversed(story.copies.values())]
    entry["notes"] = _notes(story)
    if story.pinned:
        entry["pinned"] = {"kind": story.pinned[0], "at": round(story.pinned[1] * 1000)}
    return {name: value for name, value in entry.items() if value not in ("", [], 0)}


def _state(story: Story) -> str:
    """ "out", "killed", "withdrawn", or "unknown": only copies of it were seen."""
    if story.now is not None and story.now.status == "canceled":
        return "killed"
    if story.now is None:
        return "killed" if story.killed else "unknown"
    return "out" if story.now.status == "usable" else "withdrawn"


def _marks(story: Story, state: str) -> list[str]:
    """The words in front of the headline."""
    if state == "killed":
        return ["kill"]
    now = story.now
    if now is None or state != "out":
        return []
    marks = ["urgent"] if 0 < now.urgency <= _URGENT else []
    if mark := _MARKS.get(now.signal):
        marks.append(f"{now.takes} takes" if now.signal is Signal.TAKE and now.takes > 1 else mark)
    if now.reverts:
        marks.append("back to an earlier text")
    if now.release or now.held:
        marks.append("released")
    return marks


def _notes(story: Story) -> list[str]:
    notes = []
    takes = story.now.takes if story.now else 0
    if story.versions > max(1, takes):
        notes.append(f"{story.versions} versions")
    if story.repeats:
        notes.append("sent again" if story.repeats == 1 else f"sent again {story.repeats} times")
    if story.stale:
        notes.append(f"{story.stale} older version{'s' * (story.stale > 1)} came late")
    return notes


def _copy(story: Story, copy: Copied, plain: bool) -> Entry:
    entry: Entry = {
        "at": round(copy.at * 1000),
        "source": copy.source,
        "alike": round(copy.similarity * 100),  # in per cent; 0: not known
        "killed": copy.uri in story.canceled,
    }
    if plain and not entry["killed"]:
        entry |= {"headline": copy.headline, "language": copy.language}
    return entry
