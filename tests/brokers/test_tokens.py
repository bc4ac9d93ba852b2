from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.brokers.client import client_options
from streams.brokers.embedded import free_port
from streams.brokers.patches import Authenticator
from streams.brokers.tokens import Token, TokenError, Tokens, by_command, by_credentials, expiry_of
from streams.errors import SettingsError
from streams.settings import Settings
from tests.clock import Clock
from tests.tokens import CLIENT, CLIENT_SECRET, SCOPE, Endpoint, command, endpoint, jwt


class Fetch:
    """Gives tokens one after the other, each for `seconds`; `failure` is what it raises instead."""

    def __init__(self, clock: Clock, seconds: float = 100.0) -> None:
        self.clock, self.seconds, self.count = clock, seconds, 0
        self.failure: Exception | None = None

    def __call__(self) -> Token:
        self.count += 1
        if self.failure:
            raise self.failure
        return Token(f"token-{self.count}", self.clock.now + self.seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock(1000.0)


async def test_a_token_is_used_until_most_of_its_life_is_over_and_then_renewed(clock: Clock) -> None:
    fetch = Fetch(clock)
    tokens = Tokens(fetch, clock)
    assert await asyncio.gather(*(tokens.token() for _ in range(5))) == ["token-1"] * 5
    clock.now += 79
    assert await tokens.token() == "token-1"
    clock.now += 2
    assert await tokens.token() == "token-2"
    assert fetch.count == 2


async def test_every_loop_and_thread_has_the_same_one(clock: Clock) -> None:
    tokens = Tokens(Fetch(clock), clock)
    assert await asyncio.to_thread(asyncio.run, tokens.token()) == "token-1"
    assert await tokens.token() == "token-1"


async def test_while_none_can_be_had_the_old_one_is_used_until_it_expires(
    clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    fetch = Fetch(clock)
    tokens = Tokens(fetch, clock)
    await tokens.token()
    fetch.failure = TokenError("the endpoint cannot be reached")
    clock.now += 90
    assert await tokens.token() == "token-1"
    assert caplog.messages == [
        "the endpoint cannot be reached; the token that is there is used until it expires"
    ]
    clock.now += 11
    with pytest.raises(TokenError, match="the endpoint cannot be reached"):
        await tokens.token()
    fetch.failure = SettingsError("COPYDESK_SASL_CLIENT_SECRET_FILE: it is empty")
    # The clients go on after an error of this kind, as after the broker's own.
    with pytest.raises(TokenError, match="SECRET_FILE"):
        await tokens.token()
    fetch.failure = None
    assert await tokens.token() == "token-5"


async def test_one_that_a_broker_refuses_is_asked_for_anew_but_not_at_once_again(clock: Clock) -> None:
    fetch = Fetch(clock)
    tokens = Tokens(fetch, clock)
    await tokens.token()
    tokens.refused()
    assert await tokens.token() == "token-1"
    clock.now += 6
    tokens.refused()
    assert await tokens.token() == "token-2"


async def test_one_that_has_expired_already_is_not_used(clock: Clock) -> None:
    with pytest.raises(TokenError, match="has expired already: is this machine's clock right"):
        await Tokens(Fetch(clock, -1), clock).token()


def test_a_jwt_says_when_it_expires() -> None:
    at = expiry_of(jwt(60))
    assert at is not None
    for text in ("opaque", "a.b.c", jwt(60).replace(".", "!"), "e30.e30.", "..", "e30.bnVsbA."):
        assert expiry_of(text) is None


def test_a_command_prints_a_token(tmp_path: Path, clock: Clock) -> None:
    token = by_command(command(tmp_path / "counts", 60), 5.0, clock)
    assert token.expires == expiry_of(token.text)
    assert by_command(f"{sys.executable} -c 'print(\"opaque-47\")'", 5.0, clock) == Token("opaque-47", 1005.0)
    assert "opaque-47" not in repr(token)


COMMANDS = [
    ("exit 3", "cannot be run"),
    ("/no/such/program", "COPYDESK_SASL_TOKEN_COMMAND cannot be run .No such file"),
    ("'", "COPYDESK_SASL_TOKEN_COMMAND cannot be run"),
    (f"{sys.executable} -c ''", "must print a token and nothing else"),
    (f"{sys.executable} -c 'print(\"secret-47 and words\")'", "must print a token and nothing else"),
    (
        f"{sys.executable} -c 'import sys; sys.exit(\"vault is sealed\")'",
        "ended with exit code 1: vault is sealed",
    ),
]


@pytest.mark.parametrize(("line", "said"), COMMANDS)
def test_what_is_wrong_with_a_command_is_one_sentence(line: str, said: str, clock: Clock) -> None:
    with pytest.raises(TokenError, match=said) as refused:
        by_command(line, 5.0, clock)
    assert "\n" not in str(refused.value)
    assert "secret-47" not in f"{refused.value}{refused.value.__cause__}"


def test_a_command_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    monkeypatch.setattr("streams.brokers.tokens.PATIENCE", 0.2)
    with pytest.raises(TokenError, match="gave no token within"):
        by_command(f"{sys.executable} -c 'import time; time.sleep(600)'", 5.0, clock)


@pytest.fixture
def giving() -> Iterator[Endpoint]:
    with endpoint(60) as server:
        yield server


def ask(server: Endpoint, clock: Clock, secret: str = CLIENT_SECRET, scope: str = SCOPE) -> Token:
    return by_credentials(server.url, CLIENT, lambda: secret, scope, 5.0, clock)


def test_an_endpoint_gives_a_token_for_client_credentials(giving: Endpoint, clock: Clock) -> None:
    token = ask(giving, clock)
    assert token.expires == clock.now + 60
    assert expiry_of(token.text) is not None
    giving.body = b'{"access_token": "opaque"}'
    assert ask(giving, clock) == Token("opaque", clock.now + 5)


def test_what_is_wrong_with_an_endpoint_is_one_sentence(giving: Endpoint, clock: Clock) -> None:
    with pytest.raises(
        TokenError, match=r"gives no token \(401 invalid_client\): check COPYDESK_SASL_CLIENT_ID"
    ):
        ask(giving, clock, secret="wrong")
    with pytest.raises(
        TokenError, match=r"gives no token \(400 invalid_scope\): .*COPYDESK_SASL_TOKEN_SCOPE"
    ):
        ask(giving, clock, scope="other")
    for body in (b"<html>", b"[]", b"{}", b'{"access_token": "x", "expires_in": "soon"}'):
        giving.body = body
        with pytest.raises(TokenError, match="gave no access_token: is it the token endpoint"):
            ask(giving, clock)
    giving.status = 503
    with pytest.raises(TokenError, match=r"gives no token \(503\)$"):
        ask(giving, clock)
    with pytest.raises(TokenError, match=r"cannot be reached \(Connection refused\)"):
        by_credentials(f"http://127.0.0.1:{free_port()}/", CLIENT, lambda: "s", "", 5.0, clock)


async def test_the_secret_of_the_client_is_read_for_each_token(
    giving: Endpoint, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("old\n")
    for name, value in {
        "SECURITY_PROTOCOL": "SASL_PLAINTEXT",
        "SASL_MECHANISM": "OAUTHBEARER",
        "SASL_TOKEN_URL": giving.url,
        "SASL_CLIENT_ID": CLIENT,
        "SASL_CLIENT_SECRET_FILE": secret,
        "SASL_TOKEN_SCOPE": SCOPE,
    }.items():
        monkeypatch.setenv(f"COPYDESK_{name}", str(value))
    tokens = client_options(Settings())["sasl_oauth_token_provider"]
    with pytest.raises(TokenError, match="401"):
        await tokens.token()
    secret.write_text(CLIENT_SECRET + "\n")
    assert expiry_of(await tokens.token()) is not None
    secret.unlink()
    with pytest.raises(SettingsError, match=r"COPYDESK_SASL_CLIENT_SECRET_FILE: .* cannot be read"):
        client_options(Settings())


async def test_a_broker_that_refuses_a_token_is_heard_out(clock: Clock) -> None:
    login = Authenticator(sasl_oauth_token_provider=Tokens(Fetch(clock), clock))
    assert await login.step(None) == (b"n,,\x01auth=Bearer token-1\x01\x01", True)
    assert await login.step(b'{"status":"invalid_token"}') == (b"\x01", True)
    accepted = Authenticator(sasl_oauth_token_provider=Tokens(Fetch(clock), clock))
    await accepted.step(None)
    assert await accepted.step(b"") is None
