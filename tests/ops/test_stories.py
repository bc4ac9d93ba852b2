"""What `ops/bench/stories.py` reads and counts: a benchmark that is wrong itself flatters everyone."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

import pytest

BENCH = Path(__file__).parents[2] / "ops" / "bench"


@pytest.fixture(scope="module")
def bench() -> dict[str, Any]:
    return runpy.run_path(str(BENCH / "stories.py"))


def test_b_cubed_is_of_each_article(bench: dict[str, Any]) -> None:
    assert bench["b_cubed"](["a", "a", "b"], ["x", "x", "y"]) == (1, 1, 1)
    precision, recall, f1 = bench["b_cubed"](["a", "a", "b", "b"], ["x", "x", "x", "x"])
    assert (precision, recall) == (0.5, 1)
    assert f1 == pytest.approx(2 / 3)
    assert bench["b_cubed"](["a", "a"], ["x", "y"])[:2] == (1, 0.5)


def test_the_notebook_is_read_with_its_corrections(bench: dict[str, Any], tmp_path: Path) -> None:
    printed = [
        "----\n",
        "1     :  wn-1    None        : 11  eng  2021-07-01 08:01:00 - Barge hits bridge - twice\n",
        "2     :  wn-2    eng-1       : 12  spa  2021-07-01 07:01:00 - Choca\n",
        *(
            f"{n} :  wn-{group} None : {uri}  eng  2021-07-02 07:01:00 - x\n"
            for n, group, uri in ((3, 3, 13), (4, 4, 14))
        ),
        "5     :  wn-1    None        : 15  eng  2021-07-03 07:01:00 - Moved\n",
    ]
    corrections = (
        'manual_corr = {"cls_to_cls": {"wn-2": "wn-1"}, "art_to_cls": {"15": "wn-9"}, '
        '"remove_cls": ["wn-3"], "remove_art": ["14"]}'
    )
    cells = [
        {"source": ["print(events)"], "outputs": [{"text": printed}]},
        {"source": [corrections], "outputs": []},
    ]
    (tmp_path / "notebooks").mkdir()
    notebook = tmp_path / "notebooks" / "02-group-manual-evaluation.ipynb"
    notebook.write_text(json.dumps({"cells": cells}))
    found = bench["read_set"](tmp_path)
    assert [(each.uri, each.language, each.group) for each in found] == [
        ("12", "es", "wn-1"),
        ("11", "en", "wn-1"),
        ("15", "en", "wn-9"),
    ]
    assert found[1].title == "Barge hits bridge - twice"


def test_the_table_is_read(bench: dict[str, Any], tmp_path: Path) -> None:
    row = "7,Barge hits bridge,eng,post,2021-07-01 08:01:00,https://x.example,cls-1"
    (tmp_path / "og2021.public.csv").write_text(f"id,title,lang,source,published_at,url,cluster_id\n{row}\n")
    (found,) = bench["read_set"](tmp_path)
    assert (found.uri, found.group, found.at) == ("7", "cls-1", 1625126460.0)


def test_both_ways_give_a_story_for_each_article(bench: dict[str, Any]) -> None:
    headlines = [
        bench["Headline"](str(number), "en", 1e9 + number, title, "a")
        for number, title in enumerate(("Barge hits Ohio bridge", "Ohio bridge hit by barge", "Lido saved"))
    ]
    for way in ("ours", "base"):
        stories, spent = bench[way](headlines)
        assert stories[0] == stories[1] != stories[2]
        assert spent > 0
