from __future__ import annotations

import asyncio
import os
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from aiokafka import errors

from streams.connect import sender as sending
from streams.connect.connection import Given
from streams.connect.folder import DropFolder, _Taking, build
from streams.connect.options import Options
from streams.errors import ConnectError, SourcesError
from streams.settings import Settings
from tests.connect.desks import Producer, behind, desk_for, running
from tests.waiting import until

OLD = time.time() - 3600


@pytest.fixture
def drop(tmp_path: Path) -> DropFolder:
    path = tmp_path / "drop"
    path.mkdir()
    return DropFolder("quay", path, rest=0.2, every=0.3)


def put(drop: DropFolder, name: str, text: str, at: float = OLD) -> Path:
    """A file that has lain there since `at`."""
    path = drop.path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    os.utime(path, (at, at))
    return path


def names(path: Path) -> list[str]:
    return sorted(str(each.relative_to(path)) for each in path.rglob("*") if each.is_file())


async def test_files_go_out_the_oldest_first_and_are_set_aside(drop: DropFolder, tmp_path: Path) -> None:
    put(drop, "b.txt", "second", OLD + 1)
    put(drop, "a.txt", "third", OLD + 2)
    put(drop, "sport/c.html", "first", OLD)
    async with running(drop, tmp_path / "data") as (into, _, _):
        await until(lambda: names(drop.path) == ["done/a.txt", "done/b.txt", "done/sport/c.html"])
        assert into.values == [b"first", b"second", b"third"]
        headers = dict(into.taken[0].headers)
        assert headers["ce_source"] == b"quay"
        assert headers["ce_subject"] == b"quay/c.html"
        assert headers["content-type"] == b"text/html"
        assert into.topics == ["articles.raw"] * 3


