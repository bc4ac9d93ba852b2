"""A folder of an IMAP server, asked in a thread of its own: what is new in it, what it holds, and what was taken.

IMAPClient speaks the protocol. It waits where it is, so each mailbox has a thread; `close` ends what that waits for.
What was taken is told in the folder itself: by a keyword, or because it is moved to another folder. A server that keeps
no keywords of ours is asked for what has a higher number than the last that was taken.
"""

from __future__ import annotations

import selectors
import socket
import ssl
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError

#: What a message that was taken bears.
KEYWORD = b"$Copydesk"
#: The longest that a server may take to let us in, and to answer, in seconds.
_CONNECT, _ANSWER = 15.0, 60.0
#: Servers end an IDLE after 29 minutes (RFC 2177); it is renewed before, in seconds.
LONGEST_IDLE = 25 * 60.0

Failures = (IMAPClientError, OSError)


@dataclass(frozen=True, slots=True)
class Address:
    """Which folder of which mailbox. `security` is "tls", "starttls" or "none"; `done` is where to move what was taken.

    `secret` gives the password, or with `tokens` an access token for XOAUTH2; it may block.
    """

    host: str
    port: int
    user: str
    folder: str
    security: str = "tls"
    done: str | None = None
    cafile: Path | None = None
    tokens: bool = False
    secret: Callable[[], str] = field(default=lambda: "", repr=False)

    def __str__(self) -> str:
        return f"{self.folder} of {self.user} at {self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Message:
    """A message of the folder by its number (UID), and how large it says it is, in bytes."""

    uid: int
    size: int


class Mailbox:
    """The folder. All but `close` is called in one thread. Every method raises what stands in Failures."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._client: Any = None
        #: Held while a socket is waited at: one that is closed meanwhile wakes nobody.
        self._waits = threading.Lock()
        #: By which the server tells that its numbers are still the same; whether it keeps our keyword; knows IDLE.
        self.validity, self.keeps_keywords, self.can_idle = 0, False, False

    def open(self) -> None:
        """Connects, logs in, and selects the folder."""
        at = self._address
        context = ssl.create_default_context(cafile=at.cafile) if at.security != "none" else None
        self._client = IMAPClient(
            at.host,
            at.port,
            ssl=at.security == "tls",
            ssl_context=context if at.security == "tls" else None,
            timeout=SocketTimeout(_CONNECT, _ANSWER),
        )
        if at.security == "starttls":
            self._client.starttls(context)
        self._client.normalise_times = False
        if at.tokens:
            self._client.oauth2_login(at.user, at.secret())
        else:
            self._client.login(at.user, at.secret())
        self.can_idle = self._client.has_capability("IDLE")
        if at.done is not None and not self._client.folder_exists(at.done):
            self._client.create_folder(at.done)
        selected = self._client.select_folder(at.folder)
        self.validity = int(selected.get(b"UIDVALIDITY", 0))
        kept = {flag.lower() for flag in selected.get(b"PERMANENTFLAGS", ())}
        self.keeps_keywords = b"\\*" in kept or KEYWORD.lower() in kept

    def new(self, after: int) -> list[int]:
        """The numbers of the messages that were not taken, ascending.

        `after` is the last that was taken: only where nothing else tells, all that came later are new.
        """
        self._has_come()  # what the server has told so far is seen by what is asked now
        if self._address.done is not None:
            found = self._client.search(["UNDELETED"])
        elif self.keeps_keywords:
            found = self._client.search(["UNDELETED", "UNKEYWORD", KEYWORD])
        else:
            found = [uid for uid in self._client.search(["UID", f"{after + 1}:*"]) if uid > after]
        return sorted(map(int, found))

    def sizes(self, uids: Sequence[int]) -> list[Message]:
        """Those that are still there, with their sizes."""
        found = self._client.fetch(uids, ["RFC822.SIZE"])
        return [Message(uid, int(found[uid][b"RFC822.SIZE"])) for uid in uids if uid in found]

    def fetch(self, uid: int, most: int) -> tuple[bytes, datetime] | None:
        """The message and when the server had it; None for one that is gone. At most `most` bytes, and one."""
        found = self._client.fetch([uid], [f"BODY.PEEK[]<0.{most + 1}>", "INTERNALDATE"]).get(uid)
        if found is None:
            return None
        at = found.get(b"INTERNALDATE") or datetime.now(UTC)
        return bytes(found.get(b"BODY[]<0>") or b""), at if at.tzinfo else at.replace(tzinfo=UTC)

    def taken(self, uids: Sequence[int]) -> None:
        """Notes in the folder that these were taken."""
        if self._address.done is not None:
            self._move(uids, self._address.done)
        elif self.keeps_keywords:
            self._client.add_flags(uids, [KEYWORD], silent=True)

    def _move(self, uids: Sequence[int], to: str) -> None:
        if self._client.has_capability("MOVE"):
            self._client.move(uids, to)
            return
        self._client.copy(uids, to)
        self._client.delete_messages(uids, silent=True)
        # Not plain EXPUNGE where it can be helped: that takes what others have marked, too.
        self._client.expunge(uids if self._client.has_capability("UIDPLUS") else None)

    def wait(self, seconds: float) -> None:
        """Returns when the server tells of a change, or after `seconds`."""
        client = self._client
        told = [each[1] for each in client.noop()[1] if len(each) > 1]
        if self._has_come() or b"EXISTS" in told:
            return  # while something else was asked: in an IDLE it is not told again
        if not self._is_told_at_once():
            self._wait_at_socket(min(seconds, LONGEST_IDLE))
        client.idle_done()

    def _wait_at_socket(self, seconds: float) -> None:
        """Returns when the server says anything, which idle_done() then reads to the end of its line.

        IMAPClient's idle_check() reads without waiting, and gives up a connection whose line comes in two parts.
        """
        with self._waits, selectors.DefaultSelector() as selector:
            connection = self._client.socket()
            if connection.fileno() >= 0:  # else idle_done() says that it is closed
                selector.register(connection, selectors.EVENT_READ)
                selector.select(seconds)

    def _is_told_at_once(self) -> bool:
        """Begins an IDLE; whether the server tells of a change around its answer."""
        try:
            self._client.idle()
        except IMAPClientError:
            if not self._has_come():
                raise
            # It told of a message first, which IMAPClient does not expect: the answer comes behind that.
            while self._client._imap._get_response() is not None:
                pass
            return True
        return self._is_told()

    def _is_told(self) -> bool:
        """Whether the server's word came in one piece with its answer to IDLE.

        Then it is in our buffer already, and who waits at the socket would not see it.
        """
        file = vars(self._client._imap).get("file")
        if file is None:
            return False  # the imaplib of Python 3.14 reads otherwise
        connection = self._client.socket()
        patience = connection.gettimeout()
        connection.settimeout(0)
        try:
            return bool(file.peek(1))
        except ssl.SSLError:  # nothing has come: a socket with TLS says so by this
            return False
        finally:
            connection.settimeout(patience)

    def _has_come(self) -> bool:
        """Whether the server has told of new messages beside the answers since this was asked last."""
        # IMAPClient gives these words of the answers to IDLE and NOOP alone; imaplib below it keeps the others.
        return self._client._imap.untagged_responses.pop("EXISTS", None) is not None

    def close(self) -> None:
        """Ends the connection, from any thread: whoever waits for the server waits no longer."""
        client, self._client = self._client, None
        if client is not None:
            # The socket first: to close the file over it would wait for the thread that reads from it.
            with suppress(*Failures):
                client.socket().shutdown(socket.SHUT_RDWR)
            with self._waits, suppress(*Failures):
                client.shutdown()
