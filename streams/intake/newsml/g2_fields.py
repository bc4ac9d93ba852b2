"""What a newsItem of NewsML-G2 says of itself, one field of the article each: its status, its headlines, its dates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from streams.article import (
    Dropped,
    Hop,
)
from streams.intake import dates
from streams.intake.dates import read_embargo
from streams.intake.html.metadata import clean_byline
from streams.intake.identity import (
    host_of,
    is_uri,
    normalise_url,
)
from streams.intake.newsml.item import Item
from streams.intake.newsml.tree import (
    Element,
    attribute,
    child,
    children,
    in_language,
    is_nil,
    language_of,
    last_part,
    line,
    meaning,
)
from streams.intake.nitf.place import place_in
from streams.intake.xml import local_name
from streams.kinds import Reason, Signal
from streams.sent import Headline, Series

_MOST_ALIASES = 20


def pub_status_of(item: Item) -> str | Dropped | None:
    """The publishing status that is stated; None if none is."""
    element = item.child("itemMeta", "pubStatus")
    code = item.catalog.code(element)
    if code is None:
        return None
    if code == "commissioned":
        return Dropped(Reason.NOT_TEXT, "pubStatus commissioned: planned, not written yet")
    return meaning("pub_status", code) or Dropped(Reason.INVALID_DOCUMENT, f"pubStatus is {code[:40]!r}")


def series_of(item: Item) -> Series | None:
    """The series that the item says it is a member of."""
    names = map(item.name, item.children("itemMeta", "memberOf"))
    return next((Series(name) for name in names if name), None)


def author_of(item: Item) -> str | None:
    """The creators of the content that are said to be people, or to have written it."""
    found: dict[str, None] = {}
    for each in (*item.children("contentMeta", "creator"), *item.children("contentMeta", "contributor")):
        is_person = last_part(attribute(each, "type")) == "person"
        wrote = meaning("wrote", last_part(attribute(each, "role")))
        if (wrote or (is_person and local_name(each) == "creator")) and (name := item.name(each)):
            found[name] = None
    return clean_byline(", ".join(found))


def provider_of(item: Item) -> str | None:
    """Who sends the item: by name, else the host of its uri, else its code."""
    provider = item.child("itemMeta", "provider")
    code = (attribute(provider, "qcode") or "").partition(":")[2]
    return item.name(provider) or host_of(attribute(provider, "uri")) or code or None


def date_of(item: Item, name: str) -> datetime | None:
    """The time in an element of itemMeta; None where it is none."""
    return dates.parse(line(item.child("itemMeta", name)))


def embargo_of(item: Item, arrival: datetime) -> tuple[datetime | None, str | None]:
    """The latest of the embargoes, or the words of one that cannot be read."""
    read = [
        read_embargo(None if is_nil(each) else line(each), arrival)
        for each in item.children("itemMeta", "embargoed")
    ]
    return max((until for until, _ in read if until), default=None), next(
        (words for _, words in read if words), None
    )


def headline_of(item: Item) -> str | None:
    """The headline: of several the main one, in the item's language."""

    def order(element: Element) -> tuple[int, int]:
        role = last_part(attribute(element, "role")) or ""
        rank = attribute(element, "rank") or "1"
        return (
            0 if role in ("", "main", "headline", "title", "hl1") else 1,
            int(rank) if rank.isdecimal() and len(rank) < 6 else 99_999,
        )

    found = in_language(item.children("contentMeta", "headline"), item.language)
    main = [each for each in found if "sub" not in (last_part(attribute(each, "role")) or "")]
    native = [each for each in main if language_of(each) == language_of(main[0])]
    return line(min(native, key=order, default=None))


def other_headlines(item: Item, main: str | None) -> tuple[Headline, ...]:
    """The headlines beside the main one, in the item's language, by their roles."""
    found = in_language(item.children("contentMeta", "headline"), item.language)
    own = [each for each in found if language_of(each) == language_of(found[0])]
    said = dict.fromkeys((last_part(attribute(each, "role")) or "other", line(each)) for each in own)
    return tuple(
        Headline("sub" if "sub" in role else role, text) for role, text in said if text and text != main
    )


def standfirst_of(item: Item) -> str | None:
    """The description that sums the article up."""
    found = {
        last_part(attribute(each, "role")) or "": line(each)
        for each in reversed(in_language(item.children("contentMeta", "description"), item.language))
    }
    return next((found[role] for role in ("summary", "lead", "abstract", "") if role in found), None)


def located_of(item: Item) -> str | None:
    """The name of the place where the article was written, else that in its dateline."""
    named = next(filter(None, map(item.name, item.children("contentMeta", "located"))), None)
    return named or place_in(item.text("contentMeta", "dateline"))


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
    """The notes to editors, without notes for the agency's own desks and without the sign-off."""
    notes = [
        each
        for each in in_language(item.children("itemMeta", "edNote"), item.language)
        if not attribute(each, "pubconstraint") and last_part(attribute(each, "role")) != "closingline"
    ]
    plain = [each for each in notes if not len(each)] or notes
    return " / ".join(dict.fromkeys(filter(None, map(line, plain)))) or None


def signal_of(item: Item) -> Signal | None:
    """The signal that a code of the item states. A kill counts before a correction, a correction before an update."""
    said = {meaning("signal", item.catalog.code(each)) for each in item.children("itemMeta", "signal")}
    return next(
        (each for each in (Signal.KILL, Signal.CORRECTION, Signal.UPDATE) if each.value in said), None
    )


def aliases_of(item: Item, *, known: Iterable[str | None]) -> tuple[str, ...]:
    """Other uris by which messages may name the item: its alternative ids, and the item that it replaces."""
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
