"""What the model of names sees: the words beside a run are those that reading the whole text gives."""

from __future__ import annotations

import re
from importlib.resources import as_file, files

import pycrfsuite
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.enrich.model_attributes import model_attributes
from streams.enrich.name_features import features
from streams.enrich.name_tagger import MODELS
from streams.enrich.reading import read_article

_TOKEN = re.compile(r"['’]s\b|[^\W_]+(?:['’-][^\W_]+)*|[^\w\s]")
_TEXT = st.text(st.sampled_from(list("ab1 _'’-.,\"\u00a0é")), max_size=40)


def beside(before: str, after: str) -> tuple[str, str, str, str]:
    """What the attributes of the one name in a text say of the two words on either side of it."""
    reading = read_article(None, [f"{before} Sand {after}"], "en")
    (found,) = features(reading.lines, "en").attributes
    told = [each.decode() for each in found]
    last, first = told[told.index("i0") + 1], told[told.index("i9") + 1]
    far_before = next(each for each in told if each.startswith("<<"))
    far_after = next(each for each in told if each.startswith(">>"))
    return far_before[2:], last.split("|")[1], first.split("|")[2], far_after[2:]


def test_the_two_words_on_either_side() -> None:
    assert beside("the old mill of", "and its owner") == ("mill", "of", "and", "its")


def test_marks_are_words_of_their_own() -> None:
    assert beside('it went, "', "'s mill") == (",", '"', "'s", "mill")


def test_where_a_line_begins_and_ends() -> None:
    assert beside("he met", ".") == ("he", "met", ".", "$")
    assert beside("met", "") == ("^", "met", "$", "$")


@given(_TEXT, _TEXT)
def test_they_are_tokens_of_what_is_near(before: str, after: str) -> None:
    left = ["^", "^", *_TOKEN.findall(f"{before} "[-28:])][-2:]
    right = [*_TOKEN.findall(f" {after}"[:28]), "$", "$"][:2]
    assert beside(before, after) == (*left, *right)


def test_portuguese_has_its_places_by_the_names_that_its_model_learnt() -> None:
    for name, listed in (("London", True), ("Londres", False)):
        (found,) = features(read_article(None, [f"Ele voltou de {name} ontem."], "pt").lines, "pt").attributes
        assert (b"gUlarge" in found) is listed


@pytest.mark.parametrize("language", sorted(MODELS))
def test_what_a_model_has_not_learnt_is_left_out_and_nothing_else(language: str) -> None:
    lines = read_article(
        None,
        [
            "The Harbour Board of Halden said on Monday that Anna Sand, its chairwoman, had left for New York.",
            "Am Montag sagte Jens Ohm der Zeitung „Halden“ | Berlin | in Köln, die SPD werde das prüfen.",
            "O presidente Lula disse em São Paulo que a Petrobras e o Banco do Brasil vão esperar, (ABC) - Rui.",
        ],
        language,
    ).lines
    seen, learnt = features(lines, language), features(lines, language, learnt=True)
    known = model_attributes(language)
    for every, kept in zip(seen.attributes, learnt.attributes, strict=True):
        assert [each for each in every if each in known] == [each for each in kept if each in known]
        # Those of a run and of the lists are handed on as they are.
        own = [each for each in kept if each[:2] in (b"w=", b"p=", b"x=", b"<<", b">>", b"<|", b">|")]
        assert known.keys() >= set(own)
    assert sum(map(len, learnt.attributes)) < sum(map(len, seen.attributes))
    assert learnt.elements == seen.elements


def test_the_attributes_of_a_model_are_those_that_its_library_reads() -> None:
    tagger = pycrfsuite.Tagger()
    with as_file(files("streams") / "data" / "names" / "models" / "de.crf") as path:
        tagger.open(str(path))
    assert {each.encode() for each in tagger.info().attributes} == set(model_attributes("de"))
