from __future__ import annotations

import gzip
import random
import tracemalloc
from collections.abc import Callable

import cramjam
import pytest
from aiokafka import codec

from streams.brokers.decompress import UnreadableError, decompress

PACKERS: dict[str, tuple[int, Callable[[bytes], bytes]]] = {
    "gzip": (1, codec.gzip_encode),
    "snappy": (2, codec.snappy_encode),
    "bare snappy": (2, lambda data: bytes(codec.snappy_encode(data, xerial_compatible=False))),
    "lz4": (3, codec.lz4_encode),
    "zstd": (4, codec.zstd_encode),
}
COPY = b"Berth 7 will stay shut until March, the harbour authority said. " * 900
each_codec = pytest.mark.parametrize("name", PACKERS)


def opened(name: str, data: bytes, limit: int = 1_000_000) -> bytes:
    return bytes(decompress(PACKERS[name][0], memoryview(data), limit))


@each_codec
def test_what_was_packed_comes_out(name: str) -> None:
    for data in (b"", b"x", COPY):
        assert opened(name, PACKERS[name][1](data)) == data


@each_codec
def test_the_limit_is_the_most_that_comes_out(name: str) -> None:
    packed = PACKERS[name][1](COPY)
    assert opened(name, packed, len(COPY)) == COPY
    with pytest.raises(UnreadableError, match=f"it holds more than {len(COPY) - 1} bytes") as refused:
        opened(name, packed, len(COPY) - 1)
    assert refused.value.too_large


@each_codec
def test_what_is_damaged_says_so(name: str) -> None:
    packed = PACKERS[name][1](COPY)
    half = len(packed) // 2
    damaged = (packed[:half], packed[:half] + bytes(8) + packed[half + 8 :], b"\xff" * 40)
    for data in damaged:
        with pytest.raises(
            UnreadableError, match=r"its (gzip|snappy|lz4|zstd) data is damaged \("
        ) as refused:
            opened(name, data)
        assert not refused.value.too_large


@pytest.mark.parametrize("number", [0, 5, 6, 7])
def test_a_codec_that_is_not_known_is_named(number: int) -> None:
    with pytest.raises(UnreadableError, match=rf"not known here \(codec {number}\)"):
        decompress(number, memoryview(b"x"), 10)


@pytest.mark.parametrize("name", ["gzip", "lz4", "zstd"])
def test_frames_behind_each_other_are_one(name: str) -> None:
    packed = PACKERS[name][1](COPY)
    assert opened(name, packed + packed) == COPY * 2
    with pytest.raises(UnreadableError) as refused:
        opened(name, packed + packed, len(COPY) * 2 - 1)
    assert refused.value.too_large


@each_codec
def test_what_stands_in_front_stays(name: str) -> None:
    number, pack = PACKERS[name]
    assert bytes(decompress(number, memoryview(pack(COPY)), len(COPY), b"head")) == b"head" + COPY


@pytest.mark.parametrize("size", [262_143, 262_144, 262_145, 3_000_000])
def test_gzip_goes_on_over_the_edges_of_its_pieces(size: int) -> None:
    noise = random.Random(7).randbytes(size)
    assert opened("gzip", gzip.compress(noise, 1), 4_000_000) == noise
    assert opened("gzip", gzip.compress(bytes(size), 9) + bytes(9), 4_000_000) == bytes(size)


def test_snappy_from_others_comes_out() -> None:
    """Blocks of another size, as Java's clients write them."""
    blocks = [bytes(cramjam.snappy.compress_raw(COPY[at : at + 700])) for at in range(0, len(COPY), 700)]
    stream = b"\x82SNAPPY\x00" + bytes([0, 0, 0, 1, 0, 0, 0, 1])
    stream += b"".join(len(block).to_bytes(4) + block for block in blocks)
    assert opened("snappy", stream) == COPY


@each_codec
def test_a_bomb_takes_no_more_memory_than_the_limit(name: str) -> None:
    """Python's own: the room for what comes out is not counted, and ends with the limit by its size."""
    packed = PACKERS[name][1](bytes(40_000_000)) if name != "gzip" else gzip.compress(bytes(40_000_000), 1)
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableError) as refused:
            opened(name, packed, 1_000_000)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert refused.value.too_large
    assert peak < 1_000_000 + 2 * len(packed)
