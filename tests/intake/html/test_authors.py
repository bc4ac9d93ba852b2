"""Who wrote it, as a page prints it near its headline."""

from __future__ import annotations

import json

import pytest

from streams.intake.html.extract import parse_page
from streams.intake.html.metadata import read_metadata
from tests.linear import assert_linear, repeated

TITLE = "Tarnvik to dredge its channel"
PROSE = "<p>The harbour board of Tarnvik voted on Monday to dredge the northern channel before the herring come.</p>"


def authors(body: str, head: str = "", url: str | None = None) -> tuple[str, ...]:
    tree = parse_page(f"<html><head><title>{TITLE}</title>{head}</head><body>{body}</body></html>")
    assert tree is not None
    return read_metadata(tree, url).authors


def article(byline: str, after: str = "") -> str:
    return f"<article><h1>{TITLE}</h1>{byline}<div>{PROSE}</div>{after}</article>"


@pytest.mark.parametrize(
    "byline",
    [
        '<a rel="author" href="/x">Orla Fenwick</a>',
        '<span class="byline">By <a href="/staff/orla">Orla Fenwick</a></span>',
        '<div class="article__author">Orla Fenwick</div>',
        '<p class="articleAuthor">Von Orla Fenwick, Tarnvik</p>',
        '<span itemprop="author" itemscope><span itemprop="name">Orla Fenwick</span></span>',
        '<span itemprop="author"><meta itemprop="name" content="Orla Fenwick"></span>',
        '<span class="author vcard"><b class="fn">Orla Fenwick</b></span>',
        '<p><a href="/autor/orla-fenwick">Orla Fenwick</a></p>',
        "<p>By Orla Fenwick</p>",
        "<p>Par Orla Fenwick</p>",
        "<p><b>Autor:</b> Orla Fenwick</p>",
        "<p><span>By</span> <span>Orla Fenwick</span></p>",
        '<div class="meta author">Posted by Orla Fenwick on November 20, 2026</div>',
    ],
)
def test_the_line_under_the_headline(byline: str) -> None:
    assert authors(article(byline)) == ("Orla Fenwick",)


def test_a_line_above_the_headline() -> None:
    block = f'<article><header><div class="byline">By Orla Fenwick</div><h1>{TITLE}</h1></header>{PROSE}</article>'
    assert authors(block) == ("Orla Fenwick",)


def test_several_in_one_line() -> None:
    line = '<div class="byline"><a rel="author">Orla Fenwick</a> and <a rel="author">Tam Oakes</a></div>'
    assert authors(article(line)) == ("Orla Fenwick", "Tam Oakes")


def test_a_name_beside_the_date_is_an_author_if_it_is_known_as_one() -> None:
    assert authors(article("<p>20 November 2026 - Martin Oakes</p>")) == ("Martin Oakes",)
    assert authors(article("<p>20 November 2026 - Harbour Board</p>")) == ()


def test_a_signature_at_the_end() -> None:
    signed = "".join(PROSE for _ in range(400)) + "<p><em>Martin Oakes</em></p>"
    assert authors(article("", signed)) == ("Martin Oakes",)


@pytest.mark.parametrize(
    "other",
    [
        '<aside class="river"><h3><a href="/v">Library lends violins</a></h3><a rel="author">Devin Coldharbour</a></aside>',
        '<div><h3><a href="/v">Library lends violins</a></h3><span class="byline">By Devin Coldharbour</span></div>',
        '<div><a href="/v"><h3>Library lends violins</h3><p>By Devin Coldharbour</p></a></div>',
        '<ol class="comments"><li><cite class="fn author">Devin Coldharbour</cite></li></ol>',
        '<figure><figcaption class="author">Devin Coldharbour</figcaption></figure>',
        '<p class="photo-author">Devin Coldharbour</p>',
        '<blockquote><cite class="quoteAuthor">Devin Coldharbour</cite></blockquote>',
        '<footer class="author">Devin Coldharbour</footer>',
        '<p>The mayor, <a href="/person/devin-coldharbour">Devin Coldharbour</a>, agreed.</p>',
        '<p class="articleTags"><a href="/person/martin-oakes">Martin Oakes</a></p>',
    ],
)
def test_whoever_is_named_elsewhere_did_not_write_it(other: str) -> None:
    assert authors(f"<main>{article('')}</main>{other}") == ()


def ld(author: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "headline": TITLE, "author": author})}</script>'


def test_a_line_in_a_teaser_that_is_all_link_is_anothers() -> None:
    teaser = "<a href='/o'><div><p>Otters come back to the harbour of Tarnvik.</p><h6>By Sten Okoro and Ida Lunde</h6></div></a>"
    assert authors(article("", teaser)) == ()
    assert authors(article("<a href='/staff'><h6>By Orla Fenwick</h6></a>", teaser)) == ("Orla Fenwick",)


