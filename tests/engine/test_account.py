from __future__ import annotations

from dataclasses import dataclass, field
from itertools import permutations
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.article import Disposition, Dropped, Reason, Stage, Verdict
from streams.engine.account import Account, Outcome, Place, as_json, end_of, outcome_of
from streams.engine.dead_letters import dead_letter, source_of
from streams.events.cloudevents import headers_of
from streams.events.codec import DUPLICATE, ENRICHED, UNIQUE, encode
from tests.articles import NOON, article

PLACE = ("articles.raw", 0, 7)


@dataclass
class Record:
    """A record as a consumer gives it."""

    topic: str
    value: bytes | None
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


def test_headers_tell_the_end_and_the_value_is_not_looked_at() -> None:
    stale = article(7, verdict=Verdict(Disposition.STALE))
    record = Record("articles.duplicates", b"not JSON", headers_of(DUPLICATE, stale, NOON))
    assert end_of(record) == Outcome(PLACE, Disposition.STALE)
    with pytest.raises(ValueError):
        outcome_of(record)
    unique = dead("articles.unique", b"not JSON", Stage.ENRICH, offset=99)
    unique.headers.append(("raw", b"articles.raw/0/7"))
    assert end_of(unique) == Outcome(PLACE, Disposition.DEAD, "deadline", stage=Stage.ENRICH)
    # A feeder's own header of that name says nothing.
    fed = dead("articles.raw", b"junk", Stage.CLEAN)
    fed.headers.append(("raw", b"articles.raw/5/5"))
    assert end_of(fed).place == PLACE


ENRICHED_END = Outcome(PLACE, Disposition.ENRICHED)
DUPLICATE_END = Outcome(PLACE, Disposition.DUPLICATE)
WITHHELD_END = Outcome(PLACE, Disposition.WITHHELD)
DEAD_AT = {stage: Outcome(PLACE, Disposition.DEAD, "deadline", stage=stage) for stage in Stage}


@pytest.mark.parametrize(
    ("told", "ends"),
    [
        # Redriven at a later stage, it is the same raw event, and what it comes to then is its end.
        ([DEAD_AT[Stage.ENRICH], ENRICHED_END], ["enriched"]),
        ([DEAD_AT[Stage.DEDUPE], DUPLICATE_END], ["duplicate"]),
        ([DEAD_AT[Stage.DEDUPE], DEAD_AT[Stage.ENRICH], ENRICHED_END], ["enriched"]),
        ([DEAD_AT[Stage.DEDUPE], DEAD_AT[Stage.ENRICH]], ["dead"]),
        # Redriven from clean, it is another raw event: for this one, a second end is one too many.
        ([DEAD_AT[Stage.CLEAN], ENRICHED_END], ["enriched", "dead"]),
        ([DEAD_AT[Stage.CLEAN], DEAD_AT[Stage.ENRICH]], ["dead"]),
        ([WITHHELD_END, ENRICHED_END], ["enriched"]),
        ([WITHHELD_END, DEAD_AT[Stage.CLEAN]], ["dead"]),
        ([WITHHELD_END, DEAD_AT[Stage.ENRICH]], ["dead"]),
        ([WITHHELD_END], ["withheld"]),
        ([ENRICHED_END, DUPLICATE_END], ["enriched", "duplicate"]),
        ([], []),
    ],
)
def test_which_end_counts_whatever_the_order_in_which_they_are_told(
    told: list[Outcome], ends: list[str]
) -> None:
    for order in permutations(told):
        account = Account()
        account.receive(PLACE)
        for outcome in [*order, *order]:
            account.end(outcome)
        assert account.ends_of(PLACE) == ends
        assert [kind for kind, count in account.dispositions().items() if count] == ends
        assert (account.missing == [PLACE]) == (not ends)
        assert (account.twice == [PLACE]) == (len(ends) > 1)


PLACES = st.tuples(
    st.just("articles.raw"), st.integers(0, 2), st.sampled_from([0, 1, 2, 4095, 4096, 10**6, 10**15])
)


@given(
    st.lists(
        st.tuples(
            PLACES,
            st.one_of(st.none(), st.tuples(st.sampled_from(Disposition), st.sampled_from(Stage))),
        ),
        max_size=60,
    )
)
def test_an_account_agrees_with_a_book_that_keeps_everything(
    entries: list[tuple[Place, tuple[Disposition, Stage] | None]],
) -> None:
    account, received, told = Account(), set(), dict[Place, set[tuple[Disposition, bool]]]()
    for place, end in entries:
        if end is None:
            assert account.receive(place) == (place not in received)
            received.add(place)
            continue
        kind, stage = end
        account.end(Outcome(place, kind, stage=stage))
        gives_way = kind is Disposition.WITHHELD or (kind is Disposition.DEAD and stage is not Stage.CLEAN)
        told.setdefault(place, set()).add((kind, gives_way))
    ends = {}
    for place, kinds in told.items():
        final = {kind for kind, gives_way in kinds if not gives_way}
        dead_wins = (Disposition.DEAD, True) in kinds
        ends[place] = final or ({Disposition.DEAD} if dead_wins else {Disposition.WITHHELD})
    assert (account.count, account.received, account.ends) == (len(received), received, ends)
    assert account.missing == sorted(received - ends.keys())
    assert account.open == len(account.missing)
    assert account.twice == sorted(place for place in received if len(ends.get(place, ())) > 1)
    assert account.adds_up() == (not account.missing and not account.twice)


def test_the_source_is_that_of_the_feed_and_not_our_own() -> None:
    headers = [("ce_source", b"copydesk"), ("source", b"tidewater")]
    assert source_of("articles.unique", headers) == "tidewater"
    assert source_of("articles.raw", [("CE_Source", b"tidewater"), ("source", b"x")]) == "tidewater"
    assert source_of("articles.raw", None) == ""


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
