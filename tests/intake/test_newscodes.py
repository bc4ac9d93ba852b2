"""IPTC's codes as uris."""

from __future__ import annotations

import pytest

from streams.intake.newscodes import MEDIA_TOPICS, SUBJECT_CODES, uri_of


@pytest.mark.parametrize(
    ("code", "scheme", "uri"),
    [
        ("medtop:20000253", None, f"{MEDIA_TOPICS}20000253"),
        ("subj:04000000", None, f"{SUBJECT_CODES}04000000"),
        ("20000253", None, f"{MEDIA_TOPICS}20000253"),
        ("04000000", None, f"{SUBJECT_CODES}04000000"),
        ("04000000", "mediatopic", f"{MEDIA_TOPICS}04000000"),
        ("04000000", "iptc_subject", f"{SUBJECT_CODES}04000000"),
        ("04000000", "http://cv.iptc.org/newscodes/subjectcode/", f"{SUBJECT_CODES}04000000"),
        ("04000000", "ours", None),
        ("ours:04000000", None, None),
        ("0400000", None, None),
        ("", None, None),
        (None, "mediatopic", None),
    ],
)
def test_a_code_and_its_scheme(code: str | None, scheme: str | None, uri: str | None) -> None:
    assert uri_of(code, scheme) == uri
