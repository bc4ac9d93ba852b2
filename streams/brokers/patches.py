"""What aiokafka has no setting for, changed for every client of this process, Faust's too. Imported by client.py."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

import aiokafka.admin.client
import aiokafka.client
import aiokafka.conn
from aiokafka.client import AIOKafkaClient
from aiokafka.conn import CloseReason, OAuthAuthenticator, create_conn
from aiokafka.errors import KafkaConnectionError, KafkaError, SaslAuthenticationFailed
from aiokafka.protocol.metadata import MetadataRequest

from streams.brokers.reach import reach

#: A Metadata request that never makes the topics that it asks for. aiokafka's own lets the broker make them, where
#: auto.create.topics.enable is true: a topic that is missing, or was deleted under a worker that runs, would come back
#: with one partition and none of its settings.
ask_only = partial(MetadataRequest, allow_auto_topic_creation=False)

#: The connections that each bootstrap under way has made, by the task that it runs in.
_made: dict[asyncio.Task[Any] | None, list[Any]] = {}
_bootstrap = AIOKafkaClient.bootstrap


class Authenticator(OAuthAuthenticator):  # type: ignore[misc]  # aiokafka's types are not followed
    """The login with a token, to its end (RFC 7628, 3.2.3).

    A broker that does not accept a token says why, and waits for the client to have heard it. aiokafka takes that
    answer for a yes, and its first request then finds the connection closed.
    """

    async def step(self, payload: bytes | None) -> tuple[bytes, bool] | None:
        """What is to be sent after `payload` came; None at the end."""
        if self._token_sent and payload:
            return b"\x01", True
        step: tuple[bytes, bool] | None = await super().step(payload)
        return step


async def connect(
    host: str, port: int, *, on_close: Callable[..., None] | None = None, **options: Any
) -> Any:
    """aiokafka's create_conn, which tells `reach` what came of it, and tries a broker that is gone once a second."""
    place = f"{host}:{port}"

    def closed(connection: Any, reason: Any) -> None:
        # Before aiokafka hears of it, and complains.
        if reason in (CloseReason.CONNECTION_BROKEN, CloseReason.CONNECTION_TIMEOUT):
            reach.broke()
        if on_close:
            on_close(connection, reason)

    await reach.turn(place)
    try:
        made = await create_conn(host, port, on_close=closed, **options)
    except (OSError, KafkaError, TimeoutError) as error:
        tokens = options.get("sasl_oauth_token_provider")
        if isinstance(error, SaslAuthenticationFailed) and tokens is not None:
            tokens.refused()
        reach.failed(place, error)
        raise
    reach.made(place, made)
    _made.get(asyncio.current_task(), []).append(made)
    if _is_closed(getattr(on_close, "__self__", None)):
        made.close()
        raise KafkaConnectionError("its client was closed meanwhile, and would never close it")
    return made


def _is_closed(client: Any) -> bool:
    """Whether a client has been closed; only after its bootstrap does it name itself as the one to be told."""
    return isinstance(client, AIOKafkaClient) and client._sync_task is None


async def bootstrap(client: Any) -> None:
    """aiokafka's own, which closes its connection also where it is cancelled.

    Until the first answer has come, only the call itself knows its connection: the client could never close it.
    """
    task = asyncio.current_task()
    made = _made[task] = []
    try:
        await _bootstrap(client)
    except BaseException:
        for each in made:
            each.close()
        raise
    finally:
        del _made[task]


def install() -> None:
    """Puts ours in place of theirs. Doing it again changes nothing."""
    for module in (aiokafka.client, aiokafka.admin.client):
        module.MetadataRequest = ask_only
    aiokafka.client.create_conn = connect
    AIOKafkaClient.bootstrap = bootstrap
    aiokafka.conn.OAuthAuthenticator = Authenticator


install()
