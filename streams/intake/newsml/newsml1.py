"""NewsML 1.0 to 1.2 -> articles: an envelope and one or several items (https://iptc.org/standards/newsml-1/)."""

from __future__ import annotations

from dataclasses import replace

from streams.article import Article, Dropped, RawArticle
from streams.intake import dates
from streams.intake.charset import Decoded
from streams.intake.newsml.newsml1_item import read_item
from streams.intake.newsml.parts import articles_of
from streams.intake.newsml.tree import child, children, line
from streams.intake.xml import local_name, read_xml
from streams.kinds import Reason


def read_decoded(raw: RawArticle, decoded: Decoded) -> Article | Dropped | list[Article | Dropped]:
    """The articles in a document: of each item one for each language of its text.

    Pictures are passed over where they accompany a text; alone they are refused. An item that is broken is refused in
    its place.
    """
    document = read_xml(decoded.text)
    if isinstance(document, Dropped):
        return document
    root = document.root
    if local_name(root) != "NewsML":
        return Dropped(Reason.INVALID_DOCUMENT, f"not NewsML: its root element is {local_name(root)[:60]}")
    sent = dates.parse(line(child(root, "NewsEnvelope", "DateAndTime")))
    raw = raw if raw.time or sent is None else replace(raw, time=sent)
    repairs = decoded.repairs + document.repairs
    read = [each for item in children(root, "NewsItem") for each in read_item(item, raw, repairs)]
    return articles_of(read)
