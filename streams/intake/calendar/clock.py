"""The time of day in a written date, with the zone behind it."""

from __future__ import annotations

import re
from datetime import time, tzinfo
from typing import NamedTuple

from streams.intake.calendar import zones
from streams.intake.calendar.habits import habits
from streams.intake.calendar.names import words
from streams.intake.calendar.tokens import Token, Written


class UnclearError(Exception):
    """The text names no moment, or more than one."""


class Clock(NamedTuple):
    """The tokens from `first` to `after` are the time of day, and its zone if it stands behind it."""

    first: int
    after: int
    time: time
    zone: tzinfo | None


class _Digits(NamedTuple):
    """The figures alone: the tokens from `first` to `after`."""

    first: int
    after: int
    hour: int
    minute: int = 0
    second: int = 0
    micro: int = 0


# Of the Vietnamese; "Sa" is a Saturday in German.
_BEHIND_ONLY = frozenset({"sa", "ch"})
_OFFSET = re.compile(r"(?:(?:utc|gmt|z)\s?)?[+-]\d{1,2}(?::?\d\d)?(?![\d./])", re.IGNORECASE)


def find_clock(written: Written) -> Clock | None:
    """The first time of day; None if there is none. Raises UnclearError for 25:00, and for a zone that is not known."""
    tokens = written.tokens
    digits = next((found for index in range(len(tokens)) if (found := _digits(tokens, index))), None)
    if digits is None:
        return None
    first, after = digits.first, _past(tokens, digits.after, words().hours | words().minutes)
    half, after = _half(tokens, first, after)
    if _is_span(tokens, digits, after):
        raise UnclearError
    zone, after = _zone(written, after)
    if zone is None:
        zone, stop = _zone_at_the_end(written, after)
        del tokens[stop:]
    return Clock(first, after, _time(digits, half), zone)


def _digits(tokens: list[Token], index: int) -> _Digits | None:
    """A time of day whose hour is the token at `index`."""
    hour = tokens[index]
    if hour.kind != "number" or len(hour.text) > 2 or index + 1 == len(tokens):
        return None
    mark = tokens[index + 1]
    minute = _two_digits(tokens, index + 2, mark)
    if mark.text == ":" and mark.start == hour.end and minute is not None:
        return _with_seconds(tokens, index, hour.number, minute)
    if mark.text in words().hours:
        return _in_words(tokens, index, hour.number)
    if mark.text == "." and mark.start == hour.end and minute is not None and _is_time(tokens, index):
        return _with_seconds(tokens, index, hour.number, minute)
    if mark.text in words().halves and mark.text.isascii():  # "6 pm"
        return _Digits(index, index + 1, hour.number)
    return None


def _two_digits(tokens: list[Token], index: int, before: Token) -> int | None:
    if index < len(tokens) and len((token := tokens[index]).text) == 2 and token.start == before.end:
        return token.number if token.kind == "number" else None
    return None


def _with_seconds(tokens: list[Token], index: int, hour: int, minute: int) -> _Digits:
    after, second, micro = index + 3, 0, 0
    if after < len(tokens) and tokens[after].text == tokens[index + 1].text:
        seconds = _two_digits(tokens, after + 1, tokens[after])
        if seconds is None:
            raise UnclearError
        second, after = seconds, after + 2
        if (
            after + 1 < len(tokens)
            and tokens[after].text in ".,"
            and tokens[after + 1].kind == "number"
            and tokens[after + 1].start == tokens[after - 1].end + 1
        ):
            micro, after = int(tokens[after + 1].text[:6].ljust(6, "0")), after + 2
    return _Digits(index, after, hour, minute, second, micro)


def _in_words(tokens: list[Token], index: int, hour: int) -> _Digits:
    """ "6h12", "6 Uhr 12", "6時12分30秒", "18 Uhr"."""
    values, after = [hour], index + 2
    for units in (words().minutes, words().seconds):
        if after == len(tokens) or tokens[after].kind != "number" or len(tokens[after].text) > 2:
            break
        named = after + 1 < len(tokens) and tokens[after + 1].text in units
        if not named and (units is words().seconds or len(tokens[after].text) < 2):
            break
        values.append(tokens[after].number)
        after += 2 if named else 1
    return _Digits(index, after, *values)


