"""IPTC's samples and those of agencies: what the sender says is what the item says, field by field."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
import pytest

from streams.article import Article, Dropped
from streams.events import codec
from streams.kinds import Disposition, Reason
from streams.stages import clean
from streams.verdict import Verdict
from tests.articles import raw
from tests.shared import SHARED, shared

FOLDER = "wire/ninjs"

DOPING = "20231008-anti-doping-measures-at-the-tour-down-under-will-be-the-toughest-ever-addb-ninjs-nitf"
#: By the name of a sample, what its item says, apart from its bodies and from what we add ourselves.
EXPECTED: dict[str, dict[str, Any]] = {
    "ntb_text": {
        "uri": "urn:8d19cf88-b3ab-4972-8fec-1207599f2872",
        "profile": "Standard",
        "version": "6",
        "firstCreated": "2019-08-09T09:30:04Z",
        "versionCreated": "2019-08-09T09:46:53Z",
        "pubStatus": "usable",
        "urgency": 5,
        "language": "no",
        "copyrightHolder": "NTB",
        "edNote": "Noe utvidet.",
        "headlines": [{"role": "main", "value": "Google har kjøpt giganttomt i Skien"}],
        "by": "NTB",
        "slugline": "skien-google",
        "places": [{"name": "Telemark", "literal": "Telemark"}],
        "subjects": [
            {"name": "Innenriks", "literal": "Innenriks"},
            {"name": "Teknologi", "uri": "http://cv.iptc.org/newscodes/subjectcode/13010000"},
            {"name": "Industri", "uri": "http://cv.iptc.org/newscodes/subjectcode/04011000"},
            {"name": "Olje og energi", "uri": "http://cv.iptc.org/newscodes/subjectcode/04005000"},
        ],
    },
    "dpa_text": {
        "uri": "urn:newsml:dpa.com:20090101:190510-99-167362",
        "version": "2",
        "versionCreated": "2019-05-10T14:02:28Z",
        "pubStatus": "usable",
        "urgency": 4,
        "language": "de",
        "copyrightHolder": "dpa",
        "copyrightNotice": "Copyright 2019, dpa (www.dpa.de). Alle Rechte vorbehalten",
        "headlines": [
            {"role": "main", "value": "Faktencheck Derby-Elfmeter: Hat Schiedsrichter Zwayer recht?"}
        ],
        "by": "Christian Hollmann, dpa",
    },
    "ninjsExSimpleText_3": {
        "uri": "http://ninjs.example.com/newsitems/20130709simp123",
        "versionCreated": "2013-07-09T10:37:00Z",
        "pubStatus": "usable",
        "language": "en",
        "headlines": [{"role": "main", "value": "Captain of wrecked cruise ship on trial in Italy"}],
        "by": "Paulo Santalucia and Frances d'Emilio",
    },
    DOPING: {
        "uri": "https://antidopingdatabase.com/news/anti-doping-measures-at-the-tour-down-under-will-be-the-toughest-ever",
        "profile": "text-only",
        "title": "Anti-doping measures at the 'Tour Down Under' will be the toughest ever",
        "version": "2",
        "versionCreated": "2023-10-08T00:34:03Z",
        "pubStatus": "usable",
        "urgency": 4,
        "language": "en",
        "headlines": [
            {
                "role": "main",
                "value": "Anti-doping measures at the 'Tour Down Under' will be the toughest ever",
            }
        ],
        "by": "Trond Husø, The Anti-Doping Database",
        "located": "Oslo, Norway",
        "subjects": [
            {
                "name": "Sport",
                "uri": "http://cv.iptc.org/newscodes/mediatopic/15000000",
                "rel": "classifies",
            },
            {
                "name": "drug abuse in sport",
                "uri": "http://cv.iptc.org/newscodes/mediatopic/20001105",
                "rel": "classifies",
            },
            {
                "name": "Cycling",
                "uri": "http://cv.iptc.org/newscodes/mediatopic/20000892",
                "rel": "classifies",
            },
        ],
        "genres": [{"uri": "http://cv.iptc.org/newscodes/genre/Actuality"}],
    },
    "businesswire-newsml-20130605006126": {
        "uri": "http://www.businesswire.com/news/home/20130605006126/zh",
        "version": "1",
        "versionCreated": "2013-06-05T21:00:00Z",
        "pubStatus": "usable",
        "language": "zh",
        "headlines": [{"role": "main", "value": "Cambrios被Gartner評選為「最酷供應商」"}],
        "subjects": [
            {"name": name, "rel": "about"}
            for name in [
                "United States",
                "Technology",
                "Consumer Electronics",
                "North America",
                "Hardware",
                "Audio/Video",
                "Nanotechnology",
                "Semiconductor",
                "California",
                "Award",
                "Manufacturing",
                "Chemicals/Plastics",
                "Engineering",
            ]
        ],
    },
    "businesswire-newsml-20130731006140": {
        "uri": "http://www.businesswire.com/news/home/20130731006140/en",
        "version": "1",
        "versionCreated": "2013-07-31T15:32:00Z",
        "pubStatus": "usable",
        "language": "en",
        "headlines": [
            {
                "role": "main",
                "value": "Lunch Taking a Toll? Let Applebee’s® Industrial Strength Lunch Decoy Stand In",
            }
        ],
        "subjects": [
            {"name": name, "rel": "about"}
            for name in [
                "Other Consumer",
                "United States",
                "North America",
                "Restaurant/Bar",
                "Product/Service",
                "Photo/Multimedia",
                "Missouri",
                "Retail",
                "Food/Beverage",
                "Consumer",
            ]
        ],
    },
    "tt_text_image_3": {
        "uri": "http://tt.se/media/text/210526-militarovning-a0f2d045",
        "profile": "PUBL",
        "version": "1",
        "versionCreated": "2021-05-26T11:40:18Z",
        "expires": "2023-05-30T22:00:00Z",
        "pubStatus": "usable",
        "copyrightHolder": "TT",
        "language": "sv",
        "urgency": 3,
        "slugline": "militärövning",
        "headlines": [{"role": "main", "value": "Militärövning i jätteformat hålls 2023"}],
        "genres": [{"name": "Inrikes", "literal": "INR", "uri": "http://tt.se/spec/sector/1.0/INR"}],
        "people": [
            {
                "name": "Jonas Svensson",
                "contactInfo": [{"type": "phone", "role": "work", "value": "+46 (0)8-7887500"}],
            }
        ],
        "organisations": [{"name": "Aurora"}],
        "subjects": [
            {
                "name": "Krig, konflikter och oroligheter",
                "literal": "16000000",
                "uri": "http://tt.se/spec/subref/1.0/16000000",
                "rel": "classifies",
                "creator": "system",
                "relevance": 98,
                "confidence": 58,
            }
        ],
        "places": [
            {"name": "Sverige"},
            {"name": "Gotland", "geoJSON": {"type": "Point", "coordinates": [18.2979, 57.6381]}},
            {"name": "Finland", "geoJSON": {"type": "Point", "coordinates": [25.748151, 61.92411]}},
        ],
        "altIds": [
            {"role": "url", "value": "http://tt.se/media/text/210526-militarovning-a0f2d045"},
            {"role": "originaltransmissionreference", "value": "a0f2d045-1058-46d1-9f9a-ad80ed1bc86f"},
        ],
    },
}
#: Those that are no articles, and what they are.
REFUSED = {
    "20231004-UEFA-ChampionLeague": "an event or a planning item",
    "20231005-65-addb-event": "type event",
    "20231016-addb-example-press-conference": "an event or a planning item",
    "simpleEvent": "type event",
    "tt_event_pressconference_3.0": "type event",
    "SIPA_image_3": "type picture",
    "ap_image": "type picture",
    "imageEncodedRights": "type picture",
    "imageLinkedRights": "type picture",
    "ap_audio": "type audio",
    "ap_video": "type video",
}
#: What stands in the item and is not the sender's.
_OURS = frozenset({"standard", "type", "bodies", "descriptions", "infoSources", "associations"})


def event_of(name: str) -> dict[str, Any]:
    (found,) = clean(raw(shared(f"{FOLDER}/{name}.json").read_bytes()))
    assert isinstance(found, Article), found
    judged = replace(found, verdict=Verdict(Disposition.ENRICHED))
    return orjson.loads(codec.encode(judged, codec.ENRICHED))  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", EXPECTED)
def test_the_item_says_what_the_sender_says(name: str) -> None:
    item = event_of(name)["item"]
    said = {key: value for key, value in item.items() if key not in _OURS}
    if "altIds" not in EXPECTED[name]:
        said.pop("altIds", None)  # its own address
    assert said == EXPECTED[name]


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_article_says_what_it_is(name: str) -> None:
    (found,) = clean(raw(shared(f"{FOLDER}/{name}.json").read_bytes()))
    assert found == Dropped(Reason.NOT_TEXT, f"{REFUSED[name]} (taken for ninjs)")


def test_no_sample_is_left_out() -> None:
    shared(FOLDER)
    assert {path.stem for path in (SHARED / FOLDER).glob("*.json")} == {*EXPECTED, *REFUSED}


def test_the_pictures_and_the_video_of_a_press_release() -> None:
    logo, video = event_of("businesswire-newsml-20130731006140")["item"]["associations"]
    assert (logo["type"], logo["rel"], video["type"], video["rel"]) == ("graphic", "logo", "video", "video")
    assert logo["uri"] == "http://mms.businesswire.com/media/newsItemId/en/372964/3/AB_LOGO_viewimage.jpg"
    assert logo["renditions"][1] == {
        "name": "viewimage",
        "href": "http://mms.businesswire.com/media/newsItemId/en/372964/3/AB_LOGO_viewimage.jpg",
        "contentType": "image/jpeg",
        "height": 94,
        "width": 144,
        "sizeInBytes": 10330,
    }
    assert [each["contentType"] for each in video["renditions"]] == [
        *["image/jpeg"] * 3,
        "video/x-ms-wmv",
        "video/quicktime",
        "video/mp4",
    ]


def test_the_picture_the_links_and_the_quotations_of_tt() -> None:
    event = event_of("tt_text_image_3")
    (picture,) = event["item"]["associations"]
    assert (picture["uri"], picture["rel"], picture["by"]) == (
        "http://tt.se/media/image/sdlk2sirkPaauM",
        "a001",
        "Karl Melander/TT",
    )
    assert picture["descriptions"][0]["value"].startswith(
        "En stor internationell försvarsövning planeras 2023"
    )
    assert [(each["title"], each["width"], each["sizeInBytes"]) for each in picture["renditions"]] == [
        ("Hires", 4724, 10326191),
        ("Preview", 1024, 398957),
        ("Preview", 1024, 398957),
        ("Thumbnail", 256, 32491),
    ]
    markup = event["item"]["bodies"][1]["value"]
    assert ">Sydöstran</a>" in markup
    assert markup.count("<blockquote>") == 2


def test_the_lead_of_a_text_is_its_standfirst() -> None:
    for name, words in (
        ("ntb_text", "IT-giganten Google har kjøpt en tomt på nærmere 2.000 mål"),
        (DOPING, "The Australian Sports Anti-Doping Authority (ASADA) today announced"),
    ):
        (description,) = event_of(name)["item"]["descriptions"]
        assert (description["role"], description["value"][: len(words)]) == ("standfirst", words)


def test_a_text_that_has_lost_its_line_breaks_has_the_paragraphs_of_its_markup() -> None:
    bodies = event_of("ninjsExSimpleText_3")["item"]["bodies"]
    assert bodies[0]["value"].count("\n\n") == bodies[1]["value"].count("<p>") - 1 == 3
