"""A real Apache Kafka as one process (KRaft), for tests and for a machine without Docker.

It keeps its data over stop, kill and start. Everything binds to the loopback address; nothing is replicated.
"""

from __future__ import annotations

import base64
import os
import shutil
import signal
import socket
import struct
import subprocess
import time
import uuid
from collections import deque
from collections.abc import Mapping
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory

from streams.brokers.class_archive import use_archive
from streams.brokers.embedded import HOST, answers, end_with_parent, free_port
from streams.brokers.guard import guard
from streams.brokers.jars import java, kafka_version, missing_parts, resolve_jars
from streams.errors import BrokerError

__all__ = ["KafkaServer", "kafka_version", "missing_parts", "resolve_jars"]

_START_SECONDS = 90.0
_STOP_SECONDS = 30.0
_LARGEST_MESSAGE = 16 * 1024 * 1024
# The quick compiler alone: it halves the time to start, and in runs of minutes it is the faster one, too.
_JVM = (
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:+ExitOnOutOfMemoryError",
    "-Djava.awt.headless=true",
)
_FORMAT_JVM = ("-Xmx256m", *_JVM)
_SERVER_JVM = ("-Xms64m", "-Xmx512m", *_JVM)


class KafkaServer:
    """One Kafka on `port`, with its data, settings and log in `data` and its jars in `jars`.

    `properties` are added to its server.properties, and win: TLS or SASL listeners, quotas, retention. The
    plain listener on `port` has to stay: by it the start is watched. `scram_users`, names to passwords, are made
    for SCRAM-SHA-512 when the data folder is; they are for tests. Use it as a context manager, or call `start`
    and `stop`, from a thread that outlives it. All failures are BrokerError, with the end of Kafka's log.
    """

    def __init__(
        self,
        port: int,
        data: Path,
        jars: Path,
        host: str = HOST,
        properties: Mapping[str, str] | None = None,
        start_seconds: float = _START_SECONDS,
        scram_users: Mapping[str, str] | None = None,
    ) -> None:
        self.port, self.host = port, host
        self.data, self.jars = data.absolute(), jars.absolute()
        self.properties = dict(properties or {})
        self.start_seconds = start_seconds
        self.scram_users = dict(scram_users or {})
        self._process: subprocess.Popen[bytes] | None = None
        #: Java's option to make an archive of classes, for the Kafka that does nothing else; without it one is used.
        self._archiving: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """host:port, as Kafka clients take it."""
        return f"{self.host}:{self.port}"

    @property
    def pid(self) -> int:
        """The process id; raises BrokerError when it is not running."""
        if self._process is None:
            raise BrokerError("Kafka is not running")
        return self._process.pid

    def format(self) -> None:
        """Prepares the data folder, with a new cluster id. Does nothing to one that is prepared."""
        if (self.data / "topics" / "meta.properties").exists():
            return
        # 16 bytes in base64; the first letter is ours because a leading dash would be read as an option.
        cluster = "k" + base64.urlsafe_b64encode(uuid.uuid4().bytes).decode()[1:22]
        self._write_properties()
        arguments = ["format", "-t", cluster, "-c", str(self._properties_file)]
        for name, password in self.scram_users.items():
            arguments += ("--add-scram", f"SCRAM-SHA-512=[name={name},password={password}]")
        with self._console.open("wb") as out:
            try:
                subprocess.run(
                    self._command(_FORMAT_JVM, "kafka.tools.StorageTool", *arguments),
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=subprocess.STDOUT,
                    timeout=self.start_seconds,
                    check=True,
                )
            except (OSError, subprocess.SubprocessError) as error:
                raise BrokerError(f"Kafka could not prepare {self.data}: {self.last_words()}") from error

    def start(self) -> None:
        """Formats if need be; returns when clients are served. Raises BrokerError if that fails."""
        if self._process is not None and self._process.poll() is None:
            raise BrokerError(f"Kafka is running already, on {self.address}")
        if answers(self.host, self.port):
            raise BrokerError(f"port {self.port} is in use: choose another one with --port")
        self.format()
        self._write_properties()
        with self._console.open("wb") as out:
            # A process group of its own: Ctrl-C in the terminal is ours; we stop it when we are done.
            self._process = subprocess.Popen(
                self._command((*_SERVER_JVM, *self._archiving), "kafka.Kafka", str(self._properties_file)),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=end_with_parent,  # kill -9 of the thread that started it leaves no Kafka behind
            )
        guard.watch(self._process, _STOP_SECONDS)
        try:
            self._await(time.monotonic() + self.start_seconds)
        except BaseException:
            self.kill()
            raise

    def _await(self, deadline: float) -> None:
        while not _serves(self.host, self.port):
            if (code := self.exit_code()) is not None:
                raise BrokerError(f"Kafka ended with exit code {code}: {self.last_words()}")
            if time.monotonic() > deadline:
                raise BrokerError(f"Kafka did not serve in {self.start_seconds:.0f} s: {self.last_words()}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Ends it in good order (SIGTERM); kills it when that takes more than half a minute."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Ends it at once (SIGKILL), as a crash would. The data stays.

        The next start waits for the end of the dead broker's session: broker.session.timeout.ms, 9 s.
        """
        self._end(signal.SIGKILL)

    def wipe(self) -> None:
        """Deletes all its data, so that the next start is a new cluster. It must be stopped."""
        if self._process is not None:
            raise BrokerError("Kafka is running: stop it before its data is deleted")
        shutil.rmtree(self.data, ignore_errors=True)

    def exit_code(self) -> int | None:
        """None while it runs, and when it was not started."""
        return self._process.poll() if self._process else None

    def last_words(self) -> str:
        """The end of what it printed and logged, for an error message."""
        lines: list[str] = []
        for path in (self._log, self._console):
            if path.exists():
                with path.open(encoding="utf-8", errors="replace") as file:
                    told = (line.rstrip() for line in file if not line.startswith(("\t", "SLF4J")))
                    lines += deque(told, maxlen=6)  # without the stack traces
        return "\n".join(lines) or "it said nothing"

    def __enter__(self) -> KafkaServer:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def _properties_file(self) -> Path:
        return self.data / "server.properties"

    @property
    def _log(self) -> Path:
        return self.data / "kafka.log"

    @property
    def _console(self) -> Path:
        return self.data / "console.log"

    def _command(self, options: tuple[str, ...], *rest: str) -> list[str]:
        binary = java()
        if binary is None:
            raise BrokerError(missing_parts(None) or "Kafka needs Java: `java` is not on the PATH")
        logging = self.data / "log4j2.properties"
        with as_file(files("streams") / "data" / "kafka" / "log4j2.properties") as ours:
            shutil.copyfile(ours, logging)
        logs = (f"-Dlog4j2.configurationFile={logging.as_uri()}", f"-Dcopydesk.log={self._log}")
        archive = () if self._archiving else use_archive(self.jars, binary, self._archive)
        return [binary, *archive, *options, *logs, "-cp", str(self.jars / "*"), *rest]

    def _archive(self, option: str) -> None:
        """Runs a Kafka of its own from its start to its end, with `option`."""
        with TemporaryDirectory() as folder:
            other = KafkaServer(free_port(), Path(folder) / "kafka", self.jars)
            other._archiving = (option,)
            with other:
                pass

    def _write_properties(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True)
        # The controller's port is a free one of now: the voter's address is read anew at each start.
        own = _properties(self.host, self.port, free_port(), self.data / "topics") | self.properties
        lines = (f"{name}={value}".replace("\\", "\\\\") for name, value in own.items())
        self._properties_file.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def _end(self, with_signal: signal.Signals) -> None:
        if self._process is None:
            return
        if self._process.poll() is None:
            os.killpg(self._process.pid, with_signal)
            try:
                self._process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()
        self._process = None


def _properties(host: str, port: int, controller: int, topics: Path) -> dict[str, str]:
    return {
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.quorum.voters": f"1@{HOST}:{controller}",
        "controller.listener.names": "CONTROLLER",
        "listeners": f"PLAINTEXT://{host}:{port},CONTROLLER://{HOST}:{controller}",
        "advertised.listeners": f"PLAINTEXT://{host}:{port}",
        "inter.broker.listener.name": "PLAINTEXT",
        "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SSL:SSL,"
        "SASL_PLAINTEXT:SASL_PLAINTEXT,SASL_SSL:SASL_SSL",
        "log.dirs": str(topics),
        # Topics are made by `copydesk topics`, with their partitions and settings, and never by accident.
        "auto.create.topics.enable": "false",
        "message.max.bytes": str(_LARGEST_MESSAGE),
        "replica.fetch.max.bytes": str(_LARGEST_MESSAGE),
        # One broker cannot replicate. Few partitions of the inner topics: the first consumer waits less.
        "offsets.topic.replication.factor": "1",
        "offsets.topic.num.partitions": "8",
        "transaction.state.log.replication.factor": "1",
        "transaction.state.log.min.isr": "1",
        "transaction.state.log.num.partitions": "4",
        "share.coordinator.state.topic.replication.factor": "1",
        "share.coordinator.state.topic.min.isr": "1",
        "group.initial.rebalance.delay.ms": "0",
        # The only node has no follower to tell twice a second that nothing has happened.
        "metadata.max.idle.interval.ms": "0",
        # The default of 128 MB is a quarter of our heap.
        "log.cleaner.dedupe.buffer.size": str(_LARGEST_MESSAGE),
    }


#: A Metadata request (key 3), version 1, correlation 1, no client id, no topics: it asks for the brokers.
_METADATA = struct.pack(">hhihi", 3, 1, 1, -1, 0)


def _serves(host: str, port: int) -> bool:
    """Whether a Kafka answers there, and has registered a broker that clients are sent to."""
    try:
        with socket.create_connection((host, port), timeout=2) as connection:
            connection.sendall(struct.pack(">i", len(_METADATA)) + _METADATA)
            answer = b""
            while len(answer) < 12:  # length, correlation, number of brokers
                part = connection.recv(4096)
                if not part:
                    return False
                answer += part
    except OSError:
        return False
    correlation = int.from_bytes(answer[4:8])
    return correlation == 1 and 0 < int.from_bytes(answer[8:12]) < 1_000
