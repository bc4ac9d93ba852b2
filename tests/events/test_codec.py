from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.article import Article, Reference, Removed
from streams.blocks import BlockKind, Cell, Form, Mark, Span
from streams.events.codec import (
    CLEAN,
    ENRICHED,
    UNIQUE,
    InvalidOutputError,
    decode,
    encode,
    read_event,
    to_event,
)
from streams.found import (
    Dateline,
    Evidence,
    Found,
    Identity,
    Keyword,
    Organisation,
    Person,
    Place,
    Quote,
    Topic,
)
from streams.kinds import Disposition, Format, Signal, Stage
from streams.sent import (
    NOTHING_SENT,
    AltId,
    Concept,
    Description,
    Headline,
    Media,
    Related,
    Rendition,
    Rights,
    Sent,
    Series,
    Symbol,
)
from streams.verdict import Link, Verdict
from tests.articles import NOON, article

HERE = Evidence("dateline", 0, 0, 7)


SENT = Sent(
    subjects=(
        Concept("economy", "http://cv.iptc.org/newscodes/mediatopic/04000000", relevance=80),
        Concept("ports", literal="twSubj:4711"),
    ),
    genres=(Concept("report", "http://cv.iptc.org/newscodes/genre/Current"),),
    people=(
        Concept("Edith Crowe", "https://tidewater.example/people/7", rel="about", role="harbour master"),
    ),
    organisations=(Concept("Quay plc", symbols=(Symbol("QUAY", "XLON"),)),),
    places=(Concept("Harwich", literal="twGeo:12", latitude=51.9, longitude=1.28),),
    events=(Concept("Closing of the quay", "https://tidewater.example/events/3"),),
    keywords=("quay", "ferries"),
    rights=Rights("Post", "© Post", ("None.", "No archives."), "https://post.example/rights"),
    expires=NOON + timedelta(days=30),
    series=Series("Ports", 2, 5),
    made_by=Concept("human", "http://cv.iptc.org/newscodes/digitalsourcetype/humanEdits"),
    extra={"service": ("home",)},
)
GOES_WITH: dict[str, Any] = {
    "headlines": (Headline("sub", "Ferries move"),),
    "forms": (
        Form(0, spans=(Span(4, 8, Mark.LINK, "https://post.example/port"),)),
        Form(1, BlockKind.HEADING, 2),
        Form(2, BlockKind.ROW, group=1, cells=(Cell(0, 7, heading=True), Cell(8, 20, columns=2))),
    ),
    "media": (
        Media(
            uri="https://post.example/quay",
            caption="The quay",
            byline="A. Moor",
            credit="A. Moor/Tidewater",
            rights=Rights("Tidewater"),
            renditions=(
                Rendition("https://post.example/quay.jpg", "main", "image/jpeg", None, 1200, 800, 91_000),
            ),
        ),
    ),
    "related": (Related("https://post.example/ferries", "Where the ferries go"),),
}


FOUND_TOPIC = Topic("http://cv.iptc.org/newscodes/mediatopic/04000000", 0.62, "words", ("quay", "port"))


def enriched(**changes: Any) -> Article:
    """An article with every field filled."""
    fields: dict[str, Any] = {
        "version": "3",
        "version_created": NOON,
        "first_created": NOON - timedelta(hours=1),
        "urgency": 4,
        "byline": "Jane Roe",
        "slugline": "HARWICH-QUAY",
        "ed_note": "CORRECTION: corrects the cost",
        "standfirst": "Ferries move.",
        "url": "https://post.example/harwich-quay",
        "located": "Harwich",
        "sent": SENT,
        "signal": Signal.CORRECTION,
        "removed": (Removed("paywall", 4, "Subscribe now"),),
        "repairs": ("nul",),
        "wire_time": NOON,
        "verdict": Verdict(Disposition.ENRICHED, Signal.CORRECTION, supersedes="2"),
        "found": Found(
            dateline=Dateline("HARWICH (Tidewater) -", "Harwich", HERE, "Tidewater", "Nov 21"),
            places=(Place("Harwich", "city", "GB", HERE, 2, 51.9, 1.28, 2647362, located=True),),
            people=(Person("Edith Crowe", HERE, "harbour master"),),
            organisations=(Organisation("Tidewater", HERE),),
            quotes=(Quote("We would rather be late than sorry", HERE, "Edith Crowe"),),
            keywords=(Keyword("quay", 1.0),),
            topics=(FOUND_TOPIC,),
            summary=("The port will close.",),
            word_count=120,
            reading_seconds=30,
        ),
        "stages": dict.fromkeys(Stage, NOON),
    }
    return article(**{**fields, **changes})


def test_an_event_holds_all_of_an_article() -> None:
    assert decode(encode(enriched(), ENRICHED)) == enriched()


