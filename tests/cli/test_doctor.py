"""`copydesk doctor`: each broken set-up is named, and what to do about it."""

from __future__ import annotations

import asyncio
import shutil
from importlib.metadata import version
from pathlib import Path
from typing import Any

import orjson
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from streams.brokers import decompress
from streams.brokers.check import connected
from streams.brokers.embedded import EmbeddedBroker, free_port
from streams.brokers.send import producing
from streams.brokers.topics import ensure_topics
from streams.cli.examined import _health, of_the_desk, of_this_machine
from streams.cli.finding import Finding, State
from streams.events import source_connection
from streams.events.source_connection import SourceConnection
from streams.extensions import packs
from streams.extensions.installed import ENRICHERS
from streams.settings import Settings
from streams.topology import RAW, SOURCES, all_topics
from tests.articles import NOON
from tests.cli.run import copydesk
from tests.extensions.brought import bring


def of_machine(**settings: Any) -> dict[str, Finding]:
    return {each.what: each for each in of_this_machine(Settings(**settings)) if each.state is not State.WELL}


async def of_desk(**settings: Any) -> dict[str, Finding]:
    return {each.what: each async for each in of_the_desk(Settings(metrics_port=0, **settings))}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def test_on_a_machine_where_all_is_well_nothing_is_found(data: Path) -> None:
    found = of_machine(data=data)
    found.pop("versions", None)  # the tests may run with others than the pinned ones
    assert found == {}


