"""Articles about cookies, paywalls and passwords, whose sentences read like a page's own."""

from __future__ import annotations

import pytest

from streams.clean.boilerplate import clean_copy

REST = {
    "fr": ("Le Parlement a adopté lundi un texte qui oblige les navigateurs à enregistrer ce choix une fois pour toutes.",),
    "de": ("Die Kommission will, dass der Browser die Einstellung einmal speichert, sagte eine Sprecherin am Montag.",),
    "es": ("La nueva norma europea obliga a que el navegador guarde la respuesta del usuario para todas las páginas.",),
    "en": ("Parliament passed a bill on Monday that makes browsers keep the answer once and for all pages.",),
    "it": ("Il parlamento ha approvato lunedì una legge che obbliga i browser a ricordare la risposta per sempre.",),
    "sv": ("Riksdagen antog på måndagen en lag som tvingar webbläsare att minnas svaret en gång för alla.",),
    "nl": ("Het parlement nam maandag een wet aan die browsers dwingt het antwoord voor altijd te bewaren.",),
}  # fmt: skip


def kept(language: str, *lines: str, headline: str | None = None) -> bool:
    """Whether all lines stay in an article of that language."""
    lines = (*lines, *REST[language] * 2)
    return clean_copy(lines, language, headline=headline).paragraphs == lines


@pytest.mark.parametrize(
    ("language", "headline", "lead"),
    [
        ("fr", "Cookies : ce que change la loi", "Nous utilisons des cookies pour améliorer votre expérience : cette phrase, que chacun lit dix fois par jour, pourrait bientôt disparaître des écrans."),
        ("de", "Das Ende der Cookie-Banner", "Mit Ihrer Zustimmung verarbeiten wir und unsere 214 Partner Daten, so oder ähnlich steht es heute auf fast jeder Seite."),
        ("es", "Adiós a los avisos de cookies", "Utilizamos cookies propias y de terceros. Si continúa navegando, acepta su uso. Millones de personas leen a diario este aviso y casi nadie sabe qué significa."),
        ("en", "The end of the cookie banner", "We use cookies to improve your experience: that line may soon vanish from every screen in the country."),
        ("it", "Addio ai banner dei cookie", "Utilizziamo cookie tecnici e di terze parti: la frase più letta della rete sta per sparire."),
        ("sv", "Kakrutan försvinner", "Vi använder kakor för att förbättra din upplevelse: så hälsar nästan varje webbplats sina besökare."),
        ("nl", "Het einde van de cookiemuur", "Wij gebruiken cookies om uw bezoek te verbeteren: die zin leest half Nederland tien keer per dag."),
    ],
)  # fmt: skip
def test_a_lead_that_quotes_a_banner_stays_where_the_headline_names_it(
    language: str, headline: str, lead: str
) -> None:
    assert kept(language, lead, headline=headline)
    assert not kept(language, lead, headline="A pier is shut")


def test_two_sentences_that_name_the_thing_tell_as_well() -> None:
    lead = "We use cookies to improve your experience: that line may soon vanish from every screen in the country."
    others = (
        "A cookie is a small file that a site leaves on the computer of whoever visits it, and reads later.",
        "Without cookies a shop would forget what lies in the basket between one page and the next one.",
    )
    assert kept("en", lead, *others)
    assert not kept("en", lead, others[0])


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "We use cookies to improve your experience, and our partners use them to show you what you like."),
        ("en", "We use cookies to improve your experience on this site and to measure what is read."),
        ("fr", "Nous utilisons des cookies pour améliorer votre expérience. En poursuivant, vous acceptez leur utilisation."),
        ("de", "Wir verwenden Cookies, um Inhalte zu personalisieren. Mehr dazu steht in unserer Datenschutzerklärung."),
    ],
)  # fmt: skip
def test_a_banner_goes_also_from_an_article_about_it(language: str, line: str) -> None:
    assert not kept(language, line, headline="Cookies")
