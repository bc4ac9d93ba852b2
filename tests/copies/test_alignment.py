from __future__ import annotations

import pytest

from streams.copies import alignment, reading
from streams.copies.alignment import LONGEST_SWAP, Likeness, align
from streams.copies.reading import MOST_WORDS, read
from tests.articles import PARAGRAPHS

STANDING = (
    "This report is made from official data and is sent to all clients at a fixed hour. Data may change. The duty editor "
    "of the Corvale office can be called at any time, and mistakes are put right as soon as they are noticed.",
    "How these reports are made is told on our pages. Clients may shorten the text if they name Meridian as its origin.",
)
DRAW = "The numbers drawn on {day} evening were {a}, {b}, {c}, {d} and {e}. The jackpot in Halden stood at {f} million."
ONE = DRAW.format(day="Monday", a=9, b=28, c=34, d=24, e=39, f=57)
OTHER = DRAW.format(day="Thursday", a=20, b=13, c=87, d=2, e=99, f=49)


def aligned(text: tuple[str, ...] | str, other: tuple[str, ...] | str) -> Likeness:
    return align(*(read([each] if isinstance(each, str) else each) for each in (text, other)))


def test_a_text_is_all_in_itself() -> None:
    assert aligned(PARAGRAPHS, PARAGRAPHS) == Likeness(1.0, 1.0, 0, 0, (), (), same=True)


def test_a_part_stands_in_the_whole_and_the_whole_not_in_the_part() -> None:
    found = aligned(PARAGRAPHS[:2], PARAGRAPHS)
    assert (found.share, found.same) == (1.0, True)
    assert 0.3 < found.shared < 0.6


def test_typography_and_umlauts_do_not_count() -> None:
    found = aligned(
        "Die Muehle in Goeteborg schliesst im Maerz, sagte „Müller“",
        'Die Mühle in Göteborg schließt im März, sagte "Mueller"',
    )
    assert (found.share, found.swaps) == (1.0, ())


@pytest.mark.parametrize("standing", [(), STANDING[:1], STANDING, 3 * STANDING])
def test_two_of_a_template_are_two_stories_however_much_stands_below(standing: tuple[str, ...]) -> None:
    found = aligned((OTHER, *standing), (ONE, *standing))
    assert not found.same
    assert ("monday", "thursday") in found.swaps
    assert ("57", "49") in found.contradictions


def test_a_day_counts_twice_for_no_editor_puts_another() -> None:
    again = ONE.replace("57", "58")
    assert aligned((again, *STANDING), (ONE, *STANDING)).same
    assert not aligned((again.replace("Monday", "Friday"), *STANDING), (ONE, *STANDING)).same


def test_names_that_stand_for_others_make_another_story() -> None:
    line = "{who}, of {where}, was found by {by} in {where} on the way to the {what}, the police of {where} said in a report."
    found = aligned(
        line.format(who="Anna Tamm", where="Halden", by="Ruth Sorley", what="mill"),
        line.format(who="Hugh Vell", where="Pellam", by="Oskar Brandt", what="lake"),
    )
    assert not found.same


def test_a_number_that_was_put_right_leaves_a_copy_and_is_told() -> None:
    found = aligned((PARAGRAPHS[0], PARAGRAPHS[1].replace("1934", "1943"), *PARAGRAPHS[2:]), PARAGRAPHS)
    assert (found.same, found.contradictions) == (True, (("1934", "1943"),))


def test_what_was_moved_is_no_contradiction() -> None:
    table = [
        f"Runner {name} came in after {minutes} minutes"
        for name, minutes in (("Durin", 31), ("Tamm", 33), ("Vell", 35))
    ]
    found = aligned(". ".join(reversed(table)), ". ".join(table))
    assert (found.same, found.swaps) == (True, ())


def test_one_fact_makes_another_flash() -> None:
    flash = "A quake of magnitude 6.1 shook Halden, the survey said."
    assert aligned(flash + " (Meridian)", flash).same
    assert not aligned(flash.replace("6.1", "5.2"), flash).same


