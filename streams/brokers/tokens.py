"""Tokens for a login with OAUTHBEARER: had from a command or from a token endpoint, and renewed before they expire."""

from __future__ import annotations

import asyncio
import base64
import binascii
import logging
import shlex
import subprocess
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field

import orjson
from aiokafka.abc import AbstractTokenProvider
from aiokafka.errors import KafkaError

from streams.brokers.reach import short
from streams.errors import SettingsError

log = logging.getLogger(__name__)

#: A token is renewed when this share of its life is over; one that a broker refused, when it is so many seconds old.
_RENEWED, _REFUSED = 0.8, 5.0
#: How long the command or the endpoint may take, in seconds.
PATIENCE = 30.0
#: Of what a command or an endpoint says about its failure so many characters are told.
_MOST = 200
#: The largest answer of an endpoint that is read, in bytes.
_LARGEST = 1024 * 1024


class TokenError(KafkaError):  # type: ignore[misc]  # aiokafka's types are not followed
    """No token can be had; its text is one sentence that says what to do. It may pass: the endpoint may come back."""

    retriable = True

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True, slots=True)
class Token:
    """A token and when it expires, in Unix time."""

    text: str = field(repr=False)
    expires: float


@dataclass(frozen=True, slots=True)
class _Held:
    token: Token
    had: float
    renew: float


class Tokens(AbstractTokenProvider):  # type: ignore[misc]
    """Gives the clients of this process their tokens. Any thread and loop may ask.

    `fetch` gives a new one, and may block; it raises TokenError. `clock` is the time in Unix time, by which tokens
    expire.
    """

    def __init__(self, fetch: Callable[[], Token], clock: Callable[[], float] = time.time) -> None:
        self._fetch, self._clock = fetch, clock
        self._lock = threading.Lock()
        self._held: _Held | None = None

    async def token(self) -> str:
        """A token that has not expired. Raises TokenError."""
        held = self._held
        if held is not None and self._clock() < held.renew:
            return held.token.text
        return await asyncio.to_thread(self._renewed)

    def refused(self) -> None:
        """A broker did not accept the token: the next one is asked for anew."""
        with self._lock:
            held = self._held
            if held is not None and self._clock() - held.had > _REFUSED:
                self._held = None

    def _renewed(self) -> str:
        with self._lock:
            held, now = self._held, self._clock()
            if held is not None and now < held.renew:
                return held.token.text  # another thread was here before
            try:
                new = self._new()
            except TokenError as error:
                if held is None or now >= held.token.expires:
                    raise
                log.warning("%s; the token that is there is used until it expires", error)
                return held.token.text
            now = self._clock()
            if new.expires <= now:
                raise TokenError(
                    "the token for the Kafka has expired already: is this machine's clock right?"
                )
            self._held = _Held(new, now, now + _RENEWED * (new.expires - now))
            return new.text

    def _new(self) -> Token:
        try:
            return self._fetch()
        except SettingsError as error:  # the file with the secret has gone, or is being written
            raise TokenError(str(error)) from None


def by_command(
    command: str,
    seconds: float,
    clock: Callable[[], float] = time.time,
    name: str = "COPYDESK_SASL_TOKEN_COMMAND",
) -> Token:
    """The token that `command` prints, the only thing on its standard output.

    A JWT says itself when it expires; any other is used for `seconds`. Raises TokenError, which names the command as
    `name`.
    """
    try:
        ran = subprocess.run(
            shlex.split(command),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise TokenError(f"{name} gave no token within {PATIENCE:g} s") from None
    except (OSError, ValueError) as error:
        raise TokenError(f"{name} cannot be run ({short(error)})") from None
    if ran.returncode:
        said = ran.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2][-_MOST:]
        raise TokenError(f"{name} ended with exit code {ran.returncode}" + (f": {said}" if said else ""))
    text = ran.stdout.decode("utf-8", "replace").strip()
    if not text or not text.isprintable() or " " in text:
        # What it printed is not told: a token may be in it.
        raise TokenError(f"{name} must print a token and nothing else")
    return Token(text, expiry_of(text) or clock() + seconds)


def by_credentials(
    url: str,
    client_id: str,
    secret: Callable[[], str],
    scope: str,
    seconds: float,
    clock: Callable[[], float] = time.time,
) -> Token:
    """The token of an OAuth 2.0 token endpoint for a client (RFC 6749, 4.4). Raises TokenError."""
    form = {"grant_type": "client_credentials"} | ({"scope": scope} if scope else {})
    pair = ":".join(map(urllib.parse.quote_plus, (client_id, secret())))
    request = urllib.request.Request(
        url,
        data=urllib.parse.urlencode(form).encode(),
        headers={
            "Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}",
            "Accept": "application/json",
        },
    )
    name = f"COPYDESK_SASL_TOKEN_URL: {url}"
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:
            body = response.read(_LARGEST)
    except urllib.error.HTTPError as error:
        raise TokenError(_refusal(name, error.code, error.read(_LARGEST))) from None
    except (urllib.error.URLError, OSError, ValueError) as error:
        cause = getattr(error, "reason", error)
        why = short(cause) if isinstance(cause, Exception) else str(cause)
        raise TokenError(f"{name} cannot be reached ({why})") from None
    try:
        told = orjson.loads(body)
        text = str(told["access_token"])
        lives = float(told["expires_in"]) if "expires_in" in told else None
    except (ValueError, TypeError, KeyError):
        raise TokenError(f"{name} gave no access_token: is it the token endpoint?") from None
    return Token(text, clock() + lives if lives else expiry_of(text) or clock() + seconds)


def _refusal(name: str, code: int, body: bytes) -> str:
    try:
        told = orjson.loads(body)
        why = " ".join(str(told[key]) for key in ("error", "error_description") if key in told)[:_MOST]
    except (ValueError, TypeError):
        why = ""
    said = f"{code} {why}".strip()
    if code in (400, 401, 403):
        return (
            f"{name} gives no token ({said}): check COPYDESK_SASL_CLIENT_ID, COPYDESK_SASL_CLIENT_SECRET (or its "
            "_FILE) and COPYDESK_SASL_TOKEN_SCOPE"
        )
    return f"{name} gives no token ({said})"


def expiry_of(text: str) -> float | None:
    """When a JWT (RFC 7519) expires, in Unix time; None for any other token, and for one that does not say."""
    parts = text.split(".")
    if len(parts) != 3:
        return None
    try:
        claims = orjson.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        return float(claims["exp"])
    except (ValueError, TypeError, KeyError, binascii.Error):
        return None
