"""Mail (RFC 5322, RFC 822) -> article. A digest of mails becomes several."""

from __future__ import annotations

import re
from email.message import Message
from email.parser import BytesParser
from email.policy import Compat32

from streams.article import Article, Dropped, RawArticle
from streams.intake.mail.story import read_message
from streams.kinds import Reason

_FIELD = re.compile(rb"([A-Za-z][A-Za-z0-9-]{0,60}):[ \t]?([^\n]*)(?:\n|$)")
_MBOX = re.compile(rb"From [^\n]{3,200} \d\d:\d\d(?::\d\d)? [^\n]{4,40}\n")
_ADDRESS = re.compile(rb"[^\s<>@]{1,100}@[^\s<>@]{1,200}")
_DATE = re.compile(rb"\s*(?:[A-Za-z]{3},?\s)?\s?\d{1,2}\s[A-Za-z]{3}\s\d{2,4}\s\d{1,2}:\d\d")
# Fields that only a mail has, with what must stand in them. Copy may have a line "From:" or "Subject:".
_SURE = {
    b"message-id": re.compile(rb"\s*<?[^\s<>]+@[^\s<>]*"),
    b"received": re.compile(rb"\s*(?:from\b|by\b|\()"),
    b"return-path": re.compile(rb"\s*<[^<>]*>"),
    b"mime-version": re.compile(rb"\s*1\.0"),
    b"delivered-to": _ADDRESS,
    b"dkim-signature": re.compile(rb"\s*v=1"),
    b"list-id": re.compile(rb".*<[^<>]+>"),
}
#: Bytes of a header that are looked at, and boundaries that a mail may have before it is a trap and no mail.
_HEAD = 65_536
_MOST_BOUNDARIES = 200
#: Characters of a header field; the parameters of a longer one take a time that grows with their square.
_LONGEST_FIELD = 8000


class _Bounded(Compat32):
    """The policy compat32 with fields of a bounded length."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_LONGEST_FIELD]


def looks_like(value: bytes) -> str | None:
    """What it is known by, in a few words; None if it is no mail.

    The text must open with header fields: an address in From, and either a field that only mail has beside a date or
    a subject, or a date in the form of RFC 822 and whom it is to.
    """
    opening = value[:400].lstrip(b"\r\n")
    if not (_FIELD.match(opening) or opening.startswith(b"From ")):
        return None
    head = value[:_HEAD].lstrip(b"\r\n").replace(b"\r\n", b"\n")
    if match := _MBOX.match(head):
        head = head[match.end() :]
    found = _fields(head)
    if not _ADDRESS.search(found.get(b"from", b"")):
        return None
    sure = next((name for name, form in _SURE.items() if name in found and form.match(found[name])), None)
    dated = bool(_DATE.match(found.get(b"date", b"")))
    if sure and (dated or b"subject" in found):
        return f"From and {sure.decode()}"
    if dated and (b"to" in found or b"cc" in found or b"subject" in found):
        return "From, Date and whom it is to"
    return None


def read(raw: RawArticle) -> Article | Dropped | list[Article | Dropped]:
    """The article in a mail, or those of a digest. INVALID_DOCUMENT for one whose parts nest too deeply.

    The parser is the standard library's with the policy compat32: the default policy takes a time that grows with
    the square of a hostile Content-Type, and raises on some. Only text is read; nothing is fetched.
    """
    value = raw.value.lstrip(b"\r\n")
    if match := _MBOX.match(value.replace(b"\r\n", b"\n", 1)):
        value = value[value.index(b"\n", match.end() - 2) + 1 :]
    if value.lower().count(b"boundary=") > _MOST_BOUNDARIES:
        return Dropped(Reason.INVALID_DOCUMENT, f"more than {_MOST_BOUNDARIES} boundaries")
    try:
        message = BytesParser(policy=_Bounded()).parsebytes(value)
        if message.get_content_type() == "multipart/digest" and message.is_multipart():
            return [read_message(each, raw) for each in _enclosed(message)]
        return read_message(message, raw)
    except RecursionError:
        return Dropped(Reason.INVALID_DOCUMENT, "mails within mails, nested too deeply")


def _enclosed(digest: Message) -> list[Message]:
    """The mails in a digest."""
    parts = digest.get_payload()
    found: list[Message] = []
    for part in parts if isinstance(parts, list) else ():
        inner = part.get_payload() if isinstance(part, Message) else None
        found += [each for each in inner if isinstance(each, Message)] if isinstance(inner, list) else []
    return found


def _fields(head: bytes) -> dict[bytes, bytes]:
    """The header fields at the top, the first of each name; empty if the text opens with anything else."""
    found: dict[bytes, bytes] = {}
    at = 0
    while at < len(head):
        if head[at : at + 1] in (b" ", b"\t") and found:
            end = head.find(b"\n", at)
            at = len(head) if end < 0 else end + 1
            continue
        match = _FIELD.match(head, at)
        if not match:
            return found if head[at : at + 1] == b"\n" or at + 80 > len(head) else {}
        found.setdefault(match[1].lower(), match[2])
        at = match.end()
    return found
