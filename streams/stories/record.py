"""A story as bytes, as the ledger keeps it: a stamp, a line of facts, then the story itself, compressed.

The stamp says in which format a record is and when it was written, so that an older record never replaces a newer one.
The facts are what the ledger finds stories by; they are read without the rest. The changelog and the store have the
same bytes: whoever reads the changelog need not unpack a story to keep it.
"""

from __future__ import annotations

import base64
import hashlib
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

import cramjam
import orjson
from pydantic import TypeAdapter

from streams.article import Article
from streams.flat import grouped
from streams.intake.identity import DOUBT_NAME
from streams.stories.story import Story, is_doubtful

#: The format that this version writes. It reads every format from OLDEST on; `copydesk migrate` reads those before.
FORMAT = 5
OLDEST = 2
#: The first format in which an article keeps what its sender says of it together.
_WITH_SENT = 4
#: The first format in which an article's fields stand in small values.
_GROUPED = 5

# Format, term, number, and the length of the facts; then these, and the story.
_STAMP = struct.Struct("<BIQI")
_LEVEL = 1
#: What marks among a story's names the name of a source that brought it.
BROUGHT = "by:"
#: What marks the name by which the ledger lists what a source published: the source and the headline, a line each.
LATELY = "lately:"
#: Characters of a headline there.
_HEADLINE = 160
_STORY = TypeAdapter(Story)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class NewerFormatError(ValueError):
    """A record was written by a newer version of copydesk, in that format. Its text says what to do."""

    def __init__(self, found: int) -> None:
        super().__init__(
            f"the ledger holds records of format {found}, and this version of copydesk reads up to {FORMAT}: a newer "
            "version has written here; run that one"
        )


class Stamp(NamedTuple):
    """Which of two records of a uri is the later one: terms count writers, numbers count one writer's records."""

    term: int
    number: int


@dataclass(frozen=True, slots=True)
class Text:
    """A text that copies are compared with: its name is the story's uri, or that and a hash; `sketch` is packed."""

    name: str
    seen: datetime
    sketch: bytes


@dataclass(frozen=True, slots=True)
class Facts:
    """What the ledger finds a story by."""

    seen: datetime
    waiting: bool = False
    until: datetime | None = None
    killed: bool = False
    links: tuple[str, ...] = ()  # the stories whose texts it has in it
    names: tuple[str, ...] = ()  # other uris, the slug; and, marked as such, its headlines and who brought it
    texts: tuple[Text, ...] = ()

    @property
    def doubtful(self) -> bool:
        """Whether a doubtful text of it waits."""
        return any(name.startswith(DOUBT_NAME) for name in self.names)


def doubt_name(article: Article) -> str:
    """The name of a doubtful text: what stands under several addresses of a source is an article of none."""
    body = hashlib.blake2b(article.body.encode("utf-8", "replace"), digest_size=16).hexdigest()
    return f"{DOUBT_NAME}{article.source}|{body}"


def facts_of(story: Story, texts: Iterable[Text] = (), seen: datetime | None = None) -> Facts:
    """The facts of a story with these texts; `seen` is when the desk took it up, if not when its raw event came."""
    return Facts(
        seen or story.seen,
        bool(story.waiting) or story.owes is not None,
        story.until,
        story.kill is not None,
        story.linked,
        (
            *story.aliases,
            *((story.slug,) if story.slug else ()),
            *story.headlines,
            *(doubt_name(held) for held in story.waiting if is_doubtful(held)),
            *(f"{BROUGHT}{owner}" for owner in story.owners),
            *_lately(story),
        ),
        tuple(texts),
    )


def _lately(story: Story) -> tuple[str, ...]:
    card = story.card
    if card is None or not card.headline or not story.parts:
        return ()
    return (f"{LATELY}{card.source}\n{card.headline[:_HEADLINE]}",)


