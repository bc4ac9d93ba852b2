"""Who reads what the desk publishes, and how far behind: the consumer groups of others on our outputs, as gauges.

The ledger's writer asks, one worker of a desk, once a minute and beside the work. Whatever fails there is said once,
and nothing waits for it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass, field
from functools import partial

from streams import metrics
from streams.brokers.client import Broker
from streams.brokers.groups import Group, groups_of, names_of_groups
from streams.errors import BrokerError
from streams.runtime.keeper import Keeper, Role
from streams.topology import DUPLICATES, ENRICHED, FOLLOWER, NOTICES, STORIES, WITHHELD

log = logging.getLogger(__name__)

#: It is asked so often, in seconds.
EVERY = 60.0
#: The most groups that have series of their own.
SHOWN = 50
#: Groups that are not known to read from us, of which one look asks what they read: a cluster may have thousands.
ASKED = 100
_OUTPUTS = frozenset(topic.name for topic in (ENRICHED, DUPLICATES, WITHHELD, NOTICES, STORIES))


@dataclass
class Subscribers:
    """The groups that read our outputs. `own` are the desk's. `names` and `groups` ask the cluster.

    Once shown, a group is shown as long as it has committed offsets of ours; where there are too many, the ones whose
    names come first are taken up.
    """

    own: frozenset[str]
    names: Callable[[], Awaitable[list[str] | None]]
    groups: Callable[[Iterable[str]], Awaitable[list[Group]]]
    _known: set[str] = field(default_factory=set)
    _asked_last: str = ""
    _shown: dict[str, frozenset[str]] = field(default_factory=dict)  # the topics of each group

    async def look(self) -> bool:
        """Asks once, and sets the gauges; False where the cluster does not tell of groups. Raises BrokerError."""
        names = await self.names()
        if names is None:
            return False
        there = [name for name in names if name not in self.own]
        known = self._known.intersection(there)
        found = await self.groups([*sorted(known), *self._some(there)])
        self._known = {group.name for group in found}
        self._show(found)
        return True

    def forget(self) -> None:
        """Another worker asks now, or nobody can: what is not known is not shown."""
        self._known.clear()
        self._show([])
        metrics.subscriber_groups.set(float("nan"))

    def _some(self, there: Collection[str]) -> list[str]:
        """The next of those that are not known to read from us, around and around."""
        others = sorted(set(there) - self._known)
        behind = [name for name in others if name > self._asked_last]
        some = [*behind, *others[: len(others) - len(behind)]][:ASKED]
        if some:
            self._asked_last = some[-1]
        return some

    def _show(self, found: Collection[Group]) -> None:
        metrics.subscriber_groups.set(len(found))
        first = sorted(found, key=lambda group: (group.name not in self._shown, group.name))[:SHOWN]
        now = {group.name: frozenset(group.lags) for group in first}
        for name, topics in self._shown.items():
            for topic in topics - now.get(name, frozenset()):
                metrics.subscriber_lag.remove(name, topic)
            if name not in now:
                metrics.subscriber_members.remove(name)
        self._shown = now
        for group in first:
            for topic, lag in group.lags.items():
                metrics.subscriber_lag.labels(group.name, topic).set(lag)
            members = float("nan") if group.members is None else group.members
            metrics.subscriber_members.labels(group.name).set(members)


async def watch_subscribers(app_id: str, broker: Broker | str, keeper: Keeper) -> None:
    """Asks while this worker is the ledger's writer, until it is cancelled.

    Where the broker does not tell, it says so and returns.
    """
    own = frozenset({app_id, f"{app_id}-{FOLLOWER.name}"})
    subscribers = Subscribers(
        own, partial(names_of_groups, broker), lambda names: groups_of(broker, names, _OUTPUTS)
    )
    said = False
    while True:
        await keeper.writing()
        try:
            if not await subscribers.look():
                return log.info(
                    "who reads the desk's topics is not known: the embedded broker does not tell it"
                )
            said = False
        except BrokerError as error:
            subscribers.forget()
            if not said:
                log.info("who reads the desk's topics is not known: %s", error)
                said = True
        except Exception:
            log.exception("who reads the desk's topics is not known, and is not asked any more")
            return subscribers.forget()
        await asyncio.sleep(EVERY)
        if keeper.role is not Role.WRITER:
            subscribers.forget()
