"""What stands between headline and text."""

from __future__ import annotations

import pytest

from streams.blocks import texts_of
from streams.intake.html.own import read_own
from tests.intake.html.pages import NAV, PROSE, body_of, paragraphs

LEAD = "The canal gets wider before the herring come, and the dues rise for six years."


def read(above: str, *, text: str | None = None) -> tuple[str, ...]:
    markup = f"{NAV}<article>{above}<div class=article-body>{text or paragraphs()}</div></article>"
    return texts_of(read_own(body_of(markup)).blocks)


@pytest.mark.parametrize(
    "above",
    [
        f"<header><h1>Canal</h1><div class=article__abstract><p>{LEAD}</p></div></header>",
        f"<h1>Canal</h1><div><div>{LEAD}</div></div><figure><figcaption>A barge.</figcaption></figure>",
        f"<h1>Canal</h1><h2>{LEAD}</h2>",
        f"<p class=perex>{LEAD}</p>",
        f"<div><h2>Canal</h2><p>{LEAD}</p></div>",  # a page without h1
        f"<h1>Canal</h1><p class=teaser-text>{LEAD}</p>",
    ],
)
def test_a_standfirst_is_the_first_paragraph(above: str) -> None:
    assert read(above) == (LEAD, *PROSE)


@pytest.mark.parametrize(
    "above",
    [
        f"<p>{LEAD}</p><h1>Canal</h1>",  # above the headline
        f"<p>{LEAD}</p>",  # no headline, and no name
        "<h1>Canal</h1><p>By Mirte Holsten</p><p>21 November 2026</p>",
        f"<h1>Canal</h1><p class=lead><a href=/x>{LEAD}</a></p>",
        f"<h1>Canal</h1><div class=newsletter>{LEAD}</div>",
        f"<h1>Canal</h1><p class=lead>{PROSE[0]}</p>",  # the text begins with it
    ],
)
def test_what_is_none(above: str) -> None:
    assert read(above) == PROSE
