"""The people an article names, read from the grammar of the news.

A name must be introduced in full, by something that only a person has: a title before the name ("Foreign Minister Anna
Sand"), an apposition ("Anna Sand, 43, a nurse"; "le maire de Brest, Jeanne Kervella,"), an attribution ("said Anna
Sand"). Where the grammar alone could be a firm's or a place's, a known given name must agree. After that the bare
surname counts as a mention. What cannot be told is left out: a wrong name is worse than a missing one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from streams.article import Evidence, Person
from streams.enrich.cast import Cast, bare_name, mentions_any
from streams.enrich.lexicon import AND, ROMANCE, Lexicon, fold, given_name_gender, is_given, is_place, speech
from streams.enrich.model_names import model_people
from streams.enrich.name_tagger import Tagged
from streams.enrich.names import Found, is_full_name, surname, titled, trim
from streams.enrich.reading import (
    HEADLINE,
    Line,
    Reading,
    Run,
    Word,
    after_elision,
    is_initial,
    words_before,
)
from streams.enrich.same_person import own_words, pairs_of_one
from streams.enrich.titles import extend_left, is_tail, is_title, is_weak

_AGE = re.compile(
    r", (?:aged |now |âgée? de |(?:de|di) (?=\d+ a))?(?P<a>\d{1,3})(?: ans| años| anni| anos| Jahre(?: alt)?)?"
    r"(?=[,;)]|\.(?!\d| ?(?:Jan|Feb|Mär|Mrz|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)))"
    r"| \((?P<b>\d{1,3})(?: ans| Jahre)?(?:, [^()]{1,60})?\)"
)
_CLAUSE_END = re.compile(r"[,;:!?()\"“”„«»\n–—]|(?<!\b[A-Z])\.|(?<= )--?(?= )")  # not in U.K.
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_PIECE = re.compile(r"[^ \u00a0]+")
_RELATIVE = (
    AND
    | frozenset(["who", "whose", "whom", "that", "which", "qui", "dont", "where", "said", "says", "told"])
    | frozenset(
        ["que", "quien", "quienes", "cuyo", "cuya", "che", "cui", "quem", "cujo", "cuja", "cuando", "quando"]
    )
)
_LOCATIVE = frozenset(["in", "at", "near", "from", "to", "into", "bei", "im", "nach", "à", "chez", "vers"])
# A verb or an adverb that opens a sentence: Ganó Inés Tovar, de 43 años; Actualmente Inés Tovar
_VERB = re.compile(r"(?:ó|ò|ou|mente)$")
_FAR = 110  # how far an apposition may reach, in characters


@dataclass(slots=True)
class _Entry:
    """A person being put together."""

    name: str
    surname: str
    evidence: Evidence
    title: str | None
    mentions: int = 0


def find_people(reading: Reading, tagged: Sequence[Tagged] = ()) -> tuple[Person, ...]:
    """The people whom the article names, in the order of their introduction, with titles and numbers of mentions.

    `tagged` are the names that the model found; they add those whom no rule introduces. A language without a lexicon
    gives none. A headline in capitals or in title case introduces nobody; it only counts mentions. `evidence` is the
    span of the name where it was introduced. Never raises.
    """
    lex, headline = reading.lexicon, reading.headline
    if lex is None:
        return ()
    lines = reading.lines
    if headline is not None and reading.cased:
        lines = (headline, *lines)
    entries: dict[str, _Entry] = {}
    loose: list[tuple[int, Found]] = []
    for line in lines:
        for run in line.runs:
            if len(run.words) < 2:
                continue
            found = _introduce(lex, line.text, run, headline=line.index == HEADLINE)
            if found is not None and found.rule != "given-name":
                _enter(entries, lex, line.index, found)
            elif found is not None:
                loose.append((line.index, found))
    _corroborate(entries, lex, loose, lines)
    names = [entry.name for entry in entries.values()]
    for index, found in model_people(lex, reading.lines, tagged, names):
        _enter(entries, lex, index, found)
    _join_same(entries)
    _count(entries, lex, lines)
    if headline is not None and not reading.cased:
        _count_in_title_case(entries, headline.text)
    ordered = sorted(entries.values(), key=lambda entry: (entry.evidence.paragraph, entry.evidence.start))
    return tuple(Person(e.name, e.evidence, e.title, max(1, e.mentions)) for e in ordered)


def _enter(entries: dict[str, _Entry], lex: Lexicon, paragraph: int, found: Found) -> None:
    words = own_words(found.words, lex.language)
    name = " ".join(word.text for word in words)
    last = surname(words, lex)
    key = fold(f"{words[0].text} {last}")
    known = entries.get(key)
    title = found.title if found.title and not _is_relation(lex, found.title) else None
    if known is None:
        span = Evidence(found.rule, paragraph, words[0].start, words[-1].end, found.score)
        entries[key] = _Entry(name, last, span, title)
    elif known.title is None:
        known.title = title


def _is_relation(lex: Lexicon, title: str) -> bool:
    """Whether what stands before a name only says who somebody is to another: her colleague; Father is a title."""
    last = title.rpartition(" ")[2]
    return last.lower() in lex.relations and (lex.language == "de" or last.islower())


def _join_same(entries: dict[str, _Entry]) -> None:
    """Of two entries that are one person's the longer name stays, where the person was first named."""
    if len(entries) < 2:
        return
    for one, other in pairs_of_one({key: entry.name for key, entry in entries.items()}):
        short, long = entries.pop(one), entries[other]
        long.title = long.title or short.title
        spot, mine = short.evidence, long.evidence
        if (spot.paragraph, spot.end) < (mine.paragraph, mine.start):
            long.evidence = spot


