"""`copydesk demo`."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import tempfile
from collections.abc import Callable
from importlib.resources import as_file
from pathlib import Path

import click
import orjson
from rich.console import Console
from rich.live import Live

from streams.brokers.client import Broker, find
from streams.brokers.embedded import (
    MEMORY_ONLY,
    EmbeddedBroker,
    announce,
    answers,
    find_broker,
    free_port,
    withdraw,
)
from streams.cli.browser import open_page
from streams.cli.demo_day import Day
from streams.cli.demo_view import next_steps, picture, summary, where_to_look
from streams.cli.folders import check_data, check_file
from streams.cli.processes import Prometheus, WorkerProcess
from streams.datafiles import shipped
from streams.errors import BrokerError, CopydeskError
from streams.settings import Settings, settings

#: What ends the demo in good order.
_SIGNALS = (signal.SIGINT, signal.SIGTERM)
#: The picture is drawn so often, in times a second.
_DRAWN = 4
#: The demo fails when no seed comes to its end for so long, in seconds.
_PATIENCE = 45.0
#: How long the stories are waited for when the wire has come to its end, in seconds.
_STORIES_PATIENCE = 5.0


@click.command()
@click.option(
    "--once", is_flag=True, help="Ends by itself when every seed has its end; exit code 0 only then."
)
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Writes the figures as JSON.")
@click.option("--seeds", type=click.Path(exists=True, path_type=Path), help="Another folder of raw articles.")
@click.option(
    "--browser/--no-browser",
    default=True,
    help="Opens the page, where there is a screen; not with --once.",
    show_default=True,
)
@click.option(
    "--watch", is_flag=True, help="Also starts a Prometheus, if one is installed, and says where to look."
)
def demo(once: bool, report: Path | None, seeds: Path | None, browser: bool, watch: bool) -> None:
    """A made-up news day through the whole desk: a broker, a worker, ninety raw articles, and what becomes of them.

    The first line is the address of its page, which opens in a browser where there is a screen.

    \b
    Examples:
      copydesk demo
      copydesk demo --watch
      copydesk demo --once --report report.json
    """
    console = Console(highlight=False)
    check_data(settings().data)
    if report:
        check_file(report)
    try:
        day = asyncio.run(_demo(console, once, seeds, browser and not once, watch))
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None  # it was told to end with nothing to sum up
    if report:
        report.write_bytes(orjson.dumps(day.report(), option=orjson.OPT_INDENT_2) + b"\n")
    if not day.complete():
        raise CopydeskError(
            f"{len(day.account.missing)} raw events came to no end, {len(day.account.twice)} to two"
        )


async def _demo(console: Console, once: bool, seeds: Path | None, browser: bool, watch: bool) -> Day:
    """Starts what is needed, runs the day, says what came of it, and ends what it started.

    A signal ends it in good order (see `_end_on_signals`). It raises CancelledError if that came with `once`, or before
    the worker was ready.
    """
    # Before anything is started: Python loses a KeyboardInterrupt that comes in the moment of a fork.
    _end_on_signals()
    known = settings()
    port = _page_port(known)
    page = f"http://{known.metrics_host}:{port}/"
    console.print(f"The wire, live: {page}")
    with contextlib.ExitStack() as stack:
        folder = seeds or stack.enter_context(as_file(shipped("seeds")))
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="copydesk-demo-")))
        # Security without a Kafka that has it: find() says so.
        kafka = known.broker or known.security_protocol != "PLAINTEXT"
        embedded = None if kafka else _embedded(known, scratch, stack, console)
        broker = Broker(embedded.address) if embedded else find(known)
        # The embedded broker forgets, and so must the demo's ledger, beside that of a real desk.
        apart = _in_order() | {"COPYDESK_DATA": str(scratch / "data")} if embedded else {}
        worker = stack.enter_context(WorkerProcess(broker.address, scratch / "worker.log", port, apart))
        day = Day(broker, folder, known, console.width)
        checks = [worker.check, *([embedded.check] if embedded else [])]
        prometheus = stack.enter_context(Prometheus(scratch)) if watch else None

        def ready(metrics: str) -> None:
            if browser:
                open_page(page)
            if prometheus:
                prometheus.start(metrics)
                console.print(where_to_look(metrics, prometheus))

        await _run(day, worker, checks, console, once, ready)
        if once and not console.is_terminal:
            console.print()  # in a file the picture ends without a line break
        console.print(summary(day))
        if once:
            console.print(
                "[dim]`copydesk demo` without --once stays, for you to subscribe and to feed it a page.[/dim]"
            )
    return day


def _embedded(
    known: Settings, scratch: Path, stack: contextlib.ExitStack, console: Console
) -> EmbeddedBroker:
    console.print(f"[dim]{MEMORY_ONLY}[/dim]")
    broker = stack.enter_context(EmbeddedBroker(free_port(), scratch / "broker.log"))
    try:
        find_broker("", known.data)
    except BrokerError:
        # No other one stands: this one is what feed and tail in another terminal mean.
        announce(known.data, broker.address)
        stack.callback(withdraw, known.data)
    return broker


def _in_order() -> dict[str, str]:
    """Settings with which the day has one order, and so one outcome: one partition, in which nobody overtakes who takes
    long.

    One partition of articles.raw would not do: the stories are found in the order in which articles.enriched is read.
    On a Kafka of the user's the topics are as they are there.
    """
    return {
        "COPYDESK_PARTITIONS": "1",
        "COPYDESK_ORDER_SECONDS": "600",
        "COPYDESK_WINDOW": "512",
    }


def _page_port(known: Settings) -> int:
    """The port of the page: the usual one, or any that is free. It is told before the worker has taken it."""
    if known.metrics_port == 0 or answers(known.metrics_host, known.metrics_port):
        return free_port()
    return known.metrics_port


def _end_on_signals() -> None:
    """SIGINT (Ctrl-C) or SIGTERM cancels the task that calls this; a second one has its usual effect.

    asyncio's own handler is not enough: a shell starts what runs in its background with SIGINT ignored, and asyncio
    leaves it so. And SIGTERM would end us at once, with the worker and the broker still running.
    """
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None

    def end() -> None:
        for number in _SIGNALS:
            loop.remove_signal_handler(number)
        task.cancel()

    for number in _SIGNALS:
        loop.add_signal_handler(number, end)


def _is_over(day: Day) -> bool:
    """Whether there is nothing more to wait for. The stories come behind the wire, and are waited for a moment."""
    if day.complete() and (day.stories_complete() or day.idle() > _STORIES_PATIENCE):
        return True
    return day.idle() > _PATIENCE


async def _run(
    day: Day,
    worker: WorkerProcess,
    checks: list[Callable[[], None]],
    console: Console,
    once: bool,
    ready: Callable[[str], None],
) -> None:
    """Feeds and watches, until it is cancelled or with `once` the day is over.

    `checks` raise when a process has ended; `ready` is called with the url of the metrics when the worker works.
    CancelledError goes on if there is nothing to sum up.
    """
    running = asyncio.ensure_future(_begin_day(day, worker, ready))
    try:
        with Live(console=console, refresh_per_second=_DRAWN, transient=not once) as live:
            while not (once and day.fed and _is_over(day)):
                live.update(picture(day))
                for check in checks:
                    check()
                if running.done():
                    running.result()
                if day.complete() and not once and not day.told:
                    day.told = True
                    live.console.print(next_steps(day.broker, worker.metrics))
                await asyncio.sleep(1 / _DRAWN)
            live.update(picture(day))
    except asyncio.CancelledError:
        if once or not worker.metrics:
            raise
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def _begin_day(day: Day, worker: WorkerProcess, ready: Callable[[str], None]) -> None:
    """Feeds the day when the worker is ready, and watches it; goes on until it is cancelled."""
    ready(await worker.ready())
    await asyncio.gather(day.watch(), day.feed())
