"""Whether the topics take the largest records that copydesk writes: a smaller limit shows late."""

from __future__ import annotations

from collections.abc import Iterable

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError

from streams.brokers.check import connected
from streams.brokers.client import Broker
from streams.topology import MAX_MESSAGE_BYTES

_NAME = "max.message.bytes"


async def narrow_topics(broker: Broker | str, topics: Iterable[str]) -> list[str]:
    """A sentence on each of `topics` that takes less than MAX_MESSAGE_BYTES; none where the broker does not tell.

    A topic without a limit of its own has the broker's, message.max.bytes. Raises BrokerError.
    """
    resources = [ConfigResource(ConfigResourceType.TOPIC, each) for each in topics]
    async with connected(broker, AIOKafkaAdminClient, request_timeout_ms=15_000) as admin:
        try:
            responses = await admin.describe_configs(resources)
        except (KafkaError, OSError):
            return []  # a right that a worker need not have, or a broker that has no such request
    found = []
    for response in responses:
        for _, _, _, topic, entries, *_ in response.resources:
            limit = {name: value for name, value, *_ in entries}.get(_NAME)
            if limit is not None and limit.isdigit() and int(limit) < MAX_MESSAGE_BYTES:
                found.append(
                    f"{topic} takes records of {limit} bytes at most: what is larger ends on articles.dead, or ends "
                    f"the worker; set its {_NAME} to {MAX_MESSAGE_BYTES} (it may be the broker's message.max.bytes)"
                )
    return found
