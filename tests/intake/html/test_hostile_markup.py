"""Nothing that a document names is ever fetched or read: not its links, not its frames, not its entities.

The stages run here with Python's sockets forbidden, and with documents whose urls all lead to a port that listens:
libxml2 would go to the network without Python.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import orjson
import pytest

from streams.article import Article, Dropped
from streams.stages import clean, enrich
from tests.articles import PARAGRAPHS, raw
from tests.machine import patience

SECRET = "root:x:0:0:superuser"
TEXT = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)


@dataclass(frozen=True, slots=True)
class Trap:
    """`url` leads to a socket that counts who comes; `file` is a file that nobody has a reason to read."""

    listener: socket.socket
    url: str
    file: Path

    def visitors(self) -> int:
        """How many have come since the last look."""
        count = 0
        try:
            while True:
                self.listener.accept()[0].close()
                count += 1
        except BlockingIOError:
            return count


@pytest.fixture
def trap(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Trap]:
    secret = tmp_path / "passwd"
    secret.write_text(SECRET)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        port = listener.getsockname()[1]
        set_one = Trap(listener, f"http://127.0.0.1:{port}", secret)
        with socket.create_connection(("127.0.0.1", port)):
            assert set_one.visitors() == 1  # it counts

        def forbidden(*_: object, **__: object) -> NoReturn:
            raise AssertionError("a stage went to the network")

        for name in ("getaddrinfo", "gethostbyname", "gethostbyaddr", "create_connection"):
            monkeypatch.setattr(socket, name, forbidden)
        monkeypatch.setattr(socket.socket, "__init__", forbidden)
        monkeypatch.setattr(socket.socket, "connect", forbidden)
        yield set_one
        monkeypatch.undo()
        assert set_one.visitors() == 0


def through(value: str, content_type: str | None = None, subject: str | None = None) -> Article | Dropped:
    read, *_ = clean(raw(value.encode(), content_type=content_type, subject=subject))
    return read if isinstance(read, Dropped) else enrich(read)


def test_the_trap_closes(trap: Trap) -> None:
    with pytest.raises(AssertionError, match="went to the network"):
        socket.create_connection(("127.0.0.1", 80))
    with pytest.raises(AssertionError, match="went to the network"):
        socket.socket()


def page(url: str) -> str:
    linked = {
        "@context": url,
        "@type": "NewsArticle",
        "@id": f"{url}/id",
        "url": f"{url}/ld",
        "image": f"{url}/i.jpg",
    }
    return f"""<!DOCTYPE html SYSTEM "{url}/page.dtd"><html lang="en" manifest="{url}/m"><head>
