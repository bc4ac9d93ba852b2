"""A mailbox becomes raw events, each message once, and only what the broker has counts as taken."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from streams.connect import mailbox
from streams.connect.connection import Given
from streams.connect.mail import Mail, _message_id, _together, build
from streams.connect.mailbox import Address, Mailbox, Message
from streams.connect.options import Options
from streams.errors import ConnectError, SourcesError
from streams.settings import Settings
from tests.connect.desks import Producer, behind, desk_for, running
from tests.imap import PASSWORD, USER, ImapServer, imap_server, message
from tests.machine import patience
from tests.tls import Certificates
from tests.waiting import until


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ImapServer]:
    with imap_server(tmp_path) as server:
        yield server


def mail_of(server: ImapServer, **changes: Any) -> Mail:
    address = Address("127.0.0.1", server.port, USER, "INBOX", "none", secret=lambda: PASSWORD)
    return replace(Mail("wire", address, every=3600), **changes)


def moving(mail: Mail) -> Mail:
    return replace(mail, address=replace(mail.address, done="Taken"))


def ids(producer: Producer) -> list[str]:
    return [dict(each.headers)["ce_subject"].decode().partition("@")[0] for each in producer.taken]


async def test_what_lies_there_and_what_comes_goes_out_as_it_is(
    server: ImapServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # pymap does not tell of what comes between NOOP and the IDLE behind it.
    idles, real = threading.Event(), Mailbox._wait_at_socket

    def waits(self: Mailbox, seconds: float) -> None:
        idles.set()
        real(self, seconds)

    monkeypatch.setattr(Mailbox, "_wait_at_socket", waits)
    server.put(message(1), message(2))
    async with running(mail_of(server), tmp_path / "data") as (into, _, _):
        await until(lambda: len(into.taken) == 2 and idles.is_set())
        server.put(message(3))  # it is told of it: it would look again in an hour only
        await until(lambda: len(into.taken) == 3)
        assert into.values == [message(1), message(2), message(3)]
        headers = dict(into.taken[0].headers)
        assert (headers["ce_source"], headers["ce_subject"]) == (b"wire", b"1@wire.example")
        assert headers["content-type"] == b"message/rfc822"
        sent = datetime.fromisoformat(headers["ce_time"].decode())
        assert abs((datetime.now(UTC) - sent).total_seconds()) < 3600
        assert into.topics == ["articles.raw"] * 3
    server.put(message(4))
    async with running(replace(mail_of(server), backfill=True), tmp_path / "data") as (into, _, _):
        await until(lambda: len(into.taken) == 1)
        assert (ids(into), into.topics) == (["4"], ["articles.backfill"])


async def test_what_was_taken_is_moved_when_the_broker_has_it(server: ImapServer, tmp_path: Path) -> None:
    server.put(message(1), message(2))
    holding = Producer()
    holding.holds = asyncio.Event()
    async with running(moving(mail_of(server)), tmp_path / "data", holding):
        await until(lambda: holding.tries == 2)
        assert behind("other", "mail") == 2
        assert server.subjects("INBOX") == ["Story number 1", "Story number 2"]
    async with running(moving(mail_of(server)), tmp_path / "data") as (into, _, _):
        await until(lambda: server.subjects("Taken") == ["Story number 1", "Story number 2"])
        assert ids(into) == ["1", "2"]
        assert server.subjects("INBOX") == []
        await until(lambda: behind("other", "mail") == 0)


async def test_who_is_ended_before_the_folder_knows_does_not_send_it_again(
    server: ImapServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.put(message(1))
    with monkeypatch.context() as patched:
        patched.setattr(Mailbox, "taken", failing)
        with desk_for("wire", "mail", tmp_path / "data") as (desk, into):
            with pytest.raises(ConnectError, match=r"wire: INBOX of demouser at 127.0.0.1:\d+: ended here"):
                await moving(mail_of(server)).run(desk)
            assert ids(into) == ["1"]
    async with running(moving(mail_of(server)), tmp_path / "data") as (again, _, _):
        await until(lambda: server.subjects("Taken") == ["Story number 1"])
        assert again.taken == []


def failing(*_: Any) -> None:
    raise OSError("ended here")


async def test_what_is_too_large_is_told_and_not_fetched(
    server: ImapServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    server.put(message(1, "x" * 5000), message(2))
    fetched: list[int] = []
    real = Mailbox.fetch

    def fetch(self: Mailbox, uid: int, most: int) -> Any:
        fetched.append(uid)
        return real(self, uid, most)

    monkeypatch.setattr(Mailbox, "fetch", fetch)
    async with running(moving(mail_of(server, largest=1000)), tmp_path / "data") as (into, _, _):
        await until(lambda: len(server.subjects("Taken")) == 2)
        assert (ids(into), len(fetched)) == (["2"], 1)
    assert "bytes; at most 1000 are taken" in caplog.text
    # One that is larger than it says.
    server.put(message(3, "y" * 5000))
    monkeypatch.setattr(Mailbox, "sizes", lambda _, uids: [Message(uid, 10) for uid in uids])
    async with running(moving(mail_of(server, largest=1000)), tmp_path / "data") as (into, _, _):
        await until(lambda: len(server.subjects("Taken")) == 3)
        assert into.taken == []


async def test_a_server_without_idle_is_asked_now_and_then(
    server: ImapServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Mailbox, "can_idle", property(lambda _: False, lambda *_: None), raising=False)
    monkeypatch.setattr(Mailbox, "wait", failing)
    async with running(mail_of(server, every=0.1), tmp_path / "data") as (into, _, _):
        await until(lambda: server.process is not None)
        server.put(message(1))
        await until(lambda: len(into.taken) == 1)


async def test_a_server_that_goes_and_a_wrong_password_are_told_in_a_sentence(
    server: ImapServer, tmp_path: Path
) -> None:
    wrong = mail_of(server)
    wrong = replace(wrong, address=replace(wrong.address, secret=lambda: "not-it"))
    with desk_for("wire", "mail", tmp_path / "data") as (desk, _):
        with pytest.raises(ConnectError) as refused:
            await wrong.run(desk)
        assert "INBOX of demouser at 127.0.0.1" in str(refused.value)
        assert "not-it" not in str(refused.value)
        task = asyncio.create_task(mail_of(server).run(desk))
        server.put(message(1))
        await until(lambda: desk.mark("place") is not None)
        server.stop()
        with pytest.raises(ConnectError):
            await task
        with pytest.raises(ConnectError, match="refused"):
            await mail_of(server).run(desk)


async def test_starttls_with_a_certificate_that_is_checked(tmp_path: Path) -> None:
    made = Certificates.make(tmp_path)
    with imap_server(tmp_path, "--cert", str(made.server), "--key", str(made.server)) as server:
        secure = mail_of(server)
        address = replace(secure.address, security="starttls", cafile=made.ca)
        stranger = replace(secure, address=replace(address, cafile=made.other_ca))
        with (
            desk_for("wire", "mail", tmp_path / "data") as (desk, _),
            pytest.raises(ConnectError, match="certificate verify failed"),
        ):
            await stranger.run(desk)
        async with running(replace(secure, address=address), tmp_path / "data") as (into, _, _):
            box = Mailbox(address)
            await asyncio.to_thread(box.open)
            await asyncio.to_thread(box._client.append, "INBOX", message(1))
            await asyncio.to_thread(box.close)
            await until(lambda: len(into.taken) == 1)


async def test_tls_from_the_first_byte(server: ImapServer, tmp_path: Path) -> None:
    made = Certificates.make(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(made.server)

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inside, outside = await asyncio.open_connection("127.0.0.1", server.port)

        async def copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
            with suppress(ConnectionError):
                while piece := await source.read(4096):
                    target.write(piece)
                    await target.drain()
            target.close()

        await asyncio.gather(copy(reader, outside), copy(inside, writer))
        ended.set()

    ended = asyncio.Event()
    front = await asyncio.start_server(pass_on, "127.0.0.1", 0, ssl=context)
    async with front:
        port = front.sockets[0].getsockname()[1]
        mail = mail_of(server)
        server.put(message(1))
        mail = replace(mail, address=replace(mail.address, port=port, security="tls", cafile=made.ca))
        async with running(mail, tmp_path / "data") as (into, _, _):
            await until(lambda: len(into.taken) == 1)
            began = time.monotonic()
        await until(ended.is_set)
        assert (
            time.monotonic() - began < mailbox._ANSWER / 2
        )  # it does not wait for a server that says nothing


def test_an_idle_is_renewed_before_a_server_would_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    box = Mailbox(Address("mail.example", 143, "desk", "INBOX"))
    monkeypatch.setattr(box, "_wait_at_socket", waited.append)
    box._client = SimpleNamespace(
        noop=lambda: (b"", []),
        idle=lambda: None,
        idle_done=lambda: waited.append(0),
        _imap=SimpleNamespace(untagged_responses={}),
    )
    box.wait(3600)
    assert waited == [25 * 60, 0]


def test_a_socket_is_not_closed_under_who_waits_at_it() -> None:
    """Else the system forgets the socket before it wakes who waits, and the end of a connection takes 25 minutes."""
    box, order = Mailbox(Address("mail.example", 143, "desk", "INBOX")), list[str]()
    ours, theirs = socket.socketpair()
    box._client = SimpleNamespace(socket=lambda: ours, shutdown=lambda: order.append("closed"))
    closing = threading.Thread(target=box.close)
    with ours, theirs:
        with box._waits:
            closing.start()
            assert theirs.recv(1) == b""  # shut down: who waits wakes
            order.append("left")
        closing.join()
    assert order == ["left", "closed"]


async def idles_and_tells(
    told: list[str], waits: asyncio.Event, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """A server that answers to IDLE: with the first, with the next when it is waited for, and after DONE."""
    before = {"CAPABILITY": "* CAPABILITY IMAP4rev1 IDLE\r\n", "SELECT": "* 0 EXISTS\r\n"}
    writer.write(b"* OK ready\r\n")
    while words := (await reader.readline()).decode().split():
        if words[1] == "IDLE":
            answer, while_waiting, at_last = told
            writer.write(answer.encode())
            if while_waiting:
                await waits.wait()
                writer.write(while_waiting.encode())
            await reader.readline()  # DONE
            writer.write(at_last.encode())
        writer.write(f"{before.get(words[1], '')}{words[0]} OK done\r\n".encode())


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(["+ idling\r\n* 1 EXISTS\r\n", "", ""], id="with the answer"),
        pytest.param(["* 1 EXISTS\r\n+ idling\r\n", "", ""], id="before the answer"),
        pytest.param(["+ idling\r\n* 1 EXI", "", "STS\r\n"], id="half of it with the answer"),
        pytest.param(["+ idling\r\n", "* 1 EXISTS\r\n", ""], id="when it is waited for"),
        pytest.param(["+ idling\r\n", "* 1 EXI", "STS\r\n"], id="in two parts"),
    ],
)
@pytest.mark.parametrize("security", ["none", "tls"])
async def test_whatever_way_a_server_tells_in_an_idle_it_is_heard(
    tmp_path: Path, security: str, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    waits, loop, real = asyncio.Event(), asyncio.get_running_loop(), Mailbox._is_told

    def is_told(self: Mailbox) -> bool:
        told_at_once = real(self)
        loop.call_soon_threadsafe(waits.set)  # whatever it waits by, it begins now
        return told_at_once

    monkeypatch.setattr(Mailbox, "_is_told", is_told)
    context, made = None, Certificates.make(tmp_path)
    if security == "tls":
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(made.server)
    ended = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await idles_and_tells(told, waits, reader, writer)
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
        ended.set()

    async with await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context) as server:
        port = server.sockets[0].getsockname()[1]
        box = Mailbox(Address("127.0.0.1", port, USER, "INBOX", security, cafile=made.ca))
        try:
            await asyncio.to_thread(box.open)
            box._has_come()  # what SELECT told
            async with asyncio.timeout(patience(20)):
                await asyncio.to_thread(box.wait, 3600)
                assert await asyncio.to_thread(box._client.noop)  # all that was said is read
        finally:
            waits.set()
            box.close()
            await ended.wait()


class Kept:
    """A server that keeps keywords, as IMAPClient would speak to it."""

    def __init__(self, messages: dict[int, bytes], flags: dict[int, set[bytes]]) -> None:
        self.messages, self.flags, self.validity = messages, flags, 7
        self.logins: list[tuple[str, str]] = []
        self._imap = SimpleNamespace(untagged_responses={})

    def login(self, user: str, password: str) -> None:
        raise AssertionError("a token is wanted")

    def oauth2_login(self, user: str, token: str) -> None:
        self.logins.append((user, token))

    def has_capability(self, name: str) -> bool:
        return False

    def select_folder(self, name: str) -> dict[bytes, Any]:
        return {b"UIDVALIDITY": self.validity, b"PERMANENTFLAGS": (b"\\Seen", b"\\*")}

    def search(self, criteria: list[Any]) -> list[int]:
        assert criteria == ["UNDELETED", "UNKEYWORD", b"$Copydesk"]
        return [uid for uid in self.messages if b"$Copydesk" not in self.flags.get(uid, ())]

    def fetch(self, uids: list[int], wanted: list[str]) -> dict[int, dict[bytes, Any]]:
        found = {uid: self.messages[uid] for uid in uids if uid in self.messages}
        if wanted == ["RFC822.SIZE"]:
            return {uid: {b"RFC822.SIZE": len(value)} for uid, value in found.items()}
        return {
            uid: {b"BODY[]<0>": value, b"INTERNALDATE": datetime.now(UTC)} for uid, value in found.items()
        }

    def add_flags(self, uids: list[int], flags: list[bytes], silent: bool) -> None:
        for uid in uids:
            self.flags.setdefault(uid, set()).update(flags)

    def socket(self) -> Any:
        raise OSError("there is none")

    def shutdown(self) -> None:
        pass


async def test_a_server_that_keeps_keywords_has_one_on_what_was_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Kept({5: message(1), 6: message(2), 9: message(3)}, {6: {b"$Copydesk"}})
    monkeypatch.setattr(mailbox, "IMAPClient", lambda *_, **__: server)
    address = Address("mail.example", 143, "desk", "INBOX", "none", tokens=True, secret=lambda: "token-1")
    mail = Mail("wire", address, every=0.05)
    async with running(mail, tmp_path / "data") as (into, _, _):
        await until(lambda: b"$Copydesk" in server.flags.get(9, ()))
        assert (ids(into), server.logins) == (["1", "3"], [("desk", "token-1")])
        # What has lost its keyword was sent all the same, and so it is when the folder is another one of that name.
        server.flags.clear()
        server.validity = 8
        server.messages[10] = message(4)
        await until(lambda: b"$Copydesk" in server.flags.get(10, ()))
    assert ids(into) == ["1", "3", "2", "4"]


async def test_what_comes_while_something_else_is_asked_is_not_overheard(
    server: ImapServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server tells of it beside the answer to the search, and not again when it is waited for."""
    real = Mailbox.new
    came: list[bool] = []

    def new(self: Mailbox, after: int) -> list[int]:
        found = real(self, after)
        if not came:
            came.append(True)
            server.put(message(1))
            self._client.search()
        return found

    monkeypatch.setattr(Mailbox, "new", new)
    async with running(mail_of(server), tmp_path / "data") as (into, _, _):
        await until(lambda: len(into.taken) == 1)


