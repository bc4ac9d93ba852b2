"""Bytes to text: what the label says, what the bytes are, and what is mended."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.article import Dropped
from streams.intake.charset import (
    Decoded,
    codec_for,
    control_share,
    decode,
    guesses,
    magic_kind,
    mostly_utf8,
    scrub,
)
from streams.kinds import Reason
from tests.linear import assert_linear, repeated

FRENCH = "Le préfet a fermé l’école à midi. « Nous n’avons pas le choix », a déclaré la maire, Élise Ørn."
GERMAN = "Der Hafen von Emden bleibt geschlossen, weil die Straße überflutet ist. Es könne länger dauern."
RUSSIAN = "Порт закрыт до понедельника, сообщил начальник порта. Никто не пострадал, пожар потушен."
GUESSED_GERMAN = "Die Fähre fährt über den Fluß, sagte der Kapitän. Für Fußgänger bleibt die Brücke geöffnet."
GUESSED_RUSSIAN = "Паром вышел из порта вовремя, сообщил капитан. Мост остаётся открытым для пешеходов."


def read(value: bytes, declared: str | None = None) -> Decoded:
    decoded = decode(value, declared)
    assert isinstance(decoded, Decoded), decoded
    return decoded


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"]
)
@pytest.mark.parametrize("text", [FRENCH, GERMAN])
def test_reads_every_encoding_without_a_label(codec: str, text: str) -> None:
    assert read(text.encode(codec)).text == text


def test_cyrillic_without_a_label() -> None:
    assert read((RUSSIAN * 5).encode("cp1251")).text == RUSSIAN * 5


@pytest.mark.parametrize(
    ("declared", "actual", "repairs"),
    [
        ("utf-8", "utf-8", ()),
        ("windows-1252", "cp1252", ()),
        ("ISO-8859-1", "cp1252", ()),  # what browsers make of the label
        ("utf-8", "cp1252", ("charset:utf-8->cp1252",)),
        ("iso-8859-1", "utf-8", ("charset:iso-8859-1->utf-8",)),
        ("no-such-charset", "utf-8", ("charset:no-such-charset->utf-8",)),
        ("rot13", "utf-8", ("charset:rot13->utf-8",)),
        ("utf-8", "utf-16", ("charset:utf-8->utf-16-le",)),
        ("ascii", "utf-8", ("charset:ascii->utf-8",)),
    ],
)
def test_a_wrong_label_is_overridden_and_marked(declared: str, actual: str, repairs: tuple[str, ...]) -> None:
    decoded = read(FRENCH.encode(actual), declared)
    assert decoded.text == FRENCH
    assert decoded.repairs == repairs


def test_the_page_may_say_its_charset() -> None:
    page = '<html><head><meta charset="windows-1251"></head><body>Порт</body></html>'
    assert read(page.encode("cp1251")).text == page
    xml = '<?xml version="1.0" encoding="koi8-r"?><html>Порт</html>'
    assert read(xml.encode("koi8-r")).text == xml


def test_the_header_comes_before_the_page() -> None:
    page = '<meta charset="koi8-r"><p>Порт закрыт до понедельника</p>'
    assert read(page.encode("cp1251"), "windows-1251").text == page


@pytest.mark.parametrize("codec", ["shift_jis", "euc_jp", "iso2022_jp"])
def test_eastern_labels_are_believed(codec: str) -> None:
    text = "港は月曜日まで閉鎖される"
    assert read(text.encode(codec), codec.replace("_", "-")).text == text
    if codec == "iso2022_jp":  # its escapes tell it
        assert read(text.encode(codec)).text == text
        assert read(b"a \x1b[1mbold\x1b[0m word").charset == "utf-8"


def test_stray_bytes_are_read_and_nothing_is_cut_off() -> None:
    value = "École fermée à midi. ".encode() + b"It\x92s the mayor\x92s choice." + " Fin de l’été.".encode()
    decoded = read(value, "utf-8")
    assert decoded.text == "École fermée à midi. It’s the mayor’s choice. Fin de l’été."
    assert decoded.repairs == ("bytes",)


def test_surrogates_encoded_in_utf8() -> None:
    pair, half = b"\xed\xa0\xbd\xed\xb8\x80", b"\xed\xa0\xbd"
    decoded = read("éèà ".encode() + pair + b" and " + half + b"end")
    assert decoded.text == "éèà 😀 and end"
    assert "bytes" in decoded.repairs


def test_mojibake_is_undone_only_when_certain() -> None:
    twice = FRENCH.encode().decode("cp1252").encode() if b"\x9d" not in FRENCH.encode() else b""
    assert read(twice) == Decoded(FRENCH, "utf-8", ("mojibake",))
    quoted = "“Stay,” she said — “it’s over.”"
    assert read(quoted.encode().decode("latin-1").encode()).text == quoted


@pytest.mark.parametrize(
    "text", ["The sign read “Ã©” instead of é.", "IRMÃ\xa0 de Deus", "Ãlvaro", FRENCH, "â la carte"]
)
def test_what_is_no_mojibake_stays(text: str) -> None:
    decoded = read(b"\xef\xbb\xbf" + text.encode())
    assert decoded == Decoded(text, "utf-8", ())
    assert decoded.encoded == (None if "Ã" in text else text.encode())


def test_controls_are_removed_and_marked() -> None:
    decoded = read(b"One\x00 two\x07 three\x0cfour \xc2\x93five\xc2\x94 \xef\xbf\xbe six")
    assert decoded.text == "One two three\nfour “five”  six"
    assert decoded.repairs == ("c1", "control", "noncharacter", "nul")
    assert decoded.encoded is None


def test_scrub_joins_halves_and_drops_the_lone() -> None:
    assert scrub("a\ud83d\ude00b\ud83dc\U0001ffff") == ("a😀bc", ("noncharacter", "surrogate"))
    assert scrub("clean\ttext\r\n") == ("clean\ttext\r\n", ())


@pytest.mark.parametrize(
    "value", [b"", b" \n\t ", b"\x00\x00", b"\xef\xbb\xbf", b"\xff\xfe", "\u2003\u3000".encode()]
)
def test_nothing_is_refused_as_empty(value: bytes) -> None:
    assert isinstance(dropped := decode(value), Dropped)
    assert dropped.reason is Reason.EMPTY


def test_labels() -> None:
    assert codec_for("Latin1") == codec_for("us-ascii") == "cp1252"
    assert codec_for("gb2312") == "gb18030"
    for label in ("hex", "zlib", "idna", "utf-7", "unicode_escape", "a\0b", "", None):
        assert codec_for(label) is None


@pytest.mark.parametrize(
    "unit", [b"\xff\x92a", b"\xc3\xa9\x92 ", b"abcdefghijklmnopqrst\x00", b"\xed\xa0\xbd", b"<meta " * 3]
)
def test_much_of_anything_takes_linear_time(unit: bytes) -> None:
    assert_linear(decode, repeated(unit))


@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "latin1", "utf-16", "shift_jis", "big5"]))
def test_any_bytes_give_fit_text_or_a_reason(value: bytes, declared: str | None) -> None:
    decoded = decode(value, declared)
    if isinstance(decoded, Decoded):
        decoded.text.encode("utf-8")
        assert decoded.text.strip()
        assert scrub(decoded.text)[1] == ()
    else:
        assert decoded.reason in (Reason.EMPTY, Reason.BINARY)


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1).filter(
        lambda t: t.strip() and t[0] != "\ufeff"
    )
)
def test_utf8_is_never_changed_but_for_mojibake(text: str) -> None:
    decoded = decode(text.encode(), "utf-8")
    if isinstance(decoded, Decoded) and "mojibake" not in decoded.repairs:
        assert decoded.text == text


def test_western_copy_is_windows_1252() -> None:
    assert guesses(GUESSED_GERMAN.encode("cp1252")) == ["cp1252"]


def test_other_copy_is_left_to_the_detector() -> None:
    assert "cp1251" in guesses(GUESSED_RUSSIAN.encode("cp1251"))


@pytest.mark.parametrize(
    ("value", "mostly"),
    [
        (GUESSED_GERMAN.encode("utf-8") + b" \xe4", True),
        (GUESSED_GERMAN.encode("cp1252"), False),
        (b"half a pair: \xed\xa0\xbd", True),
    ],
)
def test_utf8_with_a_few_strangers(value: bytes, mostly: bool) -> None:
    assert mostly_utf8(value) is mostly


@pytest.mark.parametrize(
    "value",
    [
        b"\x89PNG\r\n\x1a\n....",
        b"%PDF-1.7\n",
        b"PK\x03\x04abc",
        b"\x1f\x8b\x08\x00",
        bytes(range(32)) * 40,
        b"\x00\x01\x02\x03",
    ],
)
def test_binary_is_refused(value: bytes) -> None:
    dropped = decode(value)
    assert isinstance(dropped, Dropped)
    assert dropped.reason is Reason.BINARY


def test_a_few_control_characters_are_no_reason() -> None:
    assert control_share(b"The ferry\x00 left on time.") == 0.0
    assert control_share(b"\x00\x01\x02\x03\x04\x05 abc") > 0.5


@pytest.mark.parametrize("seed", range(20))
def test_what_is_packed_or_encrypted_is_no_text(seed: int) -> None:
    dropped = decode(b"?" + random.Random(seed).randbytes(2000))
    assert isinstance(dropped, Dropped)
    assert dropped.reason is Reason.BINARY


def test_the_control_characters_around_short_wire_copy_are_no_reason() -> None:
    around = b"\x16\x16\x01a1234\x1f r a \x13\x11bc-flash\x02%s\r\n\x03\x04"
    assert control_share(around % b"Ferry aground off Quay.") > 0.0
    assert isinstance(decode(around % (b"A ferry ran aground off Quay, the coast guard says." * 2)), Decoded)


def test_files_are_known_by_their_first_bytes() -> None:
    assert magic_kind(b"%PDF-1.7 ...") == "PDF"
    assert magic_kind(b"PKZIP was a programme") is None
