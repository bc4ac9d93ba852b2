"""`copydesk topics --apply`: what can be mended about topics that are there, and what came of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection, Iterable

from aiokafka.admin import AIOKafkaAdminClient, NewPartitions
from aiokafka.errors import KafkaError, for_code

from streams.brokers.alter import SetConfigs
from streams.brokers.check import connected
from streams.brokers.client import Broker
from streams.brokers.topics import PATIENCE, TopicState, read_configs
from streams.errors import BrokerError, TopicsError
from streams.topology import Grows

_TIMEOUT_MS = 15_000
_PAUSE = 0.2


async def mend_topics(
    broker: Broker | str, states: Iterable[TopicState], grow: Collection[str] = ()
) -> list[str]:
    """Sets the settings that differ, and gives more partitions to those that have fewer than they should.

    Of topics whose keys would move only those in `grow` get more; none that must not grow ever does. Returns a
    sentence on each thing that was done; raises TopicsError for one that the broker refuses, BrokerError when it does
    not answer. Partitions are never taken away: Kafka cannot.
    """
    states = list(states)
    _check_growing(states, grow)
    done = []
    async with connected(broker, AIOKafkaAdminClient, request_timeout_ms=_TIMEOUT_MS) as admin:
        try:
            for state in states:
                if state.configs:
                    done.append(await _set(admin, state))
                if _is_to_grow(state, grow):
                    done.append(await _grow(admin, state))
        except (KafkaError, OSError, NotImplementedError) as error:
            what = str(error) or type(error).__name__
            raise BrokerError(f"{broker} does not let its topics be mended: {what}") from error
    return done


def _check_growing(states: Iterable[TopicState], names: Iterable[str]) -> None:
    known = {state.topic.name: state.topic for state in states}
    for name in names:
        if name not in known:
            raise TopicsError(f"--grow {name}: this desk has no such topic")
        if known[name].grows is Grows.NEVER:
            one = known[name].partitions is not None
            why = (
                "its one partition is the one order of the desk"
                if one
                else "it is compacted, and a key that moves would have two last records"
            )
            raise TopicsError(f"--grow {name}: it must not get more partitions: {why}")


def _is_to_grow(state: TopicState, grow: Collection[str]) -> bool:
    grows = state.topic.grows
    # What the broker made anew by itself has lost all that it held: no key has a place there yet.
    anew = state.bare and grows is Grows.KEYS_MOVE
    allowed = grows is Grows.FREELY or anew or state.topic.name in grow
    return allowed and state.state != "missing" and state.partitions < state.wanted


async def _set(admin: AIOKafkaAdminClient, state: TopicState) -> str:
    request = SetConfigs(state.topic.name, dict(state.configs))
    response = await admin._send_to_controller(request)
    for code, message, _, name in response.responses:
        if code:
            error = for_code(code).__name__
            raise TopicsError(f"topic {name} does not take its settings: {error} {message or ''}".strip())
    deadline = time.monotonic() + PATIENCE
    # The controller has them, and each broker hears of it a moment later.
    while time.monotonic() < deadline:
        known = (await read_configs(admin, [state.topic.name]))[state.topic.name]
        if all(name in known and known[name].value == value for name, value in state.configs.items()):
            break
        await asyncio.sleep(_PAUSE)
    return f"{state.topic.name}: set {', '.join(f'{name}={value}' for name, value in state.configs.items())}"


async def _grow(admin: AIOKafkaAdminClient, state: TopicState) -> str:
    name, wanted = state.topic.name, state.wanted
    await admin.create_partitions({name: NewPartitions(wanted)}, timeout_ms=_TIMEOUT_MS)
    deadline = time.monotonic() + PATIENCE
    while True:
        (found,) = await admin.describe_topics([name])
        leaders = [partition["leader"] >= 0 for partition in found["partitions"]]
        if len(leaders) >= wanted and all(leaders):
            return (
                f"{name}: {wanted} partitions, not {state.partitions} any more; workers read them in a minute"
            )
        if time.monotonic() > deadline:
            raise BrokerError(f"the new partitions of {name} were not ready within {PATIENCE:g} s")
        await asyncio.sleep(_PAUSE)
