"""Who stands behind an item: its sources and how they can be reached, whose it is, and its trust indicators."""

from __future__ import annotations

from functools import partial
from typing import Any

from streams.intake.ninjs.fields import Item, fold, string, strings
from streams.intake.said import rights
from streams.sent import Address, Contact, Party, Rights, TrustIndicator

#: Contacts of one party, lines of an address, parties and trust indicators that are looked at.
_MOST_CONTACTS, _MOST = 20, 100
_NO_ADDRESS = Address()


def contacts_of(entry: Item) -> tuple[Contact, ...]:
    """How the one that an entry names can be reached. A plain text is a contact's value."""
    found = []
    for each in _listed(entry.get("contactinfo"))[:_MOST_CONTACTS]:
        said = fold(each) if isinstance(each, dict) else {"value": each}
        text = partial(string, said)
        contact = Contact(
            kind=text("type"),
            role=text("role"),
            language=text("lang") or text("language"),
            name=text("name"),
            value=text("value"),
            address=_address(said.get("address")),
        )
        if contact.value or contact.address or contact.name:
            found.append(contact)
    return tuple(found)


def _address(value: object) -> Address | None:
    if isinstance(value, str):
        value = {"lines": value}
    if not isinstance(value, dict):
        return None
    said = fold(value)
    text = partial(string, said)
    address = Address(
        lines=tuple(strings(said, "lines")[:_MOST_CONTACTS]),
        locality=text("locality"),
        area=text("area"),
        postal_code=text("postalcode"),
        country=text("country"),
    )
    return address if address != _NO_ADDRESS else None


def parties_of(item: Item) -> tuple[Party, ...]:
    """The sources of whom the item says more than a name: a role, an id, how they can be reached."""
    found: dict[Party, None] = {}
    for each in _listed(item.get("infosources") or item.get("infosource"))[:_MOST]:
        if not isinstance(each, dict) or each.keys() <= {"name"}:
            continue
        said = fold(each)
        text = partial(string, said)
        name = text("name") or text("literal") or text("uri")
        party = Party(name or "", text("role"), text("uri"), text("literal"), contacts_of(said))
        if name and party != Party(name):
            found[party] = None
    return tuple(found)


def rights_of(item: Item) -> Rights:
    """Whose an item is, and what may be done with it."""
    info = item.get("rightsinfo")
    inner = fold(info) if isinstance(info, dict) else {}
    found = rights(
        string(item, "copyrightholder"),
        string(item, "copyrightnotice"),
        strings(item, "usageterms"),
        string(inner, "linkedrights"),
    )
    encoded, language = string(inner, "encodedrights"), string(inner, "langid")
    return Rights(found.holder, found.notice, found.usage_terms, found.linked, encoded, language)


def trust_of(item: Item) -> tuple[TrustIndicator, ...]:
    """The pages by which the sender shows why he is to be trusted."""
    found: dict[TrustIndicator, None] = {}
    for each in _listed(item.get("trustindicators"))[:_MOST]:
        said = fold(each) if isinstance(each, dict) else {}
        if href := string(said, "href"):
            found[TrustIndicator(href, string(said, "role"), string(said, "title"))] = None
    return tuple(found)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
