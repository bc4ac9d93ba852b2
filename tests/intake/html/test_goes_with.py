"""What goes with a page's article: its pictures with their makers, keywords, section, other headlines."""

from __future__ import annotations

from streams.article import Article
from streams.intake.html.page import read
from streams.sent import Headline, Media, Party, Rendition
from tests.articles import PARAGRAPHS, raw

TEXT = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
HEAD = """<title>Quay shut: what it means | Harbour Post</title><meta property="og:title" content="Quay to close">
<meta property="og:site_name" content="Harbour Post"><meta name="keywords" content="ports, ferries">
<meta property="article:section" content="Transport">"""


def page(head: str, inside: str = "") -> Article:
    markup = f"<html lang=en><head>{HEAD}{head}</head><body><article><h1>Quay to close</h1>{inside}{TEXT}</article></body>"
    found = read(raw(markup.encode(), subject="https://post.example/2026/quay"))
    assert isinstance(found, Article), found
    return found


FIGURE = '<figure><img src="/quay.jpg" alt="x"><figcaption>The quay at dawn. Photo: A. Moor/Post</figcaption></figure>'
OG = '<meta property="og:image" content="https://post.example/{}"><meta property="og:image:width" content="1200">'


def test_a_picture_in_the_text_has_its_caption_and_its_maker() -> None:
    found = page("", FIGURE)
    assert found.media == (
        Media(
            caption="The quay at dawn.",
            credit="A. Moor/Post",
            renditions=(Rendition("https://post.example/quay.jpg"),),
        ),
    )
    assert found.paragraphs == PARAGRAPHS


def test_the_picture_that_stands_for_the_article_is_the_first_and_there_once() -> None:
    found = page(OG.format("quay.jpg"), '<p><img src="/other.jpg" alt="The town"></p>' + FIGURE)
    assert [media.renditions[0].href for media in found.media] == [
        "https://post.example/quay.jpg",
        "https://post.example/other.jpg",
    ]
    assert (found.media[0].credit, found.media[0].renditions[0].width) == ("A. Moor/Post", 1200)
    (lead,) = page(OG.format("harbour.jpg")).media
    assert lead.renditions == (Rendition("https://post.example/harbour.jpg", width=1200),)


def test_what_the_publisher_says_is_the_senders() -> None:
    found = page("")
    assert found.sent.keywords == ("ports", "ferries")
    assert found.sent.extra == {"section": ("Transport",), "publisher": ("Harbour Post",)}


def test_other_headlines_stand_beside_the_main_one() -> None:
    found = page("")
    assert found.headline == "Quay to close"
    assert found.headlines == (Headline("search", "Quay shut: what it means"),)


def test_a_house_that_signs_is_a_source() -> None:
    found = page('<meta name="author" content="Harbour Post">')
    assert found.credits.byline is None
    assert found.sent.parties == (Party("Harbour Post", "author"),)
    assert page('<meta name="author" content="Ana Ruiz">').sent.parties == ()
