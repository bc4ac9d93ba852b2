"""Wire copy that a mail passes on."""

from __future__ import annotations

import base64
import gzip
import io
import json
import zipfile

import pytest

from streams.article import Article
from streams.intake.reader import read
from streams.kinds import Format
from tests.intake.mail.test_message import COPY, PARAGRAPHS, message, multipart
from tests.intake.wires.transmissions import event

NINJS = json.dumps(
    {
        "uri": "urn:newsml:mere.example:7",
        "pubstatus": "usable",
        "headline": "Weir to be rebuilt",
        "body_text": "OXMERE (Mere) - The weir will be rebuilt in May.",
    }
)
NITF = (
    "<?xml version='1.0'?><nitf><head><title>Weir</title><docdata><doc-id id-string='n7'/></docdata></head><body>"
    "<body.head><hedline><hl1>Weir to be rebuilt</hl1></hedline></body.head><body.content><p>The weir will be rebuilt in "
    "May.</p></body.content></body></nitf>"
)
IPTC7901 = (
    "\x01bas0123 3 pl 60 mwa 0034\r\nWehr/Oxmere/\r\n\x02Wehr wird neu gebaut =\r\n\r\nOxmere (mwa) - Das Wehr von Oxmere "
    "wird im Mai neu gebaut.\r\n\x03211412 GMT Nov 26\r\n\x04"
)
NOTE = "Content-Type: text/plain\n\nPlease use this one."


def attachment(name: str, kind: str, value: str | bytes) -> str:
    encoded = base64.encodebytes(value.encode() if isinstance(value, str) else value).decode()
    return (
        f'Content-Type: {kind}\nContent-Disposition: attachment; filename="{name}"\n'
        f"Content-Transfer-Encoding: base64\n\n{encoded}"
    )


def parts(value: bytes) -> list[Article]:
    found = read(event(value))
    assert all(isinstance(part, Article) for part in found), found
    return [part for part in found if isinstance(part, Article)]


@pytest.mark.parametrize(
    ("name", "kind", "value", "format_", "headline"),
    [
        ("7.json", "application/json", NINJS, Format.NINJS, "Weir to be rebuilt"),
        ("7.xml", "application/xml", NITF, Format.NITF, "Weir to be rebuilt"),
        ("7.nitf", "application/octet-stream", NITF, Format.NITF, "Weir to be rebuilt"),
        ("7.tst", "text/plain", IPTC7901, Format.IPTC7901, "Wehr wird neu gebaut"),
    ],
)
def test_an_attached_document_is_what_it_is_and_the_mail_is_a_note(
    name: str, kind: str, value: str, format_: Format, headline: str
) -> None:
    (found,) = parts(multipart("mixed", NOTE, attachment(name, kind, value), subject="Fwd: the weir"))
    assert (found.format, found.headline) == (format_, headline)
    assert "Please use this one." in (found.header.ed_note or "")


def zipped(*files: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, value in files:
            archive.writestr(name, value)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "kind", "value"),
    [
        ("7.json.gz", "application/gzip", gzip.compress(NINJS.encode())),
        ("7.gz", "application/octet-stream", gzip.compress(NINJS.encode())),
        ("day.zip", "application/zip", zipped(("a/7.json", NINJS.encode()), ("a/7.jpg", b"\xff\xd8"))),
        ("day", "application/x-zip-compressed", zipped(("7.json", NINJS.encode()))),
    ],
)
def test_an_attached_document_may_be_packed(name: str, kind: str, value: bytes) -> None:
    (found,) = parts(multipart("mixed", NOTE, attachment(name, kind, value), subject="Fwd: the weir"))
    assert (found.format, found.headline) == (Format.NINJS, "Weir to be rebuilt")
    assert "Please use this one." in (found.header.ed_note or "")


def test_several_documents_in_an_attached_archive_are_several_articles() -> None:
    second = NINJS.replace("example:7", "example:8").encode()
    archive = zipped(("7.json", NINJS.encode()), ("8.json", second), ("list.json", b"[1]"))
    found = parts(multipart("mixed", NOTE, attachment("day.zip", "application/zip", archive)))
    assert [part.uri for part in found] == ["urn:newsml:mere.example:7", "urn:newsml:mere.example:8"]


