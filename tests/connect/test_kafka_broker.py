from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from streams.connect.kafka_broker import broker_of, in_its_words
from streams.connect.options import Options
from streams.errors import SourcesError


def broker(**table: Any) -> Any:
    return broker_of(Options("sources.toml: source 'quay'", "kafka", table))


def test_the_address_and_the_login(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYDESK_SASL_USERNAME", "our-own")  # which is no business of theirs
    monkeypatch.setenv("COPYDESK_SSL_CAFILE", "/nowhere/ca.pem")
    assert broker(brokers="a:1, b:2").address == "a:1, b:2"
    plain = broker(brokers=["a:1", "b:2"])
    assert (plain.address, plain.options) == ("a:1,b:2", {"security_protocol": "PLAINTEXT"})
    (tmp_path / "password").write_text("correct-horse\n")
    security = {
        "protocol": "SASL_SSL",
        "mechanism": "SCRAM-SHA-256",
        "username": "quay",
        "password_file": str(tmp_path / "password"),
    }
    options = broker(brokers="a:1", security=security).options
    assert (options["sasl_mechanism"], options["sasl_plain_username"]) == ("SCRAM-SHA-256", "quay")
    assert options["sasl_plain_password"] == "correct-horse"
    assert options["ssl_context"].check_hostname
    assert "correct-horse" not in repr(broker(brokers="a:1", security=security))


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({}, r"\[source\.kafka\] needs brokers"),
        ({"brokers": "kafka://a:1"}, r"kafka\.brokers takes host:port alone"),
        ({"brokers": "a:1", "security": {"user": "x"}}, r"kafka\.security\.user is unknown; known are protocol"),
        ({"brokers": "a:1", "security": {"protocol": "TLS"}}, r"kafka\.security\.protocol is 'TLS'; it may be PLAINTEXT"),
        ({"brokers": "a:1", "security": {"username": "x"}}, r"kafka\.security cannot be used: security\.username is set, but security\.protocol is PLAINTEXT"),
        ({"brokers": "a:1", "security": {"protocol": "SASL_SSL", "username": "x"}}, r"set security\.password_file$"),
        (
            {"brokers": "a:1", "security": {"protocol": "SASL_SSL", "username": "x", "password_file": "/nowhere"}},
            r"security\.password_file: /nowhere cannot be read",
        ),
        ({"brokers": "a:1", "security": {"protocol": "SSL", "cafile": "/nowhere"}}, r"security\.cafile: /nowhere holds no"),
        ({"brokers": "a:1", "security": "SSL"}, r"kafka\.security must be a table"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_the_words_of_the_file(table: dict[str, Any], says: str) -> None:
    with pytest.raises(SourcesError, match=says):
        broker(**table)


def test_messages_of_a_client_too() -> None:
    said = (
        "a:1 does not accept the login: check COPYDESK_SASL_USERNAME, COPYDESK_SASL_PASSWORD (or its _FILE)"
    )
    assert (
        in_its_words(said) == "a:1 does not accept the login: check security.username, security.password_file"
    )
    assert "COPYDESK" not in in_its_words(
        "does it speak SSL? COPYDESK_SECURITY_PROTOCOL says so, COPYDESK_BROKER too"
    )
