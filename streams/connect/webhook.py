"""The connection of a subscription: it reads with a consumer group of its own. What it does is in `webhook_work.py`.

Several processes may run the same subscriptions: Kafka parts the partitions.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError

from streams import metrics
from streams.brokers.check import connected
from streams.brokers.client import Broker
from streams.brokers.reader import ISOLATION
from streams.connect.desk import Desk
from streams.connect.group import begin, group_of
from streams.connect.posting import posting
from streams.connect.sender import Sender
from streams.connect.subscriptions import Subscription
from streams.connect.webhook_work import OffError, Work
from streams.errors import ConnectError, CopydeskError

log = logging.getLogger(__name__)

KIND = "webhook"
#: Under this name is remembered that the subscriber wants nothing any more: the url that answered so.
OFF = "off"


@dataclass(eq=False)
class Webhook:
    """The connection of one subscription. `seconds` is the clock by which it waits.

    `alone`: no other process has this subscription, and it need not wait for a place in the group. `instance` names
    this member of the group: one that comes back under its name within `session` seconds has its place at once.
    """

    subscription: Subscription
    broker: Broker | str
    app_id: str
    sender: Sender
    alone: bool = False
    instance: str | None = None
    session: float = 10.0
    seconds: Callable[[], float] = time.time
    kind: str = KIND
    is_off: bool = False
    has_begun: bool = False  # its group has a beginning: nothing that comes from now on is missed

    @property
    def source(self) -> str:
        """Its name in messages."""
        return self.subscription.name

    @property
    def group(self) -> str:
        """Its consumer group."""
        return group_of(self.app_id, self.subscription)

    def _turn_off(self) -> None:
        self.is_off = True
        metrics.webhook_off.inc()

    async def run(self, desk: Desk) -> None:
        """Sends what comes until it is cancelled, or the subscriber is gone. Raises BrokerError, ConnectError."""
        if desk.mark(OFF) == self.subscription.url:
            log.warning(
                "%s: is off, for its subscriber answered 410 Gone: `copydesk webhooks --on %s`",
                self.source,
                self.source,
            )
            self._turn_off()
            return
        desk.remember(OFF, None)
        await begin(self.broker, self.group, self.subscription)
        self.has_begun = True
        async with AsyncExitStack() as stack:
            consumer = await stack.enter_async_context(
                connected(
                    self.broker,
                    AIOKafkaConsumer,
                    group_id=self.group,
                    group_instance_id=None if self.alone else self.instance,
                    session_timeout_ms=round(self.session * 1000),
                    auto_offset_reset="earliest",
                    enable_auto_commit=False,
                    max_partition_fetch_bytes=1024 * 1024,
                    fetch_max_bytes=4 * 1024 * 1024,
                    isolation_level=ISOLATION,
                )
            )
            poster = await stack.enter_async_context(posting(self.subscription))
            await self._work(
                desk,
                Work(self.subscription, desk, consumer, poster, self.sender, self.alone, self.seconds),
            )

    async def _work(self, desk: Desk, work: Work) -> None:
        failure: BaseException | None = None
        try:
            await work.run()
        except* OffError:
            desk.remember(OFF, self.subscription.url)
            self._turn_off()
            log.warning("%s: its subscriber answered 410 Gone: nothing is sent any more", self.source)
        except* KafkaError as failed:
            failure = ConnectError(f"{self.source}: the topics cannot be read: {failed.exceptions[0]}")
        except* CopydeskError as failed:
            failure = failed.exceptions[0]
        finally:
            await work.end()
        # Raised above, it would come in a group, which nobody takes for a failure that may pass.
        if failure is not None:
            raise failure
