from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from streams.article import Article
from streams.engine.state import Change, State
from streams.kinds import Disposition
from streams.story.outs import Passed, Reported
from tests.articles import PARAGRAPHS, article

OTHER = tuple(paragraph[::-1] for paragraph in PARAGRAPHS)


class Tables:
    """The two tables as plain dicts, and a State on them."""

    def __init__(self) -> None:
        self.entries: dict[bytes, bytes] = {}
        self.fingerprints: dict[bytes, bytes] = {}
        self.changes: list[Change] = []
        self.state = self.start()

    def start(self) -> State:
        """A worker that starts with these tables."""
        self.state = State(self.entries, self.fingerprints, 0.7, timedelta(hours=72))
        self.state.rebuild(range(2))
        return self.state

    def see(self, seen: Article, partition: int = 0) -> Disposition:
        (out, *_), self.changes = self.state.tell(partition, seen)
        assert isinstance(out, Passed | Reported)
        assert out.article.verdict is not None
        return out.article.verdict.disposition


@pytest.fixture
def tables() -> Tables:
    return Tables()


def copy(offset: int, **changes: Any) -> Article:
    return article(offset, uri=f"https://copy.example/{offset}", **changes)


def test_what_was_known_is_known_after_a_restart(tables: Tables) -> None:
    tables.see(article(version="1"))
    tables.start()
    assert tables.see(copy(1)) is Disposition.DUPLICATE
    assert tables.see(article(2, version="1")) is Disposition.REPEAT


def test_a_restart_knows_only_its_own_partitions(tables: Tables) -> None:
    tables.see(article(), partition=0)
    tables.state.rebuild([1])
    assert not len(tables.state)
    assert tables.see(copy(1), partition=1) is Disposition.ENRICHED


def test_partitions_do_not_see_each_other(tables: Tables) -> None:
    tables.see(article(), partition=0)
    assert tables.see(copy(1), partition=1) is Disposition.ENRICHED


def test_the_window_forgets_and_leaves_nothing_behind(tables: Tables) -> None:
    tables.see(article())
    tables.see(copy(1))
    assert tables.see(copy(2, minutes=71 * 60)) is Disposition.DUPLICATE
    assert tables.see(copy(3, minutes=73 * 60)) is Disposition.ENRICHED
    # What was seen within the last 72 h: the copy of hour 71, and the newcomer.
    assert {key.decode() for key in tables.entries} == {
        "0|https://copy.example/2",
        "0|https://copy.example/3",
    }
    assert len(tables.fingerprints) == len(tables.state) == 1


def test_the_window_forgets_after_a_restart_too(tables: Tables) -> None:
    tables.see(article())
    tables.see(article(1, minutes=60, uri="https://other.example/", paragraphs=OTHER))
    tables.start()
    tables.see(copy(2, minutes=72.5 * 60, paragraphs=OTHER))
    assert set(tables.fingerprints) == {b"0|https://other.example/"}


def test_the_order_of_first_sight_survives_a_restart(tables: Tables) -> None:
    for partition in (0, 1):
        tables.see(article(0), partition)
    tables.see(article(1, minutes=1, uri="https://later.example/", paragraphs=OTHER))
    tables.start()
    assert tables.see(copy(2, minutes=2, paragraphs=OTHER)) is Disposition.DUPLICATE


def test_every_change_is_told_and_told_again_for_a_redelivery(tables: Tables) -> None:
    tables.see(article(), partition=1)
    first = tables.changes
    assert [(change.table, change.partition) for change in first] == [("ledger", 1), ("fingerprints", 1)]
    assert all(change.value for change in first)
    tables.see(article(), partition=1)
    assert tables.changes == first


def test_what_expires_leaves_a_tombstone_in_each_table(tables: Tables) -> None:
    tables.see(article())
    tables.see(copy(1, minutes=80 * 60, paragraphs=OTHER))
    gone = [change for change in tables.changes if change.value is None]
    assert [(change.table, change.key) for change in gone] == [
        ("ledger", b"0|https://post.example/harwich-quay"),
        ("fingerprints", b"0|https://post.example/harwich-quay"),
    ]


def test_a_lost_partition_is_forgotten_whole(tables: Tables) -> None:
    tables.see(article(), partition=0)
    tables.see(article(), partition=1)
    tables.state.rebuild([1])
    assert all(key.startswith(b"1|") for key in (*tables.entries, *tables.fingerprints))