def _is_time(tokens: list[Token], index: int) -> bool:
    """Whether "6.12" or "6.12.00" is a time: it stands behind a word for one or behind a year, or before one."""
    after = tokens[index + 3 : index + 5]
    if after and (after[0].text in words().hours or zones.is_zone_name(after[0].text)):
        return True
    if after and after[0].text == "." and [len(each.text) for each in after] != [1, 2]:
        return False
    before = index - 1
    if before >= 0 and tokens[before].text == "." and tokens[before].end == tokens[index].start:
        return False
    while before >= 0 and tokens[before].kind == "mark" and tokens[before].text in ".,":
        before -= 1
    if before < 0:
        return False
    token = tokens[before]
    return token.text in words().before_clock or (token.kind == "number" and len(token.text) == 4)


def _past(tokens: list[Token], index: int, among: frozenset[str]) -> int:
    return index + 1 if index < len(tokens) and tokens[index].text in among else index


def _half(tokens: list[Token], first: int, after: int) -> tuple[int | None, int]:
    """0 before noon and 12 after it, where a word behind the figures or before them says so; what is after it."""
    halves = words().halves
    if after < len(tokens) and tokens[after].text in halves:
        return halves[tokens[after].text], _past(tokens, after + 1, frozenset("."))
    before = tokens[first - 1] if first else None
    if before is not None and before.text in halves and before.text not in _BEHIND_ONLY:
        tokens[first - 1] = before._replace(kind="mark", text=",")
        return halves[before.text], after
    return None, after


def _time(digits: _Digits, half: int | None) -> time:
    hour, second = digits.hour, min(digits.second, 59) if digits.second == 60 else digits.second
    if half is not None:
        if not 0 <= hour <= 12:
            raise UnclearError
        hour = hour % 12 + half
    try:
        return time(hour, digits.minute, second, digits.micro)
    except ValueError as error:
        raise UnclearError from error


def _is_span(tokens: list[Token], digits: _Digits, index: int) -> bool:
    """Whether two times stand there, "12:30-14:00"; "-05:00" behind seconds is a zone."""
    texts = [token.text for token in tokens[index : index + 4]]
    return digits.after - digits.first == 3 and len(texts) == 4 and texts[0] == "-" and texts[2] == ":"


def _zone(written: Written, index: int) -> tuple[tzinfo | None, int]:
    """The zone that begins at a token, also in brackets, and the token after it.

    Raises UnclearError for a name that means several zones.
    """
    tokens = written.tokens
    opened = index < len(tokens) and tokens[index].text in ("(", "[")
    index += opened
    if index >= len(tokens):
        return None, index
    start = tokens[index].start
    for form in (_OFFSET, zones.IANA):
        if (match := form.match(written.text, start)) and (zone := zones.zone_of("".join(match[0].split()))):
            behind = (at for at, token in enumerate(tokens) if token.start >= match.end())
            after = next(behind, len(tokens))
            # "+0000 UTC": the name says it once more.
            return zone, after + (after < len(tokens) and zones.is_zone_name(tokens[after].text))
    for many in range(min(zones.MOST_WORDS, len(tokens) - index), 0, -1):
        name = " ".join(token.text for token in tokens[index : index + many])
        if zones.is_zone_name(name):
            if (known := zones.zone_of(name, habits().country)) is None:
                raise UnclearError
            return known, index + many
    return None, index - opened


def _zone_at_the_end(written: Written, after: int) -> tuple[tzinfo | None, int]:
    """The zone with which the text ends, as in "06:12 21/11/2026 GMT", and its first token."""
    many = len(written.tokens)
    for index in range(max(after, many - zones.MOST_WORDS), many):
        zone, behind = _zone(written, index)
        if zone is not None and behind == many:
            return zone, index
    return None, many
