"""Outputs on their way to the broker: under the lease, again after a failure that may pass, given up when they are out
of date. In the place of one that will never be taken its dead letter is written.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from aiokafka.errors import KafkaError, MessageSizeTooLargeError, RecordListTooLargeError

from streams import metrics
from streams.article import Dropped
from streams.brokers.client import Broker, connection
from streams.brokers.failures import Failure, failure_of, refusal
from streams.errors import BrokerError, RefusedError
from streams.kinds import Reason
from streams.runtime.clock import ClockCheck
from streams.runtime.fenced import FencedError, FencedProducer
from streams.runtime.framing import Frames
from streams.runtime.lease import Lease
from streams.runtime.window import OutdatedError, Output
from streams.topology import MAX_MESSAGE_BYTES

log = logging.getLogger(__name__)

#: The pauses before an output is sent again, in seconds; the last one is repeated for as long as it takes.
BACKOFF = (0.1, 0.3, 1.0, 3.0, 10.0)
#: How old what is known of the topics may be, in milliseconds: new partitions are found, and read, so much later.
METADATA_AGE_MS = 20_000
#: Records of a moment go together, in seconds; of a longer one while events wait for their turn: so much is nothing to
#: them, and each request costs the worker and the broker as much as a few records do.
LINGER, BUSY_LINGER = 0.005, 0.025


class OutputSender:
    """Sends outputs. `generation` is that of the consumer group as the worker knows it, `seconds` a clock.

    `busy` tells whether events wait for their turn.
    """

    def __init__(
        self,
        broker: Broker | str,
        lease: Lease,
        generation: Callable[[], int],
        seconds: Callable[[], float] = time.monotonic,
        busy: Callable[[], bool] = lambda: False,
    ) -> None:
        self._busy = busy
        #: The ids of the schemas of what it sends; None: nothing is framed.
        self.frames: Frames | None = None
        self._broker, self._lease, self._generation, self._seconds = broker, lease, generation, seconds
        self._producer: FencedProducer | None = None
        self._clock = ClockCheck()

    async def start(self) -> None:
        """Connects. Raises BrokerError."""
        self._producer = FencedProducer(
            self._lease,
            lambda: BUSY_LINGER if self._busy() else LINGER,
            **connection(self._broker),
            metadata_max_age_ms=METADATA_AGE_MS,
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
        raised by what is returned: its event is somebody else's. So is RefusedError, where the broker will never take
        it, and nothing can stand for it.
        """
        known = self._generation() if generation is None else generation
        begun = time.time()
        return self._delivered(output, known, await self._enqueue(output, known), begun)

    async def _enqueue(self, output: Output, generation: int) -> Awaitable[object] | KafkaError | None:
        """What ends with the broker's answer; or why the producer does not take it; None where nobody is to blame."""
        if self._producer is None:
            return None
        try:
            sent: Awaitable[object] = await self._producer.write(
                generation,
                output.topic,
                key=output.key,
                value=output.value if self.frames is None else self.frames.value_of(output),
                partition=output.partition,
                headers=output.headers,
            )
        except FencedError:
            return None  # the batch in front of it was; whether this one is, is told below
        except KafkaError as error:
            return error
        return sent

    async def _delivered(
        self,
        output: Output,
        generation: int,
        sent: Awaitable[object] | KafkaError | None,
        begun: float,
    ) -> object:
        attempt, first = 0, self._seconds()
        while True:
            try:
                if isinstance(sent, KafkaError):
                    raise sent
                if sent is not None:
                    answer = await sent
                    self._clock.answered(begun, time.time(), answer)
                    return answer
            except FencedError:
                pass
            except KafkaError as error:
                failure = failure_of(error, self._seconds() - first)
                log.warning("%s did not take an output: %s", output.topic, error or type(error).__name__)
                if failure in (Failure.RECORD, Failure.TOPIC):
                    return await self._refused(output, generation, failure, error)
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

    async def _refused(self, output: Output, generation: int, failure: Failure, error: KafkaError) -> object:
        """What stands for an output that will never be taken; raises RefusedError where nothing does.

        Where the whole topic takes nothing, nothing does: the wire must not end in the bin for a right that is missing.
        """
        if failure is Failure.TOPIC or output.instead is None:
            raise RefusedError(refusal(output.topic, output.size, error)) from error
        detail = f"{output.topic} does not take what came of it, {output.size} bytes: {type(error).__name__}"
        too_large = isinstance(error, MessageSizeTooLargeError | RecordListTooLargeError)
        letter = output.instead(Dropped(Reason.TOO_LARGE if too_large else Reason.INVALID_OUTPUT, detail))
        begun = time.time()
        return await self._delivered(letter, generation, await self._enqueue(letter, generation), begun)
