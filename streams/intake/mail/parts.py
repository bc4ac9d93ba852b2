"""The texts in a mail: of alternatives the plain one, of a mixture all that are text. Nothing else is opened.

Attachments that are no text are named, never decoded; nothing is fetched.
"""

from __future__ import annotations

import re
import tomllib
from binascii import Error as Base64Error
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from functools import cache
from importlib.resources import files

from streams.intake.charset import Decoded, decode
from streams.intake.html.extract import block_paragraphs, parse_page

#: Parts of a mail that are looked at; more have only been made to be many.
_MOST_PARTS = 200
_DEEPEST = 20
_FLOWED = re.compile(r"format\s{0,3}=\s{0,3}\"?flowed", re.IGNORECASE)
_DEL_SP = re.compile(r"delsp\s{0,3}=\s{0,3}\"?yes", re.IGNORECASE)
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a mail. `paragraphs` are set where it was HTML; else `text` is as it was sent."""

    text: str
    paragraphs: tuple[str, ...] | None = None
    repairs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contents:
    """What a mail holds: its texts in order, and its attachments in words."""

    texts: tuple[Text, ...]
    attachments: tuple[str, ...]


def contents_of(message: Message) -> Contents:
    """The texts and the attachments of a mail, those of enclosed mails with them."""
    texts: list[Text] = []
    attachments: list[str] = []
    for count, part in enumerate(_leaves(message, 0)):
        if count >= _MOST_PARTS:
            break
        kind = part.get_content_type()
        name = _name(part)
        if kind == "text/html" and not name:
            found = _html(part)
        elif kind == "text/plain" or (kind == "application/octet-stream" and name.lower().endswith(".txt")):
            found = _plain(part)
        else:
            found = None
            attachments.append(f"{name or 'without a name'} ({kind})"[:200])
        if found is not None and (found.text.strip() or found.paragraphs):
            texts.append(found)
    return Contents(tuple(texts), tuple(attachments))


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
    return Text("\n\n".join(paragraphs), paragraphs, decoded.repairs)


def unflow(text: str, *, delete_space: bool = False) -> str:
    """The text of format=flowed (RFC 3676) with its soft breaks joined; quoting and "-- " stay."""
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
    data = tomllib.loads((files("streams") / "data" / "wires" / "mail.toml").read_text(encoding="utf-8"))
    return re.compile(data["stubs"])
