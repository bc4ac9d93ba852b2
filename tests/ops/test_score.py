"""What `ops/bench/score.py` counts as right: a benchmark that is wrong itself flatters everyone."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

BENCH = Path(__file__).parents[2] / "ops" / "bench"
DAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def score() -> Iterator[Any]:
    sys.path.insert(0, str(BENCH))
    yield importlib.import_module("score_measures")
    sys.path.remove(str(BENCH))


def page(score: Any, **right: Any) -> Any:
    return score.Page("a page", None, b"", **right)


def test_the_text_itself_is_right_and_another_is_not(score: Any) -> None:
    right = page(score, body="the ferry to the island is late again")
    assert score.body(right, right.body).recall == 1
    assert score.f1([score.body(right, right.body)], summed=False) == (1, 1, 1)
    assert score.body(right, "a bus").recall == 0
    assert score.body(right, None).recall == 0


def test_half_of_the_text_is_half_of_its_runs(score: Any) -> None:
    right = page(score, body="one two three four five six seven eight nine ten eleven")  # eight runs of four
    found = score.body(right, "one two three four five six seven")  # four of them
    assert found.recall == pytest.approx(0.5)
    assert found.false == 0


def test_each_page_counts_the_same_unless_passages_are_summed(score: Any) -> None:
    bodies = [score.Body(1, 0, 0), score.Body(1, 0, 3)]
    assert score.f1(bodies, summed=False)[2] == pytest.approx(0.625)
    assert score.f1(bodies, summed=True)[2] == pytest.approx(0.4)


def test_passages_are_found_over_line_breaks(score: Any) -> None:
    right = page(score, held=("the ferry is late",), foreign=("subscribe now",))
    assert score.body(right, "the ferry\n\nis  late. subscribe now") == score.Body(1, 1, 0)


def test_typography_is_no_matter_to_a_title(score: Any) -> None:
    right = page(score, title="“Nobody’s ferry”")
    assert score.judge_title(right, '"Nobody\'s Ferry"') == "right"
    assert score.judge_title(right, "Ferry") == "wrong"
    assert score.judge_title(right, None) == "missing"


def test_authors_are_right_in_any_order_and_never_by_half(score: Any) -> None:
    right = page(score, authors=("Orla Fenwick", "Tam Oakes"))
    assert score.judge_authors(right, ("Tam Oakes and Orla Fenwick",)) == "right"
    assert score.judge_authors(right, ("Orla Fenwick",)) == "wrong"
    assert score.judge_authors(right, ()) == "missing"
    assert score.judge_authors(page(score, authors=()), ("admin",)) == "invented"
    assert score.judge_authors(page(score, authors=None), ("Orla Fenwick",)) is None


def test_a_day_is_right_in_its_own_zone_whichever_that_is(score: Any) -> None:
    right = page(score, day=DAY)
    assert score.judge_date(right, datetime(2026, 11, 20, 23, 30, tzinfo=UTC)) == "right"
    assert score.judge_date(right, datetime(2026, 11, 21, tzinfo=UTC)) == "right"
    assert score.judge_date(right, datetime(2026, 11, 20, tzinfo=UTC)) == "wrong"  # a day alone
    assert score.judge_date(right, DAY) == "right"
    assert score.judge_date(right, None) == "missing"


def test_a_moment_is_right_within_a_day(score: Any) -> None:
    right = page(score, moment=datetime(2026, 11, 21, 6, 12, tzinfo=UTC))
    assert score.judge_date(right, datetime(2026, 11, 21, tzinfo=UTC)) == "right"
    assert score.judge_date(right, datetime(2026, 11, 23, tzinfo=UTC)) == "wrong"


def test_what_nobody_sees_is_neither_right_nor_wrong(score: Any) -> None:
    right = page(score, held=("the fer\u00adry is late, Gru\u0308nder",), body="the fer\u00adry is late")
    assert score.body(right, "the ferry is late, Gründer").recall == 1
    assert score.body(page(score, held=("Gru\u0308nder",)), "Gründer") == score.Body(1, 0, 0)
