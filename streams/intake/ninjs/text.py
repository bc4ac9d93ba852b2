"""The texts of a ninjs item: headline, standfirst and body, each of which may be there in several variants.

ninjs 1.x has a property for each (body_text, body_xhtml), 2.x and 3.x have lists (bodies, headlines, descriptions).
"""

from __future__ import annotations

import html as entities
import re

from streams.article import Removed
from streams.intake.charset import scrub
from streams.intake.html.extract import block_paragraphs, parse_page
from streams.intake.html.metadata import comparable
from streams.intake.ninjs.fields import Item, WrongType, kind_of, string
from streams.intake.text import lay_out

_TEXT_ROLES = frozenset({"text", "plain", "plaintext", "main", "body", "fulltext", ""})
_HTML_ROLES = frozenset({"html", "xhtml", "html5", "richtext"})
_EXCERPTS = frozenset({"teaser", "summary", "abstract", "caption", "lead", "intro", "short", "excerpt"})
_STANDFIRSTS = ("standfirst", "lead", "summary", "abstract", "main", "text", "")
_MARKUP = re.compile(r"\s*<[a-z!?]", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{1,1000}>")


def has_copy(item: Item) -> bool:
    """Whether any headline or body has something in it, readable or not."""
    variants = (*_variants(item, "headlines", "headline"), *_variants(item, "bodies", "body"))
    return any(value.strip() for _, _, value in variants)


def body_of(item: Item) -> tuple[str, str]:
    """("text" | "html", the body); ("text", "") if there is none.

    Text comes before markup, unless it is an excerpt of it: by its role, or less than a third as long.
    """
    text, excerpt, markup = "", "", ""
    for role, media, value in _variants(item, "bodies", "body"):
        if not value.strip():
            continue
        # Some items say text/plain of what is a page; their content is believed.
        is_markup = _MARKUP.match(value) and "</" in value
        if "html" in media or role in _HTML_ROLES or "nitf" in media or "xml" in media or role == "nitf":
            markup = _better(markup, value) if is_markup else (markup or value)
        elif is_markup:
            markup = _better(markup, value)
        elif role in _EXCERPTS:
            excerpt = excerpt or value
        elif media == "text/plain" or role in _TEXT_ROLES or not media:
            text = text or value
    if text and markup and 3 * len(text) < _length(markup):
        text = ""
    if text or not markup:
        return "text", text or excerpt
    return "html", markup


def _length(markup: str) -> int:
    """How many characters the markup says, about."""
    return len(" ".join(_TAG.sub(" ", markup).split()))


def _better(first: str, second: str) -> str:
    """HTML before other XML, else the first."""
    return (
        second
        if first and "<nitf" in first[:1000].lower() and "<nitf" not in second[:1000].lower()
        else first or second
    )


def paragraphs_of(kind: str, body: str, headline: str | None) -> tuple[list[str], tuple[Removed, ...]]:
    """The paragraphs of a body, and what was taken out of it: a first line that repeats the headline."""
    found: list[str] = []
    removed: tuple[Removed, ...] = ()
    if kind == "html":
        whole = re.search(r"<(?:html|body)\b", body[:2000], re.IGNORECASE)
        if (tree := parse_page(body if whole else f"<div>{body}</div>")) is not None:
            content = tree.find(".//body.content")  # NITF's article, after its head
            found = block_paragraphs(tree if content is None else content)
    else:
        copy = lay_out(body)
        # The item has fields of its own for these: what stands above the copy belongs to it, or repeats them.
        byline = f"By {copy.byline}" if copy.byline else None
        found = [*filter(None, (copy.slugline, copy.headline, byline)), *copy.paragraphs]
        removed = copy.removed
    if headline and found and comparable(found[0]) == comparable(headline):
        return found[1:], (Removed("headline", 0, found[0]), *removed)
    return found, removed


def headline_of(item: Item) -> str | None:
    """The headline; of several the main one, else the first."""
    best, rank = None, 9
    for role, _, value in _variants(item, "headlines", "headline"):
        order = {"main": 0, "headline": 1, "": 2}.get(role, 3)
        text = _one_line(value)
        if text and order < rank:
            best, rank = text, order
    if (
        best is None
        and body_of(item)[1]  # a title names the item; a headline alone is a flash, a title alone is none
        and (title := string(item, "title"))
        and " " in title
        and not re.match(r"[A-Z]{2,}-", title)
    ):
        best = _one_line(title)
    return best


def standfirst_of(item: Item) -> str | None:
    """The description that stands between headline and copy, if there is one."""
    found: dict[str, str] = {}
    try:
        for role, _, value in _variants(item, "descriptions", "description"):
            if text := _one_line(value):
                found.setdefault(role, text)
    except WrongType:  # no article is refused for its description
        return None
    return next((found[role] for role in _STANDFIRSTS if role in found), None)


def _variants(item: Item, plural: str, singular: str) -> list[tuple[str, str, str]]:
    """(role, media type, value) of each body or headline: the list of 2.x and 3.x, the properties of 1.x."""
    found: list[tuple[str, str, str]] = []
    entries = item.get(plural)
    if entries is not None and not isinstance(entries, list):
        raise WrongType(f"{plural} is {kind_of(entries)}, not a list")
    for index, entry in enumerate(entries or ()):
        value = entry.get("value", "") if isinstance(entry, dict) else None
        if not isinstance(value, str) or not isinstance(entry, dict):
            raise WrongType(f"{plural}[{index}] has no text as its value")
        entry = {key.lower(): each for key, each in entry.items()}
        role, media = (str(entry.get(key) or "").strip().lower() for key in ("role", "contenttype"))
        found.append((role, media.partition(";")[0], scrub(value)[0]))
    for key, value in item.items():
        if (
            key.startswith(singular)
            and key != plural
            and key not in ("bodies", "headlines")
            and value is not None
        ):
            if not isinstance(value, str):
                raise WrongType(f"{key} is {kind_of(value)}, not text")
            found.append((key.removeprefix(singular), "", scrub(value)[0]))
    return found


def _one_line(value: str) -> str | None:
    if "<" in value and ">" in value:
        value = entities.unescape(_TAG.sub(" ", value))
    return " ".join(value.split()) or None
