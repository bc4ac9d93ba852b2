"""Speech that dashes mark in Spanish, Italian, Portuguese and French copy: "—No lo sé —dijo Inés Tovar—. Ya veremos."

A paragraph that opens with a dash is a turn of a dialogue if a clause with a verb of speech stands in it behind a
second dash; in French behind a comma or a question: "– Jamais, répond Odile Mercier." Without that clause it may be an
item of a list, and counts for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from streams.enrich.lexicon import speech
from streams.enrich.quote_marks import clause_end, words_in
from streams.enrich.reading import Reading, Word

_LONGEST = 2_000  # characters of a paragraph that is looked at
_TURN = re.compile(
    r"[—–―] ?(?P<said>[^—–―]{2,}?) [—–―] ?(?P<clause>[^—–―]{3,160})(?:[—–―](?P<rest>[^—–―]*))?"
)
#: In French the clause follows the first words: a verb, then who speaks.
_FRENCH = re.compile(
    r"(?P<mark>,|[?!…]) (?P<verb>[^\W\d_]+(?:['’][^\W\d_]+)?(?:-t)?)(?P<inverted>-(?:il|elle)\b)?"
)
_LEAST_SAID = 2  # characters


class Turn(NamedTuple):
    """A turn of a dialogue: where it stands, what is said, and the words behind the verb of its clause."""

    paragraph: int
    start: int
    end: int
    text: str
    subject: Word | None  # the first of those words; None if nobody is named
    limit: int  # where the clause ends


def find_turns(reading: Reading) -> Iterator[Turn]:
    """The turns that a dash opens, in order. Never raises."""
    verbs = speech(reading.language)
    for line in reading.lines:
        if line.text[:1] not in {"—", "–", "―"} or len(line.text) > _LONGEST:
            continue
        if reading.language == "fr":
            turn = _french_turn(line.index, line.text)
            if turn is not None:
                yield turn
            continue
        match = _TURN.match(line.text)
        if match is None or not match["said"].strip():
            continue
        start, stop = match.span("clause")
        words = words_in(line.text, start, stop)
        while words and words[0].low in verbs.auxiliaries:
            words = words[1:]
        if not words or words[0].low not in verbs.verbs:
            continue
        rest = [word for word in words[1:] if word.low not in verbs.auxiliaries]
        subject = rest[0] if rest else None
        close = clause_end(line.text, words[0].end, stop)
        limit = close.start() if close else stop
        yield Turn(line.index, match.start("said"), match.end(), _text(match), subject, limit)


def _french_turn(paragraph: int, text: str) -> Turn | None:
    """What is said before the first clause of speech, whose verb goes before the one who speaks."""
    verbs = speech("fr")
    begin = len(text) - len(text[1:].lstrip())
    for match in _FRENCH.finditer(text, begin):
        verb = match["verb"].lower().removesuffix("-t").replace("’", "'").removeprefix("s'")
        said = text[begin : match.end("mark")].rstrip(",").strip()
        if verb not in verbs.verbs or len(said) < _LEAST_SAID:
            continue
        close = clause_end(text, match.end(), len(text))
        limit = close.start() if close else len(text)
        named = match["inverted"] or any(
            word.text[0].isupper() for word in words_in(text, match.end(), limit)
        )
        if close is not None and close.group() == "," and not named:
            return None  # – La taxe, dit la loi, est due.
        if match["inverted"]:
            start = match.start("inverted") + 1
            subject = Word(text[start : match.end()], start, match.end())
        else:
            rest = [word for word in words_in(text, match.end(), limit) if word.low not in verbs.auxiliaries]
            if not rest:
                continue
            subject = rest[0]
        return Turn(paragraph, begin, match.end("mark"), said, subject, limit)
    return None


def _text(match: re.Match[str]) -> str:
    """What is said, without the clause and its dashes."""
    said, rest = match["said"].rstrip(), (match["rest"] or "").strip()
    if rest[:1] in {".", ",", ";", ":"}:
        return said.rstrip(".,") + rest
    if match["clause"].rstrip().endswith(".") and said[-1] not in ".!?…":
        said = said.rstrip(",") + "."
    return f"{said} {rest}".rstrip()
