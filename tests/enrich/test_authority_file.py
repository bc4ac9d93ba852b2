"""The authority file: what it may say, and how its names are found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from streams.enrich.authority_file import (
    LONGEST_LINE,
    MOST_NAMES,
    AuthorityFile,
    parse,
    read_authority_file,
)
from streams.errors import AuthorityError, SettingsError

TARN = {"name": "Ida Tarn", "type": "person", "uri": "https://id.example/ida"}
MILL = {
    "name": "Quay Mill Union",
    "type": "organisation",
    "uri": "https://id.example/qmu",
    "aliases": ["Union of Quay Mills"],
    "acronyms": ["QMU"],
    "country": "GB",
}


def written(folder: Path, *lines: Any) -> Path:
    path = folder / "people.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return path


def test_an_entry_is_found_by_each_of_its_names(tmp_path: Path) -> None:
    known = AuthorityFile(written(tmp_path, "# people", TARN, "", MILL), "people.jsonl")
    found = known.find(["Ida Tarn", "Union of Quay Mills", "QMU", "Ida", "nobody"])
    assert {name: [each.uri for each in of] for name, of in found.items()} == {
        "Ida Tarn": ["https://id.example/ida"],
        "Union of Quay Mills": ["https://id.example/qmu"],
        "QMU": ["https://id.example/qmu"],
    }
    assert known.counts == {"person": 1, "organisation": 1, "place": 0}
    assert (known.entries, known.names) == (2, 4)


def test_only_names_of_two_words_and_marked_acronyms_may_be_looked_for(tmp_path: Path) -> None:
    orange = {**MILL, "name": "Orange", "aliases": ["BBC"], "acronyms": ["ORG"]}
    known = AuthorityFile(written(tmp_path, TARN, orange), "people.jsonl")
    starts = ["Ida Tarn", "Orange", "Ida Tarns", *map(known.alone, ("BBC", "ORG", "IDA"))]
    assert known.begins(starts) == [True, False, False, False, True, False]


def test_entries_of_one_name_come_in_the_order_of_the_file(tmp_path: Path) -> None:
    other = {**TARN, "uri": "https://id.example/other"}
    known = AuthorityFile(written(tmp_path, TARN, other), "people.jsonl")
    assert [each.uri for each in known.find(["Ida Tarn"])["Ida Tarn"]] == [TARN["uri"], other["uri"]]


def test_a_file_that_was_changed_finds_nothing_wrong(tmp_path: Path) -> None:
    path = written(tmp_path, MILL, TARN)
    known = AuthorityFile(path, "people.jsonl")
    with path.open("r+b") as file:
        file.truncate(20)
    assert known.find(["Ida Tarn", "QMU"]) == {}


def test_an_empty_file_knows_nobody(tmp_path: Path) -> None:
    known = AuthorityFile(written(tmp_path, "# nobody yet"), "people.jsonl")
    assert known.find(["Ida Tarn"]) == {}
    assert known.begins(["Ida Tarn"]) == [False]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "it is no JSON"),
        ("[]", "it is no JSON object"),
        ({**TARN, "titel": "x"}, "'titel' is unknown"),
        ({**TARN, "name": " "}, "it needs name"),
        ({**TARN, "name": "x" * 201}, "name has more than 200 characters"),
        ({**TARN, "type": "human"}, "type must be one of person, organisation, place"),
        ({**TARN, "uri": "Q7817"}, "uri must be a uri"),
        ({**TARN, "uri": "javascript:alert(1)"}, "uri must be a uri"),
        ({**TARN, "aliases": [1]}, "aliases must be a list of texts"),
        ({**TARN, "aliases": {}}, "aliases must be a list of texts"),
        ({**TARN, "aliases": [f"Ida {n}" for n in range(MOST_NAMES)]}, "201 names; at most 200"),
        ({**TARN, "acronyms": ["who"]}, "acronyms has 'who'"),
        ({**TARN, "country": "Latvia"}, "country has 'Latvia'"),
        ({**TARN, "language": "English"}, "language must be a tag"),
        ({**TARN, "context": ["x" * 150] * 120}, "more than 16,384 bytes"),
    ],
)
def test_a_wrong_line_is_named_by_its_number(tmp_path: Path, line: Any, why: str) -> None:
    path = written(tmp_path, "# people", TARN, line)
    with pytest.raises(AuthorityError, match=rf"^COPYDESK_AUTHORITY: .*people\.jsonl: line 3: .*{why}"):
        read_authority_file(str(path))


def test_a_line_may_be_as_long_as_it_may(tmp_path: Path) -> None:
    line = {**TARN, "context": ["x"]}
    line["context"] = ["y" * 190] * ((LONGEST_LINE - len(json.dumps(line))) // 194 - 1)
    known = AuthorityFile(written(tmp_path, line), "people.jsonl")
    assert known.find(["Ida Tarn"])


def test_what_is_no_file_is_said(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nobody.jsonl"):
        with pytest.raises(AuthorityError, match=f"COPYDESK_AUTHORITY: {path} cannot be read"):
            read_authority_file(str(path))


def test_the_file_of_another_setting_is_told_apart() -> None:
    for setting in ("authority.toml", '[[authority]]\nsource = "mirror"'):
        with pytest.raises(SettingsError, match="COPYDESK_OWNS"):
            read_authority_file(setting)


def test_none_is_no_file_and_empty_is_our_own() -> None:
    assert read_authority_file("none") is None
    own = read_authority_file("")
    assert own is not None
    (macron,) = own.find(["Emmanuel Macron"])["Emmanuel Macron"]
    assert (macron.kind, macron.uri) == ("person", "http://www.wikidata.org/entity/Q3052772")


def test_an_apostrophe_is_an_apostrophe() -> None:
    entry = parse(json.dumps({**TARN, "name": "Ida O’Tarn", "aliases": ["Ida  Tarn"]}).encode())
    assert entry.names == {"Ida O'Tarn", "Ida Tarn"}
