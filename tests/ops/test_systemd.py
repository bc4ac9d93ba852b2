"""systemd reads the units without a word, and they hold what the runbook says of a worker's end. None is started here."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from streams.cli import COMMANDS
from streams.settings import Settings
from streams.worker import END

UNITS = Path(__file__).parents[2] / "ops" / "systemd"
SERVICES = sorted(UNITS.glob("*.service"))
EVERY = pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
KNOWN = {f"COPYDESK_{name.upper()}" for name in Settings.model_fields}
#: As systemd says it: 0 is locked up, 10 may do all.
MOST_EXPOSED = 2.0


def analyzed(folder: Path, *arguments: str) -> str:
    """What systemd-analyze says of units in `folder`; fails the test where it ends with an error."""
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is needed: apt-get install systemd")
    done = subprocess.run(
        [program, *arguments], cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def laid(folder: Path, **changes: str) -> list[str]:
    """The units as they would lie on a machine where copydesk is /bin/true, with `changes` of their text."""
    names = []
    for path in [*SERVICES, UNITS / "copydesk.target"]:
        text = re.sub(r"^ExecStart=\S+.*$", "ExecStart=/bin/true", path.read_text(), flags=re.MULTILINE)
        for old, new in changes.items():
            text = text.replace(old, new)
        name = path.name.replace("@.", "@9464.")
        (folder / name).write_text(text)
        names.append(f"./{name}")
    return names


def service(path: Path) -> configparser.SectionProxy:
    unit = configparser.ConfigParser(
        strict=False, interpolation=None, delimiters=("=",), comment_prefixes=("#",)
    )
    unit.optionxform = str  # type: ignore[assignment,method-assign]  # names of keys are as they are written
    unit.read_string(path.read_text())
    return unit["Service"]


def test_systemd_has_nothing_to_say_of_the_units(tmp_path: Path) -> None:
    assert analyzed(tmp_path, "verify", "--man=no", *laid(tmp_path)) == ""


def test_a_key_that_is_none_is_found(tmp_path: Path) -> None:
    said = analyzed(tmp_path, "verify", "--man=no", *laid(tmp_path, OOMPolicy="OomPolicy"))
    assert "Unknown key 'OomPolicy'" in said


def test_they_may_do_little(tmp_path: Path) -> None:
    for name in laid(tmp_path):
        if name.endswith(".service"):
            said = analyzed(tmp_path, "security", "--offline=true", "--no-pager", name)
            found = re.search(r"Overall exposure level for \S+: ([\d.]+)", said)
            assert found, said
            assert float(found[1]) <= MOST_EXPOSED, name


#: What a service may not do, besides what makes up systemd's figure.
LOCKS = {
    "ProtectSystem": "strict",
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "User": "copydesk",
    "SystemCallFilter": "@system-service",
    "MemoryDenyWriteExecute": "yes",
    "UMask": "0077",
}


@EVERY
def test_all_are_locked_up_alike(path: Path) -> None:
    unit = service(path)
    assert LOCKS.items() <= dict(unit).items()
    ours = {
        key: value for key, value in unit.items() if re.match("Protect|Private|Restrict[^P]|System|Lock", key)
    }
    workers = service(UNITS / "copydesk-worker@.service")
    assert ours == {key: workers[key] for key in ours}
    assert len(ours) > 15


@EVERY
def test_they_run_commands_that_are_with_settings_that_are(path: Path) -> None:
    unit = service(path)
    program, command, *_ = shlex.split(unit["ExecStart"])
    assert program == "/opt/copydesk/bin/copydesk"
    assert command in COMMANDS
    assert set(re.findall(r"COPYDESK_[A-Z_]+", unit["Environment"])) <= KNOWN
    # Its state is where it may write.
    assert f"COPYDESK_DATA=%S/{unit['StateDirectory']}" in unit["Environment"]


@EVERY
def test_they_are_started_again_but_where_that_does_harm(path: Path) -> None:
    unit = service(path)
    never = unit["RestartPreventExitStatus"].split()
    assert unit["Restart"] == "on-failure"
    assert never == (["2", "3"] if "worker" in path.name else ["2"])
    assert unit["KillMode"] == "mixed"
    assert unit["OOMPolicy"] == "continue"


def test_a_worker_has_the_time_that_its_end_takes() -> None:
    assert int(service(UNITS / "copydesk-worker@.service")["TimeoutStopSec"]) > END


def test_the_example_names_settings_that_are_and_no_secret() -> None:
    text = (UNITS / "copydesk.env").read_text()
    named = re.findall(r"^#?(COPYDESK_[A-Z_]+)=(.*)$", text, re.MULTILINE)
    assert {name for name, _ in named} <= KNOWN
    assert {name for name, _ in named} >= {"COPYDESK_BROKER", "COPYDESK_SASL_PASSWORD_FILE"}
    assert not {"COPYDESK_SASL_PASSWORD", "COPYDESK_SASL_CLIENT_SECRET"} & {name for name, _ in named}
    given = re.findall(r"^COPYDESK_([A-Z_]+)=(.*)$", text, re.MULTILINE)
    Settings.model_validate({name.lower(): value for name, value in given})


def test_the_readme_names_each_unit() -> None:
    text = (UNITS / "README.md").read_text()
    for path in SERVICES:
        assert path.stem.rstrip("@") in text, path.name
