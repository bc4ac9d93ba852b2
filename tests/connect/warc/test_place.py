"""How far an archive is fed is remembered, for what the broker has acknowledged."""

from __future__ import annotations

from pathlib import Path

import pytest

from streams.connect.warc import place as module
from streams.connect.warc.place import Place
from streams.connect.warc.records import Spot
from tests.connect.warc.archives import Writing, page, three


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def place(folder: Path, path: Path, to: str = "here articles.backfill", **options: bool) -> Place:
    return Place(folder / "state", path, to, clock=Clock(), **options)


def test_it_goes_on_behind_what_is_acknowledged(tmp_path: Path) -> None:
    path = three().at(tmp_path)
    first = place(tmp_path, path)
    assert (first.fed.spot, first.fed.whole) == (Spot(0), False)
    for offset in (100, 200, 300):
        first.sends(Spot(offset))
    first.acknowledged()
    first.acknowledged()
    first.write()
    again = place(tmp_path, path)
    assert (again.fed.spot, again.fed.sent) == (Spot(200), 2)
    again.ended(Spot(path.stat().st_size))
    assert place(tmp_path, path).fed.whole
    assert place(tmp_path, path, again=True).fed.spot == Spot(0)


def test_it_is_written_now_and_then(tmp_path: Path) -> None:
    path = three().at(tmp_path)
    clock = Clock()
    fed = Place(tmp_path / "state", path, "here", clock=clock)
    for offset in (100, 200, 300):
        fed.sends(Spot(offset, 1))
    fed.acknowledged()  # the first is written at once
    fed.acknowledged()
    assert Place(tmp_path / "state", path, "here").fed.spot == Spot(100, 1)
    clock.now += 1
    fed.acknowledged()
    assert Place(tmp_path / "state", path, "here").fed.spot == Spot(300, 1)


def test_an_archive_is_known_by_its_first_bytes_and_by_where_it_went(tmp_path: Path) -> None:
    path = three().at(tmp_path)
    fed = place(tmp_path, path)
    fed.sends(Spot(100))
    fed.acknowledged()
    moved = path.rename(tmp_path / "b.warc.gz")
    assert place(tmp_path, moved).fed.spot == Spot(100)
    assert place(tmp_path, moved, to="elsewhere articles.backfill").fed.spot == Spot(0)
    other = Writing().response("https://post.example/x", page("x")).at(tmp_path, "c.warc.gz")
    assert place(tmp_path, other).fed.spot == Spot(0)


def test_one_that_has_grown_goes_on_and_one_that_is_shorter_is_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_HEAD", 64)
    path = three().at(tmp_path)
    size = path.stat().st_size
    place(tmp_path, path).ended(Spot(size))
    path.write_bytes(path.read_bytes() + b"more")
    grown = place(tmp_path, path)
    assert (grown.fed.spot, grown.fed.whole) == (Spot(size), False)
    path.write_bytes(path.read_bytes()[: size - 1])
    assert place(tmp_path, path).fed.spot == Spot(0)


def test_what_is_no_place_is_no_failure(tmp_path: Path) -> None:
    path = three().at(tmp_path)
    place(tmp_path, path).ended(Spot(7))
    (file,) = (tmp_path / "state").iterdir()
    file.write_text("{}")
    assert place(tmp_path, path).fed.spot == Spot(0)