@pytest.mark.parametrize(
    "value",
    [
        zipped(("a.zip", zipped(("7.json", NINJS.encode())))),
        zipped(("mail.eml", multipart("mixed", NOTE, attachment("7.json", "application/json", NINJS)))),
        gzip.compress(b" " * 40_000_000),
        gzip.compress(NINJS.encode())[:40],
        b"PK\x03\x04 cut",
        zipped(("photo.jpg", b"\xff\xd8")),
    ],
    ids=["packed twice", "a mail", "a bomb", "cut", "damaged", "a picture"],
)
def test_an_archive_without_a_document_is_named_and_the_mail_is_the_article(value: bytes) -> None:
    mail = multipart(
        "mixed", f"Content-Type: text/plain\n\n{COPY}", attachment("x.zip", "application/zip", value)
    )
    (found,) = parts(mail)
    assert (found.format, found.paragraphs[:2]) == (Format.MAIL, PARAGRAPHS)
    assert "x.zip" in (found.header.ed_note or "") or any(
        "x.zip" in each.text for each in found.cleaning.removed
    )


def test_several_documents_are_several_articles() -> None:
    second = NINJS.replace("example:7", "example:8")
    found = parts(
        multipart(
            "mixed",
            NOTE,
            attachment("7.json", "application/json", NINJS),
            attachment("8.json", "application/json", second),
        )
    )
    assert [part.uri for part in found] == ["urn:newsml:mere.example:7", "urn:newsml:mere.example:8"]


def test_a_text_of_its_own_is_an_article_beside_them() -> None:
    own = f"Content-Type: text/plain\n\n{COPY}{COPY.partition('HARWICH')[2] * 4}"
    found = parts(multipart("mixed", own, attachment("7.json", "application/json", NINJS)))
    assert [part.format for part in found] == [Format.MAIL, Format.NINJS]


@pytest.mark.parametrize(
    ("name", "kind", "value"),
    [
        ("list.json", "application/json", '{"colours": ["red"]}'),
        ("drawing.xml", "application/xml", "<drawing/>"),
        ("notes.txt", "text/plain", "Some words that nobody need read."),
    ],
)
def test_another_attachment_is_no_article(name: str, kind: str, value: str) -> None:
    (found,) = parts(multipart("mixed", f"Content-Type: text/plain\n\n{COPY}", attachment(name, kind, value)))
    assert found.format is Format.MAIL
    assert found.paragraphs[:2] == PARAGRAPHS


@pytest.mark.parametrize(
    ("value", "format_", "word"),
    [(IPTC7901.replace("\r", ""), Format.IPTC7901, "Wehr"), (NITF, Format.NITF, "Weir")],
)
def test_a_document_that_was_pasted_is_what_it_is(value: str, format_: Format, word: str) -> None:
    (found,) = parts(message(value, subject="Fwd: the weir"))
    assert found.format is format_
    assert word in (found.headline or "")


def test_a_mail_may_begin_with_blank_lines() -> None:
    for blank in (b"   \r\n", b"\r\n\t \n", b" " * 60 + b"\r\n"):
        (found,) = read(event(blank + message()))
        assert isinstance(found, Article)
        assert (found.format, found.paragraphs) == (Format.MAIL, PARAGRAPHS)


PAGE = (
    "<html><head><title>Weir to be rebuilt</title></head><body><article><h1>Weir to be rebuilt</h1>"
    + "<p>The weir at Oxmere will be rebuilt in May, the council said on Friday after two years of talks.</p>"
    + "<p>Boats will go through the old lock meanwhile, and anglers keep their bank until the autumn.</p></article></body></html>"
)


def test_a_page_that_a_note_encloses_is_the_mails_text() -> None:
    mail = multipart(
        "mixed", NOTE, attachment("release.html", "text/html", PAGE), subject="Weir to be rebuilt"
    )
    (found,) = parts(mail)
    assert (found.format, found.headline) == (Format.MAIL, "Weir to be rebuilt")
    assert [each[:30] for each in found.paragraphs] == [
        "The weir at Oxmere will be reb",
        "Boats will go through the old ",
    ]
    assert found.header.ed_note == "Please use this one."
    assert found.uri == "mid:20261121.7@anglia.example"


def test_a_page_beside_a_mails_own_text_is_an_attachment() -> None:
    own = f"Content-Type: text/plain\n\n{' '.join(PARAGRAPHS)} {' '.join(PARAGRAPHS)} {' '.join(PARAGRAPHS)}"
    for texts, pages in ((own, [PAGE]), (NOTE, [PAGE, PAGE]), (NOTE, ["<html><body><p>x</p></body></html>"])):
        mail = multipart("mixed", texts, *(attachment("r.html", "text/html", each) for each in pages))
        (found,) = parts(mail)
        assert not any("Oxmere" in each for each in found.paragraphs)
        assert "attachment" in {each.rule for each in found.cleaning.removed}
