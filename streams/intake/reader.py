"""Chooses the module that reads a raw event, and says whether the reading needs a process of its own."""

from __future__ import annotations

import orjson

from streams.article import Article, Dropped, Format, RawArticle
from streams.intake import html, ninjs, text
from streams.intake.charset import decode
from streams.intake.sniff import charset_of, media_type, sniff

#: Anything larger goes to a process that can be killed, whatever its format. Bytes.
INLINE_BYTES = 256_000
_READERS = {Format.HTML: html.read_decoded, Format.TEXT: text.read_decoded, Format.NINJS: ninjs.read_decoded}


def read(raw: RawArticle) -> Article | Dropped:
    """The article in a raw event, or the reason why there is none. Decodes once, sniffs, parses once."""
    decoded = decode(raw.value, charset_of(raw.content_type))
    if isinstance(decoded, Dropped):
        return decoded
    sniffed = sniff(decoded.text, raw.content_type)
    if isinstance(sniffed, Dropped):
        return sniffed
    return _READERS[sniffed.format](raw, decoded)


def needs_process(raw: RawArticle) -> bool:
    """Whether `read` may parse markup, or much of anything, and so must run where a deadline can kill it.

    Decided on the bytes: text and ninjs with a text body run inline; pages and ninjs in markup do not.
    """
    if len(raw.value) > INLINE_BYTES:
        return True
    if b"<" not in raw.value:
        return False
    if raw.value[:200].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        try:
            return ninjs.parses_markup(orjson.loads(raw.value.removeprefix(b"\xef\xbb\xbf")))
        except orjson.JSONDecodeError:
            return True
    if media_type(raw.content_type) == "text/plain":
        # Trusted unless it begins like a page: then `sniff` trusts the content.
        return raw.value[:200].lstrip(b"\xef\xbb\xbf\xfe\xff\x00 \t\r\n")[:1] == b"<"
    return True
