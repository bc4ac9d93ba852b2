"""The wire as a page shows it: stories with their copies folded under them, and what is held back. Bounded.

Told the same again, it stays the same. What the page may say of a story is in entry.py.
"""

from __future__ import annotations

import math
from collections import Counter, OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from streams.events.filters import folded
from streams.kinds import Disposition, Signal
from streams.web.told import Copied, HeldBack, Lifted, Published, Reported, Told

#: Stories that are kept, copies that are kept of each, raw events of it that are known, and what is held back.
STORIES, COPIES, KNOWN, HELD = 200, 10, 200, 500
#: Kills and corrections stay for so long (in seconds), whatever comes after them, and so many of them: of more, the
#: oldest corrections go first, and then the oldest kills.
PINNED_SECONDS, PINNED = 3600.0, 2000
#: It is looked so often whose hour is over, in seconds.
_SWEEP = 1.0


@dataclass(slots=True)
class Story:
    """A story. `now` None: only copies of it were seen, or messages about it. `versions` are those of its text."""

    uri: str
    at: float
    now: Published | None = None
    headline: str = ""  # of its last text that was out
    versions: int = 0
    repeats: int = 0
    stale: int = 0
    copied: int = 0
    copies: OrderedDict[str, Copied] = field(default_factory=OrderedDict)  # the last ones, by their uri
    canceled: OrderedDict[str, None] = field(
        default_factory=OrderedDict
    )  # uris of copies that were killed with it
    killed: Reported | None = None
    pinned: tuple[str, float] | None = None  # "kill" or "correction", and when it came; see PINNED_SECONDS
    _known: OrderedDict[tuple[str, ...], None] = field(default_factory=OrderedDict)

    def fold(self, copy: Copied) -> None:
        """Takes a copy under it."""
        self.copied += 1
        self.copies[copy.uri] = copy
        while len(self.copies) > COPIES:
            self.copies.popitem(last=False)

    def is_new(self, *identity: str) -> bool:
        """Whether this was not told before."""
        if identity in self._known:
            return False
        self._known[identity] = None
        while len(self._known) > KNOWN:
            self._known.popitem(last=False)
        return True


