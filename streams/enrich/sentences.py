"""Where sentences begin and end, in English, German and French copy.

A full stop ends a sentence unless it belongs to an abbreviation, an initial, an ordinal or a decimal, or a word in
small letters follows. The abbreviations are data (data/names/sentences.txt). Other languages get the same rules with no
abbreviations. One pass over the text, linear in its length.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

# Marks that close a quotation when they stand right after the full stop. German closes with the marks others open with.
_CLOSERS = {"de": "“”«‹‘’\"')\\]", "": "”’»›\"')\\]"}
_OPENERS = "\"'“”„«»‚‘‹›([¿¡–—-"
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_LETTERS = re.compile(r"[^\W_]")


@cache
def _terminator(language: str) -> re.Pattern[str]:
    closers = _CLOSERS.get(language, _CLOSERS[""])
    # French sets a space before the closing mark: « Vraiment ? »
    spaced = "(?:[ \u00a0\u202f]»)?" if language == "fr" else ""
    return re.compile(rf"(?<![.!?…])[.!?…]+[{closers}]*{spaced}(?=\s|$)|\n[ \t]*\n")


@cache
def _lists(language: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The abbreviations that never end a sentence, those that may, and the words that open one."""
    text = (resources.files("streams") / "data" / "names" / "sentences.txt").read_text(encoding="utf-8")
    found: dict[str, set[str]] = {}
    section = ""
    for line in text.splitlines():
        if line.startswith("["):
            section = line.strip("[] ")
        elif not line.startswith("#"):
            found.setdefault(section, set()).update(line.split())
    never, may_end, openers = (
        frozenset(found.get(f"{name} {language}", ())) for name in ("never", "may-end", "openers")
    )
    return never, may_end, openers


def _word_before(text: str, stop: int) -> str:
    """The word that ends at the full stop, the stop included; words longer than any abbreviation are cut."""
    floor = max(0, stop - 24)
    start = stop
    while start > floor and not text[start - 1].isspace() and text[start - 1] not in "(\"“„«»'‘’":
        start -= 1
    return text[start : stop + 1]


def _next_word(text: str, start: int) -> str:
    end = start
    limit = min(len(text), start + 24)
    while end < limit and (text[end].isalnum() or text[end] == "'"):
        end += 1
    return text[start:end]


def _ends_sentence(text: str, match: re.Match[str], language: str) -> bool:
    position = match.end()
    while position < len(text) and (text[position].isspace() or text[position] in _OPENERS):
        position += 1
    if position >= len(text):
        return True
    if text[position].islower():
        return False
    if match.group()[0] != "." or match.group().startswith(".."):
        return True
    if len(match.group()) > 1:  # a closing mark after the stop: no abbreviation is quoted so
        return True
    never, may_end, openers = _lists(language)
    word = _word_before(text, match.start()).lower()
    following = _next_word(text, position).lower()
    opens = following in openers or following.split("'")[0] in openers
    if word in may_end:
        return opens
    if word in never:
        # "No." is also a word; "Art." and "Min." are not the ends of sentences
        return language == "en" and word == "no." and not following.isdigit()
    bare = word[:-1]
    if (len(bare) == 1 and bare.isalpha()) or _is_initials(bare):
        return opens and following != "i"
    if language == "de" and bare.isdigit() and len(bare) <= 2:
        return opens and text[position].isupper()
    return True


def _is_initials(bare: str) -> bool:
    """J.K, J.-P, z.B: single letters parted by full stops."""
    return "." in bare and all(len(part.strip("-")) <= 1 for part in bare.split("."))


def split_sentences(text: str, language: str) -> list[tuple[int, int]]:
    """The spans [start, end) of the sentences of a paragraph, without the white space around them.

    `language` is a BCP 47 primary tag. Closing marks belong to the sentence that they close. A piece without a letter
    or a digit joins the sentence before it. Never raises.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _terminator(language).finditer(text):
        if match.group().startswith("\n") or _ends_sentence(text, match, language):
            _append(spans, text, start, match.end())
            start = match.end()
    _append(spans, text, start, len(text))
    return spans


def _append(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start == end:
        return
    if spans and not _LETTERS.search(text, start, end):
        spans[-1] = (spans[-1][0], end)
    else:
        spans.append((start, end))
