"""ANPA 1312: what the header says, the copy, several stories, and what a bad line does to them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.article import Article, Dropped
from streams.events.codec import CLEAN, encode
from streams.intake.reader import read
from streams.intake.wires import anpa
from streams.kinds import Format, Reason, Signal
from streams.stages import clean, enrich
from streams.stories.names import slug_name
from tests.articles import subjects_of
from tests.intake.wires.transmissions import even_parity, event, said, words_in
from tests.linear import assert_linear, repeated

COPY = (
    b"\t   HARWICH, England (AW) _ A fire in a warehouse shut the port\r\n"
    b"of Harwich on Saturday, its operator said.\r\n"
    b"\t   ``We would rather be late than sorry,'' harbor master Jane Roe said.\r\n"
    b"\t   Ferries go to Felixstowe until Monday.\r\n"
)
TOP = (
    b"^BC-Harwich Fire, 1st Ld-Writethru,0040<\r\n"
    b"^Fire shuts the port of Harwich<\r\n"
    b"^AW Photo LON101, LON102<\r\n"
    b"^Eds: UPDATES with quotes. With AW Photos.<\r\n"
    b"^A fire has shut the port of Harwich, and ferries are being sent to Felixstowe instead.<\r\n"
    b"^By EDITH CROWE=\r\n"
    b"^Anglia Wire Writer=\r\n"
)
HEAD = b"\x16\x16\x01a0123\x1fbc---\r\nu i\x13\x11 BC-HarwichFire 1stLd-Writethru   11-21 0450\r\n\x02"
TAIL = b"\x03\r\n\t   AW-NY-11-21-26 0612EST<\r\n\x04\r\n"
STORY = HEAD + TOP + COPY + TAIL
OTHER = (
    b"\x16\x16\x01s0456\x1fbc---\r\nr s\x13\x11 BC-Rowing   11-21 0100\r\n\x02^BC-Rowing,20<\r\n^Crews race at Ely<\r\n"
    b"\t   ELY, England (AW) _ Eight crews raced on the Ouse.\r\n\x03\r\n\t   AW-NY-11-21-26 1100GMT<\r\n\x04"
)


def article(value: bytes, **envelope: str) -> Article:
    found = anpa.read(event(value, **envelope))
    assert isinstance(found, Article)
    return found


def test_a_story() -> None:
    assert anpa.looks_like(STORY) == "SOH, story number, selector code"
    found = article(STORY)
    assert found.format is Format.ANPA
    assert found.uri == "urn:copydesk:AW:2026-11-21.a0123.harwichfire"
    assert found.naming.aliases == ("urn:copydesk:AW:2026-11-21.a0123",)
    assert (
        found.revision.version_created
        == found.revision.wire_time
        == datetime(2026, 11, 21, 11, 12, tzinfo=UTC)
    )
    assert (found.header.urgency, subjects_of(found)) == (3, (("international news", None),))
    assert found.header.slugline == "BC-Harwich Fire, 1st Ld-Writethru,0040"
    assert found.headline == "Fire shuts the port of Harwich"
    assert found.credits.byline == "EDITH CROWE, Anglia Wire Writer"
    assert found.header.ed_note == "Eds: UPDATES with quotes. With AW Photos.\nAW Photo LON101, LON102"
    assert found.standfirst and found.standfirst.startswith("A fire has shut")
    assert found.paragraphs == (
        "HARWICH, England (AW) — A fire in a warehouse shut the port of Harwich on Saturday, its operator said.",
        "“We would rather be late than sorry,” harbor master Jane Roe said.",
        "Ferries go to Felixstowe until Monday.",
    )
    assert (found.language, found.cleaning.repairs, found.credits.info_sources) == ("und", (), ("AW",))


def test_versions_takes_and_kills_share_the_slug_and_have_their_own_numbers() -> None:
    take = STORY.replace(b", 1st Ld-Writethru,0040", b", Take 2 of 3").replace(b"a0123", b"a0177")
    kill = (
        HEAD
        + b"^BC-KILL-Harwich Fire<\r\n^MANDATORY KILL<\r\n^EDITORS:<\r\n\t   Kill the story slugged Harwich Fire.\r\n"
        + TAIL
    )
    parts = [article(each) for each in (STORY, take, kill.replace(b"a0123", b"a0201"))]
    day = "urn:copydesk:AW:2026-11-21"
    assert [part.uri for part in parts] == [
        f"{day}.{number}.harwichfire" for number in ("a0123", "a0177", "a0201")
    ]
    assert len({slug_name(part) for part in parts}) == 1
    assert (parts[1].take.number, parts[1].take.of) == (2, 3)
    assert parts[2].headline == "MANDATORY KILL"
    assert parts[1].naming.aliases[0] == "urn:copydesk:AW:2026-11-21.a0177"


def test_the_feed_names_the_source_and_its_subject_is_not_the_id() -> None:
    found = article(STORY, source="anglia", subject="https://anglia.example/1")
    assert found.uri == "urn:copydesk:anglia:2026-11-21.a0123.harwichfire"


def test_a_kill_without_copy_is_no_empty_story() -> None:
    found = article(HEAD.replace(b"HarwichFire 1stLd-Writethru", b"KILL-HarwichFire") + TAIL)
    assert found.headline == found.header.slugline == "BC-KILL-HarwichFire"
    assert found.uri == "urn:copydesk:AW:2026-11-21.a0123.harwichfire"


def test_a_header_without_copy_is_no_article() -> None:
    found = anpa.read(event(HEAD + TAIL))
    assert isinstance(found, Dropped) and found.reason is Reason.NO_ARTICLE
    assert (
        isinstance(empty := anpa.read(event(b"\x16\x16\x01\x7f\r\n")), Dropped)
        and empty.reason is Reason.EMPTY
    )


def test_several_stories_in_one_transmission() -> None:
    parts = read(event(STORY + b"\x7f\x7f\r\n" + OTHER))
    assert [isinstance(part, Article) and (part.headline, part.origin.part) for part in parts] == [
        ("Fire shuts the port of Harwich", 0),
        ("Crews race at Ely", 1),
    ]
    assert isinstance(parts[1], Article) and subjects_of(parts[1]) == (("sports", None),)


@pytest.mark.parametrize(
    ("value", "uri"),
    [
        (STORY.replace(b"\x01", b""), "2026-11-21.a0123.harwichfire"),
        (STORY.replace(b"\x16\x16\x01", b"\x16\x16\x16\x00\x01\x01"), "2026-11-21.a0123.harwichfire"),
        (
            STORY.replace(b"\x01a0123\x1fbc---\r\n", b"\x01"),
            "2026-11-21.35eda29f.harwichfire",
        ),  # its text's hash
        (STORY.replace(b"\x02", b""), "2026-11-21.a0123.harwichfire"),
        (STORY.replace(b"\x03", b"").replace(b"\x04", b""), "2026-11-21.a0123.harwichfire"),
        (STORY.replace(b"\x03\r\n\t", b"\x03\x04\r\n\t"), "2026-11-21.a0123.harwichfire"),
        (STORY.replace(b"^BC-Harwich Fire, 1st Ld-Writethru,0040<\r\n", b""), "2026-11-21.a0123.harwichfire"),
        (
            STORY.translate(None, b"\x01\x02\x03\x04\x11\x13\x16\x1f").replace(b"bc---", b"-----"),
            "2026-11-21.a0123.harwichfire",
        ),
        (even_parity(STORY), "2026-11-21.a0123.harwichfire"),
        (bytes(byte | 0x80 for byte in STORY), "2026-11-21.a0123.harwichfire"),
        (STORY.replace(b"\r\n", b"\n"), "2026-11-21.a0123.harwichfire"),
    ],
    ids=[
        "no SOH",
        "doubled",
        "no number",
        "no STX",
        "no ETX",
        "date after EOT",
        "no slug line",
        "no codes",
        "parity",
        "mark",
        "LF",
    ],
)
def test_damage(value: bytes, uri: str) -> None:
    assert anpa.looks_like(value)
    found = article(value)
    assert found.uri == f"urn:copydesk:AW:{uri}"
    assert found.headline == "Fire shuts the port of Harwich"
    assert found.paragraphs == article(STORY).paragraphs


def test_what_was_wrong_is_named() -> None:
    assert article(even_parity(STORY)).cleaning.repairs == ("parity",)
    assert article(STORY.replace(b"a0123\x1fbc---\r\n", b"")).cleaning.repairs == ("header",)
    assert article(STORY[: STORY.index(b"``We")]).cleaning.repairs == ("truncated", "words:40->19")
    assert article(STORY.replace(b"0040<", b"0450<")).cleaning.repairs == ("words:450->37",)


def test_any_cut_loses_nothing_before_it() -> None:
    start = len(HEAD) + TOP.index(b"^Fire")
    for cut in range(start, len(STORY)):
        found = anpa.read(event(STORY[:cut]))
        assert not isinstance(found, list)
        text = STORY[start:cut].partition(b"\x03")[0].decode()
        whole = words_in(text)[:-1]
        if whole:
            there = words_in(said(found) + " By")
            assert [word for word in whole if word not in there] == [], cut


def test_body_of_set_off_lines_only_is_the_copy() -> None:
    value = (
        HEAD
        + b"^*9006< ^AP-Top-Headlines,0030<\r\n^Top news at noon<\r\n^Fire shuts port\r\n^Crews race at Ely\r\n"
        + TAIL
    )
    found = article(value)
    assert found.header.slugline == "AP-Top-Headlines,0030"
    assert (found.headline, found.paragraphs) == (
        "Top news at noon",
        ("Fire shuts port", "Crews race at Ely"),
    )


def test_tabular_matter_keeps_its_lines() -> None:
    value = (
        HEAD.replace(b"\x13\x11", b"\x14\x12")
        + b"^BC-Rowing Results,20<\r\n^Results<\r\nEly\t3\t1<\r\nHarwich\t2\t0<\r\n"
        + TAIL
    )
    assert article(value).paragraphs == ("Ely | 3 | 1", "Harwich | 2 | 0")


def test_typesetting_codes_leave_no_trace() -> None:
    value = STORY.replace(b"in a warehouse", b"in\x10a \x0cbf2\x0b\x0e\x07warehouse")
    assert article(value).paragraphs == article(STORY).paragraphs


def test_charsets() -> None:
    for codec in ("utf-8", "cp1252", "cp850"):
        found = article(STORY.replace(b"Jane Roe", "Zoë Müller".encode(codec)))
        assert "harbor master Zoë Müller said" in said(found), codec
    mixed = STORY.replace(b"Jane Roe", "Zoë".encode("cp850")).replace(
        b"Felixstowe until", "Orléans until".encode("cp1252")
    )
    assert {"Zoë", "Orléans"} <= set(words_in(said(article(mixed))))


def test_the_year_of_the_header_is_that_of_the_date() -> None:
    value = STORY.replace(b"11-21 0450", b"12-31 0450").replace(
        b"AW-NY-11-21-26 0612EST", b"AW-NY-01-01-26 0012GMT"
    )
    assert article(value).uri == "urn:copydesk:AW:2025-12-31.a0123.harwichfire"


def test_a_zone_that_is_not_known_is_no_time() -> None:
    found = article(STORY.replace(b"0612EST", b"0612XYZ"))
    assert found.revision.version_created is None and found.uri.endswith("2026-11-21.a0123.harwichfire")


@pytest.mark.parametrize(
    "value",
    [
        b"<html><body><p>a0123</p></body></html>",
        b'{"headline": "Fire"}',
        b"BC-Harwich Fire\n\nHARWICH (AW) - A fire shut the port.\n",
        b"a0123 is a road in Essex.\n\nr i BC-fire\n",
        b"u i think so\n",
        b"\x89PNG\r\n\x1a\n\x00\x01",
        b"\x01\x02\x03\x04",
        "Über 100 Häuser brannten.".encode("utf-16"),
        b"From: a@b.example\r\nSubject: x\r\n\r\ny",
        b"\x01bas0123 3 vm 60 dpa 0034\r\n",
        b"",
    ],
)
def test_what_is_none(value: bytes) -> None:
    assert anpa.looks_like(value) is None


def test_end_to_end() -> None:
    (found,) = clean(event(STORY))
    assert isinstance(found, Article)
    assert found.language == "en"
    assert encode(enrich(found), CLEAN)


def test_the_words_of_a_kill_reach_the_signals() -> None:
    kill = (
        HEAD
        + b"^BC-KILL-Harwich Fire<\r\n^MANDATORY KILL<\r\n\t   Kill the story slugged Harwich Fire. It is wrong.\r\n"
        + TAIL
    )
    (found,) = clean(event(kill))
    assert isinstance(found, Article) and found.uri.endswith(".harwichfire")
    assert found.signal is Signal.KILL


@given(st.binary(max_size=300), st.sampled_from([b"", HEAD, HEAD + TOP, b"\x01", b"\x16\x01a0123\x1f"]))
def test_any_bytes(value: bytes, before: bytes) -> None:
    anpa.looks_like(before + value)
    anpa.read(event(before + value))


@given(st.integers(0, len(STORY) - 1), st.binary(min_size=1, max_size=3))
def test_noise_on_the_line(at: int, noise: bytes) -> None:
    value = STORY[:at] + noise + STORY[at + len(noise) :]
    anpa.looks_like(value)
    anpa.read(event(value))


@pytest.mark.long
@pytest.mark.parametrize(
    "part",
    [
        b"\x01",
        b"\x04",
        b"\x02",
        b"^<",
        b"\t\n",
        b"^",
        b"<",
        b" ",
        b"_ ",
        b"\x0c",
        b"AP-NY-11-21-26 0612",
        b"\xe9",
        b"a0123\x1f\n",
    ],
)
def test_much_of_anything_takes_linear_time(part: bytes) -> None:
    def work(value: bytes) -> None:
        anpa.looks_like(value)
        anpa.read(event(value))

    assert_linear(work, repeated(part, HEAD))
