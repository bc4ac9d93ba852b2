"""Who is the one writer: Faust's assignor, but the writer's seat is sticky, and goes to the standby.

Faust shares partitions out evenly and knows standbys only for its own tables. The one partition of articles.clean is
seated here: whoever has it keeps it; when that one is gone, its standby takes it, which has read the ledger already.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from faust.assignor.partition_assignor import PartitionAssignor

from streams.topology import CLEAN

#: Topic -> its partitions, of each member: what it works on, and what it stands by for.
Assignments = Mapping[str, Any]


#: Before the name of a topic: how many partitions of it the leader shared out, in what it tells every member.
_SHARED = "partitions:"


class OneWriter(PartitionAssignor):
    """The assignor of the group's leader, and what each member tells and hears of it."""

    _before: Assignments
    _counts: Mapping[str, int]

    def __init__(self, app: Any, replicas: int = 0) -> None:
        # Faust's own standbys would be for every topic, and leave workers without a partition to work on.
        super().__init__(app, replicas=0)

    @property
    def shared_out(self) -> dict[str, int]:
        """How many partitions of each topic the group shares out; empty when the leader is of an older version."""
        told = self._topic_groups.items()
        return {name.removeprefix(_SHARED): count for name, count in told if name.startswith(_SHARED)}

    def _perform_assignment(self, cluster: Any, member_metadata: Any) -> Any:
        topics = {topic for metadata in member_metadata.values() for topic in metadata.subscription}
        self._counts = {topic: len(cluster.partitions_for_topic(topic) or ()) for topic in topics}
        self._before = {
            member: self._get_client_metadata(metadata).assignment
            for member, metadata in member_metadata.items()
        }
        return super()._perform_assignment(cluster, member_metadata)

    def _get_client_metadata(self, metadata: Any) -> Any:  # type: ignore[override]  # only instances call it
        """What a member had, of what there still is: a topic that was made anew may have fewer partitions."""
        told = super()._get_client_metadata(metadata)
        for topic, count in self._counts.items():
            for had in (told.assignment.actives, told.assignment.standbys):
                if topic in had:
                    had[topic] = [number for number in had[topic] if number < count]
        return told

    def _protocol_assignments(self, assignments: Any, changelogs: Any, topics: Any, groups: Any) -> Any:
        seat(assignments, self._before)
        told = {f"{_SHARED}{topic}": count for topic, count in self._counts.items()}
        return super()._protocol_assignments(assignments, changelogs, topics, {**groups, **told})


def seat(assignments: Assignments, before: Assignments) -> None:
    """Gives the writer's partition in `assignments` to one member, and its standby's place to another.

    Both are kept from `before` where they can be. A member that was paused may still believe that it is the writer;
    where two claim the seat the first by name has it, for the next term begins with either.
    """
    topic = CLEAN.name
    claims = sorted(member for member, had in before.items() if had.actives.get(topic))
    warm = sorted(member for member, had in before.items() if had.standbys.get(topic))
    by_load = sorted(assignments, key=lambda member: (_load(assignments[member]), member))
    writer = next((member for member in [*claims, *warm, *by_load] if member in assignments), None)
    standby = next(
        (member for member in [*warm, *claims, *by_load] if member in assignments and member != writer), None
    )
    for member, given in assignments.items():
        given.actives[topic] = [0] if member == writer else []
        given.standbys[topic] = [0] if member == standby else []


def _load(given: Any) -> int:
    return sum(len(partitions) for topic, partitions in given.actives.items() if topic != CLEAN.name)
