"""What the desk remembers of its window: every story by its uri, and what it is found by.

The stories lie in a store, outside the Python heap. In memory are only the index of sketches, which is searched for
every article, and what waits, which the clock asks for. All else that a decision looks up is a key of the store (see
`stories.keys`). Only the stories themselves go to the changelog; the other keys follow from them.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import islice

import numpy as np

from streams.article import Article
from streams.copies.reading import Reading
from streams.copies.sketch import Sketch, containment, flash_sketch, similarity, sketch_of
from streams.copies.window import CopyIndex, Match
from streams.stories.authority import Authority, load_suffixes
from streams.stories.keys import (
    MICROS,
    index_name,
    keys_of,
    lately_key,
    newest_first,
    read_text,
    shared_key,
)
from streams.stories.record import (
    Facts,
    Stamp,
    Text,
    facts_of,
    micros,
    moment,
    pack,
    read_facts,
    read_story,
    stamp_of,
)
from streams.stories.store import Store
from streams.stories.story import Story
from streams.stories.waiting import Waiting

#: Stories that one decision may forget. After a pause many are over at once; the event loop must not stand still.
MOST_FORGOTTEN = 64
#: Stories of one name that are looked at, the newest of them: a section's slug stands on hundreds.
MOST_SHARING = 6

#: What sketches must have in common for a second look at the texts: half of what a copy has, for a sketch estimates.
SIMILAR, CONTAINED = 0.35, 0.4

#: What the name of a text's second sketch ends with, that by its characters.
_BY_LETTERS = " ~"

NO_AUTHORITY = Authority()
#: How long a doubtful text waits, unless the settings say otherwise.
DOUBTS = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Change:
    """A record for the changelog: the story's uri, and its bytes; None: it is forgotten."""

    uri: str
    value: bytes | None
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Alike:
    """A story whose text looks like another by its sketch: the estimated Jaccard similarity, 0 to 1."""

    uri: str
    similarity: float
    exact: bool


@dataclass(slots=True)
class _Open:
    """A story that a decision looks at: what it is now, and what the store has."""

    uri: str
    story: Story | None
    texts: tuple[Text, ...]
    before: Facts | None
    changed: bool = False


