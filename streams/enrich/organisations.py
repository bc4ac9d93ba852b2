"""The organisations an article names: well-known ones, and others by the grammar of their names.

The well-known ones are found by any of the forms in which copy writes them (data/names/organisations.txt);
organisation_grammar reads the others. Then the later mentions of what was read once are added, and the mentions of each
organisation are gathered.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache

from streams.enrich.clubs import club_hits
from streams.enrich.companies import company_hits, symbol_of
from streams.enrich.lexicon import (
    Lexicon,
    known_names_only,
    known_organisations,
    national_organisations,
    sections,
)
from streams.enrich.listed_bodies import bodies_in, is_listed_language
from streams.enrich.listed_names import Span, all_forms, forms_of, listed_in
from streams.enrich.model_names import model_organisations
from streams.enrich.name_tagger import Tagged
from streams.enrich.organisation_doubts import (
    defined_acronyms,
    foreign_acronyms,
    is_doubtful,
    people_before,
)
from streams.enrich.organisation_grammar import ACRONYM, Cover, Hit, grammar_hits, heads_of, spells
from streams.enrich.reading import UPPER, Line, Reading, is_shouted
from streams.found import Evidence, Organisation

_WEIGHTS = {"model": 1, "again": 2}
_JOINED = re.compile(rf"-[{UPPER}]{{2,}}(?!\w|-)")  # Nordlicht-KLM is another firm
#: Whose nouns are joined to names: EZB-Chefin, VVD-Kamerlid.
_COMPOUNDS = frozenset({"de", "nl"})
#: What each town or state has one of. Of parties and unions the longer name may be another's.
_OF_A_TOWN = (" Court", " Police", " Council", " Department", " Office")
_OF_A_STATE = re.compile(r"-[A-Z]{2}\)")  # o deputado (PL-GO)


def find_organisations(
    reading: Reading, people: Collection[str] = (), tagged: Sequence[Tagged] = ()
) -> tuple[Organisation, ...]:
    """The organisations that the article names, in the order of their first mention, with their numbers of mentions.

    Of languages without a lexicon, Dutch and those of `listed_bodies` have what is on lists; any other gives none. A
    well-known organisation has its usual name in that language, whatever form was written; any other has its name as
    written. A headline is read for well-known ones only, and text in capitals is not read at all. `people` are the full
    names of those whom the article names: a word that is somebody's surname there is no company. `tagged` are the names
    that the model found; they add what no rule reads. Never raises.
    """
    lex, headline = reading.lexicon, reading.headline
    if lex is None:
        return _listed(reading, people)
    hits: list[Hit] = []
    defined = defined_acronyms(reading.lines)
    if headline is not None and not headline.shouted:
        forms = listed_in(headline.text).forms
        hits += _meant(defined, headline.text, known_hits(lex, headline.index, headline.text, forms))
    grammar: list[Hit] = []
    listed = [listed_in(line.text) for line in reading.lines]
    for line, names in zip(reading.lines, listed, strict=True):
        if not line.shouted:
            known = list(_meant(defined, line.text, known_hits(lex, line.index, line.text, names.forms)))
            hits += known
            grammar += grammar_hits(lex, line.index, line.text, known)
    grammar = _bare(_without_person(hit, people) for hit in grammar)
    hits += grammar
    hits += company_hits(lex, reading.lines, [names.companies for names in listed], people)
    hits += club_hits(lex, reading.lines, [names.clubs for names in listed], people)
    model = model_organisations(lex, reading.lines, tagged, hits, people, defined)
    model = _bare(_without_person(hit, people) for hit in model)
    hits = [hit for hit in hits if not _covered(hit, model)] + model
    hits = _as_spelt_out(reading, hits)
    hits = _in_full(hits)
    legal = heads_of(lex.language).legal
    hits += _again([*grammar, *model], hits, reading.lines, legal)
    return _gathered(hits, legal)


def _in_full(hits: Sequence[Hit]) -> list[Hit]:
    """The hits, the last words of one longer name as that: the Superior Court, of the Dorling County Superior Court."""
    names = {hit.name for hit in hits if hit.rule in ("head", "model") and hit.name.endswith(_OF_A_TOWN)}
    full: dict[str, set[str]] = {}
    for other in names:
        _, space, name = other.partition(" ")
        while space:  # each end of it: with every pair of names it would take too long
            if " " in name and name in names:
                full.setdefault(name, set()).add(other)
            _, space, name = name.partition(" ")
    if not full:
        return list(hits)
    whole = {name: next(iter(of)) for name, of in full.items() if len(of) == 1}
    return [hit._replace(name=whole.get(hit.name, hit.name)) for hit in hits]


def _as_spelt_out(reading: Reading, hits: Sequence[Hit]) -> list[Hit]:
    """The hits, with acronyms of well-known organisations as the article has them: RSF of the Rapid Support Forces."""
    spelt: dict[str, str] = {}
    for hit in hits:
        initials = "".join(word[0] for word in hit.name.split() if word[0].isupper())
        if len(initials) > 2 and " " in hit.name:
            spelt.setdefault(initials, hit.name)
    if not spelt:
        return list(hits)
    found = []
    for hit in hits:
        line = reading.headline if hit.paragraph < 0 else reading.lines[hit.paragraph]
        name = spelt.get(line.text[hit.start : hit.end]) if line is not None and hit.rule == "known" else None
        other = name is not None and not _is_known_as(name, hit.name)
        found.append(hit._replace(name=name) if name is not None and other else hit)
    return found


def _listed(reading: Reading, people: Collection[str]) -> tuple[Organisation, ...]:
    """The organisations on the lists, for a language whose grammar is not read."""
    if is_listed_language(reading.language):
        return _listed_bodies(reading)
    lex = known_names_only(reading.language)
    if lex is None:
        return ()
    texts = enumerate(reading.paragraphs)
    lines = [Line(index, text, (), False) for index, text in texts if not is_shouted(text)]
    listed = [listed_in(line.text) for line in lines]
    hits = [
        hit
        for line, names in zip(lines, listed, strict=True)
        for hit in known_hits(lex, line.index, line.text, names.forms)
    ]
    hits += company_hits(lex, lines, [names.companies for names in listed], people)
    hits += club_hits(lex, lines, [names.clubs for names in listed], people)
    return _gathered(hits, frozenset())


def _listed_bodies(reading: Reading) -> tuple[Organisation, ...]:
    """Those of a language that has a list of its own."""
    hits: list[Hit] = []
    for index, text in enumerate(reading.paragraphs):
        bodies = bodies_in(reading.language, text)
        hits += [Hit(name, "known", index, start, end) for name, start, end in bodies]
    return _gathered(hits, frozenset())


def _without_person(hit: Hit, people: Collection[str]) -> Hit:
    """The hit without somebody of whom the article tells: el juez del Tribunal Superior Ánxel Ferro."""
    if hit.rule not in ("head", "model"):
        return hit
    name = next((each for each in people if hit.name.endswith(f" {each}")), None)
    if name is None or hit.name.count(" ") < name.count(" ") + 2:
        return hit  # Fundación Ánxel Ferro
    rest = hit.name[: -len(name) - 1]
    rest = rest.removesuffix(" and").removesuffix(" y").removesuffix(" e").removesuffix(" und")
    return hit._replace(name=rest, end=hit.start + len(rest))


def _bare(hits: Iterable[Hit]) -> list[Hit]:
    return [bare for hit in hits if (bare := _without_joined(hit)) is not None]


def _without_joined(hit: Hit) -> Hit | None:
    """The hit without what is joined to it, "the Delhi-based Energy Council"; None if nothing else is left."""
    first, _, rest = hit.name.partition(" ")
    if first.rpartition("-")[2] not in _joined() or "-" not in first:
        return hit
    return hit._replace(name=rest, start=hit.end - len(rest)) if " " in rest else None


@cache
def _joined() -> frozenset[str]:
    return sections("names", "heads.txt")["joined"]


def _covered(hit: Hit, others: Iterable[Hit]) -> bool:
    """Whether a hit stands inside one of the others."""
    return any(
        other.paragraph == hit.paragraph and other.start <= hit.start and hit.end <= other.end
        for other in others
    )


def _meant(defined: Mapping[str, str], text: str, hits: Iterable[Hit]) -> Iterator[Hit]:
    """The hits without acronyms that the article defines as something else: (NBC), of Northmarch."""
    for hit in hits:
        other = defined.get(text[hit.start : hit.end])
        if other is None or _is_known_as(other, hit.name):
            yield hit


def _is_known_as(name: str, usual: str) -> bool:
    """Whether a name is a form of the organisation with that usual name."""
    return any(
        name in forms and any(usual in each for each in entry.values())
        for entry in known_organisations()
        for forms in entry.values()
    )


def _again(
    grammar: Sequence[Hit], hits: Sequence[Hit], lines: Sequence[Line], legal: frozenset[str]
) -> list[Hit]:
    """Later mentions of what the grammar found once: the bare name, and the acronym that was defined."""
    wanted: dict[str, str] = {}
    for hit in grammar:
        base = _base(hit.name, legal)
        if " " in base or hit.rule in ("office", "model"):
            wanted.setdefault(base, hit.name)
        match = ACRONYM.match(lines[hit.paragraph].text, hit.end)
        if match and (hit.rule == "acronym" or _spells_loosely(hit.name, match[1])):
            wanted.setdefault(match[1], hit.name)
    if not wanted:
        return []
    spans: dict[int, list[tuple[int, int]]] = {}
    for hit in hits:
        spans.setdefault(hit.paragraph, []).append((hit.start, hit.end))
    found: list[Hit] = []
    for line in lines:
        cover = Cover(spans.get(line.index, ()))
        for start, end in _occurrences(line.text, wanted):
            # the acronym in its own definition is no second mention
            defining = line.text[start - 1 : start] == "(" and line.text[end : end + 1] == ")"
            if not defining and not cover.holds(start, end):
                found.append(Hit(wanted[line.text[start:end]], "again", line.index, start, end))
    return found


def _occurrences(text: str, names: Iterable[str]) -> list[tuple[int, int]]:
    """Where the names stand as words of their own, in order; of those that overlap the first and longest."""
    places: list[tuple[int, int]] = []
    for name in names:
        start = text.find(name)
        while start >= 0:
            end = start + len(name)
            before, after = text[max(0, start - 1) : start], text[end : end + 1]
            if not (before and (before.isalnum() or before in "-_")) and not (
                after.isalnum() or after == "_"
            ):
                places.append((start, -end))
            start = text.find(name, end)
    found: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if not found or start >= found[-1][1]:
            found.append((start, -end))
    return found


def _spells_loosely(name: str, acronym: str) -> bool:
    words = [word for word in re.split(r"[ \-'’]", name) if word and word[0].isupper()]
    return spells(words, acronym)


def _base(name: str, legal: frozenset[str]) -> str:
    words = name.split(" ")
    while len(words) > 1 and (words[-1] in legal or words[-1] == "&"):
        words.pop()
    return " ".join(words)


def _gathered(hits: Sequence[Hit], legal: frozenset[str]) -> tuple[Organisation, ...]:
    """One organisation for each name, overlapping hits counted once, the longest first."""
    chosen: list[Hit] = []
    last: dict[int, int] = {}
    for hit in sorted(hits, key=lambda h: (h.paragraph, h.start, h.start - h.end)):
        if hit.start >= last.get(hit.paragraph, 0):
            chosen.append(hit)
            last[hit.paragraph] = hit.end
    found: dict[str, list[Hit]] = {}
    for hit in chosen:
        # Harbour Masters' and Harbour Masters’ Union are one
        found.setdefault(_base(hit.name, legal).replace("’", "'"), []).append(hit)
    result = []
    for group in found.values():
        # a rule goes before the model, and either before a mention that only repeats
        proof = min(group, key=lambda hit: _WEIGHTS.get(hit.rule, 0))
        first = group[0]
        evidence = Evidence(proof.rule, first.paragraph, first.start, first.end, proof.score)
        # letters that only the model took for a name are seldom those of a company on a stock exchange
        symbol = None if proof.rule == "model" and proof.name.isupper() else symbol_of(proof.name)
        result.append(Organisation(proof.name, evidence, len(group), symbol))
    return tuple(result)


@cache
def _usual_names(language: str) -> tuple[str, ...]:
    """For each form the organisation's usual name in the language; of two organisations the first listed.

    Those of its own countries go first. A form that only other countries use has no name there: "".
    """
    found: dict[str, str] = {}
    for forms in national_organisations().get(language, ()):
        for form in forms:
            found.setdefault(form, forms[0])
    for entry in known_organisations():
        name = (entry.get(language) or entry.get("en") or next(iter(entry.values())))[0]
        for form in forms_of(entry):
            found.setdefault(form, name)
    return tuple(found.get(form, "") for form in all_forms())


def known_hits(lex: Lexicon, paragraph: int, text: str, forms: Sequence[Span]) -> Iterator[Hit]:
    """The well-known organisations that a paragraph names, each by its usual name in the language of the article.

    `forms` are those that stand in the paragraph, as `listed_in` has them. Of those that overlap the first one counts,
    of those that begin together the longest.
    """
    if not forms:
        return
    names, foreign = _usual_names(lex.language), foreign_acronyms(lex.language)
    last, previous = 0, ""
    for form, start, end in forms:
        if start < last or not _stands_alone(lex, text, start, end):
            continue
        name = names[form]
        if not name or text[start:end] in foreign:
            continue
        people = people_before(text, start, end) if lex.language == "en" else None
        if people is None and is_doubtful(lex, text, start, end):
            continue
        if people is not None:
            start -= len(people) + 1
            name = text[start:end]
        defined = name == previous and text[last : last + 2] == " (" and start == last + 2
        if not defined:  # World Health Organization (WHO) is one mention
            yield Hit(name, "known", paragraph, start, end)
        last, previous = end, name


def _stands_alone(lex: Lexicon, text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    if before and (before.isalnum() or before in "-@#_/"):
        return False
    if after.isalnum():
        return False
    joined = after == "-" and not _OF_A_STATE.match(text, end)
    if joined and (lex.language not in _COMPOUNDS or _JOINED.match(text, end)):
        return False
    if end - start < 4 and after == " " and text[end + 1 : end + 2].isdigit():
        return False  # o PL 2630
    return end - start > 2 or (text[end : end + 2] != " '" and _is_acronym_use(text, start, end))


def _is_acronym_use(text: str, start: int, end: int) -> bool:
    """Two capitals are a word in a line of capitals: "THIS IS A TEST"."""
    before = text[max(0, start - 20) : start].split(" ")
    after = text[end : end + 20].split(" ")
    neighbours = [before[-2]] if len(before) > 1 and not before[-1] else []
    neighbours += [after[1]] if len(after) > 1 and not after[0] else []
    return not any(len(word) > 1 and word.isalpha() and word.isupper() for word in neighbours)
