"""`copydesk top` before there is a screen: what it needs, and says when that is not there."""

from __future__ import annotations

import sys

import pytest
from click.testing import CliRunner

from streams.cli.top import top
from streams.errors import CopydeskError
from tests.cli.run import copydesk


def test_without_a_terminal_it_names_what_prints_lines() -> None:
    ran = copydesk("top")
    assert ran.code == 2
    assert "`copydesk top` needs a terminal: `copydesk tail enriched` prints lines" in ran.err


def test_without_textual_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.cli.top.is_terminal", lambda: True)
    monkeypatch.setitem(sys.modules, "textual", None)
    ran = CliRunner().invoke(top)
    assert isinstance(ran.exception, CopydeskError)
    assert "`copydesk top` needs textual: install it with pip install 'copydesk[top]'" in str(ran.exception)
