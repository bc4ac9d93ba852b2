from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from rich.console import Console

import streams
from streams.brokers.client import Broker
from streams.cli import COMMANDS
from streams.cli.demo_view import next_steps

ROOT = Path(__file__).parents[2]


def printed() -> str:
    out = io.StringIO()
    Console(file=out, width=100).print(next_steps(Broker("127.0.0.1:9092"), "http://127.0.0.1:9464/metrics"))
    return out.getvalue()


def test_what_to_type_next_can_be_typed() -> None:
    shown = printed()
    commands = re.findall(r"\./copydesk (\w+)", shown)
    assert len(commands) >= 6
    assert set(commands) <= set(COMMANDS)
    (copy,) = re.findall(r"copydesk feed (\S+)", shown)
    assert (ROOT / copy).read_text().count("Swing bridge") == 1
    assert "http://127.0.0.1:9464/ " in shown


def test_where_there_is_no_checkout_the_command_is_on_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "__file__", str(tmp_path / "streams" / "__init__.py"))
    shown = printed()
    assert "./copydesk" not in shown
    assert "copydesk feed page.html" in shown
