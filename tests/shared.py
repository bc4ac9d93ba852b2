"""The shared material beside the checkout: official samples and schemas. Tests use it where it is."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


def shared(path: str) -> Path:
    """The file or folder `path` of the shared material; skips the test where it is not there."""
    found = SHARED / path
    if not found.exists():
        pytest.skip(f"no shared material here: {path}")
    return found
