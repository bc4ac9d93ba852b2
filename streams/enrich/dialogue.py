"""Speech that dashes mark in Spanish, Italian and Portuguese copy: "—No lo sé —dijo Inés Tovar—. Ya veremos."

A paragraph that opens with a dash is a turn of a dialogue if a clause with a verb of speech stands in it behind a
second dash. Without that clause it may be an item of a list, and counts for nothing.
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


def _text(match: re.Match[str]) -> str:
    """What is said, without the clause and its dashes."""
    said, rest = match["said"].rstrip(), (match["rest"] or "").strip()
    if rest[:1] in {".", ",", ";", ":"}:
        return said.rstrip(".,") + rest
    if match["clause"].rstrip().endswith(".") and said[-1] not in ".!?…":
        said = said.rstrip(",") + "."
    return f"{said} {rest}".rstrip()
