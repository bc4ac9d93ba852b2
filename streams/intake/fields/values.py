"""The fields of an article in JSON: which names they have, and their values, whatever shape these have.

The names are in data/feeds/json_fields.toml. A value may be a text, an object, or a list of either.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from streams.intake import dates, newscodes
from streams.intake.charset import scrub
from streams.intake.dates import read_embargo
from streams.intake.feeds.text import one_line
from streams.intake.fields.names import names
from streams.intake.fields.rich_text import markup_of
from streams.intake.html.metadata import clean_byline, primary_language
from streams.intake.media_topics import name_of
from streams.intake.ninjs.fields import WrongType, kind_of, spelled
from streams.sent import Concept, Media, Rendition

#: Entries of a list of subjects that are looked at, and characters of an address.
_MOST, _LONGEST_ADDRESS = 2_000, 4_000
#: Characters and words that a text has at least which is taken for an article's whatever its name is.
_ARTICLE, _WORDS = 200, 20
#: Fields that are a headline where none has the name of one, and their words: a person's name has fewer.
_MAY_BE_HEADLINE = ("name", "subject", "subjectline")
_HEADLINE = 4
#: Of scripts that part no words.
_FULL_STOPS = frozenset("。！？")
#: A name of something else under which a text may stand, in parts with headings.
_MAY_BE_TEXT = frozenset({"sections"})
#: What says yes and no: 1, true, "true".
_YES, _NO = (1, "true"), (0, "false")
_EMPTY: tuple[object, ...] = (None, "", [], {})
Fields = dict[str, Any]


def present(fields: Fields, field: str) -> Iterator[tuple[str, Any]]:
    """(name, value) of each value of a field that is not empty, in the order of the list of names."""
    for name in names().fields[field]:
        value = fields.get(name)
        if value not in _EMPTY and not (isinstance(value, str) and not value.strip()):
            yield name, value


def text(fields: Fields, field: str, *, must: bool = True) -> str | None:
    """A text of the field; None if there is none.

    Raises WrongType with the name of the field if it has values, none of them is a text, and it `must` be read.
    """
    wrong: str | None = None
    for name, value in present(fields, field):
        found = _as_text(value)
        if found:
            return found
        wrong = wrong or f"{name} is {kind_of(value)}, not text"
    if wrong and must:
        raise WrongType(wrong)
    return None


def decoded(fields: Fields) -> Fields:
    """The fields with their texts decoded, if one of them says that these are in Base64."""
    if not any(fields.get(name) == "base64" for name in names().encoded):
        return fields
    return fields | {
        name: text
        for field in ("text", "html", "markdown")
        for name, value in present(fields, field)
        if isinstance(value, str) and (text := _from_base64(value)) is not None
    }


def _from_base64(value: str) -> str | None:
    try:
        return base64.b64decode("".join(value.split()), validate=True).decode()
    except ValueError:
        return None


def headline(fields: Fields) -> str | None:
    """The headline; where no field is one, a name of several words, as schema.org has of everything, or a subject."""
    if found := text(fields, "headline"):
        return found
    for name in _MAY_BE_HEADLINE:
        said = fields.get(name)
        if isinstance(said, str) and len(said.split()) >= _HEADLINE:
            return scrub(said)[0]
    return None


def tree(fields: Fields) -> str | None:
    """The text of a field that is kept as a tree of nodes, as HTML; None if there is none."""
    return next((found for _, value in present(fields, "tree") if (found := markup_of(value))), None)


def unnamed_text(fields: Fields) -> str | None:
    """The longest text that stands under a name which no list has, if it is as long as an article's.

    So an object whose author calls the text by a name of his own is no headline without one.
    """
    known = frozenset(name for each in names().fields.values() for name in each)
    found: list[str] = []
    for name, value in fields.items():
        if name in _MAY_BE_TEXT or not (name in known or any(each in name for each in names().no_text)):
            found.append(_as_text(value) or "")
    longest = max(found, key=len, default="")
    is_prose = len(longest.split(None, _WORDS)) > _WORDS or not _FULL_STOPS.isdisjoint(longest)
    return longest if len(longest) >= _ARTICLE and is_prose else None


def line(fields: Fields, field: str) -> str | None:
    """A text on one line. Any other value counts as missing."""
    for _, value in present(fields, field):
        if found := one_line(_inside(value, "text") if isinstance(value, dict) else _string(value)):
            return found
    return None


def named(fields: Fields, field: str) -> tuple[str, ...]:
    """The names of people, companies or subjects, from a text, an object with a name, or a list of either."""
    for _, value in present(fields, field):
        found: dict[str, None] = {}
        for entry in _entries(value)[:200]:
            given = _inside(entry, "name") if isinstance(entry, dict) else _string(entry)
            if clean := one_line(given):
                found[clean] = None
        if found:
            return tuple(found)
    return ()


def address(fields: Fields, field: str) -> str | None:
    """An address or an identifier, from a text, a number, an object that holds one, or the first of a list."""
    for _, value in present(fields, field):
        value = value[0] if isinstance(value, list) else value
        inner = _inside(value, "address") if isinstance(value, dict) else value
        if isinstance(inner, int) and not isinstance(inner, bool):
            return str(inner)
        if found := _string(inner):
            return found.strip()
    return None


def moment(fields: Fields, field: str) -> datetime | None:
    """The first of the dates that can be read, in UTC."""
    return dates.best(_date(value) for _, value in present(fields, field))


def embargo(fields: Fields, arrival: datetime) -> tuple[datetime | None, str | None]:
    """(end, words) as from `dates.read_embargo`.

    Of several ends the latest counts; false means that there is no embargo.
    """
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
    """ "usable", "withheld", "timed" or "canceled" if the object says so. Raises WrongType for an unknown word."""
    for name, value in present(fields, "status"):
        if isinstance(value, bool | int | float) or _is_http_status(value):  # of a crawler: 200, true, "404"
            continue
        if not isinstance(value, str):
            raise WrongType(f"{name} is {kind_of(value)}, not text")
        word = " ".join(value.replace("_", " ").replace("-", " ").lower().split())
        if (known := names().status.get(word)) is None:
            raise WrongType(f"{name} is {scrub(value)[0][:40]!r}, which is no status that is known")
        if known != "neutral":
            return known
    return None


def flagged(fields: Fields) -> str | None:
    """ "canceled" or "withheld" where a field says with true or false that it may not go out; None where none does."""
    flags = names().flags
    if any(_is(fields.get(name), *_YES) or _is_date(fields.get(name)) for name in flags["canceled"]):
        return "canceled"
    if any(_is(fields.get(name), *_YES) for name in flags["withheld"]):
        return "withheld"
    return "withheld" if any(_is(fields.get(name), *_NO) for name in flags["shown"]) else None


def _is(value: Any, number: int, word: str) -> bool:
    return value is not None and (
        value == number
        if isinstance(value, int)
        else isinstance(value, str) and value.strip().lower() == word
    )


def _is_date(value: Any) -> bool:
    return isinstance(value, str) and value[:4].isdecimal() and dates.parse(value) is not None


def http_status(fields: Fields) -> int | None:
    """The status of HTTP with which a crawler got the page; None if the object names none."""
    for field in ("http_status", "status"):
        for _, value in present(fields, field):
            if _is_http_status(value):
                return int(value)
    return None


def _is_http_status(value: Any) -> bool:
    """Whether a value is a number of three digits from 100 to 599, or one as text."""
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return len(text) == 3 and text.isascii() and text.isdigit() and "1" <= text[0] <= "5"


def kind(fields: Fields) -> str | None:
    """The kind of an object that is no article, as written; None for an article and for an unknown kind."""
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
    """The primary language tag; "und" if nothing tells. "English", "eng" and "en_GB" are all "en"."""
    for _, value in present(fields, "language"):
        given = _inside(value, "name") if isinstance(value, dict) else _string(value)
        if not given:
            continue
        if known := names().languages.get(given.strip().lower()):
            return known
        if tag := primary_language(given):
            return tag
    # A sitemap of news says it of the paper.
    whose = [each for _, each in present(fields, "source") if isinstance(each, dict) and "language" in each]
    return language({"language": whose[0]["language"]}) if whose else "und"


def subjects(fields: Fields) -> tuple[Concept, ...]:
    """The subjects, from all fields that hold some: names, "a, b; c" being three, and codes that are IPTC's."""
    found: dict[Concept, None] = {}
    for _, value in present(fields, "subjects"):
        if isinstance(value, str):
            value = value.replace(";", ",").replace("|", ",").split(",")
        for entry in _entries(value)[:_MOST]:
            if (concept := _subject(entry)) is not None:
                found[concept] = None
    return tuple(found)


