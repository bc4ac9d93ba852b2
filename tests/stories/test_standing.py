"""The events that have no text: they say which uri must not be used, why, since when, and because of what."""

from __future__ import annotations

from datetime import timedelta
from operator import attrgetter

from streams.kinds import Disposition, Format, Signal
from streams.stories.standing import standing
from streams.stories.story import Story, card_of
from streams.verdict import Verdict
from tests.articles import NOON, article, origin

VERDICT = Verdict(Disposition.KILLED, Signal.KILL)
LATER = NOON + timedelta(hours=1)


def test_the_event_has_the_story_s_own_card_and_the_place_words_and_time_of_its_cause() -> None:
    told = article(
        slugline="HARWICH-QUAY", url="https://post.example/x", version="3", ed_note="Eds: with photo"
    )
    story = Story(told.uri, NOON, card=card_of(told))
    event = standing(story, "canceled", origin(9, minutes=60), VERDICT, "Wrong harbour.", LATER)
    kept = attrgetter("uri", "source", "format", "language", "headline", "header.slugline", "url")
    assert kept(event) == kept(told)
    assert (event.pub_status, event.header.ed_note, event.revision.version_created) == (
        "canceled",
        "Wrong harbour.",
        LATER,
    )
    assert (event.origin, event.verdict, event.signal) == (origin(9, minutes=60), VERDICT, Signal.KILL)
    assert (event.paragraphs, event.revision.version, event.stages) == ((), None, {})


def test_of_a_story_without_a_text_nothing_is_made_up() -> None:
    event = standing(Story("urn:w:1", NOON), "canceled", origin(9), VERDICT, None, LATER)
    assert (event.uri, event.source, event.format, event.language) == (
        "urn:w:1",
        "unknown",
        Format.TEXT,
        "und",
    )
    assert (event.headline, event.header.slugline, event.url, event.header.ed_note) == (
        None,
        None,
        None,
        None,
    )
