from __future__ import annotations

from importlib import import_module

import pytest
from click.testing import CliRunner

from streams.cli import COMMANDS, cli
from tests.cli.run import copydesk


def told() -> str:
    ran = CliRunner().invoke(cli, ["--help"], terminal_width=300)
    assert ran.exit_code == 0
    return ran.output


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_is_there_with_its_first_sentence(name: str) -> None:
    (line,) = (each for each in told().splitlines() if each.startswith(f"  {name} "))
    said = line.split(None, 1)[1].strip()
    command = getattr(import_module(f"streams.cli.{name}"), name)
    assert said.endswith(".")
    assert " ".join(command.help.split()).startswith(said)


def test_no_command_is_loaded_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def loads(name: str) -> None:
        raise AssertionError(name)

    monkeypatch.setattr("streams.cli.import_module", loads)
    assert "A made-up news day" in told()


def test_a_process_prints_it() -> None:
    ran = copydesk("--help")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Usage: copydesk [OPTIONS] COMMAND [ARGS]...")
