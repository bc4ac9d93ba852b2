"""Which of the names that an article gives are one person's, so that nobody is told twice.

Copy writes a person in several ways: Lena Ortiz and Lena Ortiz Vidal, George Anton Veld and Anton Veld, Alex Rohr and
Alexander Rohr. The rules and the model may also see one name at one spot with and without what stands before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from streams.enrich.lexicon import fold, given_name_gender, is_given
from streams.enrich.reading import Word

#: What tells a father from a son.
_GENERATIONS = frozenset({"jr", "jr.", "sr", "sr.", "junior", "senior", "ii", "iii", "iv", "filho", "neto"})
#: With more names than that the work, which grows with their square, is not done.
_MOST = 200
_SHORTEST = 3  # letters of a short form: Dan, Max
#: A German noun of so many letters is nobody's given name: Sicherheitsexperten Jana Ohm.
_LONG_NOUN = 12
#: What makes an adjective of an English name; Korean given names go on in lower case, too.
_ADJECTIVE = re.compile(
    r"-(?:themed|led|backed|style|era|like|owned|based|linked|inspired|funded|run|appointed|brokered|signed|branded"
    r"|aligned|controlled|nominated|endorsed|supporting|designed|directed|produced|hosted|founded|loving|esque)$"
)


def own_words(words: Sequence[Word], language: str) -> tuple[Word, ...]:
    """The words of a full name without what only touches it: Tova Lind-themed, Sicherheitsexperten Jana Ohm."""
    first, last = words[0].text, words[-1]
    if language == "en" and "-" in last.text and (cut := _ADJECTIVE.search(last.text)):
        kept = last.text[: cut.start()]
        return (*words[:-1], Word(kept, last.start, last.start + len(kept)))
    noun = language == "de" and len(words) > 2 and len(first) >= _LONG_NOUN and "-" not in first
    return tuple(words[1:]) if noun and is_given(words[1].text) and not is_given(first) else tuple(words)


def pairs_of_one(names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The keys of the names that are another's, shorter, each with the key of that other. No key comes twice."""
    split = [name.split(" ") for name in names.values()]
    alike = len({each[0] for each in split}) < len(split) or len({each[-1] for each in split}) < len(split)
    if not alike or len(names) > _MOST:
        return  # names of one person begin or end alike; in most articles none do
    words = {key: fold(name).split() for key, name in names.items()}
    ordered = sorted((key for key in words if len(words[key]) > 1), key=lambda key: len(names[key]))
    for index, key in enumerate(ordered):
        others = [other for other in ordered[index + 1 :] if _is_one(words[key], words[other])]
        if len(others) == 1:
            yield key, others[0]


def _is_one(less: list[str], more: list[str]) -> bool:
    """Whether two full names are one person's.

    The words of the one begin or end the other; or their surnames are the same, and one given name is the beginning of
    the other, two letters shorter at least (Dan and Daniel, not Paul and Paula).
    """
    if len(less) == len(more):
        return less[1:] == more[1:] and is_short_form(less[0], more[0])
    if len(less) > len(more):
        return False
    size = len(less)
    rest = more[size:] if more[:size] == less else more[:-size] if more[-size:] == less else None
    return rest is not None and _GENERATIONS.isdisjoint(rest)


def is_short_form(short: str, long: str) -> bool:
    """Whether a given name is the beginning of another, and not the other sex's: Dan of Daniel, not of Daniela."""
    if len(short) < _SHORTEST or len(long) < len(short) + 2 or not fold(long).startswith(fold(short)):
        return False
    if not (is_given(short) and is_given(long)):
        return False
    return {given_name_gender(short), given_name_gender(long)} != {"m", "f"}
