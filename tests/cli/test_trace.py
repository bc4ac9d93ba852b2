"""What `copydesk trace` prints: for people, as JSON, and never a control character of the copy."""

from __future__ import annotations

import dataclasses
import io
import sys
from typing import Any

import orjson
import pytest
from rich.console import Console

from streams.brokers.client import Broker
from streams.cli import main
from streams.cli import trace as trace_module
from streams.cli.trace import as_list, as_object, show_list, show_path
from streams.history.path import Path
from streams.history.search import Candidate, Rank
from streams.history.trace import Answer
from tests.articles import NOON, PARAGRAPHS, article
from tests.cli.run import copydesk
from tests.cli.test_terminal_safety import EVIL, LITERAL, controls, poisoned
from tests.runtime.papers import Papers
from tests.stories.test_kill import copy, kill

URI = article().uri


async def a_path(asked: str = URI) -> Answer:
    papers = Papers()
    papers.tell(article(version="1"), 0)
    papers.tell(copy(1, paragraphs=PARAGRAPHS), 1)
    papers.tell(article(version="2", headline="Quay to close"), 2)
    papers.die(papers.receive(URI, 3), 3)
    for minute in range(4, 9):
        papers.tell(article(version="2", headline="Quay to close"), minute)
    papers.tell(kill(9, ed_note="withdrawn"), 9)
    return await papers.ask(asked)


def some(count: int) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(f"urn:{number}", Rank.HEADLINE, NOON, "wire", f"Quay {number}", ends="enriched")
        for number in range(count)
    )


def printed(show: Any, *what: Any, width: int = 200) -> str:
    out = io.StringIO()
    show(Console(file=out, width=width, color_system=None, highlight=False), *what)
    return out.getvalue()


async def test_a_line_a_step_and_at_the_end_what_readers_have() -> None:
    answer = await a_path()
    shown = printed(show_path, answer.path)
    lines = [line.rstrip() for line in shown.splitlines()]
    assert lines[1] == URI
    assert (
        lines[2].split()
        == f"2026-11-21 12:00:00.000 wire articles.raw/0/0 came from harbour-post as {URI}".split()
    )
    assert any("superseded by version 2 at 12:02:00" in line for line in lines)
    assert any(
        "dead: deadline: no end after 5 s; `copydesk redrive --reason deadline` puts it back" in line
        for line in lines
    )
    # Of five repeats the first and the last are shown.
    assert sum("repeat: the same text came before" in line for line in lines) == 2
    assert any("3 more repeats" in line for line in lines)
    assert "Sent again without anything new: 5 times" in lines
    assert lines[-1].startswith(
        "Readers were told at 2026-11-21 12:09:00 that it is canceled: killed by articles.raw/0/9"
    )


async def test_json_has_all_steps() -> None:
    answer = await a_path(copy(1).uri)
    told = orjson.loads(orjson.dumps(as_object("x", answer), option=orjson.OPT_UTC_Z))
    assert told["asked"] == "x"
    assert told["uri"] == copy(1).uri
    assert [step["stage"] for step in told["steps"]] == [
        "wire",
        "clean",
        "decide",
        "wire",
        "clean",
        "decide",
        "enrich",
    ]
    assert set(told["steps"][0]) == {"time", "stage", "place", "kind", "words", "raw", "uri", "repeat"}
    assert told["readers"]["state"] == "canceled"
    assert told["original"]["uri"] == URI


def test_a_list_has_twenty_stories_each_with_its_uri_on_a_line_of_its_own() -> None:
    found = some(30)
    shown = printed(show_list, found, width=40).splitlines()
    assert [line[2:] for line in shown if line.startswith("  ")][1::2] == [each.uri for each in found[:20]]
    assert shown[-1] == "30 stories fit: the newest 20 of them are shown."
    told = as_list("quay", some(30))
    assert (told["count"], len(told["found"])) == (30, 20)
    assert printed(show_list, some(2)).splitlines()[-1] == "2 stories fit: name one by its uri or place."


@pytest.mark.parametrize("width", [60, 4000])
async def test_nothing_of_the_copy_reaches_the_terminal_as_it_is(width: int) -> None:
    path = (await a_path()).path
    assert path is not None
    evil = poisoned(dataclasses.asdict(path), ("kind", "state"))
    steps = tuple(type(path.steps[0])(**step) for step in evil["steps"])
    versions = tuple(type(path.versions[0])(**version) for version in evil["versions"])
    readers = type(path.readers)(**evil["readers"])
    wrong = Path(**{**evil, "steps": steps, "versions": versions, "readers": readers})
    found = Candidate(EVIL, Rank.URI, NOON, EVIL, EVIL, ends=EVIL)
    shown = printed(show_path, wrong, (found,), width=width) + printed(show_list, (found, found), width=width)
    assert not controls(shown)
    if width > 1000:
        assert shown.count(LITERAL) > 20


def run(monkeypatch: pytest.MonkeyPatch, answer: Answer, *arguments: str) -> int:
    async def found(*_: object) -> Answer:
        return answer

    command = sys.modules["streams.cli.trace"]
    monkeypatch.setattr(command, "trace_story", found)
    monkeypatch.setattr(command, "find", lambda _: Broker("nowhere:9"))
    monkeypatch.setattr(sys, "argv", ["copydesk", "trace", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def test_several_are_listed_and_none_is_a_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, Answer(None, some(2)), "quay") == 0
    assert "urn:1" in capsys.readouterr().out
    assert run(monkeypatch, Answer(None, some(2)), "quay", "--json") == 0
    assert [each["uri"] for each in orjson.loads(capsys.readouterr().out)["found"]] == ["urn:0", "urn:1"]
    for arguments in (("harwich", "quay"), ("harwich quay", "--json")):
        assert run(monkeypatch, Answer(None), *arguments) == 1
        out, err = capsys.readouterr()
        assert out == ""
        assert err.strip().startswith("copydesk: no story is found under 'harwich quay'")
        assert len(err.strip().splitlines()) == 1
    assert run(monkeypatch, Answer(None), EVIL, "--since", "2026-11-21") == 1
    err = capsys.readouterr().err
    assert "in the time that was read" in err
    assert not controls(err)


@pytest.mark.long
def test_it_takes_a_name() -> None:
    assert trace_module is not None
    ran = copydesk("trace")
    assert ran.code == 2
    assert "Missing argument" in ran.err
    assert copydesk("trace", "quay", "--since", "yesterday").code == 2
