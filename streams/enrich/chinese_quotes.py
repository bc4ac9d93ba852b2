"""The direct speech in Chinese copy, and who spoke it.

Speech has a verb of speech right before its mark (王伟明说：“…”) or in the clause right behind it (“…”，王伟明说。).
A speaker is named by his place between the beginning of the clause or a title and the verb: a Chinese surname with
one or two characters behind it, a foreign name with a dot in it, or behind a title one in the characters of
transliteration. What may be a word is left out. All words are data (data/quotes/zh.txt).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from streams.enrich.han_marks import MARKED, HanQuotation, is_alone, pair_han_marks
from streams.enrich.lexicon import sections
from streams.found import Evidence, Quote

_FEWEST = 5  # letters of a quotation that has no mark of a sentence in it
_LONGEST = 60  # characters of a clause that is read
_SENTENCE_MARKS = "。！？!?，,；"
_CLAUSE_ENDS = re.compile("[。！？!?；;：:”」』]")
_ASIDE = re.compile(
    r"(?:在[^，。、]{1,24}?(?:上|中|时|時|后|後|里|裡|期间|期間|现场|現場|当天|當天)|于[^，。、]{1,12}|"
    r"对[^，。、]{1,12}?(?:说|說)?|對[^，。、]{1,12}?|向[^，。、]{1,12}|(?:接受|出席)[^，。]{1,24}?(?:时|時|后|後)?|"
    r"周[一二三四五六日]|星期[一二三四五六日天]|\d{1,2}月\d{1,2}日|\d{1,2}日|上午|下午|晚间|晚間|晚)$"
)
_TOLD = re.compile(r"(?P<who>.*?)(?:告诉|告訴)[^，。、：]{1,12}[：:，,]?$")
_FOREIGN = re.compile(r"[一-龥]{1,14}(?:[·•‧][一-龥A-Za-z]{1,8}){1,3}$")
_HAN = re.compile(r"[一-龥]{1,7}$")
_GROUP = re.compile("[和与與及、]")
_OPENS = "，,。；;、：: 　\n"


@dataclass(frozen=True, slots=True)
class ChineseWords:
    """The words of Chinese copy, as data/quotes/zh.txt has them."""

    verbs: tuple[str, ...]
    titles: tuple[str, ...]
    surnames: frozenset[str]
    compound: frozenset[str]
    not_in_names: frozenset[str]
    not_behind_titles: frozenset[str]  # of not_in_names those that rule a name out behind a title, too
    not_starts: tuple[str, ...]
    transliteration: frozenset[str]
    adverbials: tuple[str, ...]
    behind_names: tuple[str, ...]
    crowds: frozenset[str]


@cache
def _words() -> ChineseWords:
    data = sections("quotes", "zh.txt")
    rows = {name: " ".join(entries).split() for name, entries in data.items()}
    longest_first = {name: tuple(sorted(rows[name], key=len, reverse=True)) for name in rows}
    return ChineseWords(
        longest_first["verbs"],
        longest_first["titles"],
        frozenset(rows["surnames"]),
        frozenset(rows["compound-surnames"]),
        frozenset(rows["not-in-names"]),
        frozenset(rows["not-in-names-behind-titles"]),
        longest_first["not-starts"],
        frozenset("".join(rows["transliteration"])),
        longest_first["adverbials"],
        longest_first["behind-names"],
        frozenset(rows["crowds"]),
    )


def find_chinese_quotes(paragraphs: Sequence[str]) -> tuple[Quote, ...]:
    """The quotations in their order, each with its speaker if that is sure. Never raises."""
    if not any(MARKED.search(text) for text in paragraphs):
        return ()
    return tuple(_quotes(paragraphs))


def _quotes(paragraphs: Sequence[str]) -> Iterator[Quote]:
    last: HanQuotation | None = None
    chained: tuple[bool, str | None] = (False, None)
    spans = pair_han_marks(paragraphs)
    for span in spans:
        text = paragraphs[span.paragraph]
        same = last is not None and last.last == span.paragraph
        start = last.outer_end if same and last is not None else 0
        gap = text[start : span.start - 1]
        said = _in_front(gap)
        behind: tuple[bool, str | None] = (False, None)
        if not said[0]:
            said = behind = _behind(paragraphs[span.last][span.outer_end :])
        if not said[0] and same and chained[0] and gap.endswith("。") and gap.count("。") == 1:
            said = behind = chained  # “…”王伟明说。“…”
        rule = _rule(span, said[0], paragraphs)
        if rule is not None:
            yield Quote(span.text, Evidence(rule, span.paragraph, span.start, span.end), said[1])
        last, chained = span, behind


def _rule(span: HanQuotation, spoken: bool, paragraphs: Sequence[str]) -> str | None:
    marked = any(mark in span.text for mark in _SENTENCE_MARKS)
    if spoken:
        return "attributed" if span.letters >= _FEWEST or (marked and span.letters > 1) else None
    whole = span.text[-1:] in tuple("。！？!?") and span.letters > _FEWEST
    return "sentence" if whole and is_alone(span, paragraphs) else None


def _in_front(gap: str) -> tuple[bool, str | None]:
    """Whether a clause of speech ends right before the mark: 王伟明说：, and who speaks."""
    sentence = gap[max(gap.rfind(mark) for mark in "。！？!?\n") + 1 :]
    told = _TOLD.fullmatch(sentence)
    if told is not None:
        return True, _speaker(told["who"])
    clause = sentence.rstrip("：:，, ")
    if sentence.endswith(("：", ":")) and (speaker := _speaker(clause)) is not None:
        return True, speaker
    if not clause.endswith(_words().verbs):
        return False, None
    for verb in _words().verbs:
        if clause.endswith(verb):
            subject = clause.removesuffix(verb)
            return (
                (True, _speaker(subject)) if not subject.endswith(("被", "所", "据", "據")) else (False, None)
            )
    return False, None


def _behind(rest: str) -> tuple[bool, str | None]:
    """Whether a clause of speech stands right behind the mark: 王伟明说。"""
    lead = rest.lstrip("，, ")
    end = _CLAUSE_ENDS.search(lead, 0, _LONGEST)
    clause = lead[: end.start()] if end is not None else lead[:_LONGEST]
    clause = clause.partition("，")[0].partition("“")[0].partition("「")[0]
    told = _TOLD.fullmatch(clause)
    if told is not None:
        return True, _speaker(told["who"])
    if not clause.endswith(_words().verbs):
        return False, None
    for verb in _words().verbs:
        if clause.endswith(verb) and len(clause) > len(verb):
            speaker = _speaker(clause.removesuffix(verb))
            if len(verb) > 1 or verb in "说說称稱" or speaker is not None:
                return True, speaker
    return False, None


def _speaker(subject: str) -> str | None:
    """The name at the end of the words before a verb of speech, between a title or the clause's beginning and it."""
    words = _words()
    subject = _without_asides(subject, words)
    clause = subject[max(subject.rfind(mark) for mark in "，,；;：:\n") + 1 :].strip(" \u3000")
    if not clause or _GROUP.search(clause):
        return None
    foreign = _FOREIGN.search(clause)
    if foreign is not None:
        name = _without_title(foreign.group(), words)
        first = re.split("[·•‧]", name)[0]
        return name if is_transliterated(first, words) and _stands(clause[: -len(name)], words) else None
    tail = _HAN.search(clause)
    if tail is None:
        return None
    run = clause
    for title in words.titles:
        at = run.rfind(title)
        if at >= 0 and at + len(title) < len(run):
            name = run[at + len(title) :]
            if _is_name(name, words, words.not_behind_titles) or (
                len(name) > 1 and is_transliterated(name, words)
            ):
                return name
    return run if len(run) == 3 and _is_name(run, words, words.not_in_names) else None


