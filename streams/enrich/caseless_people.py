"""The people whom Arabic and Hindi copy names, where no capital shows a name.

A full name begins with a given name of the list. In Hindi a family name of the list ends it, or what stands behind
names; in Arabic it is of as many words as Arabic names are (عبد الفتاح السيسي, محمد بن سلمان), and something beside it
says that it is a person's: a title, a verb of speech, the bare family name elsewhere. Prefixes of one letter are no
part of it: ولمحمد, بعبد الفتاح.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from streams.enrich.inflected_people import Named
from streams.enrich.inflected_words import Inflected, key, words_in
from streams.enrich.reading import Word

_PREFIXES = "وفبلك"
_WITH_ARTICLE = ("بال", "لل", "وال", "فال", "كال")
_LIGHT = 5  # words between an Arabic title and the name
_MOST_PARTS = 4
_TO_A_THING = 3  # words
_SUBJECTS = frozenset({"ने"})


class CaselessNames:
    """Reads the full names of one Arabic or Hindi article."""

    def __init__(self, words: Inflected, paragraphs: Sequence[str]) -> None:
        self._words = words
        self._language = words.language
        self._paragraphs = paragraphs
        self._lines = [words_in(text, words.language) for text in paragraphs]
        self._keys = [[key(word.text, words.language) for word in line] for line in self._lines]
        self._before: dict[str, set[str]] = {}  # of each word those right before it
        for keys in self._keys:
            for before, word in zip(("", *keys), keys, strict=False):
                self._before.setdefault(word, set()).add(before)
        self._again: dict[tuple[str, str], bool] = {}

    def named(self) -> Iterator[Named]:
        """The full names in order."""
        read = self._arabic if self._language == "ar" else self._hindi
        for index, text in enumerate(self._paragraphs):
            at = 0
            while at < len(self._lines[index]):
                found = read(index, text, at)
                if found is None:
                    at += 1
                else:
                    named, at = found
                    yield named

    def _glued(self, text: str, line: Sequence[Word], at: int) -> bool:
        """Whether nothing but a space stands between line[at - 1] and line[at]."""
        return 0 < at < len(line) and text[line[at - 1].end : line[at].start] in (" ", "\u00a0")

    # Arabic

    def _arabic(self, index: int, text: str, at: int) -> tuple[Named, int] | None:
        line, keys = self._lines[index], self._keys[index]
        skip = self._prefix(keys, at)
        if skip is None or not self._glued(text, line, at + 1):
            return None
        end = self._part(text, line, keys, at, keys[at][skip:])
        if end is None:
            return None
        compound, parts, surname = end > at + 1, 1, end
        sole = self._glued(text, line, at) and self._bare_title(keys[at - 1]) in self._words.sole
        while parts < _MOST_PARTS and self._glued(text, line, end) and self._goes_on(keys[end]):
            given = self._part(text, line, keys, end, keys[end])
            if given is None and parts > 1 and not self._is_surely_family(keys, end):
                break
            surname, parts = end, parts + 1
            if given is not None:
                end = given
                continue
            if sole and not keys[end].startswith("ال"):
                parts -= 1
                break
            end += 1
            if not (self._glued(text, line, end) and keys[end] in ("بن", "ال")):
                break
        if parts < 2:
            return None
        if self._is_a_things(text, line, keys, at):
            return None
        start = line[at].start + skip
        name = text[start : line[end - 1].end]
        last = text[line[surname].start : line[end - 1].end]
        rule, title = self._arabic_sign(index, text, at, last, name)
        called = keys[at][skip:]
        sure = called not in self._words.unsure
        like_one = (
            called in self._words.foreign
            or compound
            or keys[surname].startswith("ال")
            or keys[surname] in self._words.joined
            or parts > 2
            or keys[surname] in self._words.given
        )
        if rule is None and not (sure and like_one):
            return None
        found = Named(name, last, index, start, line[end - 1].end, rule or "given-name", title, skip == 0)
        return found, end

    def _is_a_things(self, text: str, line: Sequence[Word], keys: Sequence[str], at: int) -> bool:
        """Whether a street or a school is called so: جامعة الملك سعود."""
        before = at
        while self._glued(text, line, before) and at - before < _LIGHT:
            before -= 1
            if keys[before] in self._words.things or keys[before][1:] in self._words.things:
                return True
            if self._bare_title(keys[before]) is None:
                return False
        return False

    def _prefix(self, keys: Sequence[str], at: int) -> int | None:
        """How many letters stand before the given name at `at`; None if it is none."""
        for skip in range(3):
            word = keys[at][skip:]
            if not word or (skip and keys[at][skip - 1] not in _PREFIXES):
                return None
            if any(word in part for part in (self._words.given, self._words.foreign, self._words.unsure)):
                return skip
            if word == "عبد" and at + 1 < len(keys) and keys[at + 1].startswith("ال"):
                return skip
            if word in ("ابو", "ابي") and skip == 0:
                return skip
        return None

    def _part(self, text: str, line: Sequence[Word], keys: Sequence[str], at: int, word: str) -> int | None:
        """The index behind a given name or a part of two words that begins at `at`; None if none does."""
        glued = self._glued(text, line, at + 1)
        if word in self._words.joined:
            return at + 2 if glued and keys[at + 1] not in self._words.not_names else None
        if not any(word in part for part in (self._words.given, self._words.unsure, self._words.foreign)):
            return None
        return at + 2 if glued and keys[at + 1] == "الدين" else at + 1

    def _is_surely_family(self, keys: Sequence[str], at: int) -> bool:
        """Whether a word of no list behind two parts of a name is one, too: بدر عبد العاطي ضيفه."""
        foreign = keys[at - 1] in self._words.foreign
        return foreign or keys[at].startswith("ال") or not self._before[keys[at]] <= {keys[at - 1]}

    def _goes_on(self, word: str) -> bool:
        """Whether a name may go on with the word."""
        words = self._words
        if word in words.not_names or word in words.verbs or word in words.titles or word in words.reach:
            return False
        if word.startswith(_WITH_ARTICLE) or len(word) < 2:
            return False
        if word in words.given or word in words.foreign:
            return True
        if word[0] == "ي" or (word[:2] in ("ست", "سي", "سن", "تم", "تت", "تس") and len(word) > 4):
            return False  # يزور, ستواصل: a verb
        if word[0] not in _PREFIXES:
            return True
        rest = word[2:] if word[1] in _PREFIXES and word[2:] in words.given else word[1:]
        others = (
            words.given,
            words.foreign,
            words.joined,
            words.verbs,
            words.titles,
            words.reach,
            words.not_names,
        )
        return not any(rest in part for part in others)

    def _arabic_sign(
        self, index: int, text: str, at: int, surname: str, name: str
    ) -> tuple[str | None, str | None]:
        line, keys = self._lines[index], self._keys[index]
        before = at
        while before > 0 and at - before < _LIGHT and self._glued(text, line, before):
            before -= 1
            word = self._bare_title(keys[before])
            if word is not None:
                while self._glued(text, line, before) and self._bare_title(keys[before - 1]) is not None:
                    before -= 1
                return "title-before", text[line[before].start : line[at].start].strip()
            if keys[before] in self._words.verbs or keys[before][1:] in self._words.verbs:
                return ("subject" if before == at - 1 else None), None
            if not self._is_of_a_title(keys[before]):
                break
        behind = next((n for n in range(at, len(line)) if line[n].start >= line[at].start + len(name)), None)
        if behind is not None and text[line[behind - 1].end : line[behind].start] in ("، ", ", "):
            after = keys[behind : behind + 2]
            if any(word in self._words.titles or word == "وهو" for word in after):
                return "apposition-title", None
        if self._comes_again(surname, name):
            return "given-name", None
        return None, None

    def _bare_title(self, word: str) -> str | None:
        """The title without prefixes; None if it is none."""
        for form in (
            word,
            word[1:] if word[:1] in _PREFIXES else "",
            "ال" + word[2:] if word[:2] == "لل" else "",
        ):
            if form in self._words.titles:
                return form
        return None

    def _is_of_a_title(self, word: str) -> bool:
        """Whether the word may stand between a title and the name: المصري, الخارجية."""
        return word in self._words.reach or (word.startswith("ال") and word.endswith(("ي", "ية")))

    # Hindi

    def _hindi(self, index: int, text: str, at: int) -> tuple[Named, int] | None:
        line, keys = self._lines[index], self._keys[index]
        words = self._words
        titled = self._glued(text, line, at) and keys[at - 1] in words.titles
        given = keys[at] in words.given
        if not given and not titled:
            return None
        if keys[at] in words.titles or keys[at] in words.not_names or (keys[at] in words.verbs):
            return None
        end = at + 1
        while end - at < _MOST_PARTS and self._glued(text, line, end) and self._is_hindi_part(keys[end]):
            if (
                end > at + 1
                and keys[end - 1] in words.surnames
                and not self._goes_on_in_hindi(text, line, keys, end)
            ):
                break
            end += 1
        if end == at + 1:
            return None
        behind = keys[end] if self._glued(text, line, end) else None
        if self._leads_to_a_thing(text, line, keys, end):
            return None
        family = keys[end - 1] in words.surnames
        name = text[line[at].start : line[end - 1].end]
        surname = line[end - 1].text
        spoken = behind in _SUBJECTS
        again = self._comes_again(surname, name)
        if not given:
            # जिलाधिकारी त्यागराजन एसएम ने
            vouched = titled and keys[at - 1] not in words.weak_titles
            sure = titled and (family or (vouched and spoken)) and end - at < _MOST_PARTS
        elif keys[at] in words.unsure:
            sure = titled or (family and (spoken or again))
        else:
            sure = family or titled or ((spoken or again) and end - at < _MOST_PARTS)
        if not sure:
            return None
        rule = "title-before" if titled else "subject" if spoken else "given-name"
        title = self._hindi_title(text, line, keys, at) if titled else None
        return Named(name, surname, index, line[at].start, line[end - 1].end, rule, title, True), end

    def _leads_to_a_thing(self, text: str, line: Sequence[Word], keys: Sequence[str], at: int) -> bool:
        """Whether a road's or a prize's name goes on: राजीव गांधी खेल रत्न पुरस्कार."""
        for behind in range(at, min(len(keys), at + _TO_A_THING)):
            if not self._glued(text, line, behind):
                return False
            if keys[behind] in self._words.things:
                return True
            if not self._is_hindi_part(keys[behind]):
                return False
        return False

    def _goes_on_in_hindi(self, text: str, line: Sequence[Word], keys: Sequence[str], at: int) -> bool:
        """Whether a name goes on behind a family name: सिंह चौहान, सिंह डल्लेवाल ने; not सिंह मौजूद थे."""
        spoken = self._glued(text, line, at + 1) and keys[at + 1] in _SUBJECTS
        return keys[at] in self._words.surnames or spoken

    def _is_hindi_part(self, word: str) -> bool:
        words = self._words
        return not any(word in part for part in (words.not_names, words.titles, words.verbs, words.pronouns))

    def _hindi_title(self, text: str, line: Sequence[Word], keys: Sequence[str], at: int) -> str:
        first = at - 1
        while self._glued(text, line, first) and keys[first - 1] in self._words.titles:
            first -= 1
        return text[line[first].start : line[at - 1].end]

    def _comes_again(self, surname: str, name: str) -> bool:
        """Whether the family name stands anywhere without the word that is before it in the full name."""
        first = key(words_in(surname, self._language)[0].text, self._language)
        last = key(words_in(name[: len(name) - len(surname)], self._language)[-1].text, self._language)
        asked = (first, last)
        if asked not in self._again:
            self._again[asked] = any(not before.endswith(last) for before in self._before.get(first, ()))
        return self._again[asked]
