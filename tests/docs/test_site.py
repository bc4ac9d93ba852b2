"""The site of the documents: zensical builds it without a warning, and it asks nothing of another host."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from lxml import html

ROOT = Path(__file__).parents[2]
SITE = "https://docs.example/"
#: What a browser fetches by itself when it shows a page.
FETCHED = ("//script/@src", "//img/@src", "//iframe/@src", "//link[not(@rel='canonical')]/@href")


@cache
def builder() -> ModuleType:
    """ops/docs/site.py, which is a script."""
    spec = spec_from_file_location("docs_site", ROOT / "ops" / "docs" / "site.py")
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built with --strict."""
    out = tmp_path_factory.mktemp("docs") / "site"
    builder().build(out)
    return out


def in_nav(nav: Any) -> Iterator[str]:
    """The pages of `nav`, whatever sections they stand in."""
    if isinstance(nav, str):
        yield nav
    else:
        for each in nav.values() if isinstance(nav, dict) else nav:
            yield from in_nav(each)


def test_every_page_stands_in_the_navigation_once() -> None:
    config = tomllib.loads((ROOT / "zensical.toml").read_text())
    listed = sorted(in_nav(config["project"]["nav"]))
    assert listed == sorted(str(page) for page in builder().pages()), "see nav in zensical.toml"


def test_links_within_the_site_lead_to_its_files(site: Path) -> None:
    wrong = []
    for page in site.rglob("*.html"):
        here = urljoin(SITE, str(page.relative_to(site)).removesuffix("index.html"))
        for link in values(page, "//a/@href | //img/@src"):
            # The page of errors knows no address of its own.
            if page.name != "404.html" and not leads_to_a_file(site, urljoin(here, link)):
                wrong.append(f"{page.relative_to(site)}: {link}")
    assert wrong == []


def values(page: Path, query: str) -> list[str]:
    """The attributes of a page that an XPath finds."""
    found = html.fromstring(page.read_text()).xpath(query)
    assert isinstance(found, list)
    return [str(each) for each in found]


def leads_to_a_file(site: Path, link: str) -> bool:
    if not link.startswith(SITE):
        return True
    path = site / unquote(urlsplit(link).path).removeprefix("/")
    return path.is_file() or (path / "index.html").is_file()


def test_a_reader_of_the_site_asks_no_other_host(site: Path) -> None:
    for page in site.rglob("*.html"):
        for query in FETCHED:
            assert [each for each in values(page, query) if urlsplit(each).netloc] == [], page
    for sheet in site.rglob("*.css"):
        assert "url(http" not in sheet.read_text() and "@import" not in sheet.read_text(), sheet


def test_a_list_behind_a_line_of_text_is_a_list(site: Path) -> None:
    """As GitHub reads it; Python-Markdown alone would not."""
    assert ":\n- Who is **down**" in (ROOT / "docs" / "webhooks.md").read_text()
    page = html.fromstring((site / "docs" / "webhooks" / "index.html").read_text())
    assert page.xpath("//li[contains(., 'is asked with one event at a')]")


def test_a_broken_link_ends_the_build(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# copydesk\n[gone](docs/gone.md)\n")
    (tmp_path / "zensical.toml").write_text('[project]\nsite_name = "x"\ndocs_dir = "pages"\n')
    with pytest.raises(RuntimeError, match="page does not exist"):
        builder().build(tmp_path / "out", tmp_path)


def test_lists_and_tables_stand_behind_an_empty_line() -> None:
    text = "Two:\n- one\n- two\n  goes on\n- three\nA table:\n| a |\n|---|\n```\n- code\n```\n"
    assert builder().spaced(text) == (
        "Two:\n\n- one\n- two\n  goes on\n- three\nA table:\n\n| a |\n|---|\n\n```\n- code\n```\n"
    )
