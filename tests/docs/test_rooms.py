"""The rooms of docs/architecture.md are those that import-linter holds, in its order."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_page_lists_every_room_in_the_order_of_the_arrows() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(each["layers"] for each in contracts if each["type"] == "layers")
    rows = [[name.strip() for name in layer.split("|")] for layer in layers]
    rooms = [[name for name in row if (ROOT / "streams" / name).is_dir() or name == "stages"] for row in rows]

    page = (ROOT / "docs" / "architecture.md").read_text()
    table = page.partition("## The rooms of the code")[2]
    listed = [
        re.findall(r"\]\(\.\./streams/(\w+)", line.split("|")[1])
        for line in table.splitlines()
        if line.startswith("| [")
    ]
    assert listed == [row for row in rooms if row]
