"""What changed between two versions of an article, typed: headline, number, name, quotation, paragraph, words.

Whole paragraphs that both versions have are set aside, then sentences: what only moved is no change, nor is a paragraph
that was parted in two. Sentences that are left are paired by what they are about and compared word for word.
White space, typographic marks and Unicode forms make no difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from streams.enrich.changes_sentences import Said, Side, change, compare, pair, without_common
from streams.enrich.changes_words import Sentence, composed, plain, sentences_of
from streams.enrich.quote_marks import pair_marks
from streams.verdict import Change

#: Changes of one article; the most telling kinds come first, and what is beyond is left out.
MOST = 50
#: In the order in which they are given.
KINDS = ("headline", "number", "name", "quote", "paragraph", "text")
_MOST_PARAGRAPHS = 300  # that differ, in one version; more is no edit, and is reported by paragraphs
_MOST_CHARACTERS = 30_000
_FEWEST_WORDS = 2  # of a quotation; one word between marks is irony or a title
_ATTRIBUTION = 8  # words around a new quotation that go without saying


@dataclass(frozen=True, slots=True)
class Text:
    """One version of an article's text."""

    headline: str | None
    paragraphs: tuple[str, ...]


def changes(before: Text, after: Text, language: str) -> tuple[Change, ...]:
    """The changes from one version to the next; none if they read the same. `language` is a BCP 47 primary tag.

    A number stands with what it counts, as written ("12 people" -> "15 people"); a name whole; a quotation without its
    marks, the part in the sentence that changed; a paragraph that is new or gone is one change. "text" is a sentence in
    which other words differ. Texts are cut to 300 characters, around the difference. First by kind (KINDS), then
    by place; the same change is named once; at most 50. Versions that have too much of a difference for sentences
    are compared by paragraphs. Deterministic. Never raises.
    """
    found: list[Change] = []
    if plain(before.headline or "") != plain(after.headline or ""):
        found.append(change("headline", before.headline or None, after.headline or None))
    old, new = without_common(list(enumerate(before.paragraphs)), list(enumerate(after.paragraphs)), _second)
    if old or new:
        old, new = without_common(old, new, lambda each: plain(each[1]))
    if _is_too_much(old) or _is_too_much(new):
        found += _by_paragraphs([text for _, text in old], [text for _, text in new])
    elif old or new:
        found += _Comparison(before, after, language).read(old, new)
    found.sort(key=lambda each: KINDS.index(each.kind))
    return tuple(_without_surnames(list(dict.fromkeys(found))))[:MOST]


def _without_surnames(found: list[Change]) -> list[Change]:
    """Without "Crow" -> "Crowe" where "Edith Crow" -> "Edith Crowe" says it."""
    whole = {
        (each.before.rpartition(" ")[2], each.after.rpartition(" ")[2])
        for each in found
        if each.kind == "name" and each.before and each.after and " " in each.before
    }
    return [
        each
        for each in found
        if each.kind != "name" or " " in (each.before or "") or (each.before, each.after) not in whole
    ]


def _second(numbered: tuple[int, str]) -> str:
    return numbered[1]


def _is_too_much(paragraphs: Sequence[tuple[int, str]]) -> bool:
    return len(paragraphs) > _MOST_PARAGRAPHS or sum(len(text) for _, text in paragraphs) > _MOST_CHARACTERS


def _by_paragraphs(old: Sequence[str], new: Sequence[str]) -> list[Change]:
    if len(old) == len(new) == 1:
        return [change("text", old[0], new[0])]
    gone = [change("paragraph", text, None) for text in old[: MOST // 2]]
    return gone + [change("paragraph", None, text) for text in new[: MOST - len(gone)]]


class _Comparison:
    """Two versions, sentence by sentence."""

    def __init__(self, before: Text, after: Text, language: str) -> None:
        self._copies = before.paragraphs, after.paragraphs
        self._language = language

    def read(self, old: Sequence[tuple[int, str]], new: Sequence[tuple[int, str]]) -> list[Change]:
        """The changes in the paragraphs that differ."""
        sentences = [self._sentences(each) for each in (old, new)]
        left = without_common(sentences[0], sentences[1], lambda sentence: sentence.keys)
        said = [self._said(each) for each in (old, new)]
        pairs = pair(*left)
        found: list[Change] = []
        for i, j in pairs:
            sides = (
                Side(left[0][i], _inside(said[0], left[0][i]), self._copies[0]),
                Side(left[1][j], _inside(said[1], left[1][j]), self._copies[1]),
            )
            found += compare(*sides)
        for side in (0, 1):
            paired = {each[side] for each in pairs}
            alone = [sentence for at, sentence in enumerate(left[side]) if at not in paired]
            found += _alone(alone, sentences[side], said[side], gone=side == 0)
        return found

    def _sentences(self, paragraphs: Sequence[tuple[int, str]]) -> list[Sentence]:
        return sentences_of([(number, composed(text)) for number, text in paragraphs], self._language)

    def _said(self, paragraphs: Sequence[tuple[int, str]]) -> dict[int, list[Said]]:
        """The quotations in each paragraph, by its number."""
        numbers = [number for number, _ in paragraphs]
        found: dict[int, list[Said]] = {}
        for span in pair_marks([composed(text) for _, text in paragraphs], self._language):
            for at, start, end in span.pieces:
                found.setdefault(numbers[at], []).append(Said(start, end))
        return found


def _inside(said: dict[int, list[Said]], sentence: Sentence) -> list[Said]:
    """The quotations in a sentence, by its own characters."""
    found = []
    for start, end in said.get(sentence.paragraph, ()):
        start, end = max(start, sentence.start) - sentence.start, min(end, sentence.end) - sentence.start
        while start < end and sentence.text[start].isspace():
            start += 1
        while end > start and (sentence.text[end - 1].isspace() or sentence.text[end - 1] == ","):
            end -= 1
        if start < end and len(sentence.text[start:end].split()) >= _FEWEST_WORDS:
            found.append(Said(start, end))
    return found


def _alone(
    alone: Sequence[Sentence], every: Sequence[Sentence], said: dict[int, list[Said]], *, gone: bool
) -> list[Change]:
    """Sentences that are new or gone: a whole paragraph, a quotation, or text."""
    counts: dict[int, int] = {}
    for sentence in every:
        counts[sentence.paragraph] = counts.get(sentence.paragraph, 0) + 1
    for sentence in alone:
        counts[sentence.paragraph] -= 1
    found: list[tuple[str, str]] = []
    whole: dict[int, list[Sentence]] = {}
    for sentence in alone:
        if not counts[sentence.paragraph]:
            whole.setdefault(sentence.paragraph, []).append(sentence)
            continue
        quotations = _inside(said, sentence)
        found += [("quote", sentence.text[start:end]) for start, end in quotations]
        quoted = sum(len(sentence.text[start:end].split()) for start, end in quotations)
        if not quotations or len(sentence.text.split()) - quoted > _ATTRIBUTION:
            found.append(("text", sentence.text))
    found += [("paragraph", " ".join(each.text for each in sentences)) for sentences in whole.values()]
    return [change(kind, text, None) if gone else change(kind, None, text) for kind, text in found]
