"""The clause inside the marks in Spanish, Italian and Portuguese: «El molino, dijo la alcaldesa, seguirá abierto».

It belongs to the reporter, so that it is taken out of the quotation; and it says who speaks. It stands between commas
or dashes and opens with a verb of speech. The verbs of these languages are also other words, and speakers quote others
("como dice mi madre"), so that a clause counts only with a person, a role or a pronoun behind its verb, or in the past.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from streams.enrich.incise import Incise
from streams.enrich.lexicon import AND, Lexicon, is_given, speech
from streams.enrich.names import is_full_name
from streams.enrich.quote_marks import words_in
from streams.enrich.reading import Word, is_particle
from streams.enrich.titles import is_role
from streams.found import Person

_CLAUSE = re.compile(
    r"(?:, ?| [–—-] ?)(?P<has>(?:ha|han|hanno|había|aveva|tinha) )?(?P<verb>[^\W\d_]{3,20})"
    r"(?: (?P<who>[^,.;:!?«»“”\"–—]{2,90}?))?(?P<close>,| ?[–—]| -(?= )|(?=[.]$)|(?=[.] ))"
)
_PAST = re.compile(r"\w+(?:ó|ò|ou|eu)|dijo|disse|diceva|decía|dizia")


def without_clause(lex: Lexicon, text: str, people: Sequence[Person]) -> Incise | None:
    """The quotation without its clause of speech; None if there is none. `text` is what stands between the marks."""
    verbs = speech(lex.language)
    for match in _CLAUSE.finditer(text):
        if match["verb"] not in verbs.verbs or not match.start():
            continue
        who = match["who"] or ""
        words = words_in(who, 0, len(who))
        gender = _gender(lex, words)
        named = _speaker(lex, who, people)
        reported = bool(match["has"]) or _PAST.fullmatch(match["verb"]) is not None
        if named is None and words and words[0].start == 0 and is_given(words[0].text):
            named = _written(lex, words, who)
        known = gender or named or any(is_role(lex, word) for word in words)
        if not (known or (reported and not words)):
            continue
        rest = text[match.end() :].lstrip()
        gap = "" if rest[:1] in {"", ".", ",", ";"} else " "
        return Incise(text[: match.start()] + gap + rest, named, gender)
    return None


def _written(lex: Lexicon, words: Sequence[Word], who: str) -> str | None:
    """The full name that opens the phrase, of one whom nothing else introduces: explicó Inés Tovar a los jueces.

    None where another is named beside: "Inés Tovar y Marta Sol".
    """
    end = 1
    while end < len(words) and who[words[end - 1].end : words[end].start] == " ":
        led = end == 1 and is_particle(words[end]) and end + 1 < len(words)
        if not (words[end].text[0].isupper() or (led and words[end + 1].text[0].isupper())):
            break
        end += 1
    if end < len(words) and words[end].low in AND:
        return None
    return who[: words[end - 1].end] if is_full_name(lex, words[:end]) else None


def _gender(lex: Lexicon, words: Sequence[Word]) -> str | None:
    """Whom a pronoun behind the verb means: "m" or "f"."""
    verbs = speech(lex.language)
    if not words:
        return None
    return "m" if words[0].low in verbs.he else "f" if words[0].low in verbs.she else None


def _speaker(lex: Lexicon, who: str, people: Sequence[Person]) -> str | None:
    """The one person at the head of the phrase: "la alcaldesa Inés Tovar", but not "el portavoz de Inés Tovar"."""
    found = None
    for person in people:
        form = next(
            (each for each in (person.name, person.name.rpartition(" ")[2]) if _ends(who, each)), None
        )
        if form is None:
            continue
        if found is not None:
            return None  # two who bear the name
        lead = who[: who.index(form)]
        if person.title is not None:
            lead = lead.removesuffix(f"{person.title} ")
        if any(word in speech(lex.language).prepositions for word in lead.lower().split() if word != "a"):
            return None
        if lead.split() and not lead.split()[-1].islower():
            return None  # "Marta Tovar", where Inés Tovar is known
        found = person.name
    return found


def _ends(who: str, name: str) -> bool:
    return who == name or who.endswith(f" {name}")
