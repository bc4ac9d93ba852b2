"""NewsML-G2 items and messages: what they say of themselves, and what of them is an article."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.article import Article, Dropped, Hop, Origin, RawArticle
from streams.events.codec import CLEAN, ENRICHED, encode
from streams.intake.charset import Decoded
from streams.intake.newsml.g2 import read_decoded
from streams.kinds import Disposition, Reason, Signal
from streams.sent import NOTHING_SENT, Concept
from streams.stages import clean, enrich
from streams.verdict import Verdict
from tests.articles import subjects_of
from tests.linear import assert_linear, repeated
from tests.shared import shared

ARRIVAL = datetime(2026, 11, 21, 12, tzinfo=UTC)
RAW = RawArticle(b"-", Origin("articles.raw", 0, 1, ARRIVAL))
GUID = "urn:newsml:anglia.example:20261121:HARBOUR-FIRE"
STATUS = '<pubStatus qcode="stat:usable"/>'
CLASS = '<itemClass qcode="ninat:text"/>'
META = "<headline>Fire closes Harwich port</headline>"
XHTML = (
    '<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>T</title>'
    "</head><body><p>The port of Harwich was <b>shut</b> on Saturday.</p><p>No one was hurt.</p></body></html></inlineXML>"
)
NITF = (
    '<inlineXML contenttype="application/nitf+xml"><n:nitf xmlns:n="http://iptc.org/std/NITF/2006-10-18/"><n:body>'
    "<n:body.head><n:hedline><n:hl1>Fire closes Harwich port</n:hl1></n:hedline><n:byline>By Jane Roe</n:byline>"
    "</n:body.head><n:body.content><n:p>The port of Harwich was <n:em>shut</n:em> on Saturday.</n:p>"
    "<n:p>No one was hurt.</n:p></n:body.content></n:body></n:nitf></inlineXML>"
)
PARAGRAPHS = ("The port of Harwich was shut on Saturday.", "No one was hurt.")


def item(
    *,
    management: str = CLASS + STATUS,
    meta: str = META,
    content: str = XHTML,
    more: str = "",
    guid: str = GUID,
) -> str:
    """A newsItem of these parts."""
    return (
        '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'guid="{guid}" version="3" standard="NewsML-G2" standardversion="2.35" xml:lang="en-GB">{more}'
        f"<itemMeta>{management}</itemMeta><contentMeta>{meta}</contentMeta><contentSet>{content}</contentSet></newsItem>"
    )


def message(*items: str, header: str = "<sent>2026-11-21T06:20:00Z</sent>") -> str:
    """A newsMessage with these items."""
    start = '<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/">'
    return f"{start}<header>{header}</header><itemSet>{''.join(items)}</itemSet></newsMessage>"


def read(document: str, raw: RawArticle = RAW) -> list[Article | Dropped]:
    """All that a document comes to."""
    found = read_decoded(raw, Decoded(document, "utf-8"))
    return found if isinstance(found, list) else [found]


def article(document: str) -> Article:
    """The one article in a document."""
    (found,) = read(document)
    assert isinstance(found, Article), found
    return found


def refusal(document: str) -> tuple[Reason, str]:
    """Why there is no article."""
    (found,) = read(document)
    assert isinstance(found, Dropped), found
    return found.reason, found.detail


def test_everything_that_an_item_says() -> None:
    management = (
        CLASS + '<provider qcode="nprov:AW"><name>Anglia Wire</name></provider>'
        "<versionCreated>2026-11-21T06:12:00+01:00</versionCreated><firstCreated>2026-11-21T05:00:00Z</firstCreated>"
        + STATUS
        + '<edNote>Adds quotes</edNote><edNote pubconstraint="x:nonpublic">Desk: 555</edNote><signal qcode="sig:update"/>'
        '<link rel="irel:seeAlso" residref="urn:newsml:anglia.example:20261120:OTHER"/>'
        '<link rel="irel:supersedes" residref="urn:newsml:anglia.example:20261121:SNAP"/>'
    )
    meta = (
        "<urgency>3</urgency><located><name>Harwich</name></located><by>By Jane Roe</by><slugline>HARBOUR-FIRE</slugline>"
        '<infoSource><name>Harwich Gazette</name></infoSource><language tag="en-US"/><altId>urn:anglia:77</altId>'
        '<subject type="cpnat:abstract" qcode="medtop:20000148"><name xml:lang="de">Feuer</name><name>fire</name></subject>'
        '<subject type="cpnat:person" qcode="p:1"><name>Jane Roe</name></subject>'
        '<headline role="hld:subHeadline">No one hurt</headline><headline xml:lang="de">Feuer im Hafen</headline>'
        "<headline> Fire closes\n Harwich port</headline>"
        '<description role="drol:summary">A fire has shut the port.</description>'
    )
    rights = (
        '<rightsInfo><copyrightHolder literal="Anglia Wire"/><copyrightNotice>© 2026 Anglia Wire</copyrightNotice>'
        "<usageTerms>Not for resale</usageTerms></rightsInfo>"
        '<hopHistory><hop seq="2" timestamp="2026-11-21T05:30:00Z"><party qcode="c:b"/></hop>'
        '<hop seq="1" timestamp="2026-11-21T05:00:00Z"><party><name>Gazette</name></party>'
        '<action qcode="hopaction:created" target="hatarget:content"/></hop></hopHistory>'
    )
    found = article(item(management=management, meta=meta, more=rights))
    assert (found.uri, found.revision.version, found.format, found.source) == (
        GUID,
        "3",
        "newsml-g2",
        "Anglia Wire",
    )
    assert found.revision.version_created == datetime(2026, 11, 21, 5, 12, tzinfo=UTC)
    assert found.revision.first_created == datetime(2026, 11, 21, 5, tzinfo=UTC)
    assert (found.headline, found.paragraphs) == ("Fire closes Harwich port", PARAGRAPHS)
    assert (found.credits.byline, found.header.slugline, found.header.located) == (
        "Jane Roe",
        "HARBOUR-FIRE",
        "Harwich",
    )
    assert (found.header.urgency, found.language, found.signal) == (3, "en", Signal.UPDATE)
    assert (found.header.ed_note, found.standfirst) == ("Adds quotes", "A fire has shut the port.")
    assert (found.sent.rights.holder, found.sent.rights.usage_terms) == ("Anglia Wire", ("Not for resale",))
    assert found.sent.rights.notice == "© 2026 Anglia Wire"
    assert subjects_of(found) == (("fire", "http://cv.iptc.org/newscodes/mediatopic/20000148"),)
    assert found.credits.info_sources == ("Harwich Gazette",)
    assert found.naming.aliases == ("urn:anglia:77", "urn:newsml:anglia.example:20261121:SNAP")
    assert found.credits.hops == (
        Hop("Gazette", "created content", datetime(2026, 11, 21, 5, tzinfo=UTC)),
        Hop("c:b", None, datetime(2026, 11, 21, 5, 30, tzinfo=UTC)),
    )


@pytest.mark.parametrize(
    "content",
    [
        XHTML,
        NITF,
        XHTML.replace("<html ", "<x:html xmlns:x='http://www.w3.org/1999/xhtml' ").replace(
            "</html>", "</x:html>"
        ),
        '<inlineData contenttype="text/plain">The port of Harwich was shut on Saturday.\n\nNo one was hurt.</inlineData>',
        '<inlineData contenttype="text/html"><![CDATA[<p>The port of Harwich was <b>shut</b> on Saturday.</p>'
        "<p>No one was hurt.</p>]]></inlineData>",
        "<inlineXML>&lt;p>The port of Harwich was shut on Saturday.&lt;/p>&lt;p>No one was hurt.&lt;/p></inlineXML>",
        '<inlineData encoding="encd:base64" contenttype="text/plain">'
        "VGhlIHBvcnQgb2YgSGFyd2ljaCB3YXMgc2h1dCBvbiBTYXR1cmRheS4KCk5vIG9uZSB3YXMgaHVydC4=</inlineData>",
        '<inlineData contenttype="text/plain">Port shut.</inlineData>' + XHTML,
        '<inlineXML rendition="rnd:teaser"><p>Port shut.</p></inlineXML>' + NITF,
        XHTML + '<remoteContent href="a.jpg" contenttype="image/jpeg"/>',
    ],
)
def test_the_text_in_each_of_its_forms(content: str) -> None:
    found = article(item(content=content))
    assert found.paragraphs == PARAGRAPHS
    assert not found.partial


def test_the_header_of_a_page_repeats_the_items_fields() -> None:
    content = (
        "<inlineXML><html><body><header><ul><li>Fire</li></ul><h1>Fire closes Harwich port</h1></header><section>"
        "<p>The port of Harwich was shut on Saturday.</p><p>No one was hurt.</p></section></body></html></inlineXML>"
    )
    found = article(item(content=content))
    assert found.paragraphs == PARAGRAPHS
    assert [each.text for each in found.cleaning.removed] == ["Fire", "Fire closes Harwich port"]


def test_what_nitf_says_fills_what_the_item_leaves_out() -> None:
    found = article(item(meta="", content=NITF))
    assert (found.headline, found.credits.byline, found.paragraphs) == (
        "Fire closes Harwich port",
        "Jane Roe",
        PARAGRAPHS,
    )


def test_content_in_a_vocabulary_of_data_is_no_text() -> None:
    found = article(item(content="<inlineXML><sports-content><team>7</team></sports-content></inlineXML>"))
    assert found.paragraphs == ()


@pytest.mark.parametrize(
    ("status", "more", "expected"),
    [
        ("", "", "usable"),
        ('<pubStatus qcode="stat:withheld"/>', "", "withheld"),
        ('<pubStatus qcode="stat:canceled"/>', "", "canceled"),
        ('<pubStatus uri="http://cv.iptc.org/newscodes/pubstatusg2/canceled"/>', "", "canceled"),
        ('<pubStatus uri="https://cv.iptc.org/newscodes/pubstatusg2/withheld"/>', "", "withheld"),
        (
            '<pubStatus qcode="p:1"/>',
            '<catalog><scheme alias="p" uri="http://cv.iptc.org/newscodes/pubstatusg2/canceled/"/></catalog>',
            None,
        ),
        ('<pubStatus qcode="ps:canceled"/>', '<catalogRef href="http://agency.example/c.xml"/>', "canceled"),
        (
            '<pubStatus qcode="ps:withheld"/>',
            '<catalog><scheme alias="ps" uri="http://cv.iptc.org/newscodes/pubstatusg2/"/></catalog>',
            "withheld",
        ),
        ('<pubStatus qcode="stat:lost"/>', "", None),
    ],
)
def test_the_publishing_status(status: str, more: str, expected: str | None) -> None:
    document = item(management=CLASS + status, more=more)
    if expected is None:
        assert refusal(document)[0] is Reason.INVALID_DOCUMENT
    else:
        assert article(document).pub_status == expected


@pytest.mark.parametrize(
    ("embargo", "until", "words"),
    [
        ("<embargoed>2026-11-23T12:00:00+01:00</embargoed>", datetime(2026, 11, 23, 11, tzinfo=UTC), None),
        ("<embargoed/>", None, "embargoed, no time given"),
        ('<embargoed xsi:nil="true"/>', None, "embargoed, no time given"),
        ("<embargoed>after the speech</embargoed>", None, "after the speech"),
        (
            "<embargoed>2026-11-23T12:00:00</embargoed>",
            None,
            "2026-11-23T12:00:00, in a time zone that is not given",
        ),
        ("<embargoed>2026-11-20T12:00:00</embargoed>", datetime(2026, 11, 20, 12, tzinfo=UTC), None),
        ("<embargoed>2026-11-22</embargoed>", None, "2026-11-22, in a time zone that is not given"),
    ],
)
def test_an_embargo_is_never_read_too_early(embargo: str, until: datetime | None, words: str | None) -> None:
    found = article(item(management=CLASS + embargo))
    assert (found.embargo.until, found.embargo.words) == (until, words)


@pytest.mark.parametrize("status", ["usable", "withheld", "canceled"])
def test_an_item_without_copy_and_with_a_status_is_a_message(status: str) -> None:
    found = article(item(management=f'<pubStatus qcode="stat:{status}"/>', meta="", content=""))
    assert (found.uri, found.pub_status, found.headline, found.paragraphs) == (GUID, status, None, ())


def test_without_copy_and_without_a_status_it_is_nothing() -> None:
    assert refusal(item(management=CLASS, meta="", content=""))[0] is Reason.NO_ARTICLE
    assert refusal(item(guid="", meta="", content=""))[0] is Reason.NO_ARTICLE


@pytest.mark.parametrize("kind", ["picture", "video", "audio", "graphic", "composite", "animation"])
def test_what_is_no_text_is_refused(kind: str) -> None:
    content = '<remoteContent href="a" contenttype="image/jpeg"/>'
    document = item(management=f'<itemClass qcode="ninat:{kind}"/>' + STATUS, content=content)
    assert refusal(document) == (Reason.NOT_TEXT, f"itemClass {kind}")


@pytest.mark.parametrize(
    "root", ["packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem"]
)
def test_items_that_are_not_news_are_refused(root: str) -> None:
    reason, detail = refusal(f'<{root} xmlns="http://iptc.org/std/nar/2006-10-01/" guid="x"/>')
    assert (reason, detail) == (Reason.NOT_TEXT, f"a {root.removesuffix('Item')} item")


def test_a_text_that_is_elsewhere_is_partial() -> None:
    remote = '<remoteContent href="http://anglia.example/7.html" contenttype="text/html"/>'
    summary = '<description role="drol:summary">A fire has shut the port.</description>'
    found = article(item(meta=META + summary, content=remote))
    assert found.partial and found.paragraphs == ("A fire has shut the port.",)
    assert refusal(item(meta="", content=remote))[0] is Reason.NOT_TEXT


def test_a_message_gives_an_article_for_each_text_and_no_picture() -> None:
    picture = item(management='<itemClass qcode="ninat:picture"/>', guid="urn:p:1", content="")
    second = item(guid="urn:newsml:anglia.example:20261121:SIDEBAR")
    found = read(message(item(), picture, "<packageItem guid='urn:k:1'/>", second))
    assert [each.uri for each in found if isinstance(each, Article)] == [
        GUID,
        "urn:newsml:anglia.example:20261121:SIDEBAR",
    ]
    assert len(found) == 2
    first = found[0]
    assert isinstance(first, Article)
    assert first.revision.wire_time == datetime(2026, 11, 21, 6, 20, tzinfo=UTC)


def test_a_message_of_pictures_is_refused_once() -> None:
    picture = item(management='<itemClass qcode="ninat:picture"/>', content="")
    reason, detail = refusal(message(picture, picture.replace("picture", "video")))
    assert (reason, detail) == (Reason.NOT_TEXT, "2 items: itemClass picture; itemClass video")
    assert refusal(message())[0] is Reason.NO_ARTICLE


def test_a_broken_text_is_refused_beside_a_good_one() -> None:
    broken = item(management=CLASS + '<pubStatus qcode="stat:lost"/>')
    kinds = [type(each) for each in read(message(broken, item()))]
    assert kinds == [Dropped, Article]


def test_an_alias_bound_in_the_header_holds_for_the_items() -> None:
    header = '<catalog><scheme alias="x" uri="http://cv.iptc.org/newscodes/mediatopic/"/></catalog>'
    subject = '<subject qcode="x:20000148"/><subject qcode="conf:high"/>'
    (found,) = read(message(item(meta=META + subject), header=header))
    assert isinstance(found, Article)
    topic = Concept("disaster", "http://cv.iptc.org/newscodes/mediatopic/20000148")
    assert found.sent.subjects == (topic, Concept(literal="conf:high"))


def test_a_name_may_stand_in_an_assertion() -> None:
    more = '<assert qcode="x:9"><name>Harwich</name></assert>'
    assert article(item(meta=META + '<located qcode="x:9"/>', more=more)).header.located == "Harwich"


def test_a_whole_text_in_one_paragraph_is_laid_out_as_on_paper() -> None:
    lines = (
        "(AW) - Harwich, November 21 - The port of Harwich was shut on Saturday\nafter a fire in the eastern quay's oil "
        'store had spread to a\ncrane.\n   "We would rather be late than sorry," harbour master Edith Crowe\nsaid.\n'
    )
    content = f'<inlineData contenttype="text/plain"><![CDATA[\n<p>\n{lines}</p>]]></inlineData>'
    assert len(article(item(content=content)).paragraphs) == 2


@pytest.mark.long
@pytest.mark.parametrize(
    "markup", ['<subject qcode="a:1"/>', "<headline>x</headline>", '<altId id="urn:a:b"/>']
)
def test_long_lists_take_linear_time(markup: str) -> None:
    asserts = repeated('<assert qcode="a:1"><type/></assert>')
    assert_linear(article, lambda size: item(meta=repeated(markup, META)(size // 2), more=asserts(size // 2)))


def test_the_envelopes_time_counts_before_the_messages() -> None:
    raw = replace(RAW, time=datetime(2026, 11, 21, 7, tzinfo=UTC))
    (found,) = read(message(item()), raw)
    assert isinstance(found, Article) and found.revision.wire_time == raw.time


def test_entities_are_never_expanded() -> None:
    bomb = '<!DOCTYPE newsItem [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + item(
        meta="<headline>&b;</headline>"
    )
    assert refusal(bomb)[0] is Reason.INVALID_DOCUMENT


SAMPLES = {
    "LISTING_1_A_NewsML-G2_News_Item.xml": "article",  # a headline whose embargo is over
    "LISTING_2_NewsML-G2_Text_Document.xml": "article",
    "LISTING_22_Sports_story_in_NewsML-G2NITF.xml": "article",
    "LISTING_24_News_Message_conveying_a_complete_News_Package.xml": Reason.NO_ARTICLE,  # dots for items
    "LISTING_25_An_NITF_marked-up_article_conveyed_in_inlineXML.xml": Reason.UNKNOWN_FORMAT,  # a part of an item
    "LISTING_28_Illustrating_Located_Subject_and_Dateline.xml": Reason.UNKNOWN_FORMAT,  # a part of an item
    "LISTING_29_Hop_History.xml": "message",  # usable, without headline and text
    "ap_metadata_example.xml": Reason.NOT_TEXT,  # a video
}


@pytest.mark.parametrize("name", SAMPLES)
def test_the_standards_own_samples(name: str) -> None:
    path: Path = shared("wire/newsml-g2") / name
    (part,) = clean(replace(RAW, value=path.read_bytes()))
    expected = SAMPLES[name]
    if isinstance(expected, Reason):
        assert isinstance(part, Dropped) and part.reason is expected
        return
    assert isinstance(part, Article), part
    assert encode(part, CLEAN)
    if expected == "article":
        going_on = replace(part, verdict=Verdict(Disposition.ENRICHED))
        assert encode(enrich(going_on), ENRICHED)
    assert (part.signal is Signal.RELEASE) == (expected == "message")
    assert part.pub_status == "usable" and part.hold is None


def test_no_sample_is_left_out() -> None:
    assert {path.name for path in shared("wire/newsml-g2").glob("*.xml")} == set(SAMPLES)


@given(st.text(), st.text(alphabet="<>/abc:= '\"p&;", max_size=40))
def test_any_text_is_read_or_refused(text: str, markup: str) -> None:
    for document in (text, item(content=markup), item(meta=markup), item(management=markup), message(markup)):
        assert all(isinstance(each, Article | Dropped) for each in read(document))


CUT = '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:quay:7" version="3"><itemMeta>'


def test_a_kill_whose_end_is_missing_is_carried_out_without_its_text() -> None:
    kill = f'{CUT}<pubStatus qcode="stat:canceled"/><edNote>KILL: wrong.</edNote></itemMeta><contentMeta><headline>Quay sh'
    (found,) = read(kill)
    assert isinstance(found, Article)
    assert (found.uri, found.revision.version, found.pub_status) == ("urn:quay:7", "3", "canceled")
    assert (found.headline, found.paragraphs, found.header.ed_note) == (None, (), "KILL: wrong.")
    assert (found.headlines, found.sent) == ((), NOTHING_SENT)
    assert "xml" in found.cleaning.repairs


def test_of_a_message_whose_end_is_missing_only_the_kills_count() -> None:
    usable = f'{CUT}<pubStatus qcode="stat:usable"/></itemMeta></newsItem>'
    (found,) = read(
        message(f'{usable}{CUT}<pubStatus qcode="stat:canceled"/></item').partition("</itemSet")[0]
    )
    assert isinstance(found, Article)
    assert (found.uri, found.pub_status) == ("urn:quay:7", "canceled")


@pytest.mark.parametrize(
    "cut",
    [
        f'{CUT}<pubStatus qcode="stat:usable"/></itemMeta><contentMeta><headline>Quay sh',
        f'{CUT}<pubStatus qcode="stat:canc',
        f"{CUT}<itemClass qcode='ninat:text'/>",
        CUT.replace("urn:quay:7", "N/A") + '<pubStatus qcode="stat:canceled"/>',
        CUT[:60],
    ],
)
def test_any_other_item_whose_end_is_missing_is_refused(cut: str) -> None:
    (found,) = read(cut)
    assert isinstance(found, Dropped)
    assert found.reason is Reason.INVALID_DOCUMENT


@pytest.mark.parametrize("dateline", ["PORTMERE, Nov 21 (Anglia) -", "Portmere (aw) —"])
def test_a_dateline_that_ends_in_its_dash_begins_the_text(dateline: str) -> None:
    found = article(item(meta=META + f"<dateline>{dateline}</dateline>"))
    assert found.paragraphs[0] == f"{dateline} {PARAGRAPHS[0]}"
    assert (found.header.located or "").casefold() == "portmere"
    nitf = NITF.replace("<n:byline>", f"<n:dateline>{dateline}</n:dateline><n:byline>")
    assert article(item(content=nitf)).paragraphs[0].startswith(dateline)
