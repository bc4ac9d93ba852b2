from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.enrich.sentences import word_count
from streams.enrich.summary import summarise
from tests.linear import assert_linear, repeated

HEADLINE = "Ferry firm Halden to cut 400 jobs"
STORY = (
    "HARWICH, England, March 3 (Reuters) - Ferry firm Halden Shipping said on Tuesday it "
    "would cut 400 jobs after "
    "freight rates slumped. The news came without warning.",
    "He told reporters there was no choice.",
    "“We looked at every other option. We could not find one,” chief executive Marta Olsen said.",
    "Background to the cuts",
    "Freight rates have fallen by a third since January, and Halden shares lost 7 percent on Tuesday.",
    "(Reporting by Tom Ridley; editing by Ann Sykes.)",
)


def test_the_lead_comes_first_and_without_its_dateline() -> None:
    summary = summarise(HEADLINE, STORY, "en")
    assert summary[0].startswith("Ferry firm Halden Shipping said")
    assert len(summary) == 2


def test_every_sentence_stands_in_the_text_word_for_word_and_in_order() -> None:
    body = "\n".join(STORY)
    places = [body.index(sentence) for sentence in summarise(HEADLINE, STORY, "en")]
    assert places == sorted(places)


@pytest.mark.parametrize("piece", ["We looked", "We could", "Background", "Reporting by"])
def test_what_cannot_stand_alone_is_left_out(piece: str) -> None:
    for start in range(1, len(STORY)):
        assert not any(s.lstrip("“").startswith(piece) for s in summarise(HEADLINE, STORY[start:], "en"))


def test_a_sentence_that_points_back_is_left_out() -> None:
    assert not any(sentence.startswith("He told") for sentence in summarise(HEADLINE, STORY, "en"))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("„Wir haben alles geprüft. Es gab keinen anderen Weg“, sagte Oldenburg in Bremen.", "de"),
        ("»Wir haben alles geprüft. Es gab keinen anderen Weg«, sagte Oldenburg in Bremen.", "de"),
        ("« Nous avons tout essayé. Il n'y avait pas d'autre choix », a déclaré la directrice.", "fr"),
        ('"We tried everything we could. There was no other way left," she told the council.', "en"),
        ("‘We tried everything we could. There wasn’t any other way left,’ Ms Olsen told the council.", "en"),
        ("'We tried all that we could. There wasn't any other way left,' Ms Olsen told the council.", "en"),
        ("“We tried everything we could. There was no other way left to us at all.", "en"),
    ],
)
def test_a_quotation_is_not_cut_in_two(text: str, language: str) -> None:
    assert summarise(None, [text], language) == ()


def test_a_whole_quotation_with_its_speaker_may_stand() -> None:
    text = "“We tried everything and there was no other way,” Marta Olsen told the council."
    assert summarise(None, [text], "en") == (text,)


def test_the_headline_chooses_among_equals() -> None:
    paragraphs = [
        "Ministers met in Tallinn for a second day of talks on the budget.",
        "The fishing quota for cod in the Baltic will be halved from next year.",
    ]
    later = ["The opening session was short and dealt with rules of procedure only.", *paragraphs]
    with_cod = summarise("Baltic cod quota to be halved", later, "en")
    assert paragraphs[1] in with_cod
    assert paragraphs[1] not in summarise("Ministers in Tallinn for talks on budget", later, "en")


def test_sixty_words_are_kept_to_where_they_can_be() -> None:
    long = "The council agreed that " + "the harbour wall and " * 14 + "the pier will be rebuilt."
    short = "The harbour wall at Tallow Bay will be rebuilt for 30 million pounds, the council agreed."
    summary = summarise("Harbour wall to be rebuilt", [long, short], "en")
    assert summary == (short,)
    assert len(summarise("Harbour wall to be rebuilt", [long], "en")) == 1


def test_nothing_comes_of_nothing() -> None:
    assert summarise(None, [], "en") == ()
    assert (
        summarise("A headline", ["", "Share", "More on this story:", "- first item of a list here"], "en")
        == ()
    )


