"""Ingredients that only a page's JSON-LD has."""

from __future__ import annotations

import json
from typing import Any

import pytest

from streams.blocks import Block, BlockKind, texts_of
from streams.intake.html.recipes import with_ingredients
from tests.intake.html.pages import tree

TEXT = (
    "The cook of the barge makes it on Fridays.",
    "Warm the milk with the fish for eight minutes, then lift it out.",
    "Serve.",
)
LISTED = ("400 g smoked haddock", "600 ml milk", "2 leeks")
STEP = "1. Warm the milk with the fish for eight minutes"


def read(*recipes: Any, texts: tuple[str, ...] = TEXT) -> tuple[str, ...]:
    head = "".join(f"<script type='application/ld+json'>{json.dumps(each)}</script>" for each in recipes)
    return texts_of(with_ingredients(list(map(Block, texts)), tree("", head)))


def recipe(**said: Any) -> dict[str, Any]:
    return {"@type": "Recipe", "recipeIngredient": list(LISTED), **said}


@pytest.mark.parametrize(
    "steps",
    [STEP, [STEP, "Serve"], [{"@type": "HowToStep", "text": STEP}], [{"itemListElement": [{"text": STEP}]}]],
)
def test_they_stand_above_the_first_step(steps: Any) -> None:
    assert read({"@graph": [recipe(recipeInstructions=steps)]}) == (TEXT[0], *LISTED, *TEXT[1:])


def test_they_stand_at_the_end_where_no_step_is_known() -> None:
    assert read(recipe()) == (*TEXT, *LISTED)


def test_they_are_entries_of_one_list() -> None:
    head = f"<script type='application/ld+json'>{json.dumps(recipe())}</script>"
    blocks = with_ingredients([Block(TEXT[0], group=2)], tree("", head))
    assert {(block.kind, block.group) for block in blocks[1:]} == {(BlockKind.ITEM, 3)}


def test_what_is_in_the_text_is_not_said_again() -> None:
    assert read(recipe(), texts=(*TEXT, *LISTED[:2])) == (*TEXT, *LISTED[:2])


@pytest.mark.parametrize(
    "recipes",
    [
        (recipe(), recipe(recipeIngredient=["1 egg", "salt", "flour"])),  # of which one is the text?
        (recipe(recipeIngredient=["salt"]),),
        (recipe(recipeIngredient={"a": 1}),),
        ({"recipeIngredient": None},),
        ([],),
    ],
)
def test_what_may_not_be_the_list_is_left_out(recipes: tuple[Any, ...]) -> None:
    assert read(*recipes) == TEXT
