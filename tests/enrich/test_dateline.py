"""Datelines of the wires, in three languages, and openings that are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.enrich.dateline import find_dateline, mixed_case, without_dateline
from streams.found import Evidence
from tests.linear import assert_linear, repeated

WIRE = [
    # opening, language, place, agency, date
    ("HARWICH, England, Nov 21 (Tidewater) -", "en", "Harwich", "Tidewater", "Nov 21"),
    ("HARWICH, March 3 (Anglia Wire) -", "en", "Harwich", "Anglia Wire", "March 3"),
    ("PARIS (AFP) —", "en", "Paris", "AFP", None),
    ("London (CNN) —", "en", "London", "CNN", None),
    ("London (CNN Business)", "en", "London", "CNN Business", None),
    ("ST. PETERSBURG, Fla. (AP) —", "en", "St. Petersburg", "AP", None),
    ("WASHINGTON (AP) _", "en", "Washington", "AP", None),
    ("RIO DE JANEIRO/BRASILIA, Nov 21 (Reuters) -", "en", "Rio de Janeiro", "Reuters", "Nov 21"),
    ("WASHINGTON, Nov. 21, 2026 /PRNewswire/ --", "en", "Washington", "PRNewswire", "Nov. 21, 2026"),
    ("SAN FRANCISCO--(BUSINESS WIRE)--", "en", "San Francisco", "BUSINESS WIRE", None),
    ("MOSCOW, November 21. /TASS/.", "en", "Moscow", "TASS", "November 21"),
    ("MOSCOW. Nov 21 (Interfax) -", "en", "Moscow", "Interfax", "Nov 21"),
    ("BEIJING, Nov. 21 (Xinhua) --", "en", "Beijing", "Xinhua", "Nov. 21"),
    ("(ANSA) - ROME, 21 NOV -", "en", "Rome", "ANSA", "21 NOV"),
    ("NEW DELHI:", "en", "New Delhi", None, None),
    ("LONDON |", "en", "London", None, None),
    ("BEIRUT, Lebanon —", "en", "Beirut", None, None),
    ("PARIS, Nov 21 —", "en", "Paris", None, "Nov 21"),
    ("Berlin/Brüssel (dpa) -", "de", "Berlin", "dpa", None),
    ("Berlin (dpa/lno) –", "de", "Berlin", "dpa/lno", None),
    ("FRANKFURT (dpa-AFX) -", "de", "Frankfurt", "dpa-AFX", None),
    ("Frankfurt a.M. (epd).", "de", "Frankfurt a.M.", "epd", None),
    ("Berlin, 3. März (dpa) -", "de", "Berlin", "dpa", "3. März"),
    ("Paris, 21 nov. (Le Phare) -", "fr", "Paris", "Le Phare", "21 nov."),
    ("GENÈVE, 21 novembre (ATS) -", "fr", "Genève", "ATS", "21 novembre"),
    ("Genève (ats), 21 nov. -", "fr", "Genève", "ats", "21 nov."),
    ("BRUXELLES 21/11 (BELGA) =", "fr", "Bruxelles", "BELGA", "21/11"),
    ("AIX-EN-PROVENCE (AFP) -", "fr", "Aix-en-Provence", "AFP", None),
    ("Paris, le 21 novembre 2026 –", "fr", "Paris", None, "le 21 novembre 2026"),
]

COPY = [
    "Paris is on alert, the mayor said.",
    "Paris (Texas) - a film that nobody forgets.",
    "Berlin - das ist auch Lärm.",
    "In Paris (AFP) the talks went on.",
    "BREAKING: Paris hit by storm.",
    "EU: Talks fail again.",
    "CHINA: exports fall.",
    "READING: a list for the summer.",
    "NATO - the alliance - met.",
    "UPDATE 1 - France to vote.",
    "Paris, May 1: how the march unfolded.",
    "London-based firms said they would wait.",
    "Paris, London and Berlin (together) - agreed.",
    "Merkel (CDU) - die Kanzlerin - sprach.",
    "Apple (AAPL) - shares fell.",
    "Angela Merkel (AP) said nothing.",
    "Rome wasn't built in a day - ask the mayor.",
    "VIDEO — The ferry leaves.",
    "Berlin (16) - Ein Schüler gewann.",
    "PARIS (AFP)",
    "PARIS",
    "",
]


@pytest.mark.parametrize(("opening", "language", "place", "agency", "date"), WIRE)
def test_a_dateline_gives_place_agency_and_date(
    opening: str, language: str, place: str, agency: str | None, date: str | None
) -> None:
    found = find_dateline([f"{opening} The ferry did not sail."], language)
    assert found is not None
    assert (found.text, found.place, found.agency, found.date) == (opening, place, agency, date)
    assert found.evidence == Evidence("dateline", 0, 0, len(opening))


@pytest.mark.parametrize("language", ["en", "de", "fr", "und"])
@pytest.mark.parametrize("text", COPY)
def test_copy_that_merely_begins_with_a_city_has_none(text: str, language: str) -> None:
    assert find_dateline([text], language) is None


@pytest.mark.parametrize("line", ["By Ann Harker", "Von Ute Brandt", "Ferry line to close after forty years"])
def test_it_is_read_after_a_byline_or_a_headline(line: str) -> None:
    found = find_dateline([line, "PARIS (AFP) - The ferry did not sail."], "en")
    assert found is not None
    assert found.evidence.paragraph == 1


def test_it_is_not_looked_for_in_the_body() -> None:
    paragraphs = [
        "The ferry did not sail on Monday, its owner said.",
        "PARIS (AFP) - The ferry did not sail.",
    ]
    assert find_dateline(paragraphs, "en") is None


def test_white_space_before_it_is_not_part_of_it() -> None:
    paragraph = "  PARIS (AFP) - The ferry did not sail."
    found = find_dateline([paragraph], "en")
    assert found is not None
    assert paragraph[found.evidence.start : found.evidence.end] == found.text == "PARIS (AFP) -"


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("NEW DELHI", "New Delhi"),
        ("N'DJAMENA", "N'Djamena"),
        ("WASHINGTON D.C.", "Washington D.C."),
        ("RIO DE JANEIRO", "Rio de Janeiro"),
        ("Den Haag", "Den Haag"),
    ],
)
def test_capitals_become_mixed_case(written: str, place: str) -> None:
    assert mixed_case(written) == place


@given(st.text(max_size=200), st.sampled_from(["en", "de", "fr", "und"]))
def test_evidence_holds_the_text_whatever_the_copy(text: str, language: str) -> None:
    found = find_dateline([text], language)
    if found is not None:
        assert text[found.evidence.start : found.evidence.end].rstrip() == found.text


@pytest.mark.parametrize(
    "part", ["A", "A ", "Aa, ", "A/", "( ", "Nov 21 ", "A, B, C", "A-", "A. ", "--", "Paris ("]
)
def test_long_copy_takes_linear_time(part: str) -> None:
    find_dateline(["PARIS (AFP) - Warm."], "en")
    assert_linear(lambda text: find_dateline([text, text], "en"), repeated(part))


STANDFIRST = "Engineers have found a second crack in the lock gate, and nobody knows how deep it is."
AFTER = "ANTWERP, Belgium, March 9 (Tidewater) - The lock will stay shut until June."


@pytest.mark.parametrize(
    "before", [[STANDFIRST], ["By Ann Harker", STANDFIRST], [STANDFIRST, "By Ann Harker"]]
)
def test_it_is_read_after_a_standfirst(before: list[str]) -> None:
    found = find_dateline([*before, AFTER], "en")
    assert found is not None
    assert (found.place, found.evidence.paragraph) == ("Antwerp", len(before))
    kept = [line for line in before if line == STANDFIRST]
    assert without_dateline([*before, AFTER], "en") == [*kept, " The lock will stay shut until June."]


@pytest.mark.parametrize(
    "paragraphs",
    [
        [STANDFIRST, STANDFIRST, AFTER],  # copy has begun
        [STANDFIRST * 4, AFTER],  # too long for a standfirst
        [STANDFIRST, "ANTWERP - The lock will stay shut."],  # neither agency nor day
        [STANDFIRST, "ANTWERP (AFP) - The lock will stay shut."],  # as in a round-up
        [STANDFIRST, "Nothing else is known.", "Nobody was hurt.", AFTER],
    ],
)
def test_after_copy_it_must_be_certain(paragraphs: list[str]) -> None:
    assert find_dateline(paragraphs, "en") is None
