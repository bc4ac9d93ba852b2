"""Makes an article sound, whatever its reader took from the document: so that it can be written, kept and compared.

What cannot be said as it was is said in a sound form, or left out, and a repair says so:

    subject-uri:encoded   a subject's uri had characters in it that no uri has; they were percent-encoded
    subject-uri:left-out  a subject's uri was none, even so; its name stays
    version:left-out      the version was longer than LONGEST_VERSION
    <field>:cut           there were more than MOST entries of that field, and the first of them stay
    extra:cut             of what has no place in ninjs only the first LONGEST_EXTRA characters stay
    surrogate             halves of surrogate pairs were removed, as in the text
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache, lru_cache
from operator import is_
from typing import Any, TypeVar

from streams.article import NO_CREDITS, Article, Dropped
from streams.intake.charset import scrub
from streams.intake.identity import is_uri
from streams.intake.sound_media import LONGEST, fit_uri, media_of, related_of, rights_of
from streams.kinds import Reason
from streams.replaced import replace
from streams.sent import (
    CONCEPTS,
    NO_RIGHTS,
    NOTHING_SENT,
    Address,
    Concept,
    Contact,
    Party,
    Sent,
    Symbol,
    TrustIndicator,
)

#: Subjects, sources, hops and aliases of one article. A longer list is a fault, and the ledger's writer would pay.
MOST = 500
#: Pictures, links and headlines of one article.
MOST_MEDIA = 100
#: Subjects, people and the like of one picture.
MOST_OF_MEDIA = 50
#: Symbols of one organisation, contacts of one party, lines of one address.
MOST_SYMBOLS = MOST_CONTACTS = 20
#: Characters of the uri of a code.
LONGEST_URI = 2_000
#: Characters of the name or the code of a subject, a person, a place.
LONGEST_NAME = 1_000
#: Characters of what a sender says and ninjs has no place for, in all.
LONGEST_EXTRA = 50_000
#: Characters of a version. A story remembers that of each of its last versions.
LONGEST_VERSION = 10_000
#: Characters of an article in all. One that is larger is no article; the ledger's writer would be held by it.
MOST_CHARACTERS = 500_000

#: What a newsroom's page would run, if it made a link of a contact's address.
_RUNS = re.compile(r"\s*(?:javascript|vbscript|data):", re.IGNORECASE)
_Entry = TypeVar("_Entry")


def sound(article: Article) -> Article | Dropped:
    """The article in a form that can be written. Dropped: TOO_LARGE."""
    size = sum(map(len, article.paragraphs)) + len(article.headline or "")
    if size > MOST_CHARACTERS:
        return Dropped(Reason.TOO_LARGE, f"{size} characters of text; at most {MOST_CHARACTERS}")
    repairs = list(article.cleaning.repairs)
    article = _scrubbed(article, repairs)
    naming, revision, credits = article.naming, article.revision, article.credits
    if revision.version is not None and len(revision.version) > LONGEST_VERSION:
        revision = replace(revision, version=None)
        repairs.append("version:left-out")
    if credits is not NO_CREDITS:
        names = (name for each in credits.info_sources if (name := _short(each)))
        credits = replace(
            credits,
            info_sources=_cut("info_sources", tuple(names), repairs),
            hops=_cut("hops", tuple(hop for hop in credits.hops if hop.party), repairs),
        )
    if naming.aliases:
        aliases = _cut("aliases", tuple(filter(is_uri, naming.aliases)), repairs)
        naming = replace(naming, aliases=aliases)
    changes: dict[str, Any] = {
        "source": article.source or "unknown",
        "revision": revision,
        "credits": credits,
        "naming": naming,
    }
    changes["sent"] = _sent(article.sent, repairs)
    for name in ("media", "related", "headlines"):
        changes[name] = _cut(name, getattr(article, name), repairs, MOST_MEDIA)
    if article.media:
        said = (
            each
            if each.sent is NOTHING_SENT
            else replace(each, sent=_sent(each.sent, repairs, MOST_OF_MEDIA))
            for each in changes["media"]
        )
        changes["media"] = media_of(said, repairs)
    if article.related:
        changes["related"] = related_of(changes["related"], repairs)
    if repairs:
        changes["cleaning"] = replace(article.cleaning, repairs=tuple(dict.fromkeys(repairs)))
    return replace(article, **changes)


def _cut(name: str, entries: tuple[_Entry, ...], repairs: list[str], most: int = MOST) -> tuple[_Entry, ...]:
    """The first of them, as many as an event holds; a repair says that there were more."""
    if len(entries) > most:
        repairs.append(f"{name}:cut")
    return entries[:most]


def _sent(sent: Sent, repairs: list[str], most: int = MOST) -> Sent:
    """What the sender says, of each list at most so many entries."""
    if sent is NOTHING_SENT:
        return sent
    changes: dict[str, Any] = {}
    for name in CONCEPTS:
        if entries := getattr(sent, name):
            changes[name] = _concepts(entries, repairs)[:most]
            if len(entries) > most:
                repairs.append(f"{name}:cut")
    for name in ("keywords", "descriptions", "alt_ids"):
        changes[name] = _cut(name, getattr(sent, name), repairs, most)
    changes["descriptions"] = tuple(
        replace(each, text=each.text[:LONGEST]) for each in changes["descriptions"] if each.text
    )
    changes["extra"] = _extra(sent.extra, repairs) if sent.extra else sent.extra
    if sent.parties:
        changes["parties"] = tuple(filter(None, map(_party, sent.parties[:most])))
    if sent.trust:
        changes["trust"] = tuple(filter(None, map(_trust, sent.trust[:most])))
    if sent.made_by is not None:
        changes["made_by"] = next(iter(_concepts((sent.made_by,), repairs)), None)
    for name in ("title", "profile"):
        changes[name] = (getattr(sent, name) or "")[:LONGEST_NAME] or None
    if sent.rights is not NO_RIGHTS:
        changes["rights"] = rights_of(sent.rights, repairs)
    return replace(sent, **changes)


def _extra(extra: Mapping[str, tuple[str, ...]], repairs: list[str]) -> dict[str, tuple[str, ...]]:
    """The first of the entries, as many as there is room for."""
    found: dict[str, tuple[str, ...]] = {}
    left = LONGEST_EXTRA
    for name, values in list(extra.items())[:MOST]:
        kept: list[str] = []
        for value in (scrub(each)[0] for each in values[:MOST]):
            left -= len(value) + len(name)
            if left < 0:
                break
            kept.append(value)
        if kept:
            found[name] = tuple(kept)
    if left < 0 or len(extra) > MOST or any(len(values) > MOST for values in extra.values()):
        repairs.append("extra:cut")
    return found


def _concepts(concepts: tuple[Concept, ...], repairs: list[str]) -> tuple[Concept, ...]:
    found: dict[Concept, None] = {}
    for concept in concepts[: 4 * MOST]:
        uri = concept.uri
        fit = _fit_code(uri) if uri else None
        if uri is not None and fit != uri:
            if uri:
                repairs.append("subject-uri:encoded" if fit else "subject-uri:left-out")
            concept = replace(concept, uri=fit)
        for text in (concept.name, concept.literal, concept.rel, concept.role, concept.creator):
            if text is not None and len(text) > LONGEST_NAME:
                concept = _shortened(concept)
                break
        if concept.symbols:
            concept = replace(concept, symbols=_symbols(concept.symbols))
        if concept.contacts:
            concept = replace(concept, contacts=_contacts(concept.contacts))
        if not (0 <= (concept.relevance or 0) <= 100 and 0 <= (concept.confidence or 0) <= 100):
            concept = replace(concept, relevance=None, confidence=None)
        if concept.name or concept.uri or concept.literal:
            found[concept] = None
    return tuple(found)


def _symbols(symbols: tuple[Symbol, ...]) -> tuple[Symbol, ...]:
    """The symbols, with a type only where that is a uri."""
    return tuple(
        replace(each, kind=_fit_code(each.kind) if each.kind else None)
        for each in symbols[:MOST_SYMBOLS]
        if each.symbol and len(each.symbol) <= LONGEST_NAME
    )


@lru_cache(4096)
def _fit_code(uri: str) -> str | None:
    """`fit_uri` for the uris of codes, which stand on many articles."""
    return fit_uri(uri) if len(uri) <= LONGEST_URI else None


def _shortened(concept: Concept) -> Concept:
    return replace(
        concept,
        name=_short(concept.name),
        literal=_short(concept.literal),
        rel=_short(concept.rel),
        role=_short(concept.role),
        creator=_short(concept.creator),
    )


def _short(text: str | None) -> str | None:
    return (text or "")[:LONGEST_NAME] or None


def _contacts(contacts: tuple[Contact, ...]) -> tuple[Contact, ...]:
    return tuple(
        Contact(
            kind=_short(each.kind),
            role=_short(each.role),
            language=_short(each.language),
            name=_short(each.name),
            value=_short(each.value) if not _RUNS.match(each.value or "") else None,
            address=_address(each.address) if each.address else None,
        )
        for each in contacts[:MOST_CONTACTS]
    )


def _address(address: Address) -> Address:
    return Address(
        lines=tuple(filter(None, map(_short, address.lines[:MOST_CONTACTS]))),
        locality=_short(address.locality),
        area=_short(address.area),
        postal_code=_short(address.postal_code),
        country=_short(address.country),
    )


def _party(party: Party) -> Party | None:
    name = _short(party.name)
    if not name:
        return None
    uri = _fit_code(party.uri) if party.uri else None
    return Party(name, _short(party.role), uri, _short(party.literal), _contacts(party.contacts))


def _trust(trust: TrustIndicator) -> TrustIndicator | None:
    """The page, if its address is a uri; the role only where that is one."""
    href = fit_uri(trust.href) if len(trust.href) <= LONGEST_URI else None
    role = _fit_code(trust.role) if trust.role else None
    return TrustIndicator(href, role, _short(trust.title)) if href else None


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
        if all(each.__class__ is str and each.isascii() for each in value):  # paragraphs, mostly
            return value
        entries = [_scrubbed(each, repairs) for each in value]
        return value if all(map(is_, entries, value)) else tuple(entries)
    kind: Any = type(value)
    if names := _fields_of(kind):
        changes = {}
        for name, usual in names:
            before = getattr(value, name)
            if before is usual or not before or before.__class__ is int:
                continue
            if before.__class__ is str and before.isascii():
                continue
            if (after := _scrubbed(before, repairs)) is not before:
                changes[name] = after
        return replace(value, **changes) if changes else value
    return value


@cache
def _fields_of(kind: Any) -> tuple[tuple[str, Any], ...]:
    """The names of a dataclass's fields, each with what stands there if nothing is said; () for any other type."""
    return tuple((field.name, field.default) for field in fields(kind)) if is_dataclass(kind) else ()
