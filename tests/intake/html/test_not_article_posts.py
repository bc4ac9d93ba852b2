"""Posts that answer one another, and prices that stand alone."""

from __future__ import annotations

import pytest

from streams.blocks import Block
from streams.intake.html.not_article_posts import are_spread, read_lines, without_comments
from tests.intake.html.pages import body_of
from tests.linear import assert_linear, repeated

STORY = "<p>The ferry to Tarnvik will cost a fifth more from January, the harbour board decided on Monday evening.</p>"
SAID = ("Every year the same excuse about fuel.", "I commute four days a week.", "Nobody is forcing you.")


def posts(*labels: str) -> str:
    row = "".join(f"<a>{label}</a> " for label in labels)
    return "".join(f"<div><b>user{n}</b> <i>{n} h</i><p>{said}</p>{row}</div>" for n, said in enumerate(SAID))


@pytest.mark.parametrize(
    "label", ["Reply", "Antworten", "回复 举报", "답글 2", "Цитировать | Пожаловаться", "Odpowiedz"]
)
def test_posts_are_known_by_the_label_that_all_have(label: str) -> None:
    found = read_lines(body_of(f"<h1>Fares</h1>{posts(label)}"))
    assert [said in post for said, post in zip(SAID, found.posts, strict=True)] == [True] * 3


@pytest.mark.parametrize(
    "page",
    [
        f"<h1>Fares</h1>{STORY}{posts('Reply')}",
        f"<h1>Live</h1>{posts('Share')}",
        f"<h1>Fares</h1>{posts('Reply')[: posts('Reply').rindex('<div>')]}",
    ],
    ids=["below an article", "of a live blog", "two"],
)
def test_others_are_none(page: str) -> None:
    assert read_lines(body_of(page)).posts == ()


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("£89", 1),
        ("24,50 €", 1),
        ("1.299,00 zł", 1),
        ("¥2,980", 1),
        ("Rp25.000", 1),
        ("£19 a month", 0),
        ("12 August", 0),
        ("2:1", 0),
        ("2026", 0),
    ],
)
def test_prices_that_stand_alone(line: str, count: int) -> None:
    assert read_lines(body_of(f"<h1>Cups</h1><p>{line}</p>")).prices == count


def test_comments_below_an_article_are_none_of_it() -> None:
    text = Block(
        "The ferry to Tarnvik will cost a fifth more from January, the harbour board decided on Monday evening."
    )
    comments = [Block(said) for said in SAID]
    known = read_lines(body_of(f"<h1>Fares</h1>{STORY}{posts('Reply')}")).comments
    assert (
        without_comments([text, *comments], known) == without_comments([text, *comments[:2]], known) == [text]
    )
    for blocks in ([*comments, text], [text, comments[0], text], [text], comments):
        assert without_comments(blocks, known) == blocks
    assert without_comments([text, *comments], ()) == [text, *comments]


@pytest.mark.parametrize(
    ("sizes", "places", "spread"),
    [
        ((50, 50, 50), (0, 1, 2), True),
        ((900, 50, 50), (0, 1, 2), False),
        ((50, 50, 50, 400), (0, 1, 2, None), False),
        ((50, 50), (0, 1), False),
        ((), (), False),
    ],
)
def test_what_stands_in_one_post_may_be_an_article(
    sizes: tuple[int, ...], places: tuple[int | None, ...], spread: bool
) -> None:
    assert are_spread(sizes, places) is spread


def test_many_posts_take_linear_time() -> None:
    assert_linear(lambda markup: read_lines(body_of(markup)), repeated(posts("Reply")))
