"""The French clause that stands inside the marks: « Le moulin, a expliqué la maire, restera ouvert. »

It belongs to the reporter, so that it is taken out of the quotation; and it says who speaks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from streams.enrich.lexicon import speech
from streams.found import Person

_LETTERS = "a-zàâäçéèêëîïôöûùüœ"
_CLAUSE = re.compile(
    rf", (?:(?:a|ont|avait|avaient|aurait) )?(?P<verb>[{_LETTERS}]+)(?:-t)?(?:-(?P<pronoun>ils?|elles?|on))?"
    rf"(?: (?P<who>[^,.;:!?«»]{{1,80}}))?(?=[,.])"
)
_HAS = re.compile(
    rf", (?P<pronoun>a-t-(?:il|elle|on)) (?P<verb>[{_LETTERS}]+)(?P<who> [^,.;:!?«»]{{1,80}})?(?=[,.])"
)


class Incise(NamedTuple):
    """A quotation without its clause; whose name stands in that, or else "m" or "f", whom its pronoun means."""

    text: str
    speaker: str | None
    gender: str | None


def without_incise(text: str, people: Sequence[Person]) -> Incise | None:
    """The quotation without a clause of speech in it; None if there is none."""
    verbs = speech("fr").verbs
    for match in (*_HAS.finditer(text), *_CLAUSE.finditer(text)):
        if match["verb"] not in verbs:
            continue
        spoken = text[: match.start()] + text[match.end() :].removeprefix(",")
        pronoun = match["pronoun"]
        if pronoun is not None:
            return Incise(spoken, None, "f" if "elle" in pronoun else "m" if "il" in pronoun else None)
        who = match["who"] or ""
        named = [
            each.name for each in people if each.name in who or who.endswith(each.name.rpartition(" ")[2])
        ]
        return Incise(spoken, named[0] if len(named) == 1 else None, None)
    return None
