"""Documents in gzip and zip, and archives that are traps."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from streams.article import Article, Dropped
from streams.intake import packed
from streams.intake.packed import MOST_FILES, unpack
from streams.intake.reader import needs_process, read
from streams.kinds import Reason
from tests.articles import raw

TEXT = b"Weir to be rebuilt\n\nThe weir at Oxmere will be rebuilt in May, the council said on Monday."
FEED = (
    b"<rss><channel><title>Oxmere News</title><item><title>One</title><description>First.</description></item>"
    b"<item><title>Two</title><description>Second.</description></item></channel></rss>"
)


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, value in files.items():
            archive.writestr(name, value)
    return target.getvalue()


def test_a_packed_document_is_read_like_the_document_in_it() -> None:
    (found,) = read(
        raw(gzip.compress(TEXT), content_type="application/gzip", subject="https://oxmere.example/weir-1")
    )
    assert isinstance(found, Article)
    assert (found.headline, found.url) == ("Weir to be rebuilt", "https://oxmere.example/weir-1")
    assert found.cleaning.repairs == ("gzip",)


def test_each_file_of_a_zip_is_a_document_of_its_own() -> None:
    value = zipped(
        {"a.txt": TEXT, "feed.xml": FEED, "b.json": b'{"a": 1}', "photo.jpg": b"\xff\xd8", "__MACOSX/x": b"x"}
    )
    found = read(raw(value, subject="archive.zip"))
    assert [part.headline if isinstance(part, Article) else part.detail for part in found] == [
        "Weir to be rebuilt",
        "One",
        "Two",
        "b.json: no text, html, title or summary: name the fields as docs/feed.md lists them (taken for JSON)",
    ]
    assert isinstance(found[0], Article)
    assert (found[0].origin.part, found[0].origin.parts) == (0, 4)
    assert found[0].cleaning.repairs[:2] == ("zip", "zip:1 files passed over")
    assert len({part.uri for part in found if isinstance(part, Article)}) == 3


def test_what_is_packed_is_read_in_a_process_that_can_be_killed() -> None:
    assert needs_process(raw(gzip.compress(b"short")))
    assert needs_process(raw(zipped({"a.txt": b"short"})))


@pytest.mark.parametrize(
    ("value", "reason", "words"),
    [
        (gzip.compress(bytes(packed.MOST_BYTES + 1)), Reason.TOO_LARGE, "gzip of more than"),
        (gzip.compress(bytes(5_000_000)), Reason.TOO_LARGE, "packed more than"),
        (zipped({"a.txt": bytes(5_000_000)}), Reason.TOO_LARGE, "a zip of 5000000 bytes"),
        (zipped({f"{n}.txt": b"" for n in range(MOST_FILES + 1)}), Reason.TOO_LARGE, "files; at most"),
        (gzip.compress(gzip.compress(TEXT)), Reason.INVALID_DOCUMENT, "packed once more"),
        (zipped({"in.zip": zipped({"a.txt": TEXT})}), Reason.INVALID_DOCUMENT, "packed once more"),
        (gzip.compress(TEXT, mtime=0)[:-9], Reason.INVALID_DOCUMENT, "cut off"),
        (zipped({"a.txt": TEXT})[:-30], Reason.INVALID_DOCUMENT, "zip: "),
        (
            zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}),
            Reason.UNKNOWN_FORMAT,
            "office",
        ),
        (zipped({"a.jpg": b"\xff\xd8"}), Reason.NO_ARTICLE, "without a document"),
    ],
)
def test_traps_and_damage_are_refused(value: bytes, reason: Reason, words: str) -> None:
    found = unpack(value)
    assert isinstance(found, Dropped)
    assert found.reason is reason
    assert words in found.detail


def test_a_size_that_is_a_lie_is_not_believed() -> None:
    value = zipped({"a.txt": bytes(5_000_000)})
    size = (5_000_000).to_bytes(4, "little")
    found = unpack(value.replace(size, (9).to_bytes(4, "little")))
    assert isinstance(found, Dropped)


def test_a_locked_zip_says_so() -> None:
    value = bytearray(zipped({"a.txt": TEXT}))
    value[6] |= 1
    value[value.rindex(b"PK\x01\x02") + 8] |= 1
    found = unpack(bytes(value))
    assert isinstance(found, Dropped)
    assert "password" in found.detail
