"""Forms beside paragraphs: they say what a paragraph is, and go along with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from streams.blocks import (
    Block,
    BlockKind,
    Cell,
    Form,
    Mark,
    Span,
    blocks_of,
    following,
    forms_of,
    joined,
    rewritten,
    texts_of,
)

LINK = Span(4, 10, Mark.LINK, "https://lantern.example/quay")
ROW = Block(
    "Long Quay |  | 2.10",
    BlockKind.ROW,
    group=1,
    cells=(Cell(0, 9), Cell(12, 12), Cell(15, 19)),
)


def squeezed(text: str) -> str:
    return " ".join(text.split())


def test_a_plain_paragraph_has_no_form() -> None:
    blocks = (Block("The gate is shut."), Block("Fares", BlockKind.HEADING, 2))
    assert forms_of(blocks) == (Form(1, BlockKind.HEADING, 2),)
    assert tuple(blocks_of(texts_of(blocks), forms_of(blocks))) == blocks


def test_a_linked_paragraph_has_one() -> None:
    assert forms_of([Block("The report is out.", spans=(LINK,))]) == (Form(0, spans=(LINK,)),)


def moved(blocks: Sequence[Block], rewrite: Callable[[str], str] = squeezed) -> tuple[Form, ...]:
    texts = texts_of(blocks)
    return rewritten(texts, [rewrite(text) for text in texts], forms_of(blocks), rewrite)


def test_spans_and_cells_move_with_the_text() -> None:
    spaced = Block("The   report  is out.", spans=(Span(6, 12, Mark.LINK, "https://lantern.example/quay"),))
    (form,) = moved([spaced])
    assert form.spans == (LINK,)
    (row,) = moved([ROW])
    text = squeezed(ROW.text)
    assert [text[cell.start : cell.end] for cell in row.cells] == ["Long Quay", "", "2.10"]


def test_what_became_empty_leaves_no_form_behind() -> None:
    blocks = (Block("  ", BlockKind.ITEM), Block("Fares", BlockKind.HEADING, 2))
    assert moved(blocks) == (Form(0, BlockKind.HEADING, 2),)


def test_a_row_whose_cells_are_no_longer_there_is_a_paragraph() -> None:
    row = Block("ab | cd", BlockKind.ROW, cells=(Cell(0, 2), Cell(5, 7)))
    assert moved([row], lambda text: text[::-1]) == (Form(0),)


def test_forms_follow_what_was_kept() -> None:
    blocks = (
        Block("Advertisement"),
        Block("Fares", BlockKind.HEADING, 2),
        Block("The report is out. (Editing by A. Moor)", spans=(LINK,)),
    )
    after = ("Fares", "The report is out.")
    assert following(texts_of(blocks), forms_of(blocks), after) == (
        Form(0, BlockKind.HEADING, 2),
        Form(1, spans=(LINK,)),
    )


def test_a_span_that_was_cut_off_is_gone() -> None:
    block = Block("(By A. Moor) The report is out.", spans=(Span(4, 11, Mark.STRONG),))
    assert following([block.text], forms_of([block]), ["The report is out."]) == (Form(0),)


def test_forms_of_several_texts_are_told_apart() -> None:
    one = Block("one", BlockKind.ITEM, group=1)
    forms = joined([(("one",), forms_of([one])), (("Then.", "two"), (Form(1, BlockKind.ITEM, group=1),))])
    assert [(form.paragraph, form.group) for form in forms] == [(0, 1), (2, 2)]
