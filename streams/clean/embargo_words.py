"""The words of time in an embargo: months, weekdays, zones and what stands between them, in one pattern."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import timedelta, timezone, tzinfo
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Words:
    """`token` matches the next word of a statement; the name of its last group is the word's kind."""

    token: re.Pattern[str]
    time_word: re.Pattern[str]
    months: dict[str, int]
    weekdays: dict[str, int]
    days: dict[str, int]
    zones: dict[str, tzinfo | None]  # None: the name is known, and means several zones or none

    def zone(self, written: str) -> tzinfo | None:
        """The zone of that name; None if nobody can place it."""
        name = " ".join(written.replace("−", "-").split())
        if name.upper() in self.zones:
            return self.zones[name.upper()]
        offset = re.fullmatch(r"(?:GMT|UTC)? ?([+-])(\d{1,2}):?(\d\d)?", name, re.IGNORECASE)
        return _offset(offset) if offset else None


def table() -> dict[str, Any]:
    """The data file, read once."""
    return _table()


@cache
def _table() -> dict[str, Any]:
    path = files("streams") / "data" / "signals" / "embargo.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def words() -> Words:
    """The words, loaded once."""
    data = _table()
    months, weekdays = _numbers(data["months"]), _numbers(data["weekdays"])
    token = _token(data, _any(months), _any(weekdays))
    time_word = (
        rf"(?i)\b(?:{_any(months)}|{_any(weekdays)}|{_any(data['days'])})\b|\d{{1,2}}[:.h]\d\d|\d{{4}}"
    )
    return Words(token, re.compile(time_word), months, weekdays, dict(data["days"]), _zones(data))


def _numbers(lists: dict[str, str]) -> dict[str, int]:
    return {name: int(number) for number, names in lists.items() for name in names.split()}


def _any(names: Any) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))


def _zones(data: dict[str, Any]) -> dict[str, tzinfo | None]:
    zones: dict[str, tzinfo | None] = {
        name: timezone(timedelta(minutes=offset)) for name, offset in data["fixed"].items()
    }
    zones |= {name: ZoneInfo(key) for name, key in data["ruled"].items()}
    for name, key in data["spoken"].items():
        offset = re.fullmatch(r"([+-])(\d\d):(\d\d)", key)
        zones[name.upper()] = _offset(offset) if offset else ZoneInfo(key)
    return zones | {name.upper(): None for name in data["unclear"]["names"]}


def _offset(match: re.Match[str]) -> timezone | None:
    hours, minutes = int(match[2]), int(match[3] or 0)
    if hours > 14 or minutes > 59:
        return None
    ahead = timedelta(hours=hours, minutes=minutes)
    return timezone(ahead if match[1] == "+" else -ahead)


def _token(data: dict[str, Any], months: str, weekdays: str) -> re.Pattern[str]:
    short = [*data["fixed"], *data["ruled"], *(name for name in data["unclear"]["names"] if name.isupper())]
    spoken = [*data["spoken"], *(name for name in data["unclear"]["names"] if not name.isupper())]
    zone = (
        rf"(?:GMT|UTC)\s?[+−-]\s?\d{{1,2}}(?::?\d\d)?\b|(?<=\d)\s?[+−-]\d\d:?\d\d(?!\d)|(?:{_any(spoken)})(?!\w)"
        rf"|(?-i:{_any(name for name in short if name != 'Z')})(?!\w)|(?:GMT|UTC)(?!\w)|(?<=\d)Z(?!\w)"
    )
    # 2027 is a year, 2027 GMT a time of the day.
    year = r"(?:19|20)\d\d(?!\d|\s?(?:hrs|hours|uhr|h\b|gmt|utc|[ecmp][sd]?t\b|bst|cest|cet|mez))"
    kinds = {
        "iso": r"(?P<iso_date>\d{4}-\d\d-\d\d)(?:(?:T|\s)(?P<iso_time>\d\d:\d\d)(?::\d\d(?:\.\d{1,9})?)?"
        r"(?P<iso_zone>Z|[+-]\d\d:?\d\d)?)?(?!\d)",
        "zone": zone,
        "dots": rf"(?P<day_1>\d{{1,2}})\.\s?(?P<month_1>\d{{1,2}})\.(?:\s?(?P<year_1>{year})"
        r"|(?P<short_1>\d\d)(?![\d:.h]|\s?uhr))?(?!\d)",
        "slashes": r"(?P<left>\d{1,2})/(?P<right>\d{1,2})/(?P<year_2>\d{4}|\d\d)(?!\d)",
        "day": rf"(?P<day_3>\d{{1,2}})(?:st|nd|rd|th|er|e|\.)?[\s-](?:of\s)?(?P<month_3>{months})(?!\w)\.?"
        rf"(?:,?[\s-](?P<year_3>{year}))?",
        "month": rf"(?P<month_4>{months})(?!\w)\.?\s?(?P<day_4>\d{{1,2}})(?:st|nd|rd|th)?"
        rf"(?!\w|:\d|\.\d|\s?(?:uhr|[ap]\.?\s?m\b))(?:,?\s(?P<year_4>{year}))?",
        "half": r"(?P<hour_1>\d{1,2})(?:[:.](?P<minute_1>\d\d))?\s?(?P<half_day>[ap])\.?\s?m(?!\w)\.?",
        "noon": r"(?:12(?:[:.]00)?\s?)?(?:noon|midday|midi|mittags?)(?!\w)",
        "midnight": r"(?:12(?:[:.]00)?\s?)?(?:midnight|mitternacht|minuit)(?!\w)",
        "uhr": r"(?P<hour_2>\d{1,2})(?:[:.](?P<minute_2>\d\d))?\s?uhr(?:\s(?P<minute_6>\d\d)(?!\d|\.))?(?!\w)",
        "french": r"(?P<hour_3>\d{1,2})\s?(?:h|heures?\s?)(?P<minute_3>\d\d)?(?!\w)",
        "clock": r"(?P<hour_4>\d{1,2})[:.](?P<minute_4>\d\d)(?::\d\d)?(?:\s?(?:hrs|hours|h))?(?![\w:]|\.\d)",
        "hours": rf"(?:(?!(?:19|20)\d\d)|(?=\d{{4}}\s?[(]?(?:hrs|hours|h\b|{zone})))"
        r"(?P<hour_5>[01]\d|2[0-4])(?P<minute_5>[0-5]\d)(?:\s?(?:hrs|hours|h)\.?)?(?=Z?(?!\w))",
        "weekday": rf"(?P<weekday_name>{weekdays})(?!\w|['’]s)\.?",
        "relative": rf"(?P<relative_day>{_any(data['days'])})(?!\w)",
        "glue": rf"(?:{_any(data['glue']['words'].split())})(?!\w)|d['’]",
        "stop": r"[.!?](?=\s|$|[)\]])",
        "space": r"[\s,;:()\[\]/|\"“”„«»*_'’–—-]|\.(?=\d)",
    }
    pattern = "|".join(f"(?P<{kind}>{text})" for kind, text in kinds.items())
    return re.compile(pattern, re.IGNORECASE)
