"""Makes an article sound, whatever its reader took from the document: so that it can be written, kept and compared.

What cannot be said as it was is said in a sound form, or left out, and a repair says so:

    subject-uri:encoded   a subject's uri had characters in it that no uri has; they were percent-encoded
    subject-uri:left-out  a subject's uri was none, even so; its name stays
    version:left-out      the version was longer than LONGEST_VERSION
    <field>:cut           there were more than MOST entries of that field, and the first of them stay
    surrogate             halves of surrogate pairs were removed, as in the text
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

from streams.article import Article, Dropped
from streams.intake.charset import scrub
from streams.intake.identity import fit_uri, is_uri
from streams.kinds import Reason
from streams.sent import CONCEPTS, NOTHING_SENT, Concept, Sent

#: Subjects, sources, hops and aliases of one article. A longer list is a fault, and the ledger's writer would pay.
MOST = 500
#: Pictures, links and headlines of one article.
MOST_MEDIA = 100
#: Characters of a version. A story remembers that of each of its last versions.
LONGEST_VERSION = 10_000
#: Characters of an article in all. One that is larger is no article; the ledger's writer would be held by it.
MOST_CHARACTERS = 500_000


def sound(article: Article) -> Article | Dropped:
    """The article in a form that can be written. Dropped: TOO_LARGE."""
    size = sum(map(len, article.paragraphs)) + len(article.headline or "")
    if size > MOST_CHARACTERS:
        return Dropped(Reason.TOO_LARGE, f"{size} characters of text; at most {MOST_CHARACTERS}")
    repairs = list(article.repairs)
    article = _scrubbed(article, repairs)
    changes: dict[str, Any] = {"source": article.source or "unknown"}
    if article.version is not None and len(article.version) > LONGEST_VERSION:
        changes["version"] = None
        repairs.append("version:left-out")
    lists = {
        "info_sources": tuple(filter(None, article.info_sources)),
        "hops": tuple(hop for hop in article.hops if hop.party),
        "aliases": tuple(filter(is_uri, article.aliases)),
    }
    for name, entries in lists.items():
        changes[name] = entries[:MOST]
        if len(entries) > MOST:
            repairs.append(f"{name}:cut")
    changes["sent"] = _sent(article.sent, repairs)
    for name in ("media", "related", "headlines"):
        entries = getattr(article, name)
        changes[name] = entries[:MOST_MEDIA]
        if len(entries) > MOST_MEDIA:
            repairs.append(f"{name}:cut")
    return replace(article, **changes, repairs=tuple(dict.fromkeys(repairs)))


def _sent(sent: Sent, repairs: list[str]) -> Sent:
    if sent is NOTHING_SENT:
        return sent
    changes: dict[str, Any] = {}
    for name in CONCEPTS:
        if entries := getattr(sent, name):
            changes[name] = _concepts(entries, repairs)[:MOST]
            if len(entries) > MOST:
                repairs.append(f"{name}:cut")
    for name, values in (("keywords", sent.keywords), ("extra", tuple(sent.extra.items()))):
        if len(values) > MOST:
            repairs.append(f"{name}:cut")
    extra = {name: values[:MOST] for name, values in list(sent.extra.items())[:MOST]}
    return replace(sent, **changes, keywords=sent.keywords[:MOST], extra=extra)


def _concepts(concepts: tuple[Concept, ...], repairs: list[str]) -> tuple[Concept, ...]:
    found: dict[Concept, None] = {}
    for concept in concepts[: 4 * MOST]:
        uri = concept.uri
        fit = fit_uri(uri) if uri else None
        if fit != uri:
            if uri:
                repairs.append("subject-uri:encoded" if fit else "subject-uri:left-out")
            concept = replace(concept, uri=fit)
        if concept.name or concept.uri or concept.literal:
            found[concept] = None
    return tuple(found)


def _scrubbed(value: Any, repairs: list[str]) -> Any:
    """The value, with every text in it as UTF-8 can carry it. Mostly it is the same object."""
    if isinstance(value, str):
        if value.isascii():
            return value
        try:
            value.encode()
        except UnicodeEncodeError:
            text, found = scrub(value)
            repairs.extend(found)
            return text
        return value
    if isinstance(value, tuple):
        entries = tuple(_scrubbed(each, repairs) for each in value)
        return value if all(a is b for a, b in zip(entries, value, strict=True)) else entries
    kind: Any = type(value)
    if names := _fields_of(kind):
        changes = {}
        for name in names:
            before = getattr(value, name)
            if before and (after := _scrubbed(before, repairs)) is not before:
                changes[name] = after
        return replace(value, **changes) if changes else value
    return value


@cache
def _fields_of(kind: Any) -> tuple[str, ...]:
    """The names of a dataclass's fields; () for any other type."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()
