"""`copydesk authority`, and what a worker and `inspect` say of a file that is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from streams import settings
from streams.cli.authority import authority
from streams.errors import AuthorityError
from tests.cli.run import copydesk

RIGHT = (
    '{"name": "Ida Tarn", "type": "person", "uri": "https://id.example/ida", "aliases": ["Ida M. Tarn"]}\n'
)


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("COPYDESK_AUTHORITY", raising=False)
    settings.settings.cache_clear()
    yield
    settings.settings.cache_clear()


def test_it_says_what_a_file_has(tmp_path: Path) -> None:
    path = tmp_path / "people.jsonl"
    path.write_text(RIGHT)
    result = CliRunner().invoke(authority, ["check", str(path)])
    assert result.output == f"{path} is right: 1 entries (1 people, 0 organisations, 0 places), 2 names.\n"


def test_it_takes_the_file_of_the_setting_or_our_own(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "our own is right" in CliRunner().invoke(authority, ["check"]).output
    settings.settings.cache_clear()
    monkeypatch.setenv("COPYDESK_AUTHORITY", "none")
    assert "nothing is linked" in CliRunner().invoke(authority, ["check"]).output


def test_a_wrong_file_is_one_sentence_and_exit_code_2(tmp_path: Path) -> None:
    path = tmp_path / "people.jsonl"
    path.write_text(RIGHT + "nobody\n")
    result = CliRunner().invoke(authority, ["check", str(path)])
    assert isinstance(result.exception, AuthorityError)
    assert result.exception.exit_code == 2
    assert str(result.exception).startswith(f"COPYDESK_AUTHORITY: {path}: line 2: it is no JSON")


def test_no_worker_starts_with_it(tmp_path: Path) -> None:
    path = tmp_path / "people.jsonl"
    path.write_text("nobody\n")
    ran = copydesk("worker", authority=str(path), data=str(tmp_path / "data"))
    assert ran.code == 2
    assert "line 1" in ran.err
    assert "Traceback" not in ran.err
