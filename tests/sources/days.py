"""Simulated days of a source: when its articles come, and a rhythm that listens to them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta

from streams.sources.rhythm import Rhythm

#: A Monday.
BEGIN = datetime(2026, 11, 2, tzinfo=UTC)
TICK = timedelta(minutes=5)


def after(days: float = 0, hours: float = 0) -> datetime:
    """So long after the beginning."""
    return BEGIN + timedelta(days=days, hours=hours)


def every(
    minutes: float, until: datetime, open_at: Callable[[datetime], bool] = lambda _: True
) -> Iterator[datetime]:
    """One article every so many minutes, while the source is open."""
    at = BEGIN
    while at < until:
        if open_at(at):
            yield at
        at += timedelta(minutes=minutes)


def at_random(
    per_hour: float, until: datetime, seed: int, open_at: Callable[[datetime], bool] = lambda _: True
) -> Iterator[datetime]:
    """Articles at random, so many in an hour on average, while the source is open."""
    draw, at = random.Random(seed), BEGIN
    while (at := at + timedelta(hours=draw.expovariate(per_hour))) < until:
        if open_at(at):
            yield at


def daytime(at: datetime) -> bool:
    """From five in the morning until ten at night."""
    return 5 <= at.hour < 22


def office_hours(at: datetime) -> bool:
    """Monday to Friday, seven to six."""
    return at.weekday() < 5 and 7 <= at.hour < 18


def listen(rhythm: Rhythm, articles: Iterable[datetime], until: datetime) -> list[datetime]:
    """Hears the articles, and looks every five minutes until `until`; when it was found silent."""
    alarms, coming = [], iter(articles)
    following = next(coming, None)
    at, silent = rhythm.until, rhythm.silent
    while at < until:
        at += TICK
        while following is not None and following <= at:
            rhythm.heard(following)
            silent = False
            following = next(coming, None)
        rhythm.tell(at)
        if rhythm.silent and not silent:
            alarms.append(at)
        silent = rhythm.silent
    return alarms
