"""The people whom Finnish, Czech and Turkish copy names, each in the base form of the name.

A full name begins with a given name, in Czech in any case. One of the language's list is enough, if no street, firm or
prize is called so; one that is a word as well, or stands in the list for all languages, needs a title, a verb of speech
or an age beside it, or the bare family name elsewhere. Behind a title the given name may be one of no list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from streams.enrich.base_forms import czech_base, czech_given, finnish_base, without_apostrophe
from streams.enrich.gazetteer import gazetteer, without_accents
from streams.enrich.inflected_words import Inflected, key, words_in
from streams.enrich.lexicon import is_given
from streams.enrich.reading import Word
from streams.found import Evidence, Person

_AGE = re.compile(r",? \(?\d{2}\)?[,. ]")
_SPACES = (" ", "\u00a0")
_PARTICLES = frozenset({"von", "van", "de", "der", "den", "al", "el", "bin", "da", "di", "la", "le"})
#: What the words end in that say of what somebody is head, in Turkish what an office does: Fatih Kaymakamlığı.
_MODIFIERS = {"fi": ("n",), "cs": ("é", "á", "ý", "ého", "ých", "y", "u"), "tr": ()}
_OFFICES = re.compile("l[ıi]ğ[ıi]|l[uü]ğ[uü]|l[ae]r[ıi]$")
_FIRM = re.compile(r",? (?:a\. ?s\.|s\. ?r\. ?o\.|A\.Ş|Oyj?\b)")
_SHORT_TITLE = 4
_LONGEST_RUN = 12
_NOTHING: frozenset[str] = frozenset()
_MOST_WORDS = 4  # of a name
_FAR = 4  # words from a title to the name, with what it is of between them
#: From here on a Finnish title also ends longer words: apulaiskaupunginjohtaja.
_LONG_TITLE = 6


class Named(NamedTuple):
    """A full name where it stands: in its base form, and what says that it is a person's."""

    name: str
    surname: str
    paragraph: int
    start: int
    end: int
    rule: str
    title: str | None
    as_written: bool  # the base form stands there, as that of a subject does


@dataclass(frozen=True, slots=True)
class _Sign:
    rule: str | None  # None: nothing but the name
    title: str | None


def people_of(named: Sequence[Named]) -> tuple[Person, ...]:
    """Each person once, where first named, with the first title and the number of full names."""
    found: dict[str, list[Named]] = {}
    for each in named:
        found.setdefault(each.name, []).append(each)
    return tuple(
        Person(
            name,
            Evidence(of[0].rule, of[0].paragraph, of[0].start, of[0].end),
            next((each.title for each in of if each.title), None),
            mentions=len(of),
        )
        for name, of in found.items()
    )


