"""How well an article fits a story of its slug."""

from __future__ import annotations

from typing import Any

import pytest

from streams.stories.likeness import Fit, fit_of, named_in, numbers_agree
from streams.stories.story import Story
from tests.articles import NOON, PARAGRAPHS, article
from tests.stories.room import Room

OTHER = tuple(paragraph[::-1] for paragraph in PARAGRAPHS)
FLASH = ("Rescuers found all nine crew of the trawler Marigold alive on Saturday, the coastguard said.",)


def stood(**changes: Any) -> tuple[Room, Story]:
    """A desk with one story."""
    room = Room()
    room.tell(article(uri="urn:w:1", **changes))
    story = room.ledger.get("urn:w:1")
    assert story is not None
    return room, story


def fit(headline: str | None = None, paragraphs: tuple[str, ...] = (), **before: Any) -> Fit:
    """How an article with that headline and text fits the story."""
    room, story = stood(**before)
    return fit_of(room.ledger, story, article(1, uri="urn:w:2", headline=headline, paragraphs=paragraphs))


@pytest.mark.parametrize(
    ("headline", "share"),
    [
        ("Harwich to close quay for repairs", 1.0),
        ("UPDATE 2-Harwich to close quay for repairs", 1.0),
        ("CORRECTED-(OFFICIAL)-Harwich to close quay for repairs", 1.0),
        ("Harwich quay shuts", 2 / 3),
        ("UPDATE 2-Harwich quay shuts", 2 / 3),
        ("Felixstowe opens a berth", 0.0),
        ("Harwich wins the cup", 0.0),  # one word in common is nothing in common
        (None, None),
    ],
)
def test_headlines_agree_in_their_words_whatever_mark_stands_above(
    headline: str | None, share: float | None
) -> None:
    assert fit(headline).headline == share


def test_texts_agree_by_their_sketches_and_short_ones_by_their_words() -> None:
    assert fit(paragraphs=PARAGRAPHS) == Fit(1.0, 1.0, None)
    part = fit(paragraphs=PARAGRAPHS[:2])
    assert part.text is not None
    assert part.text > 0.9 > part.same
    unlike = fit(paragraphs=OTHER)
    assert unlike.text is not None
    assert unlike.text <= 0.1
    assert fit(paragraphs=()).text is None


def test_a_flash_and_its_longer_version_share_words() -> None:
    room, story = stood(headline=None, paragraphs=FLASH)
    longer = article(1, uri="urn:w:2", headline=None, paragraphs=(*FLASH, "They had been adrift for a day."))
    assert (fit_of(room.ledger, story, longer).text or 0) > 0.9
    other = article(
        1,
        uri="urn:w:2",
        headline=None,
        paragraphs=("Mayor Ada Quill resigned on Saturday, her office said.",),
    )
    assert (fit_of(room.ledger, story, other).text or 0) <= 0.05
    mixed = article(
        1, uri="urn:w:2", headline=None, paragraphs=("The crew of a bus were found on Saturday.",)
    )
    assert (fit_of(room.ledger, story, mixed).text or 0) <= 0.05


def test_a_message_says_the_headline_of_the_story_that_it_means() -> None:
    _, story = stood()
    order = 'Please kill the story headlined "Harwich to close quay for repairs".'
    assert named_in(story, article(1, headline="MANDATORY KILL", paragraphs=(order,))) == 1.0
    assert named_in(story, article(1, headline="MANDATORY KILL", paragraphs=("Please kill it.",))) == 0.0
    assert named_in(Story("urn:w:1", NOON), article()) == 0.0


def test_two_results_in_one_template_have_other_numbers() -> None:
    _, story = stood(paragraphs=("The numbers were 4, 11, 23 and 31.", "One in 20,000 wins."))
    assert not numbers_agree(
        story, article(paragraphs=("The numbers were 7, 12, 19 and 28.", "One in 20,000 wins."))
    )
    assert numbers_agree(story, article(paragraphs=("The numbers were 4, 11, 23 and 31, it was said.",)))
    assert numbers_agree(story, article(paragraphs=("No number.",)))
