"""What became of the dead letters that were redriven."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from streams.brokers.client import Broker
from streams.brokers.spans import Progress, read_spans, whole
from streams.history.account import Account
from streams.history.letters import Letter
from streams.history.outcome import ENDS, Part, Place, end_of
from streams.history.redrive import find_redriven, records_of, was_sent
from streams.topology import RAW


class Traced(NamedTuple):
    """Where a redriven letter lies now, and how it ended: a disposition or "open", for each article that it stands for.

    The letter of one article stands for that; the letter of a whole document for all that are now found in it.
    """

    place: Place
    ended: tuple[str, ...]


async def trace(
    broker: Broker | str, letters: Collection[Letter], progress: Progress = lambda *_: None
) -> dict[Place, Traced]:
    """Of `letters`, all there are, those that were redriven, by their places. Raises BrokerError, TopicsError.

    It reads the topics they went back to, from the first that died on, and all ends.
    """
    sent, _ = await find_redriven(broker, letters, progress)
    account = Account()
    if sent:
        async for record in read_spans(broker, await whole(broker, [topic.name for topic in ENDS]), progress):
            try:
                outcome = end_of(record)
            except ValueError:
                continue  # none of ours
            if outcome:
                account.end(outcome)
    found = {}
    records = records_of(letters)
    for letter in letters:
        if place := was_sent(records[letter.origin], sent):
            now = sent[place]
            # Back on articles.raw it is a new raw event; on a later topic it is the one that it was.
            raw = now if now[0] == RAW.name else letter.raw
            found[letter.place] = Traced(now, _ended(account, raw, letter.part) if raw else ("open",))
    return found


def _ended(account: Account, raw: Place, part: Part | None) -> tuple[str, ...]:
    count = account.parts_of(raw)
    # A document that is now read in another way has no article of that number: then all of them tell.
    numbers = [part[0]] if part and part[1] == count else range(count)
    ends = (account.ends_of(raw, number) for number in numbers)
    return tuple(str(kinds[0]) if kinds else "open" for kinds in ends)
