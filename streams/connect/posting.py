"""One webhook, once: the request, and what its answer means."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum, auto

from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar

from streams import __version__
from streams.connect.addresses import AddressRefused, check_url, connector, refused
from streams.connect.hosts import seconds_of
from streams.connect.signature import signed
from streams.connect.subscriptions import Subscription
from streams.errors import SubscriptionsError
from streams.events.structured import CONTENT_TYPE

#: What a subscriber answers for now, and not for this event: too much, too early, or it is he who is in trouble.
_FOR_NOW = frozenset({408, 425, 429})
#: The longest that Retry-After is believed, in seconds; and the most of an answer that is read, in bytes.
_LONGEST_WAIT, _READ = 24 * 3600.0, 4096
_AGENT = f"copydesk/{__version__} (webhooks)"


class Meaning(Enum):
    """What an answer means."""

    TAKEN = auto()
    DOWN = auto()  # whatever is sent, it would fail now
    REFUSED = auto()  # this event is not taken; the next one may be
    OFF = auto()  # nothing is wanted any more (410 Gone)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a request: its meaning, why in words, and after how many seconds at least to come again."""

    meaning: Meaning
    words: str
    after: float = 0.0


class Poster:
    """Sends to one subscriber, within `posting`. It never follows a redirect, and keeps no cookies."""

    def __init__(
        self, subscription: Subscription, session: ClientSession, now: Callable[[], datetime]
    ) -> None:
        self._subscription, self._session, self._now = subscription, session, now

    async def post(self, identity: str, body: bytes) -> Answer:
        """Sends the event once."""
        asked = self._subscription
        try:
            url = check_url(asked.url, asked.guard)
            headers = signed(identity, int(self._now().timestamp()), body, asked.keys())
            headers |= {"Content-Type": f"{CONTENT_TYPE}; charset=utf-8", "User-Agent": _AGENT}
            async with self._session.post(url, data=body, headers=headers, allow_redirects=False) as response:
                await response.content.read(_READ)
                return answer_of(response.status, response.headers.get("Retry-After"), self._now())
        except TimeoutError:
            return Answer(Meaning.DOWN, f"no answer within {asked.timeout:g} s")
        except (AddressRefused, SubscriptionsError) as error:
            return Answer(Meaning.DOWN, str(error))
        except (ClientError, OSError, asyncio.IncompleteReadError) as error:
            cause = refused(error)
            return Answer(Meaning.DOWN, str(cause or error) or type(error).__name__)


def answer_of(status: int, retry_after: str | None, now: datetime) -> Answer:
    """What a status means. Every one that is not 2xx is a failure."""
    if 200 <= status < 300:
        return Answer(Meaning.TAKEN, str(status))
    if status == 410:
        return Answer(Meaning.OFF, "it answers 410 Gone")
    after = min(_LONGEST_WAIT, seconds_of(retry_after, now.timestamp()) or 0.0)
    if 300 <= status < 400:
        return Answer(
            Meaning.DOWN, f"it answers {status}, and redirects are not followed: name the new url", after
        )
    if status in _FOR_NOW or status >= 500:
        return Answer(Meaning.DOWN, f"it answers {status}", after)
    return Answer(Meaning.REFUSED, f"it answers {status}", after)


@asynccontextmanager
async def posting(
    subscription: Subscription, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> AsyncIterator[Poster]:
    """A poster, with connections of its own."""
    made = connector(subscription.guard, limit=subscription.concurrency)
    timeout = ClientTimeout(total=subscription.timeout)
    async with ClientSession(connector=made, timeout=timeout, cookie_jar=DummyCookieJar()) as session:
        yield Poster(subscription, session, now)
