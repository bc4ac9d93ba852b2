"""How many articles a worker takes a second, from articles.raw to their end, on a real Kafka.

Run: `.venv/bin/python ops/bench/throughput.py [COUNT] [--kind words90 | words700 | pages] [--folder FOLDER]`. The
articles are made up: ninjs items of 90 or of 700 words, or pages of 110 kB with an article of 700 words among what a
news site puts around it. With a folder they are the pages in it (`*.html`, `*.html.gz`), as often as COUNT wants them:
after the first time with other vowels in all but their short words, so that none is a copy of another; and bare
trafilatura reads the same pages in two processes, in the same run. The broker, the worker with its two processes and
this program share the machine. Printed are articles a second, how long the first one took, and on Linux the CPU time of
an article by process, which is steadier than the clock where others use the machine, too.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import os
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import orjson
import trafilatura

from streams.brokers.embedded import free_port
from streams.brokers.jars import resolve_jars
from streams.brokers.kafka import KafkaServer
from streams.events.raw_event import RawEvent, binary_event
from streams.settings import settings

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.articles import NOON
from tests.e2e.desk import running_desk

_SMALL_WORDS = """
the a of and to in that was for on with his they from which one had not been after their about would more said it is at
as by he but be has will who its were this an or have new are also can two first than other time
"""
_COMMON = tuple(_SMALL_WORDS.split())
_RARE = [
    f"{first}{vowel}{last}"
    for first in ("bra", "hal", "mor", "ste", "win", "tra")
    for vowel in "aeiou"
    for last in ("ding", "nor", "ster", "ville", "wick", "mere", "port")
]


def text(number: int, words: int) -> str:
    """Made-up English, no two texts alike: common words, rare ones, and now and then a name."""
    draw = random.Random(number)
    said = []
    for at in range(words):
        word = draw.choice(_RARE) if draw.random() < 0.45 else draw.choice(_COMMON)
        said.append(word.capitalize() if draw.random() < 0.06 or at % 16 == 0 else word)
    sentences = [" ".join(said[at : at + 16]) + "." for at in range(0, words, 16)]
    return "\n\n".join(" ".join(sentences[at : at + 3]) for at in range(0, len(sentences), 3))


def item(number: int, words: int) -> RawEvent:
    """A ninjs item."""
    uri = f"urn:bench:{words}:{number}"
    document = {
        "uri": uri,
        "type": "text",
        "version": "1",
        "versionCreated": NOON.isoformat(),
        "language": "en",
        "headlines": [{"role": "main", "value": f"Bench number {number} of the day"}],
        "bodies": [{"role": "main", "contentType": "text/plain", "value": text(number, words)}],
    }
    kind = "application/vnd.iptc.ninjs+json"
    return binary_event(
        uri, orjson.dumps(document), source="bench", subject=uri, time=NOON, content_type=kind
    )


def page(number: int) -> RawEvent:
    """A web page as news sites make them: an article among menus, scripts, teasers and a footer."""
    url = f"https://bench.example/2026/11/21/story-{number}.html"
    body = "".join(f"<p>{paragraph}</p>" for paragraph in text(number, 700).split("\n\n"))
    menu = "".join(f'<li><a href="/section/{n}" class="nav__link">Section {n}</a></li>' for n in range(160))
    teasers = "".join(
        f'<div class="teaser"><a href="/x/{n}"><img src="/i/{n}.jpg" alt=""><h3>{text(n, 9)}</h3></a></div>'
        for n in range(120)
    )
    state = orjson.dumps({f"key{n}": "x" * 60 for n in range(900)}).decode()
    html = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Bench {number} of the day</title>'
        f'<link rel="canonical" href="{url}"><meta property="og:type" content="article">'
        f"<script>window.__state__={state}</script></head><body><header><ul>{menu}</ul></header><main><article>"
        f"<h1>Bench {number} of the day</h1><div class='text'>{body}</div></article><aside>{teasers}</aside></main>"
        f"<footer><ul>{menu}</ul><p>All rights reserved.</p></footer></body></html>"
    )
    return binary_event(url, html.encode(), source="bench", subject=url, time=NOON, content_type="text/html")


# Names count: with them alone left as they are, a page in three looked like another one to the search for copies.
_LONGER = re.compile(rb"(?<=[\s>])[A-Za-z][a-z]{3,}(?=[\s.,<])")
_SHOWN = re.compile(rb">[^<]+<")


def other(page: bytes, turns: int) -> bytes:
    """The page with the vowels of its words turned, but for short ones: as long, its mark-up the same."""
    if not turns:
        return page
    vowels = b"aeiou"
    turned = bytes.maketrans(vowels, vowels[turns % 5 :] + vowels[: turns % 5])
    return _SHOWN.sub(
        lambda shown: _LONGER.sub(lambda word: word[0].translate(turned), shown[0]),
        page,
    )


def pages_of(folder: Path) -> Callable[[int], RawEvent]:
    """The pages of a folder in their order, again and again, each time as others.

    Raises:
        SystemExit: there is none
    """
    found = sorted([*folder.glob("*.html"), *folder.glob("*.html.gz")])
    if not found:
        sys.exit(f"no *.html or *.html.gz in {folder}")
    pages = [
        gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes() for path in found
    ]

    def make(number: int) -> RawEvent:
        turns, at = divmod(number, len(pages))
        if turns > 4:
            sys.exit(f"{folder} is good for {5 * len(pages)} articles")
        url = f"https://bench.example/2026/11/21/{turns}/{found[at].name}"
        return binary_event(
            url, other(pages[at], turns), source="bench", subject=url, time=NOON, content_type="text/html"
        )

    return make


def _bare(page: bytes) -> str | None:
    return trafilatura.extract(page, fast=True, favor_recall=True, include_comments=False)


def _timed(page: bytes) -> float:
    began = time.process_time()
    _bare(page)
    return time.process_time() - began


def bare(pages: list[bytes]) -> tuple[float, float]:
    """Trafilatura's fastest setting in two processes that have been warmed up: pages a second, CPU ms a page."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        list(pool.map(_timed, pages[:20], chunksize=5))
        began = time.monotonic()
        seconds = sum(pool.map(_timed, pages, chunksize=4))
        return len(pages) / (time.monotonic() - began), seconds * 1000 / len(pages)


