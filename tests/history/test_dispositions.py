from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import orjson
import pytest

from streams.article import Article, Dropped
from streams.brokers.batches import Unreadable
from streams.events.cloudevents import headers_of
from streams.events.codec import DUPLICATE, to_event
from streams.history.dispositions import Disposed, parse_part, read_disposition
from streams.kinds import Disposition, Reason, Stage
from streams.runtime.dead_letters import batch_letter, dead_letter
from streams.verdict import Verdict
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
        disposed = read_disposition(record)
        assert disposed is not None
        assert (disposed.place, disposed.disposition, disposed.reason) == (PLACE, disposition, reason)
        assert (disposed.part, disposed.parts) == (0, 1)
        assert disposed.event == (orjson.loads(record.value or b"") if disposition != "dead" else None)


def test_the_letter_of_a_batch_tells_its_offsets_and_of_which_raw_events_only_on_their_topic() -> None:
    batch = Unreadable("articles.raw", 0, 7, 9, "damaged", 90, "ab" * 32, 7, 0)
    told = read_disposition(Record("articles.dead", b"", batch_letter(batch, NOON, "me").headers))
    assert told == Disposed(PLACE, Disposition.DEAD, "unreadable", Stage.CLEAN, last=9)
    clean = batch_letter(replace(batch, topic="articles.clean"), NOON, "me")
    assert read_disposition(Record("articles.dead", b"", clean.headers)) is None
    for last in (6, 2**40):
        absurd = batch_letter(replace(batch, last=last), NOON, "me")
        with pytest.raises(ValueError, match="there is no batch"):
            read_disposition(Record("articles.dead", b"", absurd.headers))


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
        disposed = read_disposition(record)
        assert disposed is not None
        assert (disposed.place, disposed.part, disposed.parts) == (PLACE, 3, 10)
    # A feeder's own header of that name says nothing, and a letter of the whole document names no part.
    for part in (None, (0, 1)):
        fed = dead("articles.raw", b"a feed", Stage.CLEAN, part=part, headers=[THIRD])
        assert read_disposition(fed) == Disposed(PLACE, Disposition.DEAD, "deadline", stage=Stage.CLEAN)


def test_a_tombstone_of_what_was_withheld_is_no_end_and_not_foreign() -> None:
    tombstone = Record(
        "articles.withheld", None, [("raw", b"articles.raw/0/7"), ("disposition", b"withheld")]
    )
    assert read_disposition(tombstone) is None
    assert read_disposition(Record("articles.withheld", None)) is None
    with pytest.raises(ValueError):
        read_disposition(Record("articles.enriched", None))


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
        read_disposition(record)


@pytest.mark.parametrize(
    "header", ["", "3", "3/", "/10", "10/10", "-1/10", "0/0", "a/b", "1/2/3", "0/99999999999"]
)
def test_a_header_that_names_no_part_is_a_value_error(header: str) -> None:
    with pytest.raises(ValueError):
        parse_part(header.encode())


def test_headers_tell_the_end_and_the_value_is_not_looked_at() -> None:
    stale = article(7, verdict=Verdict(Disposition.STALE))
    record = Record("articles.duplicates", b"not JSON", headers_of(DUPLICATE, stale, NOON))
    assert read_disposition(record) == Disposed(PLACE, Disposition.STALE)
    with pytest.raises(ValueError):
        _ = (read_disposition(record) or pytest.fail()).event
    unique = dead("articles.unique", b"not JSON", Stage.ENRICH, offset=99)
    unique.headers.append(("raw", b"articles.raw/0/7"))
    assert read_disposition(unique) == Disposed(PLACE, Disposition.DEAD, "deadline", stage=Stage.ENRICH)
    # A feeder's own header of that name says nothing.
    fed = dead("articles.raw", b"junk", Stage.CLEAN)
    fed.headers.append(("raw", b"articles.raw/5/5"))
    assert read_disposition(fed) == Disposed(PLACE, Disposition.DEAD, "deadline", stage=Stage.CLEAN)
