"""The text of a feed's entry, or of any field that may be markup or plain text, as paragraphs.

Fields of feeds do not say, or say wrongly, whether they hold text, markup or markup that was escaped twice: the
content decides. What ends such a text and is no copy (data/feeds/endings.toml) is taken out and named.
"""

from __future__ import annotations

import html as entities
import re
from dataclasses import dataclass, replace
from functools import cache

from lxml.html import HtmlElement

from streams.article import Removed
from streams.blocks import Block, Forms, following, forms_of, texts_of
from streams.datafiles import read_toml
from streams.intake.charset import scrub
from streams.intake.html.extract import extract_paragraphs, parse_page
from streams.intake.html.metadata import comparable
from streams.intake.ninjs.fields import read_plain
from streams.intake.pictures import read_fragment
from streams.sent import Media

_BLOCK_NAMES = (
    "p|div|br|hr|h[1-6]|ul|ol|li|dl|dt|dd|table|tr|td|th|blockquote|figure|pre|section|article|main|body|html|"
    "center"
)
_INLINE_NAMES = (
    "a|abbr|b|cite|code|del|em|font|i|img|ins|mark|q|s|small|span|strike|strong|sub|sup|time|u|wbr"
)
_OTHER_NAMES = "iframe|script|style|video|audio|picture|aside|header|footer|nav|figcaption|address|details"
_TAG = re.compile(
    rf"</?(?:{_BLOCK_NAMES}|{_INLINE_NAMES}|{_OTHER_NAMES})(?:\s[^<>]{{0,4000}})?/?>", re.IGNORECASE
)
_BLOCK = re.compile(rf"</?(?:{_BLOCK_NAMES})(?=[\s/>])", re.IGNORECASE)
_ESCAPED_TAG = re.compile(rf"&lt;/?(?:{_BLOCK_NAMES}|{_INLINE_NAMES})(?=[\s/>]|&gt;)", re.IGNORECASE)
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_BLANK_LINE = re.compile(r"\n[ \t\r]{0,80}\n")
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,30});")
_LONGEST_LINE = 500
_LAST = 3  # how many of the last paragraphs may be endings


@dataclass(frozen=True, slots=True)
class Body:
    """A text in paragraphs, and the pictures in it. `cut` says that the rest of the text is elsewhere."""

    paragraphs: tuple[str, ...] = ()
    removed: tuple[Removed, ...] = ()
    cut: bool = False
    forms: Forms = ()
    media: tuple[Media, ...] = ()

    @property
    def words(self) -> int:
        """The number of words, as parted by spaces."""
        return sum(len(paragraph.split()) for paragraph in self.paragraphs)


def read_body(value: str | None, headline: str | None = None, base: str | None = None) -> Body:
    """The paragraphs of `value`, which may be text, markup, escaped markup or a whole page; without its endings.

    `base` is the url that addresses in it are relative to.
    """
    value = scrub(value)[0] if value else ""
    if not value.strip():
        return Body()
    return _without_endings(_body(value, headline, base))


def one_line(value: str | None) -> str | None:
    """A title or a name on one line: without tags and entities, however often they were escaped."""
    if not value:
        return None
    text = scrub(value)[0]
    for _ in range(3):
        before = text
        if "<" in text and ">" in text:
            text = _TAG.sub(lambda tag: " " if _BLOCK.match(tag[0]) else "", text)
        if "&" in text:
            text = entities.unescape(text) if _REFERENCE.search(text) else text
        if text == before:
            break
    return " ".join(scrub(text)[0].split()) or None


def is_page(value: str) -> bool:
    """Whether the text is a whole page of HTML, and not a piece of one."""
    return bool(
        _PAGE.match(value.lstrip("\ufeff \t\r\n")[:200]) or re.search(r"<body\b", value[:20_000], re.I)
    )


def _body(value: str, headline: str | None, base: str | None) -> Body:
    if not _TAG.search(value):
        if not _ESCAPED_TAG.search(value):
            return _plain(scrub(entities.unescape(value))[0] if _REFERENCE.search(value) else value, headline)
        value = entities.unescape(value)
    if is_page(value) and (tree := parse_page(value)) is not None:
        _without_instant(tree)
    else:
        tree = None
    if tree is not None and (found := extract_paragraphs(tree)):
        return _without_headline([Block(text) for text in found], headline)
    if not _BLOCK.search(value) and _BLANK_LINE.search(value.strip()):
        value = "".join(f"<p>{part}</p>" for part in _BLANK_LINE.split(value))
    read = read_fragment(value, base)
    return replace(_without_headline(read.blocks, headline), media=read.media)


def _without_instant(tree: HtmlElement) -> None:
    """Takes out what Facebook's Instant Articles have beside their text: date, kicker, authors, embeds, credits.

    https://developers.facebook.com/docs/instant-articles/guides/articlecreate
    """
    if not tree.xpath("//*[starts-with(@class, 'op-')]"):
        return
    for each in tree.xpath(
        "//*[starts-with(@class, 'op-')] | //header//address | //header//figure | //footer"
    ):
        each.drop_tree()


def _plain(value: str, headline: str | None) -> Body:
    paragraphs, forms, removed = read_plain(value, headline)
    return Body(paragraphs, removed, forms=forms)


def _without_headline(blocks: list[Block], headline: str | None) -> Body:
    if headline and blocks and comparable(blocks[0].text) == comparable(headline):
        blocks, first = blocks[1:], blocks[0]
        return Body(texts_of(blocks), (Removed("headline", 0, first.text),), forms=forms_of(blocks))
    return Body(texts_of(blocks), forms=forms_of(blocks))


def _without_endings(body: Body) -> Body:
    kept, taken, cut = list(body.paragraphs), list(body.removed), False
    offset = len(body.removed)
    for _ in range(_LAST):
        if not kept or (ending := _ending(kept[-1])) is None:
            break
        rule, start, cuts = ending
        last = kept.pop()
        taken.append(Removed(rule, offset + len(kept), last[start:].strip()))
        cut = cut or cuts
        if rest := last[:start].rstrip():
            kept.append(rest)
    forms = following(body.paragraphs, body.forms, kept) if body.forms else ()
    return Body(tuple(kept), tuple(taken), cut, forms, body.media)


def _ending(paragraph: str) -> tuple[str, int, bool] | None:
    """(rule, where it begins, whether it says that the text was cut) of an ending, or None."""
    line = " ".join(paragraph.split()) if len(paragraph) <= _LONGEST_LINE else ""
    tail = max(0, len(paragraph) - 100)
    for ending in _endings():
        if line and any(pattern.fullmatch(line) for pattern in ending.lines):
            return ending.rule, 0, ending.cut
        for pattern in ending.tails:
            if match := pattern.search(paragraph, tail):
                return ending.rule, match.start(), ending.cut
    return None


@dataclass(frozen=True, slots=True)
class _Ending:
    rule: str
    cut: bool
    lines: tuple[re.Pattern[str], ...]
    tails: tuple[re.Pattern[str], ...]


@cache
def _endings() -> tuple[_Ending, ...]:
    data = read_toml("feeds/endings.toml")
    return tuple(
        _Ending(
            entry["rule"],
            entry.get("cut", False),
            tuple(re.compile(text + r"\.?") for text in entry.get("line", ())),
            tuple(re.compile(rf"(?:{text})\s*$") for text in entry.get("tail", ())),
        )
        for entry in data["ending"]
    )
