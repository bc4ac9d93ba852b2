"""The wire as a page shows it: stories with their copies folded under them, and what is held back. Bounded.

Told the same again, it stays the same. What the page may say of a story is in entry.py.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field

from streams.kinds import Disposition, Signal
from streams.web.told import Copied, HeldBack, Lifted, Published, Reported, Told

#: Stories that are kept, copies that are kept of each, raw events of it that are known, and what is held back.
STORIES, COPIES, KNOWN, HELD = 200, 10, 200, 500
#: Kills and corrections stay for so long (in seconds), whatever comes after them, and so many of them: the last ones.
PINNED_SECONDS, PINNED = 3600.0, 60


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
        self._held: OrderedDict[str, HeldBack] = OrderedDict()  # by the key of the record
        self._pinned: OrderedDict[str, float] = OrderedDict()  # uris, and when they were pinned
        self._newest = 0.0  # the time of the newest record: the only clock here

    def stories(self) -> list[Story]:
        """All stories, the oldest first."""
        return list(self._stories.values())

    def held(self) -> list[HeldBack]:
        """All that is held back, in the order of its coming."""
        return list(self._held.values())

    def everything(self) -> list[Story | HeldBack]:
        """Both."""
        return [*self.stories(), *self.held()]

    def is_held(self, uri: str) -> bool:
        """Whether a version of this story waits."""
        return any(each.uri == uri for each in self._held.values())

    def find(self, uri: str) -> Story | None:
        """The story of a uri, if it is kept."""
        return self._stories.get(uri)

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
            self._held[told.raw] = told
            # Copies of what is held must not tell what it is about.
            changed = [told, self._stories.get(told.uri)]
        elif isinstance(told, Lifted):
            lifted = self._held.pop(told.raw, None)
            if lifted is not None:
                gone.append(lifted)
                changed = [self._stories.get(lifted.uri)]
        return [each for each in changed if each is not None], gone + self._evicted()

    def _evicted(self) -> list[Story | HeldBack]:
        for uri in [uri for uri, at in self._pinned.items() if at <= self._newest - PINNED_SECONDS]:
            del self._pinned[uri]
        gone: list[Story | HeldBack] = []
        while len(self._stories) - len(self._pinned) > STORIES:
            oldest = next(uri for uri in self._stories if uri not in self._pinned)
            gone.append(self._stories.pop(oldest))
        while len(self._held) > HELD:
            gone.append(self._held.popitem(last=False)[1])
        return gone

    def _pin(self, story: Story, kind: str, at: float) -> None:
        story.pinned = (kind, at)
        self._pinned[story.uri] = at
        self._pinned.move_to_end(story.uri)
        if len(self._pinned) > PINNED:
            self._pinned.popitem(last=False)

    def _story(self, uri: str, at: float) -> Story:
        self._newest = max(self._newest, at)
        story = self._stories.get(uri)
        if story is None:
            story = self._stories[uri] = Story(uri, at)
        return story

    def _published(self, told: Published) -> list[Story | None]:
        if told.status == "canceled" and told.of and (original := self._stories.get(told.of)):
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
        self._stories.move_to_end(told.uri)
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
        story = self._story(told.uri, told.at) if killed else self._stories.get(told.uri)
        if story is None or not story.is_new(told.raw, told.kind):
            return None
        if killed:
            story.killed, story.at = told, max(story.at, told.at)
            self._pin(story, "kill", told.at)
            self._stories.move_to_end(told.uri)
        story.repeats += told.kind is Disposition.REPEAT
        story.stale += told.kind is Disposition.STALE
        return story
