from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.client import ConnectionGroup
from aiokafka.errors import KafkaConnectionError
from aiokafka.protocol.group import HeartbeatRequest, JoinGroupRequest, LeaveGroupRequest, SyncGroupRequest
from aiokafka.protocol.metadata import MetadataRequest

from streams.runtime.lease import Lease, Standing, clock
from tests.clock import Clock

HEARTBEAT = HeartbeatRequest("desk", 7, "member")
SYNC = SyncGroupRequest("desk", 7, "member", "", [])
JOIN = JoinGroupRequest("desk", 1, 1, "", "", "consumer", [])
LEAVE = LeaveGroupRequest("desk", "member")


class Group:
    """A client of the consumer's: each answer takes four seconds."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.lease = Lease(10, self.clock)
        self.error = 0
        self.lease.watch(self)

    async def send(self, node_id: int, request: Any, *, group: ConnectionGroup) -> Any:
        self.clock.now += 4
        if self.error < 0:
            raise KafkaConnectionError
        return SimpleNamespace(error_code=self.error)

    async def ask(self, request: Any, error: int = 0) -> None:
        self.error = error
        await self.send(0, request, group=ConnectionGroup.COORDINATION)

    def standing(self, generation: int = 7) -> Standing:
        return self.lease.standing(generation)


@pytest.mark.parametrize("request_", [HEARTBEAT, SYNC], ids=["heartbeat", "sync"])
async def test_an_answer_gives_half_a_session_from_when_it_was_asked_for(request_: Any) -> None:
    group = Group()
    assert group.standing() is Standing.UNSURE
    await group.ask(request_)
    assert group.standing() is Standing.HELD
    group.clock.now = 104.9
    assert group.standing() is Standing.HELD
    group.clock.now = 105.0
    assert group.standing() is Standing.UNSURE
    await group.ask(HEARTBEAT)
    assert group.standing() is Standing.HELD  # the same generation: nobody else had the partitions meanwhile


async def test_a_generation_that_is_over_is_lost_however_new_the_answer() -> None:
    group = Group()
    await group.ask(SYNC)
    assert (group.standing(6), group.standing(8)) == (Standing.LOST, Standing.LOST)
    group.clock.now += 1000
    assert group.standing(6) is Standing.LOST


@pytest.mark.parametrize("request_", [JOIN, LEAVE], ids=["join", "leave"])
async def test_whoever_joins_anew_or_leaves_holds_nothing_from_then_on(request_: Any) -> None:
    group = Group()
    await group.ask(HEARTBEAT)
    await group.ask(request_)
    assert group.standing() is Standing.UNSURE


@pytest.mark.parametrize(
    ("error", "held"), [(0, True), (27, True), (16, False), (22, False), (25, False)]
)  # none, a rebalance is on, not the coordinator, not this generation, no such member
async def test_only_an_answer_to_a_member_counts(error: int, held: bool) -> None:
    group = Group()
    await group.ask(HEARTBEAT, error)
    assert (group.standing() is Standing.HELD) is held


async def test_other_requests_and_those_without_an_answer_say_nothing() -> None:
    group = Group()
    await group.ask(MetadataRequest([]))
    with pytest.raises(KafkaConnectionError):
        await group.ask(HEARTBEAT, -1)
    assert group.standing() is Standing.UNSURE


def test_its_clock_counts_what_the_machine_slept() -> None:
    wanted = time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()
    assert abs(clock() - wanted) < 5
