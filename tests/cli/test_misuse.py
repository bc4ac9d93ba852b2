"""Errors are one sentence that says what to do; exit code 2 for misuse, 1 for a failure, never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.run import copydesk


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("nonsense",), "No such command"),
        (("tial", "articles.raw"), "Did you mean tail?"),
        (("tail", "enriched", "--where", "langage=en"), "Did you mean language?"),
        (("feed",), "Missing argument"),
        (("feed", "-", "page.html"), "stands alone"),
        (("tail", "articles.nothing"), "articles.enriched"),
        (("tail", "articles.raw", "--where", "language"), "NAME=VALUE"),
        (("tail", "articles.raw", "--count", "0"), "--count"),
        (("inspect",), "Missing argument"),
        (("account", "--backfill"), "name it with --partition"),
        (("broker", "--data", "somewhere"), "goes with --kafka"),
        (("demo", "--seeds", "/nowhere"), "does not exist"),
    ],
)
def test_misuse_is_exit_code_2_and_says_what_is_wrong(arguments: tuple[str, ...], says: str) -> None:
    ran = copydesk(*arguments)
    assert ran.code == 2
    assert says in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    "arguments", [("worker",), ("topics",), ("tail", "articles.raw"), ("feed", "README.md")], ids=" ".join
)
def test_without_a_broker_it_says_how_to_get_one(arguments: tuple[str, ...], tmp_path: Path) -> None:
    ran = copydesk(*arguments, data=str(tmp_path), broker="")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("copydesk: no broker is running: start one with `copydesk broker`")
    assert len(ran.err.splitlines()) == 1


def test_a_broker_that_does_not_answer_is_named(tmp_path: Path) -> None:
    ran = copydesk("topics", data=str(tmp_path), broker="127.0.0.1:1")
    assert ran.code == 1
    assert "127.0.0.1:1" in ran.err
    assert "Traceback" not in ran.err


def test_a_setting_that_cannot_be_used_is_named() -> None:
    ran = copydesk("settings", partitions="many")
    assert ran.code == 1
    assert "COPYDESK_PARTITIONS" in ran.err
    assert len(ran.err.splitlines()) == 1


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    ran = copydesk("inspect", str(tmp_path / "nothing.html"))
    assert ran.code == 1
    assert "nothing.html: no such file" in ran.err
