"""Makes a release, up to the upload, which a person does.

    python ops/release.py              # from a clean checkout: checks, tests, builds; the files are in dist/
    python ops/release.py --dry-run    # the same into a folder that is thrown away; what stands in the way is only told
    python ops/release.py --dry-run --no-tests

In this order: the tree is clean, the version (streams/__init__.py) has a section in CHANGELOG.md and no tag yet, the
tests pass, sdist and wheel are built (the wheel from the sdist), `twine check --strict`, the wheel is installed with
its extras, without a compiler's help, and answers, its bill of materials (ops/sbom.py), checksums.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
CONSTRAINTS = str(ROOT / "constraints.txt")
EXTRAS = "demo,mail,otel,registry,top"


def say(text: str) -> None:
    """One line of what goes on."""
    print(f"release: {text}", flush=True)


def run(*command: str | Path, cwd: Path = ROOT) -> str:
    """Runs it and returns what it printed; ends the release with its words where it fails."""
    done = subprocess.run([*map(str, command)], cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"release: {' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


def version() -> str:
    """The version of the checkout."""
    text = (ROOT / "streams" / "__init__.py").read_text()
    (found,) = re.findall(r'^__version__ = "(.+)"$', text, re.MULTILINE)
    return str(found)


def section(changelog: str, of: str) -> str:
    """What CHANGELOG.md says of a version; empty where it says nothing."""
    found = re.search(
        rf"^## \[{re.escape(of)}\][^\n]*\n(.*?)(?=^## \[|\Z)", changelog, re.MULTILINE | re.DOTALL
    )
    return found[1].strip() if found else ""


def obstacles(of: str, status: str, changelog: str, tags: list[str]) -> list[str]:
    """Why there can be no release of that version, in sentences."""
    found = []
    if status.strip():
        found.append(f"the tree is not clean:\n{status.rstrip()}")
    if not section(changelog, of):
        found.append(
            f"CHANGELOG.md has no section [{of}], or an empty one: give Unreleased that name and the date"
        )
    if f"v{of}" in tags:
        found.append(f"v{of} is a tag already: set another __version__ in streams/__init__.py")
    return found


def environment(folder: Path, *arguments: str | Path) -> Path:
    """A virtual environment with these installed, under the constraints; its Python."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    install(python, *arguments)
    return python


def install(python: Path, *arguments: str | Path) -> None:
    """Installs these there, under the constraints."""
    pip = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    run(*pip, "-c", CONSTRAINTS, *arguments)


def build(tools: Path, into: Path) -> list[Path]:
    """The sdist, and the wheel that is built from it, checked."""
    run(tools, "-m", "build", "--no-isolation", "--outdir", into, ROOT)
    made = sorted(into.iterdir())
    run(tools, "-m", "twine", "check", "--strict", *made)
    return made


def answers(python: Path, of: str, folder: Path) -> None:
    """Ends the release where what a user installs does not start away from the checkout."""
    code = "import streams; from streams.events import schema; schema.warm(); print(streams.__version__)"
    if run(python, "-I", "-c", code, cwd=folder).strip() != of:
        sys.exit("release: the wheel has another version than the checkout")
    run(python, "-I", "-m", "streams", "--help", cwd=folder)


def checksums(files: list[Path]) -> str:
    """As `sha256sum -c` reads them."""
    return "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files)


def release(into: Path, scratch: Path, of: str) -> None:
    """Builds and checks everything into a folder that is empty."""
    tools = environment(scratch / "tools", "-r", ROOT / "ops" / "release-tools.txt")
    made = build(tools, into)
    wheel = next(path for path in made if path.suffix == ".whl")
    say(f"{', '.join(path.name for path in made)}: built and checked")
    python = environment(
        scratch / "user", "--only-binary", ":all:", f"copydesk[{EXTRAS}] @ {wheel.resolve().as_uri()}"
    )
    answers(python, of, scratch)
    install(python, "cyclonedx-python-lib")
    bill = into / f"copydesk-{of}.cdx.json"
    bill.write_text(run(python, ROOT / "ops" / "sbom.py"))
    (into / "SHA256SUMS").write_text(checksums([*made, bill]))
    say(f"installed with [{EXTRAS}] from wheels alone; {bill.name} and SHA256SUMS written")


def main() -> None:
    """See the text of the module."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="Keeps nothing, and goes on where it would stop."
    )
    parser.add_argument("--no-tests", action="store_true", help="Only with --dry-run: leaves out the tests.")
    options = parser.parse_args()
    if options.no_tests and not options.dry_run:
        parser.error("--no-tests goes with --dry-run: a release is tested")
    of = version()
    status, tags = run("git", "status", "--porcelain"), run("git", "tag").split()
    for obstacle in obstacles(of, status, (ROOT / "CHANGELOG.md").read_text(), tags):
        if not options.dry_run:
            sys.exit(f"release: {obstacle}")
        say(f"would stop here: {obstacle}")
    if not options.no_tests:
        subprocess.run([ROOT / "copydesk", "test"], check=True)
        say("the tests pass")
    with tempfile.TemporaryDirectory(prefix="copydesk-release-") as scratch:
        into = Path(scratch) / "dist" if options.dry_run else ROOT / "dist"
        into.mkdir()
        release(into, Path(scratch), of)
    if options.dry_run:
        say("all of it works; nothing was kept")
        return
    say(f"version {of} lies in {into}. Look at it, then: git tag -s v{of}; twine upload {into}/copydesk-*")


if __name__ == "__main__":
    main()
