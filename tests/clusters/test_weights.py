from __future__ import annotations

import pytest

from streams.clusters import weights as module
from streams.clusters.weights import Weights


def test_a_rare_term_weighs_more_and_what_the_background_knows_less() -> None:
    weights = Weights()
    assert weights.weight("norrb", "en") > weights.weight("flood", "en") > weights.weight("monda", "en") > 0
    for _ in range(50):
        weights.count(["norrby"], "en")
    assert weights.weight("norrby", "en") < weights.weight("kalmar", "en")


def test_a_language_is_counted_by_itself() -> None:
    weights = Weights()
    before = weights.weight("norrby", "de")
    weights.count(["norrby"], "en")
    assert weights.weight("norrby", "de") == before


def test_what_a_story_says_again_and_again_stays_worth_something() -> None:
    told_often, stories = Weights(), Weights()
    for number in range(100):
        for weights in (told_often, stories):
            weights.count([f"other{number}"], "xx")
        told_often.count(["fire"], "xx", {"fire": 1.0})
        stories.count(["fire"], "xx")
    assert told_often.weight("fire", "xx") > stories.weight("fire", "xx")


def test_what_was_counted_is_halved_and_then_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_HALVED", 10)
    weights = Weights()
    for number in range(200):
        weights.count(["always", f"word{number}"], "xx")
    assert len(weights.dump()["terms"]["xx"]) < 50
    assert weights.weight("always", "xx") < weights.weight("word0", "xx")


def test_it_comes_back_as_it_was() -> None:
    weights, again = Weights(), Weights()
    weights.count(["fire"], "en")
    again.load(weights.dump())
    assert again.dump() == weights.dump()
