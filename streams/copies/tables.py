"""The two hash tables of the window of copies, in numpy arrays: rows by a key, and texts by the hashes in them.

Both are open addressing. A `Rows` table forgets nothing; `Postings` has room for so many postings in a bucket, so that
no hash that thousands of texts share can make a search slow.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

#: A text is posted under this many of its hashes. Of two texts alike by .7 some ten of them agree.
POSTED = 12
#: They are chosen among so many, the smallest, which texts of other lengths have as well.
LOOKED = 24
#: Postings in a bucket: with hashes and serials 64 bytes, a line of the cache.
SLOTS = 8
#: How full the buckets are at most, when every text has POSTED hashes. At .65 one posting of 36 finds its bucket full.
LOAD = 0.65
#: A hash has at most this many postings, its two oldest and its two latest texts: see `Postings.put`.
SHARED = 4
#: Buckets that come into use at a time.
STEP = 1024
#: What a hash counts for a text that has it alone; a multiple of all numbers up to SHARED.
WEIGHT = 12

Numbers = npt.NDArray[np.uint32]
Indices = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]

_PHI = 0x9E3779B97F4A7C15
_PHI_64 = np.uint64(_PHI)
_HALF = np.uint64(32)
_LATEST = np.uint32(2**32 - 1)


class Rows:
    """Finds a row by its 64-bit key: linear probing, half full at most, 8 bytes a row.

    The keys stay where they are, in the column that the table is made for; they are looked at, never copied.
    """

    def __init__(self, keys: Keys) -> None:
        self._size = 2 * len(keys)
        self._keys = keys
        # A row's number + 1; 0 is a free place.
        self._places = np.zeros(self._size, dtype=np.uint32)
        # One number at a time, a memoryview is three times as fast as numpy.
        self._key = keys.data
        self._place = self._places.data

    def _home(self, key: int) -> int:
        return ((key * _PHI & 0xFFFF_FFFF_FFFF_FFFF) >> 32) * self._size >> 32

    def find(self, key: int) -> int:
        """The row with this key, or -1."""
        place, keys, at = self._place, self._key, self._home(key)
        while held := place[at]:
            if keys[held - 1] == key:
                return held - 1
            at = at + 1 if at + 1 < self._size else 0
        return -1

    def put(self, row: int) -> None:
        """Puts in a row whose key is in none that the table has."""
        at = self._home(self._key[row])
        while self._place[at]:
            at = at + 1 if at + 1 < self._size else 0
        self._place[at] = row + 1

    def _at(self, row: int) -> int:
        at = self._home(self._key[row])
        while self._place[at] != row + 1:
            if not self._place[at]:
                raise KeyError(row)
            at = at + 1 if at + 1 < self._size else 0
        return at

    def replace(self, row: int, other: int) -> None:
        """From now on the key that both rows have finds the other one. KeyError: it did not find `row`."""
        self._place[self._at(row)] = other + 1

    def drop(self, row: int) -> None:
        """Takes a row out, before its key changes. KeyError: it is not in."""
        gap = at = self._at(row)
        # Knuth, "The Art of Computer Programming", 6.4, algorithm R: what probed past the gap moves into it, so that
        # no marks of dropped rows gather over months.
        while True:
            at = at + 1 if at + 1 < self._size else 0
            held = self._place[at]
            if not held:
                break
            home = self._home(self._key[held - 1])
            if (at - home) % self._size >= (at - gap) % self._size:
                self._place[gap] = held
                gap = at
        self._place[gap] = 0

    def _homes(self, keys: Keys) -> Indices:
        return ((keys * _PHI_64 >> _HALF) * np.uint64(self._size) >> _HALF).astype(np.int64)

    def find_all(self, keys: Keys) -> Indices:
        """`find` for many keys at once."""
        found = np.full(len(keys), -1, dtype=np.int64)
        asked, at = np.arange(len(keys)), self._homes(keys)
        while len(asked):
            held = self._places[at].astype(np.int64) - 1
            right = (held >= 0) & (self._keys[held] == keys[asked])
            found[asked[right]] = held[right]
            on = (held >= 0) & ~right
            asked, at = asked[on], (at[on] + 1) % self._size
        return found

    def put_all(self, rows: Indices) -> None:
        """`put` for many rows, whose keys are all different."""
        at = self._homes(self._keys[rows])
        while len(rows):
            free = self._places[at] == 0
            self._places[at[free]] = rows[free] + 1
            # Where two wanted one place, one of them has it.
            on = self._places[at] != rows + 1
            rows, at = rows[on], (at[on] + 1) % self._size


class Postings:
    """Which texts have a hash: (hash, serial) in buckets of SLOTS.

    148 bytes a text, and up to twice that while there are fewer texts than the capacity.

    A text is known by its serial number modulo 2**32, and is dead when `capacity` texts came after it: age = newest -
    serial, modulo 2**32, tells both, so that the oldest expire without any work. Serials begin at `capacity`: a free
    slot, hash 0 and serial 0, looks like a dead posting.

    Memory is asked for once and comes into use as texts come: when the buckets in use are as full as LOAD, they are
    doubled, STEP at each text, by linear hashing (Litwin, "Linear hashing: a new tool for file and table addressing",
    1980). So no text waits for all of it; and it is soon done, as buckets that wait for their turn lose postings.
    """

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._most = max(1, -int(-capacity * POSTED // (SLOTS * LOAD)))
        doublings = max(0, (self._most // STEP).bit_length())
        first = -(-self._most // 2**doublings)
        self._most = first * 2**doublings
        self._buckets = np.zeros((self._most, 2, SLOTS), dtype=np.uint32)
        # `_whole` buckets before this doubling, `_used` so far, `_span` after it; all the same between two.
        self._use(first, first)

    def _use(self, used: int, whole: int) -> None:
        self._used, self._whole = used, whole
        self._span = used if used == whole else 2 * whole
        self._room = int(whole * SLOTS * LOAD / POSTED)

    def room(self, texts: int) -> int:
        """How many texts can join so many others before `grow` must be called for each one; 0: it must be now."""
        if self._whole == self._most:
            return self._capacity
        return max(0, self._room - texts) if self._used == self._whole else 0

    def grow(self) -> None:
        """Brings STEP more buckets into use, some 0.2 ms of work."""
        before, whole = self._used, self._whole
        self._use(min(before + STEP, 2 * whole), whole)
        fresh = self._buckets[before : self._used]
        # Hashes modulo `_span` are what they were modulo `_whole`, or that much more.
        old = self._buckets[before - whole : self._used - whole]
        stay = self._at(old[:, 0].ravel()).reshape(-1, SLOTS) < whole
        fresh[:] = np.where(stay[:, None], 0, old)
        old[:] = np.where(stay[:, None], old, 0)
        if self._used == self._span:
            self._use(self._used, self._used)

    def _at(self, hashes: Numbers) -> Indices:
        # Small hashes are frequent, as the limit of long texts is low: so the hash is mixed first.
        at = (np.multiply(hashes, _PHI_64, dtype=np.uint64) >> _HALF).view(np.int64)
        at %= self._span
        if self._used != self._span:
            at[at >= self._used] -= self._whole
        return at

    def find(self, hashes: Numbers, newest: int) -> dict[int, int]:
        """The ages of the living texts that are posted under `hashes`, each with how much that says.

        A hash that is posted for one text counts WEIGHT for it; if it is posted for several, they share that.
        """
        found = self._buckets[self._at(hashes)]
        which, slots = (found[:, 0] == hashes[:, None]).nonzero()
        scores: dict[int, int] = {}
        if not len(which):
            return scores
        ages = np.uint32(newest & 0xFFFF_FFFF) - found[which, 1, slots]
        texts = np.bincount(which)[which]
        for age, many in zip(ages.tolist(), texts.tolist(), strict=True):
            if age < self._capacity:
                scores[age] = scores.get(age, 0) + WEIGHT // many
        return scores

    def put(self, hashes: Numbers, serial: int, newest: int) -> None:
        """Posts a text under POSTED of its ascending `hashes`: the smallest, but those last that have SHARED postings.

        In any language half of what a text says in three words was said before. A posting there would not last.

        What it overwrites in a bucket: of a hash that has SHARED postings already, the second youngest, so that the
        first texts of a template stay beside the latest, and a template fills no bucket; else a dead posting, if there
        is one, or the oldest.
        """
        looked = hashes[:LOOKED]
        at, now = self._at(looked), np.uint32(newest & 0xFFFF_FFFF)
        found = self._buckets[at]
        full = self._full(found, looked, now)
        some: slice | Indices = slice(POSTED)
        if np.count_nonzero(full):  # else their order stays, and slices cost nothing
            some = full.argsort(kind="stable")[:POSTED]
        self._put(at[some], looked[some], np.uint32(serial & 0xFFFF_FFFF), now, found[some], full[some])

    def _full(self, found: Numbers, hashes: Numbers, newest: Numbers | np.uint32) -> npt.NDArray[np.bool_]:
        """Which of the hashes have SHARED postings in their buckets, which are `found`."""
        same = (found[:, 0] == hashes[:, None]) & (newest - found[:, 1] < self._capacity)
        full: npt.NDArray[np.bool_] = np.add.reduce(same, axis=1) >= SHARED
        return full

    def _put(
        self,
        at: Indices,
        hashes: Numbers,
        serials: Numbers | np.uint32,
        newest: Numbers | np.uint32,
        found: Numbers,
        full: npt.NDArray[np.bool_],
    ) -> None:
        """Writes postings into the buckets `at`, which hold `found`; `full` as of `_full`."""
        ages = newest - found[:, 1]
        slots = ages.argmax(axis=1)
        if np.count_nonzero(full):
            rows = np.flatnonzero(full)
            same = (found[rows, 0] == hashes[rows, None]) & (ages[rows] < self._capacity)
            slots[rows] = np.where(same, ages[rows], _LATEST).argsort(axis=1)[:, 1]
        self._buckets[at, 0, slots] = hashes
        self._buckets[at, 1, slots] = serials

    def put_all(self, rows: Numbers, first: int) -> None:
        """`put` for texts in their order, whose serials are `first`, `first` + 1 and so on.

        `rows` are their hashes, each row filled up with zeros. The same postings as from `put`, one by one, but for
        one thing: which hashes have SHARED postings is looked up once, before the first of these texts.
        """
        looked = rows[:, :LOOKED]
        flat = looked.ravel()
        last = self._full(self._buckets[self._at(flat)], flat, np.uint32(first - 1 & 0xFFFF_FFFF)) | (
            flat == 0
        )
        order = last.reshape(looked.shape).argsort(axis=1, kind="stable")[:, :POSTED]
        # In each round a bucket gets the postings of one text.
        hashes = np.take_along_axis(looked, order, axis=1)
        texts, columns = np.nonzero(hashes)
        posted = hashes[texts, columns]
        serials = (texts + (first & 0xFFFF_FFFF)).astype(np.uint32)
        at = self._at(posted)
        order = at.argsort(kind="stable")
        bucket, text = at[order], texts[order]
        begins = np.diff(bucket, prepend=-1) != 0
        turn = np.cumsum(begins | (np.diff(text, prepend=-1) != 0))
        turn -= np.maximum.accumulate(np.where(begins, turn, 0))
        order = order[turn.argsort(kind="stable")]
        ends = np.cumsum(np.bincount(turn)).tolist()
        for start, end in zip([0, *ends], ends, strict=False):
            some = order[start:end]
            now, found = serials[some, None], self._buckets[at[some]]
            self._put(at[some], posted[some], serials[some], now, found, self._full(found, posted[some], now))

    def drop(self, hashes: Numbers, serial: int) -> None:
        """Takes the postings of a text out."""
        posted = hashes[:LOOKED]
        at = self._at(posted)
        found = self._buckets[at]
        texts, slots = np.nonzero((found[:, 0] == posted[:, None]) & (found[:, 1] == serial & 0xFFFF_FFFF))
        self._buckets[at[texts], :, slots] = 0
