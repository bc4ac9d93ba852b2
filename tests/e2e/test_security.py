"""A Kafka with TLS and logins: the whole way through it, and what is said when it does not let one in."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pytest

from streams.brokers.check import check
from streams.brokers.client import Broker, client_options
from streams.brokers.embedded import HOST, free_port
from streams.brokers.kafka import KafkaServer
from streams.cli.processes import WorkerProcess
from streams.errors import BrokerError
from streams.settings import Settings
from tests.cli.run import Ran, copydesk
from tests.kafka import kafka_jars
from tests.processes import shared
from tests.tls import Certificates

#: Neither may stand in anything that is printed.
PASSWORD, WRONG = "correct-horse-1947", "battery-staple-1948"
_LOGIN = "org.apache.kafka.common.security"

_PAGE = """<html lang="en"><head><title>{0}</title></head><body><article><h1>{0}</h1><p>{1}</p><p>{2}</p>
</article></body></html>"""
#: By the way in: a headline and two paragraphs, each of another matter, or the desk would call them copies.
STORIES = {
    ("SASL_SSL", "SCRAM-SHA-512"): (
        "Harbour ferries to run through the night",
        "Ferries across the harbour at Osterhaven will run through the night from Friday, the port said on Tuesday, "
        "after dock workers and the operator agreed on new shifts.",
        "The first boat leaves the south pier at five past midnight. Fares stay as they are until the spring.",
    ),
    ("SASL_SSL", "PLAIN"): (
        "Glassworks takes back forty who were laid off",
        "The glassworks in Velmar has taken back forty of the people whom it laid off last winter, its manager told "
        "reporters, because orders for bottles have doubled since the vineyards had their best year in a decade.",
        "A second furnace is to be lit in March. The union called it a late admission that the cuts had gone too far.",
    ),
    ("SASL_PLAINTEXT", "SCRAM-SHA-512"): (
        "Mountain pass opens three weeks early",
        "Snowploughs have cleared the Tarn pass three weeks before its usual date, the road office announced, and "
        "lorries may use it again from Monday morning as long as they carry chains.",
        "Avalanche watchers will stay at the upper hut through April; walkers are asked to keep to the marked path.",
    ),
    ("SSL", ""): (
        "Museum finds a lost map in its own cellar",
        "A map of the coast that had been missing for sixty years has turned up in the museum's own cellar, rolled up "
        "in a carpet that conservators were about to clean, the director said with some embarrassment.",
        "Scholars will now compare its soundings with those of the later survey. It goes on show in the autumn.",
    ),
}


@dataclass(frozen=True, slots=True)
class Guarded:
    """A Kafka that speaks each protocol on a port of its own."""

    ports: dict[str, int]
    certificates: Certificates

    def environment(self, listener: str, host: str = HOST, **settings: str) -> dict[str, str]:
        """What is to be set to get in by `listener`; `settings` win, and an empty one is not set."""
        protocol = {"AWAY": "PLAINTEXT"}.get(listener, listener)
        right = {"BROKER": f"{host}:{self.ports[listener]}", "SECURITY_PROTOCOL": protocol}
        if "SASL" in protocol:
            right |= {"SASL_USERNAME": "desk", "SASL_PASSWORD": PASSWORD}
        if protocol.endswith("SSL"):
            right["SSL_CAFILE"] = str(self.certificates.ca)
        if protocol == "SSL":
            right["SSL_CERTFILE"] = str(self.certificates.client)
        return {f"COPYDESK_{name}": value for name, value in (right | settings).items()}


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    jars, folder = kafka_jars(), tmp_path_factory.mktemp("guarded")
    certificates = Certificates.make(folder)
    names = ("PLAINTEXT", "CONTROLLER", "SSL", "SASL_PLAINTEXT", "SASL_SSL", "AWAY")
    ports = {name: free_port() for name in names}
    listeners = {name: f"{name}://{HOST}:{port}" for name, port in ports.items()}
    # What listens there sends its clients to a port at which nobody is.
    advertised = listeners | {"AWAY": f"AWAY://{HOST}:{free_port()}"}
    properties = {
        "listeners": ",".join(listeners.values()),
        "advertised.listeners": ",".join(each for name, each in advertised.items() if name != "CONTROLLER"),
        "controller.quorum.voters": f"1@{HOST}:{ports['CONTROLLER']}",
        "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,AWAY:PLAINTEXT,SSL:SSL,"
        "SASL_PLAINTEXT:SASL_PLAINTEXT,SASL_SSL:SASL_SSL",
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(certificates.server),
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": str(certificates.ca),
        "listener.name.ssl.ssl.client.auth": "required",
        "sasl.enabled.mechanisms": "PLAIN,SCRAM-SHA-512",
    }
    for name in ("sasl_ssl", "sasl_plaintext"):
        properties |= {
            f"listener.name.{name}.plain.sasl.jaas.config": f"{_LOGIN}.plain.PlainLoginModule required "
            f'user_desk="{PASSWORD}";',
            f"listener.name.{name}.scram-sha-512.sasl.jaas.config": f"{_LOGIN}.scram.ScramLoginModule required;",
        }
    users = {"desk": PASSWORD}
    server = KafkaServer(ports["PLAINTEXT"], folder / "kafka", jars, properties=properties, scram_users=users)
    with shared(lambda: server._process), server:
        yield Guarded(ports, certificates)


async def run(environment: dict[str, str], *arguments: str) -> Ran:
    """`copydesk ARGUMENTS` with the way to the broker that `environment` sets."""
    settings: dict[str, Any] = {
        name.removeprefix("COPYDESK_").lower(): value for name, value in environment.items()
    }
    return await asyncio.to_thread(copydesk, *arguments, timeout=60, **settings)


@pytest.mark.parametrize(("listener", "mechanism"), STORIES)
async def test_an_article_goes_the_whole_way(
    guarded: Guarded, tmp_path: Path, listener: str, mechanism: str
) -> None:
    source = f"{listener}-{mechanism}".lower()
    secret = tmp_path / "secret"
    secret.write_text(PASSWORD + "\n")
    environment = guarded.environment(listener, SASL_MECHANISM=mechanism) | {
        "COPYDESK_DATA": str(tmp_path / "data"),
        "COPYDESK_PARTITIONS": "1",
        "COPYDESK_PROCESSES": "1",
        "COPYDESK_LOG_LEVEL": "debug",  # at which libraries tell all they know
    }
    if mechanism == "SCRAM-SHA-512":
        environment |= {"COPYDESK_SASL_PASSWORD": "", "COPYDESK_SASL_PASSWORD_FILE": str(secret)}
    page = tmp_path / "page.html"
    page.write_text(_PAGE.format(*STORIES[listener, mechanism]))
    log = tmp_path / "worker.log"
    with WorkerProcess(environment["COPYDESK_BROKER"], log, environment=environment) as worker:
        fed = await run(environment, "feed", str(page), "--source", source)
        assert fed.code == 0, fed.err
        tailing = ("tail", "articles.enriched", "--from-beginning", "--count", "1")
        await worker.ready()
        told = await run(environment, *tailing, "--where", f"source={source}", "--json")
        assert told.code == 0, told.err
        assert orjson.loads(told.out)["desk"]["source"] == source
    everything = log.read_text() + fed.out + fed.err + told.out + told.err
    assert PASSWORD not in everything
    assert "Traceback" not in everything


REFUSED = {
    "wrong password": (
        "SASL_SSL",
        {"SASL_PASSWORD": WRONG},
        "does not accept the login: check COPYDESK_SASL_USERNAME",
    ),
    "wrong password, PLAIN": (
        *("SASL_SSL", {"SASL_PASSWORD": WRONG, "SASL_MECHANISM": "PLAIN"}),
        "does not accept the login: check COPYDESK_SASL_USERNAME",
    ),
    "a mechanism that it has not": (
        *("SASL_SSL", {"SASL_MECHANISM": "SCRAM-SHA-256"}),
        "does not know SCRAM-SHA-256: set COPYDESK_SASL_MECHANISM",
    ),
    "a login where none is taken": (
        *("SASL_SSL", {"BROKER": "SSL", "SSL_CERTFILE": "client"}),
        "takes no login: check COPYDESK_SECURITY_PROTOCOL",
    ),
    "no login where one is wanted": (
        *("SSL", {"BROKER": "SASL_SSL"}),
        r"closed the connection: does it speak SSL\? COPYDESK_SECURITY_PROTOCOL says so",
    ),
    "a CA that did not sign": (
        "SSL",
        {"SSL_CAFILE": "other_ca"},
        "is not trusted .*: name its CA in COPYDESK_SSL_CAFILE",
    ),
    "the CAs of the system": (
        "SASL_SSL",
        {"SSL_CAFILE": ""},
        "is not trusted .*: name its CA in COPYDESK_SSL_CAFILE",
    ),
    "another host's certificate": (
        *("SASL_SSL", {"host": "localhost"}),
        "is for another host .*: name the host in COPYDESK_BROKER as the certificate does",
    ),
    "no certificate of ours": ("SSL", {"SSL_CERTFILE": ""}, "COPYDESK_SSL_CERTFILE and COPYDESK_SSL_KEYFILE"),
    "TLS where none is spoken": ("SSL", {"BROKER": "PLAINTEXT"}, "COPYDESK_SECURITY_PROTOCOL"),
    "no TLS where it is wanted": (
        *("PLAINTEXT", {"BROKER": "SSL"}),
        "closed the connection: does it speak PLAINTEXT",
    ),
    "sent away": ("AWAY", {}, rf"sends its clients on to {HOST}:\d+: no broker answers"),
}


def refused_environment(guarded: Guarded, case: str) -> dict[str, str]:
    listener, wrong, _ = REFUSED[case]
    settings = dict(wrong)
    host = settings.pop("host", HOST)
    if "BROKER" in settings:
        settings["BROKER"] = f"{host}:{guarded.ports[settings['BROKER']]}"
    for name in ("SSL_CAFILE", "SSL_CERTFILE"):
        if settings.get(name):
            settings[name] = str(getattr(guarded.certificates, settings[name]))
    return guarded.environment(listener, host, **settings)


@pytest.mark.parametrize("case", REFUSED)
async def test_a_refusal_says_what_to_set(
    guarded: Guarded, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    for name, value in refused_environment(guarded, case).items():
        monkeypatch.setenv(name, value)
    known = Settings()
    with pytest.raises(BrokerError, match=REFUSED[case][2]) as refused:
        await asyncio.wait_for(check(Broker(known.broker, client_options(known))), 20)
    assert "\n" not in str(refused.value)
    assert not any(word in str(refused.value) for word in (PASSWORD, WRONG))


@pytest.mark.parametrize("command", ["worker", "feed", "tail"])
async def test_every_command_ends_with_one_sentence(guarded: Guarded, tmp_path: Path, command: str) -> None:
    page = tmp_path / "page.html"
    page.write_text(_PAGE.format("A", "B", "C"))
    arguments = {"feed": ("feed", str(page)), "tail": ("tail", "articles.raw"), "worker": ("worker",)}[
        command
    ]
    for case in ("wrong password, PLAIN", "a CA that did not sign", "another host's certificate"):
        environment = refused_environment(guarded, case) | {"COPYDESK_LOG_LEVEL": "debug"}
        ended = await run(environment, *arguments)
        said = ended.out + ended.err
        assert ended.code == 1, said
        told = [line for line in said.splitlines() if "DEBUG" not in line and "INFO" not in line]
        assert len(told) == 1, said
        assert told[0].startswith("copydesk: "), said
        assert WRONG not in said
        assert "Traceback" not in said


async def test_the_host_may_be_left_unchecked_but_not_the_ca(
    guarded: Guarded, monkeypatch: pytest.MonkeyPatch
) -> None:
    for ca, trusted in ((guarded.certificates.ca, True), (guarded.certificates.other_ca, False)):
        environment = guarded.environment(
            "SASL_SSL", "localhost", SSL_CHECK_HOSTNAME="false", SSL_CAFILE=str(ca)
        )
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        known = Settings()
        broker = Broker(known.broker, client_options(known))
        if trusted:
            await check(broker)
        else:
            with pytest.raises(BrokerError, match="is not trusted"):
                await check(broker)
