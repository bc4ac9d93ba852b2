"""Chooses the module that reads a raw event, and says whether the reading needs a process of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import orjson

from streams.article import Article, Dropped, RawArticle
from streams.intake import text
from streams.intake.calendar.habits import written_by
from streams.intake.charset import Decoded, charset_of, decode, media_type
from streams.intake.configured import configured
from streams.intake.dates import settled
from streams.intake.feeds import syndication
from streams.intake.fields import document as json_fields
from streams.intake.fields import elements, first_line, rows
from streams.intake.fields.first_line import LONGEST as FIRST_LINE
from streams.intake.html import page as html
from streams.intake.identity import whose_word, with_spellings
from streams.intake.mail import message as mail
from streams.intake.newsml import g2 as newsml_g2
from streams.intake.newsml import newsml1 as newsml
from streams.intake.ninjs import item as ninjs
from streams.intake.nitf import document as nitf
from streams.intake.packed import is_packed, unpack
from streams.intake.ritzau import document as ritzau
from streams.intake.sniff import sniff, sniff_bytes
from streams.intake.sound import sound
from streams.intake.wires import anpa, iptc7901
from streams.intake.wrapped import subject_of, unwrapped, without_header
from streams.kinds import REASONS, Format, Reason
from streams.replaced import replace

#: What a format's reader gives back: one article, or as many as the document holds.
Read = Article | Dropped | Sequence[Article | Dropped]
Parts = tuple[Article | Dropped, ...]

#: What may be read in the loop, without a deadline, whatever stands in it: the worst of it takes some 30 ms there. More
#: bytes, more lines or more articles than that are for a process that can be killed.
#: `ops/bench/inline.py` looks for worse.
INLINE_BYTES = 16_000
INLINE_LINES = 1_000
INLINE_PARTS = 50
# What parts lines, also where it is escaped, in JSON or as an entity, and controls, which some formats part texts with.
_PARTING = bytes(set(range(32)) - {9}) + b"\\&"
#: What an article may begin with, where a document holds several and no markup.
_BEGINNINGS = (b"{", b"\x01", b"ZCZC")
#: Characters of the envelope. Its words are read as well.
_INLINE_ENVELOPE = 4_000
# What markup begins with, also where it stands escaped in JSON or in other markup, and names of fields with Markdown.
_MARKUP = (
    b"<",
    b"&lt;",
    b"\\u003c",
    b"\\u003C",
    b"markdown",
    b"Markdown",
    b'"md"',
    b'"tokens"',
    b"rich-text",
    b"base64",
)
# What may hold mark-up that cannot be seen: front matter above Markdown, a header above a page, documents in Base64.
_WRAPPED = (b"---", b"+++", b"HTTP/", b"WARC/", b"eyJ", b"eyA", b"ewo", b"ew0", b"W3s", b"WyB", b"PD9", b"PCF", b"PGh",
            b"PG5", b"PE5", b"PHJ")  # fmt: skip
#: A document with more articles is refused: each that could not be read would be kept with all its bytes.
MOST_PARTS = 1000
#: Formats that are decoded as a whole before they are read, and those whose readers decode for themselves.
_READERS: dict[Format, Callable[[RawArticle, Decoded], Read]] = {
    Format.HTML: html.read_decoded,
    Format.TEXT: text.read_decoded,
    Format.NINJS: ninjs.read_decoded,
    Format.NEWSML_G2: newsml_g2.read_decoded,
    Format.NEWSML: newsml.read_decoded,
    Format.NITF: nitf.read_decoded,
    Format.RITZAU: ritzau.read_decoded,
    Format.FEED: syndication.read_decoded,
    Format.JSON: json_fields.read_decoded,
    Format.XML: elements.read_decoded,
    Format.CSV: rows.read_decoded,
}
#: What a document of a format is called where it is refused.
NAMES = {
    Format.HTML: "a page",
    Format.TEXT: "plain text",
    Format.NINJS: "ninjs",
    Format.NEWSML_G2: "NewsML-G2",
    Format.NEWSML: "NewsML 1",
    Format.NITF: "NITF",
    Format.RITZAU: "Ritzau's XML",
    Format.FEED: "a feed",
    Format.JSON: "JSON",
    Format.XML: "XML",
    Format.CSV: "CSV",
    Format.ANPA: "ANPA 1312",
    Format.IPTC7901: "IPTC 7901",
    Format.MAIL: "a mail",
}
#: The last part of content types that say how a document is packed, and not what it is.
_PACKED_TYPES = frozenset({"gzip", "x-gzip", "zip", "x-zip-compressed", "octet-stream"})
_BYTE_READERS: dict[Format, Callable[[RawArticle], Read]] = {
    Format.ANPA: anpa.read,
    Format.IPTC7901: iptc7901.read,
    Format.MAIL: lambda raw: mail.read(raw, _read_enclosed),
}


def read(raw: RawArticle) -> Parts:
    """The articles in a raw event, or the reasons why there are none. Decodes once, sniffs, parses once.

    At least one part is returned. The origin of each article says which part of how many it is.
    """
    with written_by(raw):
        found = _read(raw)
    parts = (found,) if isinstance(found, Article | Dropped) else tuple(found)
    if not parts:
        return (Dropped(Reason.NO_ARTICLE, "no article in the document"),)
    if len(parts) == 1:
        return (_sound(parts[0], raw, alone=True),)
    if len(parts) > MOST_PARTS:
        return (Dropped(Reason.TOO_LARGE, f"{len(parts)} articles in one document; at most {MOST_PARTS}"),)
    return tuple(
        _placed(_sound(part, raw, alone=False), number, len(parts)) for number, part in enumerate(parts)
    )


def _sound(part: Article | Dropped, raw: RawArticle, *, alone: bool) -> Article | Dropped:
    """The part with what every reader leaves to this.

    That is what is configured of its source, by whose word its uri is, and the other spellings of its urls.
    """
    if isinstance(part, Dropped):
        return part
    part = configured(part.repaired(*raw.repairs) if raw.repairs else part, raw, alone=alone)
    naming = replace(
        part.naming,
        uri_by=whose_word(part.uri, part.source, raw.subject),
        aliases=with_spellings(part.uri, part.naming.aliases),
    )
    return sound(settled(replace(part, naming=naming)))


def _placed(part: Article | Dropped, number: int, count: int) -> Article | Dropped:
    if isinstance(part, Dropped):
        return part
    return replace(part, origin=replace(part.origin, part=number, parts=count))


def _read(raw: RawArticle) -> Read:
    if is_packed(raw.value):
        return _unpacked(raw, _read_document)
    return _read_document(raw)


def _unpacked(raw: RawArticle, reader: Callable[[RawArticle], Read]) -> Read:
    """Each document of an archive is read as one of its own, by the reader; a refusal names the file."""
    unpacked = unpack(raw.value)
    if isinstance(unpacked, Dropped):
        return unpacked
    if media_type(raw.content_type).rpartition("/")[2] in _PACKED_TYPES:
        raw = replace(raw, content_type=None)
    several = len(unpacked.documents) > 1
    if several:  # the envelope's subject means the archive, and none of these
        raw = replace(raw, subject=None)
    found: list[Article | Dropped] = []
    for name, document in unpacked.documents:
        read = reader(replace(raw, value=document))
        for part in (read,) if isinstance(read, Article | Dropped) else read:
            if isinstance(part, Dropped):
                found.append(Dropped(part.reason, f"{name}: {part.detail}" if several else part.detail))
            else:
                repairs = (*unpacked.repairs, *part.cleaning.repairs)
                found.append(replace(part, cleaning=replace(part.cleaning, repairs=repairs)))
    return found


def _read_document(raw: RawArticle) -> Read:
    if known := sniff_bytes(raw.value, raw.content_type):
        return _told(_BYTE_READERS[known.format](raw), known.format)
    value = without_header(raw.value)
    if isinstance(value, Dropped):
        return value
    decoded = decode(value, charset_of(raw.content_type))
    if isinstance(decoded, Dropped):
        return decoded
    whole = decoded.text
    decoded = _unwrapped(decoded, ("confluent",) if len(value) < len(raw.value) else ())
    subject = raw.subject or (subject_of(whole) if {"cloudevent", "warc"} & {*decoded.repairs} else None)
    raw = replace(raw, content_type=_type_of(raw, whole, decoded.text), subject=subject)
    sniffed = sniff(decoded.text, raw.content_type)
    if isinstance(sniffed, Dropped):
        return sniffed
    return _told(_READERS[sniffed.format](raw, decoded), sniffed.format)


def _told(read: Read, format_: Format) -> Read:
    """What was read, with each refusal naming what the document was taken for."""
    if isinstance(read, Article):
        return read
    if isinstance(read, Dropped):
        return _refused(read, format_)
    return [_refused(part, format_) if isinstance(part, Dropped) else part for part in read]


def _refused(dropped: Dropped, format_: Format) -> Dropped:
    name = NAMES[format_]
    if name.casefold() in dropped.detail.casefold():
        return dropped
    return Dropped(dropped.reason, f"{dropped.detail or REASONS[dropped.reason]} (taken for {name})")


def _read_enclosed(raw: RawArticle) -> Read:
    """What a mail encloses, also in an archive. A mail in it is no document: it would have no end."""
    if is_packed(raw.value):
        return _unpacked(raw, _read_enclosed)
    known = sniff_bytes(raw.value, raw.content_type)
    if known is not None and known.format is Format.MAIL:
        return Dropped(Reason.UNKNOWN_FORMAT, "a mail in a mail")
    return _read_document(raw)


def _unwrapped(decoded: Decoded, repairs: tuple[str, ...]) -> Decoded:
    """The document without what programs around Kafka wrapped it in."""
    text, found = unwrapped(decoded.text)
    repairs += found
    return (
        replace(decoded, text=text, repairs=decoded.repairs + repairs, encoded=None) if repairs else decoded
    )


def _type_of(raw: RawArticle, whole: str, inside: str) -> str | None:
    """The content type of what was inside of a wrapping: that of the wrapping, unless this was JSON and it is not."""
    is_json = inside[:200].lstrip("\ufeff \t\r\n")[:1] in ("{", "[", '"')
    if inside is not whole and is_json and media_type(raw.content_type).endswith("javascript"):
        return None
    return raw.content_type if inside is whole or is_json else None


def known_by(raw: RawArticle) -> str:
    """What shows which format a raw event is in, in a few words; of one that is refused the reason."""
    value = raw.value
    if is_packed(value):
        unpacked = unpack(value)
        if isinstance(unpacked, Dropped):
            return unpacked.detail
        how = "gzip" if unpacked.repairs[0] == "gzip" else f"zip of {len(unpacked.documents)}"
        inner = replace(raw, value=unpacked.documents[0][1], content_type=None)
        return how if len(unpacked.documents) > 1 else f"{how}, {known_by(inner)}"
    if known := sniff_bytes(value, raw.content_type):
        return known.why
    stripped = without_header(value)
    if isinstance(stripped, Dropped):
        return stripped.detail
    decoded = decode(stripped, charset_of(raw.content_type))
    if isinstance(decoded, Dropped):
        return decoded.detail
    inside = unwrapped(decoded.text)[0]
    found = sniff(inside, _type_of(raw, decoded.text, inside))
    return found.detail if isinstance(found, Dropped) else found.why


def needs_process(raw: RawArticle) -> bool:
    """Whether `read` may take long, so that it must run where a deadline can kill it.

    Decided by the bytes: a short text, and short ninjs with a text body, run inline; all else does not. Mail does not,
    for what it holds may be packed, and neither does what has a "<" in it.
    """
    if len(raw.value) > INLINE_BYTES or is_packed(raw.value) or _is_long(raw):
        return True
    if (sniffed := sniff_bytes(raw.value, raw.content_type)) and sniffed.format is Format.MAIL:
        return True
    head = raw.value[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(_WRAPPED):
        return True
    if not any(mark[:1] in raw.value and mark in raw.value for mark in _MARKUP):
        return False
    if head[:1] == b"{":
        try:
            return not ninjs.has_plain_body(orjson.loads(raw.value.removeprefix(b"\xef\xbb\xbf")))
        except orjson.JSONDecodeError:
            return True
    if media_type(raw.content_type) == "text/plain":
        # Trusted unless it begins like a page, or is a script or a table: then `sniff` trusts the content.
        if raw.value[:200].lstrip(b"\xef\xbb\xbf\xfe\xff\x00 \t\r\n")[:1] == b"<":
            return True
        is_script = raw.value[-200:].rstrip()[-2:] in (b");", b"})", b"])")
        return is_script or first_line.looks_like(raw.value[:FIRST_LINE].decode("utf-8", "replace"))
    return True


def _is_long(raw: RawArticle) -> bool:
    """Whether it has many lines or many articles, by what may part them, or a NUL, as wide characters have."""
    value = raw.value
    if len(value) - len(value.translate(None, _PARTING)) > INLINE_LINES or b"\0" in value:
        return True
    if value.count(b'"') > 2 * INLINE_LINES:  # a list of texts
        return True
    # One byte is looked for in a tenth of the time that several take.
    if b"\xe2" in value and value.count(b"\xe2\x80\xa8") + value.count(b"\xe2\x80\xa9") > INLINE_LINES:
        return True
    envelope = (raw.content_type, raw.source, raw.subject, raw.id)
    if sum(len(each) for each in envelope if each) > _INLINE_ENVELOPE:
        return True
    return sum(map(value.count, _BEGINNINGS)) > INLINE_PARTS
