"""What is on its way to one subscriber: in order for each uri, again after a failure, and given up after three days.

Plain values and a clock: who sends is `webhook.py`. Two things are told apart.
- A subscriber who is **down** fails whatever is sent, or refuses five events and takes none. Then one event at a time
  is tried, another one each time, after pauses that grow to five minutes; when one is taken, everything goes on at
  once. So nobody is hammered, and after an outage nothing waits for hours.
- An event that is **refused** while others are taken waits for itself, by the schedule of Standard Webhooks, and so do
  the later ones of its uri; all others go on.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any

from streams.connect.posting import Answer, Meaning

#: The pauses before an event is tried again, in seconds, of Standard Webhooks; after the last try it is given up.
SCHEDULE = tuple(float(each) for each in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400))
#: An event is given up, too, when it was first tried so long ago: as long as the whole schedule takes.
LONGEST = sum(SCHEDULE)
#: The first pause of a subscriber who is down, and the longest.
_FIRST, _MOST = 5.0, 300.0
#: Events that are taken from Kafka and not answered yet, of a subscription, and their bytes.
WINDOW, WINDOW_BYTES = 100, 32 * 1024 * 1024
#: Who refuses so many events, and takes none, takes nothing: it is no fault of the events.
_REFUSALS = 5
#: An event may be given up for want of room only after so many tries.
_TRIES = 3

#: Which records go in one order: the topic and the key.
Lane = tuple[str, bytes | None]


@dataclass(eq=False, slots=True)
class Event:
    """An event on its way. Times are those of the clock of `Deliveries`, in seconds."""

    identity: str
    body: bytes
    record: Any
    tries: int = 0
    first: float | None = None  # when it was tried first
    due: float = 0.0  # not before
    was_down: bool = False
    last: Answer | None = None

    @property
    def lane(self) -> Lane:
        """What goes in one order with it."""
        return self.record.topic, self.record.key

    @property
    def place(self) -> tuple[str, int]:
        """Its partition."""
        return self.record.topic, self.record.partition


@dataclass
class Deliveries:
    """The window of a subscription; `concurrency` are the most at once."""

    concurrency: int
    window: int = WINDOW
    _lanes: dict[Lane, deque[Event]] = field(default_factory=dict)
    _busy: set[Lane] = field(default_factory=set)
    _count: int = 0
    _bytes: int = 0
    _down: int = 0  # failures in a row
    _closed_until: float = 0.0
    _refused: set[str] = field(default_factory=set)  # since one was taken
    _taken: float = -1.0  # when one was taken last

    @property
    def has_room(self) -> bool:
        """Whether more may be taken from Kafka."""
        return self._count < self.window and self._bytes < WINDOW_BYTES

    @property
    def waiting(self) -> int:
        """Events that are not answered yet."""
        return self._count

    @property
    def is_down(self) -> bool:
        """Whether the subscriber takes nothing now."""
        return self._down > 0

    def add(self, event: Event) -> None:
        """Takes an event up, behind those of its lane."""
        self._lanes.setdefault(event.lane, deque()).append(event)
        self._count += 1
        self._bytes += len(event.body)

    def start(self, now: float) -> list[Event]:
        """The events to send now; each is to be answered with `answered`."""
        free = self._free()
        if free <= 0 or (self._down and now < self._closed_until):
            return []
        due = [lane[0] for key, lane in self._lanes.items() if key not in self._busy and lane[0].due <= now]
        # Least tried first: while the subscriber is down, one event that breaks him must not be the only one tried.
        due.sort(key=lambda event: event.tries)
        for event in due[:free]:
            self._busy.add(event.lane)
            event.tries += 1
            event.first = now if event.first is None else event.first
        return due[:free]

    def next_at(self) -> float | None:
        """When something is due next, if nothing comes or is answered before; None while only that can change it."""
        if self._free() <= 0:
            return None
        heads = [lane[0].due for key, lane in self._lanes.items() if key not in self._busy]
        if not heads:
            return None
        return max(min(heads), self._closed_until if self._down else 0.0)

    def _free(self) -> int:
        """How many may be sent now beside those that are. Of a subscriber who is down one at a time is tried."""
        return (1 if self._down else self.concurrency) - len(self._busy)

    def answered(self, event: Event, answer: Answer, now: float) -> bool:
        """What came of an event; whether it is done: taken, or given up. `event.last` says which."""
        self._busy.discard(event.lane)
        event.last = answer
        if answer.meaning is Meaning.TAKEN:
            self._taken = now
            self._refused.clear()
            self._opens(now)
            self._leave(event)
            return True
        if answer.meaning is Meaning.REFUSED:
            self._refused.add(event.identity)
        event.was_down = answer.meaning is Meaning.DOWN or len(self._refused) >= _REFUSALS
        if event.was_down:
            if (
                not self._down or now >= self._closed_until
            ):  # no other one of those that were sent with the first
                self._closed_until = now + min(_MOST, _FIRST * 2 ** min(self._down, 10))
                self._down += 1
            self._closed_until = max(self._closed_until, now + answer.after)
        else:
            self._opens(now)
        if event.tries > len(SCHEDULE) or now - (event.first or 0.0) >= LONGEST:
            self._leave(event)
            return True
        event.due = now + max(SCHEDULE[event.tries - 1], answer.after)
        return False

    def crowded_out(self) -> Event | None:
        """An event to give up early, for there is no room: others are taken, and this one keeps failing."""
        if self.has_room or self._down:
            return None
        failing = [
            lane[0]
            for key, lane in self._lanes.items()
            if key not in self._busy and lane[0].tries >= _TRIES and (lane[0].first or 0.0) < self._taken
        ]
        if not failing:
            return None
        event = max(failing, key=lambda each: each.tries)
        self._leave(event)
        return event

    def forget(self, places: set[tuple[str, int]]) -> None:
        """Another worker has these partitions now."""
        for key, lane in list(self._lanes.items()):
            for event in [each for each in lane if each.place in places]:
                lane.remove(event)
                self._left(event)
            if not lane:
                del self._lanes[key]
                self._busy.discard(key)

    def _opens(self, now: float) -> None:
        """The subscriber answers. After an outage what failed by it is tried at once."""
        if self._down > 1:
            for lane in self._lanes.values():
                if lane[0].was_down:
                    lane[0].due = now
        self._down = 0

    def _leave(self, event: Event) -> None:
        lane = self._lanes[event.lane]
        lane.remove(event)
        self._left(event)
        if not lane:
            del self._lanes[event.lane]

    def _left(self, event: Event) -> None:
        self._count -= 1
        self._bytes -= len(event.body)
