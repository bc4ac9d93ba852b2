"""Corrections that say in words what is wrong, and news with the same words: signal, and the story that is named."""

from __future__ import annotations

import pytest

from streams.clean.references import find_references
from streams.clean.signals import read_signal
from streams.kinds import Format, Signal

#: Language, headline and text. None has the article, or an id of it.
CORRECTIONS = [
    (
        "en",
        "",
        'CORRECTION TO STORY: The item headlined "Thorne mill to close in May" incorrectly said that 300 people work there. About 30 do.',
    ),
    (
        "en",
        "Correction",
        'An article on Monday titled "The last ferrymen" gave the wrong year for the bridge. It was built in 1934.',
    ),
    (
        "en",
        "Corrections and clarifications",
        'In "Thorne mill to close" (Monday, page 4) we misspelled the name of the owner. He is Alan Tether.',
    ),
    (
        "en",
        "Correction: Thorne mill",
        'In a story sent on Nov. 23 headlined "Thorne mill to close", the number of jobs should have been 30, not 300.',
    ),
    (
        "en",
        "",
        'In our report "Thorne mill to close" of Tuesday morning the sum should be 12 million crowns, not 15 million.',
    ),
    (
        "de",
        "",
        "Korrektur: In unserem Bericht „Mühle an der Thorne schließt“ vom Montag muss die Zahl der Beschäftigten richtig 30 lauten, nicht 300.",
    ),
    (
        "de",
        "Berichtigung",
        "In der Meldung „Mühle an der Thorne schließt“ (mer0157) haben wir irrtümlich berichtet, die Mühle gehöre der Stadt.",
    ),
    (
        "de",
        "In eigener Sache",
        "Im Beitrag „Mühle an der Thorne schließt“ ist uns ein Fehler unterlaufen: Nicht 300, sondern 30 Menschen arbeiten dort.",
    ),
    (
        "de",
        "",
        "Richtigstellung: Im Artikel «Mühle an der Thorne schliesst» wurde Alan Tether falsch als Eigentümer bezeichnet.",
    ),
    (
        "fr",
        "Rectificatif",
        "Dans l'article « Le moulin de Thorne ferme », paru lundi, nous avons écrit par erreur que 300 personnes y travaillaient. Elles sont 30.",
    ),
    (
        "fr",
        "",
        "Correction : contrairement à ce qu'indiquait notre dépêche « Le moulin de Thorne ferme », il faut lire 30 emplois et non 300.",
    ),
    (
        "fr",
        "Erratum",
        "Une erreur s'est glissée dans notre texte \"Le moulin de Thorne ferme\" : le propriétaire s'appelle Alan Tether.",
    ),
    (
        "es",
        "Rectificación",
        'En la nota "La fábrica de Thorne cerrará", publicada el lunes, se indicó por error que trabajan allí 300 personas. Son 30.',
    ),
    (
        "es",
        "",
        'FE DE ERRATAS: En el despacho titulado "La fábrica de Thorne cerrará", léase 30 empleos en el primer párrafo.',
    ),
    (
        "es",
        "Fe de errores",
        "El artículo «La fábrica de Thorne cerrará» decía que el dueño es Juan Tether. El nombre correcto es Alan Tether.",
    ),
    (
        "it",
        "",
        'RETTIFICA: nel lancio "La fabbrica di Thorne chiude" delle 10.14 leggasi 30 dipendenti e non 300.',
    ),
    (
        "it",
        "Errata corrige",
        'Nell\'articolo "La fabbrica di Thorne chiude" pubblicato lunedì abbiamo scritto per errore 300 dipendenti. Sono 30.',
    ),
    (
        "pt",
        "Retificação",
        'Na matéria "Fábrica de Thorne vai fechar", publicada na segunda, o nome do dono está errado. O correto é Alan Tether.',
    ),
    (
        "pt",
        "",
        'ERRATA: no artigo "Fábrica de Thorne vai fechar", por lapso, indicou-se 300 trabalhadores. São 30.',
    ),
    (
        "nl",
        "Correctie",
        "In het artikel ‘Fabriek aan de Thorne sluit’ van maandag stond abusievelijk dat er 300 mensen werken. Dat moet 30 zijn.",
    ),
    (
        "nl",
        "",
        'Rectificatie: het bericht "Fabriek aan de Thorne sluit" vermeldt een onjuist aantal. Er werken 30 mensen (niet 300).',
    ),
    (
        "da",
        "Rettelse",
        'I artiklen "Fabrikken ved Thorne lukker" mandag skrev vi ved en fejl, at 300 arbejder der. Det er 30.',
    ),
    (
        "da",
        "",
        'RETTELSE: I telegrammet "Fabrikken ved Thorne lukker" skal der rettelig stå 30 ansatte, ikke 300.',
    ),
    (
        "sv",
        "Rättelse",
        "I artikeln ”Fabriken vid Thorne stängs” uppgavs felaktigt att 300 arbetar där. Rätt antal är 30.",
    ),
    (
        "no",
        "Rettelse",
        "I saken «Fabrikken ved Thorne stenges» skrev vi feilaktig at 300 arbeider der. Riktig tall er 30.",
    ),
    ("no", "", 'RETTING: I meldingen "Fabrikken ved Thorne stenges" skal det stå 30 ansatte, ikke 300.'),
    (
        "pl",
        "Sprostowanie",
        "W artykule „Fabryka nad Thorne będzie zamknięta” z poniedziałku błędnie podaliśmy liczbę zatrudnionych. Pracuje tam 30 osób.",
    ),
    ("pl", "", "KOREKTA: w depeszy „Fabryka nad Thorne będzie zamknięta” powinno być 30 osób (nie 300)."),
    (
        "ru",
        "Поправка",
        "В статье «Завод в Торне закроют», опубликованной в понедельник, ошибочно указано число работников. Их 30.",
    ),
    (
        "ru",
        "",
        "Уточнение: в новости «Завод в Торне закроют» неверно назван владелец. Следует читать: Алан Тезер.",
    ),
    ("ar", "تصحيح", 'ورد خطأ في خبر "إغلاق مصنع ثورن" أن عدد العمال 300 والصحيح 30.'),
    ("ar", "تصويب", 'في الخبر المعنون "إغلاق مصنع ثورن" ورد عدد العمال 300 خطأ والصواب 30.'),
    ("ja", "訂正", "23日配信の「ソーン工場閉鎖へ」の記事で、従業員300人とあるのは30人の誤りでした。"),
    ("zh", "更正", "本社23日《索恩工厂将关闭》一稿中“300人”应为“30人”，特此更正。"),
    (
        "en",
        "Correction",
        'The Nov. 23 article "Thorne mill to close" incorrectly identified the owner of the mill. He is Alan Tether.',
    ),
    (
        "en",
        "",
        'Editors: In the item headlined "Thorne mill to close", please read "30 jobs" in the first paragraph.',
    ),
    (
        "en",
        "Corrected figure",
        'Our alert "Thorne mill to close" gave the wrong number of jobs. The correct number is 30.',
    ),
    (
        "de",
        "Korrekturhinweis",
        'In unserem Bericht "Mühle an der Thorne schließt" vom 23. November war die Zahl der Stellen falsch. Es sind 30.',
    ),
    (
        "fr",
        "Précision",
        "Dans notre article « Le moulin de Thorne ferme », le nom du propriétaire est erroné : il s'agit d'Alan Tether.",
    ),
    (
        "es",
        "Corrección",
        "En el texto “La fábrica de Thorne cerrará” donde decía 300 empleos debía decir 30.",
    ),
    (
        "it",
        "",
        'Correzione: nell\'articolo "La fabbrica di Thorne chiude" il nome del proprietario è errato. Si tratta di Alan Tether.',
    ),
    (
        "nl",
        "Rechtzetting",
        'In het bericht "Fabriek aan de Thorne sluit" stond een fout: er werken geen 300 maar 30 mensen.',
    ),
    (
        "sv",
        "",
        'Rättelse: I texten "Fabriken vid Thorne stängs" stod det fel antal anställda. Det ska vara 30.',
    ),
    (
        "pl",
        "Sprostowanie",
        "W tekście „Fabryka nad Thorne będzie zamknięta” podaliśmy błędnie nazwisko właściciela.",
    ),
    (
        "ru",
        "",
        "Исправление: в заметке «Завод в Торне закроют» неправильно указана дата. Правильно: 24 ноября.",
    ),
]
NEWS = [
    (
        "en",
        "Paper says story on mill was wrong",
        'The Daily Tether has admitted that its story "Mill to close" was wrong, and its owner should pay 3 million crowns, a court ruled on Tuesday. The paper will appeal.',
    ),
    (
        "en",
        "Review: a book of letters",
        'In the story "The last ferryman", the girl who should have been queen rows her father over the river at night. It is the best of the nine.',
    ),
    (
        "en",
        "Report asks for higher taxes",
        'A report titled "Poor in a rich town" said on Monday that taxes should be raised and that the council had wrongly closed two schools.',
    ),
    (
        "en",
        "Correction in tech stocks goes on",
        'Shares fell for a third day. An article titled "The bubble" should be read by everyone, said a trader.',
    ),
    ("en", "Markets", 'Correction: stocks fall 3 percent as investors read a report called "No way out".'),
    (
        "de",
        "Gericht: Zeitung muss Bericht berichtigen",
        "Die Zeitung muss ihren Bericht „Mühle vor dem Ende“ berichtigen, entschied das Landgericht am Dienstag. Darin hieß es, der Eigentümer habe Steuern hinterzogen.",
    ),
    (
        "de",
        "Kurskorrektur beim Dax",
        "Anleger lasen am Montag den Bericht „Keine Rettung“ der Bank. Die Erwartungen waren falsch, sagte ein Händler.",
    ),
    (
        "fr",
        "La Bourse corrige",
        'Une correction de 3 % était attendue, selon la note "Pas d\'issue" de la banque. Les investisseurs avaient tort.',
    ),
    (
        "es",
        "Condenan a un diario",
        'El diario deberá rectificar la noticia "El molino se hunde", según el juez. El dueño decía que era falsa.',
    ),
    (
        "it",
        "Mostra sull'errore",
        'Nel testo "La verità", esposto a Karle, l\'artista racconta di essere stato scambiato per un altro. La mostra è aperta fino a maggio.',
    ),
    (
        "nl",
        "Verbetering van de dijk",
        'In het rapport "Droge voeten" staat dat de dijk voor 2030 hoger moet zijn. De provincie trekt 30 miljoen uit.',
    ),
    (
        "pl",
        "Wystawa",
        "W tekście „Prawda” autor opowiada o mieście, którego nie ma. Wystawa jest czynna do maja.",
    ),
    (
        "ru",
        "Суд",
        "В статье «Мельница тонет» газета написала о долгах владельца. Суд решил, что она была права.",
    ),
    (
        "sv",
        "Rättelse av kursen",
        'I artikeln "Ingen väg ut" skriver banken att kursen ska vara lägre nästa år.',
    ),
    (
        "pt",
        "Exposição",
        'No texto "A verdade", o autor conta a história de uma cidade que não existe. A exposição abre na terça.',
    ),
    (
        "da",
        "Udstilling",
        'I teksten "Sandheden" fortæller kunstneren om en by, der ikke findes. Udstillingen er åben til maj.',
    ),
    (
        "en",
        "Minister regrets report",
        'The minister said the report "A nation adrift" contained an error. The correct figure is 12 per cent, she told parliament on Tuesday, and the office would publish it again.',
    ),
    (
        "en",
        "Film of the week",
        'In the story "Gate", a girl misidentified by the police walks home through a city that is no longer there.',
    ),
    (
        "de",
        "Bericht über Heime",
        "Der Bericht „Alt und allein“ war fehlerhaft, räumte das Ministerium ein. Richtig ist nach seinen Angaben eine Zahl von 12.000 Plätzen.",
    ),
    (
        "fr",
        "Le rapport était inexact",
        "Le texte « Seuls et vieux » est inexact, a reconnu le ministère mardi. Il sera republié.",
    ),
    ("es", "Error en un informe", 'La nota "Solos" era incorrecta, admitió el ministerio el martes.'),
    (
        "nl",
        "Rapport klopt niet",
        'In het bericht "Alleen" van de inspectie stond een fout, erkende de minister dinsdag.',
    ),
]


