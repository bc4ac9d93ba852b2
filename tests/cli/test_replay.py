"""`copydesk replay` and `copydesk diff` as a user meets them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner, Result

from streams.cli import diff as diff_command
from streams.cli import replay as replay_command
from streams.history.replay.diff import Diff
from streams.topology import DUPLICATES, ENRICHED
from tests.history.replay.day import note
from tests.history.replay.test_diff import diff_of
from tests.history.replay.test_sides import told


def asked(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[Result, list[Any]]:
    """What the command says, and what it would have replayed."""
    given: list[Any] = []

    def replayed(known: object, *rest: Any) -> Any:
        given.extend(rest)
        return note(unreadable=2).ended(12, 2, 4)

    monkeypatch.setattr(replay_command, "_replayed", replayed)
    return CliRunner().invoke(replay_command.replay, arguments), given


def test_a_range_is_named_by_times_or_by_how_long_ago(monkeypatch: pytest.MonkeyPatch) -> None:
    said, (prefix, since, until, warm) = asked(
        monkeypatch, "--from", "-90m", "--to", "2026-11-21T06:00:00Z", "--into", "r1", "--warm", "2h"
    )
    assert said.exit_code == 0
    assert abs(datetime.now(UTC) - timedelta(minutes=90) - since) < timedelta(minutes=1)
    assert (prefix, until) == ("r1", datetime(2026, 11, 21, 6, tzinfo=UTC))
    assert warm == timedelta(hours=2)
    assert "3000 of them raw events" in said.output
    assert "4 documents needed more than COPYDESK_DEADLINE_SECONDS" in said.output
    assert "2 raw events stand in batches that cannot be read" in said.output
    assert said.output.endswith("See what differs: copydesk diff r1\n")


def test_without_a_word_it_remembers_as_long_as_the_desk_and_makes_a_prefix(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, (prefix, _, until, warm) = asked(monkeypatch, "--from", "-2h")
    assert prefix.startswith("replay-20")
    assert (until, warm) == (None, timedelta(hours=72))
    assert asked(monkeypatch, "--from", "-2h", "--warm", "0")[1][3] == timedelta(0)
    assert asked(monkeypatch, "--from", "articles.raw/3/12")[1][1] == "articles.raw/3/12"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "say from when"),
        (("--from", "yesterday"), "is no ISO time"),
        (("--from", "-2h", "--warm", "long"), "is no length of time such as 72h"),
        (("--drop", "r1", "--from", "-2h"), "--drop stands alone"),
    ],
)
def test_misuse(monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], says: str) -> None:
    said, given = asked(monkeypatch, *arguments)
    assert (said.exit_code, given) == (2, [])
    assert says in said.output


def compared(monkeypatch: pytest.MonkeyPatch, found: Diff, *arguments: str) -> Result:
    async def compare(*_: Any) -> Diff:
        return found

    monkeypatch.setattr(diff_command, "compare", compare)
    monkeypatch.setattr(diff_command, "find", lambda _: "nobody")
    return CliRunner().invoke(diff_command.diff, ["r1", *arguments], standalone_mode=False)


def test_what_differs_is_counted_and_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    copy, new = told(DUPLICATES.name, "duplicate", of="o\x1b[2J"), told(ENRICHED.name, "enriched")
    found = diff_of(tmp_path, [copy], [new], {})
    found.open, found.foreign = 3, 1
    said = compared(monkeypatch, found)
    assert said.return_value == 1
    assert said.output.strip().startswith("1 article: 0 the same, 1 differs.\n3 had no end at the desk")
    assert "1 of them may differ only because the replay has not read what came before" in said.output
    words = " ".join(said.output.split())
    assert "1 disposition duplicate → enriched 1" in words
    assert "decision.of articles.raw/0/1 u (may stem from before the range) - o [2J" in words
    assert "\x1b" not in said.output


def test_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    said = compared(monkeypatch, Diff(note(), same=4), "--json")
    assert said.return_value == 0
    told = orjson.loads(said.output)
    assert (told["same"], told["different"], told["fields"], told["examples"]) == (4, 0, {}, [])
