"""Faust's consumer, with two faults mended that would lose events or forget articles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from faust.transport.drivers.aiokafka import Consumer

from streams.engine.ends import true_ends
from streams.engine.kafka_client import Broker


class CarefulConsumer(Consumer):
    """Acknowledges an event only in the generation in which it was taken, and never while the flow is suspended.

    A Faust stream acknowledges the events that it skips during a rebalance. They come again, and are in work when a
    commit that believes those acknowledgements passes them: after a crash they would be lost.

    And it looks for the ends of changelogs in a way that every broker answers rightly (see `ends`).
    """

    def __init__(self, *args: Any, broker: Broker | str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._broker = broker

    def ack(self, message: Any) -> bool:
        """Marks the message as done; False where that does not count."""
        if message.generation_id != self.app.consumer_generation_id or not self.app.flow_control.is_active():
            return False
        return bool(super().ack(message))

    async def highwaters(self, *partitions: Any) -> Mapping[Any, int]:
        """The offset after the last record of each partition: a table has come back when it was read so far."""
        ends = await true_ends(self._broker, partitions)
        return {tp: ends[tp] for tp in partitions}
