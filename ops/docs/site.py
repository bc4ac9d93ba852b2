"""Builds the site of the documents, from the Markdown files as they stand in the repository.

    .venv/bin/python ops/docs/site.py                 # into build/site; any warning ends it with exit code 1
    .venv/bin/python ops/docs/site.py --out FOLDER
    .venv/bin/python -m http.server --bind 127.0.0.1 --directory build/site 8000      # to read it

A page keeps its path, so that every link works here, on the host of the repository and in the site alike. Files that a
page links to come along as they are. Of a folder that a page links to, a page is made that lists its files.

zensical (zensical.toml) does the rest. It reads Python-Markdown, for which a list or a table must stand behind an empty
line: that line is put in here, so that the files may be written as GitHub reads them.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: Folders whose Markdown files are pages, and the pages beside the README.
FOLDERS = ("docs", "ops", "schemas", "examples", "seeds")
#: What the site looks like, beside zensical's own style.
STYLE = Path("docs/site.css")
LINK = re.compile(r"\]\((?P<path>[^)#:\s]+)(?:#[^)\s]*)?\)")
_FENCE = re.compile(r"^ *```")
_LIST = re.compile(r"^(?:[-*]|\d+\.) ")
_PARTS = (_LIST, re.compile(r"^\|"), _FENCE)


def pages(root: Path = ROOT) -> list[Path]:
    """Every Markdown file that is a page, relative to the root."""
    found = [*root.glob("*.md"), *(path for folder in FOLDERS for path in (root / folder).rglob("*.md"))]
    return sorted(
        path.relative_to(root)
        for path in found
        if not {"node_modules", "target"} & set(path.relative_to(root).parts)
    )


def linked(page: Path, root: Path = ROOT) -> Iterator[Path]:
    """What a page links to within the repository, relative to the root; it may not exist."""
    for match in LINK.finditer(_without_code((root / page).read_text(encoding="utf-8"))):
        yield (root / page.parent / match["path"]).resolve().relative_to(root)


def stage(target: Path, root: Path = ROOT) -> None:
    """Lays all pages and what they link to into a folder, as zensical is to read them."""
    _copy(root / STYLE, target / STYLE)
    for page in pages(root):
        text = (root / page).read_text(encoding="utf-8")
        _write(target / page, spaced(text))
        for other in linked(page, root):
            if (root / other).is_dir():
                _stage_folder(target, root, other)
            elif other.suffix != ".md":
                _copy(root / other, target / other)


def _stage_folder(target: Path, root: Path, folder: Path) -> None:
    """A page that lists the files of a folder, unless it has a README; and the files."""
    if (root / folder / "README.md").exists() or (target / folder / "index.md").exists():
        return
    files = sorted(
        path for path in (root / folder).iterdir() if path.is_file() and not path.name.startswith(".")
    )
    for path in files:
        _copy(path, target / folder / path.name)
    listed = "\n".join(f"- [{path.name}]({path.name})" for path in files)
    _write(target / folder / "index.md", f"# {folder}\n\nThe files of this folder.\n\n{listed}\n")


def spaced(text: str) -> str:
    """The text with an empty line before each list, table and block of code that follows a line of text."""
    lines: list[str] = []
    in_code = False
    for line in text.splitlines():
        before = lines[-1] if lines else ""
        if not in_code and before.strip() and any(part.match(line) for part in _PARTS):
            same = any(part.match(line) and part.match(before) for part in _PARTS[:2])
            if not same and not (before.startswith("  ") and _LIST.match(line)):
                lines.append("")
        if _FENCE.match(line):
            in_code = not in_code
        lines.append(line)
    return "\n".join(lines) + "\n"


def build(out: Path, root: Path = ROOT) -> str:
    """Builds the site into a folder, anew. Returns what zensical said; raises RuntimeError where it warns."""
    with tempfile.TemporaryDirectory() as folder:
        source, site = Path(folder) / "pages", Path(folder) / "site"
        stage(source, root)
        config = (root / "zensical.toml").read_text(encoding="utf-8")
        (Path(folder) / "zensical.toml").write_text(config, encoding="utf-8")
        command = [sys.executable, "-m", "zensical", "build", "--strict"]
        ran = subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | {"NO_COLOR": "1"},
        )
        said = re.sub(r"\x1b\[[0-9;]*m", "", ran.stdout + ran.stderr)
        if "No module named zensical" in said:
            raise RuntimeError(
                "zensical is not installed; ./copydesk test --quick installs it, or copydesk[docs]"
            )
        if ran.returncode:
            raise RuntimeError(said.partition("Traceback")[0])
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(site, out)
        return said


def _without_code(text: str) -> str:
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^ *```.*?^ *```$", "", text, flags=re.MULTILINE | re.DOTALL))


def _copy(path: Path, target: Path) -> None:
    if path.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "site", help="where the site goes")
    given = parser.parse_args()
    try:
        build(given.out)
    except RuntimeError as error:
        sys.exit(str(error))
    print(f"the site is in {given.out}")
