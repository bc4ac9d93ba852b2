"""Messages that only try the line: in each language, with and without copy below, and news that only sounds like one."""

from __future__ import annotations

import pytest

from streams.article import TEST
from streams.clean.signals import with_standing
from streams.kinds import Format, Signal
from tests.articles import PARAGRAPHS, article

#: Headline and first paragraph.
TRIALS = {
    "ar": [
        ("رسالة تجريبية - يرجى تجاهلها", "هذه رسالة تجريبية، يرجى عدم نشرها."),
        ("إغلاق ميناء كوينل", "هذه رسالة تجريبية، يرجى تجاهلها."),
    ],
    "da": [
        ("TEST - ignorer venligst", "Dette er en test af systemet. Må ikke bringes."),
        ("Havn lukker", "Dette er en test. Må ikke bruges."),
    ],
    "de": [
        ("TESTMELDUNG - bitte ignorieren", "Dies ist eine Testmeldung. Bitte nicht beachten."),
        ("Test", "Dies ist ein Test unserer Leitung."),
        ("Hafen wird gesperrt", "Das ist nur ein Test. Bitte nicht veröffentlichen."),
        ("Hafen wird gesperrt", "TEST - BITTE NICHT VERWENDEN"),
    ],
    "en": [
        ("TEST - please disregard", "This is only a test of the wire service. Please disregard."),
        ("THIS IS A TEST", "This is a test message from the wire."),
        ("Harbour to shut", "This is a test. Do not publish."),
        ("TEST MESSAGE: DO NOT USE", "The harbour will be shut from May."),
        ("EDITORS: TEST STORY (PLEASE IGNORE)", "The harbour will be shut from May."),
    ],
    "es": [
        ("PRUEBA - NO PUBLICAR", "Este es un mensaje de prueba. Por favor, ignorar."),
        ("El puerto cierra", "Esto es una prueba. Rogamos no publicar."),
    ],
    "fr": [
        ("TEST - NE PAS TENIR COMPTE", "Ceci est un message d'essai. Merci de ne pas en tenir compte."),
        ("Essai de transmission", "Ceci est un essai de transmission."),
        ("Le port ferme", "Ceci est un test. Prière de ne pas publier."),
    ],
    "it": [
        ("PROVA - IGNORARE", "Questo è un messaggio di prova. Si prega di ignorarlo."),
        ("Il porto chiude", "Questa è una prova. Si prega di non pubblicare."),
    ],
    "ja": [
        ("【テスト】これはテスト配信です", "これはテスト配信です。使用しないでください。"),
        ("港、入港停止へ", "これはテスト配信です。掲載しないでください。"),
    ],
    "nl": [
        ("TESTBERICHT - NEGEREN", "Dit is een testbericht. Gelieve te negeren."),
        ("Haven dicht", "Dit is een test. Niet publiceren a.u.b."),
    ],
    "no": [
        ("TEST - vennligst ignorer", "Dette er en test av systemet. Må ikke brukes."),
        ("Havn stenges", "Dette er en testmelding. Ikke publiser."),
    ],
    "pl": [
        ("TEST - prosimy zignorować", "To jest wiadomość testowa."),
        ("Port zamknięty", "To jest test. Prosimy nie publikować."),
    ],
    "pt": [
        ("TESTE - favor ignorar", "Isto é um teste. Favor desconsiderar esta mensagem."),
        ("Porto fecha", "Isto é um teste. Por favor, não publicar."),
    ],
    "ru": [
        ("ТЕСТ - просьба не обращать внимания", "Это тестовое сообщение. Просим не использовать."),
        ("Порт закроют", "Это тестовое сообщение. Просьба не публиковать."),
    ],
    "sv": [
        ("TEST - bortse från detta", "Detta är ett testmeddelande."),
        ("Hamn stängs", "Det här är ett test. Publicera inte."),
    ],
    "zh": [
        ("测试稿，请勿使用", "这是一条测试稿，请勿采用。"),
        ("港口停止接待大型船只", "此为测试稿，请勿刊发。"),
    ],
}
NEWS = {
    "en": [
        (
            "This is only a test: sirens to wail",
            "The county will sound its sirens. Residents should disregard them.",
        ),
        ("This is a test for the new coach", "This is a test for the new coach, who lost three games."),
        ("TEST RESULTS: DO NOT PUBLISH SCORES, SCHOOLS TOLD", "Schools must not publish test scores."),
        ("Test, please: schools beg parents", "Please ignore the rumours, the ministry said."),
        ("Siren test", "This is a test, the message read. Please ignore it, the county told people."),
        ("Phones ring across county", '"This is a test. Please ignore," the message read.'),
    ],
    "de": [
        ("TEST: Diese Apps ignorieren den Datenschutz", "Wir haben zwölf Apps geprüft."),
        (
            "Testmeldung verwirrt Handynutzer",
            "Eine Testmeldung hat viele verwirrt. «Dies ist eine Testmeldung», stand da.",
        ),
        ("Das ist ein Test für die Koalition", "Das ist ein Test für die Koalition, sagte der Minister."),
    ],
    "es": [
        (
            "Esto es una prueba de fuego",
            "Esto es una prueba de fuego, dijo. No publicar listas sería un error.",
        )
    ],
    "fr": [("TEST: cinq aspirateurs à ne pas acheter", "Nous avons essayé douze appareils.")],
    "it": [
        ("Questa è una prova di maturità", "Questa è una prova. Non ignorate il voto, ha detto il ministro.")
    ],
    "ja": [("テストでカンニング、配信授業を停止", "高校は配信授業のテストを停止した。")],
    "nl": [("TEST: negeren helpt tegen pesten", "Negeren helpt, zegt de school.")],
    "ru": [("ТЕСТ: какие симптомы нельзя игнорировать", "Врачи назвали пять симптомов.")],
    "sv": [("TEST: Bortse från priset", "Den här spisen är bäst i test.")],
    "zh": [("测试版软件请勿使用，专家提醒", "专家提醒用户不要使用测试版软件。")],
}


def read(language: str, headline: str, first: str, **more: object) -> tuple[Signal | None, list[str]]:
    """The signal, and what the item names."""
    made = article(headline=headline, paragraphs=(first, *PARAGRAPHS), language=language, **more)  # type: ignore[arg-type]
    found = with_standing(made)
    return found.signal, [each.words for each in found.naming.refers]


@pytest.mark.parametrize("language", TRIALS)
def test_what_tries_the_line_is_no_news_and_about_no_other_item(language: str) -> None:
    for taken in (language, "und", "en"):
        found = {line: read(taken, *line, format=Format.NINJS) for line in TRIALS[language]}
        assert {line: each for line, each in found.items() if each != (Signal.KILL, [TEST])} == {}


@pytest.mark.parametrize("language", NEWS)
def test_news_of_tests_is_news(language: str) -> None:
    found = {line: read(language, *line, format=Format.NINJS)[0] for line in NEWS[language]}
    assert {line: each for line, each in found.items() if each is not None} == {}


def test_a_newspaper_heads_its_tests_with_the_same_word() -> None:
    for format_ in (Format.HTML, Format.FEED):
        assert read("en", "Test - please ignore", "We tried twelve alarms.", format=format_)[0] is None


def test_what_the_format_cancels_is_canceled_though_its_text_is_a_test() -> None:
    headline, first = TRIALS["en"][0]
    signal, named = read("en", headline, first, format=Format.NINJS, pub_status="canceled")
    assert (signal, TEST in named) == (Signal.KILL, False)
