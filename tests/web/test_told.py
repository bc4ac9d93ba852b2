from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.found import Evidence, Found, Place
from streams.kinds import Disposition, HoldReason, Reason, Signal, Stage
from streams.topology import DEAD, DUPLICATES, ENRICHED, WITHHELD
from streams.web.told import Copied, Died, Ended, HeldBack, Lifted, Published, Reported, Together
from tests.web.records import (
    NOON,
    Record,
    canceled,
    copied,
    died,
    held,
    lifted,
    merged,
    published,
    reported,
    together,
    told,
)

_EVIDENCE = Evidence("rule", 0, 0, 4)
_OSLO = Place("Oslo", "city", "NO", _EVIDENCE)


def test_a_story_and_the_articles_that_tell_it() -> None:
    found = told(together("urn:a", "urn:b", reports=1))
    assert isinstance(found, Together)
    assert (found.title, found.articles, found.reports, found.status) == ("Headline a", 2, 1, "growing")
    assert [(each.uri, each.source, each.headline) for each in found.tellings] == [
        ("urn:b", "source-b", "Headline b"),
        ("urn:a", "source-a", "Headline a"),
    ]
    assert found.tellings[0].at == NOON.timestamp()


def test_a_story_that_is_none_any_more() -> None:
    assert told(merged(2)) == Ended(f"urn:copydesk:story:{2:020}")
    assert told(together(status="over")) == Ended(f"urn:copydesk:story:{1:020}")


def test_an_article() -> None:
    found = told(published(signal=Signal.UPDATE, urgency=2, url="https://wire.example/1"))
    assert isinstance(found, Published)
    assert (found.uri, found.source, found.headline, found.language) == (
        *("urn:a", "wire", "Ferries stay in port", "en"),
    )
    assert (found.status, found.signal, found.urgency, found.url) == (
        *("usable", Signal.UPDATE, 2, "https://wire.example/1"),
    )
    assert found.at - (found.wire_time or 0) == 2.0
    assert found.taken == NOON.timestamp()


@pytest.mark.parametrize(
    ("fields", "place", "located"),
    [
        ({}, "", False),
        ({"found": Found(places=(_OSLO,))}, "Oslo, NO", False),
        ({"found": Found(places=(_OSLO, replace(_OSLO, name="Bergen", located=True)))}, "Bergen, NO", True),
        ({"found": Found(places=(_OSLO,)), "located": "Longyearbyen"}, "Longyearbyen", True),
        (
            {"found": Found(places=(Place("Norway", "country", "NO", _EVIDENCE, located=True),))},
            "Norway",
            True,
        ),
    ],
)
def test_the_place_is_where_it_was_written_or_one_it_mentions(
    fields: dict[str, Any], place: str, located: bool
) -> None:
    found = told(published(**fields))
    assert isinstance(found, Published)
    assert (found.place, found.located) == (place, located)


def test_what_changed_is_told_in_short() -> None:
    changes = [
        ("paragraph", None, "A long one."),
        ("quote", "a", "b"),
        ("number", "12", "14"),
        ("name", None, "Ada Lund"),
        ("headline", "Old", "New"),
    ]
    found = told(published(signal=Signal.CORRECTION, changes=changes))
    assert isinstance(found, Published)
    assert found.changes == (
        *("headline was: Old", "number: 12 → 14", "name added: Ada Lund"),
        "2 more changes in the text",
    )


def test_a_headline_that_is_missing_is_the_beginning_of_the_text() -> None:
    found = told(published(headline=None))
    assert isinstance(found, Published)
    assert found.headline == "One."


def test_a_copy_a_report_and_a_kill() -> None:
    copy = told(copied())
    assert isinstance(copy, Copied)
    assert (copy.of, copy.source, copy.similarity) == ("urn:a", "paper", 0.91)
    report = told(reported(Disposition.STALE))
    assert isinstance(report, Reported)
    assert report.kind is Disposition.STALE
    kill = told(canceled("urn:copy", of="urn:a"))
    assert isinstance(kill, Published)
    assert (kill.status, kill.of, kill.kill) == ("canceled", "urn:a", "Kill: it is not true.")


def test_of_what_is_held_no_word_is_kept() -> None:
    found = told(held())
    assert found == HeldBack(
        *(
            "articles.raw/0/4",
            NOON.timestamp() + 2,
            "urn:h",
            "wire",
            HoldReason.EMBARGO,
            NOON.timestamp() + 3600,
        )
    )
    assert "Secret" not in repr(found)
    assert told(lifted()) == Lifted("articles.raw/0/4")


def test_a_dead_letter() -> None:
    assert told(died(Reason.DEADLINE)) == Died(
        *(NOON.timestamp() + 2, Reason.DEADLINE, Stage.CLEAN, "paper", "articles.dead/0/5")
    )


@given(
    st.sampled_from([ENRICHED.name, DUPLICATES.name, WITHHELD.name, DEAD.name]),
    st.one_of(
        st.none(),
        st.binary(),
        st.recursive(
            st.none() | st.integers(-9, 9) | st.text(),
            lambda inner: st.dictionaries(
                st.sampled_from(["item", "desk", "uri", "hold", "raw", "verdict", "x"]), inner
            ),
        ).map(orjson.dumps),
    ),
    st.lists(st.tuples(st.sampled_from(["raw", "dead-reason", "dead-stage", "part"]), st.binary())),
)
def test_a_foreign_record_tells_nothing_and_breaks_nothing(
    topic: str, value: bytes | None, headers: list[tuple[str, bytes]]
) -> None:
    found = told(Record(topic, None, value, headers, 0))
    assert found is None
