from __future__ import annotations

import tracemalloc
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import permutations
from types import SimpleNamespace
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.article import Article, Dropped, Verdict
from streams.events.cloudevents import headers_of
from streams.events.codec import DUPLICATE, to_event
from streams.history.account import Account, as_json
from streams.history.outcome import Outcome, Place, end_of, outcome_of, part_of
from streams.kinds import Disposition, Reason, Stage
from streams.runtime.dead_letters import dead_letter, source_of
from tests.articles import NOON, article

PLACE = ("articles.raw", 0, 7)


@dataclass
class Record:
    """A record as a consumer gives it."""

    topic: str
    value: bytes | None
    headers: list[tuple[str, bytes]] = field(default_factory=list)


def dead(
    topic: str,
    value: bytes,
    stage: Stage,
    offset: int = 7,
    part: tuple[int, int] | None = None,
    headers: Sequence[tuple[str, bytes]] = (),
) -> Record:
    message = SimpleNamespace(topic=topic, partition=0, offset=offset, key=None, value=value, headers=headers)
    output = dead_letter(message, stage, Dropped(Reason.DEADLINE), NOON, part)
    return Record("articles.dead", output.value, output.headers)


def value_of(article: Article) -> bytes:
    return orjson.dumps(to_event(article))


def test_every_end_names_its_raw_event() -> None:
    enriched = article(7, verdict=Verdict(Disposition.ENRICHED))
    stale = article(7, verdict=Verdict(Disposition.STALE))
    unique = value_of(enriched)
    cases = [
        (Record("articles.enriched", value_of(enriched)), Disposition.ENRICHED, None),
        (Record("articles.duplicates", value_of(stale)), Disposition.STALE, None),
        # Held before anything was decided of it: its topic says what that is.
        (Record("articles.withheld", value_of(article(7))), Disposition.WITHHELD, None),
        (dead("articles.raw", b"junk", Stage.CLEAN), Disposition.DEAD, "deadline"),
        # What died after clean lies elsewhere by then, and still counts for its raw event.
        (dead("articles.unique", unique, Stage.ENRICH, offset=99), Disposition.DEAD, "deadline"),
    ]
    for record, disposition, reason in cases:
        outcome = outcome_of(record)
        assert outcome is not None
        assert (outcome.place, outcome.disposition, outcome.reason) == (PLACE, disposition, reason)
        assert (outcome.part, outcome.parts) == (0, 1)


THIRD = ("part", b"3/10")


def test_every_end_names_which_article_of_its_raw_event_it_is() -> None:
    plain = article(7, verdict=Verdict(Disposition.ENRICHED))
    third = replace(plain, origin=replace(plain.origin, part=3, parts=10))
    ours = [("raw", b"articles.raw/0/7"), THIRD]
    cases = [
        Record("articles.enriched", b"{}", [*ours, ("disposition", b"enriched")]),
        Record("articles.enriched", value_of(third)),
        Record("articles.withheld", b"{}", ours),
        Record("articles.withheld", value_of(third)),
        dead("articles.raw", b"a feed", Stage.CLEAN, part=(3, 10)),
        dead("articles.unique", b"{}", Stage.ENRICH, offset=99, headers=ours),
        dead("articles.unique", value_of(third), Stage.ENRICH, offset=99),
    ]
    for record in cases:
        outcome = outcome_of(record)
        assert outcome is not None
        assert (outcome.place, outcome.part, outcome.parts) == (PLACE, 3, 10)
    # A feeder's own header of that name says nothing, and a letter of the whole document names no part.
    for part in (None, (0, 1)):
        fed = dead("articles.raw", b"a feed", Stage.CLEAN, part=part, headers=[THIRD])
        assert end_of(fed) == Outcome(PLACE, Disposition.DEAD, "deadline", stage=Stage.CLEAN)


def test_a_tombstone_of_what_was_withheld_is_no_end_and_not_foreign() -> None:
    tombstone = Record(
        "articles.withheld", None, [("raw", b"articles.raw/0/7"), ("disposition", b"withheld")]
    )
    assert end_of(tombstone) is None
    assert outcome_of(tombstone) is None
    assert end_of(Record("articles.withheld", None)) is None
    with pytest.raises(ValueError):
        end_of(Record("articles.enriched", None))


def located(**raw: Any) -> bytes:
    place = {"topic": "articles.raw", "partition": 0, "offset": 7}
    return orjson.dumps({"desk": {"verdict": {"disposition": "stale"}, "raw": place | raw}})


@pytest.mark.parametrize(
    "record",
    [
        Record("articles.dead", b"x"),
        Record("articles.enriched", b"x"),
        Record("articles.enriched", b"{}"),
        Record("articles.enriched", b"[]"),
        Record("articles.withheld", b"x"),
        Record("articles.withheld", b'{"desk": {"raw": 7}}'),
        Record("articles.duplicates", located(offset="seven")),
        Record("articles.duplicates", located(part=1, parts=1)),
        Record("articles.duplicates", located(part="0", parts="2")),
    ],
)
def test_a_record_that_is_none_of_ours_is_a_value_error(record: Record) -> None:
    with pytest.raises(ValueError):
        outcome_of(record)


