"""Who speaks, in languages whose names copydesk does not read otherwise, from the words beside a verb of speech.

A speaker is a given name that the language's list has with a surname behind it; a title with a surname; or the bare
surname of somebody whom the copy names so elsewhere. In Polish, Russian and Ukrainian the subject of a verb of speech
is in the nominative: the lists hold only nominatives, so that "zastępca Jana Kowalskiego" names nobody. What cannot be
told is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from streams.enrich.lexicon import is_given
from streams.enrich.plain_words import SLAVIC, Plain, words_in
from streams.enrich.reading import Word

_PARTICLES = frozenset(
    [
        "van",
        "de",
        "der",
        "den",
        "ter",
        "ten",
        "te",
        "von",
        "af",
        "av",
        "da",
        "di",
        "el",
        "al",
        "bin",
        "le",
        "la",
        "du",
    ]
)
_LETTERS = str.maketrans("łŁøØæÆ", "lLoOaA")
_MOST_WORDS = 5  # of a name
_LONGEST = 80  # characters of a name behind its first word
# A word with a capital that another word follows; the lower case of Latin and Cyrillic is left out.
_CAPITAL = re.compile(r"(?<![\w-])[^\W\d_a-zà-öø-ÿąćęłńśźżа-яёіїєґ][^\W\d_]+(?:[-'’ʼ][^\W\d_]+)*(?= )")


class Name(NamedTuple):
    """A run of capitalised words: the words without titles, and whether a title stands right before them."""

    words: tuple[Word, ...]
    titled: bool
    start: int  # with its titles
    end: int

    @property
    def text(self) -> str:
        """The name as the copy writes it."""
        return " ".join(word.text for word in self.words)


class Speakers:
    """Finds the persons beside verbs of speech in one article."""

    def __init__(self, words: Plain, paragraphs: Iterable[str]) -> None:
        self.words = words
        self._paragraphs = list(paragraphs)
        self._cast: dict[str, str | None] | None = None

    def is_verb(self, word: Word) -> bool:
        """Whether the word is a verb of speech."""
        return word.low in self.words.verbs

    def is_small(self, word: Word) -> bool:
        """Whether the word says nothing of who speaks."""
        return word.low in self.words.auxiliaries

    def after(self, text: str, words: Sequence[Word], limit: int) -> str | None:
        """The person whom the words behind a verb of speech name, up to the end of the clause at `limit`.

        None for pronouns, groups, for whom somebody speaks, and for what may be a firm's or a place's name.
        """
        rest = list(words)
        while rest and self.is_small(rest[0]):
            rest = rest[1:]
        if not rest or rest[0].low in self.words.pronouns:
            return None
        barriers = self.words.relatives or self.words.prepositions
        done = 0
        for index, word in enumerate(rest):
            if (word.low in barriers or word.low in self.words.joins) and not word.text[0].isupper():
                return None
            if word.start < done or not word.text[0].isupper() or word.text.isupper():
                continue
            name = self.name(text, rest, index)
            speaker = self.person(name)
            if speaker is not None:
                lead = name.start > rest[0].start
                if lead and name.words[0].low in self.words.unsure:
                    return None
                return speaker if self._is_whole(text, name, limit) else None
            done = name.end
            following = next((each for each in rest[index:] if each.start >= done), None)
            owner = following is not None and self.is_title(following)  # Tarn Energis vd Petra Backe
            if (len(name.words) > 1 or name.titled) and not owner:
                return None
        return self._apposed(text, rest, limit)

    def _apposed(self, text: str, rest: Sequence[Word], limit: int) -> str | None:
        """A role, a comma, the name: "zegt de burgemeester, Jan de Vries."."""
        if not text.startswith(", ", limit) or (not self.is_title(rest[0]) and len(rest) < 2):
            return None
        if not any(self.is_title(word) for word in rest[:3]):
            return None
        following = words_in(text, limit + 2, min(len(text), limit + 60))
        if not following or following[0].start != limit + 2 or not following[0].text[0].isupper():
            return None
        name = self.name(text, following, 0)
        closed = text[name.end : name.end + 1] in {",", ".", ""}
        return self.person(name) if closed and len(name.words) > 1 else None

    def before(self, text: str, words: Sequence[Word], verb: int) -> tuple[bool, str | None]:
        """Whether a subject stands left of words[verb], and whom it names."""
        index = verb - 1
        while index >= 0 and self.is_small(words[index]):
            index -= 1
        if index < 0:
            return False, None
        word = words[index]
        gap = text[word.end : words[index + 1].start]
        if "," in gap:
            return True, self._before_comma(text, word.end)
        if not word.text[0].isupper():
            return True, None
        if gap.strip() not in {"", "("}:
            return True, None
        return True, self._ending(text, words, index)

    def alone(self, text: str, words: Sequence[Word]) -> str | None:
        """The person whose name and title are all the words: "Minister Wouter Brand"."""
        if not words[-1].text[0].isupper() or len(words) > _MOST_WORDS + 2:
            return None
        speaker = self._ending(text, words, len(words) - 1)
        rest = len(words) - len(speaker.split()) if speaker is not None else 0
        return speaker if all(self.is_title(word) for word in words[:rest]) else None

    def _before_comma(self, text: str, end: int) -> str | None:
        """The name in or before a pair of commas: "Jan de Vries, burgemeester, zei"; "de burgemeester, Jan …, zei"."""
        comma = text.rfind(", ", max(0, end - 120), end)
        if comma < 0:
            return None
        inner = words_in(text, comma + 2, end)
        words = words_in(text, max(0, comma - 80), comma)
        if inner and inner[0].text[0].isupper():
            name = self.name(text, inner, 0)
            if name.end == end and len(name.words) > 1:
                led = any(self.is_title(word) for word in words[-5:])
                return self.person(name) if led and not self._is_owned(words[-5:]) else None
        if not words or words[-1].end != comma or not words[-1].text[0].isupper():
            return None
        return self._ending(text, words, len(words) - 1)

    def _is_owned(self, words: Sequence[Word]) -> bool:
        """Whether a name stands among the words, so that what follows may be another's."""
        return any(word.text[0].isupper() and self.is_given(word.text) for word in words)

    def _ending(self, text: str, words: Sequence[Word], index: int) -> str | None:
        """The person whose name ends with words[index], if he is the subject."""
        first = index
        while first > 0 and text[words[first - 1].end : words[first].start] in (" ", ". "):
            before = words[first - 1]
            if before.text[0].isupper() or (before.text in _PARTICLES and first > 1):
                first -= 1
            else:
                break
        while first < index and not words[first].text[0].isupper():
            first += 1
        while first < index and (self.is_small(words[first]) or words[first].low in self.words.prepositions):
            first += 1  # Gisteren, In
        name = self.name(text, words, first)
        lead = (
            words[first - 1] if first > 0 and text[words[first - 1].end : words[first].start] == " " else None
        )
        if lead is not None and (lead.low in self.words.prepositions or lead.low in self.words.joins):
            return None
        if name.end != words[index].end:
            return None
        return self.person(name)

    def name(self, text: str, words: Sequence[Word], first: int) -> Name:
        """The name that begins at words[first], without the titles in it."""
        last = self._end_of_run(text, words, first)
        begin = first
        if self.words.language in SLAVIC:  # депутат Госдумы Вера Тарасова
            begin = next((at for at in range(first, last) if self.is_given(words[at].text)), first)
        before = words[first - 1] if first > 0 else None
        titled = before is not None and self.is_title(before) and text[before.end : words[first].start] == " "
        while begin < last and self.is_title(words[begin]):
            begin, titled = begin + 1, True
        return Name(tuple(words[begin : last + 1]), titled, words[first].start, words[last].end)

    def _end_of_run(self, text: str, words: Sequence[Word], first: int) -> int:
        """The last of the capitalised words, with particles between them, that begin at words[first]."""
        last = first
        while last + 1 < len(words) and last + 1 - first < _MOST_WORDS + 2:
            word, gap = words[last + 1], text[words[last].end : words[last + 1].start]
            initial = gap == ". " and len(words[last].text) < 3
            if gap not in (" ", "\u00a0") and not initial:
                break
            capital = word.text[0].isupper() and not word.text.isupper()
            particle = word.text in _PARTICLES and self._is_open(
                words[first : last + 1], text, words, last + 1
            )
            if not capital and not particle:
                break
            last += 1
        return last

    def _is_open(self, so_far: Sequence[Word], text: str, words: Sequence[Word], at: int) -> bool:
        """Whether the particle words[at] goes on with a name that has no surname yet: not "Jan de Vries van Tarn"."""
        own = [word for word in so_far if not self.is_title(word)]
        given = all(self.is_given(word.text) or word.text in _PARTICLES for word in own)
        return given and own[-1:] != [] and self._leads_on(text, words, at)

    def _leads_on(self, text: str, words: Sequence[Word], at: int) -> bool:
        """Whether a particle leads to another word of the name: van der Berg."""
        while at + 1 < len(words) and text[words[at].end : words[at + 1].start] == " ":
            at += 1
            if words[at].text[0].isupper():
                return True
            if words[at].text not in _PARTICLES:
                return False
        return False

    def is_title(self, word: Word) -> bool:
        """Whether the word is a title or a role."""
        low = word.low
        if low in self.words.titles:
            return True
        head = low.rpartition("-")[2]
        if head != low:
            return head in self.words.titles
        if self.words.language in SLAVIC or len(low) < 8:
            return False
        return any(low[cut:] in self.words.titles for cut in range(3, len(low) - 3))  # verteidigungsminister

    def person(self, name: Name) -> str | None:
        """The full name of the person, or the surname behind a title; None for what may be something else."""
        words = name.words
        if not words or len(words) > _MOST_WORDS or any(word.low in self.words.not_names for word in words):
            return None
        if any(part in self.words.not_names for word in words for part in word.low.split("-")):
            return None
        last = words[-1].text
        if (
            len(last) < 2 + (len(words) < 2)
            or last.isupper()
            or words[0].low in self.words.auxiliaries | self.words.prepositions
        ):
            if words[0].text[0].isupper() and words[0].low in _PARTICLES:  # "minister De Vries"
                return name.text if name.titled and len(words) > 1 else self._known(name.text)
            return None
        if len(words) > 1:
            if self.is_given(words[0].text) or (len(words[0].text) == 2 and words[0].text.endswith(".")):
                return name.text
            if words[0].low in _PARTICLES:
                return self._known(name.text) or (name.text if name.titled else None)
            return name.text if name.titled and self.words.language not in SLAVIC else None
        known = self._known(last)
        if known is not None:
            return known
        if self.is_given(last) or not name.titled:
            return None
        endings = self.words.endings
        return last if not endings or last.lower().endswith(tuple(endings)) else None

    def is_given(self, word: str) -> bool:
        """Whether the word is a given name, in the nominative."""
        low = word.lower().removesuffix(".")
        if low in self.words.given or low in self.words.unsure or low.partition("-")[0] in self.words.given:
            return True
        return self.words.language not in ("ru", "uk") and is_given(word.translate(_LETTERS))

    def _known(self, surname: str) -> str | None:
        """The full name of the one person of the article who bears the surname."""
        if self._cast is None:
            self._cast = {}
            for text in self._paragraphs:
                for full in self._full_names(text):
                    last = full.partition(" ")[2]
                    for form in {last, last[:1].upper() + last[1:], full.rpartition(" ")[2]}:
                        known = self._cast.get(form, full)
                        self._cast[form] = full if known == full else None
        return self._cast.get(surname)

    def _full_names(self, text: str) -> Iterator[str]:
        """The full names of a paragraph that begin with a given name."""
        done = 0
        for match in _CAPITAL.finditer(text):
            word = match.group()
            if match.start() < done or word.lower() in self.words.unsure or not self.is_given(word):
                continue
            words = words_in(text, match.start(), min(len(text), match.end() + _LONGEST))
            name = self.name(text, words, 0)
            if len(name.words) > 1 and name.words[0] == words[0] and self.person(name) is not None:
                yield name.text
                done = name.end

    def _is_whole(self, text: str, name: Name, limit: int) -> bool:
        """Whether nothing behind the name says that it is another's: "Anna Bergs advokat", "Anna Berg och Bo Ek"."""
        if text[name.end : name.end + 1] in {"'", "’"}:
            return False
        following = words_in(text, name.end, min(limit, name.end + 40))
        if not following or text[name.end : following[0].start].strip(" \u00a0("):
            return True
        word = following[0]
        if word.text.isupper() and text[name.end : word.start].endswith("("):
            return True  # the party
        if word.low in self.words.joins:
            return len(following) > 1 and self.is_verb(following[1])  # säger Berg och tillägger
        return word.low in self.words.tails or self.is_small(word)
