"""A desk without Kafka for tests: a ledger in memory, what went where, and what readers have in the end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from streams.article import Article
from streams.kinds import Disposition
from streams.runtime.state import Decision, Due
from streams.stories.authority import read_authority
from streams.stories.ledger import Ledger
from streams.stories.outcome import Held, Lifted, Notice, Outcome, Passed, Reported
from streams.stories.story import raw_of
from tests.articles import NOON
from tests.runtime.stores import MemoryBase, state_on


@dataclass
class Room:
    """What came of the articles that were decided."""

    base: MemoryBase = field(default_factory=MemoryBase)
    outs: list[Outcome] = field(default_factory=list)
    ends: dict[str, set[Disposition]] = field(default_factory=dict)
    published: dict[str, Article] = field(default_factory=dict)
    withheld: dict[str, Article] = field(default_factory=dict)
    offset: int = 0
    authority: str = ""  # as COPYDESK_OWNS has it

    def __post_init__(self) -> None:
        self.state = state_on(self.base, authority=read_authority(self.authority))

    def start(self) -> None:
        """A worker that starts with what the broker has of the last one's decisions."""
        self.state.flush()
        self.__post_init__()

    def tell(self, *articles: Article) -> list[Outcome]:
        """Decides on these in turn, and the broker has it; what came of the last."""
        outs: list[Outcome] = []
        for article in articles:
            outs = self._kept(self.state.decide(article))
            self._note(outs)
        return outs

    def clock(self, now: datetime) -> list[Outcome]:
        """The time is `now`: what is due goes out."""
        found: list[Outcome] = []
        while (due := self.state.next_due()) and due.at <= now:
            decision = self.state.release(due, now)
            assert decision.changes, due
            outs = self._kept(decision)
            self._note(outs)
            found += outs
        return found

    def _kept(self, decision: Decision) -> list[Outcome]:
        self.state.acknowledged(decision, [self.offset + number for number in range(len(decision.changes))])
        self.offset += len(decision.changes)
        return decision.outcomes

    @property
    def ledger(self) -> Ledger:
        """What it knows."""
        return self.state._ledger

    def due(self) -> Due | None:
        """What goes out next."""
        return self.state.next_due()

    def _note(self, outs: Iterable[Outcome]) -> None:
        for out in outs:
            self.outs.append(out)
            if isinstance(out, Notice):
                continue
            raw = raw_of(out.article.origin)
            if isinstance(out, Lifted):
                self.withheld.pop(raw, None)
                continue
            assert out.article.verdict is not None
            self.ends.setdefault(raw, set()).add(out.article.verdict.disposition)
            if isinstance(out, Passed):
                self.published[out.article.uri] = out.article
            elif isinstance(out, Held):
                self.withheld[raw] = out.article

    @property
    def notices(self) -> list[Notice]:
        """What editors were told."""
        return [out for out in self.outs if isinstance(out, Notice)]

    @property
    def reported(self) -> list[Article]:
        """What ended on articles.duplicates."""
        return [out.article for out in self.outs if isinstance(out, Reported)]

    def standing(self) -> dict[str, tuple[str, str]]:
        """What a reader of articles.enriched has in the end: for each uri its pubStatus and its text."""
        return {uri: (article.pub_status, article.body) for uri, article in self.published.items()}

    def final(self) -> dict[str, Disposition]:
        """The end of each raw event; `withheld` gives way to any other."""
        found = {}
        for raw, kinds in self.ends.items():
            last = kinds - {Disposition.WITHHELD} or kinds
            assert len(last) == 1, (raw, kinds)
            found[raw] = next(iter(last))
        return found


def kinds(outs: Iterable[Outcome]) -> list[str]:
    """The kinds of what came, with the dispositions: "Passed enriched"."""
    return [_kind(out) for out in outs]


def _kind(out: Outcome) -> str:
    if isinstance(out, Notice | Lifted):
        return type(out).__name__
    assert out.article.verdict is not None
    return f"{type(out).__name__} {out.article.verdict.disposition}"


def at(minutes: float) -> datetime:
    """So many minutes after noon."""
    return NOON + timedelta(minutes=minutes)
