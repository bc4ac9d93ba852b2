"""What stands in the way of a release, and that the scripts say how they are run."""

from __future__ import annotations

import hashlib
import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
CHANGES = "# Changelog\n\n## [Unreleased]\n\n## [1.2.0] - 2026-11-30\n### Added\n- A thing.\n\n## [1.1.0]\n- Older.\n"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("release", ROOT / "ops" / "release.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_nothing_stands_in_the_way(script: ModuleType) -> None:
    assert script.obstacles("1.2.0", "", CHANGES, ["v1.1.0"]) == []
    assert script.section(CHANGES, "1.2.0") == "### Added\n- A thing."


@pytest.mark.parametrize(
    ("version", "status", "tags", "said"),
    [
        ("1.2.0", " M README.md\n", [], "the tree is not clean:\n M README.md"),
        ("1.3.0", "", [], "CHANGELOG.md has no section [1.3.0]"),
        ("Unreleased", "", [], "CHANGELOG.md has no section [Unreleased], or an empty one"),
        ("1.2.0", "", ["v1.2.0"], "v1.2.0 is a tag already"),
    ],
)
def test_what_does_is_said(script: ModuleType, version: str, status: str, tags: list[str], said: str) -> None:
    (obstacle,) = script.obstacles(version, status, CHANGES, tags)
    assert obstacle.startswith(said)


def test_the_checksums_are_those_of_sha256sum(script: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "a.whl").write_bytes(b"a")
    assert script.checksums([tmp_path / "a.whl"]) == f"{hashlib.sha256(b'a').hexdigest()}  a.whl\n"
    assert script.version() == __import__("streams").__version__


@pytest.mark.parametrize("name", ["matrix.py", "release.py", "sbom.py"])
def test_each_script_says_how_it_is_run(name: str, tmp_path: Path) -> None:
    called = [sys.executable, str(ROOT / "ops" / name), "--help"]
    done = subprocess.run(called, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"ops/{name}" in done.stdout


def test_a_release_is_tested(tmp_path: Path) -> None:
    called = [sys.executable, str(ROOT / "ops" / "release.py"), "--no-tests"]
    done = subprocess.run(called, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "a release is tested" in done.stderr
