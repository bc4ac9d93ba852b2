"""Pictures in NITF and in HTML."""

from __future__ import annotations

import pytest

from streams.article import Dropped
from streams.intake.files import kind_of, uri_of, with_uris
from streams.intake.nitf.media import media_in
from streams.intake.xml import parse_xml
from streams.sent import Media, Rendition, Rights


def media(content: str) -> tuple[Media, ...]:
    root = parse_xml(f"<body.content>{content}</body.content>")
    assert not isinstance(root, Dropped)
    return media_in(root)


def test_everything_that_a_picture_says() -> None:
    content = (
        '<media media-type="photo"><media-metadata name="Credit" value="Lantern/Pix"/><media-metadata name="headline" value="The quay"/>'
        '<media-metadata name="copyright" value="© Pix"/><media-reference name="web" source="w.jpg" mime-type="image/jpeg" width="640" '
        'height="480" alternate-text="A quay"/><media-reference name="print" source="p.tif"/><media-caption><p>The quay</p>'
        "<p>on Saturday.</p></media-caption><media-producer>By Jo Marsh</media-producer></media>"
    )
    assert media(content) == (
        Media(
            headline="The quay",
            caption="The quay on Saturday.",
            byline="Jo Marsh",
            credit="Lantern/Pix",
            rights=Rights(notice="© Pix"),
            renditions=(
                Rendition("w.jpg", "web", "image/jpeg", "A quay", 640, 480),
                Rendition("p.tif", "print"),
            ),
        ),
    )


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ('<media media-type="video"><media-reference source="a"/></media>', "video"),
        ('<media><media-reference source="a" mime-type="audio/mpeg"/></media>', "audio"),
        ('<media media-type="graphic"><media-reference source="a"/></media>', "graphic"),
        ('<media media-type="other"><media-reference source="a"/></media>', "picture"),
        ('<video><source src="a"/></video>', "video"),
    ],
)
def test_kinds(content: str, kind: str) -> None:
    assert [each.kind for each in media(content)] == [kind]


@pytest.mark.parametrize(
    "content",
    ["<media media-type='image'/>", "<img alt='x'/>", "<img src='p.gif' width='1'/>", "<p>Text.</p>"],
)
def test_what_is_no_picture(content: str) -> None:
    assert media(content) == ()


def test_a_caption_stands_under_the_first_of_a_figure() -> None:
    found = media('<figure><img src="a.jpg"/><img src="b.jpg"/><figcaption>The quay.</figcaption></figure>')
    assert [each.caption for each in found] == ["The quay.", None]


@pytest.mark.parametrize(
    ("name", "uri"),
    [
        ("https://lantern.example/ä.jpg", "https://lantern.example/%C3%A4.jpg"),
        ("//lantern.example/a.jpg", "https://lantern.example/a.jpg"),
        ("pix/quay.jpg", "urn:copydesk:lantern:pix%2Fquay.jpg"),
        ("data:image/png;base64,AA", None),
        ("javascript:x()", None),
        ("a" * 3000, None),
        ("", None),
        (None, None),
    ],
)
def test_each_file_has_a_uri(name: str | None, uri: str | None) -> None:
    assert uri_of(name, "lantern") == uri


def test_one_file_is_one_picture() -> None:
    one = Media(renditions=(Rendition("a.jpg"),))
    assert len(with_uris((one, one, Media(renditions=(Rendition("data:x"),))), "lantern")) == 1


def test_words_for_kinds() -> None:
    assert kind_of(None, "Text", "image/jpeg") == "picture"
    assert kind_of("text/html") is None
