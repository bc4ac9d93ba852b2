"""`./copydesk` on first use: what it installs, how it tells of it, and what stops it."""

from __future__ import annotations

import fcntl
import importlib.util
import re
import subprocess
import threading
import tomllib
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]


@pytest.fixture
def installer(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """ops/install.py, which is no package's; it compiles nothing."""
    spec = importlib.util.spec_from_file_location("install", ROOT / "ops" / "install.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module.sys, "dont_write_bytecode", True)
    return module


def needed(requirement: Requirement, found: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Adds what that needs, with its extras, to `found`: pairs of a name and an extra."""
    for extra in ("", *requirement.extras):
        key = (canonicalize_name(requirement.name), extra)
        if key in found:
            continue
        found.add(key)
        for line in requires(requirement.name) or []:
            further = Requirement(line)
            if further.marker is None or further.marker.evaluate({"extra": extra}):
                needed(further, found)
    return found


def test_the_first_part_of_the_constraints_is_what_copydesk_needs(installer: ModuleType) -> None:
    first, mark, second = (ROOT / "constraints.txt").read_text().partition(installer.ONLY_EXTRAS)
    assert mark
    parts = [
        {canonicalize_name(name) for name in re.findall(r"^([^#\s=]+)==", part, re.MULTILINE)}
        for part in (first, second)
    ]
    found: set[tuple[str, str]] = set()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for line in (*project["dependencies"], *project["optional-dependencies"]["demo"]):
        try:
            needed(Requirement(line), found)
        except PackageNotFoundError as error:
            pytest.fail(f"{line} is not installed: {error}")
    names = {name for name, _ in found}
    assert not names & parts[1], "in the second part, but needed to run"
    assert names == parts[0]
    assert installer.packages_of("demo") == len(parts[0])
    assert installer.packages_of("test") == len(parts[0] | parts[1])


def test_what_is_installed_is_not_installed_again(installer: ModuleType, tmp_path: Path) -> None:
    (tmp_path / ".installed").write_text("the state")
    installer.install(tmp_path, "the state", "demo")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".installed", ".installing"]


def test_without_uv_pip_does_it_and_what_it_does_is_told(
    installer: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ran: list[list[str]] = []
    monkeypatch.setattr(installer.shutil, "which", lambda _: None)

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        ran.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(installer.subprocess, "run", run)
    monkeypatch.setattr(installer, "_followed", lambda command, _: run(command).returncode == 0)
    (tmp_path / "lib" / "python3" / "site-packages" / "quay-1.0.dist-info").mkdir(parents=True)
    installer.install(tmp_path, "new", "demo")
    assert [command[1:4] for command in ran] == [
        ["-m", "venv", str(tmp_path)],
        ["-m", "pip", "--disable-pip-version-check"],
        ["-m", "pip", "--disable-pip-version-check"],
    ]
    assert {"--no-compile", "--no-build-isolation", str(ROOT / "constraints.txt")} <= set(ran[-1])
    assert ran[-1][-1] == f"{ROOT}[demo]"
    assert (tmp_path / ".installed").read_text() == "new"
    told = capsys.readouterr().err
    assert "installing into .venv with pip" in told
    assert "copydesk: 1 packages are in .venv, 0 MB; it took 0 s" in told


def test_where_uv_does_it_there_is_a_pip_for_what_is_added_later(
    installer: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """docs/extend.md and the sentence on a missing extra (streams/extras.py) call the pip of .venv."""
    ran: list[list[str]] = []
    monkeypatch.setattr(installer.shutil, "which", lambda _: "/usr/bin/uv")

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        ran.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(installer.subprocess, "run", run)
    installer.install(tmp_path, "new", "demo")
    assert [command[1] for command in ran] == ["venv", "pip"]
    assert {f"{ROOT}[demo]", "pip", str(ROOT / "constraints.txt")} <= set(ran[-1][3:])


@pytest.mark.parametrize("unwanted", [False, True])
def test_our_modules_are_compiled_meanwhile(
    unwanted: bool, installer: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "streams").mkdir()
    (tmp_path / "streams" / "quay.py").write_text("OPEN = True\n")
    (tmp_path / "streams" / "broken.py").write_text("open the quay\n")
    monkeypatch.setattr(installer, "ROOT", tmp_path)
    monkeypatch.setattr(installer, "packages_of", lambda _: 0)
    monkeypatch.setattr(installer, "_by_uv", lambda *_: True)
    monkeypatch.setattr(installer.sys, "dont_write_bytecode", unwanted)
    installer.install(tmp_path / ".venv", "new", "demo")
    compiled = [path.name.partition(".")[0] for path in tmp_path.rglob("*.pyc")]
    assert compiled == ([] if unwanted else ["quay"])


def test_where_uv_fails_pip_goes_on(
    installer: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(installer.shutil, "which", lambda _: "/bin/false")
    monkeypatch.setattr(installer, "_by_pip", lambda *_: False)
    with pytest.raises(installer.InstallError, match="failed"):
        installer.install(tmp_path, "new", "demo")
    assert "uv could not: trying pip" in capsys.readouterr().err
    assert not (tmp_path / ".installed").exists()


def test_on_a_terminal_it_says_how_many_of_how_many(
    installer: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [
        "Obtaining file:///quay\n",
        "Collecting numpy (from copydesk==0.1.0)\n",
        "  Downloading numpy.whl (16 MB)\n",
        "Collecting lxml\n",
        "Installing collected packages: numpy, lxml\n",
    ]
    assert list(installer._shown(iter(lines), 67)) == lines
    assert capsys.readouterr().err == "", "a file is not drawn in"
    monkeypatch.setattr(installer.sys.stderr, "isatty", lambda: True)
    assert list(installer._shown(iter(lines), 67)) == lines
    shown = capsys.readouterr().err.split("\r\x1b[K")
    assert shown == [
        "",
        "copydesk: 1 of about 67: numpy",
        "copydesk: 2 of about 67: lxml",
        "copydesk: unpacking 2 packages",
        "",
    ]


def test_when_pip_fails_its_last_lines_are_shown(
    installer: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not installer._followed(["sh", "-c", "echo No matching distribution; exit 1"], 67)
    assert capsys.readouterr().err == "No matching distribution\n"


def test_where_nothing_can_be_written_it_says_so_at_once(
    installer: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".venv").write_text("a file in its place")
    monkeypatch.setattr(installer, "ROOT", tmp_path)
    assert installer.main(["new", "demo"]) == 1
    assert capsys.readouterr().err == f"copydesk: cannot write to {tmp_path / '.venv'}: File exists\n"

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(installer.Path, "mkdir", refused)
    assert installer.main(["new", "demo"]) == 1
    assert capsys.readouterr().err == f"copydesk: cannot write to {tmp_path / '.venv'}: Permission denied\n"


def test_a_second_first_use_waits_for_the_first(
    installer: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The lock goes with the process that has it: nobody removes a folder by hand."""
    other = (tmp_path / ".installing").open("w")
    fcntl.flock(other, fcntl.LOCK_EX)
    waits = threading.Event()
    monkeypatch.setattr(installer, "_AGAIN", 0.01)

    def say(sentence: str) -> None:
        print(sentence)
        waits.set()

    monkeypatch.setattr(installer, "say", say)
    second = threading.Thread(target=installer.install, args=(tmp_path, "the state", "demo"))
    second.start()
    assert waits.wait(30)
    (tmp_path / ".installed").write_text("the state")
    other.close()
    second.join(30)
    assert not second.is_alive()
    assert capsys.readouterr().out == "another copydesk is installing; waiting\n"
