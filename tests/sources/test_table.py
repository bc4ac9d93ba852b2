"""sources.toml: what is read from it, and in which sentence it is refused."""

from __future__ import annotations

import pickle
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from streams.article import Origin, RawArticle
from streams.errors import SettingsError, SourcesError
from streams.extensions import packs
from streams.kinds import Format
from streams.source_config import SourceConfig
from streams.sources.table import SourceTable, read_sources

ROOT = Path(__file__).parents[2]
ORIGIN = Origin("articles.raw", 0, 1, datetime(2026, 11, 21, 12, tzinfo=UTC))
TABLE = """
[[source]]
name = "quay-post"
zone = "Europe/London"
language = "en"
format = "feed"
identity = "url"
dates = "dmy"
profile = "page"
owns = ["quaypost.example", "source:quay-mirror"]

[source.rights]
holder = "Quay Post Ltd"
notice = "© Quay Post"
terms = "No archive"

[[source]]
name = "lantern.example"
language = "fr-CA"
metrics = false
"""


def raw(source: str | None = None, subject: str | None = None) -> RawArticle:
    return RawArticle(b"x", ORIGIN, source=source, subject=subject)


def test_all_that_a_source_may_be_configured_with() -> None:
    table = read_sources(TABLE)
    assert table.configs["quay-post"] == SourceConfig(
        name="quay-post",
        zone="Europe/London",
        country="GB",
        language="en",
        dates="dmy",
        format=Format.FEED,
        identity="url",
        profile="page",
        holder="Quay Post Ltd",
        notice="© Quay Post",
        terms="No archive",
    )
    assert table.owns == {"quay-post": ("quaypost.example", "source:quay-mirror")}
    assert table.labels == ("quay-post",)


def test_the_country_is_that_of_the_language_or_of_the_clock_unless_it_is_given() -> None:
    assert read_sources(TABLE).configs["lantern.example"].country == "CA"
    abroad = "[[source]]\nname = 'a'\nzone = 'Europe/Paris'\nlanguage = 'en-GB'\n"
    assert read_sources(abroad).configs["a"].country == "GB"
    assert read_sources(abroad + "country = 'IE'").configs["a"].country == "IE"
    for tag, country in (("en-UK", "GB"), ("zh-Hans-CN", "CN"), ("en", None)):
        assert read_sources(f"[[source]]\nname = 'a'\nlanguage = '{tag}'").configs["a"].country == country


def test_a_list_of_names_configures_nothing_but_the_metrics() -> None:
    assert read_sources(" quay-post, ,lantern,quay-post ") == SourceTable(labels=("quay-post", "lantern"))
    assert read_sources("") == SourceTable()


def test_the_table_may_lie_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(TABLE)
    found = read_sources(f" {path} ")
    assert found.configs == read_sources(TABLE).configs
    assert found.where == str(path)


@pytest.mark.parametrize(
    ("event", "name"),
    [
        (raw("quay-post"), "quay-post"),
        (raw(" quay-post "), "quay-post"),
        (raw(None, "https://www.lantern.example/1"), "lantern.example"),
        (raw("somebody", "https://lantern.example/1"), None),
        (raw("Quay-Post"), None),
        (raw(), None),
    ],
)
def test_a_source_is_the_one_that_the_envelope_names(event: RawArticle, name: str | None) -> None:
    config = read_sources(TABLE).configured(event).config
    assert (config.name if config else None) == name