class Wire:
    """Takes what is told and says which entries changed by it: `story` and `held` find them by their keys."""

    def __init__(self) -> None:
        self._stories: OrderedDict[str, Story] = OrderedDict()  # by uri, the last one told of at the end
        self._behind: OrderedDict[str, Story] = OrderedDict()  # told of before all of these, and pinned
        self._held: OrderedDict[str, HeldBack] = OrderedDict()  # by the key of the record
        self._waiting: Counter[str] = Counter()  # how many of them each uri has: it is asked for each story
        self._pinned: dict[str, Story] = {}  # those of both that are pinned, by uri
        self._unpinned: Counter[int] = Counter()  # pins that were too many, by the minutes of their coming
        self._newest = 0.0  # the time of the newest record: the only clock here
        self._swept = 0.0  # when it was looked last whose hour is over

    def stories(self) -> list[Story]:
        """All stories, the oldest first."""
        return [*self._behind.values(), *self._stories.values()]

    def held(self) -> list[HeldBack]:
        """All that is held back, in the order of its coming."""
        return list(self._held.values())

    def everything(self) -> list[Story | HeldBack]:
        """Both."""
        return [*self.stories(), *self.held()]

    def is_held(self, uri: str) -> bool:
        """Whether a version of this story waits."""
        return uri in self._waiting

    def find(self, uri: str) -> Story | None:
        """The story of a uri, if it is kept."""
        return self._stories.get(uri) or self._behind.get(uri)

    def take(self, told: Told) -> tuple[list[Story | HeldBack], list[Story | HeldBack]]:
        """What has changed, and what is gone."""
        changed: Iterable[Story | HeldBack | None] = ()
        gone: list[Story | HeldBack] = []
        if isinstance(told, Published):
            changed = self._published(told)
        elif isinstance(told, Copied):
            changed = [self._copied(told)]
        elif isinstance(told, Reported):
            changed = [self._reported(told)]
        elif isinstance(told, HeldBack):
            self._waiting[told.uri] += told.raw not in self._held
            self._held[told.raw] = told
            # Copies of what is held must not tell what it is about.
            changed = [told, self.find(told.uri)]
        elif isinstance(told, Lifted):
            lifted = self._lift(told.raw)
            if lifted is not None:
                gone.append(lifted)
                changed = [self.find(lifted.uri)]
        return [each for each in changed if each is not None], gone + self._evicted()

    def more_pins(self) -> int:
        """How many kills and corrections of the last hour are not kept, because there are too many."""
        hour_ago = (self._newest - PINNED_SECONDS) / 60
        return sum(count for minute, count in self._unpinned.items() if minute > hour_ago)

    def put_earlier(self, earlier: Wire) -> bool:
        """Takes what is pinned on another wire, which was told of older records; whether there was any of it."""
        put = False
        # The oldest ones come to the front.
        for story in reversed(earlier.stories()):
            if story.pinned is None or story.pinned[1] <= self._newest - PINNED_SECONDS:
                continue
            known = self.find(story.uri)
            if known is None:
                self._behind[story.uri] = story
                self._behind.move_to_end(story.uri, last=False)
            else:
                _add_earlier(known, story)
            kept = known or story
            if known is None or known.pinned is None or known.pinned[1] < story.pinned[1]:
                self._pin(kept, *story.pinned)
                put = True
        self._unpinned += earlier._unpinned
        return put

    def _evicted(self) -> list[Story | HeldBack]:
        if self._newest - self._swept >= _SWEEP:
            self._swept = self._newest
            hour_ago = self._newest - PINNED_SECONDS
            for story in [each for each in reversed(self._pinned.values()) if _pinned_at(each) <= hour_ago]:
                self._unpin(story)
            for minute in [each for each in self._unpinned if each * 60 <= hour_ago - 60]:
                del self._unpinned[minute]
        gone: list[Story | HeldBack] = []
        while len(self._stories) > STORIES:
            uri, story = self._stories.popitem(last=False)
            if story.pinned:
                self._behind[uri] = _without_text(story)
            else:
                gone.append(story)
        while len(self._held) > HELD:
            gone += filter(None, [self._lift(next(iter(self._held)))])
        return gone

    def _lift(self, raw: str) -> HeldBack | None:
        """Takes out what waits under that key."""
        lifted = self._held.pop(raw, None)
        if lifted is not None:
            self._waiting[lifted.uri] -= 1
            if not self._waiting[lifted.uri]:
                del self._waiting[lifted.uri]
        return lifted

    def _pin(self, story: Story, kind: str, at: float) -> None:
        story.pinned = (kind, at)
        self._pinned[story.uri] = story
        if len(self._pinned) <= PINNED:
            return
        first = min(self._pinned.values(), key=_kept_longest)
        self._unpinned[math.floor(_pinned_at(first) / 60)] += 1
        self._unpin(first)

    def _unpin(self, story: Story) -> None:
        story.pinned = None
        del self._pinned[story.uri]
        if self._behind.pop(story.uri, None):
            # It is the next one that goes.
            self._stories[story.uri] = story
            self._stories.move_to_end(story.uri, last=False)

    def _story(self, uri: str, at: float) -> Story:
        self._newest = max(self._newest, at)
        story = self.find(uri)
        if story is None:
            story = self._stories[uri] = Story(uri, at)
        return story

    def _to_end(self, story: Story) -> None:
        self._behind.pop(story.uri, None)
        self._stories[story.uri] = story
        self._stories.move_to_end(story.uri)

    def _published(self, told: Published) -> list[Story | None]:
        if told.status == "canceled" and told.of and (original := self.find(told.of)):
            # A copy that was killed with what it copies: it stays folded, or came after the kill and is folded now.
            if original.is_new(told.uri, "copy"):
                original.fold(Copied(told.uri, told.raw, told.at, told.of, told.source, similarity=0.0))
            original.canceled[told.uri] = None
            while len(original.canceled) > KNOWN:
                original.canceled.popitem(last=False)
            return [original]
        story = self._story(told.uri, told.at)
        if not story.is_new(told.raw, told.status, told.release):
            return []
        if told.status == "usable":
            story.versions += 1
            story.headline = told.headline
        story.now, story.at = told, max(story.at, told.at)
        if told.status == "canceled":
            self._pin(story, "kill", told.at)
        elif told.signal is Signal.CORRECTION:
            self._pin(story, "correction", told.at)
        self._to_end(story)
        return [story]

    def _copied(self, told: Copied) -> Story | None:
        story = self._story(told.of, told.at)
        if story.is_new(told.uri, "copy"):
            story.fold(told)
            return story
        return None

    def _reported(self, told: Reported) -> Story | None:
        killed = told.kind is Disposition.KILLED
        # A kill is shown even if nothing is known of what it kills.
        story = self._story(told.uri, told.at) if killed else self.find(told.uri)
        if story is None or not story.is_new(told.raw, told.kind):
            return None
        if killed:
            story.killed, story.at = told, max(story.at, told.at)
            self._pin(story, "kill", told.at)
            self._to_end(story)
        story.repeats += told.kind is Disposition.REPEAT
        story.stale += told.kind is Disposition.STALE
        return story


def _pinned_at(story: Story) -> float:
    return story.pinned[1] if story.pinned else 0.0


def _kept_longest(story: Story) -> tuple[bool, float]:
    """The greater, the longer it stays pinned."""
    return story.pinned is not None and story.pinned[0] == "kill", _pinned_at(story)


def _without_text(story: Story) -> Story:
    """The same without the beginning of its text, which is for the filter: its headline is enough of it."""
    if story.now is not None and story.now.traits is not None:
        traits = replace(story.now.traits, text=folded(story.now.headline))
        story.now = replace(story.now, traits=traits)
    return story


def _add_earlier(story: Story, earlier: Story) -> None:
    """What an earlier reading knows of it: the newer word counts."""
    if earlier.now is not None and (story.now is None or earlier.now.at > story.now.at):
        story.now = earlier.now
    story.headline = story.headline or earlier.headline
    story.killed = story.killed or earlier.killed
