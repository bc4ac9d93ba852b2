from __future__ import annotations

import pytest

from streams.clusters.facts import MOST_NUMBERS, Named, fold, numbers_of


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("9,000 stranded", ("9000",)),
        ("9.000 Menschen", ("9000",)),
        ("9 000 personnes", ("9000",)),
        ("9\u202f000 personnes", ("9000",)),
        ("CHF 12'500", ("12500",)),
        ("magnitude 6.9", ("6.9",)),
        ("Stärke 6,9", ("6.9",)),
        ("1.250.000 and 1,250,000", ("1250000",)),
        ("3 dead, 7 hurt, since 1999 and 2026", ()),
        ("at 3:40 on the A47, a 3D model, 9.50pm", ()),
        ("412 and 412 again", ("412",)),
        ("62万人转移,最大风力14级,2029年12月22日10时", ("620000", "14")),
        ("3000億円、震度5.2の地震、12日", ("300000000000", "5.2")),
        ("1.5억원, 300여 명, 24일", ("150000000", "300")),
        ("1" * 40, ()),
    ],
)
def test_numbers_are_the_same_however_they_are_written(text: str, numbers: tuple[str, ...]) -> None:
    assert numbers_of(text, ()) == numbers


def test_numbers_are_those_of_the_beginning() -> None:
    assert numbers_of("", ["11", "12", "13", "14", "15"]) == ("11", "12", "13", "14")
    assert len(numbers_of(" ".join(map(str, range(10, 200))), ())) == MOST_NUMBERS


def test_the_same_is_known_by_its_id_or_by_its_name_without_accents() -> None:
    assert Named("Wien", "geo:1").key == Named("Vienna", "geo:1").key
    assert Named("José  Pérez").key == Named("JOSE PEREZ").key == fold("jose perez")
