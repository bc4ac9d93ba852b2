from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from streams.cli.authority import authority
from streams.cli.guess import did_you_mean, nearest
from streams.cli.held import held
from streams.cli.sources import sources


@pytest.mark.parametrize(
    ("word", "near"), [("tial", "tail"), ("TAIL", "tail"), ("hold", "held"), ("xyzzy", None), ("", None)]
)
def test_the_name_that_is_most_like_it(word: str, near: str | None) -> None:
    assert nearest(word, ["tail", "trace", "held", "feed"]) == near


def test_as_a_sentence() -> None:
    assert did_you_mean("langage", ["language", "source"]) == " Did you mean language?"
    assert did_you_mean("xyzzy", ["language"]) == ""


@pytest.mark.parametrize(
    ("group", "typed", "meant"),
    [(held, "relase", "release"), (sources, "helth", "health"), (authority, "chek", "check")],
)
def test_a_group_of_commands_names_the_one_that_was_meant(group: click.Group, typed: str, meant: str) -> None:
    ran = CliRunner().invoke(group, [typed])
    assert ran.exit_code == 2
    assert f"No such command '{typed}'. Did you mean {meant}?" in ran.output
