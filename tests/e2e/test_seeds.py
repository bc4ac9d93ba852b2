"""The made-up news day through a real worker and a real broker: every seed ends as its author said it would."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson

from streams.brokers.embedded import EmbeddedBroker
from streams.cli.demo_day import seeds
from streams.events.raw_event import RawEvent
from streams.events.schema import problem
from streams.kinds import Disposition
from streams.topology import ENRICHED, WITHHELD
from tests.cli.run import copydesk
from tests.e2e.desk import IN_ORDER, Desk, End, running_desk
from tests.machine import patience
from tests.shared import SHARED

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
#: What a seed's author says of its end; of a document with several articles, of each.
Wanted = dict[str, Any] | list[dict[str, Any]]


async def test_the_day_ends_as_expected(embedded: EmbeddedBroker, tmp_path: Path) -> None:
    expected: dict[str, Wanted] = orjson.loads((SEEDS / "_expected.json").read_bytes())
    # One partition: the day has one order, and so one outcome. Several are for test_restart.
    settings = {"COPYDESK_PARTITIONS": "1", "COPYDESK_DEADLINE_SECONDS": f"{patience(5):.0f}", **IN_ORDER}
    async with running_desk(embedded.address, tmp_path, **settings) as desk:
        events = seeds(SEEDS, datetime.now(UTC))
        await desk.send(events)
        await desk.complete()
        _check_ends(desk, expected)
        _check_dead_letters(desk, {event.name: event for event in events})
        _check_contract(desk)
        await _check_metrics(desk)
        await _check_replay(desk)


def _check_ends(desk: Desk, expected: dict[str, Wanted]) -> None:
    assert desk.account.adds_up()
    assert {str(Path(name).relative_to(SEEDS)) for name in desk.names.values()} == expected.keys()
    wrong = []
    for name, wanted in expected.items():
        ends = _ends_of(desk, name)
        parts = wanted if isinstance(wanted, list) else [wanted]
        got = [_told(desk, end, each) for end, each in zip(ends, parts, strict=True)]
        if any(told[key] != each[key] for told, each in zip(got, parts, strict=True) for key in told):
            wrong.append((name, got, wanted))
    assert not wrong


def _ends_of(desk: Desk, name: str) -> list[End]:
    """The end of each article of a seed, in their order; one that was held and let out ended when it was let out."""
    (place,) = (place for place, sent in desk.names.items() if sent == str(SEEDS / name))
    last: dict[int, End] = {}
    for end in desk.ends[place]:
        before = last.get(end.outcome.part)
        if before is None or before.outcome.disposition is Disposition.WITHHELD:
            last[end.outcome.part] = end
    return [last[part] for part in sorted(last)]


def _told(desk: Desk, end: End, wanted: dict[str, Any]) -> dict[str, Any]:
    got: dict[str, Any] = {"disposition": str(end.outcome.disposition), "reason": end.outcome.reason}
    if end.outcome.event:
        verdict = end.outcome.event["desk"]["verdict"]
        got["language"] = end.outcome.event["item"].get("language")
        if got["disposition"] == "enriched":
            got["signal"] = verdict["signal"]
        if got["disposition"] in ("duplicate", "killed") and wanted["of"]:
            original = _ends_of(desk, wanted["of"])[0].outcome.event
            assert original is not None
            got["of"] = wanted["of"] if verdict["of"] == original["item"]["uri"] else verdict["of"]
    return got


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
            uri = end.outcome.event["item"]["uri"]
            assert end.headers["ce_subject"].decode() == uri
            # What waits is keyed by its raw event, so that its tombstone means just that.
            assert end.key.decode() == (uri if end.topic != WITHHELD.name else end.headers["raw"].decode())
            if official is not None:
                official.validate(end.outcome.event["item"])


async def _check_metrics(desk: Desk) -> None:
    metrics = await desk.metrics()
    # A kill is told for each article that it cancels, and what was held ends once more when it is let out.
    told = Counter(end.outcome.disposition for ends in desk.ends.values() for end in ends)
    for kind in Disposition:
        total = sum(
            value
            for name, value in metrics.items()
            if name.startswith(f'copydesk_dispositions_total{{kind="{kind}"')
        )
        assert total == told[kind], kind
    received = sum(value for name, value in metrics.items() if name.startswith("copydesk_received_total"))
    assert received == len(desk.names)
    assert sum(desk.account.dispositions().values()) == desk.account.articles
    held = [
        end
        for ends in desk.ends.values()
        for end in ends
        if end.topic == ENRICHED.name and end.outcome.event and end.outcome.event["desk"].get("hold")
    ]
    assert metrics["copydesk_freshness_seconds_count"] == told[Disposition.ENRICHED] - len(held)
    assert metrics["copydesk_kill_seconds_count"] == told[Disposition.KILLED]
    assert metrics['copydesk_processed_total{outcome="dead",stage="clean"}'] == told[Disposition.DEAD]


async def _check_replay(desk: Desk) -> None:
    """The same version says the same of the day once more, beside the worker that runs."""
    folder = str(desk.folder / "own")
    known: dict[str, Any] = {"broker": desk.broker, "processes": "1", "deadline_seconds": "5", "data": folder}
    made = await asyncio.to_thread(copydesk, "replay", "--from", "-1h", "--into", "again", **known)
    assert made.code == 0, made.err
    assert f"{len(desk.names)} of them raw events" in made.out
    compared = await asyncio.to_thread(copydesk, "diff", "again", **known)
    assert (compared.code, compared.err.strip()) == (0, ""), compared.out
    count = desk.account.articles
    assert compared.out == f"{count} articles: {count} the same, nothing differs.\n"