@pytest.mark.parametrize(
    ("name", "found"), [("Tarnvik D", ()), ("Harbour Blog", ()), ("Anna Fenwick", ("Anna Fenwick",))]
)
def test_who_runs_the_site_is_an_author_only_by_a_persons_name(name: str, found: tuple[str, ...]) -> None:
    page = "https://tarnvik.example/author/admin/"
    linked = json.dumps({"@type": "NewsArticle", "headline": TITLE, "author": {"@id": page, "name": name}})
    assert authors(article(""), f"<script type='application/ld+json'>{linked}</script>") == found
    assert (
        authors(article(f'<span class="author vcard"><a rel="author" href="{page}">{name}</a></span>'))
        == found
    )


def test_a_person_goes_before_an_organisation() -> None:
    wire = {"@type": "Organization", "name": "Nordwire"}
    assert authors(article('<p class="byline">By Orla Fenwick</p>'), ld(wire)) == ("Orla Fenwick",)
    assert authors(article(""), ld(wire)) == ("Nordwire",)
    assert authors(article(""), ld([wire, {"@type": "Person", "name": "Orla Fenwick"}])) == ("Orla Fenwick",)


def test_an_agency_beside_a_person_signs_with_her() -> None:
    people = [{"@type": "Person", "name": "Orla Fenwick"}, {"@type": "Organization", "name": "AFP"}]
    assert authors(article(""), ld(people)) == ("Orla Fenwick", "AFP")


def test_all_values_of_a_tag_count_unless_they_are_many() -> None:
    tag = '<meta name="author" content="{}">'
    site = '<meta property="og:site_name" content="The Courier">'
    several = site + "".join(map(tag.format, ("Courier", "Orla Fenwick", "Tam Oakes")))
    assert authors(article(""), several) == ("Orla Fenwick", "Tam Oakes")
    cited = "".join(tag.format(f"Orla Fenwick{chr(97 + n)}") for n in range(9))
    assert authors(article(""), cited) == ("Orla Fenwicka",)


@pytest.mark.parametrize(
    ("printed", "found"),
    [
        ('<div class="author-2">Naufal Zuhdi</div>', ("Naufal Zuhdi",)),
        ('<div class="author">Heryadi</div>', ("Heryadi",)),
        ('<div class="author">Heryadi →</div>', ("Heryadi",)),
        ("", ("Heryadi",)),
    ],
)
def test_one_word_gives_way_to_a_name_in_full_under_the_headline(
    printed: str, found: tuple[str, ...]
) -> None:
    assert authors(article(printed), ld({"@type": "Person", "name": "Heryadi"})) == found


def test_a_byline_that_is_typed_as_organisation() -> None:
    assert authors(article(""), ld({"@type": "Organization", "name": "By ORLA FENWICK, Courier Writer"})) == (
        "ORLA FENWICK",
    )


def test_what_is_declared_goes_before_what_is_printed() -> None:
    assert authors(article("<p>By Tam Oakes</p>"), '<meta name="author" content="Orla Fenwick">') == (
        "Orla Fenwick",
    )


def test_the_papers_own_name_is_no_author() -> None:
    head = '<meta property="og:site_name" content="The Courier"><meta name="author" content="Courier">'
    assert authors(article(""), head) == ()
    assert (
        authors(
            article(""), '<meta name="author" content="Tarnvik Courier">', "https://tarnvikcourier.example/a"
        )
        == ()
    )


def test_a_house_is_called_so_without_its_news_too() -> None:
    head = '<meta property="og:site_name" content="Tarnviken News"><meta name="author" content="Tarnviken D">'
    assert authors(article(""), head) == ()


def test_a_blog_may_have_its_authors_name() -> None:
    head = '<meta property="og:site_name" content="Martin Oakes">' + ld(
        {"@type": "Person", "name": "Martin Oakes"}
    )
    assert authors(article(""), head) == ("Martin Oakes",)


def test_the_label_of_a_card() -> None:
    card = '<meta name="twitter:label1" content="Verfasst von"><meta name="twitter:data1" content="Orla Fenwick">'
    assert authors(article(""), card) == ("Orla Fenwick",)
    assert authors(article(""), card.replace("Verfasst von", "Lesezeit")) == ()


@pytest.mark.long
@pytest.mark.parametrize(
    "part",
    [
        '<a rel="author">',
        '<p class="byline">By A B',
        "<div><h3><a></a></h3>",
        "<p>By <b>",
        '<i class="author">2</i>',
    ],
)
def test_hostile_pages_take_linear_time(part: str) -> None:
    assert_linear(authors, repeated(part, f"<h1>{TITLE}</h1>"))


@pytest.mark.long
@pytest.mark.parametrize(
    "part",
    [
        '<div class="author">',
        '<p class="date">',
        "<br>",
        '<i class="byline">',
        '<h2><a></a></h2><a rel="author">x</a>',
    ],
)
def test_deep_and_wide_pages_take_linear_time(part: str) -> None:
    assert_linear(authors, repeated(part, f"<div><h1>{TITLE}</h1><div>", "<b>Orla</b>"))


def test_the_footer_that_tells_who_wrote_it() -> None:
    submitted = (
        '<div class="node__submitted">Submitted by <span>Orla Fenwick</span> on Mon, 11/16/2026 - 08:15</div>'
    )
    for name, found in (("node__meta", ("Orla Fenwick",)), ("node__links", ())):
        page = f'<h1>{TITLE}</h1><article><footer class="{name}">{submitted}</footer>{PROSE}</article>'
        assert authors(page) == found


