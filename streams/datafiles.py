"""The data files of the package: phrases, patterns, gazetteers and vocabularies, below streams/data/.

Those of others are read after ours: see streams/extensions/packs.py.

And what stands beside the package in a checkout, and inside it when installed: schemas, seeds, alerts, dashboards.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from streams.extensions.packs import merged_with_packs, with_packs

#: The root of the checkout, where there is one.
_CHECKOUT = Path(__file__).parents[1]


def shipped(path: str) -> Traversable:
    """A file or folder that is not code; `path` is as in a checkout: "schemas", "seeds", "ops/grafana/dashboards",
    "ops/prometheus/rules", or below one of these.

    In a wheel these are inside the package (see pyproject.toml); in a checkout, where people look for them, beside it.
    """
    inside = files("streams") / path
    # A Traversable has no exists().
    return inside if inside.is_dir() or inside.is_file() else _CHECKOUT / path


def read_text(path: str) -> str:
    """The text of a data file and of those beside it; `path` is below streams/data, such as "names/sentences.txt"."""
    return with_packs(path, read_ours(path))


def read_ours(path: str) -> str:
    """The text of our own file alone; `path` as for read_text."""
    return (files("streams") / "data" / path).read_text(encoding="utf-8")


def read_toml(path: str) -> dict[str, Any]:
    """The tables of a TOML data file and of those beside it; `path` as for read_text."""
    return merged_with_packs(path, tomllib.loads(read_ours(path)))


def read_lines(path: str) -> Iterator[str]:
    """The lines of a data file that are neither empty nor a comment; `path` as for read_text."""
    return (line for line in read_text(path).splitlines() if line and not line.startswith("#"))


@cache
def zone_countries() -> dict[str, str]:
    """The country of each zone, by the table of the IANA database. One file of the package tzdata, read once."""
    lines = (files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {row[2]: row[0] for row in rows}


def read_names(folder: str) -> frozenset[str]:
    """The names of the data files in a folder below streams/data; none if there is no such folder."""
    path = files("streams") / "data" / folder
    return frozenset(each.name for each in path.iterdir()) if path.is_dir() else frozenset()
