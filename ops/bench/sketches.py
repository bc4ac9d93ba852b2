"""How many copies the search finds, how many it makes up, and what the window of copies costs.

Run: `.venv/bin/python ops/bench/sketches.py found` for recall, MinHash beside sketches of 64 and 96 hashes; and
`.venv/bin/python ops/bench/sketches.py index 1000000` for memory and time with so many texts, `--most 96` for larger
sketches. All texts are made up, from seeds, so that a second run finds the same; times are of the CPU.
"""

from __future__ import annotations

import argparse
import gc
import random
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from streams.copies import sketch as sketches
from streams.copies import window
from streams.copies.sketch import Sketch, sketch_of, words_of
from streams.copies.window import CopyIndex

THRESHOLD = 0.7
CONTAINMENT = 0.75
TEXTS = 1500
COPIES = 6000
BANDS = [0.5, 0.6, 0.7, 0.8, 0.9, 1.0]
#: Texts of which the time at a size is the mean.
TIMED = 10_000
#: How many of a text's shingles others have, too.
STOCK_SHARE = 0.5
_PHI = 0x9E3779B97F4A7C15

_DRAWN = np.random.RandomState(1312).randint(0, 2**62, (2, 128), dtype=np.int64).astype(np.uint64)
_ODD, _ADDED = _DRAWN[0] << np.uint64(1) | np.uint64(1), _DRAWN[1]

Finder = Callable[[str], set[int]]


def stock() -> list[list[str]]:
    """What all writers say: phrases of three to eight words, by rank."""
    draw = random.Random(0)
    return [[f"w{draw.randrange(30_000)}" for _ in range(draw.randint(3, 8))] for _ in range(20_000)]


_STOCK = stock()


def story(draw: random.Random) -> list[str]:
    """Words as of an article of 150 to 2,000; half of them stand in stock phrases, some far more often than others."""
    words: list[str] = []
    wanted = int(150 * (2000 / 150) ** draw.random())
    while len(words) < wanted:
        words += _STOCK[int(len(_STOCK) ** draw.random()) - 1]
        words += [f"w{draw.randrange(30_000)}" for _ in range(5)]
    return words


def changed(words: list[str], share: float, draw: random.Random) -> list[str]:
    """A share of the words, drawn one by one, are others."""
    return [word if draw.random() >= share else f"other{draw.randrange(2**32)}" for word in words]


def cut(words: list[str], share: float) -> list[str]:
    """Without the end, as an editor cuts."""
    return words[: int(len(words) * (1 - share))]


def jaccard(one: list[str], other: list[str]) -> float:
    """The true similarity of the shingles of two texts."""
    pair = [set(zip(words, words[1:], words[2:], strict=False)) for words in (one, other)]
    return len(pair[0] & pair[1]) / len(pair[0] | pair[1])


def minhash(words: list[str]) -> npt.NDArray[np.uint32]:
    """128 minima over the shingles' hashes: what a library for near duplicates takes."""
    crcs = np.array([zlib.crc32(word.encode()) for word in words], dtype=np.uint64)
    shingles = np.unique(crcs[:-2] * _ODD[0] + crcs[1:-1] * _ODD[1] + crcs[2:] * _ODD[2])
    return ((_ODD[:, None] * shingles + _ADDED[:, None]) >> np.uint64(32)).min(axis=1).astype(np.uint32)


def minhash_finder(texts: list[list[str]]) -> Finder:
    """The search with MinHash, as datasketch does it, but every text is a candidate: banding could only find fewer."""
    signatures = np.array([minhash(words_of(" ".join(words))) for words in texts])

    def find(text: str) -> set[int]:
        alike = (signatures == minhash(words_of(text))).mean(axis=1)
        return set(np.flatnonzero(alike >= THRESHOLD).tolist())

    return find


