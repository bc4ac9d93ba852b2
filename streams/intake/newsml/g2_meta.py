"""The metadata of a NewsML-G2 item: names, subjects, hops, notes and links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from streams.article import Hop
from streams.intake import dates
from streams.intake.identity import is_uri, normalise_url
from streams.intake.newsml.codes import Catalog, last_part, meaning, media_topic
from streams.intake.newsml.tree import (
    Element,
    attribute,
    child,
    children,
    in_language,
    language_of,
    line,
    text_in,
)
from streams.kinds import Signal

#: Subjects that are not topics but people, organisations, places and events.
_ENTITIES = frozenset({"person", "organisation", "geoarea", "poi", "event", "object"})
_MOST_ALIASES = 20
_KEYS = ("qcode", "uri", "literal")


@dataclass(frozen=True, slots=True)
class Item:
    """A newsItem and what its metadata is read with."""

    root: Element
    catalog: Catalog
    language: str | None  # of its metadata, where nothing else is said
    asserted: Mapping[tuple[str, str | None], Element] = field(
        default_factory=dict
    )  # what it says of concepts

    def child(self, *path: str) -> Element | None:
        """The first element at the end of a path."""
        return child(self.root, *path)

    def children(self, *path: str) -> list[Element]:
        """The elements at the end of a path."""
        return list(children(self.root, *path))

    def text(self, *path: str) -> str | None:
        """The text at the end of a path, in the item's language if there is a choice."""
        return text_in(children(self.root, *path), self.language)

    def name(self, concept: Element | None) -> str | None:
        """A concept's name: its own, that of the item's assertion about it, or its literal."""
        if concept is None:
            return None
        keys = ((key, attribute(concept, key)) for key in _KEYS)
        asserted = (self.asserted[key] for key in keys if key in self.asserted)
        for owner in (concept, *asserted):
            if name := text_in(children(owner, "name"), self.language):
                return name
        return attribute(concept, "literal")


def item_of(root: Element, catalog: Catalog) -> Item:
    """The item with its assertions by what they are about; of several about one concept the first with a name."""
    asserted: dict[tuple[str, str | None], Element] = {}
    for each in children(root, "assert"):
        for key in _KEYS:
            if (value := attribute(each, key)) and child(each, "name") is not None:
                asserted.setdefault((key, value), each)
    return Item(root, catalog, language_of(root), asserted)


def headline_of(item: Item) -> str | None:
    """The headline; of several the main one, in the item's language."""

    def order(element: Element) -> tuple[int, int]:
        role = last_part(attribute(element, "role")) or ""
        rank = attribute(element, "rank") or "1"
        return (
            0 if role in ("", "main", "headline", "title", "hl1") else 1,
            int(rank) if rank.isdecimal() else 9,
        )

    found = in_language(children(item.root, "contentMeta", "headline"), item.language)
    main = [each for each in found if "sub" not in (last_part(attribute(each, "role")) or "")]
    native = [each for each in main if language_of(each) == language_of(main[0])]
    return line(min(native, key=order, default=None))


def standfirst_of(item: Item) -> str | None:
    """The description that sums the article up."""
    found = {
        last_part(attribute(each, "role")) or "": line(each)
        for each in reversed(in_language(item.children("contentMeta", "description"), item.language))
    }
    return next((found[role] for role in ("summary", "lead", "abstract", "") if role in found), None)


def located_of(item: Item) -> str | None:
    """The name of the place in which it was written."""
    return next(filter(None, map(item.name, item.children("contentMeta", "located"))), None)


def subjects_of(item: Item) -> tuple[tuple[str | None, str | None], ...]:
    """(name, uri) of each topic; the uri of its Media Topic where it has one. People and places are left out."""
    found: dict[tuple[str | None, str | None], None] = {}
    for subject in item.children("contentMeta", "subject"):
        if last_part(attribute(subject, "type")) in _ENTITIES:
            continue
        uris = [item.catalog.uri(each) for each in (subject, *children(subject, "sameAs"))]
        uri = next(filter(None, map(media_topic, uris)), None) or uris[0]
        name = item.name(subject)
        if name or uri:
            found[name, uri] = None
    return tuple(found)


def info_sources_of(item: Item) -> tuple[str, ...]:
    """The names of the information's sources, or the credit line."""
    names = list(filter(None, map(item.name, item.children("contentMeta", "infoSource"))))
    credit = (item.text("contentMeta", "creditline") or "").strip(" -–—/")
    return tuple(dict.fromkeys(names or ([credit] if credit else [])))


def hops_of(item: Item) -> tuple[Hop, ...]:
    """The stations of the hop history, in order. Actions are IPTC's, "transformed content, enhanced metadata"."""

    def order(hop: Element) -> int:
        number = attribute(hop, "seq") or ""
        return int(number) if number.isdecimal() and len(number) < 6 else 99_999

    found: list[Hop] = []
    for hop in sorted(item.children("hopHistory", "hop"), key=order):
        party = child(hop, "party")
        who = item.name(party) or attribute(party, "qcode") or attribute(party, "uri")
        if who:
            actions = dict.fromkeys(filter(None, (_action(item, each) for each in children(hop, "action"))))
            found.append(Hop(who, ", ".join(actions) or None, dates.parse(attribute(hop, "timestamp"))))
    return tuple(found)


def _action(item: Item, action: Element) -> str | None:
    what, target = item.catalog.code(action), last_part(attribute(action, "target"))
    return f"{what} {target}" if what and target else what


def ed_note_of(item: Item) -> str | None:
    """The notes to editors; without those for the agency's own customers' desks, and the sign-off."""
    notes = [
        each
        for each in in_language(item.children("itemMeta", "edNote"), item.language)
        if not attribute(each, "pubconstraint") and last_part(attribute(each, "role")) != "closingline"
    ]
    plain = [each for each in notes if not len(each)] or notes
    return " / ".join(dict.fromkeys(filter(None, map(line, plain)))) or None


def signal_of(item: Item) -> Signal | None:
    """What the item says it is by a code; a kill before a correction before an update."""
    said = {meaning("signal", item.catalog.code(each)) for each in item.children("itemMeta", "signal")}
    return next(
        (each for each in (Signal.KILL, Signal.CORRECTION, Signal.UPDATE) if each.value in said), None
    )


def urgency_of(item: Item) -> int | None:
    """1 to 9, 1 being the most urgent; None for anything else."""
    value = item.text("contentMeta", "urgency") or ""
    return int(value) if value in tuple("123456789") else None


def aliases_of(item: Item, *, known: Iterable[str | None]) -> tuple[str, ...]:
    """Other uris by which messages may mean the item: its alternative ids, and the item that it takes the place of."""
    found: dict[str, None] = {}
    for each in item.children("contentMeta", "altId"):
        value = line(each) or attribute(each, "id")
        if value and is_uri(value) and (not value.startswith("http") or normalise_url(value)):
            found[value] = None
    for link in item.children("itemMeta", "link"):
        relation = last_part(item.catalog.resolve(attribute(link, "rel")) or attribute(link, "rel"))
        target = attribute(link, "residref") or attribute(link, "guidref")
        if target and is_uri(target) and meaning("takes_the_place_of", relation):
            found[target] = None
    for uri in known:
        found.pop(uri or "", None)
    return tuple(found)[:_MOST_ALIASES]