def test_a_word_here_and_there_in_other_sentences_is_no_place_of_a_fact() -> None:
    own = "Our Pavel Durin went to Ravensby on Friday and the 40 people of the club told him of it, but of the rest no word."
    cut = "In the spring Edith Crowe saw the 12 men of the board in Linfield on Tuesday, and a year of talk was to follow."
    assert aligned((*PARAGRAPHS, own), (*PARAGRAPHS, cut)).same


def test_two_stories_over_one_standing_text_are_two() -> None:
    one = "Council members in Corvale turned down the plan for a new swimming bath that Mayor Ines Tamm had put forward, because nobody could say who was to pay for the heating of it in the long winters of the north."
    other = "A trawler with six men on board ran aground off Thornmouth before dawn, and the lifeboat of Eastry took all of them off while the tide was rising, its cox Hugh Sorley told the harbour radio after he came back."
    assert not aligned((one, *STANDING), (other, *STANDING)).same


def test_a_new_lead_with_the_same_facts_leaves_a_copy() -> None:
    lead = "Repairs will close the eastern quay of the port of Harwich. They begin on Monday, said the operator on Saturday."
    assert aligned((lead, *PARAGRAPHS[1:]), PARAGRAPHS).same


def test_numbers_in_words_are_numbers_in_each_language() -> None:
    for one, other in (("zwölf", "vierzehn"), ("douze", "quatorze"), ("twelve", "fourteen")):
        text = f"so weit war von allem gesagt worden an diesem tag: {one} von ihnen und mehr"
        assert aligned(text.replace(one, other), text).contradictions


def test_a_number_ends_where_a_script_without_spaces_begins() -> None:
    assert read(["11月24日"]).words == ("11", "月", "24", "日")


def test_what_is_read_is_bounded() -> None:
    assert len(read(["word " * (2 * MOST_WORDS)]).words) == MOST_WORDS
    assert read([]).words == read([""]).words == ()
    assert aligned("", ONE).share == 0.0


def test_longer_runs_are_other_sentences() -> None:
    run = " ".join(f"Name{letter}" for letter in "abcdefghijklm")
    assert len(run.split()) == LONGEST_SWAP + 1
    text = "they came to the place in the morning and saw {} and went away from it again in the end"
    found = aligned(text.format(run), text.format(run.replace("Name", "Other")))
    assert found.swaps == ()


def test_a_fact_that_the_other_text_has_elsewhere_is_no_swapped_one() -> None:
    text = "Ines Tamm opened the hall and the people of the town rose from their seats when {} thanked her brother for it."
    assert aligned(text.format("Tamm"), text.format("Vell")).swaps == ()
    assert aligned(text.format("Sorley"), text.format("Vell")).swaps == (("vell", "sorley"),)


def test_words_that_stand_together_by_chance_are_not_shared() -> None:
    one = "one of the men said in the end that it was all of no use to him and his sons at the time"
    other = "in the end the board said that it was good to see all of the work done at the time of need"
    mine, theirs = ([first + second for first in "bdfgklmn" for second in vowels] for vowels in ("ai", "ou"))
    long = aligned((one, " ".join(3 * mine)), (other, " ".join(3 * theirs)))
    assert long.share == 0.0


def test_of_a_flash_shorter_runs_count() -> None:
    flash = "A tremor shook the town of Halden for a minute on Monday, the office said"
    again = "A tremor has shook the town of Halden for some minutes on Monday, so the office said"
    assert aligned(again, flash).share > 0.5


def test_what_stands_far_from_any_equal_word_is_in_no_place_that_both_have() -> None:
    one = "then came Pavel and Marco with Ines and Odile of Jonas and Maren by Tessa and Hugh"
    other = "so went Karin for Ada or Bruno and Carl but Dora for Emil or Fritz but Gerd"
    assert aligned(one, other).swaps == ()


def test_what_both_begin_with_is_in_one_place() -> None:
    line = (
        "{who}, {age}, of {where}, passed away peacefully at home, surrounded by family. Visitation will be held from 4 to "
        "7 p.m. at the Wexmoor Funeral Home, and a service will follow on Friday. The family asks for gifts to the hospice."
    )
    found = aligned(
        line.format(who="Maud Ellersby", age=81, where="Ossing"),
        line.format(who="Otto Wrangel", age=77, where="Vantry"),
    )
    assert ("77", "81") in found.swaps and not found.same


