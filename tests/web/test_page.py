"""The files of the page: no markup is ever made of text, and nothing is fetched from elsewhere."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

_FOLDER = files("streams") / "data" / "live"
_SCRIPTS = {each.name: each.read_text() for each in _FOLDER.iterdir() if each.name.endswith(".js")}
_STYLE, _PAGE, _ARTICLE = ((_FOLDER / name).read_text() for name in ("page.css", "page.html", "article.css"))


#: What makes markup or code of text, asks for something in other ways than ours, or keeps it for longer than the tab.
_FORBIDDEN = (
    *("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(", "srcdoc"),
    *("createContextualFragment", "DOMParser", "setHTML", "import(", "XMLHttpRequest", "sendBeacon"),
    *("localStorage", "indexedDB", "document.cookie"),
)


@pytest.mark.parametrize("name", _SCRIPTS)
def test_no_script_makes_markup(name: str) -> None:
    assert [word for word in _FORBIDDEN if word in _SCRIPTS[name]] == []


def test_one_script_knows_the_token_and_two_others_ask() -> None:
    for word in ("sessionStorage", "Authorization"):
        assert [name for name, text in _SCRIPTS.items() if word in text] == ["editor.js"]
    asks = sorted(name for name, text in _SCRIPTS.items() if "fetch(" in text)
    assert asks == ["editor.js", "filter.js", "further.js"]


def test_nothing_is_named_that_is_elsewhere() -> None:
    for text in (*_SCRIPTS.values(), _STYLE, _ARTICLE, _PAGE):
        assert not re.search(r"https?://|url\(|@import|//[a-z]+\.", text)


def test_no_two_parts_of_the_page_have_one_name() -> None:
    names = re.findall(r'\bid="([^"]+)"', _PAGE)
    assert len(names) == len(set(names))


def test_the_page_has_no_script_or_style_of_its_own() -> None:
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\son[a-z]+=", _PAGE)


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_every_colour_can_be_read(scheme: int) -> None:
    # WCAG 2.2, 1.4.3: text needs 4.5 to 1.
    block = re.findall(r":root \{(.*?)\}", _STYLE, re.DOTALL)[scheme]
    colours = dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6})", block))
    for paper in ("paper", "band"):
        for ink in ("ink", "dim", "link", "red", "amber", "green"):
            light, dark = sorted((_luminance(colours[paper]), _luminance(colours[ink])), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (paper, ink)


def test_no_style_of_an_article_is_for_what_is_not_there() -> None:
    style = re.sub(r"\d*\.\d+|/\*.*?\*/", "", _ARTICLE, flags=re.DOTALL)
    named = set(re.findall(r"\.([a-z][a-z-]*)", style))
    used = "".join(_SCRIPTS.values()) + _PAGE
    # The states are those of the API.
    assert [
        each for each in sorted(named - {"canceled", "withdrawn"}) if not re.search(rf"\b{each}\b", used)
    ] == []
