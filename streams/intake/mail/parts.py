"""The parts of a mail as text: its header fields, and the texts in its body.

Header fields have encoded words (RFC 2047), bare 8-bit bytes, addresses and message ids. Of alternatives in the body
the plain text is read, of a mixture all parts that are text. Attachments that are no text are named, never decoded;
nothing is fetched.
"""

from __future__ import annotations

import re
from binascii import Error as Base64Error
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr
from functools import cache
from urllib.parse import quote

from streams.blocks import Block
from streams.datafiles import read_toml
from streams.intake.charset import Decoded, codec_for, decode, scrub
from streams.intake.fragment import blocks_of_tree
from streams.intake.html.extract import block_paragraphs, parse_page

#: Parts of a mail that are looked at; more have only been made to be many.
_MOST_PARTS = 200
_DEEPEST = 20
#: Media types that say nothing, those of documents, and how the names of documents end.
_UNTYPED = frozenset({"application/octet-stream", "text/plain"})
_DOCUMENT_TYPES = frozenset({"application/xml", "text/xml", "application/json", "text/json", "text/x-anpa"})
_DOCUMENT_NAMES = (".xml", ".nitf", ".json", ".tst", ".anpa", ".iptc", ".newsml", ".ninjs", ".gz", ".zip")
#: Media types of archives that may hold documents.
_PACKED_TYPES = frozenset(
    {"application/gzip", "application/x-gzip", "application/zip", "application/x-zip-compressed"}
)
_TELL_NOTHING = _UNTYPED | _PACKED_TYPES
_FLOWED = re.compile(r"format\s{0,3}=\s{0,3}\"?flowed", re.IGNORECASE)
_DEL_SP = re.compile(r"delsp\s{0,3}=\s{0,3}\"?yes", re.IGNORECASE)
_WORDS = re.compile(r"\w+")
#: Characters of a field; a longer one is cut, for no field that is read has so many.
_LONGEST = 2000
_ID = re.compile(r"<([^<>\s]{3,250}@[^<>\s]{1,250})>")
# Encoded words that stand against a quotation mark or a bracket, and those parted in mid-character.
_WORD = re.compile(r"=\?[^?\s]{1,40}\?[BbQq]\?[^?\s]{0,1000}\?=")


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a mail. HTML is in `paragraphs`, and as `blocks`; anything else is in `text`, as it was sent."""

    text: str
    paragraphs: tuple[str, ...] | None = None
    repairs: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """An attachment that may be a document of a news format. `name` is it in words, with its media type."""

    name: str
    content_type: str | None
    value: bytes


@dataclass(frozen=True, slots=True)
class Contents:
    """What a mail holds: its texts in order, its attachments in words, and those that may be documents."""

    texts: tuple[Text, ...]
    attachments: tuple[str, ...]
    documents: tuple[Document, ...] = ()
    pages: tuple[Document, ...] = ()  # HTML that is attached


def contents_of(message: Message) -> Contents:
    """The texts and the attachments of a mail, with those of enclosed mails."""
    texts: list[Text] = []
    attachments: list[str] = []
    documents: list[Document] = []
    pages: list[Document] = []
    for count, part in enumerate(_leaves(message, 0)):
        if count >= _MOST_PARTS:
            break
        kind = part.get_content_type()
        name = _name(part)
        if kind == "text/html" and not name:
            found = _html(part)
        elif _may_be_document(kind, name):
            found = None
            words = f"{name or 'without a name'} ({kind})"[:200]
            documents.append(Document(words, None if kind in _TELL_NOTHING else kind, _bytes(part)))
        elif kind == "text/plain" or (kind == "application/octet-stream" and name.lower().endswith(".txt")):
            found = _plain(part)
        else:
            found = None
            words = f"{name or 'without a name'} ({kind})"[:200]
            attachments.append(words)
            if kind == "text/html" or name.lower().endswith((".html", ".htm")):
                pages.append(Document(words, "text/html", _bytes(part)))
        if found is not None and (found.text.strip() or found.paragraphs):
            texts.append(found)
    return Contents(tuple(texts), tuple(attachments), tuple(documents), tuple(pages))


def _may_be_document(kind: str, name: str) -> bool:
    """Whether an attachment may be a document of a news format, by its media type or its name."""
    if kind.startswith(("text/vnd.iptc.", "application/vnd.iptc.")) or kind.endswith(("+xml", "+json")):
        return "svg" not in kind and "rdf" not in kind
    return kind in _DOCUMENT_TYPES | _PACKED_TYPES or (
        kind in _UNTYPED and name.lower().endswith(_DOCUMENT_NAMES)
    )


def _leaves(part: Message, depth: int) -> Iterator[Message]:
    """The parts that are no containers, in order; of alternatives the one to read."""
    children = _children(part)
    if children is None or depth >= _DEEPEST:
        if not part.is_multipart():
            yield part
        return
    kind = part.get_content_subtype() if part.get_content_maintype() == "multipart" else ""
    if kind == "alternative":
        children = _chosen(children, depth)
    elif kind in ("related", "signed"):
        children = children[:1]
    for child in children:
        yield from _leaves(child, depth + 1)


def _children(part: Message) -> list[Message] | None:
    payload = part.get_payload()
    return [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else None


def _chosen(children: list[Message], depth: int) -> list[Message]:
    """Of alternatives the plain text, unless it is a stub: then the HTML, wherever that stands."""
    plain = next((each for each in children if each.get_content_type() == "text/plain"), None)
    others = [each for each in children if each is not plain and not _is_calendar(each)]
    if plain is None:
        return others[-1:] or children[:1]
    text = _plain(plain)
    words = len(_WORDS.findall(text.text)) if text else 0
    if others and (not words or (words < 60 and text and _stubs().search(" ".join(text.text.split())))):
        return others[-1:]
    return [plain]


def _is_calendar(part: Message) -> bool:
    return part.get_content_type() == "text/calendar"


def _name(part: Message) -> str:
    """The file name of an attachment, "" for a part that belongs to the mail's own text."""
    try:
        name = part.get_filename()
    except (ValueError, TypeError, LookupError):
        return "attachment"
    return " ".join(str(name).split())[:100] if name else ""


