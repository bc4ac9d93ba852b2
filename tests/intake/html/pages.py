"""Made-up copy and pages for the tests of extraction."""

from __future__ import annotations

from lxml.html import HtmlElement

from streams.intake.html.extract import parse_page

PROSE = (
    "The council of Veldhaven voted on Tuesday to widen the canal, after two barges had been stuck there since May.",
    "Work begins in autumn and will take three years, the head of the harbour office, Mirte Holsten, told the meeting.",
    "The province pays for half of the forty million; the rest comes from a loan that runs for twenty-five years.",
    "Farmers along the canal fear for their pumps, because the water will stand higher by almost half a metre.",
    "The skippers' guild welcomed the vote but asked for a second bridge keeper, as the old one retires at Christmas.",
    "An inspection in March had found that the western bank moved by four centimetres in the course of one winter.",
    "The contractor, Duinker and Sons, will bring its dredgers from the north and lay the mud on the fields at Oude Wal.",
    "Two members voted against the plan and said that the money was needed for the school at the lock.",
)


def tree(body: str, head: str = "") -> HtmlElement:
    """A page's tree."""
    found = parse_page(f"<html><head><title>Canal</title>{head}</head><body>{body}</body></html>")
    assert found is not None
    return found


def body_of(markup: str) -> HtmlElement:
    """The body of a page."""
    found = tree(markup).find("body")
    assert found is not None
    return found


def paragraphs(texts: tuple[str, ...] | list[str] = PROSE) -> str:
    """Texts as paragraphs of HTML."""
    return "".join(f"<p>{text}</p>" for text in texts)


NAV = "<nav><a href='/'>Home</a> <a href='/news'>News</a> <a href='/sport'>Sport</a></nav>"
FOOTER = "<footer><p>The Veldhaven Messenger, Lock Street 9. All rights reserved by its owners and heirs.</p></footer>"


def page(main: str) -> HtmlElement:
    """A page with furniture around that."""
    return tree(f"<header>{NAV}</header><main>{main}</main>{FOOTER}")
