"""Items that carry too much: bounded, in time and in what an event has to carry."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.article import Article, Dropped
from streams.clean.signals import is_message
from streams.events import codec
from streams.events.xhtml import body_of
from streams.intake.sound import MOST, MOST_MEDIA
from streams.intake.sound_media import LONGEST_MEDIA
from streams.kinds import Disposition
from streams.stages import clean
from streams.verdict import Verdict
from tests.articles import raw
from tests.linear import assert_linear

TEXT = "The weir at Oxmere will be rebuilt in May, the council said on Monday."
ITEM: dict[str, Any] = {"uri": "urn:x:7", "pubstatus": "usable", "headline": "Weir", "body_text": TEXT}
#: Bytes of an event of an article that carries far too much. The ledger's writer reads each.
LARGEST = 1_500_000
LISTS = ("subjects", "people", "places", "organisations", "events", "objects", "genres")


def article(item: dict[str, Any]) -> Article:
    (found,) = clean(raw(json.dumps(item).encode()))
    assert isinstance(found, Article), found
    return found


def picture(number: int) -> dict[str, Any]:
    files = {f"r{each}": {"href": f"https://pix.example/{number}/{each}"} for each in range(10)}
    return {"type": "picture", "uri": f"urn:p:{number}", "headline": "x", "renditions": files}


def data_url() -> str:
    return "data:image/png;base64," + base64.b64encode(bytes(30_000_000)).decode()


@pytest.mark.long
@pytest.mark.parametrize(
    "make",
    [
        lambda url: {
            "associations": [{"type": "picture", "uri": "urn:p:1", "renditions": {"a": {"href": url}}}]
        },
        lambda url: {"associations": [{"type": "picture", "uri": "urn:p:1", "description_text": url}]},
        lambda url: {"thumbnail": url},
        lambda url: {"body_text": None, "body_html": f"<p>{TEXT}</p><img src='{url}'>"},
    ],
    ids=["rendition", "caption", "field", "body"],
)
def test_forty_megabytes_of_a_picture_are_not_carried_along(make: Callable[[str], dict[str, Any]]) -> None:
    found = article({**ITEM, **make(data_url())})
    assert found.paragraphs == (TEXT,)
    assert len(codec.encode(found, codec.CLEAN)) < 20_000


@pytest.mark.long
@pytest.mark.parametrize(
    ("make", "repair"),
    [
        (lambda: {"associations": [picture(number) for number in range(1_000)]}, "media:cut"),
        (lambda: {"associations": [{"type": "text", "uri": f"urn:t:{n}"} for n in range(1_000)]}, "related:cut"),
        (lambda: {name: [{"name": f"s{n}", "uri": f"urn:s:{n}"} for n in range(20_000)] for name in LISTS}, "subjects:cut"),
        (lambda: {f"field{n}": ["x"] * 10 for n in range(20_000)}, "extra:cut"),
        (lambda: {"altIds": [{"role": "r", "value": f"v{n}"} for n in range(20_000)]}, "alt_ids:cut"),
        (lambda: {"associations": [{"type": "picture", "uri": f"urn:p:{n}", "description_text": "x" * 9_000} for n in range(90)]}, "media:cut"),
        (lambda: {"subjects": [{"name": "x", "uri": "http://x.example/" + "é" * 3_000}]}, "subject-uri:left-out"),
    ],
    ids=["pictures", "links", "subjects", "fields", "ids", "captions", "uris"],
)  # fmt: skip
def test_a_list_that_is_too_long_is_cut_and_says_so(make: Callable[[], dict[str, Any]], repair: str) -> None:
    found = article({**ITEM, **make()})
    assert repair in found.cleaning.repairs
    assert len(found.media) <= MOST_MEDIA
    assert len(found.sent.subjects) <= MOST
    assert sum(len(each.caption or "") for each in found.media) <= LONGEST_MEDIA
    assert len(codec.encode(found, codec.CLEAN)) < LARGEST


@pytest.mark.parametrize(
    "make",
    [
        lambda size: {"subjects": [{"name": f"s{n}", "code": f"c{n}", "scheme": "x"} for n in range(size // 50)]},
        lambda size: {"associations": [picture(n) for n in range(size // 500)]},
        lambda size: {"body_text": None, "body_html": "<figure><img src='https://x.example/1'>x</figure>" * (size // 50)},
        lambda size: {"body_html": f"<p>{TEXT} <b>x</b></p>" * (size // 90), "body_text": f"{TEXT} x\n\n" * (size // 90)},
    ],
    ids=["subjects", "pictures", "figures", "two bodies"],
)  # fmt: skip
def test_what_is_long_takes_time_in_proportion(make: Any) -> None:
    from streams.intake.reader import read

    assert_linear(read, lambda size: raw(json.dumps({**ITEM, **make(size)}).encode()), largest=800_000)


MARKUP = "<script>alert(1)</script><b onclick='x()'>bold</b>\"><img src=x onerror=y()>"


def test_markup_in_any_field_is_words() -> None:
    concepts = {name: [{"name": MARKUP, "literal": MARKUP, "rel": MARKUP}] for name in LISTS}
    said = {
        **ITEM,
        **concepts,
        "body_text": f"{TEXT}\n\n{MARKUP} {TEXT}",
        "headline": f"Weir {MARKUP}",
        "slugline": MARKUP,
        "ednote": MARKUP,
        "usageterms": MARKUP,
        "altIds": [{"role": MARKUP, "value": MARKUP}],
        "associations": [
            {"name": MARKUP, "type": "picture", "uri": "urn:p:1", "description_text": MARKUP,
             "renditions": {MARKUP: {"href": "javascript:alert(1)"}, "b": {"href": "https://x.example/\"><script>"}}},
            {"type": "text", "uri": "javascript:alert(1)", "headline": MARKUP},
        ],
        "extra": {MARKUP: MARKUP},
    }  # fmt: skip
    found = article(said)
    codec.encode(found, codec.CLEAN)
    markup = body_of(found.paragraphs, found.forms)
    assert (
        "<script" not in markup
        and "<img" not in markup
        and "onclick" not in markup.replace("&lt;b onclick", "")
    )
    assert [each.href for medium in found.media for each in medium.renditions] == [
        "https://x.example/%22%3E%3Cscript%3E"
    ]
    assert [each.uri.partition(":")[0] for each in found.related] == ["urn"]


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x", "vbscript:x", "//x.example"]
)
def test_a_link_in_a_body_goes_to_a_page_or_nowhere(href: str) -> None:
    found = article(
        {**ITEM, "body_text": None, "body_html": f"<p>{TEXT} <a href='{href}'>more words</a></p>"}
    )
    assert "<a" not in body_of(found.paragraphs, found.forms)


def test_every_list_may_say_what_another_has_a_place_for() -> None:
    entry = {
        "name": "Mere Boats",
        "uri": "urn:x:1",
        "literal": "our:1",
        "rel": "about",
        "role": "owner",
        "relevance": 50,
        "confidence": 50,
        "symbols": [{"symbol": "MERE", "exchange": "XLON", "symbolType": "no uri"}],
        "geoJSON": {"type": "Point", "coordinates": [1, 52]},
    }
    found = article({**ITEM, **{name: [entry] for name in LISTS}, "digitalSourceType": entry})
    judged = replace(found, verdict=Verdict(Disposition.ENRICHED))
    item = json.loads(codec.encode(judged, codec.ENRICHED))["item"]
    assert [name for name in LISTS if "symbols" in item[name][0]] == ["organisations"]
    assert [name for name in LISTS if "geoJSON" in item[name][0]] == ["places"]


NAMES = (
    *(
        "uri",
        "guid",
        "name",
        "rel",
        "role",
        "code",
        "scheme",
        "literal",
        "symbols",
        "symbol",
        "symbolType",
        "geoJSON",
    ),
    *(
        "type",
        "coordinates",
        "relevance",
        "renditions",
        "href",
        "width",
        "duration",
        "contentType",
        "value",
        "content",
    ),
)
FIELDS = (
    *(
        *LISTS,
        "associations",
        "renditions",
        "altIds",
        "rightsInfo",
        "usageterms",
        "expires",
        "title",
        "keywords",
    ),
    *(
        "descriptions",
        "headlines",
        "infoSources",
        "digitalSourceType",
        "authors",
        "extra",
        "signal",
        "edNote",
        "body_html",
    ),
)
VALUES = st.recursive(
    st.sampled_from(
        ["", "x", "http://x.example/ü", "javascript:x", "<b>x</b>", "\ud800", "urn:x:1", "%zz", "20000253", "picture", "\u202e", -1, 10**30,
         1.5, True, None, 101, "point", "<table><tr><td>a<td></table>"]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5),
    max_leaves=12,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=6))
def test_no_item_is_a_fault_of_ours(said: dict[str, Any]) -> None:
    (found,) = clean(raw(json.dumps({**ITEM, **said}).encode()))
    if isinstance(found, Dropped):
        return
    assert codec.decode(codec.encode(found, codec.CLEAN)).sent == found.sent
    if not is_message(found):
        codec.encode(replace(found, verdict=Verdict(Disposition.ENRICHED)), codec.ENRICHED)
