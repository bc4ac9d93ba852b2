"""Enrichers and rules of others on the command line: what they find is shown, and a broken one ends the start."""

from __future__ import annotations

import io
import os
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from rich.console import Console

from streams.article import Extension
from streams.cli.configured import check_extensions
from streams.cli.inspect import show
from streams.errors import ExtensionError
from streams.extensions.installed import ENRICHERS
from streams.settings import Settings
from tests.articles import PARAGRAPHS, article
from tests.cli.run import copydesk
from tests.docs.links import ROOT
from tests.extensions.brought import bring

MOOD = """
import os
def mood(article):
    return {"marks": article.body.count("!")}
def crash(article):
    if "Harwich" in article.body:
        os._exit(7)
    return {}
def odd(article):
    return {"odd": {1, 2}} if "Harwich" in article.body else {}
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on the path of what is run."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path / "site"), str(ROOT)]))
    monkeypatch.setenv("PROGRAMS", "1")  # a fork of what is loaded already would not look for them
    return tmp_path / "site"


def test_inspect_shows_what_they_find_and_says_what_they_fail_with(site: Path) -> None:
    bring(
        site,
        "desk-mood",
        {ENRICHERS: {name: f"mood_of:{name}" for name in ("mood", "crash", "odd")}},
        {"mood_of": MOOD},
    )
    ran = copydesk("inspect", "-", "--json", stdin="\n\n".join(PARAGRAPHS).encode())
    assert ran.code == 0, ran.err
    desk = orjson.loads(ran.out)["desk"]
    assert desk["extensions"] == {
        "mood": {"distribution": "desk-mood", "version": "1.2.0", "values": {"marks": 0}}
    }
    assert desk["cleaning"]["repairs"] == ["not-extended:crash:process_died", "not-extended:odd:not_json"]
    assert desk["summary"], "what copydesk finds is there"
    told = dict(
        line.removeprefix("copydesk: enricher ").split(": ", 1)
        for line in ran.err.splitlines()
        if "enricher" in line
    )
    assert told["crash"].startswith("process_died: exit code 7")
    assert told["odd"] == "not_json: what it returned is no JSON: Type is not JSON serializable: set"


def test_for_people_they_stand_among_what_was_found() -> None:
    found = {
        "mood": Extension("desk-mood", "1.2.0", {"marks": 0}),
        "long": Extension("desk-long", "1", {"a": "\x1b" + "x" * 1000}),
    }
    console = Console(file=io.StringIO(), width=2000)
    show(console, "a document", replace(article(), extensions=found), "")
    assert isinstance(console.file, io.StringIO)
    shown = console.file.getvalue()
    assert '  mood       {"marks":0}\n' in shown
    (long,) = (line for line in shown.splitlines() if line.startswith("  long"))
    assert long.endswith("x…")
    assert len(long) < 450


def test_a_worker_does_not_start_with_a_broken_one(site: Path, tmp_path: Path) -> None:
    bring(site, "desk-mood", {ENRICHERS: {"mood": "mood_of:mood"}}, {"mood_of": "import nowhere"})
    ran = copydesk("worker", data=str(tmp_path), broker="127.0.0.1:1")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "copydesk: the enricher 'mood' of desk-mood 1.2.0 cannot be used: it cannot be imported: ModuleNotFoundError: No "
        "module named 'nowhere'; mend or uninstall it, or leave it out with COPYDESK_ENRICHERS\n"
    )


def test_a_rule_that_is_wrong_is_found_first(tmp_path: Path) -> None:
    (tmp_path / "keywords").mkdir()
    (tmp_path / "keywords" / "en.txt").write_text("[vague]\nquay\n[vaguer]\n")
    with pytest.raises(
        ExtensionError, match=r"^keywords/en\.txt of COPYDESK_RULES_DIR, .*: line 3: \[vaguer\] is unknown"
    ):
        check_extensions(Settings(rules_dir=tmp_path, enrichers="nobody"))