def test_the_last_message_is_not_new_again() -> None:
    """A range of numbers up to `*` always has the last one in it (RFC 3501, 6.4.8)."""
    box = Mailbox(Address("mail.example", 143, "desk", "INBOX"))
    box._client = SimpleNamespace(
        search=lambda _: [102, 101], _imap=SimpleNamespace(untagged_responses={"EXISTS": [b"2"]})
    )
    assert (box.new(100), box.new(101), box.new(102)) == ([101, 102], [102], [])


def test_an_id_and_groups() -> None:
    assert _message_id(message(1)) == "1@wire.example"
    assert _message_id(b"Message-ID:\r\n <a@b>\r\n\r\n") == "a@b"
    assert _message_id(message(1, **{"Message-ID": ""})) is None
    assert _message_id(b"\xff\xfe") is None
    large = [Message(uid, size) for uid, size in enumerate([3_000_000, 2_000_000, 900, 50_000_000, 900])]
    assert [[each.uid for each in group] for group in _together(large, 10_000_000)] == [[0], [1, 2, 3, 4]]
    assert [len(group) for group in _together([Message(uid, 1) for uid in range(45)], 100)] == [20, 20, 5]


def built(tmp_path: Path, *tables: dict[str, Any]) -> list[Mail]:
    given = [
        Given(f"wire-{number}", Options(f"sources.toml: source 'wire-{number}'", "mail", table))
        for number, table in enumerate(tables)
    ]
    return list(build(given, Settings(data=tmp_path)))  # type: ignore[arg-type]


