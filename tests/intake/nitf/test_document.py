"""NITF documents, of a standard agency and of others, to articles and messages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.article import (
    Article,
    Cleaning,
    Credits,
    Dropped,
    Header,
    Hop,
    Naming,
    RawArticle,
    Removed,
    Revision,
)
from streams.events.codec import CLEAN, ENRICHED, decode, encode
from streams.intake.nitf.document import read
from streams.intake.nitf.head import doc_id_of
from streams.intake.nitf.released import day_of, embargo_of
from streams.kinds import Disposition, Format, HoldReason, Reason, Signal
from streams.sent import Concept, Rights, Sent
from streams.stages import clean, enrich
from streams.verdict import Verdict
from tests.articles import NOON, subjects_of
from tests.articles import raw as raw_event
from tests.linear import assert_linear, repeated

DOCDATA = """<doc-id regsrc="Anglia Wire" id-string="anglia-7731"/>
<urgency ed-urg="4"/>
<date.issue norm="20261121T061200Z"/>"""
TEXT = "<p>The port of Harwich will close its eastern quay for repairs from Monday, its operator said.</p>"
HEDLINE = "<body.head><hedline><hl1>Harwich to close quay</hl1></hedline></body.head>"

FULL = """<?xml version="1.0" encoding="windows-1252"?>
<!DOCTYPE nitf SYSTEM "http://dtd.anglia.example/nitf-3-4.dtd">
<nitf version="-//IPTC//DTD NITF 3.4//EN" xml:lang="en-GB">
 <head>
  <title>HARBOUR-QUAY</title>
  <meta name="slug" content="HARBOUR-QUAY/2"/>
  <tobject tobject.type="news">
   <tobject.property tobject.property.type="Current"/>
   <tobject.subject tobject.subject.refnum="04015000" tobject.subject.type="Economy" tobject.subject.matter="Transport"/>
   <tobject.subject tobject.subject.type="Ports"/>
  </tobject>
  <docdata management-status="usable">
   <correction info="Corrects the cost." id-string="anglia-7700" regsrc="Anglia Wire"/>
   <doc-id regsrc="Anglia Wire" id-string="anglia-7731"/>
   <del-list><from-src src-name="Press Pool" level-number="2"/><from-src src-name="Harbour Office" level-number="1"/></del-list>
   <urgency ed-urg="3"/>
   <date.issue norm="20261121T071200+0100"/>
   <date.release norm="20261121T071200+0100"/>
   <ed-msg info="Adds the county's share"/>
   <du-key generation="1" part="1" version="3" key="QUAY"/>
   <doc.copyright year="2026" holder="Anglia Wire"/>
   <doc.rights limitations="No archiving" geography="Britain"/>
   <key-list><keyword key="ports"/></key-list>
   <identified-content>
    <person>Edith Crowe<alt-code idsrc="anglia" value="4"/></person>
    <location>Harwich</location>
    <classifier type="category" value="f"/>
    <event><alt-code idsrc="IPTC" value="20000148"/>Repairs</event>
   </identified-content>
  </docdata>
  <pubdata type="web" ex-ref="https://anglia.example/quay?utm_source=wire"/>
  <revision-history name="Ada Lind" function="editor" norm="20261121T055900Z" comment="cut"/>
  <revision-history name="Jane Roe" function="writer" norm="20261121T053000Z"/>
 </head>
 <body>
  <body.head>
   <hedline><hl1>Harwich to close quay</hl1><hl2>Ferries move west</hl2></hedline>
   <note noteclass="editorsnote"><p>A map follows.</p></note>
   <byline>By Jane Roe</byline>
   <distributor>Anglia Wire</distributor>
   <dateline><location>HARWICH, England</location>, Nov 21 (Anglia Wire) —</dateline>
   <abstract>Cracks were found.</abstract>
  </body.head>
  <body.content>
   <p>Harwich to close quay</p>
   <p>By Jane Roe</p>
   <p lede="true">The port of Harwich will close its eastern quay for repairs, at a cost of £4m — a third of it the county’s.</p>
   <p>“We would rather be late than sorry,” harbour master Edith Crowe said.</p>
  </body.content>
  <body.end><tagline>(Editing by Ada Lind)</tagline></body.end>
 </body>
