"""Outputs on their way to the broker: under the lease, again after a failure, given up when they are out of date."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from aiokafka.errors import KafkaError

from streams import metrics
from streams.brokers.client import Broker, connection
from streams.errors import BrokerError
from streams.runtime.clock import ClockCheck
from streams.runtime.fenced import FencedError, FencedProducer
from streams.runtime.lease import Lease
from streams.runtime.window import OutdatedError, Output
from streams.topology import MAX_MESSAGE_BYTES

log = logging.getLogger(__name__)

#: The pauses before an output is sent again, in seconds; the last one is repeated for as long as it takes.
BACKOFF = (0.1, 0.3, 1.0, 3.0, 10.0)
#: Records of a moment go together.
_LINGER_MS = 5


class OutputSender:
    """Sends outputs. `generation` is that of the consumer group as the worker knows it."""

    def __init__(self, broker: Broker | str, lease: Lease, generation: Callable[[], int]) -> None:
        self._broker, self._lease, self._generation = broker, lease, generation
        self._producer: FencedProducer | None = None
        self._clock = ClockCheck()

    async def start(self) -> None:
        """Connects. Raises BrokerError."""
        self._producer = FencedProducer(
            self._lease,
            **connection(self._broker),
            linger_ms=_LINGER_MS,
            max_request_size=MAX_MESSAGE_BYTES,
        )
        try:
            await self._producer.start()
        except (KafkaError, OSError) as error:
            await self.stop()
            raise BrokerError(f"no broker answers at {self._broker} ({error}); is it running?") from error

    async def stop(self) -> None:
        """Ends the connection; what may not be written is dropped."""
        if self._producer is not None:
            producer, self._producer = self._producer, None
            await producer.stop()

    async def send(self, output: Output, generation: int | None = None) -> Awaitable[Any]:
        """Hands `output` to the producer, in order. What is returned ends when the broker has it, and gives its
        answer, with the record's offset.

        `generation` is that in which its event was taken; None: the one of now. Where that is over, OutdatedError is
        raised by what is returned: its event is somebody else's.
        """
        known = self._generation() if generation is None else generation
        begun = time.time()
        return self._delivered(output, known, await self._enqueue(output, known), begun)

    async def _enqueue(self, output: Output, generation: int) -> Awaitable[object] | None:
        if self._producer is None:
            return None
        try:
            sent: Awaitable[object] = await self._producer.write(
                generation,
                output.topic,
                key=output.key,
                value=output.value,
                partition=output.partition,
                headers=output.headers,
            )
        except FencedError:
            return None  # the batch in front of it was; whether this one is, is told below
        except KafkaError as error:
            log.warning("cannot send to %s: %s", output.topic, error)
            return None
        return sent

    async def _delivered(
        self, output: Output, generation: int, sent: Awaitable[object] | None, begun: float
    ) -> object:
        attempt = 0
        while True:
            if sent is not None:
                try:
                    answer = await sent
                    self._clock.answered(begun, time.time(), answer)
                    return answer
                except FencedError:
                    pass
                except KafkaError as error:
                    log.warning("%s did not take an output: %s", output.topic, error)
            # Also what failed for another reason: between two attempts the partition may have gone to somebody else.
            if generation != self._generation():
                raise OutdatedError(
                    f"an output to {output.topic} is of generation {generation}, which is over"
                )
            metrics.send_retries.inc()
            await asyncio.sleep(BACKOFF[min(attempt, len(BACKOFF) - 1)])
            attempt += 1
            begun = time.time()
            sent = await self._enqueue(output, generation)
