from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.article import Embargo
from streams.clean.embargo import read_embargo
from tests.linear import assert_linear, repeated

SENT = datetime(2026, 11, 20, 9, tzinfo=UTC)  # a Friday
BODY = ("The council voted on Tuesday to close the bridge.", "It will reopen in spring.")


def embargo(
    note: str | None = None,
    head: str | None = "Thorne mill to close",
    slug: str | None = None,
    body: tuple[str, ...] = BODY,
    language: str = "en",
    sent: datetime = SENT,
) -> Embargo | None:
    return read_embargo(head, slug, note, body, language, sent)


def at(text: str) -> datetime:
    """A moment in UTC, written "23 00:01" for November 2026 or in full."""
    full = text if len(text) > 8 else f"2026-11-{text}"
    return datetime.fromisoformat(full).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("until", "text"),
    [
        ("23 00:01", "EMBARGOED UNTIL 0001 GMT, Nov 23"),
        ("23 00:01", "EMBARGOED UNTIL 0001 GMT NOV 23 2026"),
        ("24 23:00", "EMBARGOED: Not for publication before 6 p.m. EST Tuesday"),
        ("23 05:01", "HOLD FOR RELEASE UNTIL 12:01 a.m. ET, Nov. 23"),
        ("23 23:01", "EMBARGO 2301 HRS GMT MONDAY NOV 23"),
        ("24 06:00", "UNDER EMBARGO UNTIL 0600 GMT TUESDAY"),
        ("24 12:00", "Not for public release until 12 noon GMT on Tuesday"),
        ("23 17:00", "Embargoed for release until 6:00 p.m. Paris time, Nov 23"),
        ("20 13:30", "FOR RELEASE 8:30 A.M. EST, FRIDAY, NOV 20"),
        ("20 13:30", "Material in this release is embargoed until 8:30 a.m. (ET) Friday, November 20, 2026"),
        ("23 00:01", "EMBARGOED UNTIL 00:01 Monday 23 November 2026 (GMT)"),
        ("23 00:01", "EMBARGOED TO 2026-11-23T00:01Z"),
        ("23 00:01", "EMBARGOED UNTIL 23/11/2026 00:01 GMT"),
        ("23 05:30", "EMBARGOED UNTIL 11:00 GMT+5:30, 23 November"),
        ("22 13:00", "EMBARGOED UNTIL 0000 AEDT, Nov 23"),
        ("22 15:00", "EMBARGOED UNTIL 00:00 JST Nov 23"),
        ("20 18:00", "EMBARGOED UNTIL 1800 GMT"),
        ("21 06:00", "EMBARGOED UNTIL 0600 GMT"),
        ("21 06:00", "EMBARGOED UNTIL 0600 GMT tomorrow"),
        ("20 10:00", "EMBARGOED UNTIL 10:00 GMT FRIDAY"),
        ("22 23:01", "Sperrfrist: 23. November 2026, 0.01 Uhr"),
        ("23 05:00", "Sperrfrist Montag 06.00 Uhr MEZ"),
        ("23 17:00", "Sperrfrist: 23.11., 18 Uhr"),
        ("23 17:00", "SPERRFRIST: 23.11.2026 um 18:00 Uhr"),
        ("23 09:30", "S P E R R F R I S T : Montag, 23. November, 10.30 Uhr"),
        ("20 17:00", "Bitte beachten Sie die Sperrfrist 18.00 Uhr"),
        ("23 17:00", "Frei ab Montag, 23.11., 18.00 Uhr"),
        ("23 05:00", "Bitte nicht vor Montag, 6.00 Uhr"),
        ("23 05:00", "SOUS EMBARGO JUSQU'AU 23 novembre à 06h00"),
        ("24 18:30", "EMBARGO jusqu'à mardi 18H30 GMT"),
        ("24 17:30", "Embargo : mardi 24 novembre, 18h30"),
        ("24 17:30", "Ne pas diffuser avant mardi 18h30"),
        ("24 18:30", "SOUS EMBARGO JUSQU'À MARDI 18H30 ET 19H30"),
        ("23 00:00", "EMBARGOED UNTIL Monday 23 November (GMT)"),
    ],
)  # fmt: skip
def test_an_embargo_with_its_time(until: str, text: str) -> None:
    expected = Embargo(at(until), text)
    assert embargo(text) == expected
    assert embargo(body=(text, *BODY)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "EMBARGOED",
        "STRICTLY EMBARGOED",
        "EMBARGO 2301 HRS MONDAY NOV 23",  # no zone
        "EMBARGOED UNTIL 6:30 GMT, Nov 23",  # morning or evening?
        "EMBARGOED UNTIL midnight GMT Sunday",
        "EMBARGOED UNTIL 12 a.m. ET Sunday",
        "EMBARGOED UNTIL 0600 CST, Nov 23",  # Chicago or Shanghai?
        "STRICTLY EMBARGOED FOR 00:01 BST Monday 23 November 2026",  # there is no BST in November
        "EMBARGOED UNTIL 0600 local time, Nov 23",
        "EMBARGOED UNTIL 0001 GMT Tuesday 23 November",  # a Monday
        "EMBARGOED UNTIL 0001 GMT 03/12/2026",
        "EMBARGOED UNTIL 0001 GMT 32 November 2026",
        "EMBARGOED UNTIL 0001 GMT NOV 10",  # ten days ago, or next year?
        "EMBARGOED UNTIL 0001 GMT on a day to be announced, perhaps Monday",
        "EMBARGOED UNTIL 2575 GMT NOV 23",
        "EMBARGO: 23/11/2026 06:00",  # an English time without a zone
        "HOLD FOR RELEASE UNTIL 6 p.m. ET Tuesday's broadcast",
        "Advance for Sunday, Nov. 22, and thereafter",
        "Not for publication before Monday",
        "Sperrfrist beachten!",
        "Sperrfrist: Montag",
        "Sperrfrist 23.11. 18.00 Uhr Ortszeit",
        "Frei für Montag, 23.11.",
        "SOUS EMBARGO",
        "SOUS EMBARGO jusqu'au 23 novembre",
    ],
)
def test_an_embargo_that_nobody_can_understand(text: str) -> None:
    found = embargo(text)
    assert found is not None and found.until is None
    assert found.words and found.words in text


