"""The way through an archive: packed or not, from anywhere, and around what is broken."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest

from streams.connect.warc import members
from streams.connect.warc.records import Archive, Broken, Read, Record, Spot
from tests.connect.warc.archives import Writing, page, three

KINDS = frozenset({"response"})
BEGIN = Spot(0)


def read(path: Path, start: Spot = BEGIN, most: int = 10_000) -> list[Read]:
    with path.open("rb") as file:
        return list(Archive(file, most, KINDS).records(start))


def urls(found: list[Read]) -> list[str]:
    """The last part of each url, or why there is none."""
    return [
        each.found.headers.get("warc-target-uri", "-").rpartition("/")[2]
        if isinstance(each.found, Record)
        else f"{each.found.spot.offset}: {each.found.why}"
        for each in found
    ]


@pytest.mark.parametrize("packed", [True, False])
def test_the_records_of_an_archive(tmp_path: Path, packed: bool) -> None:
    writing = three(packed=packed)
    path = writing.at(tmp_path)
    found = read(path)
    assert urls(found) == ["-", "one", "two", "three"]
    assert [each.found.spot.offset for each in found] == writing.offsets
    last = found[-1]
    assert last.after == Spot(path.stat().st_size)
    assert isinstance(last.found, Record)
    assert last.found.content == page("three")
    assert (last.found.status, last.found.http and last.found.http["content-type"]) == (
        200,
        "text/html; charset=utf-8",
    )


@pytest.mark.parametrize("packed", [True, False])
def test_it_goes_on_from_each_place_that_it_has_named(tmp_path: Path, packed: bool) -> None:
    path = three(packed=packed).at(tmp_path)
    whole = read(path)
    for number, each in enumerate(whole, 1):
        assert urls(read(path, each.after)) == urls(whole[number:])


def test_an_archive_that_was_packed_whole(tmp_path: Path) -> None:
    path = three(packed=False).as_one_member(tmp_path)
    whole = read(path)
    assert urls(whole) == ["-", "one", "two", "three"]
    assert [each.after for each in whole[:-1]] == [Spot(0, 1), Spot(0, 2), Spot(0, 3)]
    assert whole[-1].after == Spot(path.stat().st_size)
    assert urls(read(path, Spot(0, 2))) == ["two", "three"]


@pytest.mark.parametrize("packed", [True, False])
def test_behind_a_broken_record_the_rest_is_read(tmp_path: Path, packed: bool) -> None:
    writing = three(packed=packed)
    path = writing.at(tmp_path)
    data = bytearray(path.read_bytes())
    at = writing.offsets[2] + (40 if packed else 0)
    data[at : at + 20] = b"\xff" * 20
    path.write_bytes(data)
    found = urls(read(path))
    assert found[:2] == ["-", "one"]
    assert found[2].startswith(f"{writing.offsets[2]}: ")
    assert found[3:] == ["three"]
    broken = read(path)[2]
    assert isinstance(broken.found, Broken)
    assert broken.found.then == writing.offsets[3] == broken.after.offset


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("cut", [1, 30, 100])
def test_a_record_that_is_cut_off_is_told(tmp_path: Path, packed: bool, cut: int) -> None:
    writing = three(packed=packed)
    path = writing.at(tmp_path)
    path.write_bytes(path.read_bytes()[: -cut - (0 if packed else 4)])
    found = read(path)
    assert urls(found)[:3] == ["-", "one", "two"]
    assert urls(found)[3] == f"{writing.offsets[3]}: the file ends in the midst of it"
    assert found[3].after == Spot(path.stat().st_size)
    assert isinstance(found[3].found, Broken)
    assert found[3].found.then is None


def test_a_wrong_length_does_not_swallow_the_next_record(tmp_path: Path) -> None:
    writing = three(packed=False)
    path = writing.at(tmp_path)
    data = path.read_bytes()
    at = data.index(b"Content-Length: ", writing.offsets[1])
    length = data[at:].partition(b"\r\n")[0]
    shorter = b"Content-Length: %d" % (int(length.rpartition(b" ")[2]) - 10)
    path.write_bytes(data[:at] + shorter.ljust(len(length)) + data[at + len(length) :])
    found = urls(read(path))
    assert found[1] == f"{writing.offsets[1]}: its Content-Length is wrong, or the file is damaged behind it"
    assert found[2:] == ["two", "three"]


def test_padding_at_the_end_is_nothing(tmp_path: Path) -> None:
    path = three().at(tmp_path)
    path.write_bytes(path.read_bytes() + b"\0" * 1000)
    assert urls(read(path)) == ["-", "one", "two", "three"]


def test_what_is_no_archive_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(b"This is no archive.\n" * 10)
    (only,) = read(path)
    assert isinstance(only.found, Broken)
    assert "does not begin as a record of WARC does" in only.found.why
    path.write_bytes(b"")
    assert read(path) == []


def test_what_is_too_large_is_read_over_in_steps(tmp_path: Path) -> None:
    path = (
        Writing()
        .response("https://post.example/large", b"x" * 300_000)
        .response("https://post.example/b", b"b")
        .at(tmp_path)
    )
    large, small = read(path, most=1000)
    assert isinstance(large.found, Record)
    assert isinstance(small.found, Record)
    assert (len(large.found.content), small.found.content) == (1001, b"b")


def test_a_line_without_an_end_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(
        gzip.compress(b"WARC/1.0\r\nX: " + b"a" * (3 * members.MOST_HEADER)) + bytes(three().written)
    )
    found = urls(read(path))
    assert found[0] == f"0: its header has more than {members.MOST_HEADER} bytes"
    assert found[1:] == ["-", "one", "two", "three"]


def test_the_next_record_is_found_across_the_edge_of_a_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(members, "_SCAN", 64)
    for packed in (True, False):
        writing = three(packed=packed)
        path = writing.at(tmp_path)
        with path.open("rb") as file:
            for offset in writing.offsets[1:]:
                for before in range(1, 70):
                    assert members.next_record(file, offset - before, packed=packed) == offset, before
            assert members.next_record(file, writing.offsets[-1] + 1, packed=packed) is None


def test_bytes_that_only_look_like_a_record_are_none(tmp_path: Path) -> None:
    writing = three()
    path = writing.at(tmp_path)
    data = bytes(writing.written)
    at = writing.offsets[1]
    looks = members.GZIP + b"no member" + gzip.compress(b"a member, and no record")
    path.write_bytes(data[:at] + looks + data[at:])
    found = urls(read(path))
    assert len(found) == 5
    assert found[2:] == ["one", "two", "three"]


def test_lines_are_bounded_however_much_of_one_is_asked_for() -> None:
    lines = members.Lines(io.BytesIO(b"a" * (2 * members.MOST_HEADER)))
    assert len(lines.readline(10 * members.MOST_HEADER)) == members.MOST_HEADER
    with pytest.raises(members.BrokenError):
        lines.readline()
    lines.begin()
    assert lines.readline(7) == b"a" * 7


def test_a_record_that_was_packed_in_pieces_is_told(tmp_path: Path) -> None:
    plain = bytes(Writing(packed=False).response("https://post.example/x", page("x")).written)
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(plain[:-50]) + gzip.compress(plain[-50:]) + bytes(three().written))
    assert urls(read(path)) == ["0: its member of gzip ends in the midst of it", "-", "one", "two", "three"]
