"""Codes as uris, and as their senders write them."""

from __future__ import annotations

import pytest

from streams.intake.newscodes import coded, newscode, uri_in


@pytest.mark.parametrize(
    ("code", "uri"),
    [
        ("04000000", "http://cv.iptc.org/newscodes/subjectcode/04000000"),
        ("4000000", "http://cv.iptc.org/newscodes/subjectcode/04000000"),
        ("subj:15054000", "http://cv.iptc.org/newscodes/subjectcode/15054000"),
        ("20000148", "http://cv.iptc.org/newscodes/mediatopic/20000148"),
        ("medtop:15000000", "http://cv.iptc.org/newscodes/mediatopic/15000000"),
        ("FIN", None),
        ("123", None),
        (None, None),
    ],
)
def test_newscodes(code: str | None, uri: str | None) -> None:
    assert newscode(code) == uri


@pytest.mark.parametrize(
    ("scheme", "code", "expected"),
    [
        ("IPTC", "04015002", ("http://cv.iptc.org/newscodes/subjectcode/04015002", None)),
        ("medtop", "04000000", ("http://cv.iptc.org/newscodes/mediatopic/04000000", None)),
        ("IPTC", "SOI", (None, "IPTC:SOI")),
        ("LWP", "QUILL", (None, "LWP:QUILL")),
        ("LWP", "https://lantern.example/quill", ("https://lantern.example/quill", None)),
        ("https://lantern.example/p/", "quill", ("https://lantern.example/p/quill", None)),
        (None, "QUILL", (None, "QUILL")),
        ("LWP", None, (None, None)),
    ],
)
def test_a_code_is_a_uri_or_a_literal(
    scheme: str | None, code: str | None, expected: tuple[str | None, str | None]
) -> None:
    assert coded(scheme, code) == expected


def test_a_code_with_an_alias_is_no_uri() -> None:
    assert uri_in("LWP:QUILL") is None
    assert uri_in("urn:lantern:quill") == "urn:lantern:quill"