def _subject(entry: Any) -> Concept | None:
    given = _inside(entry, "subject") if isinstance(entry, dict) else _string(entry)
    name = one_line(given)
    code = name
    if isinstance(entry, dict):
        inner = {spelled(key): each for key, each in entry.items()}
        code = next((_string(inner.get(key)) for key in ("uri", "code", "id", "@id") if inner.get(key)), None)
    uri = newscodes.uri_of(code) or (code if code and code.startswith(newscodes.SCHEMES) else None)
    if name and (name.isdigit() or name == code):
        name = None if uri or name.isdigit() else name
    return Concept(name or name_of(uri, None), uri) if name or uri else None


def images(fields: Fields, base: str | None = None) -> tuple[Media, ...]:
    """The pictures and other files of an object: addresses, or objects with an address and what is written under it."""
    found: list[Media] = []
    for _, value in present(fields, "images"):
        for entry in _entries(value)[:100]:
            if (medium := _image(entry, base)) is not None:
                found.append(medium)
    return tuple(found)


def _image(entry: Any, base: str | None) -> Media | None:
    inner = {spelled(key): each for key, each in entry.items()} if isinstance(entry, dict) else {"url": entry}

    def said(*keys: str) -> str | None:
        return next((text for key in keys if (text := one_line(_string(inner.get(key))))), None)

    href = next((text for key in names().values["image"] if (text := _string(inner.get(key)))), None)
    try:
        href = urljoin(base, href.strip()) if base and href else (href or "").strip()
    except ValueError:
        return None
    if not href.lower().startswith(("http://", "https://")) or len(href) > _LONGEST_ADDRESS:
        return None
    content_type = said("contenttype", "mimetype", "type", "encodingformat")
    kind = (content_type or "").partition("/")[0].lower()
    return Media(
        kind=kind if kind in ("video", "audio") else "picture",
        headline=said("title", "headline"),
        caption=said("caption", "description", "alt", "alttext"),
        byline=said("photographer", "author", "creator", "byline"),
        credit=said("credit", "creditline", "credittext", "source"),
        renditions=(
            Rendition(
                href,
                content_type=content_type if content_type and "/" in content_type else None,
                width=_whole(inner.get("width")),
                height=_whole(inner.get("height")),
                size=_whole(inner.get("size")),
            ),
        ),
    )


