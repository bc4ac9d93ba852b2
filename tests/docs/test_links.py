"""Every link of a Markdown file to something of ours leads to a file that is there, and to a heading that it has."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.links import ROOT, anchors, broken, documents, links


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    assert broken(document) == []


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# One & two\n[a](#one--two) [b](no.md#x) `[c](code)`\n```\n[d](code)\n```\n[e](https://x.example)\n"
    )
    assert links(page) == [("", "one--two"), ("no.md", "x")]
    assert anchors(page) == {"one--two"}
    assert broken(page) == ["no.md#x"]
    page.write_text("# One\n[a](#two) [b](page.md#one) [c](page.md#two)\n")
    assert broken(page) == ["#two", "page.md#two"]
