"""`copydesk tail`."""

from __future__ import annotations

import asyncio
import sys
from contextlib import aclosing
from typing import Any

import click
import orjson
from rich.console import Console

from streams.brokers.client import find
from streams.brokers.reader import read_topic
from streams.cli.names import TOPIC, check_header
from streams.cli.terminal import line_of, printable_json
from streams.runtime.dead_letters import header_list
from streams.settings import settings


@click.command()
@click.argument("topic", type=TOPIC)
@click.option("--from-beginning", is_flag=True, help="All that the topic holds, and then what comes.")
@click.option("--count", type=click.IntRange(min=1), help="Ends after so many.")
@click.option("--no-follow", is_flag=True, help="Ends at the end of the topic.")
@click.option("--where", multiple=True, metavar="NAME=VALUE", help="Only records whose header says so.")
@click.option("--json", "as_json", is_flag=True, help="The whole value, one JSON object a line.")
def tail(
    topic: str,
    from_beginning: bool,
    count: int | None,
    no_follow: bool,
    where: tuple[str, ...],
    as_json: bool,
) -> None:
    """Shows a topic as it comes; its last part is name enough. Filters look at headers: language, source, signal,
    disposition, urgency and what else schemas/README.md lists.

    \b
    Examples:
      copydesk tail enriched --from-beginning --count 5
      copydesk tail articles.enriched --where language=de --json
      copydesk tail articles.dead --where dead-reason=deadline
    """
    wanted = [_condition(each, topic) for each in where]
    known = settings()
    broker = find(known)
    console = Console(highlight=False, soft_wrap=True)

    async def show() -> None:
        shown = 0
        # Closed here, and not when it is collected: by then its consumer could not be stopped any more.
        async with aclosing(
            read_topic(broker, topic, from_beginning=from_beginning, follow=not no_follow)
        ) as records:
            async for record in records:
                headers = {
                    name: value.decode("utf-8", "replace") for name, value in header_list(record.headers)
                }
                if any(headers.get(name) != value for name, value in wanted):
                    continue
                if as_json:
                    sys.stdout.buffer.write(printable_json(_as_json(record, headers)) + b"\n")
                    sys.stdout.flush()
                else:
                    console.print(line_of(record, headers))
                shown += 1
                if shown == count:
                    return

    asyncio.run(show())


def _condition(text: str, topic: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise click.UsageError(f"--where {text!r}: say NAME=VALUE, such as language=en")
    check_header(name, topic)
    return name, value


def _as_json(record: Any, headers: dict[str, str]) -> bytes:
    """The value itself where it is JSON; else, as for dead letters and pages, headers and text."""
    if record.value is None:
        return orjson.dumps({"headers": headers, "value": None})
    try:
        value = orjson.loads(record.value)
    except orjson.JSONDecodeError:
        value = {"headers": headers, "value": record.value.decode("utf-8", "replace")}
    return orjson.dumps(value)
