"""Spans of the stages: in which trace they are, what they say, and what the outputs carry on."""

from __future__ import annotations

import asyncio
import logging
import re
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import orjson
import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

import streams
from streams.article import Dropped
from streams.errors import PoolError
from streams.events import codec
from streams.events.cloudevents import headers_of
from streams.kinds import Reason, Stage
from streams.runtime.dead_letters import dead_letter
from streams.runtime.spans import RawIds, ToldOnce, provider
from streams.runtime.tracing import Tracing, start, trace_id, wanted
from streams.runtime.window import Output, Work
from streams.topology import CLEAN, RAW, UNIQUE, WITHHELD
from tests.articles import NOON, article

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class Traced:
    """Tracing whose spans are kept here."""

    def __init__(self) -> None:
        self.kept = InMemorySpanExporter()
        ids = RawIds()
        provider = TracerProvider(id_generator=ids, shutdown_on_exit=False)
        provider.add_span_processor(SimpleSpanProcessor(self.kept))
        self.tracing = Tracing(provider, ids, "copydesk")

    async def stage(self, message: Any, *outputs: Output, stage: Stage = Stage.CLEAN) -> tuple[Output, ...]:
        """The outputs of a stage whose work gives these."""

        async def work() -> Work:
            return Work(outputs)

        return (await self.tracing.traced(stage, message, work)).outputs

    @property
    def span(self) -> ReadableSpan:
        """The last one."""
        return self.kept.get_finished_spans()[-1]


@pytest.fixture
def traced() -> Traced:
    return Traced()


def message(value: bytes = b"<p>", topic: str = RAW.name, offset: int = 7, **headers: Any) -> Any:
    named = [
        (name.replace("_", "-") if name == "content_type" else name, text.encode())
        for name, text in headers.items()
    ]
    return SimpleNamespace(topic=topic, partition=2, offset=offset, headers=named, value=value, key=b"k")


def event(**changes: Any) -> Output:
    ours = article(**changes)
    return Output(CLEAN.name, b"k", codec.encode(ours, codec.CLEAN), headers_of(codec.CLEAN, ours, NOON))


def header(output: Output, name: str = "ce_traceparent") -> str:
    (found,) = (value.decode() for each, value in output.headers if each == name)
    return found


@pytest.mark.parametrize("name", ["ce_traceparent", "traceparent"])
async def test_a_span_is_the_child_of_the_one_that_the_event_names(traced: Traced, name: str) -> None:
    given: dict[str, Any] = {name: PARENT, "ce_tracestate": "rojo=00f067aa0ba902b7"}
    (output,) = await traced.stage(message(**given), event())
    assert traced.span.parent is not None
    assert format(traced.span.parent.span_id, "016x") == "b7ad6b7169203331"
    version, trace, span, flags = header(output).split("-")
    assert (version, trace, flags) == ("00", "0af7651916cd43dd8448eb211c80319c", "01")
    assert span == format(traced.span.context.span_id, "016x") != "b7ad6b7169203331"
    assert header(output, "ce_tracestate") == "rojo=00f067aa0ba902b7"


async def test_an_event_in_structured_mode_names_its_trace_among_its_attributes(traced: Traced) -> None:
    body = orjson.dumps({"specversion": "1.0", "traceparent": PARENT})
    await traced.stage(message(body, content_type="application/cloudevents+json"), event())
    assert format(traced.span.context.trace_id, "032x") == PARENT.split("-")[1]
    for broken in (b"{", b"[]", b'{"traceparent": 7}'):
        await traced.stage(message(broken, content_type="application/cloudevents+json"), event())
        assert traced.span.parent is None


async def test_what_names_no_trace_or_a_broken_one_is_in_that_of_its_raw_event(traced: Traced) -> None:
    for given in ("", "00-zz-1-01", "\u2028"):
        await traced.stage(message(ce_traceparent=given), event())
        assert traced.span.parent is None
        assert traced.span.context.trace_id == trace_id("copydesk", "articles.raw/2/7")
    # What comes out of the ledger when its embargo is over carries no trace.
    await traced.stage(message(topic=UNIQUE.name, raw="articles.raw/2/7"), event(), stage=Stage.ENRICH)
    assert traced.span.context.trace_id == trace_id("copydesk", "articles.raw/2/7")
    await traced.stage(message(offset=8), event())
    assert traced.span.context.trace_id == trace_id("copydesk", "articles.raw/2/8")


async def test_a_trace_that_is_not_sampled_is_passed_on_and_sends_nothing(traced: Traced) -> None:
    (output,) = await traced.stage(message(ce_traceparent=PARENT[:-1] + "0"), event())
    assert header(output).startswith(PARENT[:36]) and header(output).endswith("-00")
    assert traced.kept.get_finished_spans() == ()


async def test_a_span_says_where_the_event_lay_and_what_came_of_it(traced: Traced) -> None:
    await traced.stage(message(ce_source="post"), event(uri="urn:a"))
    assert traced.span.name == "clean articles.raw"
    assert traced.span.kind.name == "CONSUMER"
    assert dict(traced.span.attributes or {}) == {
        "messaging.system": "kafka",
        "messaging.operation.name": "clean",
        "messaging.operation.type": "process",
        "messaging.destination.name": "articles.raw",
        "messaging.destination.partition.id": "2",
        "messaging.consumer.group.name": "copydesk",
        "messaging.kafka.offset": 7,
        "messaging.message.body.size": 3,
        "copydesk.raw": "articles.raw/2/7",
        "copydesk.source": "post",
        "copydesk.uri": "urn:a",
        "copydesk.language": "en",
        "copydesk.format": "html",
    }


