"""What an article is, relative to what went before it: its own word, its version's, or nobody's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from streams.kinds import Disposition, Format, Signal
from streams.stories.signal import signal_of
from streams.stories.story import version_of
from streams.verdict import Verdict
from tests.articles import NOON, article

BEFORE = version_of(article(version="1", version_created=NOON), Verdict(Disposition.ENRICHED))


@pytest.mark.parametrize(
    ("format", "version", "seconds", "signal"),
    [
        (Format.NINJS, "2", 0, Signal.UPDATE),
        (Format.NINJS, "1", 0, Signal.SILENT_EDIT),
        (Format.NINJS, "1", 1, Signal.UPDATE),
        (Format.NINJS, None, 0, Signal.SILENT_EDIT),
        (Format.NINJS, None, 1, Signal.UPDATE),
        (Format.NINJS, None, -1, Signal.SILENT_EDIT),
        (Format.HTML, None, 1, Signal.SILENT_EDIT),
        (Format.HTML, "2", 0, Signal.UPDATE),
        (Format.FEED, None, 1, Signal.SILENT_EDIT),
    ],
)
def test_a_new_number_is_an_update_and_a_new_date_is_one_on_a_wire(
    format: Format, version: str | None, seconds: int, signal: Signal
) -> None:
    made = NOON + timedelta(seconds=seconds)
    assert signal_of(article(1, format=format, version=version, version_created=made), BEFORE, True) is signal


def test_when_the_broker_took_it_is_no_word_about_a_change() -> None:
    assert signal_of(article(1, minutes=9, format=Format.NINJS), BEFORE, True) is Signal.SILENT_EDIT


def test_its_own_word_counts_before_its_take_and_that_before_its_version() -> None:
    assert (
        signal_of(article(signal=Signal.CORRECTION, take=2, version="2"), BEFORE, True) is Signal.CORRECTION
    )
    assert signal_of(article(take=2, version="2"), BEFORE, True) is Signal.TAKE


def test_the_first_text_is_new_and_the_first_of_its_kind_in_a_known_story_an_update() -> None:
    assert signal_of(article(), None, False) is Signal.NEW
    assert signal_of(article(), None, True) is Signal.UPDATE