def test_a_variable_that_is_no_setting(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYDESK_BROKR", "kafka:9092")
    found = of_machine(data=data)["settings"]
    assert (found.state, "Did you mean COPYDESK_BROKER?" in found.said) == (State.WRONG, True)


def test_a_file_of_sources_or_names_that_is_wrong(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "sources.toml"
    file.write_text('[[source]]\nname = "quay"\nzone = "Mars/Olympus"\n')
    found = of_machine(data=data, sources=str(file), authority=str(tmp_path / "none.jsonl"))
    assert "Mars/Olympus" in found["sources"].said
    assert "none.jsonl" in found["authority"].said
    assert "none.toml" in of_machine(data=data, owns=str(tmp_path / "none.toml"))["sources"].said


def test_what_others_add_and_what_of_it_is_wrong(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = bring(tmp_path / "site", "desk-b", {ENRICHERS: {"mood": "mood_of:enrich"}})
    monkeypatch.syspath_prepend(site)
    own = tmp_path / "own"
    (own / "pages").mkdir(parents=True)
    (own / "pages" / "credits.txt").write_text("quaypic\n")
    (site / "mood_of.py").write_text("def enrich(article):\n    return {}\n")
    well = {each.what: each.said for each in of_this_machine(Settings(data=data, rules_dir=own))}
    assert well["enrichers"] == "'mood' of desk-b 1.2.0"
    assert well["rules"] == f"COPYDESK_RULES_DIR, {own}: pages/credits.txt"
    assert not {"rules", "enrichers"} & of_machine(data=data, rules_dir=own).keys()
    assert well["sources"] == "none is configured"
    (own / "sources.toml").write_text('[[source]]\nname = "quay"\n')
    monkeypatch.setattr(packs, "packs", lambda: packs.packs_of(Settings(rules_dir=own)))
    well = {each.what: each.said for each in of_this_machine(Settings(data=data, rules_dir=own))}
    assert well["sources"] == f"none is configured, and those of COPYDESK_RULES_DIR, {own}"
    (own / "pages" / "bylines.toml").write_text("")
    found = of_machine(data=data, rules_dir=own, enrichers="moods")
    assert "pages/bylines.toml of COPYDESK_RULES_DIR" in found["rules"].said
    assert "'moods'" in found["enrichers"].said


def test_a_data_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    found = of_machine(data=tmp_path / "file" / "below")
    assert found["disk"].said.startswith("COPYDESK_DATA: cannot write to ")


def test_a_disk_that_is_nearly_full(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(100, 99, 1))
    found = of_machine(data=data)["disk"]
    assert (found.state, "0.0 GiB left" in found.said) == (State.WRONG, True)


def test_a_codec_that_does_not_work(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(decompress._CODECS, 4, ("zstd", lambda *_: 0))
    assert "records in zstd cannot be opened" in of_machine(data=data)["codecs"].said


def test_what_is_wrong_at_the_edges(data: Path, tmp_path: Path) -> None:
    file, tokens = tmp_path / "sources.toml", tmp_path / "tokens"
    file.write_text(f"[[source]]\nname = 'quay'\n[source.folder]\npath = '{tmp_path}/drop'\n")
    tokens.write_text("anna\n")
    edges: dict[str, Any] = {
        "data": data,
        "sources": str(file),
        "subscriptions": "[[subscription]]\nname = 'radio'\nurl = 'ftp://radio.example'\n",
        "desk_tokens": tokens,
        "registry": f"http://127.0.0.1:{free_port()}",
    }
    found = of_machine(**edges)
    assert f"source 'quay': {tmp_path}/drop is no folder on this machine" in found["connect"].said
    assert "radio" in found["webhooks"].said
    assert found["tokens"].said.startswith(f"COPYDESK_DESK_TOKENS: {tokens}: ")
    assert "cannot be reached" in found["registry"].said
    assert {found[each].state for each in ("connect", "webhooks", "tokens", "registry")} == {State.WRONG}
    (tmp_path / "drop").mkdir()
    assert "connect" not in of_machine(data=data, sources=str(file))
    file.write_text("[[source]]\nname = 'quay'\n[source.folder]\npath = 5\n")
    assert "folder.path must be a text" in of_machine(data=data, sources=str(file))["connect"].said
    file.write_text("[[source]]\nname = 'quay'\nzone = 'Mars/Olympus'\n")
    assert "connect" not in of_machine(data=data, sources=str(file))  # it is told of the sources


def test_a_reader_who_is_an_editor_and_an_address_of_another_machine(data: Path, tmp_path: Path) -> None:
    readers, editors = tmp_path / "readers", tmp_path / "editors"
    readers.write_text("paper = a-token-of-the-paper\nradio = a-token-of-the-radio\n")
    editors.write_text("anna = a-token-of-the-radio\n")
    found = of_machine(data=data, api_tokens=readers, desk_tokens=editors, metrics_host="203.0.113.5")
    assert found["tokens"].said.startswith("the token of radio in COPYDESK_API_TOKENS is an editor's, too")
    assert found["address"].said.startswith(
        "COPYDESK_METRICS_HOST: 203.0.113.5 is no address of this machine"
    )
    editors.write_text("anna = a-token-of-an-editor\n")
    for host in ("", "localhost", "0.0.0.0"):
        found = of_machine(data=data, api_tokens=readers, desk_tokens=editors, metrics_host=host)
        found.pop("versions", None)  # the tests may run with others than the pinned ones
        assert found == {}, host


async def test_a_registry_that_answers_is_well_and_is_only_asked(data: Path) -> None:
    asked: list[tuple[str, str]] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append((request.method, request.path))
        return web.json_response({"error_code": 40403, "message": "Schema not found"}, status=404)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    async with TestServer(app) as server:
        url = str(server.make_url("")).rstrip("/")
        found = await asyncio.to_thread(of_machine, data=data, registry=url)
    assert "registry" not in found
    assert asked == [("GET", "/schemas/ids/0")]


def test_libraries_of_another_version(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def versions() -> Finding:
        (found,) = (each for each in of_this_machine(Settings(data=data)) if each.what == "versions")
        return found

    pins, ours = tmp_path / "constraints.txt", version("aiokafka")
    monkeypatch.setattr("streams.cli.examined._CONSTRAINTS", pins)
    pins.write_text("aiokafka==0.0.1\nnot-installed==9\norjson==0.0.2\n")
    assert versions().state is State.NOTE
    assert f"aiokafka {ours} (pinned: 0.0.1), orjson" in versions().said
    pins.write_text(f"aiokafka=={ours}\n")
    assert versions().state is State.WELL
    assert f"aiokafka {ours}" in versions().said
    assert versions().said.endswith("all as constraints.txt pins them")
    pins.unlink()  # as beside a wheel
    assert versions().state is State.WELL
    assert "constraints" not in versions().said


@pytest.mark.parametrize("broker", ["", "127.0.0.1:1", "no port at all:x"])
async def test_no_broker(data: Path, broker: str) -> None:
    found = await of_desk(data=data, broker=broker)
    assert list(found) == ["broker"]
    assert found["broker"].state is State.WRONG


async def test_a_desk_that_never_ran_and_one_that_works(embedded: EmbeddedBroker, data: Path) -> None:
    found = await of_desk(data=data, broker=embedded.address)
    assert (found["topics"].state, "`copydesk topics` makes them" in found["topics"].said) == (
        State.NOTE,
        True,
    )
    await ensure_topics(embedded.address, all_topics("copydesk"), 8, 1)
    found = await of_desk(data=data, broker=embedded.address)
    assert {each.what for each in found.values() if each.state is State.WRONG} == set()
    assert found["topics"].state is State.WELL
    async with producing(embedded.address) as producer:
        await producer.send_and_wait(RAW.name, b"x")
        await _tell(producer, "feed answers 503")
    found = await of_desk(data=data, broker=embedded.address)
    assert found["workers"].said == "this broker does not tell who works"
    assert found["sources"].said == "quay, by feed: feed answers 503"


async def test_topics_of_one_partition_are_no_fault_unless_more_were_asked_for(
    embedded: EmbeddedBroker, data: Path
) -> None:
    await ensure_topics(embedded.address, all_topics("copydesk"), 1, 1)
    assert (await of_desk(data=data, broker=embedded.address))["topics"].state is State.WELL
    asked = await of_desk(data=data, broker=embedded.address, partitions=8)
    assert (asked["topics"].state, "1 partitions, not 8" in asked["topics"].said) == (State.NOTE, True)


async def test_at_an_address_of_another_machine_no_worker_is_looked_for(
    embedded: EmbeddedBroker, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ensure_topics(embedded.address, all_topics("copydesk"), 1, 1)
    looked: list[str] = []

    def health(what: str, host: str, port: int) -> Finding:
        looked.append(host)
        return Finding(what, State.WELL, f"the one at {host}:{port} is healthy")

    monkeypatch.setattr("streams.cli.examined._health", health)
    for host in ("203.0.113.5", "127.0.0.1"):
        known = Settings(data=data, broker=embedded.address, metrics_host=host)
        assert [each async for each in of_the_desk(known)]
    assert looked == ["127.0.0.1"]


async def _tell(producer: AIOKafkaProducer, why: str) -> None:
    told = SourceConnection("quay", "feed", why, NOON, 1, NOON)
    await producer.send_and_wait(
        SOURCES.name,
        source_connection.encode(told),
        key=source_connection.key_of("quay", "feed"),
        partition=0,
    )


async def test_no_worker_a_topic_of_two_orders_and_a_clock_that_is_behind(
    real_kafka: str, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with connected(real_kafka, AIOKafkaAdminClient) as admin:
        await admin.create_topics([NewTopic("articles.clean", 3, 1)])
    await ensure_topics(real_kafka, all_topics("copydesk"), 2, 1)
    async with producing(real_kafka) as producer:
        await producer.send_and_wait(RAW.name, b"x")
    found = [each async for each in of_the_desk(Settings(metrics_port=0, data=data, broker=real_kafka))]
    said = {each.said for each in found if each.state is State.WRONG}
    assert any(each.startswith("articles.clean: 3 partitions, not 1") for each in said)
    assert any(
        "none is in the group copydesk, and 1 raw events wait: start `copydesk worker`" in each
        for each in said
    )

    class Behind:
        @staticmethod
        def now(_: Any) -> Any:
            return NOON.replace(year=2020)

    monkeypatch.setattr("streams.cli.examined.datetime", Behind)
    found = [each async for each in of_the_desk(Settings(metrics_port=0, data=data, broker=real_kafka))]
    assert any("ahead of this machine's clock: set the clock" in each.said for each in found)


@pytest.mark.parametrize(
    ("status", "body", "state", "says"),
    [
        (200, {"healthy": True}, State.WELL, "is healthy"),
        (503, {"healthy": False, "problem": "nothing moves"}, State.WRONG, "says: nothing moves"),
        (200, {"hello": 1}, State.WRONG, "is no worker: give ours another COPYDESK_METRICS_PORT"),
        (404, "not JSON", State.WRONG, "is no worker"),
    ],
)
async def test_what_a_worker_says_of_itself(status: int, body: Any, state: State, says: str) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, body=orjson.dumps(body))

    app = web.Application()
    app.router.add_get("/healthz", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        found = await asyncio.to_thread(_health, "worker", *runner.addresses[0][:2])
        assert (found.state, says in found.said) == (state, True), found.said
    finally:
        await runner.cleanup()


def test_it_says_no_more_than_a_line_each_and_its_exit_code_tells(data: Path) -> None:
    ran = copydesk("doctor", data=str(data), broker="127.0.0.1:1", metrics_port="0")
    assert ran.code == 1
    assert ran.out.splitlines()[-1].startswith("wrong  broker     no broker answers at 127.0.0.1:1")
    ran = copydesk("doctor", "--json", partitions="many")
    (told,) = ran.out.splitlines()
    assert (ran.code, orjson.loads(told)["state"]) == (1, "wrong")
