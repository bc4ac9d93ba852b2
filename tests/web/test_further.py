"""What a page no longer has, found again on an embedded broker: each article as it is now, the newest first."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from streams.brokers.embedded import EmbeddedBroker
from streams.brokers.topics import ensure_topics
from streams.errors import FilterError
from streams.runtime.loop_share import LoopShare
from streams.topology import all_topics
from streams.web import further as limits
from streams.web.entry import key_of_uri
from streams.web.further import Searches
from streams.web.wire import Wire
from tests.topics import write_records
from tests.web.records import NOON, canceled, copied, known, published, withdrawn

ANY = [("language", "en")]

write = partial(write_records, dated=True)


@pytest.fixture
async def broker(embedded: EmbeddedBroker) -> str:
    """With the topics of a desk."""
    await ensure_topics(embedded.address, all_topics("desk"), 2, 1)
    return embedded.address


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def searches(broker: str, wire: Wire) -> Searches:
    return Searches(broker, LoopShare(1.0), lambda: wire)


async def told(searches: Searches, *asked: tuple[str, str]) -> tuple[list[Any], dict[str, Any]]:
    """The entries that were found, and the last word."""
    documents = [each async for each in searches.begin(asked or ANY)]
    return [each["entry"] for each in documents if "entry" in each], documents[-1]


async def test_words_are_found_in_headline_and_text_the_newest_first(broker: str, searches: Searches) -> None:
    await write(
        broker,
        published("urn:a", 1, headline="Dam at risk", seconds=1.0),
        published("urn:b", 2, headline="Ferries stay in port", paragraphs=("The dam is shut.",), seconds=2.0),
        published("urn:c", 3, headline="Bakers agree", seconds=3.0),
    )
    found, last = await told(searches, ("text", "dam"))
    assert [each["headline"] for each in found] == ["Ferries stay in port", "Dam at risk"]
    assert (last["records"], last["end"]) == (3, "beginning")
    assert last["back"] == round((NOON.timestamp() + 1) * 1000)
    assert searches.uri_of(found[1]["key"]) == "urn:a"
    assert searches.uri_of(key_of_uri("urn:c")) is None


async def test_only_what_an_article_is_now_counts(broker: str, searches: Searches) -> None:
    await write(
        broker,
        *(published(f"urn:{name}", number, headline=f"Dam {name}") for number, name in enumerate("abcd")),
        published("urn:a", 11, headline="Bakers agree"),
        canceled("urn:b", 12),
        withdrawn("urn:c", 13),
        copied("urn:copy", 14, of="urn:d", headline="Dam copied"),
    )
    found, _ = await told(searches, ("text", "dam"))
    assert [each["headline"] for each in found] == ["Dam d"]


async def test_what_the_page_has_is_not_found_once_more(broker: str, searches: Searches, wire: Wire) -> None:
    shown, seen_by_a_copy = published("urn:a", 1), published("urn:b", 2)
    await write(broker, shown, seen_by_a_copy)
    wire.take(known(shown))
    wire.take(known(copied("urn:copy", 3, of="urn:b")))
    found, _ = await told(searches)
    assert [each["key"] for each in found] == [key_of_uri("urn:b")]


async def test_it_goes_back_in_steps_and_ends(
    broker: str, searches: Searches, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "STEP", 4)
    late = round(NOON.timestamp() * 1000) + 30_000
    # In both partitions, and the older events of the killed ones in later steps.
    await write(
        broker,
        *(published(f"urn:{number}", number, seconds=number) for number in range(20)),
        *(replace(canceled(f"urn:{number}", 30 + number), timestamp=late) for number in range(4)),
    )
    documents = [each async for each in searches.begin(ANY)]
    assert len([each for each in documents if "entry" in each]) == 16
    backs = [each["back"] for each in documents if "back" in each]
    assert len(backs) > 4
    assert backs == sorted(backs, reverse=True)
    assert documents[-1]["end"] == "beginning"
    monkeypatch.setattr(limits, "RECORDS", 8)
    assert (await told(searches))[1] | {"back": 0} == {"records": 8, "end": "records", "back": 0}
    monkeypatch.setattr(limits, "FOUND", 3)
    monkeypatch.setattr(limits, "RECORDS", 100)
    found, last = await told(searches)
    assert (len(found), last["end"]) == (3, "found")


async def test_only_so_many_look_at_once(broker: str, searches: Searches) -> None:
    await write(broker, published("urn:a", 1))
    looks = [searches.begin(ANY) for _ in range(limits.LOOKS)]
    full = [searches.full]
    for each in looks:
        await anext(each)
        full.append(searches.full)
    await looks[0].aclose()
    full.append(searches.full)
    await looks[1].aclose()
    assert full == [False, False, True, False]


async def test_of_what_was_found_so_much_is_remembered(
    broker: str, searches: Searches, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "_REMEMBERED", 2)
    await write(broker, *(published(f"urn:{number}", number, seconds=number) for number in range(3)))
    await told(searches)
    assert [searches.uri_of(key_of_uri(f"urn:{number}")) for number in range(3)] == ["urn:0", "urn:1", None]


async def test_an_empty_topic_has_nothing(broker: str, searches: Searches) -> None:
    assert await told(searches) == ([], {"back": None, "records": 0, "end": "beginning"})


def test_what_cannot_be_asked_is_said_at_once(searches: Searches) -> None:
    with pytest.raises(FilterError, match="no IPTC Media Topic"):
        searches.begin([("topic", "sport")])