class CasedNames:
    """Reads the full names of one article whose language has capitals."""

    def __init__(self, words: Inflected, paragraphs: Sequence[str]) -> None:
        self._words = words
        self._language = words.language
        self._paragraphs = paragraphs
        self._lines = [words_in(text, words.language) for text in paragraphs]
        self._written = {self._bare(word.text) for line in self._lines for word in line}
        self._before: dict[str, set[str]] = {}  # of each word those right before it
        for line in self._lines:
            last = ""
            for word in line:
                self._before.setdefault(word.text, set()).add(last)
                last = word.text

    def named(self) -> Iterator[Named]:
        """The full names in order."""
        for index, (text, line) in enumerate(zip(self._paragraphs, self._lines, strict=True)):
            at = 0
            while at < len(line):
                last = self._end_of_run(text, line, at)
                if last is None:
                    at += 1
                    continue
                yield from self._in_run(index, text, line, at, last)
                at = last + 1

    def _bare(self, word: str) -> str:
        return without_apostrophe(word) if self._language == "tr" else word

    def _key(self, word: Word) -> str:
        return key(self._bare(word.text), self._language)

    def _end_of_run(self, text: str, line: Sequence[Word], first: int) -> int | None:
        """The last of the capitalised words that begin at line[first]; None if none begins there."""
        if not self._is_capital(line[first]):
            return None
        last = first
        while (
            last + 1 < len(line)
            and last - first < _LONGEST_RUN
            and self._bare(line[last].text) == line[last].text
        ):
            gap = text[line[last].end : line[last + 1].start]
            if gap not in _SPACES:
                break
            if self._is_capital(line[last + 1]):
                last += 1
                continue
            lead = last + 1
            while lead + 1 < len(line) and line[lead].text in _PARTICLES and lead - last < 3:
                lead += 1
            if lead == last + 1 or not self._is_capital(line[lead]):
                break
            last = lead
        return last

    def _is_capital(self, word: Word) -> bool:
        bare = self._bare(word.text)
        return bare[:1].isupper() and (not bare.isupper() or (len(bare) == 2 and bare[1] == "."))

    def _in_run(self, index: int, text: str, line: Sequence[Word], first: int, last: int) -> Iterator[Named]:
        """The full name in a run of capitalised words, if there is one."""
        for at in range(first, last):
            known = self._known(line[at])
            titled = at > 0 and text[line[at - 1].end : line[at].start] in _SPACES
            titled = titled and self._is_title(line[at - 1])
            if not known and not (titled and not self._is_title(line[at])):
                continue
            if (found := self._name(index, text, line, at, last, known)) is not None:
                yield found
                return
            if known:
                return

    def _known(self, word: Word) -> str:
        """Of which list a given name is: "own", "unsure", "all", or "" for none."""
        low = self._key(word)
        words = self._words
        if low in words.unsure:
            return "unsure"
        if self._language == "cs":
            if low in czech_given():
                return "own"
        elif low in words.given or low.partition("-")[0] in words.given:
            return "own"
        if (
            self._language != "tr"
            and self._bare(word.text) == word.text
            and is_given(without_accents(word.text))
        ):
            return "all"
        return ""

    def _name(
        self, index: int, text: str, line: Sequence[Word], first: int, last: int, known: str
    ) -> Named | None:
        if known == "own" and self._language == "fi":
            last = self._family_name(line, first, last)
        words, spoken = line[first : last + 1], self._words
        if len(words) > _MOST_WORDS or any(self._is_thing(word) for word in words):
            return None
        if first > 0 and self._language == "cs" and self._key(line[first - 1]) in spoken.things:
            return None
        end = words[-1].end
        led_on = last + 1 < len(line) and text[end : line[last + 1].start] in _SPACES
        if led_on and self._key(line[last + 1]) in spoken.things:
            return None
        if text[end : end + 1] in ("-", "&", "/") or text[end : end + 2] == " &" or _FIRM.match(text, end):
            return None
        base = self._base([self._bare(word.text) for word in words], known)
        if base is None or len(base[-1]) < 2 or base[-1].isupper():
            return None
        name, surname = " ".join(base), base[-1]
        if gazetteer().lookup(name, "en"):
            return None
        sign = self._sign(text, line, first, last)
        sure = known == "own" or (known == "unsure" and self._known(words[1]) == "own" and len(words) > 2)
        rule = sign.rule or ("given-name" if sure or self._comes_again(surname, name) else None)
        if rule is None or (not known and not self._is_vouched(sign, words[0], surname, name)):
            return None
        as_written = " ".join(word.text for word in words) == name
        return Named(name, surname, index, words[0].start, end, rule, sign.title, as_written)

    def _is_vouched(self, sign: _Sign, first: Word, surname: str, name: str) -> bool:
        """Whether the title vouches for a given name of no list: not "starosta Mladé Boleslavi"."""
        if sign.title is None or first.text.endswith(_MODIFIERS[self._language]):
            return False
        possessive = self._language == "tr" and sign.title[-1] in "ıiuü"
        return possessive or self._comes_again(surname, name)

    def _family_name(self, line: Sequence[Word], first: int, last: int) -> int:
        """The index of the family name behind Finnish given names: a town may follow, "Emilia Nousiainen Limasta"."""
        at = first + 1
        while at < last and self._known(line[at]) == "own":
            at += 1
        return at

    def _is_thing(self, word: Word) -> bool:
        low = self._key(word)
        if low in self._words.not_names or low in self._words.things:
            return True
        if self._language != "tr":
            return False
        office = low in self._words.titles and low[-1] in "ıiuü" and len(low) > _SHORT_TITLE
        return office or _OFFICES.search(low) is not None

    def _base(self, parts: Sequence[str], known: str) -> tuple[str, ...] | None:
        """The words of the name in its base form."""
        if self._language == "cs":
            return czech_base(parts[:-1], parts[-1], self._written)
        if self._language == "fi":
            last = finnish_base(parts[-1], self._words, self._written, at_home=known in ("own", "unsure"))
            return None if last is None else (*parts[:-1], last)
        return tuple(parts)

    def _is_title(self, word: Word) -> bool:
        low = self._key(word)
        if low in self._words.titles:
            return True
        if self._language != "fi":
            return False
        head = low.rpartition("-")[2]
        return head in self._words.titles or any(
            low[cut:] in self._words.titles for cut in range(2, len(low) - _LONG_TITLE + 1)
        )

    def _sign(self, text: str, line: Sequence[Word], first: int, last: int) -> _Sign:
        """What beside the name says that it is a person's, and the title in front of it."""
        start = first
        while start > 0 and text[line[start - 1].end : line[start].start] in (" ", "\u00a0", ". "):
            if not self._is_title(line[start - 1]):
                break
            start -= 1
        if start < first:
            return _Sign("title-before", text[line[start].start : line[first].start].rstrip(" ."))
        if (far := self._far_title(text, line, first)) is not None:
            return _Sign("title-before", far)
        end = line[last].end
        if _AGE.match(text, end):
            return _Sign("apposition-age", None)
        beside = []
        if last + 1 < len(line) and text[end : line[last + 1].start] in (" ", ', "', ", “", ", "):
            beside.append(line[last + 1])
        if first > 0 and text[line[first - 1].end : line[first].start] in _SPACES:
            beside.append(line[first - 1])
        if any(key(word.text, self._language) in self._words.verbs for word in beside):
            return _Sign("subject", None)
        if text.startswith(", ", end) and any(
            self._is_title(word) and word.text[0].islower() for word in line[last + 1 : last + 3]
        ):
            return _Sign("apposition-title", None)
        return _Sign(None, None)

    def _far_title(self, text: str, line: Sequence[Word], first: int) -> str | None:
        """The title with what it is of, in Czech: ministr financí, mluvčí jihomoravských záchranářů."""
        if self._language != "cs":
            return None
        for at in range(first - 1, max(-1, first - 1 - _FAR), -1):
            if text[line[at].end : line[at + 1].start] not in _SPACES:
                return None
            low = key(line[at].text, self._language)
            if low in self._words.verbs:
                return None
            if low in self._words.titles or low in self._words.declined_titles:
                return text[line[at].start : line[first].start].rstrip()
        return None

    def _comes_again(self, surname: str, name: str) -> bool:
        """Whether the bare family name stands elsewhere in the copy."""
        before = name[: -len(surname)].split()[-1]
        return not self._before.get(surname, _NOTHING) <= {before}
