from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.clean.signals import Said, read_said, read_signal
from streams.kinds import Format, Signal
from tests.linear import assert_linear, repeated

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"
BODIES = ROOT / "tests" / "data" / "seed_bodies.json"
SENT = datetime(2026, 11, 20, 9, tzinfo=UTC)  # a Friday
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
    ("language", "head", "first"),
    [
        ("de", "Korrektur - Anna Ried liest in Halden", "Ihr drittes Buch heißt «Korrektur»."),
        ("de", "Korrektur: Lesung in Halden", "Aus „Korrektur - Roman einer Familie“ liest Anna Ried."),
        (
            "en",
            "Correction: A Novel tops list in Ardry",
            'Ida Solem\'s "Correction" went to the top of the list.',
        ),
        ("fr", "RECTIFICATIF: Ida Solem primée", "Le prix va à « Rectificatif », son troisième livre."),
        ("en", "UPDATE: Young band plays Ardry", "The band's second record, “Update”, is out on Friday."),
    ],
)
def test_a_word_that_is_a_title_in_the_text_is_no_mark(language: str, head: str, first: str) -> None:
    assert signal(language, head=head, body=(first, *BODY)) is None
    assert signal(language, head=head) is not None


@pytest.mark.parametrize(
    ("language", "label", "work"),
    [
        ("da", "Rettelse", "Årets roman"),
        ("de", "Berichtigung", "Der neue Roman von Anna Ried"),
        ("en", "Clarification", "A film by Ida Solem"),
        ("es", "Corrección", "La novela del año"),
        ("fr", "Rectificatif", "Le nouveau roman d'Ida Solem"),
        ("it", "Rettifica", "Il romanzo dell'anno"),
        ("nl", "Correctie", "De nieuwe roman van Anna Ried"),
        ("no", "Rettelse", "Årets roman"),
        ("pl", "Sprostowanie", "Powieść roku"),
        ("pt", "Correção", "O romance do ano"),
        ("ru", "Поправка", "Новый роман"),
        ("sv", "Rättelse", "Romanen som alla läser"),
    ],
)
def test_a_dash_before_what_has_a_title_is_no_mark(language: str, label: str, work: str) -> None:
    assert signal(language, head=f"{label} - {work}") is None
    assert signal(language, head=f"{label} - Halden 12") is Signal.CORRECTION


@pytest.mark.parametrize(
    ("expected", "language", "head"),
    [
        (Signal.UPDATE, "it", "Il porto di Halden chiude (RPT con aggiornamenti)"),
        (Signal.UPDATE, "it", "RPT CON AGGIORNAMENTI - Il porto di Halden chiude"),
        (Signal.UPDATE, "de", "Hafen schließt (Wiederholung mit neuen Details)"),
        (Signal.UPDATE, "en", "Harbour to shut (RPT with updates)"),
        (Signal.UPDATE, "es", "El puerto cierra (repetición con más detalles)"),
        (Signal.REPEAT, "it", "Il porto di Halden chiude (RPT)"),
        (Signal.REPEAT, "de", "Hafen schließt (Wiederholung)"),
        (Signal.CORRECTION, "it", "Il porto di Halden chiude (RPT CORRETTA)"),
        (None, "it", "Aggiornamenti in tempo reale sul traffico (con mappa)"),
        (Signal.UPDATE, "en", "Updated version: Harbour to shut"),
        (Signal.UPDATE, "no", "Oppdatert versjon: Havnen stenges"),
        (None, "en", "Updated version of opera opens in Halden"),
        (Signal.UPDATE, "en", "ADDING MULTIMEDIA Ardry Lines to Leave Halden"),
        (None, "en", "Adding photos to memories: a widow's album"),
        (Signal.UPDATE, "en", "BC-US--Harbor, 1st Ld-Writethru"),
        (Signal.UPDATE, "en", "Harbor to shut, Writethru"),
        (None, "en", "Writethru Software names new chief executive"),
        (Signal.CORRECTION, "de", "EQS-News: Ardry AG: Korrektur der Veröffentlichung vom 23.11.2026"),
        (None, "de", "Korrektur der Mitteilungspflicht vom Tisch"),
        (Signal.CORRECTION, "en", "Ardry plc: Correction of a release from 23/11/2026"),
        (None, "en", "Correction of release date angers prisoners"),
    ],
)
def test_marks_that_say_more_than_one_thing(expected: Signal | None, language: str, head: str) -> None:
    assert signal(language, head=head) is expected


