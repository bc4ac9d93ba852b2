"""The part of tracing that is OpenTelemetry's SDK, copydesk[otel]: imported only where spans are wanted."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator

from streams import __version__

log = logging.getLogger(__name__)


class RawIds(RandomIdGenerator):
    """Trace ids: `next`, where it is set, for the next trace that begins."""

    next: int | None = None

    def generate_trace_id(self) -> int:
        """`next`, once; else a random one."""
        given, self.next = self.next, None
        return given or super().generate_trace_id()

    def is_trace_id_random(self) -> bool:
        """No: the traceparent does not say that it were."""
        return False


class ToldOnce(SpanExporter):
    """Exports as `inner` does. That nobody takes the spans is logged once, and once that they are taken again."""

    def __init__(self, inner: SpanExporter, endpoint: str) -> None:
        self._inner, self._endpoint = inner, endpoint
        self._failing = False

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Sends the spans; what fails is a result, never raised."""
        try:
            result, why = self._inner.export(spans), "refused, or no answer"
        except Exception as error:  # noqa: BLE001 - of whatever library: no span may end the thread that sends them
            result, why = SpanExportResult.FAILURE, f"{type(error).__name__}: {error}"
        failing = result is not SpanExportResult.SUCCESS
        if failing and not self._failing:
            log.warning(
                "traces are not taken at %s (%s): they are lost until it takes them", self._endpoint, why
            )
        elif self._failing and not failing:
            log.warning("traces are taken at %s again", self._endpoint)
        self._failing = failing
        return result

    def shutdown(self) -> None:
        """Ends `inner`."""
        self._inner.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """As `inner` does."""
        return self._inner.force_flush(timeout_millis)


def provider(ids: RawIds, endpoint: str, exporter: SpanExporter | None = None) -> TracerProvider:
    """What makes spans and sends them by OTLP over HTTP, set by the OTEL_* variables; `endpoint` is for messages."""
    # The SDK logs each attempt and each span that its queue has no room for: what is to be known is said above, once.
    logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)
    named = "OTEL_SERVICE_NAME" in os.environ or "service.name=" in os.environ.get(
        "OTEL_RESOURCE_ATTRIBUTES", ""
    )
    ours = {} if named else {SERVICE_NAME: "copydesk"}
    # No end of its own at the exit of the process: it would wait for a receiver that is gone.
    made = TracerProvider(
        resource=Resource.create({**ours, "service.version": __version__}),
        id_generator=ids,
        shutdown_on_exit=False,
    )
    made.add_span_processor(BatchSpanProcessor(ToldOnce(exporter or OTLPSpanExporter(), endpoint)))
    return made