<base href="{url}/"><meta http-equiv="refresh" content="0; url={url}/next"><link rel="canonical" href="{url}/story">
<link rel="stylesheet" href="{url}/s.css"><link rel="amphtml" href="{url}/amp"><link rel="import" href="{url}/x">
<link rel="alternate" type="application/rss+xml" href="{url}/feed"><script src="{url}/s.js"></script>
<meta property="og:url" content="{url}/og"><meta property="og:image" content="{url}/og.jpg">
<script type="application/ld+json">{orjson.dumps(linked).decode()}</script>
<style>@import url({url}/more.css); body {{ background: url({url}/b.png) }}</style></head>
<body background="{url}/bg"><article><h1>Harwich to close quay for repairs</h1>
<iframe src="{url}/frame"></iframe><img src="{url}/1.jpg" srcset="{url}/2.jpg 2x"><video src="{url}/v"></video>
<object data="{url}/o"></object><embed src="{url}/e"><svg><use xlink:href="{url}/#u"/><image href="{url}/i"/></svg>
{TEXT}<p>More at {url}/more and <a href="{url}/a" ping="{url}/ping">in our files</a> on the county's long plans.</p>
<form action="{url}/f"><input type="image" src="{url}/in"></form></article></body></html>"""


def test_a_page_full_of_urls_is_read_without_following_one(trap: Trap) -> None:
    article = through(page(trap.url), "text/html", f"{trap.url}/story")
    assert isinstance(article, Article)
    assert PARAGRAPHS[0] in article.paragraphs
    assert article.found.places
    assert article.url == f"{trap.url}/story"


def test_an_item_full_of_urls_is_read_without_following_one(trap: Trap) -> None:
    link = {"href": f"{trap.url}/r", "rendition": f"{trap.url}/x"}
    item: dict[str, Any] = {
        "$schema": f"{trap.url}/schema.json",
        "uri": f"{trap.url}/item",
        "standard": {"name": "ninjs", "version": "3.1", "schema": f"{trap.url}/ninjs.json"},
        "headlines": [{"value": "Harwich to close quay for repairs"}],
        "bodies": [{"contentType": "text/html", "value": page(trap.url)}],
        "renditions": [link],
        "associations": [{"uri": f"{trap.url}/other", "renditions": [link]}],
    }
    article = through(orjson.dumps(item).decode(), "application/json")
    assert isinstance(article, Article)
    assert article.paragraphs


LAUGHS = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
QUADRATIC = f'<!ENTITY q "{"kaboom" * 10_000}">'
DOCTYPES = {
    "billion laughs": (f"[{LAUGHS}]", "&a11;"),
    "quadratic": (f"[{QUADRATIC}]", "&q;" * 1_000),
    "a file": ('[<!ENTITY file SYSTEM "file://{file}">]', "&file;"),
    "a file by its path": ('[<!ENTITY file SYSTEM "{file}">]', "&file;"),
    "an address": ('[<!ENTITY out SYSTEM "{url}/entity">]', "&out;"),
    "a parameter entity": (
        '[<!ENTITY % p SYSTEM "{url}/p.dtd"> %p; <!ENTITY file SYSTEM "{file}">]',
        "&file;",
    ),
    "a DTD of its own": ('SYSTEM "{url}/own.dtd"', "&file;"),
    "a public DTD": ('PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "{url}/xhtml.dtd"', "&nbsp;"),
    "an inclusion": (
        "",
        '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{file}" parse="text"/>',
    ),
}
DOCUMENTS = {
    "html": ("html", "<html><body><article>{text}<p>{use}</p></article></body></html>", "text/html"),
    "xhtml": (
        "html",
        '<html xmlns="http://www.w3.org/1999/xhtml"><body><article>{text}<p>{use}</p></article></body></html>',
        "application/xhtml+xml",
    ),
    "xhtml that nobody announced": ("html", "<html><body><div>{text}<p>{use}</p></div></body></html>", None),
    "nitf": ("nitf", "<nitf><body><body.content>{text}<p>{use}</p></body.content></body></nitf>", None),
    "newsml": (
        "newsItem",
        '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/"><contentSet><inlineXML>{text}{use}</inlineXML>'
        "</contentSet></newsItem>",
        "application/vnd.iptc.g2.newsitem+xml",
    ),
    "rss": (
        "rss",
        "<rss><channel><item><title>Quay</title><description>{use}{text}</description></item></channel></rss>",
        "application/rss+xml",
    ),
    "atom": (
        "entry",
        '<entry xmlns="http://www.w3.org/2005/Atom"><title>Quay</title><content>{use}{text}</content></entry>',
        "application/atom+xml",
    ),
    "wire text": (
        "html",
        "Quay\n\n{use}\n\nThe port will close its quay from Monday, it said.\n",
        "text/plain",
    ),
}


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("doctype", DOCTYPES)
def test_entities_are_neither_expanded_nor_fetched(trap: Trap, doctype: str, document: str) -> None:
    root, body, content_type = DOCUMENTS[document]
    subset, use = (
        part.replace("{url}", trap.url).replace("{file}", str(trap.file)) for part in DOCTYPES[doctype]
    )
    start = (
        f'<?xml version="1.0"?><?xml-stylesheet href="{trap.url}/s.xsl"?>'
        if content_type != "text/html"
        else ""
    )
    written = f"{start}<!DOCTYPE {root} {subset}>" + body.replace("{text}", TEXT).replace("{use}", use)
    began = time.process_time()
    seen = repr(through(written, content_type))
    assert time.process_time() - began < patience(5)
    assert SECRET not in seen
    assert "hahahaha" not in seen
    assert seen.count("kaboom") <= written.count("kaboom")
    assert len(seen) < 3 * len(written) + 20_000


def test_a_doctype_with_entities_is_no_copy(trap: Trap) -> None:
    use = DOCUMENTS["xhtml"][1].replace("{text}", TEXT).replace("{use}", "&a11;")
    article = through(f"<!DOCTYPE html [{LAUGHS}]>{use}", "application/xhtml+xml")
    assert isinstance(article, Article)
    assert PARAGRAPHS[0] in article.paragraphs
    assert not [line for line in article.paragraphs if "ENTITY" in line or "]>" in line]