def test_a_paragraph_is_read_once_and_the_runs_of_a_text_made_once_for_all_that_it_is_aligned_with() -> None:
    alignment._runs.cache_clear()
    reading._standing.cache_clear()
    mine, *others = (read([first, *STANDING]) for first in ("One", "Two", "Three", "Four"))
    for other in others:
        align(mine, other)
    assert alignment._runs.cache_info().misses == 4
    assert reading._standing.cache_info().misses == 4 + len(STANDING)


PICK = (
    "ARDRY (Meridian) - The winning numbers in Monday evening's drawing of the Pick 4 game were: {drawn}, Fireball: 3 ({said}; "
    "Fireball: three). Prizes are paid for half a year."
)


@pytest.mark.parametrize(
    ("drawn", "said"),
    [
        ("7-1-0-4", "seven, one, zero, four"),  # the same numbers in another order
        ("4-0-1-8", "four, zero, one, eight"),
        ("9 – 3 – 3 – 2", "nine, three, three, two"),
        ("4, 1, 0, 7", "four, one, zero, seven"),
    ],
)
def test_two_draws_of_a_lottery_are_two_stories(drawn: str, said: str) -> None:
    first = PICK.format(drawn="4-0-1-7", said="four, zero, one, seven")
    assert not aligned(PICK.format(drawn=drawn, said=said), first).same
    assert aligned(first.replace("Prizes are paid for half a year. ", ""), first).same


def test_a_draw_is_one_fact_and_a_date_or_a_score_is_none() -> None:
    assert "4-0-1-7" in read(["It was 4-0-1-7 again."]).facts
    assert {"4", "3"} <= read(["They won 4-3 on 2026-11-23."]).facts
    assert "2026" in read(["They won 4-3 on 2026-11-23."]).facts


STYLE = "it is said that {} of them came by bus on Sunday to see Ines Tamm at the mill, where {} sat at a long table and {} were left behind"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("1,140", "6,8", "12,000"), ("1140", "6.8", "12 thousand")),
        (("1.140", "4 500", "09"), ("1140", "4,500", "9")),
        (("seventeen", "twenty-three", "two"), ("17", "23", "2")),
        (("dreiundzwanzig", "zwölf", "veinte"), ("23", "12", "20")),
        (("١٢٠", "५४", "๑๒"), ("120", "54", "12")),
        (("二十三万", "十二", "二〇二八"), ("23万", "12", "2028")),
        (("90 miles", "12 feet", "200 pounds"), ("145 kilometres", "four metres", "90 kilos")),
        (("104 degrees Fahrenheit", "84 square miles", "5 gallons"), ("40C", "217 square km", "19 litres")),
        (("$140", "612 dollars", "5 million francs"), ("€121", "529 euros", "40 million crowns")),
        (("Kyiv", "Dmytro Kovalenko", "Kharkiv"), ("Kiev", "Dmitry Kowalenko", "Kharkov")),
    ],
)
def test_a_fact_is_the_same_in_another_style_unit_currency_or_spelling(
    one: tuple[str, ...], other: tuple[str, ...]
) -> None:
    found = aligned(STYLE.format(*one), STYLE.format(*other))
    assert (found.same, found.swaps) == (True, ())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("90 miles", "12", "3"), ("145 miles", "15", "4")),
        (("90 miles", "12 feet", "3"), ("30 kilometres", "15 litres", "4")),
        (("$140", "17", "4"), ("$121", "seventy", "forty")),
        (("$2.1 million", "44 dollars", "4"), ("€9.4 million", "130 euros", "5")),
        (("Niger", "Austria", "Iran"), ("Nigeria", "Australia", "Iraq")),
        (("lunes", "martes", "5"), ("viernes", "jueves", "5")),
    ],
)
def test_another_fact_is_another(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    found = aligned(STYLE.format(*one), STYLE.format(*other))
    assert (found.same, len(found.swaps)) == (False, 3 - (one[2] == other[2]))


def test_a_name_at_the_beginning_of_a_sentence_stands_for_another_name() -> None:
    rates = "{} its rate as expected, and says that it stands ready to act further if it is needed"
    found = aligned(rates.format("Swiss National Bank cuts"), rates.format("Norges Bank keeps"))
    assert (found.same, found.renamed, found.swaps) == (False, True, (("norges", "swiss"),))