def cpu_seconds(worker: int) -> dict[str, float]:
    """The CPU time so far of a worker's loop, its pool and the broker; none where there is no /proc."""
    parents, seconds, broker = dict[int, int](), dict[int, float](), 0.0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
            command = (path.parent / "cmdline").read_bytes()
        except OSError:  # it has ended
            continue
        pid = int(path.parent.name)
        parents[pid] = int(fields[1])
        seconds[pid] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        if parents[pid] == os.getpid() and b"kafka.Kafka" in command:
            broker += seconds[pid]
    pool, below = 0.0, [worker]
    while below:
        children = [pid for pid, parent in parents.items() if parent == below[-1]]
        below.pop()
        below += children
        pool += sum(seconds[pid] for pid in children)
    return {"loop": seconds[worker], "pool": pool, "broker": broker} if worker in seconds else {}


KINDS: dict[str, Callable[[int], RawEvent]] = {
    "words90": lambda number: item(number, 90),
    "words700": lambda number: item(number, 700),
    "pages": page,
}


async def main(count: int, kind: str, make: Callable[[int], RawEvent], start: int) -> None:
    """Feeds `count` articles from number `start` on, after fifty of a warm-up, and waits for their ends."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with KafkaServer(free_port(), folder / "kafka", resolve_jars(settings().data)) as server:
            async with running_desk(server.address, folder) as desk:
                await desk.send([make(number) for number in range(50)])
                await desk.complete()
                events = [make(number) for number in range(start, start + count)]
                already = desk.ended
                assert desk.worker.process is not None
                before = cpu_seconds(desk.worker.process.pid)
                began = time.monotonic()
                sending = asyncio.ensure_future(desk.send(events))
                await desk.until(lambda: desk.ended > already)
                first = time.monotonic() - began
                await sending
                await desk.complete(120)
                seconds = time.monotonic() - began
                size = sum(len(event.value) for event in events) / count / 1000
                print(
                    f"{kind}, {size:.0f} kB each: {count} in {seconds:.1f} s, {count / seconds:.0f} a second;",
                    end="",
                )
                print(f" the first after {first:.1f} s")
                after = cpu_seconds(desk.worker.process.pid)
                spent = {name: (after[name] - before[name]) * 1000 / count for name in before}
                print("CPU ms an article:", ", ".join(f"{name} {ms:.1f}" for name, ms in spent.items()))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("count", nargs="?", type=int, default=2000)
    parser.add_argument("--kind", choices=KINDS, default="words700")
    parser.add_argument("--folder", type=Path)
    known = parser.parse_args()
    if known.folder:
        made = pages_of(known.folder)
        asyncio.run(main(known.count, "pages of the folder", made, 50))
        beside, cpu = bare([made(number).value for number in range(50, 50 + known.count)])
        print(
            f"bare trafilatura (fast, favor_recall) in two processes: {beside:.0f} a second, CPU ms {cpu:.1f}"
        )
    else:
        asyncio.run(main(known.count, known.kind, KINDS[known.kind], 100))
