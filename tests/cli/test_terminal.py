from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from streams.cli.terminal import bar, ending_of, line_of
from tests.cli.test_terminal_safety import record

KILL = {"uri": "urn:x:1", "raw": "articles.raw/0/1", "at": "2026-11-21T20:00:00Z", "words": "It was forged."}
CHANGES = [{"kind": kind, "before": None, "after": "x"} for kind in ("number", "name", "number")]


def ended(disposition: str, signal: str = "new", **more: Any) -> str:
    verdict: dict[str, Any] = {"disposition": disposition, "signal": signal, "of": None, "supersedes": None}
    verdict |= {"changes": [], "kill": None, "takes": [], "release": None}
    desk = {name: more.pop(name) for name in ("hold",) if name in more}
    item = {"uri": more.pop("uri", "urn:x:1"), "pubStatus": more.pop("status", "usable")}
    return ending_of(item, {**desk, "verdict": verdict | more}).strip()


@pytest.mark.parametrize(
    ("disposition", "more", "words"),
    [
        ("enriched", {}, ""),
        (
            "enriched",
            {"signal": "correction", "changes": CHANGES, "supersedes": "3"},
            "correction: number, name",
        ),
        ("enriched", {"signal": "silent_edit", "changes": CHANGES[:1]}, "silent edit: number"),
        ("enriched", {"signal": "update", "supersedes": "3"}, "update of version 3"),
        ("enriched", {"signal": "update"}, "update"),
        (
            "enriched",
            {"signal": "silent_edit", "changes": CHANGES, "reverts": "3"},
            "silent edit, back to an earlier text",
        ),
        ("enriched", {"signal": "take", "takes": [1]}, "take 1"),
        ("enriched", {"signal": "take", "takes": [1, 3]}, "takes 1, 3"),
        ("enriched", {"signal": "take", "takes": [1, 2, 3]}, "takes 1-3"),
        ("enriched", {"hold": {"reason": "withheld", "words": "x"}}, "released"),
        ("killed", {"kill": KILL}, "KILLED: It was forged."),
        ("killed", {"kill": KILL, "uri": "urn:copy"}, "KILLED by the kill of urn:x:1"),
        ("killed", {"kill": KILL | {"words": None}}, "KILLED"),
        ("enriched", {"kill": KILL, "status": "canceled"}, "KILLED: It was forged."),
        ("withheld", {"hold": {"reason": "withheld", "words": "legal"}}, "held, withheld: legal"),
        ("withheld", {"hold": {"reason": "unclear_embargo", "words": "soon"}}, "held, unclear embargo: soon"),
        ("withheld", {"hold": {"reason": "doubtful", "words": "8 % of it"}}, "held, doubtful: 8 % of it"),
        ("withheld", {"hold": {"until": "2099-01-06T00:01:00Z"}}, "held until 2099-01-06 00:01 UTC"),
        ("signal", {"signal": "release"}, "release of urn:x:1"),
        ("duplicate", {"of": "urn:y", "similarity": 0.95, "method": "near"}, "copies urn:y (95% near)"),
        (
            "duplicate",
            {"of": "urn:y", "similarity": 0.42, "method": "part", "links": [{"uri": "urn:y", "share": 0.98}]},
            "copies urn:y (98% part)",
        ),
        ("enriched", {"of": "urn:y", "retold": "articles.raw/0/1"}, "now told as a copy of urn:y"),
        ("stale", {}, "stale"),
    ],
)
def test_what_became_of_it(disposition: str, more: dict[str, Any], words: str) -> None:
    assert ended(disposition, **more) == words


def test_an_embargo_of_today_is_told_by_the_clock() -> None:
    until = datetime.now(UTC) + timedelta(minutes=5)
    assert ended("withheld", hold={"until": until.isoformat()}) == f"held until {until:%H:%M:%S}"


def test_what_is_not_decided_has_no_end() -> None:
    assert ending_of({"uri": "urn:x:1"}, {}) == ""


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        (
            "copydesk.order.v1",
            b'{"kind": "kill", "uri": "urn:x:1", "by": "anna", "note": "It was forged."}',
            "kill, by anna, It was forged.",
        ),
        (
            "copydesk.notice.v1",
            b'{"kind": "unclear_embargo", "headline": "Toll to come", "words": "AFTER THE SPEECH"}',
            "unclear_embargo, Toll to come, AFTER THE SPEECH",
        ),
        (
            "copydesk.source.connection.v1",
            b'{"kind": "feed", "failing": true, "why": "no"}',
            "feed, fails, no",
        ),
        ("copydesk.story.v1", b'{"title": "Quay closes", "status": "new"}', "new, Quay closes"),
        ("copydesk.order.v1", b"[1]", "3 bytes"),
        ("copydesk.article.raw.v1", b'{"kind": "kill"}', "16 bytes"),
    ],
)
def test_an_event_that_is_no_article_says_what_it_tells(kind: str, value: bytes, said: str) -> None:
    headers = {"ce_type": kind, "ce_source": "copydesk", "ce_subject": "urn:x:1"}
    shown = line_of(record(value, "desk.notices"), headers).plain
    assert shown.split("urn:x:1  ", 1)[1] == said


def test_a_bar_leaves_nothing_in_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    with bar("reading") as progress:
        progress(1, 2)
    assert capsys.readouterr().err == ""
