"""The text that a NewsML item carries, as NITF, XHTML or plain text: one value for all of them.

NITF is read by `nitf.body`, other markup by what that reads trees with, plain text as it is laid out.
"""

from __future__ import annotations

import base64
import binascii
import html as entities
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from streams.article import Dropped, Removed
from streams.blocks import Forms, following
from streams.intake.charset import decode
from streams.intake.columns import formed
from streams.intake.dateline import begun_with
from streams.intake.html.extract import parse_page
from streams.intake.html.metadata import comparable
from streams.intake.newsml.tree import Element
from streams.intake.nitf import body as nitf_body
from streams.intake.nitf.head import headline_in, title_of
from streams.intake.nitf.media import media_in
from streams.intake.nitf.writer import MEDIA, blocks_in, paragraphs_in
from streams.intake.text import lay_out
from streams.intake.xml import local_name, parse_xml
from streams.sent import Concept, Media

_MARKUP = re.compile(r"\s*<[a-z!?]", re.IGNORECASE)
_TAG = re.compile(
    r"</?(p|pre|br|b|i|em|strong|u|a|span|div|ul|ol|li|h[1-6]|table|tr|td|th|blockquote|sup|sub|font)"
    r"(?:\s[^<>]{0,1000})?/?>",
    re.IGNORECASE,
)
#: Elements by which a tree is known to be a page, or a part of one, and not data.
_PAGE = frozenset(
    {"html", "body", "div", "section", "article", "p", "h1", "h2", "h3", "ul", "ol", "table", "pre"}
)
_PAGE |= {"span", "br", "b", "i", "em", "strong", "blockquote", "hl2", "block"}
#: Elements of a page that hold no text of the article.
_NO_TEXT = frozenset({"head", "title", "noscript", "iframe", "object", "form", "nav"})


@dataclass(frozen=True, slots=True)
class Text:
    """What one rendition of the content says; None or () where it says nothing."""

    paragraphs: tuple[str, ...] = ()
    forms: Forms = ()
    headline: str | None = None
    byline: str | None = None
    standfirst: str | None = None
    located: str | None = None
    notes: tuple[str, ...] = ()
    copyright: str | None = None
    media: tuple[Media, ...] = ()
    marks: Mapping[str, tuple[Concept, ...]] = field(default_factory=dict)  # by the list of Sent
    removed: tuple[Removed, ...] = ()

    @property
    def length(self) -> int:
        """The length of the text in characters."""
        return sum(map(len, self.paragraphs))


def text_of(container: Element, media: str = "") -> Text:
    """The text in an <inlineXML>, <inlineData> or <DataContent>. `media` is its media type, if it has one.

    Empty for data in a vocabulary that does not hold text.
    """
    nodes = {
        local_name(node).lower(): node for node in reversed(list(container.iter())) if node is not container
    }
    if not nodes:
        return text_in_string(container.text or "", media)
    for name in ("nitf", "body.content", "body.head"):
        if (node := nodes.get(name)) is not None:
            return _nitf(node if name == "nitf" else _parent(node, container))
    return _page(container, nodes) if _PAGE & nodes.keys() else Text()


def text_in_string(text: str, media: str = "") -> Text:
    """The text in a string, which may be markup that was escaped or put into CDATA."""
    if not text.strip():
        return Text()
    if "nitf" in media.lower() or "<nitf" in text[:3000].lower():
        root = parse_xml(text)
        if not isinstance(root, Dropped):
            return _nitf(root)
    is_markup = bool(_MARKUP.match(text)) and "</" in text
    tags = [match[1].lower() for match in _TAG.finditer(text)]
    if is_markup or ("html" in media.lower() and tags) or {"p", "br"} & set(tags):
        if set(tags) <= {"p", "pre"} and tags.count("p") + tags.count("pre") <= 2:
            # A whole text in one <p>, wrapped and indented as on paper.
            return _laid_out(entities.unescape(_TAG.sub("", text)))
        return _markup(text)
    return _laid_out(entities.unescape(_TAG.sub("", text)) if tags else text)


def unpacked(text: str, encoding: str | None) -> str:
    """The string that was packed for transport; "" if the encoding is not known."""
    if not encoding:
        return text
    if "base64" not in encoding.lower():
        return ""
    try:
        value = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return ""
    decoded = decode(value)
    return "" if isinstance(decoded, Dropped) else decoded.text


def best(texts: Sequence[Text]) -> Text:
    """The first of several renditions of one content that is no excerpt.

    A rendition with less than half the characters of the longest one is an excerpt.
    """
    filled = [text for text in texts if text.paragraphs]
    if not filled:
        return next((text for text in texts if text.headline), Text())
    longest = max(filled, key=lambda text: text.length)
    return next(text for text in filled if 2 * text.length >= longest.length)


def without_headline(text: Text, headline: str | None) -> Text:
    """The text without a first paragraph that only repeats the headline."""
    if headline and text.paragraphs and comparable(text.paragraphs[0]) == comparable(headline):
        repeated = Removed("headline", 0, text.paragraphs[0])
        rest = text.paragraphs[1:]
        forms = following(text.paragraphs, text.forms, rest)
        return replace(text, paragraphs=rest, forms=forms, removed=(repeated, *text.removed))
    return text


def _nitf(root: Any) -> Text:
    body = nitf_body.read_body(root)
    # Its own head says it where its body does not.
    title = headline_in(title_of(root)) if body.headline is None and body.paragraphs else None
    paragraphs, forms = begun_with(body.dateline, body.whole_text, body.forms)
    return Text(
        paragraphs,
        forms,
        headline=body.headline or title,
        byline=body.byline,
        standfirst=body.standfirst,
        located=body.located,
        notes=body.notes,
        copyright=body.copyright,
        media=body.media,
        marks=body.marks,
    )


def _parent(node: Element, container: Element) -> Element:
    parent = node.getparent()
    return container if parent is None else parent


def _page(container: Element, nodes: dict[str, Element]) -> Text:
    """XHTML. A <header> at its top says what the item's own fields say: headline, subjects, date."""
    root = nodes.get("body", container)
    headline, removed = None, []
    if len(root) and local_name(root[0]) == "header" and not (root.text or "").strip():
        header = root[0]
        headline = next((paragraphs_in(node) for node in header.iter() if local_name(node) == "h1"), [])
        removed = [Removed("header", 0, said) for said in paragraphs_in(header)]
        root.text = header.tail
        root.remove(header)
    paragraphs, forms = blocks_in(root, _NO_TEXT)
    return Text(
        tuple(paragraphs),
        forms,
        headline=" ".join(headline or ()) or None,
        removed=tuple(removed),
        media=media_in(root) if MEDIA & nodes.keys() else (),
    )


def _markup(text: str) -> Text:
    """HTML in a string."""
    whole = re.search(r"<(?:html|body)\b", text[:2000], re.IGNORECASE)
    tree = parse_page(text if whole else f"<div>{text}</div>")
    if tree is None:
        return Text()
    content = tree.find(".//body.content")  # NITF's article, after its head
    root = tree if content is None else content
    paragraphs, forms = blocks_in(root, _NO_TEXT)
    return Text(tuple(paragraphs), forms, media=media_in(root))


def _laid_out(text: str) -> Text:
    copy = lay_out(text)
    byline = f"By {copy.byline}" if copy.byline else None
    found = (*filter(None, (copy.slugline, copy.headline, byline)), *copy.paragraphs)
    return Text(*formed(found, copy.rows), removed=copy.removed)
