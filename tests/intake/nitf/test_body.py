"""Bodies of NITF, as the format has them and as wires write them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from streams.article import Dropped
from streams.blocks import BlockKind, Form
from streams.intake.nitf.body import NitfBody, read_body
from streams.intake.nitf.tree import descendants
from streams.intake.xml import parse_xml
from streams.sent import Concept, Media, Rendition
from tests.linear import assert_linear, repeated
from tests.shared import shared

BODY = """<body>
  <body.head>
    <hedline><hl1>Harwich closes its <em>eastern</em> quay</hl1><hl2>Ferries move west</hl2></hedline>
    <note noteclass="editorsnote"><p>Eds: A map follows.</p></note>
    <rights>For use in <rights.geography>Britain</rights.geography> only. <rights.owner>Anglia Wire</rights.owner></rights>
    <byline>By <person>Jane Roe</person><byttl>Anglia Wire</byttl></byline>
    <distributor><org>Anglia Wire</org></distributor>
    <dateline><location><city>HARWICH</city>, <country>England</country></location>, <story.date norm="20261121">Nov 21</story.date></dateline>
    <abstract><p>Cracks were found in the piles.</p><p>Work begins on Monday.</p></abstract>
  </body.head>
  <body.content>
    <p lede="true">The port of <location>Harwich</location> shuts a quay on <chron norm="20261123">Monday</chron>.</p>
    <hl2>Cracks in the piles</hl2>
    <media media-type="image"><media-reference source="quay.jpg"/><media-caption>The quay.</media-caption></media>
    <p>It costs <money>four million pounds</money>, <q>a third of it the county&#39;s</q>, <person><name.given>Edith</name.given><name.family>Crowe</name.family></person> said.</p>
  </body.content>
  <body.end><tagline>Editing by John Doe</tagline><bibliography>Harbour Report, 2026.</bibliography></body.end>
