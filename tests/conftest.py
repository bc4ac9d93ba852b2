"""Fixtures that several rooms share, what each test must leave behind, and in which order tests run."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import tests.hypothesis_profiles  # noqa: F401 - its import loads the profile of this run
from streams import series
from streams.brokers.embedded import EmbeddedBroker, free_port
from streams.brokers.reach import reach
from tests import processes, skips
from tests.kafka import kafka_server, real_kafka
from tests.scheduling import TogetherScheduling

__all__ = ["embedded", "kafka_server", "real_kafka"]

pytest_plugins = ["pytester"]

#: Rooms and modules of which tests start a broker, a worker, a pool, a browser, a Prometheus or a program of ours, and
#: such fixtures.
_ROOMS_WITH_PARTS = (
    *("tests/e2e/", "tests/ops/", "tests/test_ops.py", "tests/web/test_demo_watch.py"),
    *("tests/web/test_wire_page.py", "tests/web/test_accessible.py", "tests/web/test_article_page.py"),
    *("tests/web/test_desk_page.py", "tests/cli/test_demo.py", "tests/cli/test_standing.py"),
    *("tests/cli/test_inspect.py", "tests/cli/test_misuse.py", "tests/cli/test_dead_letters.py"),
    *("tests/cli/test_extensions.py", "tests/cli/test_folders.py", "tests/cli/test_terminal_safety.py"),
    *("tests/brokers/test_embedded.py", "tests/brokers/test_kafka.py", "tests/runtime/test_pool"),
    *("tests/brokers/test_topics.py", "tests/test_forked.py", "tests/runtime/test_extending.py"),
    *(
        "tests/docs/test_run.py",
        "tests/docs/test_site.py",
        "tests/docs/test_snippets.py::test_a_program_runs",
    ),
    *("tests/connect/test_mail.py", "tests/history/replay/test_patient.py", "tests/test_wheel.py"),
    *("tests/test_metrics.py::test_promtool", "tests/brokers/test_guard.py"),
    "tests/cli/test_authority.py::test_no_worker_starts_with_it",
    "tests/cli/test_doctor.py::test_it_says_no_more_than_a_line_each_and_its_exit_code_tells",
    "tests/cli/test_help.py::test_a_process_prints_it",
    "tests/cli/test_sources.py::test_a_worker_does_not_start_with_a_file_that_is_wrong",
    "tests/cli/top/test_command.py::test_without_a_terminal_it_names_what_prints_lines",
)
_PARTS = {"embedded", "kafka_server", "real_kafka", "shared_broker"}
#: Tests that wait for a clock.
_WAIT_LONGEST = (
    "tests/ops/test_alerts",
    "tests/test_ops.py",
    "tests/e2e/test_kafka.py",
    "tests/e2e/test_watch.py",
)
#: Modules whose tests share a part that takes long to start: one process runs all of them.
_SHARE = (
    *("tests/docs/test_run.py", "tests/runtime/test_pool.py", "tests/runtime/test_extending.py"),
    *("tests/brokers/test_topics.py", "tests/web/test_accessible.py", "tests/web/test_article_page.py"),
    *("tests/web/test_desk_page.py", "tests/web/test_wire_page.py", "tests/ops/test_helm.py"),
    *("tests/e2e/test_registry.py", "tests/e2e/test_oauth.py", "tests/e2e/test_security.py"),
    *("tests/brokers/test_kafka.py", "tests/e2e/test_extensions.py", "tests/test_wheel.py"),
    "tests/docs/test_site.py",
)
#: In which share of the whole order the tests with parts begin. What follows only computes, so that nobody waits at the end.
_FIRST_SHARE = 0.8

processes.install()
gc.disable()  # twenty thousand tests are being collected: none of them is garbage, see pytest_collection_finish


def pytest_configure(config: pytest.Config) -> None:
    """Registers what watches over every test."""
    config.addinivalue_line("markers", "parts: starts a broker, a worker, a pool, a browser or a program")
    config.addinivalue_line(
        "markers", "long: keeps a processor busy for a second, or measures how time grows"
    )
    config.addinivalue_line(
        "markers", "picture: draws a picture of the documents; only where one is asked for"
    )
    config.pluginmanager.register(processes)
    config.pluginmanager.register(skips)
    if config.getoption("dist", "no") != "no" and not hasattr(config, "workerinput"):
        processes.share_forker()  # it loads once what each process of tests would


def pytest_collection_finish() -> None:
    """What was collected stays: the garbage collector need not look at it again with each test."""
    gc.freeze()
    gc.enable()


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


@pytest.fixture(scope="module")
def shared_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an embedded broker that the tests of a module share: each sees what those before it have written."""
    broker = EmbeddedBroker(free_port(), tmp_path_factory.mktemp("broker") / "broker.log")
    with processes.shared(lambda: broker._process), broker:
        yield broker.address


