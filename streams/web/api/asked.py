"""What a request for a list asks for: from where on, for how long, how many, and what is left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from aiohttp import web

from streams.errors import FilterError
from streams.events.filters import CONDITIONS, OF_STORIES, Filter
from streams.runtime.problem import Problem
from streams.topology import ENRICHED, STORIES, Topic
from streams.web.api.cursor import CursorError, decode
from streams.web.api.feed import EARLIEST, NOW, Start

#: What `wait` and `limit` may be at most, and `limit` where nothing is said.
MOST_WAIT, MOST_LIMIT, USUAL_LIMIT = 60.0, 1000, 100
#: The most characters of a uri, and of the place of a raw event.
LONGEST_URI, LONGEST_RAW = 4_000, 300
#: Names of the parameters that are no filters.
AFTER, WAIT, LIMIT = "after", "wait", "limit"


@dataclass(frozen=True, slots=True)
class List:
    """A list of the API: its name, its topic, what can be asked of it, and the name of its events on a stream."""

    name: str
    topic: Topic
    conditions: tuple[str, ...]
    event: str


LISTS = (
    List("articles", ENRICHED, tuple(CONDITIONS), "article"),
    List("stories", STORIES, OF_STORIES, "story"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for a list. `wait` is in seconds."""

    start: Start
    wait: float
    limit: int
    filter: Filter


def read(asked: List, pairs: Iterable[tuple[str, str]], headers: Mapping[str, str], *, stream: bool) -> Asked:
    """The request. Raises Problem 400 for what cannot be asked, 410 never: that Kafka says."""
    given: dict[str, str] = {}
    filters = []
    for name, value in pairs:
        if name not in (AFTER, WAIT, LIMIT):
            filters.append((name, value))
        elif name in given:
            raise Problem(400, f"{name} is given twice")
        else:
            given[name] = value
    if stream and (stray := next((name for name in (WAIT, LIMIT) if name in given), None)):
        raise Problem(400, f"{stray} means nothing for a stream: it ends when you end it")
    try:
        wanted = Filter.from_query(filters, asked.conditions)
    except FilterError as error:
        raise Problem(400, str(error), "filter") from error
    after = (stream and headers.get("Last-Event-ID")) or given.get(AFTER, NOW)
    return Asked(
        _start(asked.topic.name, after),
        _number(WAIT, given, 0.0, MOST_WAIT),
        max(1, round(_number(LIMIT, given, USUAL_LIMIT, MOST_LIMIT))),
        wanted,
    )


def _start(topic: str, after: str) -> Start:
    if after in (EARLIEST, NOW):
        return after
    if ":" in after:
        try:
            time = datetime.fromisoformat(after.replace(" ", "+"))  # a plus sign that was not encoded
        except ValueError as error:
            raise Problem(400, "after is no time such as 2026-11-29T10:00:00Z", "cursor") from error
        return time if time.tzinfo else time.replace(tzinfo=UTC)
    try:
        return decode(topic, after)
    except CursorError as error:
        raise Problem(
            400,
            f"after: {error}; begin anew with after={EARLIEST}, after={NOW} or a time such as 2026-11-29T10:00:00Z",
            "cursor",
        ) from error


def _number(name: str, given: Mapping[str, str], usual: float, most: float) -> float:
    text = given.get(name)
    if text is None:
        return usual
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    least = 1 if name == LIMIT else 0
    if not least <= number <= most or (name == LIMIT and not text.isdecimal()):
        raise Problem(400, f"{name} is to be a number from {least} to {most:g}")
    return number


def parameters(request: web.Request, names: tuple[str, ...]) -> dict[str, str]:
    """What was given of these parameters. Raises Problem 400 for any other, and for one that is given twice."""
    given: dict[str, str] = {}
    for name, value in request.query.items():
        if name not in names:
            raise Problem(400, f"{name[:40]} means nothing here; known are {', '.join(names)}")
        if name in given:
            raise Problem(400, f"{name} is given twice")
        given[name] = value
    return given


def named(given: Mapping[str, str], name: str, longest: int) -> str:
    """A parameter that must be there. Raises Problem 400."""
    value = given.get(name, "").strip()
    if not value or len(value) > longest:
        raise Problem(400, f"{name} is to be given, in {longest} characters at most")
    return value
