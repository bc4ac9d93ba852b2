from __future__ import annotations

import asyncio
import logging
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
import pytest_asyncio

from streams import metrics
from streams.article import Dropped
from streams.errors import PoolError
from streams.kinds import Reason
from streams.runtime import pool as pool_module
from streams.runtime import pool_process
from streams.runtime.alarm import LONGEST
from streams.runtime.desk import Desk
from streams.runtime.kept_waiting import KeptWaiting
from streams.runtime.paces import SHORT
from streams.runtime.pool import NICENESS, HurriedError, Pool, SetApartError
from streams.runtime.pool_server import PIECE
from streams.runtime.turns import Rank
from streams.settings import Settings
from streams.sources.table import SourceTable
from tests.machine import patience
from tests.processes import shared
from tests.runtime import bare_server, deadly
from tests.waiting import until

#: Address space in MiB, seconds: tight enough for tests, and enough for the libraries.
#: Filling it must not take longer than the deadline, however busy the machine is.
MEMORY_MB, DEADLINE = 900, round(patience(3.0))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool() -> AsyncIterator[Pool]:
    """Two processes that all tests of this file share: each test leaves them healed."""
    pool = Pool(2, DEADLINE, MEMORY_MB)
    with shared(lambda: pool._server and pool._server._process):
        await pool.ready()
        yield pool
        pool.close()


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Further servers load nothing: no test gives them a document."""
    monkeypatch.setattr(pool_process, "PROGRAM", bare_server.PROGRAM)


pytestmark = pytest.mark.asyncio(loop_scope="module")


def kills(reason: Reason) -> float:
    return metrics.REGISTRY.get_sample_value("copydesk_pool_kills_total", {"reason": reason}) or 0.0


def busy() -> float | None:
    return metrics.REGISTRY.get_sample_value("copydesk_pool_busy")


def alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


async def both_processes(pool: Pool) -> set[int]:
    """The ids of the processes; returns when there are two."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        seen = await asyncio.gather(*(pool.run(deadly.nap, 0.05) for _ in range(2)))
        if len(set(seen)) == 2:
            return {pid for pid in seen if isinstance(pid, int)}
    raise AssertionError("there are not two processes")


async def reason_of(pool: Pool, function: object, *arguments: object) -> Dropped:
    result = await pool.run(function, *arguments)  # type: ignore[arg-type]
    assert isinstance(result, Dropped)
    return result


async def test_the_result_comes_back(pool: Pool) -> None:
    assert await pool.run(deadly.echo, {"a": "Grüße"}) == {"a": "Grüße"}


async def test_what_documents_need_is_loaded_beforehand(pool: Pool) -> None:
    assert await pool.run(deadly.has_loaded)


async def test_ten_megabytes_go_there_and_back(pool: Pool) -> None:
    sent = os.urandom(10_000_000)
    assert await pool.run(deadly.echo, sent) == sent


async def test_a_long_tuple_comes_back_whole_and_the_loop_turns_meanwhile(pool: Pool) -> None:
    async def turn() -> None:
        while True:
            deadly.TURNS[0] += 1
            await asyncio.sleep(0)

    turning = asyncio.ensure_future(turn())
    try:
        assert await pool.run(deadly.many, 5 * PIECE + 1) == tuple(range(1, 5 * PIECE + 2))
    finally:
        turning.cancel()
    assert len(set(deadly.CAME)) >= 6


@pytest.mark.parametrize("function", [deadly.never_end, deadly.never_end_in_c])
async def test_what_never_ends_meets_its_deadline_and_the_pool_heals(pool: Pool, function: object) -> None:
    before = await both_processes(pool)
    killed = kills(Reason.DEADLINE)
    dropped = await reason_of(pool, function)
    assert dropped.reason is Reason.DEADLINE
    assert f"{DEADLINE} s" in dropped.detail
    assert kills(Reason.DEADLINE) == killed + 1
    assert len(await both_processes(pool) - before) == 1


async def test_the_killed_process_is_gone(pool: Pool, tmp_path: Path) -> None:
    notes = tmp_path / "started"
    dropped = await reason_of(pool, deadly.note_start, notes)
    assert dropped.reason is Reason.DEADLINE
    (pid,) = (int(line) for line in notes.read_text().split())  # tried once only
    await until(lambda: not alive(pid), 2)


