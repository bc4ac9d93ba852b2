from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from streams.errors import ExtensionError
from streams.extensions import enrichers
from streams.extensions.enrichers import check_memory, load_enrichers
from streams.extensions.installed import ENRICHERS
from tests.extensions.brought import bring


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    load_enrichers.cache_clear()
    yield
    load_enrichers.cache_clear()


def brought(folder: Path, monkeypatch: pytest.MonkeyPatch, source: str, value: str = "") -> None:
    """A distribution desk-odd with an enricher `odd`, whose module has that source."""
    module = f"odd_{abs(hash(source))}"
    bring(folder, "desk-odd", {ENRICHERS: {"odd": value or f"{module}:enrich"}}, {module: source})
    monkeypatch.syspath_prepend(folder)


def test_without_any_there_is_none() -> None:
    assert load_enrichers("none") == {}


def test_one_is_loaded_and_tried_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = "asked = []\ndef enrich(article):\n    asked.append(article.uri)\n    return {'words': 2}\n"
    brought(tmp_path, monkeypatch, source)
    loaded = load_enrichers("")["odd"]
    assert (loaded.name, loaded.installed.distribution, loaded.installed.version) == (
        "odd",
        "desk-odd",
        "1.2.0",
    )
    assert load_enrichers("")["odd"] is loaded
    assert loaded.function.__globals__["asked"] == ["urn:copydesk:trial"]


BROKEN = {
    "import nowhere_to_be_found": "cannot be imported: ModuleNotFoundError: No module named 'nowhere_to_be_found'",
    "raise SystemExit(2)": "cannot be imported: SystemExit: 2",
    "other = 1": "cannot be imported: AttributeError",
    "enrich = 1": "is no function",
    "def enrich(article, reading): return {}": "cannot be called with an article alone: missing a required argument",
    "def enrich(): return {}": "cannot be called with an article alone: too many positional",
    "def enrich(article): return [1]": "on a short article, it returned list, and no mapping",
    "def enrich(article): raise OSError('no list')": "on a short article, OSError: no list",
    "def enrich(article):\n    while True: pass": "on a short article, no end after 0.05 s",
    "import threading, time\nthreading.Thread(target=time.sleep, args=(1,), daemon=True).start()\nenrich = dict": (
        "it starts a thread when it is imported"
    ),
}


@pytest.mark.parametrize("source", BROKEN)
def test_a_broken_one_is_told_in_one_sentence_that_names_its_distribution(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enrichers, "_FIRST_SECONDS", 0.05)
    brought(tmp_path, monkeypatch, source)
    with pytest.raises(ExtensionError) as told:
        load_enrichers("odd")
    said = str(told.value)
    assert said.startswith("the enricher 'odd' of desk-odd 1.2.0 cannot be used: ")
    assert BROKEN[source] in said
    assert said.endswith("mend or uninstall it, or leave it out with COPYDESK_ENRICHERS")
    assert "\n" not in said
    assert told.value.exit_code == 2


def test_what_is_written_in_c_is_tried_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    brought(tmp_path, monkeypatch, "", "builtins:vars")  # its signature is not known to inspect
    with pytest.raises(ExtensionError, match="on a short article"):
        load_enrichers("odd")


def test_what_it_takes_of_the_memory_is_known_and_must_leave_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = "import mmap\nmodel = mmap.mmap(-1, 500 << 20)\ndef enrich(article):\n    return {}\n"
    brought(tmp_path, monkeypatch, source)
    loaded = load_enrichers("")["odd"]
    loaded.function.__globals__["model"].close()
    assert 499 < loaded.megabytes < 540
    check_memory([loaded], 1300)
    with pytest.raises(
        ExtensionError,
        match=r"^COPYDESK_MEMORY_MB is 1024, .*'odd' of desk-odd 1\.2\.0 5\d\d MiB; set it to 12",
    ):
        check_memory([loaded], 1024)
    check_memory([replace(loaded, megabytes=60.0)] * 3, 256)
