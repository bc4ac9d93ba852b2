"""What the words beside a name say of it."""

from __future__ import annotations

import pytest

from streams.enrich.mentions import Certainty, is_title, read_mentions


def _certainty(text: str, name: str, language: str = "en") -> Certainty:
    found = [mention for mention in read_mentions(text, 0, language) if mention.hit.name == name]
    return found[-1].certainty if found else Certainty.NONE


@pytest.mark.parametrize(
    ("text", "name", "language", "certainty"),
    [
        ("A fire broke out in Lyon overnight.", "Lyon", "en", Certainty.WITHIN),
        ("He came from Lyon.", "Lyon", "en", Certainty.TOWARDS),
        ("The Lyon fire is out.", "Lyon", "en", Certainty.PLAIN),
        ("Friday's Lyon summit is on.", "Lyon", "en", Certainty.PLAIN),
        ("The mayor of Lyon spoke.", "Lyon", "en", Certainty.WITHIN),
        ("A storm hit Paris, Texas, on Monday.", "Paris", "en", Certainty.QUALIFIED),
        ("Fighting in northern Syria went on.", "Syria", "en", Certainty.WITHIN),
        ("An anti-China rally and a US-led force.", "US", "en", Certainty.PLAIN),
        ("An anti-China rally.", "China", "en", Certainty.PLAIN),
        ("Der Syrien-Konflikt dauert an.", "Syrien", "de", Certainty.PLAIN),
        ("Gestern hat Frankreich Truppen entsandt.", "Frankreich", "de", Certainty.PLAIN),
        ("Il vit à Lyon.", "Lyon", "fr", Certainty.WITHIN),
        ("Le maire de Lyon a parlé.", "Lyon", "fr", Certainty.WITHIN),
        ("L'Iran a répondu.", "Iran", "fr", Certainty.PLAIN),
    ],
)
def test_a_place(text: str, name: str, language: str, certainty: Certainty) -> None:
    assert _certainty(text, name, language) is certainty


@pytest.mark.parametrize(
    ("text", "name", "language"),
    [
        ("Then Paris Hilton left.", "Paris", "en"),
        ("The Lyon Gazette wrote about it.", "Lyon", "en"),
        ("On Monday President Lyon spoke.", "Lyon", "en"),
        ("Mr. Lyon and J. Lyon spoke.", "Lyon", "en"),
        ("The University of Lyon closed.", "Lyon", "en"),
        ("The Treaty of Lyon held.", "Lyon", "en"),
        ("Lyon, 45, is a nurse.", "Lyon", "en"),
        ("Write to desk@Paris or Paris.example.", "Paris", "en"),
        ("Team FC Lyon won.", "Lyon", "en"),
        ("Saint-Lyon and Lyon-Perrache.", "Lyon", "en"),
        ("Herr Lyon und der FC Lyon.", "Lyon", "de"),
        ("La gare de Lyon est fermée.", "Lyon", "fr"),
        ("La Banque de France a parlé.", "France", "fr"),
        ("Mme Lyon est venue.", "Lyon", "fr"),
        ("Un noyé dans la Vienne.", "Vienne", "fr"),
    ],
)
def test_no_place(text: str, name: str, language: str) -> None:
    assert _certainty(text, name, language) is Certainty.NONE


def test_a_line_of_capitals_says_little() -> None:
    assert is_title("Paris Attacks Shock France As Leaders Meet")
    assert not is_title("Paris attacks shock France as leaders meet")
    assert _certainty("Paris Attacks Shock France As Leaders Meet", "France") is Certainty.WEAK
    assert _certainty("Leaders Vow Revenge in Syria After Attacks", "Syria") is Certainty.WITHIN


def test_a_persons_name_is_told() -> None:
    (mention,) = read_mentions("Then Michael Jordan scored.", 0, "en")
    assert mention.person