@pytest.fixture(autouse=True)
def _nobody_is_missed() -> Iterator[None]:
    """That a broker of one test is gone does not make the libraries quiet in the next."""
    yield
    reach.clear()


@pytest.fixture(autouse=True)
def _no_source_is_listed() -> Iterator[None]:
    """That a source of one test has series of its own does not take it from "other" in the next."""
    known = set(series._sources)
    yield
    for name in series._sources.keys() - known:
        del series._sources[name]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Marks what needs parts (`./copydesk test --quick` leaves it out), and orders the tests.

    What waits longest comes first, then what one process runs as one: begun last, they would be waited for alone. Among
    what needs parts, which often waits, come modules that only compute: they use the processors meanwhile.
    """
    if "LIVE_PICTURE" not in os.environ:
        drawing = [item for item in items if item.get_closest_marker("picture")]
        items[:] = [item for item in items if item not in drawing]
        config.hook.pytest_deselected(items=drawing)
    for item in items:
        if _room(item) or _PARTS & set(getattr(item, "fixturenames", ())):
            item.add_marker("parts")
    items.sort(key=_when)
    with_parts = [item for item in items if item.get_closest_marker("parts")]
    # What measures how time grows comes last, when no broker and no browser is beside it any more.
    measured = {_module(item) for item in items if item.get_closest_marker("long")}
    computing = sorted(items[len(with_parts) :], key=lambda item: _module(item) in measured)
    turns = dict(_turns(with_parts, _FIRST_SHARE)) | dict(_turns(computing, 1.0))
    items.sort(key=turns.__getitem__)


def _turns(items: list[pytest.Item], until: float) -> Iterator[tuple[pytest.Item, float]]:
    """The turn of each test, from 0 to `until`: those of a module have one, modules follow each other evenly."""
    modules = list(dict.fromkeys(map(_module, items)))
    turns = {module: until * place / len(modules) for place, module in enumerate(modules)}
    for item in items:
        yield item, turns[_module(item)]


def _module(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]


def _when(item: pytest.Item) -> tuple[bool, bool, bool]:
    parts = item.get_closest_marker("parts") is not None
    return not parts, not item.nodeid.startswith(_WAIT_LONGEST), not item.nodeid.startswith(_SHARE)


@pytest.hookimpl(optionalhook=True)  # also where pytest-xdist is left out
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> TogetherScheduling | None:
    """The scheduler of `--dist loadgroup`."""
    if config.getvalue("dist") != "loadgroup":
        return None
    return TogetherScheduling(config, log, _is_alone)


def _is_alone(nodeid: str) -> bool:
    """Whether a test starts parts of its own, and so is no worse off apart from the others of its module."""
    return nodeid.startswith(_ROOMS_WITH_PARTS) and nodeid.partition("::")[0] not in _SHARE


def _room(item: pytest.Item) -> bool:
    return item.nodeid.startswith(_ROOMS_WITH_PARTS)