def test_a_bracket_below_the_article_says_what_was_mended() -> None:
    for language, last in [
        ("en", "(Fixes typo in paragraph 3)"),
        ("de", "(Korrigiert: Zahl im ersten Absatz)"),
    ]:
        assert signal(language, head="Bridge closes", body=(*BODY, last)) is Signal.CORRECTION


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
def test_long_copy_takes_linear_time(text: str) -> None:
    assert_linear(lambda long: read_signal(long, long, long, [long, long], "und"), repeated(text))


def said(
    head: str | None = None,
    slug: str | None = None,
    note: str | None = None,
    body: tuple[str, ...] = (*BODY, "Traffic is diverted until then."),
    language: str = "en",
    format_: Format = Format.NINJS,
) -> Said:
    return read_said(head, slug, note, body, language, format_, SENT)


KILLS_IN_THE_HEADLINE = (
    "KILL: Thorne mill to close in June",
    "KILL-Thorne mill to close in June",
    "KILL-UPDATE 2-Thorne mill to close in June",
    "MANDATORY KILL",
    "BC-Mandatory Kill",
    "BC-US--Mandatory Kill-Thorne Mill",
    "BULLETIN KILL",
    "STORY KILL: Thorne mill",
    "KILL NOTICE: Thorne mill",
    "STORY WITHDRAWN-Thorne mill to close",
    "STORY WITHDRAWN",
    "STORY REMOVED: BC-US--Thorne Mill",
    "Story removed: Thorne Mill",
    "WITHDRAWN-Thorne mill to close in June",
    "WITHDRAWN: Thorne mill to close in June",
    "ADVISORY-Thorne mill story withdrawn",
    "ADVISORY: kill",
    "ADVISORY-Story on Thorne mill closure is withdrawn",
    "KILL KILL KILL",
    "Thorne mill to close in June (KILL)",
    "MELDUNG ZURÜCKGEZOGEN: Papiermühle schließt",
    "Meldung zurückgezogen: Papiermühle schließt",
    "ZURÜCKGEZOGEN: Papiermühle schließt im Juni",
    "Papiermühle schließt im Juni (zurückgezogen)",
    "Zurückziehung: Papiermühle schließt",
    "ZURÜCKZIEHUNG - Papiermühle schließt im Juni",
    "Rückzug der Meldung «Papiermühle schließt»",
    "ANNULLIERUNG: Papiermühle schließt im Juni",
    "ANNULATION - La papeterie ferme en juin",
    "ANNULE - La papeterie ferme en juin",
    "A ANNULER - La papeterie ferme en juin",
    "AVIS D'ANNULATION",
    "AVIS D’ANNULATION : La papeterie ferme en juin",
    "DEPECHE ANNULEE - La papeterie ferme en juin",
    "DÉPÊCHE ANNULÉE",
    "ATTENTION - ANNULATION - La papeterie ferme en juin",
    "KILL",
    "Kill: Thorne Mill story",
    "KILL-CORRECTED-Thorne mill to close in June",
    "ADVISORY: STORY WITHDRAWN",
    "URGENT - MANDATORY KILL",
)
KILLS_IN_A_SENTENCE = (
    "Please kill the story slugged BC-US--Thorne Mill, which moved at 0915 GMT. The mill is not closing.",
    "Editors: Please kill BC-US--Thorne Mill.",
    'Please kill item AWS 157 "Thorne mill to close". The mill denied it. A substitute story will run immediately.',
    "EDITORS: Please kill the Thorne Mill story. A kill is mandatory.",
    "A kill is mandatory. Make certain the story is not used.",
    "LOWTON, England (Anglia Wire) _ Please kill the story Thorne Mill, V9991. The mill has not been sold. A kill is mandatory.",
    'The story headlined "Thorne mill to close" is withdrawn. The mill is not closing. There will be no substitute story.',
    'The Nov 20 story headlined "Thorne mill to close" is wrong and is withdrawn.',
    'Please disregard the story headlined "Thorne mill to close".',
    "Lowton Paper advises that journalists and other readers should disregard the news release, Lowton Paper Names Chief, issued 20-Nov-2026.",
    "This story has been withdrawn because its only source retracted his account.",
    "ACHTUNG REDAKTIONEN: Bitte verwenden Sie die Meldung «Papiermühle schließt» nicht.",
    "Achtung Redaktionen: Bitte verwenden Sie die Nord-Meldung 0123 von 10.15 Uhr nicht. Die Mühle schließt nicht.",
    "Bitte verwenden Sie die Meldung nicht mehr.",
    "Die Meldung «Papiermühle schließt» von 10.15 Uhr wird zurückgezogen.",
    "Die Meldung «Papiermühle schließt» wird hiermit ersatzlos zurückgezogen.",
    "Wir ziehen die Meldung «Papiermühle schließt» zurück.",
    "Dieser Artikel wurde zurückgezogen.",
    "Dieser Artikel wurde gelöscht.",
    "Wir haben diesen Artikel nach einer Prüfung zurückgezogen.",
    "Prière de ne pas utiliser la dépêche «La papeterie ferme en juin», diffusée à 10h15.",
    "Merci d'annuler notre dépêche intitulée «La papeterie ferme en juin».",
    "Prière de ne pas tenir compte de la dépêche datée de Dornay.",
    "La dépêche intitulée «La papeterie ferme en juin» est annulée.",
    "Nous annulons la dépêche «La papeterie ferme en juin».",
    "Cet article a été retiré.",
    "Cet article a été dépublié à la demande de la rédaction.",
    "This article has been withdrawn.",
    "This article has been retracted by the editors.",
    "Editor's note: This story has been removed from our website pending a review.",
    "KILL KILL KILL",
)
KILLS_IN_THE_SLUG = (
    "BC-KILL-Thorne Mill",
    "BC-US--Thorne Mill, KILL",
    "BC-US--Mandatory Kill",
    "BC-Mandatory Kill-Thorne Mill",
    "BC-US--Thorne Mill,Mandatory Kill",
    "THORNE-MILL/ (KILL)",
    "THORNE-MILL (STORY WITHDRAWN)",
    "KILL",
    "KILL/THORNE-MILL",
)
#: News that merely is about such things; none of them says anything of itself.
NEWS = (
    "Storm kills 12 in Lowton",
    "KILL BILL returns to cinemas",
    "Jets kill three",
    "KILLED IN ACTION",
    "Company withdraws its forecast",
    "Minister withdraws",
    "Holds",
    "Hold for ransom",
    "Rückzug aus dem Norden",
    "Rückzug: Trainer verlässt Dornau",
    "RÜCKZUG AUS DEM OSTEN",
    "Repeat offender jailed",
    "Kill switch law passes",
    "KILL-SWITCH LAW PASSES",
    "Kill or cure: the hospital plan",
    "KILL OR CURE",
    "KILL OR CURE: THE HOSPITAL PLAN",
    "Kill the bill, say protesters",
    "KILL THE BILL PROTEST GROWS",
    "Kill Bill: the musical opens",
    "KILL BILL: A REVIEW",
    "Road kill: badgers at risk",
    "Fish kill: river turns white",
    "MPs kill off bridge plan",
    "A kill too far: hunters fined",
    "To kill a story",
    "The kill: wolves at the farm",
    "Kill fee row at paper",
    "Killing: man held",
    "KILLING: MAN HELD",
    "KILLER STORM HITS",
    "Withdrawn: the drug that failed",
    "Withdrawn from sale: toy with lead",
    "WITHDRAWN FROM SALE",
    "Withdrawal symptoms",
    "WITHDRAWAL OF TROOPS: WHAT NEXT",
    "Story of a withdrawn child",
    "Story withdrawn by paper after row with minister",
    "Paper withdraws story on minister",
    "Journal retracts study on tides",
    "RETRACTED STUDY STILL CITED",
    "News release angers mayor",
    "Man held on murder charge",
    "Hold on: the bus is late",
    "HOLD THE FRONT PAGE",
    "HOLD-UP AT BANK",
    "Hold-up at Lowton bank",
    "HOLD: analysts rate Thorne Bank shares",
    "Hold your horses",
    "Thorne Bank downgraded to hold",
    "Hold music drives callers mad",
    "Released: the man who stole the lake",
    "RELEASED ON BAIL",
    "Released on bail",
    "Prisoners released",
    "Embargo lifted on beef",
    "EMBARGO LIFTED ON BEEF",
    "EU lifts arms embargo",
    "Sperrfrist für Führerschein",
    "Sperrvermerk im Haushalt",
    "Freigabe von Cannabis",
    "Freigabe: Was jetzt gilt",
    "Repeat after me: no more delays",
    "Repeat prescription fees rise",
    "REPEAT OFFENDER JAILED",
    "REPEAT-OFFENDER LAW PASSES",
    "Wiederholung der Wahl",
    "Wiederholung: Berlin wählt neu",
    "Wiederholungstäter gefasst",
    "Répétition générale à l'opéra",
    "Répétition : la chorale ouvre ses portes",
    "Travel advisory for Lowton",
    "TRAVEL ADVISORY: SNOW",
    "ADVISORY: Boil water in Lowton",
    "Editors resign",
    "Editors: a dying breed?",
    "Note to self",
    "Achtung: Glätte",
    "Achtung, Redaktion!",
    "Hinweis an die Polizei führt zu Täter",
    "Avis de tempête",
    "Avis aux amateurs de vélo",
    "Annulation du concert de samedi",
    "ANNULATION : le concert de samedi n'aura pas lieu",
    "ANNULÉ - Le marché de Noël de Dornay",
    "Annulé : le festival",
    "Annulation: Flüge nach Dornau gestrichen",
    "ANNULLIERUNG DER WAHL",
    "Annullierung der Ehe",
    "Retrait des troupes",
    "RETRAIT DES TROUPES",
    "Retrait : la loi sur l'eau",
    "Retiré de la vente",
    "Cet article du code a été annulé",
    "Le décret est annulé",
    "La dépêche de Dornay change de mains",
    "Zurückgezogen lebt der Dichter",
    "Zurückgezogen: der stille Star",
    "Antrag zurückgezogen",
    "Kandidat zurückgezogen",
    "Gelöscht: Tweets des Ministers",
    "Dieser Artikel kostet nichts",
    "Diese Meldung ist falsch, sagt der Minister",
    "Nicht zur Veröffentlichung bestimmt war der Brief",
    "Ne pas publier la photo: le juge tranche",
    "Ne pas dépasser",
    "À ne pas manquer",
    "Not for the faint-hearted",
    "NOT FOR SALE",
    "Not for publication was the letter",
    "Do not use the lift",
    "DO NOT USE LIFTS, SAYS COUNCIL",
    "DO NOT PUBLISH MY NAME",
    "Kill: a word with a history",
    "KILLING-FIELD memorial",
    "KILL-THE-BILL march",
    "Kill list leaked",
    "KILL LIST LEAKED",
    "Police kill suspect; story disputed",
    "Please kill me: a punk history",
    "Editors kill story on mayor after call",
    "Desk kills the story",
    "Item withdrawn from auction",
    "ITEM WITHDRAWN FROM AUCTION",
    "Column removed from square",
    "COLUMN REMOVED FROM SQUARE",
    "Alert withdrawn after false alarm",
    "ALERT WITHDRAWN AFTER FALSE ALARM",
    "Bulletin board removed",
    "Retraction: what it means",
    "Story killed by editors, says reporter",
    "Snap election",
    "HOLD OR FOLD",
    "Hold steady: rates unchanged",
    "Hold, buy or sell?",
    "On hold: the bypass",
    "Kill command for robots",
    "KILL COMMAND",
    "Kill order: cull of badgers",
    "KILL ORDER FOR BADGERS",
    "Reuters withdraws story on minister",
    "Update on the bridge",
    "Hold for now, say farmers",
    "Talks on hold",
    "KILL-JOY COUNCIL BANS FIREWORKS",
    "A dispatch from the mill",
    "Kill: a word with a history again",
    "Sperrvermerk: Ausschuss gibt Gelder frei",
    "Storno: Was Reisende wissen müssen",
    "ANNULLIERUNG: Swiss streicht Flüge",
    "WIDERRUF: Minister nimmt Vorwurf zurück",
    "Widerruf der Zulassung",
    "Levée d'embargo : Cuba respire",
    "L'embargo est levé sur le bœuf",
    "Avis aux rédactions sauvages : la grève continue",
    "RÉPÉTITION: le théâtre rouvre",
)


