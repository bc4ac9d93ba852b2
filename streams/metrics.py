"""Every metric there is, in base units. Which values its labels have, and its series at zero: series.py."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, disable_created_metrics

# When each series was made is a second series for each, and of no use to anybody here.
disable_created_metrics()  # type: ignore[no-untyped-call]  # the library has no types there

REGISTRY = CollectorRegistry(auto_describe=True)

_STAGE_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_FRESHNESS_BUCKETS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0, 3600.0)

_REBALANCE_BUCKETS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)

#: The outcomes of a stage. "passed": an event of ours went on; "dead": to articles.dead.
OUTCOMES = ("passed", "dead")
#: What a worker may be to the ledger.
ROLES = ("writer", "standby")
#: What becomes of an article in the agent of stories: it tells one, it tells none, or it could not be read.
STORY_OUTCOMES = ("told", "passed", "failed")
#: What a request to the API may be, the lists that it may read, and the classes of answers.
API_CLIENTS, API_LISTS = ("stream", "poll", "look_up"), ("articles", "stories")
API_ANSWERS = ("2xx", "3xx", "4xx", "5xx")
#: What becomes of a request with pushed documents: 2xx; 401 or 403; 429; any other 4xx; 5xx.
ANSWERS = ("accepted", "denied", "limited", "refused", "failed")
#: What becomes of a webhook.
WEBHOOK_OUTCOMES = ("taken", "failed", "dead")
#: What an event on the topic stories tells.
STORY_EVENTS = ("story", "merged")

received = Counter(
    "copydesk_received", "Raw events taken from articles.raw, by the format they turned out to be and their source.",
    ["format", "source"], registry=REGISTRY,
)  # fmt: skip
backfill_received = Counter(
    "copydesk_backfill_received", "Raw events taken from articles.backfill.", registry=REGISTRY
)
processed = Counter(
    "copydesk_processed", "Events that a stage is done with: its output is acknowledged by the broker.",
    ["stage", "outcome"], registry=REGISTRY,
)  # fmt: skip
dispositions = Counter(
    "copydesk_dispositions",
    "Ends told, by their kind and, for the dead, the reason; a kill counts each article it cancels.",
    ["kind", "reason"], registry=REGISTRY,
)  # fmt: skip
dead_letters = Counter(
    "copydesk_dead_letters", "Events, or articles of an event that holds several, that went to articles.dead.",
    ["stage", "reason"], registry=REGISTRY,
)  # fmt: skip
stage_seconds = Histogram(
    "copydesk_stage_seconds", "Time the work of a stage on one event took, without waiting for its turn to go out.",
    ["stage"], buckets=_STAGE_BUCKETS, registry=REGISTRY,
)  # fmt: skip
freshness_seconds = Histogram(
    "copydesk_freshness_seconds",
    "From the wire's time of an article to the broker's acknowledgement on articles.enriched, of live articles.",
    buckets=_FRESHNESS_BUCKETS, registry=REGISTRY,
)  # fmt: skip
backfill = Counter(
    "copydesk_backfill",
    "Articles published that are not of the live wire: from articles.backfill, or over an hour old when they came. "
    "They count here, and not in the freshness.",
    registry=REGISTRY,
)  # fmt: skip
published_languages = Counter(
    "copydesk_published_languages",
    "Articles and versions that went out to readers, by language; other: one without boilerplate rules of its own.",
    ["language"], registry=REGISTRY,
)  # fmt: skip
published_topics = Counter(
    "copydesk_published_topics",
    "The same by what they are about, IPTC's Media Topics at the top; one may have several. none: no such topic.",
    ["topic"], registry=REGISTRY,
)  # fmt: skip
source_delay_seconds = Histogram(
    "copydesk_source_delay_seconds",
    "From the wire's time of a live article to its arrival on articles.raw: what its source took.",
    ["source"], buckets=_FRESHNESS_BUCKETS, registry=REGISTRY,
)  # fmt: skip
last_event = Gauge(
    "copydesk_last_event_timestamp_seconds", "When the last raw event was taken, in Unix time; 0: none yet.",
    registry=REGISTRY,
)  # fmt: skip
source_last = Gauge(
    "copydesk_source_last_timestamp_seconds",
    "When the last article of a source came, in Unix time; 0: none yet. Of the others: of any of them.",
    ["source"], registry=REGISTRY,
)  # fmt: skip
source_silent = Gauge(
    "copydesk_source_silent", "1 while a source is silent for longer than is usual for the hour.",
    ["source"], registry=REGISTRY,
)  # fmt: skip
source_drifted = Gauge(
    "copydesk_source_drifted", "1 while the copy of a source is not as usual, by what has changed.",
    ["source", "what"], registry=REGISTRY,
)  # fmt: skip
source_slow = Gauge(
    "copydesk_source_slow",
    "1 while the pages of a source keep hitting the deadline: they get a short one, in a process of their own.",
    ["source"], registry=REGISTRY,
)  # fmt: skip
source_partial = Counter(
    "copydesk_source_partial",
    "Articles of which only a part came: a teaser, what stands before a paywall, a first page, a text cut short.",
    ["source"], registry=REGISTRY,
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
kill_slowest = Gauge(
    "copydesk_kill_slowest_seconds",
    "The longest of copydesk_kill_seconds in the last five minutes, as it was measured; NaN: there was no kill.",
    registry=REGISTRY,
)  # fmt: skip
embargo_latest = Gauge(
    "copydesk_embargo_latest_seconds",
    "The longest of copydesk_embargo_late_seconds in the last five minutes, as it was measured; NaN: none ended.",
    registry=REGISTRY,
)  # fmt: skip
notices = Counter(
    "copydesk_notices", "Notices to the editors on desk.notices, by their kind.", ["kind"], registry=REGISTRY
)
window_occupancy = Gauge(
    "copydesk_window_events", "Events in an agent's window: taken, and not yet acknowledged.",
    ["stage"], registry=REGISTRY,
)  # fmt: skip
window_parked = Gauge(
    "copydesk_window_parked_events", "Raw events that wait for others of their source, and let those behind them pass.",
    registry=REGISTRY,
)  # fmt: skip
window_limit = Gauge(
    "copydesk_window_limit_events", "The most events that an agent's window takes.", registry=REGISTRY
)
index_articles = Gauge(
    "copydesk_index_articles", "Texts in this worker's search for copies.", registry=REGISTRY
)
ledger_role = Gauge(
    "copydesk_ledger_role", "1 where this worker is the ledger's writer, or the standby that takes its place.",
    ["role"], registry=REGISTRY,
)  # fmt: skip
ledger_behind = Gauge(
    "copydesk_ledger_behind_records", "Records of the ledger's changelog that this worker has yet to read.",
    registry=REGISTRY,
)  # fmt: skip
rebalances = Counter(
    "copydesk_rebalances", "Rebalances of the consumer group that this worker took part in, its first one too.",
    registry=REGISTRY,
)  # fmt: skip
rebalance_seconds = Histogram(
    "copydesk_rebalance_seconds",
    "From the moment a rebalance stops the work until events flow again.",
    buckets=_REBALANCE_BUCKETS, registry=REGISTRY,
)  # fmt: skip
consumer_lag = Gauge(
    "copydesk_consumer_lag_events", "Records that are not done yet, of each partition that this worker has.",
    ["topic", "partition"], registry=REGISTRY,
)  # fmt: skip
unreadable_partitions = Gauge(
    "copydesk_unreadable_partitions",
    "Partitions in which this worker waits in front of a batch that nobody can read.",
    registry=REGISTRY,
)
broker_unreachable = Gauge(
    "copydesk_broker_unreachable_since_timestamp_seconds",
    "Since when no broker answers this worker, in Unix time; 0: one does. Meanwhile the lag is not known, nor shown.",
    registry=REGISTRY,
)  # fmt: skip
pool_busy = Gauge("copydesk_pool_busy", "Pool processes that have a document in work now.", registry=REGISTRY)
pool_processes = Gauge("copydesk_pool_processes", "Processes that the pool is to have.", registry=REGISTRY)
pool_kills = Counter(
    "copydesk_pool_kills",
    "Pool processes that ended early, by what ended them.",
    ["reason"],
    registry=REGISTRY,
)
not_enriched = Counter(
    "copydesk_not_enriched", "Articles that were published as they are, by why their enrichment did not come.",
    ["reason"], registry=REGISTRY,
)  # fmt: skip
enricher_articles = Counter(
    "copydesk_enricher_articles", "Articles given to an enricher of others, by what came of it; done: its values.",
    ["enricher", "outcome"], registry=REGISTRY,
)  # fmt: skip
enricher_seconds = Histogram(
    "copydesk_enricher_seconds", "Time that an enricher of others took for an article.",
    ["enricher"], buckets=_STAGE_BUCKETS, registry=REGISTRY,
)  # fmt: skip
enricher_set_aside = Gauge(
    "copydesk_enricher_set_aside", "1 while an enricher of others is set aside on this worker, for it keeps failing.",
    ["enricher"], registry=REGISTRY,
)  # fmt: skip
stories_on = Gauge(
    "copydesk_stories_on",
    "1 where this worker may run the stories: COPYDESK_STORIES is on.",
    registry=REGISTRY,
)
stories_active = Gauge(
    "copydesk_stories_active", "1 where this worker runs the stories; one of a desk does.", registry=REGISTRY
)
stories_progress = Gauge(
    "copydesk_stories_progress_timestamp_seconds",
    "When this worker last took a turn of the stories, in Unix time; 0: never. Without news it takes one each 30 s.",
    registry=REGISTRY,
)
stories_behind = Gauge(
    "copydesk_stories_behind_records",
    "Articles and copies that the stories have not taken yet.",
    registry=REGISTRY,
)
stories_taken = Counter(
    "copydesk_stories_taken", "Articles and copies that the stories have taken, by what became of them.",
    ["outcome"], registry=REGISTRY,
)  # fmt: skip
stories_told = Counter(
    "copydesk_stories_told",
    "Events written to the topic stories, by what they tell.",
    ["kind"],
    registry=REGISTRY,
)
stories_known = Gauge(
    "copydesk_stories_known", "Stories that the worker which runs them remembers.", registry=REGISTRY
)
stories_failures = Counter(
    "copydesk_stories_failures", "Times that the stories stood still on this worker and began again.",
    registry=REGISTRY,
)  # fmt: skip
stories_snapshot_bytes = Gauge(
    "copydesk_stories_snapshot_bytes", "Size of the last snapshot of the stories, packed; 0: none yet.",
    registry=REGISTRY,
)  # fmt: skip
api_clients = Gauge(
    "copydesk_api_clients", "Requests to the API that are served now, by what they are.",
    ["kind"], registry=REGISTRY,
)  # fmt: skip
api_answers = Counter(
    "copydesk_api_answers", "Answers of the API, by the class of their status; a stream counts when it ends.",
    ["status"], registry=REGISTRY,
)  # fmt: skip
api_events = Counter(
    "copydesk_api_events", "Events that the API has given to its readers, by the list that they read.",
    ["list"], registry=REGISTRY,
)  # fmt: skip
api_let_go = Counter(
    "copydesk_api_let_go", "Readers of a stream that did not take what came in time, or had gone.", registry=REGISTRY
)  # fmt: skip
webhook_events = Counter(
    "copydesk_webhook_events",
    "What became of events on their way to subscribers: taken, failed (and tried again), or dead (on webhooks.dead).",
    ["outcome"], registry=REGISTRY,
)  # fmt: skip
webhook_waiting = Gauge(
    "copydesk_webhook_waiting_events", "Events that were sent to a subscriber, or wait for that, and are not done.",
    registry=REGISTRY,
)  # fmt: skip
webhook_behind = Gauge(
    "copydesk_webhook_behind_records", "Records that subscriptions have yet to read or to have taken.",
    registry=REGISTRY,
)  # fmt: skip
webhook_down = Gauge(
    "copydesk_webhook_down", "Subscriptions of which the subscriber takes nothing now; the log names them.",
    registry=REGISTRY,
)  # fmt: skip
webhook_off = Gauge(
    "copydesk_webhook_off", "Subscriptions that are off, for the subscriber answered 410 Gone; the log names them.",
    registry=REGISTRY,
)  # fmt: skip
webhook_lost = Counter(
    "copydesk_webhook_lost", "Records that Kafka had deleted before a subscription came to them.",
    registry=REGISTRY,
)  # fmt: skip
connect_events = Counter(
    "copydesk_connect_events", "Raw events that came in by `copydesk connect` and that the broker has acknowledged.",
    ["source", "kind"], registry=REGISTRY,
)  # fmt: skip
connect_refused = Counter(
    "copydesk_connect_refused", "What came in by `copydesk connect` and is no raw event: set aside, or answered so.",
    ["source", "kind"], registry=REGISTRY,
)  # fmt: skip
connect_failing = Gauge(
    "copydesk_connect_failing", "Connections of a source that cannot be reached or read now, and are tried again.",
    ["source", "kind"], registry=REGISTRY,
)  # fmt: skip
connect_failing_since = Gauge(
    "copydesk_connect_failing_since_timestamp_seconds",
    "Since when a connection of a source cannot be reached or read, in Unix time; 0: it can.",
    ["source", "kind"], registry=REGISTRY,
)  # fmt: skip
connect_behind = Gauge(
    "copydesk_connect_behind",
    "What waits at the source and is not brought yet: records of a topic, files of a folder, messages of a mailbox. "
    "NaN: not known; feeds and senders do not tell.",
    ["source", "kind"], registry=REGISTRY,
)  # fmt: skip
connect_failures = Counter(
    "copydesk_connect_failures", "Times that a connection of a source could not go on, and was begun anew.",
    ["source", "kind"], registry=REGISTRY,
)  # fmt: skip
connect_last = Gauge(
    "copydesk_connect_last_timestamp_seconds",
    "When a connection of a source last reached it, in Unix time, whether or not there was news; 0: not yet.",
    ["source", "kind"], registry=REGISTRY,
)  # fmt: skip
connect_answers = Counter(
    "copydesk_connect_answers", "Requests of pushed documents that were answered, by what came of them.",
    ["source", "answer"], registry=REGISTRY,
)  # fmt: skip
connect_waiting_bytes = Gauge(
    "copydesk_connect_waiting_bytes", "Raw events that wait on disk because the broker does not take them.",
    registry=REGISTRY,
)  # fmt: skip
connect_waiting_limit_bytes = Gauge(
    "copydesk_connect_waiting_limit_bytes", "The most that may wait on disk; 0: this is no `copydesk connect`.",
    registry=REGISTRY,
)  # fmt: skip
subscriber_lag = Gauge(
    "copydesk_subscriber_lag_records",
    "Records of our outputs that a consumer group of others has not committed yet, as the ledger's writer "
    "asks once a minute; 50 groups at most. The mark of a transaction counts as one.",
    ["group", "topic"], registry=REGISTRY,
)  # fmt: skip
subscriber_members = Gauge(
    "copydesk_subscriber_members", "Members of such a group that are connected now; 0: nobody reads for it. "
    "NaN: the broker does not tell, as of groups of the protocol of KIP-848.",
    ["group"], registry=REGISTRY,
)  # fmt: skip
subscriber_groups = Gauge(
    "copydesk_subscriber_groups", "Consumer groups of others that have read our outputs; not all may be shown. "
    "NaN: not known, as on the embedded broker.",
    registry=REGISTRY,
)  # fmt: skip
send_retries = Counter(
    "copydesk_send_retries", "Outputs that the broker did not take at once and that were sent again.",
    registry=REGISTRY,
)  # fmt: skip
clock_offset = Gauge(
    "copydesk_clock_offset_seconds",
    "How far this worker's clock is ahead of the broker's, at least; below 0: behind. NaN: not known yet.",
    registry=REGISTRY,
)  # fmt: skip
build = Info("copydesk_build", "The version that runs.", registry=REGISTRY)
