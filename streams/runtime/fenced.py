"""A producer that writes nothing of a generation in which this worker is no longer known to be a member.

What counts is the moment in which a request is handed to the socket: a worker may be stopped between any two lines of
its code, with records in the producer's buffer or in its retries. So each batch holds records of one generation, and
the lease is asked once more when nothing is left to be done but the write. From there on the kernel has the bytes; with
TCP_USER_TIMEOUT it gives them up rather than bring them to a broker that had been out of reach.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.client import ConnectionGroup
from aiokafka.errors import KafkaError
from aiokafka.producer.message_accumulator import MessageAccumulator, MessageBatch
from aiokafka.producer.sender import Sender, SendProduceReqHandler
from aiokafka.protocol.produce import ProduceRequest

from streams.runtime.lease import Lease, Standing

#: A batch of which nobody knows whether it may be written waits so long before it asks again, in seconds.
_AGAIN = 0.05

_generation: ContextVar[int] = ContextVar("generation")


class FencedError(KafkaError):  # type: ignore[misc] # aiokafka has no types
    """The generation of these records is over: who has their partitions now writes what comes of their events."""

    retriable = False


class _Batch(MessageBatch):  # type: ignore[misc]
    """Records of one generation: another one's find it full."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.generation = _generation.get()

    def append(self, *args: Any, **kwargs: Any) -> Any:
        return super().append(*args, **kwargs) if _generation.get() == self.generation else None

    def go(self) -> None:
        """It lingers no longer."""
        self._linger_time = 0.0


class _Accumulator(MessageAccumulator):  # type: ignore[misc]
    linger: Callable[[], float]

    def _append_batch(self, builder: Any, tp: Any) -> _Batch:
        # As aiokafka has it, but for the class, and for transactions, which this producer has none of.
        batch = _Batch(tp, builder, self._batch_ttl, self.linger())
        self._batches[tp].append(batch)
        if not self._waiter_future.done():
            self._waiter_future.set_result(None)
        return batch

    def drain_by_nodes(self, ignore_nodes: Any, muted_partitions: Any = frozenset()) -> Any:
        """What goes to each broker now: if a batch for it is due, all that there are for it, as Kafka's clients do.

        aiokafka lets each batch wait for itself: with many partitions nearly each record would be a request.
        """
        leaders = {tp: self._cluster.leader_for_partition(tp) for tp in self._batches}
        due = {
            leaders[tp]
            for tp, batches in self._batches.items()
            if tp not in muted_partitions and not batches[0].remaining_linger()
        }
        for tp, batches in self._batches.items():
            if leaders[tp] in due:
                batches[0].go()
        return super().drain_by_nodes(ignore_nodes, muted_partitions)


class _Handler(SendProduceReqHandler):  # type: ignore[misc]
    def create_request(self) -> ProduceRequest:
        request = super().create_request()
        request.generation = next(iter(self._batches.values())).generation
        return request


class _Sender(Sender):  # type: ignore[misc]
    lease: Lease
    closed = False

    async def _send_produce_req(self, node_id: Any, batches: Mapping[Any, _Batch]) -> None:
        try:
            for generation in sorted({batch.generation for batch in batches.values()}):
                of_it = {tp: batch for tp, batch in batches.items() if batch.generation == generation}
                if await self._may_write(generation):
                    await _Handler(self, of_it).do(node_id)
                else:
                    for batch in of_it.values():
                        batch.failure(FencedError(f"generation {generation} is over"))
        finally:
            self._in_flight.remove(node_id)
            self._muted_partitions.difference_update(batches)

    async def _may_write(self, generation: int) -> bool:
        while (  # noqa: ASYNC110
            standing := self.lease.standing(generation)
        ) is Standing.UNSURE and not self.closed:
            await asyncio.sleep(_AGAIN)  # told in another thread: it is asked again
        return standing is Standing.HELD


class FencedProducer(AIOKafkaProducer):  # type: ignore[misc]
    """aiokafka's producer under a lease; its records are sent with `write`.

    A record that waits for a word of the group goes out when it comes. Raises FencedError, at once or by the future of
    the acknowledgement, for one that must not go out any more.

    `linger` tells for how long, in seconds, a batch that begins now waits for more records.
    """

    def __init__(self, lease: Lease, linger: Callable[[], float], **options: Any) -> None:
        super().__init__(acks="all", **options)
        plain: Any = vars(self)["_message_accumulator"]
        usual: Any = vars(self)["_sender"]
        self._message_accumulator = _Accumulator(
            plain._cluster,
            plain._batch_size,
            plain._compression_type,
            plain._batch_ttl,
            loop=plain._loop,
        )
        self._message_accumulator.linger = linger
        self._sender = _Sender(
            self.client,
            acks=usual._acks,
            txn_manager=None,
            retry_backoff_ms=usual._retry_backoff * 1000,
            message_accumulator=self._message_accumulator,
            request_timeout_ms=self._request_timeout_ms,
        )
        self._sender.lease = lease
        _fence(self.client, lease)

    async def write(self, generation: int, topic: str, **record: Any) -> Any:
        """Hands a record of an event of `generation` over; the future of the broker's acknowledgement."""
        token = _generation.set(generation)
        try:
            return await self.send(topic, **record)
        finally:
            _generation.reset(token)

    async def stop(self) -> None:
        """Ends it when the broker has all that may still be written."""
        self._sender.closed = True
        await super().stop()


def _fence(client: Any, lease: Lease) -> None:
    """Lets `client` hand a produce request to the socket only in the lease."""
    send, connect = client.send, client._get_conn

    async def fenced(node_id: Any, request: Any, *, group: Any = ConnectionGroup.DEFAULT) -> Any:
        if isinstance(request, ProduceRequest):
            # With the connection there, send() comes to the write without a pause in which anything could happen.
            await client.ready(node_id, group=group)
            if lease.standing(request.generation) is not Standing.HELD:
                raise _NotNowError
        return await send(node_id, request, group=group)

    async def connected(*args: Any, **kwargs: Any) -> Any:
        connection = await connect(*args, **kwargs)
        if connection is not None and connection._writer is not None:
            _give_up_after(lease.seconds, connection._writer.get_extra_info("socket"))
        return connection

    client.send, client._get_conn = fenced, connected


class _NotNowError(KafkaError):  # type: ignore[misc]
    """The batch goes back into the buffer, and waits there or fails when it is asked about again."""

    retriable = True


def _give_up_after(seconds: float, connection: Any) -> None:
    """Lets the kernel end a connection on which what was sent is not acknowledged for so long."""
    option = getattr(socket, "TCP_USER_TIMEOUT", None)  # Linux has it, macOS does not
    if option is not None and connection is not None:
        connection.setsockopt(socket.IPPROTO_TCP, option, int(seconds * 1000))
