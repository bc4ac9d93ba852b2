"""What the build of a page says of what it is."""

from __future__ import annotations

from streams.intake.html.extract import parse_page
from streams.intake.html.not_article_marks import Marks, read_marks


def marks(head: str = "", body: str = "", attributes: str = "") -> Marks:
    tree = parse_page(f"<html><head>{head}</head><body {attributes}>{body}<p>Text.</p></body></html>")
    assert tree is not None
    return read_marks(tree)


def test_the_head() -> None:
    found = marks(
        '<title>A page</title><meta name="ROBOTS" content="NOINDEX, follow"><meta property="og:type" content="Profile">'
        '<meta name="generator" content="phpBB">'
    )
    assert (found.title, found.noindex, found.og_type, found.generator) == (
        "A page",
        True,
        "profile",
        "phpBB",
    )


def test_the_body() -> None:
    found = marks(
        body="<h1>One</h1><form><input type='password'></form>", attributes='class="Error404 wide" id="top"'
    )
    assert found.classes == {"error404", "wide", "top"}
    assert found.password and found.headings == ("One",)


def test_types_of_json_ld_in_all_their_spellings() -> None:
    ld = (
        '<script type="application/ld+json">{"@graph": [{"@type": ["WebPage", "CollectionPage"]},'
        ' {"@type": "https://schema.org/NewsArticle", "isAccessibleForFree": false, "datePublished": "2026-11-20"}]}</script>'
    )
    found = marks(ld)
    assert found.linked == {"WebPage", "CollectionPage", "NewsArticle"}
    assert (found.articles, found.free, found.published) == (1, False, True)


def test_how_much_speaks_for_an_article() -> None:
    assert marks().article == 0
    assert marks('<meta property="og:type" content="article">', attributes='class="single-post"').article == 2
    many = '<script type="application/ld+json">[' + ",".join(['{"@type":"NewsArticle"}'] * 9) + "]</script>"
    assert marks(many).article == 0, "of a list of articles none is the page's"


def test_teasers_are_not_looked_for_on_the_page_of_an_article() -> None:
    card = "<div><h2><a href='/1'>A headline of some length</a></h2><p>And a line.</p></div>"
    assert len(marks(body=card * 4).teasers) == 4
    article = '<meta property="og:type" content="article"><meta property="article:published_time" content="2026-11-20">'
    assert marks(article, card * 4).teasers == ()


def test_teasers_are_looked_for_where_json_ld_has_many_articles() -> None:
    card = "<div><h2><a href='/1'>A headline of some length</a></h2><p>And a line.</p></div>"
    many = '<script type="application/ld+json">[' + ",".join(['{"@type":"NewsArticle"}'] * 9) + "]</script>"
    assert len(marks('<meta property="og:type" content="article">' + many, card * 4).teasers) == 4
    assert marks('<meta property="og:type" content="article">', card * 4).teasers == ()


def test_buttons() -> None:
    tree = parse_page(
        '<p>x</p><button> Add to <b>cart</b></button><input type="submit" value="Apply"><button></button>'
    )
    assert tree is not None
    assert read_marks(tree).buttons == ("Add to cart", "Apply")