def _without_asides(subject: str, words: ChineseWords) -> str:
    """The words without what stands between the subject and its verb: 在会上, 对记者, 昨日."""
    for _ in range(6):
        verb = next((verb for verb in words.verbs if len(verb) > 1 and subject.endswith(verb)), "")
        subject = subject.removesuffix(verb)  # 孙丽回忆说
        cut = _ASIDE.search(subject, max(0, len(subject) - 40))
        shorter = subject[: cut.start()] if cut is not None and cut.start() > 0 else subject
        for adverbial in words.adverbials:
            if shorter.endswith(adverbial):
                shorter = shorter.removesuffix(adverbial)
                break
        shorter = shorter.rstrip("，, ")
        if shorter == subject:
            break
        subject = shorter
    return subject


def _without_title(name: str, words: ChineseWords) -> str:
    """The foreign name without the title that is glued to it: 总统唐纳德·特朗普."""
    first = re.split("[·•‧]", name)[0]
    for title in words.titles:
        at = first.rfind(title)
        if at >= 0 and at + len(title) < len(first):
            return name[at + len(title) :]
    return name


def _stands(lead: str, words: ChineseWords) -> bool:
    """Whether a name may follow these words: nothing, a mark or a title."""
    return not lead or lead[-1] in _OPENS or lead.endswith(words.titles)


def chinese_words() -> ChineseWords:
    """The words of Chinese copy."""
    return _words()


def is_chinese_name(name: str, words: ChineseWords) -> bool:
    """Whether the characters, all of them behind a title, are a Chinese name."""
    return all("一" <= letter <= "龥" for letter in name) and _is_name(name, words, words.not_behind_titles)


def _is_name(name: str, words: ChineseWords, barred: frozenset[str]) -> bool:
    """Whether the characters are a Chinese name; none of `barred` stands in its given name."""
    if name.startswith(words.not_starts):
        return False
    given = name[2:] if name[:2] in words.compound else name[1:] if name[:1] in words.surnames else ""
    return 0 < len(given) < 3 and not any(letter in barred for letter in given)


def is_transliterated(name: str, words: ChineseWords) -> bool:
    """Whether the characters may write a foreign name: 普京, 泽连斯基."""
    return 0 < len(name) < 8 and all(letter in words.transliteration for letter in name)
