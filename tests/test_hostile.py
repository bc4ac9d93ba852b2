"""No document is a fault of ours: hostile ones through the stages and the contract, without a broker.

`ops/bench/fuzz.py` sends many more of them, the slow ones too, through a worker.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from streams.article import Article, Dropped, Origin, RawArticle
from streams.events import codec
from streams.events.cloudevents import read_raw
from streams.intake.reader import needs_process
from streams.kinds import Stage
from streams.runtime.dead_limit import OURS
from streams.runtime.records import article_record, notice_record
from streams.runtime.state import State
from streams.runtime.window import Output
from streams.stages import clean, enrich
from streams.stories.outcome import Held, Lifted, Notice, Outcome, Passed
from streams.topology import CLEAN, DUPLICATES, ENRICHED, UNIQUE, WITHHELD, Topic
from tests.articles import NOON
from tests.hostile import Fuzz
from tests.runtime.stores import MemoryBase, state_on

NOW = NOON + timedelta(minutes=30)
#: Of each hundred some are slow by nature; those are for the bench.
LONGEST = 16_000


def written(article: Article, stage: Stage, event_type: str, topic: Topic) -> Output | None:
    """The event, as the desk writes it; None where that refuses it for what the document is."""
    found = article_record(stage, article, event_type, topic, article.uri, NOW)
    if isinstance(found, Dropped):
        assert found.reason not in OURS, found
        return None
    return found


def read(fuzz: Fuzz, number: int) -> tuple[Article | Dropped, ...]:
    event = fuzz.event(number)
    raw = read_raw(event.value, event.headers, Origin("articles.raw", 0, number, NOW))
    if not isinstance(raw, RawArticle) or (needs_process(raw) and len(raw.value) > LONGEST):
        return ()
    return clean(raw)


def told(outcome: Outcome) -> None:
    """Writes what came of an article, and enriches what goes on."""
    if isinstance(outcome, Notice):
        assert not isinstance(notice_record(outcome, NOW), Dropped)
    elif not isinstance(outcome, Lifted):
        kinds = {Passed: (codec.UNIQUE, UNIQUE), Held: (codec.WITHHELD, WITHHELD)}
        event_type, topic = kinds.get(type(outcome), (codec.DUPLICATE, DUPLICATES))
        event = written(outcome.article, Stage.DECIDE, event_type, topic)
        if event is not None and isinstance(outcome, Passed) and outcome.article.pub_status == "usable":
            assert event.value is not None
            assert written(enrich(codec.decode(event.value)), Stage.ENRICH, codec.ENRICHED, ENRICHED)


def decided(state: State, article: Article, offsets: Iterator[int]) -> None:
    decision = state.decide(article, at=NOW)
    state.acknowledged(decision, [next(offsets) for _ in decision.changes])
    for outcome in decision.outcomes:
        told(outcome)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4))
def test_no_document_is_a_fault_of_ours(seed: int) -> None:
    fuzz, state, offsets = Fuzz(seed, heavy=False), state_on(MemoryBase()), iter(range(10**9))
    articles = 0
    for number in range(150):
        for part in read(fuzz, number):
            if isinstance(part, Dropped):
                assert part.reason not in OURS, (number, part)
            elif (event := written(part, Stage.CLEAN, codec.CLEAN, CLEAN)) is not None:
                assert event.value is not None
                articles += 1
                decided(state, codec.decode(event.value), offsets)
    assert articles >= 50, "the documents must not all be refused"


def test_the_same_number_is_the_same_document() -> None:
    assert Fuzz(1).event(7) == Fuzz(1).event(7)
    assert Fuzz(1).event(7) != Fuzz(2).event(7)