@pytest.mark.parametrize(
    "head",
    [
        "EU lifts arms embargo",
        "The oil embargo until 2027",
        "Embargo until 2027: what farmers say",
        "EMBARGO UNTIL 2027 HITS FARMERS",
        "Embargo on Russian oil from Monday",
        "EMBARGO ON BEEF ENDS MONDAY",
        "Embargo: Cuba demands an end",
        "Embargoed oil found on ship",
        "Cuba embargo to end on 23 November",
        "Advance for Lowton in the cup",
        "Not before Monday will trains run",
        "Not for everyone: the new opera",
        "Hold for ransom: the lost goat",
        "Waffenembargo bis Montag verlängert",
        "Embargo gegen Kuba: Montag wird abgestimmt",
        "Sperrfrist für Führerschein: Was ab Montag gilt",
        "Sperrfrist: Mieter müssen warten",
        "Sperrvermerk im Haushalt aufgehoben",
        "Frei ab 18 Uhr: Brücke wieder offen",
        "Frei für alle: das neue Bad",
        "Nicht vor Gericht: der Streit um die Mühle",
        "L'embargo jusqu'en 2027",
        "Embargo jusqu'en 2027 sur le bœuf",
        "Embargo jusqu'au 23 novembre sur le bœuf",
        "Sous embargo, Cuba respire mal",
        "Ne pas utiliser l'eau du robinet avant d'avoir lu ceci",
    ],
)
def test_news_about_embargoes(head: str) -> None:
    for language in ("en", "de", "fr", "und"):
        assert embargo(head=head, language=language) is None
        assert embargo(body=(f"{head}, people said.", *BODY), language=language) is None


def test_in_headline_and_slug() -> None:
    assert embargo(head="EMBARGOED UNTIL 0001 GMT NOV 23 - Mill to close on Nov 30") == Embargo(
        at("23 00:01"), "EMBARGOED UNTIL 0001 GMT NOV 23"
    )
    assert embargo(head="Mill to close (EMBARGOED UNTIL 0001 GMT NOV 23)") == Embargo(
        at("23 00:01"), "EMBARGOED UNTIL 0001 GMT NOV 23"
    )
    assert embargo(head="Mühle schließt (Sperrfrist 18.00 Uhr)", language="de") == Embargo(
        at("20 17:00"), "Sperrfrist 18.00 Uhr"
    )
    assert embargo(slug="BC-US--Thorne Mill,ADV22") == Embargo(None, "ADV22")
    assert embargo(slug="US-CUBA/EMBARGO") is None


def test_est_is_what_is_written_and_et_is_new_york() -> None:
    july = datetime(2026, 7, 6, 9, tzinfo=UTC)
    assert embargo("EMBARGOED UNTIL 6 p.m. EST, July 7", sent=july) == Embargo(
        at("2026-07-07 23:00"), "EMBARGOED UNTIL 6 p.m. EST, July 7"
    )
    assert embargo("EMBARGOED UNTIL 6 p.m. ET, July 7", sent=july) == Embargo(
        at("2026-07-07 22:00"), "EMBARGOED UNTIL 6 p.m. ET, July 7"
    )
    assert embargo("Sperrfrist: 7. Juli, 18 Uhr", sent=july) == Embargo(
        at("2026-07-07 16:00"), "Sperrfrist: 7. Juli, 18 Uhr"
    )


def test_a_day_without_a_year() -> None:
    december = datetime(2026, 12, 30, 9, tzinfo=UTC)
    found = embargo("EMBARGOED UNTIL 0001 GMT, Jan 2", sent=december)
    assert found is not None and found.until == at("2027-01-02 00:01")
    found = embargo("EMBARGOED UNTIL 0001 GMT, Nov 19")
    assert found is not None and found.until == at("19 00:01")


