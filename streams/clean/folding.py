"""Text as the patterns of signals see it: without accents, in letters of plain width, without invisible marks.

Agencies type "RETIFICACAO" and "RETIFICAÇÃO", "ＫＩＬＬ" and "KILL", Arabic with and without hamza and vowel signs. The
patterns are folded in the same way, so that they may be written as one writes. Case stays: it tells a tag from a word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from unicodedata import normalize

#: Letters that Unicode does not take apart, and Arabic letters that are typed for one another.
_ALIKE = {
    **dict(zip("øØæÆœŒłŁđĐðÐßıŧ", "oOaAoOlLdDdDsit", strict=True)),
    **dict(zip("أإآٱىیکةؤئ", "ااااييكهوي", strict=True)),
    **dict.fromkeys("’‘ʼ", "'"),
    "\u3000": " ",
    "\u00a0": " ",
    "\u202f": " ",
}
#: Marks that are not seen or only help to read: combining accents, Arabic vowel signs, tatweel, joiners, bidi controls.
_UNSEEN = "\u0300-\u036f\u0610-\u061a\u0640\u064b-\u0652\u0670\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_HIDDEN = re.compile(f"[{_UNSEEN}]")
#: What keeps a stem from being found in text that is only lowered: letters of full width, unseen marks within words.
_VEILED = re.compile(f"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a{_UNSEEN}]")


def _table() -> dict[int, str]:
    """Each letter with an accent, and each character of full width, to the one that it is without."""
    wide = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    accented = {}
    for code in (*range(0xC0, 0x250), *range(0x370, 0x530), *range(0x1E00, 0x1F00)):
        parts = normalize("NFD", chr(code))
        if len(parts) > 1 and not _HIDDEN.sub("", parts[1:]):
            accented[code] = parts[0]
    return {**accented, **wide, **{ord(letter): plain for letter, plain in _ALIKE.items()}}


_TABLE = _table()


@dataclass(frozen=True, slots=True)
class Folded:
    """A text and its folded form. `at` are the places of the folded characters in the text; None: the same places."""

    text: str
    folded: str
    at: tuple[int, ...] | None = None

    def words(self, start: int, end: int) -> str:
        """What stands in the text itself between two places of the folded form."""
        if self.at is None:
            return self.text[start:end]
        return self.text[self.at[start] : self.at[end - 1] + 1] if end > start else ""


def fold(text: str) -> Folded:
    """The folded form of `text`, and where its characters stand."""
    if text.isascii():
        return Folded(text, text)
    if _HIDDEN.search(text) is None:
        return Folded(text, text.translate(_TABLE))
    kept = tuple(place for place, letter in enumerate(text) if _HIDDEN.match(letter) is None)
    return Folded(text, "".join(text[place] for place in kept).translate(_TABLE), kept)


def plain(text: str) -> str:
    """The folded form alone, such as of a pattern."""
    return fold(text).folded


def is_veiled(text: str) -> bool:
    """Whether words of `text` can only be found in its folded form."""
    return not text.isascii() and _VEILED.search(text) is not None
