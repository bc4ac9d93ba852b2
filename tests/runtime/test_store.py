"""The ledger's keys on disk, and above it what the broker has not acknowledged."""

from __future__ import annotations

import multiprocessing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.errors import StoreError
from streams.runtime import store as store_module
from streams.runtime.store import DiskStore, Layered, Place, open_store
from tests.runtime.stores import MemoryBase

HERE = Place(12, 3, "cluster", (11, 77))


def everything(store: Layered, prefix: bytes = b"") -> dict[bytes, bytes]:
    return dict(store.scan(prefix))


def test_what_is_put_is_there_at_once_and_on_the_disk_when_it_is_settled(tmp_path: Path) -> None:
    disk = DiskStore(tmp_path / "a")
    store = Layered(disk)
    store.put(b"sa", b"1")
    batch = store.cut()
    assert store.get(b"sa") == b"1"
    store.flush()
    assert disk.get(b"sa") is None
    store.settle(batch, HERE)
    store.flush()
    assert disk.get(b"sa") == b"1"
    assert disk.place == HERE
    store.close()
    again = DiskStore(tmp_path / "a")
    assert (again.get(b"sa"), again.place) == (b"1", HERE)
    again.close()


def test_a_later_write_that_is_not_settled_stays_above(tmp_path: Path) -> None:
    disk = DiskStore(tmp_path / "a")
    store = Layered(disk)
    store.put(b"sa", b"1")
    first = store.cut()
    store.put(b"sa", b"2")
    store.delete(b"sb")
    store.settle(first, HERE)
    store.flush()
    assert (disk.get(b"sa"), store.get(b"sa")) == (b"1", b"2")
    store.drop()
    assert store.get(b"sa") == b"1"
    store.close()


def test_what_is_settled_is_not_dropped() -> None:
    base = MemoryBase()
    store = Layered(base)
    store.put(b"sa", b"1")
    store.settle(store.cut(), HERE)
    store.put(b"sb", b"2")
    store.drop()
    assert (dict(store.scan(b"")), base.place) == ({b"sa": b"1"}, HERE)
    store.put(b"sa", b"3")
    store.settle(store.cut(), Place(13))
    store.flush()
    assert base.data == {b"sa": b"3"}


_ops = st.lists(
    st.tuples(st.sampled_from([b"sa", b"sb", b"sc", b"ta"]), st.none() | st.binary(max_size=2)), max_size=12
)


@given(_ops, _ops, st.booleans())
def test_layers_look_like_one_dict(
    settled: list[tuple[bytes, bytes | None]], above: list[tuple[bytes, bytes | None]], drop: bool
) -> None:
    store = Layered(MemoryBase())
    model: dict[bytes, bytes] = {}

    def write(ops: list[tuple[bytes, bytes | None]]) -> None:
        for key, value in ops:
            if value is None:
                store.delete(key)
                model.pop(key, None)
            else:
                store.put(key, value)
                model[key] = value

    write(settled)
    store.settle(store.cut(), HERE)
    store.flush()
    kept = dict(model)
    write(above)
    if drop:
        store.drop()
        model = kept
    for key in (b"sa", b"sb", b"sc", b"ta"):
        assert store.get(key) == model.get(key)
    assert list(store.scan(b"s")) == sorted(item for item in model.items() if item[0][:1] == b"s")
    assert list(store.scan(b"s", b"sb")) == sorted(item for item in model.items() if b"sb" <= item[0] < b"t")
    assert dict(store.scan(b"t")) == {key: value for key, value in model.items() if key[:1] == b"t"}


def test_writes_go_down_together_when_there_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "_GATHERED", 3)
    base = MemoryBase()
    store = Layered(base)
    for number in range(3):
        store.put(b"s%d" % number, b"")
        store.settle(store.cut(), Place(number + 1))
        assert len(base.data) == (3 if number == 2 else 0)
    assert base.place == Place(3)


