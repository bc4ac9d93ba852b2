"""A worker that is killed and started again goes on, and nothing is lost."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

from streams.brokers.embedded import EmbeddedBroker
from streams.kinds import Disposition
from tests.e2e.desk import running_desk
from tests.e2e.verdicts import check_repeats, undisturbed, verdicts_of
from tests.e2e.wire import story, wire
from tests.waiting import until


async def test_kill_9_in_mid_stream_loses_nothing(embedded: EmbeddedBroker, tmp_path: Path) -> None:
    async with running_desk(embedded.address, tmp_path) as desk:
        events = list(wire(200, slow_seconds=0.4))
        await desk.send(events)
        await desk.until(lambda: desk.ended > 50)
        desk.worker.kill()
        assert desk.account.open, "it was done before it was killed: nothing is proven"
        desk.worker.start()
        await desk.complete()
        assert desk.account.adds_up()
        check_repeats(desk)
        assert verdicts_of(desk) == undisturbed(events)


async def test_the_memory_of_a_killed_worker_comes_back(real_kafka: str, tmp_path: Path) -> None:
    async with running_desk(real_kafka, tmp_path) as desk:
        await desk.send(story(number) for number in range(50))
        await desk.complete()
        # What is not committed comes again, and would fill the memory anew: nothing would be proven.
        await desk.committed()
        desk.worker.kill()
        desk.worker.start()
        await desk.send(story(number, uri=f"urn:test:copy-{number}", changed=1) for number in range(50))
        await desk.send([story(2), story(3, version=7, changed=3)])
        await desk.complete()
        ends = [(desk.names[place], ends[0].outcome.disposition) for place, ends in desk.ends.items()]
        forgotten = [name for name, end in ends if "copy" in name and end is not Disposition.DUPLICATE]
        assert forgotten == []
        assert ("urn:test:story-2 v1", Disposition.REPEAT) in ends
        assert ("urn:test:story-3 v7", Disposition.ENRICHED) in ends


async def test_sigterm_finishes_what_is_in_the_window(real_kafka: str, tmp_path: Path) -> None:
    async with running_desk(real_kafka, tmp_path) as desk:
        await desk.send(wire(200, slow_seconds=0.4))
        await desk.until(lambda: desk.ended > 30)
        assert await asyncio.to_thread(desk.worker.stop) == 0
        assert desk.account.open, "it was done before it was stopped: nothing is proven"
        done = desk.account.received & desk.account.ends.keys()
        desk.worker.start()
        await desk.complete()
        # What had come to its end was committed: it is not done again.
        assert [desk.names[place] for place in done if len(desk.ends[place]) > 1] == []


async def test_a_second_sigterm_ends_at_once_and_loses_nothing(real_kafka: str, tmp_path: Path) -> None:
    async with running_desk(real_kafka, tmp_path) as desk:
        # Enough work that it is not done with it before the second signal comes, and not much more.
        await desk.send(wire(30, slow_share=0.5, slow_seconds=0.6))
        await desk.until(lambda: desk.ended > 3)
        process = desk.worker.process
        assert process is not None
        process.terminate()
        await until(lambda: "Stopping: " in desk.worker.last_words())
        assert process.poll() is None, "it had nothing to finish: nothing is proven"
        process.terminate()
        await until(lambda: process.poll() is not None, 2)
        assert process.returncode == 128 + signal.SIGTERM
        desk.worker.start()
        await desk.complete()
        assert desk.account.adds_up()