def _bytes(part: Message) -> bytes:
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, Base64Error, LookupError, AssertionError):
        payload = None
    return payload if isinstance(payload, bytes) else b""


def _charset(part: Message) -> str | None:
    try:
        declared = part.get_param("charset")
    except (ValueError, LookupError):
        return None
    return declared[2] if isinstance(declared, tuple) else declared


def _plain(part: Message) -> Text | None:
    decoded = decode(_bytes(part), _charset(part))
    if not isinstance(decoded, Decoded):
        return None
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    kind = str(part.get("content-type", ""))[:1000]
    if _FLOWED.search(kind):
        text = unflow(text, delete_space=bool(_DEL_SP.search(kind)))
    return Text(text, None, decoded.repairs)


def _html(part: Message) -> Text | None:
    decoded = decode(_bytes(part), _charset(part))
    if not isinstance(decoded, Decoded):
        return None
    whole = re.search(r"<(?:html|body)\b", decoded.text[:5000], re.IGNORECASE)
    tree = parse_page(decoded.text if whole else f"<div>{decoded.text}</div>")
    paragraphs = tuple(block_paragraphs(tree)) if tree is not None else ()
    blocks = tuple(blocks_of_tree(tree)) if paragraphs else ()
    return Text("\n\n".join(paragraphs), paragraphs, decoded.repairs, blocks)


def unflow(text: str, *, delete_space: bool = False) -> str:
    """The text of format=flowed (RFC 3676) with its soft line breaks joined. Quote marks and "-- " stay."""
    out: list[str] = []
    flows = False
    depth_before = 0
    for raw in text.split("\n"):
        depth = len(raw) - len(raw.lstrip(">"))
        line = raw[depth:].removeprefix(" ")
        soft = line.endswith(" ") and line != "-- "
        body = line[:-1] if soft and delete_space else line
        if flows and depth == depth_before and line != "-- ":
            out[-1] += body
        else:
            out.append((">" * depth + " " if depth else "") + body)
        flows, depth_before = soft, depth
    return "\n".join(line if line == "-- " else line.rstrip() for line in out)


@cache
def _stubs() -> re.Pattern[str]:
    data = read_toml("wires/mail.toml")
    return re.compile(data["stubs"])


def field(message: Message, name: str) -> str | None:
    """The first field of that name, decoded and on one line; None if it is missing or empty."""
    wanted = name.lower()
    value = next((value for key, value in message.raw_items() if key.lower() == wanted), None)
    if value is None:
        return None
    raw = str(value)[:_LONGEST].encode("utf-8", "surrogateescape")
    text = raw.decode("ascii") if raw.isascii() else _eight_bit(raw)
    if "=?" in text:
        text = _decode_words(text)
    return " ".join(scrub(text)[0].split()) or None


def address_of(message: Message, name: str) -> tuple[str | None, str | None]:
    """(display name, domain) of the first address in that field."""
    value = field(message, name)
    if not value:
        return None, None
    display, address = parseaddr(value)
    domain = address.rpartition("@")[2].strip(" .>").lower()
    return display.strip(" '\"") or None, domain if re.fullmatch(r"[\w.-]{3,200}", domain) else None


def local_part(message: Message, name: str) -> str:
    """What stands before the @ in the first address in that field, in small letters."""
    return parseaddr(field(message, name) or "")[1].rpartition("@")[0].lower()


def ids_of(message: Message, name: str) -> tuple[str, ...]:
    """The message ids in that field as uris of RFC 2392: "<a@b.example>" is "mid:a@b.example"."""
    found = _ID.findall(field(message, name) or "")
    return tuple(dict.fromkeys(f"mid:{quote(each, safe='@-._~!$&()*+,;=:')}" for each in found))


def _eight_bit(raw: bytes) -> str:
    decoded = decode(raw)
    return decoded.text if isinstance(decoded, Decoded) else raw.decode("latin-1")


def _decode_words(text: str) -> str:
    parted = _WORD.sub(lambda match: f" {match[0]} " if match[0] else "", text)
    out: list[str] = []
    try:
        pieces = decode_header(parted)
    except (HeaderParseError, Base64Error, ValueError):
        return text
    # Neighbours in one charset are decoded as one: some programs cut in the middle of a character.
    held, held_charset = b"", None
    for piece, charset in [*pieces, ("", None)]:
        raw = piece.encode("raw_unicode_escape") if isinstance(piece, str) else piece
        if held and charset != held_charset:
            out.append(_decode_word(held, held_charset))
            held = b""
        if charset:
            held, held_charset = held + raw, charset
        elif raw:
            out.append(piece if isinstance(piece, str) else raw.decode("latin-1"))
    return re.sub(r'(?<=["(]) | (?=[")])', "", "".join(out)) if parted != text else "".join(out)


def _decode_word(raw: bytes, charset: str | None) -> str:
    decoded = decode(raw, charset)
    if isinstance(decoded, Decoded):
        # A few bytes say little: the charset that was named is believed where it can be.
        if (codec := codec_for(charset)) and codec != decoded.charset:
            try:
                return raw.decode(codec)
            except UnicodeDecodeError:
                pass
        return decoded.text
    return raw.decode("latin-1")
