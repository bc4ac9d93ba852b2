"""The ledger of a worker and its changelog, on a real broker: terms, standbys, and what is not believed."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from aiokafka import AIOKafkaProducer

from streams.article import Article
from streams.brokers.reader import read_topic
from streams.brokers.topics import ensure_topics
from streams.errors import CopydeskError, SettingsError
from streams.kinds import Disposition, Signal
from streams.runtime import keeper as keeper_module
from streams.runtime.changelog import MARK, Decided, checksum, kept_record, kept_records
from streams.runtime.keeper import Keeper, Role
from streams.runtime.store import Place
from streams.runtime.window import Output
from streams.settings import Settings
from streams.stories.record import FORMAT
from streams.topology import CLEAN, LEDGER, all_topics, changelog
from tests.articles import PARAGRAPHS, article
from tests.machine import patience
from tests.waiting import until

OTHER = tuple(paragraph[::-1] for paragraph in PARAGRAPHS)
CHANGELOG = changelog("desk", LEDGER).name


class Worker:
    """A worker's keeper, and the producer that its records go through."""

    def __init__(self, broker: str, data: Path) -> None:
        self.broker = broker
        self.keeper = Keeper(Settings(app_id="desk", data=data), broker, self.send)
        self.held: list[Output] | None = None  # what is not sent yet, where sending is held up
        self.running: asyncio.Future[None] | None = None

    async def __aenter__(self) -> Worker:
        self.producer = AIOKafkaProducer(bootstrap_servers=self.broker)
        await self.producer.start()
        self.running = asyncio.ensure_future(self.keeper.run())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self.running is not None
        self.running.cancel()
        with contextlib.suppress(asyncio.CancelledError, CopydeskError):
            await self.running
        await self.producer.stop()

    async def send(self, output: Output) -> Awaitable[Any]:
        sent: Awaitable[Any] = await self.producer.send(
            output.topic, output.value, output.key, output.partition, headers=output.headers
        )
        return sent

    async def writes(self) -> None:
        """It becomes the writer, and is ready."""
        self.keeper.assign(Role.WRITER)
        await until(lambda: self.keeper.ready or (self.running and self.running.done()))
        if self.running and self.running.done():
            self.running.result()

    async def decide(self, seen: Article, *, acknowledged: bool = True) -> Disposition:
        assert self.keeper.state is not None
        decision = self.keeper.state.decide(seen)
        answers = [await (await self.send(kept_record("desk", change))) for change in decision.changes]
        if acknowledged:
            self.keeper.state.acknowledged(decision, [answer.offset for answer in answers])
        verdict = decision.outcomes[0].article.verdict  # type: ignore[union-attr]
        assert verdict is not None
        return verdict.disposition

    @property
    def known(self) -> int:
        return len(self.keeper.state) if self.keeper.state is not None else -1


@pytest.fixture
async def broker(embedded: Any) -> str:
    await ensure_topics(embedded.address, all_topics("desk"), 2, 1)
    return str(embedded.address)


@contextlib.asynccontextmanager
async def writing(broker: str, data: Path) -> AsyncIterator[Worker]:
    async with Worker(broker, data) as worker:
        await worker.writes()
        yield worker


def copy(offset: int, **changes: Any) -> Article:
    return article(offset, uri=f"https://copy.example/{offset}", **changes)


async def records(broker: str) -> list[Any]:
    return [record async for record in read_topic(broker, CHANGELOG, from_beginning=True, follow=False)]


async def put(broker: str, key: bytes, value: bytes | None) -> None:
    async with AIOKafkaProducer(bootstrap_servers=broker) as producer:
        await producer.send_and_wait(CHANGELOG, value, key, 0)


async def test_a_writer_begins_with_a_mark_and_goes_on_from_its_own_disk(broker: str, tmp_path: Path) -> None:
    async with writing(broker, tmp_path) as worker:
        await worker.decide(article())
    async with writing(broker, tmp_path) as worker:
        # The mark and the story were on its disk; its new mark is all that was read.
        assert worker.keeper.progress[0] <= 1
        assert worker.known == 1
        assert await worker.decide(copy(1)) is Disposition.DUPLICATE
    marks = [orjson.loads(record.value) for record in await records(broker) if record.key == MARK]
    assert marks == [{"format": FORMAT, "term": 1}, {"format": FORMAT, "term": 2}]


async def test_without_its_disk_the_changelog_alone_suffices(broker: str, tmp_path: Path) -> None:
    async with writing(broker, tmp_path / "one") as worker:
        await worker.decide(article())
        await worker.decide(copy(1, paragraphs=OTHER))
    async with writing(broker, tmp_path / "other") as worker:
        assert worker.known == 2
        assert await worker.decide(copy(2)) is Disposition.DUPLICATE


