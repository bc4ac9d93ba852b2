"""The agents' work on one event: which records come of it, in which order, and what is done once they are written."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import orjson
import pytest

from streams import metrics
from streams.article import Article, Dropped, Hold
from streams.brokers.batches import Unreadable
from streams.errors import DeadLimitError, PoolError
from streams.events import codec
from streams.kinds import Format, HoldReason, Reason, Signal, Stage
from streams.runtime import records
from streams.runtime.changelog import Decided, Trailer, checksum, read_trailer
from streams.runtime.desk import Desk
from streams.runtime.feeds import Feed, Kind
from streams.runtime.keeper import Keeper, Role
from streams.runtime.pool import HurriedError, SetApartError
from streams.runtime.reading import MOST_BESIDE, SECOND_LOOKS, TURNS
from streams.runtime.records import article_record
from streams.runtime.state import Due
from streams.runtime.turns import Rank
from streams.runtime.whole import enrich_record, enriched_event
from streams.runtime.window import Output, Work
from streams.settings import Settings
from streams.topology import (
    BACKFILL,
    CLEAN,
    DEAD,
    DUPLICATES,
    ENRICHED,
    MAX_MESSAGE_BYTES,
    NOTICES,
    RAW,
    UNIQUE,
    WITHHELD,
)
from tests.articles import NOON, PARAGRAPHS, article
from tests.runtime.stores import MemoryBase, state_on

LATER = NOON + timedelta(hours=1)
LEDGER = "copydesk-ledger"
EMBARGO = Hold(HoldReason.EMBARGO, "EMBARGOED", LATER)
OTHER = tuple(paragraph[::-1] for paragraph in PARAGRAPHS)
ENTRY = "<item><title>{0}</title><guid>urn:entry:{0}</guid><description>{1}</description></item>"


class Pool:
    """Does the work at once, but for enriching, which takes long to begin; or raises `fault`."""

    def __init__(self) -> None:
        self.runs: list[str] = []
        self.ranks: list[Rank] = []
        self.hurry: list[bool] = []
        self.hurried = 0  # so many of the next ones miss the short deadline
        self.waiting_apart = SECOND_LOOKS
        self.vain = False  # whether nothing is read apart from the others either
        self.fault: Exception | None = None
        self.refusal: Dropped | None = None  # what comes of enriching
        self.idle = False
        self.meanwhile: Callable[[], None] | None = None  # what happens while the next one waits

    async def run(
        self,
        function: Callable[..., Any],
        *arguments: Any,
        rank: Rank = Rank.LIVE,
        source: str = "",
        hurry: bool = False,
        may_hurry: bool = False,
        overdue: Callable[[], None] | None = None,
        apart: Callable[[], bool] = lambda: False,
    ) -> Any:
        self.runs.append(function.__name__)
        self.ranks.append(rank)
        self.hurry.append(hurry)
        if self.meanwhile:
            self.meanwhile()
            self.meanwhile = None
        if apart():
            raise SetApartError
        if self.fault:
            raise self.fault
        if self.hurried:
            self.hurried -= 1
            raise HurriedError
        if function is enrich_record:
            value, now = arguments
            return self.refusal or enriched_event(self.enriched(codec.decode(value)), now)
        return function(*arguments)

    def enriched(self, told: Article) -> Article:
        return told

    async def run_apart(
        self,
        function: Callable[..., Any],
        *arguments: Any,
        rank: Rank = Rank.LIVE,
        source: str = "",
        hurry: bool = False,
    ) -> Any:
        if hurry:
            self.runs.append("apart, in a hurry")
            self.ranks.append(rank)
            if self.hurried:
                self.hurried -= 1
                raise HurriedError
            return function(*arguments)
        self.runs.append("apart")
        return Dropped(Reason.DEADLINE, "no end after 5 s") if self.vain else function(*arguments)


class Room:
    """A desk whose ledger is in memory; `now` is its clock."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.pool, self.now = Pool(), NOON
        self.base = MemoryBase()
        self.state = state_on(self.base)
        self.heard: list[tuple[int, str]] = []
        known = Settings(**{"data": folder, **settings})
        self.keeper = Keeper(known, "127.0.0.1:1", None)  # type: ignore[arg-type]  # it sends nothing here
        self.keeper.state, self.keeper.role = self.state, Role.WRITER
        self.keeper._writing.set()
        self.desk = Desk(self.pool, self.keeper, known, lambda: self.now, self.hear)  # type: ignore[arg-type]

    def hear(self, partition: int, seen: Article) -> None:
        self.heard.append((partition, seen.uri))

    async def clean(self, value: bytes, **headers: str) -> Work:
        return await self.desk.clean(record(RAW.name, value, [(k, v.encode()) for k, v in headers.items()]))

    async def decide(self, seen: Article) -> Work:
        return await self.desk.decide(clean_event(seen))

    async def enrich(self, told: Article) -> Work:
        event = article_record(Stage.DECIDE, told, codec.UNIQUE, UNIQUE, told.uri, NOON)
        assert isinstance(event, Output)
        return await self.desk.enrich(record(UNIQUE.name, event.value, event.headers))

    async def release(self) -> Work:
        due = self.state.next_due()
        assert due is not None
        self.now = due.at
        return await self.desk.release(SimpleNamespace(due=due))


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path)


