"""The rows of each list."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from streams.cli.handles import handle_of
from streams.cli.top.columns import UNKNOWN
from streams.cli.top.lag import Lags
from streams.cli.top.views import VIEWS, figures, span
from streams.kinds import Reason, Signal
from streams.topology import SOURCES
from tests.cli.top.desks import Shown
from tests.cli.top.test_model import connection, notice, ordered
from tests.web.records import NOON, Record, canceled, copied, died, held, published, withdrawn

#: A Thursday.
NOW = datetime(2026, 11, 26, 15, 0, tzinfo=UTC).timestamp()
ROOT = Path(__file__).parents[3]


def rows(name: str, shown: Shown) -> list[list[str]]:
    view = next(view for view in VIEWS if view.name == name)
    return [[text for text, _ in row.cells] for row in view.rows(shown.desk, shown.lags, NOW)]


def test_the_newest_of_the_wire_is_first_with_its_copies_and_marks() -> None:
    shown = Shown(
        published(),
        copied(),
        published("urn:b", 6, Signal.CORRECTION, headline="Mine to close", language="de"),
    )
    assert rows("wire", shown) == [
        ["12:00:02", "wire", "de", "", "correction", "Mine to close"],
        ["12:00:02", "wire", "en", "+1", "", "Ferries stay in port"],
    ]


def test_a_kill_says_so_and_passes_every_filter() -> None:
    shown = Shown(published(), canceled())
    ((*_, what, headline),) = rows("wire", shown)
    assert what == "KILL"
    assert headline == "Ferries stay in port · Kill: it is not true."
    assert VIEWS[0].rows(shown.desk, shown.lags, NOW)[0].pinned


def test_no_word_of_what_is_withdrawn_is_on_the_wire() -> None:
    shown = Shown(published(), withdrawn())
    ((*_, what, headline),) = rows("wire", shown)
    assert (what, headline) == ("withdrawn", UNKNOWN)


def test_what_is_held_has_its_handle_and_its_time() -> None:
    assert rows("held", Shown(held())) == [
        [handle_of("urn:h"), "embargo", "2026-11-21 13:00", "wire", "Secret report"]
    ]


def test_what_has_waited_longest_is_first() -> None:
    shown = Shown(held("urn:second", 5), held("urn:first", 4))
    for raw, minutes in (("articles.raw/0/5", 2), ("articles.raw/0/4", 1)):
        since = NOON + timedelta(minutes=minutes)
        shown.desk.held[raw] = replace(shown.desk.held[raw], since=since)
    assert [row[0] for row in rows("held", shown)] == [handle_of("urn:first"), handle_of("urn:second")]


def test_dead_letters_stand_in_groups() -> None:
    shown = Shown(died(), died(offset=6), died(Reason.DEADLINE, 7))
    assert rows("dead", shown) == [
        ["2", "empty", "clean", "11-21 12:00", "paper", "why"],
        ["1", "deadline", "clean", "11-21 12:00", "paper", "why"],
    ]


def test_what_is_not_well_comes_first_among_the_sources() -> None:
    shown = Shown(connection("it refuses the login"), published(source="quiet"))
    told = orjson.loads((ROOT / "schemas" / "examples" / "source_health.v1.json").read_bytes())
    key = f"{told['source']}|{told['language']}".encode()
    shown.tell(Record(SOURCES.name, key, orjson.dumps(told), [], 0))
    first, second, third = rows("sources", shown)
    assert first == ["wire", UNKNOWN, UNKNOWN, "by feed fails since 11-21 12:00: it refuses the login"]
    assert second[:2] == ["northfield-courier", "11-26 11:34"]
    assert second[3] == "SILENT for 3 h; not as usual: bylines"
    assert third == ["quiet", "11-21 12:00", UNKNOWN, UNKNOWN]
    shown.desk.sources.health(key, orjson.dumps(told | {"silent": False, "drifted": []} | _quieted(told)))
    assert rows("sources", shown)[1][3] == "as usual"


def _quieted(told: Any) -> dict[str, Any]:
    """The same notes, of a source that is well."""
    learnt = told["learnt"]
    usual = {name: each | {"since": None} for name, each in learnt["copy"]["usual"].items()}
    return {
        "learnt": {"rhythm": learnt["rhythm"] | {"silent": False}, "copy": learnt["copy"] | {"usual": usual}}
    }


def test_a_source_has_its_rhythm_of_the_hour() -> None:
    told = orjson.loads((ROOT / "schemas" / "examples" / "source_health.v1.json").read_bytes())
    shown = Shown(Record(SOURCES.name, f"{told['source']}|en".encode(), orjson.dumps(told), [], 0))
    ((*_, usually, _said),) = rows("sources", shown)
    assert usually == "every 10 min"  # on a Thursday at 15:00 it has 6 articles an hour


def test_the_lag_tells_how_long_it_takes_or_that_it_stands_still() -> None:
    shown = Shown()
    shown.lags.look(0.0, {("articles.raw", 0): (0, 900), ("articles.raw", 1): (7, 9)})
    shown.lags.look(30.0, {("articles.raw", 0): (300, 900), ("articles.raw", 1): (7, 9)})
    whole, first, second = rows("lag", shown)
    assert whole[:5] == ["clean", "articles.raw", "all", "602", "10.0"]
    assert first == ["", "", "0", "600", "10.0", "done in 60 s at this pace"]
    assert second == ["", "", "1", "2", "0.0", "stands still for 30 s"]


def test_partitions_without_work_are_only_in_the_whole() -> None:
    shown = Shown()
    shown.lags.look(
        0.0, {("articles.raw", 0): (9, 9), ("articles.raw", 1): (7, 9), ("articles.clean", 0): (3, 3)}
    )
    assert [row[2:4] for row in rows("lag", shown)] == [["all", "2"], ["1", "2"], ["all", "0"]]


def test_what_is_not_known_is_a_dash() -> None:
    shown = Shown(held())
    now = NOON.timestamp() + 10
    assert {value for _, value in figures(shown.desk, Lags(), now, known=False)} == {UNKNOWN}
    known = dict(figures(shown.desk, Lags(), now, known=True))
    assert known == {
        "a minute": "0",
        "fresh p50": UNKNOWN,
        "p99": UNKNOWN,
        "waiting": UNKNOWN,
        "held": "1",
        "dead in 1 h": "0",
    }


def test_the_figures_are_those_of_the_last_minute() -> None:
    shown = Shown(published(), died())
    told = dict(figures(shown.desk, shown.lags, NOON.timestamp() + 10, known=True))
    assert (told["a minute"], told["fresh p50"], told["dead in 1 h"]) == ("1", "2.0 s", "1")
    shown.desk.figures.whole_from = NOON.timestamp()
    told = dict(figures(shown.desk, shown.lags, NOON.timestamp() + 10, known=True))
    assert told["a minute"] == "≥ 1"


@pytest.mark.parametrize(("seconds", "said"), [(0.2, "1 s"), (99, "99 s"), (600, "10 min"), (90_000, "25 h")])
def test_spans(seconds: float, said: str) -> None:
    assert span(seconds) == said


def test_what_an_editor_should_know_and_what_was_ordered() -> None:
    assert rows("notices", Shown(notice(), ordered())) == [
        ["01-01 00:00", "kill by anna", "", "urn:a · “forged”"],
        ["01-01 00:00", "unclear kill", "wire", "Dam [2J at risk · “kill the dam story” · of urn:b"],
    ]
