"""A Kafka that wants tokens (OAUTHBEARER), and ends connections when theirs have expired."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from streams.brokers.check import check
from streams.brokers.client import Broker, client_options
from streams.brokers.embedded import HOST, free_port
from streams.brokers.kafka import KafkaServer
from streams.errors import BrokerError
from streams.settings import Settings
from tests.cli.run import copydesk
from tests.e2e.desk import running_desk
from tests.e2e.wire import story
from tests.kafka import QUICK, empty, kafka_jars, threaded
from tests.processes import shared
from tests.tokens import CLIENT, CLIENT_SECRET, SCOPE, command, endpoint, jwt
from tests.waiting import until

#: The life of a token, in seconds.
LIFE = 5.0
_LOGIN = "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaServer]:
    """It takes unsecured tokens, and looks at their expiry only."""
    plain, controller, guarded = (free_port() for _ in range(3))
    properties = QUICK | {
        "listeners": f"PLAINTEXT://{HOST}:{plain},CONTROLLER://{HOST}:{controller},SASL_PLAINTEXT://{HOST}:{guarded}",
        "advertised.listeners": f"PLAINTEXT://{HOST}:{plain},SASL_PLAINTEXT://{HOST}:{guarded}",
        "controller.quorum.voters": f"1@{HOST}:{controller}",
        "sasl.enabled.mechanisms": "OAUTHBEARER",
        "listener.name.sasl_plaintext.oauthbearer.sasl.jaas.config": f'{_LOGIN} required unsecuredLoginStringClaim_sub="kafka";',
        # A connection ends with its token, at the latest.
        "listener.name.sasl_plaintext.oauthbearer.connections.max.reauth.ms": "60000",
    }
    folder = tmp_path_factory.mktemp("kafka")
    running = KafkaServer(plain, folder, kafka_jars(), properties=properties)
    running.guarded = f"{HOST}:{guarded}"  # type: ignore[attr-defined]
    with shared(lambda: running._process), running:
        yield running


@pytest.fixture
def guarded(server: KafkaServer) -> Iterator[str]:
    """The address at which a token is wanted."""
    address: str = server.guarded  # type: ignore[attr-defined]
    yield address
    threaded(empty(server.address))


def environment(**login: str) -> dict[str, str]:
    settings = {"SECURITY_PROTOCOL": "SASL_PLAINTEXT", "SASL_MECHANISM": "OAUTHBEARER", **login}
    return {f"COPYDESK_{name}": value for name, value in settings.items()}


def by_endpoint(url: str) -> dict[str, str]:
    return environment(
        SASL_TOKEN_URL=url,
        SASL_CLIENT_ID=CLIENT,
        SASL_CLIENT_SECRET=CLIENT_SECRET,
        SASL_TOKEN_SCOPE=SCOPE,
    )


@pytest.mark.parametrize("way", ["command", "endpoint"])
async def test_a_worker_goes_on_while_its_tokens_expire(
    guarded: str, server: KafkaServer, tmp_path: Path, way: str
) -> None:
    counts = tmp_path / "counts"
    with endpoint(LIFE) as giving:
        login = (
            environment(SASL_TOKEN_COMMAND=command(counts, LIFE))
            if way == "command"
            else by_endpoint(giving.url)
        )

        def asked() -> int:
            return giving.asked if way == "endpoint" else len(counts.read_text().splitlines())

        # What the test itself sends and reads goes in by the other door.
        settings = login | {"COPYDESK_PARTITIONS": "2", "COPYDESK_LOG_LEVEL": "warning"}
        async with running_desk(server.address, tmp_path, worker_broker=guarded, **settings) as desk:
            # All tokens that there were in the beginning have expired, and those after them.
            ends, before, sent = time.monotonic() + 3 * LIFE, asked(), 0
            while asked() < before + 3 or time.monotonic() < ends:
                await desk.send([story(sent)])
                sent += 1
                await desk.complete()
                given, turn = asked(), time.monotonic() + LIFE / 5
                await until(lambda given=given, turn=turn: asked() > given or time.monotonic() > turn)  # type: ignore[misc]
            await desk.committed()
            assert desk.account.adds_up()
            said = desk.worker.log.read_text()
        assert "Traceback" not in said
        # That connections end with their tokens is nothing to speak of.
        assert "does not answer" not in said
        assert "SaslAuthentication" not in said


async def test_the_commands_get_in_with_a_token(guarded: str, tmp_path: Path) -> None:
    with endpoint(60) as giving:
        login: dict[str, Any] = {
            name.removeprefix("COPYDESK_").lower(): value for name, value in by_endpoint(giving.url).items()
        }
        page = tmp_path / "wire.txt"
        page.write_text(
            "HARBOUR (Reuters) - Ferries will run through the night from Friday, the port said.\n"
        )

        def run(*arguments: str) -> tuple[int, str]:
            ran = copydesk(*arguments, broker=guarded, **login)
            return ran.code, ran.out + ran.err

        for arguments in (
            ("topics",),
            ("feed", str(page)),
            ("tail", "articles.raw", "--from-beginning", "--no-follow"),
        ):
            code, said = await asyncio.to_thread(run, *arguments)
            assert code == 0, said
            assert CLIENT_SECRET not in said


async def said_of(broker: str, monkeypatch: pytest.MonkeyPatch, **login: str) -> str:
    for name, value in environment(**login).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(BrokerError) as refused:
        await check(Broker(broker, client_options(Settings())))
    return str(refused.value)


async def test_what_is_wrong_is_one_sentence(
    guarded: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = tmp_path / "stranger.py"
    stranger.write_text(f"print({jwt(60).replace('.', '.x', 1)!r})")
    said = await said_of(guarded, monkeypatch, SASL_TOKEN_COMMAND=f"python3 {stranger}")
    assert said.startswith(f"{guarded} does not accept the token: check what COPYDESK_SASL_TOKEN_COMMAND")
    assert jwt(60)[:20] not in said
    said = await said_of(guarded, monkeypatch, SASL_TOKEN_COMMAND="false")
    assert said == "COPYDESK_SASL_TOKEN_COMMAND ended with exit code 1"
    expired = command(tmp_path / "expired", -1)
    said = await said_of(guarded, monkeypatch, SASL_TOKEN_COMMAND=expired)
    assert said.startswith("the token for the Kafka has expired already")


async def test_an_endpoint_that_is_gone_is_said_by_a_worker_that_runs(
    guarded: str, server: KafkaServer, tmp_path: Path
) -> None:
    with endpoint(LIFE) as giving:
        login = by_endpoint(giving.url) | {"COPYDESK_LOG_LEVEL": "warning"}
        async with running_desk(server.address, tmp_path, worker_broker=guarded, **login) as desk:
            await desk.send([story(1)])
            await desk.complete()
            giving.status, giving.body = 503, b"down"
            said = desk.worker.log.read_text
            await until(
                lambda: "gives no token (503)" in said() and f"the broker {guarded} does not" in said(), 60
            )
            giving.status, giving.body = 200, b""
            await until(lambda: f"the broker {guarded} answers again" in said(), 60)
            await desk.send([story(2)])
            await desk.complete()
            assert "Traceback" not in said()
