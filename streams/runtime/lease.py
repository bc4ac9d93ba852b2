"""The lease: how long this worker may write without a word from its group.

A worker that was stopped (SIGSTOP, a machine that sleeps, a network that is cut) does not know it. While it stood still
its partitions went to others, and what it then writes may be a story that was killed meanwhile. The group says whose
the partitions are: an answer to a heartbeat, or to a join, proves that nobody else had them when it was asked for, and
gives them to this worker for a session from then on. So each record is written under the generation in which its event
was taken, in the first half of a session since the newest answer; the other half is the network's (see fenced.py).

The source of the idea: C. Gray, D. Cheriton, "Leases: an efficient fault-tolerant mechanism for distributed file cache
consistency", 1989.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import Enum
from typing import Any

from aiokafka.client import ConnectionGroup
from aiokafka.errors import NoError, RebalanceInProgressError, for_code
from aiokafka.protocol.group import HeartbeatRequest, JoinGroupRequest, LeaveGroupRequest, SyncGroupRequest

#: Of a session, the part in which something may be written.
SHARE = 0.5
#: In a rebalance a member is one of its old generation until it joins the new one.
_MEMBER = (NoError, RebalanceInProgressError)


def clock() -> float:
    """Seconds, of which those that the machine slept are some."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class Standing(Enum):
    """Whether a record of a generation may be written: now, perhaps later, or never again."""

    HELD = "held"
    UNSURE = "unsure"
    LOST = "lost"


class Lease:
    """Told in the consumer's thread, asked in the loop's: what is told is one value, that is replaced.

    `session` is the group's session, in seconds.
    """

    def __init__(self, session: float, now: Callable[[], float] = clock) -> None:
        self.seconds = SHARE * session
        self._now = now
        self._answered: tuple[int, float] | None = None  # the generation, and when the group was asked

    def renew(self, generation: int, asked: float) -> None:
        """The group has answered to what this worker asked as a member of `generation`, at `asked`."""
        self._answered = (generation, asked)

    def leave(self) -> None:
        """From here on the group may give the partitions to others."""
        self._answered = None

    def standing(self, generation: int) -> Standing:
        """Whether what was taken in `generation` may be written."""
        answered = self._answered
        if answered is None:
            return Standing.UNSURE
        if answered[0] != generation:
            return Standing.LOST
        return Standing.HELD if self._now() - answered[1] < self.seconds else Standing.UNSURE

    def watch(self, client: Any) -> None:
        """Listens to what an aiokafka client of the group's consumer asks, and what it is answered."""
        send = client.send

        async def observed(node_id: Any, request: Any, *, group: Any = ConnectionGroup.DEFAULT) -> Any:
            if isinstance(request, JoinGroupRequest | LeaveGroupRequest):
                self.leave()
            asked = self._now()
            answer = await send(node_id, request, group=group)
            if (
                isinstance(request, HeartbeatRequest | SyncGroupRequest)
                and for_code(answer.error_code) in _MEMBER
            ):
                self.renew(request._generation_id, asked)
            return answer

        client.send = observed
