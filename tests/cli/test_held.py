"""`copydesk held kill`: what it says and asks before anything is sent, and what it says of what came of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from click.testing import CliRunner

from streams.article import Article, Hold
from streams.cli import held as command
from streams.cli.handles import handle_of
from streams.errors import CopydeskError
from streams.events.raw_event import RawEvent
from streams.history.known import Carried, Known, Stories
from streams.history.orders import Orders
from streams.kinds import HoldReason
from tests.articles import article

URI, COPY = "urn:newsml:northern.example:20261127:DAM-REPAIR", "https://post.example/empty-dam"
RAW = "articles.raw/3/7"


class Desk:
    """A desk that knows two stories, and what was sent to it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, answers: Carried, is_terminal: bool) -> None:
        self.sent: list[RawEvent] = []
        self.noted: list[tuple[str, str, str]] = []
        known = Stories()
        known.by_uri = {
            URI: Known(URI, "northern-wire", "Dam to be emptied", "published"),
            COPY: Known(COPY, "valley-post", "Village braces\x1b[2J for empty dam", "copy", (URI,)),
        }

        async def send(_: Any, action: str, event: RawEvent, uri: str, note: str = "") -> str:
            self.sent.append(event)
            self.noted.append((action, uri, note))
            return RAW

        async def read(*_: Any) -> Stories:
            return known

        async def answer(*_: Any) -> Carried:
            return answers

        monkeypatch.setattr(Orders, "_send", send)
        monkeypatch.setattr(Orders, "_answer", answer)
        monkeypatch.setattr(command, "read_known", read)
        monkeypatch.setattr(command, "find", lambda _: "nowhere")
        if is_terminal:
            monkeypatch.setattr(command, "is_terminal", lambda: True)

    def run(self, *arguments: str, types: str = "") -> tuple[int, str]:
        ran = CliRunner().invoke(command.held, ["kill", *arguments], input=types)
        if isinstance(ran.exception, CopydeskError):
            return 1, f"{ran.output}{ran.exception}"
        return ran.exit_code, ran.output


def shown(monkeypatch: pytest.MonkeyPatch, name: str, *articles: Article) -> str:
    async def held(*_: Any) -> list[Article]:
        return list(articles)

    monkeypatch.setattr(command, "read_held", held)
    monkeypatch.setattr(command, "find", lambda _: "nowhere")
    ran = CliRunner().invoke(command.held, ["show", name])
    if isinstance(ran.exception, CopydeskError):
        return str(ran.exception)
    return ran.output


ALL = Carried(frozenset({URI, COPY}), answered=True)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(monkeypatch, answers=ALL, is_terminal=True)


def test_it_says_what_it_would_cancel_and_asks(desk: Desk) -> None:
    code, said = desk.run(URI, types="n\n")
    assert code == 1
    for words in (
        URI,
        COPY,
        "northern-wire",
        "valley-post",
        "Dam to be emptied",
        "Kill it and its copy? [y/N]",
    ):
        assert words in said, words
    assert "\x1b" not in said
    assert desk.sent == []


def test_only_a_yes_kills_and_what_was_canceled_is_counted(desk: Desk) -> None:
    for no in ("\n", "n\n", ""):
        desk.run(URI, types=no)
    assert desk.sent == []
    code, said = desk.run(URI, "--note", "forged letter", types="y\n")
    assert (code, len(desk.sent)) == (0, 1)
    assert f"Canceled: 2\n  {COPY}\n  {URI}" in said
    assert dict(desk.sent[0].headers)["ce_source"] == b"copydesk"
    assert b"forged letter" in desk.sent[0].value
    assert desk.noted == [("kill", URI, "forged letter")]


def test_a_typing_error_kills_nothing_and_names_the_nearest(desk: Desk) -> None:
    typed = URI.replace("REPAIR", "REPIAR")
    for arguments in ((typed,), (typed, "--yes")):
        code, said = desk.run(*arguments, types="y\n")
        assert code == 1
        assert said.endswith(
            f"nothing is known under {typed}; the nearest is {URI}. To kill it when it comes, give --remember"
        )
    assert desk.sent == []


def test_what_is_not_known_is_remembered_if_that_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(monkeypatch, answers=Carried(answered=True), is_terminal=True)
    code, said = desk.run("urn:new:1", "--remember", types="y\n")
    assert (code, len(desk.sent)) == (0, 1)
    assert "Nothing is known under urn:new:1." in said
    assert "Kill it when it comes? [y/N]" in said
    assert "Remembered" in said


def test_without_a_terminal_it_must_be_told_yes(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(monkeypatch, answers=ALL, is_terminal=False)
    code, said = desk.run(URI, types="y\n")
    assert (code, desk.sent) == (2, [])
    assert "--yes" in said
    assert "This would be canceled" in said
    assert f"the nearest is {URI}" in desk.run(URI + "x", types="y\n")[1]
    assert desk.run(URI, "--yes")[0] == 0
    assert len(desk.sent) == 1


def test_a_kill_that_no_worker_has_answered_is_no_success(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(monkeypatch, answers=Carried(), is_terminal=False)
    code, said = desk.run(URI, "--yes")
    assert code == 1
    assert f"sent as {RAW}, and not carried out" in said
    assert f"copydesk trace {RAW}" in said


def test_what_was_killed_before_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(monkeypatch, answers=Carried(answered=True), is_terminal=False)
    assert "Nothing was left to cancel" in desk.run(URI, "--yes")[1]


def test_a_handle_names_what_is_killed_and_the_question_says_what_that_is(desk: Desk) -> None:
    code, said = desk.run(handle_of(COPY), types="n\n")
    assert code == 1
    assert "This would be canceled:\n  valley-post: Village braces" in said
    assert COPY in said


def test_what_is_held_is_a_block_with_its_handle_and_its_uri_whole() -> None:
    uri = "urn:newsml:northern.example:20261127:" + "DAM-REPAIR-" * 20
    until = datetime(2026, 11, 27, 22, 0, tzinfo=UTC)
    held = article(
        uri=uri,
        headline="Dam\x1b[2J to be emptied",
        hold=Hold(HoldReason.EMBARGO, "SPERRFRIST 22 UHR", until),
    )
    lines = [line.plain for line in command.block(held)]
    assert lines[0].startswith(f"{handle_of(uri)}  embargo until 2026-11-27 22:00:00 UTC, since ")
    assert lines[-1] == f"  {uri}"
    assert "  SPERRFRIST 22 UHR" in lines
    assert "\x1b" not in "".join(lines)


def test_the_text_of_what_is_held_is_read_before_it_is_let_out(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (article(uri=URI, paragraphs=(f"Version {each}\x1b[2J.", "The end.")) for each in (1, 2))
    other = article(uri=COPY, paragraphs=("Another one.",))
    said = shown(monkeypatch, handle_of(URI), first, other, second)
    assert [said.count(each) for each in (URI, "Version 1", "Version 2", "The end.")] == [2, 1, 1, 2]
    assert ("Another one" in said, "\x1b" in said) == (False, False)
    assert shown(monkeypatch, "urn:x:none", other).startswith("nothing is held under urn:x:none")
