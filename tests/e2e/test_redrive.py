"""What died for a cause that is mended comes back from articles.dead, and the account still adds up."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import orjson

from tests.cli.run import Ran, copydesk
from tests.e2e.desk import running_desk
from tests.e2e.wire import slow_page, story
from tests.topics import read
from tests.waiting import until, when

PAGES, STORIES = 3, 6


async def command(broker: str, *arguments: str) -> Ran:
    return await asyncio.to_thread(copydesk, *arguments, broker=broker)


async def ends_as(broker: str, **expected: int) -> None:
    """Returns when the account adds up to the dispositions `expected`; fails the test when it does not come to it.

    Of a raw event that is redriven at a later stage the old end counts until it has another: --wait does not wait.
    """

    async def account() -> tuple[int, dict[str, int]]:
        ran = await command(broker, "account", "--json", "--wait", "20")
        told: dict[str, Any] = orjson.loads(ran.out)
        return ran.code, {kind: count for kind, count in told["dispositions"].items() if count}

    await when(account, lambda told: told == (0, expected))


async def test_what_a_deadline_killed_is_redriven_and_reaches_its_end(
    real_kafka: str, tmp_path: Path
) -> None:
    broker = real_kafka
    pages = [slow_page(number, 0.3) for number in range(100, 100 + PAGES)]
    # Pages die in clean, to which the pool gives no time at all; stories go out without what enrich would find.
    async with running_desk(
        broker, tmp_path, COPYDESK_PARTITIONS="2", COPYDESK_DEADLINE_SECONDS="0.000001"
    ) as desk:
        await desk.send([*pages, *(story(number) for number in range(STORIES))])
        await desk.complete()
    await ends_as(broker, dead=PAGES, enriched=STORIES)
    groups = [orjson.loads(line) for line in (await command(broker, "dead", "--json")).out.splitlines()]
    assert [(each["stage"], each["reason"], each["source"], each["count"]) for each in groups] == [
        ("clean", "deadline", "test-wire", PAGES)
    ]

    dry = await command(broker, "redrive", "--dry-run")
    assert dry.code == 0
    assert f"To go back: {PAGES} to articles.raw" in dry.out
    assert len(await read(broker, "articles.raw")) == PAGES + STORIES

    async with running_desk(broker, tmp_path, COPYDESK_PARTITIONS="2"):
        sent = await command(broker, "redrive", "--yes")
        assert (sent.code, sent.out.splitlines()[-1]) == (0, f"{PAGES} sent back.")
        # Each page is a new raw event, and the old one stays dead.
        await ends_as(broker, dead=PAGES, enriched=PAGES + STORIES)
        await _check_bytes(broker, {page.key: page.value for page in pages})

        again = await command(broker, "redrive", "--yes")
        assert again.code == 0
        assert f"{PAGES} stay, redriven before" in again.out
        traced = [
            orjson.loads(line)
            for line in (await command(broker, "dead", "--trace", "--json")).out.splitlines()
        ]
        assert [(each["redriven"], each["ended"]) for each in traced] == [(PAGES, {"enriched": PAGES})]

        # Sent once more, a page is a repeat of the one that came through.
        more = await command(broker, "redrive", "--yes", "--again", "--stage", "clean", "--limit", "1")
        assert more.code == 0
        await ends_as(broker, dead=PAGES, enriched=PAGES + STORIES, repeat=1)


async def _check_bytes(broker: str, pages: dict[bytes, bytes]) -> None:
    raws = await read(broker, "articles.raw")
    dead = {(each.partition, each.offset) for each in await read(broker, "articles.dead")}
    redriven = [each for each in raws if "redriven-from" in dict(each.headers)]
    assert len(redriven) == PAGES
    for each in redriven:
        (original,) = (raw for raw in raws if raw.key == each.key and raw is not each)
        assert each.value == original.value == pages[each.key]
        assert each.partition == original.partition
        headers = dict(each.headers)
        _, partition, offset = headers.pop("redriven-from").split(b"/")
        assert (int(partition), int(offset)) in dead
        assert headers.pop("dead-attempts") == b"1"
        assert headers == dict(original.headers)


async def test_what_dies_again_is_counted_until_it_stays(real_kafka: str, tmp_path: Path) -> None:
    broker = real_kafka
    async with running_desk(
        broker, tmp_path, COPYDESK_PARTITIONS="2", COPYDESK_DEADLINE_SECONDS="0.000001"
    ) as desk:
        await desk.send([slow_page(1, 0.02), story(2)])
        await desk.complete()
        sent = 2
        for _ in range(2):
            assert "1 sent back." in (await command(broker, "redrive", "--yes")).out
            sent += 1
            await until(lambda: sum(map(len, desk.ends.values())) == sent)  # noqa: B023 - awaited here
    last = await command(broker, "redrive", "--yes")
    assert "There is nothing to redrive." in last.out
    assert "1 stay, died too often" in last.out
    letters = [dict(each.headers) for each in await read(broker, "articles.dead")]
    assert sorted(each["dead-attempts"] for each in letters) == [b"1", b"2", b"3"]
    # The page was three raw events, each redriven one a new one.
    await ends_as(broker, dead=3, enriched=1)