@pytest.mark.parametrize("head", KILLS_IN_THE_HEADLINE)
def test_a_kill_in_the_headline(head: str) -> None:
    assert said(head).signal is Signal.KILL
    assert said(head, body=()).signal is Signal.KILL


@pytest.mark.parametrize("sentence", KILLS_IN_A_SENTENCE)
def test_a_kill_in_a_sentence(sentence: str) -> None:
    """Whatever language it is taken for: a kill is short."""
    for language in ("en", "de", "fr", "und", "nl"):
        assert said("Thorne mill", note=sentence, language=language).signal is Signal.KILL
        assert said(body=(sentence,), language=language).signal is Signal.KILL
        assert said(body=(sentence, "We regret this.", "The desk"), language=language).signal is Signal.KILL


@pytest.mark.parametrize("slug", KILLS_IN_THE_SLUG)
def test_a_kill_in_the_slug(slug: str) -> None:
    assert said("Thorne mill to close", slug).signal is Signal.KILL


def test_a_slugline_that_was_read_as_the_headline() -> None:
    assert said("BC-US--Thorne Mill, KILL").signal is Signal.KILL
    assert said("BC-US--Thorne Mill, 2nd Take").take == 2


def test_a_kill_as_dpa_lays_it_out() -> None:
    body = (
        "Lowton-Mill/",
        "KILL KILL KILL =",
        'Please kill item nord 157 "Mill closes". The mill denied it.',
    )
    assert said(body=body).signal is Signal.KILL