async def test_the_deadline_counts_from_the_start_of_the_work(pool: Pool) -> None:
    work = [pool.run(deadly.nap, 0.5) for _ in range(12)]  # 3 s on two processes, the deadline is 2 s
    assert all(isinstance(pid, int) for pid in await asyncio.gather(*work))


async def test_what_is_to_come_first_overtakes_what_waits(pool: Pool) -> None:
    done: list[str] = []

    async def work(name: str, rank: Rank) -> None:
        await pool.run(deadly.nap, 0.02, rank=rank)
        done.append(name)

    busy_with = [asyncio.ensure_future(pool.run(deadly.nap, 0.3)) for _ in range(2)]
    await until(lambda: busy() == 2, 5)
    begun = [asyncio.ensure_future(work(f"clean {number}", Rank.LIVE)) for number in range(6)]
    await asyncio.wait(begun, timeout=0)
    begun.append(asyncio.ensure_future(work("enrich", Rank.FIRST)))
    await asyncio.gather(*busy_with, *begun)
    # Two processes: it is among the first two to be begun.
    assert "enrich" in done[:2]


async def test_sources_take_turns(pool: Pool) -> None:
    done: list[str] = []

    async def work(source: str) -> None:
        await pool.run(deadly.nap, 0.02, source=source)
        done.append(source)

    busy_with = [asyncio.ensure_future(pool.run(deadly.nap, 0.3)) for _ in range(2)]
    await until(lambda: busy() == 2, 5)
    begun = [asyncio.ensure_future(work(source)) for source in [*["much"] * 8, "little", "little"]]
    await asyncio.gather(*busy_with, *begun)
    assert done.count("little") == 2
    assert set(done[-4:]) == {"much"}


async def test_sources_share_the_time_and_not_the_number_of_documents(pool: Pool) -> None:
    done: list[str] = []

    async def work(source: str, seconds: float) -> None:
        await pool.run(deadly.nap, seconds, source=source)
        done.append(source)

    busy_with = [asyncio.ensure_future(pool.run(deadly.nap, 0.3)) for _ in range(2)]
    await until(lambda: busy() == 2, 5)
    begun = [asyncio.ensure_future(work("long", 0.5)) for _ in range(6)]
    begun += [asyncio.ensure_future(work("short", 0.01)) for _ in range(20)]
    await asyncio.gather(*busy_with, *begun)
    # Each short one would wait for a long one, if each had its turn.
    assert set(done[-3:]) == {"long"}


async def test_the_last_process_is_lent_for_a_short_time_only(pool: Pool) -> None:
    """Whoever wants it next waits no longer than that, whatever holds all the others."""
    killed = kills(Reason.DEADLINE)
    first = asyncio.ensure_future(pool.run(deadly.sleep_on, source="a", may_hurry=True))
    await until(lambda: busy() == 1, 5)
    began = time.monotonic()
    with pytest.raises(HurriedError):
        await pool.run(deadly.sleep_on, source="b", may_hurry=True)
    assert time.monotonic() - began < DEADLINE / 2
    assert not first.done()
    dropped = await first
    assert isinstance(dropped, Dropped)
    assert dropped.reason is Reason.DEADLINE
    # While another process is free there is no hurry.
    assert isinstance(await pool.run(deadly.nap, DEADLINE * SHORT * 2, may_hurry=True), int)
    assert kills(Reason.DEADLINE) == killed + 2


