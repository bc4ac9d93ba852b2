"""Headlines by role: without the site's name, the kicker apart."""

from __future__ import annotations

import json

import pytest

from streams.intake.html.extract import parse_page
from streams.intake.html.metadata import read_metadata
from streams.intake.html.titles import Headlines

TITLE = "Tarnvik to dredge its channel"


def headlines(heading: str = "", title: str = "", social: str = "", linked: str = "") -> Headlines:
    head = f"<title>{title}</title>" + (f'<meta property="og:title" content="{social}">' if social else "")
    head += '<meta property="og:site_name" content="The Courier">'
    if linked:
        node = json.dumps({"@type": "NewsArticle", "headline": linked})
        head += f'<script type="application/ld+json">{node}</script>'
    tree = parse_page(f"<html><head>{head}</head><body>{heading}<p>x</p></body></html>")
    assert tree is not None
    return read_metadata(tree).headlines


def test_each_role_has_its_own() -> None:
    found = headlines(
        f"<h1>{TITLE}</h1>",
        "Tarnvik dredging: channel gets deeper | The Courier",
        "Tarnvik channel: the herring can come",
    )
    assert found.printed == TITLE
    assert found.search == "Tarnvik dredging: channel gets deeper"
    assert found.social == "Tarnvik channel: the herring can come"


@pytest.mark.parametrize(
    ("heading", "title", "social", "kicker"),
    [
        (f"<h1>{TITLE}</h1>", "", f"Opinion | {TITLE}", "Opinion"),
        (f"<h1>{TITLE}</h1>", f"Ports: {TITLE}", "", "Ports"),
        (f'<h1><span class="kicker">Ports</span><span>{TITLE}</span></h1>', "", TITLE, "Ports"),
        (f'<p class="topline">Ports</p><h1>{TITLE}</h1>', "", TITLE, "Ports"),
        (f"<h1>{TITLE}</h1>", "", TITLE, None),
    ],
)
def test_the_kicker_is_apart(heading: str, title: str, social: str, kicker: str | None) -> None:
    found = headlines(heading, title, social)
    assert (found.main, found.kicker) == (TITLE, kicker)


def test_the_logo_is_no_headline() -> None:
    assert headlines(f"<h1>The Courier</h1><h1>{TITLE}</h1>", f"{TITLE} | The Courier").printed == TITLE
    assert headlines(f"<h1>The Courier</h1><h2>{TITLE}</h2>", f"{TITLE} | The Courier").printed == TITLE


def test_what_two_declare_alike_goes_before_what_is_printed() -> None:
    assert headlines("<h1>Tarnvik dredges</h1>", "", TITLE, TITLE).main == TITLE
    assert headlines("<h1>Tarnvik dredges</h1>", "", TITLE).main == "Tarnvik dredges"


def test_a_heading_of_another_matter_is_not_believed() -> None:
    assert headlines("<h1>Latest from the coast</h1>", "", TITLE).main == TITLE


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("<h1><em>Medusa</em> sails</h1>", "Medusa sails"),
        ("<h1><span>M</span>edusa sails</h1>", "Medusa sails"),
        ("<h1><span>Medusa</span><span>sails</span></h1>", "Medusa sails"),
        ("<h1>Medusa<br>sails</h1>", "Medusa sails"),
    ],
)
def test_the_words_of_a_heading(heading: str, text: str) -> None:
    assert headlines(heading).printed == text


def test_markup_in_a_declared_title() -> None:
    assert (
        headlines("", "", "&lt;em&gt;Medusa&lt;/em&gt; sails for 3 &lt; 4 weeks").main
        == "Medusa sails for 3 < 4 weeks"
    )


def test_a_chinese_title_ends_where_the_sites_names_begin() -> None:
    assert headlines(title="港口拖船命名_港区新闻_码头日报").main == "港口拖船命名"
    assert headlines(title="snake_case is over").main == "snake_case is over"


def test_separators_of_east_asia() -> None:
    assert headlines(title=f"{TITLE}｜The Courier").main == TITLE
    assert headlines(title=f"{TITLE} < The Courier").main == TITLE