async def test_a_standby_follows_and_takes_over_what_its_writer_knew_last(
    broker: str, tmp_path: Path
) -> None:
    async with writing(broker, tmp_path) as first, Worker(broker, tmp_path) as second:
        second.keeper.assign(Role.STANDBY)
        await first.decide(article())
        await until(lambda: second.known == 1)
        assert not second.keeper.ready
        await first.decide(copy(1, paragraphs=OTHER))
        await second.writes()
        assert second.known == 2
        assert await second.decide(copy(2, paragraphs=OTHER)) is Disposition.DUPLICATE


async def test_what_a_paused_writer_sends_after_its_successor_began_is_believed_by_nobody(
    broker: str, tmp_path: Path
) -> None:
    async with writing(broker, tmp_path / "one") as paused, writing(broker, tmp_path / "two") as successor:
        await successor.decide(article(version="2", paragraphs=OTHER))
        # It wakes, believes that it is the writer still, and its record reaches the broker.
        await paused.decide(article(1, version="1"))
        await paused.decide(article(2, uri="urn:late:1", paragraphs=("Late.",)))
        await successor.writes()  # a rebalance: it reads the changelog on
        assert successor.known == 1
        async with writing(broker, tmp_path / "three") as third:
            assert third.known == 1
            assert await third.decide(article(3, version="2", paragraphs=OTHER)) is Disposition.REPEAT


async def test_a_writer_that_stays_after_a_rebalance_reads_what_it_had_not_been_told_of(
    broker: str, tmp_path: Path
) -> None:
    async with writing(broker, tmp_path) as worker:
        await worker.decide(article(), acknowledged=False)  # the broker has it, and nobody said so
        await worker.writes()
        assert worker.known == 1
        assert worker.keeper.progress[0] <= 2


async def test_what_the_broker_never_got_is_forgotten_at_a_rebalance(broker: str, tmp_path: Path) -> None:
    async with writing(broker, tmp_path) as worker:
        assert worker.keeper.state is not None
        worker.keeper.state.decide(article())
        await worker.writes()
        assert worker.known == 0
        assert await worker.decide(copy(1)) is Disposition.ENRICHED


