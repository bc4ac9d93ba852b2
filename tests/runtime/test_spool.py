from __future__ import annotations

from pathlib import Path

import pytest

from streams.runtime.spool import Spool


def size(spool: Spool) -> int:
    assert spool._file is not None
    return Path(f"/proc/self/fd/{spool._file}").stat().st_size


def test_what_is_put_away_comes_back_and_the_file_has_no_name(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "parked", 1000)
    slips = [spool.put(bytes([number]) * 100) for number in range(3)]
    assert list((tmp_path / "parked").iterdir()) == []
    for number in (1, 0, 2):
        slip = slips[number]
        assert slip is not None
        assert spool.take(slip) == bytes([number]) * 100
    spool.close()


def test_the_file_is_emptied_when_nothing_is_in_it(tmp_path: Path) -> None:
    spool = Spool(tmp_path, 250)
    first, second, third = (spool.put(b"x" * 100) for _ in range(3))
    assert None not in (first, second, third)
    assert spool.full
    # Whoever asks keeps it then.
    assert spool.put(b"y") is None
    assert first and second and third
    spool.take(first)
    spool.drop(second)
    assert (spool.full, size(spool)) == (True, 300)
    spool.take(third)
    assert (spool.full, size(spool)) == (False, 0)
    assert spool.put(b"y") is not None
    spool.close()


def test_a_disk_that_takes_nothing_leaves_it_in_memory(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "parked").write_text("a file where a folder should be")
    spool = Spool(tmp_path / "parked", 1000)
    assert spool.put(b"x") is None
    assert spool.full
    assert "stay in memory" in caplog.text
    spool.close()


def test_what_the_disk_has_lost_is_said(tmp_path: Path) -> None:
    spool = Spool(tmp_path, 1000)
    slip = spool.put(b"x" * 10)
    assert slip is not None
    with pytest.raises(OSError, match="lost"):
        spool.take((500, 10))
    spool.close()
