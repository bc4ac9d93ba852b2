from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from streams.errors import ExtensionError
from streams.extensions import packs
from streams.extensions.installed import RULES
from streams.extensions.packs import Pack, may_extend, merged, merged_with_packs, packs_of, parsed, with_packs
from streams.settings import Settings
from tests.extensions.brought import bring


def folder(root: Path, **files: str) -> Path:
    """A folder of data files; "__" in a name stands for "/", and the first "_" behind it for the dot."""
    for name, text in files.items():
        path = root / (name.replace("__", "/").replace("_", ".", 1))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def test_a_folder_and_distributions_bring_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(tmp_path / "site", "desk-b", {RULES: {"bay": "bay_rules"}})
    bring(tmp_path / "site", "desk-a", {RULES: {"ant": "ant_rules"}})
    for name in ("bay", "ant"):
        folder(tmp_path / "site" / f"{name}_rules", boilerplate__en_toml="")
        (tmp_path / "site" / f"{name}_rules" / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path / "site")
    own = folder(tmp_path / "own", sources_toml="", README_txt="words", topics__words__en_tsv="")
    for hidden in (".git", "__pycache__"):
        (own / hidden).mkdir()
        (own / hidden / "en.toml").write_text("")
    found = packs_of(Settings(rules_dir=own))
    assert [each.whose for each in found] == [
        "the rules 'ant' of desk-a 1.2.0",
        "the rules 'bay' of desk-b 1.2.0",
        f"COPYDESK_RULES_DIR, {own}",
    ]
    assert list(found[0].paths()) == ["boilerplate/en.toml"]
    assert list(found[2].paths()) == ["sources.toml", "topics/words/en.tsv"], (
        "what lies at the top is no data"
    )
    assert [each.whose for each in packs_of(Settings(rules="bay"))] == ["the rules 'bay' of desk-b 1.2.0"]
    assert packs_of(Settings(rules="none")) == ()


def test_without_any_there_are_none() -> None:
    assert packs_of(Settings()) == ()
    assert with_packs("keywords/en.txt", "ours") == "ours"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ExtensionError, match=r"^COPYDESK_RULES_DIR: there is no folder .*/nowhere$"):
        packs_of(Settings(rules_dir=tmp_path / "nowhere"))


def test_a_package_that_cannot_be_imported_names_its_distribution(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(tmp_path, "desk-b", {RULES: {"bay": "no_such_package.rules"}})
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(
        ExtensionError, match=r"the rules 'bay' of desk-b 1\.2\.0 cannot be read: ModuleNotFound"
    ):
        packs_of(Settings())


@pytest.mark.parametrize(
    ("path", "may"),
    [
        ("boilerplate/en.toml", True),
        ("boilerplate/any.toml", True),
        ("boilerplate/macros.toml", False),
        ("boilerplate/sorts.toml", False),
        ("signals/kills.toml", True),
        ("signals/takes.toml", False),
        ("signals/words/en.toml", False),
        ("iptc/mediatopics.tsv", False),
        ("live/page.html", False),
        ("names/authority.jsonl", False),
    ],
)
def test_lists_may_be_added_to_and_what_is_no_list_may_not(path: str, may: bool) -> None:
    assert may_extend(path) is may


def test_ours_come_first_and_then_each_in_its_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = Pack("one", folder(tmp_path / "1", pages__credits_txt="quay", pages__bylines_txt="quay"))
    two = Pack("two", folder(tmp_path / "2", pages__credits_txt="# mine\nmole\n"))
    monkeypatch.setattr(packs, "packs", lambda: (one, two))
    assert with_packs("pages/credits.txt", "photo") == "photo\nquay\n# mine\nmole\n"
    assert with_packs("pages/bylines.txt", "ours") == "ours", "what may not be added to is not looked for"


def test_tables_are_merged_and_lists_joined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = "source = 'mine'\nlicence = 'MIT'\n[en]\nstarts = ['b']\nends = ['d']\n"
    pack = Pack("one", folder(tmp_path, summary__teasers_toml=written))
    monkeypatch.setattr(packs, "packs", lambda: (pack,))
    ours = {"source": "own work", "en": {"starts": ["a"], "ends": []}, "de": {"starts": ["z"]}}
    assert merged_with_packs("summary/teasers.toml", ours) == {
        "source": "own work",
        "en": {"starts": ["a", "b"], "ends": ["d"]},
        "de": {"starts": ["z"]},
    }
    assert ours["en"] == {"starts": ["a"], "ends": []}, "the tables that were given are as they were"


@pytest.mark.parametrize(
    "theirs", [{"signal": "hold"}, {"stems": "kill"}, {"parts": ["x"]}, {"parts": {"wire": "x"}}]
)
def test_nothing_of_ours_can_be_changed(theirs: dict[str, Any]) -> None:
    ours: dict[str, Any] = {"signal": "kill", "stems": ["kill"], "parts": {"wire": "dispatch"}}
    with pytest.raises(ExtensionError, match=r"^a file: \w+ is copydesk's own"):
        merged(ours, theirs, "a file")
    assert merged(ours, {"signal": "kill", "parts": {"wire": "dispatch"}}, "a file") == ours


def test_what_cannot_be_read_names_file_and_line(tmp_path: Path) -> None:
    pack = Pack("one", folder(tmp_path, boilerplate__en_toml="a = 1\nb = = 2\n"))
    (tmp_path / "boilerplate" / "de.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ExtensionError, match=r"^boilerplate/en\.toml of one is no TOML: .*line 2"):
        parsed(pack, "boilerplate/en.toml", pack.text("boilerplate/en.toml") or "")
    with pytest.raises(
        ExtensionError, match=r"^boilerplate/de\.toml of one cannot be read: it is not UTF-8$"
    ):
        pack.text("boilerplate/de.toml")
    assert pack.text("boilerplate/fr.toml") is None
