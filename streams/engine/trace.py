"""What became of the dead letters that were redriven."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from streams.engine.account import ENDS, Account, Place, end_of
from streams.engine.kafka_client import Broker
from streams.engine.letters import Letter
from streams.engine.redrive import find_redriven, was_sent
from streams.engine.spans import Progress, read_spans, whole
from streams.topology import RAW


class Traced(NamedTuple):
    """Where a redriven letter lies now, and how its raw event ended: a disposition, or "open"."""

    place: Place
    ended: str


async def trace(
    broker: Broker | str, letters: Collection[Letter], progress: Progress = lambda *_: None
) -> dict[Place, Traced]:
    """Of `letters`, all there are, those that were redriven, by their origins. Raises BrokerError, TopicsError.

    It reads the topics they went back to, from the first that died on, and all ends.
    """
    sent, _ = await find_redriven(broker, letters, progress)
    account = Account()
    if sent:
        async for record in read_spans(broker, await whole(broker, [topic.name for topic in ENDS]), progress):
            try:
                account.end(end_of(record))
            except ValueError:
                continue  # none of ours
    found = {}
    for letter in letters:
        if place := was_sent(letter, sent):
            now = sent[place]
            # Back on articles.raw it is a new raw event; on a later topic it is the one that it was.
            raw = now if now[0] == RAW.name else letter.raw
            ended = account.ends_of(raw) if raw else []
            found[letter.origin] = Traced(now, str(ended[0]) if ended else "open")
    return found