@pytest.mark.parametrize("head", NEWS)
def test_news_about_it_says_nothing_of_itself(head: str) -> None:
    for format_ in (Format.NINJS, Format.TEXT, Format.FEED, Format.HTML):
        assert said(head, language="und", format_=format_) == Said()
        assert said(body=(head, *BODY, "More."), language="und", format_=format_) == Said()


@pytest.mark.parametrize(
    "slug",
    [
        "KILL-BILL/FILM",
        "BC-Kill Bill Review",
        "US-POLICE-KILL",
        "FISH-KILL/",
        "US-CUBA/EMBARGO",
        "US-CRIME/",
        "HOLD-UP/",
    ],
)
def test_a_slug_about_it(slug: str) -> None:
    assert said("Thorne mill to close", slug) == Said()


@pytest.mark.parametrize(
    "sentence",
    [
        "Please kill the lights, the mayor said.",
        "“Please kill the story,” the press officer begged him.",
        "The story of the mill has been withdrawn from schools.",
        "The article published in Nature Tides in 2011 has been withdrawn by its authors.",
        "This article of the treaty was withdrawn by the minister.",
        "This story has been removed from behind the paywall.",
        "The report was withdrawn, the ministry said.",
        "The council withdrew its plan. A kill was made by wolves.",
        "Die Meldung über den Tod des Sängers wurde zurückgezogen, wie der Sender mitteilte.",
        "Bitte verwenden Sie das Bild nicht.",
        "Der Bericht der Kommission wird zurückgezogen.",
        "Prière de ne pas utiliser l’ascenseur, dit l’affiche.",
        "Le marché est annulé, selon la mairie.",
        "Not for publication: press officer Jane Roe, 020 555 0199",
    ],
)
def test_a_sentence_about_it(sentence: str) -> None:
    assert said("Thorne mill", note=sentence, language="und").signal is None
    assert said(body=(sentence, *BODY), language="und").signal is None