async def test_of_two_that_begin_at_once_the_one_with_the_older_term_begins_again(
    broker: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    send, others = Worker.send, [4]

    async def overtaken(worker: Worker, output: Output) -> Awaitable[Any]:
        if output.key == MARK and others:
            await put(broker, MARK, orjson.dumps({"format": FORMAT, "term": others.pop()}))
        return await send(worker, output)

    monkeypatch.setattr(Worker, "send", overtaken)
    async with writing(broker, tmp_path) as worker:
        await worker.decide(article())
        assert worker.keeper.state is not None
        assert worker.keeper.state.place.term == 5
    terms = [orjson.loads(record.value)["term"] for record in await records(broker) if record.key == MARK]
    assert terms == [4, 1, 5]
    await put(broker, MARK, orjson.dumps({"format": FORMAT, "term": 2}))  # one that was on its way for long
    async with writing(broker, tmp_path / "other") as other:
        assert other.known == 1
        assert other.keeper.state is not None
        assert other.keeper.state.place.term == 6


async def test_a_worker_that_loses_its_place_lets_go_of_its_store(broker: str, tmp_path: Path) -> None:
    async with writing(broker, tmp_path) as worker:
        await worker.decide(article())
        worker.keeper.assign(Role.NONE)
        assert not worker.keeper.ready
        await until(lambda: worker.keeper.state is None)
        async with writing(broker, tmp_path) as other:
            assert other.known == 1
            assert {path.name for path in (tmp_path / "desk").iterdir()} == {"ledger-0"}


async def test_garbage_in_the_changelog_is_passed_over_and_said(
    broker: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with writing(broker, tmp_path) as worker:
        await worker.decide(article())
    for key, value in (
        (b"urn:a:1", b"garbage"),
        (b"\xff", b"\x02" * 30),
        (MARK, b"[]"),
        (MARK, b'{"format": 2}'),
        (b"urn:unknown:1", None),
    ):
        await put(broker, key, value)
    async with writing(broker, tmp_path / "new") as worker:
        assert worker.known == 1
        assert await worker.decide(copy(1)) is Disposition.DUPLICATE
    assert caplog.text.count("is no record of the ledger, and is passed over") == 4


@pytest.mark.parametrize(
    ("key", "value"), [(b"urn:a:1", bytes([FORMAT + 1]) + b"\0" * 40), (MARK, b'{"format": 9, "term": 5}')]
)
async def test_records_of_a_newer_version_end_the_worker_with_one_sentence(
    broker: str, tmp_path: Path, key: bytes, value: bytes
) -> None:
    await put(broker, key, value)
    async with Worker(broker, tmp_path) as worker:
        with pytest.raises(
            CopydeskError, match=r"a newer version has written here; run that one \(desk-ledger/0/0\)"
        ):
            await worker.writes()


async def test_the_store_of_another_kafka_is_not_believed(
    broker: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with writing(broker, tmp_path) as worker:
        await worker.decide(article())

    async def elsewhere(_: Keeper) -> str:
        return "another"

    monkeypatch.setattr(Keeper, "_cluster", elsewhere)
    async with writing(broker, tmp_path) as worker:
        assert worker.known == 1
        assert worker.keeper.progress[0] <= 1
    assert "is that of another Kafka: it is read anew from desk-ledger" in caplog.text


async def test_a_store_that_is_ahead_of_the_changelog_is_not_believed(
    embedded: Any, broker: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with writing(broker, tmp_path) as worker:
        await worker.decide(article())
        await worker.decide(copy(1, paragraphs=OTHER))
    # The embedded broker forgets when it ends.
    embedded.stop()
    embedded.start()
    await ensure_topics(broker, all_topics("desk"), 2, 1)
    async with writing(broker, tmp_path) as worker:
        assert worker.known == 0
        assert await worker.decide(article(5)) is Disposition.ENRICHED
    assert "it is read anew from desk-ledger" in caplog.text


async def test_a_store_of_a_changelog_that_was_made_anew_is_not_believed(
    embedded: Any, broker: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The new one has as many records as the old one had, and more."""
    async with writing(broker, tmp_path) as worker:
        await worker.decide(article())
    embedded.stop()
    embedded.start()
    await ensure_topics(broker, all_topics("desk"), 2, 1)
    async with writing(broker, tmp_path / "other") as worker:
        for number in range(4):
            await worker.decide(copy(number, headline=f"Flash {number}", paragraphs=()))
    async with writing(broker, tmp_path) as worker:
        assert await worker.decide(article(9)) is Disposition.ENRICHED
    assert "knows another changelog of that name" in caplog.text


@pytest.mark.parametrize(
    ("place", "doubt"),
    [
        (Place(), None),
        (Place(10, 1, "here"), None),
        (Place(10, 1, "there"), "is that of another Kafka"),
        (Place(4, 1, "here"), "knows the changelog up to 4, which begins at 5"),
        (Place(21, 1, "here"), "knows the changelog up to 21, which ends at 20"),
        (Place(20, 1, "here", (20, 7)), "knows the changelog up to 20, which ends at 20"),
    ],
)
async def test_a_store_is_gone_on_with_only_where_the_changelog_holds_what_it_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: Place, doubt: str | None
) -> None:
    keeper = Keeper(Settings(app_id="desk", data=tmp_path), "127.0.0.1:1", None)  # type: ignore[arg-type]

    class Consumer:
        async def beginning_offsets(self, places: list[Any]) -> dict[Any, int]:
            return dict.fromkeys(places, 5)

    async def ends(_: object, places: list[Any]) -> dict[Any, int]:
        return dict.fromkeys(places, 20)

    monkeypatch.setattr(keeper_module, "log_end_offsets", ends)
    assert await keeper._doubt(Consumer(), place, "here") == doubt


async def test_a_load_says_how_far_it_is_and_lets_the_loop_run(
    broker: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with writing(broker, tmp_path) as worker:
        state = worker.keeper.state
        assert state is not None
        texts = (copy(n, headline=f"Flash {n}", paragraphs=(f"It is {n}.",)) for n in range(300))
        sent = [
            await worker.send(kept_record("desk", change))
            for text in texts
            for change in state.decide(text).changes
        ]
        await asyncio.gather(*sent)
    monkeypatch.setattr(keeper_module, "_SLICE", 50)
    seen: list[tuple[tuple[int, int], str | None]] = []
    read = Keeper._read_some

    async def watched(keeper: Keeper, *arguments: Any) -> None:
        seen.append((keeper.progress, keeper.problem()))
        assert keeper.loading() == keeper.progress
        turns: list[int] = []
        asyncio.get_running_loop().call_soon(turns.append, 1)
        await read(keeper, *arguments)
        assert turns  # others have had their turn

    monkeypatch.setattr(Keeper, "_read_some", watched)
    async with writing(broker, tmp_path / "new") as worker:
        assert worker.keeper.problem() is None
        assert worker.keeper.loading() is None
        assert worker.known == 300
    told = [progress for progress, _ in seen if progress[1] >= 300]
    assert len(set(told)) >= 5
    assert told == sorted(told)
    assert seen[0][1] == "the ledger comes back: 0 of 301 records are read"


async def test_whoever_takes_over_in_the_midst_of_a_decision_decides_it_anew(
    broker: str, tmp_path: Path
) -> None:
    async with writing(broker, tmp_path / "one") as worker:
        await worker.decide(article())
        await worker.decide(copy(1, minutes=1))
        assert worker.keeper.state is not None
        kill = article(2, minutes=2, signal=Signal.KILL, headline=None, paragraphs=())
        decision = worker.keeper.state.decide(kill, event=Decided(2, 0))
        first, _ = kept_records("desk", decision.changes, decision.event)
        await (await worker.send(first))  # and here it dies
    async with writing(broker, tmp_path / "other") as worker:
        assert worker.keeper.state is not None
        assert not worker.keeper.state.is_decided(2)
        assert len(worker.keeper.state.decide(kill, event=Decided(2, 0)).changes) == 2


@pytest.mark.parametrize("other_topic", [False, True])
async def test_the_events_that_were_decided_are_those_of_this_topic(
    broker: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, other_topic: bool
) -> None:
    async with AIOKafkaProducer(bootstrap_servers=broker) as producer:
        for value in (b"a", b"b"):
            await producer.send_and_wait(CLEAN.name, value, b"k", 0)
    sign = checksum(b"k", b"another" if other_topic else b"b")
    async with writing(broker, tmp_path) as worker:
        assert worker.keeper.state is not None
        decision = worker.keeper.state.decide(article(), event=Decided(1, sign))
        for output in kept_records("desk", decision.changes, decision.event):
            await (await worker.send(output))
    async with writing(broker, tmp_path) as worker:
        assert worker.keeper.state is not None
        assert worker.keeper.state.is_decided(1) is not other_topic
    assert ("is not the topic that was decided on" in caplog.text) is other_topic


async def test_a_rebalance_in_the_last_moment_before_it_decides_is_obeyed(
    broker: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was dropped then must be read before anything is decided: it would be decided otherwise."""
    here, go_on = asyncio.Event(), asyncio.Event()
    check = Keeper._check_decided

    async def checks(self: Keeper, state: Any) -> None:
        here.set()
        await go_on.wait()
        await check(self, state)

    monkeypatch.setattr(Keeper, "_check_decided", checks)
    async with Worker(broker, tmp_path) as worker:
        worker.keeper.assign(Role.WRITER)
        await here.wait()
        worker.keeper.assign(Role.STANDBY)
        go_on.set()
        await until(lambda: not worker.keeper._asked.is_set())
        assert not worker.keeper.ready


async def test_it_ends_also_where_a_client_has_swallowed_that_it_is_to_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = asyncio.Event()

    async def swallows(_: Keeper) -> None:
        begun.set()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()

    monkeypatch.setattr(Keeper, "_take_up", swallows)
    keeper = Keeper(Settings(data=tmp_path), "", None)  # type: ignore[arg-type]  # it sends nothing here
    running = asyncio.ensure_future(keeper.run())
    keeper.assign(Role.WRITER)
    await begun.wait()
    running.cancel()
    await asyncio.wait([running], timeout=patience(5))
    assert running.cancelled()


async def test_a_topic_that_ends_before_what_was_decided_is_another_one(broker: str, tmp_path: Path) -> None:
    async with writing(broker, tmp_path) as worker:
        assert worker.keeper.state is not None
        decision = worker.keeper.state.decide(article(), event=Decided(7, 0))
        for output in kept_records("desk", decision.changes, decision.event):
            await (await worker.send(output))
    async with writing(broker, tmp_path) as worker:
        assert worker.keeper.state is not None
        assert not worker.keeper.state.is_decided(0)


def test_a_worker_does_not_start_with_an_authority_that_cannot_be_read(tmp_path: Path) -> None:
    known = Settings(app_id="desk", data=tmp_path, owns=str(tmp_path / "nothing.toml"))
    with pytest.raises(SettingsError, match=r"COPYDESK_OWNS: .*nothing\.toml cannot be read"):
        Keeper(known, "127.0.0.1:1", None)  # type: ignore[arg-type]  # it sends nothing


async def test_the_ledger_has_what_the_settings_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def here(_: object) -> str:
        return "here"

    monkeypatch.setattr(Keeper, "_cluster", here)
    known = Settings(app_id="desk", data=tmp_path, doubtful_hours=2.5, near_threshold=0.7)
    keeper = Keeper(known, "127.0.0.1:1", None)  # type: ignore[arg-type]  # it sends nothing
    state = await keeper._opened(None)  # an empty store asks for nothing
    assert (state._ledger.doubts, state._ledger.threshold) == (timedelta(hours=2.5), 0.7)
    state.close()
