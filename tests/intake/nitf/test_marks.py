"""Who and what NITF marks."""

from __future__ import annotations

import pytest

from streams.article import Dropped
from streams.intake.nitf.body import read_body
from streams.intake.nitf.marks import together
from streams.intake.xml import parse_xml
from streams.sent import Concept


def marks(content: str) -> dict[str, tuple[Concept, ...]]:
    root = parse_xml(
        f"<body><body.head><byline>By <person>Jo Marsh</person></byline></body.head><body.content>{content}</body.content></body>"
    )
    assert not isinstance(root, Dropped)
    return dict(read_body(root).marks)


@pytest.mark.parametrize(
    ("content", "name", "concept"),
    [
        (
            '<p><person idsrc="LWP" value="Q">Ada Quill</person></p>',
            "people",
            Concept("Ada Quill", literal="LWP:Q"),
        ),
        (
            "<p><person>Ada Quill<function>mayor</function></person></p>",
            "people",
            Concept("Ada Quill", role="mayor"),
        ),
        ('<p><org value="urn:lw:board">Board</org></p>', "organisations", Concept("Board", "urn:lw:board")),
        (
            '<p><org>Board<alt-code idsrc="LWO" value="7"/></org></p>',
            "organisations",
            Concept("Board", literal="LWO:7"),
        ),
        (
            "<p><location><city>Portmere</city><country>England</country></location></p>",
            "places",
            Concept("Portmere, England"),
        ),
        ("<p><event>Regatta</event></p>", "events", Concept("Regatta")),
        ("<p><object.title>The Anna</object.title></p>", "objects", Concept("The Anna")),
    ],
)
def test_a_mark(content: str, name: str, concept: Concept) -> None:
    (found,) = marks(content)[name]
    assert found.rel == "mention"
    assert (found.name, found.uri, found.literal, found.role) == (
        concept.name,
        concept.uri,
        concept.literal,
        concept.role,
    )


def test_one_thing_once_with_its_code() -> None:
    content = '<p><person>Ada Quill</person>, <person idsrc="LW" value="Q">Ada Quill</person>, <person>Ed Roe</person></p>'
    assert marks(content * 2)["people"] == (
        Concept("Ada Quill", literal="LW:Q", rel="mention"),
        Concept("Ed Roe", rel="mention"),
    )


def test_what_the_head_says_stands_first() -> None:
    about = {"people": (Concept("Ada Quill", literal="LW:Q", rel="about"),)}
    text = {"people": (Concept("Ada Quill", rel="mention"), Concept("Ed Roe", rel="mention"))}
    assert together(about, text)["people"] == (*about["people"], text["people"][1])


@pytest.mark.parametrize(
    "content",
    [
        "<p>Nobody.</p>",
        "<media><media-caption><person>Ada Quill</person></media-caption></media>",
        "<note><person>Ada Quill</person></note>",
    ],
)
def test_authors_captions_and_notes_are_not_the_texts_marks(content: str) -> None:
    assert marks(content) == {}
