"""Every metric there is. Base units, bounded labels, all series present at zero from the start.

The first catalogue: what came in, what became of it, how long each stage took, how fresh the output is.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info

from streams import __version__
from streams.kinds import Disposition, Format, Reason, Signal, Stage
from streams.story.outs import NoticeKind

REGISTRY = CollectorRegistry(auto_describe=True)

_STAGE_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_FRESHNESS_BUCKETS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0, 3600.0)

#: The outcomes of a stage. "passed": an event of ours went on; "dead": to articles.dead.
OUTCOMES = ("passed", "dead")

received = Counter(
    "copydesk_received", "Raw events taken from articles.raw, by the format they turned out to be.",
    ["format"], registry=REGISTRY,
)  # fmt: skip
processed = Counter(
    "copydesk_processed", "Events that a stage is done with: its output is acknowledged by the broker.",
    ["stage", "outcome"], registry=REGISTRY,
)  # fmt: skip
dispositions = Counter(
    "copydesk_dispositions", "Raw events that reached their end, by the kind of end and, for the dead, the reason.",
    ["kind", "reason"], registry=REGISTRY,
)  # fmt: skip
stage_seconds = Histogram(
    "copydesk_stage_seconds", "Time the work of a stage on one event took, without waiting for its turn to go out.",
    ["stage"], buckets=_STAGE_BUCKETS, registry=REGISTRY,
)  # fmt: skip
freshness_seconds = Histogram(
    "copydesk_freshness_seconds",
    "From the wire's time of an article to the broker's acknowledgement on articles.enriched.",
    buckets=_FRESHNESS_BUCKETS, registry=REGISTRY,
)  # fmt: skip
signals = Counter(
    "copydesk_signals", "Articles that went on to be published, or canceled, by what they are to their story.",
    ["signal"], registry=REGISTRY,
)  # fmt: skip
held_articles = Gauge(
    "copydesk_held_articles", "Stories that are held back: by an embargo whose end is known, or without a limit.",
    ["until"], registry=REGISTRY,
)  # fmt: skip
embargo_late_seconds = Histogram(
    "copydesk_embargo_late_seconds",
    "From the end of an embargo to the broker's acknowledgement on articles.enriched.",
    buckets=_FRESHNESS_BUCKETS, registry=REGISTRY,
)  # fmt: skip
kill_seconds = Histogram(
    "copydesk_kill_seconds",
    "From a kill's arrival to the broker's acknowledgement of each event on articles.enriched that carries it out.",
    buckets=_FRESHNESS_BUCKETS, registry=REGISTRY,
)  # fmt: skip
notices = Counter(
    "copydesk_notices", "Notices to the editors on desk.notices, by their kind.", ["kind"], registry=REGISTRY
)
window_occupancy = Gauge(
    "copydesk_window_events", "Events in an agent's window: taken, and not yet acknowledged.",
    ["stage"], registry=REGISTRY,
)  # fmt: skip
index_articles = Gauge(
    "copydesk_index_articles", "Articles in this worker's search for copies.", registry=REGISTRY
)
consumer_lag = Gauge(
    "copydesk_consumer_lag_events", "Records that are not done yet, of each partition that this worker has.",
    ["topic", "partition"], registry=REGISTRY,
)  # fmt: skip
pool_busy = Gauge("copydesk_pool_busy", "Pool processes that have a document in work now.", registry=REGISTRY)
pool_kills = Counter(
    "copydesk_pool_kills",
    "Pool processes that ended early, by what ended them.",
    ["reason"],
    registry=REGISTRY,
)
send_retries = Counter(
    "copydesk_send_retries", "Outputs that the broker did not take at once and that were sent again.",
    registry=REGISTRY,
)  # fmt: skip
build = Info("copydesk_build", "The version that runs.", registry=REGISTRY)

#: Formats, and what could not be read at all.
FORMATS = (*(str(each) for each in Format), "unknown")


def _start_at_zero() -> None:
    for each in FORMATS:
        received.labels(each)
    for stage in Stage:
        stage_seconds.labels(stage)
        window_occupancy.labels(stage)
        for outcome in OUTCOMES:
            processed.labels(stage, outcome)
    for kind in Disposition:
        if kind is not Disposition.DEAD:
            dispositions.labels(kind, "")
    for reason in Reason:
        dispositions.labels(Disposition.DEAD, reason)
    for signal in Signal:
        signals.labels(signal)
    for notice in NoticeKind:
        notices.labels(notice)
    for until in ("embargo", "unlimited"):
        held_articles.labels(until)
    for reason in (Reason.DEADLINE, Reason.OUT_OF_MEMORY, Reason.PROCESS_DIED):
        pool_kills.labels(reason)
    build.info({"version": __version__})


_start_at_zero()
