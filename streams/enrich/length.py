"""How long an article is, in words and in seconds of silent reading."""

from __future__ import annotations

import re
from collections.abc import Sequence

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
_GAP = re.compile("[\\s–—―…/]+")


def word_count(paragraphs: Sequence[str]) -> int:
    """The number of words in the paragraphs.

    A word is what stands between white space, dashes or slashes and has a letter or a digit in it:
    "mother-in-law" and "3.5" are one each. In scripts that put no spaces between words each letter counts as
    one, as editors there count copy; the marks above and below letters do not count.
    """
    return sum(_words_in(paragraph) for paragraph in paragraphs)


def _words_in(text: str) -> int:
    letters = sum(1 for letter in _UNSPACED.findall(text) if letter.isalnum())
    rest = _UNSPACED.sub(" ", text)
    return letters + sum(1 for part in _GAP.split(rest) if any(map(str.isalnum, part)))


def reading_seconds(words: int, language: str) -> int:
    """Seconds that an adult needs to read so many words (as `word_count` counts) silently in this language.

    Rounded to the nearest second, at least 1 if there is a word at all. A language without a figure is read
    at the mean of those that have one.
    """
    if words <= 0:
        return 0
    return max(1, round(words * 60 / _PER_MINUTE.get(language, _DEFAULT)))
