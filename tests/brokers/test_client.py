from __future__ import annotations

import ast
import logging
import os
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from faust.transport.drivers.aiokafka import credentials_to_aiokafka_auth

import streams
from streams.brokers.client import Broker, client_options, connection, faust_options, find
from streams.brokers.tokens import Tokens
from streams.cli.settings import settings as settings_command
from streams.errors import BrokerError, SettingsError
from streams.settings import Settings, settings
from tests.tls import Certificates

SECRET = "correct-horse-1947"


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates.make(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(autouse=True)
def _forget_settings() -> Iterator[None]:
    yield
    settings.cache_clear()


def known(monkeypatch: pytest.MonkeyPatch, **variables: object) -> Settings:
    for name in os.environ:
        if name.startswith("COPYDESK_"):
            monkeypatch.delenv(name)
    for name, value in variables.items():
        monkeypatch.setenv(f"COPYDESK_{name}", str(value))
    settings.cache_clear()
    return settings()


LOGIN = {"SASL_USERNAME": "desk", "SASL_PASSWORD": SECRET}
BEARER = {"SECURITY_PROTOCOL": "SASL_SSL", "SASL_MECHANISM": "OAUTHBEARER"}
CREDENTIALS = {"SASL_TOKEN_URL": "https://id/token", "SASL_CLIENT_ID": "desk", "SASL_CLIENT_SECRET": SECRET}
CONTRADICTIONS = [
    (BEARER, "set COPYDESK_SASL_TOKEN_COMMAND or COPYDESK_SASL_TOKEN_URL"),
    (
        {**BEARER, **LOGIN, "SASL_TOKEN_COMMAND": "x"},
        "COPYDESK_SASL_USERNAME is set, but .* is OAUTHBEARER: set that",
    ),
    (
        {**BEARER, **CREDENTIALS, "SASL_TOKEN_COMMAND": "x"},
        "TOKEN_COMMAND and COPYDESK_SASL_TOKEN_URL are both set",
    ),
    (
        {**BEARER, "SASL_TOKEN_COMMAND": "x", "SASL_TOKEN_SCOPE": "y"},
        "TOKEN_COMMAND and .*TOKEN_SCOPE are both set",
    ),
    ({**BEARER, **CREDENTIALS, "SASL_TOKEN_URL": "id/token"}, "must begin with https://"),
    ({**BEARER, **CREDENTIALS, "SASL_CLIENT_ID": ""}, "set COPYDESK_SASL_CLIENT_ID"),
    ({**BEARER, **CREDENTIALS, "SASL_CLIENT_SECRET": ""}, "set COPYDESK_SASL_CLIENT_SECRET or"),
    ({**BEARER, **CREDENTIALS, "SASL_CLIENT_SECRET_FILE": "/run/secret"}, "both set"),
    (
        {"SECURITY_PROTOCOL": "SASL_SSL", **LOGIN, "SASL_TOKEN_COMMAND": "x"},
        "COPYDESK_SASL_TOKEN_COMMAND is set, but COPYDESK_SASL_MECHANISM is SCRAM-SHA-512: set that to OAUTHBEARER",
    ),
    (
        {"SASL_TOKEN_COMMAND": "x"},
        "COPYDESK_SASL_TOKEN_COMMAND is set, but .* is PLAINTEXT: set that to SASL_SSL",
    ),
    ({"SECURITY_PROTOCOL": "TLS"}, "COPYDESK_SECURITY_PROTOCOL"),
    ({"SECURITY_PROTOCOL": "SASL_SSL", **LOGIN, "SASL_MECHANISM": "GSSAPI"}, "COPYDESK_SASL_MECHANISM"),
    ({"SECURITY_PROTOCOL": "SASL_SSL"}, "set COPYDESK_SASL_USERNAME"),
    (
        {"SECURITY_PROTOCOL": "SASL_SSL", "SASL_USERNAME": "desk"},
        "set COPYDESK_SASL_PASSWORD or COPYDESK_SASL_PASSWORD_FILE",
    ),
    ({"SECURITY_PROTOCOL": "SASL_SSL", **LOGIN, "SASL_PASSWORD": ""}, "set COPYDESK_SASL_PASSWORD or"),
    ({"SECURITY_PROTOCOL": "SASL_SSL", **LOGIN, "SASL_PASSWORD_FILE": "/run/secret"}, "both set"),
    (
        LOGIN,
        "COPYDESK_SASL_USERNAME is set, but COPYDESK_SECURITY_PROTOCOL is PLAINTEXT: set that to SASL_SSL",
    ),
    ({"SASL_PASSWORD": SECRET, "SECURITY_PROTOCOL": "SSL"}, "PROTOCOL is SSL: set that to SASL_SSL"),
    ({"SSL_CAFILE": "ca.pem"}, "COPYDESK_SSL_CAFILE is set, but .* is PLAINTEXT: set that to SSL"),
    ({"SSL_CHECK_HOSTNAME": "false"}, "COPYDESK_SSL_CHECK_HOSTNAME is set, but"),
    ({"SSL_CAFILE": "ca.pem", "SECURITY_PROTOCOL": "SASL_PLAINTEXT", **LOGIN}, "set that to SASL_SSL"),
    ({"SECURITY_PROTOCOL": "SSL", "SSL_KEYFILE": "key.pem"}, "set COPYDESK_SSL_CERTFILE"),
    ({"BROKER": f"kafka://desk:{SECRET}@kafka:9092"}, "COPYDESK_BROKER takes host:port alone"),
]


@pytest.mark.parametrize(("variables", "said"), CONTRADICTIONS)
def test_what_does_not_fit_together_is_said(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], said: str
) -> None:
    with pytest.raises(SettingsError, match=said) as refused:
        known(monkeypatch, **variables)
    assert SECRET not in f"{refused.value} {refused.value.__cause__} {refused.value.__context__}"
    assert "\n" not in str(refused.value)


