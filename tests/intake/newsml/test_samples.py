"""IPTC's own samples of NewsML-G2: what the sender said beside what the item says, field by field.

Two samples are parts of an item, and one is a video: they are read within an item that is a text.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from streams.article import Article, Dropped
from streams.events.codec import to_event
from streams.intake.reader import read
from streams.kinds import Reason
from tests.articles import raw
from tests.shared import shared

FED = 'Fed to halt QE to avert "bubble"'
MEDTOP = "http://cv.iptc.org/newscodes/mediatopic/"

#: The sample, and what its item says. A value of None stands for a field that must not be there.
SAMPLES: dict[str, dict[str, Any]] = {
    "LISTING_1_A_NewsML-G2_News_Item.xml": {
        "uri": "urn:newsml:acmenews.com:20161018:US-FINANCE-FED",
        "version": "11",
        "versionCreated": "2018-10-21T21:25:32+00:00",
        "firstCreated": "2016-10-18T18:12:21+00:00",
        "embargoedUntil": "2018-10-23T12:00:00+00:00",
        "pubStatus": "usable",
        "language": "en",
        "headlines": [{"role": "main", "value": FED}],
        "slugline": "US-Finance-Fed",
        "edNote": "Note to editors: STRICTLY EMBARGOED. Not for public release until 12noon on Friday, October 23, 2018.",
        "located": "Berlin",
        "copyrightHolder": "Example Enews LLP",
        "copyrightNotice": "Copyright 2017-18 Example Enews LLP, all rights reserved",
        "usageTerms": "Not for use outside the United States",
        "subjects": [
            {"name": "economy, business and finance", "uri": f"{MEDTOP}04000000"},
            {"name": "labour market", "uri": f"{MEDTOP}20000523"},
        ],
        "genres": [{"name": "Interview", "uri": "http://cv.iptc.org/newscodes/genre/interview"}],
        "places": [{"name": "Berlin", "literal": "geo:345678", "rel": "located"}],
        "associations": [
            {
                "name": "link-1",
                "rel": "seeAlso",
                "uri": "http://www.example.com/video/20081222-PNN-1517-407624/index.html",
            }
        ],
        "extra": {
            "contentCreated": ["2016-10-18T11:12:00-05:00"],
            "contentModified": ["2018-10-21T16:22:45-05:00"],
            "provider": ["nprov:REUTERS"],
            "service": ["UK News Service (svc:uknews)"],
            "creator": ["Meredith Jameson (http://www.example.com/staff/mjameson)"],
            "infoSource": ["http://www.example.com"],
            "copyrightHolder": ["Example Enews LLP (http://www.example.com/about.html#copyright)"],
            "located broader": ["Berlin (prov:2365)", "Germany (iso3166-1a2:DE)"],
            "subject broader": ["labour market: medtop:04000000"],
            "subject name de": ["labour market: Arbeitsmarkt"],
        },
    },
    "LISTING_2_NewsML-G2_Text_Document.xml": {
        "uri": "urn:newsml:acmenews.com:20161121:US-FINANCE-FED",
        "version": "11",
        "versionCreated": "2018-11-21T21:25:32+00:00",
        "headlines": [{"role": "main", "value": FED}],
        "by": "Meredith Jameson, Staff Reporter",
        "located": "New York, NY",
        "slugline": "US-Finance-Fed",
        "copyrightHolder": "Acme News and Media LLC",
        "copyrightNotice": "Copyright 2017-18 Acme News and Media LLC",
        "subjects": [
            {"name": "economy, business and finance", "uri": f"{MEDTOP}04000000"},
            {"name": "central bank", "uri": f"{MEDTOP}20000350"},
            {"name": "money and monetary policy", "uri": f"{MEDTOP}20000379"},
        ],
        "places": [{"name": "New York, NY", "literal": "geoloc:NYC", "rel": "located"}],
        "infoSources": [
            {"name": "wire", "role": "distributor"},
            {"name": "Associated Press", "role": "origin", "literal": "is:AP"},
        ],
        "paragraphs": 2,
    },
    "LISTING_22_Sports_story_in_NewsML-G2NITF.xml": {
        "uri": "tag:xmlteam.com,2016:xt.5932656-preview",
        "versionCreated": "2018-10-19T15:45:00+00:00",
        "headlines": [
            {
                "role": "main",
                "value": "Preview: Arizona Diamondbacks (29-23) at Philadelphia Phillies (26-24), 7:05 p.m.",
            }
        ],
        "by": "Sports Network",
        "slugline": "AAV!PREVIEW-ARI-PHI",
        "subjects": [
            {"name": "sport", "uri": f"{MEDTOP}20000822"},
            {"name": "Baseball", "uri": f"{MEDTOP}20000849"},
            {
                "name": "Major League Baseball",
                "uri": "http://cv.iptc.org/newscodes/subjectcode/15007000",
                "literal": "league:l.mlb.com",
            },
            {"name": "National", "literal": "conf:l.mlb.com-c.national"},
            {"name": "Philadelphia Phillies", "literal": "team:l.mlb.com-t.19"},
            {"name": "Arizona Diamondbacks", "literal": "team:l.mlb.com-t.26"},
        ],
        "genres": [
            {"name": "Game Preview", "literal": "spfixt:pre-event-coverage"},
            {"literal": "dclass:event-summary"},
            {"literal": "tsn-fixture:mlbpreviewxml"},
        ],
        "people": [
            {"name": "Doug Davis", "literal": "person:l.mlb.com-p.456", "rel": "about"},
            {"name": "Freddy Garcia", "literal": "person:l.mlb.com-p.123", "rel": "about"},
        ],
        "places": [{"literal": "city:Philadelphia", "rel": "located"}],
        "events": [{"literal": "event:l.mlb.com-2016-e.19358", "rel": "about"}],
        "descriptions": [
            {
                "role": "standfirst",
                "contentType": "text/plain",
                "value": "A pair of teams coming off big weekend sweeps will square off tonight at Citizens Bank Park, "
                "where the Philadelphia Phillies welcome the Arizona Diamondbacks for the start of a three-game series.",
            }
        ],
        "paragraphs": 6,
        "extra": {
            "fileName": ["xt.5932656-preview.xml"],
            "contentCreated": ["2016-10-19T11:15:00-05:00"],
            "provider": ["web:www.xmlteam.com"],
            "creator": ["The Sports Network (web:sportsnetwork.com)"],
            "altId tsn-id": ["sportsnetwork.com-5932656"],
            "altId revision-id": ["l.mlb.com-2016-e.19358-pre-event-coverage-sportsnetwork.com"],
            "located broader": ["reg:Pennsylvania", "cntry:USA"],
            "sameAs": ["Doug Davis: fssID:45679", "Freddy Garcia: fssID:45680"],
            "subject broader": [
                "Baseball: medtop:20000822",
                "Major League Baseball: medtop:20000822",
                "National: league:l.mlb.com",
            ],
            "genre broader": ["Game Preview: dclass:event-summary"],
            "genre type": [
                "Game Preview: spcpnat:spfixt",
                "dclass:event-summary: spcpnat:dclass",
                "tsn-fixture:mlbpreviewxml: xts-genre:tsn-fixture",
            ],
        },
    },
    "LISTING_25_An_NITF_marked-up_article_conveyed_in_inlineXML.xml": {
        "headlines": [
            {
                "role": "main",
                "value": "Arizona Diamondbacks (29-23) at Philadelphia Phillies (26-24), 7:05p.m.",
            }
        ],
        "by": "Sports Network",
        "paragraphs": 1,
    },
    "LISTING_28_Illustrating_Located_Subject_and_Dateline.xml": {
        "located": "MOSCOW",
        "language": "en",
        "places": [
            {"literal": "city:Tskhinvali", "rel": "about"},
            {"literal": "city:Tblisi", "rel": "about"},
            {"literal": "city:Moscow", "rel": "located"},
        ],
        "extra": {
            "contentCreated": ["2016-02-09T09:17:00+03:00"],
            "dateline": ["MOSCOW, Monday (Reuters)"],
            "creator": ["Thomson Reuters (web:thomsonreuters.com)"],
            "located broader": ["cntry:Russia"],
            "subject broader": [
                "city:Tskhinvali: South Ossetia (reg:SouthOssetia)",
                "city:Tblisi: Georgia (cntry:Georgia)",
            ],
        },
    },
    "LISTING_29_Hop_History.xml": {
        "uri": "urn:newsml:acmenews.com:20161019T1205:HOP-HISTORY-EXAMPLE",
        "version": "11",
        "versionCreated": "2018-10-19T20:15:00+00:00",
        "hops": [
            ("Thomson Reuters", "created content"),
            ("comp:bwire", "transformed content, enhanced metadata"),
            ("comp:aquiremedia", "created metadata"),
            ("comp:AP", "enhanced content, enhanced metadata"),
        ],
    },
    "ap_metadata_example.xml": {
        "uri": "tag:example.com,2008:407624",
        "places": [
            {
                "name": "Kentucky",
                "literal": "apgeography:2f6e294082b310048474df092526b43e",
                "rel": "about",
                "geoJSON": {"type": "Point", "coordinates": [38.20042, -84.87762]},
            }
        ],
        "people": [
            {
                "name": "Keegan Murray",
                "literal": "apperson:4e7a7c0fdad04d8880888ae63a083c36",
                "rel": "about",
            }
        ],
        "organisations": [
            {
                "name": "Volkswagen AG",
                "literal": "apcompany:b406375ae52c4b41b8bdd341760f2768",
                "rel": "about",
                "symbols": [{"symbol": "XETRA:VOW3"}],
            }
        ],
    },
}


def document(name: str) -> str:
    text = shared(f"wire/newsml-g2/{name}").read_text(encoding="latin-1")
    text = text.replace('"ninat:video"', '"ninat:text"').replace(
        "<contentMeta>\n        <subject", "<contentMeta><headline>Sample</headline><subject"
    )
    if text.startswith("<content"):
        headline = "" if "<contentSet" in text else "<contentMeta><headline>Sample</headline></contentMeta>"
        return f'<newsItem guid="urn:sample" version="1">{text}{headline}</newsItem>'
    return text


def said_of(article: Article, field: str) -> Any:
    event = to_event(article)
    if field == "paragraphs":
        return len(article.paragraphs)
    if field == "hops":
        return [(hop.party, hop.action) for hop in article.credits.hops]
    if field == "extra":
        return {name: list(values) for name, values in article.sent.extra.items()}
    value = event["item"].get(field)
    return value.isoformat() if hasattr(value, "isoformat") else value


@pytest.mark.parametrize("name", SAMPLES)
def test_the_item_says_what_the_sender_said(name: str) -> None:
    (found,) = read(raw(document(name).encode(), source="wire", content_type="text/xml"))
    assert isinstance(found, Article), found
    assert {field: said_of(found, field) for field in SAMPLES[name]} == SAMPLES[name]


@pytest.mark.parametrize("name", SAMPLES)
def test_no_code_of_the_sender_is_lost(name: str) -> None:
    text = document(name)
    (found,) = read(raw(text.encode(), source="wire", content_type="text/xml"))
    assert isinstance(found, Article)
    said = str(to_event(found))
    lost = [
        code
        for code in codes_in(text)
        if not re.search(rf"(?<![\w-]){re.escape(code.rpartition(':')[2])}(?![\w-])", said)
    ]
    assert lost == []


def codes_in(text: str) -> list[str]:
    return re.findall(r'<(?:subject|genre|located|creator)\b[^>]*?\s(?:qcode|uri)="([^"]+)"', text)


def test_the_samples_have_codes() -> None:
    assert sum(len(codes_in(document(name))) for name in SAMPLES) > 20


def test_a_message_of_empty_items_is_refused_for_them() -> None:
    (found,) = read(raw(document("LISTING_24_News_Message_conveying_a_complete_News_Package.xml").encode()))
    assert isinstance(found, Dropped)
    assert found.reason is Reason.NO_ARTICLE


def test_a_video_is_no_article() -> None:
    value = shared("wire/newsml-g2/ap_metadata_example.xml").read_bytes()
    assert read(raw(value)) == (Dropped(Reason.NOT_TEXT, "itemClass video (taken for NewsML-G2)"),)