def test_each_worker_on_a_machine_has_a_store_of_its_own_and_finds_it_again(tmp_path: Path) -> None:
    first, second = open_store(tmp_path), open_store(tmp_path)
    assert [store.folder.name for store in (first, second)] == ["ledger-0", "ledger-1"]
    first.write([(b"s", b"mine")], HERE)
    first.close()
    again = open_store(tmp_path)
    assert (again.folder.name, again.get(b"s")) == ("ledger-0", b"mine")
    again.close()
    second.close()


def _hold(folder: str, ready: multiprocessing.Queue, end: multiprocessing.Queue) -> None:  # type: ignore[type-arg]
    disk = DiskStore(Path(folder))
    disk.write([(b"s", b"theirs")], HERE)
    ready.put(True)
    end.get()


def test_a_folder_that_another_process_has_open_is_refused_with_a_sentence(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    ready, end = context.Queue(), context.Queue()
    process = context.Process(target=_hold, args=(str(tmp_path / "ledger-0"), ready, end))
    process.start()
    try:
        assert ready.get(timeout=60)
        with pytest.raises(StoreError, match=r"another process has the ledger in .*ledger-0 open") as caught:
            DiskStore(tmp_path / "ledger-0")
        assert caught.value.taken
        beside = open_store(tmp_path)
        assert beside.folder.name == "ledger-1"
        beside.close()
    finally:
        process.kill()
        process.join()
    # What it had written is there, however it ended.
    ours = open_store(tmp_path)
    assert (ours.folder.name, ours.get(b"s"), ours.place) == ("ledger-0", b"theirs", HERE)
    ours.close()


def test_a_machine_with_too_many_workers_is_told_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "MOST_STORES", 1)
    first = open_store(tmp_path)
    with pytest.raises(StoreError, match="give this one another COPYDESK_DATA"):
        open_store(tmp_path)
    first.close()


@pytest.mark.parametrize("damage", ["CURRENT", "MANIFEST"])
def test_a_damaged_store_says_what_to_do(tmp_path: Path, damage: str) -> None:
    disk = DiskStore(tmp_path / "a")
    disk.write([(b"s%d" % number, b"x" * 100) for number in range(1000)], HERE)
    disk.close()
    (path,) = (path for path in (tmp_path / "a").iterdir() if path.name.startswith(damage))
    path.write_bytes(path.read_bytes()[:5])
    with pytest.raises(
        StoreError, match="remove that folder and start the worker again, it comes back"
    ) as caught:
        DiskStore(tmp_path / "a")
    assert not caught.value.taken


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"the ledger cannot be kept in .*file/a: File exists"):
        DiskStore(tmp_path / "file" / "a")


def test_a_full_disk_is_said_and_what_the_broker_has_is_not_lost(tmp_path: Path) -> None:
    disk = DiskStore(tmp_path / "a")

    class Full:
        def write(self, *_: object) -> None:
            raise Exception("IO error: No space left on device: While appending to file")

        def close(self) -> None:
            self.write()

    whole: Any = disk._db
    disk._db = Full()  # type: ignore[assignment]
    store = Layered(disk)
    store.put(b"s", b"x")
    store.settle(store.cut(), HERE)
    with pytest.raises(
        StoreError, match=r"the disk under .*/a is full: make room and start the worker again"
    ):
        store.flush()
    assert disk.place == Place()  # it goes on from there, and reads the changelog
    disk.close()  # no second complaint
    disk._db = whole
    store.flush()
    assert (disk.get(b"s"), disk.place) == (b"x", HERE)
    disk.close()


def test_a_cleared_store_is_empty_and_knows_no_place(tmp_path: Path) -> None:
    disk = DiskStore(tmp_path / "a")
    disk.write([(b"s", b"x")], HERE)
    disk.clear()
    assert (list(disk.scan(b"")), disk.place) == ([], Place())
    disk.write([(b"s", b"y")], Place(1))
    assert next(iter(disk.scan(b"s"))) == (b"s", b"y")
    disk.close()
