"""`copydesk stories`: what it lists, and how."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from click.testing import CliRunner

from streams.cli import stories as command
from streams.cli.stories import block
from streams.history.stories import Running
from tests.history.test_stories import ID, event, story

NOW = datetime(2026, 11, 21, 13, 5, tzinfo=UTC)
KNOWN = [
    story(1, reports=3, articles=7),
    story(2, title="Bank\x1b[2J run", languages=["fr"]),
    story(3, articles=1, reports=1, status="new"),
    story(4, status="quiet"),
]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Any:
    async def read(*_: Any) -> list[Running]:
        return KNOWN

    monkeypatch.setattr(command, "read_stories", read)
    monkeypatch.setattr(command, "find", lambda _: "nowhere")
    return lambda *arguments: CliRunner().invoke(command.stories, arguments)


def test_it_lists_what_several_articles_tell_now(run: Any) -> None:
    said = run().stdout
    assert [ID.format(number) in said for number in (1, 2, 3, 4)] == [True, True, False, False]
    assert "7 articles, 3 independent reports, 2 sources" in said
    assert said.count("\n\n") == 1, "one empty line between two stories"
    assert "\x1b" not in said


def test_all_are_all(run: Any) -> None:
    said = run("--all").stdout
    assert all(ID.format(number) in said for number in (1, 2, 3, 4))
    assert "1 article, 1 independent report," in said


@pytest.mark.parametrize(("tag", "found"), [("fr", 1), ("FR-ca", 1), ("de", 1), ("pl", 0)])
def test_a_language_is_one_of_those_that_tell_it(run: Any, tag: str, found: int) -> None:
    said = run("--language", tag).stdout
    assert said.count("urn:copydesk:story:") == found
    assert found or "No story in pl is told by several articles now" in said


def test_json_is_one_event_a_line(run: Any) -> None:
    lines = [orjson.loads(line) for line in run("--json").stdout.splitlines()]
    assert lines == [event(1, reports=3, articles=7), event(2, title="Bank\x1b[2J run", languages=["fr"])]


def test_serve_lists_nothing(run: Any) -> None:
    ran = run("--serve", "--all")
    assert ran.exit_code == 2
    assert "--serve runs the stories and lists none" in ran.output


def test_without_any_it_says_what_may_be_missing(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async def read(*_: Any) -> list[Running]:
        return []

    monkeypatch.setattr(command, "read_stories", read)
    assert "COPYDESK_STORIES on" in run().stdout


def test_a_block_says_when_where_and_what_is_new() -> None:
    assert [line.plain for line in block(story(), NOW)] == [
        "Rockfall shuts tunnel",
        "  growing, begun 65 min ago, last 5 min ago: 2 articles, 2 independent reports, 2 sources",
        "  in en, de",
        "  from wire, post",
        "  about Bergen",
        "  latest, 25% new: Rocks fall",
        f"  {ID.format(1)}",
        "  urn:b",
    ]


def test_uris_stand_whole_on_lines_of_their_own() -> None:
    told = event()
    told["latest"][0] |= {"uri": "https://post.example/" + "x" * 300}
    lines = [line.plain for line in block(story(latest=told["latest"]), NOW)]
    assert "  https://post.example/" + "x" * 300 in lines


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(seconds=-3), "last 0 s ago"),
        (timedelta(seconds=40), "last 40 s ago"),
        (timedelta(hours=7), "last 7 h ago"),
        (timedelta(days=3), "last 3 days ago"),
    ],
)
def test_ages_are_short(ago: timedelta, said: str) -> None:
    assert said in next(iter(list(block(story(), story().changed + ago))[1:])).plain
