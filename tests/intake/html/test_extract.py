"""Paragraphs out of a page, and out of markup that is the article and nothing else."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import trafilatura
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from trafilatura import bare_extraction
from trafilatura.settings import Extractor

from streams.blocks import Block
from streams.intake.html import extract as extracting
from streams.intake.html.extract import block_paragraphs, extract_paragraphs, parse_page
from tests.intake.html.pages import PROSE
from tests.linear import assert_linear, repeated

LEAD = "A fire in a cold store closed the container port of Harwich on Saturday, the harbour master said."
MORE = "Two tugs were sent from Felixstowe, and a third stood by through the night as the wind turned."
LAST = "Nobody was hurt, although forty lorry drivers had to leave their cabs and walk to the town hall."


def extract(markup: str) -> list[str]:
    tree = parse_page(markup)
    assert tree is not None
    return extract_paragraphs(tree)


def blocks(markup: str) -> list[str]:
    tree = parse_page(f"<div>{markup}</div>")
    assert tree is not None
    return block_paragraphs(tree)


def story(*parts: str) -> str:
    inner = "".join(part if part.startswith("<") else f"<p>{part}</p>" for part in parts)
    return f"<html><body><nav><a href=/>Home</a></nav><article>{inner}</article><footer>Imprint</footer></body></html>"


def test_prose_without_the_boilerplate() -> None:
    assert extract(story(LEAD, MORE, LAST)) == [LEAD, MORE, LAST]


def test_subheadings_lists_and_tables_are_kept() -> None:
    found = extract(
        story(
            LEAD,
            "<h2>What burned</h2>",
            MORE,
            "<ul><li>Ninety tonnes of fruit</li><li>Two cranes</li></ul>",
            "<table><tr><th>Port</th><th>Ships</th></tr><tr><td>Harwich</td><td>12</td></tr></table>",
            LAST,
        )
    )
    assert found == [
        LEAD,
        "What burned",
        MORE,
        "Ninety tonnes of fruit",
        "Two cranes",
        "Port | Ships",
        "Harwich | 12",
        LAST,
    ]


def test_two_line_breaks_part_paragraphs() -> None:
    assert extract(f"<html><body><div>{LEAD}<br><br>{MORE}<br>\n<br/>{LAST}</div></body></html>") == [
        LEAD,
        MORE,
        LAST,
    ]


def test_trafilatura_alone_loses_that() -> None:
    document = bare_extraction(f"<html><body><div>{LEAD}<br><br>{MORE}</div></body></html>", fast=True)
    assert document is not None
    assert len(document.body) == 1  # type: ignore[union-attr]


SCATTERED = "".join(f"<div><p>{text}</p></div>" for text in PROSE)


@pytest.mark.parametrize(("found", "fast"), [(SCATTERED, [True]), (f"<p>{PROSE[0]}</p>", [True, False])])
def test_the_extractors_that_it_brings_along_are_asked_where_its_own_rules_find_next_to_nothing(
    monkeypatch: pytest.MonkeyPatch, found: str, fast: list[bool]
) -> None:
    asked = []

    def extracted(_: object, options: Extractor) -> SimpleNamespace:
        asked.append(options.fast)
        return SimpleNamespace(body=etree.HTML(found if options.fast else SCATTERED).find("body"))

    monkeypatch.setattr(trafilatura, "bare_extraction", extracted)
    assert extract(f"<html><body>{SCATTERED}</body></html>") == list(PROSE)
    assert asked == fast


def test_one_line_break_parts_after_a_long_sentence_only() -> None:
    assert blocks(f"<p>{LEAD}<br>{MORE}</p>") == [LEAD, MORE]
    assert blocks("<p>Town Hall<br>Market Square<br>Harwich</p>") == ["Town Hall Market Square Harwich"]


def test_quotation_marks_that_the_browser_draws() -> None:
    found = extract(story(LEAD, "<p>She said: <q>We are <b>safe</b></q> and left the quay.</p>", LAST))
    assert found[1] == "She said: “We are safe” and left the quay."


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<ruby>漢字<rp>(</rp><rt>かんじ</rt><rp>)</rp></ruby>を学ぶ。", "漢字を学ぶ。"),
        ("<RUBY>法律<RT>ほうりつ</RT></RUBY>と親。", "法律と親。"),
        ("<ruby>法<rt>ほう</rt>律<rt>りつ</rt></ruby>と親。", "法律と親。"),
        ("<ruby><rb>北</rb><rtc><rt>běi</rt></rtc></ruby>方。", "北方。"),
        ("<p>An <rt> in a text about mark-up</p>", "An in a text about mark-up"),
    ],
)
def test_what_helps_to_read_characters_aloud_is_no_text(markup: str, text: str) -> None:
    assert blocks(markup) == [text]
    whole = f"<!DOCTYPE html><title>川</title><p>{markup}</p>"
    assert (tree := parse_page(whole, whole.encode())) is not None
    assert block_paragraphs(tree) == [text]


def test_struck_out_text_is_left_out() -> None:
    assert extract(story(LEAD, "<p>Damage is put at <del>five</del> six million, he said.</p>", LAST))[1] == (
        "Damage is put at six million, he said."
    )


def test_short_paragraphs_that_repeat_stay() -> None:
    assert extract(story(LEAD, "“No.”", MORE, "“No.”", LAST)) == [LEAD, "“No.”", MORE, "“No.”", LAST]


def test_the_same_page_five_times() -> None:
    page = story(LEAD, MORE, MORE.replace("Two", "Three"), LAST)
    assert len({tuple(extract(page)) for _ in range(5)}) == 1


@pytest.mark.parametrize("depth", [300, 1000])
def test_deep_pages(depth: int) -> None:
    assert extract("<div>" * depth + story(LEAD, MORE, LAST) + "</div>" * depth) == [LEAD, MORE, LAST]


@pytest.mark.parametrize(
    "markup",
    [
        "<html><body></body></html>",
        "<html><body><ul><li><a href=/a>Home</a></li><li><a href=/b>Sport</a></li></ul></body></html>",
        "<html><body><div>Loading</div></body></html>",
        "<html><body><script>var a = 'It is a long sentence that nobody reads.';</script></body></html>",
    ],
)
def test_pages_without_prose_give_nothing(markup: str) -> None:
    assert extract(markup) == []


@pytest.mark.parametrize("markup", ["", "   ", "<!-- x -->", "<!doctype html>"])
def test_no_element_no_tree(markup: str) -> None:
    assert parse_page(markup) is None


def test_xhtml_and_its_doctype() -> None:
    head = '<?xml version="1.0" encoding="iso-8859-1"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://x/y.dtd">'
    page = story(LEAD, MORE, "Élise Ørn said so, in the café by the harbour wall.", LAST)
    assert extract(head + page)[2] == "Élise Ørn said so, in the café by the harbour wall."


def test_blocks_of_markup_that_is_not_closed() -> None:
    markup = "Lead.<p>One<p>Two &amp; three<ul><li>a<li>b</ul>Tail<table><tr><td>x<td>y<tr><td>z</table>"
    assert blocks(markup) == ["Lead.", "One", "Two & three", "a", "b", "Tail", "x | y", "z"]


def test_blocks_leave_out_what_is_not_shown() -> None:
    assert blocks(
        "<style>p{}</style><p>One<script>x()</script> and two</p><template><p>No</p></template>"
    ) == ["One and two"]


def test_layout_tables_are_no_rows() -> None:
    assert blocks(f"<table><tr><td><p>{LEAD * 2}</p><p>{MORE}</p></td><td>Side</td></tr></table>") == [
        LEAD * 2,
        MORE,
        "Side",
    ]


@pytest.mark.long
@pytest.mark.parametrize(("opening", "part"), [("", "<p>One.</p><br><br>"), ("<table>", "<tr><td>a<td>b")])
def test_many_blocks_take_linear_time(opening: str, part: str) -> None:
    assert len(blocks(opening + part * 3_000)) == 3_000
    assert_linear(blocks, repeated(part, opening))


WORDS = st.lists(st.text(st.characters(categories=["Ll", "Lu", "Nd"]), min_size=1, max_size=8), max_size=12)


@given(WORDS, st.randoms(use_true_random=False))
def test_no_word_of_a_body_is_lost(words: list[str], random: object) -> None:
    choose = random.choice  # type: ignore[attr-defined]
    wrappers = [
        "<p>{}</p>",
        "{} <br>",
        "<div>{} ",
        "<ul><li>{}</ul>",
        "<b>{}</b> ",
        "<blockquote>{}</blockquote>",
        "<h2>{}</h2>",
    ]
    markup = "".join(choose(wrappers).format(word) for word in words)
    assert " ".join(blocks(f"x {markup}")).split() == ["x", *words]


@given(st.text(max_size=200))
def test_any_markup_is_answered(markup: str) -> None:
    clean = "".join(c for c in markup if c >= " " and not "\ud800" <= c <= "\udfff")
    tree = parse_page(clean)
    assert tree is None or isinstance(tree, etree._Element)
    if tree is not None:
        assert all(block_paragraphs(tree))
        assert all(extract_paragraphs(tree))


def test_a_few_lines_in_boxes_without_names_are_the_article_and_not_what_stands_beside_them() -> None:
    menu = "".join(f"<a href=/{n}>Town number {n}</a><br>" for n in range(6))
    text = "<br><br>".join(PROSE[:3])
    head = "<font>20.11.2026 06:12</font><br><b>The canal of Veldhaven is to be widened in the coming year</b><br><br>"
    print_ = "<br><br><a href=/p>Print this page</a>"
    cells = f"<td>The Messenger<br>{menu}</td><td>{head}{text}{print_}</td><td><b>Others</b><br>{menu}</td>"
    found = extract(f"<html><body><table><tr>{cells}</tr></table></body></html>")
    assert tuple(line for line in found if line in PROSE) == PROSE[:3]
    assert not any("Town" in line or "Others" in line or "Messenger" in line for line in found)


CHINESE = (
    "一艘新拖船星期六在港口命名，将接替1981年建造的旧船，港务局称其马力提高一倍。",
    "拖船长三十米，可在八级风中作业，由本地船厂历时两年建成，船员共有九人轮班值守。",
    "老船长何鹤说：“它比我们都年轻，也比我们都有力气，冬天的海不会再让人害怕。”",
    "旧船将改作博物馆，明年春天向公众开放，门票收入用于海员子女助学。",
    "命名仪式上，港区的孩子们为新船唱了一首老渔歌。",
)


def test_lines_of_a_portal_in_one_paragraph_stay_apart() -> None:
    text = "<br><br>".join(CHINESE)
    head = "<header><h1>港口拖船命名</h1><p><time>11/28(土) 14:05</time><span>配信</span></p></header>"
    page = f"<article class=sc-1>{head}<div><div><p>{text}</p></div></div></article>"
    assert tuple(extract(f"<html><body>{page}<ul><li>人気</ul></body></html>")) == CHINESE


def test_sections_of_one_class_straight_in_the_body_are_one_article(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where what is asked besides finds some of them only."""
    monkeypatch.setattr(extracting, "_trafilaturas", lambda *_: [Block(line) for line in PROSE[:3]])

    def of(name: str) -> tuple[str, ...]:
        sections = "".join(
            f"<div class={name.format(n)}><div><p>{line}</p></div></div>" for n, line in enumerate(PROSE)
        )
        return tuple(
            extract(f"<html><body><h1>The canal</h1>{sections}<footer>Imprint</footer></body></html>")
        )

    assert of("text-block") == PROSE
    assert of("block{}") == PROSE[:3]


@pytest.mark.parametrize(
    ("heading", "stays"), [("A wider canal for Veldhaven", False), ("Why the barges wait for the gate", True)]
)
def test_a_heading_of_the_second_level_is_the_headline_where_it_is_the_title(
    heading: str, stays: bool
) -> None:
    text = "".join(f"<p>{line}</p>" for line in PROSE)
    page = f"<html><head><title>A wider canal for Veldhaven - Messenger</title></head><body><div class=article-body><h2>{heading}</h2>{text}</div></body></html>"
    assert tuple(extract(page)) == ((heading,) if stays else ()) + PROSE
