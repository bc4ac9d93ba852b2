"""`copydesk webhooks`: what it says of its file. What it does stands in tests/connect and tests/e2e."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from streams import settings
from streams.cli.webhooks import webhooks
from streams.connect import group
from streams.connect.state import State
from streams.connect.subscriptions import read_subscriptions
from streams.connect.webhook import KIND, OFF
from streams.errors import SubscriptionsError
from tests.connect.test_signature import SECRET
from tests.connect.test_subscriptions import PLAIN


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("COPYDESK_SUBSCRIPTIONS", raising=False)
    settings.settings.cache_clear()
    yield
    settings.settings.cache_clear()


def run(*arguments: str, text: str = "") -> Result:
    settings.settings.cache_clear()
    return CliRunner().invoke(webhooks, list(arguments), env={"COPYDESK_SUBSCRIPTIONS": text})


def test_without_a_file_it_says_what_to_set() -> None:
    result = run()
    assert result.exit_code == 2
    assert "COPYDESK_SUBSCRIPTIONS names no TOML file" in result.output


def test_a_file_is_checked_without_a_broker() -> None:
    result = run("--check", text=PLAIN)
    assert (result.exit_code, result.output) == (
        0,
        "radio: articles.enriched to https://radio.example/hooks\n",
    )
    wrong = run("--check", text=PLAIN.replace("https://", "ftp://"))
    assert isinstance(wrong.exception, SubscriptionsError)
    assert wrong.exception.exit_code == 2


def test_only_what_is_listed_can_be_turned_on() -> None:
    result = run("--on", "paper", text=PLAIN)
    assert result.exit_code == 2
    assert "there is no subscription 'paper': there are radio" in result.output


def test_the_example_of_the_document_is_one(tmp_path: Path) -> None:
    document = (Path(__file__).parents[2] / "docs" / "webhooks.md").read_text()
    example = re.findall(r"^```toml\n(.*?)^```$", document, re.DOTALL | re.MULTILINE)[0]
    secret = tmp_path / "radio"
    secret.write_text(SECRET)
    radio, archive = read_subscriptions(example.replace("/run/secrets/radio", str(secret)))
    assert (radio.name, archive.begin, len(archive.topics)) == ("radio", "earliest", 3)


def test_the_status_says_how_far_each_has_come(monkeypatch: pytest.MonkeyPatch) -> None:
    async def behind(*_: object) -> dict[str, int]:
        return {"articles.enriched": 12, "stories": 0}

    monkeypatch.setattr(group, "behind", behind)
    monkeypatch.setenv("COPYDESK_BROKER", "localhost:1")
    result = run("--status", text=PLAIN)
    assert (result.exit_code, result.output) == (0, "radio: behind by 12 of articles.enriched\n")


def test_the_status_says_which_is_off(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    async def behind(*_: object) -> dict[str, int]:
        return {"articles.enriched": 12}

    monkeypatch.setattr(group, "behind", behind)
    monkeypatch.setenv("COPYDESK_BROKER", "localhost:1")
    monkeypatch.setenv("COPYDESK_DATA", str(tmp_path))
    state = State(tmp_path / "webhooks")  # a process that works has it while somebody asks
    state.put("radio", KIND, OFF, "https://radio.example/hooks")
    said = "radio: is off, for its subscriber answered 410 Gone (`copydesk webhooks --on radio`); behind by 12 of articles.enriched\n"
    assert run("--status", text=PLAIN).output == said
    state.put(
        "radio", KIND, OFF, "https://radio.example/before"
    )  # it has another address now, and is tried there
    assert "off" not in run("--status", text=PLAIN).output
    state.close()