async def test_a_dead_letter_names_its_span_and_keeps_the_headers_of_the_event(traced: Traced) -> None:
    given = message(ce_traceparent=PARENT)
    letter = dead_letter(given, Stage.CLEAN, Dropped(Reason.NOT_AN_ARTICLE, "a login page"), NOON)
    (output,) = await traced.stage(given, letter)
    assert header(output) == PARENT
    assert header(output, "dead-traceparent")[3:35] == PARENT[3:35]
    attributes = traced.span.attributes or {}
    assert (attributes["copydesk.disposition"], attributes["error.type"]) == ("dead", "not_an_article")
    assert traced.span.status.description == "a login page"


async def test_tombstones_stay_as_they_are(traced: Traced) -> None:
    tombstone = Output(WITHHELD.name, b"k", None)
    assert await traced.stage(message(), tombstone, stage=Stage.DECIDE) == (tombstone,)
    assert await traced.stage(message(), stage=Stage.DECIDE) == ()


async def test_what_the_clock_lets_out_is_in_the_trace_of_its_raw_event(traced: Traced) -> None:
    told, tombstone = event(uri="urn:a"), Output(WITHHELD.name, b"k", None)
    work = traced.tracing.released(1_000, Work((told, tombstone)))
    assert (traced.span.name, traced.span.start_time) == ("release", 1_000)
    assert traced.span.context.trace_id == trace_id("copydesk", "articles.raw/0/0")
    assert (traced.span.attributes or {})["copydesk.uri"] == "urn:a"
    assert header(work.outputs[0])[36:52] == format(traced.span.context.span_id, "016x")
    assert work.outputs[1] == tombstone
    nothing = Work(())
    assert traced.tracing.released(1_000, nothing) is nothing


async def test_a_fault_ends_the_span_and_is_raised(traced: Traced) -> None:
    async def work() -> Work:
        raise PoolError("no process")

    with pytest.raises(PoolError):
        await traced.tracing.traced(Stage.CLEAN, message(), work)
    assert traced.span.status.description == "PoolError: no process"


@pytest.mark.parametrize(
    ("environment", "to"),
    [
        ({}, None),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": ""}, None),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://a:4318"}, "http://a:4318"),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://b/t"}, "http://b/t"),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://a:4318", "OTEL_SDK_DISABLED": "true"}, None),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://a:4318", "OTEL_TRACES_EXPORTER": "none"}, None),
    ],
)
def test_it_is_on_where_an_endpoint_is_named(environment: dict[str, str], to: str | None) -> None:
    assert wanted(environment) == to


def test_where_it_is_off_nothing_of_it_is_loaded() -> None:
    rooms = Path(streams.__file__).parent
    loads = re.compile(r"^(from|import) (opentelemetry|streams\.runtime\.spans)\b", re.MULTILINE)
    assert {path.name for path in rooms.rglob("*.py") if loads.search(path.read_text())} == {"spans.py"}


def test_without_the_libraries_it_is_off_and_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://a:4318")
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http", None)
    assert start("copydesk") is None
    assert "pip install 'copydesk[otel]'" in caplog.text


class Failing(SpanExporter):
    """Does what `results` say, one after the other."""

    def __init__(self, *results: Exception | SpanExportResult) -> None:
        self.results = list(results)

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        result = self.results.pop(0)
        if isinstance(result, Exception):
            raise result
        return result


def test_spans_that_nobody_takes_are_told_once_and_once_when_they_are_taken_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    good, bad = SpanExportResult.SUCCESS, SpanExportResult.FAILURE
    exporter = ToldOnce(Failing(good, bad, OSError("gone"), bad, good, good), "http://a:4318")
    results = [exporter.export(()) for _ in range(6)]
    assert results == [good, bad, bad, bad, good, good]
    told = [record.getMessage() for record in caplog.records]
    assert [("not taken" in each, "again" in each) for each in told] == [(True, False), (False, True)]


class Hanging(SpanExporter):
    """Answers when `free` is set; `taken` counts what came."""

    def __init__(self) -> None:
        self.free, self.taken = threading.Event(), 0

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        self.free.wait(60)
        self.taken += len(spans)
        return SpanExportResult.SUCCESS


async def test_a_receiver_that_hangs_holds_nothing_up_and_what_waits_is_bounded(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("OTEL_BSP_MAX_QUEUE_SIZE", "8")
    monkeypatch.setenv("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "4")
    theirs = logging.getLogger("opentelemetry")
    before, exporter, ids = theirs.level, Hanging(), RawIds()
    try:
        made = provider(ids, "http://a:4318", exporter)
        tracing = Tracing(made, ids, "copydesk")

        async def work() -> Work:
            return Work((event(),))

        for number in range(100):
            done = await tracing.traced(Stage.CLEAN, message(offset=number), work)
            assert header(done.outputs[0]).endswith("-01")
        exporter.free.set()
        await tracing.close(60)
    finally:
        exporter.free.set()
        theirs.setLevel(before)
    assert 0 < exporter.taken <= 8 + 4
    assert caplog.records == []


async def test_the_end_waits_no_longer_than_it_is_told(
    traced: Traced, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = threading.Event()
    monkeypatch.setattr(traced.tracing, "_provider", SimpleNamespace(shutdown=held.wait))
    try:
        await asyncio.wait_for(traced.tracing.close(0.01), 30)
    finally:
        held.set()
