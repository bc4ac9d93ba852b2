"""Codes as uris, and as their senders write them."""

from __future__ import annotations

import pytest

from streams.intake.newscodes import MEDIA_TOPICS, SUBJECT_CODES, coded, newscode, uri_in, uri_of


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


@pytest.mark.parametrize(
    ("code", "scheme", "uri"),
    [
        ("medtop:20000253", None, f"{MEDIA_TOPICS}20000253"),
        ("medtop:20000253", "ours", f"{MEDIA_TOPICS}20000253"),
        ("20000253", None, f"{MEDIA_TOPICS}20000253"),
        ("04000000", None, f"{SUBJECT_CODES}04000000"),
        ("04000000", "mediatopic", f"{MEDIA_TOPICS}04000000"),
        ("04000000", "iptc_subject", f"{SUBJECT_CODES}04000000"),
        ("04000000", "ours", None),
        ("ours:04000000", None, None),
        ("", None, None),
        (None, "mediatopic", None),
    ],
)
def test_a_code_is_iptcs_by_its_scheme_or_where_none_is_named(
    code: str | None, scheme: str | None, uri: str | None
) -> None:
    assert uri_of(code, scheme) == uri
