"""Tags of languages: what a document or a person writes for one, and its primary BCP 47 tag."""

from __future__ import annotations

import re
from functools import cache

from streams.datafiles import read_lines

#: The names that people type, and codes whose shortest form is not the one that news uses.
_NAMES = {
    name: tag
    for tag, names in {
        "de": "german deutsch",
        "en": "english",
        "es": "spanish español",
        "fr": "french français francais",
        "it": "italian italiano",
        "no": "nb nob",
        "tl": "fil",
        "zh": "cmn",
    }.items()
    for name in names.split()
}
_PARTS = re.compile(r"[-_,; ]")


def primary_tag(declared: str | None) -> str:
    """The primary tag of a declaration: "en" for "en_US" and for "eng"; "und" for what is no language by ISO 639."""
    tag = _PARTS.split((declared or "").strip().lower(), maxsplit=1)[0]
    return _NAMES.get(tag) or iso_codes().get(tag, "und")


@cache
def iso_codes() -> dict[str, str]:
    """The shortest code of a language by each of its ISO 639 codes."""
    rows = (line.partition("\t") for line in read_lines("pages/iso_639.tsv"))
    return {code: shortest for code, _, shortest in rows}
