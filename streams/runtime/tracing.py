"""OpenTelemetry: a span for each stage's work on an event, in the trace that the event's `traceparent` names.

On where OTEL_EXPORTER_OTLP_ENDPOINT says where to; everything else is told by the other variables that OpenTelemetry's
own SDK reads. Spans wait in a queue that is bounded, and a thread sends them by OTLP over HTTP: where nobody takes them
they are lost, and the wire goes on. Headers after the CloudEvents extension for distributed tracing:
https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/extensions/distributed-tracing.md
Attributes after https://opentelemetry.io/docs/specs/semconv/messaging/kafka/
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import orjson

from streams.errors import ExtraError
from streams.events.cloudevents import is_structured
from streams.extras import need
from streams.kinds import Stage
from streams.runtime.dead_letters import header_list, source_of
from streams.runtime.window import Output, Work
from streams.topology import DEAD, is_raw

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span, Status

log = logging.getLogger(__name__)

#: Either of these switches it on.
_ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_PARENT, _STATE = "ce_traceparent", "ce_tracestate"
#: On a dead letter, whose other headers are those of the event that died.
DEAD_PARENT = "dead-traceparent"
#: A larger event is not opened a second time in the loop, to look for its trace or its format.
_LARGEST_OPENED = 1024 * 1024


def wanted(environment: Mapping[str, str] = os.environ) -> str | None:
    """Where spans are to be sent; None: nowhere."""
    if environment.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return None
    if environment.get("OTEL_TRACES_EXPORTER", "otlp") != "otlp":
        return None
    return next((environment[name] for name in _ENDPOINTS if environment.get(name)), None)


class Tracing:
    """Spans of one worker. `group` is its consumer group, `provider` an SDK's that makes trace ids by `ids`."""

    def __init__(self, provider: TracerProvider, ids: Any, group: str) -> None:
        from opentelemetry.trace import SpanKind
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        self._provider, self._ids, self._group = provider, ids, group
        self._tracer = provider.get_tracer("copydesk")
        self._propagator = TraceContextTextMapPropagator()
        self._consumer = SpanKind.CONSUMER

    async def traced(self, stage: Stage, message: Any, work: Callable[[], Awaitable[Work]]) -> Work:
        """Does the work within a span, which its outputs carry on. Raises what the work does."""
        span = self._begin(stage, message)
        try:
            done = await work()
            carried = self._carried(span)
            if span.is_recording():
                self._tell(span, done)
            return replace(done, outputs=tuple(_with(each, carried) for each in done.outputs))
        except Exception as error:
            span.set_status(_failure(f"{type(error).__name__}: {error}"))
            raise
        finally:
            span.end()

    def released(self, begun: int, done: Work) -> Work:
        """As `traced`, of what the clock has let out; its work began at `begun`, in nanoseconds since 1970.

        The ledger remembers no trace. So it is in the one that its raw event has, or would have, by its place.
        """
        from opentelemetry.context import Context

        raw = next(
            (value.decode() for each in done.outputs for name, value in each.headers if name == "raw"), None
        )
        if raw is None:
            return done
        self._ids.next = trace_id(self._group, raw)
        told = {"messaging.system": "kafka", "copydesk.raw": raw}
        span = self._tracer.start_span("release", context=Context(), attributes=told, start_time=begun)
        if span.is_recording():
            self._tell(span, done)
        carried = self._carried(span)
        span.end()
        return replace(done, outputs=tuple(_with(each, carried) for each in done.outputs))

    async def close(self, seconds: float = 2.0) -> None:
        """Sends what waits, for so long at most."""
        ending = threading.Thread(target=self._provider.shutdown, daemon=True)
        ending.start()
        await asyncio.to_thread(ending.join, seconds)

    def _begin(self, stage: Stage, message: Any) -> Span:
        headers = {name.lower(): value for name, value in header_list(message.headers)}
        place = f"{message.topic}/{message.partition}/{message.offset}"
        raw = place if is_raw(message.topic) else headers.get("raw", b"").decode("utf-8", "replace") or place
        # Only a span without a parent asks for an id. All that came of a raw event finds the same one, also when it is
        # delivered again, or comes out of the ledger when its embargo is over.
        self._ids.next = trace_id(self._group, raw)
        told = {
            "messaging.system": "kafka",
            "messaging.operation.name": str(stage),
            "messaging.operation.type": "process",
            "messaging.destination.name": message.topic,
            "messaging.destination.partition.id": str(message.partition),
            "messaging.consumer.group.name": self._group,
            "messaging.kafka.offset": message.offset,
            "messaging.message.body.size": len(message.value or b""),
            "copydesk.raw": raw,
        }
        if source := source_of(message.topic, message.headers):
            told["copydesk.source"] = source
        parent = self._parent(message, headers)
        return self._tracer.start_span(
            f"{stage} {message.topic}", context=parent, kind=self._consumer, attributes=told
        )

    def _parent(self, message: Any, headers: Mapping[str, bytes]) -> Context:
        """The context that the event names, or an empty one."""
        from opentelemetry.context import Context

        given = {
            name: value.decode("ascii", "replace")
            for name in ("traceparent", "tracestate")
            if (value := headers.get(f"ce_{name}", headers.get(name)))
        }
        if not given and is_raw(message.topic) and is_structured(headers):
            given = _in_structured(message.value or b"")
        return self._propagator.extract(given, context=Context())

    def _carried(self, span: Span) -> list[tuple[str, bytes]]:
        """The headers that name the span."""
        from opentelemetry.trace import set_span_in_context

        carrier: dict[str, str] = {}
        self._propagator.inject(carrier, context=set_span_in_context(span))
        return [(f"ce_{name}", value.encode()) for name, value in carrier.items()]

    def _tell(self, span: Span, done: Work) -> None:
        """What came of the event."""
        first = next((each for each in done.outputs if each.value is not None), None)
        if first is None:
            return
        headers = dict(first.headers)
        if first.topic == DEAD.name:
            reason = headers["dead-reason"].decode()
            span.set_attributes({"copydesk.disposition": "dead", "error.type": reason})
            span.set_status(_failure(headers["dead-detail"].decode("utf-8", "replace")))
            return
        names = {
            "copydesk.uri": "ce_subject",
            "copydesk.disposition": "disposition",
            "copydesk.language": "language",
        }
        told: dict[str, Any] = {
            name: headers[header].decode() for name, header in names.items() if header in headers
        }
        if form := _format(first.value or b""):
            told["copydesk.format"] = form
        if len(done.outputs) > 1:
            told["copydesk.outputs"] = len(done.outputs)
        span.set_attributes(told)