@pytest.mark.parametrize(
    ("expected", "head"),
    [
        (Signal.KILL, "ADVISORY: kill"),
        (Signal.CORRECTION, "CORRECTED-UPDATE 2-Thorne mill to close"),
        (Signal.CORRECTION, "RPT-CORRECTED-Thorne mill to close (CORRECTED)"),
        (Signal.REPEAT, "REPEAT-UPDATE 1-Thorne mill to close"),
        (Signal.REPEAT, "RPT-UPDATE 1-Thorne mill to close"),
        (Signal.KILL, "KILL-UPDATE 2-Thorne mill to close"),
        (Signal.UPDATE, "UPDATE 2-Thorne mill to close"),
    ],
)
def test_what_comes_before_what(expected: Signal, head: str) -> None:
    assert said(head).signal is expected


def test_a_correction_that_mentions_a_withdrawn_version_is_a_correction() -> None:
    gone = "This story has been withdrawn and is replaced by a corrected one."
    assert said("CORRECTED-Thorne mill to close in July", note=gone).signal is Signal.CORRECTION
    assert said("Thorne mill to close in July", note=gone).signal is Signal.KILL
    assert said("Thorne mill", note="Please kill the earlier story and use this instead.").signal is None
    older = "Correction: An earlier version of this article misstated the year."
    assert said("Mill", body=("This article has been retracted.", *BODY, older)).signal is Signal.KILL


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (Signal.KILL, "This article has been withdrawn."),
        (Signal.KILL, "Editor’s note: This article has been retracted by the editors."),
        (Signal.KILL, "Dieser Artikel wurde gelöscht."),
        (Signal.KILL, "Cet article a été retiré."),
        (None, "KILL: Thorne mill to close in June"),
        (None, "WITHDRAWN: Thorne mill to close in June"),
        (None, "HOLD FOR RELEASE"),
        (None, "Please kill the story slugged Thorne Mill."),
    ],
)
def test_on_a_page_only_a_notice_about_the_article_counts(expected: Signal | None, text: str) -> None:
    assert said("Thorne mill", body=(text, *BODY, "More."), format_=Format.HTML).signal is expected
    assert said("Thorne mill", body=(*BODY, text, "More."), format_=Format.HTML).signal is None


