"""Very short articles with larger teasers beside them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from streams.article import Article, Dropped, Origin, RawArticle
from streams.intake.reader import read

ORIGIN = Origin("articles.raw", 0, 1, datetime(2026, 11, 24, 12, tzinfo=UTC))
TEASERS = (
    ("Council to sell the town hall car park", "Councillors agreed after a long debate that the site behind the hall should be sold before the year is out, although residents had asked for a garden."),
    ("Storm leaves thousands without light", "Engineers worked through the night to restore power to villages along the coast, where gusts of ninety miles an hour brought down lines and trees."),
    ("School bus drivers return to work", "A strike of three weeks ended when drivers accepted an offer of six per cent over two years, which their union called the best that could be had."),
    ("New bridge opens in the rain", "Several hundred people walked across the river on the first day of the new footbridge, which cost twice what was planned and came a year late."),
)  # fmt: skip
FLASH = "A man of 54 was pulled alive from a grain silo near Kelsmouth on Monday morning."
REST = "He was taken to hospital, police said."
DATE = '<time datetime="2026-11-23T08:10:00Z">23 Nov 2026</time>'


def cards(form: str) -> str:
    return "".join(form.format(n=n, title=title, text=text) for n, (title, text) in enumerate(TEASERS))


def of(body: str, title: str = "Man rescued from silo", url: str | None = None) -> Article | Dropped:
    markup = f"<html lang=en><head><title>{title} - Post</title></head><body>{body}</body></html>"
    (found,) = read(RawArticle(markup.encode(), ORIGIN, "text/html", "post", url))
    return found


CARDS = {
    "link around heading": "<div class=card><a href=/{n}><h3>{title}</h3></a><p>{text}</p></div>",
    "link in heading": "<div class=item><h3><a href=/{n}>{title}</a></h3><p>{text}</p></div>",
    "link alone": "<div class=box><a href=/{n}><b>{title}</b></a><p>{text}</p></div>",
}


@pytest.mark.parametrize("form", CARDS.values(), ids=CARDS)
@pytest.mark.parametrize(
    "around",
    [
        "<main><article><h1>Man rescued from silo</h1>{date}<div class=content>{text}</div></article><section>{cards}</section></main>",
        "<div class=w><div class=l><h1>Man rescued from silo</h1>{date}<div>{text}</div></div><div class=r>{cards}</div></div>",
        "<div class=w><h1>Man rescued from silo</h1>{date}<div>{text}</div><div class=r>{cards}</div></div>",
    ],
    ids=["article", "columns", "one column"],
)  # fmt: skip
def test_the_lines_under_the_headline_are_the_article(around: str, form: str) -> None:
    found = of(around.format(date=DATE, text=f"<p>{FLASH}</p><p>{REST}</p>", cards=cards(form)))
    assert isinstance(found, Article)
    assert found.paragraphs == (FLASH, REST)


@pytest.mark.parametrize("line", ["24 November, 9:12", "<span>Monday, 23 November 2026</span>"])
def test_forms_of_its_date(line: str) -> None:
    body = f"<div><h1>Man rescued from silo</h1><p>{line}</p><p>{FLASH}</p></div>{cards(CARDS['link in heading'])}"
    found = of(body)
    assert isinstance(found, Article) and found.paragraphs == (FLASH,)


def test_a_headline_of_the_second_level_where_there_is_none_of_the_first() -> None:
    body = f"<div><h2>Man rescued from silo</h2><p>24 November 2026</p><p>{FLASH}</p></div>{cards(CARDS['link alone'])}"
    found = of(body)
    assert isinstance(found, Article) and found.paragraphs == (FLASH,)


def test_where_no_date_stands_under_the_headline_it_may_be_a_subjects() -> None:
    """Its page says a line or two about it, too, and may say when it was built."""
    built = "<meta name=date content=2026-11-24>"
    dated = "<div><h3><a href=/{n}>{title}</a></h3><span>23 November 2026</span><p>{text}</p></div>"
    body = f"{built}<div><h1>Silos</h1><p>{FLASH}</p></div><div>{cards(dated)}</div>"
    assert isinstance(of(body, "Silos"), Dropped)


def test_a_list_by_its_address_stays_one() -> None:
    body = f"<div><h1>Silos</h1>{DATE}<p>{FLASH}</p></div>{cards(CARDS['link in heading'])}"
    assert isinstance(of(body, "Silos", "https://post.example/tag/silos"), Dropped)
    assert isinstance(of(body, "Silos", "https://post.example/silos"), Article)


def test_an_article_that_has_a_text_keeps_it() -> None:
    texts = tuple(text for _, text in TEASERS[::-1])
    inner = "".join(f"<p>{text}</p>" for text in texts)
    related = "".join(f"<div><h3><a href=/{n}>{title}</a></h3></div>" for n, (title, _) in enumerate(TEASERS))
    found = of(
        f"<article><h1>Man rescued from silo</h1>{DATE}<p>{FLASH}</p></article><div>{inner}</div>{related}"
    )
    assert isinstance(found, Article)
    assert set(texts) <= set(found.paragraphs)


def test_a_front_with_a_date_is_still_refused() -> None:
    body = f"<h1>Post</h1><p>{FLASH}</p>" + cards(CARDS["link in heading"]) * 3
    assert isinstance(of(body, "Home"), Dropped)


def test_its_pictures_are_those_in_its_lines() -> None:
    picture = (
        "<figure><img src=/silo.jpg width=800 height=600><figcaption>The silo on Monday</figcaption></figure>"
    )
    card = "<div class=card><img src=/{n}.jpg width=300 height=200><a href=/{n}><h3>{title}</h3></a><p>{text}</p></div>"
    top = "<nav><img src=/menu.png width=90 height=90></nav>"
    found = of(f"<div>{top}<h1>Man rescued from silo</h1>{DATE}{picture}<p>{FLASH}</p></div><div>{cards(card)}</div>",
               url="https://post.example/a/silo-rescue-1")  # fmt: skip
    assert isinstance(found, Article) and found.paragraphs == (FLASH,)
    assert [(each.caption, each.renditions[0].href) for each in found.media] == [
        ("The silo on Monday", "https://post.example/silo.jpg")
    ]
