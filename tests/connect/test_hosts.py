from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from streams.connect import hosts as module
from streams.connect.hosts import UNSAID, Hosts, LaterError, seconds_of
from streams.connect.state import State


async def test_one_at_a_time_of_a_host_and_others_beside_it() -> None:
    hosts, now, most = Hosts(), 0, 0

    async def ask(name: str) -> None:
        nonlocal now, most
        async with hosts.turn(name, 0.0):
            now += 1
            most = max(most, now)
            await asyncio.sleep(0)
            now -= 1

    await asyncio.gather(*(ask("news.example") for _ in range(5)))
    assert most == 1
    await asyncio.gather(*(ask(f"{name}.example") for name in "abc"))
    assert most == 3


async def test_a_pause_between_two_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    hosts = Hosts()
    for delay in (5.0, 5.0, 0.0):
        async with hosts.turn("news.example", delay):
            pass
    assert len(slept) == 1
    assert 4.5 < slept[0] <= 5.0


async def test_a_host_that_wants_to_be_asked_later_is_also_after_a_restart(tmp_path: Path) -> None:
    state = State(tmp_path)
    hosts = Hosts(state)
    until = hosts.put_off("news.example", "120").until
    assert 119 < until - time.time() <= 120
    for again in (hosts, Hosts(state)):
        with pytest.raises(LaterError, match=r"news.example wants to be asked later, in 1\d\d s") as later:
            async with again.turn("news.example", 0.0):
                pass
        assert later.value.until == until
        async with again.turn("other.example", 0.0):
            pass
    state.close()


async def test_who_waits_for_a_turn_hears_of_it(tmp_path: Path) -> None:
    hosts = Hosts()
    held = asyncio.Event()

    async def first() -> None:
        async with hosts.turn("news.example", 0.0):
            await held.wait()
            hosts.put_off("news.example", None)

    async def second() -> None:
        async with hosts.turn("news.example", 0.0):
            pass

    tasks = [asyncio.create_task(first()), asyncio.create_task(second())]
    await asyncio.sleep(0)
    held.set()
    ends = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(ends[1], LaterError)
    assert ends[1].until - time.time() <= UNSAID


async def test_then_it_is_asked_again_and_a_clock_that_was_wrong_holds_nothing_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = State(tmp_path)
    hosts = Hosts(state)
    hosts.put_off("news.example", "120")
    monkeypatch.setattr(time, "time", lambda: 4e9)
    async with hosts.turn("news.example", 0.0):
        pass
    assert state.mark("", "outgoing", "news.example") is None
    hosts.put_off("news.example", "99999999")
    assert float(state.mark("", "outgoing", "news.example") or 0) == 4e9 + module.LONGEST
    monkeypatch.setattr(time, "time", lambda: 1.7e9)
    async with Hosts(state).turn("news.example", 0.0):
        pass
    state.close()


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Fri, 31 Dec 1999 23:59:59 GMT", 59.0),
        ("Friday, 31-Dec-99 23:59:59 GMT", 59.0),
        ("Fri, 31 Dec 1999 23:59:59", 59.0),
        ("Fri, 31 Dec 1999 22:59:59 GMT", 0.0),
        ("-5", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_what_retry_after_says(text: str | None, seconds: float | None) -> None:
    assert seconds_of(text, 946_684_740.0) == seconds


async def test_hosts_that_nobody_waits_for_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST", 10)
    hosts = Hosts()
    hosts.put_off("later.example", "60")
    for number in range(100):
        async with hosts.turn(f"{number}.example", 0.0):
            pass
    assert len(hosts._hosts) <= 11
    with pytest.raises(LaterError):
        async with hosts.turn("later.example", 0.0):
            pass