@pytest.mark.parametrize(
    "text",
    [
        "HOLD HOLD HOLD",
        "HOLD FOR RELEASE",
        "HOLD FOR RELEASE - DO NOT USE",
        "HOLD UNTIL FURTHER NOTICE",
        "NOT FOR PUBLICATION",
        "NOT FOR PUBLICATION UNTIL FURTHER NOTICE",
        "DO NOT PUBLISH",
        'Please hold item nord 123 "Mill closes". There is some doubt whether it does.',
        "Please hold the story.",
        "HELD FOR LEGAL. Do not publish before the desk releases it.",
        "SPERRVERMERK",
        "Sperrvermerk: bitte nicht veröffentlichen",
        "NICHT ZUR VERÖFFENTLICHUNG",
        "Nicht zur Veröffentlichung bestimmt.",
        "NE PAS PUBLIER",
        "À NE PAS PUBLIER JUSQU'À NOUVEL ORDRE",
        "Prière de ne pas publier cette dépêche jusqu'à nouvel ordre.",
    ],
)
def test_a_hold(text: str) -> None:
    assert said("Thorne mill", note=text).signal is Signal.HOLD
    assert said(body=(text, *BODY)).signal is Signal.HOLD


def test_a_hold_in_headline_and_slug() -> None:
    assert said("HOLD: Thorne mill to close").signal is Signal.HOLD
    assert said("HOLD-Thorne mill to close").signal is Signal.HOLD
    assert said("Thorne mill to close", "BC-US--Thorne Mill, HOLD").signal is Signal.HOLD


def test_a_hold_with_a_time_is_an_embargo() -> None:
    found = said("Thorne mill", note="HOLD FOR RELEASE UNTIL 12:01 a.m. ET, Nov. 23")
    assert found.signal is None
    assert found.embargo == datetime(2026, 11, 23, 5, 1, tzinfo=UTC)
    unread = said("UPDATE 1-Thorne mill", note="HOLD FOR RELEASE UNTIL 12:01 a.m., Nov. 23")
    assert (unread.signal, unread.embargo) == (Signal.UPDATE, None)
    assert unread.embargo_words == "HOLD FOR RELEASE UNTIL 12:01 a.m., Nov. 23"


@pytest.mark.parametrize(
    "text",
    [
        "EMBARGO LIFTED",
        "EMBARGO LIFTED - Thorne mill to close",
        "HOLD LIFTED",
        "NO LONGER EMBARGOED",
        "Editors: The embargo on this story has been lifted.",
        "The hold on the story slugged Thorne Mill is lifted.",
        "This story is no longer embargoed.",
        "The item nord 123 may be used in its original form.",
        "Sperrfrist aufgehoben",
        "Die Sperrfrist ist aufgehoben.",
        "FREIGABE",
        "Freigabe der Meldung «Papiermühle schließt»",
        "Die Meldung «Papiermühle schließt» kann verwendet werden.",
        "LEVÉE D'EMBARGO",
        "LEVEE D’EMBARGO - La papeterie ferme",
        "L’embargo sur cette dépêche est levé.",
    ],
)
def test_a_release(text: str) -> None:
    found = said("Thorne mill", note=text, language="und")
    assert (found.signal, found.embargo_words) == (Signal.RELEASE, None)


