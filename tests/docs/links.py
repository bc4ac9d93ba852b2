"""The links and anchors of Markdown files, as GitHub understands them."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]

_LINK = re.compile(r"\]\((?P<path>[^)#\s]*)(?:#(?P<anchor>[^)\s]*))?\)")
_HEADING = re.compile(r"^#+ +(.+?)\s*$", re.MULTILINE)
_FENCE = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)


def documents() -> list[Path]:
    """Every Markdown file that git knows or would take."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / line for line in listed.splitlines() if (ROOT / line).exists()]


def links(document: Path) -> list[tuple[str, str]]:
    """Path and anchor of each link to something of ours."""
    text = re.sub(r"`[^`\n]*`", "", _without_code(document.read_text(encoding="utf-8")))
    found = ((match["path"], match["anchor"] or "") for match in _LINK.finditer(text))
    return [(path, anchor) for path, anchor in found if ":" not in path and (path or anchor)]


def broken(document: Path) -> list[str]:
    """The links that lead to no file, or to a heading that its page has not."""
    found = []
    for path, anchor in links(document):
        target = (document.parent / path).resolve() if path else document
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            found.append(f"{path}#{anchor}" if anchor else path)
    return found


def anchors(document: Path) -> set[str]:
    """The anchor of each heading: lower case, without punctuation, spaces as hyphens."""
    found: set[str] = set()
    for heading in _HEADING.findall(_without_code(document.read_text(encoding="utf-8"))):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "")
        name = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
        found.add(name if name not in found else f"{name}-1")
    return found


def _without_code(text: str) -> str:
    return _FENCE.sub("", text)
