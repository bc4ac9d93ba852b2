"""The wheel as users get it: what is in it, that it works without the checkout, and what its licences are."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from email.message import Message
from email.parser import BytesParser
from pathlib import Path

import pytest

from streams import __version__

ROOT = Path(__file__).parents[1]
#: What stands beside the package in a checkout.
BESIDE = ("schemas", "seeds", "ops/grafana/dashboards", "ops/prometheus/rules")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=300)
    (made,) = folder.iterdir()
    return zipfile.ZipFile(made)


@pytest.fixture(scope="module")
def installed(wheel: zipfile.ZipFile, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the wheel was unpacked into; a pure wheel needs no more."""
    folder = tmp_path_factory.mktemp("installed")
    wheel.extractall(folder)
    return folder


def test_the_sdist_has_every_file_that_git_knows(tmp_path: Path) -> None:
    """So that the wheel can be built from it, and the tests be run."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("this is no checkout")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=300)
    (made,) = tmp_path.iterdir()
    with tarfile.open(made) as packed:
        names = {name.partition("/")[2] for name in packed.getnames()}
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    known = {name for name in listed.split("\0") if name and (ROOT / name).is_file()}
    assert known - names == set()


def metadata(wheel: zipfile.ZipFile) -> Message:
    """The wheel's METADATA."""
    return BytesParser().parsebytes(wheel.read(f"copydesk-{__version__}.dist-info/METADATA"))


def files(folder: Path) -> set[str]:
    """The files below a folder, but for what Python and the desktop leave there."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix() for path in paths if path.suffix != ".pyc"}


def test_one_package_and_no_other_is_installed(wheel: zipfile.ZipFile) -> None:
    assert {name.split("/")[0] for name in wheel.namelist()} == {
        "streams",
        f"copydesk-{__version__}.dist-info",
    }


def test_every_file_of_the_checkout_is_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    names = {name.removeprefix("streams/") for name in wheel.namelist() if name.startswith("streams/")}
    expected = files(ROOT / "streams")
    for folder in BESIDE:
        expected |= {f"{folder}/{name}" for name in files(ROOT / folder)}
    assert names == expected


def test_it_finds_what_it_brings_along_without_the_checkout(installed: Path, tmp_path: Path) -> None:
    code = f"""
import sys
sys.path.insert(0, {str(installed)!r})
import streams
from streams.datafiles import shipped
from streams.events import schema
assert streams.__file__.startswith({str(installed)!r}), streams.__file__
schema.warm()
for folder in {BESIDE!r}:
    found = shipped(folder)
    assert str(found).startswith({str(installed)!r}), found
    print(len(list(found.iterdir())))
"""
    # -I: neither this folder nor PYTHONPATH leads to the checkout.
    ran = subprocess.run(
        [sys.executable, "-I", "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert all(int(count) >= 2 for count in ran.stdout.split())


def test_the_version_stands_in_one_place(wheel: zipfile.ZipFile) -> None:
    assert metadata(wheel)["Version"] == __version__
    # The image has the same; whoever changes the version is told here.
    for name in ("ops/Dockerfile", "docker-compose.yml"):
        assert set(re.findall(r"copydesk:(\d[\w.]+)", (ROOT / name).read_text())) <= {__version__}, name


#: What a data file says of itself, and by which licence it then is.
LICENCES = {
    r"CC BY 4\.0|Creative Commons Attribution 4\.0": "CC-BY-4.0",
    r"CC BY-SA 4\.0|Attribution-ShareAlike 4\.0": "CC-BY-SA-4.0",
    r"CC0": "CC0-1.0",
    r"\bMIT\b": "MIT",
    r"BSD-3-Clause": "BSD-3-Clause",
    r"Unicode-3\.0|Unicode License v3": "Unicode-3.0",
}


def head(path: Path) -> str:
    """The first lines of a data file, or all of a NOTICE."""
    text = path.read_bytes()
    return (text if path.name == "NOTICE" else text[:1500]).decode("utf-8", "ignore")


def test_every_licence_of_a_data_file_is_told(wheel: zipfile.ZipFile) -> None:
    told = metadata(wheel)
    notice = (ROOT / "NOTICE").read_text()
    data = ROOT / "streams" / "data"
    used = {"Apache-2.0"}
    for path in sorted(path for path in data.rglob("*") if path.is_file()):
        found = {name for pattern, name in LICENCES.items() if re.search(pattern, head(path))}
        used |= found
        where = path.relative_to(data)
        if found:
            assert any(f"{place}/" in notice or str(where) in notice for place in where.parents[:-1]), where
    assert set(told["License-Expression"].split(" AND ")) == used
    shipped = told.get_all("License-File", [])
    assert {"LICENSE", "NOTICE", "streams/data/names/models/NOTICE"} <= set(shipped)
    for mentioned in re.findall(r"LICENSES/[\w.-]+\.txt", notice):
        assert mentioned in shipped
