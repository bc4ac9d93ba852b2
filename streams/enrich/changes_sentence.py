"""What changed between two versions of one sentence: numbers, names, quotations, or only words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import NamedTuple

from streams.article import Change
from streams.enrich.changes_names import Name, names_in
from streams.enrich.changes_numbers import Number, is_number, is_small, numbers_in
from streams.enrich.changes_pairs import without_common
from streams.enrich.changes_regions import Region, regions_of, widened, within
from streams.enrich.changes_words import Sentence, excerpt, excerpts, plain

LONGEST = 300  # characters of a text in a change


class Said(NamedTuple):
    """A quotation, or the part of it in one sentence: characters [start, end) of the sentence."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Side:
    """One version of the sentence: its quotations, and the paragraphs of its article."""

    sentence: Sentence
    said: Sequence[Said]
    copy: Sequence[str]


@dataclass(slots=True)
class _Found:
    changes: list[Change] = field(default_factory=list)
    before: set[int] = field(default_factory=set)  # the tokens that the changes explain
    after: set[int] = field(default_factory=set)

    def add(self, kind: str, before: str | None, after: str | None) -> None:
        self.changes.append(change(kind, before, after))


def change(kind: str, before: str | None, after: str | None) -> Change:
    """A change with texts of at most 300 characters; of two texts, the parts around their first difference."""
    if before is not None and after is not None:
        return Change(kind, *excerpts(before, after, LONGEST))
    return Change(kind, before and excerpt(before, LONGEST), after and excerpt(after, LONGEST))


def compare(before: Side, after: Side) -> list[Change]:
    """The changes from one version of a sentence to the next, at least one: the two are known to differ.

    A changed number in a changed quotation is both. The sentences themselves are a "text" change only if words
    differ that none of the others explains.
    """
    old, new = before.sentence, after.sentence
    found = _Found()
    regions = regions_of(old, new)
    if regions is not None:
        _read_numbers(old, new, regions, found)
        _read_names(before, after, regions, found)
        _read_quotes(before, after, found)
    if regions is None or not found.changes or _unexplained(old, new, regions, found):
        found.add("text", old.text, new.text)
    return found.changes


def _read_numbers(old: Sentence, new: Sentence, regions: Sequence[Region], found: _Found) -> None:
    if not any(
        any(is_number(key, old.language) for key in old.keys[each.i1 : each.i2])
        or any(is_number(key, new.language) for key in new.keys[each.j1 : each.j2])
        for each in regions
    ):
        return
    numbers_old, numbers_new = numbers_in(old), numbers_in(new)
    pairs: list[tuple[Number | None, Number | None]] = []
    for narrow in regions:
        region = widened(narrow, numbers_old, numbers_new)
        gone, come = without_common(
            within(numbers_old, region.i1, region.i2), within(numbers_new, region.j1, region.j2), _worth
        )
        pairs += zip_longest(gone, come)
    # What is gone here and has come there has moved.
    gone, come = without_common(
        [a for a, b in pairs if a and not b], [b for a, b in pairs if b and not a], _worth
    )
    for a, b in pairs:
        # A region that is widened may meet its neighbour's number.
        if (a and (a.first in found.before or not (b or a in gone))) or (
            b and (b.first in found.after or not (a or b in come))
        ):
            continue
        found.add("number", _number(old, a), _number(new, b))
        found.before.update(range(a.first, a.shown) if a else ())
        found.after.update(range(b.first, b.shown) if b else ())


def _worth(number: Number) -> object:
    return number.worth


def _number(sentence: Sentence, number: Number | None) -> str | None:
    return sentence.written(number.first, number.shown) if number else None


