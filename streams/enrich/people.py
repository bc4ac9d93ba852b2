"""The people an article names, read from the grammar of the news: titles, appositions, attributions.

A name must be introduced in full, by something that only a person has: a title before it ("Foreign Minister Anna
Sand"), an apposition ("Anna Sand, 43, a nurse"; "le maire de Brest, Jeanne Kervella,"), an attribution ("said Anna
Sand"). Where the grammar alone could be a firm's or a place's, a known given name must agree. After that the bare
surname counts as a mention. What cannot be told is left out: a wrong name is worse than a missing one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from streams.article import Evidence, Person
from streams.enrich import names
from streams.enrich.names import Lexicon, Run, Word

_AGE = re.compile(
    r", (?:aged |now |âgée? de )?(?P<a>\d{1,3})(?: ans| Jahre(?: alt)?)?(?=[,.;)])"
    r"| \((?P<b>\d{1,3})(?: ans| Jahre)?(?:, [^()]{1,60})?\)"
)
_CLAUSE_END = re.compile(r"[,.;:!?()\"“”„«»\n–—]")
_RELATIVE = frozenset(
    [
        "who",
        "whose",
        "whom",
        "that",
        "which",
        "and",
        "und",
        "et",
        "qui",
        "dont",
        "where",
        "said",
        "says",
        "told",
    ]
)
_LOCATIVE = frozenset(["in", "at", "near", "from", "to", "into", "bei", "im", "nach", "à", "chez", "vers"])
_FAR = 110  # how far an apposition may reach, in characters


@dataclass(frozen=True, slots=True)
class Speech:
    """The words of attribution of one language, lower case."""

    verbs: frozenset[str]
    subject_verbs: frozenset[str]
    according: frozenset[str]
    auxiliaries: frozenset[str]
    he: frozenset[str]
    she: frozenset[str]
    they: frozenset[str]
    prepositions: frozenset[str]
    blockers: frozenset[str]


@cache
def speech(language: str) -> Speech:
    """The words of attribution of en, de or fr."""
    data = names.sections("quotes", f"{language}.txt")
    return Speech(**{name: data[name.replace("_", "-")] for name in Speech.__dataclass_fields__})


@dataclass(frozen=True, slots=True)
class Found:
    """A full name where it is introduced, by which rule and with which title."""

    words: tuple[Word, ...]
    rule: str
    title: str | None = None


@dataclass(slots=True)
class _Entry:
    """A person being put together."""

    name: str
    surname: str
    evidence: Evidence
    title: str | None
    mentions: int = 0


def find_people(headline: str | None, paragraphs: Sequence[str], language: str) -> tuple[Person, ...]:
    """The people named, in the order in which they are introduced, with their titles and numbers of mentions.

    `language` is a BCP 47 primary tag; other than en, de, fr: nobody. A headline in capitals or in title case
    introduces nobody; it only counts mentions. Evidence is the name's own span where it was introduced. Never raises.
    """
    lex = names.lexicon(language)
    if lex is None:
        return ()
    lines = [(index, text, list(names.runs(text, language))) for index, text in enumerate(paragraphs)]
    cased = headline is not None and _is_cased(headline, language)
    if headline is not None and cased:
        lines.insert(0, (-1, headline, list(names.runs(headline, language))))
    entries: dict[str, _Entry] = {}
    loose: list[tuple[int, Found]] = []
    for index, text, line_runs in lines:
        for run in line_runs:
            found = _introduce(lex, text, run, headline=index == -1)
            if found is not None and found.rule != "given-name":
                _enter(entries, lex, index, found)
            elif found is not None:
                loose.append((index, found))
    _corroborate(entries, lex, loose, lines)
    _count(entries, lex, lines)
    if headline is not None and not cased:
        _count_in_title_case(entries, headline)
    ordered = sorted(entries.values(), key=lambda entry: (entry.evidence.paragraph, entry.evidence.start))
    return tuple(Person(e.name, e.evidence, e.title, max(1, e.mentions)) for e in ordered)


def _is_cased(headline: str, language: str) -> bool:
    """Whether capitals mean something in a headline."""
    return not names.is_shouted(headline) and (language == "de" or not names.is_title_case(headline))


def _enter(entries: dict[str, _Entry], lex: Lexicon, paragraph: int, found: Found) -> None:
    name = " ".join(word.text for word in found.words)
    surname = names.surname(found.words, lex)
    key = names.fold(f"{found.words[0].text} {surname}")
    known = entries.get(key)
    if known is None:
        span = Evidence(found.rule, paragraph, found.words[0].start, found.words[-1].end)
        entries[key] = _Entry(name, surname, span, found.title)
    elif known.title is None:
        known.title = found.title


def _introduce(lex: Lexicon, text: str, run: Run, *, headline: bool) -> Found | None:
    """The full name that a run introduces, by the first rule that fits; rule "given-name" wants corroboration."""
    found = titled(lex, text, run)
    if found is not None or headline:
        return found
    if len(run.words) < 2:
        return None
    words = names.trim(lex, _core(lex, run))
    if not names.is_full_name(lex, words):
        return None
    given = names.is_given(words[0].text) or (names.is_initial(words[0]) and len(words) > 2)
    before = names.words_before(text, words[0].start, 3)
    if before and before[-1].low in lex.determiners and not before[-1].low.endswith(("'", "’")):
        given = False  # "the Anna Sand" is a ship
        if lex.language != "de":
            return None
    if before and names.after_elision(before[-1].low) in lex.namesakes:
        return None  # "the ferry Anna Sand"
    whole = words[-1].end == run.end
    return (
        (whole and _age(text, words, given=given))
        or (whole and _apposed(lex, text, words, before, given=given))
        or _title_then_comma(lex, text, words, given=given)
        or (given and _attributed(lex, text, words, before))
        or (Found(tuple(words), "given-name") if given else None)
        or None
    )


def _core(lex: Lexicon, run: Run) -> tuple[Word, ...]:
    """The run without the words that opened the sentence."""
    words = run.words
    while len(words) > 1 and words[0].low in lex.stop and not names.is_given(words[0].text):
        words = words[1:]
    return words


def titled(lex: Lexicon, text: str, run: Run) -> Found | None:
    """A title right before the name, inside the run or in the words before it."""
    if len(run.words) < 2:
        return None
    before = names.words_before(text, run.start)
    words = [*before, *run.words]
    first = len(before)
    for start in range(len(words) - 2, first - 1, -1):
        title = _title_before(lex, words, start)
        if title is None:
            continue
        name = names.trim(lex, words[start:])
        given = names.is_given(name[0].text)
        if not names.is_full_name(lex, name, titled=True):
            return None
        bare = words[title:start]
        if names.is_weak(lex, bare) and not given:
            return None
        if all(word.low in lex.dropped_honorifics for word in bare):
            return Found(tuple(name), "honorific")
        begin = _extend_left(lex, words, title, first)
        label = text[words[begin].start : words[start - 1].end]
        return Found(
            tuple(name), "title-before", names.after_elision(label) if lex.language == "fr" else label
        )
    return None


def _title_before(lex: Lexicon, words: Sequence[Word], start: int) -> int | None:
    """The index at which the title that leads to words[start] begins: "ministre de l'Intérieur", "coach"."""
    end = start
    while end > 1 and words[end - 1].text.endswith(".") and words[end - 1].text[0].islower():
        end -= 1  # Dr. med.
    while end > 1 and (
        words[end - 1].low in lex.after_title or (lex.after_title and words[end - 1].text.isupper())
    ):
        direct = names.is_title(lex, words, end)
        if direct is not None:
            return direct
        end -= 1
    direct = names.is_title(lex, words, end)
    if direct is not None:
        return direct
    if not names.is_given(words[start].text):
        return None
    for end in range(start - 1, max(0, start - 7), -1):
        title = names.is_title(lex, words, end)
        if title is not None:
            return title if _is_tail(lex, words[end:start]) else None
    return None


def _is_tail(lex: Lexicon, words: Sequence[Word]) -> bool:
    """ "of the Northern Fisheries Council", "de l'Intérieur", "der Polizei": what may follow a title."""
    if not words:
        return True
    first = words[0].low
    if first not in lex.tail_links and not first.startswith(("d'", "d’")):
        return words[0].low in lex.after_title and _is_tail(lex, words[1:])
    if len(words) < 2 and first in lex.tail_links:
        return False
    verbs = speech(lex.language)
    return len(words) <= 8 and not any(
        word.low in verbs.verbs or word.low in lex.honorifics for word in words
    )


def _extend_left(lex: Lexicon, words: Sequence[Word], title: int, first: int) -> int:
    """Where the title begins with its modifiers: French Defence Minister, former chief executive."""
    begin = title
    while begin > 0:
        word = words[begin - 1]
        if word.low in lex.modifiers or names.is_title(lex, [word], 1) is not None:
            begin -= 1
            continue
        wanted = word.text[0].isupper() and not word.text.endswith(("'s", "’s"))
        if not wanted or word.low in lex.stop or word.low in lex.audience or names.is_given(word.text):
            break
        if lex.language == "de" and not (
            word.text.isupper() or (begin - 1 >= first and word.low.endswith("er"))
        ):
            break
        if lex.language == "fr" or word.low in names.day_set(lex.language):
            break
        begin -= 1
    while begin < title and words[begin].low in lex.stop | lex.determiners:
        begin += 1
    if begin < title and begin > 0 and words[begin - 1].low in lex.tail_links:
        return title  # "Bank of England Governor": half a name is no modifier
    return begin


def _age(text: str, words: Sequence[Word], *, given: bool) -> Found | None:
    match = _AGE.match(text, words[-1].end)
    if match is None or int(match["a"] or match["b"]) > 115 or (match["b"] and not given):
        return None
    return Found(tuple(words), "apposition-age")


def _apposed(
    lex: Lexicon, text: str, words: Sequence[Word], before: Sequence[Word], *, given: bool
) -> Found | None:
    """A role after the name: "John Marrow, chief executive of Halden Shipping, said"."""
    start = words[-1].end
    if not text.startswith(", ", start) or (before and before[-1].low in _LOCATIVE and not given):
        return None
    stop = _CLAUSE_END.search(text, start + 2, start + _FAR)
    if stop is None:
        return None
    clause = [
        Word(piece.group(), piece.start(), piece.end())
        for piece in re.finditer(r"[^ \u00a0]+", text[: stop.start()][start + 2 :])
    ]
    clause = [Word(w.text, w.start + start + 2, w.end + start + 2) for w in clause]
    while clause and clause[0].low in lex.determiners:
        clause = clause[1:]
    for end in range(1, min(len(clause), 6) + 1):
        if clause[end - 1].low in _RELATIVE:
            return None
        longer = end < len(clause) and names.is_title(lex, clause, end + 1) is not None
        title = names.is_title(lex, clause, end)
        if title is None or longer:
            continue
        if end < len(clause) and clause[end].text[0].isupper():
            return None  # "Halden Shipping, chief executive John Marrow said": the role is another's
        if names.is_weak(lex, clause[title:end]) and not given:
            return None
        cut = next((i for i, word in enumerate(clause) if i >= end and word.low in _RELATIVE), len(clause))
        last = clause[min(cut, 10) - 1] if cut <= 10 else clause[end - 1]
        return Found(tuple(words), "apposition-title", text[clause[0].start : last.end])
    return None


def _title_then_comma(lex: Lexicon, text: str, words: Sequence[Word], *, given: bool) -> Found | None:
    """A role and a comma before the name: "der Sprecher der Polizei, Jens Ohm,"."""
    start = words[0].start
    if not text.endswith(", ", 0, start) or text[words[-1].end : words[-1].end + 1] not in {
        ",",
        ".",
        ";",
        "",
    }:
        return None
    clause = names.words_before(text, start - 2, 12, glued=True)
    return _from_clause(lex, text, clause, words, given=given)


def _from_clause(
    lex: Lexicon, text: str, clause: Sequence[Word], words: Sequence[Word], *, given: bool
) -> Found | None:
    for end in range(len(clause), 0, -1):
        title = names.is_title(lex, clause, end)
        if title is None:
            continue
        begin = _extend_left(lex, clause, title, len(clause))
        if begin == 0 or not _is_tail(lex, clause[end:]):
            return None
        lead = clause[begin - 1]
        led = lead.low in lex.determiners or lead.low.endswith(("'s", "’s"))
        elided = clause[begin].low.startswith(("l'", "l’"))
        if not (led or elided) or (names.is_weak(lex, clause[title:end]) and not given):
            return None
        return Found(tuple(words), "title-comma", text[clause[begin].start : clause[-1].end])
    return None


def _attributed(lex: Lexicon, text: str, words: Sequence[Word], before: Sequence[Word]) -> Found | None:
    """A verb of speech on either side of a name that opens with a known given name."""
    verbs = speech(lex.language)
    if before:
        last, two = before[-1].low, " ".join(word.low for word in before[-2:])
        if last in verbs.verbs or last in verbs.according or two in verbs.according:
            return Found(tuple(words), "attribution")
    after = re.findall(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", text[words[-1].end : words[-1].end + 40])[:3]
    if text[words[-1].end : words[-1].end + 1] not in {" ", "\u00a0"}:
        return None
    for index, word in enumerate(after):
        if word.lower() in verbs.verbs or (
            index == 0 and word.lower() in verbs.subject_verbs - {"and", "und", "et"}
        ):
            return Found(tuple(words), "attribution" if word.lower() in verbs.verbs else "subject")
        if word.lower() not in verbs.auxiliaries:
            return None
    return None


def _bare(lex: Lexicon, text: str, run: Run) -> tuple[str, bool] | None:
    """A run's surname-like core (with its particles) and whether a title stands before it; None after an article."""
    words = list(run.words)
    while len(words) > 1 and words[-1].low in names.day_set(lex.language):
        words.pop()
    start, titled = 0, False
    for cut in range(len(words) - 1, 0, -1):
        if names.is_title(lex, words, cut) is not None:
            start, titled = cut, True
            break
    while start < len(words) - 1 and words[start].low in lex.stop and words[start].low not in {"le", "la"}:
        if words[start].low in lex.determiners and not titled:
            return None
        start += 1
    if not titled and start == 0:
        before = names.words_before(text, run.start, 4)
        titled = bool(before) and names.is_title(lex, before, len(before)) is not None
        if before and not titled and before[-1].low in lex.determiners:
            return None
    return " ".join(word.text for word in words[start:]), titled


