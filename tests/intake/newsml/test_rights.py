"""Every statement of rights of a newsItem."""

from __future__ import annotations

import pytest

from streams.article import Dropped
from streams.intake.newsml.item import Item, item_of
from streams.intake.newsml.rights import rights_of
from streams.intake.newsml.tree import catalog_of
from streams.intake.xml import parse_xml
from streams.sent import Rights


def item(rights: str) -> Item:
    root = parse_xml(f'<newsItem xml:lang="en">{rights}</newsItem>')
    assert not isinstance(root, Dropped)
    return item_of(root, catalog_of(root))


@pytest.mark.parametrize(
    ("said", "rights"),
    [
        (
            "<rightsInfo><copyrightHolder literal='Lantern'/><usageTerms>No web</usageTerms></rightsInfo>"
            "<rightsInfo><copyrightHolder literal='Pix'/><usageTerms>No archive</usageTerms></rightsInfo>",
            Rights("Lantern", None, ("No web", "No archive")),
        ),
        (
            "<rightsInfo><usageTerms xml:lang='de'>Kein Archiv</usageTerms><usageTerms>No archive</usageTerms></rightsInfo>",
            Rights(usage_terms=("No archive",)),
        ),
        (
            "<rightsInfo><usageTerms xml:lang='de'>Kein Archiv</usageTerms></rightsInfo>",
            Rights(usage_terms=("Kein Archiv",)),
        ),
        (
            "<rightsInfo><usageTerms href='https://lantern.example/terms/7'/></rightsInfo>",
            Rights(linked="https://lantern.example/terms/7"),
        ),
        (
            "<rightsInfo><link rel='x:license' href='https://lantern.example/l'/></rightsInfo>",
            Rights(linked="https://lantern.example/l"),
        ),
        (
            "<rightsInfo><rightsExpressionXML langid='http://www.w3.org/ns/odrl/2/'><o:Policy xmlns:o='urn:o' uid='1'/>"
            "</rightsExpressionXML></rightsInfo>",
            Rights(encoded='<o:Policy xmlns:o="urn:o" uid="1"/>', language="http://www.w3.org/ns/odrl/2/"),
        ),
        ("<rightsInfo><copyrightNotice>© Lantern</copyrightNotice></rightsInfo>", Rights(notice="© Lantern")),
        ("", Rights(notice="© of the text")),
    ],
)
def test_rights(said: str, rights: Rights) -> None:
    assert rights_of(item(said), "© of the text" if not said else None) == rights
