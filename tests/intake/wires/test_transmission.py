"""Frames, parity and charsets of the old wires."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.article import Dropped
from streams.intake.wires.transmission import (
    MOST_STORIES,
    Story,
    decode_wire,
    head_of,
    read_transmission,
    without_parity,
)
from streams.kinds import Reason
from tests.intake.wires.transmissions import even_parity


def stories(value: bytes) -> list[Story]:
    found = read_transmission(value)
    assert not isinstance(found, Dropped)
    return list(found.stories)


def test_frames() -> None:
    assert stories(b"\x16\x01h\r\n\x02text\x03\r\ndate\x04") == [Story("h", "text\n\ndate\n", True, True)]
    assert stories(b"text") == [Story("", "text", False, False)]
    assert [each.text for each in stories(b"\x01a\x02one\x04\x7f\x7f\x01b\x02two")] == ["one\n", "two"]


def test_a_story_without_its_soh_begins_after_the_eot_before_it() -> None:
    assert [each.header for each in stories(b"\x01a1\x02one\x04\r\nb2\r\n\x02two\x04")] == ["a1", "b2"]


def test_a_date_after_the_eot_belongs_to_the_story_before_it() -> None:
    assert len(stories(b"\x01a\x02one\x03\x04\r\nAW-NY-11-21-26 0612EST\r\n")) == 1


def test_nothing_but_filling_is_empty_and_too_many_stories_are_a_trap() -> None:
    assert read_transmission(b"\x16\x16\x01\x02\x03\x04\r\n\x7f") == Dropped(
        Reason.EMPTY, "no text on the wire"
    )
    found = read_transmission(b"\x01a" * (MOST_STORIES + 1))
    assert isinstance(found, Dropped) and found.reason is Reason.INVALID_DOCUMENT


def test_parity() -> None:
    text = b"\x16\x16\x01a0123\x1fbc---\r\nr i BC-Harwich Fire 11-21 0450\r\n"
    odd = bytes(byte | 0x80 if byte.bit_count() % 2 == 0 else byte for byte in text)
    mark = bytes(byte | 0x80 for byte in text)
    assert [without_parity(each) for each in (even_parity(text), odd, mark)] == [text] * 3
    assert head_of(even_parity(text)).startswith("\x01a0123")


@pytest.mark.parametrize(
    "text", ["Ein Feuer schließt den Hafen", "Пожар закрыл порт Гарвич", "火災で港が閉鎖された", "plain"]
)
@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "cp1251"])
def test_text_in_a_charset_has_no_parity(text: str, codec: str) -> None:
    assert without_parity(text.encode(codec, "replace")) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Über Orléans “so”".encode("cp1252"), "Über Orléans “so”"),
        ("Die Fähre für Zoë, café".encode("cp850"), "Die Fähre für Zoë, café"),
        ("Die Fähre für Zoë".encode(), "Die Fähre für Zoë"),
        ("he said… “no”, don’t".encode("cp1252"), "he said… “no”, don’t"),
        ("Die Fähre\n".encode("cp850") + "ÜBER UNS".encode("cp850"), "Die Fähre\nÜBER UNS"),
        ("Die Fähre\n".encode("cp850") + "été".encode(), "Die Fähre\nété"),
        (b"if (a) { b | c; } ~ [x]", "if (a) { b | c; } ~ [x]"),
        (b"Sie m}ssen }ber die Br}cke", "Sie müssen über die Brücke"),
        (b"\x1b(KDie F{hre", "Die Fähre"),
    ],
)
def test_charsets(value: bytes, text: str) -> None:
    assert decode_wire(value)[0] == text


def test_declared_charsets() -> None:
    assert decode_wire("Пожар в порту".encode("koi8-r"), "koi8-r")[0] == "Пожар в порту"
    assert decode_wire(b"L'{t{ @ Orl{ans", "iso646-fr")[0] == "L'été à Orléans"
    assert decode_wire(b"F{hre", "DIN_66003") == ("Fähre", ("iso646-de",))
    assert decode_wire("Fähre".encode(), "iso-8859-1")[0] == "Fähre"


@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "latin-1", "de", "none", "utf-16"]))
def test_any_bytes(value: bytes, declared: str | None) -> None:
    text, _ = decode_wire(value, declared)
    text.encode("utf-8")
    read_transmission(value, declared)
    head_of(value)
