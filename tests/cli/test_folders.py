from __future__ import annotations

from pathlib import Path

import pytest

from streams.cli.folders import check_data, check_file
from streams.errors import CopydeskError, SettingsError
from tests.cli.run import copydesk


def test_a_folder_is_made_and_left_empty(tmp_path: Path) -> None:
    check_data(tmp_path / "a" / "b")
    check_data(tmp_path / "a" / "b")
    assert list((tmp_path / "a" / "b").iterdir()) == []


@pytest.mark.parametrize("command", ["broker", "worker", "demo"])
def test_a_file_in_place_of_the_folder_is_one_sentence(
    tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("COPYDESK_DATA", str(tmp_path / "file"))
    ran = copydesk(command, broker="127.0.0.1:1")
    assert ran.code == 1
    assert ran.err.strip() == f"copydesk: COPYDESK_DATA: cannot write to {tmp_path / 'file'}: File exists"


def test_below_a_file_nothing_can_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(SettingsError, match=r"COPYDESK_DATA: cannot write to .*: Not a directory"):
        check_data(tmp_path / "file" / "x")


def test_a_report_that_cannot_be_written_is_said_before_the_day(tmp_path: Path) -> None:
    ran = copydesk("demo", "--once", "--report", str(tmp_path / "no" / "r.json"), broker="127.0.0.1:1")
    assert ran.code == 1
    assert "cannot write to" in ran.err
    assert "r.json: No such file or directory" in ran.err


def test_a_file_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "r.json").write_text("old")
    check_file(tmp_path / "r.json")
    assert (tmp_path / "r.json").read_text() == "old"
    check_file(tmp_path / "new.json")
    assert not (tmp_path / "new.json").exists()
    with pytest.raises(CopydeskError, match="Is a directory"):
        check_file(tmp_path)
