from __future__ import annotations

from pathlib import Path

import pytest

from streams.errors import ExtensionError
from streams.extensions.installed import ENRICHERS, chosen
from tests.extensions.brought import bring

VARIABLE = "COPYDESK_ENRICHERS"


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    bring(tmp_path, "desk-tickers", {ENRICHERS: {"tickers": "a:enrich"}})
    bring(tmp_path, "desk-mood", {ENRICHERS: {"mood": "b:enrich"}, "other.group": {"x": "y"}}, version="0.3")
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def names(setting: str) -> list[str]:
    return [each.name for each in chosen(ENRICHERS, setting, VARIABLE)]


def test_what_is_installed_is_on(two: Path) -> None:
    assert [each.whose for each in chosen(ENRICHERS, "", VARIABLE)] == [
        "'mood' of desk-mood 0.3",
        "'tickers' of desk-tickers 1.2.0",
    ]


def test_a_setting_chooses_some_in_its_order_or_none(two: Path) -> None:
    assert names("tickers, mood") == ["tickers", "mood"]
    assert names("tickers") == ["tickers"]
    assert names("none") == []


def test_one_that_is_not_there_is_told_with_those_that_are(two: Path) -> None:
    with pytest.raises(ExtensionError, match=r"^COPYDESK_ENRICHERS: .*'tikkers'.*there are: mood, tickers$"):
        names("mood,tikkers")


def test_two_of_one_name_are_refused_with_both_distributions(two: Path) -> None:
    bring(two, "other-mood", {ENRICHERS: {"mood": "c:enrich"}})
    with pytest.raises(
        ExtensionError, match=r"desk-mood 0\.3 and 'mood' of other-mood|other-mood .* and .*desk-mood"
    ):
        names("")
    assert names("tickers") == ["tickers"]


def test_a_distribution_that_is_on_the_path_twice_is_one(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    again = bring(two / "again", "desk-mood", {ENRICHERS: {"mood": "b:enrich"}}, version="0.3")
    monkeypatch.syspath_prepend(again)
    assert names("") == ["mood", "tickers"]


@pytest.mark.parametrize("name", ["Tickers", "9lives", "a" * 41, "häuser", "a.b", "a:b"])
def test_a_name_that_cannot_stand_in_events_is_refused(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = bring(tmp_path, "desk-odd", {ENRICHERS: {}}) / "desk_odd-1.2.0.dist-info"
    (info / "entry_points.txt").write_text(f"[{ENRICHERS}]\n{name} = a:b\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ExtensionError, match=r"desk-odd 1\.2\.0 cannot be used: small letters"):
        names("")


def test_a_broken_file_of_any_distribution_is_told_and_can_be_got_around(two: Path) -> None:
    info = bring(two, "broken", {ENRICHERS: {}}) / "broken-1.2.0.dist-info"
    (info / "entry_points.txt").write_text(f"[{ENRICHERS}]\nnonsense\n")
    with pytest.raises(
        ExtensionError, match=r"^the entry points of what is installed cannot be read: .*ENRICHERS to none$"
    ):
        names("")
    assert names("none") == []
