"""The article of a page whose mark-up has none, out of the data that its scripts carry."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from streams.article import Article, Dropped
from streams.blocks import BlockKind
from streams.intake.html.extract import parse_page
from streams.intake.html.metadata import PageMetadata
from streams.intake.html.page import read
from streams.intake.html.state import read_state
from streams.intake.html.titles import Headlines
from streams.kinds import Reason
from tests.intake.html.pages import PROSE, paragraphs
from tests.intake.html.test_page import raw
from tests.linear import assert_linear

TITLE = "Veldhaven votes to widen its canal"
URL = "https://messenger.example/news/veldhaven-votes-canal"
HTML = paragraphs()
OTHER = tuple(text.replace("canal", "ferry").replace("Veldhaven", "Sandwijk") for text in PROSE)
ARTICLE: dict[str, Any] = {
    "id": 7101,
    "headline": TITLE,
    "slug": "veldhaven-votes-canal",
    "author": {"name": "Mirte Holsten"},
    "publishedAt": "2026-11-20T07:30:00Z",
    "body": HTML,
}
RELATED = {
    "headline": "Sandwijk sells its last ferry to a museum",
    "slug": "sandwijk-last-ferry",
    "publishedAt": "2026-11-19T07:30:00Z",
    "body": paragraphs(OTHER),
}
LINKED = {
    "headline": RELATED["headline"],
    "datePublished": "2026-11-19T07:30:00Z",
    "articleBody": "\n".join(OTHER),
}
SHELL = "<div id='__next'></div><noscript>You need to enable JavaScript to run this app.</noscript>"
NAV = "<div id='root'><nav><a href='/'>Home</a> <a href='/news'>News</a></nav></div>"


def inside(value: Any) -> str:
    """The JSON as it stands in a script."""
    return json.dumps(value).replace("</", "<\\/")


def block(value: Any, name: str = "__NEXT_DATA__", kind: str = "application/json") -> str:
    return f"<script id='{name}' type='{kind}'>{inside(value)}</script>"


def assigned(value: Any, opening: str, end: str = ";") -> str:
    return f"<script>{opening}{inside(value)}{end}</script>"


def shell(scripts: str, title: str = f"{TITLE} | The Messenger", body: str = SHELL, head: str = "") -> str:
    return f"<html lang=en><head><title>{title}</title>{head}</head><body>{body}{scripts}</body></html>"


def found(markup: str, url: str | None = URL) -> Article | Dropped:
    return read(raw(markup, subject=url) if url else raw(markup))


def article(markup: str, url: str | None = URL) -> Article:
    one = found(markup, url)
    assert isinstance(one, Article), one
    return one


def next_page(value: Any) -> str:
    return block({"props": {"pageProps": value}, "page": "/news/[slug]", "buildId": "x1"})


def flight(value: Any, text: str) -> str:
    """A stream of server components, cut into pieces anywhere: what is 24 in it is the text."""
    rows = f"0:{json.dumps(['$', 'div', None, {'children': '$L5'}])}\n:HL['/a.css']\n24:T{len(text.encode()):x},{text}"
    stream = f'{rows}5:{json.dumps(["$", "$L23", None, {"state": value}])}\n3:I[13578,[],""]\n'
    pieces = [stream[at : at + 300] for at in range(0, len(stream), 300)]
    return "".join(f"<script>self.__next_f.push([1,{inside(piece)}])</script>" for piece in pieces)


ARC = {
    "type": "story",
    "headlines": {"basic": TITLE},
    "canonical_url": "/news/veldhaven-votes-canal/",
    "credits": {"by": [{"type": "author", "name": "Mirte Holsten"}]},
    "display_date": "2026-11-20T07:30:00Z",
    "content_elements": [
        *({"type": "text", "_id": str(n), "content": text} for n, text in enumerate(PROSE[:4])),
        {
            "type": "image",
            "caption": "The canal at dusk, as it was seen from the lock on a Tuesday in March.",
        },
        {"type": "interstitial_link", "content": "<b>Read more: how the ferry was sold to a museum.</b>"},
        *({"type": "text", "_id": str(n), "content": text} for n, text in enumerate(PROSE[4:])),
    ],
    "related_content": {"basic": [RELATED]},
}
FLAT = [
    ["ShallowReactive", 1],
    {"data": 2},
    {"article": 3},
    {"title": 4, "html": 5, "author": 6, "publishedAt": 7, "path": 8},
    TITLE,
    HTML,
    "Mirte Holsten",
    ["Date", "2026-11-20T07:30:00Z"],
    "/news/veldhaven-votes-canal",
]
LITERAL = (
    'window.__NUXT__=(function(a,b,c){return {layout:"default",data:[{post:{title:a,author:c,wide:!0,gone:void 0,'
    f'publishedAt:"2026-11-20T07:30:00Z",body:{inside(HTML)}}}}}],error:b}}}}'
    f'("{TITLE}",null,"Mirte Holsten"));'
)


@pytest.mark.parametrize(
    ("scripts", "name"),
    [
        (next_page({"article": ARTICLE, "related": [RELATED]}), "__NEXT_DATA__"),
        (block({"story": ARTICLE}, "", "application/json; charset=utf-8"), "json"),
        (block({"status": 200, "body": json.dumps({"post": ARTICLE})}, "fetched"), "fetched"),
        (assigned({"news": {"7101": ARTICLE}}, "window.__INITIAL_STATE__ = "), "__INITIAL_STATE__"),
        (assigned({"a": ARTICLE}, "window['__PRELOADED_STATE__']="), "__PRELOADED_STATE__"),
        (
            assigned({"a": ARTICLE}, "window.__STATE__ = window.__STATE__ || ", ";(function(){run()})()"),
            "__STATE__",
        ),
        (assigned(json.dumps({"a": ARTICLE}), "window.__DATA__=JSON.parse(", ")"), "__DATA__"),
        (
            assigned(ARC, "window.Fusion=window.Fusion||{};Fusion.arcSite='x';Fusion.globalContent="),
            "globalContent",
        ),
        (f"<script>{LITERAL}</script>", "__NUXT__"),
        (block(FLAT, "__NUXT_DATA__"), "__NUXT_DATA__"),
        (
            assigned(
                [{"state": ARTICLE}], "window['__RQ__']=window['__RQ__']||[];window['__RQ__'].push(", ")"
            ),
            "__RQ__",
        ),
        (flight({**ARTICLE, "body": "$24"}, HTML), "__next_f"),
    ],
)
def test_the_article_of_each_kind_of_data_is_read(scripts: str, name: str) -> None:
    for body in (SHELL, NAV):
        one = article(shell(scripts, body=body))
        assert one.paragraphs == PROSE
        assert (one.headline, one.credits.byline) == (TITLE, "Mirte Holsten")
        assert one.revision.first_created == datetime(2026, 11, 20, 7, 30, tzinfo=UTC)
        assert one.cleaning.repairs == (f"page-data:{name}",)
        assert not one.partial


def test_a_headline_is_the_objects_where_the_page_has_only_its_sites_name() -> None:
    one = article(shell(next_page({"article": ARTICLE}), title="The Messenger"))
    assert (one.headline, one.paragraphs) == (TITLE, PROSE)


def test_a_page_of_unknown_address_is_known_by_its_title() -> None:
    assert article(shell(next_page({"article": ARTICLE, "more": [RELATED]})), url=None).paragraphs == PROSE


def test_the_body_is_read_as_an_article_of_a_page_is() -> None:
    body = (
        f"<p>$$ARTICLE_AD$$</p><p>{PROSE[0]}</p><h3>Farmers</h3><p>{PROSE[1]}</p><div class='related-articles'><p>{OTHER[0]}</p></div>"
        f"<script>track()</script><ul><li>{PROSE[2]}</li><li>{PROSE[3]}</li></ul>"
    )
    one = article(shell(next_page({"article": {**ARTICLE, "body": body}})))
    assert one.paragraphs == (PROSE[0], "Farmers", *PROSE[1:4])
    assert [form.kind for form in one.forms] == [BlockKind.HEADING, BlockKind.ITEM, BlockKind.ITEM]


def test_the_text_of_linked_data_alone_is_read() -> None:
    """Also where it is one of several articles there, of which none else has its text on the page."""
    node = {
        "@type": "NewsArticle",
        "headline": TITLE,
        "datePublished": "2026-11-20T07:30:00Z",
        "mainEntityOfPage": {"@id": URL},
        "articleBody": "\n".join(PROSE),
    }
    one = article(
        shell(block({"@graph": [node, {"@type": "NewsArticle", **LINKED}]}, "", "application/ld+json"))
    )
    assert (one.paragraphs, one.cleaning.repairs) == (PROSE, ("page-data:json-ld",))


def test_the_text_of_the_only_article_in_linked_data_says_where_it_stood() -> None:
    node = {"@type": "NewsArticle", "headline": TITLE, "articleBody": "\n".join(PROSE)}
    one = article(shell(block(node, "", "application/ld+json")), url=None)
    assert (one.paragraphs, one.cleaning.repairs) == (PROSE, ("page-data:json-ld",))


def test_a_page_that_asks_for_a_script_is_read() -> None:
    undated = {key: value for key, value in ARTICLE.items() if key != "publishedAt"}
    asks = "<p>Please enable JavaScript to continue using this application.</p>"
    empty = found(shell("", body=asks))
    assert isinstance(empty, Dropped)
    assert empty.reason is Reason.NOT_AN_ARTICLE
    assert article(shell(next_page({"article": undated}), body=asks)).paragraphs == PROSE


def test_excerpts_and_copies_of_the_article_do_not_stand_in_its_way() -> None:
    excerpt = {**ARTICLE, "body": paragraphs(PROSE[:4])}
    data = next_page({"list": [excerpt, RELATED], "article": ARTICLE, "cache": {"7101": dict(ARTICLE)}})
    assert article(shell(data)).paragraphs == PROSE


def refused(markup: str, url: str | None = URL) -> bool:
    one = found(markup, url)
    return isinstance(one, Dropped) and one.reason in (Reason.NO_ARTICLE, Reason.NOT_AN_ARTICLE)


MANY = [{**RELATED, "headline": f"{RELATED['headline']} {n}", "slug": f"ferry-number-{n}"} for n in range(30)]
SHORT = [
    {"title": f"Lock {n} shut", "url": f"/news/lock-{n}-shut", "summary": PROSE[n % 8], "text": PROSE[n % 8]}
    for n in range(12)
]


@pytest.mark.parametrize(
    ("markup", "url"),
    [
        (shell(next_page({"related": [RELATED]})), URL),  # another article alone
        (shell(next_page({"posts": MANY}), title="The Messenger"), "https://messenger.example/"),  # a front
        (shell(next_page({"posts": MANY}), title="News | The Messenger"), "https://messenger.example/news"),
        (  # a topic's page, whose body is a list of teasers
            shell(next_page({"topic": {**ARTICLE, "body": None, "blocks": SHORT}})),
            URL,
        ),
        (
            shell(next_page({"article": ARTICLE, "b": {**ARTICLE, "body": paragraphs(OTHER)}})),
            URL,
        ),  # two alike
        (shell(next_page({"article": {**ARTICLE, "body": f"<p>{PROSE[0]}</p>"}})), URL),  # a teaser's text
        (shell(next_page({"article": {**ARTICLE, "body": paragraphs(PROSE[:2])}})), URL),  # an excerpt
        (shell(next_page({"articles": [ARTICLE] * 21})), URL),  # more than anybody has of one article
        (  # yesterday's briefing has the same headline
            shell(next_page({"article": {**ARTICLE, "slug": None, "url": "/news/2026-11-19/briefing-19"}})),
            URL,
        ),
        (  # a headline that is nearly the same, at another address
            shell(
                next_page({"article": {**ARTICLE, "headline": f"{TITLE} again", "slug": "votes-canal-again"}})
            ),
            URL,
        ),
        (  # a text of the site's
            shell(next_page({"page": {"title": TITLE, "content": HTML}})),
            URL,
        ),
        (shell(next_page({"product": {**ARTICLE, "price": 12}})), URL),
        (
            shell(block({"@type": "NewsArticle", **LINKED}, "", "application/ld+json")),
            URL,
        ),  # another one's, alone
        (  # what the data have is a wall
            shell(
                next_page(
                    {
                        "article": {
                            **ARTICLE,
                            "headline": "Just a moment...",
                            "body": "<p>Checking your browser before you may go on to this site.</p>"
                            "<p>Please turn on JavaScript and cookies in your browser to continue to this page.</p>"
                            * 4,
                        }
                    }
                ),
                title="Just a moment...",
            ),
            URL,
        ),
        (shell("<script>window.__STATE__ = {broken: function(){}}</script>" + " " * 400), URL),
    ],
)
def test_what_does_not_go_with_the_page_for_sure_is_not_taken(markup: str, url: str) -> None:
    assert refused(markup, url)


def test_a_wall_stays_one_whatever_its_data_hold() -> None:
    wall = (
        "<h1>Are you a robot?</h1><p>Please complete the captcha below to prove that you are not a robot.</p>"
    )
    assert refused(shell(next_page({"article": ARTICLE}), title="Are you a robot?", body=wall))


def test_the_mark_up_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that has its article is not looked through: neither is what it costs, nor does it change."""

    def never(*_: object, **__: object) -> None:
        raise AssertionError("the data of an ordinary page were read")

    monkeypatch.setattr("streams.intake.html.page.read_state", never)
    body = f"<main><article><h1>{TITLE}</h1>{paragraphs(OTHER)}</article></main>"
    one = article(shell(next_page({"article": ARTICLE}), body=body))
    assert (one.paragraphs, one.cleaning.repairs) == (OTHER, ())


