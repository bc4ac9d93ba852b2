"""Who the information comes from, with his id, and how people, organisations and places are reached (contactInfo)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from streams.intake.newsml.item import Item
from streams.intake.newsml.tree import Element, attribute, child, children, last_part, line, text_in
from streams.intake.xml import local_name
from streams.sent import Address, Contact, Party

#: What says how somebody is reached, and the ways that NewsML-G2 has an element for.
_DETAILS = ("personDetails", "organisationDetails", "POIDetails")
_WAYS = frozenset({"email", "im", "phone", "fax", "web"})
#: Contacts of one concept, and sources of one item.
_MOST = 20


def info_sources_of(item: Item) -> tuple[str, ...]:
    """The names of the information's sources, or the credit line; then the ids of those without a name."""
    names = list(filter(None, map(item.name, item.children("contentMeta", "infoSource")[:_MOST])))
    credit = (item.text("contentMeta", "creditline") or "").strip(" -–—/")
    named = names or ([credit] if credit else [])
    return tuple(dict.fromkeys((*named, *(each.name for each in parties_of(item)))))


def parties_of(item: Item) -> tuple[Party, ...]:
    """The sources of the information of which more is known than their names."""
    found: dict[Party, None] = {}
    for each in item.children("contentMeta", "infoSource")[:_MOST]:
        about = list(item.about(each))
        uri = item.catalog.uri(each)
        literal = None if uri else attribute(each, "qcode") or attribute(each, "literal")
        name = item.name(each) or literal or uri
        role = last_part(attribute(each, "role"))
        if name and (party := Party(name, role, uri, literal, contacts_in(item, about))) != Party(name):
            found[party] = None
    return tuple(found)


def contacts_in(item: Item, about: Iterable[Element]) -> tuple[Contact, ...]:
    """How the concept is reached that the elements say something of."""
    found: dict[Contact, None] = {}
    for each in about:
        for details in _DETAILS:
            for info in children(each, details, "contactInfo"):
                found |= dict.fromkeys(_contacts(item, info))
    return tuple(found)[:_MOST]


def _contacts(item: Item, info: Element) -> Iterator[Contact]:
    general = last_part(attribute(info, "role"))
    for each in info:
        way = local_name(each)
        role = last_part(attribute(each, "role")) or general
        if way in _WAYS and (value := line(each)):
            yield Contact(kind=way, role=role, value=value)
        elif way == "address" and (address := _address(item, each)) is not None:
            yield Contact(kind=way, role=role, address=address)


def _address(item: Item, element: Element) -> Address | None:
    def named(name: str) -> str | None:
        part = child(element, name)
        return text_in(children(part, "name"), item.language) or line(part)

    address = Address(
        lines=tuple(filter(None, map(line, children(element, "line"))))[:_MOST],
        locality=named("locality"),
        area=named("area"),
        postal_code=named("postalCode"),
        country=named("country"),
    )
    return address if address != Address() else None
