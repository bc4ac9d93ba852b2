from __future__ import annotations

import pytest

from streams.article import Reference
from streams.clean.references import find_references
from streams.clean.signals import read_signal, with_standing
from streams.kinds import Format, Signal
from tests.articles import PARAGRAPHS, article
from tests.linear import assert_linear, repeated


def named(*paragraphs: str, head: str = "Advisory", note: str | None = None) -> list[tuple[str, str]]:
    """What an item names, once its signal is read: kinds and words."""
    signal, words = read_signal(head, None, note, paragraphs, "und")
    assert signal is not None
    return [(each.kind, each.words) for each in find_references(signal, words, head, note, paragraphs)]


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Please kill the story slugged Ostry Mill.", "Ostry Mill"),
        ("Please kill the story slugged BC-US--Ostry Mill, which moved at 0915 GMT.", "BC-US--Ostry Mill"),
        ('Please kill the story slugged "ostry-mill". It is wrong.', "ostry-mill"),
        ("Editors: Please kill BC-US--Ostry Mill.", "BC-US--Ostry Mill"),
        ("Editors: Please kill BC-Ostry-Mill. It is from last year.", "BC-Ostry-Mill"),
        ("Please kill the story Ostry Mill. It has not been sold. A kill is mandatory.", "Ostry Mill"),
        ("The hold on the story slugged OSTRY-MILL/ has been lifted.", "OSTRY-MILL/"),
        ("Bitte löschen Sie die Meldung mit dem Stichwort Ostry/Mühle.", "Ostry/Mühle"),
    ],
)
def test_a_slug(text: str, slug: str) -> None:
    assert named(text) == [("slug", slug)]


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ('Please disregard the story headlined "Ostry mill to close".', "Ostry mill to close"),
        ("Harrow Press withdraws the story. Please kill the story headlined Ostry mill to close.", "Ostry mill to close"),
        ("Please note that the alert OSTRY MILL TO CLOSE was sent in error. Please delete it.", "OSTRY MILL TO CLOSE"),
        ("Die Meldung «Mühle in Ostry schließt» wird zurückgezogen.", "Mühle in Ostry schließt"),
        ("Die Meldung „Mühle in Ostry schließt“ wird zurückgezogen.", "Mühle in Ostry schließt"),
        ("Prière d'annuler la dépêche « Le moulin d'Ostry ferme ».", "Le moulin d'Ostry ferme"),
        ("Por favor, anulen la noticia titulada “El molino de Ostry cerrará”.", "El molino de Ostry cerrará"),
        ('Si prega di annullare la notizia "Il mulino di Ostry chiude".', "Il mulino di Ostry chiude"),
        ('A notícia "Moinho de Ostry vai fechar" foi anulada.', "Moinho de Ostry vai fechar"),
        ('Het bericht "Molen in Ostry dicht" wordt ingetrokken.', "Molen in Ostry dicht"),
        ('Slet venligst artiklen "Møllen i Ostry lukker".', "Møllen i Ostry lukker"),
        ('Vänligen radera texten ”Kvarnen i Ostry stängs”.', "Kvarnen i Ostry stängs"),
        ('Vennligst slett saken "Møllen i Ostry stenger".', "Møllen i Ostry stenger"),
        ('Prosimy o usunięcie depeszy „Młyn w Ostry zostanie zamknięty”.', "Młyn w Ostry zostanie zamknięty"),
        ("Просьба аннулировать новость «Мельницу в Остры закроют».", "Мельницу в Остры закроют"),
        ('يرجى إلغاء الخبر المعنون "إغلاق مطحنة أوستري".', "إغلاق مطحنة أوستري"),
        ("「オストリの製粉所、閉鎖へ」の記事を取り消します。", "オストリの製粉所、閉鎖へ"),
        ("请各用户勿用《奥斯特里磨坊将关闭》一稿。", "奥斯特里磨坊将关闭"),
    ],
)  # fmt: skip
def test_a_headline_in_each_language(text: str, headline: str) -> None:
    assert named(text) == [("headline", headline)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Please kill item har0412. It is wrong.", "har0412"),
        ("Please kill item HAR 0412.", "HAR 0412"),
        ("ATTENTION EDITORS: The story numbered 0412 must not be used.", "0412"),
        ("Bitte löschen Sie die Meldung har0412 von 10.14 Uhr.", "har0412"),
        ("Prosimy redakcje o nieuwzględnianie depeszy nr 0412.", "0412"),
        ("Просим игнорировать сообщение с номером 0412.", "0412"),
        ("الرجاء من الزملاء المحررين إلغاء الخبر رقم 0412.", "0412"),
        ("編集部より：記事番号0412を削除願います。", "0412"),
        ("请撤下HAR0412号稿件。", "HAR0412"),
        ("Please kill the story urn:newsml:harrow.example:0412.", "urn:newsml:harrow.example:0412"),
    ],
)
def test_a_number(text: str, number: str) -> None:
    assert named(text) == [("id", number)]


