"""A newsItem of NewsML-G2, with what is needed to read its metadata: its catalog, its language, what it asserts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from streams.intake.html.languages import fuller_tag, primary_language
from streams.intake.newsml.tree import (
    Catalog,
    Element,
    attribute,
    children,
    language_of,
    tag_of,
    text_in,
)
from streams.intake.xml import local_name

_KEYS = ("qcode", "uri", "literal")
#: The parts of an item whose children are looked up.
_SECTIONS = frozenset({"itemMeta", "contentMeta", "rightsInfo", "contentSet", "hopHistory"})
#: Elements that say something of one concept.
_MOST_SAID = 8
#: What is said of concepts, by (attribute, value): "qcode", "LW:PM".
Said = Mapping[tuple[str, str], Sequence[Element]]


@dataclass(frozen=True, slots=True)
class Item:
    """A newsItem. `found` holds its elements by their path, `said` what it and its message say of concepts."""

    root: Element
    catalog: Catalog
    language: str | None  # of its metadata, where nothing else is said
    found: Mapping[tuple[str, ...], Sequence[Element]] = field(default_factory=dict)
    said: Said = field(default_factory=dict)
    shared: Said = field(default_factory=dict)

    def child(self, *path: str) -> Element | None:
        """The first element of a path, which is one of an item's parts, or a part and what stands in it."""
        return next(iter(self.found.get(path, ())), None)

    def children(self, *path: str) -> Sequence[Element]:
        """The elements of a path."""
        return self.found.get(path, ())

    def text(self, *path: str) -> str | None:
        """The text of a path, in the item's language if there is a choice."""
        return text_in(self.children(*path), self.language)

    @property
    def written_in(self) -> str | None:
        """The language of its content: that which is stated, else that of its metadata."""
        content = self.child("contentMeta", "language")
        return primary_language(attribute(content, "tag")) or self.language

    @property
    def tag(self) -> str | None:
        """The tag of that language, where it says more: "en-GB"."""
        content = attribute(self.child("contentMeta", "language"), "tag")
        return fuller_tag(content if primary_language(content) else tag_of(self.root))

    def about(self, concept: Element) -> Iterator[Element]:
        """The concept, and the elements that say more of it: assertions, and concepts that came along."""
        yield concept
        if not (self.said or self.shared):
            return
        for key in _keys_of(concept, self.catalog):
            yield from self.said.get(key, ())
            yield from self.shared.get(key, ())

    def name(self, concept: Element | None) -> str | None:
        """The name of a concept: its own name, that in an assertion about it, or its literal."""
        if concept is None:
            return None
        for owner in self.about(concept):
            if name := text_in(children(owner, "name"), self.language):
                return name
        return attribute(concept, "literal")


def item_of(root: Element, catalog: Catalog, shared: Said | None = None) -> Item:
    """The item; `shared` is what its message says of concepts."""
    found: dict[tuple[str, ...], list[Element]] = {}
    for part in root:
        name = local_name(part)
        found.setdefault((name,), []).append(part)
        if name in _SECTIONS:
            for each in part:
                found.setdefault((name, local_name(each)), []).append(each)
    said = said_of(found.get(("assert",), ()), catalog)
    return Item(root, catalog, language_of(root), found, said, shared or {})


def said_of(elements: Iterable[Element], catalog: Catalog) -> Said:
    """What elements say of the concepts that they name by attributes of their own."""
    said: dict[tuple[str, str], list[Element]] = {}
    for each in elements:
        for key in _keys_of(each, catalog):
            if len(about := said.setdefault(key, [])) < _MOST_SAID:
                about.append(each)
    return said


def concepts_in(message: Element, catalog: Catalog) -> Said:
    """What the concept items and knowledge items of a message say of concepts."""
    said: dict[tuple[str, str], list[Element]] = {}
    for item_set in children(message, "itemSet"):
        for item in item_set:
            if local_name(item) not in ("conceptItem", "knowledgeItem"):
                continue
            for concept in (*children(item, "concept"), *children(item, "conceptSet", "concept")):
                for identity in children(concept, "conceptId"):
                    for key in _keys_of(identity, catalog):
                        if len(about := said.setdefault(key, [])) < _MOST_SAID:
                            about.append(concept)
    return said


def _keys_of(concept: Element, catalog: Catalog) -> list[tuple[str, str]]:
    """By what a concept is found: as it is written, and by its uri, for one may write the code and another the uri."""
    keys = [(key, value) for key in _KEYS if (value := attribute(concept, key))]
    if (uri := catalog.uri(concept)) and ("uri", uri) not in keys:
        keys.append(("uri", uri))
    return keys