@pytest.mark.parametrize(("language", "headline", "text"), CORRECTIONS)
def test_it_is_a_correction_and_names_its_story(language: str, headline: str, text: str) -> None:
    for read_as in (language, "und"):
        signal, words = read_signal(headline or None, None, None, (text,), read_as)
        assert signal is Signal.CORRECTION
        found = find_references(signal, words, headline or None, None, (text,))
        assert [each.words for each in found if each.kind == "headline"]


@pytest.mark.parametrize(("language", "headline", "text"), NEWS)
@pytest.mark.parametrize("format_", [Format.TEXT, Format.HTML])
def test_news_is_none(language: str, headline: str, text: str, format_: Format) -> None:
    assert read_signal(headline, None, None, (text,), language, format_) == (None, None)


def test_an_article_with_the_same_words_in_it_is_no_note() -> None:
    """A note is short; an article may say that a report was wrong."""
    text = 'In the story headlined "Thorne mill to close" the paper misstated the number of jobs.'
    long = (text, *(f"Reader {number} had written about it, and so had four others." for number in range(15)))
    assert read_signal("On a mistake", None, None, (text,), "en")[0] is Signal.CORRECTION
    assert read_signal("On a mistake", None, None, long, "en")[0] is None


def test_the_tag_may_stand_alone_above_it() -> None:
    text = (
        "Korrektur",
        "Im Text „Mühle an der Thorne schließt“ stand irrtümlich, dass 300 Menschen dort arbeiten.",
    )
    signal, words = read_signal(None, None, None, text, "de")
    assert signal is Signal.CORRECTION
    (found,) = find_references(signal, words, None, None, text)
    assert found.words == "Mühle an der Thorne schließt"


def test_a_slug_in_capitals_is_named_behind_the_tag() -> None:
    text = "CORRECTION: In THORNE-MILL of 0800 GMT please read in the second paragraph 69 jobs (not 96)."
    signal, words = read_signal(None, None, None, (text,), "en")
    (found,) = find_references(signal, words, None, None, (text,))
    assert (found.kind, found.words) == ("slug", "THORNE-MILL")
    # Others are no slugs: they would speak against the story that the headline means.
    kill = 'Please kill the story headlined "COVID-19 ward shut". The AFL-CIO had no part in it.'
    assert [each.kind for each in find_references(Signal.KILL, "KILL", "KILL", None, (kill,))] == ["headline"]
