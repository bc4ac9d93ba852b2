"""What the pool's server does once: every library is loaded and warm before the first document comes."""

from __future__ import annotations

from datetime import UTC, datetime

from streams.article import Origin, RawArticle
from streams.clean import stage as clean
from streams.enrich import stage as enrich
from streams.intake import html


def warm() -> None:
    """Loads what the stages load with their first document, so that a new process is ready in milliseconds."""
    clean.warm()
    enrich.warm()
    # trafilatura loads its locales, over a second, with the first page.
    text = b"One page of text to begin with. " * 20
    page = b"<html><head><title>A</title></head><body><p>" + text + b"</p></body></html>"
    html.read(RawArticle(page, Origin("warm", 0, 0, datetime.now(UTC))))
