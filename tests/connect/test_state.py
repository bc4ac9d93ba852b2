from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from streams.connect.state import State
from streams.errors import StoreError
from tests.articles import NOON


def test_it_remembers_over_a_restart_by_source_and_kind(tmp_path: Path) -> None:
    first = State(tmp_path / "connect")
    first.put("quay", "feed", "etag", "one")
    first.put("quay", "feed", "etag", "two")
    first.note("quay", "feed", ["a", "b"], NOON)
    first.close()
    again = State(tmp_path / "connect")
    assert again.mark("quay", "feed", "etag") == "two"
    assert again.mark("quay", "mail", "etag") is None
    assert again.mark("mole", "feed", "etag") is None
    assert again.unseen("quay", "feed", ["c", "a", "c", "b", "d"]) == ["c", "d"]
    assert again.unseen("quay", "mail", ["a"]) == ["a"]
    again.put("quay", "feed", "etag", None)
    assert again.mark("quay", "feed", "etag") is None
    again.close()


def test_what_was_seen_again_is_not_forgotten(tmp_path: Path) -> None:
    state = State(tmp_path)
    state.note("quay", "feed", ["old", "still there"], NOON)
    state.note("quay", "feed", ["still there"], NOON + timedelta(days=2))
    state.note("mole", "feed", ["old"], NOON)
    state.forget("quay", "feed", NOON + timedelta(days=1))
    assert state.unseen("quay", "feed", ["old", "still there"]) == ["old"]
    assert state.unseen("mole", "feed", ["old"]) == []
    state.close()


def test_more_identities_than_sqlite_takes_at_once(tmp_path: Path) -> None:
    state = State(tmp_path)
    many = [str(number) for number in range(3000)]
    state.note("quay", "feed", many[::2], NOON)
    assert state.unseen("quay", "feed", many) == many[1::2]
    state.close()


def test_one_process_has_it_at_a_time(tmp_path: Path) -> None:
    folder = tmp_path / "webhooks"
    state = State(folder)
    with pytest.raises(StoreError, match="another `copydesk webhooks`") as taken:
        State(folder)
    assert taken.value.taken
    state.close()
    State(folder).close()


def test_a_file_that_is_none_and_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "connect.sqlite").write_text("no database at all, only words " * 50)
    with pytest.raises(StoreError, match=r"connect.sqlite cannot be used"):
        State(tmp_path)
    with pytest.raises(StoreError, match="set COPYDESK_DATA"):
        State(tmp_path / "connect.sqlite" / "below")


def test_when_each_was_noted_also_of_all_that_begin_so(tmp_path: Path) -> None:
    state = State(tmp_path)
    state.note("quay", "feed", ["a/1", "b/1"], NOON)
    state.note("quay", "feed", ["a/2", *map(str, range(1200))], NOON + timedelta(hours=1))
    state.note("mole", "feed", ["a/3"], NOON)
    noon = NOON.timestamp()
    assert state.noted("quay", "feed", ["a/1", "a/2", "a/3", "1199"]) == {
        "a/1": noon,
        "a/2": noon + 3600,
        "1199": noon + 3600,
    }
    assert len(state.noted("quay", "feed", list(map(str, range(2000))))) == 1200
    assert state.noted_below("quay", "feed", "a/") == {"a/1": noon, "a/2": noon + 3600}
    state.close()