@pytest.mark.parametrize("kind", [CLEAN, UNIQUE])
def test_between_the_stages_it_holds_what_the_item_will_be_made_of(kind: str) -> None:
    ours = enriched(**GOES_WITH)
    assert decode(encode(ours, kind)) == ours


def test_subscribers_read_it_in_the_item() -> None:
    event = orjson.loads(encode(enriched(**GOES_WITH), ENRICHED))
    item = event["item"]
    assert not {"forms", "media", "related", "headlines"} & event["desk"].keys()
    assert [body["contentType"] for body in item["bodies"]] == ["text/plain", "text/html"]
    assert item["bodies"][1]["value"].startswith('<p>The <a href="https://post.example/port">port</a> of')
    picture, link = item["associations"]
    assert (picture["type"], picture["uri"], picture["by"]) == (
        "picture",
        "https://post.example/quay",
        "A. Moor",
    )
    assert picture["infoSources"] == [{"name": "A. Moor/Tidewater", "role": "creditline"}]
    assert picture["renditions"][0]["width"] == 1200
    assert (link["uri"], link["rel"]) == ("https://post.example/ferries", "related")
    assert item["headlines"][1] == {"role": "sub", "value": "Ferries move"}


def test_the_item_has_what_the_sender_says_before_what_was_found() -> None:
    item = to_event(enriched(found=Found(people=(Person("edith crowe", HERE), Person("Ann Moor", HERE)))))[
        "item"
    ]
    assert [person["name"] for person in item["people"]] == ["Edith Crowe", "Ann Moor"]
    assert item["people"][0] == {
        "name": "Edith Crowe",
        "uri": "https://tidewater.example/people/7",
        "rel": "about",
    }
    assert item["subjects"][1] == {"name": "ports", "literal": "twSubj:4711"}
    assert item["usageTerms"] == "None. / No archives."
    assert item["rightsInfo"] == {"linkedRights": "https://post.example/rights"}
    assert item["organisations"][0]["symbols"] == [{"exchange": "XLON", "symbol": "QUAY"}]


def test_what_the_authority_file_identifies_has_its_uri_and_the_senders_own_goes_before() -> None:
    crowe = Identity(
        "https://tidewater.example/people/7", "Edith Crowe", HERE
    )  # as the sender has marked her
    moor = Identity("https://id.example/moor", "Ann Moor", HERE)
    found = Found(
        people=(
            Person("E. Crowe", HERE, identity=crowe),
            Person("Ann Moor", HERE, identity=moor),
            Person("Edith Crowe", HERE, identity=moor),
        ),
        places=(
            Place(
                "Riga",
                "city",
                "LV",
                HERE,
                geonameid=456172,
                identity=replace(moor, uri="https://id.example/riga"),
            ),
        ),
    )
    item = to_event(enriched(found=found))["item"]
    assert [(each["name"], each["uri"]) for each in item["people"]] == [
        ("Edith Crowe", "https://tidewater.example/people/7"),
        ("Ann Moor", "https://id.example/moor"),
    ]
    assert item["places"][-1]["uri"] == "https://id.example/riga"


def test_a_topic_that_was_found_follows_the_senders_with_who_made_it_and_how_sure_it_is() -> None:
    *sent, found = to_event(enriched())["item"]["subjects"]
    assert len(sent) == len(SENT.subjects)
    assert found == {
        "name": "economy, business and finance",
        "uri": FOUND_TOPIC.uri,
        "creator": "copydesk",
        "confidence": 62,
    }


def test_a_topic_that_was_found_is_never_taken_for_the_senders() -> None:
    ours = enriched(sent=NOTHING_SENT)
    event = orjson.loads(encode(ours, ENRICHED))
    assert "sender" not in event["desk"]
    assert read_event(event).sent.subjects == ()


def test_an_event_of_the_version_before_keeps_its_subjects_and_rights() -> None:
    event = orjson.loads(encode(enriched(), CLEAN))
    del event["desk"]["sender"]
    sent = decode(orjson.dumps(event)).sent
    assert [(each.name, each.uri) for each in sent.subjects] == [
        (each.name, each.uri) for each in SENT.subjects
    ]
    assert sent.rights == Rights("Post", "© Post", ("None. / No archives.",))


def test_a_bare_article_comes_back_as_it_was() -> None:
    assert decode(encode(article(), CLEAN)) == article()


def test_what_says_nothing_is_one_value_and_no_copy_of_it() -> None:
    """To copy it, deeply, was two thirds of what reading an event took."""
    came = decode(encode(article(media=(Media("picture"),)), CLEAN))
    assert came.media[0].sent is NOTHING_SENT


