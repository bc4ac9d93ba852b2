"""What mail systems and press offices put around the copy of a mail, and copy that only looks like it."""

from __future__ import annotations

import pytest

from streams.intake.mail.furniture import without_furniture
from tests.linear import assert_linear, repeated

COPY = (
    "The weir at Oxmere will be rebuilt in May, the council said on Friday.",
    "Boats will go through the old lock meanwhile.",
    "“Nobody will be stranded,” said Jane Roe, who leads the council.",
)


def kept(*paragraphs: str) -> tuple[str, ...]:
    return without_furniture(paragraphs)[0]


@pytest.mark.parametrize(
    "banner",
    [
        "CAUTION: This email originated from outside of the organization. Do not click links.",
        "This message was sent from outside the company.",
        "ACHTUNG: Diese E-Mail kommt von außerhalb.",
        "Attention : ce courriel provient de l'extérieur.",
        "View this email in your browser",
        "Wird der Newsletter nicht richtig dargestellt? Hier klicken.",
        "Let op: deze e-mail komt van buiten.",
    ],
)
def test_banners_above(banner: str) -> None:
    assert kept(banner, *COPY) == COPY
    assert kept(*COPY, *COPY, banner)[-1] in (banner, COPY[-1])


@pytest.mark.parametrize(
    ("footer", "rule"),
    [
        (
            "This email and any attachments are confidential and intended solely for the addressee.",
            "mail-footer",
        ),
        (
            "If you have received this message in error, please notify the sender and delete it.",
            "mail-footer",
        ),
        ("Diese E-Mail enthält vertrauliche Informationen.", "mail-footer"),
        ("Ce message est confidentiel.", "mail-footer"),
        ("Questo messaggio contiene informazioni riservate.", "mail-footer"),
        ("You are receiving this because you subscribed to our releases.", "mail-footer"),
        ("Unsubscribe | Preferences", "mail-footer"),
        ("Sie erhalten diesen Newsletter, weil Sie sich angemeldet haben.", "mail-footer"),
        ("Pour vous désabonner, cliquez ici", "mail-footer"),
        ("Sent from my iPhone", "mail-footer"),
        ("Media contact: Ole Brandt, press@oxmere.example, +44 20 7946 0000", "press-contact"),
        ("For further information please contact Ole Brandt on 020 7946 0000", "press-contact"),
        ("Pressekontakt: Ole Brandt, Tel. 030 7946 0000", "press-contact"),
        ("Ufficio stampa: stampa@oxmere.example", "press-contact"),
    ],
)
def test_footers_and_whom_to_ask(footer: str, rule: str) -> None:
    found, removed = without_furniture((*COPY, footer))
    assert found == COPY
    assert [(each.rule, each.line, each.text) for each in removed] == [(rule, len(COPY), footer)]


@pytest.mark.parametrize(
    "opening",
    [
        ("PRESS RELEASE",),
        ("Press release", "For immediate release"),
        ("PRESS RELEASE For immediate release 21 November 2026",),
        ("Pressemitteilung",),
        ("Communiqué de presse - 21 novembre 2026",),
        ("NOTA DE PRENSA:",),
    ],
)
def test_what_a_press_office_writes_above(opening: tuple[str, ...]) -> None:
    found, removed = without_furniture((*opening, *COPY))
    assert found == COPY
    assert [each.text for each in removed] == list(opening)
    assert {each.rule for each in removed} == {"press-release"}


@pytest.mark.parametrize(
    "paragraph",
    [
        "Contacts between the two councils broke off in 2024-2025, the mayor said.",
        "Press releases were sent to 300 papers.",
        "Press release writers earn less than reporters, a study says.",
        "Caution is what the coastguard asks of swimmers.",
        "This message is one of hope, said the bishop.",
        "You are receiving less for your money than ten years ago.",
        "Media contacts: the list has no number.",
        "“This email is a fake,” the council said.",
        "Unsubscribing took him two years, he wrote, and cost the company a fine of four million pounds after a long dispute "
        "over whether a form with eleven pages could be called a simple way to leave, as the law asks of all who send such mails.",
    ],
)  # fmt: skip
def test_copy_that_looks_like_it(paragraph: str) -> None:
    assert kept(paragraph, *COPY) == (paragraph, *COPY)
    assert kept(*COPY, paragraph) == (*COPY, paragraph)


def test_only_the_ends_of_a_mail_are_looked_at_and_something_is_left() -> None:
    footer = "Unsubscribe"
    body = COPY * 8
    assert kept(*body[:6], footer, *body) == (*body[:6], footer, *body)
    assert kept(footer) == (footer,)
    assert kept("PRESS RELEASE") == ("PRESS RELEASE",)


@pytest.mark.long
@pytest.mark.parametrize(
    "unit", ["caution e-mail ", "press release ", "contact 0 ", "this email and attachments "]
)
def test_hostile_paragraphs_take_linear_time(unit: str) -> None:
    assert_linear(lambda text: without_furniture((text,) * 5), repeated(unit))
