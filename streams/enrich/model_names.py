"""What the model of names adds to what the rules found.

The rules go first: a name of the model that overlaps one of theirs is theirs. What they know to be something else is
not taken from the model either: a firm is no person, a country's people no organisation.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from streams.enrich.clubs import club_kinds
from streams.enrich.companies import is_listed
from streams.enrich.gazetteer import gazetteer, is_a_people
from streams.enrich.lexicon import (
    Lexicon,
    day_set,
    fold,
    is_given,
    is_place,
    legal_forms,
    organisation_names,
    speech,
)
from streams.enrich.name_features import is_frequent
from streams.enrich.name_tagger import Tagged
from streams.enrich.names import Found, is_full_name
from streams.enrich.organisation_doubts import defined_acronyms
from streams.enrich.organisation_grammar import Hit, ends_before_for
from streams.enrich.reading import Line, Word, is_initial, is_shout, words_before
from streams.enrich.titles import extend_left, is_a_ships, is_role, is_title
from streams.found import Evidence, Organisation, Person

_OF_A_PARTY = re.compile(r"[A-Z]-[A-Z]")  # Del. Jane Roe (D-Harwich)
#: What the model takes along before a name.
_LEAD = re.compile(r"The |and (?:the )?")
#: Who wrote a letter or a note, and when: "(Anna Sand aus Berlin, Jan Roe, 3.5.2026)".
_SIGNED = re.compile(r"\([^()\n]{3,300}?\d{1,2}\. ?(?:\d{1,2}\.|[^\W\d_]{3,10}) ?\d{2,4}\)")
_PIECE = re.compile(r"[^ \u00a0\u202f]+")
#: How sure the model must be of a person of one word that is a place or a company, too.
_SURE = 0.95
#: What is behind a single name: its possessive, and three words.
_BEHIND = re.compile(r"(?:['’]s)? (\w+)(?: (\w+)(?: (\w+))?)?")
_REACH = 30  # characters before a name in which the word before it is looked for
_WHERE = frozenset(
    {"in", "at", "near", "on", "outside", "inside", "im", "am", "bei", "beim", "na", "no", "em"}
)
#: How sure the model must be of a person of one word that is no given name and has no title: most of the others are
#: firms, products and villages.
_BARE = 0.8
_LARGE = 200_000  # inhabitants


def model_people(
    lex: Lexicon,
    lines: Sequence[Line],
    tagged: Sequence[Tagged],
    known: Collection[str],
) -> Iterator[tuple[int, Found]]:
    """The people whom only the model finds, each with the paragraph: first those named in full.

    `known` are the names that the rules found: a bare surname or given name of one of them is nobody else's.
    Nor is an acronym that the article spells out anybody: South Coast Revenue Service (Scars).
    """
    people = [each for each in tagged if each.kind == "person"]
    texts = {line.index: line.text for line in lines}
    parts = {part for name in known for part in _parts(name)}
    read = [(each, *_without_title(lex, texts[each.paragraph], each)) for each in people]
    things = {_name_of(words) for each, _, words in read if _is_a_things(lex, texts[each.paragraph], words)}
    bare = []
    for each, title, words in read:
        if (not each.sure and not title) or _is_signed(texts[each.paragraph], each):
            continue
        if title and is_a_ships(lex, title):
            continue
        if len(words) < 2:
            bare.append((each, title, words))
        elif is_full_name(lex, words, titled=True) and not (
            _is_firm(words)
            or _name_of(words) in things
            or _is_known_place(lex, words)
            or _is_a_venues(lex, texts[each.paragraph], words[-1].end)
        ):
            parts.update(part for word in words for part in _parts(word.text))
            yield each.paragraph, Found(words, "model", title, each.score)
    acronyms = defined_acronyms(lines) if bare else {}
    bodies = {
        words[0].text
        for each, _, words in bare
        if words and _is_a_bodys(lex, texts[each.paragraph], words[0], people, each.paragraph)
    }
    for each, title, words in bare:
        if not words or fold(words[0].text) in parts or words[0].text in acronyms:
            continue
        if not title and _goes_before(lex, texts[each.paragraph], words[0]):
            continue
        if title and _is_a_titled_places(lex, texts[each.paragraph], words[0].end):
            continue
        sure = title or is_given(words[0].text) or _is_personal(lex, texts[each.paragraph], words[0])
        least = 0.0 if sure else _BARE
        if _name_of(words) in things or words[0].text in bodies:
            continue
        if each.score < least or not _may_be_bare(lex, words[0], each.score):
            continue
        whole = None if title else _in_full(texts, people, words[0])
        if whole is not None and not is_full_name(lex, whole[1]):
            whole = None
        paragraph, words = whole or (each.paragraph, words)
        yield paragraph, Found(words, "model", title, each.score)


def _name_of(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def _is_signed(text: str, each: Tagged) -> bool:
    """Whether a name stands in a signature: it is that of who wrote the line, not of somebody whom it is about."""
    opening = text.rfind("(", 0, each.start)
    signed = _SIGNED.match(text, opening) if opening >= 0 else None
    return signed is not None and signed.end() > each.end


def _parts(name: str) -> Iterator[str]:
    """The words of a name, and what follows a particle in one: Sharaq in al-Sharaq."""
    for word in fold(name).split():
        yield word
        yield word.rpartition("-")[2]


def _without_title(lex: Lexicon, text: str, each: Tagged) -> tuple[str | None, tuple[Word, ...]]:
    """The title before a name or at its beginning, and the name without it."""
    words = [
        Word(match.group(), match.start(), match.end())
        for match in _PIECE.finditer(text, each.start, each.end)
    ]
    own = 0
    while own < len(words) - 1 and (end := _title_end(lex, words, own)):
        own = end
    around = [*words_before(text, words[0].start), *words]
    verbs = speech(lex.language).verbs
    while len(words) - own > 2 and words[-1].low in verbs:
        around.pop()
        words.pop()  # a headline in title case: Anna Sand Says
    at = len(around) - len(words) + own
    title = is_title(lex, around, at)
    if title is None or all(word.low in lex.dropped_honorifics for word in around[title:at]):
        return None, tuple(words[own:])
    begin = extend_left(lex, around, title, len(around) - len(words))
    return text[around[begin].start : around[at - 1].end], tuple(words[own:])


def _title_end(lex: Lexicon, words: Sequence[Word], start: int) -> int:
    """Where a title ends that begins at `start`, with a word left after it; 0 if none does."""
    for end in range(len(words) - 1, start, -1):
        if is_title(lex, words, end) == start:
            return end
    return 0


def _is_a_things(lex: Lexicon, text: str, words: Sequence[Word]) -> bool:
    """Whether a name is said to be something else's: the ferry Anna Sand; the town of Ha Tarn.

    A given name at its beginning, and "who" behind it, say that it is a person's, except after "the town of".
    """
    end = words[0].start
    last = text[max(0, end - _REACH) : end].rstrip(", ").rpartition(" ")[2].lower()
    if last not in lex.things and last not in lex.namesakes and last not in lex.tail_links:
        return False
    comma = text.endswith(", ", 0, end)
    before = words_before(text, end - 2 * comma, 4, glued=comma)
    if not before or (
        comma and (text[words[-1].end : words[-1].end + 1] not in {",", "."} or _is_where(before))
    ):
        return False
    if not comma and before[-1].low in lex.namesakes:
        return True
    if before[-1].low in lex.tail_links:
        return len(before) > 1 and before[-2].low in lex.things
    if is_given(words[0].text) or text.startswith(", who ", words[-1].end):
        return False
    return before[-1].low in lex.things or (comma and before[-1].low in lex.namesakes)


def _is_a_bodys(lex: Lexicon, text: str, word: Word, people: Sequence[Tagged], paragraph: int) -> bool:
    """Whether a single name is a firm's, a university's or an army's by what follows it.

    The Wagner group; Petrobras said its terminals were open; Lund's Anders Sand, who is named in full behind it.
    """
    behind = _BEHIND.match(text, word.end)
    if behind is None:
        return False
    first, second, third = behind.groups()
    if first in lex.bodies:
        return True
    if first in speech(lex.language).verbs:
        return (third if second == "that" else second) in lex.its
    return any(
        each.paragraph == paragraph and each.start == behind.start(1) and " " in text[each.start : each.end]
        for each in people
    )


def _is_a_venues(lex: Lexicon, text: str, end: int) -> bool:
    """Whether a hall, a street or a prize follows that bears the name: im Pierre Mauroy Stadion."""
    behind = _BEHIND.match(text, end)
    return behind is not None and behind.start(1) == end + 1 and behind[1].lower() in lex.venues


def _is_a_titled_places(lex: Lexicon, text: str, end: int) -> bool:
    """Whether a place bears a title and a single name with its possessive: King William's Town."""
    behind = _BEHIND.match(text, end)
    return (
        behind is not None
        and text.startswith(("'s ", "’s "), end)
        and behind[1][0].isupper()
        and behind[1].lower() in lex.venues
    )


