"""Where sentences begin and end.

A full stop ends a sentence unless it belongs to an abbreviation, an initial, an ordinal or a decimal, or a word in
small letters follows. The abbreviations of twelve languages are data (data/names/sentences.txt). Others get the same
rules with no abbreviations. One pass over the text, linear in its length.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from streams.datafiles import read_text

# Marks that close a quotation when they stand right after the full stop. German closes with the marks others open with.
_CLOSERS = {"de": "“”«‹‘’\"')\\]", "": "”’»›\"')\\]"}
_OPENERS = "\"'“”„«»‚‘‹›([¿¡–—-"
_BEFORE_WORDS = "(\"“„«»'‘’"
_LETTERS = re.compile(r"[^\W_]")
#: Words a minute, adults, silent reading. M. Brysbaert, "How many words do we read per minute? A review and
#: meta-analysis of reading rate", Journal of Memory and Language 109 (2019): English non-fiction from its
#: main estimate, the other languages from its table by language.
_BRYSBAERT = {
    "ar": 181.0,
    "nl": 228.0,
    "en": 238.0,
    "fi": 195.0,
    "fr": 214.0,
    "de": 260.0,
    "he": 224.0,
    "it": 285.0,
    "ko": 226.0,
    "es": 278.0,
    "sv": 218.0,
}

#: Characters a minute, for scripts that put no spaces between words. S. Trauzettel-Klosinski and K. Dietz,
#: "Standardized Assessment of Reading Performance: The New International Reading Speed Texts IReST", IOVS
#: 53 (2012), measured aloud: Chinese 158 words = 255 characters, Japanese 357 characters, and 68 ms a
#: character over 14 languages. Chinese: Brysbaert's 260 silent words, at IReST's characters a word. For
#: Japanese and the others we know of no silent figure: IReST's stands as it is, on the slow side.
_CHARACTERS = {"zh": 260.0 * 255 / 158, "ja": 357.0, "th": 882.0, "lo": 882.0, "km": 882.0, "my": 882.0}

_PER_MINUTE = _BRYSBAERT | _CHARACTERS
_DEFAULT = sum(_BRYSBAERT.values()) / len(_BRYSBAERT)

# Han, kana, Thai, Lao, Burmese, Khmer. Their vowel signs are marks, not \w, and count nothing.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_GAPS = "–—―…/"  # they part words as a space does


@cache
def _terminator(language: str) -> re.Pattern[str]:
    closers = _CLOSERS.get(language, _CLOSERS[""])
    # French sets a space before the closing mark: « Vraiment ? »
    spaced = "(?:[ \u00a0\u202f]»)?" if language == "fr" else ""
    # Its first character is asked for by itself, which finds the next one fast: a mark behind no mark, or a line break.
    marks = rf"(?<=[.!?…])(?<![.!?…].)[.!?…]*[{closers}]*{spaced}(?=\s|$)"
    return re.compile(rf"[.!?…\n](?:{marks}|(?<=\n)[ \t]*\n)")


@cache
def _lists(language: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The abbreviations that never end a sentence, those that may, and the words that open one."""
    text = read_text("names/sentences.txt")
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
    reach = text[max(0, stop - 24) : stop]
    if not reach or reach[-1].isspace():
        return text[stop : stop + 1]
    word = reach.rsplit(None, 1)[-1]
    if word.isalnum():  # as mostly: then no mark opens it
        return word + text[stop : stop + 1]
    opened = max(map(word.rfind, _BEFORE_WORDS))
    return word[opened + 1 :] + text[stop : stop + 1]


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
    bare = word[:-1]
    listed = word in may_end or word in never
    if not listed and len(bare) != 1 and "." not in bare and not bare.isdigit():
        return True  # a plain word, as mostly: what follows need not be read
    following = _next_word(text, position).lower()
    initial = len(following) == 1 and text[position + 1 : position + 2] == "."  # А. С. Лесков: no preposition
    opens = not initial and (following in openers or following.split("'")[0] in openers)
    if word in may_end:
        return opens
    if word in never:
        # "No." is also a word; "Art." and "Min." are not the ends of sentences
        return language == "en" and word == "no." and not following.isdigit()
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


def word_count(paragraphs: Sequence[str]) -> int:
    """The number of words in the paragraphs.

    A word stands between white space, dashes or slashes and has a letter or a digit in it: "mother-in-law" and "3.5"
    are one word each. In scripts without spaces between words each letter counts as one, as editors there count copy.
    The marks above and below letters do not count.
    """
    return sum(map(words_of_text, paragraphs))


def words_of_text(text: str) -> int:
    """The number of words in one text, as `word_count` has them."""
    if text.isascii() or _UNSPACED.search(text) is None:
        letters = 0
    else:
        letters = sum(1 for letter in _UNSPACED.findall(text) if letter.isalnum())
        text = _UNSPACED.sub(" ", text)
    for mark in _GAPS:
        if mark in text:
            text = text.replace(mark, " ")
    parts = text.split()
    # Nearly every word begins with a letter or a digit; the others are looked at whole.
    words = letters + len(parts)
    if bare := [part for part in parts if not part[0].isalnum()]:
        words -= sum(1 for part in bare if not any(map(str.isalnum, part)))
    return words


def reading_seconds(words: int, language: str) -> int:
    """The seconds that an adult needs to read so many words (as `word_count` counts) silently in this language.

    Rounded to the nearest second, at least 1 if there is a word. A language without a measured speed has the mean of
    the others.
    """
    if words <= 0:
        return 0
    return max(1, round(words * 60 / _PER_MINUTE.get(language, _DEFAULT)))
