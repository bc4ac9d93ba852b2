from __future__ import annotations

import os
from pathlib import Path

import pytest

from streams.errors import SettingsError
from streams.runtime.bearer import Tokens

ONE, OTHER = "0123456789abcdef", "fedcba9876543210"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "tokens"
    path.write_text(f'# who may read\n\npaper = {ONE}\nradio="{OTHER}"\n')
    return path


def test_who_has_a_token_is_known_by_name(path: Path) -> None:
    tokens = Tokens(path)
    assert tokens.name_of(f"Bearer {ONE}") == "paper"
    assert tokens.name_of(f"bearer  {OTHER} ") == "radio"


@pytest.mark.parametrize(
    "given",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        f"Basic {ONE}",
        ONE,
        f"Bearer {ONE}0",
        f"Bearer {ONE[:-1]}",
        f"Bearer {ONE} x",
        "Bearer ä",
    ],
)
def test_nobody_else(path: Path, given: str | None) -> None:
    assert Tokens(path).name_of(given) is None


def test_a_file_that_changed_is_read_again(path: Path) -> None:
    tokens = Tokens(path)
    changed = path.with_suffix(".new")
    changed.write_text(f"paper = {OTHER}\n")
    changed.rename(path)
    assert tokens.name_of(f"Bearer {ONE}") is None
    assert tokens.name_of(f"Bearer {OTHER}") == "paper"


def test_a_name_may_have_two_while_they_are_exchanged(path: Path) -> None:
    path.write_text(f"paper = {ONE}\npaper = {OTHER}\n")
    tokens = Tokens(path)
    assert tokens.name_of(f"Bearer {ONE}") == tokens.name_of(f"Bearer {OTHER}") == "paper"


def test_a_file_that_is_gone_lets_nobody_in(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    tokens = Tokens(path)
    path.unlink()
    assert tokens.name_of(f"Bearer {ONE}") is None
    assert tokens.name_of(f"Bearer {ONE}") is None
    assert caplog.text.count("no token is known any more") == 1
    path.write_text(f"paper = {ONE}\n")
    assert tokens.name_of(f"Bearer {ONE}") == "paper"


def test_a_line_that_becomes_wrong_is_left_out_and_told(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    tokens = Tokens(path)
    path.write_text(f"paper = short\nradio = {OTHER}\n")
    os.utime(path, ns=(1, 1))
    assert tokens.name_of("Bearer short") is None
    assert tokens.name_of(f"Bearer {OTHER}") == "radio"
    assert "line 1 is not `name = token`" in caplog.text
    assert "short" not in caplog.text


@pytest.mark.parametrize("text", ["paper", "paper = short", f"= {ONE}", f"paper: {ONE}", f"pa per = {ONE}"])
def test_nothing_begins_with_a_wrong_file(path: Path, text: str) -> None:
    path.write_text(f"# first\n{text}\n")
    with pytest.raises(SettingsError, match=r"line 2 is not `name = token`, with a token of 16 characters"):
        Tokens(path)
    with pytest.raises(SettingsError, match="cannot be read: "):
        Tokens(path / "no")


def test_no_token_is_kept_as_it_is(path: Path) -> None:
    assert ONE not in repr(vars(Tokens(path)))
