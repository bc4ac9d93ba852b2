"""UTF-8 that was read as windows-1252 in places."""

from __future__ import annotations

import pytest

from streams.intake import mojibake
from streams.intake.charset import Decoded, decode
from tests.linear import assert_linear, repeated


def wrong(text: str) -> str:
    return text.encode().decode("cp1252", "ignore")


def test_sequences_are_mended_beside_what_is_right() -> None:
    text = f"© Das Café. {wrong('„Nein“, sagte er. Es ist’s')}"
    assert mojibake.mend(text) == "© Das Café. „Nein“, sagte er. Es ist’s"


def test_the_last_byte_of_a_closing_mark_may_be_lost() -> None:
    assert (
        mojibake.mend("â€œNo one is early,â€ she said. Itâ€™s late. © 2026")
        == "“No one is early,” she said. It’s late. © 2026"
    )


@pytest.mark.parametrize(
    "text",
    [
        "Die MENÜ“-Karte und der GRUẞ»",
        "“AMANHÔ disse. “IRMÔ também, a MAÇû.",
        "Rien à “dire”. Â quoi bon ?",
        "The sequence Ã© is what is left of é.",
        "crème brûlée – “ça va”",
    ],
)
def test_what_somebody_writes_stays(text: str) -> None:
    assert mojibake.mend(text) is None


def test_a_document_says_that_it_was_mended() -> None:
    found = decode("<p>© Café. Itâ€™s the lineâ€™s cafÃ©.</p>".encode())
    assert isinstance(found, Decoded)
    assert (found.text, found.repairs) == ("<p>© Café. It’s the line’s café.</p>", ("mojibake",))


def test_it_takes_linear_time() -> None:
    assert_linear(mojibake.mend, repeated("â€™Ã©â€"))
