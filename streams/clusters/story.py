"""A story as subscribers know it: what stands of it after an article, and what that article adds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from streams.clusters.cluster import NAMED, Cluster, Member, named_most
from streams.clusters.facts import Named
from streams.clusters.seen import Novelty
from streams.enrich.background import headline_start


class Status(StrEnum):
    """How a story is."""

    NEW = "new"  # one report, whatever copies there are of it
    GROWING = "growing"  # several independent reports, and one came within the hours of Options.quiet
    QUIET = "quiet"  # none came within these
    OVER = "over"  # none came within the hours of Options.over, or all were canceled


@dataclass(frozen=True, slots=True)
class Report:
    """An article of a story. Times are in seconds since 1970."""

    uri: str
    source: str
    language: str
    headline: str
    received: float  # by the broker's clock, when its first raw event came
    updated: float  # as its sender says, when its last version was made
    copy_of: str | None


@dataclass(frozen=True, slots=True)
class Adds:
    """What an event adds to its story. Of an article that readers may no longer have `novelty` is None."""

    uri: str
    copy_of: str | None
    novelty: Novelty | None


@dataclass(frozen=True, slots=True)
class State:
    """A story. The lists are those most often named first, at most `_MOST` of each; `latest` has the newest first."""

    id: str
    title: str  # the first report's headline; empty where all were canceled
    status: Status
    first: Report | None  # the one that came first; None if all were canceled
    latest: tuple[Report, ...]
    articles: int
    reports: int  # independent ones: neither copies nor of the same origin
    sources: tuple[str, ...]  # in the order in which they came
    languages: tuple[str, ...]
    people: tuple[Named, ...]
    organisations: tuple[Named, ...]
    places: tuple[Named, ...]
    topics: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a story: it is told anew (kind "story"), or has become one with an older one (kind "merged")."""

    kind: str
    story: str  # the id of the story that changed
    at: float  # by the broker's clock, in seconds since 1970
    state: State | None = None  # of kind "story": after the change
    adds: Adds | None = None  # of kind "story": by the article that changed it; None: time did
    into: str | None = None  # of kind "merged": the story that it is part of now


_MOST, _MOST_SOURCES, _LATEST = 12, 100, 10


def state_of(cluster: Cluster, *, quiet: bool = False, over: bool = False) -> State:
    """The story as it stands; `over`: it is being forgotten."""
    usable = cluster.usable()
    by_arrival = sorted(usable, key=lambda member: (member.received, member.uri))
    newest = sorted(usable, key=lambda member: (member.updated, member.received, member.uri), reverse=True)
    sources = dict.fromkeys([*sorted(cluster.forgotten_sources), *(each.source for each in by_arrival)])
    named = {kind: tuple(name for name, _ in named_most(usable, kind, _MOST)) for kind in NAMED}
    reports = cluster.forgotten_reports + independent(usable)
    return State(
        id=cluster.id,
        title=_title(by_arrival),
        status=Status.OVER if over else _status(cluster, usable, reports, quiet),
        first=_report(by_arrival[0]) if by_arrival else None,
        latest=tuple(_report(member) for member in newest[:_LATEST]),
        articles=len(usable) + cluster.forgotten,
        reports=reports,
        sources=tuple(sources)[:_MOST_SOURCES],
        languages=tuple(dict.fromkeys(member.language for member in by_arrival)),
        people=named["people"],
        organisations=named["organisations"],
        places=named["places"],
        topics=named["topics"],
    )


def independent(members: list[Member]) -> int:
    """How many reported it themselves. Several articles of one origin are one report; so are "tid" and "tidewater"."""
    origins = sorted({member.origin for member in members if member.origin})
    kept: list[str] = []
    for origin in origins:
        if not kept or not origin.startswith(kept[-1]):
            kept.append(origin)
    return len(kept)


def _title(by_arrival: list[Member]) -> str:
    """The headline of the first report, without a wire's "UPDATE 2-"; of copies alone, that of the first of them."""
    named = [member for member in by_arrival if member.headline]
    first = next((member for member in named if member.copy_of is None), named[0] if named else None)
    return first.headline[headline_start(first.headline, first.language) :] if first else ""


def _status(cluster: Cluster, usable: list[Member], reports: int, quiet: bool) -> Status:
    if not (usable or cluster.forgotten):
        return Status.OVER
    if quiet:
        return Status.QUIET
    return Status.GROWING if reports > 1 else Status.NEW


def _report(member: Member) -> Report:
    return Report(
        member.uri,
        member.source,
        member.language,
        member.headline,
        member.received,
        member.updated,
        member.copy_of,
    )