@pytest.mark.parametrize(
    "header", ["", "3", "3/", "/10", "10/10", "-1/10", "0/0", "a/b", "1/2/3", "0/99999999999"]
)
def test_a_header_that_names_no_part_is_a_value_error(header: str) -> None:
    with pytest.raises(ValueError):
        part_of(header.encode())


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
    assert end_of(fed) == Outcome(PLACE, Disposition.DEAD, "deadline", stage=Stage.CLEAN)


ENRICHED_END = Outcome(PLACE, Disposition.ENRICHED)
DUPLICATE_END = Outcome(PLACE, Disposition.DUPLICATE)
WITHHELD_END = Outcome(PLACE, Disposition.WITHHELD)
SIGNAL_END = Outcome(PLACE, Disposition.SIGNAL)
KILLED_END = Outcome(PLACE, Disposition.KILLED)
DEAD_AT = {stage: Outcome(PLACE, Disposition.DEAD, "deadline", stage=stage) for stage in Stage}


@pytest.mark.parametrize(
    ("told", "ends"),
    [
        # Redriven at a later stage, it is the same raw event, and what it comes to then is its end.
        ([DEAD_AT[Stage.ENRICH], ENRICHED_END], ["enriched"]),
        ([DEAD_AT[Stage.DECIDE], DUPLICATE_END], ["duplicate"]),
        ([DEAD_AT[Stage.DECIDE], DEAD_AT[Stage.ENRICH], ENRICHED_END], ["enriched"]),
        ([DEAD_AT[Stage.DECIDE], DEAD_AT[Stage.ENRICH]], ["dead"]),
        # Redriven from clean, it is another raw event: for this one, a second end is one too many.
        ([DEAD_AT[Stage.CLEAN], ENRICHED_END], ["enriched", "dead"]),
        ([DEAD_AT[Stage.CLEAN], DEAD_AT[Stage.ENRICH]], ["dead"]),
        ([WITHHELD_END, ENRICHED_END], ["enriched"]),
        ([WITHHELD_END, DEAD_AT[Stage.CLEAN]], ["dead"]),
        ([WITHHELD_END, DEAD_AT[Stage.ENRICH]], ["dead"]),
        ([WITHHELD_END], ["withheld"]),
        ([WITHHELD_END, KILLED_END], ["killed"]),
        ([ENRICHED_END, KILLED_END], ["enriched", "killed"]),
        ([SIGNAL_END], ["signal"]),
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


def part(number: int, count: int, kind: Disposition = Disposition.ENRICHED, **more: Any) -> Outcome:
    return Outcome(PLACE, kind, part=number, parts=count, **more)


def test_a_raw_event_is_complete_when_all_of_its_articles_have_an_end_in_whatever_order() -> None:
    kinds = [Disposition.ENRICHED, Disposition.REPEAT, Disposition.DEAD]
    for order in permutations(part(number, 3, kind) for number, kind in enumerate(kinds)):
        account = Account()
        account.receive(PLACE)
        assert (account.articles, account.missing) == (1, [PLACE])
        for told, outcome in enumerate(order):
            assert (account.missing, account.ends, account.open) == ([PLACE], {}, 1)
            assert account.end(outcome)
            assert not account.end(outcome)
            assert sum(account.dispositions().values()) == told + 1
        assert (account.count, account.articles, account.open) == (1, 3, 0)
        assert account.adds_up()
        assert account.ends == {PLACE: set(kinds)}
        assert [account.ends_of(PLACE, number) for number in range(4)] == [*([kind] for kind in kinds), []]
        assert {kind for kind, count in account.dispositions().items() if count} == set(kinds)


@pytest.mark.parametrize(
    ("told", "missing", "twice"),
    [
        ([part(0, 2), part(1, 2)], False, False),
        ([part(0, 2), part(1, 2), part(1, 2, Disposition.STALE)], False, True),
        # Each gives way to another end of the same article, and of no other.
        ([part(0, 2), part(1, 2, Disposition.WITHHELD), part(1, 2)], False, False),
        ([part(0, 2), part(1, 2, Disposition.DEAD, stage=Stage.ENRICH), part(1, 2)], False, False),
        ([part(0, 2, Disposition.WITHHELD), part(1, 2)], False, False),
        ([part(0, 2, Disposition.WITHHELD), part(0, 2)], True, False),
        # Ends that differ in how many articles there are: the most count, and the document was read in two ways.
        ([part(0, 1), part(0, 2), part(1, 2)], False, True),
        ([part(0, 2), part(1, 2), part(2, 3)], False, True),
        ([part(0, 2), part(0, 3)], True, True),
        # A deadline refused the whole document, and after a crash it was read all the same.
        ([part(0, 1, Disposition.DEAD, stage=Stage.CLEAN), part(0, 2), part(1, 2)], False, True),
    ],
)
def test_what_is_missing_and_twice_among_the_articles_of_a_raw_event(
    told: list[Outcome], missing: bool, twice: bool
) -> None:
    for order in permutations(told):
        for received_first in (True, False):
            account = Account()
            if received_first:
                account.receive(PLACE)
            for outcome in order:
                account.end(outcome)
            assert received_first or (account.missing, account.twice, account.articles) == ([], [], 0)
            account.receive(PLACE)
            assert (account.missing, account.twice) == ([PLACE] * missing, [PLACE] * twice)
            assert account.adds_up() == (not missing and not twice)
            assert account.articles == account.parts_of(PLACE) == max(outcome.parts for outcome in told)


def test_a_raw_event_costs_two_bytes_and_one_of_many_articles_costs_little_for_each() -> None:
    def grown(raw_events: int, parts: int) -> float:
        tracemalloc.start()
        account = Account()
        for offset in range(raw_events):
            account.receive(("articles.raw", 0, offset))
            for number in range(parts):
                account.end(
                    Outcome(("articles.raw", 0, offset), Disposition.ENRICHED, part=number, parts=parts)
                )
        size, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert account.adds_up()
        return size / raw_events

    assert grown(3 * 4096, 1) < 2.5
    # About as many bytes as two for each article, and 500 for the raw event.
    assert grown(50, 300) < 2 * 300 + 800


def test_an_absurd_number_of_articles_costs_little() -> None:
    tracemalloc.start()
    account = Account()
    account.receive(PLACE)
    account.end(part(15_000_000, 16_000_000))
    assert (account.missing, account.articles) == ([PLACE], 16_000_000)
    assert account.dispositions()["enriched"] == 1
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 100_000


PLACES = st.tuples(
    st.just("articles.raw"), st.integers(0, 2), st.sampled_from([0, 1, 2, 4095, 4096, 10**6, 10**15])
)
PARTS = st.sampled_from([(0, 1), (0, 1), (0, 2), (1, 2), (0, 3), (2, 3), (4096, 4097)])


@given(
    st.lists(
        st.tuples(
            PLACES,
            st.one_of(st.none(), st.tuples(st.sampled_from(Disposition), st.sampled_from(Stage), PARTS)),
        ),
        max_size=60,
    )
)
def test_an_account_agrees_with_a_book_that_keeps_everything(
    entries: list[tuple[Place, tuple[Disposition, Stage, tuple[int, int]] | None]],
) -> None:
    account, received = Account(), set()
    told: dict[Place, dict[int, set[tuple[Disposition, bool]]]] = {}
    counts: dict[Place, set[int]] = {}
    for place, end in entries:
        if end is None:
            assert account.receive(place) == (place not in received)
            received.add(place)
            continue
        kind, stage, (number, count) = end
        account.end(Outcome(place, kind, stage=stage, part=number, parts=count))
        gives_way = kind is Disposition.WITHHELD or (kind is Disposition.DEAD and stage is not Stage.CLEAN)
        told.setdefault(place, {}).setdefault(number, set()).add((kind, gives_way))
        counts.setdefault(place, set()).add(count)
    ends = {
        place: {number: _that_count(kinds) for number, kinds in numbers.items()}
        for place, numbers in told.items()
    }
    complete = {place for place in told if len(told[place]) == max(counts[place])}
    twice = {
        place
        for place, numbers in ends.items()
        if len(counts[place]) > 1 or any(len(kinds) > 1 for kinds in numbers.values())
    }
    assert (account.count, account.received) == (len(received), received)
    assert account.articles == sum(max(counts.get(place, {1})) for place in received)
    assert account.ends == {place: set().union(*ends[place].values()) for place in complete}
    assert account.missing == sorted(received - complete)
    assert account.open == len(account.missing)
    assert account.twice == sorted(received & twice)
    assert account.adds_up() == (received <= complete and not received & twice)
    expected = Counter(
        str(kind) for place in received for kinds in ends.get(place, {}).values() for kind in kinds
    )
    assert Counter(account.dispositions()) == expected
    for place, numbers in ends.items():
        assert {number: set(account.ends_of(place, number)) for number in numbers} == numbers


def _that_count(kinds: set[tuple[Disposition, bool]]) -> set[Disposition]:
    final = {kind for kind, gives_way in kinds if not gives_way}
    dead_wins = (Disposition.DEAD, True) in kinds
    return final or ({Disposition.DEAD} if dead_wins else {Disposition.WITHHELD})


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
    # An article of several carries its number; the feeder's header of that name does not stay.
    message.headers = {"dead-part": b"7/8"}
    third = dead_letter(message, Stage.CLEAN, Dropped(Reason.EMPTY), NOON, (3, 10))
    assert [value for name, value in third.headers if name == "dead-part"] == [b"3/10"]
    assert third.value == b"\x00junk"
    whole = dead_letter(message, Stage.CLEAN, Dropped(Reason.EMPTY), NOON)
    assert "dead-part" not in dict(whole.headers)
