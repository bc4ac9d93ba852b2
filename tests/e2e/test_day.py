"""The scripted day on a real Kafka: the life of its stories is told in the order that its author wrote down."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from streams.cli.demo_day import seeds, timed_seeds
from streams.history.dispositions import as_text
from streams.topology import DUPLICATES, ENRICHED, NOTICES, WITHHELD
from tests.e2e.desk import IN_ORDER, Desk, running_desk
from tests.e2e.topics import Listener, Told, listening
from tests.machine import patience
from tests.waiting import until

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
#: The stories of the life begin with the seeds of this hour.
BEGINS = "1800"
#: The end of an embargo that is waited for, in seconds from its sending: its article is to be read, and held, before.
EMBARGO = 4

#: By topic and uri, what was told there, in its order; None is a tombstone.
Life = dict[str, dict[str, list[dict[str, Any] | None]]]


async def test_the_life_of_the_day_is_told_as_expected(real_kafka: str, tmp_path: Path) -> None:
    expected: Life = orjson.loads((SEEDS / "_life.json").read_bytes())
    # One partition: the day has one order, and so one outcome.
    settings = {"COPYDESK_PARTITIONS": "1", "COPYDESK_DEADLINE_SECONDS": "5", **IN_ORDER}
    async with running_desk(real_kafka, tmp_path, **settings) as desk, listening(real_kafka) as topics:
        now = datetime.now(UTC)
        await desk.send(seeds(SEEDS, now))
        await desk.complete()
        ends = datetime.now(UTC) + timedelta(seconds=patience(EMBARGO))
        await desk.send(timed_seeds(SEEDS, datetime.now(UTC), ends))
        await desk.complete()
        with contextlib.suppress(AssertionError):
            await until(lambda: told(desk, topics) == expected)
        # Said again for the difference.
        assert told(desk, topics) == expected
        released = topics.enriched("urn:newsml:tidewater.example:20261121:IRELAND-BUDGET")
        assert [each.at >= ends.timestamp() - 0.001 for each in released] == [True]
        assert desk.account.adds_up()


def told(desk: Desk, topics: Listener) -> Life:
    """All that the seeds of the life led to."""
    places = {as_text(place) for place, name in desk.names.items() if Path(name).name >= BEGINS}
    life: defaultdict[str, defaultdict[str, list[dict[str, Any] | None]]] = defaultdict(
        lambda: defaultdict(list)
    )
    waits: dict[str, str] = {}  # the key of a held article -> its uri
    for each in topics.told:
        if each.event is None:
            if each.key in waits:
                life[each.topic][waits[each.key]].append(None)
            continue
        if _raw_of(each) not in places:
            continue
        uri = each.event["item"]["uri"] if "item" in each.event else each.event["uri"]
        if each.topic == WITHHELD.name:
            waits[each.key] = uri
        life[each.topic][uri].append(_READ[each.topic](each.event))
    return {topic: dict(uris) for topic, uris in life.items()}


def _raw_of(each: Told) -> str:
    raw = each.event["desk"]["raw"] if "desk" in each.event else None
    place = str(each.event["raw"]) if raw is None else f"{raw['topic']}/{raw['partition']}/{raw['offset']}"
    return place.partition("#")[0]


def _published(event: dict[str, Any]) -> dict[str, Any]:
    verdict, hold = event["desk"]["verdict"], event["desk"].get("hold")
    found: dict[str, Any] = {"pubStatus": event["item"]["pubStatus"], "signal": verdict["signal"]}
    if verdict["supersedes"]:
        # Without a version it is the beginning of the text's hash.
        numbered = verdict["supersedes"].isdecimal() and len(verdict["supersedes"]) < 16
        found["supersedes"] = verdict["supersedes"] if numbered else "text"
    if kinds := list(dict.fromkeys(change["kind"] for change in verdict["changes"])):
        found["changes"] = kinds
    if verdict["takes"]:
        found["takes"] = verdict["takes"]
    if verdict["kill"]:
        found |= {"killed_by": verdict["kill"]["uri"], "has_text": "bodies" in event["item"]}
    if hold:
        found["released_from"] = hold["reason"]
    if event["desk"].get("partial"):
        found["partial"] = True
    return found


def _reported(event: dict[str, Any]) -> dict[str, Any]:
    verdict = event["desk"]["verdict"]
    found = {"disposition": verdict["disposition"], "signal": verdict["signal"], "of": verdict["of"]}
    return {name: value for name, value in found.items() if value is not None}


def _withheld(event: dict[str, Any]) -> dict[str, Any]:
    hold = event["desk"]["hold"]
    # What ends while one watches ends at another time each day.
    far = {"until": hold["until"]} if (hold.get("until") or "") > "2090" else {}
    return {"reason": hold["reason"], **far}


def _noticed(event: dict[str, Any]) -> dict[str, Any]:
    return {name: event[name] for name in ("kind", "of") if name in event}


_READ = {
    ENRICHED.name: _published,
    DUPLICATES.name: _reported,
    WITHHELD.name: _withheld,
    NOTICES.name: _noticed,
}