def record(
    topic: str, value: bytes | None, headers: list[tuple[str, bytes]], partition: int = 0, offset: int = 5
) -> Any:
    """A Faust event with a record of the broker's."""
    fields = {"topic": topic, "partition": partition, "offset": offset, "key": b"k"}
    timestamp = NOON.timestamp()
    return SimpleNamespace(
        message=SimpleNamespace(**fields, value=value, headers=headers, timestamp=timestamp)
    )


def clean_event(seen: Article, offset: int = 5) -> Any:
    """An article on articles.clean."""
    event = article_record(Stage.CLEAN, seen, codec.CLEAN, CLEAN, seen.uri, NOON)
    assert isinstance(event, Output)
    return record(CLEAN.name, event.value, event.headers, offset=offset)


def topics(outputs: tuple[Output, ...]) -> list[str]:
    return [output.topic for output in outputs]


def told(work: Work) -> list[str]:
    """The topics of what is told of an event, what is remembered left out."""
    return [topic for topic in topics(work.outputs) if topic != LEDGER]


def passed_on(work: Work) -> Article:
    """The one article that goes on to enrich."""
    (value,) = (output.value for output in work.outputs if output.topic == UNIQUE.name)
    assert value is not None
    return codec.decode(value)


def header(output: Output, name: str) -> str:
    return dict(output.headers).get(name, b"").decode()


def count(name: str, *labels: str) -> float:
    """A sample's value; labels as name=value."""
    found = dict(label.split("=") for label in labels)
    return metrics.REGISTRY.get_sample_value(f"copydesk_{name}_total", found) or 0.0


def slow() -> float:
    (metric,) = metrics.source_slow.collect()
    return sum(sample.value for sample in metric.samples)


def release_message(offset: int = 9, signal: Signal = Signal.RELEASE, **changes: Any) -> Article:
    return article(offset, minutes=9, signal=signal, headline=None, paragraphs=(), **changes)


def written(work: Work, first: int = 0) -> None:
    """The broker has all of it, the last of it at the offsets from `first` on."""
    assert work.done is not None
    if work.kept:
        work.kept([SimpleNamespace(offset=first + n) for n in range(len(work.then))])
    work.done()


async def test_what_is_to_be_remembered_is_written_when_readers_have_the_article(room: Room) -> None:
    work = await room.decide(article())
    assert (topics(work.outputs), topics(work.then)) == ([UNIQUE.name], [LEDGER])
    assert [output.partition for output in (*work.outputs, *work.then)] == [None, 0]
    assert [output.key for output in (*work.outputs, *work.then)] == [article().uri.encode()] * 2


async def test_the_last_record_of_a_decision_says_which_event_was_decided(room: Room) -> None:
    await room.decide(article())
    await room.decide(article(1, uri="https://b.example/x", source="b"))
    event = clean_event(article(2, minutes=2, signal=Signal.KILL, headline=None, paragraphs=()))
    first, last = (await room.desk.decide(event)).then
    message = event.message
    assert read_trailer(first) == Trailer(more=True)
    assert read_trailer(last) == Trailer(decided=Decided(5, checksum(message.key, message.value)))


async def test_what_an_earlier_writer_has_decided_is_not_decided_again(room: Room) -> None:
    event = clean_event(article())
    work = await room.desk.decide(event)
    assert work.kept
    work.kept([SimpleNamespace(offset=0)])
    room.state.begin(2)
    assert await room.desk.decide(event) == Work(())
    assert topics((await room.desk.decide(clean_event(article(1, uri="urn:x:1"), offset=6))).outputs)


async def test_what_goes_on_has_passed_a_stage_and_has_not_ended(room: Room) -> None:
    def ends() -> float:
        (family,) = metrics.dispositions.collect()
        return sum(sample.value for sample in family.samples if sample.name.endswith("_total"))

    work = await room.decide(article())
    passed, ended = count("processed", "stage=decide", "outcome=passed"), ends()
    assert work.done is not None
    work.done()
    assert (count("processed", "stage=decide", "outcome=passed"), ends()) == (passed + 1, ended)


async def test_a_record_that_has_no_time_came_at_the_beginning_of_time(room: Room) -> None:
    event = record(RAW.name, "\n\n".join(PARAGRAPHS).encode(), [])
    event.message.timestamp = -1.0  # so says a broker of the messages of an old format
    (output,) = (await room.desk.clean(event)).outputs
    assert output.value is not None
    assert codec.decode(output.value).origin.timestamp == datetime(1970, 1, 1, tzinfo=UTC)


async def test_a_duplicate_goes_to_the_duplicates_and_ends_there(room: Room) -> None:
    await room.decide(article())
    work = await room.decide(article(1, uri="https://b.example/x", source="b"))
    assert topics(work.outputs) == [DUPLICATES.name]
    before = count("dispositions", "kind=duplicate", "reason=")
    assert work.done is not None
    work.done()
    assert count("dispositions", "kind=duplicate", "reason=") == before + 1


