from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.clean.boilerplate_files import LANGUAGES, document
from streams.clean.boilerplate_literals import Literals, literals_of

ENTRIES = [
    entry
    for name in ("any", *sorted(LANGUAGES))
    for entry in document(name).entries
    if entry.kind in ("whole", "starts") and entry.literals.strings
]


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("read more", Literals(frozenset({"read more"}), anchored=True, complete=True)),
        (
            "(?:log|sign) ?in",
            Literals(frozenset({"login", "log in", "signin", "sign in"}), anchored=True, complete=True),
        ),
        ("subscribe .{1,20}", Literals(frozenset({"subscribe "}), anchored=True)),
        (r"photo\s?: \S", Literals(frozenset({"photo"}), anchored=True)),
        (r".{1,40}newsletter\b", Literals(frozenset({"newsletter"}))),
        (r"(?:\d{1,3} )?comments?", Literals(frozenset({"comment", "comments"}))),
        (r"\S{1,20} is (?:the|our) editor", Literals(frozenset({" is the editor", " is our editor"}))),
        (r"yes(?! (?:no|never))", Literals(frozenset({"yes"}), anchored=True)),
        (r"\d{1,5}", Literals()),
        ("a?b?", Literals()),
        ("(?:a|.{2})x", Literals()),
        (r"©? ?\d{4}", Literals()),
    ],
)
def test_what_a_pattern_cannot_do_without(pattern: str, found: Literals) -> None:
    assert literals_of(pattern) == found


@pytest.mark.long
@given(st.data())
def test_whatever_a_rule_matches_holds_one_of_its_strings(data: st.DataObject) -> None:
    entry = data.draw(st.sampled_from(ENTRIES))
    text = data.draw(st.from_regex(entry.text, fullmatch=True))
    held = [string for string in entry.literals.strings if string in text]
    assert held, (entry.text, text)
    if entry.literals.anchored:
        assert any(text.startswith(string) for string in held), (entry.text, text)
    if entry.literals.complete:
        assert text in entry.literals.strings


def test_a_pattern_of_nothing_but_strings_matches_each_of_them() -> None:
    complete = [entry for entry in ENTRIES if entry.literals.complete]
    for entry in random.Random(1).sample(complete, 300):
        for string in entry.literals.strings:
            assert re.fullmatch(entry.text, string), (entry.text, string)
