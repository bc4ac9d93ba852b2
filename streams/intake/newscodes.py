"""Codes of subjects, people, places: as uris where they have one, else as the sender writes them.

IPTC's codes are known by their digits: the old subject codes, "04015002", and those of Media Topics, which begin with 2
("20000253") or are said to be such ("medtop:04000000"). https://cv.iptc.org/newscodes/
"""

from __future__ import annotations

import re

from streams.intake.identity import fit_uri

MEDIA_TOPICS = "http://cv.iptc.org/newscodes/mediatopic/"
SUBJECT_CODES = "http://cv.iptc.org/newscodes/subjectcode/"
#: How the uri of a code of IPTC's begins.
SCHEMES = ("http://cv.iptc.org/newscodes/", "https://cv.iptc.org/newscodes/")
_CODE = re.compile(r"(?:(medtop|subj|iptc):)?(\d{7,8})", re.IGNORECASE | re.ASCII)
_SCHEMES = re.compile("iptc|medtop|mediatopic|subj(?:ect)?(?:code)?$", re.IGNORECASE)
_URI = re.compile(r"(?:https?|ftp|info)://|(?:urn|tag):", re.IGNORECASE)


def newscode(code: str | None) -> str | None:
    """The uri of an IPTC code; None if it is none by its form."""
    match = _CODE.fullmatch((code or "").strip())
    if not match:
        return None
    digits = match[2].zfill(8)  # a leading zero is lost where somebody took it for a number
    topic = digits[0] == "2" or (match[1] or "").lower() == "medtop"
    return f"{MEDIA_TOPICS if topic else SUBJECT_CODES}{digits}"


def uri_in(text: str | None) -> str | None:
    """The uri that a text is, http or a urn; None for a code with its scheme's alias ("LWP:QUILL")."""
    return fit_uri(text) if text and _URI.match(text) else None


def coded(scheme: str | None, code: str | None) -> tuple[str | None, str | None]:
    """(uri, literal) of a code in a scheme: one of them, or neither for no code.

    The literal is the code with its scheme before it: "LWP:QUILL".
    """
    if not code:
        return None, None
    if scheme and _SCHEMES.search(scheme):
        topic = re.search("medtop|mediatopic", scheme, re.IGNORECASE)
        if uri := newscode(f"medtop:{code}" if topic else code):
            return uri, None
    if uri := uri_in(code):
        return uri, None
    if scheme and scheme.endswith(("/", "#")) and (uri := uri_in(scheme + code)):
        return uri, None
    return None, f"{scheme}:{code}" if scheme else code


def uri_of(code: str | None, scheme: str | None = None) -> str | None:
    """The uri of a code of IPTC's; None for a code of somebody else's.

    "medtop:20000253" says whose it is. Eight digits do where no scheme, or one of IPTC's, stands beside them.
    """
    if not code or (scheme and not _SCHEMES.search(scheme) and ":" not in code):
        return None
    return newscode(code) if ":" in code else coded(scheme or "iptc", code)[0]
