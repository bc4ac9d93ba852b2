"""What IPTC calls its topics."""

from __future__ import annotations

import pytest

from streams.intake.media_topics import name_of

DANCE = "http://cv.iptc.org/newscodes/mediatopic/20000007"


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("de", "Tanz"),
        ("da", "dans"),
        ("sv", "Dans"),
        ("zh", "舞蹈"),
        ("pt", "dança"),
        ("PT-pt", "dança"),
        ("de-CH", "Tanz"),
        ("en", "dance"),
        ("fi", "dance"),
        ("und", "dance"),
        (None, "dance"),
    ],
)
def test_the_name_in_a_language_else_in_english(language: str | None, name: str) -> None:
    assert name_of(DANCE, language) == name


def test_a_topic_without_a_name_in_the_language_has_its_english_one() -> None:
    topic = "http://cv.iptc.org/newscodes/mediatopic/20001300"
    assert name_of(topic, "ar") == name_of(topic, "en") == "privacy"


@pytest.mark.parametrize(
    "uri",
    [
        None,
        "",
        "code",
        DANCE[:-1],
        DANCE + "/x",
        "http://cv.iptc.org/newscodes/mediatopic/99999999",
        "http://cv.iptc.org/newscodes/subjectcode/01000000",
        "medtop:20000007",
    ],
)
def test_what_is_no_media_topic_has_no_name(uri: str | None) -> None:
    assert name_of(uri, "en") is None


def test_https_is_the_same_topic() -> None:
    assert name_of(DANCE.replace("http:", "https:"), "fr") == "Danse"
