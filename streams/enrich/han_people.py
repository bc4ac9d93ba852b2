"""The people whom Japanese, Chinese and Korean copy names with a title, quoted or not.

In Japanese copy a title or an age stands behind a full name: 佐藤健一財務相, 田中武（45）. In Chinese copy a title
stands before one: 发言人李梅表示. No space shows where a name ends: in Chinese copy a word must follow that ends it.
In Korean copy a title stands behind three syllables and a space, 김도현 사장은; what ends like a body is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from streams.enrich.chinese_quotes import chinese_words, is_chinese_name, is_transliterated
from streams.enrich.japanese_quotes import is_full_name, japanese_words
from streams.enrich.lexicon import sections
from streams.found import Evidence, Person

_DOTS = "·•‧"
_FOREIGN = re.compile(rf"[一-龥]{{1,7}}(?:[{_DOTS}][一-龥]{{1,8}}){{1,3}}")
_FOREIGN_JAPANESE = re.compile("[・＝]")
#: Characters of a Chinese name, the longer first.
_LENGTHS = (4, 3, 2)


def find_han_people(paragraphs: Sequence[str], language: str) -> tuple[Person, ...]:
    """The people of Japanese, Chinese or Korean copy in their order; none of copy in another language.

    `mentions` are those by the full name. Never raises.
    """
    names = _NAMES.get(language)
    if names is None:
        return ()
    found: dict[str, Person] = {}
    for index, text in enumerate(paragraphs):
        for name, start, title in names(text):
            if name not in found:
                mentions = sum(each.count(name) for each in paragraphs)
                rule = "title-before" if title else "apposition-age"
                found[name] = Person(
                    name, Evidence(rule, index, start, start + len(name)), title, max(1, mentions)
                )
    return tuple(found.values())


def _japanese(text: str) -> Iterator[tuple[str, int, str | None]]:
    """Each full name with where it begins and its title, in order."""
    words = japanese_words()
    titled = ((match, match["title"]) for match in words.titled.finditer(text))
    aged = ((match, None) for match in words.aged.finditer(text))
    for match, title in sorted([*titled, *aged], key=lambda each: each[0].start()):
        name = match["name"]
        if _FOREIGN_JAPANESE.search(name) or is_full_name(name, words):
            yield name, match.start("name"), title


@cache
def _chinese_titles() -> re.Pattern[str]:
    words = chinese_words()
    return re.compile("|".join(title for title in words.titles if title not in words.crowds))


@cache
def _ends_a_name() -> re.Pattern[str]:
    """What shows that a name is over."""
    words = chinese_words()
    listed = "|".join((*words.verbs, *words.adverbials, *words.behind_names))
    return re.compile(rf"$|[^一-龥{_DOTS}]|{listed}")


def _chinese(text: str) -> Iterator[tuple[str, int, str | None]]:
    for match in _chinese_titles().finditer(text):
        name = _chinese_name(text, match.end())
        if name is not None:
            yield name, match.end(), match.group()


def _chinese_name(text: str, start: int) -> str | None:
    """The name that begins at `start`; None if there is none, or if it may end in two places."""
    words, ends = chinese_words(), _ends_a_name()
    foreign = _FOREIGN.match(text, start)
    if foreign is not None:
        name = foreign.group()
        while name and not is_transliterated(re.split(f"[{_DOTS}]", name)[-1], words):
            name = name[:-1]
        parts = re.split(f"[{_DOTS}]", name)
        sure = len(parts) > 1 and all(parts) and ends.match(text, start + len(name))
        return name if sure else None
    found = [
        text[start : start + length]
        for length in _LENGTHS
        if is_chinese_name(text[start : start + length], words) and ends.match(text, start + length)
    ]
    return found[0] if len(found) == 1 else None


@cache
def _korean_names() -> re.Pattern[str]:
    words = sections("names", "korean_people.txt")
    surnames, titles = (
        "".join(sorted(words["surnames"])),
        "|".join(sorted(words["titles"], key=lambda t: (-len(t), t))),
    )
    no_end = "".join(sorted(words["not-endings"]))
    name = rf"(?<![가-힣\w])(?P<name>[{surnames}][가-힣](?![{no_end}])[가-힣])"
    return re.compile(
        rf"{name} (?P<title>{titles})(?=(?:은|는|이|가|을|를|의|에게|와|과|도|로|이라고|측)?(?![가-힣]))"
    )


def _korean(text: str) -> Iterator[tuple[str, int, str | None]]:
    others = sections("names", "korean_people.txt")["not-names"]
    for match in _korean_names().finditer(text):
        if match["name"] in others:
            continue
        yield match["name"], match.start(), match["title"]


_NAMES: dict[str, Callable[[str], Iterator[tuple[str, int, str | None]]]] = {
    "ja": _japanese,
    "ko": _korean,
    "zh": _chinese,
}
