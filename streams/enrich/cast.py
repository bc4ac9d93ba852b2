"""Whom a run of capitalised words means, once the people of an article are known: one of them, or nobody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from itertools import pairwise

from streams.enrich.lexicon import Lexicon, day_set, fold, is_place
from streams.enrich.names import surname, trim
from streams.enrich.reading import Run, Word, words_before
from streams.enrich.same_person import is_short_form
from streams.enrich.titles import is_title


class Cast:
    """The people of one article, by their full names and their surnames."""

    def __init__(self, lex: Lexicon, people: Iterable[str]) -> None:
        self._lex = lex
        self._full: dict[str, str] = {}
        self._by_surname: dict[str, str | None] = {}
        for name in people:
            for form in _forms(fold(name), lex.language):
                self._full[form] = name
            words = tuple(Word(text, 0, 0) for text in name.split())
            for form in _forms(surname(words, lex), lex.language):
                # a surname that two people share means neither
                self._by_surname[form] = name if self._by_surname.get(form, name) == name else None
        self._full = {**_parts_of_names(self._full), **self._full}
        self._lasts = {form.split()[-1] for form in self._by_surname}
        long = (name.split() for name in self._full.values() if name.count(" ") > 1)
        self._lasts.update(words[-2] for words in long)
        self._with_blank = [
            (len(form), form.lower(), name) for form, name in self._by_surname.items() if " " in form
        ]

    def who(self, text: str, run: Run) -> str | None:
        """The full name of the person whom a run of `text` mentions, or None."""
        if not mentions_any(run, self._lasts):
            return None
        words = trim(self._lex, run.words)
        folded = [fold(word.text) for word in words]
        for start in range(len(words) - 1):
            name = self._full.get(" ".join(folded[start:]))
            if name is not None:
                return name
        core = bare_name(self._lex, text, run)
        if core is None or (is_place(core[0]) and not core[1]):
            return None
        # "Vogts Partei": a German genitive and its noun make one run
        first = run.words[0].text
        genitive = self._lex.language == "de" and first.endswith(("s", "'")) and first in self._lasts
        return (
            self._by_surname.get(core[0])
            or self._with_particle(text, run)
            or (self._by_surname.get(first) if genitive else None)
        )

    def shared(self, runs: Iterable[Run]) -> set[str]:
        """The surnames of known people that the runs give to others, too: Gary Jonsson is known, Jeh Jonsson is not."""
        firsts = {word for name in self._full.values() for word in name.split()[:-1]}
        found = set()
        for run in runs:
            for before, word in pairwise(run.words):
                if word.text not in self._lasts or before.text in firsts or not self._may_be_given(before):
                    continue
                if not any(is_short_form(before.text, first) for first in firsts):
                    found.add(word.text)
        return found

    def _may_be_given(self, word: Word) -> bool:
        """Whether the word before a surname may be somebody's given name: no title, no initial, nothing that opens."""
        if len(word.text) < 3 or word.text.endswith(".") or word.text.isupper():
            return False
        low = word.low
        return not (
            is_title(self._lex, (word,), 1) is not None
            or low in self._lex.openers
            or low in self._lex.not_names
        )

    def _with_particle(self, text: str, run: Run) -> str | None:
        """The person of a surname whose first particle has a capital, as a sentence opens: Von der Leyen."""
        for length, low, name in self._with_blank:
            start = run.end - length
            if start >= 0 and text[start : run.end].lower() == low:
                return name
        return None


def mentions_any(run: Run, words: Set[str]) -> bool:
    """Whether any of the words is in the run. A cheap test before the others."""
    if len(run.words) == 1:
        return run.words[0].text in words
    return not words.isdisjoint([word.text for word in run.words])


def bare_name(lex: Lexicon, text: str, run: Run) -> tuple[str, bool] | None:
    """The surname in a run, with its particles, and whether a title stands before it; None after an article."""
    words = list(run.words)
    while len(words) > 1 and words[-1].low in day_set(lex.language):
        words.pop()
    start, titled = 0, False
    for cut in range(len(words) - 1, 0, -1):
        if is_title(lex, words, cut) is not None:
            start, titled = cut, True
            break
    while start < len(words) - 1 and words[start].low in lex.stop and words[start].low not in {"le", "la"}:
        if words[start].low in lex.determiners and not titled:
            return None
        start += 1
    if not titled and start == 0:
        before = words_before(text, run.start, 4)
        titled = bool(before) and is_title(lex, before, len(before)) is not None
        if before and not titled and before[-1].low in lex.determiners:
            return None
    return " ".join(word.text for word in words[start:]), titled


def _parts_of_names(full: Mapping[str, str]) -> dict[str, str]:
    """What begins or ends the full name of one person only, two words at least: Lena Ortiz of Lena Ortiz Vidal."""
    found: dict[str, str] = {}
    shared = set()
    for form, name in full.items():
        if form.count(" ") > 1:
            for part in (form.rpartition(" ")[0], form.partition(" ")[2]):
                if found.setdefault(part, name) != name:
                    shared.add(part)
    return {part: name for part, name in found.items() if part not in shared}


def _forms(name: str, language: str) -> Iterator[str]:
    yield name
    if language == "de":
        yield name + ("'" if name.endswith(("s", "x", "z", "ß")) else "s")
