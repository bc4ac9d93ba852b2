from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.article import Disposition, Dropped, Reason, Stage, Verdict
from streams.engine.account import Account, Outcome, as_json, outcome_of
from streams.engine.dead_letters import dead_letter
from streams.events.codec import DUPLICATE, ENRICHED, UNIQUE, encode
from tests.articles import NOON, article

PLACE = ("articles.raw", 0, 7)


@dataclass
class Record:
    """A record as a consumer gives it."""

    topic: str
    value: bytes
    headers: list[tuple[str, bytes]] = field(default_factory=list)


def dead(topic: str, value: bytes, stage: Stage, offset: int = 7) -> Record:
    message = SimpleNamespace(topic=topic, partition=0, offset=offset, key=None, value=value, headers={})
    output = dead_letter(message, stage, Dropped(Reason.DEADLINE), NOON)
    return Record("articles.dead", output.value, output.headers)


def test_every_end_names_its_raw_event() -> None:
    enriched = article(7, verdict=Verdict(Disposition.ENRICHED))
    stale = article(7, verdict=Verdict(Disposition.STALE))
    unique = encode(enriched, UNIQUE)
    cases = [
        (Record("articles.enriched", encode(enriched, ENRICHED)), Disposition.ENRICHED, None),
        (Record("articles.duplicates", encode(stale, DUPLICATE)), Disposition.STALE, None),
        (dead("articles.raw", b"junk", Stage.CLEAN), Disposition.DEAD, "deadline"),
        # What died after clean lies elsewhere by then, and still counts for its raw event.
        (dead("articles.unique", unique, Stage.ENRICH, offset=99), Disposition.DEAD, "deadline"),
    ]
    for record, disposition, reason in cases:
        outcome = outcome_of(record)
        assert (outcome.place, outcome.disposition, outcome.reason) == (PLACE, disposition, reason)


@pytest.mark.parametrize(
    "record",
    [Record("articles.dead", b"x"), Record("articles.enriched", b"x"), Record("articles.enriched", b"{}")],
)
def test_a_record_that_is_none_of_ours_is_a_value_error(record: Record) -> None:
    with pytest.raises(ValueError):
        outcome_of(record)


def test_an_account_names_what_is_missing_and_what_ended_twice() -> None:
    account = Account()
    for offset in range(3):
        account.receive(("articles.raw", 0, offset))
    account.end(Outcome(("articles.raw", 0, 0), Disposition.ENRICHED))
    account.end(Outcome(("articles.raw", 0, 1), Disposition.ENRICHED))
    account.end(Outcome(("articles.raw", 0, 1), Disposition.DEAD))
    assert as_json(account.missing) == ["articles.raw/0/2"]
    assert as_json(account.twice) == ["articles.raw/0/1"]
    assert not account.adds_up()


@given(st.lists(st.sampled_from(Disposition), max_size=30), st.integers(1, 3))
def test_one_end_each_adds_up_however_often_it_is_told(ends: list[Disposition], times: int) -> None:
    account = Account()
    for offset, end in enumerate(ends):
        account.receive(("articles.raw", 0, offset))
        told = [account.end(Outcome(("articles.raw", 0, offset), end)) for _ in range(times)]
        assert told == [True] + [False] * (times - 1)
    assert account.adds_up()
    assert sum(account.dispositions().values()) == len(ends)


def test_a_dead_letter_keeps_bytes_and_headers_and_says_why() -> None:
    message = SimpleNamespace(
        topic="articles.raw",
        partition=3,
        offset=9,
        key=b"k",
        value=b"\x00junk",
        headers={"ce_id": b"1", "dead-attempts": b"2", "dead-reason": b"empty"},
    )
    output = dead_letter(message, Stage.CLEAN, Dropped(Reason.BINARY, "PNG"), NOON)
    headers = dict(output.headers)
    assert (output.topic, output.key, output.value) == ("articles.dead", b"k", b"\x00junk")
    assert headers == {
        "ce_id": b"1",
        "dead-stage": b"clean",
        "dead-reason": b"binary",
        "dead-detail": b"PNG",
        "dead-topic": b"articles.raw",
        "dead-partition": b"3",
        "dead-offset": b"9",
        "dead-at": b"2026-11-21T12:00:00+00:00",
        "dead-attempts": b"3",
    }
    assert len(output.headers) == len(headers)