def _goes_before(lex: Lexicon, text: str, word: Word) -> bool:
    """Whether a capitalised word that opens no sentence is joined to the single name: it is half of Star Trek."""
    before = words_before(text, word.start, 2)
    if not before or before[-1].end + 1 != word.start or not before[-1].text[0].isupper():
        return False
    last = before[-1]
    if last.low in lex.openers or last.low in day_set(lex.language) or last.low in lex.honorifics:
        return False
    return len(before) > 1 and before[0].end + 1 == last.start and not last.text.endswith(".")


def _in_full(
    texts: Mapping[int, str], people: Sequence[Tagged], last: Word
) -> tuple[int, tuple[Word, ...]] | None:
    """Where the model saw a surname behind a given name, though it was not sure of the two: LeBron James."""
    for each in people:
        words = tuple(
            Word(match.group(), match.start(), match.end())
            for match in _PIECE.finditer(texts[each.paragraph], each.start, each.end)
        )
        if len(words) == 2 and words[1].text == last.text and words[0].text != last.text:
            return each.paragraph, words
    return None


def _is_where(words: Sequence[Word]) -> bool:
    """Whether the words only say where something was: at the club, Kwame Ode, 40, said."""
    return any(word.low in _WHERE for word in words)


def _is_personal(lex: Lexicon, text: str, word: Word) -> bool:
    """Whether only a person can stand there: Mr Abern; Whit, who."""
    before = words_before(text, word.start, 1)
    return text.startswith((", who ", ", whose "), word.end) or (
        bool(before) and before[-1].low in lex.honorifics
    )


