"""The made-up news day through a real worker and a real broker: every seed ends as its author said it would."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson

from streams.engine.broker import EmbeddedBroker
from streams.events.schema import problem
from streams.feed.files import find_files, read_file
from streams.feed.raw_event import RawEvent
from tests.e2e.desk import Desk, running_desk
from tests.shared import SHARED

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


def seeds() -> list[RawEvent]:
    events = [event for path in find_files([str(SEEDS)]) for event in read_file(path, datetime.now(UTC))]
    assert all(isinstance(event, RawEvent) for event in events)
    return [event for event in events if isinstance(event, RawEvent)]


async def test_the_day_ends_as_expected(embedded: EmbeddedBroker, tmp_path: Path) -> None:
    expected: dict[str, dict[str, Any]] = orjson.loads((SEEDS / "_expected.json").read_bytes())
    # One partition: the day has one order, and so one outcome. Several are for test_restart.
    async with running_desk(
        embedded.address, tmp_path, COPYDESK_PARTITIONS="1", COPYDESK_DEADLINE_SECONDS="5"
    ) as desk:
        events = seeds()
        await desk.send(events)
        await desk.complete()
        _check_ends(desk, expected)
        _check_dead_letters(desk, {event.name: event for event in events})
        _check_contract(desk)
        await _check_metrics(desk)


def _check_ends(desk: Desk, expected: dict[str, dict[str, Any]]) -> None:
    assert desk.account.adds_up()
    assert {str(Path(name).relative_to(SEEDS)) for name in desk.names.values()} == expected.keys()
    wrong = []
    for name, wanted in expected.items():
        end = desk.end(str(SEEDS / name))
        got: dict[str, Any] = {"disposition": str(end.outcome.disposition), "reason": end.outcome.reason}
        if end.outcome.event:
            verdict = end.outcome.event["desk"]["verdict"]
            got["language"] = end.outcome.event["item"].get("language")
            if got["disposition"] == "enriched":
                got["signal"] = verdict["signal"]
            if got["disposition"] == "duplicate":
                original = desk.end(str(SEEDS / wanted["of"])).outcome.event
                assert original is not None
                got["of"] = wanted["of"] if verdict["of"] == original["item"]["uri"] else verdict["of"]
        if any(got[key] != wanted[key] for key in got):
            wrong.append((name, got, wanted))
    assert not wrong


def _check_dead_letters(desk: Desk, sent: dict[str, RawEvent]) -> None:
    for place, (end, *_) in desk.ends.items():
        if end.topic != "articles.dead":
            continue
        event = sent[desk.names[place]]
        assert end.value == event.value
        assert end.key == event.key
        assert dict(event.headers).items() <= end.headers.items()
        assert end.headers["dead-stage"] == b"clean"
        assert end.headers["dead-attempts"] == b"1"


def _check_contract(desk: Desk) -> None:
    ninjs = SHARED / "iptc" / "ninjs"
    official: Any = None
    if ninjs.exists():
        geo = orjson.loads((ninjs / "GeoJSON-schema.json").read_bytes())
        registry = jsonschema_rs.Registry([("https://geojson.org/schema/GeoJSON.json", geo)])
        schema = orjson.loads((ninjs / "ninjs-schema_3.1.json").read_bytes())
        official = jsonschema_rs.Draft202012Validator(schema, registry=registry, validate_formats=True)
    ids = Counter(end.headers["ce_id"] for ends in desk.ends.values() for end in ends if end.outcome.event)
    assert max(ids.values()) == 1
    for ends in desk.ends.values():
        for end in ends:
            if end.outcome.event is None:
                continue
            name = end.headers["ce_type"].decode().removeprefix("copydesk.")
            assert problem(name, end.outcome.event) is None
            assert end.headers["ce_subject"].decode() == end.outcome.event["item"]["uri"] == end.key.decode()
            if official is not None:
                official.validate(end.outcome.event["item"])


async def _check_metrics(desk: Desk) -> None:
    metrics = await desk.metrics()
    counted = desk.account.dispositions()
    for kind, count in counted.items():
        total = sum(
            value
            for name, value in metrics.items()
            if name.startswith(f'copydesk_dispositions_total{{kind="{kind}"')
        )
        assert total == count, kind
    received = sum(value for name, value in metrics.items() if name.startswith("copydesk_received_total"))
    assert received == sum(counted.values()) == len(desk.names)
    assert metrics["copydesk_freshness_seconds_count"] == counted["enriched"]
    assert metrics['copydesk_processed_total{outcome="dead",stage="clean"}'] == counted["dead"]
