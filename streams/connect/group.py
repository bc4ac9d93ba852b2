"""The consumer group of a subscription: where it begins, and how far it has come.

A group that has committed nothing yet has its beginning committed before anything is read.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from streams import metrics
from streams.brokers.check import connected
from streams.brokers.client import Broker
from streams.brokers.reader import ISOLATION, log_end_offsets
from streams.connect.subscriptions import Subscription
from streams.errors import TopicsError

log = logging.getLogger(__name__)


async def begin(broker: Broker | str, group: str, subscription: Subscription) -> None:
    """Commits the ends of the topics for a new group that is to begin now; partitions that come later begin at 0.

    Of an old group it tells what Kafka has deleted meanwhile. Raises BrokerError, TopicsError.
    """
    async with _member(broker, group, subscription) as (consumer, places):
        committed = {place: await consumer.committed(place) for place in places}
        for topic in subscription.topics:
            mine = [place for place in places if place.topic == topic.name]
            if subscription.begin == "now" and all(committed[place] is None for place in mine):
                try:
                    await consumer.commit(await log_end_offsets(broker, mine))
                except KafkaError as error:
                    # Another process has begun with it in this moment.
                    log.info("%s: its beginning was not committed (%s)", subscription.name, error)
        begins = await consumer.beginning_offsets(places)
    for place, offset in committed.items():
        if offset is not None and (lost := begins[place] - offset) > 0:
            metrics.webhook_lost.inc(lost)
            log.error(
                "%s: Kafka has deleted %d records of %s/%d that it had not come to",
                *(subscription.name, lost, place.topic, place.partition),
            )


async def behind(broker: Broker | str, group: str, subscription: Subscription) -> dict[str, int] | None:
    """How many records of each topic its subscriber has yet to take, or to be kept from; None: it has not begun.

    Raises BrokerError, TopicsError.
    """
    async with _member(broker, group, subscription) as (consumer, places):
        committed = {place: await consumer.committed(place) for place in places}
        begins = await consumer.beginning_offsets(places)
        ends = await log_end_offsets(broker, places)
    if all(offset is None for offset in committed.values()):
        return None
    found = dict.fromkeys((topic.name for topic in subscription.topics), 0)
    for place, offset in committed.items():
        found[place.topic] += max(0, ends[place] - (begins[place] if offset is None else offset))
    return found


@asynccontextmanager
async def _member(
    broker: Broker | str, group: str, subscription: Subscription
) -> AsyncIterator[tuple[AIOKafkaConsumer, list[TopicPartition]]]:
    """A consumer that sees what the group has committed, and takes no place in it; all partitions of the topics."""
    async with connected(
        broker, AIOKafkaConsumer, group_id=group, enable_auto_commit=False, isolation_level=ISOLATION
    ) as consumer:
        cluster = await consumer._client.fetch_all_metadata()
        places = []
        for topic in subscription.topics:
            numbers = sorted(cluster.partitions_for_topic(topic.name) or ())
            if not numbers:
                raise TopicsError(f"{broker} has no topic {topic.name}: `copydesk topics` creates it")
            places += [TopicPartition(topic.name, number) for number in numbers]
        consumer.assign(places)
        yield consumer, places


def group_of(app_id: str, subscription: Subscription) -> str:
    """The consumer group of a subscription."""
    return group_prefix(app_id) + subscription.name


def group_prefix(app_id: str) -> str:
    """How the groups of all subscriptions of a desk begin."""
    return f"{app_id}-webhook-"