def _corroborate(
    entries: dict[str, _Entry], lex: Lexicon, loose: Sequence[tuple[int, Found]], lines: Sequence[Line]
) -> None:
    """A known given name with a surname is a person if the bare surname comes again."""
    if not loose:
        return
    wanted = [surname(found.words, lex) for _, found in loose]
    lasts = {name.rpartition(" ")[2] for name in wanted}
    seen: Counter[str] = Counter()
    for line in lines:
        for run in line.runs:
            if mentions_any(run, lasts):
                core = bare_name(lex, line.text, run)
                if core is not None:
                    seen[core[0]] += 1
    for name, (index, found) in zip(wanted, loose, strict=True):
        if seen[name] and not is_place(name):
            _enter(entries, lex, index, found)


def _count(entries: dict[str, _Entry], lex: Lexicon, lines: Sequence[Line]) -> None:
    """Counts full names and bare surnames; a surname that two people share counts for neither."""
    if not entries:
        return
    cast = Cast(lex, [entry.name for entry in entries.values()])
    by_name = {entry.name: entry for entry in entries.values()}
    for line in lines:
        for run in line.runs:
            name = cast.who(line.text, run)
            if name is not None:
                by_name[name].mentions += 1


def _count_in_title_case(entries: dict[str, _Entry], headline: str) -> None:
    low = fold(headline)
    surnames = Counter(entry.surname for entry in entries.values())
    for entry in entries.values():
        bare = surnames[entry.surname] == 1 and not is_place(entry.surname)
        if _stands_in(low, fold(entry.name), "", "") or (
            bare and _stands_in(low, fold(entry.surname), "'’-", "-")
        ):
            entry.mentions += 1


def _stands_in(text: str, name: str, before: str, after: str) -> bool:
    """Whether the name is in the text, neither a letter nor one of the marks given touching it."""
    start = text.find(name)
    while start >= 0:
        end = start + len(name)
        left, right = text[max(0, start - 1) : start], text[end : end + 1]
        if not (left and (left.isalnum() or left in "_" + before)) and not (
            right and (right.isalnum() or right in "_" + after)
        ):
            return True
        start = text.find(name, start + 1)
    return False


def _introduce(lex: Lexicon, text: str, run: Run, *, headline: bool) -> Found | None:
    """The full name that a run introduces, by the first rule that fits. The rule "given-name" needs corroboration."""
    if len(run.words) < 2:
        return None
    before = words_before(text, run.start)
    found = titled(lex, text, run, before)
    if found is not None or headline:
        return found
    words = trim(lex, _core(lex, run))
    if lex.language in ROMANCE and len(words) > 2 and _is_owner(lex, text, words):
        words = words[1:]  # il presidente dell'Infn Carlo Ferro
    if not is_full_name(lex, words):
        return None
    first = words[0].text
    given = is_given(first) or first.lower() in lex.given_titles or (is_initial(first) and len(words) > 2)
    if words[0].start > run.start:
        before = words_before(text, words[0].start, 3)
    if before and before[-1].low in lex.determiners and not before[-1].low.endswith(("'", "’")):
        given = False  # "the Anna Sand" is a ship
        if lex.language != "de":
            return None
    if before and after_elision(before[-1].low) in lex.namesakes:
        return None  # "the ferry Anna Sand"
    whole = words[-1].end == run.end
    return (
        (whole and _age(text, words, given=given))
        or (whole and _apposed(lex, text, words, before, given=given))
        or _title_then_comma(lex, text, words, given=given)
        or (given and (_attributed(lex, text, words, before) or _related(lex, text, words)))
        or (Found(tuple(words), "given-name") if given else None)
        or None
    )


