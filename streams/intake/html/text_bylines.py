"""The reporters whom a text names before its first sentence, as newspapers of East Asia do.

"临江晚报讯（记者 陈若楠 通讯员 李文）…", "【ソウル＝山田太郎】…", "(서울=한빛뉴스) 김민수 기자 = …". What stands there
is a place, a house and a name, each with its mark, so that nobody else is taken for the author. Papers whose page names
only themselves print the name in bold above the text, or below it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from streams.blocks import Block, BlockKind, Mark
from streams.intake.html.bylines import is_agency, is_heading_word, is_known_person, names_in
from streams.intake.html.short import reads_as_prose

#: Characters of a paragraph in which its reporters are named, and paragraphs that are looked at.
_OPENING, _PARAGRAPHS = 90, 2
_CHINESE = re.compile(
    r"^[^。！？（(]{0,24}(?:讯|訊|电|電|报道|報導|消息)\s?[（(](?:[\u3400-\u9fff]{0,8})(?:记者|記者)[\s:：]{0,2}([\u3400-\u9fff·、，,\s]{2,50}?)[）)]"
)
_ROLES = re.compile(r"(?:实习|見習|见习|特约|特約)?(?:记者|記者|通讯员|通訊員|实习生|摄影|攝影)")
_JAPANESE = re.compile(r"^【[^】＝=]{1,16}[＝=]([\u3040-\u30ff\u3400-\u9fff、]{3,30})】")
_KOREAN = re.compile(
    r"^[(\[]\s?[^)\]=]{1,16}=[^)\]]{1,16}[)\]]\s{0,2}([\uac00-\ud7af·,\s]{2,40}?)\s?(?:선임)?(?:기자|특파원)\s?="
)
_BETWEEN = re.compile(r"[、，,·\s]+")
#: Blocks above the text in which a name may stand, characters of the line, and of a text that is looked through.
_ABOVE, _LINE, _TEXT = 4, 80, 600
_IN_FULL = re.compile(r"[^\W\d_][\w.-]{1,25}(?: [^\W\d_][\w.-]{1,25}){1,2}$")
_NAME = re.compile(r"[\u3400-\u9fff]{2,4}|[\uac00-\ud7af]{2,4}|[\u3040-\u30ff\u3400-\u9fff]{3,8}")


def reporters_of(paragraphs: Sequence[str]) -> tuple[str, ...]:
    """The names with which one of the first paragraphs opens; empty for other scripts, and where nobody is named."""
    for paragraph in paragraphs[:_PARAGRAPHS]:
        opening = paragraph[:_OPENING].lstrip()
        if opening.isascii():
            continue
        for pattern in (_CHINESE, _JAPANESE, _KOREAN):
            if found := pattern.match(opening):
                names = _BETWEEN.split(_ROLES.sub(" ", found[1]).strip())
                return tuple(
                    name for name in dict.fromkeys(names) if _NAME.fullmatch(name) and not is_agency(name)
                )
    return ()


def signed_in_bold(blocks: Sequence[Block]) -> tuple[int, tuple[str, ...]] | None:
    """(the place of the block, the names) of a bold line above the text, or below it, that is nothing but names.

    For a text that nobody else signs. Of whom a text tells, it names more than once.
    """
    for at, block in enumerate(blocks[:_ABOVE]):
        if names := _in_bold(block):
            return (
                (at, names) if _opens_text(blocks, at) and _are_told_of_nowhere(names, blocks, at) else None
            )
    at = len(blocks) - 1
    if at > _ABOVE and (names := _in_bold(blocks[at])):
        known = all(is_known_person(name) or not name.isascii() for name in names)
        return (at, names) if known and _are_told_of_nowhere(names, blocks, at) else None
    return None


def _in_bold(block: Block) -> tuple[str, ...]:
    """The names that a paragraph is nothing but, in bold."""
    text = block.text
    if block.kind is not BlockKind.PARAGRAPH or len(text) > _LINE:
        return ()
    if not any(
        span.mark is Mark.STRONG and span.start == 0 and span.end == len(text) for span in block.spans
    ):
        return ()
    names = names_in(text)
    if sum(map(len, names)) < 0.75 * len(text) or not all(map(_IN_FULL.match, names)):
        return ()
    return () if any(map(is_heading_word, text.split())) else names


def _opens_text(blocks: Sequence[Block], at: int) -> bool:
    return at + 1 < len(blocks) and reads_as_prose(blocks[at + 1].text)


def _are_told_of_nowhere(names: Sequence[str], blocks: Sequence[Block], at: int) -> bool:
    text = " ".join(block.text for place, block in enumerate(blocks) if place != at)
    if len(text) < _TEXT:
        return False
    told = set(re.findall(r"[^\W\d_]+", text.casefold()))
    return told.isdisjoint(word for name in names for word in name.casefold().split())
