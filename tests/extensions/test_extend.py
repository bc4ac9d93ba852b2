from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from importlib.metadata import EntryPoint
from typing import Any

import orjson

from streams.article import Article, Extension
from streams.events import codec
from streams.events.schema import problem
from streams.extensions import Evidence
from streams.extensions.enrichers import Loaded
from streams.extensions.extend import Run, extended, without
from streams.extensions.installed import ENRICHERS, Installed
from streams.kinds import Disposition, Ran, Stage
from streams.verdict import Verdict
from tests.articles import NOON, article


def loaded(name: str, function: Callable[[Article], Any], version: str = "1.2.0") -> Loaded:
    return Loaded(Installed(name, f"desk-{name}", version, EntryPoint(name, "a:b", ENRICHERS)), function)


def marks(told: Article) -> dict[str, Any]:
    evidence = Evidence("mark", 0, 0, 1)
    return {"marks": [{"text": told.paragraphs[0][:1], "evidence": asdict(evidence)}]}


def broken(_: Article) -> Any:
    raise ValueError("no list")


def test_values_stand_under_the_name_with_distribution_and_version() -> None:
    told, runs = extended(article(), [loaded("marks", marks), loaded("none", lambda _: {}, "0.1")], 10.0)
    assert [run[:2] for run in runs] == [("marks", Ran.DONE), ("none", Ran.DONE)]
    assert told.extensions["none"] == Extension("desk-none", "0.1", {})
    (mark,) = told.extensions["marks"].values["marks"]
    assert mark["evidence"] == {"rule": "mark", "paragraph": 0, "start": 0, "end": 1, "score": None}
    assert told.cleaning.repairs == article().cleaning.repairs


def test_one_that_fails_costs_nothing_but_its_own_values() -> None:
    told, runs = extended(article(), [loaded("broken", broken), loaded("marks", marks)], 10.0)
    assert [(run.name, run.ran, run.detail) for run in runs] == [
        ("broken", Ran.RAISED, "ValueError: no list"),
        ("marks", Ran.DONE, ""),
    ]
    assert list(told.extensions) == ["marks"]
    assert told.cleaning.repairs == ("not-extended:broken:raised",)


def test_what_it_does_to_its_article_stays_with_it() -> None:
    def thief(given: Article) -> dict[str, Any]:
        given.stages.clear()
        return {"others": len(given.extensions)}

    stages = {Stage.CLEAN: NOON}
    told, _ = extended(article(stages=dict(stages)), [loaded("marks", marks), loaded("thief", thief)], 10.0)
    assert told.stages == stages
    assert told.extensions["thief"].values == {"others": 0}


def test_what_others_have_found_stays_and_is_none_of_its_business() -> None:
    seen: list[dict[str, Any]] = []

    def curious(given: Article) -> dict[str, Any]:
        seen.append(given.extensions)
        return {}

    before, _ = extended(article(), [loaded("marks", marks)], 10.0)
    told, _ = extended(before, [loaded("curious", curious)], 10.0)
    assert list(told.extensions) == ["marks", "curious"]
    assert seen == [{}]


def test_the_event_is_valid_and_reads_back() -> None:
    judged = without(article(verdict=Verdict(Disposition.ENRICHED)), {"mood": Ran.SET_ASIDE})
    told, _ = extended(judged, [loaded("marks", marks)], 10.0)
    written = codec.encode(told, codec.ENRICHED)
    event = orjson.loads(written)
    assert event["desk"]["extensions"]["marks"]["distribution"] == "desk-marks"
    assert event["desk"]["cleaning"]["repairs"][-1] == "not-extended:mood:set_aside"
    assert codec.decode(written).extensions == told.extensions
    event["desk"]["extensions"]["Marks"] = event["desk"]["extensions"].pop("marks")
    assert problem("article.enriched.v1", event), "a name that is none of ours"


def test_an_article_without_any_has_no_place_for_them() -> None:
    assert "extensions" not in codec.to_event(article())["desk"]
    told, runs = extended(article(), [], 10.0)
    assert (told, runs) == (article(), ())


def test_a_run_says_who_and_how() -> None:
    assert Run("marks", Ran.DONE) == ("marks", Ran.DONE, 0.0, "")