async def test_a_deadline_does_not_count_what_a_busy_machine_takes_but_ends(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = DEADLINE * SHORT
    waited = iter([1.0, *[1.0 + 1.5 * short] * 1000])
    monkeypatch.setattr(KeptWaiting, "seconds", lambda _: next(waited))
    assert isinstance(await pool.run(deadly.nap, short * 2, hurry=True), int)
    waited = iter([1.0, *[1e9] * 1000])
    with pytest.raises(HurriedError):
        await pool.run(deadly.nap, short * (LONGEST + 7), hurry=True)


async def test_who_is_in_a_hurry_gets_the_short_deadline_whatever_is_free(pool: Pool) -> None:
    with pytest.raises(HurriedError):
        await pool.run(deadly.nap, DEADLINE, hurry=True)
    assert await pool.run(deadly.echo, 7, hurry=True) == 7


async def test_work_behind_the_short_deadline_is_said_to_be_overdue_and_those_that_wait_may_go_elsewhere(
    pool: Pool,
) -> None:
    overdue: list[str] = []
    both = [
        asyncio.ensure_future(pool.run(deadly.sleep_on, source="a", overdue=lambda: overdue.append("a")))
        for _ in range(2)
    ]
    await until(lambda: busy() == 2, 5)
    waiting = asyncio.ensure_future(pool.run(deadly.echo, 1, source="a", apart=lambda: bool(overdue)))
    other = asyncio.ensure_future(pool.run(deadly.echo, 2, source="b", apart=lambda: False))
    await until(lambda: len(overdue) == 2, 5)
    assert not any(each.done() for each in both)
    with pytest.raises(SetApartError):
        await waiting
    assert await other == 2
    await asyncio.gather(*both)
    # The process that it was given is another's at once.
    assert await both_processes(pool)
    assert await pool.run(deadly.echo, 3, overdue=lambda: overdue.append("no")) == 3
    assert isinstance(await pool.run(deadly.nap, DEADLINE * SHORT * 2), int)
    assert overdue == ["a", "a"]


async def test_what_a_busy_machine_takes_makes_no_work_overdue(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    short, overdue = DEADLINE * SHORT, list[str]()
    # The count of the deadline and that of the short one begin at once, and each is looked at again.
    counts = iter([1.0, 1.0, *[1.0 + short] * 1000])
    monkeypatch.setattr(KeptWaiting, "seconds", lambda _: next(counts))
    assert isinstance(await pool.run(deadly.nap, short * 1.5, overdue=lambda: overdue.append("a")), int)
    assert overdue == []


async def test_a_second_look_has_a_process_of_its_own_which_takes_what_is_left(pool: Pool) -> None:
    both = [asyncio.ensure_future(pool.run(deadly.nap, DEADLINE / 2)) for _ in range(2)]
    await until(lambda: busy() == 2, 5)
    usual = os.getpriority(os.PRIO_PROCESS, 0)
    assert await pool.run_apart(deadly.niceness) == max(usual, NICENESS)
    assert not any(each.done() for each in both)
    dropped = await pool.run_apart(deadly.sleep_on)
    assert isinstance(dropped, Dropped)
    assert dropped.reason is Reason.DEADLINE
    assert await pool.run_apart(deadly.echo, 3) == 3
    await asyncio.gather(*both)


async def test_who_is_in_a_hurry_apart_waits_for_no_second_look(pool: Pool) -> None:
    second = asyncio.ensure_future(pool.run_apart(deadly.sleep_on))
    third = asyncio.ensure_future(pool.run_apart(deadly.echo, 4))
    await until(lambda: busy() == 1, 5)
    with pytest.raises(HurriedError):
        await pool.run_apart(deadly.sleep_on, hurry=True)
    assert not second.done()
    assert pool.waiting_apart == 1
    assert isinstance(await second, Dropped)
    assert await third == 4


async def test_memory_has_an_end(pool: Pool) -> None:
    before, killed = await both_processes(pool), kills(Reason.OUT_OF_MEMORY)
    dropped = await reason_of(pool, deadly.eat_memory)
    assert dropped.reason is Reason.OUT_OF_MEMORY
    assert str(MEMORY_MB) in dropped.detail
    assert kills(Reason.OUT_OF_MEMORY) == killed + 1
    assert len(await both_processes(pool) & before) == 1  # the process is not used again


async def test_an_error_of_another_name_where_no_memory_was_left(pool: Pool) -> None:
    assert (await reason_of(pool, deadly.fail_for_want_of_memory)).reason is Reason.OUT_OF_MEMORY


async def test_a_roomy_process_beside_the_others_has_four_times_as_much(pool: Pool) -> None:
    beside = Pool(1, DEADLINE, MEMORY_MB, beside=pool, roomy=True)
    beside.begin()
    try:
        for each, times in ((beside, 4), (pool, 1)):
            assert await each.run(resource.getrlimit, resource.RLIMIT_AS) == (times * MEMORY_MB * 2**20,) * 2
    finally:
        beside.close()


async def test_what_the_stories_process_does_is_no_document_in_work(pool: Pool) -> None:
    beside = Pool(1, DEADLINE, MEMORY_MB, beside=pool, roomy=True)
    await beside.ready()
    try:
        begun = busy()
        napping = asyncio.ensure_future(beside.run(deadly.nap, 0.3))
        await until(lambda: not beside.idle, 5)
        assert busy() == begun
        await napping
    finally:
        beside.close()


async def test_an_answer_that_does_not_fit_into_memory(pool: Pool) -> None:
    assert (await reason_of(pool, deadly.answer_too_much)).reason is Reason.OUT_OF_MEMORY


@pytest.mark.parametrize(
    ("function", "arguments", "exit_code"),
    [(deadly.leave, (7,), 7), (deadly.leave, (0,), 0), (deadly.crash, (), -11), (deadly.abort, (), -6)],
)
async def test_what_kills_its_process_is_tried_twice(
    pool: Pool, function: object, arguments: tuple[object, ...], exit_code: int
) -> None:
    killed = kills(Reason.PROCESS_DIED)
    dropped = await reason_of(pool, function, *arguments)
    assert dropped == Dropped(Reason.PROCESS_DIED, f"exit code {exit_code}, 2 attempts")
    assert kills(Reason.PROCESS_DIED) == killed + 2
    await both_processes(pool)


@pytest.mark.parametrize(
    ("function", "detail"),
    [
        (deadly.fail, "ValueError: a page of a kind that nobody foresaw"),
        (deadly.fail_with_what_cannot_be_pickled, "XMLSyntaxError: Opening and ending tag mismatch"),
        (deadly.ask_to_exit, "SystemExit: 3"),
        (deadly.interrupt, "KeyboardInterrupt"),
        (deadly.recurse, "RecursionError: maximum recursion depth"),
        (deadly.return_a_function, "local object 'return_a_function"),
        (deadly.return_a_trap, "ValueError: a page of a kind"),
    ],
)
async def test_a_fault_is_told_and_costs_no_process(pool: Pool, function: object, detail: str) -> None:
    before = await both_processes(pool)
    dropped = await reason_of(pool, function)
    assert dropped.reason is Reason.INTERNAL_ERROR
    assert detail in dropped.detail
    assert await both_processes(pool) == before


async def test_the_traceback_is_logged(pool: Pool, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        await pool.run(deadly.fail)
    assert "in fail" in caplog.text
    assert "raise ValueError" in caplog.text


async def test_what_cannot_be_sent_is_a_fault(pool: Pool) -> None:
    assert (await reason_of(pool, lambda: 1)).reason is Reason.INTERNAL_ERROR
    assert (await reason_of(pool, deadly.echo, deadly.Trap())).reason is Reason.INTERNAL_ERROR


async def test_innocent_work_is_tried_again(pool: Pool, tmp_path: Path) -> None:
    assert await pool.run(deadly.die_once, tmp_path / "marker") == "done"


async def test_processes_killed_in_their_sleep_are_replaced_and_cost_no_work(pool: Pool) -> None:
    for _ in range(3):
        before = await both_processes(pool)
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        # At once, before the loop can have noticed: both of a job's attempts would meet a dead process.
        assert await pool.run(deadly.echo, 1) == 1
        assert not await both_processes(pool) & before


async def test_a_death_before_the_work_began_does_not_count(pool: Pool) -> None:
    """Both processes are held still, so that neither reads its job before it is killed."""
    await both_processes(pool)
    held = {process.pid: process for process in pool._processes}
    for pid in held:
        os.kill(pid, signal.SIGSTOP)
    work = asyncio.ensure_future(pool.run(deadly.echo, "done"))
    await until(lambda: busy() == 1)
    # The one that has the job; then the other one, should it be next, and not one that is new.
    while not work.done() and (at_work := [pid for pid in held if held[pid] not in pool._idle]):
        process = held.pop(at_work[0])
        os.kill(process.pid, signal.SIGKILL)
        await until(lambda process=process: not process.alive)  # type: ignore[misc]
        await until(lambda: work.done() or busy() == 1)
    for pid in held:
        os.kill(pid, signal.SIGKILL)
    assert await work == "done"
    await both_processes(pool)


async def test_work_queued_behind_dead_processes_is_done(pool: Pool) -> None:
    work = [asyncio.ensure_future(pool.run(deadly.nap, 0.2)) for _ in range(10)]
    victims = await both_processes(pool)
    for pid in victims:
        os.kill(pid, signal.SIGKILL)
    assert all(isinstance(pid, int) for pid in await asyncio.gather(*work))


async def test_a_process_that_closes_its_line_is_ended(pool: Pool) -> None:
    dropped = await reason_of(pool, deadly.close_the_line)
    assert dropped.reason is Reason.PROCESS_DIED
    await both_processes(pool)


async def test_one_poison_page_costs_its_own_process_only_and_its_kill_holds_up_nobody(pool: Pool) -> None:
    """Counted: while it is in work, every other document goes through the other process.

    A pool with a lock that its processes share would stand still while one of them is being killed.
    """
    before = await both_processes(pool)
    poison = asyncio.ensure_future(pool.run(deadly.never_end_in_c))
    seen: list[object] = []
    longest = 0.0
    while not poison.done():
        started = time.monotonic()
        seen.append(await pool.run(deadly.process_id))
        longest = max(longest, time.monotonic() - started)
        await asyncio.sleep(0.005)  # a poll, until the poison is gone
    during, after = seen[:-1], await both_processes(pool)
    assert len(during) > 100
    assert len(set(during)) == 1
    assert set(during) < before
    assert set(during) < after  # the neighbour lived on
    assert longest < 1.0
    assert await poison == Dropped(Reason.DEADLINE, f"no end after {DEADLINE} s; its process was killed")


async def test_work_that_nobody_waits_for_is_ended(pool: Pool, tmp_path: Path) -> None:
    notes = tmp_path / "started"
    work = asyncio.ensure_future(pool.run(deadly.note_start, notes))
    await until(lambda: notes.exists() and notes.read_text().endswith("\n"))
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    await until(lambda: not alive(int(notes.read_text())), 1)
    await both_processes(pool)


async def test_the_gauge_shows_what_is_in_work(pool: Pool) -> None:
    await both_processes(pool)
    assert busy() == 0
    work = [asyncio.ensure_future(pool.run(deadly.nap, 0.3)) for _ in range(5)]
    await until(lambda: busy() == 2)
    await asyncio.gather(*work)
    assert busy() == 0


async def test_the_death_of_the_server_is_survived(pool: Pool) -> None:
    assert pool._server is not None
    server, before = pool._server._process.pid, await both_processes(pool)
    work = [asyncio.ensure_future(pool.run(deadly.nap, 0.3)) for _ in range(6)]
    os.kill(server, signal.SIGKILL)
    assert all(isinstance(pid, int) for pid in await asyncio.gather(*work))
    assert not await both_processes(pool) & before
    assert not any(alive(pid) for pid in before)


async def test_signals_for_the_whole_group_are_the_parents_business(pool: Pool) -> None:
    blocked = await pool.run(deadly.signals_blocked)
    assert blocked == {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
    before = await both_processes(pool)
    assert pool._server is not None
    for pid in (*before, pool._server._process.pid):
        os.kill(pid, signal.SIGINT)
        os.kill(pid, signal.SIGTERM)
    assert await both_processes(pool) == before


async def test_close_ends_everything_at_once(tmp_path: Path) -> None:
    pool = Pool(2, 60, MEMORY_MB)
    await pool.ready()
    notes = tmp_path / "started"
    work = [asyncio.ensure_future(pool.run(deadly.note_start, notes)) for _ in range(5)]
    await until(lambda: notes.exists() and notes.read_text().count("\n") == 2)
    started = time.monotonic()
    pool.close()
    results = await asyncio.gather(*work, return_exceptions=True)
    assert time.monotonic() - started < patience(1)
    assert all(isinstance(result, PoolError) for result in results)
    await until(lambda: not any(alive(int(pid)) for pid in notes.read_text().split()), 1)
    with pytest.raises(PoolError, match="closed"):
        await pool.run(deadly.echo)


async def test_a_pool_that_cannot_start_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_module, "PAUSES", (0.01,))
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(PoolError, match="no process"):
        await Pool(2, 1, MEMORY_MB).ready()


async def test_a_pool_that_breaks_ends_all_who_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    pool = Pool(1, 60, MEMORY_MB)
    await pool.ready()
    waiting = [asyncio.ensure_future(pool.run(deadly.nap, 30)) for _ in range(3)]
    await until(lambda: busy() == 1)
    monkeypatch.setattr(pool_module, "PAUSES", (0.01, 0.01))
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert pool._server is not None
    pool._server._process.kill()
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert all(isinstance(result, PoolError) for result in results)
    with pytest.raises(PoolError):
        await pool.run(deadly.echo)


class BrokenPool:
    async def run(self, *_: object, **__: object) -> None:
        raise PoolError("no process starts")


async def test_a_broken_pool_is_no_fault_of_the_document() -> None:
    """It must end the worker: as a dead letter the document would be lost for no reason of its own."""
    desk = Desk(cast(Any, BrokenPool()), cast(Any, SimpleNamespace(sources=SourceTable())), Settings())
    page = b"<html><body><p>A page that takes the way through the pool.</p></body></html>"
    message = SimpleNamespace(
        topic="articles.raw", partition=0, offset=0, timestamp=0.0, key=None, value=page, headers=[]
    )
    with pytest.raises(PoolError):
        await desk.clean(SimpleNamespace(message=message))


SCRIPT = """
import asyncio
from streams.runtime import pool_process
from streams.runtime.pool import Pool
from tests.runtime import bare_server, deadly

pool_process.PROGRAM = bare_server.PROGRAM

async def main():
    pool = Pool(2, 600, 900)
    await pool.ready()
    for work in (deadly.never_end, deadly.never_end_in_c):
        asyncio.ensure_future(pool.run(work))
    await asyncio.sleep(0.2)
    print(pool._server._process.pid, *(process.pid for process in pool._processes), flush=True)
    await asyncio.sleep(600)

asyncio.run(main())
"""


def family_of_its_own(*, deaf: bool = False) -> tuple[subprocess.Popen[bytes], list[int]]:
    """A parent whose pool is at work that never ends, and the ids of its server and its two processes."""

    def prepare() -> None:
        if deaf:
            signal.signal(signal.SIGINT, signal.SIG_IGN)

    parent = subprocess.Popen(
        [sys.executable, "-c", SCRIPT], stdout=subprocess.PIPE, start_new_session=True, preexec_fn=prepare
    )
    assert parent.stdout is not None
    family = [int(pid) for pid in parent.stdout.readline().split()]
    parent.stdout.close()
    assert len(family) == 3
    assert all(alive(pid) for pid in family)
    return parent, family


async def test_kill_9_of_the_parent_leaves_nothing_behind() -> None:
    parent, family = await asyncio.to_thread(family_of_its_own)
    parent.kill()
    parent.wait()
    await until(lambda: not any(alive(pid) for pid in family), 5)


async def test_ctrl_c_in_the_terminal_reaches_the_parent_alone() -> None:
    parent, family = await asyncio.to_thread(family_of_its_own, deaf=True)
    os.killpg(parent.pid, signal.SIGINT)
    # It is held back for good, not just on its way.
    await until(lambda: all(signal.SIGINT in pending(pid) for pid in family), 2)
    assert all(alive(pid) for pid in family)
    parent.kill()
    parent.wait()
    await until(lambda: not any(alive(pid) for pid in family), 5)


def pending(pid: int) -> set[int]:
    """The signals that a process has been sent and that are blocked in it."""
    status = Path(f"/proc/{pid}/status").read_text()
    mask = int(status.partition("ShdPnd:")[2].split()[0], 16)
    return {number for number in range(1, 65) if mask >> (number - 1) & 1}
