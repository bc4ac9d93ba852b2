"""The header fields of a mail as text: encoded words (RFC 2047), bare 8-bit bytes, addresses, message ids."""

from __future__ import annotations

import re
from binascii import Error as Base64Error
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr
from urllib.parse import quote

from streams.intake.charset import Decoded, codec_for, decode, scrub

#: Characters of a field; a longer one is cut, for no field that is read has so many.
_LONGEST = 2000
_ID = re.compile(r"<([^<>\s]{3,250}@[^<>\s]{1,250})>")
# Encoded words that stand against a quotation mark or a bracket, and those parted in mid-character.
_WORD = re.compile(r"=\?[^?\s]{1,40}\?[BbQq]\?[^?\s]{0,1000}\?=")


def field(message: Message, name: str) -> str | None:
    """The first field of that name on one line, decoded; None if there is none or it is empty."""
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
