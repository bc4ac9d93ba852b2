from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from streams import metrics
from streams.engine.health import Health, Place
from streams.engine.watch import Watch

PLACE: Place = ("articles.raw", 3)


class Clients:
    """A broker on which the group has committed 5, and the partition grows."""

    def __init__(self) -> None:
        self.end = 10

    async def offsets(self, places: set[Place]) -> dict[Place, tuple[int, int]]:
        self.end += 7
        return dict.fromkeys(places, (5, self.end))


async def test_the_lag_goes_on_rising_while_a_rebalance_is_stuck() -> None:
    app = SimpleNamespace(rebalancing=True, in_recovery=False)
    desk: Any = SimpleNamespace(app=app, settings=SimpleNamespace(stuck_seconds=60.0))
    watch = Watch(desk, "127.0.0.1:1", Health(60.0))
    clients: Any = Clients()
    watch._clients = clients
    watch._shown = {PLACE}
    gauge = metrics.consumer_lag.labels(PLACE[0], str(PLACE[1]))
    for lag in (12, 19):
        await watch._look()
        assert gauge._value.get() == lag
    metrics.consumer_lag.remove(PLACE[0], str(PLACE[1]))