def sketch_finder(texts: list[list[str]], most: int, containment: float | None) -> Finder:
    """The search with sketches of at most so many hashes."""
    sketches.MOST = window.MOST = most
    index = CopyIndex(len(texts))
    for name, words in enumerate(texts):
        index.add(name, sketch_of(None, " ".join(words)), 0)

    def find(text: str) -> set[int]:
        sketches.MOST = window.MOST = most
        found = index.search(sketch_of(None, text), similarity=THRESHOLD, containment=containment)
        return {match.name for match in found}

    return find


def copies_by_band(texts: list[list[str]]) -> Iterator[tuple[int, list[str], int]]:
    """Of which text, the copy, and its band, the lower end in tenths: as many copies for each true similarity."""
    draw = random.Random(2)
    for number in range(COPIES):
        name = number % len(texts)
        wanted = draw.uniform(0.5, 1.0)
        copy = changed(texts[name], 1 - (2 * wanted / (1 + wanted)) ** (1 / 3), draw)
        true = jaccard(texts[name], copy)
        if 0.5 <= true < 1.0:
            yield name, copy, int(true * 10)


def found() -> None:
    """Prints recall by true similarity and for what editors do, and false matches among distinct texts."""
    draw = random.Random(1)
    texts = [story(draw) for _ in range(TEXTS)]
    finders = {"MinHash 128": minhash_finder(texts)}
    for most in (64, 96):
        finders[f"sketch {most}"] = sketch_finder(texts, most, None)
        finders[f"sketch {most}, or {CONTAINMENT} contained"] = sketch_finder(texts, most, CONTAINMENT)
    kinds: dict[str, list[tuple[int, str]]] = {f".{band}-": [] for band in range(5, 10)}
    for name, copy, band in copies_by_band(texts):
        kinds[f".{band}-"].append((name, " ".join(copy)))
    kinds["cut by 40 %"] = [(name, " ".join(cut(words, 0.4))) for name, words in enumerate(texts)]
    edited = [changed(cut(words, 0.3), 0.03, draw) for words in texts]
    kinds["newspaper"] = [(name, " ".join(words)) for name, words in enumerate(edited)]
    print(f"recall at similarity {THRESHOLD} by true similarity; {TEXTS} texts")
    print(f"{'':34}" + "".join(f"{kind:>12}" for kind in kinds) + "   false matches")
    print(f"{'copies':34}" + "".join(f"{len(copies):12}" for copies in kinds.values()))
    for label, find in finders.items():
        recalls = [
            sum(name in find(copy) for name, copy in copies) / len(copies) for copies in kinds.values()
        ]
        false = sum(len(find(" ".join(words)) - {name}) for name, words in enumerate(texts))
        print(f"{label:34}" + "".join(f"{recall:12.3f}" for recall in recalls) + f"{false:16}")


def rows(draw: np.random.Generator, many: int, said_before: float = STOCK_SHARE) -> npt.NDArray[np.uint32]:
    """Hashes as of texts of 800 words, ascending in each row, 15/16 of what a sketch may have.

    The share `said_before` is of stock phrases, drawn by rank as in `story`, with far more of them.
    """
    size = sketches.MOST * 15 // 16
    made = draw.integers(1, 2**28, (many, size), dtype=np.uint32)
    stocked = int(size * said_before)
    # A rank's hash is anything that is the same each time.
    ranks = (1_000_000 ** draw.random((many, stocked))).astype(np.uint64)
    made[:, :stocked] = (ranks * np.uint64(_PHI) >> np.uint64(36)).astype(np.uint32) + np.uint32(1)
    made.sort(axis=1)
    return made


def distinct(draw: np.random.Generator, many: int) -> list[Sketch]:
    """Sketches that have nothing in common but stock phrases."""
    exact = draw.integers(2**62, size=many).tolist()
    return [Sketch(one, 8 * 4, unique(row)) for one, row in zip(exact, rows(draw, many), strict=True)]


