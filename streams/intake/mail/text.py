"""The copy in a mail's text, without what mail adds: signature, a list's footer, the wrapper of a forwarded mail."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from streams.article import Removed
from streams.datafiles import read_toml

#: Lines that a signature or a list's footer may have; more lines are copy.
_MOST_LINES = 15
#: Lines of a cover note above a forwarded mail.
_COVER = 12
#: Lines of the header of a forwarded mail: at most, and at least where no line says that it is one.
_HEADER, _FEWEST = 10, 4


@dataclass(frozen=True, slots=True)
class Stripped:
    """A text without what mail adds. `subject` is that of a forwarded mail, `cover` is what stood above it."""

    text: str
    subject: str | None = None
    cover: str | None = None
    removed: tuple[Removed, ...] = ()


@dataclass(frozen=True, slots=True)
class _Rules:
    wrapper: re.Pattern[str]
    header: re.Pattern[str]
    subject: re.Pattern[str]
    sender: re.Pattern[str]
    rule: re.Pattern[str]
    footer_words: tuple[str, ...]
    prefix: re.Pattern[str]
    forward: re.Pattern[str]
    tag: re.Pattern[str]
    daemons: frozenset[str]
    automatic: tuple[str, ...]


@cache
def _rules() -> _Rules:
    data = read_toml("wires/mail.toml")
    return _Rules(
        wrapper=re.compile("|".join(f"(?:{each})" for each in data["wrappers"])),
        header=re.compile(data["wrapped_headers"]),
        subject=re.compile(data["wrapped_subject"]),
        sender=re.compile(data["wrapped_sender"]),
        rule=re.compile(data["footer_rule"]),
        footer_words=tuple(data["footer_words"]),
        prefix=re.compile(rf"(?:{data['prefixes']})(?:\[\d{{1,3}}\])?\s?:\s{{0,5}}"),
        forward=re.compile(rf"\s{{0,5}}(?:{data['forwards']})\s?:"),
        tag=re.compile(data["subject_tags"]),
        daemons=frozenset(data["daemons"]),
        automatic=tuple(data["automatic"]),
    )


def strip(text: str) -> Stripped:
    """Takes off what mail adds to a plain text. `removed` has what was taken off, with its line."""
    lines = text.split("\n")
    removed: list[Removed] = []
    lines = _without_footer(lines, removed)
    lines = _without_signature(lines, removed)
    subject, cover = None, None
    start = next((i for i, line in enumerate(lines[:60]) if _wraps(lines, i, line)), None)
    if start is not None:
        end = start + 1
        while end < len(lines) and (not lines[end].strip() or _rules().header.fullmatch(lines[end].strip())):
            if match := _rules().subject.fullmatch(lines[end].strip()):
                subject = match["subject"].strip() or None
            if not lines[end].strip() and end > start + 2:
                break
            end += 1
        above = [line for line in lines[:start] if line.strip()]
        if len(above) <= _COVER and any(line.strip() for line in lines[end:]):
            removed.append(Removed("forward", start, "\n".join(lines[start:end]).strip()))
            cover = "\n".join(above).strip() or None
            lines = _unquoted(lines[end:])
        else:
            subject = None
    return Stripped("\n".join(lines), subject, cover, tuple(removed))


def subject_of(subject: str | None, is_list: bool = False) -> str | None:
    """The subject without "Re:" and "Fwd:", the tag of a gateway, "[EXTERNAL]", and that of a list, "[anglia-wire]"."""
    text = (subject or "").strip()
    for _ in range(10):
        before = text
        if match := _rules().prefix.match(text):
            text = text[match.end() :]
        if match := _rules().tag.match(text):
            text = text[match.end() :]
        if is_list and (tag := re.match(r"\[[\w .:-]{2,40}\]\s{0,5}", text)):
            text = text[tag.end() :]
        if text == before:
            break
    return text.strip() or None


def is_daemon(local_part: str) -> bool:
    """Whether a mail from that address (what stands before its @) reports on the delivery of another."""
    return local_part in _rules().daemons


def automatic_fields() -> tuple[str, ...]:
    """Fields of the header that only automatic answers have, in small letters."""
    return _rules().automatic


def is_forward(subject: str | None) -> bool:
    """Whether a subject says that the mail was passed on."""
    return bool(_rules().forward.match(subject or ""))


def _wraps(lines: list[str], index: int, line: str) -> bool:
    """Whether the line opens a forwarded mail: its header must follow."""
    if not _rules().wrapper.fullmatch(line.strip()):
        return _is_header(lines, index, line)
    following = [each.strip() for each in lines[index + 1 : index + 6] if each.strip()]
    return sum(bool(_rules().header.fullmatch(each)) for each in following[:3]) >= 2


def _is_header(lines: list[str], index: int, line: str) -> bool:
    """Whether the header of a forwarded mail begins there, as Outlook writes it, without a line above it."""
    if not _rules().sender.fullmatch(line.strip()):
        return False
    end = next((i for i in range(index, min(index + _HEADER, len(lines))) if not lines[i].strip()), index)
    header = [each.strip() for each in lines[index:end]]
    return (
        len(header) >= _FEWEST
        and all(_rules().header.fullmatch(each) for each in header)
        and any(_rules().subject.fullmatch(each) for each in header)
    )


def _unquoted(lines: list[str]) -> list[str]:
    filled = [line for line in lines if line.strip()]
    if filled and all(line.startswith(">") for line in filled):
        return [line.removeprefix(">").removeprefix(" ") for line in lines]
    return lines


def _without_signature(lines: list[str], removed: list[Removed]) -> list[str]:
    """Without what follows the last "-- " (RFC 3676, 4.3), if that is short enough to be a signature."""
    for index in range(len(lines) - 1, -1, -1):
        if lines[index] == "-- " or (lines[index] == "--" and len(lines) - index <= 8):
            below = [line for line in lines[index + 1 :] if line.strip()]
            if index and len(below) <= _MOST_LINES and any(line.strip() for line in lines[:index]):
                removed.append(Removed("signature", index, "\n".join(lines[index:]).strip()))
                return lines[:index]
            break
    return lines


def _without_footer(lines: list[str], removed: list[Removed]) -> list[str]:
    """Without the footer that a list adds below a rule, known by its words."""
    start = max(1, len(lines) - _MOST_LINES - 1)
    for index in range(start, len(lines)):
        if not _rules().rule.fullmatch(lines[index].strip()):
            continue
        below = "\n".join(lines[index + 1 :]).casefold()
        if any(word in below for word in _rules().footer_words) and any(
            line.strip() for line in lines[:index]
        ):
            removed.append(Removed("list-footer", index, "\n".join(lines[index:]).strip()))
            return lines[:index]
    return lines
