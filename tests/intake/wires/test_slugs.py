"""The name of a story in its slug, whatever stands around it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.intake.wires.slugs import is_message, slug_key, take_of
from tests.linear import assert_linear, repeated

ONE_STORY = [
    "BC-Harwich Fire",
    "BC-Harwich Fire,0450",
    "BC-Harwich Fire, 1st Ld-Writethru,0450",
    "BC-HarwichFire 1stLd-Writethru",
    "BC-Harwich-Fire, 12th Ld-Writethru, a0123",
    "AM-Harwich Fire, Bjt, 2nd Take",
    "PM-Harwich Fire,2nd Ld",
    "BC-Harwich Fire, Take 2 of 3",
    "BC-Harwich Fire, 1st Add",
    "BC-Harwich Fire, URGENT",
    "BC-KILL-Harwich Fire",
    "BC-KILL Harwich Fire",
    "KILL-BC-Harwich Fire",
    "KILL HARWICH FIRE",
    "BC-Harwich Fire, KILL",
    "BC-Harwich Fire-Kill",
    "BC-Harwich Fire, BULLETIN KILL",
    "MANDATORY KILL BC-Harwich Fire",
    "STORY WITHDRAWN-Harwich Fire",
    "BC-ADVISORY-Harwich Fire",
    "BC-Harwich Fire, ADVISORY",
    "BC-Harwich Fire:Correction",
    "(CORRECTED) Harwich Fire",
    "Harwich Fire (UPDATE 1)",
    "UPDATE 3-HARWICH-FIRE/",
    "WRAPUP 2-HARWICH-FIRE",
    "RPT-UPDATE 1-HARWICH-FIRE (OFFICIAL)",
    "Harwich/Fire/ REFILE 1ST LEAD",
    "Harwich/Fire/ (Foto)",
    "Harwich/Fire/ 2. Zusammenfassung",
    "Harwich/Fire/ Zusammenfassung 1700",
    "Harwich/Fire/ BERICHTIGUNG",
    "Harwich-Fire, Teil 2 von 3",
    "Harwich-Fire (RECTIFICATIF)",
    "Harwich-Fire, 2e LEAD",
    "^BC-Harwich Fire<",
    "  bc-harwich   fire  ",
]
OTHERS = [
    ("BC-Harwich Fire-Hotel", "harwichfirehotel"),
    ("BRITAIN-FIRE/HOTEL", "britainfirehotel"),
    ("BC-US--Harwich Fire, 1st Ld-Writethru", "usharwichfire"),
    ("BC-US--KILL-Harwich Fire", "usharwichfire"),
    ("BC-Harwich Fire, PHOTO KILL", "harwichfirephotokill"),
    ("HARWICH-FLASH-FLOOD", "harwichflashflood"),
    ("TRAVEL-ADVISORY", "traveladvisory"),
    ("BC-10 Things to Know-Today,364", "10thingstoknowtoday"),
    ("BC-Election 2026, 0450", "election2026"),
    ("Große/Brände", "grossebrände"),
]


@pytest.mark.parametrize("slug", ONE_STORY)
def test_versions_takes_and_kills_are_one_story(slug: str) -> None:
    assert slug_key(slug) == "harwichfire"


@pytest.mark.parametrize(("slug", "key"), OTHERS)
def test_what_is_part_of_the_name_stays(slug: str, key: str) -> None:
    assert slug_key(slug) == key


@pytest.mark.parametrize(
    "slug",
    [
        "",
        "UPDATE 1",
        "KILL KILL KILL",
        "MANDATORY KILL",
        "Take 2 of 3",
        "1st Ld-Writethru",
        "---",
        "0450",
        "(Foto)",
    ],
)
def test_a_slug_of_marks_names_no_story(slug: str) -> None:
    assert slug_key(slug) == ""


@pytest.mark.parametrize(
    ("slug", "takes"),
    [
        ("BC-Harwich Fire, 2nd Take", (2, None)),
        ("BC-Harwich Fire, Take 2 of 3", (2, 3)),
        ("BC-Harwich Fire, 2nd Take of 3", (2, 3)),
        ("BC-Harwich Fire, 1st Add", (2, None)),
        ("Brand/Harwich, Teil 1 von 2", (1, 2)),
        ("Brand/Harwich, 2. Teil", (2, None)),
        ("Incendie, 2e prise", (2, None)),
        ("BC-Harwich Fire, 1st Ld-Writethru", (None, None)),
        ("BC-Intake 2 Plant", (None, None)),
        ("BC-Fire, Take 4 of 3", (None, None)),
        ("BC-Fire, Take 0", (None, None)),
    ],
)
def test_takes(slug: str, takes: tuple[int | None, int | None]) -> None:
    assert take_of(slug) == takes


def test_which_slugs_say_something_of_a_story() -> None:
    assert all(
        map(
            is_message,
            ("BC-KILL-Harwich Fire", "Harwich Fire, WITHHOLD", "Brand/ANNULLIERUNG", "x, ADVISORY"),
        )
    )
    assert not any(map(is_message, ("BC-Harwich Fire", "BC-Killers Trial", "Household Debt", "")))


@given(st.text(max_size=400))
def test_never_raises_and_keeps_letters_and_digits_only(slug: str) -> None:
    key = slug_key(slug)
    assert all(map(str.isalnum, key))
    take_of(slug)
    is_message(slug)


@given(
    st.sampled_from(
        ["BC-KILL-{}", "BC-{}, 1st Ld-Writethru,0450", "{} (CORRECTED)", "BC-{}, 2nd Take", "UPDATE 1-{}"]
    ),
    st.from_regex(r"[A-Z][a-z]{3,8} [A-Z][a-z]{3,8}s", fullmatch=True),
)
def test_marks_never_change_the_name(form: str, name: str) -> None:
    assert slug_key(form.format(name)) == slug_key(name)


@pytest.mark.parametrize("part", ["-", " ", "(", "1st ", "kill-", "BC-", "KILL ", "/ ", "1."])
def test_a_long_slug_takes_linear_time(part: str) -> None:
    assert_linear(slug_key, repeated(part))
    assert_linear(take_of, repeated(part))