class Ledger:
    """The stories of a desk. `threshold` is the share of a text from which on it is a copy of where it stands, 0 to 1.

    `doubts` is how long a doubtful text waits for an editor. A decision reads and puts; commit() ends it. `term` and
    `number` stamp what is written.
    """

    def __init__(
        self,
        store: Store,
        index: CopyIndex,
        threshold: float,
        authority: Authority = NO_AUTHORITY,
        doubts: timedelta = DOUBTS,
    ) -> None:
        self._store, self._index, self.threshold, self.doubts = store, index, threshold, doubts
        #: What the settings let sources speak for.
        self.authority = authority
        #: Texts as they were last aligned, by their paragraphs: those of a template are looked at again and again.
        self.readings: OrderedDict[tuple[str, ...], Reading] = OrderedDict()
        # What the decision in hand has looked at: stories, and names.
        self._open: dict[str, _Open] = {}
        self._names: dict[str, bytes | None] = {}
        self._waits = Waiting()
        self._oldest = b"e"  # nothing lies before this key: what is forgotten need not be passed over again
        #: Whether load() is done; until then the index is behind the store.
        self.indexed = False
        # The last sketch, packed and not, and of which text: what is searched for is mostly kept next.
        self._last: tuple[tuple[str | None, tuple[str, ...]], Sketch] | None = None
        self._packed = b""
        self.term = self.number = 0
        #: When the desk took up what is decided now, by a clock that no sender moves: from then on what is put lasts
        #: for the window. None: from when its raw event came.
        self.at: datetime | None = None

    def __len__(self) -> int:
        """How many texts copies are compared with."""
        return len(self._index)

    def __contains__(self, uri: str) -> bool:
        return self.get(uri) is not None

    def get(self, uri: str) -> Story | None:
        """What is known of a uri."""
        return self._look(uri).story

    def put(self, story: Story) -> None:
        """Keeps what is known of a uri from now on; also where it is the same again: the first record may be lost."""
        look = self._look(story.uri)
        look.story, look.changed = story, True

    def put_text(self, uri: str, article: Article) -> None:
        """Keeps the text that copies of this story are compared with.

        Of a killed story every text is kept, for copies of each of them are to be canceled. The story is put as well.
        """
        look = self._look(uri)
        self.sketch(article)
        text = Text(uri, self.at or article.origin.timestamp, self._packed)
        others: tuple[Text, ...] = ()
        if look.story is not None and look.story.kill and look.texts:
            text = Text(f"{uri} {article.content_hash[:16]}", text.seen, text.sketch)
            others = tuple(each for each in look.texts if each.name.removesuffix(_BY_LETTERS) != text.name)
        look.texts = (*others, text)
        if (flash := flash_sketch(self.sketch(article), article.body)) is not None:
            look.texts += (Text(text.name + _BY_LETTERS, text.seen, flash.pack()),)

    def sketch(self, article: Article) -> Sketch:
        """The sketch of a text: the one that clean has made, or, of a text put together here, a new one."""
        if article.fingerprint.sketch is not None:
            if article.fingerprint.sketch != self._packed:
                self._packed = article.fingerprint.sketch
                self._last = (article.headline, article.paragraphs), Sketch.unpack(article.fingerprint.sketch)
            assert self._last is not None
            return self._last[1]
        text = (article.headline, article.paragraphs)
        if self._last is None or self._last[0] != text:
            self._last = text, sketch_of(article.headline, article.body)
            self._packed = self._last[1].pack()
        return self._last[1]

    def _unpacked(self, packed: bytes) -> Sketch:
        if self._last is not None and packed == self._packed:
            return self._last[1]
        return Sketch.unpack(packed)

    def alike(self, article: Article) -> list[Alike]:
        """The stories that may have this text, or be in it, the likest first; its own left out. CANDIDATES at most."""
        sketch, own, matches = self.sketch(article), index_name(article.uri), list[Match]()
        for each in (sketch, flash_sketch(sketch, article.body)):
            if each is not None:
                matches += self._index.search(each, similarity=SIMILAR, containment=CONTAINED, apart_from=own)
        matches.sort(key=lambda match: (not match.exact, -match.similarity, match.seen))
        found: dict[str, Alike] = {}
        for match in matches:
            known = self._store.get(b"k" + match.name.to_bytes(8))
            uri = None if known is None else read_text(known)[1]
            if uri is not None and uri != article.uri and uri not in found:
                found[uri] = Alike(uri, match.similarity, match.exact)
        return list(found.values())

    def named(self, name: str) -> str | None:
        """The story that goes by another uri."""
        uri = self._named(name)
        return None if uri is None else uri.decode()

    def _named(self, name: str) -> bytes | None:
        """What stands under a name. A decision asks for some names more than once, and writes none before its end."""
        if name not in self._names:
            self._names[name] = self._store.get(b"n" + name.encode())
        return self._names[name]

    def linking(self, uri: str, after: str = "") -> Iterator[str]:
        """The stories that have the text of this one in them, as they were written last, in the order of their uris.

        Those behind the uri `after` only.
        """
        prefix = b"c" + uri.encode() + b"\0"
        # No uri has a NUL in it: so this key is the next behind the one of `after`.
        start = prefix + after.encode() + b"\0" if after else prefix
        for key, _ in self._store.scan(prefix, start):
            yield key[len(prefix) :].decode()

    def stands(self, name: str) -> bool:
        """Whether a story that is known goes by that name. One that this decision forgets still has its names."""
        uri = self._named(name)
        look = self._open.get(uri.decode()) if uri is not None else None
        return look.story is not None if look else uri is not None and self._store.get(b"s" + uri) is not None

    def sharing(self, name: str, most: int = MOST_SHARING) -> list[str]:
        """The stories that go by a slug, or by another name that several may have: at most so many, newest first."""
        prefix = b"g" + shared_key(name)
        found = islice(self._store.scan(prefix), most)
        return [key[len(prefix) + MICROS.size :].decode() for key, _ in found]

    def lately(self, source: str, since: datetime, most: int) -> Iterator[tuple[str, str]]:
        """The stories that a source published since then, each with its headline: at most so many, newest first."""
        prefix = lately_key(source)
        last = prefix + newest_first(since)
        for key, headline in islice(self._store.scan(prefix), most):
            if key[: len(last)] > last:
                return
            yield key[len(last) :].decode(), headline.decode()

    def resemblance(self, uri: str, article: Article) -> tuple[float, float]:
        """(similarity, containment) of a text and the story's text that is most like it; 0, 0 where it has none."""
        sketch = self.sketch(article)
        others = [self._unpacked(text.sketch) for text in self._look(uri).texts]
        if any(sketch.exact == other.exact for other in others):
            return 1.0, 1.0
        found = [(similarity(sketch, other), containment(sketch, other)) for other in others]
        return max(found, key=max, default=(0.0, 0.0))

    @property
    def waiting(self) -> dict[str, datetime | None]:
        """The stories that are held back, and until when, where that is known."""
        return self._waits.until

    @property
    def timed(self) -> int:
        """How many of those wait for a time at which they go out. A doubtful text never does by itself."""
        return self._waits.timed

    def next_due(self) -> tuple[datetime, str] | None:
        """When the first embargo or doubt ends, and of which story."""
        return self._waits.next_due()

    def put_off(self, uri: str) -> None:
        """Does not ask for this story again because its time has come: only what happens to it brings it up."""
        self._waits.put_off(uri)

    def expire(self, before: datetime) -> None:
        """Forgets what was last seen before that time, the oldest first, MOST_FORGOTTEN at once. What waits stays."""
        if self._oldest >= (bound := b"e" + MICROS.pack(micros(before))):
            return
        over: list[str] = []
        for key, _ in self._store.scan(b"e", self._oldest):
            self._oldest = key
            if key >= bound or len(over) == MOST_FORGOTTEN:
                break
            over.append(key[9:].decode())
        else:
            self._oldest = bound
        for uri in over:
            self._open[uri] = _Open(uri, None, (), self._facts(uri), changed=True)

    def commit(self) -> list[Change]:
        """Ends a decision: writes what it has put, and gives the records for the changelog."""
        # All is packed before any of it is written: what cannot be packed leaves nothing behind.
        packed = [
            (uri, look.before, *self._packed_up(look)) for uri, look in self._open.items() if look.changed
        ]
        for uri, before, facts, change in packed:
            self._write(uri, before, facts, change.value)
        self._end()
        return [change for *_, change in packed]

    def _packed_up(self, look: _Open) -> tuple[Facts | None, Change]:
        stamp = self._stamp()
        if look.story is None:
            return None, Change(look.uri, None, stamp)
        facts = facts_of(look.story, look.texts, self.at)
        return facts, Change(look.uri, pack(stamp, look.story, facts), stamp)

    def _end(self) -> None:
        self._open.clear()
        self._names.clear()

    def forget_decision(self) -> None:
        """Leaves a decision that failed: nothing of it is kept."""
        self._end()
        self._oldest = b"e"

    def undo(self, uris: Iterable[str], drop: Callable[[], None]) -> None:
        """Goes back behind decisions on `uris`, which `drop` takes out of the store."""
        known = {uri: self._facts(uri) for uri in uris}
        self._end()
        drop()
        for uri, after in known.items():
            self._note(uri, after, self._facts(uri))
        self._oldest = b"e"

    def begin(self, term: int) -> None:
        """Stamps what is written from now on as that of a new writer."""
        self.term, self.number = term, 0

    def restated(self, uris: Iterable[str]) -> list[Change]:
        """What is known of these stories once more, stamped anew."""
        for uri in uris:
            self._look(uri).changed = True
        return self.commit()

    def apply(self, uri: str, value: bytes | None, stamp: Stamp | None = None) -> None:
        """Takes over a record of the changelog; one that is older than what is known changes nothing.

        `stamp` is that of a record without a value. Raises ValueError, NewerFormatError.
        """
        self._end()
        stamp = stamp_of(value) if value is not None else stamp
        known = self._store.get(b"s" + uri.encode())
        if stamp is not None and (stamp.term < self.term or (known is not None and stamp_of(known) > stamp)):
            return
        if stamp is not None:
            self.term, self.number = max((self.term, self.number), stamp)
        before = None if known is None else read_facts(known)
        if value is not None or before is not None:
            self._write(uri, before, None if value is None else read_facts(value), value)

    def load(self, *, step: int = 2000) -> Iterator[int]:
        """Fills what is in memory from the store, `step` texts at a time; gives how many are done.

        From then on the index follows what is put and applied. Texts come in the order in which they were seen, for
        the index lets the first go first. Their sketches are in memory twice for that long, a quarter of a kilobyte
        each: to read them one by one in that order would take the disk three times as long.
        """
        load_suffixes()
        doubtful = {key[1:] for key, _ in self._store.scan(b"d")}
        for key, until in self._store.scan(b"w"):
            due = moment(MICROS.unpack(until)[0]) if until else None
            self._waits.add(key[1:].decode(), due, key[1:] in doubtful)
        names, seens, ends, sketches = array("Q"), array("Q"), array("Q", [0]), bytearray()
        for key, value in self._store.scan(b"k"):
            seen, _, sketch = read_text(value)
            names.append(int.from_bytes(key[1:]))
            seens.append(seen // 1000)
            sketches += sketch
            ends.append(len(sketches))
            if len(names) % step == 0:
                yield 0
        order = np.argsort(np.frombuffer(seens, np.uint64), kind="stable").tolist() if names else []
        for first in range(0, len(order), step):
            some = order[first : first + step]
            self._index.load(
                [names[at] for at in some],
                [bytes(sketches[ends[at] : ends[at + 1]]) for at in some],
                [seens[at] for at in some],
            )
            yield first + len(some)
        self.indexed = True

    def _stamp(self) -> Stamp:
        self.number += 1
        return Stamp(self.term, self.number)

    def _look(self, uri: str) -> _Open:
        look = self._open.get(uri)
        if look is None:
            record = self._store.get(b"s" + uri.encode())
            if record is None:
                look = _Open(uri, None, (), None)
            else:
                facts, story = _read(record)
                look = _Open(uri, story, facts.texts, facts)
            self._open[uri] = look
        return look

    def _facts(self, uri: str) -> Facts | None:
        record = self._store.get(b"s" + uri.encode())
        return None if record is None else read_facts(record)

    def _write(self, uri: str, before: Facts | None, after: Facts | None, record: bytes | None) -> None:
        """Brings every key of a story from `before` to `after`."""
        name = uri.encode()
        if record is None:
            self._store.delete(b"s" + name)
        else:
            self._store.put(b"s" + name, record)
        old, new = keys_of(name, before), keys_of(name, after)
        for key in old.keys() - new.keys():
            # A name may be another story's by now.
            if key[:1] != b"n" or self._store.get(key) == name:
                self._store.delete(key)
        for key, value in new.items():
            if old.get(key) != value or key[:1] == b"n":
                self._store.put(key, value)
                self._oldest = min(self._oldest, key) if key[:1] == b"e" else self._oldest
        self._note(uri, before, after)

    def _note(self, uri: str, before: Facts | None, after: Facts | None) -> None:
        """Brings what is in memory from `before` to `after`."""
        if before and before.waiting:
            self._waits.remove(uri)
        if after and after.waiting:
            self._waits.add(uri, after.until, after.doubtful)
        if not self.indexed:
            return
        old = {text.name: text for text in before.texts} if before else {}
        new = {text.name: text for text in after.texts} if after else {}
        for name in old.keys() - new.keys():
            self._index.remove(index_name(name))
        for name, text in new.items():
            if old.get(name) != text:
                self._index.add(index_name(name), self._unpacked(text.sketch), micros(text.seen) // 1000)


# Each text of a template is compared with the same few stories.
@lru_cache(maxsize=32)
def _read(record: bytes) -> tuple[Facts, Story]:
    return read_facts(record), read_story(record)