def _core(lex: Lexicon, run: Run) -> tuple[Word, ...]:
    """The run without the words that opened the sentence."""
    words = run.words
    romance = lex.language in ROMANCE
    # "Per" and "Ella" are given names elsewhere
    while len(words) > 1 and words[0].low in lex.stop and (romance or not is_given(words[0].text)):
        words = words[1:]
    if romance and len(words) > 2 and _VERB.search(words[0].low) and is_given(words[1].text):
        return words[1:]
    return words


def _is_owner(lex: Lexicon, text: str, words: Sequence[Word]) -> bool:
    """Whether the first word is what the one named behind it heads: an article before it, a given name after it."""
    if is_given(words[0].text) or not is_given(words[1].text):
        return False
    before = words_before(text, words[0].start, 1)
    return bool(before) and (before[-1].low in lex.determiners or before[-1].text[-1] in "'’")


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
    if stop is not None and stop.group() == "." and _is_short(lex, text[start : stop.end()]):
        stop = _CLAUSE_END.search(text, stop.end(), start + _FAR)  # adviser to Ohio Sen. Tova Lind
    if stop is None:
        return None
    clause = [
        Word(piece.group(), piece.start(), piece.end())
        for piece in _PIECE.finditer(text, start + 2, stop.start())
    ]
    while clause and clause[0].low in lex.determiners:
        clause = clause[1:]
    for end in range(1, min(len(clause), 6) + 1):
        if clause[end - 1].low in _RELATIVE:
            return None
        longer = end < len(clause) and is_title(lex, clause, end + 1) is not None
        title = is_title(lex, clause, end)
        if title is None or longer:
            continue
        if end < len(clause) and clause[end].text[0].isupper():
            return None  # "Halden Shipping, chief executive John Marrow said": the role is another's
        if (is_weak(lex, clause[title:end]) and not given) or not _is_role_clause(lex, clause, title, end):
            return None
        verbs = speech(lex.language).verbs
        ends = (
            i for i, word in enumerate(clause) if i >= end and (word.low in _RELATIVE or word.low in verbs)
        )
        cut = next(ends, len(clause))
        if cut + 2 == len(clause) and clause[cut].low in AND and clause[-1].text[0].isupper():
            cut = len(clause)  # ambassador to the U.K. and EU
        if lex.language in ROMANCE and cut < len(clause) - 1 and clause[cut].low in AND:
            cut = _over_joint(clause, cut)
        if lex.language in ROMANCE:
            if not given and clause[0].start > start + 2:
                return None  # "Mulino Nuovo, il presidente del Lerna Carlo Ferro": the role is his
            while cut > end and clause[cut - 1].low in lex.stop:
                cut -= 1  # líder dos «Comandos»
        last = clause[min(cut, 10) - 1] if cut <= 10 else clause[end - 1]
        label = text[clause[0].start : last.end]
        return Found(
            tuple(words), "apposition-title", after_elision(label) if lex.language == "it" else label
        )
    return None


def _is_short(lex: Lexicon, text: str) -> bool:
    """Whether the full stop at the end of a text is that of a title: Sen., Gov."""
    last = text.rpartition(" ")[2].lower()
    return last in lex.titles or last in lex.honorifics


def _over_joint(clause: Sequence[Word], cut: int) -> int:
    """Where a role ends that may go on with "y": ministra de la Mujer y Equidad; but not "director y padre"."""
    return cut + 2 if clause[cut + 1].text[0].isupper() else cut


def _is_role_clause(lex: Lexicon, clause: Sequence[Word], title: int, end: int) -> bool:
    """Not "Anna Sand, must meet the minister": no verb leads to the title; nor "…, met Mr": that is another's."""
    verbs = speech(lex.language)
    before = clause[:title]
    if any(word.low in verbs.verbs or word.low in verbs.subject_verbs for word in before):
        return False
    if lex.language in ROMANCE and not all(word.low in lex.modifiers for word in before):
        return False  # "Aníbal Soto, aliado del jefe": the role is another's
    if lex.language == "de" and any(word.low in lex.determiners for word in before):
        return False  # "Sofia Östmar, würdigte die neue Direktorin": she is another
    return not all(word.low in lex.honorifics for word in clause[title:end])


def _related(lex: Lexicon, text: str, words: Sequence[Word]) -> Found | None:
    """ "Anna Sand, who brought the claim": in English only a person is "who"."""
    if lex.language == "en" and text.startswith((", who ", ", whose "), words[-1].end):
        return Found(tuple(words), "relative")
    return None


