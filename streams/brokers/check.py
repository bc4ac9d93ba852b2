"""Clients of a Kafka that can be used; if it cannot, why: in one sentence that says what to set."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.conn import AIOKafkaConnection, collect_hosts
from aiokafka.errors import (
    IllegalSaslStateError,
    KafkaError,
    SaslAuthenticationFailed,
    UnsupportedSaslMechanismError,
)
from aiokafka.protocol.metadata import MetadataRequest

from streams.brokers.client import Broker, connection
from streams.brokers.reach import short
from streams.brokers.tokens import TokenError
from streams.errors import BrokerError, SettingsError

#: How long an address gets for its answer to each question, in milliseconds.
_ANSWER_MS = 10_000
#: How long a connection gets to end in good order, in seconds.
_CLOSING = 0.2
#: Of the brokers of a cluster so many are asked, until one answers.
_ASKED = 3
#: What a connection that cannot be used raises; ValueError is a login in which the broker proves to be another.
_FAILURES = (KafkaError, OSError, EOFError, ValueError)
# OpenSSL's X509_V_ERR_*: who signed the certificate is not known here; it is for another name or address.
_UNKNOWN_ISSUER = {2, 18, 19, 20, 21}
_ANOTHER_NAME = {62, 64}


async def check(broker: Broker | str) -> None:
    """Returns when `broker` can be used; raises BrokerError that says why not.

    A client that cannot start tells the log why, and its caller only that it could not: so this asks before.
    """
    options = {name: value for name, value in connection(broker).items() if name != "bootstrap_servers"}
    try:
        places = [(host, port) for host, port, _ in collect_hosts(connection(broker)["bootstrap_servers"])]
        if not all(0 < port < 65536 for _, port in places):
            raise ValueError("a port is beyond 65535")
    except ValueError as error:
        raise SettingsError(f"COPYDESK_BROKER: {broker} is not host:port[,host:port]") from error
    why = ""
    for place in places:
        try:
            members = await _members(place, options)
        except _FAILURES as error:
            why = _why(place, error, options)
            continue
        if not members or place in members:
            return
        why = await _unreachable(place, members, options)
        if not why:
            return
    raise BrokerError(why)


@asynccontextmanager
async def connected(broker: Broker | str, client: Any, **options: Any) -> AsyncIterator[Any]:
    """A client of `broker` that has started, and is stopped at the end: a consumer, producer or admin client.

    `client` is aiokafka's class of it, `options` are its arguments besides the address, TLS and login. Raises
    BrokerError that says why the broker cannot be used.
    """
    await check(broker)
    made = client(**connection(broker), **options)
    try:
        try:
            await made.start()
        except (KafkaError, OSError) as error:
            raise BrokerError(f"no broker answers at {broker} ({error}); is it running?") from error
        yield made
    finally:
        await stop(made)


async def stop(made: Any) -> None:
    """Stops a client of aiokafka: a consumer, producer or admin client."""
    task = asyncio.current_task()
    before = task.cancelling() if task is not None else 0
    try:
        await (made.close() if isinstance(made, AIOKafkaAdminClient) else made.stop())
    except asyncio.CancelledError:
        # aiokafka ends tasks of its own by cancelling them, and now and then waits for one in such a way that it
        # comes out here. It must not hide why we end, nor look as if we had been cancelled.
        pass
    finally:
        # Where its end was cut short the connections are still open, and a second stop() would do nothing.
        await _connections(made).close()
    # Whoever waits for a task of its own that way also keeps to itself that we were cancelled meanwhile.
    if task is not None and task.cancelling() > before:
        raise asyncio.CancelledError


def _connections(made: Any) -> Any:
    """What keeps the connections of a client of aiokafka: the producer names it otherwise than the others."""
    return made.client if isinstance(made, AIOKafkaProducer) else made._client


async def _unreachable(
    place: tuple[str, int], members: Sequence[tuple[str, int]], options: Mapping[str, Any]
) -> str:
    """Empty when one of the brokers to which `place` sends its clients can be used."""
    why = ""
    for member in members[:_ASKED]:
        try:
            await _members(member, options)
        except _FAILURES as error:
            why = f"{_named(place)} sends its clients on to {_named(member)}: {_why(member, error, options)}"
        else:
            return ""
    return why


async def _members(place: tuple[str, int], options: Mapping[str, Any]) -> list[tuple[str, int]]:
    """The brokers of the cluster, as one of them tells: to ask takes TLS, the login, and one request."""
    host, port = place
    asked = AIOKafkaConnection(host, port, request_timeout_ms=_ANSWER_MS, **options)
    try:
        await asked.connect()
        answer = await asked.send(MetadataRequest([]))
    finally:
        # One that never was has no end to wait for.
        await asyncio.wait([asked.close()], timeout=_CLOSING)
    return [(each["host"], each["port"]) for each in answer.to_object()["brokers"]]


def _named(place: tuple[str, int]) -> str:
    return f"{place[0]}:{place[1]}"


def _why(place: tuple[str, int], error: Exception, options: Mapping[str, Any]) -> str:
    """Why the connection cannot be used, and what to set."""
    at = _named(place)
    cause = error.__cause__ if isinstance(error.__cause__, ssl.SSLError) else error
    if isinstance(cause, ssl.SSLError):
        return _why_tls(at, cause)
    if isinstance(error, TokenError):
        return str(error)
    if isinstance(error, SaslAuthenticationFailed):
        if options["sasl_mechanism"] == "OAUTHBEARER":
            return (
                f"{at} does not accept the token: check what COPYDESK_SASL_TOKEN_COMMAND or COPYDESK_SASL_TOKEN_URL "
                "gives, its audience and COPYDESK_SASL_TOKEN_SCOPE"
            )
        return (
            f"{at} does not accept the login: check COPYDESK_SASL_USERNAME, COPYDESK_SASL_PASSWORD (or its _FILE) "
            "and COPYDESK_SASL_MECHANISM"
        )
    if isinstance(error, UnsupportedSaslMechanismError):
        return (
            f"{at} does not know {options['sasl_mechanism']}: set COPYDESK_SASL_MECHANISM to one that it has"
        )
    if isinstance(error, IllegalSaslStateError):
        return f"{at} takes no login: check COPYDESK_SECURITY_PROTOCOL"
    if isinstance(error, ValueError):
        return (
            f"{at} does not know the password that it asks for ({error}): is COPYDESK_BROKER the right one?"
        )
    spoken = options.get("security_protocol", "PLAINTEXT")
    if isinstance(error, KafkaError | EOFError | ConnectionResetError | BrokenPipeError):
        return f"{at} closed the connection: does it speak {spoken}? COPYDESK_SECURITY_PROTOCOL says so"
    if isinstance(error, TimeoutError):
        asked = f"is it running, and does it speak {spoken} (COPYDESK_SECURITY_PROTOCOL)?"
        return f"no broker answers at {at} within {_ANSWER_MS // 1000} s: {asked}"
    return f"no broker answers at {at} ({short(error)}); is it running?"


def _why_tls(at: str, error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        what = error.verify_message.rstrip(".")
        if error.verify_code in _ANOTHER_NAME:
            return (
                f"the certificate of {at} is for another host ({what}): name the host in COPYDESK_BROKER as the "
                "certificate does, or set COPYDESK_SSL_CHECK_HOSTNAME=false"
            )
        if error.verify_code in _UNKNOWN_ISSUER:
            return f"the certificate of {at} is not trusted ({what}): name its CA in COPYDESK_SSL_CAFILE"
        return f"the certificate of {at} is not valid ({what})"
    reason = error.reason or ""
    if "ALERT" in reason and ("CERT" in reason or "UNKNOWN_CA" in reason):
        return (
            f"{at} wants a certificate of ours that it trusts ({short(error)}): "
            "check COPYDESK_SSL_CERTFILE and COPYDESK_SSL_KEYFILE"
        )
    return f"{at} does not speak TLS with us ({short(error)}): check COPYDESK_SECURITY_PROTOCOL"
