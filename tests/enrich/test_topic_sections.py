"""Sections, genres, keywords and older codes of senders, as Media Topics."""

from __future__ import annotations

import pytest

from streams.datafiles import read_lines
from streams.enrich.topic_sections import section_of, stated
from streams.intake.media_topics import line_of, uri_of
from streams.sent import Concept, Sent


@pytest.mark.parametrize(
    ("name", "language", "code"),
    [
        ("Sport", "en", "15000000"),
        ("SPORT", "fi", "15000000"),
        ("Wirtschaft", "de", "04000000"),
        ("Fußball", "de", "20001065"),
        ("us-politics", "en", "11000000"),
        ("Société", "fr", "14000000"),
        ("Social", "fr", "09000000"),
        ("Economía", "es", "04000000"),
        ("Salute", "it", "07000000"),
        ("Ciência", "pt", "13000000"),
        ("Wetenschap", "nl", "13000000"),
        ("Klimat", "sv", "06000000"),
        ("Политика", "ru", "11000000"),
        ("Justiz, Kriminalität", "de", "02000000"),
        ("Social", "en", None),
        ("World", "en", None),
        ("", "en", None),
    ],
)
def test_a_section_means_a_topic_in_its_language(name: str, language: str, code: str | None) -> None:
    assert section_of(name, language) == code


def test_what_the_sender_says_is_told_once_and_in_his_order() -> None:
    sent = Sent(
        subjects=(
            Concept(uri=uri_of("20001065")),
            Concept("Harwich"),
            Concept("News/Sport/Tennis"),
            Concept("sport"),
        ),
        genres=(Concept("Politics"),),
    )
    said = stated(sent, "en")
    assert said.codes == ("20001065",)
    assert said.sections == ("15000000", "20001085", "11000000")


@pytest.mark.parametrize(
    ("keywords", "sections"),
    [
        (("ferries", "Health"), ("07000000",)),
        (("Tennis", "sport"), ("20001085", "15000000")),
        (("Northfield", "weather", "sports"), ()),
    ],
)
def test_keywords_count_if_they_name_one_topic_and_not_all_of_the_site(
    keywords: tuple[str, ...], sections: tuple[str, ...]
) -> None:
    assert stated(Sent(keywords=keywords), "en").sections == sections
    assert stated(Sent(subjects=(Concept("Politics"),), keywords=keywords), "en").sections == ("11000000",)


def test_a_section_name_among_many_tags_is_trusted_less() -> None:
    tags = ("Karun", "Women", "Varland", "Orrin", "Skerry", "Denby")
    said = stated(Sent(subjects=tuple(map(Concept, tags))), "en")
    assert said.sections == ("14000000",)
    assert said.trust == pytest.approx(1 / 3)
    assert stated(Sent(subjects=(Concept("World"), Concept("Politics"))), "en").trust == 1


def test_of_the_sections_of_a_whole_site_none_counts() -> None:
    names = ("Sport", "Politics", "Health")
    assert stated(Sent(subjects=tuple(map(Concept, names))), "en").sections == ()


def test_an_older_subject_code_names_the_topic_at_the_top() -> None:
    sent = Sent(subjects=(Concept(uri="http://cv.iptc.org/newscodes/subjectcode/15054000"),))
    said = stated(sent, "en")
    assert (said.sections, said.trust) == (("15000000",), 1.0)


def test_each_name_means_one_topic_of_iptc_in_a_language() -> None:
    seen: dict[tuple[str, str], str] = {}
    for row in read_lines("topics/sections.tsv"):
        code, languages, names = row.split("\t")
        assert len(line_of(code)) > 1 or code < "2"
        for language in languages.split():
            for name in names.split(";"):
                key = (language, name.strip())
                assert "-" not in name or language == "*"
                narrower = seen.get(key) in (None, *line_of(code)[1:])
                assert narrower, key
                seen[key] = code
