"""Kills that name their story in their own words, from the document's bytes to what is canceled."""

from __future__ import annotations

from typing import Any

import pytest

from streams.stages import new_ledger
from streams.stories.ledger import Ledger
from tests.stories.test_strangers_documents import BODY, LIE, ninjs, noticed, passed, told

TIN = (
    "Prices for tin rose in Oder on Friday after a smelter shut down for want of coal, its owners said. A tonne cost "
    "31,400 crowns in the evening, the highest since March, and traders expect that it will take weeks to reopen."
)


@pytest.fixture
def ledger() -> Ledger:
    ledger = new_ledger()
    for number, (headline, body, slug) in enumerate(
        [
            ("Selby to rebuild quay", BODY, "HARBOURS"),
            ("Oder denies plan for quay", LIE, "HARBOURS"),
            ("Tin at its highest since March", TIN, "TIN"),
        ]
    ):
        told(ledger, number, ninjs(f"urn:w:{number}", headline, body, slugline=slug), "wire")
    return ledger


def killed(ledger: Ledger, text: str, headline: str = "MANDATORY KILL", **more: Any) -> dict[str, str]:
    """Which of the stories readers are told about, and what, by a kill under a uri of its own."""
    outs = told(ledger, 9, ninjs("urn:w:9", headline, text, **more), "wire")
    assert len(noticed(outs)) == (len(passed(outs)) != 1)
    return dict(passed(outs))


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("Kill story slugged TIN.", {}),
        ("Please kill the story slugged TIN, headlined “Tin at its highest since March”.", {}),
        ("Editors: please kill this story at once.", {"slugline": "TIN"}),
        (
            "Editors: please kill this story at once.",
            {"slugline": "TIN", "headline": "KILL - Tin at its highest since March"},
        ),
    ],
)
def test_the_story_that_is_named_is_killed(ledger: Ledger, text: str, more: dict[str, Any]) -> None:
    assert killed(ledger, text, **more) == {"urn:w:2": "canceled"}


@pytest.mark.parametrize(
    ("text", "withheld"),
    [
        ("Kill story slugged HARBOURS.", {"urn:w:0", "urn:w:1"}),
        ("Kill story slugged TIN, headlined “Selby to rebuild quay”.", {"urn:w:0", "urn:w:2"}),
    ],
)
def test_what_may_mean_several_kills_none(ledger: Ledger, text: str, withheld: set[str]) -> None:
    assert killed(ledger, text) == dict.fromkeys(withheld, "withheld")


@pytest.mark.parametrize("text", ["Kill all stories.", "Kill story slugged *.", "Kill story slugged ."])
def test_a_kill_for_everything_kills_nothing(ledger: Ledger, text: str) -> None:
    assert killed(ledger, text) == {}
