"""The values of an article's fields in JSON, whatever shape they have: a text, an object, a list of either."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from streams.intake import dates
from streams.intake.charset import scrub
from streams.intake.embargo_field import read_embargo
from streams.intake.feeds.text import one_line
from streams.intake.fields.names import Fields, fold, names
from streams.intake.html.metadata import clean_byline, primary_language
from streams.intake.ninjs.fields import WrongType, kind_of

_EMPTY: tuple[object, ...] = (None, "", [], {})


def present(fields: Fields, field: str) -> Iterator[tuple[str, Any]]:
    """(name, value) of what is there for a field and not empty, in the order of the list."""
    for name in names().fields[field]:
        value = fields.get(name)
        if value not in _EMPTY and not (isinstance(value, str) and not value.strip()):
            yield name, value


def text(fields: Fields, field: str, *, must: bool = True) -> str | None:
    """A text. If it matters, WrongType names the field where all that is there for it is no text."""
    wrong: str | None = None
    for name, value in present(fields, field):
        found = _as_text(value)
        if found:
            return found
        wrong = wrong or f"{name} is {kind_of(value)}, not text"
    if wrong and must:
        raise WrongType(wrong)
    return None


def line(fields: Fields, field: str) -> str | None:
    """A text on one line; anything else is as if it were not there."""
    for _, value in present(fields, field):
        if found := one_line(_inside(value, "text") if isinstance(value, dict) else _string(value)):
            return found
    return None


def named(fields: Fields, field: str) -> tuple[str, ...]:
    """Names of people, houses or subjects: a text, an object with a name, a list of either."""
    for _, value in present(fields, field):
        entries = value if isinstance(value, list) else [value]
        found: dict[str, None] = {}
        for entry in entries[:200]:
            given = _inside(entry, "name") if isinstance(entry, dict) else _string(entry)
            if clean := one_line(given):
                found[clean] = None
        if found:
            return tuple(found)
    return ()


def address(fields: Fields, field: str) -> str | None:
    """An address or an identifier: a text, a number, or an object that holds one."""
    for _, value in present(fields, field):
        inner = _inside(value, "address") if isinstance(value, dict) else value
        if isinstance(inner, int) and not isinstance(inner, bool):
            return str(inner)
        if found := _string(inner):
            return found.strip()
    return None


def moment(fields: Fields, field: str) -> datetime | None:
    """The first of the dates that can be read, in UTC."""
    for _, value in present(fields, field):
        if (found := dates.parse(_date(value))) is not None:
            return found
    return None


def embargo(fields: Fields, arrival: datetime) -> tuple[datetime | None, str | None]:
    """(until when, the words of an embargo that nobody can read). The latest counts; false means that there is none."""
    found: list[datetime] = []
    words: str | None = None
    for name, value in present(fields, "embargo"):
        given = _date(value)
        if given is False or (
            isinstance(given, str) and given.strip().lower() in ("false", "no", "none", "0")
        ):
            continue
        parsed, unread = dates.parse(given), None
        if isinstance(given, str):
            parsed, unread = read_embargo(given, arrival)
        if parsed is not None:
            found.append(parsed)
        elif words is None:
            words = one_line(f"{name}: {unread or str(given)[:200]}")
    return max(found, default=None), words


def status(fields: Fields) -> str | None:
    """ "usable", "withheld", "timed" or "canceled" if the object says so; WrongType for a word that is not known."""
    for name, value in present(fields, "status"):
        if isinstance(value, bool | int | float):  # of a crawler: 200, true
            continue
        if not isinstance(value, str):
            raise WrongType(f"{name} is {kind_of(value)}, not text")
        word = " ".join(value.replace("_", " ").replace("-", " ").lower().split())
        if (known := names().status.get(word)) is None:
            raise WrongType(f"{name} is {scrub(value)[0][:40]!r}, which is no status that is known")
        if known != "neutral":
            return known
    return None


def kind(fields: Fields) -> str | None:
    """The kind of thing that is no article, as written; None for an article and for what is not known."""
    for _, value in present(fields, "kind"):
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, str) and each.rpartition("/")[2].strip().lower() in names().not_text:
                return scrub(each)[0].strip()[:60]
            if isinstance(each, str) and each.lower().startswith(("image/", "video/", "audio/")):
                return scrub(each)[0].strip()[:60]
    return None


def byline(fields: Fields) -> str | None:
    """The names of the authors, parted by commas."""
    return clean_byline(", ".join(filter(None, map(clean_byline, named(fields, "author")))))


def language(fields: Fields) -> str:
    """The primary tag; "und" where nothing tells. "English", "eng" and "en_GB" are all en."""
    for _, value in present(fields, "language"):
        given = _inside(value, "name") if isinstance(value, dict) else _string(value)
        if not given:
            continue
        if known := names().languages.get(given.strip().lower()):
            return known
        if tag := primary_language(given):
            return tag
    return "und"


def subjects(fields: Fields) -> tuple[tuple[str | None, str | None], ...]:
    """(name, None) of each subject, from all the fields that hold some; "a, b; c" is three."""
    found: dict[tuple[str | None, str | None], None] = {}
    for _, value in present(fields, "subjects"):
        if isinstance(value, str):
            value = value.replace(";", ",").replace("|", ",").split(",")
        for entry in (value if isinstance(value, list) else [value])[:200]:
            given = _inside(entry, "subject") if isinstance(entry, dict) else _string(entry)
            if (name := one_line(given)) and not name.isdigit():
                found[name, None] = None
    return tuple(found)


def version(fields: Fields) -> str | None:
    """The version as text, whether a number or a text was given."""
    for _, value in present(fields, "version"):
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        if found := one_line(_string(value)):
            return found
    return None


def urgency(fields: Fields) -> int | None:
    """1 to 9, 1 being the most urgent; None for anything else."""
    for _, value in present(fields, "urgency"):
        number = int(value) if isinstance(value, str) and value.strip() in tuple("123456789") else value
        if isinstance(number, int) and not isinstance(number, bool) and 1 <= number <= 9:
            return number
    return None


def _as_text(value: Any) -> str | None:
    """A text, an object with one, or a list of either, whose parts are paragraphs."""
    if isinstance(value, list):
        parts = [_inside(each, "text") if isinstance(each, dict) else _string(each) for each in value]
        if any(part is None and not isinstance(each, dict) for part, each in zip(parts, value, strict=True)):
            return None
        return "\n\n".join(filter(None, parts)) or None
    return _inside(value, "text") if isinstance(value, dict) else _string(value)


def _inside(value: dict[str, Any], shape: str) -> str | None:
    """The text or the number in an object that stands in place of a text."""
    inner = {fold(key): each for key, each in value.items()}
    for name in names().values[shape]:
        each = inner.get(name)
        if isinstance(each, str) and each.strip():
            return scrub(each)[0]
        if shape == "address" and isinstance(each, int) and not isinstance(each, bool):
            return str(each)
    return None


def _date(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {fold(key): each for key, each in value.items()}
    return next((inner[name] for name in names().values["date"] if inner.get(name) not in _EMPTY), value)


def _string(value: Any) -> str | None:
    return scrub(value)[0] if isinstance(value, str) else None
