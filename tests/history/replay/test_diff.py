"""Both sides joined: what counts as the same, and what may stem from before the range."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from streams.history.replay.diff import Diff, tally
from streams.history.replay.sides import DESK, REPLAY, Sides
from streams.topology import DUPLICATES, ENRICHED, NOTICES
from tests.history.replay.day import Lying, note
from tests.history.replay.test_sides import told


def diff_of(
    folder: Path,
    desk: list[Lying],
    replay: list[Lying],
    known: dict[str, set[str]] | None = None,
    **options: Any,
) -> Diff:
    sides = Sides(note(), folder)
    for side, records in ((DESK, desk), (REPLAY, replay)):
        for each in records:
            sides.take(side, each.topic, each)
    diff = Diff(note())
    tally(diff, sides, known, **options)
    sides.close()
    return diff


COPY = told(DUPLICATES.name, "duplicate", of="original")
NEW = told(ENRICHED.name, "enriched")


def test_another_disposition_is_one_difference_of_one_article(tmp_path: Path) -> None:
    diff = diff_of(tmp_path, [COPY], [NEW])
    assert (diff.same, diff.different, diff.before) == (0, 1, 0)
    assert diff.names() == ["disposition", "decision.of"]
    assert diff.ways["disposition", "duplicate", "enriched"] == 1


def test_an_original_that_was_not_read_may_be_why(tmp_path: Path) -> None:
    for number, (known, before) in enumerate(
        (({}, 1), ({"original": {"articles.raw/0/0"}}, 0), ({"original": {"articles.raw/0/1"}}, 1), (None, 0))
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        diff = diff_of(folder, [COPY], [NEW], known)
        assert (diff.before, diff.different) == (before, 1), known
        assert diff.examples["disposition"][0].before == bool(before)


def test_what_only_one_side_tells(tmp_path: Path) -> None:
    other = told(ENRICHED.name, "killed", uri="a copy")
    diff = diff_of(tmp_path, [NEW, other], [NEW])
    assert diff.ways["disposition", "killed", None] == 1
    assert diff.different == 1


def test_the_same_article_under_another_uri_is_one(tmp_path: Path) -> None:
    diff = diff_of(tmp_path, [NEW], [told(ENRICHED.name, "enriched", uri="v")])
    assert diff.names() == ["uri"]


def test_a_notice_of_one_side_is_a_difference(tmp_path: Path) -> None:
    value = b'{"kind": "contradiction", "uri": "u", "raw": "articles.raw/0/1"}'
    notice = Lying(NOTICES.name, b"u", value, [])
    diff = diff_of(tmp_path, [NEW], [NEW, notice])
    assert diff.ways["notice", None, "contradiction"] == 1


def test_only_what_is_wanted_counts_and_of_each_field_some_examples(tmp_path: Path) -> None:
    many = [told(DUPLICATES.name, "duplicate", raw=f"articles.raw/0/{n}", of="o") for n in range(5)]
    news = [told(ENRICHED.name, "enriched", raw=f"articles.raw/0/{n}") for n in range(5)]
    diff = diff_of(tmp_path, many, news, wanted=lambda name: name == "disposition", limit=2)
    assert diff.fields == {"disposition": 5}
    assert len(diff.examples["disposition"]) == 2
    folder = tmp_path / "none"
    folder.mkdir()
    assert diff_of(folder, many, news, wanted=lambda _: False).same == 5
