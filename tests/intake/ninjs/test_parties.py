"""Who stands behind an item: contacts, sources, trust indicators; and what of them no event can carry."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import orjson
import pytest

from streams.article import Article
from streams.events.codec import CLEAN, ENRICHED, decode, encode
from streams.intake.ninjs.fields import fold
from streams.intake.ninjs.parties import contacts_of, parties_of, trust_of
from streams.kinds import Disposition
from streams.sent import Address, Contact, Party, TrustIndicator
from streams.stages import clean
from streams.verdict import Verdict
from tests.articles import raw
from tests.intake.test_hostile_fields import strings

WORK = {"type": "phone", "role": "work", "lang": "sv", "name": "Night desk", "value": "+46 8 1"}
POST = {
    "lines": ["Weir Lane 4", "2nd floor"],
    "locality": "Oxmere",
    "area": "Kent",
    "postalCode": "OX1",
    "country": "UK",
}
ADDRESS = Address(("Weir Lane 4", "2nd floor"), "Oxmere", "Kent", "OX1", "UK")


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ([WORK], (Contact("phone", "work", "sv", "Night desk", "+46 8 1"),)),
        ([{"type": "address", "address": POST}], (Contact("address", address=ADDRESS),)),
        ([{"type": "address", "address": "Weir Lane 4"}], (Contact("address", address=Address(("Weir Lane 4",))),)),
        (WORK, (Contact("phone", "work", "sv", "Night desk", "+46 8 1"),)),
        (["desk@mere.example"], (Contact(value="desk@mere.example"),)),
        ([{"contact_type": "x"}, {"type": "phone"}, {"address": {}}, 7, None], ()),
        ([WORK] * 50, (Contact("phone", "work", "sv", "Night desk", "+46 8 1"),) * 20),
    ],
)  # fmt: skip
def test_how_somebody_is_reached(said: Any, found: tuple[Contact, ...]) -> None:
    assert contacts_of(fold({"name": "Ada", "contactInfo": said})) == found


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ([{"name": "Mere", "role": "originator"}], (Party("Mere", "originator"),)),
        ([{"name": "Mere", "uri": "urn:x:m", "literal": "M"}], (Party("Mere", uri="urn:x:m", literal="M"),)),
        ([{"uri": "urn:x:m", "role": "owner"}], (Party("urn:x:m", "owner", "urn:x:m"),)),
        ([{"name": "Mere"}, "Mere", {"name": "Mere", "role": ""}], ()),
        ([{"role": "owner", "contactInfo": [WORK]}], ()),
        ([{"name": "Mere", "role": "owner"}] * 3, (Party("Mere", "owner"),)),
    ],
)
def test_the_sources_of_whom_more_is_said_than_a_name(said: Any, found: tuple[Party, ...]) -> None:
    assert parties_of(fold({"infoSources": said})) == found


def test_the_pages_that_show_why_a_sender_is_to_be_trusted() -> None:
    said = [
        {"role": "http://cv.example/ethics", "title": "Ethics", "href": "https://m.example/e"},
        {"title": "x"},
        7,
    ]
    found = (TrustIndicator("https://m.example/e", "http://cv.example/ethics", "Ethics"),)
    assert trust_of(fold({"trust_indicators": said})) == found


def item(**said: Any) -> Article:
    document = {
        "uri": "urn:mere:1",
        "headline": "Weir",
        "body_text": "The weir is shut.",
        "language": "en",
        **said,
    }
    (found,) = clean(raw(orjson.dumps(document)))
    assert isinstance(found, Article)
    return found


def told(article: Article) -> Any:
    """The item that subscribers get; on its way there it is read from an event of ours."""
    assert decode(encode(article, CLEAN)) == article
    return orjson.loads(encode(replace(article, verdict=Verdict(Disposition.ENRICHED)), ENRICHED))["item"]


def test_a_source_has_its_role_its_id_and_its_contacts_in_its_place() -> None:
    found = told(
        item(
            infoSources=[
                {"name": "Mere"},
                {
                    "name": "Pool",
                    "role": "originator",
                    "literal": "P",
                    "contactInfo": [WORK, {"address": POST}],
                },
                {"name": "Pool", "role": "editor"},
                {"uri": "urn:x:q"},
            ]
        )
    )
    assert found["infoSources"][1:] == [
        {"name": "Mere", "role": "origin"},
        {"name": "Pool", "role": "originator", "literal": "P", "contactInfo": [WORK, {"address": POST}]},
        {"name": "Pool", "role": "editor"},
        {"name": "urn:x:q", "role": "origin", "uri": "urn:x:q"},
    ]


HOSTILE: tuple[Any, ...] = (
    "javascript:alert(1)",
    '"><script>alert(1)</script>',
    "data:text/html,x",
    "\udcff",
    "x" * 5_000,
    7,
    [],
    {},
    None,
)


def hostile(value: Any) -> Iterator[dict[str, Any]]:
    contact = {"type": value, "role": value, "lang": value, "name": value, "value": value, "address": value}
    contacts = [contact, {"address": {"lines": [value], "locality": value, "country": value}}]
    yield {"people": [{"name": "Ada", "contactInfo": contacts}]}
    yield {"subjects": [{"name": "Ada", "creator": value, "relevance": value}]}
    yield {
        "infoSources": [
            {"name": value, "role": value, "uri": value, "literal": value, "contactInfo": contacts}
        ]
    }
    yield {"trustIndicators": [{"href": value, "role": value, "title": value}]}
    file = {
        "href": "https://p.example/1.jpg",
        "format": value,
        "bitrate": value,
        "frameRate": value,
        "aspectRatio": value,
    }
    more = {"videoCodec": value, "transportProtocol": value, "scanType": value, "poi": {"x": value, "y": 4}}
    picture = {
        "type": "picture",
        "uri": "urn:p:1",
        "name": "a",
        "located": value,
        "edNote": value,
        "expires": value,
    }
    picture |= {
        "people": [{"name": value}],
        "altIds": [{"role": value, "value": value}],
        "title": value,
        "profile": value,
    }
    yield {
        "associations": [{**picture, "trustIndicators": [{"href": value}], "renditions": [{**file, **more}]}]
    }


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_stands_in_these_fields_the_item_can_be_told(value: Any) -> None:
    for said in hostile(value):
        document = {"uri": "urn:mere:1", "headline": "Weir", "body_text": "The weir is shut.", **said}
        # Not by orjson: it refuses halves of surrogate pairs, which a sender's JSON may have as escapes.
        (found,) = clean(raw(json.dumps(document).encode()))
        assert isinstance(found, Article)
        for name, each in strings(told(found)):
            if name in ("href", "uri"):
                assert not re.match("(?:javascript|data):", each), (name, each)
        contacts = [each for one in told(found).get("people", ()) for each in one.get("contactInfo", ())]
        assert not any(re.match("(?:javascript|data):", each.get("value", "")) for each in contacts)


def test_many_contacts_of_many_pictures_are_bounded() -> None:
    """Ten megabytes of them, as much as an event may be."""
    people = [{"name": f"Ada {n}", "contactInfo": [{**WORK, "value": "9" * 900}] * 30} for n in range(4)]
    pictures = [{"type": "picture", "uri": f"urn:p:{n}", "people": people} for n in range(90)]
    article = item(associations=pictures)
    assert "media:cut" in article.cleaning.repairs
    assert len(encode(replace(article, verdict=Verdict(Disposition.ENRICHED)), ENRICHED)) < 1_500_000