def test_what_is_configured_reaches_another_process() -> None:
    event = read_sources(TABLE).configured(raw("quay-post"))
    assert pickle.loads(pickle.dumps(event)) == event


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("/nowhere/sources.toml", "/nowhere/sources.toml cannot be read: No such file or directory"),
        ("[[source]", "COPYDESK_SOURCES is no TOML"),
        ("/etc/copydesk/sources", "/etc/copydesk/sources is no source; the name of a file must end in .toml"),
        ("[[feed]]\nname = 'a'", "'feed' is unknown; each source begins with [[source]]"),
        ("source = 1 # [[", "it has no [[source]]"),
        ("source = [] # [[", "it has no [[source]]"),
        ("source = [1] # [[", "source 1: each source begins with [[source]]"),
        ("[[source]]\nzone = 'UTC'", 'source 1: it needs name = "…"'),
        ("[[source]]\nname = ' '", 'it needs name = "…"'),
        (f"[[source]]\nname = '{'a' * 201}'", "more than 200 characters"),
        ("[[source]]\nname = 'a'\n[[source]]\nname = 'a'", "source 2 (a): there is one of that name already"),
        ("[[source]]\nname = 'a'\nzones = 'x'", "source 1 (a): 'zones' is unknown; known are name, zone"),
        (
            "[[source]]\nname = 'a'\nzone = 'CEST'",
            "zone is 'CEST', which the IANA time zone database does not",
        ),
        ("[[source]]\nname = 'a'\nzone = 1", 'zone must be a text: zone = "…"'),
        ("[[source]]\nname = 'a'\ncountry = 'uk'", "country is 'uk'; write two capital letters"),
        ("[[source]]\nname = 'a'\nlanguage = 'German'", "language is 'German'; write a tag"),
        ("[[source]]\nname = 'a'\nformat = 'rss'", "format is 'rss'; it may be html, text, ninjs"),
        ("[[source]]\nname = 'a'\nidentity = 'guid'", "identity is 'guid'; it may be document, url"),
        ("[[source]]\nname = 'a'\ndates = 'ymd'", "dates is 'ymd'; it may be dmy, mdy"),
        ("[[source]]\nname = 'a'\nprofile = 'x'", "profile is 'x'; it may be page, wire"),
        ("[[source]]\nname = 'a'\nowns = 'b.example'", "owns must be a list of texts"),
        ("[[source]]\nname = 'a'\nowns = ['']", "owns must be a list of texts"),
        ("[[source]]\nname = 'a'\nowns = [1]", "owns must be a list of texts"),
        ("[[source]]\nname = 'a'\nmetrics = 1", "metrics must be true or false"),
        ("[[source]]\nname = 'a'\nrights = 'x'", "rights must be a table"),
        ("[[source]]\nname = 'a'\n[source.rights]\nowner = 'x'", "rights.owner is unknown; known are holder"),
        ("[[source]]\nname = 'a'\n[source.rights]\nterms = ''", 'rights: terms must be a text: terms = "…"'),
        (f"[[source]]\nname = 'a'\n[source.rights]\nterms = '{'a' * 2001}'", "more than 2000 characters"),
        ("".join(f"[[source]]\nname = '{n}'\n" for n in range(201)), "201 sources have figures of their own"),
    ],
)
def test_a_table_that_cannot_be_used_is_told_in_a_sentence(text: str, says: str) -> None:
    with pytest.raises(SourcesError, match=re.escape(says)) as refused:
        read_sources(text)
    assert "\n" not in str(refused.value)
    assert refused.value.exit_code == 2


def test_more_sources_than_metrics_can_bear_may_be_configured() -> None:
    quiet = "".join(f"[[source]]\nname = '{n}'\nmetrics = {str(n < 200).lower()}\n" for n in range(300))
    table = read_sources(quiet)
    assert (len(table.configs), len(table.labels)) == (300, 200)


def test_connections_are_tables_and_belong_to_their_source() -> None:
    table = read_sources(
        '[[source]]\nname = "quay"\n[source.folder]\npath = "/srv"\n[[source]]\nname = "mole"\n'
    )
    assert table.connections == {"quay": {"folder": {"path": "/srv"}}}
    with pytest.raises(SourcesError, match=r"source 1 \(quay\): folder must be a table"):
        read_sources('[[source]]\nname = "quay"\nfolder = "/srv"\n')


def brought(folder: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sources.toml that others bring."""
    folder.mkdir(exist_ok=True)
    (folder / "sources.toml").write_text(text)
    monkeypatch.setattr(packs, "packs", lambda: (packs.Pack("the rules 'bay' of desk-b 1.2.0", folder),))


def test_sources_that_others_bring_come_after_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = '[[source]]\nname = "bay"\nlanguage = "de"\nowns = ["bay.example"]\n[source.folder]\npath = "/srv/bay"\n'
    brought(tmp_path, theirs, monkeypatch)
    ours = read_sources('[[source]]\nname = "quay"\nmetrics = false\n')
    assert list(ours.configs) == ["quay", "bay"]
    assert (ours.owns, ours.labels, ours.where) == (
        {"bay": ("bay.example",)},
        ("bay",),
        "COPYDESK_SOURCES and sources.toml of the rules 'bay' of desk-b 1.2.0",
    )
    assert ours.connections == {"bay": {"folder": {"path": "/srv/bay"}}}
    listed = read_sources("quay,mole")
    assert (list(listed.configs), listed.labels) == (["bay"], ("quay", "mole", "bay"))
    assert list(read_sources("").configs) == ["bay"]


@pytest.mark.parametrize(
    ("theirs", "said"),
    [
        ('[[source]]\nname = "quay"\n', "quay is configured in COPYDESK_SOURCES already"),
        ('[[source]]\nname = "bay"\nzone = "Mars"\n', "source 1 (bay): zone is 'Mars'"),
        ("sources = []\n", "'sources' is unknown"),
        ("[[source]\n", "is no TOML"),
    ],
)
def test_what_is_wrong_in_theirs_names_them(
    theirs: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought(tmp_path, theirs, monkeypatch)
    with pytest.raises(SettingsError) as told:
        read_sources('[[source]]\nname = "quay"\n')
    assert str(told.value).startswith("sources.toml of the rules 'bay' of desk-b 1.2.0")
    assert said in str(told.value)


def test_so_many_of_both_may_have_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    brought(tmp_path, '[[source]]\nname = "bay"\n', monkeypatch)
    with pytest.raises(SourcesError, match="201 sources have figures of their own"):
        read_sources(",".join(f"s{number}" for number in range(200)))
