"""Of what was told of an article the last word counts, up to where the clock of the replay went."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from streams.article import Dropped
from streams.history.replay.sides import DESK, REPLAY, Pair, Sides, disposition_of
from streams.kinds import Reason, Stage
from streams.runtime.dead_letters import dead_letter
from streams.topology import DEAD, DUPLICATES, ENRICHED, NOTICES, RAW, WITHHELD
from tests.articles import NOON
from tests.history.replay.day import Lying, event, note


def told(
    topic: str,
    disposition: str,
    *,
    raw: str = "articles.raw/0/1",
    minutes: float = 0,
    uri: str = "u",
    **verdict: Any,
) -> Lying:
    desk = {
        "verdict": {"disposition": disposition, **verdict},
        "stages": {"decide": (NOON + timedelta(minutes=minutes)).isoformat()},
    }
    headers = [("raw", raw.encode()), ("disposition", disposition.encode())]
    return Lying(topic, uri.encode(), orjson.dumps({"item": {"uri": uri}, "desk": desk}), headers)


@pytest.fixture
def sides(tmp_path: Path) -> Iterator[Sides]:
    found = Sides(note(at=(NOON + timedelta(hours=1)).isoformat()), tmp_path)
    yield found
    found.close()


def take(sides: Sides, *records: Lying, side: int = DESK) -> list[Pair]:
    for each in records:
        sides.take(side, each.topic, each)
    return list(sides.pairs())


@pytest.mark.parametrize("turned", [False, True])
def test_the_last_word_counts_in_whatever_order_it_is_read(sides: Sides, turned: bool) -> None:
    records = [
        told(WITHHELD.name, "withheld", minutes=9),
        told(ENRICHED.name, "enriched", minutes=2),
        told(DUPLICATES.name, "stale", minutes=3),
    ]
    (pair,) = take(sides, *(reversed(records) if turned else records))
    assert [disposition_of(each) for each in pair.desk] == ["stale"]


def test_what_the_desk_told_later_is_left_out(sides: Sides) -> None:
    late = told(ENRICHED.name, "enriched", minutes=61)
    assert take(sides, late) == []
    assert len(take(sides, late, side=REPLAY)) == 1  # its clock ended there


def test_a_raw_event_outside_of_the_range_is_left_out(sides: Sides) -> None:
    assert take(sides, told(ENRICHED.name, "enriched", raw="articles.raw/9/1")) == []


def test_what_is_told_anew_of_the_same_article_is_another_event(sides: Sides) -> None:
    (pair,) = take(
        sides,
        told(ENRICHED.name, "enriched"),
        told(ENRICHED.name, "enriched", minutes=5, retold="articles.raw/0/7"),
    )
    assert [each.cause for each in pair.desk] == ["", "retold"]


def test_a_kill_tells_of_each_uri(sides: Sides) -> None:
    (pair,) = take(sides, *(told(ENRICHED.name, "killed", uri=uri) for uri in ("a", "b")))
    assert [each.uri for each in pair.desk] == ["a", "b"]


def test_a_dead_letter_of_a_later_stage_gives_way(sides: Sides) -> None:
    message = event(1, "text")
    raw = [("raw", b"articles.raw/0/1")]
    later = Lying("articles.clean", b"k", b"v", raw)
    at = NOON
    letters = [
        dead_letter(_at(later), Stage.DECIDE, Dropped(Reason.INTERNAL_ERROR), at),
        dead_letter(message, Stage.CLEAN, Dropped(Reason.NO_ARTICLE, "x"), at),
    ]
    first = Lying(DEAD.name, letters[0].key, letters[0].value, letters[0].headers)
    (pair,) = take(sides, first)
    assert pair.desk[0].event == {"disposition": "dead", "reason": "internal_error", "stage": "decide"}
    second = Lying(DEAD.name, letters[1].key, letters[1].value, letters[1].headers)
    (pair,) = take(sides, second, first)
    assert pair.desk[0].event["reason"] == "no_article"


class _at:
    """A record with a place."""

    def __init__(self, of: Lying) -> None:
        self.topic, self.key, self.value, self.headers = of.topic, of.key, of.value, of.headers
        self.partition, self.offset = 0, 3


def test_notices_and_what_is_not_ours(sides: Sides) -> None:
    value = {"kind": "contradiction", "uri": "u", "raw": f"{RAW.name}/0/1#2", "words": "4 / 5"}
    notice = Lying(NOTICES.name, b"u", orjson.dumps(value), [("ce_time", datetime.isoformat(NOON).encode())])
    (pair,) = take(sides, notice, Lying(ENRICHED.name, b"k", b"{}", []), Lying(NOTICES.name, b"k", None, []))
    assert (pair.part, pair.desk[0].cause) == (2, "notice contradiction  4 / 5")
    assert sides.foreign == 2


def test_a_tombstone_tells_nothing(sides: Sides) -> None:
    assert take(sides, Lying(WITHHELD.name, b"articles.raw/0/1", None, [])) == []
