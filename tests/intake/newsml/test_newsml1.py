"""NewsML 1.x: identifiers and revisions, standing, and the texts in a tree of components."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.article import Article, Dropped, Origin, RawArticle
from streams.datafiles import read_lines
from streams.intake.charset import Decoded
from streams.intake.newsml.newsml1 import read_decoded
from streams.kinds import Format, Reason, Signal
from streams.sent import Concept, Media, Related, Rendition
from tests.linear import assert_linear, repeated

ARRIVAL = datetime(2026, 11, 21, 12, tzinfo=UTC)
RAW = RawArticle(b"-", Origin("articles.raw", 0, 1, ARRIVAL))
URI = "urn:newsml:manche.example:20261121:TX-7"
USABLE = '<Status FormalName="Usable"/>'
LINES = "<NewsLines><HeadLine>Le port de Dieppe rouvre</HeadLine></NewsLines>"
PARAGRAPHS = ("Le port a rouvert samedi.", "Trois bateaux sont partis.")
NITF = (
    '<ContentItem><MediaType FormalName="Text"/><Format FormalName="NITF3.1"/><DataContent><nitf><body><body.content>'
    "<p>Le port a <em>rouvert</em> samedi.</p><p>Trois bateaux sont partis.</p></body.content></body></nitf>"
    "</DataContent></ContentItem>"
)
PHOTO = '<ContentItem Href="quai.jpg"><MediaType FormalName="Photo"/></ContentItem>'


def identification(revision: str = "2", item_id: str = "TX-7") -> str:
    """A NewsIdentifier."""
    return (
        "<Identification><NewsIdentifier><ProviderId>manche.example</ProviderId><DateId>20261121</DateId>"
        f'<NewsItemId>{item_id}</NewsItemId><RevisionId PreviousRevision="1" Update="N">{revision}</RevisionId>'
        f"<PublicIdentifier>urn:newsml:manche.example:20261121:{item_id}:{revision}N</PublicIdentifier>"
        "</NewsIdentifier></Identification>"
    )


def item(component: str = LINES + NITF, management: str = USABLE, identifier: str = identification()) -> str:
    """A NewsItem of these parts."""
    return (
        f'<NewsItem xml:lang="fr">{identifier}<NewsManagement>{management}</NewsManagement>'
        f"<NewsComponent>{component}</NewsComponent></NewsItem>"
    )


def newsml(*items: str) -> str:
    """A NewsML document of these items."""
    envelope = "<NewsEnvelope><DateAndTime>20261121T104234Z</DateAndTime></NewsEnvelope>"
    return f'<?xml version="1.0"?><NewsML Version="1.2">{envelope}{"".join(items)}</NewsML>'


def part(role: str, text: str, more: str = "") -> str:
    """A component with a role and a plain text."""
    content = f"<ContentItem><DataContent>{text}</DataContent></ContentItem>" if text else ""
    return f'<NewsComponent{more}><Role FormalName="{role}"/>{content}</NewsComponent>'


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
    lines = (
        "<NewsLines><HeadLine>Le port de Dieppe rouvre</HeadLine><ByLine>Par Anne Untel</ByLine>"
        "<CreditLine>AMN</CreditLine><CopyrightLine>© 2026 AMN</CopyrightLine><SlugLine>port-grève</SlugLine>"
        '<NewsLine><NewsLineType FormalName="AdvisoryLine"/><NewsLineText>Corrige la date</NewsLineText></NewsLine>'
        '</NewsLines><AdministrativeMetadata><Provider><Party FormalName="Agence Manche"/></Provider>'
        "</AdministrativeMetadata><RightsMetadata><UsageRights><UsageType>Presse</UsageType></UsageRights></RightsMetadata>"
        '<DescriptiveMetadata><Language FormalName="fr-FR"/><SubjectCode><SubjectMatter FormalName="02008000"/>'
        '<Subject FormalName="ECO"/></SubjectCode><Location HowPresent="Event"><Property FormalName="City" Value="Rouen"/>'
        '</Location><Location HowPresent="Origin"><Property FormalName="City" Value="Dieppe"/></Location>'
        "</DescriptiveMetadata>"
    )
    management = (
        "<FirstCreated>20261121T094233+0000</FirstCreated><ThisRevisionCreated>20261121T114234+0100</ThisRevisionCreated>"
        f'{USABLE}<Urgency FormalName="4"/><Instruction FormalName="Rectify"/>'
    )
    found = article(newsml(item(lines + NITF, management)))
    assert (found.uri, found.revision.version, found.format) == (URI, "2", Format.NEWSML)
    assert (found.source, found.credits.info_sources) == ("Agence Manche", ("AMN",))
    assert (found.headline, found.paragraphs) == ("Le port de Dieppe rouvre", PARAGRAPHS)
    assert (found.credits.byline, found.header.slugline, found.header.located) == (
        "Anne Untel",
        "port-grève",
        "Dieppe",
    )
    assert (found.header.urgency, found.language, found.signal) == (4, "fr", Signal.CORRECTION)
    assert (found.header.ed_note, found.sent.rights.notice, found.sent.rights.usage_terms) == (
        "Corrige la date",
        "© 2026 AMN",
        ("Presse",),
    )
    code = "http://cv.iptc.org/newscodes/subjectcode/02008000"
    assert found.sent.subjects == (Concept(uri=code), Concept(literal="ECO"))
    assert found.sent.places == (Concept("Rouen", rel="about"),)
    assert found.revision.version_created == datetime(2026, 11, 21, 10, 42, 34, tzinfo=UTC)
    assert found.revision.first_created == datetime(2026, 11, 21, 9, 42, 33, tzinfo=UTC)
    assert found.revision.wire_time == datetime(2026, 11, 21, 10, 42, 34, tzinfo=UTC)


def test_all_revisions_of_an_item_have_one_uri() -> None:
    first, second = (article(newsml(item(identifier=identification(revision)))) for revision in ("1", "2"))
    assert (first.uri, first.revision.version) == (URI, "1")
    assert (second.uri, second.revision.version) == (URI, "2")
    assert second.naming.aliases == (f"{URI}:2N",)


def test_without_its_parts_the_public_identifier_names_the_item() -> None:
    public = "<Identification><NewsIdentifier><PublicIdentifier>urn:newsml:a.example:20261121:x:3U</PublicIdentifier>"
    found = article(newsml(item(identifier=public + "</NewsIdentifier></Identification>")))
    assert found.uri == "urn:newsml:a.example:20261121:x"


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE NewsML SYSTEM "NewsML_1.2.dtd">',
        '<!DOCTYPE NewsML PUBLIC "urn:newsml:iptc.org:20031010:NewsMLv1.2.dtd:1" "NewsML-1.2.dtd" '
        '[<!ENTITY % nitf SYSTEM "nitf-3-0.dtd"> %nitf; ]>',
    ],
)
def test_the_document_type_of_the_standard_is_passed_over(doctype: str) -> None:
    document = newsml(item()).replace("<NewsML ", f"{doctype}<NewsML ").replace("samedi.", "samedi&nbsp;.")
    found = article(document)
    assert found.paragraphs[0] == "Le port a rouvert samedi ."
    assert found.cleaning.repairs == ("entity",)


@pytest.mark.parametrize(
    "content",
    [
        NITF,
        NITF.replace("<nitf><body><body.content>", "").replace("</body.content></body></nitf>", ""),
        NITF.replace("<nitf>", "<html xmlns='http://www.w3.org/1999/xhtml'>")
        .replace("</nitf>", "</html>")
        .replace("body.content", "div"),
        "<ContentItem><MimeType FormalName='text/plain'/><DataContent>Le port a rouvert samedi.\n\nTrois bateaux sont "
        "partis.</DataContent></ContentItem>",
        "<ContentItem><Format FormalName='XHTML'/><DataContent><![CDATA[<p>Le port a <b>rouvert</b> samedi.</p><p>Trois "
        "bateaux sont partis.</p>]]></DataContent></ContentItem>",
        "<ContentItem><Format FormalName='Text'/><DataContent>Le port a rouvert.</DataContent></ContentItem>"
        + NITF,
        f"<NewsComponent EquivalentsList='yes'>{part('Main', 'Le port.')}<NewsComponent>{NITF}</NewsComponent></NewsComponent>",
        f"<NewsComponent><Role FormalName='Main'/>{NITF}</NewsComponent>"
        f"<NewsComponent>{PHOTO}{part('Caption', 'Un quai vide.')}</NewsComponent>",
        NITF + PHOTO.replace("Photo", "Video"),
    ],
)
def test_the_text_in_each_of_its_forms(content: str) -> None:
    if content.endswith(PHOTO.replace("Photo", "Video")):
        content = f"<NewsComponent>{NITF}</NewsComponent><NewsComponent>{PHOTO}</NewsComponent>"
    assert article(newsml(item(LINES + content))).paragraphs == PARAGRAPHS


def test_a_title_a_lead_and_a_body_are_one_text() -> None:
    parts = (
        part("Title", "Dieppe rouvre")
        + part("Lead", "La grève est finie.")
        + part("Body", "Trois bateaux partent.")
    )
    found = article(newsml(item(parts)))
    assert found.headline == "Dieppe rouvre"
    assert found.paragraphs == ("La grève est finie.", "Trois bateaux partent.")


def test_a_summary_alone_is_partial() -> None:
    found = article(newsml(item(LINES + part("Summary", "La grève est finie."))))
    assert found.partial and found.paragraphs == ("La grève est finie.",)


def test_each_language_is_an_article_and_a_message_means_them_all() -> None:
    translations = part("Body", "Le port rouvre.") + part("Body", "De haven is open.", ' xml:lang="nl"')
    first, second = read(newsml(item(LINES + translations)))
    assert isinstance(first, Article) and isinstance(second, Article)
    assert (first.uri, first.language, first.paragraphs) == (URI, "fr", ("Le port rouvre.",))
    assert (second.uri, second.language, second.paragraphs) == (f"{URI}#nl", "nl", ("De haven is open.",))
    assert URI in second.naming.aliases


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("Usable", "usable"),
        ("USABLE", "usable"),
        ("Withheld", "withheld"),
        ("Canceled", "canceled"),
        ("Lost", None),
    ],
)
def test_the_status(status: str, expected: str | None) -> None:
    document = newsml(item(management=f'<Status FormalName="{status}"/>'))
    if expected is None:
        assert refusal(document) == (Reason.INVALID_DOCUMENT, "Status is 'lost'")
    else:
        assert article(document).pub_status == expected


@pytest.mark.parametrize(
    ("status", "change", "pub_status", "until", "words"),
    [
        ("Embargoed", "20261123T120000+0100", "usable", datetime(2026, 11, 23, 11, tzinfo=UTC), None),
        ("Withheld", "20261123T120000Z", "usable", datetime(2026, 11, 23, 12, tzinfo=UTC), None),
        ("Embargoed", "20261123T120000", "usable", None, "20261123T120000, in a time zone that is not given"),
        ("Embargoed", "20261119T120000", "usable", datetime(2026, 11, 19, 12, tzinfo=UTC), None),
        ("Embargoed", "midi", "usable", None, "midi"),
        ("Embargoed", "", "usable", None, "embargoed, no time given"),
        ("Withheld", "", "withheld", None, None),
        ("Usable", "20261123T120000Z", "usable", None, None),
    ],
)
def test_an_embargo_is_a_status_that_will_change(
    status: str, change: str, pub_status: str, until: datetime | None, words: str | None
) -> None:
    will = f'<StatusWillChange><FutureStatus FormalName="Usable"/><DateAndTime>{change}</DateAndTime></StatusWillChange>'
    found = article(newsml(item(management=f'<Status FormalName="{status}"/>{will if change else ""}')))
    assert (found.pub_status, found.embargo.until, found.embargo.words) == (pub_status, until, words)


@pytest.mark.parametrize(
    ("instruction", "component", "signal"),
    [
        ("Correction", LINES + NITF, Signal.CORRECTION),
        ("Update", LINES + NITF, Signal.UPDATE),
        ("Kill", LINES + NITF, Signal.KILL),
        ("Delete", LINES, Signal.KILL),
        ("Delete", LINES + NITF, None),  # of the older revisions
        ("Archive", LINES + NITF, None),
    ],
)
def test_instructions(instruction: str, component: str, signal: Signal | None) -> None:
    found = article(newsml(item(component, f'{USABLE}<Instruction FormalName="{instruction}"/>')))
    assert found.signal is signal


@pytest.mark.parametrize("status", ["Usable", "Withheld", "Canceled"])
def test_an_item_without_copy_and_with_a_status_is_a_message(status: str) -> None:
    found = article(newsml(item("", f'<Status FormalName="{status}"/>')))
    assert (found.uri, found.pub_status, found.headline, found.paragraphs) == (URI, status.lower(), None, ())
    assert found.language == "fr"


def test_without_copy_and_without_a_status_it_is_nothing() -> None:
    assert refusal(newsml(item("", "")))[0] is Reason.NO_ARTICLE
    assert refusal(newsml())[0] is Reason.NO_ARTICLE


@pytest.mark.parametrize("name", ["TopicSet", "NewsItemRef"])
def test_a_package_or_a_list_of_topics_is_no_release(name: str) -> None:
    assert refusal(newsml(item(f"<{name}/>")))[0] is Reason.NOT_TEXT


def test_a_picture_alone_is_refused_and_beside_a_text_passed_over() -> None:
    picture = item(
        LINES + PHOTO + part("Caption", "Un quai vide."), identifier=identification(item_id="PH-1")
    )
    assert refusal(newsml(picture)) == (Reason.NOT_TEXT, "an item of photo")
    assert [each.uri for each in read(newsml(item(), picture)) if isinstance(each, Article)] == [URI]
    assert len(read(newsml(item(), picture))) == 1


def test_several_items_are_several_articles() -> None:
    found = read(newsml(item(), item(identifier=identification(item_id="TX-8"))))
    assert [each.uri for each in found if isinstance(each, Article)] == [URI, URI.replace("TX-7", "TX-8")]


@pytest.mark.long
@pytest.mark.parametrize(
    "markup", [part("Body", "Trois bateaux."), NITF, "<NewsComponent><ContentItem/></NewsComponent>"]
)
def test_many_components_take_linear_time(markup: str) -> None:
    assert_linear(article, lambda size: newsml(item(repeated(markup, LINES)(size))))


def test_an_item_in_hundreds_of_languages_is_none() -> None:
    tags = [line[:2] for line in read_lines("pages/iso_639.tsv") if line[2] == "\t"]
    assert len(tags) > 100
    parts = "".join(part("Body", "Trois bateaux.", f' xml:lang="{tag}"') for tag in tags)
    assert refusal(newsml(item(LINES + parts)))[0] is Reason.INVALID_DOCUMENT


def test_the_envelopes_time_counts_first() -> None:
    raw = replace(RAW, time=datetime(2026, 11, 21, 7, tzinfo=UTC))
    (found,) = read(newsml(item()), raw)
    assert isinstance(found, Article) and found.revision.wire_time == raw.time


def test_another_root_is_refused() -> None:
    assert refusal("<NewsItem/>") == (Reason.INVALID_DOCUMENT, "not NewsML: its root element is NewsItem")


@given(st.text(), st.text(alphabet="<>/abc:= '\"p&;", max_size=40))
def test_any_text_is_read_or_refused(text: str, markup: str) -> None:
    for document in (text, newsml(item(markup)), newsml(item(management=markup)), newsml(markup)):
        assert all(isinstance(each, Article | Dropped) for each in read(document))


def identified(provider: str = "", date: str = "", name: str = "", public: str = "") -> str:
    """A NewsIdentifier with these parts."""
    return (
        f"<Identification><NewsIdentifier><ProviderId>{provider}</ProviderId><DateId>{date}</DateId><NewsItemId>{name}"
        f"</NewsItemId><RevisionId>1</RevisionId><PublicIdentifier>{public}</PublicIdentifier></NewsIdentifier>"
        "</Identification>"
    )


@pytest.mark.parametrize(
    "identifier",
    [
        identified("a.example", "20261121", "", "urn:newsml:www.a.example"),
        identified("a.example", "20261121", "N/A", "urn:newsml:a.example:20261121"),
        identified("a.example", "20261121", "NewsItem"),
        identified("a.example", "20261121", "20261121"),
        identified("a.example", "20261121", "{{id}}", "urn:newsml:a.example:20261121:{{id}}:1"),
        identified("", "20261121", "", "urn:newsml:a.example:20261121::1"),
        identified(public="urn:newsml:a.example:20261121:3U"),
        identified(public="a.example"),
        identified(),
    ],
)
def test_an_identifier_that_names_no_item_is_none(identifier: str) -> None:
    found = article(newsml(item(identifier=identifier)))
    assert found.uri.startswith("urn:copydesk:sha256:")
    assert found.naming.aliases == ()


@pytest.mark.parametrize(
    ("identifier", "uri"),
    [
        (
            identified(public="urn:newsml:a.example:20261121T101500Z:TX-7:3U"),
            "urn:newsml:a.example:20261121T101500Z:TX-7",
        ),
        (identified(public="urn:newsml:a.example:20261121:88412"), "urn:newsml:a.example:20261121:88412"),
        (
            identified(provider="a.example", public="a.example-88412"),
            "urn:copydesk:a.example:a.example-88412",
        ),
    ],
)
def test_a_public_identifier_that_names_one_item(identifier: str, uri: str) -> None:
    assert article(newsml(item(identifier=identifier))).uri == uri


def test_an_identifier_that_several_items_of_a_document_share_names_none_of_them() -> None:
    other = LINES.replace("rouvre", "ferme")
    found = read(newsml(item(), item(other + NITF)), replace(RAW, subject="urn:whole"))
    first, second = (each for each in found if isinstance(each, Article))
    assert first.uri != second.uri
    assert URI not in (first.uri, second.uri)
    again = read(newsml(item(), item(identifier=identification("3"))))
    assert {each.uri for each in again if isinstance(each, Article)} == {URI}, "two revisions of one item"


KILL = newsml(item("<NewsLines><HeadLine>Le port</HeadLine></NewsLines>", '<Status FormalName="Canceled"/>'))


def test_a_kill_that_is_cut_off_anywhere_is_the_whole_kill_or_none() -> None:
    for end in range(KILL.index("<NewsItem"), len(KILL)):
        (found,) = read(KILL[:end])
        if isinstance(found, Article):
            assert (found.uri, found.pub_status, found.headline) == (URI, "canceled", None), end
            assert '<Status FormalName="Canceled"' in KILL[:end], end
        else:
            assert found.reason is Reason.INVALID_DOCUMENT, end
            assert found.detail.startswith("NewsML without its end, </NewsML>: XML: "), end


def test_a_kill_that_is_cut_off_behind_its_status_is_carried_out() -> None:
    found = article(KILL[: KILL.index("<NewsComponent")])
    assert (found.uri, found.pub_status) == (URI, "canceled")


def test_any_other_document_that_is_cut_off_is_refused() -> None:
    whole = newsml(item())
    assert refusal(whole[: whole.index("Trois bateaux")])[0] is Reason.INVALID_DOCUMENT


PICTURE = (
    '<NewsComponent><Role FormalName="Supporting"/><NewsLines><HeadLine>Le quai</HeadLine><ByLine>Par Paul Roc</ByLine>'
    '<CreditLine>AMN Photo</CreditLine></NewsLines><NewsComponent><Role FormalName="Main"/><ContentItem Href="quai.jpg">'
    '<MediaType FormalName="Photo"/><MimeType FormalName="image/jpeg"/><Characteristics><SizeInBytes>100</SizeInBytes>'
    '<Property FormalName="Width" Value="640"/></Characteristics></ContentItem></NewsComponent><NewsComponent>'
    '<Role FormalName="Thumbnail"/><ContentItem Href="https://manche.example/t.jpg"><MediaType FormalName="Photo"/>'
    '</ContentItem></NewsComponent><NewsComponent><Role FormalName="Caption"/><ContentItem><MediaType FormalName="Text"/>'
    "<DataContent><p>Le quai, samedi.</p></DataContent></ContentItem></NewsComponent></NewsComponent>"
)


def test_a_picture_with_its_files_caption_and_credit() -> None:
    found = article(newsml(item(LINES + f"<NewsComponent>{NITF}</NewsComponent>" + PICTURE)))
    assert found.paragraphs == PARAGRAPHS
    assert found.media == (
        Media(
            headline="Le quai",
            caption="Le quai, samedi.",
            byline="Paul Roc",
            credit="AMN Photo",
            renditions=(
                Rendition(
                    "urn:copydesk:manche.example:quai.jpg",
                    content_type="image/jpeg",
                    title="quai.jpg",
                    width=640,
                    size=100,
                ),
                Rendition("https://manche.example/t.jpg", "Thumbnail"),
            ),
        ),
    )


def test_a_picture_beside_the_text_in_its_component() -> None:
    long = NITF.replace("Trois bateaux sont partis.", "Trois bateaux sont partis du port. " * 12)
    (medium,) = article(newsml(item(LINES + long + PHOTO + PHOTO))).media
    assert refusal(newsml(item(LINES + NITF + PHOTO)))[0] is Reason.NOT_TEXT  # so short a text is its caption
    assert [each.href for each in medium.renditions] == ["urn:copydesk:manche.example:quai.jpg"]


def test_a_picture_that_is_an_item_of_its_own() -> None:
    picture = item(PICTURE, identifier=identification(item_id="PH-1"))
    text = item(
        LINES + NITF, USABLE + '<AssociatedWith NewsItem="urn:newsml:manche.example:20261121:PH-1:2N"/>'
    )
    found = article(newsml(text, picture))
    assert [each.caption for each in found.media] == ["Le quai, samedi."]
    assert found.related == ()
    assert article(newsml(item(), picture)).media == ()


def test_an_item_that_is_elsewhere_is_a_link() -> None:
    other = "urn:newsml:manche.example:20261120:TX-1"
    found = article(newsml(item(management=USABLE + f'<DerivedFrom NewsItem="{other}"/>')))
    assert found.related == (Related(other, rel="derivedFrom"),)


@pytest.mark.parametrize(
    ("dateline", "first"),
    [
        ("Dieppe, 21 nov 2026 (AMN) -", "Dieppe, 21 nov 2026 (AMN) - Le port a rouvert samedi."),
        ("Dieppe, 21 nov 2026 (AMN)", "Le port a rouvert samedi."),
        ("Le port -", "Le port a rouvert samedi."),
    ],
)
def test_a_dateline_begins_the_text_if_it_ends_in_a_dash(dateline: str, first: str) -> None:
    lines = LINES.replace("</NewsLines>", f"<DateLine>{dateline}</DateLine></NewsLines>")
    found = article(newsml(item(lines + NITF)))
    assert found.paragraphs[0] == first
    assert found.header.located == dateline.partition(",")[0].removesuffix(" -")
    (form,) = found.forms
    assert found.paragraphs[0][form.spans[0].start : form.spans[0].end] == "rouvert"


TOPICS = (
    '<TopicSet><Topic Duid="p1"><TopicType FormalName="Person"/><FormalName Scheme="MW">UNT</FormalName>'
    '<Description xml:lang="en">A. Untel</Description><Description xml:lang="fr">Anne Untel</Description></Topic>'
    '<Topic Duid="g1"><TopicType FormalName="Genre"/><FormalName>FEAT</FormalName><Description>Feature</Description></Topic>'
    '<Topic Duid="s1"><FormalName Scheme="IptcSubjectCodes">04015002</FormalName><Description>mer</Description></Topic>'
    "</TopicSet>"
)


def test_topics_are_named_where_they_occur() -> None:
    metadata = (
        '<DescriptiveMetadata><Genre FormalName="FEAT"/><TopicOccurrence Topic="#p1"/><TopicOccurrence Topic="#s1"/>'
        '<TopicOccurrence Topic="#nobody"/></DescriptiveMetadata>'
    )
    found = article(newsml(TOPICS, item(LINES + metadata + NITF))).sent
    assert found.people == (Concept("Anne Untel", literal="MW:UNT", rel="about"),)
    assert found.genres == (Concept("Feature", literal="FEAT"),)
    assert found.subjects == (Concept("mer", "http://cv.iptc.org/newscodes/subjectcode/04015002"),)


def test_every_term_of_use_and_the_end_of_an_item() -> None:
    rights = (
        "<RightsMetadata><UsageRights><UsageType>Presse</UsageType><Geography>France</Geography></UsageRights>"
        "<UsageRights><Limitations>Sans archive</Limitations></UsageRights></RightsMetadata>"
    )
    change = '<StatusWillChange><FutureStatus FormalName="Canceled"/><DateAndTime>20261221T104234Z</DateAndTime></StatusWillChange>'
    found = article(newsml(item(LINES + rights + NITF, USABLE + change)))
    assert found.sent.rights.usage_terms == ("Presse; France", "Sans archive")
    assert found.sent.expires == datetime(2026, 12, 21, 10, 42, 34, tzinfo=UTC)


@pytest.mark.long
@pytest.mark.parametrize("part", [PICTURE, PHOTO, "<NewsLines><KeywordLine>a, b</KeywordLine></NewsLines>"])
def test_many_pictures_take_linear_time(part: str) -> None:
    content = repeated(part, f"<NewsComponent>{NITF}</NewsComponent>")
    assert_linear(read, lambda size: newsml(item(content(size))))
