"""`copydesk top` on a broker: what comes is seen, orders are carried out, and a broker that is gone is told."""

from __future__ import annotations

import asyncio
import os
import re
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import orjson
import pytest

from streams.brokers.client import Broker
from streams.brokers.embedded import EmbeddedBroker, free_port
from streams.cli.top.actions import Actions
from streams.cli.top.app import INTERRUPTED, Top
from streams.cli.top.topics import Topics
from streams.topology import NOTICES, RAW
from tests.cli.top.terminal import terminal
from tests.cli.top.test_app import Screen
from tests.topics import make_topics, read, write_records
from tests.waiting import until, when
from tests.web.records import canceled, copied, died, held, lifted, published


@asynccontextmanager
async def reading(topics: Topics) -> AsyncIterator[Topics]:
    """The topics while they are read."""
    task = asyncio.create_task(topics.run())
    try:
        yield topics
    finally:
        task.cancel()
        await asyncio.wait([task])


async def test_it_needs_no_worker_and_comes_back_with_the_broker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streams.cli.top.topics.AGAIN", 0.1)
    monkeypatch.setattr("streams.cli.top.topics._GROWN", 1e6)  # that the broker is gone is not seen by this
    port = free_port()
    topics = Topics(lambda: Broker(f"127.0.0.1:{port}"), "copydesk")
    async with reading(topics):
        await until(lambda: "no broker answers" in topics.state.words)
        assert not topics.state.known
        with EmbeddedBroker(port, tmp_path / "log") as broker:
            await until(lambda: topics.state.known)
            assert topics.state.words == "no topics yet: a worker makes them"
            await make_topics(broker.address)
            await write_records(broker.address, published(), copied(), held(), died())
            await until(lambda: topics.state.words == "live" and topics.desk.dead)
            await write_records(broker.address, published("urn:b", 7, headline="Mine to close"))
            await until(lambda: topics.desk.wire.find("urn:b"))
            assert [each.uri for each in topics.desk.held.values()] == ["urn:h"]
            await until(lambda: topics.lags.total() == 0)
            monkeypatch.setattr("streams.cli.top.topics._PATIENCE", 0.5)
            os.kill(broker.pid, signal.SIGSTOP)
            await until(lambda: not topics.state.known)
            monkeypatch.setattr("streams.cli.top.topics._PATIENCE", 10.0)
            os.kill(broker.pid, signal.SIGCONT)
            await until(lambda: topics.state.known and topics.desk.wire.find("urn:b"))
            os.kill(broker.pid, signal.SIGKILL)
        await until(lambda: not topics.state.known)
        assert topics.lags.total() is None
        assert topics.desk.wire.find("urn:b")  # what was read before is still to be seen
        with EmbeddedBroker(port, tmp_path / "log") as broker:
            await until(lambda: topics.state.known)
            os.kill(broker.pid, signal.SIGKILL)
            assert not topics.desk.wire.find("urn:b")  # this one has no topics, and so no articles


async def test_an_editor_kills_with_the_copies_and_releases(embedded: EmbeddedBroker) -> None:
    """The test is the worker: what a worker does with orders, test_orders.py has."""
    broker = Broker(embedded.address)
    await make_topics(embedded.address, 1)
    await write_records(embedded.address, published(), copied(), held(), died())
    topics = Topics(lambda: broker, "copydesk")
    app = Top(topics, Actions(lambda: broker, "anna"))
    async with reading(topics), app.run_test(size=(100, 30)) as pilot:
        screen = Screen(app, pilot)
        await screen.sees("+1", "held 1")
        await screen.press("x")
        await screen.sees("Kill urn:a", "urn:copy", "Kill it and its copy? (y/n)")
        await screen.press("y")
        (kill,) = await when(lambda: read(embedded.address, RAW.name), bool)
        assert orjson.loads(kill.value)["pubStatus"] == "canceled"
        await write_records(embedded.address, canceled("urn:a", 0), canceled("urn:copy", 0, of="urn:a"))
        await screen.sees("Canceled: 2 (order articles.raw/0/0)", "KILL")
        await screen.press("4", "enter")
        await screen.sees("One.", "it says: until 13:00")
        await screen.press("r")
        await screen.sees("Release it now")
        await screen.press("y")
        await when(lambda: read(embedded.address, RAW.name), lambda orders: len(orders) == 2)
        await write_records(embedded.address, lifted())
        await screen.sees("Released: urn:h", "Nothing is held back")
        await screen.press("5", "d")
        await screen.sees("1 to go back", "Send it back? (y/n)")
        await screen.press("y")
        await screen.sees("1 sent back")
    orders = [orjson.loads(each.value) for each in await read(embedded.address, NOTICES.name)]
    assert [(each["kind"], each["uri"], each["by"]) for each in orders] == [
        ("kill", "urn:a", "anna"),
        ("release", "urn:h", "anna"),
        ("redrive", orders[2]["uri"], "anna"),
    ]


async def test_a_terminal_gets_no_escapes_of_the_copy_no_colour_and_its_screen_back(
    embedded: EmbeddedBroker,
) -> None:
    await make_topics(embedded.address)
    evil = "Evil \x1b[31m\x1b]0;owned\x07\x9b2J news"
    await write_records(embedded.address, published(headline=evil))
    async with terminal(COPYDESK_BROKER=embedded.address, NO_COLOR="1") as shown:
        await shown.sees("Evil")
        shown.press("\x03")
        assert await shown.end() == INTERRUPTED
        written = shown.written
    assert b"]0;owned" in written.replace(b" ", b"")  # as words
    assert b"\x1b]0;owned" not in written
    assert b"\x1b[31m" not in written
    assert "\x9b2J".encode() not in written
    # Of all that sets a colour only the terminal's own (39, 49) is sent.
    codes = {code for each in re.findall(rb"\x1b\[([0-9;]*)m", written) for code in each.split(b";")}
    assert not {code for code in codes if re.fullmatch(rb"3[0-8]|4[0-8]|9[0-7]|10[0-7]", code)}
    assert b"\x1b[?1049h" in written
    assert written.rindex(b"\x1b[?1049l") > written.rindex(b"\x1b[?1049h")
    assert b"\x1b[?25h" in written[written.rindex(b"\x1b[?1049l") :]


async def test_without_a_broker_it_says_so_and_ends_with_its_terminal() -> None:
    async with terminal(COPYDESK_BROKER="127.0.0.1:9") as shown:
        await shown.sees("no broker answers at 127.0.0.1:9")
        shown.process.send_signal(signal.SIGHUP)  # as when a connection by ssh breaks
        assert await shown.end() == 128 + signal.SIGHUP
        assert b"\x1b[?1049l" in shown.written
