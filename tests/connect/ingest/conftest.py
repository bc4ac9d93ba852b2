from __future__ import annotations

import pytest

from streams.connect.ingest import secrets, server


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes a second for a client takes less for a test."""
    monkeypatch.setattr(server, "_LINGERS", 0.05)
    monkeypatch.setattr(server, "_ENDS", 0.2)
    monkeypatch.setattr(secrets, "_EVERY", 0.05)
