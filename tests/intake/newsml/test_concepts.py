"""What a newsItem is about: codes, names, types, roles, from the item, its assertions and its message."""

from __future__ import annotations

import pytest

from streams.article import Dropped
from streams.intake.newsml.concepts import concepts_of, subjects_of
from streams.intake.newsml.item import Item, concepts_in, item_of
from streams.intake.newsml.tree import catalog_of
from streams.intake.xml import parse_xml
from streams.sent import Concept, Symbol

TOPIC = "http://cv.iptc.org/newscodes/mediatopic/20000007"


def item(meta: str, more: str = "", language: str = "en") -> Item:
    root = parse_xml(f'<newsItem xml:lang="{language}">{more}<contentMeta>{meta}</contentMeta></newsItem>')
    assert not isinstance(root, Dropped)
    return item_of(root, catalog_of(root))


@pytest.mark.parametrize(
    ("subject", "concept"),
    [
        ('<subject qcode="LW:FERRY"/>', Concept(literal="LW:FERRY")),
        ('<subject qcode="LW:FERRY"><name>Ferries</name></subject>', Concept("Ferries", literal="LW:FERRY")),
        ('<subject literal="Ferries"/>', Concept("Ferries")),
        ('<subject literal="f1"><name>Ferries</name></subject>', Concept("Ferries", literal="f1")),
        ('<subject uri="https://lantern.example/f"/>', Concept(uri="https://lantern.example/f")),
        ('<subject qcode="medtop:20000007"/>', Concept("dance", TOPIC)),
        ('<subject qcode="medtop:20000007"><name>Ballet</name></subject>', Concept("Ballet", TOPIC)),
        (
            '<subject qcode="subj:15007000"/>',
            Concept(uri="http://cv.iptc.org/newscodes/subjectcode/15007000"),
        ),
        (
            '<subject qcode="LW:DANCE"><name>Dance</name><sameAs qcode="medtop:20000007"/></subject>',
            Concept("Dance", TOPIC, "LW:DANCE"),
        ),
        (
            '<subject qcode="LW:X" relevance="40" confidence="101"/>',
            Concept(literal="LW:X", relevance=40),
        ),
    ],
)
def test_a_topic_by_its_name_its_uri_or_its_code(subject: str, concept: Concept) -> None:
    assert subjects_of(item(subject)) == {"subjects": (concept,)}


def test_a_topic_is_named_in_the_language_of_the_content() -> None:
    meta = '<language tag="de-AT"/><subject qcode="medtop:20000007"/>'
    assert subjects_of(item(meta))["subjects"] == (Concept("Tanz", TOPIC),)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("cpnat:person", "people"),
        ("cpnat:organisation", "organisations"),
        ("cpnat:geoArea", "places"),
        ("cpnat:poi", "places"),
        ("cpnat:event", "events"),
        ("cpnat:object", "objects"),
        ("http://cv.iptc.org/newscodes/cpnature/person", "people"),
    ],
)
def test_who_and_what_by_its_type(kind: str, name: str) -> None:
    found = subjects_of(
        item(f'<subject type="{kind}" qcode="LW:1" role="lw:striker"><name>Ada</name></subject>')
    )
    assert found == {name: (Concept("Ada", literal="LW:1", rel="about", role="striker"),)}


def test_an_assertion_says_more() -> None:
    asserted = (
        '<assert qcode="LW:1"><name>Saltline plc</name><type qcode="cpnat:organisation"/><organisationDetails>'
        '<hasInstrument symbol="SALT" market="exch:XLON" marketlabel="London"/></organisationDetails></assert>'
        '<assert qcode="LW:2"><name>Portmere</name><geoAreaDetails><position latitude="51.9" longitude="1.28"/>'
        "</geoAreaDetails></assert>"
    )
    found = subjects_of(item('<subject qcode="LW:1"/><subject type="cpnat:geoArea" qcode="LW:2"/>', asserted))
    assert found["organisations"] == (
        Concept("Saltline plc", literal="LW:1", rel="about", symbols=(Symbol("SALT", "London"),)),
    )
    assert found["places"] == (
        Concept("Portmere", literal="LW:2", rel="about", latitude=51.9, longitude=1.28),
    )


@pytest.mark.parametrize(
    "position", ['latitude="91" longitude="1"', 'latitude="x" longitude="1"', 'latitude="1"']
)
def test_a_position_that_is_none(position: str) -> None:
    asserted = (
        f'<assert qcode="LW:2"><name>P</name><geoAreaDetails><position {position}/></geoAreaDetails></assert>'
    )
    (place,) = subjects_of(item('<subject type="cpnat:geoArea" qcode="LW:2"/>', asserted))["places"]
    assert (place.latitude, place.longitude) == (None, None)


def test_an_assertion_by_uri_is_about_a_code() -> None:
    catalog = '<catalog><scheme alias="LW" uri="https://lantern.example/"/></catalog>'
    asserted = '<assert uri="https://lantern.example/1"><name>Ferries</name></assert>'
    found = subjects_of(item('<subject qcode="LW:1"/>', catalog + asserted))
    assert found["subjects"] == (Concept("Ferries", "https://lantern.example/1"),)


@pytest.mark.parametrize(
    "carried",
    [
        '<conceptItem><concept><conceptId qcode="LW:1"/><name>Ada Quill</name><type qcode="cpnat:person"/></concept></conceptItem>',
        '<knowledgeItem><conceptSet><concept><conceptId qcode="LW:1"/><name>Ada Quill</name><type qcode="cpnat:person"/>'
        "</concept></conceptSet></knowledgeItem>",
    ],
)
def test_concepts_that_come_in_the_message_are_known(carried: str) -> None:
    message = parse_xml(f"<newsMessage><itemSet>{carried}</itemSet></newsMessage>")
    root = parse_xml('<newsItem><contentMeta><subject qcode="LW:1"/></contentMeta></newsItem>')
    assert not isinstance(message, Dropped)
    assert not isinstance(root, Dropped)
    found = item_of(root, catalog_of(root), concepts_in(message, catalog_of(message)))
    assert subjects_of(found) == {"people": (Concept("Ada Quill", literal="LW:1", rel="about"),)}


def test_where_it_was_written_is_a_place_with_its_code() -> None:
    found = subjects_of(
        item('<located qcode="LWGEO:PM"><name>Portmere</name></located><located literal="Saltby"/>')
    )
    assert found == {"places": (Concept("Portmere", literal="LWGEO:PM", rel="located"),)}


def test_genres() -> None:
    found = item('<genre qcode="genre:Interview"/><genre qcode="lwg:7"><name>Portrait</name></genre>')
    assert concepts_of(found, found.children("contentMeta", "genre")) == (
        Concept(uri="http://cv.iptc.org/newscodes/genre/Interview"),
        Concept("Portrait", literal="lwg:7"),
    )
