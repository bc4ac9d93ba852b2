"""A mailbox: each message of a folder becomes a raw event, as it came (message/rfc822).

A message counts as taken when the broker has acknowledged it. That is noted here first, and then in the folder: by the
keyword $Copydesk, or because it is moved. Who is ended between the two does not send it again. Where the server can, it
tells at once of what comes (IDLE); it is asked now and then all the same, for that word can be lost.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.parser import BytesHeaderParser
from functools import partial
from typing import TypeVar

from streams.brokers.tokens import TokenError, by_command
from streams.connect.connection import Connection, Given
from streams.connect.desk import Desk
from streams.connect.files import LARGEST
from streams.connect.mailbox import Address, Failures, Mailbox, Message
from streams.errors import ConnectError, FeedError
from streams.events.raw_event import RawEvent, binary_event, subject_of
from streams.settings import Settings
from streams.topology import BACKFILL, RAW

#: Messages that are fetched before they are sent together, and bytes of them.
_TOGETHER, _BYTES = 20, 4 * 1024 * 1024
#: Messages of which the sizes are asked for at once.
_ASKED = 200
#: Bytes of a message in which its Message-ID is looked for, and the most characters of one.
_HEADER, _LONGEST_ID = 256 * 1024, 500
#: How long it is remembered what was sent; longer than a server takes to forget a keyword.
_REMEMBERED = timedelta(days=60)
#: What is older is looked for so often, in seconds: that reads all that was noted.
_SWEEP = 3600.0
#: Of what a token of a command is believed to last, in seconds. It is had anew for each login.
_TOKEN_SECONDS = 300.0
#: The name of the place in a folder that keeps no keywords.
_PLACE = "place"
_PORTS = {"tls": 993, "starttls": 143, "none": 143}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Mail:
    """The connection. `every` is how often it is looked, in seconds; `largest` is in bytes."""

    source: str
    address: Address
    every: float = 60.0
    largest: int = LARGEST
    backfill: bool = False
    kind: str = field(default="mail", init=False)

    async def run(self, desk: Desk) -> None:
        """Takes what is new, the oldest first, until it is cancelled. Raises ConnectError."""
        box = Mailbox(self.address)
        thread = ThreadPoolExecutor(1, f"mail of {self.source}")
        try:
            await _Taking(self, desk, box, thread).run()
        except (*Failures, TokenError) as error:
            said = str(error) or type(error).__name__
            raise ConnectError(f"{self.source}: {self.address}: {said[:300]}") from error
        finally:
            box.close()
            # Not waited for: it may be at a server that does not answer, and the loop has others to serve.
            thread.shutdown(wait=False, cancel_futures=True)


class _Taking:
    """One run of a connection."""

    def __init__(self, mail: Mail, desk: Desk, box: Mailbox, thread: ThreadPoolExecutor) -> None:
        self._mail, self._desk, self._box, self._thread = mail, desk, box, thread
        self._swept = float("-inf")

    async def run(self) -> None:
        await self._ask(self._box.open)
        while True:
            await self._take_new()
            self._desk.reached()
            self._desk.behind(0)
            if time.monotonic() - self._swept >= _SWEEP:
                self._swept = time.monotonic()
                self._desk.forget(datetime.now(UTC) - _REMEMBERED)
            if self._box.can_idle:
                await self._ask(partial(self._box.wait, self._mail.every))
            else:
                await asyncio.sleep(self._mail.every)

    async def _ask(self, question: Callable[[], T]) -> T:
        """What the mailbox answers, asked in its thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, question)

    async def _take_new(self) -> None:
        after = self._place()
        while uids := await self._ask(partial(self._box.new, after)):
            for start in range(0, len(uids), _ASKED):
                self._desk.behind(len(uids) - start)
                asked = uids[start : start + _ASKED]
                for together in _together(
                    await self._ask(partial(self._box.sizes, asked)), self._mail.largest
                ):
                    await self._take(together)
            if after == uids[-1]:
                return  # what the folder does not let go of is not taken again and again
            after = uids[-1]

    async def _take(self, messages: Sequence[Message]) -> None:
        events: list[RawEvent] = []
        for each in messages:
            event = await self._event(each)
            if isinstance(event, FeedError):
                self._desk.refused(str(event))
            elif event is not None:
                events.append(event)
        identities = {event.id: event for event in events}
        unsent = self._desk.unseen(list(identities))
        to = BACKFILL if self._mail.backfill else RAW
        await self._desk.send([identities[each] for each in unsent], to, refused=self._desk.refused)
        # First here: who is ended before the folder knows finds it noted, and tells the folder alone.
        self._desk.note(unsent)
        uids = [each.uid for each in messages]
        await self._ask(partial(self._box.taken, uids))
        self._desk.remember(_PLACE, f"{self._box.validity}:{max(uids)}")

    async def _event(self, message: Message) -> RawEvent | FeedError | None:
        name = f"message {message.uid} in {self._mail.address}"
        too_large = FeedError(f"{name}: {message.size} bytes; at most {self._mail.largest} are taken")
        if message.size > self._mail.largest:
            return too_large
        found = await self._ask(partial(self._box.fetch, message.uid, self._mail.largest))
        if found is None:
            return None
        value, at = found
        if len(value) > self._mail.largest:
            return too_large
        event = binary_event(
            name,
            value,
            source=self._mail.source,
            subject=_message_id(value) or subject_of(value),
            time=at,
            content_type="message/rfc822",
        )
        return event if event.size <= LARGEST else too_large

    def _place(self) -> int:
        """The last message that was taken, where its number still counts; 0: none."""
        validity, _, uid = (self._desk.mark(_PLACE) or "").partition(":")
        return int(uid) if validity == str(self._box.validity) else 0


