from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.web.words import language_tag, shown, web_address
from tests.linear import assert_linear, repeated


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  Ferries\nstay\tin  port ", "Ferries stay in port"),
        ("a\x00b\x1b[2Jc", "a b [2Jc"),
        ("pay \u202elevart\u202c now", "pay levart now"),
        ("soft\u00adhyphen", "softhyphen"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("x" * 20, "x" * 9 + "…"),
        (None, ""),
        (["list"], ""),
        ("<script>alert(1)</script>"[:10], "<script>al"),
    ],
)
def test_text_is_one_line_that_says_what_it_said(text: object, line: str) -> None:
    assert shown(text, 10 if text == "x" * 20 else 60) == line


@given(st.text(), st.integers(1, 50))
def test_no_line_is_too_long_or_has_controls(text: str, limit: int) -> None:
    line = shown(text, limit)
    assert len(line) <= limit
    assert all(each.isprintable() or each in "\u200c\u200d" for each in line)


def test_a_long_text_takes_linear_time() -> None:
    assert_linear(lambda text: shown(text, 300), repeated("\u202e"))


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://post.example/a?b=1", True),
        ("HTTP://post.example", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,<script>1</script>", False),
        ("file:///etc/passwd", False),
        ("//post.example/a", False),
        ("https:", False),
        ("https://a.example/\nb", False),
        ("https://a.example/ b", False),
        ("https://a.example/" + "x" * 2000, False),
        (None, False),
    ],
)
def test_only_addresses_of_the_web_are_kept(url: object, kept: bool) -> None:
    assert web_address(url) == (url if kept else "")


def test_a_language_is_a_tag_or_nothing() -> None:
    assert [language_tag(each) for each in ("de", "pt-BR", "", 'en" x="', None, "english")] == [
        *("de", "pt-BR", "", "", "", "")
    ]
