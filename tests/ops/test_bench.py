"""Each script of `ops/bench` can be called as its own text says it is: from anywhere, by the path of its file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[2] / "ops" / "bench"
SCRIPTS = sorted(path.name for path in BENCH.glob("*.py") if '__name__ == "__main__"' in path.read_text())


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_starts_and_says_how_it_is_called(name: str, tmp_path: Path) -> None:
    called = [sys.executable, str(BENCH / name), "--help"]
    done = subprocess.run(called, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    said = " ".join(done.stdout.split())
    assert said.startswith(f"usage: {name}")
    assert f"ops/bench/{name}" in said, "the text says how it is run"