async def test_what_waits_is_keyed_by_its_raw_event_and_so_is_the_tombstone_that_lifts_it(room: Room) -> None:
    held = await room.decide(article(hold=EMBARGO))
    assert topics(held.outputs) == [WITHHELD.name]
    lifted = await room.decide(article(1, minutes=1, version="2", paragraphs=OTHER))
    tombstones = [(output.key, output.value) for output in lifted.outputs if output.topic == WITHHELD.name]
    assert tombstones == [(held.outputs[0].key, None)] == [(b"articles.raw/0/0", None)]


async def test_a_release_is_remembered_when_the_broker_has_what_it_let_out(room: Room) -> None:
    written(await room.decide(article(hold=EMBARGO)))
    due = room.state.next_due()
    work = await room.release()
    assert topics(work.outputs) == [UNIQUE.name, WITHHELD.name]
    assert topics(work.then) == [LEDGER]
    # Not before the broker has it all: after a crash or a rebalance it is let out again.
    room.state.drop()
    assert room.state.next_due() == due
    work = await room.release()
    before = count("processed", "stage=decide", "outcome=passed")
    written(work, 1)
    assert count("processed", "stage=decide", "outcome=passed") == before + 1
    room.state.drop()
    assert room.state.next_due() is None


async def test_where_there_is_tracing_a_release_is_within_a_span(room: Room) -> None:
    written(await room.decide(article(hold=EMBARGO)))
    asked: list[int] = []

    def released(begun: int, work: Work) -> Work:
        asked.append(begun)
        return replace(work, ahead=True)

    room.desk._tracing = SimpleNamespace(released=released)  # type: ignore[assignment]
    assert (await room.release()).ahead
    assert len(asked) == 1


async def test_what_waits_is_counted_until_the_broker_has_what_let_it_out(room: Room) -> None:
    def held(until: str) -> float | None:
        return metrics.REGISTRY.get_sample_value("copydesk_held_articles", {"until": until})

    before = count("dispositions", "kind=withheld", "reason=")
    work = await room.decide(article(hold=EMBARGO))
    assert work.done is not None
    work.done()
    assert count("dispositions", "kind=withheld", "reason=") == before + 1
    await room.decide(article(1, uri="urn:w:1", paragraphs=OTHER, hold=Hold(HoldReason.WITHHELD, "hold")))
    assert (held("embargo"), held("unlimited")) == (1, 1)
    work = await room.release()
    assert work.done is not None
    work.done()
    assert (held("embargo"), held("unlimited")) == (0, 1)


