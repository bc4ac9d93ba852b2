"""The people whom copy names in Dutch, Swedish, Danish, Norwegian, Polish, Russian and Ukrainian, quoted or not.

A full name begins with a given name of the language's list, in Slavic copy in the nominative, or of the list for all.
It is a person's where something beside it says so: a title before it ("wethouder Jan Bos", "ministern för skolan Eva
Berg"), an age, a party or a role behind it, a verb of speech; or where the bare surname comes again. Behind a title
the given name may be one of no list, if the surname comes again or an age stands behind it. What may be a street's, a
ship's or a firm's is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from streams.enrich.gazetteer import gazetteer
from streams.enrich.plain_speakers import Name, Speakers
from streams.enrich.plain_words import SLAVIC, Plain, plain, words_in
from streams.enrich.reading import Word
from streams.found import Evidence, Person

_AGE = re.compile(
    r", \d{2}(?:,|[- ](?:år|jaar|jarige|lat|летн|річн|рок)| (?:год|лет))| \(\d{2}(?: [a-zåäöø.]{1,5})?\)"
)
_PARTY = re.compile(r" \((?!\d)[^\W\d_]{1,7}(?:[-/][^\W\d_]{1,7})?(?:, [^()]{1,40})?\)")
_SPACES = (" ", "\u00a0")
#: How far before a name its title stands, with what it is of: "minister van Economische Zaken".
_REACH = 4


def find_plain_people(paragraphs: Sequence[str], language: str) -> tuple[Person, ...]:
    """The people of the copy in the order in which they are named; none in a language without words of attribution.

    `mentions` are those by the full name, `title` is what stands right before it. Never raises.
    """
    words = plain(language)
    if words is None:
        return ()
    return tuple(_Reader(words, paragraphs).people())


class _Reader:
    """Reads the names of one article."""

    def __init__(self, words: Plain, paragraphs: Sequence[str]) -> None:
        self._words = words
        self._paragraphs = paragraphs
        self._speakers = Speakers(words, paragraphs)
        self._text = "\n".join(paragraphs)

    def people(self) -> Iterator[Person]:
        """Each person once, where something first says that the name is one."""
        known: set[str] = set()
        for index, text in enumerate(self._paragraphs):
            words = words_in(text, 0, len(text))
            for at, name in self._names(text, words):
                if name.text in known or (rule := self._rule(text, words, at, name)) is None:
                    continue
                known.add(name.text)
                start = name.words[0].start
                yield Person(
                    name.text,
                    Evidence(rule, index, start, name.end),
                    self._title(text, words, at),
                    mentions=self._text.count(name.text),
                )

    def _names(self, text: str, words: Sequence[Word]) -> Iterator[tuple[int, Name]]:
        """The full names of a paragraph, each with the index of its first word."""
        done = 0
        for first, word in enumerate(words):
            if word.start < done or not word.text[0].isupper() or word.text.isupper():
                continue
            if self._opens(text, words, first) and self._is_plain(word):
                continue
            first = self._behind_what_it_is_of(text, words, first)
            name = self._speakers.name(text, words, first)
            done = name.end
            if len(name.words) > 1 and self._is_a_persons(text, name):
                yield next(at for at in range(first, len(words)) if words[at] == name.words[0]), name

    def _behind_what_it_is_of(self, text: str, words: Sequence[Word], first: int) -> int:
        """The index of "Kees" where words[first] is "Economische": minister van Economische Zaken Kees Bos."""
        if (
            first < 2
            or words[first - 1].low not in self._words.prepositions
            or not self._speakers.is_title(words[first - 2])
        ):
            return first
        for at in range(first, min(len(words) - 1, first + _REACH)):
            if at > first and (
                text[words[at - 1].end : words[at].start] != " " or not words[at].text[0].isupper()
            ):
                return first
            if at > first and self._speakers.is_given(words[at].text):
                return at
        return first

    def _opens(self, text: str, words: Sequence[Word], at: int) -> bool:
        """Whether a sentence or a clause begins with words[at]."""
        return at == 0 or text[words[at - 1].end : words[at].start] not in _SPACES

    def _is_plain(self, word: Word) -> bool:
        words = self._words
        return any(
            word.low in part
            for part in (words.auxiliaries, words.prepositions, words.according, words.openers)
        )

    def _is_a_persons(self, text: str, name: Name) -> bool:
        """Whether the words may be a person's full name, and nothing behind them makes it longer."""
        if self._speakers.person(name) != name.text or name.words[0].low in self._words.unsure:
            return False
        if any(self._is_a_thing(word) for word in name.words):
            return False
        following = text[name.end : name.end + 2]
        if following[:1] in {"'", "’", "-", "&", "@", "/", "_"} or following == " &":
            return False
        if self._words.language in SLAVIC or not name.words[-1].text.endswith("s"):
            return True
        # "Anna Bergs advokat": the genitive of the Nordic languages, unless what follows says nothing.
        behind = words_in(text, name.end, min(len(text), name.end + 30))
        if self._words.language == "nl" or not behind or text[name.end : behind[0].start] != " ":
            return True
        word = behind[0]
        return self._speakers.is_verb(word) or self._is_plain(word) or word.low in self._words.tails

    def _is_a_thing(self, word: Word) -> bool:
        """Whether a word of a name is a street's or a stadium's: Kerkstraat, Lind-stiftelsen."""
        if "-" in word.text and word.text.rpartition("-")[2][:1].islower():
            return True
        return any(word.low.endswith(end) and len(word.low) > len(end) + 2 for end in self._words.things)

    def _rule(self, text: str, words: Sequence[Word], at: int, name: Name) -> str | None:
        """What says that the name is a person's; None if nothing does."""
        given = self._speakers.is_given(name.words[0].text)
        behind = self._behind(text, name)
        again = self._comes_again(name)
        if name.titled:
            known = given or behind is not None or again
            return "title-before" if known and not gazetteer().lookup(name.text, "en") else None
        if not given:
            return None
        if self._far_title(text, words, at) is not None:
            return "title-before"
        if behind is not None:
            return behind
        return "given-name" if again else None

    def _behind(self, text: str, name: Name) -> str | None:
        """What stands behind the name that only people have."""
        if _AGE.match(text, name.end):
            return "apposition-age"
        if self._words.language not in ("ru", "uk") and _PARTY.match(text, name.end):
            return "apposition-title"
        following = words_in(text, name.end, min(len(text), name.end + 60))
        if not following:
            return None
        gap = text[name.end : following[0].start]
        if gap == " " and self._speakers.is_verb(following[0]):
            return "subject"
        if gap in (", ", " (") and any(
            self._speakers.is_title(word) and word.text[0].islower()
            for word in following[:2]
            if "," not in text[following[0].start : word.start]
        ):
            return "apposition-title"
        return None

    def _comes_again(self, name: Name) -> bool:
        """Whether the bare surname stands elsewhere in the copy."""
        last = name.words[-1].text
        alone = rf"(?<!{re.escape(name.words[-2].text)} )(?<![\w-]){re.escape(last)}(?:s|'s)?(?![\w-])"
        return len(last) > 2 and re.search(alone, self._text) is not None

    def _far_title(self, text: str, words: Sequence[Word], at: int) -> int | None:
        """The index of a title before words[at] with what it is of between them: minister van Financiën."""
        for before in range(at - 1, max(-1, at - 1 - _REACH), -1):
            if text[words[before].end : words[before + 1].start] not in _SPACES:
                return None
            word = words[before]
            if self._speakers.is_title(word):
                return before
            if (
                self._speakers.is_verb(word)
                or word.low in self._words.joins
                or self._speakers.is_given(word.text)
            ):
                return None
        return None

    def _title(self, text: str, words: Sequence[Word], at: int) -> str | None:
        """The title that ends right before words[at], as written; with what it is of where a preposition says so."""
        first = at
        while (
            first > 0
            and self._speakers.is_title(words[first - 1])
            and text[words[first - 1].end : words[first].start] in _SPACES
        ):
            first -= 1
        if first == at:
            far = self._far_title(text, words, at)
            if far is None or at - far < 3 or words[far + 1].low not in self._words.prepositions:
                return None
            first = far
        return text[words[first].start : words[at - 1].end]
