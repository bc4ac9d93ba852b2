from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from streams.cli.dashboards import dashboards
from streams.errors import CopydeskError
from tests.docs.links import ROOT

OURS = {
    f"{folder}/{path.name}": path.read_bytes()
    for folder, source in (("dashboards", "ops/grafana/dashboards"), ("rules", "ops/prometheus/rules"))
    for path in (ROOT / source).iterdir()
}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(dashboards, arguments)


def written(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_all_of_them_are_written_as_they_are(tmp_path: Path) -> None:
    out = tmp_path / "a" / "b"
    ran = run("--out", str(out))
    assert ran.exit_code == 0
    assert written(out) == OURS
    assert {"dashboards/copydesk.json", "rules/alerts.yml"} <= OURS.keys()
    assert ran.output.count("wrote ") == len(OURS)
    assert f"rule_files: [{out}/rules/*.yml]" in ran.output


def test_a_second_time_nothing_is_written(tmp_path: Path) -> None:
    run("--out", str(tmp_path))
    before = (tmp_path / "rules" / "alerts.yml").stat().st_mtime_ns
    ran = run("--out", str(tmp_path))
    assert (ran.exit_code, ran.output.count("wrote ")) == (0, 0)
    assert (tmp_path / "rules" / "alerts.yml").stat().st_mtime_ns == before


def test_what_was_changed_is_kept_and_nothing_written_unless_forced(tmp_path: Path) -> None:
    run("--out", str(tmp_path))
    alerts, other = tmp_path / "rules" / "alerts.yml", tmp_path / "dashboards" / "sources.json"
    alerts.write_text("groups: []\n")
    other.unlink()
    (tmp_path / "rules" / "mine.yml").write_text("groups: []\n")
    ran = run("--out", str(tmp_path))
    assert isinstance(ran.exception, CopydeskError)
    assert str(ran.exception).startswith(f"{alerts} is not as this version has it, and nothing was written")
    assert alerts.read_text() == "groups: []\n"
    assert not other.exists()
    ran = run("--out", str(tmp_path), "--force")
    assert (ran.exit_code, ran.output.count("wrote ")) == (0, 2)
    assert written(tmp_path) == {**OURS, "rules/mine.yml": b"groups: []\n"}


def test_a_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ran = run("--out", str(tmp_path / "file"))
    assert isinstance(ran.exception, CopydeskError)
    assert "cannot be written: Not a directory" in str(ran.exception)
    (tmp_path / "out" / "rules" / "alerts.yml").mkdir(parents=True)
    with pytest.raises(CopydeskError, match=r"alerts\.yml cannot be written: Is a directory"):
        raise run("--out", str(tmp_path / "out")).exception or AssertionError
