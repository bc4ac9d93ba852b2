"""What an item says of its article, as ninjs has it; and by the sender's own names what no version of ninjs has.

Superdesk's ninjs (https://github.com/superdesk/superdesk-core, publish/formatters/ninjs_formatter.py) has more than the
standard: `service`, `priority`, `authors`, `extra`, `annotations`, `evolvedfrom`, `rewrite_sequence`. These are in
`Sent.extra`, each value as text; what is an object is written as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from streams.intake import dates
from streams.intake.charset import scrub
from streams.intake.html.languages import fuller_tag
from streams.intake.ninjs.concepts import concept_of, concepts_of
from streams.intake.ninjs.fields import Item, alternative_ids, fold, string
from streams.intake.ninjs.parties import parties_of, rights_of, trust_of
from streams.sent import AltId, Description, Sent

#: Names that are read elsewhere, and those that say nothing of the article. A name that begins like one is read, too.
_READ_NAMES = """
    uri guid type representationtype profile version firstcreated versioncreated contentcreated embargoed embargoeduntil
    pubstatus urgency copyrightholder copyrightnotice usageterms ednote language infosources infosource source title by
    byline bylines slugline located renditions associations altids standard expires expiry rightsinfo
    digitalsourcetype keywords trustindicators
    subjects subject genres genre people person organisations organisation organizations organization
    places place events event objects object charcount wordcount readtime $schema
"""
_READ = frozenset(_READ_NAMES.split())
_READ_STARTS = ("headline", "body", "bodies", "description")
#: Characters of one value, and values of one name.
_LONGEST, _MOST = 10_000, 200


def sent_of(item: Item, language: str | None, descriptions: tuple[Description, ...]) -> Sent:
    """All that the item says of its article. `language` names the topics that have no name."""
    lists = concepts_of(item, language)
    return Sent(
        subjects=lists.get("subjects", ()),
        genres=lists.get("genres", ()),
        people=lists.get("people", ()),
        organisations=lists.get("organisations", ()),
        places=lists.get("places", ()),
        events=lists.get("events", ()),
        objects=lists.get("objects", ()),
        keywords=_keywords(item),
        rights=rights_of(item),
        expires=dates.parse(item.get("expires") or item.get("expiry")),
        made_by=concept_of(item.get("digitalsourcetype"), language),
        title=string(item, "title"),
        profile=string(item, "profile"),
        content_created=dates.parse(item.get("contentcreated")),
        descriptions=descriptions,
        alt_ids=tuple(AltId(value, role or None) for role, value in alternative_ids(item)),
        parties=parties_of(item),
        trust=trust_of(item) if "trustindicators" in item else (),
        language=_tag(item, language),
        extra=extra_of(item),
    )


def _tag(item: Item, primary: str | None) -> str | None:
    """The item's language tag, where it says more than the language: "nb-NO"."""
    return fuller_tag(string(item, "language")) if primary else None


def _keywords(item: Item) -> tuple[str, ...]:
    value = item.get("keywords")
    entries = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else []
    words = (scrub(each)[0].strip() for each in entries if isinstance(each, str))
    return tuple(dict.fromkeys(filter(None, words)))


def extra_of(item: Item) -> dict[str, tuple[str, ...]]:
    """What is read nowhere else, by its names. The fields of `extra` stand under "extra.<name>"."""
    found: dict[str, tuple[str, ...]] = {}
    for name, value in item.items():
        if name in _READ or name.startswith(_READ_STARTS):
            continue
        inner = value.items() if name == "extra" and isinstance(value, dict) else ()
        named = [(f"extra.{key}", each) for key, each in inner] or [(name, value)]
        for key, each in named:
            if values := as_texts(each):
                found[scrub(key)[0][:100]] = values
    return found


def as_texts(value: Any) -> tuple[str, ...]:
    """A value of any shape as texts: an object with a name and a code as "name (code)", any other object as JSON."""
    entries = value[:_MOST] if isinstance(value, list) else [value]
    return tuple(filter(None, map(_as_text, entries)))


def _as_text(value: Any) -> str | None:
    if value is None or value == "" or value == [] or value == {}:
        return None
    if isinstance(value, str):
        return scrub(value)[0].strip()[:_LONGEST] or None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, dict) and (named := _named(value)):
        return named
    text = scrub(json.dumps(value, ensure_ascii=False))[0]
    # Half of an object can be read by nobody.
    return text if len(text) <= _LONGEST else None


def _named(value: Mapping[str, Any]) -> str | None:
    entry = fold(dict(value))
    if not set(entry) <= {"name", "code", "qcode", "role", "scheme"}:
        return None
    name, code = (
        string(entry, "name"),
        string(entry, "code") or string(entry, "qcode") or string(entry, "role"),
    )
    return (f"{name} ({code})" if name and code and name != code else name or code or "")[:_LONGEST] or None
