"""What is right: the verdicts of an undisturbed run, and whether a disturbed one came to the same."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson

from streams.article import Article, Origin, RawArticle
from streams.events.cloudevents import read_raw
from streams.events.raw_event import RawEvent
from streams.kinds import Disposition
from streams.stages import clean, decide, new_ledger
from streams.stories.outcome import Passed, Reported
from tests.articles import NOON
from tests.e2e.desk import Desk, End

#: A raw event's name, and its disposition and the uri that it copies.
Verdicts = dict[str, tuple[str, str | None]]


def undisturbed(events: Iterable[RawEvent]) -> Verdicts:
    """The verdicts on `events` in their order, by the pure stages in this process."""
    ledger = new_ledger()
    verdicts: Verdicts = {}
    for offset, event in enumerate(events):
        raw = read_raw(event.value, event.headers, Origin("articles.raw", 0, offset, NOON))
        assert isinstance(raw, RawArticle)
        (article,) = clean(raw)
        assert isinstance(article, Article)
        out, *_ = decide(ledger, article)
        assert isinstance(out, Passed | Reported)
        verdict = out.article.verdict
        assert verdict is not None
        verdicts[event.name] = (str(verdict.disposition), verdict.of)
    return verdicts


def verdicts_of(desk: Desk) -> Verdicts:
    """The verdicts that a desk came to."""
    found: Verdicts = {}
    for place, name in desk.names.items():
        outcome = desk.ends[place][0].outcome
        of = outcome.event["desk"]["verdict"]["of"] if outcome.event else None
        found[name] = (str(outcome.disposition), of)
    return found


def stable(end: End) -> Any:
    """An event without its times: those of a repeat are others."""
    event = orjson.loads(end.value)
    event["desk"].pop("stages")
    return event


def check_repeats(desk: Desk) -> int:
    """Repeats of an event have its id and say the same to the letter, but for the times; their number."""
    repeated = 0
    for place in desk.names:
        first, *others = (
            end for end in desk.ends[place] if end.outcome.disposition is not Disposition.WITHHELD
        )
        for other in others:
            repeated += 1
            assert other.topic == first.topic
            assert other.headers["ce_id"] == first.headers["ce_id"]
            if first.outcome.disposition is not Disposition.DEAD:
                assert stable(other) == stable(first)
    return repeated