async def test_a_release_that_cannot_be_written_is_told_and_stays_held(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(await room.decide(article(hold=EMBARGO)))
    before = count("notices", "kind=release_failed")
    with monkeypatch.context() as patch:
        patch.setattr(records, "MAX_MESSAGE_BYTES", 0)
        work = await room.release()
    assert topics(work.outputs + work.then) == [NOTICES.name]
    assert header(work.outputs[0], "kind") == "release_failed"
    assert work.outputs[0].value is not None
    notice = orjson.loads(work.outputs[0].value)
    assert (notice["uri"], notice["raw"], notice["source"]) == (
        article().uri,
        "articles.raw/0/0",
        article().source,
    )
    assert notice["words"].startswith("too_large: ")
    assert count("notices", "kind=release_failed") == before + 1
    # It waits, nothing is remembered of the attempt, and it is not tried ten times a second.
    assert article().uri in room.state._ledger.waiting
    assert room.state.next_due() is None
    # The next writer tries again; by then the fault may be mended.
    room.state.flush()
    room.keeper.state = room.state = state_on(room.base)
    assert topics((await room.release()).outputs) == [UNIQUE.name, WITHHELD.name]


def failing(*_: Any) -> Any:
    raise KeyError("a fault")


async def test_a_fault_in_a_release_does_not_end_the_worker_either(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(await room.decide(article(hold=EMBARGO)))
    with monkeypatch.context() as patch:
        patch.setattr("streams.runtime.state.release", failing)
        work = await room.release()
    assert topics(work.outputs) == [NOTICES.name]
    assert article().uri in room.state._ledger.waiting


@pytest.mark.parametrize("bare", [True, False])
async def test_a_copy_that_cannot_be_canceled_does_not_keep_the_killed_story_out(
    room: Room, monkeypatch: pytest.MonkeyPatch, bare: bool
) -> None:
    """It is canceled without what cannot be written, its headline for instance; if that cannot be written either, alone."""
    await room.decide(article())
    for number in (1, 2):
        await room.decide(article(number, uri=f"https://b.example/{number}", source="b"))
    real = codec.encode

    def encode(sent: Article, *arguments: Any) -> bytes:
        if sent.uri == "https://b.example/1" and (sent.headline or not bare):
            raise codec.InvalidOutputError("not like that")
        return real(sent, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(codec, "encode", encode)
        work = await room.decide(release_message(signal=Signal.KILL, ed_note="MANDATORY KILL"))
    out = [(output.topic, output.key) for output in work.outputs if output.topic != LEDGER]
    others = [(UNIQUE.name, article().uri.encode()), (UNIQUE.name, b"https://b.example/2")]
    if bare:
        assert out == [others[0], (UNIQUE.name, b"https://b.example/1"), others[1]]
        canceled = codec.decode(work.outputs[1].value or b"")
        assert (canceled.pub_status, canceled.headline, canceled.header.ed_note) == ("canceled", None, None)
        assert canceled.verdict is not None
        assert canceled.verdict.kill is not None
        assert canceled.verdict.kill.uri == article().uri
    else:
        assert out == [*others, (DEAD.name, b"k")]
        assert header(work.outputs[-1], "dead-reason") == "invalid_output"
    # All of it is remembered: what copies the story from now on is killed, too.
    late = await room.decide(article(8, uri="https://c.example/3", source="c"))
    assert header(late.outputs[-1], "disposition") == "killed"


async def test_a_release_of_which_a_part_cannot_be_written_is_given_up_whole(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    withheld = Hold(HoldReason.WITHHELD, "withheld")
    await room.decide(article(hold=withheld, pub_status="withheld"))
    real = codec.encode

    def encode(sent: Article, event_type: str, *arguments: Any) -> bytes:
        if event_type == codec.UNIQUE:
            raise codec.InvalidOutputError("not like that")
        return real(sent, event_type, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(codec, "encode", encode)
        work = await room.decide(release_message())
    assert told(work) == [DEAD.name]
    assert article().uri in room.state._ledger.waiting
    # Redriven when the fault is mended, it is let out.
    assert UNIQUE.name in told(await room.decide(release_message()))


async def test_a_fault_in_what_comes_of_a_kill_does_not_keep_the_rest_from_readers(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    await room.decide(article())
    await room.decide(article(1, uri="https://b.example/1", source="b"))
    real = codec.encode

    def encode(sent: Article, *arguments: Any) -> bytes:
        if sent.uri == "https://b.example/1":
            raise KeyError("a fault")
        return real(sent, *arguments)

    monkeypatch.setattr(codec, "encode", encode)
    work = await room.decide(release_message(signal=Signal.KILL))
    assert told(work) == [UNIQUE.name, DEAD.name]
    assert header(work.outputs[-1], "dead-reason") == "internal_error"
    assert work.kept is not None


async def test_others_get_on_while_a_kill_reaches_many_copies(room: Room) -> None:
    turns = 0

    async def turn() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    await room.decide(article())
    for number in range(1, 201):
        await room.decide(article(number, uri=f"https://b.example/{number}", source="b"))
    turning = asyncio.ensure_future(turn())
    work = await room.decide(release_message(500, signal=Signal.KILL))
    turning.cancel()
    assert told(work) == [UNIQUE.name] * 201
    assert turns >= 8


async def test_a_notice_that_cannot_be_written_does_not_throw_the_kill_away(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streams.events.notice.problem", lambda *_: "no uri")
    work = await room.decide(release_message(signal=Signal.KILL))
    assert told(work) == [DUPLICATES.name, DEAD.name]
    text = await room.decide(article())
    assert told(text) == [UNIQUE.name]
    assert header(text.outputs[-1], "disposition") == "killed"


@pytest.mark.parametrize("ahead", [59 * 60, 14 * 365 * 86_400, 9e18])
async def test_no_record_came_later_than_now(room: Room, ahead: float) -> None:
    event = record(RAW.name, "\n\n".join(PARAGRAPHS).encode(), [])
    event.message.timestamp = NOON.timestamp() + ahead
    (output,) = (await room.desk.clean(event)).outputs
    assert output.value is not None
    assert codec.decode(output.value).origin.timestamp == NOON


async def test_a_record_dated_ahead_does_not_end_an_embargo(room: Room) -> None:
    """The sender dates its record 59 minutes ahead, which any Kafka takes; the embargo ends in half an hour."""
    text = "EMBARGOED UNTIL 12:30 GMT ON SATURDAY\n\nHarwich to close quay\n\n" + "\n\n".join(PARAGRAPHS)
    event = record(RAW.name, text.encode(), [("ce_source", b"post")])
    event.message.timestamp = NOON.timestamp() + 59 * 60
    (output,) = (await room.desk.clean(event)).outputs
    assert output.value is not None
    held = await room.desk.decide(record(CLEAN.name, output.value, output.headers))
    assert told(held) == [WITHHELD.name]


async def test_what_is_remembered_lasts_from_when_the_desk_took_it_up(room: Room) -> None:
    """Whatever its raw event is dated: by the time of its record on articles.clean, which no sender sets."""
    old = clean_event(article(minutes=-60 * 24 * 10))
    await room.desk.decide(old)
    for hours, known in ((71, True), (73, False)):
        room.now = NOON + timedelta(hours=hours)
        event = clean_event(
            article(hours, minutes=-60 * 24 * 9, uri=f"urn:x:{hours}", paragraphs=OTHER + (str(hours),) * 9)
        )
        event.message.timestamp = room.now.timestamp()
        await room.desk.decide(event)
        assert (article().uri in room.state._ledger) is known


async def test_only_new_copy_says_that_its_source_is_alive(room: Room) -> None:
    await room.decide(article(version="2"))
    await room.decide(article(1, uri="https://b.example/x", source="b"))
    assert room.heard == [(0, article().uri), (0, "https://b.example/x")]
    await room.decide(article(2, version="2"))  # a repeat
    await room.decide(article(3, version="1", paragraphs=OTHER))  # stale
    await room.decide(release_message())
    old = replace(article(4).origin, topic=BACKFILL.name)
    await room.decide(article(4, uri="https://c.example/x", origin=old, paragraphs=OTHER[::-1]))
    assert len(room.heard) == 2


async def test_the_broker_s_answers_to_what_is_remembered_move_the_ledger_on(room: Room) -> None:
    work = await room.decide(article())
    room.state.drop()
    assert article().uri not in room.state._ledger
    work = await room.decide(article())
    written(work, first=41)
    room.state.flush()
    # Of two records the one that goes to the changelog counts, and not the article's own.
    assert room.base.place.offset == 42
    assert room.base.stories() == [article().uri]


async def test_what_cannot_be_written_is_not_remembered(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    event = clean_event(article())
    with monkeypatch.context() as patch:
        patch.setattr(records, "MAX_MESSAGE_BYTES", 64 * 1024 + 1)
        (letter,) = (await room.desk.decide(event)).outputs
    assert (letter.topic, header(letter, "dead-reason")) == (DEAD.name, "too_large")
    assert article().uri not in room.state._ledger
    # When the cause is mended and the letter redriven, it is the first of its kind.
    assert topics((await room.decide(article())).outputs) == [UNIQUE.name]


async def test_what_a_rebalance_overtook_is_not_decided(room: Room) -> None:
    room.keeper.assign(Role.WRITER)
    work = await room.decide(article())
    assert (work.outputs, work.done) == ((), None)
    assert article().uri not in room.state._ledger
    work = await room.desk.release(SimpleNamespace(due=Due(article().uri, NOON)))
    assert (work.outputs, work.then, work.done) == ((), (), None)


async def test_an_unknown_kill_is_a_notice_for_editors(room: Room) -> None:
    work = await room.decide(release_message(signal=Signal.KILL))
    assert topics(work.outputs) == [DUPLICATES.name, NOTICES.name]


async def test_an_article_and_a_message_go_the_same_way_whatever_their_language(room: Room) -> None:
    kill = b'{"uri": "urn:w:1", "type": "text", "pubstatus": "canceled", "headline": "KILL", "version": "2"}'
    text = "\n\n".join(PARAGRAPHS).encode()
    for document, headers in (
        (kill, {"content-type": "application/vnd.iptc.ninjs+json"}),
        (text, {"ce_source": "post"}),
    ):
        (output,) = (await room.clean(document, **headers)).outputs
        assert (output.topic, output.partition) == (CLEAN.name, None)
        assert output.value is not None
        assert output.key == codec.decode(output.value).uri.encode()


@pytest.mark.parametrize(
    ("idle", "length", "apart"), [(True, 1501, True), (True, 1500, False), (False, 5000, False)]
)
async def test_a_text_is_cleaned_apart_where_a_process_has_nothing_to_do(
    room: Room, idle: bool, length: int, apart: bool
) -> None:
    room.pool.idle = idle
    text = "\n\n".join(PARAGRAPHS * 9).encode()[:length]
    (output,) = (await room.clean(text, ce_source="post")).outputs
    assert output.topic == CLEAN.name
    assert room.pool.runs == (["clean_document"] if apart else [])


@pytest.mark.parametrize(("size", "apart"), [(100, False), (20_000, True)])
async def test_a_large_event_that_is_all_json_is_opened_apart(room: Room, size: int, apart: bool) -> None:
    text = ("\n\n".join(PARAGRAPHS) * 40)[:size]
    event = {"specversion": "1.0", "id": "1", "source": "post", "type": "a", "datacontenttype": "text/plain"}
    value = orjson.dumps(event | {"data": text})
    (output,) = (await room.clean(value, **{"content-type": "application/cloudevents+json"})).outputs
    assert output.topic == CLEAN.name
    assert room.pool.runs == (["read_raw", "clean_document"] if apart else [])


async def test_others_get_on_while_the_articles_of_a_long_document_are_written(room: Room) -> None:
    turns = 0

    async def turn() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    entries = [ENTRY.format(number, f"{PARAGRAPHS[0]} {number}") for number in range(200)]
    turning = asyncio.ensure_future(turn())
    work = await room.clean(feed(*entries))
    turning.cancel()
    assert topics(work.outputs) == [CLEAN.name] * 200
    assert turns >= 8


def feed(*entries: str) -> bytes:
    return f"<rss version='2.0'><channel><title>x</title>{''.join(entries)}</channel></rss>".encode()


PAGE = (
    b"<html><body><article><p>"
    + b"</p><p>".join(each.encode() for each in PARAGRAPHS)
    + b"</p></article></body></html>"
)


async def test_a_page_that_misses_the_short_deadline_is_read_apart_and_those_behind_it_do_not_wait(
    room: Room,
) -> None:
    room.pool.hurried = 1
    aside: list[str] = []
    event = record(RAW.name, PAGE, [("ce_source", b"post")])
    work = await room.desk.clean(event, lambda: aside.append("aside"))
    assert topics(work.outputs) == [CLEAN.name]
    assert (room.pool.runs, room.pool.hurry, aside) == (["clean_document", "apart"], [False], ["aside"])
    assert not room.desk.reading.paces.slow(Feed("post", Kind.PAGE))


async def test_a_source_whose_pages_never_end_gets_short_deadlines_and_comes_back(room: Room) -> None:
    room.pool.hurried, room.pool.vain = 40, True
    letters = [(await room.clean(PAGE, ce_source="post")).outputs[0] for _ in range(40)]
    assert {header(letter, "dead-reason") for letter in letters} == {"deadline"}
    # The first ones had all the time there is.
    assert room.pool.runs.count("apart") == 10
    assert (header(letters[0], "dead-detail"), "pages of 'post'" in header(letters[-1], "dead-detail")) == (
        "no end after 5 s",
        True,
    )
    assert room.pool.hurry == [False] * 3 + [True] * 37
    assert room.pool.ranks == [Rank.LIVE] * 3 + [Rank.LAST] * 37
    assert slow() == 1
    # And so has one for which few others wait.
    room.pool.hurried, room.pool.waiting_apart = 1, SECOND_LOOKS - 1
    await room.clean(PAGE, ce_source="post")
    assert room.pool.runs.count("apart") == 11
    room.pool.vain = False
    await room.clean(PAGE, ce_source="another")
    assert (room.pool.hurry[-1], room.pool.ranks[-1]) == (False, Rank.LIVE)
    for _ in range(8):
        await room.clean(PAGE, ce_source="post")
    assert slow() == 0
    await room.clean(PAGE, ce_source="post")
    assert (room.pool.hurry[-1], room.pool.ranks[-1]) == (False, Rank.LIVE)


async def test_the_pages_of_one_source_that_keep_missing_the_short_deadline_are_read_beside_those_of_others(
    room: Room,
) -> None:
    await room.clean(PAGE, ce_source="another")
    room.pool.hurried, room.pool.vain = 5, True
    for _ in range(5):
        await room.clean(PAGE, ce_source="post")
    # It is known after three, and what misses the short deadline there has its second look as ever.
    first, later = ["clean_document", "apart"], ["apart, in a hurry", "apart"]
    assert room.pool.runs == ["clean_document", *first * 3, *later * 2]
    assert room.pool.ranks == [Rank.LIVE] * 6
    room.pool.runs.clear()
    await room.clean(PAGE, ce_source="another")
    await room.desk.clean(record(BACKFILL.name, PAGE, [("ce_source", b"post")]))
    assert (room.pool.runs, room.pool.ranks[-1]) == (["clean_document", "apart, in a hurry"], Rank.LAST)
    # It comes back by itself.
    for _ in range(7):
        await room.clean(PAGE, ce_source="post")
    room.pool.runs.clear()
    await room.clean(PAGE, ce_source="post")
    assert room.pool.runs == ["clean_document"]


async def test_a_page_that_waits_behind_one_without_an_end_is_read_beside_those_of_others(room: Room) -> None:
    await room.clean(PAGE, ce_source="another")
    paces, post = room.desk.reading.paces, Feed("post", Kind.PAGE)
    with paces.reading(post) as overdue:
        room.pool.meanwhile = overdue
        work = await room.clean(PAGE, ce_source="post")
    assert topics(work.outputs) == [CLEAN.name]
    assert room.pool.runs == ["clean_document", "clean_document", "apart, in a hurry"]
    assert not paces.apart(post)


async def test_a_source_that_waits_for_all_others_is_no_reason_to_stop(tmp_path: Path) -> None:
    room = Room(tmp_path, dead_limit=5)
    await room.clean("\n\n".join(PARAGRAPHS).encode()[:1000], ce_source="another")
    room.pool.hurried, room.pool.vain = 40, True
    for _ in range(30):
        assert topics((await room.clean(PAGE, ce_source="post")).outputs) == [DEAD.name]
    # Where it is not alone it may be we who have become slow.
    with pytest.raises(DeadLimitError):
        for _ in range(10):
            await room.clean(PAGE, ce_source="another")


async def test_history_is_read_when_nobody_else_waits(room: Room) -> None:
    await room.desk.clean(record(BACKFILL.name, PAGE, [("ce_source", b"post")]))
    assert room.pool.ranks == [Rank.LAST]


async def test_what_only_says_something_of_another_article_goes_ahead(room: Room) -> None:
    kill = b'{"uri": "urn:w:1", "type": "text", "pubstatus": "canceled", "headline": "KILL", "version": "2"}'
    assert (await room.clean(kill)).ahead
    assert not (await room.clean("\n\n".join(PARAGRAPHS).encode())).ahead


async def test_in_the_loop_one_document_is_cleaned_at_a_time_and_others_get_on(room: Room) -> None:
    steps = 0
    texts = [f"{number} " + "\n\n".join(PARAGRAPHS) for number in range(3)]
    cleaning = [asyncio.ensure_future(room.clean(text.encode(), ce_source="post")) for text in texts]
    done_at: list[int] = []
    while len(done_at) < 3:
        steps += 1
        await asyncio.sleep(0)
        done_at += [steps] * (sum(each.done() for each in cleaning) - len(done_at))
    assert all(after - before >= TURNS for before, after in pairwise(done_at))


async def test_every_article_of_a_document_is_counted_and_what_is_refused_names_its_part(room: Room) -> None:
    long = " ".join(PARAGRAPHS)
    work = await room.clean(feed(ENTRY.format("a", long), ENTRY.format("b", long[::-1]), "<item></item>"))
    assert topics(work.outputs) == [CLEAN.name, CLEAN.name, DEAD.name]
    assert header(work.outputs[2], "dead-part") == "2/3"
    passed = count("processed", "stage=clean", "outcome=passed")
    dead = count("processed", "stage=clean", "outcome=dead")
    assert work.done is not None
    work.done()
    assert count("processed", "stage=clean", "outcome=passed") == passed + 2
    assert count("processed", "stage=clean", "outcome=dead") == dead + 1


async def test_the_largest_document_is_read_and_one_byte_more_is_not(tmp_path: Path) -> None:
    room = Room(tmp_path, max_bytes=1000)
    text = "\n\n".join(PARAGRAPHS).encode()[:999]
    most = text + b" " * (1000 - len(text))
    assert topics((await room.clean(most)).outputs) == [CLEAN.name]
    (letter,) = (await room.clean(most + b" ")).outputs
    assert (letter.topic, header(letter, "dead-reason")) == (DEAD.name, "too_large")
    assert letter.value == most + b" "


async def test_bounds_count_key_and_headers(room: Room) -> None:
    text = "\n\n".join(PARAGRAPHS).encode()
    (letter,) = (await room.clean(text, ce_subject="x" * MOST_BESIDE)).outputs
    assert (letter.topic, header(letter, "dead-reason")) == (DEAD.name, "too_large")
    assert header(letter, "dead-detail").endswith(f"bytes of key and headers; at most {MOST_BESIDE}")
    # Of our own events, too: a uri stands in the value, in a header, and is the key.
    long = article(uri="urn:x:" + "y" * (MAX_MESSAGE_BYTES // 3))
    refused = article_record(Stage.CLEAN, long, codec.CLEAN, CLEAN, long.uri, NOON)
    assert isinstance(refused, Dropped)
    assert refused.reason is Reason.TOO_LARGE
    assert "with key and headers" in refused.detail


async def test_what_is_never_taken_becomes_the_letter_of_its_event(room: Room) -> None:
    text = "\n\n".join(PARAGRAPHS).encode()
    work = await room.clean(text, ce_source="tidewater")
    (event,) = work.outputs
    assert event.instead is not None
    assert work.done is not None
    before = (
        count("dispositions", "kind=dead", "reason=too_large"),
        count("processed", "stage=clean", "outcome=passed"),
    )
    letter = event.instead(Dropped(Reason.TOO_LARGE, "not taken"))
    assert (letter.topic, letter.value, header(letter, "ce_source")) == (DEAD.name, text, "tidewater")
    work.done()
    after = (
        count("dispositions", "kind=dead", "reason=too_large"),
        count("processed", "stage=clean", "outcome=passed"),
    )
    assert after == (before[0] + 1, before[1])
    # What is remembered and what is told to editors is no event of an article: nothing stands for it.
    decided = await room.decide(release_message(signal=Signal.KILL))
    assert [each.topic for each in (*decided.outputs, *decided.then) if each.instead] == [DUPLICATES.name]


async def test_too_many_that_are_never_taken_are_too_many(tmp_path: Path) -> None:
    """A topic that takes next to nothing must not empty the wire into the bin."""
    room = Room(tmp_path, dead_limit=3)
    text = "\n\n".join(PARAGRAPHS).encode()
    with pytest.raises(DeadLimitError):
        for _ in range(9):
            (event,) = (await room.clean(text, ce_source="tidewater")).outputs
            assert event.instead is not None
            event.instead(Dropped(Reason.TOO_LARGE, "not taken"))


async def test_a_batch_that_is_passed_over_leaves_a_letter_where_it_has_none_yet(room: Room) -> None:
    batch = Unreadable(RAW.name, 0, 4, 6, "it holds too much", 9, "ab" * 32, 4, 0, too_large=True)
    event = record(RAW.name, None, [])
    event.message.batch = batch
    work = await room.desk.clean(event)
    assert [(each.topic, header(each, "dead-last-offset")) for each in work.outputs] == [(DEAD.name, "6")]
    event.message.batch = replace(batch, too_large=False)
    work = await room.desk.decide(event)
    assert work.outputs == ()
    before = count("dead_letters", "stage=decide", "reason=unreadable")
    assert work.done is not None
    work.done()
    assert count("dead_letters", "stage=decide", "reason=unreadable") == before + 1


async def test_what_is_canceled_is_passed_on_without_being_enriched(room: Room) -> None:
    await room.decide(article())
    kill = await room.decide(release_message(signal=Signal.KILL))
    work = await room.enrich(passed_on(kill))
    assert topics(work.outputs) == [ENRICHED.name]
    assert room.pool.runs == []
    before = count("dispositions", "kind=killed", "reason=")
    assert work.done is not None
    work.done()
    assert count("dispositions", "kind=killed", "reason=") == before + 1
    usable = await room.decide(article(1, uri="urn:other:1", paragraphs=OTHER))
    work = await room.enrich(passed_on(usable))
    assert topics(work.outputs) == [ENRICHED.name]
    # What is furthest on its way goes first, in the pool as elsewhere.
    assert (room.pool.runs, room.pool.ranks) == (["enrich_record"], [Rank.FIRST])


async def test_a_fault_of_ours_is_a_dead_letter_and_a_broken_pool_ends_the_worker(room: Room) -> None:
    passed = passed_on(await room.decide(article()))
    room.pool.fault = ValueError("a fault")
    (letter,) = (await room.enrich(passed)).outputs
    assert (letter.topic, header(letter, "dead-reason"), header(letter, "dead-detail")) == (
        DEAD.name,
        "internal_error",
        "ValueError: a fault",
    )
    room.pool.fault = PoolError("no processes")
    with pytest.raises(PoolError):
        await room.enrich(passed)


@pytest.mark.parametrize(
    "reason", [Reason.DEADLINE, Reason.PROCESS_DIED, Reason.OUT_OF_MEMORY, Reason.INTERNAL_ERROR]
)
async def test_an_enrichment_that_does_not_come_lets_the_article_go_out_as_it_is(
    room: Room, reason: Reason
) -> None:
    await room.decide(article())
    update = passed_on(
        await room.decide(article(1, minutes=1, version="2", format=Format.NINJS, paragraphs=OTHER))
    )
    room.pool.refusal = Dropped(reason, "no end after 5 s")
    work = await room.enrich(update)
    assert topics(work.outputs) == [ENRICHED.name]
    assert work.outputs[0].value is not None
    sent = codec.decode(work.outputs[0].value)
    assert (sent.paragraphs, sent.verdict) == (OTHER, update.verdict)
    assert sent.cleaning.repairs == (f"not-enriched:{reason}",)
    counted, ended = (
        count("not_enriched", f"reason={reason}"),
        count("dispositions", "kind=enriched", "reason="),
    )
    written(work)
    assert count("not_enriched", f"reason={reason}") == counted + 1
    assert count("dispositions", "kind=enriched", "reason=") == ended + 1


async def test_so_does_one_that_cannot_be_written(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    passed = passed_on(await room.decide(article()))
    monkeypatch.setattr(
        room.pool, "enriched", lambda told: replace(told, found=replace(told.found, word_count=-1))
    )
    (output,) = (await room.enrich(passed)).outputs
    assert output.topic == ENRICHED.name
    assert output.value is not None
    assert codec.decode(output.value).cleaning.repairs == ("not-enriched:invalid_output",)


async def test_the_worker_stops_before_one_dead_letter_too_many(tmp_path: Path) -> None:
    room = Room(tmp_path, dead_limit=2)
    for _ in range(2):
        assert topics((await room.clean(b"\0\1\2\3")).outputs) == [DEAD.name]
    with pytest.raises(DeadLimitError, match="clean stopped"):
        await room.clean(b"\0\1\2\3")


async def test_the_parts_of_a_document_count_for_the_limit_one_by_one(tmp_path: Path) -> None:
    room = Room(tmp_path, dead_limit=2)
    with pytest.raises(DeadLimitError, match="clean stopped"):
        await room.clean(feed(*["<item></item>"] * 3))


async def test_what_passes_speaks_for_the_stage(tmp_path: Path) -> None:
    room = Room(tmp_path, dead_limit=2)
    for _ in range(4):
        await room.clean("\n\n".join(PARAGRAPHS).encode())
    for _ in range(3):
        assert topics((await room.clean(b"\0\1\2\3")).outputs) == [DEAD.name]


async def test_what_is_configured_of_a_source_reaches_its_articles(tmp_path: Path) -> None:
    table = "[[source]]\nname = 'quay'\nzone = 'Europe/London'\n[source.rights]\nterms = 'No archive'"
    room = Room(tmp_path, sources=table)
    item = {
        "uri": "urn:x:1",
        "type": "text",
        "versioncreated": "2026-06-13T06:12:00",
        "headline": "Berth shut",
    }
    value = orjson.dumps({**item, "body_text": "The berth is shut until March."})
    (event,) = (await room.clean(value, ce_source="quay")).outputs
    assert event.value is not None
    seen = codec.decode(event.value)
    assert seen.revision.version_created == datetime(2026, 6, 13, 5, 12, tzinfo=UTC)
    assert seen.sent.rights.usage_terms == ("No archive",)
    (other,) = (await room.clean(value, ce_source="mill")).outputs
    assert other.value is not None
    assert codec.decode(other.value).cleaning.repairs == ("zone-unknown",)


async def test_a_page_takes_what_is_configured_into_the_pool(tmp_path: Path) -> None:
    room = Room(tmp_path, sources="[[source]]\nname = 'quay'\n[source.rights]\nholder = 'Quay Post Ltd'")
    words = b"<p>The berth at Long Quay is shut until March, the harbour master said on Monday morning.</p>"
    page = b"<!doctype html><html><body><article>" + words * 3 + b"</article></body></html>"
    (event,) = (await room.clean(page, ce_source="quay")).outputs
    assert room.pool.runs == ["clean_document"]
    assert event.value is not None
    assert codec.decode(event.value).sent.rights.holder == "Quay Post Ltd"
