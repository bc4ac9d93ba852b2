"""How a name is introduced as a person's: by a title, an apposition, an age, an attribution, a relation.

Something must stand there that only a person has. Where the grammar alone could be a firm's or a place's, a known given
name must agree.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from streams.enrich.lexicon import AND, ROMANCE, Lexicon, given_name_gender, is_given, speech
from streams.enrich.names import Found, is_full_name, titled, trim
from streams.enrich.quote_marks import WORD
from streams.enrich.reading import (
    Run,
    Word,
    after_elision,
    is_initial,
    words_before,
)
from streams.enrich.titles import extend_left, is_tail, is_title, is_weak

_AGE = re.compile(
    r", (?:aged |now |âgée? de |(?:de|di) (?=\d+ a))?(?P<a>\d{1,3})(?: ans| años| anni| anos| Jahre(?: alt)?)?"
    r"(?=[,;)]|\.(?!\d| ?(?:Jan|Feb|Mär|Mrz|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)))"
    r"| \((?P<b>\d{1,3})(?: ans| Jahre)?(?:, [^()]{1,60})?\)"
)
_CLAUSE_END = re.compile(r"[,;:!?()\"“”„«»\n–—]|(?<!\b[A-Z])\.|(?<= )--?(?= )")  # not in U.K.
_PIECE = re.compile(r"[^ \u00a0]+")
_RELATIVE = (
    AND
    | frozenset(["who", "whose", "whom", "that", "which", "qui", "dont", "where", "said", "says", "told"])
    | frozenset(
        ["que", "quien", "quienes", "cuyo", "cuya", "che", "cui", "quem", "cujo", "cuja", "cuando", "quando"]
    )
)
#: With one of these a clause of its own goes on: "the hotel manager he plays in the film".
_SUBJECTS = frozenset(["he", "she", "they", "I", "we", "it", "you"])
_LOCATIVE = frozenset(["in", "at", "near", "from", "to", "into", "bei", "im", "nach", "à", "chez", "vers"])
# A verb or an adverb that opens a sentence: Ganó Inés Tovar, de 43 años; Actualmente Inés Tovar
_VERB = re.compile(r"(?:ó|ò|ou|mente)$")
_FAR = 110  # how far an apposition may reach, in characters


def introduce(lex: Lexicon, text: str, run: Run, *, headline: bool) -> Found | None:
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
        if lex.language == "en" and _is_one_of_a_list(clause[end:]):
            return None
        verbs = speech(lex.language).verbs
        ends = (
            i
            for i, word in enumerate(clause)
            if i >= end
            and (
                word.low in _RELATIVE
                or word.low in verbs
                or (lex.language == "en" and _turns(word, i == end))
            )
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


def _is_one_of_a_list(words: Sequence[Word]) -> bool:
    """Whether the role may be another's: "Bill Tarn, the King of Lerna as well as Ode", "host of names including"."""
    return any(word.low in ("including", "well") for word in words)


def _turns(word: Word, right_behind: bool) -> bool:
    """Whether an English role ends before the word: the manager he plays, the lawyer leading the suit."""
    return word.text in _SUBJECTS or (right_behind and word.text.islower() and word.low.endswith("ing"))


def _is_role_clause(lex: Lexicon, clause: Sequence[Word], title: int, end: int) -> bool:
    """Not "Anna Sand, must meet the minister": no verb leads to the title; nor "…, met Mr": that is another's."""
    verbs = speech(lex.language)
    before = clause[:title]
    if before and before[0].low in lex.no_role:
        return False  # "Anna Sand, with Jan Roe as producer": the role is another's
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
    for index, match in enumerate(islice(WORD.finditer(text, end, end + 40), 3)):
        low = match.group().lower()
        if low in verbs.verbs:
            return Found(tuple(words), "attribution")
        if index == 0 and low in verbs.subject_verbs and low not in AND:
            return Found(tuple(words), "subject")
        if low not in verbs.auxiliaries:
            return None
    return None
