"""The whole pipeline: every topic, agent and table, in the order in which an article meets them.

    articles.raw ---------[clean]--> articles.clean --[decide]--> articles.unique --[enrich]--> articles.enriched
    articles.backfill --'     |                            |------> articles.duplicates             |
                              |                            |              '--------[stories]--------'--> stories
                              |                            |------> articles.withheld (until released)
                              |                            |------> desk.notices
                              |                            '------> sources.health
                              '------ any stage that cannot ---------> articles.dead

`copydesk topics` creates what stands here and reports where a broker differs; the engine runs it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

from streams.kinds import Stage

HOUR_MS = 3_600_000
#: The largest record: a raw document of COPYDESK_MAX_BYTES, or as JSON with its headers, or as a dead letter.
MAX_MESSAGE_BYTES = 16 * 1024 * 1024
#: The most that a batch of records may hold when it is decompressed; a larger one is not opened.
MAX_BATCH_BYTES = 4 * MAX_MESSAGE_BYTES


class Grows(StrEnum):
    """Whether a topic that is in use may be given more partitions. A key then belongs to another partition."""

    FREELY = "freely"  # nobody needs all records of a key on one partition
    KEYS_MOVE = "keys move"  # who reads several partitions may see the records of a uri out of their order
    NEVER = "never"  # one partition is its order; or it is compacted, and a key would have two last records


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic: what it holds, what its records are keyed by, its configuration, and the schemas of its events.

    `events` are names in schemas/ ("article.clean.v1"); none where a record's value is bytes of any kind.
    """

    name: str
    holds: str
    key: str
    configs: dict[str, str] = field(default_factory=dict)
    events: tuple[str, ...] = ()
    partitions: int | None = None  # None: COPYDESK_PARTITIONS
    grows: Grows = Grows.NEVER

    def all_configs(self, replicas: int = 1) -> dict[str, str]:
        """The topic's configuration as Kafka takes it, where it has so many replicas."""
        return {"max.message.bytes": str(MAX_MESSAGE_BYTES)} | self.configs | _replicated(replicas)


def _replicated(replicas: int) -> dict[str, str]:
    """What keeps acknowledged records when a broker is lost: our producers wait for all replicas that are in sync.

    Of three, two must be: any one may be lost, and the wire goes on. Of two it must be one, or the loss of either would
    stop the wire; what the one that is left then acknowledges alone is lost with its disk. So take three.
    """
    if replicas < 2:
        return {}
    in_sync = "2" if replicas > 2 else "1"
    return {"min.insync.replicas": in_sync, "unclean.leader.election.enable": "false"}


@dataclass(frozen=True, slots=True)
class Agent:
    """A stage: the topic it reads, the topics it writes, its tables, and what it reads when that leaves it time."""

    stage: Stage
    reads: Topic
    writes: tuple[Topic, ...]
    tables: tuple[str, ...] = ()
    idly: Topic | None = None

    @property
    def all_reads(self) -> tuple[Topic, ...]:
        """All that it reads, what goes before in front."""
        return (self.reads,) if self.idly is None else (self.reads, self.idly)

    def is_read(self, topic: str) -> bool:
        """Whether it reads the topic of that name."""
        return topic in (each.name for each in self.all_reads)


@dataclass(frozen=True, slots=True)
class Follower:
    """An agent beside the wire: it reads what the stages have told, and no stage waits for it."""

    name: str
    reads: tuple[Topic, ...]
    writes: tuple[Topic, ...]


#: The broker stamps each record when it appends it: a clock that neither a sender nor a worker moves.
_STAMPED = {"message.timestamp.type": "LogAppendTime"}


def _kept(hours: int) -> dict[str, str]:
    return {"cleanup.policy": "delete", "retention.ms": str(hours * HOUR_MS)}


