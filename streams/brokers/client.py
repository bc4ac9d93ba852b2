"""How every client reaches its Kafka: the address, TLS and login."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from streams.brokers import (
    batches,
    patches,  # noqa: F401 - it changes every client that is made after it
)
from streams.brokers.certificates import FreshContext
from streams.brokers.embedded import find_broker
from streams.brokers.reach import short
from streams.brokers.tokens import Token, Tokens, by_command, by_credentials
from streams.errors import SettingsError
from streams.settings import Settings

# At debug, aiokafka writes every request as it is into the log: with it the password of a login.
logging.getLogger("aiokafka.conn").setLevel(logging.INFO)
batches.install()


@dataclass(frozen=True, slots=True)
class Broker:
    """A Kafka: `address` is host:port[,host:port], `options` are TLS and login as aiokafka takes them."""

    address: str
    options: Mapping[str, Any] = field(default_factory=dict, repr=False)  # holds the password

    def __str__(self) -> str:
        return self.address


def find(known: Settings) -> Broker:
    """The Kafka of COPYDESK_BROKER, else the running `copydesk broker`, which knows neither TLS nor login.

    Raises SettingsError for a file that cannot be used, and where security is set without a Kafka that has it;
    BrokerError when neither a Kafka is named nor a broker runs.
    """
    if known.security_protocol != "PLAINTEXT" and not known.broker:
        raise SettingsError(
            f"COPYDESK_SECURITY_PROTOCOL is {known.security_protocol}, which the embedded broker does not speak: "
            "name a Kafka in COPYDESK_BROKER, or unset COPYDESK_SECURITY_PROTOCOL"
        )
    return Broker(find_broker(known.broker, known.data), client_options(known))


def client_options(known: Settings) -> dict[str, Any]:
    """TLS and login, as aiokafka's consumers, producers and admin clients take them. Raises SettingsError."""
    options: dict[str, Any] = {"security_protocol": known.security_protocol}
    if "SSL" in known.security_protocol.split("_"):
        options["ssl_context"] = _ssl_context(known)
    if known.security_protocol.startswith("SASL_"):
        options |= {"sasl_mechanism": known.sasl_mechanism, **_login(known)}
    return options


def _login(known: Settings) -> dict[str, Any]:
    if known.sasl_mechanism == "OAUTHBEARER":
        return {"sasl_oauth_token_provider": Tokens(_fetching(known))}
    return {"sasl_plain_username": known.sasl_username, "sasl_plain_password": _password(known)}


def _fetching(known: Settings) -> Callable[[], Token]:
    """What gets a new token. A secret in a file is read for each: it may have changed."""
    seconds = known.sasl_token_seconds
    if known.sasl_token_command:
        return partial(by_command, known.sasl_token_command, seconds)
    _client_secret(known)  # one that cannot be read is said at once
    return partial(
        by_credentials,
        known.sasl_token_url,
        known.sasl_client_id,
        partial(_client_secret, known),
        known.sasl_token_scope,
        seconds,
    )


def connection(broker: Broker | str) -> dict[str, Any]:
    """Address, TLS and login of a client of `broker`; an address alone is a broker that speaks PLAINTEXT."""
    options = broker.options if isinstance(broker, Broker) else {}
    return {"bootstrap_servers": [each.strip() for each in str(broker).split(",")], **options}


def faust_options(broker: Broker | str) -> dict[str, Any]:
    """The same for a Faust app: its settings `broker` and `broker_credentials`."""
    import faust  # slow to load, and of no use to feed and tail

    options = connection(broker)
    context = options.get("ssl_context")
    credentials: Any = None
    if "sasl_oauth_token_provider" in options:
        credentials = faust.auth.OAuthCredentials(
            oauth_cb=options["sasl_oauth_token_provider"], ssl_context=context
        )
    elif "sasl_mechanism" in options:
        # The protocol follows from the context: SASL_SSL with one, SASL_PLAINTEXT without.
        credentials = faust.SASLCredentials(
            username=options["sasl_plain_username"],
            password=options["sasl_plain_password"],
            mechanism=options["sasl_mechanism"],
            ssl_context=context,
        )
    elif context is not None:
        credentials = faust.SSLCredentials(context)
    addresses = [f"kafka://{address}" for address in options["bootstrap_servers"]]
    return {"broker": addresses, "broker_credentials": credentials}


def _ssl_context(known: Settings) -> ssl.SSLContext:
    files = (known.ssl_cafile, known.ssl_certfile, known.ssl_keyfile)
    return FreshContext(partial(_load, known), [file for file in files if file])


def _load(known: Settings, context: ssl.SSLContext) -> None:
    """Loads what the settings name. Raises SettingsError for what cannot be used."""
    try:
        if known.ssl_cafile:
            context.load_verify_locations(cafile=known.ssl_cafile)
        else:
            context.load_default_certs(ssl.Purpose.SERVER_AUTH)
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"COPYDESK_SSL_CAFILE: {known.ssl_cafile} holds no certificates in PEM ({short(error)})"
        ) from error
    context.check_hostname = known.ssl_check_hostname
    if known.ssl_certfile:
        try:
            # With a password of our own OpenSSL does not ask for one on the terminal.
            context.load_cert_chain(known.ssl_certfile, known.ssl_keyfile, password="")
        except (OSError, ValueError) as error:
            raise SettingsError(
                "COPYDESK_SSL_CERTFILE and COPYDESK_SSL_KEYFILE are no certificate in PEM with its key, which must "
                f"not be locked with a password ({short(error)})"
            ) from error


def _password(known: Settings) -> str:
    if known.sasl_password_file is None:
        return known.sasl_password.get_secret_value()
    return secret_in("COPYDESK_SASL_PASSWORD_FILE", known.sasl_password_file)


def _client_secret(known: Settings) -> str:
    if known.sasl_client_secret_file is None:
        return known.sasl_client_secret.get_secret_value()
    return secret_in("COPYDESK_SASL_CLIENT_SECRET_FILE", known.sasl_client_secret_file)


def secret_in(variable: str, path: Path) -> str:
    """What the file of `variable` holds, but for the end of its line. Raises SettingsError, without the secret."""
    try:
        secret = path.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text in UTF-8"
        # Not `from error`: a UnicodeDecodeError carries the bytes of the secret.
        raise SettingsError(f"{variable}: {path} cannot be read: {reason}") from None
    if not secret:
        raise SettingsError(f"{variable}: {path} is empty")
    return secret
