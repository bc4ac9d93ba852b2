"""The names that a model finds behind the rules, each with its kind, its span and how sure the model is.

The model is a linear-chain conditional random field (Lafferty, McCallum and Pereira 2001) over the capitalised words of
an article, trained by ops/train/names.py. It reads what name_features gives it, all lines of an article as one
sequence. How sure it is of a name is the least marginal probability of its words. A language without a model has none
of these names, and what the rules find is all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import as_file, files
from typing import Any, NamedTuple

import pycrfsuite

from streams.enrich.name_features import Element, features
from streams.enrich.reading import Reading
from streams.found import Dateline

#: The languages that have a model: streams/data/names/models/<language>.crf.
MODELS = frozenset({"de", "en", "pt"})
#: Those whose models learnt from less text, so that they are as right as the English one where they are surer.
_DOUBTED = frozenset({"de", "pt"})
#: Below this the model says nothing, whatever the setting.
LEAST = 0.5


class Tagged(NamedTuple):
    """A name in a paragraph: `kind` is "person", "organisation" or "place"; `score` is a probability, 0 to 1.

    One that is not `sure` counts only where something else says the same.
    """

    kind: str
    paragraph: int
    start: int
    end: int
    score: float
    sure: bool = True


_KINDS = {"PER": "person", "ORG": "organisation", "LOC": "place"}


def tag_names(reading: Reading, least: float, dateline: Dateline | None = None) -> tuple[Tagged, ...]:
    """The names that the model finds in the paragraphs behind the dateline, in order.

    Each has a score of LEAST and more. Of the kinds that the model sees in the same words over the article the
    likeliest counts, with the score of its surest mention. A name is `sure` from `least` on (0 to 1), an organisation,
    of which the model is less often right, if it is half as unsure as that; half of that again in a language that had
    little text to learn from. A language without a model gives none; neither do lines in capitals, where capitals tell
    nothing. Never raises.
    """
    if reading.language not in MODELS or least > 1:
        return ()
    elements, attributes = features(reading.lines, reading.language, learnt=True)
    if not elements:
        return ()
    tagger = _tagger(reading.language)
    tagger.set(pycrfsuite.ItemSequence(attributes))
    found = [each for each in _names(tagger, elements, tagger.tag()) if not _is_within(each, dateline)]
    texts = {line.index: line.text for line in reading.lines}
    if reading.language in _DOUBTED:
        least = (1 + least) / 2
    return tuple(_agreed(found, texts, least))


def _is_within(each: Tagged, dateline: Dateline | None) -> bool:
    """Whether a name stands in the dateline, whose places and agencies are read elsewhere."""
    if dateline is None:
        return False
    return each.paragraph == dateline.evidence.paragraph and each.start < dateline.evidence.end


def _agreed(found: Sequence[Tagged], texts: Mapping[int, str], least: float) -> Iterator[Tagged]:
    """The names whose words are mostly of that kind in the article."""
    total: dict[str, dict[str, float]] = {}
    surest: dict[tuple[str, str], float] = {}
    for each in found:
        form = texts[each.paragraph][each.start : each.end]
        kinds = total.setdefault(form, {})
        kinds[each.kind] = kinds.get(each.kind, 0.0) + each.score
        key = form, each.kind
        surest[key] = max(surest.get(key, 0.0), each.score)
    for each in found:
        form = texts[each.paragraph][each.start : each.end]
        kinds = total[form]
        if len(kinds) == 1 or max(kinds, key=kinds.__getitem__) == each.kind:
            score = surest[form, each.kind]
            enough = (1 + least) / 2 if each.kind == "organisation" else least
            yield Tagged(each.kind, each.paragraph, each.start, each.end, score, score >= enough)


def _names(tagger: Any, elements: Sequence[Element], labels: Sequence[str]) -> list[Tagged]:
    """The names among the elements by their labels (B-, I- and O)."""
    found: list[Tagged] = []
    at = 0
    while at < len(labels):
        label = labels[at]
        first = at
        at += 1
        if label == "O":
            continue
        kind = label[2:]
        while at < len(labels) and labels[at] == f"I-{kind}":
            at += 1
        last = at - 1
        while last >= first and not elements[last].word:
            last -= 1
        if last < first or elements[first].line != elements[last].line:
            continue
        score = tagger.marginal(label, first)
        for i in range(first + 1, last + 1):
            score = min(score, tagger.marginal(labels[i], i))
        if score >= LEAST:
            spot = elements[first]
            found.append(Tagged(_KINDS[kind], spot.line, spot.start, elements[last].end, round(score, 3)))
    return found


@cache
def _tagger(language: str) -> Any:
    """The model of a language, loaded once in a process."""
    tagger = pycrfsuite.Tagger()
    with as_file(files("streams") / "data" / "names" / "models" / f"{language}.crf") as path:
        tagger.open(str(path))
    return tagger
