"""The names of three lists in one search: each list has its own, whatever those of the others overlap."""

from __future__ import annotations

from streams.enrich.listed_names import all_forms, listed_in


def test_each_list_has_its_own_where_they_overlap() -> None:
    found = listed_in("Bayer Leverkusen beat Real Madrid")
    assert found.companies == [("Bayer", 0, 5)]
    assert found.clubs == [("Bayer Leverkusen", 0, 16), ("Real Madrid", 22, 33)]
    assert [(all_forms()[form], start, end) for form, start, end in found.forms] == [("Real Madrid", 22, 33)]


def test_of_those_that_begin_together_the_longest_counts_and_none_inside_it() -> None:
    assert listed_in("Coca-Cola HBC").companies == [("Coca-Cola HBC", 0, 13)]
    assert listed_in("Kansas City Chiefs").clubs == [("Kansas City Chiefs", 0, 18)]


def test_of_organisations_every_form_is_given_in_order() -> None:
    forms = [all_forms()[form] for form, _, _ in listed_in("the European Central Bank").forms]
    assert forms[0] == "European Central Bank"
    assert [start for _, start, _ in listed_in("UN, EU and UN").forms] == [0, 4, 11]


def test_a_line_without_a_name() -> None:
    assert listed_in("nothing here") == ((), (), ())
