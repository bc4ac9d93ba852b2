"""Raw events to the broker, from all connections of a process: acknowledged, or why not."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from streams.brokers.failures import Failure, failure_of
from streams.connect.files import LARGEST
from streams.errors import BrokerError, ConnectError, FeedError
from streams.events.raw_event import RawEvent
from streams.topology import RAW, Topic

log = logging.getLogger(__name__)

#: The pauses before an event is sent again, in seconds; the last one is repeated for as long as it takes.
BACKOFF = (0.2, 0.5, 1.0, 3.0, 5.0)
_AWAY = "the broker does not take events now ({})"


def check_size(event: RawEvent) -> None:
    """Raises FeedError for an event that no record holds."""
    if event.size > LARGEST:
        raise FeedError(
            f"{event.name}: {event.size} bytes with its headers; a record holds {LARGEST} at most"
        )


class RecordRefusedError(ConnectError):
    """The broker will never take one of the events, and would take others. `left` are those behind it, not sent yet."""

    def __init__(self, text: str, left: Sequence[RawEvent]) -> None:
        super().__init__(text)
        self.left = list(left)


class Sender:
    """Sends through `producer`, which has started and waits for all replicas (acks=all)."""

    def __init__(self, producer: AIOKafkaProducer) -> None:
        self._producer = producer
        #: Since when the broker has not taken what was sent, on the clock of `time.monotonic`; None: it does.
        self.away: float | None = None

    async def send(self, events: Sequence[RawEvent], to: Topic = RAW, seconds: float | None = None) -> None:
        """Returns when the broker has acknowledged all of them, in their order for each key.

        It tries for `seconds`, else for as long as it takes.

        Raises:
            FeedError: one of them is too large; none was sent.
            BrokerError: they were not acknowledged in time. Some may be with the broker all the same, or come to it
                yet: who sends them again sends the same ids.
            RecordRefusedError: the broker will never take one of them; those before it are sent.
            ConnectError: the broker will not take them before somebody changes a right or a topic.
        """
        for event in events:
            check_size(event)
        until = None if seconds is None else time.monotonic() + seconds
        left, tries = list(events), 0
        failed: KafkaError | None = None
        began = time.monotonic()
        while left:
            try:
                async with asyncio.timeout(None if until is None else max(0.0, until - time.monotonic())):
                    left, failed = await self._once(left, to)
            except TimeoutError:
                if failed is not None:
                    raise BrokerError(_AWAY.format(type(failed).__name__)) from None
                raise BrokerError(f"the broker has not acknowledged within {seconds:g} s") from None
            if failed is None:
                self._answers()
                continue
            self._judge(failed, time.monotonic() - began, left, to)
            pause = BACKOFF[min(tries, len(BACKOFF) - 1)]
            tries += 1
            if until is not None and time.monotonic() + pause >= until:
                raise BrokerError(_AWAY.format(type(failed).__name__))
            await asyncio.sleep(pause)

    async def _once(self, events: list[RawEvent], to: Topic) -> tuple[list[RawEvent], KafkaError | None]:
        """Sends all of them; those that were not acknowledged, from the first one on, and why.

        What comes after the first is sent again with it: its order among the versions of a uri counts for more than
        that it may come twice.
        """
        waiting: list[asyncio.Future[Any]] = []
        failed: KafkaError | None = None
        for event in events:
            try:
                waiting.append(
                    await self._producer.send(
                        to.name, event.value, key=event.key, headers=list(event.headers)
                    )
                )
            except KafkaError as error:
                failed = error
                break
        ends = await asyncio.gather(*waiting, return_exceptions=True)
        for number, end in enumerate(ends):
            if isinstance(end, KafkaError):
                return events[number:], end
            if isinstance(end, BaseException):
                raise end
        return events[len(ends) :], failed

    def _answers(self) -> None:
        if self.away is not None:
            log.warning("the broker takes events again, after %.0f s", time.monotonic() - self.away)
            self.away = None

    def _judge(self, failed: KafkaError, seconds: float, left: Sequence[RawEvent], to: Topic) -> None:
        """Raises where it is of no use to try again; the first of `left` is the one that failed."""
        found = failure_of(failed, seconds)
        if found is Failure.RECORD:  # it says nothing of the broker, which takes others
            said = f"{left[0].name}: {to.name} does not take a record of {left[0].size} bytes, and will not"
            raise RecordRefusedError(f"{said} ({type(failed).__name__})", left[1:]) from failed
        if self.away is None:
            self.away = time.monotonic()
            log.warning("the broker does not take events now (%s): they wait", failed)
        if found is Failure.TOPIC:
            raise ConnectError(
                f"{to.name} does not take events ({type(failed).__name__}: {failed})"
            ) from failed
