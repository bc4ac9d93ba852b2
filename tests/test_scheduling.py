from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.scheduling import TogetherScheduling, modules_on_kafka

KAFKA = [f"tests/e2e/test_kafka.py::test_{number}" for number in range(12)]
OTHERS = [f"tests/e2e/test_demo.py::test_{number}" for number in range(12)]
COMPUTING = [f"tests/test_{name}.py::test_{number}" for name in "abcdefgh" for number in range(3)]


class Process:
    """One that runs tests: `given` are the places of those that it has been given."""

    shutting_down, gateway = False, SimpleNamespace(id="gw")

    def __init__(self) -> None:
        self.given: list[int] = []

    def send_runtest_some(self, places: Iterable[int]) -> None:
        self.given += places

    def shutdown(self) -> None:
        self.shutting_down = True


def scheduling(root: Path, collected: list[str], count: int) -> tuple[TogetherScheduling, list[Process]]:
    (root / "tests" / "e2e").mkdir(parents=True)
    (root / "tests" / "e2e" / "test_kafka.py").write_text("def test_0(real_kafka: str) -> None:\n    pass\n")
    (root / "tests" / "e2e" / "test_demo.py").write_text("def test_0() -> None:\n    pass\n")
    config = SimpleNamespace(
        rootpath=root,
        option=SimpleNamespace(loadscopereorder=False),
        getvalue=lambda _: [f"{count}*popen"],
    )
    log = SimpleNamespace(loadscopesched=lambda *_: None)
    made = TogetherScheduling(cast(Any, config), log, lambda nodeid: nodeid.startswith("tests/e2e/"))
    processes = [Process() for _ in range(count)]
    for process in processes:
        made.add_node(process)
        made.add_node_collection(process, collected)
    made.schedule()
    return made, processes


def finish(made: TogetherScheduling, processes: list[Process]) -> list[list[int]]:
    """The places of what each of them has run, when all is run."""
    run: list[list[int]] = [[] for _ in processes]
    while any(len(done) < len(process.given) for done, process in zip(run, processes, strict=True)):
        for done, process in zip(run, processes, strict=True):
            if len(done) < len(process.given):
                done.append(process.given[len(done)])
                made.mark_test_complete(process, done[-1])
    return run


def test_three_of_five_begin_with_what_needs_a_kafka_and_the_others_with_what_needs_none(
    tmp_path: Path,
) -> None:
    collected = [*OTHERS, *COMPUTING, *KAFKA]
    made, processes = scheduling(tmp_path, collected, 5)
    run = [[collected[place] for place in each] for each in finish(made, processes)]
    for first, *_ in run[:3]:
        assert first in KAFKA
    assert not [each for each in [*run[3], *run[4]] if each in KAFKA]
    assert sorted(each for every in run for each in every) == sorted(collected)
    for module in {each.partition("::")[0] for each in COMPUTING}:
        assert (
            len({number for number, every in enumerate(run) for each in every if each.startswith(module)})
            == 1
        )


@pytest.mark.parametrize("collected", [KAFKA, [*KAFKA, *OTHERS[:1]]])
def test_where_nothing_else_is_left_all_take_what_needs_a_kafka(tmp_path: Path, collected: list[str]) -> None:
    made, processes = scheduling(tmp_path, collected, 2)
    run = finish(made, processes)
    assert sorted(each for every in run for each in every) == list(range(len(collected)))
    assert all(len(every) > 3 for every in run)


def test_our_own_modules_on_a_kafka_are_found() -> None:
    found = modules_on_kafka(Path(__file__).parents[1])
    assert {"tests/e2e/test_kafka.py", "tests/e2e/test_life.py"} <= found
    assert "tests/test_article.py" not in found
