"""What an editor orders by hand, from the command line or the page: to let an article out, to kill or to redrive it.

A release or a kill is a raw event of the desk's own, so that it takes the same way as a wire's message, and in the same
order. What came of it is read from the topics, as readers see it. Who gave an order stands on desk.notices.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from aiokafka.errors import KafkaError

from streams.article import Article
from streams.brokers.client import Broker
from streams.brokers.reader import OffsetRanges, Progress
from streams.brokers.send import InFlight, producing
from streams.errors import BrokerError, OrderError
from streams.events import order as event
from streams.events.order import KILL, REDRIVE, RELEASE, Order
from streams.events.raw_event import RawEvent
from streams.history.dead_letters import SHORT, DeadLetter
from streams.history.dispositions import Place, as_text
from streams.history.held import held_raws, newest, read_held, status_event
from streams.history.known import Carried, carried_out, read_known
from streams.history.redrive import send_back
from streams.intake.identity import names_nothing, uri_for
from streams.runtime.loop_share import LoopShare
from streams.stories.hold import let_out
from streams.stories.story import raw_of
from streams.topology import NOTICES, RAW, is_raw

#: Seconds within which a worker should have carried out what an editor said.
PATIENCE = 30.0
#: Seconds between two looks at whether it has.
_LOOKED = 0.3
#: Seconds without anything new after which all is told that comes of a kill.
_QUIET = 2.0
KILL_NOTE, _RELEASE_NOTE = "killed by the desk", "released by the desk"


@dataclass(frozen=True, slots=True)
class Killed:
    """A kill that was sent: its raw event, and what came of it within PATIENCE."""

    raw: str
    carried: Carried


class Orders:
    """Sends what `by` orders: the name of a login or of a token.

    `share` is the part of the loop's time that reading may take, where it runs beside the wire.
    """

    def __init__(self, broker: Broker | str, by: str, share: LoopShare | None = None) -> None:
        self._broker, self._by, self._share = broker, by, share

    async def release(self, uri: str, *, withdrawn: bool = True) -> bool:
        """Lets a uri out, and returns when that is done; whether something of it is held still.

        `withdrawn`: also what was published and then withdrawn, for which all topics are read. Raises OrderError where
        there is nothing to let out, or no worker answers within PATIENCE.
        """
        held = [article for article in await read_held(self._broker, share=self._share) if article.uri == uri]
        made = newest(held, uri)
        if made is None:
            if not withdrawn:
                raise OrderError(
                    f"nothing is held under {uri}; what was published and withdrawn, `copydesk held release` lets out"
                )
            await self._release_withdrawn(uri)
            return False
        await self._send(RELEASE, status_event(uri, "usable", datetime.now(UTC), _RELEASE_NOTE, made), uri)
        released = let_out(held)
        await self._no_longer_held(uri, released)
        return len(released) < len(held)

    async def kill(self, uri: str, note: str, reached: Set[str], after: OffsetRanges) -> Killed:
        """Kills a uri and its copies for good, and returns when readers were told of all that it reaches, as far as
        that is known, or nothing more comes. `after` are the ranges of the topics before it.

        Where no worker answers within PATIENCE it stands on articles.raw all the same.
        """
        note = note or KILL_NOTE
        raw = await self._send(KILL, status_event(uri, "canceled", datetime.now(UTC), note), uri, note)
        return Killed(raw, await self._answer(raw, after, reached))

    async def redrive(
        self, letters: Sequence[DeadLetter], progress: Progress = lambda *_: None
    ) -> dict[Place, str]:
        """Puts dead letters back to where they died, in the order given; where each lies now, by its own place.

        One whose bytes are gone by now is not among them. Raises BrokerError, TopicsError.
        """
        sent: dict[Place, str] = {}

        def told(letter: DeadLetter, at: Any) -> None:
            sent[letter.place] = as_text((at.topic, at.partition, at.offset))
            progress(len(sent), len(letters))

        try:
            await send_back(self._broker, letters, told)
        finally:
            if sent:
                # Whatever went wrong with the others: of what is on its way it is known who sent it.
                await self._say_redriven([each for each in letters if each.place in sent], sent)
        return sent

    async def _say_redriven(self, letters: Iterable[DeadLetter], sent: Mapping[Place, str]) -> None:
        in_flight = InFlight[Order](lambda *_: None)
        try:
            async with producing(self._broker) as producer:
                for letter in letters:
                    raw, at = sent[letter.place], datetime.now(UTC)
                    told = Order(REDRIVE, uri_of(letter), self._by, raw, at, letter=as_text(letter.place))
                    await in_flight.add(told, await producer.send(NOTICES.name, **_record(told)))
                await in_flight.all()
        except KafkaError as error:
            raise BrokerError(
                f"{len(sent)} were sent back, but who ordered it could not be written: {error}"
            ) from error

    async def _release_withdrawn(self, uri: str) -> None:
        """Lets out what was published, and then withdrawn from readers."""
        stories = await read_known(self._broker)
        found = stories.find(uri)
        if found is None or found.state != "withdrawn":
            raise OrderError(f"nothing is held under {uri}: `copydesk held` shows what is")
        made = status_event(found.uri, "usable", datetime.now(UTC), _RELEASE_NOTE)
        raw = await self._send(RELEASE, made, found.uri)
        if not (await self._answer(raw, stories.ranges, {found.uri})).answered:
            raise OrderError(f"sent as {raw}: it is carried out as soon as a worker runs")

    async def _answer(self, raw: str, after: OffsetRanges, reached: Set[str]) -> Carried:
        """What came of the event at `raw`, when readers were told of all that is reached, or nothing more comes."""
        deadline, moved = time.monotonic() + PATIENCE, time.monotonic()
        told = Carried()
        while True:
            now = await carried_out(self._broker, raw, after)
            if now != told:
                told, moved = now, time.monotonic()
            quiet = time.monotonic() - moved > _QUIET
            if (told.answered and (quiet or reached <= told.uris)) or time.monotonic() > deadline:
                return told
            await asyncio.sleep(_LOOKED)

    async def _send(self, kind: str, made: RawEvent, uri: str, note: str = "") -> str:
        """Sends an order, and then the word of who gave it; where it lies, as topic/partition/offset."""
        sent = ""
        try:
            async with producing(self._broker) as producer:
                at = await producer.send_and_wait(
                    RAW.name, made.value, key=made.key, headers=list(made.headers)
                )
                sent = as_text((at.topic, at.partition, at.offset))
                told = Order(kind, uri, self._by, sent, datetime.now(UTC), note)
                await producer.send_and_wait(NOTICES.name, **_record(told))
        except KafkaError as error:
            if sent:
                raise BrokerError(
                    f"the order is sent as {sent}, but who gave it could not be written: {error}"
                ) from error
            raise BrokerError(f"{self._broker} did not take the order: {error}") from error
        return sent

    async def _no_longer_held(self, uri: str, meant: Iterable[Article]) -> None:
        """Returns when none of these articles of the uri is held any more."""
        deadline = time.monotonic() + PATIENCE
        raws = {raw_of(article.origin) for article in meant}
        while raws and not raws.isdisjoint(await held_raws(self._broker)):
            if time.monotonic() > deadline:
                raise OrderError(
                    f"{uri} still waits after {PATIENCE:g} s: the word is on articles.raw, and is carried out "
                    "as soon as a worker runs"
                )
            await asyncio.sleep(_LOOKED)


def _record(told: Order) -> dict[str, Any]:
    """What says who gave an order, as a producer takes it."""
    return {"value": event.encode(told), "key": told.uri.encode(), "headers": event.headers_of(told)}


def uri_of(letter: DeadLetter) -> str:
    """The uri that the envelope of a letter names; the place of what died where it names none, or too long a one.

    The document is not read: it may name another uri.
    """
    if not letter.subject or len(letter.subject) >= SHORT or names_nothing(letter.subject):
        return as_text(letter.origin)
    if not is_raw(letter.origin[0]):
        return letter.subject
    return uri_for(source=letter.source if letter.source != "-" else "unknown", subject=letter.subject)
