"""`copydesk settings`: a block for each, whole in a narrow terminal; nothing in it is taken for markup."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from click.testing import CliRunner

from streams import settings
from streams.cli.settings import settings as command
from streams.settings import Settings

LONG = "/srv/desk/" + "a-folder-with-a-long-name/" * 4 + "sources [london].toml"


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("COLUMNS", "40")
    settings.settings.cache_clear()
    yield
    settings.settings.cache_clear()


def test_values_and_meanings_are_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYDESK_SOURCES", LONG)
    monkeypatch.setenv("COPYDESK_CONTACT", "desk@quay.example")
    lines = CliRunner().invoke(command).output.splitlines()
    assert f"COPYDESK_SOURCES  {LONG}" in lines
    assert "COPYDESK_BROKER  -" in lines
    assert len(lines) == 2 * len(Settings.model_fields)
    at = lines.index("COPYDESK_INGEST_HOST  127.0.0.1")
    assert lines[at + 1] == "  address at which `copydesk connect` takes documents for [source.http]"


def test_no_secret_and_no_control_character_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYDESK_SASL_PASSWORD", "hunter2")
    monkeypatch.setenv("COPYDESK_APP_ID", "desk\x1b[2J")
    said = CliRunner().invoke(command).output
    assert "hunter2" not in said
    assert "\x1b" not in said
