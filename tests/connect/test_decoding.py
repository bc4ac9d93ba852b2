from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import AsyncIterator

import pytest

from streams.connect.decoding import BodyError, decoded

TEXT = b"<rss>" + b"HARWICH, March 1 (Quay). " * 1000 + b"</rss>"


async def chunks(value: bytes, size: int = 1000) -> AsyncIterator[bytes]:
    for start in range(0, len(value), size):
        yield value[start : start + size]


def bare_deflate(value: bytes) -> bytes:
    packing = zlib.compressobj(wbits=-15)
    return packing.compress(value) + packing.flush()


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("gzip", gzip.compress(TEXT)),
        ("X-GZIP", gzip.compress(TEXT)),
        ("gzip", gzip.compress(TEXT[:100]) + gzip.compress(TEXT[100:])),
        ("gzip", gzip.compress(TEXT) + b"\0" * 5000),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", bare_deflate(TEXT)),
    ],
)
@pytest.mark.parametrize("size", [1, 7, 100_000])
async def test_a_body_in_whatever_pieces_it_comes(coding: str, body: bytes, size: int) -> None:
    assert await decoded(chunks(body, size), coding, 1 << 20) == TEXT


async def test_an_empty_body() -> None:
    for coding in ("", "gzip", "deflate"):
        assert await decoded(chunks(b""), coding, 10) == b""


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
async def test_a_bomb_stops_at_the_limit(coding: str) -> None:
    bomb = (gzip.compress if coding == "gzip" else zlib.compress)(b"\0" * (24 << 20), 9)
    tracemalloc.start()
    with pytest.raises(BodyError, match="more than 4 MB"):
        await decoded(chunks(bomb, 64 * 1024), coding, 4 << 20)
    assert tracemalloc.get_traced_memory()[1] < 14 << 20
    tracemalloc.stop()


async def test_of_a_body_that_may_be_cut_the_beginning_counts() -> None:
    assert await decoded(chunks(TEXT), "", 2000, cut=True) == TEXT[:2000]
    assert await decoded(chunks(gzip.compress(TEXT)), "gzip", 2000, cut=True) == TEXT[:2000]
    with pytest.raises(BodyError):
        await decoded(chunks(TEXT), "", 2000)


@pytest.mark.parametrize(
    ("coding", "body", "why"),
    [
        ("gzip", gzip.compress(TEXT)[:-20], "ends early"),
        ("gzip", TEXT, "no gzip"),
        ("gzip", gzip.compress(TEXT) + b"<html>", "no gzip"),
        ("deflate", zlib.compress(TEXT)[:-20], "ends early"),
        ("br", TEXT, "'br', which was not asked for"),
    ],
)
async def test_a_body_that_is_broken(coding: str, body: bytes, why: str) -> None:
    with pytest.raises(BodyError, match=why):
        await decoded(chunks(body), coding, 1 << 20)


async def test_members_that_hold_nothing_let_the_loop_have_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    turns: list[float] = []

    async def turn(seconds: float) -> None:
        turns.append(seconds)

    monkeypatch.setattr("streams.connect.decoding.asyncio.sleep", turn)
    empty = gzip.compress(b"") * 2000
    assert await decoded(chunks(empty), "gzip", len(empty)) == b""
    assert turns
