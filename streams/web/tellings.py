"""The stories as the page shows them: which articles tell one, so that each can be folded under it. Bounded.

Told the same again, it stays the same. No headline of what is held, withdrawn or killed is in it.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from streams.web.entry import key_of_uri
from streams.web.told import Ended, Telling, Together
from streams.web.wire import Wire

#: Stories that are kept.
KEPT = 300


class Tellings:
    """The last stories that several articles tell."""

    def __init__(self) -> None:
        self._stories: OrderedDict[str, Together] = OrderedDict()

    def everything(self) -> list[Together]:
        """All of them, the one that was told of last at the end."""
        return list(self._stories.values())

    def take(self, told: Together | Ended) -> tuple[list[Together], list[str]]:
        """What has changed, and the ids of what is gone."""
        known = told.id in self._stories
        if isinstance(told, Ended) or len(told.tellings) < 2:
            self._stories.pop(told.id, None)
            return [], [told.id] if known else []
        same = self._stories.get(told.id) == told
        self._stories[told.id] = told
        self._stories.move_to_end(told.id)
        gone = [self._stories.popitem(last=False)[0]] if len(self._stories) > KEPT else []
        return [] if same else [told], gone


def together_entry(wire: Wire, story: Together) -> dict[str, Any]:
    """What the page is told of a story: of each article its key, and what may be shown of it."""
    # The title is the headline of one of them.
    gone = {each.headline for each in story.tellings if not _may(wire, each)}
    return {
        "key": key_of_uri(story.id),
        "title": "" if story.title in gone else story.title,
        "status": story.status,
        "articles": story.articles,
        "reports": story.reports,
        "tellings": [_telling(wire, each) for each in story.tellings],
    }


def _telling(wire: Wire, telling: Telling) -> dict[str, Any]:
    may = _may(wire, telling)
    copies = {"of": key_of_uri(telling.of)} if telling.of else {}
    return copies | {
        "key": key_of_uri(telling.uri),
        "at": round(telling.at * 1000),
        "source": telling.source,
        "headline": telling.headline if may else "",
        "language": telling.language if may else "",
    }


def _may(wire: Wire, telling: Telling) -> bool:
    """Whether readers may have it now, as far as the page knows: its story may not have heard of a kill yet."""
    if wire.is_held(telling.uri):
        return False
    known = wire.find(telling.uri)
    return known is None or (known.killed is None and (known.now is None or known.now.status == "usable"))
