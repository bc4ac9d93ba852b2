"""Fixtures that several rooms share, what each test must leave behind, and in which order tests run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import tests.hypothesis_profiles  # noqa: F401 - its import loads the profile of this run
from streams.brokers.embedded import EmbeddedBroker, free_port
from streams.brokers.reach import reach
from tests import processes, skips
from tests.kafka import kafka_server, real_kafka

__all__ = ["embedded", "kafka_server", "real_kafka"]

pytest_plugins = ["pytester"]

#: Rooms and modules of which tests start a broker, a worker, a pool, a browser or a Prometheus, and such fixtures.
_ROOMS_WITH_PARTS = (
    *("tests/e2e/", "tests/ops/", "tests/test_ops.py", "tests/web/test_demo_watch.py"),
    *("tests/web/test_wire_page.py", "tests/web/test_accessible.py"),
    *("tests/cli/test_demo.py", "tests/cli/test_standing.py"),
    *("tests/brokers/test_embedded.py", "tests/brokers/test_kafka.py", "tests/runtime/test_pool"),
    *("tests/brokers/test_topics.py", "tests/test_forked.py", "tests/runtime/test_extending.py"),
    "tests/docs/test_run.py",
)
_PARTS = {"embedded", "kafka_server", "real_kafka", "api_broker"}
#: Tests that wait for a clock.
_WAIT_LONGEST = (
    "tests/ops/test_alerts",
    "tests/test_ops.py",
    "tests/e2e/test_kafka.py",
    "tests/e2e/test_watch.py",
)
#: Fixtures with a part that all tests of a module share.
_SHARE = {"guarded", "pool", "server", "api_broker", "strangers_desk", "chromium_tab"}

processes.install()


def pytest_configure(config: pytest.Config) -> None:
    """Registers what watches over every test."""
    config.addinivalue_line("markers", "parts: starts a broker, a worker, a pool, a browser or a Prometheus")
    config.addinivalue_line(
        "markers", "picture: draws a picture of the documents; only where one is asked for"
    )
    config.addinivalue_line("markers", "xdist_group(name): known also where pytest-xdist is left out")
    config.pluginmanager.register(processes)
    config.pluginmanager.register(skips)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Packed and long bytes are called by their argument: gzip's have the time in them, and each process of xdist must
    give a test the same name.
    """
    return argname if isinstance(val, bytes) and (val[:2] == b"\x1f\x8b" or len(val) > 100) else None


def pytest_unconfigure() -> None:
    """What is shared by all tests ends with the last of them."""
    processes.end_what_is_shared()


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[EmbeddedBroker]:
    """An embedded broker of the test's own."""
    with EmbeddedBroker(free_port(), tmp_path / "broker.log") as broker:
        yield broker


@pytest.fixture(autouse=True)
def _nobody_is_missed() -> Iterator[None]:
    """That a broker of one test is gone does not make the libraries quiet in the next."""
    yield
    reach.clear()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Marks what needs parts (`./copydesk test --quick` leaves it out), and puts what waits longest first.

    Begun last, it would be waited for alone.
    """
    if "LIVE_PICTURE" not in os.environ:
        drawing = [item for item in items if item.get_closest_marker("picture")]
        items[:] = [item for item in items if item not in drawing]
        config.hook.pytest_deselected(items=drawing)
    for item in items:
        if _room(item) or _PARTS & set(getattr(item, "fixturenames", ())):
            item.add_marker("parts")
        if not item.get_closest_marker("parts") or _SHARE & set(getattr(item, "fixturenames", ())):
            # These stay together: what a module loads or starts is loaded and started once.
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))
    items.sort(
        key=lambda item: (not item.get_closest_marker("parts"), not item.nodeid.startswith(_WAIT_LONGEST))
    )


def _room(item: pytest.Item) -> bool:
    return item.nodeid.startswith(_ROOMS_WITH_PARTS)
