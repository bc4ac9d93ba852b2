"""Wire copy in a mail: a document of a news format that is attached, or that stands in the text of the mail itself.

Whoever passes a wire's copy on attaches the file or pastes it. It is read as what it is, with the id, the slug and the
rights that its agency gave it; the mail around it is a note.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from streams.article import Article, Dropped, RawArticle
from streams.intake.mail.parts import Document, Text
from streams.intake.mail.text import strip
from streams.kinds import Format

#: Reads a document, as the whole reader does.
Reader = Callable[[RawArticle], "Article | Dropped | Sequence[Article | Dropped]"]
#: Formats that nobody writes by hand.
_WIRES = frozenset(
    {
        Format.NINJS,
        Format.NEWSML_G2,
        Format.NEWSML,
        Format.NITF,
        Format.ANPA,
        Format.IPTC7901,
        Format.FEED,
        Format.XML,
    }
)
#: Documents of one mail that are read, and words of a mail's own text that are a note about what it encloses.
MOST, MOST_NOTE = 50, 100
# What a document of a news format opens with, in a text.
_OPENS = re.compile(
    r"\s{0,20}(?:<\?xml\b|<(?:nitf|newsml|newsitem|newsmessage|rss|feed)\b|\x01|ZCZC|\{\s{0,20}\"(?:uri|guid)\")"
    r"|\s{0,20}[A-Za-z]{1,8} ?\d{1,6} {1,3}[1-9] {1,3}[A-Za-z]{1,4} {1,3}\d",
    re.IGNORECASE,
)


def attached(documents: Sequence[Document], raw: RawArticle, read: Reader) -> tuple[list[Article], list[str]]:
    """(the articles in the attachments, the names of the attachments that hold none)."""
    found: list[Article] = []
    others: list[str] = []
    for document in documents[:MOST]:
        event = replace(raw, value=document.value, content_type=document.content_type, subject=None, id=None)
        articles = list(_articles(read(event)))
        found += articles
        if not articles:
            others.append(document.name)
    return found, others + [document.name for document in documents[MOST:]]


def pages(documents: Sequence[Document], raw: RawArticle, read: Reader) -> list[Article]:
    """The articles in pages that are attached."""
    events = (
        replace(raw, value=document.value, content_type=document.content_type, subject=None, id=None)
        for document in documents[:MOST]
    )
    found = (read(event) for event in events)
    return [each for each in found if isinstance(each, Article)]


def inline(texts: Sequence[Text], raw: RawArticle, read: Reader) -> list[Article]:
    """The articles that a mail's own texts are, where these are documents of a news format."""
    found: list[Article] = []
    for text in texts:
        if text.paragraphs is not None or not _OPENS.match(text.text):
            copy = strip(text.text).text if text.paragraphs is None else ""
            if not _OPENS.match(copy):
                continue
        else:
            copy = text.text
        event = replace(raw, value=copy.strip("\r\n ").encode(), content_type=None, subject=None, id=None)
        found += _articles(read(event))
    return found


def _articles(read: Article | Dropped | Sequence[Article | Dropped]) -> Iterator[Article]:
    for part in (read,) if isinstance(read, Article | Dropped) else read:
        if isinstance(part, Article) and part.format in _WIRES:
            yield part


def with_note(articles: Sequence[Article], note: str | None) -> list[Article]:
    """The articles with what the mail says to editors of them."""
    if not note:
        return list(articles)
    return [_with_note(each, note) for each in articles]


def _with_note(article: Article, note: str) -> Article:
    notes = "\n".join(filter(None, (article.header.ed_note, note)))
    return replace(article, header=replace(article.header, ed_note=notes))
