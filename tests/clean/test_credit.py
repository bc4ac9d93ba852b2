from __future__ import annotations

import pytest

from streams.clean.credit import credit_of
from streams.found import Dateline, Evidence

EVIDENCE = Evidence("dateline", 0, 0, 9)
TEXT = ("The quay is shut.", "It opens in spring.")


def test_a_dateline_names_the_agency() -> None:
    assert (
        credit_of(Dateline("HARWICH (Meridian) -", "Harwich", EVIDENCE, "Meridian"), None, TEXT) == "Meridian"
    )


@pytest.mark.parametrize(
    ("last", "credit"),
    [
        ("It opens in spring. (Meridian)", "Meridian"),
        ("It opens in spring, he said.» (mer/lw)", "mer/lw"),
        ("(mer)", "mer"),
        ("/MERIDIAN/", "MERIDIAN"),
        ("It opens in spring. (more)", None),
        ("It opens in spring (as it did last year and the year before).", None),
        ("The score was two to one (2-1)", None),
        ("He is a member of the club (Meridian)", None),
        ("It opens in spring.", None),
    ],
)
def test_an_end_names_it(last: str, credit: str | None) -> None:
    assert credit_of(None, None, (TEXT[0], last)) == credit


def test_a_byline_that_is_an_agency_and_what_the_fields_say() -> None:
    assert credit_of(None, "Reuters", TEXT) == "Reuters"
    assert credit_of(None, "Jane Roe", TEXT) is None
    assert credit_of(None, "Jane Roe", TEXT, ("Anglia Wire",)) == "Anglia Wire"
    assert credit_of(None, None, ()) is None
