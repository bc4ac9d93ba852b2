"""Faust's consumer, with one fault mended: what a rebalance makes Faust skip must not count as done."""

from __future__ import annotations

from typing import Any

from faust.transport.drivers.aiokafka import Consumer


class CarefulConsumer(Consumer):
    """Acknowledges an event only in the generation in which it was taken, and never while the flow is suspended.

    A Faust stream acknowledges the events that it skips during a rebalance. They come again, and are in work when a
    commit that believes those acknowledgements passes them: after a crash they would be lost.
    """

    def ack(self, message: Any) -> bool:
        """Marks the message as done; False where that does not count."""
        if message.generation_id != self.app.consumer_generation_id or not self.app.flow_control.is_active():
            return False
        return bool(super().ack(message))
