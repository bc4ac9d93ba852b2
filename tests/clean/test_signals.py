from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.article import Signal
from streams.clean.signals import read_signal

BODY = ("The council voted on Tuesday to close the bridge.", "It will reopen in spring.")


def signal(
    language: str = "en", head: str = "", slug: str = "", note: str = "", body: tuple[str, ...] = BODY
) -> Signal | None:
    return read_signal(head, slug, note, body, language)[0]


@pytest.mark.parametrize(
    ("language", "head"),
    [
        ("en", "CORRECTED-Thorne mill to close in June"),
        ("en", "CORRECTED-UPDATE 2-Thorne mill to close in June"),
        ("en", "CORRECTED (OFFICIAL)-Thorne mill to close in June"),
        ("en", "REFILE-Thorne mill to close in June"),
        ("en", "CORRECTION: Thorne mill to close in June"),
        ("en", "Correction: Thorne Mill story"),
        ("en", "Thorne mill to close in June (Corrected)"),
        ("de", "KORREKTUR: Papiermühle schließt im Juni"),
        ("de", "Berichtigung: Papiermühle schließt im Juni"),
        ("de", "Papiermühle schließt im Juni (Berichtigung)"),
        ("de", "Korrektur: Papiermühle schließt im Juni"),
        ("fr", "RECTIFICATIF - La papeterie ferme en juin"),
        ("fr", "CORRIGÉ: La papeterie ferme en juin"),
        ("fr", "La papeterie ferme en juin (CORRIGÉ)"),
        ("und", "KORREKTUR: Papiermühle schließt im Juni"),
    ],
)
def test_a_correction_in_the_headline(language: str, head: str) -> None:
    assert signal(language, head=head) is Signal.CORRECTION


@pytest.mark.parametrize(
    ("language", "head"),
    [
        ("en", "UPDATE 1-Thorne mill to close in June"),
        ("en", "UPDATE: Thorne mill to close in June"),
        ("en", "WRAPUP 3-Mills close across the county"),
        ("en", "Thorne mill to close in June (Update 2)"),
        ("en", "2ND LEAD: Thorne mill to close in June"),
        ("de", "AKTUALISIERT: Papiermühle schließt im Juni"),
        ("de", "Papiermühle schließt im Juni (2. Zusammenfassung)"),
        ("de", "2. Zusammenfassung - Papiermühle schließt im Juni"),
        ("de", "Papiermühle schließt im Juni (neu: Gewerkschaft)"),
        ("fr", "ACTUALISÉ - La papeterie ferme en juin"),
        ("fr", "La papeterie ferme en juin (actualisé)"),
    ],
)
def test_an_update_in_the_headline(language: str, head: str) -> None:
    assert signal(language, head=head) is Signal.UPDATE


@pytest.mark.parametrize(
    ("language", "head"),
    [
        ("en", "Market correction looms, analysts warn"),
        ("en", "Correction: stocks slide for a fifth day"),
        ("en", "Department of Corrections closes a prison"),
        ("en", "Corrections officers strike in Thorne"),
        ("en", "Correction in house prices"),
        ("en", "Software update stops county's buses"),
        ("en", "Update your passport now, ministry says"),
        ("en", "Weather update for Thursday"),
        ("en", "Corrected vision for pilots"),
        ("en", "Pilots (correction lenses) may fly"),
        ("en", "Fenn wins in 2nd round up north"),
        ("en", "LEAD 4-0 is not enough for Lowton"),
        ("en", "Wrapup of the season"),
        ("en", "A refiled lawsuit"),
        ("de", "Kurskorrektur der Regierung"),
        ("de", "Korrektur: Dax fällt den fünften Tag"),
        ("de", "Zusammenfassung der Woche"),
        ("de", "Neu: Der Bus nach Dornau"),
        ("de", "Update legt Busse lahm"),
        ("fr", "Bac : le corrigé de l’épreuve de philosophie"),
        ("fr", "Corrigé du bac de maths"),
        ("fr", "La correction du marché continue"),
        ("fr", "Mise à jour des listes électorales"),
    ],
)
def test_a_story_about_the_thing_is_no_signal(language: str, head: str) -> None:
    assert signal(language, head=head) is None


@pytest.mark.parametrize(
    ("expected", "slug"),
    [
        (Signal.CORRECTION, "THORNE-MILL/ (CORRECTED)"),
        (Signal.CORRECTION, "BC-US--Thorne Mill, Correction"),
        (Signal.UPDATE, "BC-US--Thorne Mill,4th Ld-Writethru"),
        (Signal.UPDATE, "THORNE-MILL/ (UPDATE 3)"),
        (Signal.UPDATE, "BC-US--Thorne Mill, 1st Ld"),
        (None, "US-MARKETS-CORRECTION"),
        (None, "THORNE-CORRECTIONS OFFICERS"),
        (None, "TECH-SOFTWARE UPDATE"),
        (None, "THORNE-MILL/"),
    ],
)
def test_the_slugline(expected: Signal | None, slug: str) -> None:
    assert signal(slug=slug) is expected


