"""Which format a document is in. The content type is believed unless the content contradicts it."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import Any

import orjson

from streams.article import Dropped
from streams.intake.charset import charset_of, decode, media_type, scrub
from streams.intake.fields import dialects, first_line
from streams.intake.fields.names import field_of, is_plain
from streams.intake.mail import message as mail
from streams.intake.wires import anpa, iptc7901
from streams.intake.xml import root_start
from streams.kinds import Format, Reason

_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_JSON_TYPES = frozenset({"application/json", "text/json"})
#: A suffix of types of JSON whose first part names a program or a vocabulary.
_JSON_SUFFIX = "+json"
_NINJS_TYPES = frozenset({"application/ninjs+json", "application/vnd.iptc.ninjs+json"})
_XML_TYPES = frozenset({"application/xml", "text/xml"})
_LINES_TYPES = frozenset(
    {
        "application/x-ndjson",
        "application/jsonl",
        "application/json-lines",
        "application/ndjson",
        "application/json-seq",
    }
)
_NO_TYPES = frozenset({"", "application/octet-stream", "binary/octet-stream"})
#: Content types that name one format; others name a family (XML, JSON), and the content tells which.
_TYPES = {
    "application/vnd.iptc.g2.newsitem+xml": Format.NEWSML_G2,
    "application/vnd.iptc.g2.newsmessage+xml": Format.NEWSML_G2,
    "application/vnd.iptc.g2.packageitem+xml": Format.NEWSML_G2,
    "application/newsml+xml": Format.NEWSML,
    "text/vnd.iptc.newsml": Format.NEWSML,
    "application/nitf+xml": Format.NITF,
    "text/vnd.iptc.nitf": Format.NITF,
    "application/rss+xml": Format.FEED,
    "text/rss+xml": Format.FEED,
    "text/atom+xml": Format.FEED,
    "application/rss": Format.FEED,
    "application/atom+xml": Format.FEED,
    "application/rdf+xml": Format.FEED,
    "application/feed+json": Format.FEED,
    "message/rfc822": Format.MAIL,
    "message/global": Format.MAIL,
    "text/vnd.iptc.anpa": Format.ANPA,
    "text/x-anpa": Format.ANPA,
    "text/vnd.iptc.7901": Format.IPTC7901,
    "text/x-iptc7901": Format.IPTC7901,
    "text/csv": Format.CSV,
    "application/csv": Format.CSV,
    "text/tab-separated-values": Format.CSV,
}
#: The root element of an XML document, in lower case and without its prefix, and what it is a document of.
_ROOTS = {
    "newsitem": Format.NEWSML_G2,
    "newsmessage": Format.NEWSML_G2,
    "packageitem": Format.NEWSML_G2,
    "conceptitem": Format.NEWSML_G2,
    "knowledgeitem": Format.NEWSML_G2,
    "planningitem": Format.NEWSML_G2,
    "catalogitem": Format.NEWSML_G2,
    "newsml": Format.NEWSML,
    "nitf": Format.NITF,
    "rbnews": Format.RITZAU,
    "listofrbnews": Format.RITZAU,
    "xmlnewsqueuedresult": Format.RITZAU,
    "xmlnewsqueuedresponse": Format.RITZAU,
    "rss": Format.FEED,
    "feed": Format.FEED,
    "rdf": Format.FEED,
}
#: Roots that are no words: what begins with one of them is that, or a broken one of that.
_ONLY_MARKUP = frozenset(_ROOTS) - {"feed", "rss", "rdf"}
#: What begins so is of another trade.
_OPENINGS = {
    "{\\rtf": "RTF; send text, HTML or a news format",
    "BEGIN:VCALENDAR": "a calendar, no copy",
    "BEGIN:VCARD": "an address, no copy",
    "WARC/1.": "a web archive of several records: copydesk feed reads it",
    "%!PS-Adobe": "PostScript; send text, HTML or a news format",
}
_FOREIGN = tuple(_OPENINGS)
#: What feeds have as elements, and senders send alone; and what tells them from other XML.
_FEED_PARTS = frozenset({"item", "entry", "channel"})
_OF_FEED = re.compile(r"<(?:link|guid|pubDate|content:encoded|updated|dc:date)[\s>]")
#: Elements of HTML that are roots of other XML as well, the first element in them, and fields that no HTML has there.
_BOTH = frozenset({"article", "section", "main"})
_FIRST = re.compile(r"<[A-Za-z][^<>]{0,2000}>\s{0,200}<([A-Za-z][\w:.-]{0,60})")
_NO_FLOW = frozenset({"title", "head", "body", "info", "metadata", "meta-data", "articleinfo", "front"})
_AFTER_ANOTHER = re.compile(r"^\ufeff?\s{0,200}\{[\s\S]*\}\s{0,200}\{")
_ROOT = re.compile(r"<([A-Za-z][\w:.-]{0,60})")
_XML_TAG = re.compile(r"</?[A-Za-z][\w:.-]{0,60}(?:\s[^<>]{0,2000})?/?>")
_XML_END = re.compile(r"</[A-Za-z][\w:.-]{0,60}\s?>")
_LAST = re.compile(r"</([A-Za-z][\w:.-]{0,60})\s{0,9}>\s{0,99}$")
_XML_ATTRIBUTE = re.compile(r"""<[A-Za-z][\w:.-]{0,60}(?:\s{1,9}[\w:.-]{1,60}\s?=\s?["'])""")
_PAGE_ROOTS = frozenset({"html", "head", "body"})
_TAGS = (
    "p|div|article|section|main|header|footer|nav|span|a|b|i|em|strong|br|hr|h[1-6]|ul|ol|li|dl|dt|dd|table|tr|td|th|"
    "blockquote|figure|img|meta|link|script|style|title|html|head|body|time|small|font|center|aside|form|iframe|pre"
)
_TAG = re.compile(rf"</?(?:{_TAGS})(?:\s[^<>]{{0,2000}})?/?>", re.IGNORECASE)
_BLOCK_END = re.compile(
    r"</(?:p|div|article|section|body|html|h[1-6]|table|ul|ol|blockquote)\s?>", re.IGNORECASE
)
_BLOCK_START = re.compile(
    r"(?:p|div|article|section|main|header|h[1-6]|table|ul|ol|blockquote|meta|title|script|figure)$", re.I
)
# What tells a news item from any other JSON, in the spelling of any version of ninjs.
_NINJS_TEXT = (
    "headline",
    "headlines",
    "bodies",
    "body_text",
    "body_html",
    "body_xhtml",
    "versioncreated",
    "versionCreated",
)
#: What is in many an object that is no ninjs, and what is in none of these.
_WEAK_MARKS = frozenset({"uri", "headline", "body_text", "body_html", "body_xhtml"})
_OWN_MARKS = frozenset(
    {"guid", "pubstatus", "pubStatus", "firstcreated", "firstCreated", "altids", "altIds", "contentcreated"}
)


@dataclass(frozen=True, slots=True)
class Sniffed:
    """The format, and in a few words what showed it."""

    format: Format
    why: str


def sniff(document: str | bytes, content_type: str | None = None) -> Sniffed | Dropped:
    """The format of a document, which is decoded already or is decoded here; a Dropped if it has none.

    UNKNOWN_FORMAT: an unknown content type, or XML that is not a page. INVALID_DOCUMENT: JSON that cannot be read, or
    that is not ninjs, and XML without a beginning; the detail says what is missing.
    """
    if isinstance(document, bytes):
        decoded = decode(document, charset_of(content_type))
        if isinstance(decoded, Dropped):
            return decoded
        document = decoded.text
    declared = media_type(content_type)
    if declared in _TYPES:
        return Sniffed(_TYPES[declared], f"content type {declared}")
    if declared in _LINES_TYPES:
        return Sniffed(Format.JSON, f"content type {declared}")
    if declared in _JSON_TYPES or declared.endswith(_JSON_SUFFIX):
        return _sniff_json(document, declared)
    if declared not in _HTML_TYPES and declared.endswith("+xml"):
        declared = "application/xml"
    if declared not in _HTML_TYPES | _XML_TYPES | _NO_TYPES and declared != "text/plain":
        return Dropped(Reason.UNKNOWN_FORMAT, f"content type {declared[:100]}")
    if _looks_like_json(document):
        return _sniff_json(document, declared)
    return _sniff_markup(document, declared)


def sniff_bytes(value: bytes, content_type: str | None = None) -> Sniffed | None:
    """The format of what is known by its bytes and must not be decoded as a whole: wire copy and mail; else None."""
    declared = media_type(content_type)
    if _TYPES.get(declared) in (Format.ANPA, Format.IPTC7901, Format.MAIL):
        return Sniffed(_TYPES[declared], f"content type {declared}")
    if declared not in _NO_TYPES and declared != "text/plain":
        return None
    for format_, looks_like in (
        (Format.ANPA, anpa.looks_like),
        (Format.IPTC7901, iptc7901.looks_like),
        (Format.MAIL, mail.looks_like),
    ):
        if why := looks_like(value):
            return Sniffed(format_, why)
    return None


def load_json(text: str) -> object | Dropped:
    """The parsed JSON. A key that is twice in one object is refused, because readers differ on it."""
    try:
        orjson.loads(text)
    except orjson.JSONDecodeError as error:
        # Half a surrogate pair in an escape is mended where the string is used; a number beyond all floats is text.
        if not any(mended in str(error) for mended in ("surrogate", "hex escape", "infinity")):
            return Dropped(Reason.INVALID_DOCUMENT, f"JSON: {str(error)[:200]}")
    try:
        document: object = json.loads(
            text, object_pairs_hook=_no_key_twice, parse_int=_whole, parse_float=_finite
        )
    except (ValueError, RecursionError) as error:
        return Dropped(Reason.INVALID_DOCUMENT, f"JSON: {str(error)[:200] or 'nested too deeply'}")
    return document


def _whole(digits: str) -> int | str:
    """The number; one with more digits than anybody counts stays text, for int() takes long, or refuses it."""
    return int(digits) if len(digits) < 100 else digits


def _finite(text: str) -> float | str:
    number = float(text)
    return number if math.isfinite(number) else text


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise ValueError(f"the key {scrub(twice)[0][:60]!r} stands twice in one object")
    return found


def _is_xml(text: str, head: str, root: str, declared: str) -> bool:
    """Whether what begins with that element is XML, also where its end is missing: no mark-up must pass for copy.

    Copy may begin with a word in angle brackets, and has no end tags in it.
    """
    if head.startswith("<?xml") or declared in _XML_TYPES or f"</{root}>" in text[-400:].lower():
        return True
    if root.rpartition(":")[2] in _ONLY_MARKUP:
        return True
    tags = len(_XML_TAG.findall(text, 0, 20_000))
    if root.rpartition(":")[2] in _ROOTS:
        return tags > 1 or len(_XML_ATTRIBUTE.findall(head[:2000])) > 0
    return len(_XML_END.findall(text, 0, 20_000)) > 1


def _has_fields(text: str, start: int, root: str) -> bool:
    """Whether an <article> is no HTML: its first element is a field, as <title> is in no <article> of HTML."""
    if root not in _BOTH or (first := _FIRST.match(text, start)) is None:
        return False
    name = first[1].lower().rpartition(":")[2]
    return (name in _NO_FLOW or not re.fullmatch(_TAGS, name)) and (
        field_of(name) is not None or name in _NO_FLOW
    )


def _no_root(text: str, head: str, declared: str) -> Dropped | None:
    """The refusal of what is said to be XML, or ends as a document of news, and does not begin with an element."""
    last = match[1].lower() if (match := _LAST.search(text[-200:])) else ""
    if head.startswith("<?xml"):
        return Dropped(
            Reason.INVALID_DOCUMENT, "XML, and no element in it: it was cut off, or is something else"
        )
    is_xml = declared in _XML_TYPES and (head[:1] == "<" or _XML_END.search(text, 0, 20_000))
    if is_xml or last.rpartition(":")[2] in _ONLY_MARKUP:
        return Dropped(
            Reason.INVALID_DOCUMENT, "XML, and its beginning is missing, or something stands before it"
        )
    return None


def _looks_like_json(text: str) -> bool:
    head = text[:2000].lstrip("\ufeff \t\r\n")
    if re.match(r'\{\s{0,200}["}]', head):
        return True
    if not re.match(r"\[\s{0,200}[\[{]", head):
        return False
    try:
        orjson.loads(text)
    except orjson.JSONDecodeError:
        return False
    return True


def _sniff_json(text: str, declared: str) -> Sniffed | Dropped:
    try:
        document = orjson.loads(text)
    except orjson.JSONDecodeError:
        if _are_lines(text):
            return Sniffed(Format.JSON, "JSON objects, one a line")
        if _AFTER_ANOTHER.search(text):
            return Sniffed(Format.JSON, "JSON objects, one after another")
        loaded = load_json(text)
        if isinstance(loaded, Dropped):
            return loaded
        document = loaded
    if isinstance(document, list) and document and isinstance(document[0], dict | list):
        return Sniffed(Format.JSON, f"a JSON list of {len(document)}")
    if not isinstance(document, dict):
        return Dropped(Reason.INVALID_DOCUMENT, "JSON, but not an object")
    return sniff_object(document, declared)


def sniff_object(document: dict[str, Any], declared: str = "") -> Sniffed:
    """What a JSON object is; `declared` is its media type."""
    if declared in _NINJS_TYPES:
        return Sniffed(Format.NINJS, f"content type {declared}")
    standard = document.get("standard")
    if isinstance(standard, dict) and str(standard.get("name", "")).lower() == "ninjs":
        return Sniffed(Format.NINJS, "standard.name is ninjs")
    if str(document.get("version", "")).startswith("https://jsonfeed.org/version/"):
        return Sniffed(Format.FEED, "its version is JSON Feed's")
    if dialects.known(document):
        return Sniffed(Format.JSON, "JSON of a program that is known")
    known = [key for key in ("uri", *_NINJS_TEXT) if key in document]
    if not known and "guid" in document and ("pubstatus" in document or "pubStatus" in document):
        known = ["guid"]  # a message of Superdesk's has no text
    if known == ["headline"] and not _OWN_MARKS & document.keys():
        known = []
    # A uri and a headline are in many an object that is no ninjs: then the names of its other fields tell.
    if known and not (
        _WEAK_MARKS.issuperset(known) and not _OWN_MARKS & document.keys() and is_plain(document)
    ):
        return Sniffed(Format.NINJS, f"JSON with {known[0]}")
    return Sniffed(Format.JSON, "JSON, and none of the standards")


def _are_lines(text: str) -> bool:
    """Whether it may be JSON objects, one a line: the first two lines begin as such."""
    return re.match(r"\s*\{[^\n]*\n\s*\{", text) is not None


def _sniff_markup(text: str, declared: str) -> Sniffed | Dropped:
    head = text[:8192].lstrip("\ufeff \t\r\n")
    if head.startswith(_FOREIGN):
        return Dropped(
            Reason.UNKNOWN_FORMAT, next(why for mark, why in _OPENINGS.items() if head.startswith(mark))
        )
    start = root_start(text)
    root = match[1].lower() if (match := _ROOT.match(text, start)) else None
    if head[:14].lower() == "<!doctype html" or root in _PAGE_ROOTS:
        why = "starts with <!doctype html" if head[:2] == "<!" else f"starts with <{root}>"
        return Sniffed(Format.HTML, f"content type {declared}" if declared in _HTML_TYPES else why)
    if root is None and (cut := _no_root(text, head, declared)):
        return cut
    if root and not re.fullmatch(_TAGS, root) and _is_xml(text, head, root, declared):
        if (known := _ROOTS.get(root.rpartition(":")[2])) is not None:
            return Sniffed(known, f"XML with the root element {root}")
        if declared != "text/plain" or head.startswith("<?xml"):
            if root in _FEED_PARTS and _OF_FEED.search(text, start, start + 20_000):
                return Sniffed(Format.FEED, f"an {root} of a feed")
            return Sniffed(Format.XML, f"XML with the root element {root}")
        return Sniffed(Format.TEXT, "content type text/plain")
    if root and _has_fields(text, start, root):
        return Sniffed(Format.XML, f"XML with the root element {root}")
    if declared in _HTML_TYPES:
        if _TAG.search(text):
            return Sniffed(Format.HTML, f"content type {declared}")
        return Sniffed(Format.TEXT, f"no tag in it, though the content type is {declared}")
    if root and _BLOCK_START.match(root) and _BLOCK_END.search(text):
        return Sniffed(Format.HTML, f"starts with <{root}>")
    if first_line.looks_like(text):
        return Sniffed(Format.CSV, "its first line names fields")
    if declared == "text/plain":
        return Sniffed(Format.TEXT, "content type text/plain")
    if len(_BLOCK_END.findall(text, 0, 200_000)) >= 2:
        return Sniffed(Format.HTML, "has closing tags of blocks")
    return Sniffed(Format.TEXT, "neither JSON nor markup")
