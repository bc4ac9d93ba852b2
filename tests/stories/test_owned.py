"""Whose what is, by the authority and by sources.toml."""

from __future__ import annotations

import pytest

from streams.errors import SettingsError, SourcesError
from streams.sources.table import SourceTable
from streams.stories.authority import MOST_ENTRIES, read_authority
from streams.stories.owned import authority_of

AUTHORITY = '[[authority]]\nsource = "mirror"\nfor = ["urn:case:", "source:main"]'


def test_sources_toml_says_the_same_as_the_authority() -> None:
    table = SourceTable(owns={"mirror": ("urn:case:", "source:main")})
    assert authority_of("", table) == read_authority(AUTHORITY)


def test_both_give() -> None:
    found = authority_of(
        AUTHORITY, SourceTable(owns={"mirror": ("quay.example",), "other": ("mill.example",)})
    )
    assert found.owns("mirror", "urn:case:7")
    assert found.owns("mirror", "https://quay.example/1")
    assert found.owns("other", "https://mill.example/1")
    assert not found.owns("other", "https://quay.example/1")
    assert found.speaks_for("mirror") == {"main"}


def test_an_entry_that_gives_nothing_is_named() -> None:
    table = SourceTable(owns={"quay": ("main wire",)}, where="sources.toml")
    with pytest.raises(SourcesError, match=r"sources\.toml: owns of quay: 'main wire' is no uri"):
        authority_of("", table)


def test_the_setting_is_still_checked() -> None:
    with pytest.raises(SettingsError, match="COPYDESK_OWNS is no TOML"):
        authority_of("[[authority]", SourceTable())


def test_the_entries_of_all_sources_have_a_bound() -> None:
    many = tuple(f"urn:case:{number}" for number in range(MOST_ENTRIES))
    authority_of("", SourceTable(owns={"quay": many}))
    with pytest.raises(SourcesError, match="2001 entries of owns; at most 2000"):
        authority_of("", SourceTable(owns={"quay": many, "mill": ("urn:case:x",)}))
