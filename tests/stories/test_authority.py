"""Whose uris are, by the name of a source and by the table of the settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from streams.errors import SettingsError
from streams.stories.authority import (
    DESK,
    MOST_ENTRIES,
    NOBODY,
    Authority,
    domain_of,
    estate_of,
    own_uri,
    read_authority,
    same,
)

TABLE = """
[[authority]]
source = "meridian-mirror"
for = ["urn:newsml:meridian.example:", "https://paper.example/news/", "quay.example", "source:meridian-main"]

[[authority]]
source = "meridian-mirror"
for = ["urn:case:77"]
"""


@pytest.mark.parametrize(
    ("source", "domain"),
    [
        ("https://blog.example/feed", "blog.example"),
        ("https://news.blog.example/feed?x=1", "blog.example"),
        ("//www.blog.example/feed", "blog.example"),
        ("blog.example", "blog.example"),
        ("WWW.Blog.Example", "blog.example"),
        ("blog.example/feed", "blog.example"),
        ("blog.example:8080", "blog.example"),
        ("urn:newsml:meridian.example", "meridian.example"),
        ("www.quay.co.uk", "quay.co.uk"),
        ("harbour.github.io", "harbour.github.io"),
        ("http://10.1.2.3/feed", "10.1.2.3"),
        ("mer", None),
        ("tidewater-wire", None),
        ("meridian.feed", None),
        ("desk/politics", None),
        ("unknown", None),
        ("", None),
    ],
)
def test_a_source_is_of_a_domain_or_has_a_plain_name(source: str, domain: str | None) -> None:
    assert domain_of(source) == domain


@pytest.mark.parametrize(
    ("uri", "estate"),
    [
        ("https://news.paper.example/mill", "paper.example"),
        ("HTTPS://WWW.Paper.Example/mill", "paper.example"),
        ("https://paper.example@evil.example/mill", "evil.example"),
        ("https://paper.example.evil.example/mill", "evil.example"),
        ("https://a.co.uk/x", "a.co.uk"),
        ("https://a.github.io/x", "a.github.io"),
        ("tag:paper.example,2026:1", "paper.example"),
        ("tag:desk@paper.example,2026:1", "paper.example"),
        ("urn:newsml:meridian.example:20261121:1", "meridian.example"),
        ("urn:newsml:www.meridian.example:20261121:1", "meridian.example"),
        ("URN:NEWSML:Meridian.Example:20261121:1", "meridian.example"),
        ("urn:newsml:MERIDIAN:20261121:1", "newsml:meridian"),
        ("urn:publicid:meridian.example:1", "meridian.example"),
        ("urn:copydesk:tide%20wire:slug.x", "desk:tide wire"),
        ("urn:copydesk:number:paper.example%2Fnews:8841", "paper.example"),
        ("urn:copydesk:sha256:00112233445566778899aabbccddeeff", None),
        ("urn:uuid:6f0c6a3e-1111-4222-8333-944455566677", None),
        ("urn:a:1", None),
        ("no uri", None),
    ],
)
def test_a_uri_is_on_the_ground_of_a_domain_a_provider_a_source_or_nobody(
    uri: str, estate: str | None
) -> None:
    assert estate_of(uri) == estate


@pytest.mark.parametrize(
    ("source", "uri", "owns"),
    [
        ("https://blog.example/feed", "https://www.blog.example/a", True),
        ("news.paper.example", "https://www.paper.example/a", True),
        ("paper.example", "urn:newsml:paper.example:1:2", True),
        ("paper.example", "tag:paper.example,2026:1", True),
        ("evil.example", "https://paper.example/a", False),
        ("a.co.uk", "https://b.co.uk/a", False),
        ("a.github.io", "https://b.github.io/a", False),
        ("a.github.io", "https://a.github.io/a", True),
        ("mer", "urn:copydesk:mer:slug.x", True),
        ("mer", "urn:copydesk:merx:slug.x", False),
        ("mer", "https://mer.example/a", False),
        ("mer", "urn:a:1", False),
        (DESK, "https://paper.example/a", True),
        ("Copydesk", "https://paper.example/a", False),
        (NOBODY, "urn:copydesk::x", False),
        (NOBODY, "urn:copydesk:unknown:x", False),
    ],
)
def test_what_a_source_owns_by_its_name(source: str, uri: str, owns: bool) -> None:
    assert Authority().owns(source, uri) is owns


@pytest.mark.parametrize(
    ("uri", "owns"),
    [
        ("urn:newsml:meridian.example:20261121:1", True),
        ("urn:newsml:meridian.example.evil.example:1", False),
        ("http://www.paper.example/news/1", True),
        ("https://paper.example/sport/1", False),
        ("https://paper.example.evil.example/news/1", False),
        ("https://sport.quay.example/1", True),
        ("tag:quay.example,2026:1", True),
        ("urn:copydesk:meridian-main:slug.x", True),
        ("urn:case:77", True),
        ("urn:case:771", False),
    ],
)
def test_what_the_table_gives(uri: str, owns: bool) -> None:
    table = read_authority(TABLE)
    assert table.owns("meridian-mirror", uri) is owns
    assert not table.owns("meridian", uri)
    assert table.speaks_for("meridian-mirror") == {"meridian-main"}
    assert table.speaks_for("meridian") == frozenset()


def test_the_table_may_lie_in_a_file_and_be_absent(tmp_path: Path) -> None:
    path = tmp_path / "authority.toml"
    path.write_text(TABLE)
    assert read_authority(f" {path} ") == read_authority(TABLE)
    assert read_authority(" ") == Authority()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("/nowhere/authority.toml", "/nowhere/authority.toml cannot be read: No such file"),
        ("[[authority]", "is no TOML"),
        ("[[authorities]]\nsource = 'a'", "'authorities' is unknown"),
        ("authority = 1 # [[", r"it has no \[\[authority\]\]"),
        ("[[authority]]\nsource = 'a'", "entry 1 needs source"),
        ("[[authority]]\nsource = 'a'\nfor = ['b.example']\nuntil = 1", "entry 1 needs source"),
        ("[[authority]]\nsource = ' '\nfor = ['b.example']", "entry 1: source must be"),
        ("[[authority]]\nsource = 'a'\nfor = 'b.example'", r"entry 1 \(a\): for must be a list"),
        ("[[authority]]\nsource = 'a'\nfor = []", "for must be a list"),
        ("[[authority]]\nsource = 'a'\nfor = ['main wire']", "'main wire' is no uri .* source:main wire"),
        ("[[authority]]\nsource = 'a'\nfor = ['*']", r"'\*' is no uri"),
        ("[[authority]]\nsource = 'a'\nfor = ['source: ']", "names no source"),
        (
            "[[authority]]\nsource = 'a'\nfor = ['news.b.example']",
            "is a part of b.example: write https://news.b.example/ or b.example",
        ),
    ],
)
def test_a_table_that_cannot_be_used_is_told(text: str, said: str) -> None:
    with pytest.raises(SettingsError, match=f"COPYDESK_OWNS.*{said}"):
        read_authority(text)


def test_a_table_has_a_bound() -> None:
    uris = [f"urn:case:{number}" for number in range(MOST_ENTRIES + 1)]
    with pytest.raises(SettingsError, match="at most 2000"):
        read_authority(f"[[authority]]\nsource = 'a'\nfor = {uris}")


def test_two_sources_of_a_domain_are_one() -> None:
    assert same("https://blog.example/feed", "blog.example")
    assert same("mer", "mer")
    assert not same("mer", "tidewater")
    assert not same("a.co.uk", "b.co.uk")


def test_a_uri_that_is_claimed_becomes_one_of_its_source_always_the_same() -> None:
    assert own_uri("blog.example", "urn:a:1") == "urn:copydesk:blog.example:~urn%3Aa%3A1"
    assert own_uri("blog.example", "urn:a:1") != own_uri("quay.example", "urn:a:1")
    assert len(own_uri("blog.example", "urn:a:" + "1" * 10_000)) < 200
