from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.clean.takes import read_take
from tests.linear import assert_linear, repeated

BODY = ("The council voted on Tuesday to close the bridge.", "It will reopen in spring.")


def take(
    slug: str | None = None,
    head: str | None = "Thorne mill to close",
    note: str | None = None,
    body: tuple[str, ...] = BODY,
) -> tuple[int | None, int | None]:
    return read_take(head, slug, note, body, "en")


@pytest.mark.parametrize(
    ("expected", "slug"),
    [
        ((1, None), "BC-US--Thorne Mill, 1st take"),
        ((2, None), "BC-US--Thorne Mill,2nd Take"),
        ((2, None), "BC-US--Thorne Mill, 1st Add"),
        ((2, None), "BC-US--Thorne Mill, Add 1"),
        ((3, None), "BC-US--Thorne Mill, 1st Ld-2nd Add"),
        ((2, 3), "THORNE-MILL (TAKE 2 OF 3)"),
        ((2, 3), "THORNE-MILL (2 of 3)"),
        ((2, None), "mühle/wirtschaft (Teil 2)"),
    ],
)
def test_the_slug(expected: tuple[int | None, int | None], slug: str) -> None:
    assert take(slug) == expected


@pytest.mark.parametrize(
    ("expected", "head"),
    [
        ((2, None), "Thorne mill to close (2nd take)"),
        ((2, 2), "Thorne mill to close - 2nd and final take"),
        ((2, 3), "TAKE 2 OF 3-Thorne mill to close"),
        ((2, None), "Thorne mill to close =2"),
        ((2, 2), "Papiermühle schließt (zwei Teile, Teil 2)"),
        ((2, 3), "Papiermühle schließt (Teil 2 von 3)"),
        ((2, 2), "Papiermühle schließt (2. und letzter Teil)"),
        ((None, 2), "Zwei Teile - Papiermühle schließt"),
        ((1, None), "La papeterie ferme (1ère partie)"),
        ((2, 2), "La papeterie ferme (2e et dernière partie)"),
    ],
)
def test_the_headline(expected: tuple[int | None, int | None], head: str) -> None:
    assert take(head=head) == expected


@pytest.mark.parametrize(
    ("expected", "head", "first"),
    [
        (2, "Thorne, chiude la fabbrica (2)", "(ANSA) - HALDEN, 23 NOV - La fabbrica chiude."),
        (3, "(3) Thorne, chiude la fabbrica", "Halden, 23 nov. (Adnkronos) - La fabbrica chiude."),
        (None, "Thorne, chiude la fabbrica (2)", "La fabbrica chiude."),
        (None, "Salvata la figlia (3)", "(ANSA) - HALDEN, 23 NOV - I pompieri hanno salvato la bimba."),
    ],
)
def test_a_number_is_a_take_in_the_copy_of_agencies_that_count_so(
    expected: int | None, head: str, first: str
) -> None:
    assert take(head=head, body=(first, *BODY)) == (expected, None)


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ((2, None), "2nd take"),
        ((2, 3), "TAKE 2 OF 3"),
        ((2, 3), "Second of three takes"),
        ((2, 2), "Zwei Teile, Teil 2"),
        ((2, 2), "2e et dernière partie"),
        ((3, None), "2nd Add"),
    ],
)
def test_a_note_and_a_line_of_its_own(expected: tuple[int | None, int | None], text: str) -> None:
    assert take(note=text) == expected
    assert take(body=(text, *BODY)) == expected


def test_a_page_mark() -> None:
    assert take(body=("-2-", *BODY)) == (2, None)
    assert take(body=(*BODY, "-2-")) == (None, None)


@pytest.mark.parametrize(
    "slug",
    ["BC-US--Thorne Mill,1st Ld-Writethru", "BC-US--Thorne Mill, 2nd Ld-Writethru, 2nd take", "FIRST-TAKE", "US-TAKEOVER/2", "THORNE-MILL/ (UPDATE 2)", "COVID-19", "G-20/", "THORNE-ADD"],
)  # fmt: skip
def test_no_take_in_the_slug(slug: str) -> None:
    assert take(slug) == (None, None)


@pytest.mark.parametrize(
    "head",
    [
        "Take 2: the bridge again",
        "Talks take 2 of 3 hurdles",
        "Fenn takes 2 of 3 sets",
        "Mill to close (2 of 3)",
        "Lowton score 3rd, add to lead",
        "UPDATE 2-Thorne mill to close",
        "Dune: Teil 2 startet",
        "Wie wir wohnen (Teil 2)",
        "Das Urteil 2 von 3 Richtern",
        "Procès : la 2e partie s'ouvre",
        "Le PSG mène 2/1 à la mi-temps",
        "TAKE 9 OF 3",
        "TAKE 0 OF 3",
        "TAKE 99 OF 99",
    ],
)
def test_news_that_is_no_take(head: str) -> None:
    assert take(head=head) == (None, None)


def test_that_more_follows_is_no_number() -> None:
    assert take(note="MORE") == (None, None)
    assert take(body=(*BODY, "(more)")) == (None, None)


@given(st.text(), st.text(), st.text(), st.lists(st.text(), max_size=2))
def test_reading_never_fails(head: str, slug: str, note: str, body: list[str]) -> None:
    found, of = read_take(head, slug, note, body, "und")
    assert found is None or of is None or found <= of


@pytest.mark.parametrize("text", ["TAKE 2 OF ", "Teil 2 ", "2nd take ", "zwei Teile "])
def test_long_copy_takes_linear_time(text: str) -> None:
    assert_linear(lambda long: read_take(long, long, long, [long], "und"), repeated(text))