def test_an_empty_variable_and_a_usual_value_are_no_contradiction(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = known(
        monkeypatch,
        SSL_CAFILE="",
        SASL_PASSWORD="",
        SASL_MECHANISM="SCRAM-SHA-512",
        SSL_CHECK_HOSTNAME="true",
    )
    assert client_options(plain) == {"security_protocol": "PLAINTEXT"}


@pytest.mark.parametrize("protocol", ["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"])
@pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"])
def test_faust_gets_in_as_every_other_client(
    monkeypatch: pytest.MonkeyPatch, protocol: str, mechanism: str
) -> None:
    login = {**LOGIN, "SASL_MECHANISM": mechanism} if "SASL" in protocol else {}
    options = client_options(known(monkeypatch, SECURITY_PROTOCOL=protocol, **login))
    broker = Broker("one:9092, two:9092", options)
    ours = faust_options(broker)
    assert ours["broker"] == ["kafka://one:9092", "kafka://two:9092"]
    passed_on = credentials_to_aiokafka_auth(ours["broker_credentials"])
    assert {name: value for name, value in passed_on.items() if value is not None} == options
    assert connection(broker) == {"bootstrap_servers": ["one:9092", "two:9092"], **options}
    assert options["security_protocol"] == protocol
    if login:
        assert options["sasl_mechanism"] == mechanism
        assert options["sasl_plain_password"] == SECRET


@pytest.mark.parametrize("protocol", ["SASL_PLAINTEXT", "SASL_SSL"])
def test_faust_gets_in_with_a_token_as_every_other_client(
    monkeypatch: pytest.MonkeyPatch, protocol: str
) -> None:
    options = client_options(
        known(monkeypatch, **BEARER | {"SECURITY_PROTOCOL": protocol}, SASL_TOKEN_COMMAND="print-token")
    )
    passed_on = credentials_to_aiokafka_auth(faust_options(Broker("one:9092", options))["broker_credentials"])
    assert {name: value for name, value in passed_on.items() if value is not None} == options
    assert (options["security_protocol"], options["sasl_mechanism"]) == (protocol, "OAUTHBEARER")
    assert isinstance(options["sasl_oauth_token_provider"], Tokens)


def test_an_address_alone_is_a_broker_that_speaks_plaintext() -> None:
    assert connection("here:9092") == {"bootstrap_servers": ["here:9092"]}
    assert faust_options("here:9092") == {"broker": ["kafka://here:9092"], "broker_credentials": None}


def test_tls_trusts_the_ca_alone_and_checks_the_host(
    monkeypatch: pytest.MonkeyPatch, certificates: Certificates
) -> None:
    context = client_options(known(monkeypatch, SECURITY_PROTOCOL="SSL", SSL_CAFILE=certificates.ca))[
        "ssl_context"
    ]
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
    assert len(context.get_ca_certs()) == 1
    unchecked = client_options(known(monkeypatch, SECURITY_PROTOCOL="SSL", SSL_CHECK_HOSTNAME="false"))[
        "ssl_context"
    ]
    assert not unchecked.check_hostname
    assert unchecked.verify_mode is ssl.CERT_REQUIRED


def test_files_that_cannot_be_used_are_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, certificates: Certificates
) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("no certificate")
    files = {"SECURITY_PROTOCOL": "SSL", "SSL_CERTFILE": certificates.client}
    for name, path in (
        ("SSL_CAFILE", text),
        ("SSL_CAFILE", tmp_path / "missing"),
        ("SSL_CERTFILE", certificates.ca),  # without its key
        ("SSL_CERTFILE", tmp_path / "missing"),
        ("SSL_KEYFILE", certificates.locked_key),  # must not wait for a password on the terminal
    ):
        with pytest.raises(SettingsError, match=f"COPYDESK_{name}") as refused:
            client_options(known(monkeypatch, **files | {name: path}))
        assert "\n" not in str(refused.value)
        monkeypatch.undo()


