"""Sources with their ids, and how people, organisations and places are reached, in NewsML-G2."""

from __future__ import annotations

from streams.intake.newsml.concepts import subjects_of
from streams.intake.newsml.parties import info_sources_of, parties_of
from streams.sent import Address, Contact, Party
from tests.intake.newsml.test_concepts import item

REACHED = (
    '<subject qcode="LW:1" type="cpnat:organisation"><name>Mere Water</name></subject>'
    '</contentMeta><assert qcode="LW:1"><organisationDetails><contactInfo role="ct:press"><phone>+44 1</phone>'
    '<email role="ct:night">n@mere.example</email><web/><address><line>Weir Lane 4</line><locality><name>Oxmere</name>'
    "</locality><area>Kent</area><postalCode>OX1</postalCode><country><name>UK</name></country></address></contactInfo>"
    "</organisationDetails></assert><contentMeta>"
)


def test_how_an_organisation_is_reached() -> None:
    (found,) = subjects_of(item(REACHED))["organisations"]
    assert found.contacts == (
        Contact("phone", "press", value="+44 1"),
        Contact("email", "night", value="n@mere.example"),
        Contact("address", "press", address=Address(("Weir Lane 4",), "Oxmere", "Kent", "OX1", "UK")),
    )


def test_sources_with_their_ids_and_roles() -> None:
    found = item(
        '<infoSource qcode="lw:pool" role="lwr:pool"><name>Press Pool</name></infoSource>'
        '<infoSource uri="https://mere.example"/><infoSource literal="Mere"/><creditline>Lantern</creditline>'
    )
    assert parties_of(found) == (
        Party("Press Pool", "pool", literal="lw:pool"),
        Party("https://mere.example", uri="https://mere.example"),
        Party("Mere", literal="Mere"),
    )
    assert info_sources_of(found) == ("Press Pool", "Mere", "https://mere.example")


def test_the_credit_line_stands_where_no_source_has_a_name() -> None:
    found = item('<infoSource uri="https://mere.example"/><creditline>Lantern/Pool</creditline>')
    assert info_sources_of(found) == ("Lantern/Pool", "https://mere.example")
