"""A real IMAP server for tests (pymap), which keeps its mail in memory: it has IDLE and MOVE, and no keywords of ours."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from imapclient import IMAPClient

from streams.brokers.embedded import end_with_parent, free_port
from tests.machine import patience

USER, PASSWORD = "demouser", "demopass"
# pymap does not hold the tasks of its connections: since Python 3.13 the collector ends them in the midst of a word.
_RUN = "import gc, sys; gc.disable(); from pymap.main import main; sys.exit(main())"


def message(
    number: int, text: str = "The port of Harwich will close its eastern quay.", **headers: str
) -> bytes:
    """A mail with wire copy."""
    given = {
        "Message-ID": f"<{number}@wire.example>",
        "From": "desk@wire.example",
        "Subject": f"Story number {number}",
        "Date": "Sat, 21 Nov 2026 10:00:00 +0000",
        "Content-Type": "text/plain; charset=utf-8",
        **headers,
    }
    lines = [f"{name}: {value}" for name, value in given.items() if value]
    return "\r\n".join([*lines, "", *text.split("\n"), ""]).encode()


@dataclass
class ImapServer:
    """The server at 127.0.0.1:`port`. `password_file` is what a connection reads."""

    port: int
    folder: Path
    process: subprocess.Popen[bytes] | None = None
    options: list[str] = field(default_factory=list)

    @property
    def password_file(self) -> Path:
        path = self.folder / "password"
        path.write_text(PASSWORD + "\n")
        return path

    def start(self) -> None:
        """Starts it, and returns when it answers."""
        command = [sys.executable, "-c", _RUN, "--host", "127.0.0.1", "--port", str(self.port)]
        with (self.folder / "imap.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*command, *(self.options or ["--no-tls"]), "dict"],
                stdout=log,
                stderr=log,
                preexec_fn=end_with_parent,
            )
        deadline = time.monotonic() + patience(20)
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                assert time.monotonic() < deadline, (self.folder / "imap.log").read_text()[-500:]
                time.sleep(0.02)  # a poll with a deadline
            else:
                return

    def stop(self) -> None:
        """Ends it, and with it all mail."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    @contextmanager
    def client(self) -> Iterator[Any]:
        """Somebody else at the mailbox."""
        with IMAPClient("127.0.0.1", port=self.port, ssl=False, timeout=patience(20)) as client:
            client.login(USER, PASSWORD)
            yield client

    def put(self, *messages: bytes, folder: str = "INBOX") -> None:
        """Delivers mail."""
        with self.client() as client:
            for each in messages:
                client.append(folder, each)

    def subjects(self, folder: str) -> list[str]:
        """What lies in a folder."""
        with self.client() as client:
            if not client.folder_exists(folder):
                return []
            client.select_folder(folder, readonly=True)
            found = client.fetch(client.search(), ["ENVELOPE"])
            return [found[uid][b"ENVELOPE"].subject.decode() for uid in sorted(found)]


@contextmanager
def imap_server(folder: Path, *options: str) -> Iterator[ImapServer]:
    """A server of its own."""
    server = ImapServer(free_port(), folder, options=list(options))
    server.start()
    try:
        yield server
    finally:
        server.stop()