def templated(draw: np.random.Generator, many: int) -> list[Sketch]:
    """Sketches of which four fifths are the same, but for a few."""
    standing, made = unique(rows(draw, 1, 0.0)[0]), []
    for one, row in zip(distinct(draw, many), rows(draw, many, 0.0), strict=True):
        shared = standing[draw.random(len(standing)) < 0.95]
        own = draw.choice(row, len(row) // 5, replace=False)
        hashes = np.union1d(draw.choice(shared, len(row) * 4 // 5, replace=False), own)
        made.append(Sketch(one.exact, one.level, hashes))
    return made


def unique(row: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """A sorted row, each hash once."""
    return row[np.diff(row, prepend=np.uint32(0)) > 0]


def resident() -> int:
    """Bytes of memory that this process has in use."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def timed(index: CopyIndex, made: list[Sketch]) -> tuple[float, float]:
    """CPU microseconds of a search and of an add, the sketches one after another."""
    search = add = 0.0
    gc.disable()
    for start in range(0, len(made), 100):
        some = made[start : start + 100]
        began = time.process_time()
        for one in some:
            index.search(one, similarity=THRESHOLD, containment=CONTAINMENT)
        between = time.process_time()
        for one in some:
            index.add(one.exact * _PHI % 2**64, one, 0)
        search, add = search + between - began, add + time.process_time() - between
    gc.enable()
    return search / len(made) * 1e6, add / len(made) * 1e6


def fill(index: CopyIndex, draw: np.random.Generator, many: int) -> float:
    """Loads so many made-up texts; returns the microseconds a text."""
    seconds, texts = 0.0, 0
    while texts < many:
        some = [one.pack() for one in distinct(draw, min(50_000, many - texts))]
        named = draw.integers(0, 2**64, len(some), dtype=np.uint64)
        began = time.process_time()
        index.load(named, some, [0] * len(some))
        seconds += time.process_time() - began
        texts += len(some)
    return seconds / texts * 1e6


def parts_found(index: CopyIndex, draw: np.random.Generator) -> float:
    """Of 2,000 texts, two fifths of whose hashes are gone, the share that is found."""
    hits = 0
    for slot in draw.integers(0, len(index), 2000):
        row = index._hashes[slot]
        part = row[(row > 0) & (draw.random(len(row)) < 0.6)]
        found = index.search(Sketch(0, 32, part), similarity=THRESHOLD, containment=CONTAINMENT)
        hits += any(match.name == index._name[slot] for match in found)
    return hits / 2000


def index(texts: int) -> None:
    """Prints bytes a text and microseconds of a search and an add at 10,000, 100,000 and `texts`."""
    draw = np.random.default_rng(3)
    sizes = sorted({min(size, texts) for size in (10_000, 100_000, texts)})
    distinct(draw, 50_000)
    before = resident()
    held = CopyIndex(texts + 2 * TIMED * len(sizes))
    print(f"sketches of {sketches.MOST}, a window of {texts}; microseconds of CPU")
    print(
        f"{'texts':>12}{'B a text':>10}{'load':>7}{'search':>9}{'add':>6}{'templated search':>19}{'add':>6}{'ratio':>7}"
    )
    for size in sizes:
        load = fill(held, draw, size - len(held)) if size > len(held) else 0.0
        used = (resident() - before) / len(held)
        search, add = timed(held, distinct(draw, TIMED))
        like = timed(held, templated(draw, TIMED))
        ratio = sum(like) / (search + add)
        print(
            f"{size:12,}{used:10.0f}{load:7.1f}{search:9.1f}{add:6.1f}{like[0]:19.1f}{like[1]:6.1f}{ratio:7.2f}",
            flush=True,
        )
    print(f"texts found by three fifths of their hashes: {parts_found(held, draw):.4f}")


def main() -> None:
    """Reads the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("found")
    sized = commands.add_parser("index")
    sized.add_argument("texts", type=int)
    sized.add_argument("--most", type=int, default=sketches.MOST)
    asked = parser.parse_args()
    if asked.command == "found":
        found()
    else:
        sketches.MOST = window.MOST = asked.most
        index(asked.texts)


if __name__ == "__main__":
    main()
