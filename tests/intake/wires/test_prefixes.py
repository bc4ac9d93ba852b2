"""What a desk sets before a headline."""

from __future__ import annotations

import pytest

from streams.article import Article
from streams.intake.wires.iptc7901 import read
from streams.intake.wires.prefixes import without_prefixes
from streams.kinds import Signal
from streams.stages import clean
from tests.intake.wires.transmissions import event

MESSAGE = (
    "\x01bas0123 3 pl 60 mwa 0034\r\nWehr/Oxmere/\r\n\x02{}\r\nVon Ada Holt =\r\n\r\nOxmere (mwa) - Das Wehr von Oxmere "
    "wird im Mai neu gebaut, teilte\r\nder Rat am Montag mit.\r\n\r\nEs kostet zwei Millionen Kronen.\r\n"
    "\x03211412 GMT Nov 26\r\n\x04"
)


@pytest.mark.parametrize(
    ("line", "headline", "signal"),
    [
        ("REFILE 1ST LEAD Weir to be rebuilt", "Weir to be rebuilt", Signal.CORRECTION),
        ("2. ZUSAMMENFASSUNG Wehr wird neu gebaut", "Wehr wird neu gebaut", Signal.UPDATE),
        ("UPDATE 2-Weir to be rebuilt", "Weir to be rebuilt", Signal.UPDATE),
        ("RPT-UPDATE 1-Weir to be rebuilt", "Weir to be rebuilt", Signal.UPDATE),
        ("RPT-Weir to be rebuilt", "Weir to be rebuilt", Signal.REPEAT),
        ("EXTRA Mayor of Oxmere resigns", "Mayor of Oxmere resigns", None),
        ("URGENT: Mayor of Oxmere resigns", "Mayor of Oxmere resigns", None),
        ("CORRIGÉ - Le barrage sera reconstruit", "Le barrage sera reconstruit", Signal.CORRECTION),
        ("LEAD 2: Le barrage sera reconstruit", "Le barrage sera reconstruit", Signal.UPDATE),
        # no prefixes
        ("URGENT APPEAL FOR HELP IN OXMERE", "URGENT APPEAL FOR HELP IN OXMERE", None),
        ("EXTRA TIME FOR OXMERE", "EXTRA TIME FOR OXMERE", None),
        ("Update on the weir of Oxmere", "Update on the weir of Oxmere", None),
        ("UPDATED weir opens", "UPDATED weir opens", None),
        ("Zusammenfassung 2026", "Zusammenfassung 2026", None),
        ("FLASH", "FLASH", None),
        ("KILL: Weir to be rebuilt", "KILL: Weir to be rebuilt", None),
        ("1ST LEAD", "1ST LEAD", None),
    ],
)
def test_a_prefix_leaves_the_headline_and_is_a_signal(
    line: str, headline: str, signal: Signal | None
) -> None:
    found = without_prefixes((line,))
    assert (found.lines, found.signal) == ((headline,), signal)
    assert bool(found.prefixes) == (headline != line)


@pytest.mark.parametrize(
    "top",
    [
        "REFILE\r\n2. ZUSAMMENFASSUNG\r\nWehr wird neu gebaut",
        "REFILE 2. ZUSAMMENFASSUNG Wehr wird neu gebaut",
    ],
)
def test_on_lines_of_their_own_or_before_it(top: str) -> None:
    (found,) = clean(event(MESSAGE.format(top).encode()))
    assert isinstance(found, Article)
    assert (found.headline, found.credits.byline, found.signal) == (
        "Wehr wird neu gebaut",
        "Ada Holt",
        Signal.CORRECTION,
    )
    assert found.sent.extra["prefix"] == ("REFILE", "2. ZUSAMMENFASSUNG")
    assert [each.text for each in found.cleaning.removed if each.rule == "prefix"] == [
        "REFILE",
        "2. ZUSAMMENFASSUNG",
    ]


def test_the_notes_of_a_desk_are_no_copy() -> None:
    notes = "# Mere NOTEBOOK\r\n\r\n## Note to editors\r\n- corrects day in graf 1\r\n\r\n## Contacts\r\n- Ada Holt\r\n"
    found = read(event(MESSAGE.format("Wehr wird neu gebaut").replace("\x03", notes + "\x03").encode()))
    assert isinstance(found, Article)
    assert found.paragraphs[-1] == "Es kostet zwei Millionen Kronen."
    assert found.header.ed_note is not None
    assert "corrects day in graf 1" in found.header.ed_note


def test_the_category_stands_with_its_code() -> None:
    found = read(event(MESSAGE.format("Wehr").encode()))
    assert isinstance(found, Article)
    assert [(each.name, each.literal) for each in found.sent.subjects] == [("Politik", "pl")]
