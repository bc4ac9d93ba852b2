from __future__ import annotations

import asyncio
from typing import Any

import pytest

from streams.brokers.embedded import HOST, free_port
from streams.brokers.registry import Registry
from streams.errors import RegistryError, SettingsError
from streams.events.framing import framed
from streams.runtime.framing import BACKOFF, Frames, Registration, SchemaTypes, check_registry, subjects_of
from streams.runtime.window import Output
from streams.settings import Settings
from streams.topology import ENRICHED, RAW, RAWS, STORIES, TOPICS, WITHHELD
from tests.brokers.test_registry import server
from tests.clock import Clock


def test_a_topic_has_one_subject_and_one_more_for_each_further_type() -> None:
    assert subjects_of(ENRICHED) == {"article.enriched.v1": "articles.enriched-value"}
    assert subjects_of(STORIES) == {
        "story.v1": "stories-value",
        "story.merged.v1": "stories-copydesk.story.merged.v1",
    }


def test_events_are_framed_by_their_topic_or_type_and_nothing_else_is() -> None:
    frames = Frames({"articles.enriched": 7}, {("stories", b"copydesk.story.v1"): 8})
    headers = [("ce_id", b"x"), ("ce_type", b"copydesk.story.v1")]
    assert frames.value_of(Output("articles.enriched", b"k", b"{}")) == framed(b"{}", 7)
    assert frames.value_of(Output("stories", b"k", b"{}", headers)) == framed(b"{}", 8)
    assert frames.value_of(Output("articles.dead", b"k", b"{}")) == b"{}"
    assert frames.value_of(Output("copydesk-ledger", b"k", b"{}")) == b"{}"
    assert frames.value_of(Output("articles.withheld", b"k", None)) is None


async def test_without_a_registry_nothing_is_framed() -> None:
    assert await Registration(Settings(), TOPICS).frames() is None


async def test_the_schemas_of_all_outputs_are_registered() -> None:
    with server(200, {"id": 3}) as answers:
        found = await Registration(Settings(registry=answers.url), TOPICS).frames()
    assert found is not None
    written = [topic for topic in TOPICS if topic.events and topic not in RAWS]
    assert set(found.by_topic) == {topic.name for topic in written if len(topic.events) == 1}
    assert {topic for topic, _ in found.by_type} == {each.name for each in written if len(each.events) > 1}
    assert (STORIES.name, b"copydesk.story.merged.v1") in found.by_type
    assert len(answers.asked) == len(found.by_topic) + len(found.by_type)


async def test_one_that_is_down_is_waited_for_and_told_of_once(caplog: pytest.LogCaptureFixture) -> None:
    paused: list[float] = []
    told: list[str | None] = []
    with server(503, {"message": "starting"}) as answers:

        async def pause(seconds: float) -> None:
            paused.append(seconds)
            told.append(waiting.problem)
            if len(paused) == 6:
                answers.status, answers.body = 200, b'{"id": 5}'

        waiting = Registration(Settings(registry=answers.url), [WITHHELD], pause)
        found = await waiting.frames()
    assert found == Frames({"articles.withheld": 5}, {})
    assert paused == [*BACKOFF, BACKOFF[-1], BACKOFF[-1]]
    assert "503 starting" in str(told[0]) and waiting.problem is None
    assert len([each for each in caplog.records if each.levelname == "WARNING"]) == 1


async def test_what_is_refused_for_good_ends_the_start() -> None:
    with (
        server(409, {"message": "no"}) as answers,
        pytest.raises(SettingsError, match=r"articles\.enriched-value"),
    ):
        await Registration(Settings(registry=answers.url), [RAW, ENRICHED]).frames()


def test_what_is_refused_is_said_before_the_start_and_one_that_is_down_is_not() -> None:
    with server(409, {"message": "no"}) as answers:
        with pytest.raises(SettingsError, match=r"articles\.enriched-value"):
            check_registry(Settings(registry=answers.url), [RAW, ENRICHED])
        answers.status = 503
        check_registry(Settings(registry=answers.url), [ENRICHED])


async def test_what_a_raw_event_is_written_in_is_asked_once() -> None:
    with server(200, {"schemaType": "PROTOBUF"}) as answers:
        types = SchemaTypes(Registry(answers.url))
        assert [await types.of(framed(b"\0x", 9)) for _ in range(3)] == [(9, "PROTOBUF")] * 3
        assert await types.of(b"<html>") is None
        answers.status = 404
        assert await types.of(framed(b"\0x", 10)) is None
        assert await types.of(framed(b"\0x", 10)) is None
    assert len(answers.asked) == 2


async def test_a_registry_that_does_not_answer_is_left_alone_for_a_while() -> None:
    class Gone:
        asked = 0

        def type_of(self, schema: int) -> str | None:
            self.asked += 1
            raise RegistryError("it is gone")

    clock, gone = Clock(100.0), Gone()
    registry: Any = gone
    types = SchemaTypes(registry, clock)
    assert [await types.of(framed(b"x", 1)) for _ in range(3)] == [None] * 3
    assert gone.asked == 1
    clock.now += 31
    await types.of(framed(b"x", 1))
    assert gone.asked == 2


@pytest.mark.parametrize("answers", [True, False])
async def test_of_many_events_at_once_one_asks(answers: bool) -> None:
    class Slow:
        asked = 0

        def type_of(self, schema: int) -> str | None:
            self.asked += 1
            if not answers:
                raise RegistryError("it is gone")
            return "AVRO"

    slow = Slow()
    registry: Any = slow
    types = SchemaTypes(registry, Clock(100.0))
    found = await asyncio.gather(*(types.of(framed(b"x", 1)) for _ in range(20)))
    assert (found, slow.asked) == ([(1, "AVRO") if answers else None] * 20, 1)


def test_an_address_at_which_nobody_listens_is_said() -> None:
    with pytest.raises(RegistryError, match="cannot be reached"):
        Registry(f"http://{HOST}:{free_port()}").type_of(1)