@pytest.mark.parametrize(
    ("expected", "language", "note"),
    [
        (Signal.CORRECTION, "en", "Corrects spelling in paragraph 3"),
        (Signal.CORRECTION, "en", "Eds: CORRECTS name of mill throughout. Updates with quotes."),
        (Signal.CORRECTION, "en", "SUBS 3rd graf to correct the number of jobs"),
        (Signal.CORRECTION, "en", "This is a corrected version; fixes typo in headline"),
        (Signal.CORRECTION, "de", "Achtung Redaktionen: Berichtigt wurde die Zahl im zweiten Absatz"),
        (Signal.CORRECTION, "de", "Im dritten Absatz wurde der Name korrigiert"),
        (Signal.CORRECTION, "fr", "Attention - Corrige le nom au 3e paragraphe"),
        (Signal.UPDATE, "en", "Eds: UPDATES with reaction from the union"),
        (Signal.UPDATE, "en", "Adds quotes, background"),
        (Signal.UPDATE, "de", "neu: Gewerkschaft, 3. Absatz"),
        (Signal.UPDATE, "fr", "Actualise avec la réaction du syndicat"),
        (None, "en", "Updates to follow"),
        (None, "en", "With photos. The department of corrections is closed on Monday."),
        (None, "en", "Story will be updated"),
        (None, "de", "Zusammenfassung folgt bis 1800"),
        (None, "fr", "Photos disponibles"),
    ],
)
def test_the_editors_note(expected: Signal | None, language: str, note: str) -> None:
    assert signal(language, note=note) is expected


@pytest.mark.parametrize(
    ("expected", "language", "body"),
    [
        (Signal.CORRECTION, "en", ("(Corrects paragraph 3 to show that the mill has 210 workers)", *BODY)),
        (Signal.UPDATE, "en", ("(Adds quotes from the union, background)", *BODY)),
        (Signal.CORRECTION, "en", (*BODY, "Correction: An earlier version of this article misstated the number.")),
        (Signal.CORRECTION, "en", (*BODY, "This article was amended on 4 May 2024 to correct a date.")),
        (Signal.CORRECTION, "de", (*BODY, "In einer früheren Version dieses Artikels hieß es fälschlicherweise, 300.")),
        (Signal.CORRECTION, "fr", (*BODY, "Une version antérieure de cet article mentionnait par erreur 300 emplois.")),
        (Signal.UPDATE, "en", (*BODY, "This story has been updated.")),
        (None, "en", ("Corrects is a word.", *BODY)),
        (None, "en", ("(Adds up, said the clerk.", *BODY)),
        (None, "en", (*BODY, "The report was updated to correct an error, the ministry said.")),
        (None, "en", (*BODY, "An earlier version of the bridge fell in 1904.")),
        (None, "en", ()),
    ],
)  # fmt: skip
def test_the_first_and_the_last_paragraph(
    expected: Signal | None, language: str, body: tuple[str, ...]
) -> None:
    assert signal(language, body=body) is expected


def test_the_words_that_say_so_are_returned() -> None:
    assert read_signal("UPDATE 3-Mill to close", None, None, BODY, "en") == (Signal.UPDATE, "UPDATE 3-")
    assert read_signal(None, None, None, BODY, "en") == (None, None)


def test_markers_of_another_language_do_not_count() -> None:
    assert signal("en", head="Berichtigung: Mühle schließt") is None


@given(
    st.text(),
    st.text(),
    st.text(),
    st.lists(st.text(), max_size=3),
    st.sampled_from(["en", "de", "fr", "und"]),
)
def test_the_words_stand_in_the_text(head: str, slug: str, note: str, body: list[str], language: str) -> None:
    found, words = read_signal(head, slug, note, body, language)
    assert (found is None) == (words is None)
    assert words is None or any(words in text for text in (head, slug, note, *body))


@pytest.mark.parametrize(
    "text", ["correct ", "( ", "updates ", "2. ", "neu: ", "An earlier version of this article "]
)
def test_a_megabyte_takes_no_time(text: str) -> None:
    long = text * (1_000_000 // len(text))
    began = time.process_time()
    read_signal(long, long, long, [long, long], "und")
    assert time.process_time() - began < 2
