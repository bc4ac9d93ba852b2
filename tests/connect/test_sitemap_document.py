from __future__ import annotations

import gzip

import pytest

from streams.article import Dropped
from streams.connect import sitemap_document as module
from streams.connect.sitemap_document import Listed, Sitemap, read_sitemap

ADDRESS = "https://post.example/sitemap.xml"
NEWS = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
 <url><loc>https://post.example/news/1?a=1&amp;b=2</loc><news:news><news:publication><news:name>Post</news:name>
 <news:language>en</news:language></news:publication><news:publication_date>2026-11-20T06:12:00+01:00</news:publication_date>
 <news:title>Quay shut</news:title></news:news></url>
 <url><loc> /news/2 </loc><lastmod>2026-11-20</lastmod></url>
 <url><loc>ftp://post.example/3</loc></url><url><lastmod>2026-11-20</lastmod></url>
</urlset>"""
PAGES = (
    Listed("https://post.example/news/1?a=1&b=2", None, "2026-11-20T06:12:00+01:00"),
    Listed("https://post.example/news/2", "2026-11-20"),
)
INDEX = """<sitemapindex><sitemap><loc>https://post.example/a.xml.gz</loc><lastmod>2026-11-20T06:12:00Z</lastmod></sitemap>
<sitemap><loc>/b.xml</loc></sitemap></sitemapindex>"""


@pytest.mark.parametrize(
    "value",
    [
        NEWS.encode(),
        gzip.compress(NEWS.encode()),
        NEWS.replace("UTF-8", "utf-16").encode("utf-16"),
        NEWS.replace("&amp;", "&").encode(),
        NEWS.encode()[:-30],
    ],
)
def test_the_pages_of_a_news_sitemap(value: bytes) -> None:
    assert read_sitemap(value, None, ADDRESS) == Sitemap(pages=PAGES)


def test_the_sitemaps_of_an_index() -> None:
    assert read_sitemap(INDEX.encode(), "application/xml", ADDRESS) == Sitemap(
        sitemaps=(
            Listed("https://post.example/a.xml.gz", "2026-11-20T06:12:00Z"),
            Listed("https://post.example/b.xml"),
        )
    )


def test_one_in_plain_text_and_one_without_pages() -> None:
    assert read_sitemap(
        b"\xef\xbb\xbfhttps://post.example/1\r\n\r\nhttps://post.example/2", None, ADDRESS
    ) == Sitemap(pages=(Listed("https://post.example/1"), Listed("https://post.example/2")))
    assert read_sitemap(b"<urlset/>", None, ADDRESS) == Sitemap()


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (b"<html><p>Not found</p></html>", "root element html"),
        (b"Not found", "neither XML nor an address a line"),
        (b"", "no bytes"),
        (gzip.compress(NEWS.encode())[:-9], "cut off"),
        (gzip.compress(b"\0" * (60 << 20)), "more than 52428800 bytes"),
        (b"<", "XML"),
    ],
)
def test_what_is_none(value: bytes, says: str) -> None:
    refused = read_sitemap(value, None, ADDRESS)
    assert isinstance(refused, Dropped)
    assert says in refused.detail


def test_of_one_that_was_cut_off_the_last_address_does_not_count() -> None:
    assert read_sitemap(NEWS.encode().partition(b" </loc><lastmod>")[0], None, ADDRESS) == Sitemap(
        pages=PAGES[:1]
    )


def test_a_sitemap_lists_no_more_than_its_protocol_lets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_PAGES", 10)
    urls = "".join(f"<url><loc>https://post.example/{number}</loc></url>" for number in range(20))
    found = read_sitemap(f"<urlset>{urls}</urlset>".encode(), None, ADDRESS)
    assert isinstance(found, Sitemap)
    assert len(found.pages) == 10