def _title_then_comma(lex: Lexicon, text: str, words: Sequence[Word], *, given: bool) -> Found | None:
    """A role and a comma before the name: "der Sprecher der Polizei, Jens Ohm,"."""
    start = words[0].start
    end = words[-1].end
    closed = text[end : end + 1] in {",", ".", ";", ""}
    # "o presidente do Senado, Rui Falcato (PX-MG), viu": the party of the one who is named
    if not text.endswith(", ", 0, start) or not (
        closed or (given and lex.language in ROMANCE and text.startswith(" (", end))
    ):
        return None
    clause = words_before(text, start - 2, 12, glued=True)
    return _from_clause(lex, text, clause, words, given=given)


def _from_clause(
    lex: Lexicon, text: str, clause: Sequence[Word], words: Sequence[Word], *, given: bool
) -> Found | None:
    for end in range(len(clause), 0, -1):
        title = is_title(lex, clause, end)
        if title is None or _is_field(lex, clause, title, end):
            continue
        begin = _qualified(lex, clause, extend_left(lex, clause, title, len(clause)))
        if begin == 0 or not is_tail(lex, clause[end:]):
            return None
        lead = clause[begin - 1]
        if lex.language in ROMANCE and (
            _is_owned(lex, clause, begin) or _is_anothers(lex, clause[title], words)
        ):
            return None  # "adjunto de la ministra de Hacienda, Juan Ferro": whose title it is cannot be told
        led = lead.low in lex.determiners or lead.low.endswith(("'s", "’s"))
        elided = clause[begin].low.startswith(
            ("l'", "l’", "dell'", "dell’", "all'", "all’", "dall'", "dall’")
        )
        if not (led or elided) or (is_weak(lex, clause[title:end]) and not given):
            return None
        return Found(tuple(words), "title-comma", text[clause[begin].start : clause[-1].end])
    return None


def _is_anothers(lex: Lexicon, title: Word, name: Sequence[Word]) -> bool:
    """Whether the form of a title is a woman's and the name a man's, or the other way round."""
    gender = given_name_gender(name[0].text)
    return (gender == "m" and title.low in lex.female_titles) or (
        gender == "f" and title.low in lex.male_titles
    )


def _is_owned(lex: Lexicon, clause: Sequence[Word], begin: int) -> bool:
    """Whether the title at clause[begin] stands behind "de" and another title."""
    prepositions = speech(lex.language).prepositions
    end = begin
    while end > 0 and clause[end - 1].low in lex.determiners and clause[end - 1].low not in prepositions:
        end -= 1
    linked = end > 1 and clause[end - 1].low in prepositions
    return linked and any(is_title(lex, clause, at) is not None for at in range(max(1, end - 2), end))


def _is_field(lex: Lexicon, clause: Sequence[Word], title: int, end: int) -> bool:
    """Whether a role is what another is responsible for: o ministro da Defesa, el inspector de la Policía."""
    if lex.language not in ROMANCE or title == 0 or not is_weak(lex, clause[title:end]):
        return False
    before = clause[title - 1].low
    return clause[title].text[0].isupper() and (before in lex.determiners or before in lex.tail_links)


def _qualified(lex: Lexicon, clause: Sequence[Word], begin: int) -> int:
    """In English the title with the plain words before it, back to the article: the provincial labour minister."""
    if lex.language != "en":
        return begin
    for index in range(begin - 1, max(-1, begin - 4), -1):
        word = clause[index]
        if word.low in lex.determiners or word.low.endswith(("'s", "’s")):
            return index + 1
        if not word.text.islower() or word.low in lex.stop or word.low in speech("en").prepositions:
            return begin
    return begin


def _attributed(lex: Lexicon, text: str, words: Sequence[Word], before: Sequence[Word]) -> Found | None:
    """A verb of speech on either side of a name that opens with a known given name."""
    verbs = speech(lex.language)
    if before:
        last, two = before[-1].low, " ".join(word.low for word in before[-2:])
        if last in verbs.verbs or last in verbs.according or two in verbs.according:
            return Found(tuple(words), "attribution")
    end = words[-1].end
    if text[end : end + 1] not in {" ", "\u00a0"}:
        return None
    for index, match in enumerate(islice(_WORD.finditer(text, end, end + 40), 3)):
        low = match.group().lower()
        if low in verbs.verbs:
            return Found(tuple(words), "attribution")
        if index == 0 and low in verbs.subject_verbs and low not in AND:
            return Found(tuple(words), "subject")
        if low not in verbs.auxiliaries:
            return None
    return None
