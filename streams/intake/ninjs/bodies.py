"""The text of an item: its paragraphs, and what they are.

An item may have its text twice, plain and in markup. The plain one is what it says, and what its markup makes of each
of its paragraphs (a heading, a link, a row) is taken from there, where the two say the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from streams.article import Removed
from streams.blocks import Block, BlockKind, Form, Forms, Span, forms_of, texts_of
from streams.intake.fragment import blocks_of_markup
from streams.intake.html.metadata import comparable
from streams.intake.ninjs.fields import Bodies, Item, bodies_of, read_plain
from streams.intake.pictures import read_fragment
from streams.sent import Media

#: Markup that says more than where a paragraph ends.
_FORMED = re.compile(r"<(?:a|em|i|strong|b|h[2-6]|ul|ol|blockquote|table)[\s>]", re.IGNORECASE)
#: Characters of markup that are read for what a plain text does not say.
_LONGEST_FORMED = 200_000


@dataclass(frozen=True, slots=True)
class Text:
    """The text of an item, and the pictures in its markup. `partial`: it is an excerpt."""

    paragraphs: tuple[str, ...]
    forms: Forms = ()
    media: tuple[Media, ...] = ()
    removed: tuple[Removed, ...] = ()
    partial: bool = False


def text_of(item: Item, headline: str | None) -> Text:
    """The text of the item, without a first line that repeats the headline.

    Raises WrongType for a body that is none.
    """
    said = bodies_of(item)
    if said.text or not said.markup:
        found, forms, removed = read_plain(said.text or said.excerpt, headline)
        if found and says_more(said):
            blocks = blocks_of_markup(said.markup)
            if len(found) == 1 and len(blocks) > 1 and _same_words(found[0], blocks):
                return Text(texts_of(blocks), forms_of(blocks), removed=removed)
            forms = dressed(found, blocks) or forms
        return Text(found, forms, removed=removed, partial=bool(said.excerpt and not said.text))
    read = read_fragment(said.markup)
    blocks = read.blocks
    first: tuple[Removed, ...] = ()
    if headline and blocks and comparable(blocks[0].text) == comparable(headline):
        first, blocks = (Removed("headline", 0, blocks[0].text),), blocks[1:]
    return Text(texts_of(blocks), forms_of(blocks), read.media, first)


def says_more(said: Bodies) -> bool:
    """Whether the markup says what the plain text does not, and is short enough to be read for that.

    Forms it says, or where the paragraphs are of a text that has lost its line breaks.
    """
    markup = said.markup
    if not markup or len(markup) > _LONGEST_FORMED:
        return False
    return _FORMED.search(markup) is not None or ("\n" not in said.text and markup.count("</p>") > 1)


def _same_words(text: str, blocks: Sequence[Block]) -> bool:
    return comparable(text) == comparable(" ".join(block.text for block in blocks))


def dressed(paragraphs: Sequence[str], blocks: Sequence[Block]) -> Forms:
    """The forms of paragraphs by the blocks that say the same, in their order. What has no such block is plain."""
    found: list[Form] = []
    at = 0
    keys = [comparable(block.text) for block in blocks]
    for index, text in enumerate(paragraphs):
        key = comparable(text)
        place = next((i for i in range(at, min(len(keys), at + 20)) if keys[i] == key), None)
        if place is None:
            continue
        at = place + 1
        block = blocks[place]
        same = block.text == text
        if block.kind in (BlockKind.ROW, BlockKind.CAPTION) and not same:
            continue
        spans = block.spans if same else _found_again(block, text)
        if block.kind is not BlockKind.PARAGRAPH or spans:
            found.append(
                Form(
                    index,
                    block.kind,
                    block.level,
                    block.group,
                    block.ordered,
                    spans,
                    block.cells if same else (),
                )
            )
    return tuple(found)


def _found_again(block: Block, text: str) -> tuple[Span, ...]:
    """The spans of a block in a text that differs from it in its spaces or its quotation marks."""
    found = []
    for span in block.spans:
        words = block.text[span.start : span.end]
        start = text.find(words, max(0, span.start - 10))
        if 0 <= start <= span.start + 10:
            found.append(replace(span, start=start, end=start + len(words)))
    return tuple(found)