def _read_names(before: Side, after: Side, regions: Sequence[Region], found: _Found) -> None:
    old, new = before.sentence, after.sentence
    regions = [each for each in regions if _has_capital(old, new, each)]
    if not regions:
        return
    names_old = [(name, old.keys[name.first : name.after]) for name in names_in(old, before.copy)]
    names_new = [(name, new.keys[name.first : name.after]) for name in names_in(new, after.copy)]
    all_gone, all_come = without_common(names_old, names_new, _second)
    kept_old, kept_new = (
        [each for each in names_old if each not in all_gone],
        [each for each in names_new if each not in all_come],
    )
    if [key for _, key in kept_old] == [key for _, key in kept_new]:  # they stand in their order
        found.before.update(at for name, _ in kept_old for at in range(name.first, name.after))
        found.after.update(at for name, _ in kept_new for at in range(name.first, name.after))
    for narrow in regions:
        gone, come = _names_of(narrow, [name for name, _ in all_gone], [name for name, _ in all_come], found)
        # A name on one side only is a change of names if nothing else was changed with it.
        if not (gone and come) and not _are_all(old, new, narrow, found, gone, come):
            continue
        for a, b in zip_longest(gone, come):
            found.add(
                "name",
                old.written(a.first, a.after) if a else None,
                new.written(b.first, b.after) if b else None,
            )
            found.before.update(range(a.first, a.after) if a else ())
            found.after.update(range(b.first, b.after) if b else ())


def _second(each: tuple[Name, tuple[str, ...]]) -> tuple[str, ...]:
    return each[1]


def _names_of(
    narrow: Region, old: Sequence[Name], new: Sequence[Name], found: _Found
) -> tuple[list[Name], list[Name]]:
    """The names in a region that no change explains yet."""
    region = widened(narrow, old, new)
    return (
        [name for name in within(old, region.i1, region.i2) if name.first not in found.before],
        [name for name in within(new, region.j1, region.j2) if name.first not in found.after],
    )


def _has_capital(old: Sentence, new: Sentence, region: Region) -> bool:
    keys = (*old.keys[region.i1 : region.i2], *new.keys[region.j1 : region.j2])
    return any(key[0].isupper() for key in keys)


def _are_all(
    old: Sentence, new: Sentence, region: Region, found: _Found, gone: Sequence[Name], come: Sequence[Name]
) -> bool:
    """Whether the words of a region are these names and what is explained, and at least one name is there."""
    inside_old = found.before.union(at for name in gone for at in range(name.first, name.after))
    inside_new = found.after.union(at for name in come for at in range(name.first, name.after))
    return bool(gone or come) and not (
        _says_more(old, region.i1, region.i2, inside_old) or _says_more(new, region.j1, region.j2, inside_new)
    )


def _says_more(sentence: Sentence, start: int, end: int, explained: set[int]) -> bool:
    """Whether [start, end) has a word that is not explained; marks and small words need no explanation."""
    keys, language = sentence.keys, sentence.language
    return any(
        at not in explained and keys[at][0].isalnum() and not is_small(keys[at], language)
        for at in range(start, end)
    )


def _read_quotes(before: Side, after: Side, found: _Found) -> None:
    old, new = before.sentence, after.sentence
    gone, come = without_common(
        [(said, plain(old.text[said.start : said.end])) for said in before.said],
        [(said, plain(new.text[said.start : said.end])) for said in after.said],
        lambda each: each[1],
    )
    for a, b in zip_longest(gone, come):
        found.add(
            "quote",
            old.text[a[0].start : a[0].end] if a else None,
            new.text[b[0].start : b[0].end] if b else None,
        )
        found.before.update(_tokens_in(old, a[0]) if a else ())
        found.after.update(_tokens_in(new, b[0]) if b else ())


def _tokens_in(sentence: Sentence, said: Said) -> list[int]:
    return [at for at, token in enumerate(sentence.tokens) if said.start <= token.start < said.end]


def _unexplained(old: Sentence, new: Sentence, regions: Sequence[Region], found: _Found) -> bool:
    """Whether words differ that no change so far explains."""
    return any(
        _says_more(old, each.i1, each.i2, found.before) or _says_more(new, each.j1, each.j2, found.after)
        for each in regions
    )