</body>"""


def tree(markup: str) -> Any:
    found = parse_xml(markup)
    assert not isinstance(found, Dropped), found
    return found


def paragraphs(content: str) -> tuple[str, ...]:
    return read_body(tree(f"<body.content>{content}</body.content>")).paragraphs


def test_every_part_of_a_body() -> None:
    assert read_body(tree(BODY)) == NitfBody(
        headline="Harwich closes its eastern quay",
        subheadline="Ferries move west",
        standfirst="Cracks were found in the piles. Work begins on Monday.",
        byline="Jane Roe, Anglia Wire",
        dateline="HARWICH, England, Nov 21",
        located="HARWICH, England",
        paragraphs=(
            "The port of Harwich shuts a quay on Monday.",
            "Cracks in the piles",
            "It costs four million pounds, “a third of it the county's”, Edith Crowe said.",
        ),
        forms=(Form(1, BlockKind.HEADING, 2),),
        tagline="Editing by John Doe",
        bibliography="Harbour Report, 2026.",
        notes=("Eds: A map follows.",),
        distributor="Anglia Wire",
        rights="For use in Britain only. Anglia Wire",
        rights_owner="Anglia Wire",
        has_media=True,
        media=(Media(caption="The quay.", renditions=(Rendition("quay.jpg"),)),),
        marks={
            "places": (Concept("Harwich", rel="mention"),),
            "people": (Concept("Edith Crowe", rel="mention"),),
        },
    )


def test_the_whole_text_ends_with_what_stands_below_it() -> None:
    assert read_body(tree(BODY)).whole_text[-2:] == ("Editing by John Doe", "Harbour Report, 2026.")


@pytest.mark.parametrize(
    "markup",
    [
        f"<nitf><head><title>X</title></head>{BODY}</nitf>",
        f'<nitf xmlns="http://iptc.org/std/NITF/2006-10-18/">{BODY}</nitf>',
        re.sub(r"(</?)(?=[a-z])", r"\1n:", BODY).replace("<n:body>", '<n:body xmlns:n="urn:x">', 1),
        re.sub(r"</?[\w.]+", lambda tag: tag[0].upper(), BODY),
    ],
    ids=["nitf", "default-namespace", "prefix", "upper-case"],
)
def test_the_same_in_a_document_a_namespace_and_another_case(markup: str) -> None:
    assert read_body(tree(markup)) == read_body(tree(BODY))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<p>One<em>two</em>three.</p>", ("Onetwothree.",)),
        ("<p>One.</p><!-- a note --><?x y?><p>Two.</p>", ("One.", "Two.")),
        ("<block><p>One.</p><block><p>Two.</p></block></block>", ("One.", "Two.")),
        ("<p>Open<br/>until nine</p>", ("Open until nine",)),
        ("<p>One.<br/> <br/>Two.</p>", ("One.", "Two.")),
        (
            f"<p>{'A long line of copy ' * 4}ends.<br/>And another.</p>",
            (f"{'A long line of copy ' * 4}ends.", "And another."),
        ),
        ("<p>He spoke to\n\n<person>Jane Roe</person>.</p>", ("He spoke to Jane Roe.",)),
        ("<p>It is over.\n\nNobody was hurt.</p>", ("It is over.", "Nobody was hurt.")),
        ("Text in no paragraph\n\nAnd more of it", ("Text in no paragraph", "And more of it")),
        ("<ul><li>Rope</li><li><p>Tar</p></li></ul>", ("Rope", "Tar")),
        ("<dl><dt>Pile</dt><dd>A post in the ground.</dd></dl>", ("Pile", "A post in the ground.")),
        ("<bq><block><p>We wait.</p></block><credit>Edith Crowe</credit></bq>", ("We wait.", "Edith Crowe")),
        ("<fn><p>1 A nautical mile.</p></fn>", ("1 A nautical mile.",)),
        (
            "<p>3<frac><frac-num>1</frac-num><frac-sep/><frac-den>2</frac-den></frac> miles</p>",
            ("3 1/2 miles",),
        ),
        ("<p>CO<num><sub>2</sub></num></p>", ("CO2",)),
        ("<p>Fish&nbsp;&amp; chips &copy; A&B</p>", ("Fish & chips © A&B",)),
        ("<p><img src='x'/>Text<script>run()</script> here</p>", ("Text here",)),
        ("<p>before <del>struck </del>after</p>", ("before after",)),
    ],
)
def test_text(content: str, expected: tuple[str, ...]) -> None:
    assert paragraphs(content) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<p><q>No</q>, she said.</p>", "“No”, she said."),
        ('<p>She said "<q>no</q>".</p>', 'She said "no".'),
        ("<p><q>„Nein“</q>, sagte sie.</p>", "„Nein“, sagte sie."),
        ("<p>«<q>Non</q>», a-t-elle dit.</p>", "«Non», a-t-elle dit."),
        ('<p>"Yes." <q>No</q>.</p>', '"Yes." “No”.'),
        ("<q><p>No, she said.</p></q>", "No, she said."),
    ],
)
def test_quotations_have_their_marks_once(content: str, expected: str) -> None:
    assert paragraphs(content) == (expected,)


def test_a_table_of_results_is_a_row_a_paragraph() -> None:
    rows = "<tr><th>Team</th><th>P</th><th>Pts</th></tr><tr><td><p>Ipswich</p></td><td>3</td><td>7</td></tr>"
    expected = ("League table", "Team | P | Pts", "Ipswich | 3 | 7")
    assert paragraphs(f"<table><caption>League table</caption><tbody>{rows}</tbody></table>") == expected


def test_a_row_with_text_between_its_cells_keeps_all_of_it() -> None:
    assert paragraphs("<table><tr>Home<td>Ipswich</td><td>3</td></tr></table>") == ("Home", "Ipswich", "3")


def test_preformatted_columns_stay_lines() -> None:
    assert paragraphs("<pre>\nIpswich   3  7\nNorwich   3  4\n</pre>") == ("Ipswich 3 7", "Norwich 3 4")


def test_preformatted_prose_is_joined_where_it_was_wrapped() -> None:
    wrapped = (
        "The port of Harwich will close its eastern quay for repairs from\n"
        "Monday, its operator said on Saturday after inspectors had found\n"
        "cracks in eleven of the piles.\n\n"
        "Ferries will use the western quay until the spring, where there\n"
        "will be queues.\n- ends -\n"
    )
    assert paragraphs(f"<pre>{wrapped}</pre>") == (
        "The port of Harwich will close its eastern quay for repairs from Monday, its operator said on Saturday "
        "after inspectors had found cracks in eleven of the piles.",
        "Ferries will use the western quay until the spring, where there will be queues.",
        "- ends -",
    )


@pytest.mark.parametrize(
    ("note", "in_text"),
    [
        ("<note noteclass='editorsnote'>", False),
        ("<note type='npa'>", False),
        ("<note>", False),
        ("<note type='pa'>", True),
        ("<note noteclass='end'>", True),
    ],
)
def test_notes_are_text_only_where_they_say_so(note: str, in_text: bool) -> None:
    found = read_body(tree(f"<body.content><p>Copy.</p>{note}<p>The writer sails.</p></note></body.content>"))
    assert found.paragraphs == (("Copy.", "The writer sails.") if in_text else ("Copy.",))
    assert found.notes == (() if in_text else ("The writer sails.",))


@pytest.mark.parametrize(
    ("hedline", "expected"),
    [
        ("<hl1>Quay shut</hl1>", ("Quay shut", None)),
        ("<hl1>Quay shut as</hl1><hl1>cracks are found</hl1>", ("Quay shut as cracks are found", None)),
        ("<hl1>Quay shut</hl1><hl1>Cracks in piles</hl1>", ("Quay shut", "Cracks in piles")),
        (
            "<hl1>Quay shut</hl1><hl2>Ferries move</hl2><hl2>Work to begin</hl2>",
            ("Quay shut", "Ferries move. Work to begin"),
        ),
        ("<hl2>Quay shut</hl2>", ("Quay shut", None)),
        ("Quay shut", ("Quay shut", None)),
        ("<hl1> </hl1>", (None, None)),
    ],
)
def test_headlines(hedline: str, expected: tuple[str | None, str | None]) -> None:
    found = read_body(tree(f"<body><body.head><hedline>{hedline}</hedline></body.head></body>"))
    assert (found.headline, found.subheadline) == expected


@pytest.mark.parametrize(
    ("dateline", "place"),
    [
        ("HARWICH, England (Anglia Wire) --", "HARWICH, England"),
        ("HARWICH, Nov. 21 (Anglia Wire) -", "HARWICH"),
        ("Köln/Bonn (rnd) -", "Köln/Bonn"),
        ("GENÈVE, 21 novembre (ats) -", "GENÈVE"),
        ("STRATFORD-UPON-AVON", "STRATFORD-UPON-AVON"),
        ("<location>Bonn</location> (rnd) - ", "Bonn"),
        ("<location><city>Bonn</city><country>Germany</country></location>", "Bonn, Germany"),
        ("<location city='Bonn'/>", "Bonn"),
        ("<story.date norm='20261121'/>", None),
    ],
)
def test_the_place_in_a_dateline(dateline: str, place: str | None) -> None:
    found = read_body(tree(f"<body><body.head><dateline>{dateline}</dateline></body.head></body>"))
    assert found.located == place


@pytest.mark.parametrize(
    ("byline", "expected"),
    [
        ("By Jane Roe, Anglia Wire", "Jane Roe, Anglia Wire"),
        ("Von <person>Jörg Ohm</person> <virtloc>ohm@rnd.example</virtloc>", "Jörg Ohm"),
        ("<byttl>Anglia Wire</byttl>", "Anglia Wire"),
        ("<person>Jane Roe</person>,\n <byttl>Anglia Wire</byttl>", "Jane Roe, Anglia Wire"),
        ("<person>Jane Roe</person><person>Jörg Ohm</person>", "Jane Roe, Jörg Ohm"),
        ("By <person>Jane Roe</person> and <person>Jörg Ohm</person>", "Jane Roe and Jörg Ohm"),
        ("", None),
    ],
)
def test_bylines(byline: str, expected: str | None) -> None:
    assert (
        read_body(tree(f"<body><body.head><byline>{byline}</byline></body.head></body>")).byline == expected
    )


def test_a_body_without_its_parts() -> None:
    found = read_body(
        tree(
            "<body><hedline><hl1>Quay shut</hl1></hedline><byline>By Jane Roe</byline><p>It is shut.</p></body>"
        )
    )
    assert found == NitfBody(headline="Quay shut", byline="Jane Roe", paragraphs=("It is shut.",))


@pytest.mark.parametrize(
    "name",
    [
        "LISTING_22_Sports_story_in_NewsML-G2NITF.xml",
        "LISTING_25_An_NITF_marked-up_article_conveyed_in_inlineXML.xml",
    ],
)
def test_the_bodies_in_newsml_g2_samples(name: str) -> None:
    root = tree(shared(f"wire/newsml-g2/{name}").read_text(encoding="utf-8"))
    found = read_body(next(descendants(root, "nitf")))
    assert (found.headline or "").startswith("Arizona Diamondbacks (29-23) at")
    assert found.byline == "Sports Network"
    assert found.paragraphs[0].startswith("(Sports Network) - ")
    assert len(found.paragraphs) == (6 if "22" in name else 1)


@pytest.mark.long
@pytest.mark.parametrize(
    ("opening", "part", "end"),
    [
        ("<p>", "(", "</p>"),
        ("<p>", "x.\n \n", "</p>"),
        ("<p>", "\n", "</p>"),
        ("", "<p>a<br/></p>", ""),
        ("<q>" * 100, "<q>a</q>", "</q>" * 100),
        ("<pre>", "a  b\n", "</pre>"),
    ],
    ids=["parentheses", "empty-lines", "newlines", "paragraphs", "quotations", "columns"],
)
def test_much_of_anything_takes_linear_time(opening: str, part: str, end: str) -> None:
    content = repeated(part, f"<body.content>{opening}", f"{end}</body.content>")
    assert_linear(read_body, lambda size: tree(content(size)))


NAMES = st.sampled_from(
    [
        "p",
        "q",
        "br",
        "pre",
        "table",
        "tr",
        "td",
        "note",
        "media",
        "hl1",
        "hedline",
        "dateline",
        "location",
        "byline",
    ]
)


@st.composite
def elements(draw: st.DrawFn, depth: int = 4) -> Any:
    element = etree.Element(draw(NAMES))
    element.text = draw(st.text('ab. \n"“(1', max_size=8))
    for _ in range(draw(st.integers(0, 3)) if depth else 0):
        child = draw(elements(depth - 1))
        child.tail = draw(st.text('ab. \n"”)1', max_size=8))
        element.append(child)
    return element


@given(elements())
def test_any_tree_is_read(element: Any) -> None:
    body = etree.Element("body")
    body.append(element)
    for root in (element, body):
        found = read_body(root)
        assert all(each == each.strip() and each and "\n" not in each for each in found.whole_text)


@given(elements())
def test_no_letter_of_a_text_is_lost(element: Any) -> None:
    content = etree.Element("body.content")
    content.append(element)
    etree.strip_elements(content, "note", "media", with_tail=False)
    letters = [char for char in "".join(map(str, content.itertext())) if char.isalnum()]
    assert [char for char in "".join(read_body(content).paragraphs) if char.isalnum()] == letters
