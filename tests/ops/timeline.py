"""A made-up time line of what a worker really exposed, and the shipped rules judged on it by the real Prometheus.

A worker that is silent, down or frozen exposes the same for as long as it is. So each state is scraped once, and is
laid on the time line for as many minutes as the alerts need: promtool evaluates the rules on it, as they are shipped,
with the code that Prometheus evaluates them with.

As a real scrape would have it:
- a sample each scrape_interval, with the labels job and instance; `up` is 1, or 0 when nobody answered;
- a series that is no longer exposed is marked as stale: all of them when nobody answered.

What would not stand still in a worker that does:
- moments in Unix time (`*_timestamp_seconds`) are moved to the time line's clock, on which they then stand;
- copydesk_source_silent is judged by the worker's clock, but only of sources that it has heard for weeks (see
  streams/sources/rhythm.py); of a desk of today it stays 0, however long the silence;
- copydesk_held_articles falls when an embargo ends: scrape when none will for years;
- the tables and the index forget, after hours; no alert looks at them.

A real Prometheus may be later than the time line by LATER: what happens is seen with the next scrape, recorded by the
next evaluation, and alerted by the one after.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

from tests.ops.exposition import Exposition
from tests.ops.prometheus import HOME, promtool, seconds

CONFIG: dict[str, Any] = yaml.safe_load((HOME / "prometheus.yml").read_text())
SCRAPE = round(seconds(CONFIG["global"]["scrape_interval"]))
EVALUATION = round(seconds(CONFIG["global"]["evaluation_interval"]))
#: Seconds by which a real Prometheus may fire later than the time line has it.
LATER = SCRAPE + 2 * EVALUATION

_MOMENT = "_timestamp_seconds"
_FIRING = 'max without (alertstate) (ALERTS{alertstate="firing"})'


@dataclass(frozen=True, slots=True)
class Fires:
    """An alert by its labels, in the notation of PromQL, and the seconds of the time line between which it fires.

    It fires at each evaluation from `first` on, and not any more at `end`; None: to the end of the time line.
    """

    labels: str
    first: int
    end: int | None = None


class TimeLine:
    """The states of one worker, one after the other; `instance` is its host and port."""

    def __init__(self, instance: str) -> None:
        job, *_ = CONFIG["scrape_configs"]  # the first is that of the workers
        # What else may stand there changes labels and series (relabelling, say), and this knows nothing of it.
        assert job.keys() == {"job_name", "dns_sd_configs"}, "the time line does not do what this asks for"
        self._target = f'instance="{instance}", job="{job["job_name"]}"'
        #: What each sample of a series is, by its name and labels.
        self._samples: dict[str, list[str]] = {}
        self._length = 0

    def add(self, state: Exposition, minutes: int) -> int:
        """Goes on with `state`, for `minutes`. Returns the second of its first scrape."""
        begin = self._length * SCRAPE
        count = minutes * 60 // SCRAPE
        now = {self._labelled("up"): float(state.answered)}
        for series, value in state.values.items():
            if math.isnan(value):
                continue  # it says nothing, and promtool has no word for it
            moment = series.partition("{")[0].endswith(_MOMENT) and value > 0  # 0 is said for: never
            now[self._labelled(series)] = value - state.at + begin if moment else value
        for name in self._samples.keys() | now.keys():
            before = self._samples.setdefault(name, ["_"] * self._length)
            if name in now:
                before += [f"{now[name]:.6f}"] * count
            else:
                gone = "_" if before[-1] in ("_", "stale") else "stale"
                before += [gone, *["_"] * (count - 1)]
        self._length += count
        return begin

    def series(self) -> dict[str, str]:
        """All samples of each series, in the notation of promtool: "1x3" is four times 1, "_x3" three times none."""
        return {name: _written(samples) for name, samples in self._samples.items()}

    def judge(self, folder: Path, expected: list[Fires]) -> None:
        """Fails the test unless just these alerts fire, at any evaluation of the whole time line, and as they say.

        Each is expected to fire once, without a break. `folder` takes what promtool reads.
        """
        path = folder / "timeline.yml"
        path.write_text(yaml.safe_dump(self._test(expected)))
        promtool("test", "rules", path)

    def _labelled(self, series: str) -> str:
        name, _, labels = series.partition("{")
        inside = ", ".join(each for each in (self._target, labels.removesuffix("}")) if each)
        return f"{name}{{{inside}}}"

    def _test(self, expected: list[Fires]) -> dict[str, Any]:
        # What is recorded comes before what is alerted with it.
        files = [HOME / "rules" / "recording.yml", HOME / "rules" / "alerts.yml"]
        assert sorted(files) == sorted((HOME / "rules").glob("*.yml"))
        groups = [group["name"] for file in files for group in yaml.safe_load(file.read_text())["groups"]]
        series = [{"series": name, "values": values} for name, values in self.series().items()]
        test = {
            "interval": f"{SCRAPE}s",
            "input_series": series,
            "promql_expr_test": self._questions(expected),
        }
        return {
            "rule_files": [str(file) for file in files],
            "evaluation_interval": f"{EVALUATION}s",
            "group_eval_order": groups,
            "tests": [test],
        }

    def _questions(self, expected: list[Fires]) -> list[dict[str, Any]]:
        """When was the first evaluation at which an alert fired, when the last, and how many were there?"""
        end = (self._length - 1) * SCRAPE
        each_evaluation = f"[{end}s:{EVALUATION}s]"

        def question(text: str, answers: dict[str, int]) -> dict[str, Any]:
            samples = [{"labels": labels, "value": value} for labels, value in answers.items()]
            return {"expr": text, "eval_time": f"{end}s", "exp_samples": samples}

        firsts = {each.labels: each.first for each in expected}
        lasts = {each.labels: end if each.end is None else each.end - EVALUATION for each in expected}
        counts = {labels: (lasts[labels] - first) // EVALUATION + 1 for labels, first in firsts.items()}
        return [
            question(f"min_over_time(timestamp({_FIRING}){each_evaluation})", firsts),
            question(f"max_over_time(timestamp({_FIRING}){each_evaluation})", lasts),
            question(f"count_over_time({_FIRING}{each_evaluation})", counts),
        ]


def _written(samples: list[str]) -> str:
    return " ".join(_run(value, len(list(run))) for value, run in groupby(samples))


def _run(value: str, count: int) -> str:
    if value == "stale":
        return value
    return f"_x{count}" if value == "_" else f"{value}x{count - 1}"
