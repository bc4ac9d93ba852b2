"""IPTC 7901: header, keywords, headline, notes, several messages, and what a bad line does to them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.article import Article, Dropped
from streams.events.codec import CLEAN, encode
from streams.intake.reader import read
from streams.intake.wires import iptc7901
from streams.kinds import Format, Reason
from streams.stages import clean, enrich
from tests.articles import subjects_of
from tests.intake.wires.transmissions import even_parity, event, said, words_in
from tests.linear import assert_linear, repeated

HEAD = "\x01bas0123 3 vm 50 dpa 0034\r\nBrand/Harwich/\r\n(Zusammenfassung 1400)\r\n\x02"
COPY = (
    "Feuer schließt den Hafen von Harwich\r\nVon Jörg Ohm, dpa =\r\n\r\n"
    "Harwich (dpa) - Ein Feuer in einem Lagerhaus hat am Samstag den Hafen\r\n"
    "von Harwich geschlossen. Das teilte der Betreiber mit.\r\n\r\n"
    "«Wir kommen lieber zu spät, als dass es uns leid tut», sagte die\r\n"
    "Hafenmeisterin Edith Crowe. Bis Montag fahren die Fähren ab\r\nFelixstowe.\r\n"
)
NOTES = (
    "\r\n# dpa-Notizblock\r\n\r\n## Orte\r\n- Hafen, Harwich\r\n\r\n* * * *\r\n"
    "Die folgenden Informationen sind nicht zur Veröffentlichung bestimmt\r\n\r\ndpa jo xx ed\r\n"
)
TAIL = "\x03\r\n211412 GMT Nov 26\r\n\x04\r\n"
MESSAGE = (HEAD + COPY + NOTES + TAIL).encode("latin-1")
SHORT = (
    "\x01bkn014 4 pl 24 vvvvb KNA 261121-89-00065#2\r\nBundestag/Kinder\r\n\x02Kinderrat: Der Bund muss es richten=\r\n"
    "Berlin (KNA) Der Kinderrat hat sich gegen Überlegungen gewandt,\r\n"
    "die Hilfe den Ländern zu geben. Das sagte die Vorsitzende Edith Crowe.\r\n\x03\r\n211501 Nov 26\r\n\x04"
)
TELEX = (
    "ZCZC0123/SXA\nXCI21001\nR CRO S0A QBXB\nINCENDIO NEL PORTO DI HARWICH\n"
    "(ANSA) - LONDRA, 21 NOV - Un incendio ha chiuso il porto di\nHarwich, ha detto il gestore. "
    "I traghetti partono da Felixstowe.\n(ANSA).\n21-NOV-26 14:12 NNNN\n"
)


def article(value: bytes, **envelope: str) -> Article:
    found = iptc7901.read(event(value, **envelope))
    assert isinstance(found, Article)
    return found


def test_a_message() -> None:
    assert iptc7901.looks_like(MESSAGE) == "SOH and the header line"
    found = article(MESSAGE)
    assert found.format is Format.IPTC7901
    assert found.uri == "urn:copydesk:dpa:2026-11-21.bas0123.brandharwich"
    assert found.naming.aliases == ("urn:copydesk:dpa:2026-11-21.bas0123",)
    assert found.revision.version_created == datetime(2026, 11, 21, 14, 12, tzinfo=UTC)
    assert (found.header.urgency, subjects_of(found)) == (3, (("Vermischtes", None),))
    assert found.header.slugline == "Brand/Harwich/ (Zusammenfassung 1400)"
    assert found.headline == "Feuer schließt den Hafen von Harwich"
    assert found.credits.byline == "Jörg Ohm, dpa"
    assert found.paragraphs == (
        "Harwich (dpa) - Ein Feuer in einem Lagerhaus hat am Samstag den Hafen von Harwich geschlossen. "
        "Das teilte der Betreiber mit.",
        "«Wir kommen lieber zu spät, als dass es uns leid tut», sagte die Hafenmeisterin Edith Crowe. "
        "Bis Montag fahren die Fähren ab Felixstowe.",
    )
    assert (
        found.header.ed_note
        and found.header.ed_note.startswith("# dpa-Notizblock")
        and found.header.ed_note.endswith("dpa jo xx ed")
    )
    assert found.cleaning.repairs == ("charset:cp1252",)


def test_the_form_of_another_agency() -> None:
    found = article(SHORT.encode("cp850"))
    assert (found.source, found.credits.info_sources, found.header.urgency) == ("KNA", ("KNA",), 4)
    assert found.headline == "Kinderrat: Der Bund muss es richten"
    assert found.paragraphs[0].startswith("Berlin (KNA) Der Kinderrat hat sich gegen Überlegungen")
    assert found.cleaning.repairs == ("charset:cp850",)


def test_the_telex_form() -> None:
    assert iptc7901.looks_like(TELEX.encode())
    found = article(TELEX.encode())
    assert found.headline == "INCENDIO NEL PORTO DI HARWICH"
    assert found.revision.version_created == datetime(2026, 11, 21, 14, 12, tzinfo=UTC)
    assert subjects_of(found) == (("cronaca", None),)
    assert found.paragraphs[0].endswith("Felixstowe. (ANSA).")


def test_versions_corrections_and_kills_share_the_uri() -> None:
    others = ("2. Zusammenfassung", "BERICHTIGUNG", "(KORREKTUR)", "ANNULLIERUNG", "EILT")
    uris = {article(MESSAGE.replace(b"(Zusammenfassung 1400)", each.encode())).uri for each in others}
    assert uris == {article(MESSAGE).uri}


def test_a_kill_without_copy_is_no_empty_story() -> None:
    value = (
        "\x01bas0124 2 vm 0 dpa 0035\r\nBrand/Harwich/\r\nANNULLIERUNG\r\n\x02\x03\r\n211412 Nov 26\r\n\x04"
    )
    found = article(value.encode())
    assert found.headline == "Brand/Harwich/ ANNULLIERUNG" and found.uri.endswith(
        ":2026-11-21.bas0124.brandharwich"
    )
    empty = iptc7901.read(event(value.replace("ANNULLIERUNG", "EILT").encode()))
    assert isinstance(empty, Dropped) and empty.reason is Reason.NO_ARTICLE


def test_several_messages() -> None:
    parts = read(event(MESSAGE + SHORT.encode("latin-1")))
    assert [isinstance(part, Article) and part.uri.rpartition(".")[2] for part in parts] == [
        "brandharwich",
        "bundestagkinder",
    ]


@pytest.mark.parametrize(
    "value",
    [
        MESSAGE.replace(b"\x01", b""),
        MESSAGE.replace(b"\x01", b"\x7f\x7f\r\n\x01\x01"),
        MESSAGE.replace(b"\x02", b""),
        MESSAGE.replace(b"\x03", b""),
        MESSAGE.translate(None, b"\x01\x02\x03\x04"),
        MESSAGE.replace(b"\r\n", b"\n"),
        MESSAGE.decode("latin-1").encode(),
        MESSAGE.replace(b"\x03\r\n", b"\x03\x04\r\n"),
    ],
    ids=["no SOH", "doubled", "no STX", "no ETX", "no codes", "LF", "UTF-8", "date after EOT"],
)
def test_damage(value: bytes) -> None:
    assert iptc7901.looks_like(value)
    found, whole = article(value), article(MESSAGE)
    assert (found.uri, found.headline, found.credits.byline) == (
        whole.uri,
        whole.headline,
        whole.credits.byline,
    )
    assert found.paragraphs == whole.paragraphs and found.header.ed_note == whole.header.ed_note


def test_parity_and_the_german_variant_of_iso_646() -> None:
    seven = (HEAD + COPY + TAIL).translate(str.maketrans("ÄÖÜäöüß«»", '[\\]{|}~""')).encode("ascii")
    declared = article(seven, content_type="text/vnd.iptc.7901; charset=DIN_66003")
    assert (
        declared.headline == "Feuer schließt den Hafen von Harwich"
        and declared.credits.byline == "Jörg Ohm, dpa"
    )
    assert article(
        even_parity(seven), content_type="text/vnd.iptc.7901; charset=DIN_66003"
    ).cleaning.repairs == (
        "parity",
        "iso646-de",
    )
    # Plain to see by its words, and not by one alone.
    plain = seven.replace(b"Bis Montag", b"Sie m}ssen f}r Montag")
    assert "Sie müssen für Montag" in said(article(plain))
    assert "{f}r|~" in said(article(seven.replace(b"Bis", b"{f}r|~")))


def test_any_cut_loses_nothing_before_it() -> None:
    start = MESSAGE.index(b"\x02") + 1
    for cut in range(start, len(MESSAGE)):
        found = iptc7901.read(event(MESSAGE[:cut]))
        assert not isinstance(found, list)
        whole = words_in(MESSAGE[start:cut].partition(b"\x03")[0].decode("latin-1"))[:-1]
        there = {*words_in(said(found)), "Von"}
        assert [word for word in whole if word not in there] == [], cut


def test_a_message_without_a_headline_mark() -> None:
    value = MESSAGE.replace(b"Von J\xf6rg Ohm, dpa =\r\n", b"")
    found = article(value)
    assert found.headline == "Feuer schließt den Hafen von Harwich"
    assert found.paragraphs == article(MESSAGE).paragraphs


def test_the_french_form() -> None:
    found = article(
        "\x01AFP123 3 pol 40 AFP 0456\r\nGB-incendie-port,2e LEAD\r\n\x02Un incendie ferme le port de Harwich\r\n"
        "Par Jeanne DUVAL =\r\n(ACTUALISE avec citations)\r\n"
        "LONDRES, 21 nov 2026 (AFP) - Un incendie a fermé le port de Harwich,\r\na annoncé samedi son exploitant.\r\n"
        "\x03\r\n211412 GMT Nov 26\r\n\x04".encode()
    )
    assert (found.headline, found.credits.byline) == ("Un incendie ferme le port de Harwich", "Jeanne DUVAL")
    assert found.header.ed_note == "(ACTUALISE avec citations)"
    assert found.uri == "urn:copydesk:AFP:2026-11-21.afp123.gbincendieport"
    assert found.paragraphs == (
        "LONDRES, 21 nov 2026 (AFP) - Un incendie a fermé le port de Harwich, a annoncé samedi son exploitant.",
    )


def test_the_austrian_form() -> None:
    found = article(
        "\x01APA0123 4 WI 40 CI\r\nHafen/Brand/\r\nFeuer schließt Hafen von Harwich\r\n\x02\r\n"
        "Utl.: Fähren ab Felixstowe =\r\n\r\n   Harwich (APA) - Ein Feuer hat den Hafen geschlossen.\r\n\r\n"
        "   Bis Montag fahren die Fähren ab Felixstowe.\r\n(Schluss) jo/ed\r\n\r\nAPA0123 2026-11-21/14:12\r\n\x03".encode()
    )
    assert (found.header.slugline, found.source) == ("Hafen/Brand/", "apa")
    assert found.headline == "Feuer schließt Hafen von Harwich Utl.: Fähren ab Felixstowe"
    assert found.paragraphs[-1] == "Bis Montag fahren die Fähren ab Felixstowe."
    assert [each.text for each in found.cleaning.removed] == ["APA0123 2026-11-21/14:12", "(Schluss) jo/ed"]


def test_rows_of_a_table_stay_apart() -> None:
    table = "Harwich Town Rowing Club of eighteen eighty   3   1   0   10\r\nEly and District Rowing Association of Ely   2   2   0    8"
    found = article((HEAD + "Ergebnisse =\r\n\r\n" + table + "\r\n" + TAIL).encode())
    assert found.paragraphs == (
        "Harwich Town Rowing Club of eighteen eighty | 3 | 1 | 0 | 10",
        "Ely and District Rowing Association of Ely | 2 | 2 | 0 | 8",
    )


def test_a_second_headline_line_is_no_byline() -> None:
    value = MESSAGE.replace(b"Von J\xf6rg Ohm, dpa =", b"Von der F\xe4hre bleibt nichts =")
    assert article(value).headline == "Feuer schließt den Hafen von Harwich Von der Fähre bleibt nichts"


def test_copy_without_the_words_that_the_header_counts_is_named() -> None:
    assert article(MESSAGE.replace(b"vm 50", b"vm 500")).cleaning.repairs == (
        "charset:cp1252",
        "words:500->69",
    )


@pytest.mark.parametrize(
    "value",
    [
        b"<?xml version='1.0'?><newsML/>",
        b"{}",
        b"bas0123 3 vm 50 dpa 0034\nis what the message said.\n",
        b"Harwich 21 3 people 40\n",
        b"ZCZC is the sign that opens a telex.\n\nNothing else follows.\n",
        b"Brand/Harwich/\n\nHarwich (dpa) - Ein Feuer.\n",
        b"\x16\x16\x01a0123\x1fbc---\r\nu i\x13\x11 BC-Fire 11-21 0450\r\n\x02",
        b"\x00\x01\x02\x03" * 20,
        "Über 100 Häuser".encode("utf-16"),
        b"",
    ],
)
def test_what_is_none(value: bytes) -> None:
    assert iptc7901.looks_like(value) is None


def test_end_to_end() -> None:
    (found,) = clean(event(MESSAGE))
    assert isinstance(found, Article)
    assert found.language == "de"
    assert encode(enrich(found), CLEAN)


@given(
    st.binary(max_size=300),
    st.sampled_from([b"", HEAD.encode("latin-1"), b"\x01", b"ZCZC\n", b"\x01bas0123 3 vm 50\n"]),
)
def test_any_bytes(value: bytes, before: bytes) -> None:
    iptc7901.looks_like(before + value)
    iptc7901.read(event(before + value))


@pytest.mark.long
@pytest.mark.parametrize(
    "part",
    [
        b"\x01",
        b"\x04",
        b"\x02",
        b"=\n",
        b"= ",
        b"\n",
        b"a/",
        b"* ",
        b"ZCZC\n",
        b"211412 Nov 26\n",
        b"Von ",
        b"\xe9",
    ],
)
def test_much_of_anything_takes_linear_time(part: bytes) -> None:
    def work(value: bytes) -> None:
        iptc7901.looks_like(value)
        iptc7901.read(event(value))

    assert_linear(work, repeated(part, HEAD.encode("latin-1")))