def test_a_mailbox_of_sources_toml(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hush\n")
    usual = {"host": "mail.example", "user": "desk", "password_file": str(secret)}
    (mail,) = built(tmp_path, usual)
    assert (mail.address.port, mail.address.security, mail.address.folder) == (993, "tls", "INBOX")
    assert (mail.address.secret(), mail.address.tokens, mail.address.done) == ("hush", False, None)
    assert "hush" not in repr(mail)
    (token,) = built(
        tmp_path,
        {"host": "m", "user": "d", "token_command": "echo tok", "security": "starttls", "done": "Taken"},
    )
    assert (token.address.port, token.address.tokens, token.address.secret()) == (143, True, "tok")
    for wrong, says in (
        ({"host": "m", "user": "d"}, "password_file or token_command must be there, and not both"),
        ({**usual, "token_command": "x"}, "and not both"),
        ({**usual, "done": "INBOX"}, "is the folder itself"),
        ({**usual, "security": "ssl"}, "it may be tls, starttls, none"),
        ({**usual, "pasword": "x"}, "pasword is unknown"),
        ({**usual, "every": 0}, "must be a number from 1 to 3600"),
    ):
        with pytest.raises(SourcesError, match=says):
            built(tmp_path, wrong)
    with pytest.raises(SourcesError, match="is that of source 'wire-0', too"):
        built(tmp_path, usual, usual)