def trace_id(group: str, raw: str) -> int:
    """The trace of a raw event that names none: a hash of its place, and so the same each time."""
    return int.from_bytes(hashlib.sha256(f"{group} {raw}".encode()).digest()[:16]) or 1


def _failure(said: str) -> Status:
    from opentelemetry.trace import Status, StatusCode

    return Status(StatusCode.ERROR, said[:200])


def _with(output: Output, carried: list[tuple[str, bytes]]) -> Output:
    """The output with the headers that name the span; a tombstone as it is."""
    if output.value is None:
        return output
    if output.topic == DEAD.name:
        named = [(DEAD_PARENT, value) for name, value in carried if name == _PARENT]
        return replace(output, headers=[*output.headers, *named])
    return replace(output, headers=[*output.headers, *carried])


def _in_structured(value: bytes) -> dict[str, str]:
    """The trace that an event in structured mode names among its attributes."""
    if len(value) > _LARGEST_OPENED:
        return {}
    try:
        event = orjson.loads(value)
    except orjson.JSONDecodeError:
        return {}
    names = ("traceparent", "tracestate") if isinstance(event, dict) else ()
    return {name: event[name] for name in names if isinstance(event.get(name), str)}


def _format(value: bytes) -> str | None:
    """The format of the document that an event of ours was made of."""
    if len(value) > _LARGEST_OPENED:
        return None  # one attribute less
    try:
        form = orjson.loads(value)["desk"]["format"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return None
    return form if isinstance(form, str) else None


def start(group: str) -> Tracing | None:
    """Begins it where it is wanted; None where it is not, or the SDK is not installed, which is said once."""
    endpoint = wanted()
    if endpoint is None:
        return None
    try:
        need("otel", "OpenTelemetry")
    except ExtraError as missing:
        log.warning("%s is set, and there are no traces: %s", endpoint, missing)
        return None
    from streams.runtime.spans import RawIds, provider

    ids = RawIds()
    return Tracing(provider(ids, endpoint), ids, group)
