"""Traces of a real worker at a real receiver of OTLP: from raw to enriched, to a copy and to a dead letter."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from streams.brokers.embedded import EmbeddedBroker
from streams.events.raw_event import RawEvent, binary_event
from streams.runtime.tracing import trace_id
from streams.topology import DEAD, DUPLICATES
from tests.articles import NOON
from tests.e2e.desk import Desk, running_desk
from tests.e2e.wire import story
from tests.otlp import Receiver, Seen, receiving
from tests.waiting import until

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
TRACE, SPAN = PARENT.split("-")[1:3]


def traced(event: RawEvent) -> RawEvent:
    """The event with a trace of its sender's."""
    return replace(event, headers=(*event.headers, ("ce_traceparent", PARENT.encode())))


async def send(desk: Desk, event: RawEvent) -> str:
    """Sends it and waits for its end; where it lies."""
    await desk.send([event])
    await desk.complete()
    (place,) = (place for place, name in desk.names.items() if name == event.name)
    return "/".join(map(str, place))


async def chain(receiver: Receiver, trace: str, length: int) -> list[Seen]:
    """The spans of a trace from its root on, each the parent of the next."""
    await until(lambda: len(receiver.of(trace)) >= length)
    by_parent = {each.parent: each for each in receiver.of(trace)}
    (root,) = (each for each in receiver.of(trace) if each.parent in ("", SPAN))
    found = [root]
    while found[-1].id in by_parent:
        found.append(by_parent[found[-1].id])
    return found


async def test_a_trace_goes_from_raw_to_every_end(embedded: EmbeddedBroker, tmp_path: Path) -> None:
    with receiving() as receiver:
        settings = {
            "OTEL_EXPORTER_OTLP_ENDPOINT": receiver.url,
            "OTEL_BSP_SCHEDULE_DELAY": "50",
            "COPYDESK_LOG_LEVEL": "warning",
        }
        async with running_desk(embedded.address, tmp_path, **settings) as desk:
            receiver.status = 400  # nobody takes what comes first; the wire knows nothing of it
            await send(desk, story(1))
            await send(desk, story(2))
            await until(lambda: receiver.requests >= 2)
            receiver.status = 200

            await send(desk, traced(story(3)))
            spans = await chain(receiver, TRACE, 3)
            assert [each.name for each in spans] == [
                "clean articles.raw",
                "decide articles.clean",
                "enrich articles.unique",
            ]
            assert spans[0].parent == SPAN
            assert spans[0].service == "copydesk"
            end = desk.end(story(3).name)
            assert end.headers["ce_traceparent"].decode() == f"00-{TRACE}-{spans[2].id}-01"
            assert spans[2].attributes["copydesk.disposition"] == "enriched"
            assert {each.attributes["copydesk.uri"] for each in spans} == {end.key.decode()}
            assert {each.attributes["copydesk.format"] for each in spans} == {"ninjs"}

            copy = story(1, uri="urn:test:copy")
            place = await send(desk, copy)
            trace = format(trace_id("copydesk", place), "032x")
            spans = await chain(receiver, trace, 2)
            assert spans[1].attributes["copydesk.disposition"] == "duplicate"
            end = desk.end(copy.name)
            assert end.topic == DUPLICATES.name
            assert end.headers["ce_traceparent"].decode() == f"00-{trace}-{spans[1].id}-01"

            dead = binary_event(
                "dead", b"<p></p>", source="post", subject="urn:dead", time=NOON, content_type="text/html"
            )
            place = await send(desk, dead)
            trace = format(trace_id("copydesk", place), "032x")
            (span,) = await chain(receiver, trace, 1)
            assert span.failed
            end = desk.end("dead")
            assert end.topic == DEAD.name
            assert span.attributes["error.type"] == end.headers["dead-reason"].decode()
            assert end.headers["dead-traceparent"].decode() == f"00-{trace}-{span.id}-01"
            assert "ce_traceparent" not in end.headers

    said = (tmp_path / "worker.log").read_text()
    assert said.count("traces are not taken at") == 1
    assert said.count("traces are taken at") == 1
    assert "opentelemetry" not in said