def test_what_decide_asks_of_an_article_reaches_it_and_nobody_after_it() -> None:
    ours = article(
        uri_by="document", source_by="document", refers=(Reference("slug", "Quay"), Reference("id", "a0044"))
    )
    assert decode(encode(ours, CLEAN)) == ours
    decided = replace(ours, verdict=Verdict(Disposition.ENRICHED))
    assert decode(encode(decided, UNIQUE)) == article(uri_by="document", verdict=decided.verdict)


_text = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60).filter(str.strip)


@given(
    st.lists(_text, min_size=1, max_size=4),
    st.none() | _text,
    st.none()
    | st.datetimes(min_value=NOON.replace(tzinfo=None)).map(lambda at: at.replace(tzinfo=NOON.tzinfo)),
    st.sampled_from(Format),
)
def test_any_text_comes_back_as_it_was(
    paragraphs: list[str], headline: str | None, created: object, format_: Format
) -> None:
    ours = article(
        paragraphs=tuple(paragraphs), headline=headline, version_created=created, format=format_, version="1"
    )
    assert decode(encode(ours, CLEAN)) == ours


def test_the_item_is_what_ninjs_has_words_for() -> None:
    item = to_event(enriched())["item"]
    assert item["headlines"] == [{"role": "main", "value": "Harwich to close quay for repairs"}]
    assert item["bodies"][0]["value"].startswith("The port of Harwich")
    assert item["places"][0]["geoJSON"] == {"type": "Point", "coordinates": [1.28, 51.9]}
    assert item["descriptions"][1] == {
        "role": "summary",
        "contentType": "text/plain",
        "value": "The port will close.",
    }


@pytest.mark.parametrize(
    "broken",
    [
        {"uri": "not a uri"},
        {"urgency": 12},
        {"pub_status": "maybe"},
        {"headline": None, "paragraphs": ()},
        {"language": "EN!"},
    ],
)
def test_an_output_that_breaks_the_schema_never_leaves(broken: dict[str, object]) -> None:
    with pytest.raises(InvalidOutputError, match=r"copydesk\.article\.enriched\.v1 of .*: at /"):
        encode(enriched(**broken), ENRICHED)


def test_a_unique_event_needs_a_verdict_that_lets_it_pass() -> None:
    with pytest.raises(InvalidOutputError):
        encode(article(), UNIQUE)
    copy = replace(article(), verdict=Verdict(Disposition.DUPLICATE, of="https://a.example/"))
    with pytest.raises(InvalidOutputError):
        encode(copy, UNIQUE)


@pytest.mark.parametrize(
    "value", [b"", b"{}", b"[]", b'{"item": {}, "desk": {}}', b'{"item": 1, "desk": 2}', b"\xff"]
)
def test_what_is_no_event_is_a_value_error(value: bytes) -> None:
    with pytest.raises(ValueError):
        decode(value)


def test_the_bytes_are_json_with_item_and_desk() -> None:
    assert list(orjson.loads(encode(enriched(), ENRICHED))) == ["item", "desk"]


@pytest.mark.parametrize(
    ("share", "words", "independent"),
    [(0.2, 40, True), (0.4, 300, True), (0.4, 200, False), (0.9, 4000, False)],
)
def test_whose_text_an_article_is_made_of_is_told(share: float, words: int, independent: bool) -> None:
    links = (Link("urn:w:1", "mer", share, 1.0, "part"), Link("urn:p:1", "paper", 0.1, 1.0, "holds"))
    verdict = Verdict(Disposition.ENRICHED, links=links)
    told = to_event(article(paragraphs=("word " * words,), verdict=verdict))["desk"]["origin"]
    assert told == {"uri": "urn:w:1", "source": "mer", "verbatim": share, "independent": independent}
    assert "origin" not in to_event(article(verdict=Verdict(Disposition.ENRICHED)))["desk"]


def test_what_goes_along_with_an_article_survives_the_way_between_the_stages() -> None:
    sent = Sent(
        subjects=(
            Concept("Weirs", "http://mere.example/1", "our:1", "about", relevance=98, symbols=(Symbol("M"),)),
        ),
        rights=Rights("Mere", None, ("Once.", "Not in Oxmere.")),
        title="weir-4",
        profile="STD",
        content_created=NOON,
        descriptions=(Description("For search", "seo"),),
        alt_ids=(AltId("4711", "cms"),),
        extra={"service": ("Home (d)",)},
    )
    media = (
        Media(
            "picture",
            "urn:p:1",
            "Weir",
            "The weir.",
            created=NOON,
            rel="lead",
            renditions=(Rendition("https://x.example/1"),),
        ),
    )
    given = article(sent=sent, media=media, related=(Related("urn:t:1", "Flood", "more"),))
    found = decode(encode(given, CLEAN))
    assert (found.sent, found.media, found.related) == (sent, media, given.related)