def test_a_colon_of_full_width() -> None:
    assert authors(article("<p><span>来源：港报</span> <span>作者：王小明</span></p>")) == ("王小明",)


def test_what_stands_behind_the_headline_in_the_title_is_the_papers_name() -> None:
    for name, found in (("Tarnvik Blad", ()), ("Martin Oakes", ("Martin Oakes",))):
        tree = parse_page(
            f'<html><head><title>{TITLE} | {name}</title><meta name="author" content="{name}"></head>'
            f"<body>{article('')}</body></html>"
        )
        assert tree is not None
        assert read_metadata(tree).authors == found


@pytest.mark.parametrize(
    ("name", "signs"),
    [
        ("Courier", True),
        ("Courier newsroom", True),
        ("courier.example", True),
        ("Redaktion", False),
        ("Quay Desk", False),
    ],
)
def test_a_house_that_signs_is_no_author_but_stands_apart(name: str, signs: bool) -> None:
    author = {"@type": "Article", "headline": TITLE, "author": {"@type": "Person", "name": name}}
    head = f'<script type="application/ld+json">{json.dumps(author)}</script>'
    tree = parse_page(f"<html><head><title>{TITLE}</title>{head}</head><body>{article('')}</body></html>")
    assert tree is not None
    said = read_metadata(tree, "https://www.courier.example/quay")
    assert (said.houses == (name,)) is signs
    assert said.authors == (("Quay Desk",) if name == "Quay Desk" else ())
    assert read_metadata(tree, "https://www.courier.example/quay").byline in (None, "Quay Desk")


@pytest.mark.parametrize(
    "line",
    [
        "<div><span>Martin Oakes</span></div>",
        "<p>Martin Oakes, Transport Correspondent, Tarnvik</p>",
        "<p>Martin Oakes | Political editor</p>",
        "<p>Orla Fenwick, Redakteurin</p>",
        "<div>Ein Bericht unserer Korrespondentin Orla Fenwick</div>",
        "<p>By Orla Fenwick, Diario del Puerto — Tarnvik</p>",
        '<figure><figcaption><address>Von <a href="/autoren/orla-fenwick/">Orla Fenwick</a></address></figcaption></figure>',
        '<div class="sidebar-left"><p class="author-name">By <a href="/author/martin-oakes/">Martin Oakes</a></p></div>',
        "<p>Martin Oakes<br>20 November, 6:12</p>",
        '<a href="/people/martin-oakes">Martin Oakes</a>',
        f"<p><font>By Orla Fenwick<br>20 November 2026<br><br>{'The board voted to dredge it. ' * 50}</font></p>",
    ],
)
def test_lines_that_are_not_marked(line: str) -> None:
    assert authors(article(line)) in (("Orla Fenwick",), ("Martin Oakes",))


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("<p>홍지수 기자 hong@paper.example</p>", ("홍지수",)),
        ("<span>本报记者 林海燕 陈志远</span>", ("林海燕", "陈志远")),
        ("<span>记者：林海燕</span>", ("林海燕",)),
        ("<p>記者林海燕／港區報導</p>", ("林海燕",)),
        ("<p class=reporter>記者林海燕／港區報導</p>", ("林海燕",)),
        ("<p>责任编辑：林海燕</p>", ()),  # answers for it, and did not write it
    ],
)
def test_a_title_beside_a_name_in_east_asia(line: str, names: tuple[str, ...]) -> None:
    assert authors(article(line)) == names


@pytest.mark.parametrize(
    "line",
    [
        '<div><a href="/topics/martin-oakes">Martin Oakes</a></div>',  # whom it is about
        "<ul><li>Martin Oakes</li></ul>",
        '<div><a href="/people/royals">Royals</a></div>',
        "<p>Martin Oakes<br>who is 83, agreed to give up his berth and has told all of his neighbours</p>",
        "<p>Martin Oakes, who is 83, agreed</p>",
        "<p>Harbour Board</p>",
        '<p class="photo-credit">Martin Oakes</p>',
        '<p class="caption">Martin Oakes</p>',
        f"<p>{'The board voted to dredge the channel. ' * 6}</p><p>Martin Oakes</p>",  # signs a letter in it
        "<p>기자 회견</p>",
        "<p>New York, AP</p>",
        "<p class=story-by>Published: 20 November 2026</p>",
    ],
)
def test_a_name_that_stands_alone_is_not_always_the_authors(line: str) -> None:
    assert authors(article(line)) == ()


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("<p>Kovács Anna – MTI</p>", ("Kovács Anna", "MTI")),
        ("<div>Martin Oakes, dpa</div>", ("Martin Oakes", "dpa")),
        ("<p>MARTIN OAKES / AGENCIAS</p>", ("MARTIN OAKES",)),
        ("<p>Pekka Lehtoranta, teksti • Sanna Ojala, kuvat</p>", ("Pekka Lehtoranta",)),
    ],
)
def test_a_name_beside_an_agency_or_what_somebody_did(line: str, names: tuple[str, ...]) -> None:
    assert authors(article(line)) == names
