"""The ingredients of a recipe, out of its page's JSON-LD, where they stand in a box that the text does not have.

Vocabulary: https://schema.org/Recipe. A page of several recipes says nothing of which is which.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import orjson
from lxml.html import HtmlElement

from streams.blocks import Block, BlockKind
from streams.intake.html.elements import elements_of
from streams.intake.html.line import clean_text
from streams.intake.html.projection import letters

#: Ingredients of a recipe: fewer make no list, more no dish; and characters of one.
_FEWEST, _MOST, _LONGEST = 3, 80, 200
#: Characters of one script, and nodes of it that are looked at.
_LARGEST, _MOST_NODES = 1_000_000, 500
#: Letters of the first step by which it is found in the text.
_SAMPLE: Final = 40


def with_ingredients(blocks: list[Block], tree: HtmlElement) -> list[Block]:
    """The blocks with the list of ingredients above the first step, if most of these are not among them."""
    recipes = [node for script in elements_of(tree).scripts for node in _recipes_in(script)]
    if len(recipes) != 1 or not blocks:
        return blocks
    listed = _lines(recipes[0].get("recipeIngredient"))
    if not _FEWEST <= len(listed) <= _MOST:
        return blocks
    whole = letters(" ".join(block.text for block in blocks))
    if 2 * sum(letters(line) in whole for line in listed) >= len(listed):
        return blocks
    group = 1 + max(block.group for block in blocks)
    items = [Block(line, BlockKind.ITEM, 0, group, False) for line in listed]
    at = _first_step(recipes[0], blocks)
    return [*blocks[:at], *items, *blocks[at:]]


def _recipes_in(script: HtmlElement) -> Iterator[dict[str, Any]]:
    text = script.text or ""
    if "recipeIngredient" not in text or len(text) > _LARGEST:
        return
    try:
        waiting: list[Any] = [orjson.loads(text)]
    except orjson.JSONDecodeError:
        return
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        node = waiting.pop()
        if isinstance(node, list):
            waiting += node[:_MOST_NODES]
        elif isinstance(node, dict) and node.get("recipeIngredient"):
            yield node
        elif isinstance(node, dict):
            waiting += (each for each in node.values() if isinstance(each, dict | list))


def _lines(value: Any) -> list[str]:
    entries = value if isinstance(value, list) else [value]
    texts = (clean_text(each) for each in entries[:_MOST] if isinstance(each, str))
    return [text for text in texts if text and len(text) <= _LONGEST]


def _first_step(recipe: dict[str, Any], blocks: list[Block]) -> int:
    """Where the first step stands among the blocks; at the end if it does not."""
    steps: Any = recipe.get("recipeInstructions")
    while isinstance(steps, list | dict):
        steps = (
            (steps[0] if steps else None)
            if isinstance(steps, list)
            else steps.get("itemListElement") or steps.get("text")
        )
    step = letters(clean_text(steps.split("\n")[0]) or "") if isinstance(steps, str) else ""
    start = len(step) // 3  # some number the step, and some do not
    sample = step[start : start + _SAMPLE].replace("\u00ad", "")
    return next(
        (at for at, block in enumerate(blocks) if sample and sample in letters(block.text)), len(blocks)
    )
