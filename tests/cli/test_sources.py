"""`copydesk sources`, and what a worker and `inspect` say of a file that is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner, Result

from streams import settings
from streams.cli.sources import sources
from streams.errors import SourcesError
from streams.extensions import packs
from tests.cli.run import copydesk

RIGHT = """
[[source]]
name = "quay-post"
zone = "Europe/London"
owns = ["quaypost.example"]
[source.rights]
terms = "No archive"

[[source]]
name = "red [alert]"
metrics = false
"""
WRONG = "[[source]]\nname = 'quay-post'\nzone = 'Europe/Quay'"


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("COPYDESK_SOURCES", raising=False)
    settings.settings.cache_clear()
    yield
    settings.settings.cache_clear()


@pytest.fixture
def right(tmp_path: Path) -> Path:
    path = tmp_path / "sources.toml"
    path.write_text(RIGHT)
    return path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(sources, arguments)


def test_a_file_that_is_right_is_said_to_be(right: Path) -> None:
    done = run("check", str(right))
    assert done.exit_code == 0
    assert done.stdout == (
        f"{right} is right: 2 sources, 1 of them with a clock, 1 with figures of their own in the metrics.\n"
    )


def test_the_file_is_that_of_the_setting(right: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYDESK_SOURCES", str(right))
    assert run("check").exit_code == 0


def test_without_a_file_it_says_where_to_name_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYDESK_SOURCES", "quay-post, red")
    done = run("check")
    assert done.exit_code == 2
    assert "COPYDESK_SOURCES names no TOML file" in done.stderr
    assert "its name must end in .toml" in run("check", "README.md").stderr


def test_what_is_owned_is_checked_too(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text("[[source]]\nname = 'a'\nowns = ['main wire']")
    done = run("check", str(path))
    assert isinstance(done.exception, SourcesError)
    assert "owns of a: 'main wire' is no uri" in str(done.exception)


def test_a_folder_that_is_not_here_is_told_and_the_file_is_right(tmp_path: Path) -> None:
    path, drop = tmp_path / "sources.toml", tmp_path / "drop"
    path.write_text(f"[[source]]\nname = 'quay-post'\n[source.folder]\npath = '{drop}'\n")
    done = run("check", str(path))
    assert done.exit_code == 1
    assert "is right" in done.stdout
    assert (
        f"source 'quay-post': {drop} is no folder on this machine: make it, or mend folder.path"
        in done.stderr
    )
    drop.mkdir()
    assert run("check", str(path)).exit_code == 0


def test_the_list_shows_what_is_configured(right: Path) -> None:
    shown = run("list", str(right)).stdout
    assert "quay-post" in shown
    assert "zone Europe/London" in shown
    assert "red [alert]" in shown


def test_the_list_breaks_nothing_in_a_narrow_terminal(right: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    assert run("list", str(right)).stdout.splitlines() == [
        "quay-post",
        "  zone Europe/London, country GB, rights: terms, 1 owned",
        "red [alert]",
        "  no figures of its own",
    ]


def test_the_list_as_json_has_the_keys_of_the_file(right: Path) -> None:
    first, second = map(orjson.loads, run("list", str(right), "--json").stdout.splitlines())
    assert first == {
        "name": "quay-post",
        "zone": "Europe/London",
        "country": "GB",
        "identity": "document",
        "rights": {"terms": "No archive"},
        "owns": ["quaypost.example"],
        "metrics": True,
    }
    assert second["metrics"] is False


def test_a_worker_does_not_start_with_a_file_that_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(WRONG)
    ran = copydesk("worker", sources=str(path), data=str(tmp_path), broker="127.0.0.1:1")
    assert ran.code == 2
    assert ran.err.startswith(f"copydesk: {path}: source 1 (quay-post): zone is 'Europe/Quay'")
    assert len(ran.err.splitlines()) == 1


def test_sources_that_others_bring_are_listed_without_a_file_of_ones_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sources.toml").write_text(RIGHT)
    monkeypatch.setattr(packs, "packs", lambda: (packs.Pack("the rules 'bay'", tmp_path),))
    ran = CliRunner().invoke(sources, ["list", "--json"])
    assert ran.exit_code == 0, ran.output
    assert [orjson.loads(line)["name"] for line in ran.output.splitlines()] == ["quay-post", "red [alert]"]
    given = CliRunner().invoke(sources, ["check", "sources.txt"])
    assert "is no TOML file" in given.output
