"""What the API lets an editor see and order, as plain JSON values: it runs in a worker, beside the wire."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from streams.article import Article
from streams.brokers.client import Broker
from streams.brokers.reader import offset_ranges, read_ranges, time_of
from streams.errors import NoTextError, OrderError
from streams.events.codec import read_event
from streams.history.dead_letters import Choice, DeadLetter, read_dead_letters
from streams.history.dispositions import Place, as_text, parse_place
from streams.history.held import held_event, read_held
from streams.history.known_of import known_of
from streams.history.orders import Orders
from streams.history.redrive import MOST_ATTEMPTS, Plan, make_plan
from streams.history.versions import compare_held, raw_bytes
from streams.runtime.loop_share import LoopShare
from streams.stories.story import raw_of
from streams.topology import DEAD, DUPLICATES, ENRICHED

_UNKNOWN = "unknown"
#: Articles of one document die so soon after each other, at most.
_TOGETHER = timedelta(hours=1)


class EditorsDesk:
    """`share` is the part of the loop's time that looking things up may take."""

    def __init__(self, broker: Broker | str, share: LoopShare) -> None:
        self._broker, self._share = broker, share
        self._redriving = asyncio.Lock()

    async def held(self) -> list[dict[str, Any]]:
        """What is held now, the oldest first, with its headline: an editor has to know what he lets out."""
        return [_waits(article) for article in await read_held(self._broker, share=self._share)]

    async def held_article(self, raw: str) -> dict[str, Any]:
        """The same of what that raw event has brought, with its event: the text is to be read before it is let out.

        Raises NoTextError where it is held no longer.
        """
        event = await self._held_event(raw)
        return _waits(read_event(event)) | {"event": event}

    async def held_diff(self, raw: str) -> dict[str, Any]:
        """What would change for readers if what that raw event has brought were let out.

        Raises NoTextError where it is held no longer, or readers have no text of it now.
        """
        return await compare_held(self._broker, read_event(await self._held_event(raw)), self._share)

    async def _held_event(self, raw: str) -> dict[str, Any]:
        event = await held_event(self._broker, raw, self._share)
        if event is None:
            raise NoTextError(f"nothing that came as {raw} is held: it was released, overtaken or killed")
        return event

    async def release(self, uri: str, by: str) -> dict[str, Any]:
        """Lets out what is held under a uri, and returns when that is done. Raises OrderError where nothing is."""
        return {"still_held": await Orders(self._broker, by, self._share).release(uri, withdrawn=False)}

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

    async def dead(self, reason: str, since: datetime) -> list[dict[str, Any]]:
        """The dead letters of a reason that died since then, the newest first, and why any of them would stay.

        Raises BrokerError, TopicsError.
        """
        letters = await self._letters(since)
        chosen = [each for each in letters if each.reason == reason and each.at >= since]
        plan = await self._plan(letters, chosen)
        return [_letter(each, plan) for each in sorted(chosen, key=lambda each: each.at, reverse=True)]

    async def raw(self, uri: str, raw: str) -> bytes:
        """The bytes of the raw event that a version came as. Raises NoTextError where they may not be had."""
        return await raw_bytes(self._broker, uri, raw, self._share)

    async def redrive(self, places: Sequence[str], by: str) -> dict[str, Any]:
        """Puts the letters at these places on articles.dead back to where they died, each once.

        Says where each lies now, and why others stay. Raises OrderError where a place has no letter, and ValueError
        for what is no place of articles.dead.
        """
        wanted = [_place_of(each) for each in places]
        # One after the other: what one has sent, the next one sees.
        async with self._redriving:
            letters = await self._letters(await self._oldest(wanted))
            there = {place for each in letters for place in (each.place, *each.copies)}
            if gone := [as_text(each) for each in wanted if each not in there]:
                raise OrderError(
                    f"no dead letter lies at {gone[0]}" + f", and {len(gone) - 1} more" * (len(gone) > 1)
                )
            chosen = [each for each in letters if not {each.place, *each.copies}.isdisjoint(wanted)]
            plan = await self._plan(letters, chosen)
            sent = await Orders(self._broker, by).redrive(plan.letters)
        return {
            "sent": [{"letter": as_text(place), "raw": raw} for place, raw in sent.items()],
            "stays": [{"letter": as_text(place), "why": why} for place, why in plan.stays.items()],
        }

    async def _letters(self, since: datetime) -> list[DeadLetter]:
        """The letters since then, and those before that may be of the same documents."""
        return await read_dead_letters(self._broker, since=since - _TOGETHER, share=self._share)

    async def _plan(self, letters: list[DeadLetter], chosen: Iterable[DeadLetter]) -> Plan:
        places = frozenset(each.place for each in chosen)
        if not places:
            return Plan(())
        choice = Choice(places=places)
        return await make_plan(self._broker, letters, choice, max_attempts=MOST_ATTEMPTS, share=self._share)

    async def _oldest(self, places: Iterable[Place]) -> datetime:
        """When the first of these records of each partition was written; now, where there is none."""
        there = await offset_ranges(self._broker, [DEAD.name])
        found = datetime.now(UTC)
        firsts: dict[tuple[str, int], int] = {}
        for topic, partition, offset in places:
            firsts[topic, partition] = min(offset, firsts.get((topic, partition), offset))
        for (topic, partition), offset in firsts.items():
            first, end = there.get((topic, partition), (0, 0))
            if first <= offset < end:
                async for record in read_ranges(self._broker, {(topic, partition): (offset, offset + 1)}):
                    found = min(found, time_of(record))
        return found


def _place_of(text: str) -> Place:
    """The place of a letter. Raises ValueError."""
    place = parse_place(text.encode())
    if place[0] != DEAD.name:
        raise ValueError(f"{text[:100]} is no place on {DEAD.name}")
    return place


def _letter(each: DeadLetter, plan: Plan) -> dict[str, Any]:
    return {
        "letter": as_text(each.place),
        "at": each.at,
        "stage": each.stage,
        "reason": each.reason,
        "source": each.source,
        "subject": each.subject,
        "detail": each.detail,
        "attempts": each.attempts,
        "size": each.size,
        "died": as_text(each.origin),
        "stays": plan.stays.get(each.place),
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