def _forms(surname: str, language: str) -> Iterator[str]:
    yield surname
    if language == "de":
        yield surname + ("'" if surname.endswith(("s", "x", "z", "ß")) else "s")


def _corroborate(
    entries: dict[str, _Entry],
    lex: Lexicon,
    loose: Sequence[tuple[int, Found]],
    lines: Sequence[tuple[int, str, list[Run]]],
) -> None:
    """A known given name with a surname is a person if the bare surname comes again."""
    wanted = {names.surname(found.words, lex) for _, found in loose}
    if not wanted:
        return
    seen: Counter[str] = Counter()
    for _, text, line_runs in lines:
        for run in line_runs:
            if run.words[-1].text in wanted or len(run.words) > 1:
                core = _bare(lex, text, run)
                if core is not None:
                    seen[core[0]] += 1
    for index, found in loose:
        surname = names.surname(found.words, lex)
        if seen[surname] and not names.is_place(surname):
            _enter(entries, lex, index, found)


class Cast:
    """Whom a run of capitalised words means, once the people of the article are known."""

    def __init__(self, lex: Lexicon, people: Iterable[str]) -> None:
        self._lex = lex
        self._full: dict[str, str] = {}
        self._by_surname: dict[str, str | None] = {}
        for name in people:
            for form in _forms(names.fold(name), lex.language):
                self._full[form] = name
            words = tuple(Word(text, 0, 0) for text in name.split())
            for form in _forms(names.surname(words, lex), lex.language):
                # a surname that two people share means neither
                self._by_surname[form] = name if self._by_surname.get(form, name) == name else None
        self._lasts = {form.split()[-1] for form in self._by_surname}

    def who(self, text: str, run: Run) -> str | None:
        """The full name of the person a run of `text` mentions, or None."""
        if not any(word.text in self._lasts for word in run.words):
            return None
        words = names.trim(self._lex, run.words)
        folded = [names.fold(word.text) for word in words]
        for start in range(len(words) - 1):
            name = self._full.get(" ".join(folded[start:]))
            if name is not None:
                return name
        core = _bare(self._lex, text, run)
        if core is None or (names.is_place(core[0]) and not core[1]):
            return None
        # "Vogts Partei": a German genitive and its noun make one run
        first = run.words[0].text
        genitive = self._lex.language == "de" and first.endswith(("s", "'")) and first in self._lasts
        return self._by_surname.get(core[0]) or (self._by_surname.get(first) if genitive else None)


def _count(entries: dict[str, _Entry], lex: Lexicon, lines: Sequence[tuple[int, str, list[Run]]]) -> None:
    """Counts full names and bare surnames; a surname that two people share counts for neither."""
    if not entries:
        return
    cast = Cast(lex, [entry.name for entry in entries.values()])
    by_name = {entry.name: entry for entry in entries.values()}
    for _, text, line_runs in lines:
        for run in line_runs:
            name = cast.who(text, run)
            if name is not None:
                by_name[name].mentions += 1


def _count_in_title_case(entries: dict[str, _Entry], headline: str) -> None:
    low = names.fold(headline)
    surnames = Counter(entry.surname for entry in entries.values())
    for entry in entries.values():
        full = re.search(rf"(?<!\w){re.escape(names.fold(entry.name))}(?!\w)", low)
        bare = re.search(rf"(?<![\w'’-]){re.escape(names.fold(entry.surname))}(?![\w-])", low)
        if full or (bare and surnames[entry.surname] == 1 and not names.is_place(entry.surname)):
            entry.mentions += 1
