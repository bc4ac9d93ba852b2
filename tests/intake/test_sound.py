"""Whatever a document says, the article can be written; what was mended or left out is named."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.article import Article, Dropped, Hop
from streams.events import codec
from streams.intake.identity import fit_uri, is_uri, uri_for
from streams.intake.sound import LONGEST_VERSION, MOST, MOST_CHARACTERS, sound
from streams.kinds import Reason
from streams.sent import Concept, Sent
from tests.articles import NOON, article, subjects_of

#: What a reader of ours checks a uri with.
SCHEMA = jsonschema_rs.Draft202012Validator({"type": "string", "format": "uri"}, validate_formats=True)
PIECES = st.sampled_from(
    [
        *(
            "http://",
            "https://",
            "urn:",
            "a:",
            "//",
            "/",
            "?",
            "#",
            "[",
            "]",
            "@",
            ":",
            "%",
            "%2",
            "%zz",
            "%C3%A4",
        ),
        *(
            "ä",
            " ",
            "\u200b",
            "\n",
            "\0",
            "\ud800",
            "müller.example",
            "a",
            "9",
            "1" * 30,
            "😀",
            "{",
            "|",
            "\\",
            "..",
        ),
    ]
)
TEXTS = st.lists(PIECES, max_size=12).map("".join)


def mended(**changes: Any) -> Article:
    found = sound(article(**changes))
    assert isinstance(found, Article)
    return found


@pytest.mark.parametrize(
    ("uri", "fit"),
    [
        ("http://cv.example/topics/ferry", "http://cv.example/topics/ferry"),
        ("http://cv.example/topics/fähre", "http://cv.example/topics/f%C3%A4hre"),
        ("http://cv.example/a b[1]|2", "http://cv.example/a%20b%5B1%5D%7C2"),
        ("http://cv.example/50%/x", "http://cv.example/50%25/x"),
        ("http://cv.example/%C3%A4?q=ö#ü#1", "http://cv.example/%C3%A4?q=%C3%B6#%C3%BC%231"),
        ("http://müller.example/ä", "http://xn--mller-kva.example/%C3%A4"),
        ("http://müller.example:8080/", "http://xn--mller-kva.example:8080/"),
        (f"http://{'ä' * 64}.example/", f"http://{'%C3%A4' * 64}.example/"),
        ("http://[2001:db8::1]/a", "http://[2001:db8::1]/a"),
        ("medtop:2000 0002", "medtop:2000%200002"),
        ("  urn:x:ü ", "urn:x:%C3%BC"),
        ("cat/1", None),
        ("fähre", None),
        ("ä:b", None),
        ("http://", None),
        ("http://a@b@c/", None),
        ("http://a.example:99999/", None),
        ("", None),
    ],
)
def test_a_uri_is_percent_encoded_or_is_none(uri: str, fit: str | None) -> None:
    assert fit_uri(uri) == fit


@given(TEXTS)
def test_what_is_taken_for_a_uri_is_one_by_the_contract(text: str) -> None:
    for found in (fit_uri(text), text if is_uri(text) else None, uri_for(source="x", own=text)):
        assert found is None or SCHEMA.is_valid(found)


def test_a_subject_keeps_its_name_where_its_uri_is_none() -> None:
    found = mended(
        sent=Sent(
            subjects=(
                Concept("Ferries", "http://cv.example/fähre"),
                Concept("Trade", "cat/1"),
                Concept(None, "cat/2"),
                Concept("Ports"),
            )
        )
    )
    assert subjects_of(found) == (
        ("Ferries", "http://cv.example/f%C3%A4hre"),
        ("Trade", None),
        ("Ports", None),
    )
    assert found.cleaning.repairs == ("subject-uri:encoded", "subject-uri:left-out")


def test_what_is_sound_is_as_it_was() -> None:
    whole = article(
        sent=Sent(subjects=(Concept("Ferries", "http://cv.example/ferry"),)),
        version="9" * 5000,
        repairs=("nul",),
        byline="Zoë Ä",
    )
    assert sound(whole) == whole


def test_halves_of_characters_are_removed_wherever_they_are() -> None:
    found = mended(
        slugline="A\ud800B",
        hops=(Hop("Wire \udfff", "sent", NOON),),
        info_sources=("\ud800", "Post"),
        aliases=("urn:x:1",),
    )
    assert (found.header.slugline, found.credits.hops[0].party, found.credits.info_sources) == (
        "AB",
        "Wire ",
        ("Post",),
    )
    assert found.cleaning.repairs == ("surrogate",)


def test_a_version_without_end_is_none() -> None:
    assert mended(version="9" * LONGEST_VERSION).revision.version == "9" * LONGEST_VERSION
    found = mended(version="9" * (LONGEST_VERSION + 1))
    assert (found.revision.version, found.cleaning.repairs) == (None, ("version:left-out",))


def test_of_lists_without_end_the_first_entries_stay() -> None:
    found = mended(sent=Sent(subjects=tuple(Concept(f"Subject {number}") for number in range(MOST + 1))))
    assert subjects_of(found)[-1] == (f"Subject {MOST - 1}", None)
    assert found.cleaning.repairs == ("subjects:cut",)


def test_what_is_larger_than_any_article_is_refused() -> None:
    assert isinstance(sound(article(headline=None, paragraphs=("a" * MOST_CHARACTERS,))), Article)
    found = sound(article(headline="b", paragraphs=("a" * MOST_CHARACTERS,)))
    assert isinstance(found, Dropped)
    assert found.reason is Reason.TOO_LARGE


@given(
    TEXTS,
    st.lists(st.tuples(TEXTS, st.one_of(st.none(), TEXTS)), max_size=4),
    st.lists(TEXTS, max_size=3),
    st.one_of(st.none(), st.text(max_size=20), st.from_regex(r"[0-9]{1,30}", fullmatch=True)),
)
def test_whatever_an_article_says_it_can_be_written(
    text: str,
    subjects: list[tuple[str, str | None]],
    names: list[str],
    version: str | None,
) -> None:
    found = sound(
        article(
            uri=uri_for(source=text, own=text, content=text),
            source=text or "x",
            headline=text or None,
            byline=text or None,
            sent=Sent(subjects=tuple(Concept(name, uri) for name, uri in subjects)),
            info_sources=tuple(names),
            hops=tuple(Hop(name) for name in names),
            aliases=tuple(names),
            version=version,
            version_created=NOON + timedelta(days=365 * 7000),
        )
    )
    assert isinstance(found, Article)
    codec.encode(found, codec.CLEAN)