def test_languages_without_a_background_get_their_lead() -> None:
    lead = "Rederiet Halden skal kutte 400 stillinger etter et kraftig fall i fraktratene."
    assert summarise(None, [lead], "no") == (lead,)


@given(
    st.lists(st.text(alphabet="abc AB.\"“”'‘’„«»!\n-–", max_size=120), max_size=6),
    st.sampled_from(["en", "de", "fr"]),
)
def test_a_summary_is_at_most_two_pieces_of_the_text(paragraphs: list[str], language: str) -> None:
    summary = summarise(None, paragraphs, language)
    assert len(summary) <= 2
    assert len(summary) < 2 or word_count(summary) <= 60
    assert all(any(sentence in paragraph for paragraph in paragraphs) for sentence in summary)


@pytest.mark.long
@pytest.mark.parametrize("part", ["'a ", "‘a’a", '"', "A. ", "«“„"])
def test_adversarial_text_takes_linear_time(part: str) -> None:
    assert_linear(lambda text: summarise("A headline", [text], "en"), repeated(part))


LEAD = "The ferry company Norvik will close its yard in Bergen next spring and move 300 jobs to Gdansk."


@pytest.mark.parametrize(
    ("second", "language"),
    [
        ("She told the ferry company in Bergen that the yard must not close next spring.", "en"),
        ("But the ferry company will keep its yard in Bergen open until the spring.", "en"),
        ("“The yard in Bergen was the heart of the company,” said the foreman Odd Lien.", "en"),
        ("The yard in Bergen will close.", "en"),
        ("Lien built ferries at the yard in Bergen for 30 years before the company moved.", "en"),
        ("Doch die Reederei will ihre Werft in Bergen im Frühjahr nicht ganz schließen.", "de"),
        ("Mais la compagnie gardera son chantier de Bergen ouvert au moins jusqu'au printemps.", "fr"),
    ],
)
def test_a_second_sentence_that_leans_is_out(second: str, language: str) -> None:
    later = "A plaque was put up by the foreman Odd Lien on Friday, a day of rain."
    summary = summarise("Norvik closes Bergen yard", [LEAD, second, later], language)
    assert summary[0] == LEAD
    assert second not in summary


def test_a_surname_may_follow_its_full_name() -> None:
    lead = "The foreman Odd Lien, who built ferries in Bergen for 30 years, was given a medal on Friday."
    second = "Lien built forty ferries at the Bergen yard before the company moved abroad."
    assert summarise("Medal for Odd Lien", [lead, second], "en") == (lead, second)


def test_a_dateline_after_a_standfirst_is_left_out() -> None:
    wire = "OSLO, March 9 (Tidewater) - The pilots of Oslo harbour went back to work after six days."
    summary = summarise(
        "Pilots back at work", ["The strike in the harbour of Oslo has ended without a deal.", wire], "en"
    )
    assert len(summary) == 2
    assert not any("Tidewater" in sentence for sentence in summary)


LEADS = {
    "en": "The harbour board closed the old swing bridge on Tuesday after a crack was found in its main bearing.",
    "de": "Die Hafenbehörde hat am Dienstag die alte Drehbrücke gesperrt, weil ein Lager gerissen ist.",
    "fr": "Le conseil du port a fermé mardi le vieux pont tournant après la découverte d'une fissure.",
    "es": "La junta del puerto cerró el martes el viejo puente giratorio por una grieta en su eje.",
    "it": "L'autorità del porto ha chiuso martedì il vecchio ponte girevole per una crepa nel perno.",
    "pt": "A autoridade do porto fechou na terça-feira a velha ponte giratória por uma fenda no eixo.",
    "nl": "Het havenbestuur sloot dinsdag de oude draaibrug omdat er een scheur in het lager zat.",
    "sv": "Hamnstyrelsen stängde på tisdagen den gamla svängbron sedan en spricka hittats i lagret.",
    "no": "Havnestyret stengte tirsdag den gamle svingbroen etter at en sprekk ble funnet i lageret.",
    "da": "Havnebestyrelsen lukkede tirsdag den gamle svingbro, efter at en revne blev fundet i lejet.",
    "pl": "Zarząd portu zamknął we wtorek stary most obrotowy, bo w łożysku znaleziono pęknięcie.",
    "ru": "Портовое управление закрыло во вторник старый поворотный мост из-за трещины в опоре.",
}