def _together(messages: Sequence[Message], largest: int) -> list[list[Message]]:
    """The messages in groups that are fetched and sent at once; what is too large is not fetched."""
    groups: list[list[Message]] = []
    size = 0
    for each in messages:
        weight = each.size if each.size <= largest else 0
        if not groups or len(groups[-1]) == _TOGETHER or size + weight > _BYTES:
            groups.append([])
            size = 0
        groups[-1].append(each)
        size += weight
    return groups


def _message_id(value: bytes) -> str | None:
    """The id of a message without its brackets; None where it has none."""
    found = str(BytesHeaderParser().parsebytes(value[:_HEADER]).get("Message-ID", ""))
    text = "".join(found.split()).removeprefix("<").removesuffix(">")
    return text if text.isascii() and 0 < len(text) <= _LONGEST_ID else None


def build(given: Sequence[Given], known: Settings) -> Sequence[Connection]:
    """The mailboxes of sources.toml. Raises SourcesError; also for two of one folder."""
    made: dict[str, str] = {}
    connections: list[Connection] = []
    for each in given:
        mail = _mail(each)
        if other := made.get(str(mail.address)):
            each.options.refuse("folder", f"is that of source {other!r}, too: each needs one of its own")
        made[str(mail.address)] = mail.source
        connections.append(mail)
    return connections


def _mail(given: Given) -> Mail:
    options = given.options
    security = options.choice("security", tuple(_PORTS), "tls")
    user = options.text("user")
    command = options.text("token_command") if options.has("token_command") else None
    password = options.secret("password_file")
    if (command is None) == (password is None):
        options.refuse("password_file", "or token_command must be there, and not both")
    address = Address(
        options.text("host"),
        int(options.number("port", _PORTS[security], 1, 65535)),
        user,
        options.text("folder", "INBOX"),
        security,
        done=options.text("done") if options.has("done") else None,
        cafile=options.path("cafile") if options.has("cafile") else None,
        tokens=command is not None,
        secret=partial(_token, command) if command is not None else partial(str, password),
    )
    if address.done == address.folder:
        options.refuse("done", "is the folder itself: name another one")
    mail = Mail(
        given.source,
        address,
        every=options.number("every", 60.0, 1, 3600),
        largest=int(options.number("largest", LARGEST, 1_000, LARGEST)),
        backfill=options.flag("backfill", False),
    )
    options.done()
    return mail


def _token(command: str) -> str:
    return by_command(command, _TOKEN_SECONDS, name="mail.token_command").text