def _is_firm(words: Sequence[Word]) -> bool:
    return words[-1].text in legal_forms() or any(word.text.endswith("-based") for word in words)


def _may_be_bare(lex: Lexicon, word: Word, score: float) -> bool:
    """Whether a single word may be a person: no word of the language, no acronym, no organisation."""
    low = word.low
    if len(word.text) < 3 or is_shout(word.text) or is_initial(word.text) or "." in word.text:
        return False
    if lex.language == "de" and is_frequent(low, "de") and not is_given(word.text):
        return False  # Knapp über die Hälfte
    if low in lex.stop or low in lex.not_names or low in lex.openers or is_role(lex, word):
        return False
    if low in organisation_names():
        return False
    known = _is_known_place(lex, (word,)) or is_listed(word.text) or word.text in club_kinds()
    return not known or score >= _SURE


def _is_known_place(lex: Lexicon, words: Sequence[Word]) -> bool:
    """Whether a name is a place that everybody knows; that Clinton is a town, too, says little of him."""
    if is_given(words[0].text):
        return False
    name = _name_of(words)
    entries = gazetteer().lookup(name, lex.language)
    return is_place(name) or any(entry.kind != "city" or entry.population >= _LARGE for entry in entries)


def model_organisations(
    lex: Lexicon,
    lines: Sequence[Line],
    tagged: Sequence[Tagged],
    hits: Sequence[Hit],
    people: Collection[str],
    defined: Mapping[str, str],
) -> list[Hit]:
    """The organisations that only the model finds, where neither a rule's organisation nor a person stands.

    One that has the whole of a rule's name in it is the longer name, of which the rule saw half. An acronym that the
    article defines (`defined`) is what it is defined as.
    """
    found: list[Hit] = []
    texts = {line.index: line.text for line in lines}
    names = {fold(name) for name in people}
    taken: dict[int, list[Hit]] = {}
    for hit in hits:
        taken.setdefault(hit.paragraph, []).append(hit)
    for each in tagged:
        if each.kind != "organisation" or not each.sure:
            continue
        name = texts[each.paragraph][each.start : each.end]
        lead = _LEAD.match(name)
        if lead is not None and name.count(" ", lead.end()):
            each, name = each._replace(start=each.start + lead.end()), name[lead.end() :]
        there = [h for h in taken.get(each.paragraph, ()) if h.start < each.end and each.start < h.end]
        if there and not _is_longer(each, there, texts[each.paragraph]):
            continue
        if fold(name) not in names and _may_be_organisation(lex, name):
            name = defined.get(name, name)
            found.append(Hit(name, "model", each.paragraph, each.start, each.end, each.score))
    return found


