"""How far those have come that follow the wire: the agent of stories by its journal, webhooks by their groups.

No stage waits for them, so the workers' group does not have them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import aclosing

from streams.brokers.client import Broker
from streams.brokers.group import GroupOffsets, Place
from streams.brokers.groups import names_of_groups
from streams.brokers.reader import offset_ranges, read_ranges
from streams.cli.top.lag import Offsets
from streams.connect.group import group_prefix
from streams.runtime.story_journal import progress_in
from streams.topology import FOLLOWER, WEBHOOKS, Follower, journal

#: Of the journal so many of the last records are read at first: a turn is one, and a part of a snapshot.
_TAIL = 200


class Followers:
    """Asked now and then. `subscriptions` are those of the settings, for a broker that does not tell of its groups."""

    def __init__(self, app_id: str, subscriptions: Callable[[], Iterable[str]]) -> None:
        self._topic, self._prefix = journal(app_id).name, group_prefix(app_id)
        self._subscriptions = subscriptions
        self._read_to = -1  # of the journal
        self._taken: dict[Place, int] = {}
        self._caught_up = 0  # when the stories had taken all that there was, in milliseconds since 1970

    async def look(self, broker: Broker, clients: GroupOffsets) -> dict[str, Offsets]:
        """Where each stands, by its name, and where its partitions end. Raises KafkaError, BrokerError, TopicsError."""
        return {**await self._stories(broker, clients), **await self._webhooks(broker, clients)}

    async def _stories(self, broker: Broker, clients: GroupOffsets) -> dict[str, Offsets]:
        (first, end) = (await offset_ranges(broker, [self._topic]))[self._topic, 0]
        if end < self._read_to:
            self._read_to, self._taken, self._caught_up = -1, {}, 0  # another one
        begin = max(first, self._read_to if self._read_to >= 0 else end - _TAIL)
        async with aclosing(read_ranges(broker, {(self._topic, 0): (begin, end)})) as records:
            async for record in records:
                taken, caught_up = progress_in(record)
                for place, offset in taken.items():
                    self._taken[place] = max(offset, self._taken.get(place, 0))
                if caught_up:
                    self._caught_up = record.timestamp
        self._read_to = end
        if not self._taken and not self._caught_up:
            return {}
        places = await _places(clients, FOLLOWER)
        ends = await clients.ends(places)
        # Of a partition that no turn has named, nothing waited when the last turn had caught up.
        silent = [place for place in places if place not in self._taken and self._caught_up]
        stood = {**await clients.at(silent, self._caught_up), **self._taken}
        return {FOLLOWER.name: {place: (stood[place], end) for place, end in ends.items() if place in stood}}

    async def _webhooks(self, broker: Broker, clients: GroupOffsets) -> dict[str, Offsets]:
        listed = await names_of_groups(broker)
        groups = (
            [f"{self._prefix}{each}" for each in self._subscriptions()]
            if listed is None
            else [name for name in listed if name.startswith(self._prefix)]
        )
        readable = await _places(clients, WEBHOOKS) if groups else set()
        found: dict[str, Offsets] = {}
        for group in groups:
            if places := await clients.committed(group, readable):
                found[f"webhook {group.removeprefix(self._prefix)}"] = await clients.offsets(places, group)
        return found


async def _places(clients: GroupOffsets, follower: Follower) -> set[Place]:
    """All partitions that it reads."""
    counts = await clients.counts([each.name for each in follower.reads])
    return {(name, number) for name, count in counts.items() for number in range(count)}
