"""The series of the metrics: bounded labels, and all of them present at zero from the start.

A label is a value of one of our enums, or one of a few words, or a source. Sources are whatever feeders call
themselves, and so only those of COPYDESK_SOURCES are a label of their own; all others are "other".
"""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import Counter, Gauge

from streams import __version__, metrics
from streams.clean.boilerplate_files import LANGUAGES
from streams.intake.media_topics import code_of, name_of, top_of, tops, uri_of
from streams.kinds import CONNECTIONS, Disposition, Format, Ran, Reason, Signal, Stage
from streams.sources.drift import Trait
from streams.stories.outcome import NoticeKind

#: The metrics, with all of these series: who serves them takes them from here.
REGISTRY = metrics.REGISTRY
#: Formats, and what could not be read at all.
FORMATS = (*(str(each) for each in Format), "unknown")
_LANGUAGES, _OTHER_LANGUAGE = frozenset({*LANGUAGES, "und"}), "other"
_TOPICS = {code: name_of(uri_of(code), "en") or code for code in tops()}
_NO_TOPIC = frozenset({"none"})
#: The label of every source that is not one of COPYDESK_SOURCES.
OTHER = "other"
#: The labels of sources: the listed ones, then "other".
_sources: dict[str, None] = {OTHER: None}
#: A source that is not listed is found with so many articles; the longest name that it may have, in characters; and the
#: sources of which it is remembered how many they have sent.
_FOUND_WITH, _LONGEST_NAME, _REMEMBERED = 10, 100, 2_000
#: How a process of the pool can be ended.
_KILLS = (Reason.DEADLINE, Reason.OUT_OF_MEMORY, Reason.PROCESS_DIED)
#: The metrics with one label, and its values.
_BY_ONE_LABEL: tuple[tuple[Counter | Gauge, Iterable[str]], ...] = (
    (metrics.signals, Signal),
    (metrics.notices, NoticeKind),
    (metrics.held_articles, ("embargo", "unlimited")),
    (metrics.ledger_role, metrics.ROLES),
    (metrics.stories_taken, metrics.STORY_OUTCOMES),
    (metrics.stories_told, metrics.STORY_EVENTS),
    (metrics.webhook_events, metrics.WEBHOOK_OUTCOMES),
    (metrics.api_clients, metrics.API_CLIENTS),
    (metrics.api_events, metrics.API_LISTS),
    (metrics.api_answers, metrics.API_ANSWERS),
    (metrics.published_languages, (*_LANGUAGES, _OTHER_LANGUAGE)),
    (metrics.published_topics, (*_TOPICS.values(), *_NO_TOPIC)),
    (metrics.pool_kills, _KILLS),
    (metrics.not_enriched, (*_KILLS, Reason.INTERNAL_ERROR, Reason.INVALID_OUTPUT, Reason.TOO_LARGE)),
)


def list_sources(names: Iterable[str]) -> None:
    """Makes these sources labels of their own, for the life of the process; their series begin at zero."""
    for name in names:
        if name not in _sources:
            _sources[name] = None
            _start_source(name)


def list_enrichers(names: Iterable[str]) -> None:
    """Begins the series of these enrichers at zero."""
    for name in names:
        for ran in Ran:
            metrics.enricher_articles.labels(name, ran)
        metrics.enricher_seconds.labels(name)
        metrics.enricher_set_aside.labels(name)


class FoundSources:
    """Where no source is listed, those that send most become labels of their own: the first that have sent ten times.

    What they sent before stays with "other". A label stays for the life of the process, and so no counter goes back.
    """

    def __init__(self, most: int = 50) -> None:
        self._left = most
        self._counts: dict[tuple[str, Stage], int] = {}

    def heard(self, source: str, stage: Stage) -> None:
        """One more article of a source came to a stage; each counts for itself."""
        if not self._left or source in _sources or len(source) > _LONGEST_NAME:
            return
        count = self._counts.pop((source, stage), 0) + 1
        if count >= _FOUND_WITH:
            self._left -= 1
            list_sources([source])
            if not self._left:
                self._counts.clear()
            return
        # The one that has been silent for longest makes room: names are the feeders' choice, and may have no end.
        if len(self._counts) >= _REMEMBERED:
            del self._counts[next(iter(self._counts))]
        self._counts[source, stage] = count


def source_label(source: str) -> str:
    """The label of a source: its name if it is listed, else "other"."""
    return source if source in _sources else OTHER


def source_labels() -> tuple[str, ...]:
    """Every label that source_label() may give."""
    return tuple(_sources)


def language_label(tag: str) -> str:
    """The label of a language: its primary tag where it has boilerplate rules, "und" where it is not known."""
    primary = tag.partition("-")[0].lower()
    return primary if primary in _LANGUAGES else _OTHER_LANGUAGE


def topic_labels(uris: Iterable[str | None]) -> frozenset[str]:
    """The labels of topics: IPTC's English names of those at the top, above the Media Topics among `uris`."""
    codes = (code_of(uri) for uri in uris)
    return (
        frozenset(_TOPICS[top] for top in (top_of(code) for code in codes if code) if top in _TOPICS)
        or _NO_TOPIC
    )


def start_connection(label: str, kind: str) -> None:
    """Begins the series of a connection at zero. `label` is what source_label() gave."""
    for each in (
        *(metrics.connect_events, metrics.connect_refused, metrics.connect_failures, metrics.connect_last),
        *(metrics.connect_failing, metrics.connect_failing_since),
    ):
        each.labels(label, kind)
    metrics.connect_behind.labels(label, kind).set(float("nan"))


def start_answers(label: str) -> None:
    """Begins the series of the answers to a source's requests at zero."""
    for each in metrics.ANSWERS:
        metrics.connect_answers.labels(label, each)


def _start_source(label: str) -> None:
    for each in FORMATS:
        metrics.received.labels(each, label)
    metrics.source_delay_seconds.labels(label)
    metrics.source_partial.labels(label)
    metrics.source_last.labels(label)
    metrics.source_silent.labels(label)
    metrics.source_slow.labels(label)
    for trait in Trait:
        metrics.source_drifted.labels(label, trait)


def _start_stage(stage: Stage) -> None:
    metrics.stage_seconds.labels(stage)
    metrics.window_occupancy.labels(stage)
    for outcome in metrics.OUTCOMES:
        metrics.processed.labels(stage, outcome)
    for reason in Reason:
        metrics.dead_letters.labels(stage, reason)


def _start_at_zero() -> None:
    _start_source(OTHER)
    start_answers(OTHER)
    for way in CONNECTIONS:
        start_connection(OTHER, way)
    for stage in Stage:
        _start_stage(stage)
    for kind in Disposition:
        if kind is not Disposition.DEAD:
            metrics.dispositions.labels(kind, "")
    for reason in Reason:
        metrics.dispositions.labels(Disposition.DEAD, reason)
    for metric, values in _BY_ONE_LABEL:
        for value in values:
            metric.labels(value)
    for gauge in (
        metrics.clock_offset,
        metrics.kill_slowest,
        metrics.embargo_latest,
        metrics.subscriber_groups,
    ):
        gauge.set(float("nan"))
    metrics.build.info({"version": __version__})


_start_at_zero()