def _is_longer(each: Tagged, there: Sequence[Hit], text: str) -> bool:
    """Whether the one name of a rule that stands there is a part of the model's.

    A league and the club for which somebody played in it are two names.
    """
    hit = there[0]
    inside = each.start <= hit.start and hit.end <= each.end
    longer = each.end - each.start > hit.end - hit.start
    return len(there) == 1 and inside and longer and not ends_before_for(text, hit.end)


def _may_be_organisation(lex: Lexicon, name: str) -> bool:
    """Whether the words may be an organisation: no word of the language alone, no country and no people.

    Where a well-known form stands that the rules did not take, it means something else.
    """
    low = name.lower()
    if low in organisation_names() or _OF_A_PARTY.match(name):
        return False
    words = name.split(" ")
    if words[0].lower() in lex.honorifics:
        return False
    if len(words) == 3 and is_given(words[1]) and is_a_people(lex.language, words[0]):
        return False  # Briton Anna Sand
    if len(name) < 2 or low in lex.stop or low in lex.not_names or low in lex.openers:
        return False
    return not any(
        entry.kind in ("country", "people", "region") for entry in gazetteer().lookup(name, lex.language)
    )


def without_parts(people: Sequence[Person], organisations: Sequence[Organisation]) -> tuple[Person, ...]:
    """The people without those of the model who are a part of an organisation's name: the Tova Lind Foundation."""
    spans = [organisation.evidence for organisation in organisations]

    def is_part(spot: Evidence) -> bool:
        return spot.rule == "model" and any(
            other.paragraph == spot.paragraph and other.start <= spot.start and spot.end <= other.end
            for other in spans
        )

    return tuple(person for person in people if not is_part(person.evidence))


def outside(tagged: Sequence[Tagged], organisations: Sequence[Organisation]) -> tuple[Tagged, ...]:
    """The names of the model without places that are a part of an organisation's name: the Boston Celtics."""
    spans = [organisation.evidence for organisation in organisations]
    return tuple(
        each
        for each in tagged
        if each.kind != "place"
        or not any(
            spot.paragraph == each.paragraph and spot.start <= each.start and each.end <= spot.end
            for spot in spans
        )
    )
