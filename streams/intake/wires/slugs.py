"""The name of a story in its slugline, without what the slug says of version, part and length.

All versions, takes, corrections and kills of a story carry its keyword in one spelling (AP Stylebook, "Filing the
Wire"); what stands around it differs. The words that are no part of the name are in data/wires/slugs.toml.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from unicodedata import normalize

from streams.datafiles import read_toml

#: Characters of a slugline that are looked at; what follows is no slug.
_LONGEST = 300
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f^<>=*]+")
_BRACKETS = re.compile(r"[(\[{]([^()\[\]{}]{0,80})[)\]}]")
# A slash in mid-word belongs to the name, "Brand/Harwich"; one before a space or at the end closes it.
_SECTIONS = re.compile(r"[,;:|\n]|/(?=\s|$)| -{1,2} | [–—] ")
_REGION = re.compile(r"[a-z]{2,4}--")
# Capitals among small letters: "BC-KILL Harwich Fire".
_LOUD = re.compile(
    r"(?<!PHOTO )(?<!VIDEO )(?<!GRAPHIC )\b(?:MANDATORY |BULLETIN |STORY )?"
    r"(?:KILL(?: KILL)*|WITHDRAWN|CORRECTED|CORRECTION|CORRECTIVE)\b"
)


@dataclass(frozen=True, slots=True)
class _Rules:
    cycle: re.Pattern[str]
    start: re.Pattern[str]
    end: re.Pattern[str]
    section: re.Pattern[str]
    message: re.Pattern[str]
    takes: tuple[tuple[re.Pattern[str], int], ...]


@cache
def _rules() -> _Rules:
    data = read_toml("wires/slugs.toml")
    anywhere, ends, starts, sections = (
        "|".join(data[name]) for name in ("anywhere", "ends", "starts", "sections")
    )
    return _Rules(
        cycle=re.compile(rf"^\s*{data['cycle']}-+"),
        start=re.compile(
            rf"(?:{data['cycle']}-+|(?:{anywhere})(?:[\s/-]+|$)|(?:{ends}|{starts})(?:\s?[/-]+\s?|$)|kill\s+)"
        ),
        end=re.compile(rf"(?:(?:^|[\s/-]+)(?:{anywhere})|(?:^|[/-]+\s?)(?:{ends}))$"),
        section=re.compile(rf"(?:{anywhere}|{ends}|{sections})"),
        message=re.compile(rf"(?<![^\W_]){data['messages']}(?![^\W_])"),
        takes=tuple(
            (re.compile(rf"(?<![^\W_]){each['pattern']}(?![^\W_])"), each["after"]) for each in data["take"]
        ),
    )


def slug_key(slugline: str) -> str:
    """The name of the story in this slugline: its letters and digits in lower case, without anything else.

    "BC-Harwich Fire, 1st Ld-Writethru,0450" and "BC-KILL-Harwich Fire" are both "harwichfire". Empty if the slug names
    no story, as "UPDATE 1" or "KILL KILL KILL". Spaces and hyphens do not count, because the header of a wire squeezes
    them out ("HarwichFire").
    """
    text = slugline[:_LONGEST]
    if any(map(str.islower, text)):
        text = _LOUD.sub(lambda match: f",{match[0]},", text)
    text = _rules().cycle.sub("", _fold(text), count=1)
    text = _BRACKETS.sub(lambda match: "," if _is_mark(match[1]) else f" {match[1]} ", text)
    parts = (_strip(part.strip(" -/.")) for part in _SECTIONS.split(text))
    kept = [part for part in parts if part and not _rules().section.fullmatch(part)]
    return "".join(filter(str.isalnum, "".join(kept)))


def take_of(slugline: str) -> tuple[int | None, int | None]:
    """Which take of how many the slug says: "Take 2 of 3" is (2, 3), "1st Add" (2, None); (None, None) without one."""
    text = _fold(slugline[:_LONGEST])
    for pattern, after in _rules().takes:
        if match := pattern.search(text):
            parts = match.groupdict().get("parts")
            take, takes = int(match["part"]) + after, int(parts) if parts else None
            return (take, takes) if take > 0 and (takes is None or takes >= take) else (None, None)
    return None, None


def is_message(slugline: str) -> bool:
    """Whether the slug itself says something about a story: that it is killed, withdrawn or held, or an advisory."""
    return _rules().message.search(_fold(slugline[:_LONGEST])) is not None


def _fold(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", normalize("NFKC", text).replace("\n", ", ")).casefold().split())


def _is_mark(text: str) -> bool:
    parts = (_strip(part.strip(" -/.")) for part in _SECTIONS.split(text))
    return all(not part or _rules().section.fullmatch(part) for part in parts)


def _strip(part: str) -> str:
    """One section without its cycle, and without the marks at its ends."""
    region, rules = "", _rules()
    while part:
        before = part
        if not region and (match := _REGION.match(part)):
            region, part = match[0], part[match.end() :]
        if match := rules.start.match(part):
            part = part[match.end() :]
        if match := rules.end.search(part):
            part = part[: match.start()]
        part = part.strip(" -/.")
        if part == before:
            break
    return region + part if part else ""
