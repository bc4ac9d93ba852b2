"""A desk on three Kafkas with TLS and a login, and the losses of docs/back-up.md, one after the other.

Run: `.venv/bin/python ops/bench/cluster.py`. It needs Java 17, Maven and openssl, and takes some minutes. The three are
on this machine: a broker and a controller each, replication 3, TLS and SCRAM-SHA-512 for clients, by the settings of
docs/kafka.md. The seeds are fed each time. It then loses, in this order: a broker with its disk, the worker with its
disk, a topic, and all three with all they had. After each it does what docs/back-up.md says, and `copydesk account`
must add up. It prints what each command says, and ends with 1 where one of them fails.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from aiokafka.admin import AIOKafkaAdminClient
from started import PATIENCE, ended, until

from streams.brokers.embedded import HOST, free_port
from streams.brokers.jars import resolve_jars
from streams.brokers.kafka import KafkaServer
from streams.settings import settings

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.tls import Certificates

ROOT = Path(__file__).resolve().parents[2]
LOGIN = "org.apache.kafka.common.security.scram.ScramLoginModule"
USER, PASSWORD = "copydesk", "no-secret-of-anybody"
PARTITIONS = "2"


def say(text: str) -> None:
    """One line of what goes on."""
    print(f"cluster: {text}", flush=True)


class Cluster:
    """Three Kafkas, `brokers`, that are one; their data is below `folder`."""

    def __init__(self, folder: Path, jars: Path) -> None:
        self.certificates = Certificates.make(folder)
        # A Kafka ends with the thread that started it: these stay.
        self._threads = ThreadPoolExecutor(3)
        self._id = "k" + base64.urlsafe_b64encode(uuid.uuid4().bytes).decode()[1:22]
        self._ports = [[free_port() for _ in range(3)] for _ in range(3)]
        self.brokers = [
            KafkaServer(
                plain, folder / f"kafka-{number}", jars, properties=self._properties(number),
                scram_users={USER: PASSWORD}, start_seconds=PATIENCE,
            )
            for number, (plain, _, _) in enumerate(self._ports, 1)
        ]  # fmt: skip

    @property
    def address(self) -> str:
        """Where clients with a login come in."""
        return ",".join(f"{HOST}:{guarded}" for _, _, guarded in self._ports)

    def _properties(self, number: int) -> dict[str, str]:
        plain, controller, guarded = self._ports[number - 1]
        voters = ",".join(f"{each}@{HOST}:{ports[1]}" for each, ports in enumerate(self._ports, 1))
        open_to_all = f"PLAINTEXT://{HOST}:{plain},SASL_SSL://{HOST}:{guarded}"
        return {
            "node.id": str(number),
            "controller.quorum.voters": voters,
            "listeners": f"{open_to_all},CONTROLLER://{HOST}:{controller}",
            "advertised.listeners": open_to_all,
            "offsets.topic.replication.factor": "3",
            "transaction.state.log.replication.factor": "3",
            "ssl.keystore.type": "PEM",
            "ssl.keystore.location": str(self.certificates.server),
            "sasl.enabled.mechanisms": "SCRAM-SHA-512",
            "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config": f"{LOGIN} required;",
        }

    def start(self, *brokers: KafkaServer) -> None:
        """Starts these side by side, for one alone is no majority."""
        for each in brokers:
            self._format(each)
        for starting in [self._threads.submit(each.start) for each in brokers]:
            starting.result()

    def _format(self, broker: KafkaServer) -> None:
        """As the broker does itself, but all three into one cluster."""
        if (broker.data / "topics" / "meta.properties").exists():
            return
        broker.format()
        for path in (broker.data / "topics").glob("**/meta.properties"):
            lines = path.read_text().splitlines()
            kept = [each for each in lines if not each.startswith("cluster.id=")]
            path.write_text("\n".join([*kept, f"cluster.id={self._id}"]) + "\n")

    def lose(self, broker: KafkaServer) -> None:
        """A broker that is killed, and whose disk is gone."""
        broker.kill()
        broker.wipe()

    def stop(self) -> None:
        """Ends all of them."""
        for each in self.brokers:
            with contextlib.suppress(Exception):
                each.kill()


class Desk:
    """What runs on the cluster, with the settings of docs/kafka.md."""

    def __init__(self, cluster: Cluster, folder: Path) -> None:
        self.data, self._log = folder / "data", folder / "worker.log"
        password = folder / "password"
        password.write_text(PASSWORD + "\n")
        kept = {name: value for name, value in os.environ.items() if not name.startswith("COPYDESK_")}
        own = {
            "BROKER": cluster.address,
            "REPLICATION": "3",
            "SECURITY_PROTOCOL": "SASL_SSL",
            "SASL_MECHANISM": "SCRAM-SHA-512",
            "SASL_USERNAME": USER,
            "SASL_PASSWORD_FILE": str(password),
            "SSL_CAFILE": str(cluster.certificates.ca),
            "DATA": str(self.data),
            "PARTITIONS": PARTITIONS,
            "METRICS_PORT": "0",
        }
        self._environment = kept | {f"COPYDESK_{name}": value for name, value in own.items()}
        self._environment["PYTHONPATH"] = str(ROOT)

    def run(self, *arguments: str, codes: tuple[int, ...] = (0,)) -> None:
        """A command; says its last line. The bench ends where its exit code is another."""
        began = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", "streams", *arguments], env=self._environment, cwd=ROOT,
            capture_output=True, text=True, timeout=PATIENCE * 2, check=False,
        )  # fmt: skip
        told = (done.stdout + done.stderr).strip()
        if done.returncode not in codes:
            sys.exit(f"cluster: {' '.join(arguments)} ended with {done.returncode}:\n{told}")
        last = done.stdout.strip().rpartition("\n")[2].strip()
        say(f"{' '.join(arguments)}: {done.returncode}, {time.monotonic() - began:.0f} s: {last}")

    @contextlib.contextmanager
    def worker(self) -> Iterator[None]:
        """A worker from its first page to SIGTERM."""
        with self._log.open("wb") as out:
            command = [sys.executable, "-m", "streams", "worker"]
            process = subprocess.Popen(command, env=self._environment, cwd=ROOT, stdout=out, stderr=out)
        with ended(process):
            until(self._log, "http://", process)
            yield
        say(f"the worker: ended with {process.returncode}")
        if process.returncode:
            sys.exit(self._log.read_text())

    def adds_up(self) -> None:
        """Everything that was fed has come to one end."""
        self.run("account", "--wait", "240")


def rehearse(cluster: Cluster, desk: Desk) -> None:
    """The steps, in their order."""
    first, second, third = cluster.brokers
    say("docs/kafka.md: settings, topics")
    desk.run("doctor", codes=(0, 1))
    desk.run("topics", "--check", codes=(1,))
    desk.run("topics")
    desk.run("topics", "--check")
    with desk.worker():
        desk.run("doctor")
        desk.run("feed", "seeds/")
        desk.adds_up()
        say("lost: a broker, with its disk")
        cluster.lose(third)
        desk.run("feed", "examples/copy.jsonl", "seeds/le-phare")
        desk.adds_up()
        cluster.start(third)
        desk.run("topics", "--check")
        # With its copies back, any other one may go.
        say("lost: another broker, with its disk")
        asyncio.run(settled(second))
        cluster.lose(first)
        desk.run("feed", "seeds/kuestenbote")
        desk.adds_up()
        cluster.start(first)
        asyncio.run(settled(second))
    say("lost: the worker, with its disk")
    shutil.rmtree(desk.data)
    with desk.worker():
        desk.run("feed", "seeds/harbour-post")
        desk.adds_up()
        say("lost: the topic desk.notices")
        asyncio.run(delete(second, "desk.notices"))
        desk.run("topics", "--check", codes=(1,))
        desk.run("topics", "--apply")
        desk.run("feed", "seeds/northfield-courier")
        desk.adds_up()
    say("lost: the whole cluster")
    for each in cluster.brokers:
        cluster.lose(each)
    cluster.start(*cluster.brokers)
    desk.run("topics")
    with desk.worker():
        desk.run("feed", "--backfill", "seeds/")
        desk.adds_up()
        desk.run("redrive", "--dry-run")


async def settled(broker: KafkaServer) -> None:
    """Waits until each partition has all of its replicas again."""
    deadline = time.monotonic() + PATIENCE
    async with admin(broker) as client:
        while behind := [
            topic["topic"]
            for topic in await client.describe_topics()
            for each in topic["partitions"]
            if len(each["isr"]) < len(each["replicas"])
        ]:
            if time.monotonic() > deadline:
                sys.exit(f"cluster: replicas do not come back: {behind}")
            await asyncio.sleep(1)


async def delete(broker: KafkaServer, topic: str) -> None:
    """What an operator's mistake does."""
    async with admin(broker) as client:
        await client.delete_topics([topic])


@contextlib.asynccontextmanager
async def admin(broker: KafkaServer) -> AsyncIterator[AIOKafkaAdminClient]:
    """A client on the listener without a login."""
    client = AIOKafkaAdminClient(bootstrap_servers=broker.address)
    await client.start()
    try:
        yield client
    finally:
        await client.close()


def main() -> None:
    """See the text of the module."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="copydesk-cluster-") as scratch:
        folder = Path(scratch)
        cluster = Cluster(folder, resolve_jars(settings().data))
        try:
            cluster.start(*cluster.brokers)
            say(f"three Kafkas at {cluster.address}")
            rehearse(cluster, Desk(cluster, folder))
        finally:
            cluster.stop()
    say("all of it adds up")


if __name__ == "__main__":
    main()
