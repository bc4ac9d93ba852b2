"""The words of time in which a language states an embargo: loaded from data and the Unicode CLDR, made into patterns.

Months, weekdays and cities are named as in the CLDR (by way of babel) and in streams/data/signals/embargo/. The words
of English are understood in every language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from streams.clean.embargo_letters import plain
from streams.clean.embargo_names import (
    Zone,
    any_of,
    cities_of,
    common,
    data_of,
    either,
    merged,
    months_of,
    numbers_of,
    offset_of,
    patterns_of,
    weekdays_of,
    zone_names,
    zones_of,
)
from streams.lazily import made_once

_PLACE = "city"
#: A zone right behind its time: "0001GMT".
_GLUED = r"(?=(?:GMT|UTC)(?!\w))"
_OF = r"(?:of\s|de\s|del\s|di\s|do\s|d'|den\s|da\s)?"
_EAST_ASIAN_WEEKDAYS = {day: number for number, day in enumerate("月火水木金土日")} | {
    day: number for number, day in enumerate("一二三四五六日")
}
_EAST_ASIAN_WEEKDAYS["天"] = 6


@dataclass(frozen=True, slots=True)
class Book:
    """How a language tells the time.

    `token` matches the next word of a statement; the name of its last group is the kind of the word. `time_word`
    finds a day or a time anywhere. `words` are those by which the language is told from others.
    """

    token: re.Pattern[str]
    time_word: re.Pattern[str]
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    days: Mapping[str, int]
    hours: Mapping[str, int]
    zones: Mapping[str, Zone]  # by their names in upper case
    cities: Mapping[str, str]  # keys of the IANA database, by names in lower case
    parts: Mapping[str, re.Pattern[str]]  # "am", "pm", "night", "noon"
    loose: re.Pattern[str]  # a word beside a number that does not say whether it is in the morning
    home: ZoneInfo | None
    elsewhere: tuple[str, ...]
    countries: tuple[str, ...]  # where it is spoken, in ISO 3166-1 codes, if these have several clocks
    words: frozenset[str]
    twelve: bool  # "6:30" may be in the evening
    strict: bool  # and so may "10:30"
    day_first: bool  # 03/04 is 3 April
    joined: bool  # written without spaces
    places: tuple[str, ...]  # the groups of `token` that hold a city

    def doubted(self) -> Book:
        """The same where the words may be of another language as well, with another order of day and month."""
        return replace(self, day_first=False, twelve=True)

    def zone(self, written: str, city: str | None) -> Zone:
        """The zone of that name; None if the name is not known or means several zones."""
        name = " ".join(written.replace("−", "-").split())
        if name.upper() in self.zones:
            return self.zones[name.upper()]
        if city is not None:
            key = self.cities.get(city.lower())
            return ZoneInfo(key) if key else None
        offset = re.fullmatch(r"(?:GMT|UTC)? ?([+-])(\d{1,2}):?(\d\d)?", name, re.IGNORECASE)
        return offset_of(offset) if offset else None


@made_once
def words_of(language: str) -> frozenset[str]:
    """The words of time of a language without those of English, in lower case: by them it is told from others."""
    data = data_of(language)
    names = chain(
        months_of(data), weekdays_of(data), data["days"], data["glue"].split(), data.get("spoken", ())
    )
    hours = re.findall(r"[^\W\d_]{2,}", " ".join((*data.get("before", ()), *data.get("after", ()))))
    loose = re.findall(
        r"[^\W\d_]{2,}", " ".join((*data.get("loose_before", ()), *data.get("loose_after", ())))
    )
    found = {
        plain(word).lower() for name in (*names, *hours, *loose) for word in re.findall(r"[^\W\d_]+", name)
    }
    # "New York time" is English, New York is not.
    return frozenset(found - _words_of_cities(language))


def _words_of_cities(language: str) -> set[str]:
    names = (*cities_of(data_of("en")), *cities_of(data_of(language)), *common()["cities"])
    # Short ones are words of every kind: "Le Caire", "Port-of-Spain".
    return {word for name in names for word in name.split() if len(word) > 3}


@made_once
def book_of(language: str) -> Book:
    """The words of one of LANGUAGES, loaded once."""
    data, english = data_of(language), data_of("en")
    both = (english, data)
    months, weekdays = merged(months_of, both), merged(weekdays_of, both)
    days = {plain(name): ahead for each in both for name, ahead in each["days"].items()}
    cities = cities_of(data) | dict(common()["cities"])
    zones = zones_of(both)
    names = _Names(data, months, weekdays, days, cities)
    token = re.compile(names.token(), re.IGNORECASE)
    return Book(
        token=token,
        time_word=re.compile(names.time_word(), re.IGNORECASE),
        months=months,
        weekdays=weekdays,
        days=days,
        hours=names.hours,
        zones=zones,
        cities=cities,
        parts={
            kind: re.compile(either(patterns_of(kind, both) + patterns_of(more, both)), re.IGNORECASE)
            for kind, more in (("am", "compound"), ("pm", ""), ("night", ""), ("noon", ""))
        },
        loose=re.compile(
            either(patterns_of("loose_before", both) + patterns_of("loose_after", both)), re.IGNORECASE
        ),
        home=ZoneInfo(data["home"]) if "home" in data else None,
        elsewhere=tuple(data.get("elsewhere", ())),
        countries=tuple(data.get("countries", "").split()),
        words=words_of(language),
        twelve=bool(data.get("twelve")),
        strict=data.get("twelve") == "strict",
        day_first=data.get("order") == "dmy",
        joined=bool(data.get("joined")),
        places=tuple(group for group in token.groupindex if group.startswith(_PLACE)),
    )


class _Names:
    """The names that a language's patterns are made of."""

    def __init__(
        self,
        data: dict[str, Any],
        months: dict[str, int],
        weekdays: dict[str, int],
        days: dict[str, int],
        cities: dict[str, str],
    ) -> None:
        self._data, self._both = data, (data, data_of("en"))
        self._months, self._weekdays, self._days = any_of(months), any_of(weekdays), any_of(days)
        self._cities = cities
        self.hours = {plain(name): number for name, number in numbers_of(data.get("hours", {})).items()}
        self._joined = bool(data.get("joined"))
        self._end = "(?![A-Za-z])" if self._joined else r"(?!\w)"

    def time_word(self) -> str:
        """The pattern of a day or a time anywhere in a text."""
        edge = "" if self._joined else r"\b"
        beside = either(patterns_of("after", self._both) + patterns_of("loose_after", self._both))
        return (
            rf"{edge}(?:{self._months}|{self._weekdays}|{self._days}){self._end}"
            rf"|\d{{1,2}}[:.h]\d\d|\d{{4}}|\d{{1,2}}\s?(?:[ap]\.?\s?m\b|(?:{beside}){self._end})|\d[月日/]"
        )

    def token(self) -> str:
        """The pattern of the next word of a statement; the order counts."""
        kinds = {**self._dates(), **self._clocks(), **self._others()}
        return "|".join(f"(?P<{kind}>{text})" for kind, text in kinds.items())

    def _dates(self) -> dict[str, str]:
        # 2027 is a year, 2027 GMT a time of the day.
        hour = r"hrs|hours|uhr|uur|h\b(?!\s?\d)|gmt|utc|[ecmp][sd]?t\b|bst|cest|cet|mez|msk|мск"
        year = rf"(?:19|20)\d\d(?!\d|\s?(?:{hour}))"
        months, end = self._months, self._end
        after_year = r"(?:\s?(?:г\.|года?|r\.|roku)(?!\w))?"
        dates = {
            "iso": r"(?P<iso_date>\d{4}-\d\d-\d\d)(?:(?:T|\s)(?P<iso_time>\d\d:\d\d)(?::\d\d(?:\.\d{1,9})?)?"
            r"(?P<iso_zone>Z|[+-]\d\d:?\d\d)?)?(?!\d)",
            "year_first": r"(?P<year_0>20\d\d)[./](?P<month_0>\d{1,2})[./](?P<day_0>\d{1,2})(?!\d)",
            "zone": self._zone(),
            "event": rf"(?:{either(patterns_of('events', self._both))}|{self._occasion()}){end}",
            "following": rf"(?:{either(patterns_of('following', self._both))}){end}",
            "vague": rf"(?:{either(patterns_of('vague', self._both))}){end}",
            "dots": rf"(?P<day_1>\d{{1,2}})\.\s?(?P<month_1>\d{{1,2}})\.(?:\s?(?P<year_1>{year})"
            r"|(?P<short_1>\d\d)(?![\d:.h]|\s?uhr))?(?!\d)" + after_year,
            "slashes": rf"(?P<left>\d{{1,2}})[/-](?P<right>\d{{1,2}})(?:[/-](?P<year_2>{year}|\d\d))?(?![\d/:]|-\d)",
            "day": rf"(?P<day_3>\d{{1,2}})(?:st|nd|rd|th|er|e|º|°|ª|ro|-?го|-?е|:e|\.)?[\s/-]{{1,2}}{_OF}"
            rf"(?P<month_3>{months})(?!\w)\.?(?:\s?/\s?(?:{months})(?!\w))?(?:,?[\s-]{_OF}(?P<year_3>{year}))?"
            + after_year,
            "day_month": rf"(?P<day_7>\d{{1,2}})\.(?P<month_7>\d{{1,2}})(?=,?\s(?:{self._before()})\s?\d)",
            "month": rf"(?P<month_4>{months})(?!\w)\.?\s?(?P<day_4>\d{{1,2}})(?:st|nd|rd|th)?"
            rf"(?!\w|:\d|\.\d|\s?(?:uhr|[ap]\.?\s?m\b))(?:,?\s(?P<year_4>{year}))?",
        }
        if self._joined:
            dates = {
                "cjk": r"(?:(?:令和(?P<era>\d{1,2})|(?P<year_5>\d{4}))[年년] ?)?"
                r"(?P<month_5>\d{1,2})[月월] ?(?P<day_5>\d{1,2})[日号號일]",
                "cjk_day": r"(?P<day_6>\d{1,2})[日号號일]",
                **dates,
            }
        return dates

    def _occasion(self) -> str:
        """ "Until publication of the report": a few words between, and what belongs to the noun."""
        until, nouns = (either(patterns_of(kind, (self._data,))) for kind in ("until", "occasions"))
        return rf"(?:{until})\s(?:[^\W\d_][\w'-]*\s){{0,3}}?(?:{nouns})(?!\d)\w*(?:\s[^\W\d_][\w'-]*){{0,3}}"

    def _clocks(self) -> dict[str, str]:
        noon, midnight = (either(patterns_of(kind, self._both)) for kind in ("noon", "midnight"))
        end = self._end
        four = rf"hrs|hours|h\b|uhr\b|uur\b|{self._zone(places=False)}"
        return {
            "half": rf"(?:(?:{self._before()})\s?)?"
            r"(?P<hour_1>\d{1,2})(?:[:.](?P<minute_1>\d\d))?\s?(?P<half_day>[ap])\.?\s?m(?![^\W_])\.?",
            "midday": rf"(?:12(?:[:.]00)?\s?)?(?:{noon}){end}",
            "midnight": rf"(?:12(?:[:.]00)?\s?)?(?:{midnight}){end}",
            "clock": self._clock(),
            "hours": rf"(?:(?!(?:19|20)\d\d)|(?=\d{{4}}\s?[(]?(?:{four})))"
            rf"(?P<hour_5>[01]\d|2[0-4])(?P<minute_5>[0-5]\d)(?:\s?(?:hrs|hours|h|uhr|uur|horas)\.?)?(?:{_GLUED}|(?=Z?{end}))",
        }

    def _before(self) -> str:
        return either(patterns_of("before", self._both) + patterns_of("loose_before", self._both))

    def _clock(self) -> str:
        before = self._before()
        after = either(patterns_of("after", self._both) + patterns_of("loose_after", self._both))
        part = either(
            [each for kind in ("am", "pm", "night", "noon") for each in patterns_of(kind, self._both)]
        )
        hour = r"(?P<hour_2>\d{1,2})"
        if self.hours:
            hour = rf"(?:{hour}|(?P<hour_name>{any_of(self.hours)}))"
        # "до 24 ноября" is no time of the day.
        no_date = rf"(?!(?:(?:{before})\s)?\d{{1,2}}\S{{0,3}}\s{_OF}(?:{self._months}){self._end})"
        minutes = r"(?:(?:[:.h]|(?(before),|(?!)))(?P<minute_2>\d\d)(?::\d\d)?(?P<full>\s?(?:hrs|hours)\b)?)?"
        later = (
            r"(?:\s?(?:(?P<minute_4>\d{1,2})分|(?P<minute_3>\d\d)(?:min)?(?!\d|[.:/])))?(?P<half_hour>半)?"
        )
        # A number alone is none: there must be minutes, a word beside it, or a part of the day.
        evidence = "(?(minute_2)|(?(before)|(?(after)|(?(part)|(?!)))))"
        return (
            rf"{no_date}(?:(?P<before>{before})\s?)?{hour}{minutes}(?:\s?(?P<after>{after}){later})?"
            rf"(?:,?\s?(?P<part>{part}))?{evidence}(?:{_GLUED}|{self._end}(?!\d|[:./-]\d|-\w))"
        )

    def _others(self) -> dict[str, str]:
        end = self._end
        kinds = ("am", "pm", "night", "noon", "compound")
        parts = [each for kind in kinds for each in patterns_of(kind, (self._data,))]
        weekday = rf"(?P<weekday_name>{self._weekdays})s?(?P<weekday_part>{either(parts)})?(?!\w|'s)\.?"
        if self._joined:
            weekday = (
                r"[(]?(?:(?<=[(])(?P<weekday_1>[月火水木金土日])(?=[)])|(?P<weekday_2>[月火水木金土日])曜日?"
                r"|(?:星期|[周週]|[礼禮]拜)(?P<weekday_3>[一二三四五六日天]))"
            ) + rf"|(?P<weekday_name>{self._weekdays}){end}"
        parts = [each for kind in ("am", "pm", "night") for each in patterns_of(kind, self._both)]
        glue = [*self._data["glue"].split(), *data_of("en")["glue"].split()]
        return {
            "weekday": weekday,
            "relative": rf"(?P<relative_day>{self._days}){end}",
            "day_part": rf"(?:{either(parts)}){end}",
            "number": rf"\d{{1,2}}(?!\d){end}",
            "glue": rf"(?:{any_of(plain(word) for word in glue)}){end}|[dl]'",
            "place": self._bare_place(),  # a word that is nothing else
            "ahead": self._place_ahead(),
            "stop": r"[.!?](?=\s|$|[)\]])|。",
            "space": r"[\s,;:()\[\]/|\"“”„«»*_'–—・【】<>-]|\.(?=\d)",
        }

    def _zone(self, *, places: bool = True) -> str:
        end = self._end
        without = set(self._data.get("not_zones", ()))
        names = [name for name in zone_names(self._both, short=True) if name not in without and name != "Z"]
        text = (
            rf"(?:GMT|UTC)\s?[+−-]\s?\d{{1,2}}(?::?\d\d)?\b|(?<=\d)\s?[+−-]\d\d:?\d\d(?!\d)"
            rf"|(?:{any_of(zone_names(self._both, short=False))}){end}|(?-i:{any_of(names)}){end}"
            rf"|(?:GMT|UTC){end}|(?<=\d)Z{end}"
        )
        return f"{text}|{self._places()}" if places and self._data.get("places") else text

    def _bare_place(self) -> str:
        """A pattern of the city alone behind its time, as in "09:00 London / 10:00 Paris".

        What follows must be another time, the day, or the end: "09:00 London bridge closes" is a headline.
        """
        if self._joined:
            return "(?!)"
        behind = "|".join(rf"(?<={end}\s)" for end in (r"\d", "[ap]m", r"\.m\.", "uhr", "uur", r"\dh", "hrs"))
        name = r"(?-i:[^\W\d_a-zа-я])[^\W\d_]{2,14}"
        time = rf"\d{{1,2}}(?:[:.h]\d\d|\s?(?:[ap]\.?\s?m|uhr|uur|h)(?!\w)|\.?\s(?:{self._months})(?!\w))"
        ahead = rf"\s?[/;|(]\s?{time}|,?\s(?:on\s)?(?:{time}|(?:{self._weekdays}|{self._months})(?!\w))|[)\]]|\.?$"
        return rf"(?:{behind})(?P<{_PLACE}_bare>{name}(?:\s{name})?)(?={ahead})"

    def _place_ahead(self) -> str:
        """A pattern of the city before its time or its day, as in "London 18.00 Uhr, Berlin 19.00 Uhr"."""
        if self._joined:
            return "(?!)"
        name = r"(?-i:[^\W\d_a-zа-я])[^\W\d_]{2,14}"
        before = either(patterns_of("before", self._both) + patterns_of("loose_before", self._both))
        time = r"\d{1,2}(?:[:.h]\d\d(?![\d.])|\s?(?:[ap]\.?\s?m|uhr|uur|h|horas|gmt|utc)(?!\w))"
        # "Berlin, 24. November, 6.00 Uhr / London, 5.00 Uhr"
        day = rf"(?:(?:{self._weekdays}),?\s)?(?:\d{{1,2}}\.?\s(?:{self._months})(?!\w)\.?(?:\s20\d\d)?,?\s)?"
        return rf"(?P<{_PLACE}_ahead>{name}(?:\s{name})?)(?=:?,?\s{day}(?:(?:{before})\s)?{time})"

    def _places(self) -> str:
        """Patterns of the time of a city. The group is numbered: a pattern may hold its name only once."""
        several = self._cities if self._joined else [name for name in self._cities if " " in name]
        found = []
        patterns = list(self._data["places"])
        if self._data is not data_of("en"):
            patterns += data_of("en")["places"]
        for number, place in enumerate(patterns):
            if self._joined and place in data_of("en")["places"]:
                continue
            text = place.replace("(?P<city>", f"(?P<{_PLACE}_{number}>").replace(
                "{{city}}", any_of(several) or "(?!)"
            )
            found.append(f"{text}{self._end}")
        return "|".join(found)


def place_of(match: re.Match[str], book: Book) -> str | None:
    """The city in a zone that was matched, such as "London" in "London time"."""
    return next((match[group] for group in book.places if match[group]), None)


def weekday_of(match: re.Match[str], book: Book) -> int:
    """The number of the weekday that was matched; 0 is Monday."""
    name = match["weekday_name"]
    if name:
        return book.weekdays[name.lower()]
    groups = match.groupdict()
    return _EAST_ASIAN_WEEKDAYS[groups["weekday_1"] or groups["weekday_2"] or groups["weekday_3"]]
