"""The reporters whom a text names before its first sentence, as newspapers of East Asia do.

"临江晚报讯（记者 陈若楠 通讯员 李文）…", "【ソウル＝山田太郎】…", "(서울=한빛뉴스) 김민수 기자 = …". What stands there
is a place, a house and a name, each with its mark, so that nobody else is taken for the author.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from streams.intake.html.bylines import is_agency

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
