"""Two versions compared, and the bytes of one, on an embedded broker: only of what readers may have."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import orjson
import pytest

from streams.article import Origin
from streams.errors import NoTextError
from streams.history import versions
from streams.history.look_up import look_up_parts
from streams.history.versions import compare_versions, raw_bytes
from streams.kinds import Disposition, Signal
from streams.runtime.loop_share import LoopShare
from streams.runtime.window import Output
from streams.topology import RAW, UNIQUE
from tests.topics import make_topics, write, write_records
from tests.web.records import NOON, canceled, copied, held, published, reported, withdrawn


def first(uri: str) -> Any:
    return published(uri, 1, paragraphs=("It killed 12.", "The pier is shut."), headline="Pier burns")


def second(uri: str) -> Any:
    return published(
        uri,
        2,
        Signal.CORRECTION,
        3.0,
        paragraphs=("It killed 15.", "The pier is shut."),
        headline="Pier burned",
        version="2",
    )


async def compared(broker: str, uri: str, before: int = 1, after: int = 2) -> dict[str, Any]:
    old, new = (f"{RAW.name}/0/{each}" for each in (before, after))
    told: dict[str, Any] = orjson.loads(
        orjson.dumps(await compare_versions(broker, uri, old, new, LoopShare()))
    )
    return told


def words(runs: list[dict[str, Any]]) -> list[tuple[str, str, bool]]:
    return [(each["kind"], each["text"].strip(), each["number"]) for each in runs]


async def test_headline_and_text_of_any_two_versions(shared_broker: str) -> None:
    await make_topics(shared_broker)
    third = published("urn:v:1", 3, Signal.UPDATE, 4.0, paragraphs=("It killed 15.", "The pier is open."))
    await write_records(shared_broker, first("urn:v:1"), published("urn:v:other"), second("urn:v:1"), third)
    told = await compared(shared_broker, "urn:v:1")
    assert words(told["headline"]) == [
        ("equal", "Pier", False),
        ("deleted", "burns", False),
        ("inserted", "burned", False),
    ]
    one, two = told["paragraphs"]
    assert ("deleted", "12", True) in words(one["runs"])
    assert ("inserted", "15", True) in words(one["runs"])
    assert words(two["runs"]) == [("equal", "The pier is shut.", False)]
    assert (told["changes"], told["numbers"], told["whole"]) == (2, 1, True)
    assert (told["before"]["name"], told["after"]["name"]) == ("its text", "version 2")
    # Any two, in either direction.
    assert (await compared(shared_broker, "urn:v:1", 3, 1))["changes"] == 3
    assert (await compared(shared_broker, "urn:v:1", 2, 2))["changes"] == 0


@pytest.mark.parametrize("number", range(4))
async def test_of_what_readers_may_not_have_nothing_is_compared(shared_broker: str, number: int) -> None:
    uri = f"urn:v:gone:{number}"
    kill = canceled(uri)
    decided = replace(kill, topic=UNIQUE.name)
    after = ((kill,), (withdrawn(uri),), (decided,), (decided, kill))[number]
    await make_topics(shared_broker)
    await write_records(shared_broker, first(uri), second(uri), *after)
    # Where it is decided, and readers have not been told yet, it is no longer called published.
    why = ("canceled", "withdrawn", "being withdrawn or killed", "canceled")[number]
    with pytest.raises(NoTextError, match=f"readers have no text of {uri} now: it is {why}$"):
        await compared(shared_broker, uri)
    with pytest.raises(NoTextError, match="readers have no text"):
        await raw_bytes(shared_broker, uri, f"{RAW.name}/0/1", LoopShare())


async def test_a_version_that_readers_were_not_given_is_none(shared_broker: str) -> None:
    await make_topics(shared_broker)
    waits = held("urn:v:held", 2)
    await write_records(shared_broker, first("urn:v:held"), waits)
    for asked in (compared(shared_broker, "urn:v:held"), compared(shared_broker, "urn:v:held", 1, 77)):
        with pytest.raises(NoTextError, match="were given no version"):
            await asked
    with pytest.raises(NoTextError, match="were given no version"):
        await raw_bytes(shared_broker, "urn:v:held", f"{RAW.name}/0/2", LoopShare())
    # The one of another article, neither.
    await write_records(shared_broker, published("urn:v:else", 2))
    with pytest.raises(NoTextError, match="were given no version"):
        await raw_bytes(shared_broker, "urn:v:held", f"{RAW.name}/0/2", LoopShare())


async def test_the_bytes_that_it_came_as(shared_broker: str) -> None:
    await make_topics(shared_broker)
    document = b"<html>\x00\xff<script>alert(1)</script>"
    (place,) = await write(shared_broker, [Output(RAW.name, None, document, partition=1)])
    origin = Origin(*place, NOON)
    await write_records(shared_broker, published("urn:v:raw", origin=origin))
    raw = "/".join(map(str, place))
    assert await raw_bytes(shared_broker, "urn:v:raw", raw, LoopShare()) == document


async def test_what_is_not_kept_any_more_is_told(shared_broker: str) -> None:
    await make_topics(shared_broker)
    await write_records(shared_broker, published("urn:v:old", origin=Origin(RAW.name, 1, 10**6, NOON)))
    with pytest.raises(NoTextError, match=r"Kafka does not keep articles\.raw/1/1000000 any more"):
        await raw_bytes(shared_broker, "urn:v:old", f"{RAW.name}/1/1000000", LoopShare())


async def test_a_document_of_several_articles_is_given_unless_one_of_them_was_taken_back(
    shared_broker: str,
) -> None:
    await make_topics(shared_broker)
    (place,) = await write(shared_broker, [Output(RAW.name, None, b"a feed", partition=1)])
    raw = "/".join(map(str, place))
    one, two, three = (f"urn:v:{raw}:{each}" for each in (1, 2, 3))
    parts = [Origin(*place, NOON, number, 3) for number in (1, 2, 3)]
    await write_records(
        shared_broker,
        *(published(uri, origin=origin) for uri, origin in zip((one, two), parts[:2], strict=True)),
        copied(three, origin=parts[2]),
        canceled(f"urn:v:{raw}:of-another-document"),
    )
    asked = partial(raw_bytes, shared_broker, one, f"{raw}#1", LoopShare())
    assert await asked() == b"a feed"
    # What was withdrawn and let out again is out.
    await write_records(
        shared_broker, withdrawn(two), published(two, 9, seconds=6.0, release=f"{RAW.name}/0/9")
    )
    assert await asked() == b"a feed"
    # A copy falls with what it copies.
    await write_records(shared_broker, canceled(three, of="urn:v:else"))
    with pytest.raises(NoTextError, match="holds 3 articles, of which 1 killed or withdrawn"):
        await asked()


async def test_a_part_that_was_killed_before_it_came_out(shared_broker: str) -> None:
    await make_topics(shared_broker)
    (place,) = await write(shared_broker, [Output(RAW.name, None, b"a feed", partition=1)])
    raw = "/".join(map(str, place))
    dead = reported(Disposition.KILLED, f"urn:v:{raw}:killed", origin=Origin(*place, NOON, 2, 2))
    await write_records(shared_broker, published(f"urn:v:{raw}", origin=Origin(*place, NOON, 1, 2)), dead)
    with pytest.raises(NoTextError, match="of which 1 killed or withdrawn"):
        await raw_bytes(shared_broker, f"urn:v:{raw}", f"{raw}#1", LoopShare())


async def test_what_was_not_looked_at_in_time_is_not_given(
    shared_broker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make_topics(shared_broker)
    (place,) = await write(shared_broker, [Output(RAW.name, None, b"a feed", partition=1)])
    raw = "/".join(map(str, place))
    await write_records(shared_broker, published(f"urn:v:{raw}", origin=Origin(*place, NOON, 1, 2)))
    monkeypatch.setattr(versions, "look_up_parts", partial(look_up_parts, seconds=0.0))
    with pytest.raises(NoTextError, match="could not be told in time"):
        await raw_bytes(shared_broker, f"urn:v:{raw}", f"{raw}#1", LoopShare())


async def test_a_hold_that_was_lifted_again_is_no_version(shared_broker: str) -> None:
    await make_topics(shared_broker)
    again = published("urn:v:lifted", 1, seconds=9.0, release=f"{RAW.name}/0/9")
    await write_records(shared_broker, first("urn:v:lifted"), withdrawn("urn:v:lifted"), again)
    assert (await compared(shared_broker, "urn:v:lifted", 1, 1))["changes"] == 0
    with pytest.raises(NoTextError, match="was withdrawn or killed"):
        await compared(shared_broker, "urn:v:lifted", 8, 1)


async def test_what_was_told_last_of_a_raw_event_is_its_version(shared_broker: str) -> None:
    await make_topics(shared_broker)
    retold = published("urn:v:again", 1, seconds=9.0, paragraphs=("It killed 13.", "The pier is shut."))
    await write_records(shared_broker, first("urn:v:again"), retold, second("urn:v:again"))
    (one, _) = (await compared(shared_broker, "urn:v:again"))["paragraphs"]
    assert ("deleted", "13", True) in words(one["runs"])