def test_what_has_passed_in_every_zone_has_passed() -> None:
    """A text keeps its note when it is sent again; then the zone that it does not name does not matter."""
    found = embargo("EMBARGOED UNTIL 6 p.m., Nov 18, 2026")
    assert found is not None and found.until is not None and found.until < SENT
    found = embargo("Advance for Wednesday, Nov. 18, 2026")
    assert found is not None and found.until is not None and found.until < SENT
    assert embargo("EMBARGOED UNTIL 6 p.m., Nov 20, 2026") == Embargo(
        None, "EMBARGOED UNTIL 6 p.m., Nov 20, 2026"
    )


@pytest.mark.parametrize(
    ("until", "text"),
    [
        ("23 00:01", "EMBARGOED UNTIL 0001 GMT Nov 23 (1901 ET Nov 22)"),
        ("23 00:01", "EMBARGOED UNTIL 0001 GMT Nov 23 (1901 ET)"),
        ("23 06:00", "EMBARGOED UNTIL 0001 GMT Nov 23 online and 0600 GMT Nov 23 in print"),
        (None, "EMBARGOED UNTIL 0001 GMT/1901 ET Nov 23"),
    ],
)
def test_two_times_in_one_statement(until: str | None, text: str) -> None:
    found = embargo(text)
    assert found is not None and found.until == (at(until) if until else None)


def test_of_several_the_latest_counts_and_an_unclear_one_makes_all_unclear() -> None:
    early, late = "EMBARGOED UNTIL 0001 GMT, Nov 23", "EMBARGOED UNTIL 0001 GMT, Nov 24"
    assert embargo(early, body=(late, *BODY)) == Embargo(at("24 00:01"), late)
    unclear = "EMBARGOED UNTIL 0001, Nov 24"
    assert embargo(early, body=(unclear, *BODY)) == Embargo(None, unclear)
    assert embargo(early, head="EMBARGOED: Thorne mill to close") == Embargo(at("23 00:01"), early)


@pytest.mark.parametrize(
    "text",
    ["EMBARGO LIFTED", "The embargo has been lifted.", "No longer embargoed", "Sperrfrist aufgehoben", "LEVÉE D'EMBARGO", "Embargo levantado", "Embargo revocato", "Het embargo is opgeheven", "Эмбарго снято"],
)  # fmt: skip
def test_a_lifted_embargo_is_none(text: str) -> None:
    assert embargo(text, body=("EMBARGOED UNTIL 0001 GMT, Nov 23", *BODY)) is None


@pytest.mark.parametrize(
    "head",
    [
        "Embargo lifted: beef may be sold again",
        "The embargo on the island was lifted in 1994",
        "Embargo levantado: la isla respira",
        "Embargo opgeheven: vlees mag weer verkocht",
    ],
)
def test_news_of_another_embargo_lifts_none(head: str) -> None:
    note = "EMBARGOED UNTIL 0001 GMT, Nov 23"
    assert embargo(note, head=head) == Embargo(at("23 00:01"), note)
    assert embargo(note, body=(f"{head}.", *BODY)) == Embargo(at("23 00:01"), note)


def test_an_embargo_that_lifts_later_is_one() -> None:
    found = embargo("Embargo lifted at 0001 GMT Monday")
    assert found is not None and found.until == at("23 00:01")


TIMES = st.lists(
    st.sampled_from(
        ["EMBARGOED UNTIL", "Sperrfrist:", "0001", "24:00", "GMT", "ET", "Uhr", "Nov", "23", "29 Feb", "Monday", "2026", "9999-99-99", "31.02.", "(", "-", ".", "18h30", "-12:00", "UTC+99", "\n"]
    ),
    max_size=12,
)  # fmt: skip


@given(
    TIMES, st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)), st.sampled_from(["en", "de", "fr", "ja"])
)
def test_reading_never_fails(words: list[str], sent: datetime, language: str) -> None:
    found = embargo(" ".join(words), language=language, sent=sent.replace(tzinfo=UTC))
    assert found is None or found.until is None or found.until.utcoffset() is not None


@given(st.text(), st.text(), st.lists(st.text(), max_size=3))
def test_the_words_stand_in_the_text(head: str, note: str, body: list[str]) -> None:
    found = read_embargo(f"EMBARGO {head}", None, f"Sperrfrist {note}", body, "und", SENT)
    assert found is None or any(
        (found.words or "") in text for text in (f"EMBARGO {head}", f"Sperrfrist {note}", *body)
    )


@pytest.mark.long
@pytest.mark.parametrize(
    "text", ["(EMBARGOED ", "EMBARGOED UNTIL ", "embargo. ", "0001 GMT Nov 23 ", "Sperrfrist "]
)
def test_long_copy_takes_linear_time(text: str) -> None:
    def work(long: str) -> None:
        read_embargo(long, long, long, [long, long], "und", SENT)

    assert_linear(work, repeated(text, "EMBARGOED UNTIL "))
