"""A change of a story as subscribers read it: the values of the events on `stories`, keyed by the story's id."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from streams.clusters.facts import Named
from streams.clusters.story import Adds, Change, Report, State

STORY = "copydesk.story.v1"
MERGED = "copydesk.story.merged.v1"


def type_of(change: Change) -> str:
    """The event's `ce_type`; its schema is the same without "copydesk."."""
    return MERGED if change.kind == "merged" else STORY


def to_event(change: Change) -> dict[str, Any]:
    """The event's value as plain JSON values."""
    if change.state is None:
        return {"id": change.story, "into": change.into, "at": _time(change.at)}
    event = _story(change.state) | {"at": _time(change.at)}
    if change.adds is not None:
        event["adds"] = _adds(change.adds)
    return event


def _story(state: State) -> dict[str, Any]:
    event: dict[str, Any] = {"id": state.id, "title": state.title, "status": str(state.status)}
    if state.first is not None:
        event["first"] = _report(state.first)
    return event | {
        "latest": [_report(report) for report in state.latest],
        "articles": state.articles,
        "reports": state.reports,
        "sources": list(state.sources),
        "languages": list(state.languages),
        "people": [_named(each) for each in state.people],
        "organisations": [_named(each) for each in state.organisations],
        "places": [_named(each) for each in state.places],
        "topics": [_named(each) for each in state.topics],
    }


def _report(report: Report) -> dict[str, Any]:
    return _present(
        {
            "uri": report.uri,
            "source": report.source,
            "language": report.language,
            "headline": report.headline,
            "received": _time(report.received),
            "updated": _time(report.updated),
            "copy_of": report.copy_of,
        }
    )


def _adds(adds: Adds) -> dict[str, Any]:
    novelty = None if adds.novelty is None else asdict(adds.novelty)
    return _present({"uri": adds.uri, "copy_of": adds.copy_of, "novelty": novelty})


def _named(named: Named) -> dict[str, Any]:
    return _present({"name": named.name, "uri": named.uri})


def _present(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _time(seconds: float) -> str:
    written = datetime.fromtimestamp(round(seconds, 3), UTC).isoformat(timespec="milliseconds")
    return written.replace("+00:00", "Z")
