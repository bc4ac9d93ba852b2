"""Each script of `ops/bench` can be called as its own text says it is: from anywhere, by the path of its file.

Each is a fork of what is loaded (see tests/forked.py): as programs they took half a minute.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.processes import fork

BENCH = Path(__file__).parents[2] / "ops" / "bench"
SCRIPTS = sorted(path.name for path in BENCH.glob("*.py") if '__name__ == "__main__"' in path.read_text())


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_starts_and_says_how_it_is_called(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with (tmp_path / "out").open("wb") as out, (tmp_path / "err").open("wb") as err:
        called = ["tests.ops.called", str(BENCH / name), "--help"]
        code = fork(called, os.environ, out.fileno(), err.fileno()).wait(60)
    assert (code, (tmp_path / "err").read_text()) == (0, "")
    said = " ".join((tmp_path / "out").read_text().split())
    assert said.startswith(f"usage: {name}")
    assert f"ops/bench/{name}" in said, "the text says how it is run"
