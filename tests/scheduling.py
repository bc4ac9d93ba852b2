"""Which process of tests runs what, and when: the scheduler of `--dist loadgroup`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

#: A module that names one of these fixtures has tests on a real Kafka, of which each process of tests starts one.
_KAFKA = (b"real_kafka", b"kafka_server")
#: The share of the processes that start one.
_ON_KAFKA = 0.6


def modules_on_kafka(root: Path) -> frozenset[str]:
    """The modules with tests on a real Kafka, as node ids name them."""
    found = (path for path in (root / "tests").rglob("test_*.py") if _names_kafka(path.read_bytes()))
    return frozenset(path.relative_to(root).as_posix() for path in found)


def _names_kafka(text: bytes) -> bool:
    return any(name in text for name in _KAFKA)


class TogetherScheduling(LoadScopeScheduling):  # type: ignore[misc] # it has no types
    """Modules to whoever is free, and one by one the tests that start parts of their own, which `alone` knows.

    Some of the processes have a Kafka, and begin with what needs one; the others meanwhile use the processors that
    those leave while they wait. So not each of them starts a Kafka, and three of five tests at most wait for one.

    It knows nothing of a test but its node id, for no mark of a module reaches it. Each unit of work costs the scheduler
    as much as there are units: with one for each of 19,000 tests that would be half a minute. pytest-xdist 3.8 has marks
    for such groups, but they have no effect with the node ids of pytest 9.2.
    """

    def __init__(self, config: pytest.Config, log: Any, alone: Callable[[str], bool]) -> None:
        super().__init__(config, log)
        self._alone = alone
        self._on_kafka = modules_on_kafka(config.rootpath)
        self._places: dict[str, int] = {}

    def _split_scope(self, nodeid: str) -> str:
        return nodeid if self._alone(nodeid) else _module(nodeid)

    def _assign_work_unit(self, node: Any) -> None:
        """Gives the next unit of work to a process: the first that suits it, or the first of all."""
        has_kafka = self.nodes.index(node) < max(1, round(_ON_KAFKA * self.numnodes))
        suits = (unit for unit in self.workqueue if (_module(unit) in self._on_kafka) is has_kafka)
        unit = next(suits, None) or next(iter(self.workqueue))
        tests = self.workqueue.pop(unit)
        self.assigned_work[node][unit] = tests
        # All have collected the same.
        self._places = self._places or {nodeid: place for place, nodeid in enumerate(self.collection)}
        node.send_runtest_some([self._places[nodeid] for nodeid, done in tests.items() if not done])


def _module(nodeid: str) -> str:
    return nodeid.partition("::")[0]
