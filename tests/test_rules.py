"""Data files of others: what is wrong with one is told in a sentence, with its line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from streams import rules
from streams.errors import ExtensionError
from streams.extensions.packs import LISTS, Pack
from streams.rules import check_rules
from tests.docs.links import ROOT
from tests.extensions.every_list import write

DATA = ROOT / "streams" / "data"
HEAD = 'source = "own work"\nlicence = "MIT"\n\n'
RULE = "[[rule]]\nname = 'quay'\nweight = 3\n"


def pack(folder: Path, path: str, text: str) -> Pack:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text, encoding="utf-8")
    return Pack("the rules 'bay' of desk-b 1.2.0", folder)


#: What is wrong, by the file and its text: with the line on which it is, where it can be known.
WRONG = [
    ("boilerplate/en.toml", f"{HEAD}[[rule]]\nname = 'quay'\n", "line 5: it needs weight"),
    ("boilerplate/en.toml", f"{HEAD}{RULE}begins = ['x']\n", "line 7: rule.begins is unknown; known are "),
    ("boilerplate/en.toml", f"{HEAD}{RULE}starts = 'x'\n", "line 7: rule.starts must be a list"),
    ("boilerplate/en.toml", f"{HEAD}{RULE}whole = ['fine', 7]\n", "line 7: every entry of rule.whole must be a text"),
    ("boilerplate/en.toml", f"{HEAD}{RULE}whole = ['fine', '']\n", "line 7: rule.whole has an empty entry"),
    ("boilerplate/en.toml", HEAD + RULE.replace("3", "'3'"), "line 6: rule.weight must be a number"),
    ("boilerplate/en.toml", f"{HEAD}rules = []\n", "line 4: rules is unknown; known are "),
    ("boilerplate/en.toml", f"{HEAD}{RULE}\n{RULE}shape = ['a', 'b\\w(c']\n", "line 11: 'b\\\\w(c' is no pattern: missing )"),
    ("boilerplate/en.toml", f"{HEAD}{RULE}shape = ['(?:a+)+$']\n", "line 7: '(?:a+)+$' takes too long for a line like 'aaaa"),
    ("boilerplate/de.toml", f"{HEAD}[lines]\nmorre = ['x']\n", "line 5: lines.morre is unknown; known are "),
    ("boilerplate/de.toml", f"{HEAD}[lines]\nbyline = ['von', '(x']\n", "line 5: "),
    ("boilerplate/en.toml", "rule = [\n", "is no TOML: "),
    ("boilerplate/xx.toml", "", "copydesk has no such file, and reads none; there are any.toml, ar.toml"),
    ("signals/kills.toml", "stems = ['x']\n[[pattern]]\nfields = ['headline']\n", "line 2: it needs text"),
    ("signals/kills.toml", "stems = ['x']\n[[pattern]]\nfields = ['slug']\ntext = '{{nobody}} (x'\n", "line 4: {{nobody}} is unknown"),
    ("signals/kills.toml", "stems = ['x']\n[[pattern]]\nfields = ['slug']\ntext = '(x'\n", "line 4: '(x' is no pattern: "),
    ("signals/kills.toml", "stems = ['x']\n[[pattern]]\nfields = ['slug']\ntext = 'x'\nunless = '[x'\n", "line 4: '[x' is no pattern"),
    ("signals/kills.toml", "stems = ['x']\n[[pattern]]\nfields = ['slug']\ntext = 'x'\nformats = 'all'\n", "line 4: formats is 'all'; it may be any, sent, wire"),
    ("signals/holds.toml", "[[pattern]]\nfields = ['slug']\ntext = 'x'\n", "line 1: it needs stems"),
    ("signals/updates.toml", "stems = ['x']\n[[pattern]]\nfields = ['slug']\ntext = 'x'\n", "line 4: it needs signal"),
    ("signals/takes.toml", "", "none of the files that can be added to: boilerplate/[a-z][a-z].toml, "),
    ("names/authority.txt", "", "none of the files that can be added to: "),
    ("feeds/endings.toml", "[[ending]]\nrule = 'a'\nline = [\n'fine',\n'(x',\n]\n", "line 5: '(x' is no pattern"),
    ("feeds/endings.toml", "[[ending]]\nline = ['x']\n", "line 1: it needs rule"),
    ("feeds/endings.toml", "[[ending]]\nrule = 'a'\ntail = ['(x']\n", "line 3: '(x' is no pattern"),
    ("summary/teasers.toml", "[en]\nstarts = ['see\\\\b']\nends = []\n[de]\nstarts = ['see(']\nends = []\n", "line 5: 'see('"),
    ("summary/teasers.toml", '[en]\nstarts = [\n"fine",\n"see(\\\\b",\n]\nends = []\n', "line 4: 'see("),
    ("summary/teasers.toml", "[xx]\nstarts = []\nends = []\n", "line 1: xx is unknown; known are "),
    ("not_article/words/en.toml", "[says]\nlogins = ['x']\n", "line 2: says.logins is unknown; known are "),
    ("places/datelines.toml", "agencies = 'Quay Wire'\n", "line 1: agencies must be a list"),
    ("keywords/en.txt", "[vague]\nquay\n\n[vaguer]\nmole\n", "line 4: [vaguer] is unknown; known are 1/"),
    ("keywords/en.txt", "# mine\nquay\n[vague]\n", "line 2: words stand below a [section]"),
    ("quotes/en.txt", "[verb]\nsaid\n", "line 1: [verb] is unknown; known are "),
    ("topics/words/en.tsv", "# mine\n15000000\t3\n", "line 2: it has 2 columns, parted by tabs; 3 are needed"),
    ("topics/words/en.tsv", "15000000\t3\tball\n15999999\t3\tquay\n", "line 2: '15999999' is no Media Topic of the IPTC"),
    ("topics/sections.tsv", "sport\t*\tsport\n", "line 1: 'sport' is no Media Topic"),
    ("places/city_names.tsv", "Harwich\tGB\n", "line 1: it has 2 columns, parted by tabs; "),
    ("places/more_city_names.tsv", "Harwich\tGB\n", "line 1: it has 2 columns, parted by tabs; "),
    ("names/national_organisations.txt", "es = Quay |\n", 'line 1: it must be "language = name | other forms"'),
    ("names/national_organisations.txt", "el = Quay\n", "languages are ar, cs, da, de, en, es, fi, fr, hi, it, ja, ko, nl, no, pl, pt, ru, sv, tr, uk, zh"),
    ("names/organisations.txt", "Quay Council\n", 'line 1: it must be "English = German = French"'),
]  # fmt: skip


@pytest.mark.parametrize(("path", "text", "said"), WRONG)
def test_what_is_wrong_is_told_with_its_line(
    path: str, text: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "_SECONDS", 0.2)
    with pytest.raises(ExtensionError) as told:
        check_rules([pack(tmp_path, path, text)])
    whole = str(told.value)
    assert whole.startswith(f"{path} of the rules 'bay' of desk-b 1.2.0")
    assert said in whole
    assert "\n" not in whole
    assert told.value.exit_code == 2


def test_one_addition_to_each_list_is_right(tmp_path: Path) -> None:
    found = check_rules([Pack("mine", write(tmp_path))])
    assert len(found["mine"]) == len(LISTS)


@pytest.mark.parametrize(
    "path",
    [
        "signals/kills.toml",
        "boilerplate/de.toml",
        "names/organisations.txt",
        "names/national_organisations.txt",
        "not_article/words/th.toml",
    ],
)
def test_our_own_files_are_right(path: str, tmp_path: Path) -> None:
    (tmp_path / path).parent.mkdir(parents=True)
    shutil.copy(DATA / path, tmp_path / path)
    assert check_rules([Pack("ours", tmp_path)]) == {"ours": (path,)}


def test_no_pack_is_no_work() -> None:
    assert check_rules([]) == {}
