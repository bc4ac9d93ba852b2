"""The text of an item that has it twice, plain and in markup."""

from __future__ import annotations

from typing import Any

from streams.blocks import BlockKind
from streams.events.xhtml import body_of
from streams.intake.ninjs.bodies import Text, text_of
from streams.intake.ninjs.fields import fold
from streams.intake.ninjs.item import has_plain_body

FIRST = "The weir at Oxmere will be rebuilt in May, the council said on Monday."
SECOND = "It costs two crowns a stone, and nobody could say who pays."


def text(body_text: str | None, body_html: str) -> Text:
    return text_of(fold({"body_text": body_text, "body_html": body_html}), None)


def test_the_words_are_the_texts_and_what_they_are_is_the_markups() -> None:
    found = text(
        f"{FIRST}\n\nThe cost\n\n{SECOND}\n\n- by boat\n- on foot",
        f"<p>The <a href='https://mere.example/weir'>weir at Oxmere</a>{FIRST.removeprefix('The weir at Oxmere')}</p>"
        f"<h2>The  cost</h2><p>{SECOND}</p><ul><li>by boat</li><li>on foot</li></ul>",
    )
    assert found.paragraphs == (FIRST, "The cost", SECOND, "- by boat", "- on foot")
    assert [(form.paragraph, form.kind) for form in found.forms] == [
        (0, BlockKind.PARAGRAPH),
        (1, BlockKind.HEADING),
        (3, BlockKind.ITEM),
        (4, BlockKind.ITEM),
    ]
    assert '<a href="https://mere.example/weir">weir at Oxmere</a>' in body_of(found.paragraphs, found.forms)


def test_markup_that_says_something_else_says_nothing_of_the_text() -> None:
    found = text(FIRST, f"<h2>{SECOND}</h2><p><b>Other words.</b></p>" + f"<p>{FIRST[:-1]} again.</p>")
    assert (found.paragraphs, found.forms) == ((FIRST,), ())


def test_a_text_that_lost_its_line_breaks_has_the_paragraphs_of_its_markup() -> None:
    found = text(f"{FIRST} {SECOND}", f"<p>{FIRST}</p><p>{SECOND}</p>")
    assert found.paragraphs == (FIRST, SECOND)


def test_a_table_of_the_markup_is_no_table_of_another_text() -> None:
    found = text("Quay 2.10", "<table><tr><td>Quay</td><td></td><td>2.10</td></tr></table><p><b>x</b></p>")
    assert found.forms == ()


def test_what_has_to_be_parsed_is_said() -> None:
    item: dict[str, Any] = {"body_text": FIRST}
    assert has_plain_body(item)
    assert has_plain_body({**item, "body_html": f"<p>{FIRST}</p>"})
    assert not has_plain_body({**item, "body_html": f"<p><b>{FIRST}</b></p>"})
    assert not has_plain_body({"body_html": f"<p>{FIRST}</p>"})