def _whole(value: Any) -> int | None:
    if isinstance(value, str) and value.isdecimal() and len(value) < 15:
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def version(fields: Fields) -> str | None:
    """The version as text, whether it is a number or a text."""
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
    """A text, an object with one, a list of either, whose parts are paragraphs, or a tree of nodes as HTML."""
    if (markup := markup_of(value)) is not None:
        return markup
    if isinstance(value, list):
        parts = [_inside(each, "text") if isinstance(each, dict) else _string(each) for each in value]
        if any(part is None and not isinstance(each, dict) for part, each in zip(parts, value, strict=True)):
            return None
        return "\n\n".join(filter(None, parts)) or None
    return _inside(value, "text") if isinstance(value, dict) else _string(value)


def _entries(value: Any) -> list[Any]:
    """The entries of a list, which an object may hold, or the value alone."""
    if isinstance(value, dict):
        inner = {spelled(key): each for key, each in value.items()}
        value = next(
            (each for name in names().values["lists"] if isinstance(each := inner.get(name), list)), value
        )
    return value if isinstance(value, list) else [value]


def _inside(value: dict[str, Any], shape: str, left: int = 3) -> str | None:
    """The text or the number in an object that stands in place of a text."""
    inner = {spelled(key): each for key, each in value.items()}
    if shape == "name":
        if full := _in_two_parts(inner):
            return full
        # {"type": "text", "name": "Author", "value": ...}: the name is that of the field.
        if _string(inner.get("value")) and not inner.keys().isdisjoint(("type", ":type", "datatype")):
            return _string(inner["value"])
    for name in names().values[shape]:
        each = inner.get(name)
        if isinstance(each, str) and each.strip():
            return scrub(each)[0]
        if shape == "address" and isinstance(each, int) and not isinstance(each, bool):
            return str(each)
        if isinstance(each, dict) and left and (found := _inside(each, shape, left - 1)):
            return found
    return None


def _in_two_parts(inner: Fields) -> str | None:
    """A name that is given in two fields, unless the whole name stands there as well."""
    if any(isinstance(inner.get(name), str) and inner[name] for name in ("name", "fullname", "displayname")):
        return None
    said = [
        next(
            (each for name in names().values[part] if isinstance(each := inner.get(name), str) and each), None
        )
        for part in ("given_name", "family_name")
    ]
    return scrub(" ".join(filter(None, said)))[0] if all(said) else None


def _date(value: Any) -> Any:
    if isinstance(value, list) and value:
        value = value[0]
    if not isinstance(value, dict):
        return value
    inner = {spelled(key): each for key, each in value.items()}
    if inner.keys() >= {"year", "month", "day"}:
        return "-".join(str(inner[name]).zfill(2) for name in ("year", "month", "day"))
    return next((inner[name] for name in names().values["date"] if inner.get(name) not in _EMPTY), value)


def _string(value: Any) -> str | None:
    return scrub(value)[0] if isinstance(value, str) else None
