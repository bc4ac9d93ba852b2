"""The wire of the page by a filter: the same conditions as those of the API, over what the page's worker remembers.

A kill passes every filter: it may be of what was seen before.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from streams.events.filters import CONDITIONS, Filter, Traits, folded
from streams.intake.media_topics import code_of, line_of, name_of, uri_of
from streams.kinds import HoldReason
from streams.web.entry import key_of
from streams.web.told import HeldBack
from streams.web.wire import Story, Wire

#: What can be asked of the page: it names no uris.
ASKED = tuple(name for name in CONDITIONS if name != "uri")
#: A signal of the page alone: what an embargo holds back, and what one has held back.
EMBARGO = "embargo"
_EMBARGOES = (HoldReason.EMBARGO, HoldReason.UNCLEAR_EMBARGO)
#: The most values that are offered of one condition.
_OFFERED = 300


def search(wire: Wire, asked: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The keys of what fits, as a document for the page. Raises FilterError for what cannot be asked."""
    wanted, embargo = wanted_of(asked)
    return {"keys": [key_of(each) for each in wire.everything() if fits(each, wanted, embargo=embargo)]}


def wanted_of(asked: Iterable[tuple[str, str]]) -> tuple[Filter, bool]:
    """The filter, and whether what had an embargo is asked for. Raises FilterError for what cannot be asked."""
    pairs = [(name, value) for name, value in asked if value.strip()]
    wanted = Filter.from_query([pair for pair in pairs if pair != ("signal", EMBARGO)], ASKED)
    return wanted, ("signal", EMBARGO) in pairs


def fits(told: Story | HeldBack, wanted: Filter, *, embargo: bool) -> bool:
    """Whether it passes the filter."""
    if isinstance(told, HeldBack):
        if wanted.signal or (embargo and told.reason not in _EMBARGOES):
            return False
        return wanted.judge(Traits(source=(told.source,))) is True
    if told.killed or (told.now and told.now.status == "canceled"):
        return True
    if embargo and not (told.now and told.now.held):
        return False
    return wanted.judge(_traits(told)) is True


def _traits(story: Story) -> Traits:
    """Those of the article, and of its copies what stands under it. Of what is not out the source alone is known."""
    of_copies = tuple(each.source for each in story.copies.values())
    now = story.now
    if now is None or now.traits is None:
        return Traits(source=(*of_copies, *((now.source,) if now else ())))
    traits = now.traits
    return Traits(
        language=traits.language,
        source=(*(traits.source or ()), now.source, *of_copies),  # a long name is cut for the page
        topic=traits.topic,
        signal=traits.signal,
        place=traits.place,
        text="\n".join((traits.text or "", *(folded(each.headline) for each in story.copies.values()))),
    )


def choices(wire: Wire) -> dict[str, Any]:
    """What of each condition stands on the wire, sorted: topics as code and name, the rest as they are called."""
    found: dict[str, set[str]] = {"language": set(), "source": set(), "topic": set(), "place": set()}
    for each in wire.everything():
        if isinstance(each, HeldBack):
            found["source"].add(each.source)
            continue
        found["source"].update(copy.source for copy in each.copies.values())
        if each.now is None:
            continue
        found["source"].add(each.now.source)
        traits = each.now.traits
        if traits is None:
            continue
        found["language"].update(
            part for tag in traits.language or () for part in (tag, tag.partition("-")[0])
        )
        for uri in traits.topic or ():
            if code := code_of(uri):
                found["topic"].update(line_of(code))
        found["place"].add(each.now.place.partition(",")[0])
    topics = ((code, name_of(uri_of(code), "en") or code) for code in found.pop("topic"))
    offered: dict[str, Any] = {name: sorted(values - {""})[:_OFFERED] for name, values in found.items()}
    return offered | {"topic": sorted(topics, key=lambda each: each[1].casefold())[:_OFFERED]}
