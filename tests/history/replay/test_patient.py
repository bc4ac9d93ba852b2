"""What the desk has read in time gets more time; what it gave up for the deadline does not."""

from __future__ import annotations

import time

import pytest

from streams.article import Dropped, RawArticle
from streams.history.replay import patient
from streams.history.replay.patient import PatientPool
from streams.kinds import Reason
from tests.articles import raw


def slow(seen: RawArticle) -> str:
    """Work that takes longer than the deadline here."""
    time.sleep(0.6)  # in a process of the pool, which is killed or not
    return "read"


async def test_the_deadline_of_a_busy_machine_is_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patient, "PATIENCE", 200)
    pool = PatientPool(1, 0.2, 1024, given_up=lambda origin: origin.offset == 1)
    try:
        await pool.ready()
        assert await pool.run(slow, raw(b"", offset=0)) == "read"
        given_up = await pool.run(slow, raw(b"", offset=1))
        assert isinstance(given_up, Dropped)
        assert given_up.reason is Reason.DEADLINE
        assert pool.late == 1
    finally:
        pool.close()
