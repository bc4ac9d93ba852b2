"""Tests the wheel on every Python that copydesk is for.

    python ops/matrix.py                       # 3.11, 3.12 and 3.13, where the PATH has them; CI must have all
    python ops/matrix.py --python 3.13 tests/enrich
    python ops/matrix.py --newest              # with the newest libraries that the bounds let in, not the pinned ones
    python ops/matrix.py --lowest              # with the oldest; pip cannot choose these, so it needs `uv` on the PATH

For each it builds the wheel, installs it with the extra [test] into an environment of its own, and runs
`./copydesk test --quick`'s tests, or those that are named, in a copy of the checkout whose `streams` is the wheel's.
The linters, the types and the tests of the documents run once, in `./copydesk test`.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
PYTHONS = ("3.11", "3.12", "3.13")
#: What is installed with the oldest libraries, besides the tools of the tests.
EXTRAS = ("demo", "mail", "otel", "top")


def say(text: str) -> None:
    """One line of what goes on."""
    print(f"matrix: {text}", flush=True)


def find(version: str) -> str | None:
    """The Python of that version on the PATH that can make environments."""
    found = shutil.which(f"python{version}")
    if found is None:
        return None
    code = f"import sys, venv, ensurepip; sys.exit('%d.%d' % sys.version_info[:2] != '{version}')"
    done = subprocess.run([found, "-c", code], capture_output=True, check=False)
    return found if done.returncode == 0 else None


def copy(into: Path) -> None:
    """The files of the checkout that git knows, without `streams`."""
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    for name in names.split("\0"):
        source = ROOT / name
        if name and not name.startswith("streams/") and source.is_file():
            (into / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, into / name)
    # Some tests ask git which files there are.
    for command in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", *command], cwd=into, check=True)


def wheel(python: str, folder: Path) -> Path:
    """The wheel of the checkout."""
    command = [python, "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder, ROOT]
    subprocess.run(command, check=True)
    return next(folder.glob("*.whl"))


def install(python: Path, made: Path, libraries: str) -> None:
    """The wheel with the extra [test]; `libraries` is "pinned", "newest" or "lowest"."""
    pip = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    pinned = ["-c", ROOT / "constraints.txt"]
    asked = f"copydesk[test] @ {made.resolve().as_uri()}"
    subprocess.run([*pip, *([] if libraries == "newest" else pinned), asked], check=True)
    if libraries == "lowest":
        extras = [f"--extra={extra}" for extra in EXTRAS]
        compiled = subprocess.run(
            ["uv", "pip", "compile", "-q", "--no-header", "--no-annotate", "--resolution", "lowest-direct",
             "--python", python, *extras, ROOT / "pyproject.toml"],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        oldest = made.parent / "lowest.txt"
        oldest.write_text(compiled.stdout)
        # Some of the tools may want newer ones: they are left as they are, and what does not fit shows in the tests.
        subprocess.run([*pip, "--no-deps", "-r", oldest], check=True)


def tested(version: str, found: str, libraries: str, arguments: list[str]) -> bool:
    """Whether the tests pass on that Python."""
    with tempfile.TemporaryDirectory(prefix=f"copydesk-{version}-") as scratch:
        folder = Path(scratch)
        made = wheel(found, folder)
        subprocess.run([found, "-m", "venv", folder / "venv"], check=True)
        python = folder / "venv" / "bin" / "python"
        install(python, made, libraries)
        checkout = folder / "checkout"
        copy(checkout)
        where = "import streams, pathlib; print(pathlib.Path(streams.__file__).parent)"
        installed = subprocess.run([python, "-I", "-c", where], check=True, capture_output=True, text=True)
        (checkout / "streams").symlink_to(installed.stdout.strip())
        # The sources, of which the wheel is built, are not here; and documents are the same on every Python.
        options = "-W error::SyntaxWarning -m pytest -p no:cacheprovider -n 2 --dist loadgroup --no-loadscope-reorder"
        left_out = ("-m", "not parts and not long", "--ignore=tests/test_wheel.py", "--ignore=tests/docs")
        command = [python, *options.split(), *left_out, *arguments]
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        done = subprocess.run(command, cwd=checkout, env=environment, check=False)
    say(f"Python {version}, {libraries} libraries: {'passed' if done.returncode == 0 else 'FAILED'}")
    return done.returncode == 0


def main() -> None:
    """See the text of the module."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--python", action="append", choices=PYTHONS, help="Only this one; may be given again."
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--newest", dest="libraries", action="store_const", const="newest", default="pinned")
    which.add_argument("--lowest", dest="libraries", action="store_const", const="lowest")
    parser.add_argument("tests", nargs="*", help="Only these, as pytest names them.")
    options = parser.parse_args()
    if options.libraries == "lowest" and shutil.which("uv") is None:
        sys.exit("matrix: --lowest needs uv on the PATH: pip install uv")
    failed = missing = 0
    for version in options.python or PYTHONS:
        found = find(version)
        if found is None:
            say(f"Python {version}: not found as python{version}, or without its venv module: not tested")
            missing += 1
        elif not tested(version, found, options.libraries, options.tests):
            failed += 1
    sys.exit(1 if failed or (missing and os.environ.get("CI") == "true") else 0)


if __name__ == "__main__":
    main()
