"""The texts among which copies are searched: sketches in memory, a fixed number of them, the oldest out first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from streams.copies.sketch import MOST, Hashes, Sketch, compare, unpack_all
from streams.copies.tables import WEIGHT, Indices, Postings, Rows

#: Texts that a search compares with. Of a template every text is a candidate: this bounds what that costs. The best are
#: among them: they share hashes that no other text has, and what many texts have counts little.
CANDIDATES = 16
#: Texts that share less with the one in question are not compared: one hash of their own, or what comes to that.
EVIDENCE = WEIGHT
#: Of texts with the same exact hash a search tells this many of the first seen and as many of the latest: two, so that
#: one is left when the other is the article itself. The thousandth identical text adds nothing to the answer.
EXACT_ENDS = 2
#: Texts that are put in at a time while loading.
_BLOCK = 2048


class Match(NamedTuple):
    """A text that is like the one that was searched for. `seen` is in milliseconds since the epoch."""

    name: int
    similarity: float
    containment: float
    exact: bool
    seen: int


class CopyIndex:
    """The last `capacity` texts that were put in, by a 64-bit name, and the search for copies among them.

    Memory is bounded by the capacity, 454 bytes a text: 256 of hashes, 148 of postings, 34 of the other columns, 16 of
    tables. It is asked for at once but comes into use only as texts come, but for the tables' 16 bytes.

    A text that was removed makes no room: it leaves when the texts before it have left. So a slot follows from a text's
    serial number, and so does its age.
    """

    def __init__(self, capacity: int) -> None:
        if not 0 < capacity < 2**31:
            raise ValueError(f"a window of {capacity} texts")
        self._capacity = capacity
        # np.zeros: the system gives memory when a page is first written to.
        self._hashes = np.zeros((capacity, MOST), dtype=np.uint32)
        self._levels = np.zeros(capacity, dtype=np.uint8)
        self._columns = {name: np.zeros(capacity, dtype=np.uint64) for name in ("name", "exact", "seen")}
        self._links = np.zeros((2, capacity), dtype=np.uint32)
        self._lived_in = np.zeros(capacity, dtype=np.uint8)
        self._names, self._exacts = Rows(self._columns["name"]), Rows(self._columns["exact"])
        self._postings = Postings(capacity)
        # One number at a time, a memoryview is three times as fast as numpy.
        self._name, self._exact, self._seen = (column.data for column in self._columns.values())
        self._next, self._previous = self._links[0].data, self._links[1].data
        self._taken, self._level = self._lived_in.data, self._levels.data
        self._newest = capacity - 1
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def __contains__(self, name: int) -> bool:
        return self._names.find(name) >= 0

    def add(self, name: int, sketch: Sketch, seen: int) -> None:
        """Puts a text in, the latest; a text of that name is replaced, and keeps its place in the order.

        Args:
            name: 64 bits that stand for the text.
            sketch: of its present version.
            seen: when it was first seen, in milliseconds since the epoch.
        """
        slot = self._names.find(name)
        if slot >= 0:
            self._unlink(slot)
            self._postings.drop(self._kept(slot), self._serial(slot))
        else:
            slot = self._claim()
            self._name[slot] = name
            self._names.put(slot)
        count = len(sketch.hashes)
        row = self._hashes[slot]
        row[:count] = sketch.hashes
        row[count:] = 0
        self._level[slot] = sketch.level
        self._exact[slot] = sketch.exact
        self._seen[slot] = seen
        self._link(slot)
        if count:
            self._postings.put(sketch.hashes, self._serial(slot), self._newest)

    def remove(self, name: int) -> None:
        """Takes a text out; one that is not there is no error."""
        slot = self._names.find(name)
        if slot >= 0:
            self._postings.drop(self._kept(slot), self._serial(slot))
            self._forget(slot)
            self._hashes[slot] = 0

    def search(
        self,
        sketch: Sketch,
        *,
        similarity: float,
        containment: float | None = None,
        apart_from: int | None = None,
    ) -> list[Match]:
        """The texts that this one copies, or that copy it.

        Args:
            sketch: of the text in question.
            similarity: a text at least as similar is a match.
            containment: so is one of which, or in which, this share stands; None: containment does not count.
            apart_from: the name of the text itself, which is no match.

        Returns: the best first: exact before near, the more similar, the first seen, the first put in. Texts with the
        same exact hash are always found, the first and the last EXACT_ENDS of them; the others are found if they
        are among CANDIDATES.
        """
        found: list[tuple[Match, int]] = []
        for slot in self._same(sketch.exact):
            found.append((Match(self._name[slot], 1.0, 1.0, True, self._seen[slot]), self._serial(slot)))
        told = {serial for _, serial in found}
        for serial, alike, contained in self._near(sketch):
            slot = serial % self._capacity
            if serial in told or (alike < similarity and (containment is None or contained < containment)):
                continue
            exact = self._exact[slot] == sketch.exact
            if exact:
                alike = contained = 1.0
            found.append((Match(self._name[slot], alike, contained, exact, self._seen[slot]), serial))
        found.sort(key=lambda one: (not one[0].exact, -one[0].similarity, one[0].seen, one[1]))
        return [match for match, _ in found if match.name != apart_from]

    def load(self, names: Sequence[int], packed: Sequence[bytes], seens: Sequence[int]) -> None:
        """Puts stored texts in, as `add` in their order does, at 5 µs a text while there is room for them.

        One thing differs: which of their hashes many texts have is looked up for 2,048 texts at once, so
        that of templated copy some other texts may be candidates.
        `packed` are sketches as `Sketch.pack` gives them. Raises ValueError, before anything of the block of 2,048
        texts is put in, when one of them is none.
        """
        for start in range(0, len(names), _BLOCK):
            part = slice(start, start + _BLOCK)
            exacts, levels, rows = unpack_all(packed[part])
            columns = {
                "name": np.array(names[part], np.uint64),
                "exact": exacts,
                "seen": np.array(seens[part], np.uint64),
            }
            at = 0
            while at < len(rows):
                size = min(len(rows) - at, max(1, self._postings.room(self._length)))
                some = slice(at, at + size)
                self._load({name: column[some] for name, column in columns.items()}, levels[some], rows[some])
                at += size

    def _load(
        self, columns: dict[str, npt.NDArray[np.uint64]], levels: npt.NDArray[np.uint8], rows: Hashes
    ) -> None:
        """Puts in so many texts that no buckets have to come into use meanwhile."""
        names, size = columns["name"], len(rows)
        first = (self._newest + 1) % self._capacity
        slots = slice(first, first + size)
        if (
            first + size > self._capacity
            or self._lived_in[slots].any()
            or len(np.unique(names)) < size
            or (self._names.find_all(names) >= 0).any()
        ):
            for at, (name, exact, seen) in enumerate(
                zip(*(column.tolist() for column in columns.values()), strict=True)
            ):
                self.add(name, Sketch(exact, int(levels[at]), rows[at, : np.count_nonzero(rows[at])]), seen)
            return
        for name, column in columns.items():
            self._columns[name][slots] = column
        self._levels[slots], self._hashes[slots], self._lived_in[slots] = levels, rows, 1
        numbers = np.arange(first, first + size)
        self._names.put_all(numbers)
        self._link_all(numbers)
        if not self._postings.room(self._length):
            self._postings.grow()
        self._postings.put_all(rows, self._newest + 1)
        self._newest += size
        self._length += size

    def _serial(self, slot: int) -> int:
        return self._newest - (self._newest - slot) % self._capacity

    def _kept(self, slot: int) -> Hashes:
        row: Hashes = self._hashes[slot]
        return row[: np.count_nonzero(row)]

    def _claim(self) -> int:
        """The slot for one more text; whoever is in it is the oldest, and leaves."""
        self._newest += 1
        slot = self._newest % self._capacity
        if self._taken[slot]:
            # Its postings are dead of age.
            self._forget(slot)
        self._taken[slot] = 1
        self._length += 1
        if not self._postings.room(self._length - 1):
            self._postings.grow()
        return slot

    def _forget(self, slot: int) -> None:
        self._unlink(slot)
        self._names.drop(slot)
        self._taken[slot] = 0
        self._length -= 1

    def _near(self, sketch: Sketch) -> Iterator[tuple[int, float, float]]:
        """The serial, the similarity and the containment of each candidate."""
        if not len(sketch.hashes):
            return
        scores = self._postings.find(sketch.hashes, self._newest)
        # Of those that share as much the oldest: an original is older than its copies.
        best = sorted([(score, age) for age, score in scores.items() if score >= EVIDENCE], reverse=True)
        if not best:
            return
        serials = [self._newest - age for _, age in best[:CANDIDATES]]
        slots = np.array(serials) % self._capacity
        alike, contained = compare(sketch, self._hashes[slots], self._levels[slots])
        yield from zip(serials, alike.tolist(), contained.tolist(), strict=True)

    # Texts with the same exact hash are a ring; the table knows the first of them. So each can be taken out at once,
    # and both ends are at hand.

    def _same(self, exact: int) -> set[int]:
        first = self._exacts.find(exact)
        if first < 0:
            return set()
        slots, after, before = {first}, first, first
        for _ in range(EXACT_ENDS):
            before = self._previous[before]
            slots |= {after, before}
            after = self._next[after]
        return slots

    def _link(self, slot: int) -> None:
        first = self._exacts.find(self._exact[slot])
        if first < 0:
            self._exacts.put(slot)
            self._next[slot] = self._previous[slot] = slot
            return
        last = self._previous[first]
        self._next[last] = self._previous[first] = slot
        self._next[slot], self._previous[slot] = first, last
        # A new version of what was seen early, or backfill.
        if self._seen[slot] < self._seen[first]:
            self._exacts.replace(first, slot)

    def _link_all(self, slots: Indices) -> None:
        exacts = self._columns["exact"][slots]
        fresh = np.zeros(len(slots), dtype=np.bool_)
        fresh[np.unique(exacts, return_index=True)[1]] = True
        fresh &= self._exacts.find_all(exacts) < 0
        alone = slots[fresh]
        self._links[:, alone] = alone
        self._exacts.put_all(alone)
        for slot in slots[~fresh].tolist():
            self._link(slot)

    def _unlink(self, slot: int) -> None:
        after, before = self._next[slot], self._previous[slot]
        if after == slot:
            self._exacts.drop(slot)
            return
        self._next[before], self._previous[after] = after, before
        if self._exacts.find(self._exact[slot]) == slot:
            self._exacts.replace(slot, after)
