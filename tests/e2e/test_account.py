"""`copydesk account` on a desk that is killed in the middle: it names what has no end, and then that all have one."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import orjson

from tests.cli.run import Ran, copydesk
from tests.e2e.desk import running_desk
from tests.e2e.wire import story, wire

COUNT = 180


async def account(broker: str, *arguments: str) -> tuple[Ran, dict[str, Any]]:
    ran = await asyncio.to_thread(copydesk, "account", "--json", *arguments, broker=broker)
    return ran, orjson.loads(ran.out)


async def test_it_names_what_a_crash_left_without_an_end(real_kafka: str, tmp_path: Path) -> None:
    broker = real_kafka
    async with running_desk(broker, tmp_path, COPYDESK_PARTITIONS="2") as desk:
        await desk.send(wire(COUNT))
        await desk.until(lambda: len(desk.account.ends) > COUNT // 6)
        desk.worker.kill()
        ran, told = await account(broker)
        assert ran.code == 1
        assert told.keys() == {
            *("received", "articles", "dispositions", "missing", "twice"),
            *("killed_yet_usable", "older_is_last", "unreadable"),
        }
        assert (told["received"], told["articles"], told["twice"]) == (COUNT, COUNT, [])
        assert 0 < len(told["missing"]) == COUNT - sum(told["dispositions"].values())
        shown = await asyncio.to_thread(copydesk, "account", broker=broker)
        assert (shown.code, "It adds up" in shown.out) == (1, False)
        assert f"{len(told['missing'])} without an end: {told['missing'][0]} " in shown.out

        desk.worker.start()
        ran, after = await account(broker, "--wait", "90")
        assert ran.code == 0, after
        assert (after["received"], after["missing"], after["twice"]) == (COUNT, [], [])
        await desk.complete()
        # What the command reads from the topics is what was sent and watched from outside.
        assert after["dispositions"] == desk.account.dispositions()
        shown = await asyncio.to_thread(copydesk, "account", broker=broker)
        assert shown.code == 0
        assert "It adds up: each raw event has exactly one end." in shown.out

        await desk.send([story(10_000)])
        ran, after = await account(broker, "--wait", "60")
        assert (ran.code, after["received"]) == (0, COUNT + 1)
