"""Fed faster than it can work, a worker keeps its memory: what it has not taken waits in Kafka."""

from __future__ import annotations

import asyncio
import itertools
from pathlib import Path

from tests.e2e.desk import running_desk
from tests.e2e.memory import worker_memory
from tests.e2e.wire import slow_page, story
from tests.machine import patience

WINDOW = 64
BATCH, BATCHES = 140, 4
PASSED = 'copydesk_processed_total{{outcome="passed",stage="{}"}}'


async def test_memory_stays_flat_when_fed_far_faster_than_it_works(real_kafka: str, tmp_path: Path) -> None:
    # Articles are forgotten after some seconds: the expiry must be at work, or the index would grow as it should.
    settings = {"COPYDESK_WINDOW": str(WINDOW), "COPYDESK_DEDUPE_HOURS": "0.001"}
    async with running_desk(real_kafka, tmp_path, **settings) as desk:
        assert desk.worker.process is not None
        memory = []
        for batch in range(BATCHES):
            first = 100_000 + batch * BATCH
            # All of a batch at once: some hundred times faster than it is worked off.
            await desk.send(story(number) for number in range(first, first + BATCH))
            await desk.until(lambda: desk.account.open < BATCH / 2)
            assert (await desk.metrics())['copydesk_window_events{stage="clean"}'] <= WINDOW
            await desk.complete()
            memory.append(worker_memory(desk.worker.process.pid))
        assert desk.account.adds_up()
        # However fast they came, of four batches less than one is remembered some seconds, and some articles, later.
        later = itertools.count(200_000)
        async with asyncio.timeout(patience(60)):
            while (await desk.metrics())["copydesk_index_articles"] >= BATCH:
                await desk.send([story(next(later))])
                await desk.complete()
        for part in ("worker", "pool"):
            assert memory[-1][part] <= memory[1][part] * 1.15, memory


async def test_the_window_is_full_and_never_fuller(real_kafka: str, tmp_path: Path) -> None:
    async with running_desk(real_kafka, tmp_path, COPYDESK_WINDOW=str(WINDOW)) as desk:
        # Of one source a quarter of it, and of all pages three.
        await desk.send(
            slow_page(number, 0.05, source=f"wire-{number % 8}") for number in range(110_000, 110_096)
        )
        most = 0.0
        while desk.account.open > 30:
            desk.worker.check()
            most = max(most, (await desk.metrics())['copydesk_window_events{stage="clean"}'])
            await asyncio.sleep(0.05)
        assert WINDOW / 2 < most <= WINDOW * 3 / 4
        await desk.complete()


async def test_what_is_cleaned_goes_on_while_pages_wait(real_kafka: str, tmp_path: Path) -> None:
    """One loop fetches for all stages: waiting for room among the pages, it would leave the others with nothing."""
    pages = [slow_page(number, 0.05) for number in range(120_000, 120_064)]
    settings = {"COPYDESK_WINDOW": "8", "COPYDESK_STUCK_SECONDS": f"{patience(5):.0f}"}
    async with running_desk(real_kafka, tmp_path, **settings) as desk:
        # They all wait when it starts, as after an outage.
        assert await asyncio.to_thread(desk.worker.stop) == 0
        await desk.send(pages)
        desk.worker.start()
        await desk.until(lambda: desk.ended > 0)
        received = sum(
            count
            for name, count in (await desk.metrics()).items()
            if name.startswith("copydesk_received_total")
        )
        assert received < len(pages) / 2
        await desk.complete()
        desk.worker.check()


async def test_what_lies_between_the_stages_is_bounded_by_their_windows(
    real_kafka: str, tmp_path: Path
) -> None:
    """After an outage, too, the end of the pipe goes first: the first is out when few are cleaned."""
    window, count = 16, 240
    async with running_desk(real_kafka, tmp_path, COPYDESK_WINDOW=str(window)) as desk:
        assert await asyncio.to_thread(desk.worker.stop) == 0
        await desk.send(story(number) for number in range(130_000, 130_000 + count))
        desk.worker.start()
        between: list[float] = []
        while desk.account.open:
            metrics = await desk.metrics()
            passed = [metrics[PASSED.format(stage)] for stage in ("clean", "enrich")]
            between.append(passed[0] - passed[1])
            desk.worker.check()
            await asyncio.sleep(0.05)
        # Three windows, and what is on its way between them; with nothing to hold it, most of what waits.
        assert max(between) <= 8 * window, between
        assert desk.account.adds_up()
