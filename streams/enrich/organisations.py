"""The organisations an article names: well-known ones, and others by the grammar of their names.

known_organisations.py reads the first kind, organisation_grammar.py the second; here the later mentions of what was
read once are added, and the mentions of each organisation are gathered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from streams.article import Evidence, Organisation
from streams.enrich.known_organisations import known_hits
from streams.enrich.organisation_grammar import ACRONYM, grammar_hits, spells
from streams.enrich.organisation_heads import heads_of
from streams.enrich.organisation_hits import Cover, Hit
from streams.enrich.reading import Line, Reading


def find_organisations(reading: Reading) -> tuple[Organisation, ...]:
    """The organisations named, in order of first mention, with their numbers of mentions.

    A language without a lexicon names none. A well-known organisation bears its usual name in that language whatever
    variant was written; any other its name as written. A headline is read for the well-known only, and nothing is read
    in capitals. Never raises.
    """
    lex, headline = reading.lexicon, reading.headline
    if lex is None:
        return ()
    hits: list[Hit] = []
    if headline is not None and not headline.shouted:
        hits += known_hits(lex, headline.index, headline.text)
    grammar: list[Hit] = []
    for line in reading.lines:
        if not line.shouted:
            known = list(known_hits(lex, line.index, line.text))
            hits += known
            grammar += grammar_hits(lex, line.index, line.text, known)
    hits += grammar
    legal = heads_of(lex.language).legal
    hits += _again(grammar, hits, reading.lines, legal)
    return _gathered(hits, legal)


def _again(
    grammar: Sequence[Hit], hits: Sequence[Hit], lines: Sequence[Line], legal: frozenset[str]
) -> list[Hit]:
    """Later mentions of what the grammar found once: the bare name, and the acronym that was defined."""
    wanted: dict[str, str] = {}
    for hit in grammar:
        base = _base(hit.name, legal)
        if " " in base or hit.rule == "office":
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
        found.setdefault(_base(hit.name, legal), []).append(hit)
    result = []
    for group in found.values():
        proof = next((hit for hit in group if hit.rule != "again"), group[0])
        first = group[0]
        evidence = Evidence(proof.rule, first.paragraph, first.start, first.end)
        result.append(Organisation(proof.name, evidence, len(group)))
    return tuple(result)
