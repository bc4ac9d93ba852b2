"""Lists of other articles and of comments in the middle of a text, known by their structure and in any language.

Elements that follow one another and have the same name are records of a list (Liu et al., "Mining Data Records in Web
Pages", KDD 2003). They are other articles if nearly all of them begin with a link; they are readers' comments if they
stand below the text and the same short labels are in nearly all of them, such as "Reply". Posts of a live blog have
labels as well, but most of the text is in them.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from streams.blocks import Block, BlockKind

_TAGS: Final = frozenset({"div", "section", "article", "li"})
_NUMBER = re.compile(r"\d+")
#: Records of a list, at least; the share of them that must have the mark.
_FEWEST, _NEARLY_ALL = 3, 0.8
#: Characters of the link in a record of another article, and the share of the record that it is, at least.
_LINK, _LINKED = 15, 0.15
#: Characters of a label and of a heading above a list, at most.
_LABEL, _HEADING = 30, 60
#: A list holds a smaller share of the prose than this; comments stand below a larger one.
_MINOR = 0.5


@dataclass(frozen=True, slots=True)
class Record:
    """An element that may be one of a list: its blocks [start, end), its characters, and those before it."""

    name: str
    start: int
    end: int
    characters: int
    links: int  # how many of the characters are links
    before: int


def record_name(element: Any, tag: str) -> str | None:
    """What all records of a list are called; None for an element that is none."""
    if tag not in _TAGS:
        return None
    said = element.get("class")
    if said:
        return f"{tag} {_NUMBER.sub('', said.split(None, 1)[0] if not said.isspace() else '')}"
    return tag if tag in ("li", "article") else None


def delete_lists(blocks: list[Block], start: int, records: list[Record], prose: int) -> int:
    """Deletes from `blocks[start:]` the lists among these records that are no part of the article, and what is above
    them: a heading. `prose` are the characters of the article's prose. Returns how many characters were deleted.
    """
    if len(records) < _FEWEST - 1:
        return 0
    groups: dict[str, list[Record]] = {}
    for record in records:
        groups.setdefault(record.name, []).append(record)
    doomed: set[int] = set()
    for group in groups.values():
        if len(group) >= _FEWEST - 1 and (_are_articles(group, prose) or _are_comments(blocks, group, prose)):
            for record in group:
                doomed.update(range(record.start, record.end))
            above = group[0].start - 1
            if above >= start and group[0].end > group[0].start and _is_heading(blocks[above]):
                doomed.add(above)
    deleted = sum(len(blocks[at].text) for at in doomed)
    if doomed:
        blocks[start:] = [block for at, block in enumerate(blocks[start:], start) if at not in doomed]
    return deleted


def _are_articles(group: list[Record], prose: int) -> bool:
    if len(group) < _FEWEST or group[0].name.startswith("li"):
        return False
    linked = sum(each.links >= max(_LINK, _LINKED * each.characters) for each in group)
    return linked >= _NEARLY_ALL * len(group) and sum(each.characters for each in group) < _MINOR * prose


def _are_comments(blocks: list[Block], group: list[Record], prose: int) -> bool:
    if group[0].before < _MINOR * prose or sum(each.characters for each in group) >= _MINOR * prose:
        return False
    labels: Counter[str] = Counter()
    for record in group:
        labels.update(
            {block.text for block in blocks[record.start : record.end] if len(block.text) <= _LABEL}
        )
    most = _NEARLY_ALL * len(group)
    same = sum(count >= most for count in labels.values())
    return same >= 1 if len(group) >= _FEWEST else same >= 2


def _is_heading(block: Block) -> bool:
    return block.kind is BlockKind.HEADING or (
        block.kind is BlockKind.PARAGRAPH
        and len(block.text) <= _HEADING
        and not block.text.endswith((".", "!", "”"))
    )
