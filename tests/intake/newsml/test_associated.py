"""Pictures and links of a newsItem: its own files, and the items that a message has beside it."""

from __future__ import annotations

from datetime import UTC, datetime

from streams.article import Article
from streams.intake.reader import read as read_event
from streams.sent import Media, Related, Rendition, Rights
from tests.articles import raw

TEXT = "<contentSet><inlineXML><p>The quay is shut.</p></inlineXML>{}</contentSet>"
PHOTO = """<newsItem guid="urn:lantern:photo-1" xml:lang="en"><rightsInfo><copyrightHolder literal="Pix"/>
<usageTerms>No archive</usageTerms></rightsInfo><itemMeta><itemClass qcode="ninat:picture"/><firstCreated>2026-11-21T10:00:00Z</firstCreated>
<pubStatus qcode="stat:usable"/></itemMeta><contentMeta><by>By Jo Marsh</by><creditline>Pix/Lantern</creditline><headline>The quay</headline>
<description role="drol:caption">The quay on Saturday.</description></contentMeta><contentSet>
<remoteContent href="https://lantern.example/q.jpg" rendition="rnd:highRes" contenttype="image/jpeg" width="1200" height="800" size="9000"/>
<remoteContent href="q-small.jpg" rendition="rnd:thumbnail" contenttype="image/jpeg"/></contentSet></newsItem>"""
AS_MEDIA = Media(
    uri="urn:lantern:photo-1",
    headline="The quay",
    caption="The quay on Saturday.",
    byline="Jo Marsh",
    credit="Pix/Lantern",
    rights=Rights("Pix", None, ("No archive",)),
    renditions=(
        Rendition("https://lantern.example/q.jpg", "highRes", "image/jpeg", None, 1200, 800, 9000),
        Rendition("urn:copydesk:lantern:q-small.jpg", "thumbnail", "image/jpeg", "q-small.jpg"),
    ),
    language="en",
    created=datetime(2026, 11, 21, 10, tzinfo=UTC),
)


def text(guid: str = "urn:lantern:text-1", links: str = "", files: str = "") -> str:
    return (
        f'<newsItem guid="{guid}" xml:lang="en"><itemMeta><itemClass qcode="ninat:text"/>{links}</itemMeta>'
        f"<contentMeta><headline>Quay {guid}</headline></contentMeta>{TEXT.format(files)}</newsItem>"
    )


def articles(document: str) -> list[Article]:
    found = read_event(raw(document.encode(), source="lantern"))
    return [each for each in found if isinstance(each, Article)]


def message(*items: str) -> list[Article]:
    return articles(f"<newsMessage><itemSet>{''.join(items)}</itemSet></newsMessage>")


def test_a_text_that_links_to_a_picture_has_it() -> None:
    (found,) = message(text(links='<link rel="irel:associatedWith" residref="urn:lantern:photo-1"/>'), PHOTO)
    assert found.media == (AS_MEDIA,)
    assert found.related == ()


def test_a_package_puts_pictures_beside_its_one_text() -> None:
    refs = '<itemRef residref="urn:lantern:text-1"/><itemRef residref="urn:lantern:photo-1"/>'
    package = f"<packageItem><groupSet><group>{refs}</group></groupSet></packageItem>"
    (found,) = message(package, text(), PHOTO)
    assert found.media == (AS_MEDIA,)


def test_a_picture_that_nobody_names_belongs_to_no_text() -> None:
    (found,) = message(text(), PHOTO)
    assert found.media == ()


def test_of_several_texts_in_a_package_nobody_knows_whose_the_picture_is() -> None:
    refs = "".join(f'<itemRef residref="urn:lantern:{name}"/>' for name in ("text-1", "text-2", "photo-1"))
    found = message(f"<packageItem>{refs}</packageItem>", text(), text("urn:lantern:text-2"), PHOTO)
    assert [each.media for each in found] == [(), ()]


def test_a_group_has_a_text_and_its_pictures() -> None:
    groups = (
        '<group><itemRef residref="urn:lantern:text-1"/></group>'
        '<group><itemRef residref="urn:lantern:text-2"/><itemRef residref="urn:lantern:photo-1"/></group>'
    )
    package = f"<packageItem><groupSet>{groups}</groupSet></packageItem>"
    found = message(package, text(), text("urn:lantern:text-2"), PHOTO)
    assert [each.media for each in found] == [(), (AS_MEDIA,)]


def test_files_of_a_text_are_renditions_if_each_has_a_name() -> None:
    files = (
        '<remoteContent href="https://l.example/a.jpg" contenttype="image/jpeg" rendition="rnd:web"/>'
        '<remoteContent href="https://l.example/b.jpg" contenttype="image/jpeg" rendition="rnd:print"/>'
    )
    (found,) = articles(text(files=files))
    assert [[each.name for each in media.renditions] for media in found.media] == [["web", "print"]]
    (found,) = articles(text(files=files.replace("rnd:print", "rnd:web")))
    assert [len(media.renditions) for media in found.media] == [1, 1]


def test_links_and_other_files() -> None:
    links = (
        '<link rel="irel:seeAlso" href="https://l.example/video"><title>The video</title></link>'
        '<link rel="irel:supersedes" residref="urn:lantern:snap"/>'
        '<link rel="irel:seeAlso" href="javascript:run()"/>'
    )
    files = '<remoteContent href="https://l.example/q.pdf" contenttype="application/pdf"/>'
    (found,) = articles(text(links=links, files=files))
    assert found.related == (
        Related("https://l.example/video", "The video", "seeAlso"),
        Related("https://l.example/q.pdf", None, "alternate"),
    )


def test_pictures_in_the_body() -> None:
    body = (
        '<html><body><figure><img src="https://l.example/q.jpg" alt="A quay" width="600"/><figcaption>The quay.</figcaption>'
        '</figure><p>The quay is shut.</p><img src="data:image/png;base64,AAAA"/><img src="https://l.example/p.gif" width="1"/>'
        "</body></html>"
    )
    (found,) = articles(text().replace("<p>The quay is shut.</p>", body))
    assert found.media == (
        Media(
            caption="The quay.", renditions=(Rendition("https://l.example/q.jpg", title="A quay", width=600),)
        ),
    )
    assert found.paragraphs == ("The quay is shut.",)