RAW = Topic(
    "articles.raw",
    "raw documents, as they came",
    "the feeder's choice: the uri or url",
    _kept(7 * 24) | _STAMPED,
    events=("raw.v1",),
    grows=Grows.FREELY,
)
BACKFILL = Topic(
    "articles.backfill",
    "raw documents of days gone by, which the live wire overtakes",
    RAW.key,
    _kept(28 * 24) | _STAMPED,
    events=("raw.v1",),
    grows=Grows.FREELY,
)
CLEAN = Topic(
    "articles.clean",
    "clean articles, in the one order in which they are decided",
    "uri",
    _kept(72) | _STAMPED,
    events=("article.clean.v1",),
    partitions=1,
)
UNIQUE = Topic(
    "articles.unique",
    "the first of each kind, and newer versions",
    "uri",
    _kept(72) | _STAMPED,
    events=("article.unique.v1",),
    grows=Grows.FREELY,
)
DUPLICATES = Topic(
    "articles.duplicates",
    "copies, repeats, stale versions and messages that were carried out",
    "uri",
    _kept(7 * 24),
    events=("article.duplicate.v1",),
    grows=Grows.KEYS_MOVE,
)
WITHHELD = Topic(
    "articles.withheld",
    "what may not go out yet; a tombstone when it is released, overtaken or killed",
    "its raw event",
    {"cleanup.policy": "compact", "min.cleanable.dirty.ratio": "0.1"},
    events=("article.withheld.v1",),
)
NOTICES = Topic(
    "desk.notices",
    "what an editor should know",
    "uri",
    _kept(28 * 24),
    events=("notice.v1", "order.v1"),
    grows=Grows.KEYS_MOVE,
)
SOURCES = Topic(
    "sources.health",
    "how each source is: whether it is heard as usual, its copy looks as usual, and its connection goes on",
    "source and language, or source and kind",
    {"cleanup.policy": "compact", "min.cleanable.dirty.ratio": "0.3"},
    events=("source_health.v1", "source_connection.v1"),
)
ENRICHED = Topic(
    "articles.enriched",
    "what subscribers read",
    "uri",
    _kept(7 * 24),
    events=("article.enriched.v1",),
    grows=Grows.KEYS_MOVE,
)
STORIES = Topic(
    "stories",
    "which articles tell the same story: the last word on each; what is 28 days old goes",
    "story id",
    {
        "cleanup.policy": "compact,delete",
        "retention.ms": str(28 * 24 * HOUR_MS),
        "min.cleanable.dirty.ratio": "0.3",
    },
    events=("story.v1", "story.merged.v1"),
    partitions=1,
)
DEAD = Topic(
    "articles.dead",
    "what could not be read, with its original bytes",
    "as it came",
    _kept(28 * 24),
    grows=Grows.FREELY,
)

WEBHOOKS_DEAD = Topic(
    "webhooks.dead",
    "events that a subscriber to webhooks did not take, with their subscription and the reason",
    "as it came",
    _kept(28 * 24),
    grows=Grows.FREELY,
)

TOPICS = (RAW, BACKFILL, CLEAN, UNIQUE, DUPLICATES, WITHHELD, NOTICES, SOURCES, ENRICHED, STORIES, DEAD)

#: What feeders write: the live wire, and what it overtakes.
RAWS = (RAW, BACKFILL)
_RAW_NAMES = frozenset(topic.name for topic in RAWS)


def is_raw(topic: str) -> bool:
    """Whether the records of a topic are raw events."""
    return topic in _RAW_NAMES


#: The one table: uri -> the story. Its writer has it on disk; it comes back from its changelog topic.
LEDGER = "ledger"

AGENTS = (
    Agent(Stage.CLEAN, reads=RAW, writes=(CLEAN, DEAD), idly=BACKFILL),
    Agent(
        Stage.DECIDE,
        reads=CLEAN,
        writes=(UNIQUE, DUPLICATES, WITHHELD, NOTICES, SOURCES, DEAD),
        tables=(LEDGER,),
    ),
    Agent(Stage.ENRICH, reads=UNIQUE, writes=(ENRICHED, DEAD)),
)

#: One worker of a desk runs it; it may fail, and the wire goes on.
FOLLOWER = Follower("stories", reads=(ENRICHED, DUPLICATES), writes=(STORIES,))


#: `copydesk webhooks`: what subscribers may be told of, the articles first, and where what they do not take ends.
WEBHOOKS = Follower("webhooks", reads=(ENRICHED, STORIES, NOTICES), writes=(WEBHOOKS_DEAD,))


@cache  # each record that is kept asks for its name
def changelog(app_id: str, table: str) -> Topic:
    """The topic that keeps a table. It has one partition, for there is one writer."""
    return Topic(
        f"{app_id}-{table}",
        f"the {table}, for its next writer: every story of the window",
        "uri",
        {"cleanup.policy": "compact", "min.cleanable.dirty.ratio": "0.3"},
        partitions=1,
    )


def journal(app_id: str) -> Topic:
    """The topic that keeps what the follower has taken, in its order, and its snapshots. It has one writer."""
    return Topic(
        f"{app_id}-{FOLLOWER.name}",
        f"what the agent of {FOLLOWER.name} has taken, in its order, and its snapshots",
        "turn, or part of a snapshot",
        # Small segments: of the snapshots all but two are to go soon.
        {
            "cleanup.policy": "compact",
            "min.cleanable.dirty.ratio": "0.3",
            "segment.bytes": str(64 * 1024 * 1024),
        }
        | _STAMPED,
        partitions=1,
    )


def wire_topics(app_id: str) -> tuple[Topic, ...]:
    """Every topic without which the wire stands still."""
    tables = (table for agent in AGENTS for table in agent.tables)
    wire = tuple(topic for topic in TOPICS if topic not in FOLLOWER.writes)
    return wire + tuple(changelog(app_id, table) for table in tables)


def all_topics(app_id: str) -> tuple[Topic, ...]:
    """Every topic that must be there before a worker starts."""
    tables = (table for agent in AGENTS for table in agent.tables)
    return (*TOPICS, WEBHOOKS_DEAD, *(changelog(app_id, table) for table in tables), journal(app_id))
