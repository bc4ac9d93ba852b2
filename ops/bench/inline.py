"""What is read in the worker's loop, without a deadline: the worst of it, searched for among hostile documents.

Run: `.venv/bin/python ops/bench/inline.py [ROUNDS]`. Each unit of tests/hostile.py, some joined at random, fills each
format, in one line or in as many as may be, up to the largest document that `needs_process` leaves in the loop. Printed
are the worst by CPU milliseconds, the best of three runs each; the exit code is 1 when one takes over 50 ms.
"""

from __future__ import annotations

import argparse
import base64
import random
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import orjson

from streams.article import Origin, RawArticle
from streams.intake.reader import INLINE_BYTES, needs_process
from streams.stages import clean, warm_clean

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.articles import PARAGRAPHS
from tests.hostile import UNITS

MOST_MS = 50.0
_FIELDS = (
    "headline",
    "slugline",
    "ednote",
    "byline",
    "body_text",
    "version",
    "embargoed",
    "usageterms",
    "uri",
)
_JSON_FIELDS = ("title", "text", "author", "tags", "date", "url", "summary", "language", "status", "embargo")
_COPY = "\n\n".join(("Harwich to close quay", *PARAGRAPHS[:2]))
_ORIGIN = Origin("bench", 0, 0, datetime(2026, 11, 21, 12, tzinfo=UTC))

Shape = Callable[[str], tuple[bytes, str]]


def _item(field: str) -> Shape:
    def made(text: str) -> tuple[bytes, str]:
        item = {"uri": "urn:x:1", "type": "text", "headline": "Harwich quay", "body_text": _COPY, field: text}
        return orjson.dumps(item), "application/vnd.iptc.ninjs+json"

    return made


def _object(field: str) -> Shape:
    return lambda text: (
        orjson.dumps({"title": "Harwich quay", "text": _COPY, field: text}),
        "application/json",
    )


def _plain(text: str) -> tuple[bytes, str]:
    return f"{_COPY}\n\n{text}".encode(), "text/plain"


def _bare(text: str) -> tuple[bytes, str]:
    return text.encode(), "text/plain"


def _latin(text: str) -> tuple[bytes, str]:
    return f"\xe4 {_COPY}\n\n{text}".encode("latin-1", "replace"), "application/octet-stream"


def _anpa(text: str) -> tuple[bytes, str]:
    wire = f"\x16\x16\x01a0001\x1eu a BC-Quay 11-21 0100\r\n\x02{_COPY}\r\n{text}\r\n\x03\x1511-21-26 1000GMT\r\n\x04"
    return wire.encode(), "text/vnd.iptc.anpa"


def _iptc7901(text: str) -> tuple[bytes, str]:
    return (
        f"\x01abc0001 3 pl 9 \r\n\x02{_COPY}\r\n{text}\r\n\x03211000 NOV 26\r\n\x04".encode(),
        "text/vnd.iptc.7901",
    )


def _mail(text: str) -> tuple[bytes, str]:
    packed = base64.encodebytes(f"{_COPY}\n\n{text}".encode()).decode()
    return (
        f"From: a@b.example\nSubject: Quay\nContent-Transfer-Encoding: base64\n\n{packed}".encode(),
        "message/rfc822",
    )


def _list(text: str) -> tuple[bytes, str]:
    return orjson.dumps(
        [{"id": number, "text": text[:9]} for number in range(len(text) // 30)]
    ), "application/json"


SHAPES: dict[str, Shape] = {
    **{f"ninjs {field}": _item(field) for field in _FIELDS},
    **{f"json {field}": _object(field) for field in _JSON_FIELDS},
    "text": _plain,
    "bare text": _bare,
    "latin-1": _latin,
    "anpa": _anpa,
    "7901": _iptc7901,
    "mail": _mail,
    "json list": _list,
}


def _raw(document: tuple[bytes, str]) -> RawArticle:
    return RawArticle(document[0], _ORIGIN, content_type=document[1], source="bench")


def largest(shape: Shape, unit: str, between: str) -> RawArticle | None:
    """The largest document of that shape, of that unit in that many lines, which is read in the loop."""
    found, few, many = None, 0, INLINE_BYTES
    while few < many:
        count = (few + many + 1) // 2
        raw = _raw(shape(between.join([unit] * count)))
        if needs_process(raw):
            many = count - 1
        else:
            found, few = raw, count
    return found


def cpu_ms(raw: RawArticle) -> float:
    """What cleaning takes, in CPU milliseconds: the best of three."""
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        clean(raw)
        best = min(best, (time.process_time() - began) * 1000)
        if best < MOST_MS / 5:
            break
    return best


def units(rounds: int) -> Iterator[str]:
    """The units, and some joined at random."""
    yield from UNITS
    draw = random.Random(1)
    for _ in range(rounds):
        yield "".join(draw.choice(UNITS) for _ in range(draw.choice((2, 3))))


def main(rounds: int) -> int:
    """The exit code."""
    warm_clean()
    found = []
    for unit in units(rounds):
        for name, shape in SHAPES.items():
            for between in ("", "\n\n"):
                raw = largest(shape, unit, between)
                if raw is not None:
                    found.append((cpu_ms(raw), name, unit, between, len(raw.value)))
    found.sort(reverse=True)
    for ms, name, unit, between, size in found[:15]:
        print(f"{ms:6.1f} ms  {name:16} {size:6} bytes  {unit!r}{' in lines' if between else ''}")
    print(f"{len(found)} documents; the median takes {found[len(found) // 2][0]:.1f} ms")
    return 1 if found[0][0] > MOST_MS else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rounds", nargs="?", type=int, default=100)
    sys.exit(main(parser.parse_args().rounds))
