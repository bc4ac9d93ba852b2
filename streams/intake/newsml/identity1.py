"""What names a NewsML 1.x item, and which other items it is linked to by name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from streams.intake.files import uri_of
from streams.intake.html.metadata import comparable
from streams.intake.identity import names_nothing
from streams.intake.newsml.described1 import news_line
from streams.intake.newsml.pictures1 import media_of
from streams.intake.newsml.stories1 import components_of, media_in
from streams.intake.newsml.topics1 import NO_TOPICS, Topics
from streams.intake.newsml.tree import Element, attribute, child, children, descendants, line
from streams.sent import Media, Related

#: The revision at the end of a public identifier: "urn:newsml:agency.example:20261121:abc:3U".
_REVISION = re.compile(r":\d{1,9}[NUA]?$", re.IGNORECASE)
_DAY = re.compile(r"\d{8}")
_ONLY_REVISION = re.compile(r"\d{1,4}[NUA]", re.IGNORECASE)
_OWN_ID = re.compile(r"\d{3}")


@dataclass(frozen=True, slots=True)
class Around:
    """What a document has beside an item: its topics, and the items that are pictures, by their ids."""

    topics: Topics = NO_TOPICS
    pictures: Mapping[str, Element] = field(default_factory=dict)


ALONE = Around()


def identifiers(item: Element) -> tuple[str | None, tuple[str, ...]]:
    """The id of the item, which all its revisions share, and its public identifiers.

    NewsML 1.2, 5.5: provider, date and item name it together. Some agencies leave the item empty, and give every item
    the same public identifier: one without a part for the item is none.
    """
    identifier = child(item, "Identification", "NewsIdentifier")
    provider, date, name = (line(child(identifier, each)) for each in ("ProviderId", "DateId", "NewsItemId"))
    public = line(child(identifier, "PublicIdentifier"))
    without = _REVISION.sub("", public) if public else None
    named = [each for each in (without, public) if each and _names_item(each, provider)]
    if any(map(names_nothing, (provider, date, name))) or name in (provider, date) or _is_word(name):
        own = named[0] if named else None
    else:
        own = f"urn:newsml:{provider}:{date}:{name}"
    return own, tuple(dict.fromkeys(each for each in named if each != own))


def _is_word(name: str | None) -> bool:
    """Whether it is the word for an item, which a template has in place of its name."""
    return comparable(name) in (
        "newsitem",
        "newsitemid",
        "item",
        "itemid",
        "news",
        "newsml",
        "article",
        "story",
        "text",
    )


def _names_item(public: str, provider: str | None) -> bool:
    """Whether a public identifier names one item: after urn:newsml and the provider, a day and something else."""
    if names_nothing(public):
        return False
    parts = public.split(":")
    if public.lower().startswith("urn:newsml:"):
        stands = len(parts) >= 5 and not names_nothing(parts[4]) and bool(_DAY.match(parts[3]))
        return stands and not _ONLY_REVISION.fullmatch(parts[4])
    # An id of the agency's own form: something that the provider's name does not say.
    return public.count(":") >= 4 or bool(_OWN_ID.search(public.removeprefix(provider or "")))


def shared_ids(items: Sequence[Element]) -> frozenset[str]:
    """The ids that several items with different headlines have in the same revision: they name none of them."""
    headlines: dict[tuple[str, str | None], set[str | None]] = {}
    for item in items:
        revision = line(child(item, "Identification", "NewsIdentifier", "RevisionId"))
        own, aliases = identifiers(item)
        for name in filter(None, (own, *aliases)):
            headlines.setdefault((name, revision), set()).add(news_line(components_of(item), "HeadLine"))
    return frozenset(name for (name, _), found in headlines.items() if len(found) > 1)


def pictures_in(items: Sequence[Element]) -> dict[str, Element]:
    """The items of a document that may be pictures of its other items, by all their ids."""
    found: dict[str, Element] = {}
    for item in items:
        if media_in(item):
            own, aliases = identifiers(item)
            found |= {name: item for name in (own, *aliases, attribute(item, "Duid")) if name}
    return found


def _named_items(item: Element) -> Iterator[tuple[str, str]]:
    """(relation, id) of the items that an item names."""
    for name in ("AssociatedWith", "DerivedFrom"):
        for each in children(item, "NewsManagement", name):
            if other := attribute(each, "NewsItem") or attribute(each, "Href"):
                yield name[0].lower() + name[1:], other
    for each in descendants(item, "NewsItemRef"):
        if other := attribute(each, "NewsItem"):
            yield "related", other


def beside(item: Element, around: Around) -> Iterator[Media]:
    """The pictures that are items of their own in the same document, and that the item names."""
    for _, other in _named_items(item):
        names = (other.lstrip("#"), _REVISION.sub("", other))
        picture = next((around.pictures[name] for name in names if name in around.pictures), None)
        if picture is not None and picture is not item:
            yield from media_of(picture)


def related(item: Element, around: Around, source: str) -> tuple[Related, ...]:
    """The items that an item names, other than those beside it."""
    found: dict[str, Related] = {}
    for rel, other in _named_items(item):
        inside = (
            other.startswith("#") or other in around.pictures or _REVISION.sub("", other) in around.pictures
        )
        if not inside and (uri := uri_of(other, source)):
            found.setdefault(uri, Related(uri, rel=rel))
    return tuple(found.values())
