"""What a worker says of itself on /metrics at one moment, as a Prometheus reads it."""

from __future__ import annotations

import asyncio
import json
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field

from prometheus_client.parser import text_string_to_metric_families


@dataclass(frozen=True, slots=True)
class Exposition:
    """The `values` of all series by their name and labels, as in `copydesk_received_total{format="html"}`.

    `at` is when they were read, in Unix time: what is exposed may be the same later. `answered` is False, and `values`
    empty, when nobody answered.
    """

    at: float = field(compare=False)
    answered: bool
    values: Mapping[str, float] = field(default_factory=dict)

    def of(self, name: str, **labels: str) -> list[float]:
        """The values of the series of that name that have these labels."""
        wanted = [f"{key}={json.dumps(value)}" for key, value in labels.items()]
        return [
            value
            for series, value in self.values.items()
            if series.partition("{")[0] == name and all(each in series for each in wanted)
        ]


def read(text: str, at: float) -> Exposition:
    """The exposition in `text`, which is in the text format of Prometheus."""
    found = (sample for family in text_string_to_metric_families(text) for sample in family.samples)
    return Exposition(at, True, {series(sample.name, sample.labels): sample.value for sample in found})


def series(name: str, labels: Mapping[str, str]) -> str:
    """A series as PromQL writes it."""
    inside = ", ".join(f"{key}={json.dumps(labels[key], ensure_ascii=False)}" for key in sorted(labels))
    return f"{name}{{{inside}}}"


async def scrape(url: str) -> Exposition:
    """What is exposed at `url` now. That nothing listens there is an answer, too; any other failure is raised."""
    at = time.time()
    try:
        text = await asyncio.to_thread(lambda: urllib.request.urlopen(url, timeout=10).read().decode())
    except urllib.error.URLError as error:
        if isinstance(error.reason, ConnectionRefusedError):
            return Exposition(at, False)
        raise
    return read(text, at)
