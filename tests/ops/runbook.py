"""The runbook's sections and links."""

from __future__ import annotations

import re
from pathlib import Path

RUNBOOK = Path(__file__).parents[2] / "ops" / "runbook.md"


def headings() -> list[str]:
    """Its headings, in their order, without those that are comments in a block of commands."""
    text = re.sub(r"^```.*?^```", "", RUNBOOK.read_text(), flags=re.MULTILINE | re.DOTALL)
    return re.findall(r"^#{1,6} (.+)$", text, flags=re.MULTILINE)


def anchors() -> set[str]:
    """What a link to one of its sections may say, by GitHub's rule for headings."""
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings()}


def section(name: str) -> str:
    """The text below a heading, up to the next one of the same rank or a higher one."""
    found = re.search(
        rf"^(#+) {re.escape(name)}\n(.*?)(?=^#{{1,2}} |\Z)", RUNBOOK.read_text(), re.MULTILINE | re.DOTALL
    )
    assert found, f"no section {name}"
    return found.group(2)
