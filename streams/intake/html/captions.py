"""Captions that no mark-up calls one: the paragraph right below a picture that is signed, or is no sentence.

"The pier in October. Photo: Ilse Brandt" stands in a plain <p> on many pages. What follows a picture may as well be the
text: so an unsigned line is a caption only if it is short, no sentence and not in bold type, and if the other
paragraphs of the page do end as sentences. A gallery, whose captions are its text, keeps them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from streams.blocks import Block, BlockKind, Mark, Span
from streams.datafiles import read_lines
from streams.intake.html.text_runs import SENTENCE_END
from streams.replaced import replace

#: Characters of a caption that is signed, and of one that is not; words of the latter, at least.
_SIGNED, _UNSIGNED, _WORDS = 400, 140, 3
#: The share of an unsigned line in bold type that makes it a heading or a lead.
_BOLD: Final = 0.9
#: Characters of a paragraph of prose; of all that stand beside captions; and how many for each of theirs, at least. A
#: character of Chinese or Japanese counts as two.
_PARAGRAPH, _PROSE, _TIMES = 60, 200, 2
#: The share of the paragraphs that end as sentences, at least.
_SENTENCES: Final = 0.7
#: Pixels of the sides of a picture that is a sign or counts readers.
_SMALLEST: Final = 50
# "The pier in October. © J. Delmas", "The pier. Photo by Ilse Brandt", "修復が進む旧駅舎＝21日、北浜市".
_RIGHTS = re.compile(r"\S\W{0,3}(?:©|\(c\))\s?([^!?。]{2,60})$", re.IGNORECASE)
_MADE_BY = re.compile(
    r"(?:^|[\s.(|/])(?:photo(?:graph)?|picture|image|foto|bild|zdjęcie)s? "
    r"(?:by|von|de|di|par|door|av|af) ([^!?]{2,60})$",
    re.IGNORECASE,
)
_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff）」][＝=][^。]{2,40}$")
_PARTICLE = 4  # letters of a small word in a name, at most
# Scripts in which sentences, or steps and headings in plain paragraphs, often have no stop.
_UNSTOPPED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# What begins or holds a label, a quotation, an address or the number of a step is no caption by its looks alone.
_NO_CAPTION = re.compile(r"^[\d\W]*\d|^[\"'“„‘«»]|[:|@]|www\.")
_SPACELESS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def is_picture(element: Any) -> bool:
    """Whether an <img> shows something: no smiley, no pixel that counts readers."""
    for name in ("width", "height"):
        size = (element.get(name) or "").strip().removesuffix("px")
        if size.isdecimal() and len(size) < 6 and int(size) <= _SMALLEST:
            return False
    return "emoji" not in (element.get("class") or "")


def is_caption(text: str, spans: Sequence[Span] = ()) -> bool:
    """Whether the paragraph below a picture may be its caption."""
    if len(text) > _SIGNED:
        return False
    if _JAPANESE.search(text) or any(_is_signed(text, pattern) for pattern in (_RIGHTS, _MADE_BY, _maker())):
        return True
    if len(text) > _UNSIGNED or len(text.split()) < _WORDS or SENTENCE_END.search(text):
        return False
    if _UNSTOPPED.search(text) or _NO_CAPTION.search(text):
        return False
    bold = sum(span.end - span.start for span in spans if span.mark is Mark.STRONG)
    return bold < _BOLD * len(text)


def _is_signed(text: str, pattern: re.Pattern[str]) -> bool:
    """Whether a text ends with who made a picture: with names, in which only small words have no capital."""
    match = pattern.search(text)
    return match is not None and not any(
        word[0].islower() and len(word) > _PARTICLE for word in match[1].strip(" .)").split()
    )


def with_captions(found: list[Block], page: Sequence[Block]) -> list[Block]:
    """What another extractor found, with captions where the page's own blocks are."""
    captions = {block.text for block in page if _is_bare_caption(block)}
    if not captions:
        return found
    return [
        replace(block, kind=BlockKind.CAPTION, group=0)
        if block.text in captions and block.kind is BlockKind.PARAGRAPH
        else block
        for block in found
    ]


def without_captions(blocks: list[Block]) -> list[Block]:
    """The blocks without those that were taken for captions, or with these as paragraphs where they are the text."""
    if not any(map(_is_bare_caption, blocks)):
        return blocks
    captions = sum(_length(block.text) for block in blocks if _is_bare_caption(block))
    prose = [
        block.text
        for block in blocks
        if block.kind is BlockKind.PARAGRAPH and _length(block.text) >= _PARAGRAPH
    ]
    sentences = sum(SENTENCE_END.search(text) is not None for text in prose)
    characters = sum(map(_length, prose))
    if characters < max(_PROSE, _TIMES * captions) or sentences < _SENTENCES * len(prose):
        return [
            replace(block, kind=BlockKind.PARAGRAPH) if _is_bare_caption(block) else block for block in blocks
        ]
    return [block for block in blocks if not _is_bare_caption(block)]


def _length(text: str) -> int:
    return 2 * len(text) if _SPACELESS.search(text) else len(text)


def _is_bare_caption(block: Block) -> bool:
    """Whether a block is a caption, and not that of a table, which stands in its group."""
    return block.kind is BlockKind.CAPTION and not block.group


@cache
def _maker() -> re.Pattern[str]:
    """Who made a picture, at the end of its caption: "Photo: A. Moor/Post"."""
    words = "|".join(map(re.escape, sorted(read_lines("pages/credits.txt"), key=len, reverse=True)))
    return re.compile(rf"(?:^|[\s.(|/])(?i:{words})\s?[:：/]\s?([^:：!?。]{{2,80}})$")
