"""Installs copydesk and the libraries that constraints.txt pins into .venv; `./copydesk` runs it on first use.

    python ops/install.py STATE demo     # what copydesk needs, with the embedded broker
    python ops/install.py STATE test     # the tools of its tests, too

uv does it where one is on the PATH, else pip. STATE is what `./copydesk` knows an installation by. Meanwhile our own
modules are compiled. Those of libraries are not: Python does that with each when it is first used, and most never are.
It needs nothing but Python itself.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shutil
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[1]
#: Where the second part of constraints.txt begins: what copydesk runs without.
ONLY_EXTRAS = "# What only extras, tests and the installation need."
#: What builds copydesk, and pip itself: one of three years ago takes three times as long.
_BUILD = ("pip", "hatchling", "editables")
#: Of what pip said so many lines are shown when it fails.
_LAST = 20
#: Seconds between two looks at the lock.
_AGAIN = 0.5


class InstallError(Exception):
    """The installation came to no end; the message is a sentence for whoever started it."""


def main(arguments: list[str]) -> int:
    """The exit code: 0 when all is there."""
    state, extra = arguments
    try:
        install(ROOT / ".venv", state, extra)
    except InstallError as error:
        say(str(error))
        return 1
    return 0


def say(sentence: str) -> None:
    """A line for whoever waits."""
    print(f"copydesk: {sentence}", file=sys.stderr, flush=True)


def install(venv: Path, state: str, extra: str) -> None:
    """Installs, unless it has been done. Raises InstallError."""
    done = venv / ".installed"
    with _alone(venv):
        if done.exists() and done.read_text() == state:
            return
        done.unlink(missing_ok=True)
        began = time.monotonic()
        what = f"{ROOT}[{extra}]"
        with _compiling():
            if not (_by_uv(venv, what) or _by_pip(venv, what, packages_of(extra))):
                raise InstallError("the installation failed: it says above why")
        done.write_text(state)
    count = len(list(venv.glob("lib/*/site-packages/*.dist-info")))
    say(f"{count} packages are in .venv, {_megabytes(venv)} MB; it took {time.monotonic() - began:.0f} s")


@contextlib.contextmanager
def _alone(venv: Path) -> Iterator[None]:
    """Two first uses at the same moment must not build the same folder: the second waits. Raises InstallError."""
    try:
        venv.mkdir(exist_ok=True)
        lock = (venv / ".installing").open("w")  # ".lock" is uv's own
    except OSError as error:
        raise InstallError(f"cannot write to {venv}: {error.strerror}") from error
    with lock:
        waits = False
        while not _is_ours(lock):
            if not waits:
                say("another copydesk is installing; waiting")
            waits = True
            time.sleep(_AGAIN)
        yield


def _is_ours(lock: IO[str]) -> bool:
    """Whether nobody else has it. The system gives it back when its process ends, in whatever way."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextlib.contextmanager
def _compiling() -> Iterator[None]:
    """Compiles our modules in a process beside this one, unless Python is told to write none.

    Its errors are not shown: Python compiles at a start what is not compiled then.
    """
    if sys.dont_write_bytecode:
        yield
        return
    command = [sys.executable, "-m", "compileall", "-qq", str(ROOT / "streams")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
        yield


def packages_of(extra: str) -> int:
    """How many packages there will be, about: some are for other systems or versions of Python."""
    text = (ROOT / "constraints.txt").read_text()
    wanted = text if extra == "test" else text.partition(ONLY_EXTRAS)[0]
    return len(re.findall(r"^[^#\s].*==", wanted, re.MULTILINE))


def _by_uv(venv: Path, what: str) -> bool:
    """Whether uv did it; false as well where there is none."""
    uv = shutil.which("uv")
    if uv is None:
        return False
    say("installing into .venv with uv (once)")
    quiet = () if sys.stderr.isatty() else ("--quiet",)
    make = [uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, str(venv)]
    pinned = ("--constraints", str(ROOT / "constraints.txt"), "--editable", what)
    # uv itself needs no pip in .venv. It is for whoever adds an extra or an enricher later.
    fill = [uv, "pip", "install", *quiet, "--python", str(venv / "bin" / "python"), *pinned, "pip"]
    if all(subprocess.run(each, check=False).returncode == 0 for each in (make, fill)):
        return True
    say("uv could not: trying pip")
    return False


def _by_pip(venv: Path, what: str, many: int) -> bool:
    """Whether pip did it."""
    say("installing into .venv with pip (once; it is faster where there is uv)")
    if subprocess.run([sys.executable, "-m", "venv", str(venv)], check=False).returncode != 0:
        return False
    pip = [str(venv / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
    pinned = ["--constraint", str(ROOT / "constraints.txt"), "--progress-bar", "off", "--no-compile"]
    # First what builds copydesk: pip would make an environment of its own for it. And a pip that is not old.
    if subprocess.run([*pip, "--quiet", *pinned, *_BUILD, "--upgrade"], check=False).returncode != 0:
        return False
    return _followed([*pip, *pinned, "--no-build-isolation", "--editable", what], many)


def _followed(command: list[str], many: int) -> bool:
    """Runs pip, shows on a terminal how far it is, and what it said last where it fails."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:
        assert pip.stdout is not None
        last = deque(_shown(pip.stdout, many), _LAST)
    if pip.returncode:
        sys.stderr.writelines(last)
    return pip.returncode == 0


def _shown(lines: Iterator[str] | IO[str], many: int) -> Iterator[str]:
    """The same lines; on a terminal one line of it says meanwhile what is being fetched, and how many of how many."""
    count, drawn = 0, sys.stderr.isatty()
    for line in lines:
        told = ""
        if found := re.match(r"Collecting ([\w.-]+)", line):
            count += 1
            told = f"{count} of about {many}: {found[1]}"
        elif line.startswith("Installing collected packages"):
            told = f"unpacking {count} packages"
        if told and drawn:
            print(f"\r\x1b[Kcopydesk: {told}", end="", file=sys.stderr, flush=True)
        yield line
    if drawn:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _megabytes(folder: Path) -> int:
    found = (os.lstat(Path(path, name)) for path, _, names in os.walk(folder) for name in names)
    return round(sum(each.st_blocks * 512 for each in found) / 1e6)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