@pytest.mark.parametrize(
    ("language", "teaser"),
    [
        ("en", "Here’s what we know so far about the old swing bridge and the crack in it."),
        ("en", "Read more about the old swing bridge and the harbour board on our pages."),
        ("en", "This story has been updated to say where the crack in the bridge was found."),
        ("en", "For more on the swing bridge and the harbour board, see our pages."),
        ("en", "Why did the harbour board close the old swing bridge on a Tuesday?"),
        ("en", "More details on the bridge and the harbour will follow as we get them."),
        ("de", "Lesen Sie hier, warum die Hafenbehörde die alte Drehbrücke am Dienstag gesperrt hat."),
        ("de", "Warum die alte Drehbrücke am Dienstag gesperrt wurde, erfahren Sie in unserem Bericht."),
        ("de", "Die wichtigsten Fragen und Antworten zur alten Drehbrücke im Hafen gibt es hier."),
        ("de", "Dieser Artikel wurde am Dienstag um die Angaben der Hafenbehörde zur Brücke ergänzt."),
        ("fr", "Voici ce que l'on sait du vieux pont tournant et de la fissure au port."),
        ("fr", "Découvrez les images du vieux pont tournant fermé mardi par le conseil du port."),
        ("es", "Te contamos todo lo que pasó con el viejo puente giratorio del puerto el martes."),
        ("es", "Lee también la entrevista con la junta del puerto sobre el viejo puente giratorio."),
        ("it", "Ecco tutto quello che si sa del vecchio ponte girevole chiuso martedì dal porto."),
        ("pt", "Saiba mais sobre a velha ponte giratória que a autoridade do porto fechou na terça-feira."),
        ("nl", "Lees hier waarom het havenbestuur de oude draaibrug op dinsdag heeft gesloten."),
        ("sv", "Läs mer om den gamla svängbron som hamnstyrelsen stängde på tisdagen."),
        ("no", "Les mer om den gamle svingbroen som havnestyret stengte på tirsdag."),
        ("da", "Læs mere om den gamle svingbro, som havnebestyrelsen lukkede på tirsdag."),
        ("pl", "Zobacz zdjęcia starego mostu obrotowego, który zarząd portu zamknął we wtorek."),
        ("ru", "Читайте также о старом поворотном мосте, который портовое управление закрыло во вторник."),
    ],
)
def test_a_teaser_is_no_summary(language: str, teaser: str) -> None:
    assert summarise(None, [teaser, LEADS[language]], language) == (LEADS[language],)
    assert summarise(None, [LEADS[language], teaser], language) == (LEADS[language],)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "The report was published on Monday and names the two firms that built the bridge."),
        ("en", "For more than twenty years the bridge has carried the trams of the old town."),
        ("en", "Tap water was cut off in three districts of the town on Monday evening."),
        ("en", "Read Mining shares fell by a tenth in London after the firm cut its forecast."),
        ("de", "Der Bericht wurde am Montag vorgestellt und nennt die beiden Firmen, die gebaut haben."),
        ("de", "Mehr als zwanzig Jahre lang fuhren die Bahnen der Altstadt über die Brücke."),
        ("es", "Sigue el mal tiempo en la costa, donde tres pueblos quedaron sin luz el lunes."),
        ("es", "Lee Tovar ganó el lunes la regata de los tres puertos por segunda vez."),
        ("it", "Leggi elettorali nuove sono state approvate lunedì dal consiglio della regione."),
        ("pt", "A Veja noticiou na segunda-feira que o porto vai vender três navios antigos."),
        ("pl", "Temperatura spadła we wtorek w nocy do dziesięciu stopni poniżej zera w całym porcie."),
        ("ru", "Цены на топливо в порту во вторник были на пять процентов ниже."),
    ],
)
def test_a_sentence_that_begins_like_a_teaser_may_be_news(language: str, sentence: str) -> None:
    assert summarise(None, [sentence], language) == (sentence,)