async def test_it_tells_how_many_files_wait(
    drop: DropFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        put(drop, f"{number}.txt", "text", OLD + number)
    holding = Producer()
    holding.holds = asyncio.Event()
    with desk_for("quay", "folder", tmp_path / "data", holding) as (desk, _):
        task = asyncio.create_task(drop.run(desk))
        await until(lambda: holding.tries)
        assert behind("other", "folder") == 3
        task.cancel()
    with desk_for("quay", "folder", tmp_path / "data") as (desk, _):
        told: list[int | None] = []
        monkeypatch.setattr(desk, "behind", told.append)
        taking = _Taking(drop, desk)
        await taking.take()
        assert told == [2, 1, 0]  # the first was claimed by the run before


async def test_one_that_comes_while_it_runs_and_the_same_name_again(drop: DropFolder, tmp_path: Path) -> None:
    async with running(replace(drop, every=3600), tmp_path / "data") as (into, _, _):  # it is woken
        await until(lambda: (drop.path / "done").exists())
        for number, text in enumerate(["one", "two", "one"], 1):
            hidden = put(drop, ".incoming", text)
            hidden.rename(drop.path / "flash.txt")
            await until(lambda: len(into.taken) == number and not (drop.path / "flash.txt").exists())  # noqa: B023
        await until(lambda: len(names(drop.path / "done")) == 3)
        assert into.values == [b"one", b"two", b"one"]


@pytest.mark.parametrize(
    "name", [".hidden", "x.tmp", "x.PART", "x.filepart", ".git/x.txt", "done/x.txt", "x~"]
)
async def test_what_is_not_meant_stays(drop: DropFolder, tmp_path: Path, name: str) -> None:
    put(drop, name, "not yet")
    async with running(drop, tmp_path / "data") as (into, _, _):
        put(drop, "z.txt", "meant")
        await until(lambda: into.values == [b"meant"])
        assert (drop.path / name).exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who writes")
async def test_one_that_somebody_still_writes_is_not_taken_however_long_it_rests(
    drop: DropFolder, tmp_path: Path
) -> None:
    drop = replace(drop, rest=0.0)
    with desk_for("quay", "folder", tmp_path / "data") as (desk, into):
        taking = _Taking(drop, desk)
        taking.folders.prepare()
        path = drop.path / "slow.txt"
        with path.open("w") as file:
            for part in ("HARWICH, ", "March 1 ", "(Quay) - Whole."):
                file.write(part)
                file.flush()
                assert await taking.take()
                assert await taking.take()
        await taking.take()
        assert into.values == [b"HARWICH, March 1 (Quay) - Whole."]


async def test_one_that_grows_is_taken_when_it_rests(drop: DropFolder, tmp_path: Path) -> None:
    with desk_for("quay", "folder", tmp_path / "data") as (desk, into):
        taking = _Taking(replace(drop, rest=3600), desk)
        taking.folders.prepare()
        for text in ("HARW", "HARWICH, March 1"):
            put(drop, "slow.txt", text, time.time())
            assert await taking.take()
        assert into.values == []
        put(drop, "slow.txt", "HARWICH, March 1 (Quay) - Whole.", time.time() - 3601)
        await taking.take()  # it is another one than a moment ago
        await taking.take()
        assert into.values == [b"HARWICH, March 1 (Quay) - Whole."]


async def test_one_whose_time_is_ahead_is_taken_when_it_rests(drop: DropFolder, tmp_path: Path) -> None:
    put(drop, "ahead.txt", "from tomorrow", time.time() + 86400)
    async with running(drop, tmp_path / "data") as (into, _, _):
        await until(lambda: into.values == [b"from tomorrow"])


async def test_with_marks_a_file_waits_for_its_own(drop: DropFolder, tmp_path: Path) -> None:
    put(drop, "a.txt", "a")
    put(drop, "b.txt", "b")
    put(drop, "b.txt.done", "")
    async with running(replace(drop, complete="done"), tmp_path / "data") as (into, _, _):
        await until(lambda: names(drop.path) == ["a.txt", "done/b.txt"])
        assert into.values == [b"b"]
        put(drop, "a.txt.done", "")
        await until(lambda: names(drop.path) == ["done/a.txt", "done/b.txt"])


async def test_what_is_no_event_is_set_aside_with_the_reason(drop: DropFolder, tmp_path: Path) -> None:
    put(drop, "empty.txt", "")
    put(drop, "lines.jsonl", '{"url": "https://quay.example/1", "text": "One."}\n{"no": "article"}\n')
    put(drop, "event.json", '{"specversion": "1.0", "type": "x"}')
    async with running(drop, tmp_path / "data") as (into, _, _):
        await until(lambda: len(names(drop.path / "failed")) == 6)
        failed = drop.path / "failed"
        assert (failed / "empty.txt.why.txt").read_text() == "empty.txt is empty\n"
        assert (failed / "lines.jsonl.why.txt").read_text().startswith("lines.jsonl:2: it has no text")
        assert "event.json" in (failed / "event.json.why.txt").read_text()
        assert [b"One." in value for value in into.values] == [True]


async def test_what_was_sent_before_a_crash_is_not_sent_again(drop: DropFolder, tmp_path: Path) -> None:
    """It ends between the note that it was sent and the move; the next run only moves it."""
    from streams.connect.claimed import Folders, stamp_of

    folders = Folders(drop.path)
    folders.prepare()
    for name in ("sent.txt", "not-sent.txt"):
        put(drop, name, name)
        assert folders.claim(Path(name))
    with desk_for("quay", "folder", tmp_path / "data") as (desk, _):
        desk.remember("sent.txt", str(stamp_of(folders.work(Path("sent.txt")))))
    async with running(drop, tmp_path / "data") as (into, _, _):
        await until(lambda: names(drop.path) == ["done/not-sent.txt", "done/sent.txt"])
        assert into.values == [b"not-sent.txt"]


async def test_one_that_is_written_to_while_it_is_sent_is_sent_as_it_is_then(
    drop: DropFolder, tmp_path: Path
) -> None:
    path = put(drop, "late.txt", "half")
    writer = path.open("a")
    with desk_for("quay", "folder", tmp_path / "data") as (desk, into):
        send = desk.send

        async def sends(*args: object, **kwargs: object) -> None:
            await send(*args, **kwargs)  # type: ignore[arg-type]
            if not writer.closed:
                writer.write(" and whole")
                writer.close()

        desk.send = sends  # type: ignore[method-assign]
        no_lease = replace(drop, complete="done")  # as where the system cannot tell who writes
        put(drop, "late.txt.done", "")
        task = asyncio.create_task(no_lease.run(desk))
        await until(lambda: names(drop.path) == ["done/late.txt"])
        assert into.values == [b"half", b"half and whole"]
        assert (drop.path / "done" / "late.txt").read_text() == "half and whole"
        task.cancel()


async def test_while_the_broker_is_gone_files_wait_where_they_are(
    drop: DropFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "BACKOFF", (0.01,))
    put(drop, "a.txt", "a")
    async with running(drop, tmp_path / "data", Producer([errors.KafkaConnectionError()] * 5)) as (
        into,
        _,
        _,
    ):
        await until(lambda: into.values == [b"a"])
        assert into.tries == 6


async def test_a_file_that_the_broker_never_takes_is_set_aside(drop: DropFolder, tmp_path: Path) -> None:
    put(drop, "a.txt", "a")
    put(drop, "b.txt", "b", OLD + 1)
    never = Producer([errors.MessageSizeTooLargeError()])
    async with running(drop, tmp_path / "data", never) as (into, _, _):
        await until(lambda: "done/b.txt" in names(drop.path))
        assert into.values == [b"b"]
        assert "does not take a record of" in (drop.path / "failed" / "a.txt.why.txt").read_text()


async def test_old_files_of_done_are_deleted_if_asked_for(drop: DropFolder, tmp_path: Path) -> None:
    put(drop, "done/old.txt", "old")
    put(drop, "a.txt", "a")
    async with running(replace(drop, keep_days=0.0), tmp_path / "data"):
        await until(lambda: "done/old.txt" not in names(drop.path))


@pytest.mark.parametrize("what", ["nothing", "a file"])
async def test_a_folder_that_is_none_is_said(tmp_path: Path, what: str) -> None:
    path = tmp_path / "drop"
    if what == "a file":
        path.write_text("x")
    with (
        desk_for("quay", "folder", tmp_path / "data") as (desk, _),
        pytest.raises(ConnectError, match="is no folder"),
    ):
        await DropFolder("quay", path).run(desk)


def given(source: str, **table: object) -> Given:
    return Given(source, Options(f"sources.toml: source {source!r}", "folder", table))


def test_what_sources_toml_says_of_it() -> None:
    (folder,) = build(
        [given("quay", path="/srv/quay", complete="done", rest=2, keep_days=7, backfill=True)], Settings()
    )
    assert folder == DropFolder(
        "quay", Path("/srv/quay"), complete="done", rest=2.0, keep_days=7.0, backfill=True
    )
    with pytest.raises(SourcesError, match=r"folder\.complete is 'close'"):
        build([given("quay", path="/srv/quay", complete="close")], Settings())
    with pytest.raises(SourcesError, match=r"folder\.pth is unknown; known are path, complete"):
        build([given("quay", path="/srv/quay", pth="x")], Settings())


@pytest.mark.parametrize("other", ["/srv/quay", "/srv/quay/below", "/srv"])
def test_two_sources_do_not_share_a_folder(other: str) -> None:
    with pytest.raises(SourcesError, match="is that of quay, or within it"):
        build([given("quay", path="/srv/quay"), given("mole", path=other)], Settings())
