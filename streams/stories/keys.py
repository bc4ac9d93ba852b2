"""The keys of the ledger's store, and those that follow from a story: what it is found by.

    s <uri>                  the story, as `record` packs it
    n <name>                 another uri -> the uri; and whose ground uris are on, see `grounds`
    g <name> NUL <moment> <uri>   a story of that slug, headline or other name that several have; the newest first
    l <source> NUL <moment> <uri>   what that source published, by its headline; the newest first
    c <uri> NUL <copy>       a story that has the text of this one in it
    k <hash of a text>       when it was first seen, its uri and its sketch
    e <moment> <uri>         the stories in the order in which they were last seen, without those that wait
    w <uri>                  a story that waits, and until when
    d <uri>                  a story of which a doubtful text waits

Only the first goes to the changelog; the others follow from it.
"""

from __future__ import annotations

import hashlib
import struct
from datetime import datetime
from functools import lru_cache

from streams.intake.identity import is_shared
from streams.stories.authority import grounds
from streams.stories.record import BROUGHT, LATELY, Facts, micros

_LATEST = 2**64 - 1
MICROS = struct.Struct(">Q")  # in the order of time, as bytes are compared


def keys_of(uri: bytes, facts: Facts | None) -> dict[bytes, bytes]:
    """The keys that follow from a story's facts, all but its own."""
    if facts is None:
        return {}
    found: dict[bytes, bytes] = {}
    if facts.waiting:
        found[b"w" + uri] = MICROS.pack(micros(facts.until)) if facts.until else b""
        if facts.doubtful:
            found[b"d" + uri] = b""
    else:
        found[b"e" + MICROS.pack(micros(facts.seen)) + uri] = b""
    for linked in facts.links:
        found[b"c" + linked.encode() + b"\0" + uri] = b""
    for name in facts.names:
        if name.startswith(BROUGHT):
            for ground in grounds(uri.decode(), name[len(BROUGHT) :]):
                found[b"n" + ground.encode()] = uri
        elif name.startswith(LATELY):
            source, _, headline = name[len(LATELY) :].partition("\n")
            found[lately_key(source) + newest_first(facts.seen) + uri] = headline.encode()
        elif is_shared(name):
            found[b"g" + shared_key(name) + newest_first(facts.seen) + uri] = b""
        else:
            found[b"n" + name.encode()] = uri
    for text in facts.texts:
        key = b"k" + index_name(text.name).to_bytes(8)
        found[key] = MICROS.pack(micros(text.seen)) + len(uri).to_bytes(4) + uri + text.sketch
    return found


def newest_first(moment: datetime) -> bytes:
    """A moment in a key: the later, the smaller, so that a scan gives the newest first."""
    return MICROS.pack(_LATEST - micros(moment))


def lately_key(source: str) -> bytes:
    """What the keys begin with of what a source published."""
    return b"l" + shared_key(source)


def shared_key(name: str) -> bytes:
    """What the keys begin with, behind their "g", of the stories that go by a name that several may have."""
    return name.replace("\0", " ").encode() + b"\0"


def read_text(value: bytes) -> tuple[int, str, bytes]:
    """What stands under the key of a text: when it was seen, in microseconds; its story's uri; its sketch."""
    after = 12 + int.from_bytes(value[8:12])
    return MICROS.unpack_from(value)[0], value[12:after].decode(), value[after:]


@lru_cache(maxsize=64)  # the search, the keys and the index each ask for that of the text in hand
def index_name(text: str) -> int:
    """The 64 bits by which the index knows a text. That two of 10 million share them happens once in 400,000 desks."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())