def test_the_password_comes_from_a_file_as_secrets_are_mounted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    login = {"SECURITY_PROTOCOL": "SASL_PLAINTEXT", "SASL_USERNAME": "desk", "SASL_PASSWORD_FILE": secret}
    secret.write_text(f" {SECRET} \n")
    assert client_options(known(monkeypatch, **login))["sasl_plain_password"] == f" {SECRET} "
    for content in (b"", b"\n", f"{SECRET}\xff".encode("latin-1")):
        secret.write_bytes(content)
        with pytest.raises(SettingsError, match="COPYDESK_SASL_PASSWORD_FILE: ") as refused:
            client_options(known(monkeypatch, **login))
        assert SECRET not in f"{refused.value}{refused.value.__cause__!r}"
    secret.unlink()
    with pytest.raises(SettingsError, match="No such file"):
        client_options(known(monkeypatch, **login))


def test_the_embedded_broker_is_not_what_one_with_security_means(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError, match="name a Kafka in COPYDESK_BROKER"):
        find(known(monkeypatch, SECURITY_PROTOCOL="SSL", DATA=tmp_path))
    with pytest.raises(BrokerError, match="no broker is running"):
        find(known(monkeypatch, SECURITY_PROTOCOL="PLAINTEXT", DATA=tmp_path))
    assert str(find(known(monkeypatch, SECURITY_PROTOCOL="SSL", BROKER="kafka:9093"))) == "kafka:9093"


def test_a_secret_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    here = known(monkeypatch, SECURITY_PROTOCOL="SASL_SSL", BROKER="kafka:9093", **LOGIN)
    broker = find(here)
    assert broker.options["sasl_plain_password"] == SECRET
    shown = [repr(here), str(here), repr(broker), str(broker), f"{broker}", repr(faust_options(broker))]
    for arguments in ([], ["--json"]):
        ran = CliRunner().invoke(settings_command, arguments)
        assert ran.exit_code == 0
        assert "desk" in ran.output
        shown.append(ran.output)
    assert not [text for text in shown if SECRET in text]


def test_requests_of_a_login_are_never_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        assert not logging.getLogger("aiokafka.conn").isEnabledFor(logging.DEBUG)


def test_no_client_is_made_without_the_way_to_its_broker() -> None:
    made = 0
    for path in Path(streams.__path__[0]).rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(source)) if "AIOKafka" in source else ():
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("AIOKafka"):
                if ast.unparse(node.func) == "AIOKafkaConnection":
                    continue
                taken = [ast.unparse(keyword.value) for keyword in node.keywords if keyword.arg is None]
                assert "connection(broker)" in taken, f"{path}:{node.lineno}"
                made += 1
    assert made >= 3
