"""Pictures in the markup of a body, and what is written under them."""

from __future__ import annotations

import pytest

from streams.blocks import texts_of
from streams.intake.pictures import MOST, read_fragment
from tests.linear import assert_linear

TEXT = "<p>The weir at Oxmere will be rebuilt in May.</p>"
BASE = "https://mere.example/news/weir"


@pytest.mark.parametrize(
    ("markup", "href", "caption", "credit"),
    [
        ("<img src='/1.jpg' alt='The weir'>", "https://mere.example/1.jpg", "The weir", None),
        ("<figure><img src='/1.jpg' alt='x'><figcaption>The <b>weir</b>.</figcaption></figure>", "https://mere.example/1.jpg", "The weir.", None),
        ("<figure><img data-src='/1.jpg' src='data:image/gif;base64,AA'><figcaption>The weir. <cite class='photo-credit'>Ada Holt</cite></figcaption></figure>", "https://mere.example/1.jpg", "The weir.", "Ada Holt"),
        ("<figure><a href='/big'><img src='/1.jpg'></a><div class='byline'>Ada Holt</div><figcaption>The weir.</figcaption></figure>", "https://mere.example/1.jpg", "The weir.", "Ada Holt"),
        ("<video><source src='/1.mp4'></video>", "https://mere.example/1.mp4", None, None),
        ("<VIDEO SRC='/1.mp4'></VIDEO>", "https://mere.example/1.mp4", None, None),
    ],
)  # fmt: skip
def test_a_picture_has_what_is_written_under_it_and_the_text_has_it_not(
    markup: str, href: str, caption: str | None, credit: str | None
) -> None:
    found = read_fragment(TEXT + markup + TEXT, BASE)
    (medium,) = found.media
    assert (medium.renditions[0].href, medium.caption, medium.credit) == (href, caption, credit)
    assert texts_of(found.blocks) == ("The weir at Oxmere will be rebuilt in May.",) * 2


@pytest.mark.parametrize(
    "markup",
    [
        "<img src='https://t.example/p.gif' width='1' height='1'>",
        "<img src='data:image/png;base64,AAAA'>",
        "<img class='wp-smiley' src='https://s.example/1.png'>",
        "<img src='javascript:x()'>",
        "<img>",
    ],
)
def test_what_is_no_picture(markup: str) -> None:
    assert read_fragment(TEXT + markup, BASE).media == ()


def test_a_figure_that_holds_copy_is_copy() -> None:
    found = read_fragment(
        TEXT + "<figure><img src='/1.jpg'><table><tr><td>Quay</td><td>2</td></tr></table></figure>", BASE
    )
    assert texts_of(found.blocks)[-1] == "Quay | 2"
    assert len(found.media) == 1


def test_one_picture_twice_is_one_and_many_are_bounded() -> None:
    assert len(read_fragment("<img src='/1.jpg'><img src='/1.jpg'>" + TEXT, BASE).media) == 1
    many = "".join(f"<img src='/{number}.jpg'>" for number in range(500))
    assert len(read_fragment(many + TEXT, BASE).media) == MOST


def test_figures_in_figures_take_time_in_proportion() -> None:
    unit = "<figure><img src='https://x.example/1.jpg'>"
    assert_linear(
        lambda markup: read_fragment(markup), lambda size: unit * (size // len(unit)), largest=400_000
    )