def pack(stamp: Stamp, story: Story, facts: Facts) -> bytes:
    """The record of a story."""
    head = orjson.dumps(
        (
            micros(facts.seen),
            facts.waiting,
            micros(facts.until) if facts.until else None,
            facts.killed,
            facts.links,
            facts.names,
            [(text.name, micros(text.seen), base64.b64encode(text.sketch).decode()) for text in facts.texts],
        )
    )
    body = _STORY.dump_json(story, exclude_defaults=True)
    return _STAMP.pack(FORMAT, *stamp, len(head)) + head + bytes(cramjam.zstd.compress(body, _LEVEL))


def stamp_of(record: bytes) -> Stamp:
    """When a record was written. Raises ValueError, NewerFormatError."""
    return Stamp(*_read_stamp(record)[1:3])


def read_facts(record: bytes) -> Facts:
    """The facts in a record. Raises ValueError, NewerFormatError."""
    length = _read_stamp(record)[3]
    head = orjson.loads(record[_STAMP.size : _STAMP.size + length])
    try:
        seen, waiting, until, killed, links, names, texts = head
        if links is None or isinstance(links, str):  # format 2 knew one
            links = [links] if links else []
        return Facts(
            moment(seen),
            waiting,
            None if until is None else moment(until),
            killed,
            tuple(links),
            tuple(names),
            tuple(Text(name, moment(at), base64.b64decode(sketch)) for name, at, sketch in texts),
        )
    except (TypeError, OverflowError) as error:
        raise ValueError(f"its facts cannot be read: {error}") from error


def read_story(record: bytes) -> Story:
    """The story in a record. Raises ValueError (also as pydantic's ValidationError), NewerFormatError."""
    try:
        body = cramjam.zstd.decompress(record[_STAMP.size + _read_stamp(record)[3] :])
    except cramjam.DecompressionError as error:
        raise ValueError(f"its text cannot be decompressed: {error}") from error
    if record[0] < _GROUPED:
        story = orjson.loads(bytes(body))
        return _STORY.validate_python(_grouped(story if record[0] >= _WITH_SENT else _with_sent(story)))
    return _STORY.validate_json(bytes(body))


def _grouped(story: dict[str, Any]) -> dict[str, Any]:
    """A story of an older format, whose articles were flat."""
    articles = {name: [grouped(each) for each in story[name]] for name in ("parts", "held") if name in story}
    return story | articles


def _with_sent(value: Any) -> Any:
    """A story of an older format, its articles' subjects and rights where they stand today: in `sent`."""
    if isinstance(value, list):
        return [_with_sent(each) for each in value]
    if not isinstance(value, dict):
        return value
    fields = {name: _with_sent(each) for name, each in value.items()}
    subjects = [{"name": name, "uri": uri} for name, uri in fields.pop("subjects", ())]
    holder, notice, terms = (
        fields.pop(name, None) for name in ("copyright_holder", "copyright_notice", "usage_terms")
    )
    if subjects or holder or notice or terms:
        rights = {"holder": holder, "notice": notice, "usage_terms": [terms] if terms else []}
        fields["sent"] = {"subjects": subjects, "rights": rights}
    return fields


def _read_stamp(record: bytes) -> tuple[int, int, int, int]:
    if len(record) < _STAMP.size:
        raise ValueError(f"a record of {len(record)} bytes")
    stamp: tuple[int, int, int, int] = _STAMP.unpack_from(record)
    if stamp[0] > FORMAT:
        raise NewerFormatError(stamp[0])
    if stamp[0] < OLDEST or len(record) < _STAMP.size + stamp[3]:
        raise ValueError("no record of a ledger")
    return stamp


def micros(moment: datetime) -> int:
    """Microseconds since 1970; 0 for what was before."""
    since = moment - _EPOCH
    return max(0, (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds)


def moment(micros: int) -> datetime:
    """The time that is so many microseconds after 1970."""
    return datetime.fromtimestamp(micros // 1_000_000, UTC).replace(microsecond=micros % 1_000_000)