def test_a_time_of_the_day_is_no_number() -> None:
    assert ("id", "10") not in named("La notizia delle 10.14 deve considerarsi annullata.", head="Avviso")
    assert all(kind != "id" for kind, _ in named("Prière d'annuler notre dépêche de 10H14."))


def test_several_names_stand_in_the_order_of_the_text() -> None:
    text = 'Kill story slugged GLOBAL-MARKETS, headlined "Stocks rise in Ostry", h0412.'
    assert named(text, head="MANDATORY KILL") == [
        ("slug", "GLOBAL-MARKETS"),
        ("headline", "Stocks rise in Ostry"),
        ("id", "h0412"),
    ]


@pytest.mark.parametrize(
    ("head", "headline"),
    [
        ("MANDATORY KILL: Ostry mill to close", "Ostry mill to close"),
        ("ANULADO - El molino de Ostry cerrará", "El molino de Ostry cerrará"),
        ("Mühle in Ostry schließt (zurückgezogen)", "Mühle in Ostry schließt"),
        ("【取り消し】オストリの製粉所、閉鎖へ", "オストリの製粉所、閉鎖へ"),
    ],
)
def test_what_stands_beside_the_tag_is_the_headline(head: str, headline: str) -> None:
    assert named("La noticia queda anulada.", head=head) == [("headline", headline)]


def test_a_message_that_names_nothing_has_the_headline_of_what_it_is_about() -> None:
    assert named("The alert was sent in error. Please delete it.", head="Ostry mill to close") == [
        ("headline", "Ostry mill to close")
    ]


def test_a_correction_names_what_its_note_says_and_not_what_people_say() -> None:
    said = '"The mill will close," the owner said. "We are sorry," he added.'
    note = 'Corrects story headlined "Ostry mill closes"'
    found = named(said, *PARAGRAPHS, head="Ostry mill to close", note=note)
    assert found == [("headline", "Ostry mill closes")]
    assert named(said, *PARAGRAPHS, head="CORRECTED-Ostry mill to close") == [
        ("headline", "Ostry mill to close")
    ]


def test_news_and_updates_name_nothing() -> None:
    assert find_references(None, None, "Mill", None, ('Kill the story "Ostry mill".',)) == ()
    assert find_references(Signal.UPDATE, "UPDATE 1-", "UPDATE 1-Mill to close", None, PARAGRAPHS) == ()


def test_an_article_carries_what_it_names() -> None:
    found = with_standing(
        article(
            format=Format.TEXT,
            headline="BULLETIN KILL",
            paragraphs=("Please kill the story slugged Ostry Mill.",),
        )
    )
    assert (found.signal, found.naming.refers) == (Signal.KILL, (Reference("slug", "Ostry Mill"),))
    assert with_standing(article(pub_status="canceled")).naming.refers == ()


def test_of_many_names_some_are_kept() -> None:
    listed = " ".join(f'"Story number {number} of the mill"' for number in range(40))
    assert len(named(f"Please kill the story {listed}")) == 8


@pytest.mark.parametrize("part", ['"', "«", "item a1 ", "slugged A ", "BC-", "KILL A B C D ", "https://"])
def test_long_orders_take_linear_time(part: str) -> None:
    assert_linear(
        lambda text: find_references(Signal.KILL, "kill", text, text, (text,)), repeated(part), small=5_000
    )
