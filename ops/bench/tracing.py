"""What tracing costs a worker for each event and stage: off, on, and with a trace that is not sampled.

Run: `.venv/bin/python ops/bench/tracing.py [COUNT]`. Processor time of the whole process, the thread that encodes the
spans for OTLP with it; they are sent to nobody.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

from streams.events import codec
from streams.events.cloudevents import headers_of
from streams.kinds import Stage
from streams.runtime.desk import Desk
from streams.runtime.spans import RawIds, provider
from streams.runtime.tracing import Tracing
from streams.runtime.window import Output, Work
from streams.topology import CLEAN, RAW

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.articles import NOON, article


class Encoder(SpanExporter):
    """Encodes spans, and sends them nowhere."""

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Encodes them."""
        encode_spans(spans).SerializeToString()
        return SpanExportResult.SUCCESS


def _desk(tracing: Tracing | None, work: Work) -> Any:
    """A desk whose guarded work is done already."""

    async def guarded(*_: Any) -> Work:
        return work

    desk = Desk.__new__(Desk)
    desk._tracing = tracing
    desk._guarded = guarded  # type: ignore[assignment,method-assign]
    return desk


async def _seconds(desk: Any, message: Any, count: int, direct: bool = False) -> float:
    begun = time.process_time()
    for number in range(count):
        if direct:
            await desk._guarded(Stage.CLEAN, message, None)
        else:
            await desk._traced(Stage.CLEAN, message, None)
        if number % 100 == 0:
            await asyncio.sleep(0.01)  # the thread that encodes gets on, as between the events of a wire
    return time.process_time() - begun


async def main(count: int) -> None:
    """Prints microseconds for each event and stage."""
    ours = article()
    event = Output(CLEAN.name, b"k", codec.encode(ours, codec.CLEAN), headers_of(codec.CLEAN, ours, NOON))
    ids = RawIds()
    tracing = Tracing(provider(ids, "nowhere", Encoder()), ids, "copydesk")
    headers = [("ce_source", b"post"), ("content-type", b"text/html")]
    raw = SimpleNamespace(topic=RAW.name, partition=0, offset=7, headers=headers, value=b"<p>")
    unsampled = [*headers, ("ce_traceparent", b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00")]
    not_sampled = SimpleNamespace(**{**vars(raw), "headers": unsampled})
    off, on = _desk(None, Work((event,))), _desk(tracing, Work((event,)))
    bare = await _seconds(off, raw, count, direct=True)
    for name, desk, message in (("off", off, raw), ("on", on, raw), ("not sampled", on, not_sampled)):
        cost = await _seconds(desk, message, count) - bare
        print(f"{name}: {cost / count * 1e6:.2f} µs for each event and stage")
    await tracing.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("count", type=int, nargs="?", default=20_000, metavar="COUNT")
    asyncio.run(main(parser.parse_args().count))
