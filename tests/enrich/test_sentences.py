"""Sentences: what ends one, and what only looks so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.enrich.sentences import reading_seconds, split_sentences, word_count
from tests.linear import assert_linear, repeated


def pieces(text: str, language: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, language)]


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ["Mr. Lind met Dr. Sand on Jan. 4 at 3.5 p.m. in the U.S. Senate.", "He left."]),
        ("en", ["J. K. Marrow spoke.", "Nobody listened."]),
        ("en", ["The mill of J.K. Marrow burnt.", "Nobody listened."]),
        ("en", ["She works at Halden Corp.", "The yard is shut."]),
        ("en", ["Halden Corp. Chairman Bo Rask spoke."]),
        ("en", ['"Go home."', "She went."]),
        ("en", ['"Really?" he asked.', "Yes!"]),
        ("en", ["We waited... and waited.", "Nothing came."]),
        ("en", ["There was no plan B.", "The end."]),
        ("de", ["Am 3. März sagte Prof. Dr. Kern: „Das ist z. B. gut.“", "Danach ging er."]),
        ("de", ["Das war im Jahr 2015.", "Die Zeit verging."]),
        ("de", ["»Gut!«, sagte er.", "Dann ging er."]),
        ("de", ["Er kaufte Seile, Netze usw.", "Der Rest blieb."]),
        ("fr", ["M. Lantier a dit : « Vraiment ? »", "Il est parti."]),
        ("fr", ["Mme. Kerv et M. Dol sont venus.", "Le reste suit."]),
        ("es", ["Habló ayer.", "Hoy calla."]),
        ("es", ["La Sra. Tovar llegó con el Dr. Peña a la Av. Colón núm. 4.", "Nadie habló."]),
        ("es", ["Compró naves en EE.UU. para Naviera Halden S.A. en mayo.", "El resto sigue."]),
        ("es", ["Vendió cabos, redes, etc.", "El resto sigue."]),
        ("it", ["Il sig. Rossi e l'avv. Neri hanno parlato con il dott. Bo.", "Poi sono usciti."]),
        ("it", ["La Halden S.p.A. Navi ha chiuso.", "Il resto segue."]),
        ("pt", ["O Sr. Dias e a Dra. Melo falaram na Av. Central n.º 3.", "Depois saíram."]),
        ("pt", ["A Halden S.A. Navios fechou.", "O resto segue."]),
        (
            "nl",
            [
                "Dhr. Bakker sprak met prof. dr. De Wit en mevr. Smit, o.a. Over de haven.",
                "Daarna ging hij weg.",
            ],
        ),
        ("nl", ["Zij verkocht touw, netten enz.", "De rest bleef."]),
        ("pl", ["Prof. Nowak i dr. Lis mieszkają przy ul. Długiej w woj. Lubelskim.", "Potem wyszli."]),
        ("pl", ["Kupił liny, sieci itd.", "To było wszystko."]),
        ("pl", ["Nikt nie pomógł im.", "W nocy przyjechała straż."]),
        ("ru", ["Проф. Иванов живёт на ул. Лесной в г. Тверь.", "Потом он ушёл."]),
        ("ru", ["Ущерб составил 5 млн руб.", "Он был застрахован."]),
        ("ru", ["Роман А. С. Лескова вышел.", "Его читали."]),
        ("sv", ["Prof. Lind talade med dr. Berg, bl.a. Om hamnen.", "Sedan gick han."]),
        ("sv", ["Han köpte rep, nät osv.", "Det var allt."]),
        ("no", ["Prof. Lie snakket med dr. Dahl kl. Ti.", "Så gikk han."]),
        ("da", ["Prof. Holm talte med dr. Friis, bl.a. Om havnen.", "Så gik han."]),
    ],
)
def test_each_sentence_is_found(language: str, sentences: list[str]) -> None:
    assert pieces(" ".join(sentences), language) == sentences


def test_an_empty_line_ends_a_sentence() -> None:
    assert pieces("no full stop\n\nnext one", "en") == ["no full stop", "next one"]


def test_nothing_gives_nothing() -> None:
    assert split_sentences("", "en") == []
    assert split_sentences("  \n ", "de") == []


@given(st.text(alphabet='aB1.!?…"“”„«» \n)\u00a0', max_size=60), st.sampled_from(["en", "de", "fr", "und"]))
def test_spans_cover_the_text_in_order(text: str, language: str) -> None:
    spans = split_sentences(text, language)
    last = 0
    for start, end in spans:
        assert last <= start < end <= len(text)
        assert not text[last:start].strip()
        assert not text[start].isspace() and not text[end - 1].isspace()
        last = end
    assert not text[last:].strip()


@pytest.mark.long
@pytest.mark.parametrize("piece", [".", ". ", "A. ", '."', "\n ", '.     "'])
def test_many_marks_take_linear_time(piece: str) -> None:
    assert_linear(lambda text: split_sentences(text, "de"), repeated(piece))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The ferry left Harwich at noon.", 6),
        ("Her mother-in-law paid 3.5 million.", 5),
        ("He left—and came back – twice.", 6),
        ("« Oui », a-t-elle répondu.", 3),
        ("L'État n'a rien dit.", 4),
        ("Das Haus kostete 1.250.000 Euro.", 5),
        ("- * – …", 0),
        ("", 0),
        ("हिन्दी में लिखा", 3),
        ("서울 시장이 말했다", 3),
        ("東京で会議。", 5),
        ("市长 said no", 4),
        ("ประชุม", 5),  # six code points, one of them a vowel sign
    ],
)
def test_words_are_counted_as_editors_count_them(text: str, words: int) -> None:
    assert word_count([text]) == words


def test_paragraphs_add_up() -> None:
    assert word_count(["One two.", "", "Three."]) == 3
    assert word_count([]) == 0


@given(st.lists(st.text(max_size=60), max_size=6))
def test_the_sum_over_paragraphs_is_the_count_of_the_whole(paragraphs: list[str]) -> None:
    assert (
        word_count(paragraphs)
        == word_count(["\n".join(paragraphs)])
        == sum(word_count([p]) for p in paragraphs)
    )


def test_english_is_read_at_238_words_a_minute() -> None:
    assert reading_seconds(238, "en") == 60
    assert reading_seconds(1190, "en") == 300


def test_each_language_has_its_own_pace() -> None:
    assert reading_seconds(428, "fr") == 120
    assert reading_seconds(357, "ja") == 60
    assert reading_seconds(420, "zh") == 60
    assert reading_seconds(231, "und") == pytest.approx(60, abs=1)


def test_no_word_takes_no_time_and_one_word_takes_some() -> None:
    assert reading_seconds(0, "en") == 0
    assert reading_seconds(-3, "en") == 0
    assert reading_seconds(1, "en") == 1


@pytest.mark.parametrize("part", ["-", "a/", "東"])
def test_long_copy_is_counted_in_linear_time(part: str) -> None:
    assert_linear(lambda text: word_count([text]), repeated(part))
