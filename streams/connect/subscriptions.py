"""subscriptions.toml: who is told of what by webhook. docs/webhooks.md has an example; here it is read and checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from streams.connect.addresses import AddressRefused, Guard, check_url, guard_of
from streams.connect.signature import secret_of
from streams.errors import FilterError, SubscriptionsError
from streams.events.filters import Filter
from streams.settings import read_toml
from streams.topology import STORIES, WEBHOOKS, Topic

VARIABLE = "COPYDESK_SUBSCRIPTIONS"
#: The most subscriptions of a file: each has series of its own in the metrics, and a consumer.
MOST = 200
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,60}")
_TOPICS = {topic.name: topic for topic in WEBHOOKS.reads}
BEGINS = ("now", "earliest")
_PUBLIC = Guard()
_KEYS = (
    *("name", "url", "secret", "secret_file", "topics", "filter", "begin", "concurrency", "timeout"),
    "allow_private",
)


@dataclass(frozen=True, slots=True, repr=False)
class Subscription:
    """One subscription. `keys` gives the keys to sign with, read anew each time; `timeout` is in seconds."""

    name: str
    url: str
    keys: Callable[[], tuple[bytes, ...]]
    topics: tuple[Topic, ...]
    filter: Filter
    begin: str = "now"
    concurrency: int = 4
    timeout: float = 20.0
    guard: Guard = _PUBLIC

    def __repr__(self) -> str:
        return f"Subscription({self.name!r})"


def read_subscriptions(text: str) -> tuple[Subscription, ...]:
    """The subscriptions of a TOML file, or of its text.

    Raises SubscriptionsError, in one sentence that names the file, the subscription and what is wrong.
    """
    where, table = read_toml(VARIABLE, text, SubscriptionsError)
    listed = table.get("subscription")
    if set(table) - {"subscription"} or not isinstance(listed, list) or not listed:
        raise SubscriptionsError(f"{where} is to have [[subscription]] tables, and nothing else")
    if len(listed) > MOST:
        raise SubscriptionsError(f"{where} has {len(listed)} subscriptions; at most {MOST}")
    found = tuple(_Table(where, number, each).read() for number, each in enumerate(listed, 1))
    names = [each.name for each in found]
    if double := next((name for name in names if names.count(name) > 1), None):
        raise SubscriptionsError(f"{where} has two subscriptions {double!r}")
    return found


class _Table:
    """One [[subscription]]."""

    def __init__(self, where: str, number: int, table: Any) -> None:
        self._table: Mapping[str, Any] = table if isinstance(table, dict) else {}
        name = self._table.get("name")
        self._named = (
            f"{where}: subscription {name!r}" if isinstance(name, str) else f"{where}: subscription {number}"
        )

    def read(self) -> Subscription:
        if stray := next((key for key in self._table if key not in _KEYS), None):
            self._refuse(f"{stray} is unknown; known are {', '.join(_KEYS)}")
        guard = self._guard()
        topics, filter_ = self._topics(), self._filter()
        if filter_.signal and STORIES in topics:
            self._refuse("filter.signal: stories have none; give them a subscription of their own")
        return Subscription(
            name=self._name(),
            url=self._url(guard),
            keys=self._keys(),
            topics=topics,
            filter=filter_,
            begin=self._choice("begin", BEGINS),
            concurrency=int(self._number("concurrency", 4, 1, 100)),
            timeout=self._number("timeout", 20.0, 1, 60),
            guard=guard,
        )

    def _refuse(self, what: str) -> NoReturn:
        raise SubscriptionsError(f"{self._named}: {what}")

    def _text(self, key: str) -> str:
        value = self._table.get(key)
        if not isinstance(value, str) or not value.strip():
            self._refuse(f'{key} must be a text: {key} = "…"')
        return value.strip()

    def _name(self) -> str:
        name = self._text("name")
        if not _NAME.fullmatch(name):
            self._refuse("name is to be of a to z, 0 to 9, '.', '_' and '-': it names a consumer group, too")
        return name

    def _guard(self) -> Guard:
        allowed = self._table.get("allow_private", False)
        listed = isinstance(allowed, list) and all(isinstance(each, str) for each in allowed)
        if not isinstance(allowed, bool) and not listed:
            self._refuse("allow_private must be true, false or a list of networks")
        try:
            return guard_of(allowed)
        except ValueError as error:
            self._refuse(f"allow_private: {error}")

    def _url(self, guard: Guard) -> str:
        url = self._text("url")
        try:
            return str(check_url(url, guard))
        except AddressRefused as error:
            self._refuse(f"url: {error}")

    def _keys(self) -> Callable[[], tuple[bytes, ...]]:
        if ("secret" in self._table) == ("secret_file" in self._table):
            self._refuse("secret_file (a secret a line) or secret: one of them is needed")
        if "secret_file" in self._table:
            path = Path(self._text("secret_file")).expanduser()

            def keys() -> tuple[bytes, ...]:
                try:
                    lines = path.read_text("utf-8").splitlines()
                except (OSError, UnicodeDecodeError) as error:
                    why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
                    self._refuse(f"secret_file: {path} cannot be read: {why}")
                return self._secrets("secret_file", [line.strip() for line in lines if line.strip()])

            keys()
            return keys
        given = self._table["secret"]
        found = self._secrets("secret", given if isinstance(given, list) else [given])
        return lambda: found

    def _secrets(self, key: str, given: list[Any]) -> tuple[bytes, ...]:
        if not 1 <= len(given) <= 2:
            self._refuse(f"{key} is to have one secret, or two while one is exchanged")
        try:
            return tuple(secret_of(str(each)) for each in given)
        except ValueError as error:
            self._refuse(f"{key} {error}")

    def _topics(self) -> tuple[Topic, ...]:
        given = self._table.get("topics", [WEBHOOKS.reads[0].name])
        names = [given] if isinstance(given, str) else given
        if not isinstance(names, list) or not names or any(each not in _TOPICS for each in names):
            self._refuse(f"topics may be {', '.join(_TOPICS)}")
        return tuple(_TOPICS[name] for name in dict.fromkeys(names))

    def _filter(self) -> Filter:
        table = self._table.get("filter", {})
        if not isinstance(table, dict):
            self._refuse('filter is to be a table: filter = {language = "de"}')
        try:
            return Filter.from_table(table)
        except FilterError as error:
            self._refuse(f"filter: {error}")

    def _choice(self, key: str, known: tuple[str, ...]) -> str:
        value = self._table.get(key, known[0])
        if value not in known:
            self._refuse(f"{key} is {value!r}; it may be {', '.join(known)}")
        return str(value)

    def _number(self, key: str, usual: float, least: float, most: float) -> float:
        value = self._table.get(key, usual)
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            self._refuse(f"{key} must be a number from {least:g} to {most:g}")
        return float(value)
