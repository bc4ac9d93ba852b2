from __future__ import annotations

from datetime import timedelta

import pytest

from streams.article import Disposition, Signal, Verdict
from streams.dedupe.ledger import VERSIONS, Entry, Order, compare, dump, load, record
from tests.articles import NOON, article

GOES_ON = Verdict(Disposition.ENRICHED)
LATER = NOON + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("one", "other", "order"),
    [
        (("2", None), ("1", None), Order.NEWER),
        (("9", NOON), ("10", LATER), Order.OLDER),
        (("2", NOON), ("1", LATER), Order.NEWER),  # the number counts before the time
        (("1", LATER), ("1", NOON), Order.SAME),
        ((None, LATER), (None, NOON), Order.NEWER),
        ((None, NOON), ("1", LATER), Order.OLDER),
        ((None, None), (None, NOON), Order.SAME),
        (("b", LATER), ("a", NOON), Order.NEWER),
        (("b", None), ("a", None), Order.SAME),
    ],
)
def test_the_order_of_versions(one: tuple, other: tuple, order: Order) -> None:  # type: ignore[type-arg]
    assert compare(*one, *other) is order


def test_an_entry_survives_the_table() -> None:
    entry = record(None, article(3, version="1", version_created=NOON), "hash", GOES_ON, newest=True)
    entry = record(
        entry,
        article(4, version="2", version_created=LATER),
        "other",
        Verdict(Disposition.DUPLICATE, Signal.UPDATE, "https://other.example/", 0.91, "near"),
        newest=True,
    )
    assert load(dump(entry)) == entry


def test_what_is_no_entry_is_refused() -> None:
    with pytest.raises(ValueError, match="Entry"):
        load(b"{}")


def test_a_ticker_of_many_versions_keeps_the_newest_and_stays_bounded() -> None:
    entry: Entry | None = None
    for number in range(VERSIONS * 2):
        entry = record(entry, article(number, version=str(number)), str(number), GOES_ON, newest=True)
    assert entry is not None
    assert len(entry.versions) == VERSIONS
    assert entry.newest.version == str(VERSIONS * 2 - 1)


def test_the_version_that_stands_is_never_the_one_forgotten() -> None:
    entry = record(None, article(0, version="1000"), "newest", GOES_ON, newest=True)
    for number in range(1, VERSIONS * 2):
        entry = record(entry, article(number, version=str(number)), str(number), GOES_ON, newest=False)
    assert entry.newest.version == "1000"
