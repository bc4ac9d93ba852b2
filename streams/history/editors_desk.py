"""What the API lets an editor see and order, as plain JSON values: it runs in a worker, beside the wire."""

from __future__ import annotations

from typing import Any

from streams.article import Article
from streams.brokers.client import Broker
from streams.brokers.reader import offset_ranges
from streams.history.held import read_held
from streams.history.known_of import known_of
from streams.history.orders import Orders
from streams.runtime.loop_share import LoopShare
from streams.stories.story import raw_of
from streams.topology import DUPLICATES, ENRICHED

_UNKNOWN = "unknown"


class EditorsDesk:
    """`share` is the part of the loop's time that looking things up may take."""

    def __init__(self, broker: Broker | str, share: LoopShare) -> None:
        self._broker, self._share = broker, share

    async def held(self) -> list[dict[str, Any]]:
        """What is held now, the oldest first, with its headline: an editor has to know what he lets out."""
        return [_waits(article) for article in await read_held(self._broker, share=self._share)]

    async def release(self, uri: str, by: str) -> dict[str, Any]:
        """Lets out what is held under a uri, and returns when that is done. Raises OrderError where nothing is."""
        return {"still_held": await Orders(self._broker, by).release(uri, withdrawn=False)}

    async def kill(self, uri: str, note: str, by: str, *, remember: bool) -> dict[str, Any] | None:
        """Kills a uri and its copies, and says what was canceled.

        None, and nothing is sent, where nothing is known of it as far as the topics were read, unless it is to be
        killed when it comes.
        """
        known = await known_of(self._broker, uri, self._share)
        if known["readers"]["state"] == _UNKNOWN and not remember:
            return None
        reached = {uri, *(copy["uri"] for copy in known["copies"])}
        after = await offset_ranges(self._broker, [DUPLICATES.name, ENRICHED.name])
        killed = await Orders(self._broker, by).kill(uri, note, reached, after)
        return {
            "raw": killed.raw,
            "answered": killed.carried.answered,
            "canceled": sorted(killed.carried.uris),
        }


def _waits(article: Article) -> dict[str, Any]:
    hold = article.hold
    return {
        "uri": article.uri,
        "source": article.source,
        "headline": article.headline,
        "language": article.language,
        "reason": str(hold.reason) if hold else "withheld",
        "until": hold.until if hold else None,
        "words": hold.words if hold else "",
        "since": article.origin.timestamp,
        "raw": raw_of(article.origin),
    }
