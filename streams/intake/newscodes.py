"""IPTC's codes as uris: qcodes, and codes of eight digits alone or with a scheme.

    medtop:20000253                    http://cv.iptc.org/newscodes/mediatopic/20000253
    subj:04000000, 04000000 alone      http://cv.iptc.org/newscodes/subjectcode/04000000
    20000253 alone                     http://cv.iptc.org/newscodes/mediatopic/20000253

Media Topics and the older Subject Codes share the numbers 01000000 to 17000000. Without a scheme such a number is a
Subject Code, for those were written without one; from 20000000 on there are Media Topics only.
"""

from __future__ import annotations

import re
from functools import cache

from streams.datafiles import read_lines

MEDIA_TOPICS = "http://cv.iptc.org/newscodes/mediatopic/"
SUBJECT_CODES = "http://cv.iptc.org/newscodes/subjectcode/"
#: How the uri of a code of IPTC's begins.
SCHEMES = ("http://cv.iptc.org/newscodes/", "https://cv.iptc.org/newscodes/")
_EIGHT = re.compile(r"\d{8}", re.ASCII)
_QCODE = re.compile(r"([A-Za-z][\w.-]{0,40}):([^\s:/][^\s]{0,200})", re.ASCII)


def uri_of(code: str | None, scheme: str | None = None) -> str | None:
    """The uri of a code, in a scheme by its name, its alias or its uri; None if it is none of IPTC's."""
    if not code:
        return None
    if (match := _QCODE.fullmatch(code)) and (known := _schemes().get(match[1].lower())):
        return known + match[2]
    if not _EIGHT.fullmatch(code):
        return None
    where = (scheme or "").lower()
    if "mediatopic" in where or "medtop" in where:
        return MEDIA_TOPICS + code
    if "subjectcode" in where or where in (
        "",
        "subj",
        "iptc",
        "iptc-subject",
        "iptc_subject",
        "subject_codes",
    ):
        return (MEDIA_TOPICS if code >= "20000000" else SUBJECT_CODES) + code
    return None


@cache
def _schemes() -> dict[str, str]:
    rows = (line.split("\t") for line in read_lines("newsml/iptc_schemes.tsv") if "\t" in line)
    return {"iptc": SUBJECT_CODES, **{row[0].lower(): row[1].strip() for row in rows}}
