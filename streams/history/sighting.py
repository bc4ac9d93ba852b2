"""What one record on a topic tells of a story: a value without Kafka, small enough to keep many."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from streams.article import Article, Change
from streams.stories.outcome import Notice
from streams.topology import CLEAN, DEAD, DUPLICATES, ENRICHED, NOTICES, RAW, UNIQUE, WITHHELD

#: The topics in the order in which an article meets them: of two records of the same moment this one tells the first.
WAY = (RAW, CLEAN, WITHHELD, DUPLICATES, UNIQUE, ENRICHED, DEAD, NOTICES)
#: Where dedupe says what it decided.
JUDGED = frozenset({UNIQUE.name, DUPLICATES.name, WITHHELD.name})
#: Where a verdict stands.
LATER = JUDGED | {ENRICHED.name}

_ORDER = {topic.name: number for number, topic in enumerate(WAY)}


@dataclass(frozen=True, slots=True)
class Death:
    """What a dead letter says: where the event lay that died (topic/partition/offset), and how often it has."""

    stage: str
    reason: str
    detail: str
    origin: str
    attempts: int = 1


@dataclass(frozen=True, slots=True)
class Sighting:
    """One record. `raw` is the raw event's article: topic/partition/offset, and #part where there are several.

    One of these is there: `article`, as slim() leaves it; `death`; `notice`; `lifted`, a tombstone on
    articles.withheld. A raw event has none of them.
    """

    place: tuple[str, int, int]
    time: datetime  # the record's
    raw: str
    uri: str | None = None
    event: str = ""  # its ce_id
    source: str = ""
    subject: str = ""
    article: Article | None = None
    furniture: int = 0  # lines that clean took out
    death: Death | None = None
    notice: Notice | None = None
    lifted: bool = False
    redriven_from: str | None = None  # the dead letter's place

    @property
    def topic(self) -> str:
        """Where it lies."""
        return self.place[0]

    @property
    def at(self) -> str:
        """Its place as topic/partition/offset."""
        return "{}/{}/{}".format(*self.place)

    @property
    def document(self) -> str:
        """The raw event, whichever of its articles this is."""
        return document_of(self.raw)

    @property
    def standing(self) -> bool:
        """Whether it only tells that an article is canceled or withdrawn, and so has none of its text."""
        told = self.topic in (UNIQUE.name, ENRICHED.name) and self.article is not None
        return told and self.article is not None and self.article.pub_status != "usable"

    @property
    def own(self) -> str | None:
        """The uri of the article that the raw event itself is; None if that cannot be told from this record.

        A kill's raw event is the cause of what is told of many articles.
        """
        if not self.standing or self.article is None:
            return self.uri if self.topic not in (DEAD.name, NOTICES.name) else None
        verdict = self.article.verdict
        own = verdict and verdict.kill and verdict.kill.raw == self.raw
        return verdict.kill.uri if own and verdict and verdict.kill else None


def order_of(sighting: Sighting) -> tuple[datetime, int, int, int]:
    """By time; of the same moment in the order of the topics, and in that of a partition."""
    return sighting.time, _ORDER[sighting.topic], *sighting.place[1:]


def document_of(raw: str) -> str:
    """The raw event's place without the number of one of its articles."""
    return raw.partition("#")[0]


def slim(article: Article) -> Article:
    """The article without what its path does not tell: of the text the first 80 characters are left."""
    verdict = article.verdict
    if verdict:
        verdict = replace(verdict, changes=tuple(Change(each.kind) for each in verdict.changes))
    return replace(
        article,
        headline=article.headline[:300] if article.headline else None,
        paragraphs=tuple(paragraph[:80] for paragraph in article.paragraphs[:1]),
        removed=(),
        subjects=(),
        hops=(),
        dateline=None,
        places=(),
        people=(),
        organisations=(),
        quotes=(),
        keywords=(),
        summary=(),
        standfirst=None,
        verdict=verdict,
    )