</nitf>"""


def document(
    docdata: str = DOCDATA,
    body: str = HEDLINE + f"<body.content>{TEXT}</body.content>",
    *,
    status: str = "",
    head: str = "",
) -> str:
    return f"<nitf><head>{head}<docdata {status}>{docdata}</docdata></head><body>{body}</body></nitf>"


def parts(markup: str | bytes, **envelope: Any) -> list[Article | Dropped]:
    value = markup if isinstance(markup, bytes) else markup.encode()
    found = read(raw_event(value, **{"source": "anglia", **envelope}))
    return found if isinstance(found, list) else [found]


def article(markup: str | bytes, **envelope: Any) -> Article:
    (found,) = parts(markup, **envelope)
    assert isinstance(found, Article), found
    return found


def refusal(markup: str) -> Dropped:
    (found,) = parts(markup)
    assert isinstance(found, Dropped), found
    return found


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC)  # type: ignore[misc, arg-type]


def test_every_field_of_a_full_document() -> None:
    found = article(FULL.encode("cp1252"), subject="https://anglia.example/in")
    assert found == Article(
        uri="urn:copydesk:anglia:anglia-7731",
        origin=found.origin,
        source="anglia",
        format=Format.NITF,
        paragraphs=(
            "HARWICH, England, Nov 21 (Anglia Wire) — The port of Harwich will close its eastern quay for repairs, at a cost of "
            "£4m — a third of it the county’s.",
            "“We would rather be late than sorry,” harbour master Edith Crowe said.",
            "(Editing by Ada Lind)",
        ),
        headline="Harwich to close quay",
        revision=Revision(
            version="3", version_created=at(2026, 11, 21, 6, 12), wire_time=at(2026, 11, 21, 6, 12)
        ),
        header=Header(
            urgency=3,
            slugline="HARBOUR-QUAY/2",
            ed_note="Corrects the cost. Adds the county's share. A map follows.",
            located="HARWICH, England",
        ),
        credits=Credits(
            byline="Jane Roe",
            info_sources=("Anglia Wire",),
            hops=(
                Hop("Harbour Office"),
                Hop("Press Pool"),
                Hop("Jane Roe", "writer", at(2026, 11, 21, 5, 30)),
                Hop("Ada Lind", "editor: cut", at(2026, 11, 21, 5, 59)),
            ),
        ),
        standfirst="Ferries move west. Cracks were found.",
        url="https://anglia.example/quay",
        sent=Sent(
            subjects=(
                Concept("Transport", "http://cv.iptc.org/newscodes/subjectcode/04015000"),
                Concept("Ports"),
                Concept(literal="category:f"),
            ),
            genres=(Concept("Current"),),
            people=(Concept("Edith Crowe", literal="anglia:4", rel="about"),),
            places=(Concept("Harwich", rel="about"),),
            events=(Concept("Repairs", "http://cv.iptc.org/newscodes/mediatopic/20000148", rel="about"),),
            keywords=("ports",),
            rights=Rights("Anglia Wire", None, ("No archiving; Britain",)),
            language="en-GB",
            extra={
                "tobject.type": ("news",),
                "du-key key": ("QUAY",),
                "du-key generation": ("1",),
                "du-key part": ("1",),
                "doc.copyright year": ("2026",),
                "tagline": ("(Editing by Ada Lind)",),
            },
        ),
        naming=Naming(aliases=("urn:copydesk:anglia:anglia-7700",)),
        language="en",
        signal=Signal.CORRECTION,
        cleaning=Cleaning(
            removed=(Removed("headline", 0, "Harwich to close quay"), Removed("byline", 1, "By Jane Roe"))
        ),
    )


def test_a_document_goes_through_the_stages() -> None:
    (found,) = clean(raw_event(FULL.encode("cp1252"), source="anglia", content_type="application/nitf+xml"))
    assert isinstance(found, Article)
    assert decode(encode(found, CLEAN)) == found
    done = replace(enrich(found), verdict=Verdict(Disposition.ENRICHED))
    assert decode(encode(done, ENRICHED)) == done
    assert (done.hold, done.signal) == (None, Signal.CORRECTION)
    assert done.found.dateline is not None
    assert (done.found.dateline.place, done.found.dateline.agency) == ("Harwich", "Anglia Wire")
    assert [quote.speaker for quote in done.found.quotes] == ["Edith Crowe"]


# --- identity and version


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("anglia-7731", ("anglia-7731", None)),
        ("anglia:7731:2", ("anglia:7731:2", None)),
        ("urn:newsml:anglia.example:20261121:quay:2", ("urn:newsml:anglia.example:20261121:quay", "2")),
        ("urn:newsml:anglia.example:20261121:quay:12U", ("urn:newsml:anglia.example:20261121:quay", "12")),
        ("urn:newsml:anglia.example:20261121:quay", ("urn:newsml:anglia.example:20261121:quay", None)),
        ("urn-newsml-rnd-example-20261121-99-07313:1", ("urn-newsml-rnd-example-20261121-99-07313", "1")),
    ],
)
def test_an_id_without_its_version(text: str, expected: tuple[str, str | None]) -> None:
    found = doc_id_of(text)
    assert found is not None
    assert (found.id, found.version) == expected


def test_versions_of_one_document_share_its_uri() -> None:
    one, two = (
        article(document(DOCDATA.replace("anglia-7731", f"urn:newsml:anglia.example:20261121:quay:{n}")))
        for n in (1, 2)
    )
    assert one.uri == two.uri == "urn:newsml:anglia.example:20261121:quay"
    assert (one.revision.version, two.revision.version) == ("1", "2")


def test_without_an_id_the_subject_and_then_the_text_identify_it() -> None:
    markup = document(DOCDATA.replace('id-string="anglia-7731"', ""))
    assert article(markup, subject="tag:anglia.example:7").uri == "tag:anglia.example:7"
    assert article(markup).uri.startswith("urn:copydesk:sha256:")
    assert article(markup, source=None).source == "Anglia Wire"


# --- takes


def take(part: int, of: int | None = 3, *, issued: str = "20261121T061200Z", head: str = "") -> Article:
    total = f'series.totalpart="{of}"' if of else ""
    series = f'<series series.name="Harbour quay" series.part="{part}" {total}/>'
    docdata = f'<doc-id id-string="a-{part}"/><date.issue norm="{issued}"/>{series}'
    return article(document(docdata, head=head))


def test_the_takes_of_a_series_share_a_uri_and_keep_their_ids() -> None:
    one, two = take(1), take(2)
    assert one.uri == two.uri == "urn:copydesk:anglia:20261121%20Harbour%20quay"
    assert (one.take.number, one.take.of, one.naming.aliases) == (1, 3, ("urn:copydesk:anglia:a-1",))
    assert (two.take.number, two.take.of, two.naming.aliases) == (2, 3, ("urn:copydesk:anglia:a-2",))
    assert two.signal is Signal.TAKE


def test_a_series_of_another_day_is_another_story() -> None:
    assert take(1).uri != take(1, issued="20261122T061200Z").uri


def test_a_total_that_cannot_be_is_none() -> None:
    assert take(4).take.of is None
    assert take(2, None).take.of is None


def test_the_parts_of_a_series_of_features_are_articles_of_their_own() -> None:
    found = take(
        2, head='<tobject tobject.type="news"><tobject.property tobject.property.type="Feature"/></tobject>'
    )
    assert (found.uri, found.take.number, found.naming.aliases) == ("urn:copydesk:anglia:a-2", None, ())


def test_a_series_may_stand_in_the_body() -> None:
    body = f'<body.head><hedline><hl1>Quay</hl1></hedline><series series.name="Q" series.part="2"/></body.head><body.content>{TEXT}</body.content>'
    assert article(document(body=body)).take.number == 2


# --- status and messages


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("usable", "usable"),
        ("Withheld", "withheld"),
        ("canceled", "canceled"),
        ("CANCELLED", "canceled"),
        ("killed", "canceled"),
        ("gesperrt", "usable"),
    ],
)
def test_status(status: str, expected: str) -> None:
    assert article(document(status=f'management-status="{status}"')).pub_status == expected


def test_a_status_that_nobody_knows_is_refused() -> None:
    assert refusal(document(status='management-status="green"')) == Dropped(
        Reason.INVALID_DOCUMENT, "NITF: management-status is 'green'"
    )


@pytest.mark.parametrize(
    ("status", "signal"),
    [("canceled", Signal.KILL), ("withheld", Signal.HOLD), ("usable", Signal.RELEASE)],
)
def test_without_a_text_it_is_a_message_about_the_article_of_its_id(status: str, signal: Signal) -> None:
    markup = document(
        DOCDATA + '<ed-msg info="The quay stays open"/>', "<body.content/>",
        status=f'management-status="{status}"', head="<title>HARBOUR-QUAY</title>",
    )  # fmt: skip
    (found,) = clean(raw_event(markup.encode(), source="anglia", content_type="application/nitf+xml"))
    assert isinstance(found, Article)
    assert (found.uri, found.signal, found.pub_status) == ("urn:copydesk:anglia:anglia-7731", signal, status)
    assert (found.headline, found.paragraphs, found.header.ed_note) == (None, (), "The quay stays open")


def test_without_a_text_and_a_written_status_there_is_no_article() -> None:
    assert refusal(document(body="<body.content/>")).reason is Reason.NO_ARTICLE
    assert refusal(document("", "", status='management-status="canceled"')).reason is Reason.NO_ARTICLE


REFERRING = 'management-status="usable" management-doc-idref="anglia-7700" management-idref-status="{}"'


@pytest.mark.parametrize(
    ("said", "status"),
    [("canceled", "canceled"), ("withheld", "withheld"), ("embargoed", "withheld"), ("usable", "usable")],
)
def test_a_document_without_a_text_can_speak_of_another(said: str, status: str) -> None:
    found = article(document(body="<body.content/>", status=REFERRING.format(said)))
    assert (found.uri, found.pub_status) == ("urn:copydesk:anglia:anglia-7700", status)
    assert (found.headline, found.paragraphs) == (None, ())


def test_a_document_that_cancels_another_and_has_a_text_is_both() -> None:
    kill, own = parts(document(status=REFERRING.format("canceled")))
    assert isinstance(kill, Article)
    assert isinstance(own, Article)
    assert (kill.uri, kill.pub_status, kill.paragraphs) == ("urn:copydesk:anglia:anglia-7700", "canceled", ())
    assert (kill.header.ed_note or "").startswith("Harwich to close quay. The port of Harwich")
    assert (own.uri, own.pub_status, own.headline) == (
        "urn:copydesk:anglia:anglia-7731",
        "usable",
        "Harwich to close quay",
    )


def test_a_document_that_replaces_another_means_it_too() -> None:
    found = article(document(status=REFERRING.format("replaced")))
    assert (found.uri, found.naming.aliases) == (
        "urn:copydesk:anglia:anglia-7731",
        ("urn:copydesk:anglia:anglia-7700",),
    )


def test_a_document_that_names_itself_has_that_status() -> None:
    status = REFERRING.format("canceled").replace("anglia-7700", "anglia-7731")
    kill = article(document(body="<body.content/>", status=status.replace('management-status="usable"', "")))
    assert (kill.uri, kill.pub_status) == ("urn:copydesk:anglia:anglia-7731", "canceled")
    assert article(document(status=status)).pub_status == "usable"


def test_an_unknown_status_of_another_document() -> None:
    assert article(document(status=REFERRING.format("pink"))).cleaning.repairs == ("idref-status:pink",)
    assert refusal(document(body="", status=REFERRING.format("pink"))).reason is Reason.INVALID_DOCUMENT


@pytest.mark.parametrize(
    ("docdata", "head", "signal", "status"),
    [
        ('<ed-msg msg-type="Kill" info="x"/>', "", Signal.KILL, "canceled"),
        ('<ed-msg msg-type="hold" info="x"/>', "", Signal.HOLD, "withheld"),
        ('<ed-msg msg-type="Berichtigung" info="x"/>', "", Signal.CORRECTION, "usable"),
        ("", '<tobject tobject.type="Advisory"/>', Signal.ADVISORY, "usable"),
        (
            "",
            '<tobject><tobject.property tobject.property.type="Update"/></tobject>',
            Signal.UPDATE,
            "usable",
        ),
        ('<ed-msg info="Kill the second paragraph"/>', "", None, "usable"),
    ],
)
def test_codes_that_are_signals(docdata: str, head: str, signal: Signal | None, status: str) -> None:
    found = article(document(DOCDATA + docdata, head=head))
    assert (found.signal, found.pub_status) == (signal, status)


# --- embargo

ARRIVAL = NOON


@pytest.mark.parametrize(
    ("released", "issued", "status", "expected"),
    [
        (None, None, None, (None, None)),
        ("20261121T061200Z", "20261121T061200Z", None, (None, None)),
        ("20261121T061200Z", "20261121T070000Z", "usable", (None, None)),
        ("20261122T060000Z", "20261121T061200Z", None, (at(2026, 11, 22, 6), None)),
        ("20261122T060000Z", "20261121T061200Z", "usable", (at(2026, 11, 22, 6), None)),
        ("20261122T060000", "20261121T061200-0500", None, (at(2026, 11, 22, 11), None)),
        ("20261122000000-0500", "20261121T061200Z", None, (at(2026, 11, 22, 5), None)),
        ("20261122", "20261121T061200+0100", None, (at(2026, 11, 21, 23), None)),
        ("2026-11-22", "2026-11-21T06:12:00+01:00", None, (at(2026, 11, 21, 23), None)),
        ("20261122", "20261121T061200Z", None, (None, "date.release 20261122")),
        ("20261121", "20261121T061200Z", None, (None, None)),
        ("20261121", "20261121", None, (None, None)),
        ("20261121T130000Z", None, None, (at(2026, 11, 21, 13), None)),
        ("20261121T110000Z", None, None, (None, None)),
        ("20261120T110000Z", "20261121T061200Z", "embargoed", (at(2026, 11, 20, 11), None)),
        (None, "20261121T061200Z", "embargoed", (None, "management-status embargoed")),
        ("Monday noon", "20261121T061200Z", None, (None, "date.release Monday noon")),
        ("Monday noon", "20261121T061200Z", "usable", (None, None)),
    ],
)
def test_embargo(
    released: str | None, issued: str | None, status: str | None, expected: tuple[datetime | None, str | None]
) -> None:
    assert embargo_of(released, issued, status, ARRIVAL) == expected


@pytest.mark.parametrize(
    ("released", "reason"),
    [
        ("20261122T060000Z", HoldReason.EMBARGO),
        ("20261122", HoldReason.UNCLEAR_EMBARGO),
        ("20261121T070000Z", None),
    ],
)
def test_an_embargo_is_a_hold(released: str, reason: HoldReason | None) -> None:
    markup = document(DOCDATA + f'<date.release norm="{released}"/>')
    (found,) = clean(raw_event(markup.encode(), source="anglia", content_type="application/nitf+xml"))
    assert isinstance(found, Article)
    assert (found.hold.reason if found.hold else None) is reason


def test_a_release_without_an_issue_is_the_time_of_the_version() -> None:
    assert article(
        document('<doc-id id-string="7"/><date.release norm="20261121T061200Z"/>')
    ).revision.version_created == at(2026, 11, 21, 6, 12)


def test_an_issue_in_the_future_is_dated_to_its_arrival() -> None:
    found = article(document(DOCDATA.replace("20261121", "20271121")))
    assert (found.revision.version_created, found.cleaning.repairs) == (
        NOON,
        ("future-date:2027-11-21T06:12:00+00:00",),
    )


@pytest.mark.parametrize(
    ("text", "day"), [("20261121T0612Z", "20261121"), ("2026-11-21", "20261121"), ("Sat", None), (None, None)]
)
def test_the_day_as_written(text: str | None, day: str | None) -> None:
    assert day_of(text) == day


# --- the text


def test_a_dateline_without_its_dash_is_not_put_before_the_text() -> None:
    body = f"<body.head><hedline><hl1>Quay</hl1></hedline><dateline>HARWICH, England</dateline></body.head><body.content>{TEXT}</body.content>"
    found = article(document(body=body))
    assert found.header.located == "HARWICH, England"
    assert found.paragraphs[0].startswith("The port")


def test_a_dateline_that_the_text_has_already_stands_there_once() -> None:
    body = "<body.head><dateline>HARWICH (Anglia) -</dateline></body.head><body.content><p>HARWICH (Anglia) - It is shut.</p></body.content>"
    assert article(document(body=body)).paragraphs == ("HARWICH (Anglia) - It is shut.",)


def test_a_byline_in_the_text_is_the_byline() -> None:
    found = article(document(body=f"{HEDLINE}<body.content><p>Von Jörg Ohm</p>{TEXT}</body.content>"))
    assert found.credits.byline == "Jörg Ohm"
    assert found.cleaning.removed == (Removed("byline", 0, "Von Jörg Ohm"),)


def test_a_headline_alone_is_a_flash() -> None:
    found = article(document(body=HEDLINE))
    assert (found.headline, found.paragraphs) == ("Harwich to close quay", ())


@pytest.mark.parametrize(
    ("title", "headline", "slugline"),
    [
        ("Harwich closes its quay", "Harwich closes its quay", None),
        ("BC-Harwich-Quay", None, "BC-Harwich-Quay"),
        ("HARWICH QUAY SHUT", None, None),
    ],
)
def test_a_title_is_a_headline_or_a_slug(title: str, headline: str | None, slugline: str | None) -> None:
    found = article(document(body=f"<body.content>{TEXT}</body.content>", head=f"<title>{title}</title>"))
    assert (found.headline, found.header.slugline) == (headline, slugline)


def test_an_abstract_alone_is_a_part_of_the_text() -> None:
    found = article(
        document(
            body="<body.head><hedline><hl1>Quay shut</hl1></hedline><abstract>It has cracks.</abstract></body.head>"
        )
    )
    assert (found.paragraphs, found.partial, found.standfirst) == (("It has cracks.",), True, None)


PICTURE = '<media media-type="image"><media-reference source="quay.jpg"/><media-caption><p>The quay.</p></media-caption></media>'


def test_a_picture_with_its_caption_is_no_text() -> None:
    found = refusal(document(body=f"{HEDLINE}<body.content>{PICTURE}</body.content>"))
    assert found == Dropped(Reason.NOT_TEXT, "a picture, and no text but its caption")
    head = '<tobject tobject.type="Photo"/>'
    assert refusal(document(head=head)) == Dropped(Reason.NOT_TEXT, "tobject.type Photo")


def test_a_picture_in_a_text_is_left_out() -> None:
    found = article(document(body=f"{HEDLINE}<body.content>{PICTURE}{TEXT}</body.content>"))
    assert len(found.paragraphs) == 1


def test_an_article_with_a_picture_can_be_canceled_without_its_text() -> None:
    found = article(
        document(body=f"<body.content>{PICTURE}</body.content>", status='management-status="canceled"')
    )
    assert (found.pub_status, found.paragraphs) == ("canceled", ())


def test_several_documents_in_one_are_several_articles() -> None:
    second = document(DOCDATA.replace("7731", "7732"))
    found = parts(f"<nitfs>{document()}{second}</nitfs>")
    assert [part.uri for part in found if isinstance(part, Article)] == [
        "urn:copydesk:anglia:anglia-7731",
        "urn:copydesk:anglia:anglia-7732",
    ]


# --- fields


@pytest.mark.parametrize(
    ("written", "urgency"), [("1", 1), ("8", 8), ("0", None), ("flash", None), ("", None)]
)
def test_urgency(written: str, urgency: int | None) -> None:
    assert article(document(DOCDATA.replace('ed-urg="4"', f'ed-urg="{written}"'))).header.urgency == urgency


def test_a_code_of_another_owner_is_not_the_iptc_s() -> None:
    head = '<tobject><tobject.subject tobject.subject.ipr="Anglia" tobject.subject.refnum="04000000" tobject.subject.type="Ports"/></tobject>'
    assert subjects_of(article(document(head=head))) == (("Ports", None),)


def test_the_language_of_the_content() -> None:
    body = f'<body.content xml:lang="de-AT">{TEXT}</body.content>'
    assert article(document(body=body)).language == "de"
    assert article(document(head='<meta name="language" content="fr"/>')).language == "fr"
    assert article(document()).language == "und"


def test_a_note_that_stands_twice_is_one() -> None:
    body = f"<body.head><note>A map follows</note></body.head><body.content>{TEXT}</body.content>"
    found = article(document(DOCDATA + '<ed-msg info="Adds a quote"/><ed-msg info="A map follows"/>', body))
    assert found.header.ed_note == "Adds a quote. A map follows"


# --- what wires get wrong, and what others send on purpose


@pytest.mark.parametrize(
    "markup",
    [
        "",
        "<nitf",
        "<nitf><head></nitf>",
        "<html><body><p>Text</p></body></html>",
        '<!DOCTYPE nitf [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><nitf><body><body.content><p>&b;</p></body.content></body></nitf>',
        '<!DOCTYPE nitf [<!ENTITY x SYSTEM "file:///etc/passwd">]><nitf><body><body.content><p>&x;</p></body.content></body></nitf>',
        "<nitf><body><body.content>" + "<block>" * 5000 + "</block>" * 5000 + "</body.content></body></nitf>",
    ],
    ids=["nothing", "cut", "unclosed", "html", "bomb", "file", "deep"],
)
def test_what_is_no_nitf_is_refused(markup: str) -> None:
    assert refusal(markup).reason in (Reason.INVALID_DOCUMENT, Reason.EMPTY)


def test_entities_without_their_dtd_are_read_and_named() -> None:
    found = article(
        document(body="<body.content><p>Fish&nbsp;&amp; chips &mdash; A&B &eacute;</p></body.content>")
    )
    assert found.paragraphs == ("Fish & chips — A&B é",)
    assert set(found.cleaning.repairs) == {"entity", "ampersand"}


def test_a_document_in_upper_case() -> None:
    markup = '<NITF><HEAD><DOCDATA MANAGEMENT-STATUS="CANCELED"><DOC-ID ID-STRING="7"/></DOCDATA></HEAD><BODY><BODY.CONTENT><P>It is shut.</P></BODY.CONTENT></BODY></NITF>'
    found = article(markup)
    assert (found.uri, found.pub_status, found.paragraphs) == (
        "urn:copydesk:anglia:7",
        "canceled",
        ("It is shut.",),
    )


@pytest.mark.parametrize(
    ("opening", "part", "end"),
    [
        ('<doc-id id-string="', "x", '"/>'),
        ('<date.release norm="', "2026", '"/>'),
        ('<doc-id id-string="urn:newsml:', "a:", '"/>'),
        ("", '<keyword key="a"/>', ""),
        ("", '<revision-history name="a" norm="x"/>', ""),
    ],
    ids=["id", "date", "urn", "keywords", "revisions"],
)
def test_much_of_anything_takes_linear_time(opening: str, part: str, end: str) -> None:
    assert_linear(lambda docdata: parts(document(docdata)), repeated(part, opening, end))


@pytest.mark.long
@pytest.mark.parametrize("name", ["nitf", "note", "ed-msg", "identified-content", "body", "keyword"])
def test_elements_within_themselves_take_linear_time(name: str) -> None:
    def markup(depth: int) -> str:
        inside = "<p>It is shut.</p>" * (15 * depth)
        return f"<a><nitf>{f'<{name}>' * depth}{inside}{f'</{name}>' * depth}</nitf></a>"

    assert_linear(parts, markup, small=36, largest=150)  # no deeper than a document may be


CUTS = st.integers(0, len(FULL))


@given(CUTS, CUTS, st.text(max_size=20))
def test_a_damaged_document_never_raises(first: int, second: int, between: str) -> None:
    damaged = FULL[: min(first, second)] + between + FULL[max(first, second) :]
    assert all(isinstance(part, Article | Dropped) for part in parts(damaged.encode("utf-8", "replace")))


@given(st.binary(max_size=200))
def test_any_bytes(value: bytes) -> None:
    assert parts(value)


ATTRIBUTES = st.text("ab0124:-TZ. ", max_size=24)


@given(st.lists(ATTRIBUTES, min_size=9, max_size=9))
def test_any_attributes_make_an_event_that_keeps_to_its_schema(values: list[str]) -> None:
    docdata = (
        '<doc-id id-string="{}" regsrc="{}"/><date.issue norm="{}"/><date.release norm="{}"/><urgency ed-urg="{}"/>'
        '<series series.name="{}" series.part="2"/><du-key version="{}" key="{}"/><correction id-string="{}"/>'
    ).format(*values)
    value = document(docdata).encode()
    (found,) = clean(RawArticle(value, raw_event(value).origin, "application/nitf+xml"))
    assert isinstance(found, Article)
    assert encode(found, CLEAN)


@pytest.mark.parametrize("name", ["N/A", "{{id}}", "0"])
def test_an_id_that_names_nothing_is_none(name: str) -> None:
    copy = f'<nitf><head><docdata><doc-id id-string="{name}"/></docdata></head><body><body.content><p>The quay is shut.</p>'
    found = read(raw_event(f"{copy}</body.content></body></nitf>".encode(), source="anglia"))
    assert isinstance(found, Article)
    assert found.uri.startswith("urn:copydesk:sha256:")
    kill = f'<nitf><head><docdata management-status="canceled"><doc-id id-string="{name}"/></docdata></head><body/></nitf>'
    refused = read(raw_event(kill.encode(), source="anglia"))
    assert isinstance(refused, Dropped)
    assert refused.reason is Reason.NO_ARTICLE


KILL = document(status='management-status="canceled"')


def test_a_kill_that_is_cut_off_anywhere_is_the_whole_kill_or_none() -> None:
    for end in range(KILL.index("<docdata"), len(KILL) - 1, 3):
        (found,) = parts(KILL[:end])
        if isinstance(found, Article):
            assert (found.uri, found.pub_status) == (article(KILL).uri, "canceled"), end
            assert (found.headline, found.paragraphs) == (None, ()), end
        else:
            assert found.reason is Reason.INVALID_DOCUMENT, end
            assert found.detail.startswith("NITF"), end


def test_a_kill_that_is_cut_off_behind_its_head_is_carried_out() -> None:
    found = article(KILL[: KILL.index("<body.content>") + 30])
    assert (found.uri, found.pub_status, found.paragraphs) == (article(KILL).uri, "canceled", ())


def test_another_document_is_killed_by_one_that_is_cut_off() -> None:
    docdata = 'management-doc-idref="anglia-7700" management-idref-status="canceled"'
    whole = document().replace("<docdata", f"<docdata {docdata}", 1)
    (found,) = parts(whole[: whole.index("<body.content>")])
    assert isinstance(found, Article)
    assert (found.uri.rpartition(":")[2], found.pub_status) == ("anglia-7700", "canceled")


def test_any_other_document_that_is_cut_off_is_refused_with_what_is_missing() -> None:
    whole = document()
    found = refusal(whole[: whole.index("</body.content>")])
    assert found.reason is Reason.INVALID_DOCUMENT
    assert found.detail.startswith("NITF without its end, </nitf>: XML: ")


def test_an_address_below_the_text_is_no_part_of_it() -> None:
    end = (
        "<body.end><tagline><a href='mailto:desk@anglia.example'>desk@anglia.example</a></tagline></body.end>"
    )
    found = article(document(body=HEDLINE + f"<body.content>{TEXT}</body.content>{end}"))
    assert len(found.paragraphs) == 1
    assert found.sent.extra["tagline"] == ("desk@anglia.example",)
