"""Whether all of an article came out of its page."""

from __future__ import annotations

import json
from typing import Any

import pytest

from streams.blocks import texts_of
from streams.intake.html.extract import extract_blocks
from tests.intake.html.pages import FOOTER, NAV, PROSE, paragraphs, tree

URL = "https://messenger.example/news/canal"


def said(**claims: Any) -> str:
    node = {"@type": "NewsArticle", "headline": "Canal", **claims}
    return f"<script type='application/ld+json'>{json.dumps(node)}</script>"


def part(body: str, head: str = "") -> str | None:
    markup = f"{NAV}<article><h1>Canal</h1><div class=article-body>{body}</div></article>{FOOTER}"
    found = extract_blocks(tree(markup, head), URL)
    assert found.blocks
    return found.part


WHOLE = paragraphs()
SHORT = paragraphs(PROSE[:2])
CUT = paragraphs(
    [PROSE[0], "Work begins in autumn and will take three years, the head of the harbour office…"]
)
RECIPE = (
    "<div class=widget>"
    + "".join(
        f"<a href=/{each}><span itemprop=recipeIngredient>{each}</span></a>"
        for each in ("4 leeks", "1 onion", "salt")
    )
    + "</div>"
)
LISTED = (
    "<div class=sidebar><table class=m-ingredients>"
    + "".join(f"<tr><td>{each}</td></tr>" for each in ("4 leeks", "1 onion", "salt"))
    + "</table></div>"
)
WALL = "<div class=paywall><h3>Read on with a subscription</h3><p>From two crowns a week</p></div>"


@pytest.mark.parametrize(
    ("body", "head", "why"),
    [
        (WHOLE + RECIPE, "", "ingredients"),
        (CUT, "", "teaser"),
        (SHORT + WALL, "", "paywall"),
        (SHORT, said(isAccessibleForFree="False"), "paywall"),
        (SHORT, said(wordCount=400), "word count"),
        (WHOLE, "<link rel=next href='?page=2'>", "first page"),
        (WHOLE, f"<link rel=next href='{URL}/2'>", "first page"),
        (WHOLE + "<nav><a rel=next href='/news/canal?page=2'>Next page</a></nav>", "", "first page"),
        (WHOLE + f"<p><a href='{URL}?page=2'>2</a></p>", "", "first page"),
        (WHOLE + "<p><a href='/news/canal/page/2/'>Continue on page 2</a></p>", "", "first page"),
        (WHOLE + LISTED, "", "ingredients"),
    ],
)
def test_a_part_says_why_it_is_one(body: str, head: str, why: str) -> None:
    assert part(body, head) == why


@pytest.mark.parametrize(
    ("body", "head"),
    [
        (WHOLE, ""),
        (WHOLE + "<ul><li itemprop=recipeIngredient>4 leeks<li itemprop=recipeIngredient>salt</ul>", ""),
        (SHORT, ""),  # a short article is none
        (WHOLE, said(isAccessibleForFree=False)),  # all of it is here
        (WHOLE, said(wordCount=sum(len(text.split()) for text in PROSE))),
        (WHOLE, said(wordCount=sum(map(len, PROSE)))),  # these are characters
        (WHOLE, "<link rel=next href='https://messenger.example/news/heron-2'>"),  # the next article
        (WHOLE, "<link rel=next href='/news/older'>"),
        (
            WHOLE
            + "<p><a href='/news/page/2'>Older</a><a href='/news/canal-2'>Canal II</a><a href='?page=2'>2</a></p>",
            "",
        ),
        (WHOLE + paragraphs(["“We shall see…”"]), ""),
    ],
)
def test_a_whole_article_is_no_part(body: str, head: str) -> None:
    assert part(body, head) is None


def test_the_text_of_a_page_that_a_script_writes_is_in_its_json_ld() -> None:
    text = "\n\n".join(PROSE)
    found = extract_blocks(tree("<div id=app></div>", said(articleBody=text)))
    assert texts_of(found.blocks) == PROSE


def test_mark_up_in_json_ld_parts_paragraphs() -> None:
    found = extract_blocks(tree("<div id=app></div>", said(articleBody=paragraphs())))
    assert texts_of(found.blocks) == PROSE


CAPTION = paragraphs(
    [
        "The water at Veldhaven, seen from the old bridge on the morning of the vote. Photo: Messenger archive, 2024.",
        "Mirte Aldous has written about the towns on the lower river for nineteen years, and about their councils for ten.",
        "She lives on a barge with two dogs, and has won the prize of the province for her columns in this newspaper.",
    ]
)


def test_the_text_in_json_ld_counts_where_only_a_caption_is_on_the_page() -> None:
    body = f"<h1>Canal</h1><div class=story>{CAPTION}</div>"
    found = extract_blocks(tree(body, said(articleBody="\n".join(PROSE))))
    assert texts_of(found.blocks) == PROSE


@pytest.mark.parametrize(
    ("body", "headline"),
    [
        (f"<h1>Canal</h1><div class=story>{CAPTION}</div>", "Herons come back"),  # of another article
        (f"<h1>Canal</h1><div class=story>{CAPTION}</div>", None),
        (f"<h1>Canal</h1><div class=article-body>{paragraphs()}</div>", "Canal"),  # less than is on the page
    ],
)
def test_the_text_in_json_ld_is_not_believed_where_it_may_be_another(body: str, headline: str | None) -> None:
    other = "\n".join(text.replace("canal", "heron") for text in PROSE[:4] if "canal" in text)
    found = extract_blocks(tree(body, said(headline=headline, articleBody=other * 3)))
    assert "heron" not in " ".join(texts_of(found.blocks))


def test_posts_that_a_page_loads_later_are_in_its_json_ld() -> None:
    posts = [{"@type": "BlogPosting", "headline": f"Post {n}", "articleBody": PROSE[n]} for n in range(2, 8)]
    head = said(liveBlogUpdate=posts).replace("NewsArticle", "LiveBlogPosting")
    markup = f"<main><article class=article-body><h1>Canal</h1>{paragraphs(PROSE[:2])}</article></main>"
    found = texts_of(extract_blocks(tree(markup, head)).blocks)
    assert [text for text in found if text in PROSE] == [*PROSE]
    assert "Post 3" in found


def test_json_ld_of_other_articles_says_nothing() -> None:
    others = "".join(
        said(headline=f"Other {n}", articleBody="Herons. " * 200, wordCount=2000) for n in range(2)
    )
    assert part(WHOLE, others) is None
    assert part(WHOLE, "<script type='application/ld+json'>{\"wordCount\": 900, </script>") is None


def test_ingredients_are_looked_for_only_where_the_text_of_the_page_has_the_word() -> None:
    markup = f"{NAV}<article><h1>Canal</h1><div class=article-body>{WHOLE + RECIPE}</div></article>{FOOTER}"
    assert extract_blocks(tree(markup), URL, encoded=markup.encode()).part == "ingredients"
    assert extract_blocks(tree(markup), URL, encoded=WHOLE.encode()).part is None


@pytest.mark.parametrize(
    ("address", "why"),
    [
        (f"{URL}?page=3", "later page"),
        (f"{URL}/page/2/", "later page"),
        (f"{URL}?page=1", None),
        (f"{URL}-2", None),
        (f"{URL}?p=2417", None),
    ],
)
def test_an_address_tells_of_a_later_page(address: str, why: str | None) -> None:
    markup = f"{NAV}<article><h1>Canal</h1><div class=article-body>{WHOLE}</div></article>{FOOTER}"
    assert extract_blocks(tree(markup), address).part == why
