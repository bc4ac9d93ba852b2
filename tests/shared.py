"""The shared material beside the checkout: official samples and schemas. Tests use it where it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


def shared(path: str) -> Path:
    """The file or folder `path` of the shared material; skips the test where it is not there."""
    found = SHARED / path
    if not found.exists():
        pytest.skip(f"no shared material here: {path}")
    return found


def seed_article() -> str:
    """The article that the product was asked to handle; skips the test where it is not there."""
    return min(shared("seed").glob("*.txt")).read_text(encoding="utf-8")


def each_of(folder: str, pattern: str) -> list[Any]:
    """The files of a shared folder as a test's parameters, each with its name; where there are none, one that skips."""
    found = sorted((SHARED / folder).glob(pattern))
    missing = pytest.mark.skip(reason=f"no shared material here: {folder}")
    return [pytest.param(path, id=f"{path.parent.parent.name}/{path.name}") for path in found] or [
        pytest.param(None, marks=missing)
    ]
