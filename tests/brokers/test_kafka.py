from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from streams.brokers.embedded import HOST, free_port
from streams.brokers.jars import jars_folder, kafka_version, missing_parts, resolve_jars
from streams.brokers.kafka import KafkaServer
from streams.errors import BrokerError
from tests.kafka import QUICK, kafka_jars
from tests.processes import shared


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaServer]:
    running = KafkaServer(free_port(), tmp_path_factory.mktemp("kafka"), kafka_jars(), properties=QUICK)
    with shared(lambda: running._process), running:
        yield running


async def produce(address: str, topic: str, values: list[bytes]) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=address)
    await admin.start()
    await admin.create_topics([NewTopic(topic, num_partitions=1, replication_factor=1)])
    await admin.close()
    producer = AIOKafkaProducer(bootstrap_servers=address, acks="all", max_request_size=20_000_000)
    await producer.start()
    for value in values:
        await producer.send_and_wait(topic, value)
    await producer.stop()


async def consume(address: str, topic: str, count: int, group: str | None = None) -> list[bytes]:
    consumer = AIOKafkaConsumer(
        topic,
        bootstrap_servers=address,
        group_id=group,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=20_000_000,
    )
    await consumer.start()
    values: list[bytes] = []
    while len(values) < count:
        batches = await consumer.getmany(timeout_ms=1000)
        values += [record.value for records in batches.values() for record in records]
    await consumer.stop()
    return values


async def test_what_is_produced_is_consumed_by_a_group(server: KafkaServer) -> None:
    await produce(server.address, "flow", [b"one", b"two"])
    assert await consume(server.address, "flow", 2, group="desk") == [b"one", b"two"]


async def test_it_takes_documents_of_many_megabytes(server: KafkaServer) -> None:
    large = bytes(12_000_000)
    await produce(server.address, "large", [large])
    assert await consume(server.address, "large", 1) == [large]


async def test_data_outlives_a_stop(server: KafkaServer) -> None:
    await produce(server.address, "stopped", [b"kept"])
    before = server.pid
    server.stop()
    server.start()
    assert server.pid != before
    assert await consume(server.address, "stopped", 1) == [b"kept"]


async def test_what_was_acknowledged_outlives_a_kill(server: KafkaServer) -> None:
    values = [b"%d" % number for number in range(200)]
    await produce(server.address, "killed", values)
    server.kill()
    server.start()
    assert await consume(server.address, "killed", 200) == values


def test_it_listens_on_loopback_alone(server: KafkaServer) -> None:
    net = Path(f"/proc/{server.pid}/net")
    table = [line.split() for name in ("tcp", "tcp6") for line in (net / name).read_text().splitlines()[1:]]
    inodes = {link.readlink().name for link in Path(f"/proc/{server.pid}/fd").iterdir() if link.is_symlink()}
    listening = [row[1] for row in table if row[3] == "0A" and f"socket:[{row[9]}]" in inodes]
    assert len(listening) == 2
    assert all(address.startswith(("0100007F", "0000000000000000FFFF00000100007F")) for address in listening)


def test_its_classes_are_mapped_from_their_archive(server: KafkaServer) -> None:
    """Where there is Java 17 or newer, Kafka starts in half the time."""
    mapped = Path(f"/proc/{server.pid}/maps").read_text()
    (archive,) = server.jars.glob("classes-*.jsa")
    assert str(archive) in mapped


def test_a_server_cannot_be_started_twice_nor_wiped_while_it_runs(server: KafkaServer) -> None:
    with pytest.raises(BrokerError, match="running already"):
        server.start()
    with pytest.raises(BrokerError, match="stop it before"):
        server.wipe()


def test_a_taken_port_is_said_to_be_taken(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(BrokerError, match=f"port {port} is in use"):
            KafkaServer(port, tmp_path, tmp_path).start()
    assert list(tmp_path.iterdir()) == []


def test_a_setting_that_kafka_refuses_is_told_in_its_words(tmp_path: Path) -> None:
    server = KafkaServer(free_port(), tmp_path / "data", kafka_jars(), properties={"num.partitions": "none"})
    with pytest.raises(BrokerError, match=r"num\.partitions"):
        server.start()
    assert server.exit_code() is None
    server.wipe()
    assert not (tmp_path / "data").exists()


def test_given_properties_win_over_ours(tmp_path: Path) -> None:
    server = KafkaServer(9, tmp_path, tmp_path, properties={"message.max.bytes": "77"})
    server._write_properties()
    written = (tmp_path / "server.properties").read_text().splitlines()
    assert "message.max.bytes=77" in written
    assert len({line.split("=")[0] for line in written}) == len(written)


def test_without_jars_the_error_names_the_failure(tmp_path: Path) -> None:
    kafka_jars()
    with pytest.raises(BrokerError, match="could not prepare"):
        KafkaServer(free_port(), tmp_path / "data", tmp_path / "no-jars").start()


def test_without_java_and_maven_both_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    missing = missing_parts()
    assert missing is not None
    assert "Java 17" in missing
    assert "mvn" in missing
    with pytest.raises(BrokerError, match="mvn"):
        resolve_jars(tmp_path)
    with pytest.raises(BrokerError, match="Java 17"):
        KafkaServer(free_port(), tmp_path / "data", tmp_path).start()


@pytest.mark.parametrize(
    ("said", "lacks"),
    [("openjdk 11.0.2", True), ("java 1.8.0_9", True), ("openjdk 17.0.15", False), ("openjdk 21", False)],
)
def test_an_old_java_is_not_enough(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, said: str, lacks: bool
) -> None:
    name, _, version = said.partition(" ")
    said = f'{name} version "{version}"'
    for name in ("java", "mvn"):
        (tmp_path / name).write_text(f"#!/bin/sh\necho '{said}' >&2\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    assert (missing_parts() is not None) is lacks


def test_maven_failing_leaves_nothing_half_done(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    maven = tmp_path / "mvn"
    maven.write_text("#!/bin/sh\necho 'no route to the repository'\nexit 1\n")
    maven.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(BrokerError, match="no route to the repository"):
        resolve_jars(tmp_path / "data")
    assert list((tmp_path / "data" / "kafka-jars").iterdir()) == []


def test_jars_that_are_there_need_no_maven(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    jars_folder(tmp_path).mkdir(parents=True)
    (jars_folder(tmp_path) / ".complete").touch()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert resolve_jars(tmp_path) == jars_folder(tmp_path)
    assert kafka_version() in str(resolve_jars(tmp_path))
