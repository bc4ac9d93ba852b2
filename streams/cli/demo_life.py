"""The life of the demo's stories, kept as figures: what was killed, changed, held and let out again."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

import orjson

from streams.kinds import Signal
from streams.topology import ENRICHED, NOTICES, WITHHELD

#: Signals of an event that changes what was published, in the order in which they are shown.
CHANGES = (Signal.UPDATE, Signal.CORRECTION, Signal.SILENT_EDIT)


class Life:
    """Hears the records of articles.enriched, articles.withheld and desk.notices; each event counts once."""

    def __init__(self) -> None:
        self.killed: dict[str, dict[str, None]] = {}  # the uri that a kill names -> what it canceled
        self.changed: dict[Signal, Counter[str]] = {
            signal: Counter() for signal in CHANGES
        }  # by kind of change
        self.count: Counter[Signal] = Counter()
        self.takes: dict[str, int] = {}  # uri -> how many takes are in it
        self.waiting: dict[str, str] = {}  # raw event -> uri
        self.released = 0
        self.late: list[float] = []  # of the embargoes that ended: by so much, in seconds
        self.notices: Counter[str] = Counter()
        self._told: set[str] = set()

    def hear(self, record: Any, headers: dict[str, str]) -> None:
        """Takes a record into the figures. Raises ValueError or KeyError for one that is none of ours."""
        key = (record.key or b"").decode("utf-8", "replace")
        if record.value is None:
            self.waiting.pop(key, None)
            return
        told = headers.get("ce_id", "")
        if told in self._told or record.topic not in (ENRICHED.name, WITHHELD.name, NOTICES.name):
            return
        self._told.add(told)
        event = orjson.loads(record.value)
        if record.topic == NOTICES.name:
            self.notices[event["kind"]] += 1
        elif record.topic == WITHHELD.name:
            self.waiting[key] = event["item"]["uri"]
        else:
            self._published(event, record.timestamp / 1000)

    def _published(self, event: dict[str, Any], at: float) -> None:
        desk, uri = event["desk"], event["item"]["uri"]
        verdict = desk["verdict"]
        if kill := verdict.get("kill"):
            self.killed.setdefault(kill["uri"], {})[uri] = None
            return
        signal = Signal(verdict["signal"])
        self.count[signal] += 1
        if signal in self.changed:
            self.changed[signal].update(change["kind"] for change in verdict.get("changes", ()))
        if takes := verdict.get("takes"):
            self.takes[uri] = len(takes)
        if is_released(event):
            self.released += 1
            if until := desk["hold"].get("until"):
                self.late.append(at - datetime.fromisoformat(until).timestamp())

    def report(self) -> dict[str, Any]:
        """The figures, as `--report` writes them; seconds for the embargoes that ended."""
        return {
            "killed": {uri: len(canceled) for uri, canceled in self.killed.items()},
            "updates": self.count[Signal.UPDATE],
            "corrections": self.count[Signal.CORRECTION],
            "silent_edits": self.count[Signal.SILENT_EDIT],
            "held": len(self.waiting),
            "released": self.released,
            "embargo_late_seconds": max((round(late, 3) for late in self.late), default=None),
            "notices": dict(self.notices),
        }


def is_released(event: dict[str, Any]) -> bool:
    """Whether an event of articles.enriched had been held back: then its way here took as long as that."""
    return bool(event["desk"].get("hold")) and event["item"].get("pubStatus", "usable") == "usable"