def test_a_part_of_an_article_says_so() -> None:
    node = {"@type": "NewsArticle", "headline": TITLE, "isAccessibleForFree": False}
    cut = [*PROSE[:3], "Farmers along the canal fear for their pumps, because the water will…"]
    data = next_page({"article": {**ARTICLE, "body": paragraphs(cut)}})
    assert article(shell(data + block(node, "", "application/ld+json"))).partial


def many(each: Any) -> Callable[[int], str]:
    return lambda size: shell(next_page({"all": [each] * max(1, size // len(json.dumps(each)))}))


def nested(size: int) -> str:
    value = json.dumps(ARTICLE | {"body": "x"})[:-1]
    deep = size // (len(value) + 12)
    opened = (value + ', "content": ') * deep
    return shell(f"<script type=application/json>{opened}1{'}' * deep}</script>")


def in_strings(size: int) -> str:
    value: Any = ARTICLE
    while len(text := json.dumps(value)) < size:
        value = {"a": text, "b": [text[: size // 8]]}
    return shell(block(value))


@pytest.mark.parametrize(
    "make",
    [
        many(ARTICLE),
        many({**ARTICLE, "body": [{"type": "text", "content": "a"}] * 20}),
        many({"title": "a", "body": {"content": [[[[["b"]]]]]}}),
        many([]),
        many("[" * 400),
        nested,
        in_strings,
        lambda size: shell("<script>" + "window.__A__ = {" * (size // 16) + "</script>"),
        lambda size: shell("<script>" + 'window.aa={"a":"b",' * (size // 19) + "</script>"),
        lambda size: shell("<script>" + "window.aa=JSON.parse('\\" * (size // 23) + "</script>"),
        lambda size: shell("<script>window.aa=(function(" + "a," * (size // 2) + "</script>"),
        lambda size: shell("<script>window.aa=" + "[" * size + "</script>"),
        lambda size: shell(f"<script type=application/json>{'[' * size}</script>"),
        lambda size: shell(block([[1], *([list(range(size // 40))] * 8)])),
        lambda size: shell(flight({str(n): "$24" for n in range(size // 10)}, "a" * size)),
        lambda size: shell(flight([], "1:T9,\n" * (size // 7))),
        lambda size: shell(next_page({"article": {**ARTICLE, "body": "<p>a<b>" * (size // 7)}})),
        lambda size: shell(next_page({"article": {**ARTICLE, "body": "<" * size}})),
        lambda size: shell(
            next_page({"article": {**ARTICLE, "url": "/a-b" * size, "headline": "a-b" * size}})
        ),
    ],
)
def test_hostile_data_take_linear_time(make: Callable[[int], str]) -> None:
    said = PageMetadata(Headlines(TITLE))
    assert_linear(lambda page: read_state(page, URL, said), lambda size: parse_page(make(size)))