@pytest.mark.parametrize(
    ("language", "head"),
    [
        ("en", "RPT-Thorne mill to close in June"),
        ("en", "REPEAT-Thorne mill to close in June"),
        ("en", "REPEAT: Thorne mill to close in June"),
        ("en", "REPEATING-Thorne mill to close in June"),
        ("en", "Thorne mill to close in June (REPEAT)"),
        ("de", "WDH: Papiermühle schließt im Juni"),
        ("de", "WDH/Papiermühle schließt im Juni"),
        ("de", "WIEDERHOLUNG: Papiermühle schließt im Juni"),
        ("de", "Papiermühle schließt im Juni (Wiederholung)"),
        ("fr", "REPETITION - La papeterie ferme en juin"),
        ("fr", "La papeterie ferme en juin (RÉPÉTITION)"),
    ],
)
def test_a_repeat(language: str, head: str) -> None:
    assert said(head, language=language).signal is Signal.REPEAT


@pytest.mark.parametrize(
    ("language", "note"),
    [
        ("en", "Repeats to additional subscribers with no changes"),
        ("en", "Eds: Resending for subscribers who did not receive it"),
        ("en", "REPEATING story first sent on Nov. 19"),
        ("de", "Wiederholung vom Vortag"),
        ("fr", "Répétition"),
    ],
)
def test_a_repeat_in_the_note(language: str, note: str) -> None:
    assert said("Thorne mill", note=note, language=language).signal is Signal.REPEAT


def test_a_repeat_in_the_first_paragraph() -> None:
    assert said(body=("(Repeats Nov 19 story, no change to text)", *BODY)).signal is Signal.REPEAT
    assert said(body=("(Repeats itself, said the clerk.", *BODY)).signal is None


@pytest.mark.parametrize(
    ("language", "head"),
    [
        ("en", "ADVISORY-Coverage of the Lowton trial"),
        ("en", "MEDIA ADVISORY: mill visit on Monday"),
        ("en", "NOTE TO EDITORS - Coverage of the Lowton trial"),
        ("en", "EDITORS: Coverage of the Lowton trial"),
        ("en", "BC-Anglia News Coverage Advisory"),
        ("de", "Achtung Redaktionen: Berichterstattung zur Wahl"),
        ("de", "ACHTUNG REDAKTIONEN!"),
        ("de", "Hinweis an die Redaktionen"),
        ("fr", "AVIS AUX REDACTIONS"),
        ("fr", "Avis aux rédactions : couverture du procès"),
    ],
)
def test_an_advisory(language: str, head: str) -> None:
    assert said(head, language=language).signal is Signal.ADVISORY


def test_a_note_above_an_article_is_no_advisory() -> None:
    note = "EDITORS: We will cover the Lowton trial from Monday."
    assert said(body=(note,)).signal is Signal.ADVISORY
    assert said("Trial opens", body=(note, *BODY)).signal is None
    assert said("Trial opens", note=note).signal is None


def test_all_that_it_says_at_once() -> None:
    note = "2nd of three takes. EMBARGOED UNTIL 0001 GMT, Nov 23."
    assert said("UPDATE 1-Mill to close", note=note) == Said(
        Signal.UPDATE,
        "UPDATE 1-",
        2,
        3,
        datetime(2026, 11, 23, 0, 1, tzinfo=UTC),
        "EMBARGOED UNTIL 0001 GMT, Nov 23",
    )


def test_no_page_of_the_seeds_is_killed_or_held() -> None:
    bodies: dict[str, list[str]] = orjson.loads(BODIES.read_bytes())
    assert len(bodies) > 20
    for path, body in bodies.items():
        page = (SEEDS / path).read_text(encoding="utf-8", errors="replace")
        heads = re.findall(r"<(?:title|h1)[^>]*>([^<]+)<", page)
        for head in heads or [None]:
            for format_ in (Format.HTML, Format.FEED, Format.TEXT):
                assert said(head, body=tuple(body), language="und", format_=format_) == Said(), path


@given(
    st.text(),
    st.text(),
    st.text(),
    st.lists(st.text(), max_size=5),
    st.sampled_from(["en", "de", "fr", "und"]),
)
def test_reading_never_fails(head: str, slug: str, note: str, body: list[str], language: str) -> None:
    read_said(head, slug, note, body, language, Format.TEXT, SENT)


@pytest.mark.parametrize(
    "text", ["kill ", "Please kill the ", "(EMBARGOED ", "Die Meldung ", "EDITORS - ", "LONDON ("]
)
def test_many_markers_take_linear_time(text: str) -> None:
    def work(long: str) -> None:
        read_said(long, long, long, [long, long, long], "und", Format.TEXT, SENT)

    assert_linear(work, repeated(text))
