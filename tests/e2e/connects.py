"""`copydesk connect` as a process beside a desk, and what comes in by it."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import orjson

from streams.cli.processes import WorkerProcess
from streams.topology import DUPLICATES, ENRICHED
from tests.e2e.desk import Desk


@asynccontextmanager
async def connecting(
    desk: Desk, sources: str, name: str = "connect", **environment: str
) -> AsyncIterator[WorkerProcess]:
    """`copydesk connect` with that sources.toml, ready. Its memory is in the desk's folder, over restarts too."""
    file = desk.folder / "sources.toml"
    file.write_text(sources)
    settings = {
        **desk.environment,
        "COPYDESK_SOURCES": str(file),
        "COPYDESK_CONNECT_PORT": "0",
        **environment,
    }
    with WorkerProcess(
        desk.broker, desk.folder / f"{name}.log", environment=settings, command=("connect",)
    ) as process:
        await process.ready()
        yield process


def published(desk: Desk) -> Counter[str]:
    """How often each headline was published: on articles.enriched, as usable."""
    return _headlines(desk, ENRICHED.name)


def repeated(desk: Desk) -> Counter[str]:
    """How often each came again and was told as a repeat."""
    return _headlines(desk, DUPLICATES.name)


def _headlines(desk: Desk, topic: str) -> Counter[str]:
    found = Counter[str]()
    for ends in list(desk.ends.values()):
        for end in ends:
            if end.topic == topic and "pubstatus" not in end.headers:
                headlines = orjson.loads(end.value)["item"].get("headlines", [])
                found[headlines[0]["value"] if headlines else ""] += 1
    return found


def page_of(number: int, text: str) -> bytes:
    """A page with one article."""
    paragraphs = "".join(f"<p>{each}</p>" for each in text.split("\n\n"))
    title = f"Story number {number}"
    return (
        f"<html lang='en'><head><title>{title}</title></head><body><article><h1>{title}</h1>{paragraphs}</article>"
        "</body></html>"
    ).encode()


def drop(folder: Path, name: str, value: bytes) -> None:
    """Puts a file as an SFTP server does that renames at the end."""
    hidden = folder / f".{name}.upload"
    hidden.write_bytes(value)
    hidden.rename(folder / name)
