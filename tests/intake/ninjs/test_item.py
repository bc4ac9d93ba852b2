"""ninjs items of every version, and what is wrong with some."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.article import Article, Dropped, Origin, RawArticle, Removed
from streams.intake.ninjs.item import has_plain_body, read
from streams.kinds import Format, HoldReason, Reason, Signal
from streams.stages import clean
from tests.articles import subjects_of

ORIGIN = Origin("articles.raw", 0, 1, datetime(2026, 11, 21, 12, tzinfo=UTC))
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
    assert (found.headline, found.credits.byline, found.header.slugline) == (
        "Fire closes Harwich port",
        "Jane Roe",
        "HARBOUR-FIRE",
    )
    assert (
        found.revision.version_created
        == found.revision.wire_time
        == datetime(2026, 11, 21, 5, 12, tzinfo=UTC)
    )
    assert found.revision.first_created == datetime(2026, 11, 21, 5, tzinfo=UTC)
    assert (found.revision.version, found.header.urgency, found.language, found.header.located) == (
        "2",
        3,
        "en",
        "Harwich",
    )
    assert (found.header.ed_note, found.sent.rights.holder) == ("Adds quotes", "Anglia Wire")
    assert found.standfirst == "A fire has shut the port."
    assert subjects_of(found) == (("fire", "http://cv.iptc.org/newscodes/mediatopic/20000148"),)
    assert (found.source, found.format) == ("anglia.example", Format.NINJS)


def test_version_3_with_markup_only() -> None:
    found = article(V3, source="anglia-wire")
    assert found.paragraphs == ("Der Hafen ist zu.", "Bis Montag.")
    assert found.cleaning.removed == (Removed("headline", 0, "Feuer schließt Hafen"),)
    assert (found.headline, found.credits.byline, found.header.ed_note) == (
        "Feuer schließt Hafen",
        "Jörg Ohm",
        "neu",
    )
    assert found.standfirst == "Der Hafen ist zu."
    # The topic has no name of its own: IPTC's in the item's language stands for it.
    assert subjects_of(found)[1] == ("Hunger", "http://cv.iptc.org/newscodes/mediatopic/20000149")
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
    assert found.revision.version_created == datetime(2026, 11, 21, 7, tzinfo=UTC)


def test_the_text_body_comes_before_markup() -> None:
    bodies = [
        {"contentType": "text/html", "value": "<p>Markup.</p>"},
        {"contentType": "text/plain", "value": "Text."},
    ]
    assert article({**V3, "bodies": bodies}).paragraphs == ("Text.",)
    assert has_plain_body({**V3, "bodies": bodies})
    assert not has_plain_body(V3)


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
    ("said", "status"),
    [
        ("usable", "usable"),
        ("withheld", "withheld"),
        ("canceled", "canceled"),
        ("Cancelled", "canceled"),
        (None, "usable"),
        ("", "usable"),
    ],
)
@pytest.mark.parametrize("key", ["pubstatus", "pubStatus"])
def test_pub_status(key: str, said: str | None, status: str) -> None:
    item = {k: v for k, v in V1.items() if k != "pubstatus"}
    found = article({**item, key: said})
    assert (found.pub_status, found.paragraphs[1]) == (status, "It opens on Monday.")


@pytest.mark.parametrize(
    ("said", "reason"), [("commissioned", Reason.NOT_TEXT), ("spiked", Reason.INVALID_DOCUMENT)]
)
def test_pub_status_that_no_article_has(said: str, reason: Reason) -> None:
    assert refusal({**V1, "pubstatus": said}).reason is reason


@pytest.mark.parametrize(
    ("status", "signal"), [("canceled", Signal.KILL), ("withheld", Signal.HOLD), ("usable", Signal.RELEASE)]
)
def test_a_status_alone_is_a_message(status: str, signal: Signal) -> None:
    item = {"uri": "urn:anglia:7", "pubStatus": status, "bodies": [], "edNote": "Mandatory"}
    found = article(item)
    assert (found.uri, found.pub_status, found.header.ed_note) == ("urn:anglia:7", status, "Mandatory")
    assert (found.headline, found.paragraphs) == (None, ())
    (cleaned,) = clean(raw(item))
    assert isinstance(cleaned, Article)
    assert cleaned.signal is signal


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ({"uri": "a:b"}, Reason.NO_ARTICLE),  # it does not say that it is usable
        ({"uri": "a:b", "pubStatus": None}, Reason.NO_ARTICLE),
        ({"pubStatus": "canceled"}, Reason.NO_ARTICLE),  # which article?
        ({"uri": "a:b", "pubStatus": "usable", "renditions": [{"name": "p"}]}, Reason.NOT_TEXT),
        ({"uri": "a:b", "pubStatus": "usable", "type": "composite"}, Reason.NOT_TEXT),
        ({"uri": "a:b", "pubStatus": "canceled", "type": "picture"}, Reason.NOT_TEXT),
        # There is copy, though none that can be read: that is no message.
        ({"uri": "a:b", "pubStatus": "usable", "body_html": "<p> </p>"}, Reason.NO_ARTICLE),
        ({"uri": "a:b", "pubStatus": "usable", "bodies": [{"role": "x", "contentType": "application/pdf", "value": "JVBE"}]}, Reason.NO_ARTICLE),
    ],
)  # fmt: skip
def test_no_message(item: dict[str, Any], reason: Reason) -> None:
    assert refusal(item).reason is reason


def test_a_canceled_composite_is_a_message() -> None:
    found = article({"uri": "a:b", "pubStatus": "canceled", "type": "composite", "headline": "Fire"})
    assert (found.pub_status, found.headline, found.paragraphs) == ("canceled", "Fire", ())


@pytest.mark.parametrize("key", ["embargoed", "embargoedUntil", "embargoed_until", "embargoed-until"])
def test_embargoes(key: str) -> None:
    later = ORIGIN.timestamp + timedelta(minutes=1)
    found = article({**V1, key: later.isoformat()})
    assert (found.embargo.until, found.embargo.words, len(found.paragraphs)) == (later, None, 2)
    earlier = article({**V1, key: "2026-11-21T11:59:00Z"})
    assert earlier.embargo.until == datetime(2026, 11, 21, 11, 59, tzinfo=UTC)


@pytest.mark.parametrize("nothing", ["", " ", None, False])
def test_no_embargo(nothing: object) -> None:
    found = article({**V1, "embargoed": nothing})
    assert (found.embargo.until, found.embargo.words) == (None, None)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("Next  Monday", "Next Monday"),
        (["2026"], 'embargoed: ["2026"]'),
        (True, "embargoed: true"),
        ({}, "embargoed: {}"),
    ],
)
def test_an_embargo_that_cannot_be_read(value: object, words: str) -> None:
    found = article({**V1, "embargoed": value})
    assert (found.embargo.until, found.embargo.words) == (None, words)
    (cleaned,) = clean(raw({**V1, "embargoed": value}))
    assert isinstance(cleaned, Article)
    assert cleaned.hold is not None
    assert cleaned.hold.reason is HoldReason.UNCLEAR_EMBARGO


def test_of_two_embargoes_the_later_holds() -> None:
    two = {"embargoed": "2026-12-01T00:00Z", "embargoedUntil": "2026-11-01"}
    assert article({**V1, **two}).embargo.until == datetime(2026, 12, 1, tzinfo=UTC)
    unclear = article({**V1, **two, "embargoedUntil": "noon"})
    assert (unclear.embargo.until, unclear.embargo.words) == (datetime(2026, 12, 1, tzinfo=UTC), "noon")


def test_where_the_information_comes_from() -> None:
    assert article(V1).credits.info_sources == ("Anglia Wire",)
    sources = [{"name": "Harbour Post", "role": "originator"}, {"uri": "x:y"}, "Anglia Wire", {"name": "Harbour Post"}]  # fmt: skip
    assert article({**V3, "infoSources": sources}).credits.info_sources == (
        "Harbour Post",
        "x:y",
        "Anglia Wire",
    )
    assert article({**V3, "infoSources": 7}).credits.info_sources == ()


def test_other_ids_by_which_a_kill_may_name_it() -> None:
    ids = [
        {"role": "guid", "value": "http://anglia.example/2026/fire"},
        {"role": "itemid", "value": "AW-20261121-7"},
        {"role": "transref", "value": "AWX101"},  # used again tomorrow
        {"role": "storyid", "value": "urn:anglia:story:harwich"},
        {"role": "publisher", "value": "https://anglia.example/"},
        {"role": "etag"},
        "x",
    ]
    found = article({**V3, "altIds": ids}, source="aw", subject="https://anglia.example/p/7#top")
    assert found.naming.aliases == (
        "http://anglia.example/2026/fire",
        "urn:copydesk:aw:AW-20261121-7",
        "https://anglia.example/p/7",
    )
    # A kill of that id has the same uri.
    kill = article({"uri": "AW-20261121-7", "pubStatus": "canceled"}, source="aw")
    assert kill.uri in found.naming.aliases
    assert article(V1).naming.aliases == ()


def test_the_page_of_an_item() -> None:
    ids = [{"role": "url", "value": "https://anglia.example/fire?utm_source=x"}]
    assert article({**V3, "altIds": ids}).url == "https://anglia.example/fire"


def test_associations_are_no_articles_of_their_own() -> None:
    picture = {"uri": "a:p", "type": "picture", "name": "main", "headlines": [{"value": "Smoke"}]}
    related = {"uri": "a:t", "type": "text", "name": "r", "bodies": [{"value": "Another text."}]}
    found = article({**V3, "associations": [picture, related]})
    assert (found.headline, found.paragraphs) == (
        "Feuer schließt Hafen",
        ("Der Hafen ist zu.", "Bis Montag."),
    )


@pytest.mark.parametrize(
    ("said", "partial"), [("partial", True), ("incomplete", True), ("full", False), (7, False)]
)
def test_a_part_of_the_text(said: object, partial: bool) -> None:
    assert article({**V3, "representationType": said}).partial is partial


def test_a_teaser_is_not_the_text() -> None:
    whole = "<p>The port is shut. </p>" * 9
    bodies = [
        {"role": "teaser", "contentType": "text/plain", "value": "Port shut."},
        {"role": "main", "contentType": "text/html", "value": whole},
    ]
    assert len(article({**V3, "bodies": bodies}).paragraphs) == 9
    assert article({**V3, "bodies": bodies[:1]}).paragraphs == ("Port shut.",)
    bodies[0]["role"] = "text"  # too short to be it, whatever its role
    assert len(article({**V3, "bodies": bodies}).paragraphs) == 9


def test_a_title_alone_is_no_flash() -> None:
    assert refusal({"uri": "a:b", "title": "Fire closes port"}).reason is Reason.NO_ARTICLE
    assert article({"uri": "a:b", "title": "Fire closes port", "body_text": "It is shut."}).headline


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
    assert (found.header.urgency, found.language, subjects_of(found), found.credits.byline) == (
        None,
        "und",
        (("x", None),),
        None,
    )
    assert (found.revision.version, found.standfirst) == ("3", None)


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
    assert found.revision.version_created == found.revision.wire_time == ORIGIN.timestamp
    assert found.cleaning.repairs == ("future-date:2062-11-21T06:12:00+00:00",)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10) | st.just("2026-11-21"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from([*V1, *V3, "embargoed", "embargoedUntil", "body_x", "infoSources", "title", "altIds"])


@given(st.dictionaries(KEYS, JSON, max_size=8))
def test_any_values_are_answered(change: dict[str, Any]) -> None:
    found = read(raw({**V1, **change}))
    assert isinstance(found, Article | Dropped)
    if isinstance(found, Article):
        URI.validate(found.uri)


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_version_of_digits_without_end_is_its_digits(quote: str) -> None:
    """As a number it has more digits than int() takes."""
    digits = "9" * 5000
    text = f'{{"uri": "urn:x:1", "type": "text", "headline": "Quay shut", "version": {quote}{digits}{quote}}}'
    found = read(RawArticle(text.encode(), Origin("articles.raw", 0, 0, datetime(2026, 11, 21, tzinfo=UTC))))
    assert isinstance(found, Article)
    assert found.revision.version == digits


GUID = "urn:newsml:desk.quay.example:2026-11-21T09:00:00.1:ab12"
SUPERDESK = {
    "guid": GUID,
    "type": "text",
    "version": "1",
    "pubstatus": "usable",
    "headline": "Quay to close",
    "body_html": "<p>The quay closes on Monday, the harbour office said.</p>",
}


def superdesk(**fields: object) -> Article:
    return article({**SUPERDESK, **fields})


def test_an_item_of_superdesks_is_its_guid() -> None:
    assert superdesk().uri == GUID
    assert superdesk(uri="N/A").uri == GUID
    both = superdesk(uri="https://quay.example/items/7")
    assert (both.uri, both.naming.aliases) == ("https://quay.example/items/7", (GUID,))


@pytest.mark.parametrize("guid", ["", "N/A", "{{guid}}", "0", None, ["x"]])
def test_a_guid_that_names_nothing_is_none(guid: object) -> None:
    assert superdesk(guid=guid).uri.startswith("urn:copydesk:sha256:")


def test_a_kill_of_superdesks_has_no_text() -> None:
    (kill,) = clean(
        RawArticle(json.dumps({"guid": GUID, "pubstatus": "canceled", "version": "3"}).encode(), ORIGIN)
    )
    assert isinstance(kill, Article)
    assert (kill.uri, kill.signal, kill.paragraphs, kill.naming.uri_by) == (GUID, Signal.KILL, (), "document")


@pytest.mark.parametrize("field", ["evolvedfrom", "rewrite_of"])
def test_a_rewrite_is_an_update_of_the_item_that_it_names(field: str) -> None:
    found = superdesk(**{field: "urn:quay:6"})
    assert (found.signal, found.naming.aliases) == (Signal.UPDATE, ("urn:quay:6",))
    assert superdesk(**{field: "null"}).signal is None


@pytest.mark.parametrize(
    ("signal", "found", "note"),
    [
        ("update", Signal.UPDATE, None),
        ("sig:correction", Signal.CORRECTION, None),
        ([{"code": "update", "name": "Update"}, {"qcode": "sig:correction"}], Signal.CORRECTION, None),
        ([{"uri": "http://cv.iptc.org/newscodes/signal/kill"}], Signal.KILL, None),
        ([{"code": "cwarn", "name": "Content Warning"}], None, "Signal: Content Warning (cwarn)"),
        (["sml", "update"], Signal.UPDATE, "Signal: sml"),
        ([None, 7, {}, [], {"code": None}], None, None),
        ({"code": "update"}, Signal.UPDATE, None),
        (None, None, None),
    ],
)
def test_signals(signal: object, found: Signal | None, note: str | None) -> None:
    item = superdesk(signal=signal)
    assert (item.signal, item.header.ed_note) == (found, note)


def test_a_correction_that_names_its_item_is_a_correction() -> None:
    item = superdesk(signal="correction", evolvedfrom="urn:quay:6", ednote="Corrects day.")
    assert (item.signal, item.header.ed_note) == (Signal.CORRECTION, "Corrects day.")
