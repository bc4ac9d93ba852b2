"""What the writer knows, and what of it the broker has: the ledger over its store.

Each decision is in the store at once, above the base, and goes down when the broker has its records. So the base holds
what the changelog holds up to an offset, and nothing else.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from streams import metrics
from streams.article import Article
from streams.copies.window import CopyIndex
from streams.replaced import replace
from streams.runtime.changelog import Decided, Trailer, checksum
from streams.runtime.store import Batch, Layered, Place
from streams.settings import Settings
from streams.stories.authority import Authority
from streams.stories.copies import told_when_out
from streams.stories.decide import decide
from streams.stories.hold import due, release
from streams.stories.kill import go_on
from streams.stories.ledger import DOUBTS, NO_AUTHORITY, Change, Ledger
from streams.stories.message import put_texts
from streams.stories.outcome import Outcome
from streams.stories.record import stamp_of
from streams.stories.replaces import lapse
from streams.stories.story import Story

#: What is over is looked for in steps of so much at most, and not with each article.
_STEP = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Due:
    """A story of which something may go out from `at` on."""

    uri: str
    at: datetime


@dataclass(frozen=True, slots=True, eq=False)
class Decision:
    """What came of an event, and what is to be remembered because of it.

    `batch` is what it wrote; `floor` is an offset of the changelog before which nothing of it can lie; `event` is what
    was decided, None for what the clock has let out.
    """

    outcomes: list[Outcome]
    changes: list[Change]
    batch: Batch
    floor: int
    event: Decided | None = None


@dataclass(frozen=True, slots=True)
class _Part:
    """A record of the changelog of which the rest of its decision has not been read yet."""

    uri: str
    value: bytes | None
    trailer: Trailer
    place: Place


class State:
    """The ledger of a desk. `texts` is the most texts that copies are looked for among, `window` how long they are.

    `authority` is what the settings let sources speak for, `doubts` how long a doubtful text waits for an editor.

    None of it waits: the order of the calls is the order of the decisions.
    """

    def __init__(
        self,
        store: Layered,
        *,
        threshold: float,
        window: timedelta,
        texts: int,
        authority: Authority = NO_AUTHORITY,
        doubts: timedelta = DOUBTS,
    ) -> None:
        self._store, self._window = store, window
        self._step = min(_STEP, window / 100).total_seconds()
        self._ledger = Ledger(store, CopyIndex(texts), threshold, authority, doubts)
        self._ledger.term = store.place.term
        self._pending: deque[Decision] = deque()
        self._high = store.place.offset  # after the newest record that the broker is known to have
        self._parts: list[_Part] = []
        # What was left half remembered when a term ended: its uris are written once more as they are known.
        self._broken: list[str] = []
        self._skip = -1  # events up to this offset were decided by an earlier writer

    def __len__(self) -> int:
        """How many texts copies are compared with."""
        return len(self._ledger)

    @property
    def place(self) -> Place:
        """How far it is true."""
        return self._store.place

    @property
    def indexed(self) -> bool:
        """Whether load() is done."""
        return self._ledger.indexed

    def is_decided(self, offset: int) -> bool:
        """Whether the event at that offset of articles.clean was decided before this term, and all of it is remembered.

        What is remembered, readers have: nothing is left to do for it.
        """
        if offset > self._skip:
            # They come in their order: whatever has a lower offset from now on is another topic's.
            self._skip = -1
        return offset <= self._skip

    def decide(
        self,
        article: Article,
        written: Callable[[list[Outcome]], bool] = lambda _: True,
        event: Decided | None = None,
        at: datetime | None = None,
    ) -> Decision:
        """What comes of the article, which is that event of articles.clean.

        `written` says whether the outcomes can be written; where it says no, nothing is remembered. `at` is when the
        desk took the article up, by a clock that no sender moves: what is remembered lasts for the window from then
        on, whatever a raw event is dated. None: when its raw event came.
        """
        self._ledger.at = at
        over = (at or article.origin.timestamp) - self._window
        self._ledger.expire(over - timedelta(seconds=over.timestamp() % self._step))
        try:
            outcomes = decide(self._ledger, article)
            if not written(outcomes):
                self._ledger.forget_decision()
            return self._decided(outcomes, event)
        except BaseException:
            self._ledger.forget_decision()
            raise

    def next_due(self) -> Due | None:
        """The story whose embargo or doubt ends first."""
        found = self._ledger.next_due()
        return Due(found[1], found[0]) if found else None

    def release(
        self, story: Due, now: datetime, written: Callable[[list[Outcome]], bool] = lambda _: True
    ) -> Decision:
        """What comes of a story because its embargo or its doubt is over, or because its kill has to go on.

        Where `written` says no, it goes on waiting.
        """
        self._ledger.at = now
        outcomes: list[Outcome] = []
        try:
            known = self._ledger.get(story.uri)
            if known is not None and known.owes is not None:
                outcomes = go_on(self._ledger, known)
                if not written(outcomes):
                    self._ledger.forget_decision()
            elif known is not None:
                outcomes = self._let_go(known, now)
                if not written(outcomes):
                    self._ledger.forget_decision()
            return self._decided(outcomes)
        except BaseException:
            self._ledger.forget_decision()
            raise

    def _let_go(self, story: Story, now: datetime) -> list[Outcome]:
        """What is due goes out, and what was doubtful for too long ends."""
        released, outcomes = release(story, due(story, now))
        released, ended = lapse(released, now)
        if not outcomes and not ended:
            return []
        self._ledger.put(released)
        put_texts(self._ledger, story.uri, outcomes)  # before others are among them
        if not story.parts and released.parts:
            outcomes += told_when_out(self._ledger, released)
        return outcomes + ended

    def put_off(self, story: Due) -> tuple[Article, ...]:
        """Leaves a story waiting that cannot be let out, and gives what waits.

        It is not tried again before it changes, or another writer begins: else it would be tried ten times a second.
        """
        known = self._ledger.get(story.uri)
        self._ledger.forget_decision()
        self._ledger.put_off(story.uri)
        return known.waiting if known else ()

    def acknowledged(self, decision: Decision, offsets: Iterable[int]) -> None:
        """The broker has the changes of `decision`, at these offsets. Told in the order of the decisions."""
        if not decision.changes or decision not in self._pending:
            return  # a rebalance has dropped it meanwhile
        while self._pending.popleft() is not decision:
            pass  # events that were out of date, of which nobody tells: they come again
        *_, last = offsets = list(offsets)
        self._high = max(self._high, *(offset + 1 for offset in offsets))
        # A record that had to be sent again lies behind later ones: all is there only up to where none can be missing.
        true_to = self._pending[0].floor if self._pending else self._high
        sign = (last, checksum(decision.changes[-1].uri.encode(), decision.changes[-1].value))
        decided = _pair(decision.event) or self._store.place.decided
        place = replace(self._store.place, offset=true_to, last=sign, decided=decided)
        self._store.settle(decision.batch, place)

    def drop(self) -> None:
        """Goes back to what the broker has acknowledged: the events of all else come again."""
        self._pending.clear()
        uris = [key[1:].decode() for key in self._store.unsettled() if key[:1] == b"s"]
        self._ledger.undo(uris, self._store.drop)

    def waiting(self) -> tuple[int, int]:
        """How many stories are held back until a time that is known, and until further notice."""
        timed = self._ledger.timed
        return timed, len(self._ledger.waiting) - timed

    def apply(self, uri: str, value: bytes | None, trailer: Trailer, place: Place) -> None:
        """Takes over a record of the changelog, after which that is true up to `place`.

        What is part of a decision waits for the rest of it. Where something else comes instead, the rest was there, and
        newer records have taken its place. Raises ValueError for what is no record of a ledger, NewerFormatError for
        one of a newer version.
        """
        stamp = trailer.stamp if value is None else stamp_of(value)
        if stamp is not None and stamp.term < self._store.place.term:
            return self.move(place)  # a writer that was gone already, and did not know it
        self._parts.append(_Part(uri, value, trailer, place))
        if trailer.more:
            return None
        parts, self._parts = self._parts, []
        for each in parts:
            self._ledger.apply(each.uri, each.value, each.trailer.stamp)
        return self.move(replace(place, decided=_pair(trailer.decided) or place.decided))

    def move(self, place: Place) -> None:
        """The changelog was read up to `place`. What waits for the rest of its decision will be read again."""
        if not self._parts:
            self._high = place.offset
            self._store.settle(self._store.cut(), place)

    def end_term(self, place: Place) -> None:
        """A mark was read, up to `place`: the writer before it is gone.

        What it left half remembered counts as nothing, for its event comes again.
        """
        self._broken += [part.uri for part in self._parts]
        self._parts = []
        self.move(place)

    def begin(self, term: int) -> list[Change]:
        """This worker decides from now on, as the writer of that term.

        Gives what it has to write first, so that whoever reads the changelog knows no more than it does.
        """
        self._ledger.begin(term)
        metrics.index_articles.set(len(self))
        broken, self._broken = list(dict.fromkeys(self._broken)), []
        self._skip = self._store.place.decided[0] if self._store.place.decided else -1
        return self._ledger.restated(broken)

    def forget_decided(self) -> None:
        """The events that were decided are those of another topic: none of this one's was."""
        self.move(replace(self._store.place, decided=None))

    def load(self) -> Iterator[int]:
        """Fills what is in memory from the store, a part at a time; gives how many texts are done."""
        yield from self._ledger.load()

    def flush(self) -> None:
        """Writes what the broker has acknowledged to the disk. Raises StoreError."""
        self._store.flush()

    def close(self) -> None:
        """Lets others have the store."""
        self._store.close()

    def _decided(self, outcomes: list[Outcome], event: Decided | None = None) -> Decision:
        changes = self._ledger.commit()
        decision = Decision(outcomes, changes, self._store.cut(), self._high, event)
        if changes:
            self._pending.append(decision)
            metrics.index_articles.set(len(self._ledger))
        return decision


def state_of(settings: Settings, store: Layered, authority: Authority) -> State:
    """The state of a desk with these settings, on that store."""
    return State(
        store,
        threshold=settings.near_threshold,
        window=timedelta(hours=settings.dedupe_hours),
        texts=settings.index_texts,
        authority=authority,
        doubts=timedelta(hours=settings.doubtful_hours),
    )


def _pair(event: Decided | None) -> tuple[int, int] | None:
    """As the place has it, which goes to the disk as JSON."""
    return None if event is None else (event.offset, event.sign)
