"""What the desk remembers of its window: the stories by uri, their fingerprints, and who copies whom.

One shelf for each partition of articles.clean. It is memory over two tables, of which it keeps what a decision needs
to find: the index of fingerprints, the copies of each story, its other names, and what waits.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from streams.article import Article
from streams.copies.fingerprint import Fingerprint, fingerprint
from streams.copies.index import Copy, Index
from streams.stories.pack import Facts, dump, facts_of, load, load_facts
from streams.stories.story import Story


class Table(Protocol):
    """A table of bytes by uri."""

    def get(self, uri: str) -> bytes | None:
        """The value, or None."""

    def put(self, uri: str, value: bytes) -> None:
        """Keeps the value, also where it is the same again: the first time's may not have been kept."""

    def drop(self, uri: str) -> None:
        """Forgets the uri; one that is not there is no error."""


class Shelf:
    """The stories of one partition. `threshold` is the similarity from which on a text is a copy, 0 to 1."""

    def __init__(self, stories: Table, prints: Table, threshold: float) -> None:
        self._stories, self._prints, self._threshold = stories, prints, threshold
        self._index = Index()
        self._seen: OrderedDict[str, datetime] = OrderedDict()  # the oldest first, without those that wait
        self._waiting: dict[str, datetime | None] = {}  # uri -> when its embargo ends, if that is known
        self._of: dict[str, str] = {}  # a copy -> the story that it copies
        self._copies: dict[str, dict[str, None]] = {}
        self._names: dict[str, str] = {}  # another uri, or a slug -> the story
        self._killed: set[str] = set()
        self._last: tuple[tuple[str | None, tuple[str, ...], datetime], Fingerprint] | None = None
        self._variants: dict[str, dict[str, None]] = {}  # a killed story -> its other texts in the index

    def __len__(self) -> int:
        return len(self._index)

    def get(self, uri: str) -> Story | None:
        """What is known of a uri."""
        packed = self._stories.get(uri)
        return None if packed is None else load(packed)

    def __contains__(self, uri: str) -> bool:
        return self._stories.get(uri) is not None

    def put(self, story: Story) -> None:
        """Keeps what is known of a uri from now on."""
        before = self._stories.get(story.uri)
        if before is not None:
            self._forget(story.uri, load_facts(before))
        self._stories.put(story.uri, dump(story))
        self._note(story.uri, facts_of(story))

    def put_text(self, uri: str, article: Article) -> None:
        """Keeps the text that copies of this story are compared with.

        Of a killed story every text is kept, for copies of each of them are to be canceled.
        """
        if uri in self._killed and uri in self._index:
            uri = f"{uri} {article.content_hash[:16]}"
            self._variants.setdefault(_story_of(uri), {})[uri] = None
        packed = self._print(article).pack()
        self._prints.put(uri, packed)
        self._index.add(uri, Fingerprint.unpack(packed))

    def search(self, article: Article) -> Copy | None:
        """The story that this text copies most, of all but its own."""
        copy = self._index.search(self._print(article), self._threshold, apart_from=article.uri)
        return replace(copy, uri=_story_of(copy.uri)) if copy else None

    def alike(self, article: Article) -> list[str]:
        """Every story with that text, but its own, in the order in which they were first seen."""
        found = self._index.search_all(self._print(article), self._threshold, apart_from=article.uri)
        return list(dict.fromkeys(_story_of(copy.uri) for copy in found))

    def named(self, name: str) -> str | None:
        """The story that goes by another uri or by a slug."""
        return self._names.get(name)

    def waiting(self) -> dict[str, datetime | None]:
        """The stories that are held back, and until when, where that is known."""
        return self._waiting

    def family(self, uri: str) -> list[str]:
        """The stories that are linked to this one by being copied or copying, itself left out; near ones first."""
        found: dict[str, None] = {uri: None}
        for member in (queue := [uri]):
            links = [self._of.get(member), *self._copies.get(member, ())]
            new = [link for link in links if link is not None and link not in found]
            found.update(dict.fromkeys(new))
            queue.extend(new)
        return list(found)[1:]

    def expire(self, before: datetime) -> None:
        """Forgets what was last seen before that time. What waits is never forgotten."""
        while self._seen:
            uri, seen = next(iter(self._seen.items()))
            if seen >= before:
                return
            packed = self._stories.get(uri)
            if packed is not None:
                self._forget(uri, load_facts(packed))
            self._seen.pop(uri, None)
            self._stories.drop(uri)
            for text in (uri, *self._variants.pop(uri, ())):
                self._index.remove(text)
                self._prints.drop(text)

    def fill(self, stories: Iterable[tuple[str, bytes]], prints: Iterable[tuple[str, bytes]]) -> None:
        """Makes the memory anew from what the tables hold."""
        unpacked = ((uri, Fingerprint.unpack(packed)) for uri, packed in prints)
        for uri, print_ in sorted(unpacked, key=lambda each: each[1].seen):
            self._index.add(uri, print_)
            if (story := _story_of(uri)) != uri:
                self._variants.setdefault(story, {})[uri] = None
        facts = ((uri, load_facts(packed)) for uri, packed in stories)
        for uri, known in sorted(facts, key=lambda each: each[1].seen):
            self._note(uri, known)

    def _print(self, article: Article) -> Fingerprint:
        """The fingerprint of a text. What is searched for is mostly kept next: the last one made is remembered."""
        text = (article.headline, article.paragraphs, article.origin.timestamp)
        if self._last is None or self._last[0] != text:
            self._last = text, fingerprint(article.headline, article.body, article.origin.timestamp)
        return self._last[1]

    def _note(self, uri: str, facts: Facts) -> None:
        if facts.waiting:
            self._waiting[uri] = facts.until
            self._seen.pop(uri, None)
        else:
            self._seen[uri] = facts.seen
            self._seen.move_to_end(uri)
        if facts.killed:
            self._killed.add(uri)
        if facts.copies is not None:
            self._of[uri] = facts.copies
            self._copies.setdefault(facts.copies, {})[uri] = None
        for name in (*facts.aliases, *((facts.slug,) if facts.slug else ())):
            self._names[name] = uri

    def _forget(self, uri: str, facts: Facts) -> None:
        self._waiting.pop(uri, None)
        self._killed.discard(uri)
        self._of.pop(uri, None)
        copies = self._copies.get(facts.copies or "")
        if copies is not None:
            copies.pop(uri, None)
            if not copies:
                del self._copies[facts.copies or ""]
        for name in (*facts.aliases, *((facts.slug,) if facts.slug else ())):
            if self._names.get(name) == uri:
                del self._names[name]


def _story_of(name: str) -> str:
    """The uri of a text's name in the index; a uri has no space in it."""
    return name.partition(" ")[0]
