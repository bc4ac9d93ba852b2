"""A desk on paper: raw events through the real decision and the real codec onto topics that are a list."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from streams.article import Article, Dropped, Origin
from streams.brokers.reader import OffsetRanges, is_within, time_of
from streams.events import codec
from streams.history.path import Path
from streams.history.trace import Answer, Topics, answer
from streams.kinds import Reason, Stage
from streams.runtime.dead_letters import dead_letter
from streams.runtime.records import article_record, lifted_record, notice_record
from streams.runtime.window import Output
from streams.stages import with_changes
from streams.stories.outcome import Held, Lifted, Notice, Outcome, Passed
from streams.stories.story import raw_of
from streams.topology import CLEAN, DUPLICATES, ENRICHED, RAW, UNIQUE, WITHHELD
from tests.articles import NOON
from tests.stories.room import Room


class Paper(Topics):
    """Topics that are a list of records."""

    def __init__(
        self, records: list[Any], since: datetime | None = None, until: datetime | None = None
    ) -> None:
        super().__init__("", {}, since, until, lambda *_: None)
        self.records = records
        self.ranges = {(each.topic, each.partition): (0, 1_000_000) for each in records}

    async def read_ranges(self, ranges: OffsetRanges) -> AsyncIterator[Any]:
        """The records, as those of a broker."""
        for each in self.records:
            first, end = ranges.get((each.topic, each.partition), (0, 0))
            if first <= each.offset < end and is_within(time_of(each), self.since, self.until):
                yield each


@dataclass
class Papers:
    """What was written. Times are in minutes after noon; the stages take 10 ms each."""

    records: list[Any] = field(default_factory=list)
    room: Room = field(default_factory=Room)

    def write(self, output: Output, at: datetime) -> Any:
        """A record on its topic."""
        offset = sum(each.topic == output.topic for each in self.records)
        record = SimpleNamespace(
            topic=output.topic,
            partition=0,
            offset=offset,
            key=output.key,
            value=output.value,
            headers=list(output.headers or ()),
            timestamp=round(at.timestamp() * 1000),
        )
        self.records.append(record)
        return record

    def receive(
        self, subject: str, minutes: float, source: str = "wire", topic: str = RAW.name, **headers: str
    ) -> Any:
        """A raw event, and nothing more."""
        pairs = [("ce_source", source.encode()), ("ce_subject", subject.encode())]
        pairs += [(name.replace("_", "-"), value.encode()) for name, value in headers.items()]
        return self.write(Output(topic, b"k", b"...", pairs), moment(minutes))

    def clean(
        self, article: Article, minutes: float, record: Any = None, part: tuple[int, int] = (0, 1)
    ) -> Article:
        """The raw event and the clean article, which decide has not taken yet."""
        record = record or self.receive(article.uri, minutes, article.source)
        origin = Origin(record.topic, 0, record.offset, moment(minutes), *part)
        article = replace(article, origin=origin)
        self._event(Stage.CLEAN, article, codec.CLEAN, CLEAN, article.uri, moment(minutes, 10))
        return article

    def tell(self, article: Article, minutes: float = 0, *, enrich: bool = True, **how: Any) -> Article:
        """All the way: what decide decides, and enrich passes on."""
        article = self.clean(article, minutes, **how)
        self.outs(self.room.tell(article), minutes, enrich)
        return article

    def clock(self, minutes: float) -> None:
        """The time has come for what is due."""
        self.outs(self.room.clock(moment(minutes)), minutes)

    def outs(self, outs: Iterable[Outcome], minutes: float, enrich: bool = True) -> None:
        """What came of an article, as the desk writes it."""
        for out in outs:
            at = moment(minutes, 20)
            if isinstance(out, Notice):
                notice = notice_record(out, at)
                assert isinstance(notice, Output)
                self.write(notice, at)
            elif isinstance(out, Lifted):
                self.write(lifted_record(out.article), at)
            elif isinstance(out, Passed):
                self._event(Stage.DECIDE, out.article, codec.UNIQUE, UNIQUE, out.article.uri, at)
                if enrich:
                    at = moment(minutes, 100)
                    enriched = with_changes(out.article)
                    self._event(Stage.ENRICH, enriched, codec.ENRICHED, ENRICHED, enriched.uri, at)
            elif isinstance(out, Held):
                self._event(
                    Stage.DECIDE, out.article, codec.WITHHELD, WITHHELD, raw_of(out.article.origin), at
                )
            else:
                self._event(Stage.DECIDE, out.article, codec.DUPLICATE, DUPLICATES, out.article.uri, at)

    def die(
        self,
        record: Any,
        minutes: float,
        reason: Reason = Reason.DEADLINE,
        stage: Stage = Stage.CLEAN,
        part: tuple[int, int] | None = None,
    ) -> Any:
        """The dead letter of a record."""
        at = moment(minutes, 30)
        return self.write(dead_letter(record, stage, Dropped(reason, "no end after 5 s"), at, part), at)

    def last(self, topic: str) -> Any:
        """The last record of a topic."""
        return [each for each in self.records if each.topic == topic][-1]

    async def ask(self, text: str, since: datetime | None = None, until: datetime | None = None) -> Answer:
        """What `copydesk trace` would find."""
        return await answer(Paper(self.records, since, until), text)

    async def path(self, text: str) -> Path:
        """The path of the one story that is meant."""
        found = await self.ask(text)
        assert found.path is not None, found
        return found.path

    def _event(
        self, stage: Stage, article: Article, event_type: str, topic: Any, key: str, at: datetime
    ) -> None:
        output = article_record(stage, article, event_type, topic, key, at)
        assert isinstance(output, Output)
        self.write(output, at)


def moment(minutes: float, milliseconds: float = 0) -> datetime:
    """So long after noon."""
    return (NOON + timedelta(minutes=minutes, milliseconds=milliseconds)).astimezone(UTC)
