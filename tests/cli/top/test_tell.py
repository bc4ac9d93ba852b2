"""What is said of orders: before they are given, and of what came of them."""

from __future__ import annotations

from typing import Any

import pytest

from streams.cli.top import tell
from streams.cli.top.actions import Reach
from streams.history.known import Carried, Known
from streams.history.orders import Killed
from streams.history.redrive import TOO_OFTEN, Plan


def text(lines: Any) -> str:
    return "\n".join("".join(words for words, _ in line) for line in lines)


@pytest.mark.parametrize(
    ("copies", "asks"), [(0, "Kill it?"), (1, "Kill it and its copy?"), (4, "Kill it and its 4 copies?")]
)
def test_a_kill_names_all_that_falls(copies: int, asks: str) -> None:
    fall = tuple(Known(f"urn:{each}", "paper", f"Headline {each}", "copy") for each in range(copies))
    lines, question = tell.reach(Reach("urn:a", Known("urn:a", "wire", "", "published"), fall, {}))
    said = text(lines)
    assert question == asks
    assert "wire: – (published)" in said
    assert all(f"paper: Headline {each} (copy)" in said and f"urn:{each}" in said for each in range(copies))


def test_what_came_of_a_kill() -> None:
    assert tell.killed(Killed("articles.raw/0/7", Carried(frozenset({"a", "b"}), True))) == (
        "Canceled: 2 (order articles.raw/0/7)"
    )
    assert "killed before" in tell.killed(Killed("articles.raw/0/7", Carried(frozenset(), True)))
    late = tell.killed(Killed("articles.raw/0/7", Carried()))
    assert late.startswith("Sent as articles.raw/0/7, and not carried out after 30 s")


def test_where_nothing_can_go_back_nobody_is_asked() -> None:
    lines, question = tell.plan(Plan((), left_out={TOO_OFTEN: 3}))
    assert question is None
    assert "0 to go back" in text(lines)
    assert f"3 stay: {TOO_OFTEN}" in text(lines)


def test_a_version_that_waits_still_is_told() -> None:
    assert tell.released("urn:a", False) == "Released: urn:a"
    assert "release it once more" in tell.released("urn:a", True)


def test_the_list_that_is_shown_is_marked_without_colours_too() -> None:
    assert text([tell.views(("wire", "held"), "held", {"held": "3"})]) == " 1 wire [2 held 3]"
