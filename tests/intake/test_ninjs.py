"""ninjs items of every version, and what is wrong with some."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.article import Article, Dropped, Format, Origin, RawArticle, Reason, Removed
from streams.intake.ninjs import parses_markup, read

ORIGIN = Origin("articles.raw", 0, 1, datetime(2026, 11, 21, 12, tzinfo=UTC))
SHARED = Path(__file__).resolve().parents[3] / "shared"
SAMPLES = sorted((SHARED / "wire" / "ninjs").glob("*.json"))
SUITE = sorted((SHARED / "iptc" / "ninjs" / "suite").glob("*/should_pass/*.json"))
URI = jsonschema_rs.validator_for({"type": "string", "format": "uri"}, validate_formats=True)

V1: dict[str, Any] = {
    "uri": "http://anglia.example/items/7",
    "type": "text",
    "version": "2",
    "versioncreated": "2026-11-21T06:12:00+01:00",
    "firstcreated": "2026-11-21T05:00:00Z",
    "pubstatus": "usable",
    "urgency": 3,
    "language": "en-GB",
    "headline": "Fire closes Harwich port",
    "headline_short": "Port shut",
    "byline": "By Jane Roe",
    "slugline": "HARBOUR-FIRE",
    "ednote": "Adds quotes",
    "located": "Harwich",
    "copyrightholder": "Anglia Wire",
    "infosource": [{"name": "Anglia Wire"}],
    "description_text": "A fire has shut the port.",
    "subject": [
        {"name": "fire", "scheme": "http://cv.iptc.org/newscodes/mediatopic/", "code": "20000148"},
        {"rel": "about"},
    ],
    "body_text": "A fire shut the port on Saturday.\nIt opens on Monday.",
    "body_html": "<p>Another text.</p>",
}
V3: dict[str, Any] = {
    "uri": "urn:newsml:anglia.example:20261121:7",
    "standard": {"name": "ninjs", "version": "3.1"},
    "versionCreated": "2026-11-21T06:12:00Z",
    "by": "Von Jörg Ohm",
    "headlines": [{"role": "short", "value": "Hafen zu"}, {"role": "main", "value": "Feuer schließt Hafen"}],
    "bodies": [
        {
            "role": "html",
            "contentType": "text/html",
            "value": "<h1>Feuer schließt Hafen</h1><p>Der Hafen ist zu.<p>Bis Montag.",
        },
    ],
    "descriptions": [
        {"role": "caption", "value": "Bild"},
        {"role": "lead", "value": "<b>Der</b> Hafen ist&nbsp;zu."},
    ],
    "subjects": [
        {"name": "Brand", "uri": "http://cv.iptc.org/newscodes/mediatopic/20000148"},
        {"literal": "medtop:20000149"},
    ],
    "edNote": "neu",
    "language": "de",
}


def raw(item: object, **envelope: Any) -> RawArticle:
    value = item if isinstance(item, bytes) else json.dumps(item).encode()
    return RawArticle(value, ORIGIN, content_type="application/ninjs+json", **envelope)


def article(item: object, **envelope: Any) -> Article:
    found = read(raw(item, **envelope))
    assert isinstance(found, Article), found
    return found


def refusal(item: object) -> Dropped:
    found = read(raw(item))
    assert isinstance(found, Dropped), found
    return found


def test_version_1() -> None:
    found = article(V1)
    assert found.uri == found.url == "http://anglia.example/items/7"
    assert found.paragraphs == ("A fire shut the port on Saturday.", "It opens on Monday.")
    assert (found.headline, found.byline, found.slugline) == (
        "Fire closes Harwich port",
        "Jane Roe",
        "HARBOUR-FIRE",
    )
    assert found.version_created == found.wire_time == datetime(2026, 11, 21, 5, 12, tzinfo=UTC)
    assert found.first_created == datetime(2026, 11, 21, 5, tzinfo=UTC)
    assert (found.version, found.urgency, found.language, found.located) == ("2", 3, "en", "Harwich")
    assert (found.ed_note, found.copyright_holder) == ("Adds quotes", "Anglia Wire")
    assert found.standfirst == "A fire has shut the port."
    assert found.subjects == (("fire", "http://cv.iptc.org/newscodes/mediatopic/20000148"),)
    assert (found.source, found.format) == ("anglia.example", Format.NINJS)


def test_version_3_with_markup_only() -> None:
    found = article(V3, source="anglia-wire")
    assert found.paragraphs == ("Der Hafen ist zu.", "Bis Montag.")
    assert found.removed == (Removed("headline", 0, "Feuer schließt Hafen"),)
    assert (found.headline, found.byline, found.ed_note) == ("Feuer schließt Hafen", "Jörg Ohm", "neu")
    assert found.standfirst == "Der Hafen ist zu."
    assert found.subjects[1] == (None, "http://cv.iptc.org/newscodes/mediatopic/20000149")
    assert (found.source, found.url) == ("anglia-wire", None)


def test_spellings_may_be_mixed() -> None:
    mixed = {
        **V1,
        "bodies": [{"value": "Text."}],
        "body_text": "",
        "versionCreated": "2026-11-21T07:00:00Z",
        "versioncreated": None,
    }
    found = article(mixed)
    assert found.paragraphs == ("Text.",)
    assert found.version_created == datetime(2026, 11, 21, 7, tzinfo=UTC)


def test_the_text_body_comes_before_markup() -> None:
    bodies = [
        {"contentType": "text/html", "value": "<p>Markup.</p>"},
        {"contentType": "text/plain", "value": "Text."},
    ]
    assert article({**V3, "bodies": bodies}).paragraphs == ("Text.",)
    assert not parses_markup({**V3, "bodies": bodies})
    assert parses_markup(V3)


def test_markup_that_says_it_is_text() -> None:
    assert article({"uri": "a:b", "body_text": "<p>One.</p><p>Two &amp; three.</p>"}).paragraphs == (
        "One.",
        "Two & three.",
    )


def test_nitf_body_without_its_head() -> None:
    nitf = "<nitf><body><body.head><hedline><hl1>Port shut</hl1></hedline></body.head><body.content><block><p>One.</p><p>Two.</p></block></body.content></body></nitf>"
    found = article(
        {"uri": "a:b", "bodies": [{"role": "nitf", "contentType": "text/vnd.IPTC.NITF", "value": nitf}]}
    )
    assert found.paragraphs == ("One.", "Two.")


def test_a_headline_alone_is_a_flash() -> None:
    found = article({"uri": "a:b", "headline": "Minister resigns"})
    assert (found.headline, found.paragraphs) == ("Minister resigns", ())


@pytest.mark.parametrize(
    "kind", ["picture", "video", "audio", "graphic", "event", "planning", "component", "composite"]
)
def test_other_types_are_no_text(kind: str) -> None:
    assert refusal({"uri": "a:b", "type": kind, "headline": "Fire"}).reason is Reason.NOT_TEXT


def test_a_composite_with_a_body_is_text() -> None:
    assert article({**V1, "type": "composite"}).paragraphs


def test_an_event_without_a_type() -> None:
    assert refusal({"uri": "a:b", "title": "A game", "eventDetails": {"dates": {}}}).reason is Reason.NOT_TEXT


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("withheld", Reason.NOT_USABLE),
        ("canceled", Reason.NOT_USABLE),
        ("Cancelled", Reason.NOT_USABLE),
        ("commissioned", Reason.INVALID_DOCUMENT),
    ],
)
@pytest.mark.parametrize("key", ["pubstatus", "pubStatus"])
def test_pub_status(key: str, status: str, reason: Reason) -> None:
    item = {k: v for k, v in V1.items() if k != "pubstatus"}
    assert refusal({**item, key: status}).reason is reason


@pytest.mark.parametrize("key", ["embargoed", "embargoedUntil", "embargoeduntil"])
def test_embargoes(key: str) -> None:
    later = (ORIGIN.timestamp + timedelta(minutes=1)).isoformat()
    assert refusal({**V1, key: later}) == Dropped(Reason.EMBARGOED, f"until {later}")
    assert article({**V1, key: "2026-11-21T11:59:00Z"}).embargoed == datetime(
        2026, 11, 21, 11, 59, tzinfo=UTC
    )
    assert article({**V1, key: ""}).embargoed is None
    unreadables: tuple[object, ...] = ("Next Monday", ["2026"], True, {})
    for unreadable in unreadables:
        assert refusal({**V1, key: unreadable}).reason is Reason.EMBARGOED


def test_of_two_embargoes_the_later_holds() -> None:
    assert (
        refusal({**V1, "embargoed": "2026-11-01", "embargoedUntil": "2026-12-01"}).reason is Reason.EMBARGOED
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"bodies": "text"}, "bodies is text, not a list"),
        ({"bodies": ["text"]}, "bodies[0] has no text as its value"),
        ({"bodies": [{"value": 7}]}, "bodies[0] has no text as its value"),
        ({"headlines": {}}, "headlines is an object, not a list"),
        ({"headline": 7}, "headline is a number, not text"),
        ({"body_text": ["x"]}, "bodytext is a list, not text"),
        ({"type": 7}, "type is a number, not text"),
        ({"pubstatus": None, "pubStatus": 1}, "pubstatus is a number, not text"),
    ],
)
def test_wrong_types_that_matter_are_named(change: dict[str, Any], field: str) -> None:
    assert refusal({**V1, **change}) == Dropped(Reason.INVALID_DOCUMENT, field)


def test_wrong_types_that_do_not_matter() -> None:
    found = article(
        {
            **V1,
            "uri": 20261121,
            "urgency": 12,
            "language": 7,
            "subject": "x",
            "byline": [],
            "version": 3,
            "description_text": 1,
        }
    )
    assert found.uri == "urn:copydesk:Anglia%20Wire:20261121"
    assert (found.urgency, found.language, found.subjects, found.byline) == (None, "und", (), None)
    assert (found.version, found.standfirst) == ("3", None)


@pytest.mark.parametrize("uri", [None, "", " ", [], True])
def test_a_missing_uri_is_derived(uri: object) -> None:
    assert article({**V1, "uri": uri}, subject="guid 7", source="s").uri == "urn:copydesk:s:guid%207"
    assert article({**V1, "uri": uri}, source="s").uri.startswith("urn:copydesk:sha256:")


@pytest.mark.parametrize(
    "value",
    [b'{"uri": "a:b"', b'{"uri": "a", "uri": "b"}', b"[]", b"7", b'{"a":' * 3000 + b"1" + b"}" * 3000],
)
def test_broken_json(value: bytes) -> None:
    assert refusal(value).reason is Reason.INVALID_DOCUMENT


def test_escaped_nul_and_half_surrogates_are_cleaned() -> None:
    found = article(
        b'{"uri": "a:b", "headline": "Fire\\u0000 \\ud83d shuts", "body_text": "Port\\u0007 \\ud83d\\ude00 shut."}'
    )
    assert (found.headline, found.paragraphs) == ("Fire shuts", ("Port 😀 shut.",))


def test_a_version_from_the_far_future() -> None:
    found = article({**V1, "versioncreated": "2062-11-21T06:12:00Z"})
    assert found.version_created == found.wire_time == ORIGIN.timestamp
    assert found.repairs == ("future-date:2062-11-21T06:12:00+00:00",)


@pytest.mark.skipif(not SAMPLES, reason="the shared ninjs samples are not here")
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_official_samples(path: Path) -> None:
    item = json.loads(path.read_bytes())
    found = read(raw(path.read_bytes()))
    if item.get("type", "text") in ("text", "composite") and "eventDetails" not in item:
        assert isinstance(found, Article), found
        assert found.headline
        assert found.uri == item["uri"]
        assert found.paragraphs or not item.get("bodies")
    else:
        assert isinstance(found, Dropped)
        assert found.reason is Reason.NOT_TEXT


@pytest.mark.skipif(not SUITE, reason="the shared ninjs suite is not here")
@pytest.mark.parametrize("path", SUITE, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_official_suite(path: Path) -> None:
    item = json.loads(path.read_bytes())
    found = read(raw(path.read_bytes()))
    if isinstance(found, Article):
        assert found.headline or found.paragraphs
        assert item.get("type", "text") in ("text", "composite")
        URI.validate(found.uri)
    else:
        has_copy = any(key.startswith(("headline", "body", "bodies")) for key in item)
        expected = (
            {Reason.NOT_TEXT}
            if item.get("type", "text") != "text"
            else {Reason.NO_ARTICLE, Reason.NOT_USABLE, Reason.EMBARGOED}
        )
        assert found.reason in expected
        assert found.reason is not Reason.NO_ARTICLE or not has_copy


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10) | st.just("2026-11-21"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from([*V1, *V3, "embargoed", "embargoedUntil", "body_x", "infoSources", "title"])


@given(st.dictionaries(KEYS, JSON, max_size=8))
def test_any_values_are_answered(change: dict[str, Any]) -> None:
    found = read(raw({**V1, **change}))
    assert isinstance(found, Article | Dropped)
    if isinstance(found, Article):
        URI.validate(found.uri)
