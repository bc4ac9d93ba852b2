"""A sitemap, a news sitemap or an index of them -> the pages that it lists, or the sitemaps.

https://www.sitemaps.org/protocol.html; news:news: "Create a News sitemap" of Google's search documentation.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin

from streams.article import Dropped
from streams.brokers.decompress import GZIP as CODEC_GZIP
from streams.brokers.decompress import UnreadableError, decompress
from streams.connect.outgoing import LARGEST_FEED
from streams.intake.charset import charset_of, decode
from streams.intake.packed import GZIP
from streams.intake.xml import local_name, read_cut_xml, read_xml
from streams.kinds import Reason

#: What a sitemap may list, by its protocol; what an index lists that is read here.
MOST_PAGES, MOST_SITEMAPS = 50_000, 500
_LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Listed:
    """A page, or a sitemap of an index. Its times are as written."""

    url: str
    modified: str | None = None
    published: str | None = None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap lists, in its order."""

    pages: tuple[Listed, ...] = ()
    sitemaps: tuple[Listed, ...] = ()


def read_sitemap(value: bytes, content_type: str | None, address: str) -> Sitemap | Dropped:
    """The sitemap that came from `address`, also gzipped, and as far as it goes if it was cut off.

    INVALID_DOCUMENT for what is none.
    """
    if value.startswith(GZIP):
        try:
            value = bytes(decompress(CODEC_GZIP, memoryview(value), LARGEST_FEED))
        except UnreadableError as error:
            return Dropped(Reason.INVALID_DOCUMENT, str(error))
    decoded = decode(value, charset_of(content_type))
    if isinstance(decoded, Dropped):
        return decoded
    if not decoded.text.lstrip("\ufeff \t\r\n").startswith("<"):
        return _of_lines(decoded.text)
    document = read_xml(decoded.text)
    is_cut = isinstance(document, Dropped)
    if isinstance(document, Dropped):
        cut = read_cut_xml(decoded.text)
        if cut is None:
            return document
        document = cut
    root = local_name(document.root).lower()
    if root not in ("urlset", "sitemapindex"):
        return Dropped(Reason.INVALID_DOCUMENT, f"the root element {root[:60]} is no sitemap's")
    listed: list[Listed] = []
    # Of one that was cut off the last address may be half of one.
    for element in list(document.root)[: -1 if is_cut else None]:
        if (each := _listed(element, address)) is not None:
            listed.append(each)
    if root == "urlset":
        return Sitemap(pages=tuple(listed[:MOST_PAGES]))
    return Sitemap(sitemaps=tuple(listed[:MOST_SITEMAPS]))


def _listed(element: object, address: str) -> Listed | None:
    said: dict[str, str] = {}
    for each in element.iter():  # type: ignore[attr-defined]
        text = (each.text or "").strip()
        if text and len(text) <= _LONGEST:
            said.setdefault(local_name(each).lower(), text)
    try:
        url = urljoin(address, said.get("loc", ""))
    except ValueError:
        return None
    if "loc" not in said or not url.startswith(("http://", "https://")):
        return None
    return Listed(url, said.get("lastmod"), said.get("publication_date"))


def _of_lines(text: str) -> Sitemap | Dropped:
    """A sitemap in plain text: an address a line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines or not all(line.startswith(("http://", "https://")) for line in lines):
        return Dropped(Reason.INVALID_DOCUMENT, "neither XML nor an address a line")
    return Sitemap(pages=tuple(Listed(line) for line in lines[:MOST_PAGES] if len(line) <= _LONGEST))
