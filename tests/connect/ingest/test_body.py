from __future__ import annotations

import gzip
import tracemalloc
import zlib

import cramjam
import pytest

from streams.connect.ingest.body import opened
from streams.runtime.problem import Problem

TEXT = b"HARWICH, March 1 (Quay) - Boats run again. " * 50


def packed(encoding: str, text: bytes) -> bytes:
    if encoding == "gzip":
        return gzip.compress(text)
    if encoding == "x-gzip":  # two members, one after the other
        return gzip.compress(text[:50]) + gzip.compress(text[50:])
    return zlib.compress(text) if encoding == "deflate" else bytes(cramjam.zstd.compress(text))


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "deflate", "zstd"])
def test_what_is_compressed_is_opened(encoding: str) -> None:
    body = packed(encoding, TEXT)
    assert opened(body, encoding, len(TEXT)) == TEXT
    with pytest.raises(Problem, match=f"more than {len(TEXT) - 1} bytes") as refused:
        opened(body, encoding, len(TEXT) - 1)
    assert refused.value.status == 413


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "zstd"])
@pytest.mark.parametrize("damage", ["cut", "other"])
def test_what_is_damaged_is_said(encoding: str, damage: str) -> None:
    body = packed(encoding, TEXT)[:-9] if damage == "cut" else TEXT
    with pytest.raises(Problem, match=f"the body is no {encoding}") as refused:
        opened(body, encoding, 1 << 20)
    assert refused.value.status == 400


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "zstd"])
def test_a_bomb_takes_no_more_than_the_limit(encoding: str) -> None:
    body = packed(encoding, bytes(16 << 20))
    assert len(body) < 100_000
    tracemalloc.start()
    try:
        with pytest.raises(Problem) as refused:
            opened(body, encoding, 1 << 20)
        assert refused.value.status == 413
        assert tracemalloc.get_traced_memory()[1] < 4 << 20
    finally:
        tracemalloc.stop()
