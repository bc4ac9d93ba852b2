from __future__ import annotations

from datetime import timedelta

import pytest

from streams.article import Article, Hold
from streams.clean.signals import is_message, with_standing
from streams.kinds import HoldReason, Signal
from tests.articles import NOON, article

LATER = NOON + timedelta(hours=3)


def standing(**changes: object) -> Article:
    return with_standing(article(**changes))  # type: ignore[arg-type]


def bare(**changes: object) -> Article:
    return standing(headline=None, paragraphs=(), **changes)


def test_an_ordinary_article_has_no_signal_and_no_hold() -> None:
    found = standing()
    assert (found.signal, found.hold, is_message(found)) == (None, None, False)


def test_the_format_comes_before_the_copy() -> None:
    assert standing(pub_status="canceled", headline="CORRECTED-Harwich to close quay").signal is Signal.KILL
    found = standing(pub_status="withheld", ed_note="Legal check.")
    assert found.hold == Hold(HoldReason.WITHHELD, "Legal check.")


@pytest.mark.parametrize(
    ("status", "signal"),
    [("canceled", Signal.KILL), ("withheld", Signal.HOLD), ("usable", Signal.RELEASE)],
)
def test_an_item_without_a_text_is_a_message(status: str, signal: Signal) -> None:
    found = bare(pub_status=status)
    assert found.signal is signal
    assert is_message(found)


def test_an_embargo_holds_until_its_time_and_one_that_is_over_does_not() -> None:
    assert standing(embargoed=LATER).hold == Hold(HoldReason.EMBARGO, f"until {LATER.isoformat()}", LATER)
    assert standing(embargoed=NOON).hold is None
    assert standing(minutes=181, embargoed=LATER).hold is None


def test_an_embargo_in_words_holds_too_and_of_two_the_later_counts() -> None:
    words = "EMBARGOED UNTIL 1600 GMT, Nov 21"
    found = standing(ed_note=words)
    assert found.hold is not None
    assert (found.hold.reason, found.hold.until) == (HoldReason.EMBARGO, NOON + timedelta(hours=4))
    both = standing(ed_note=words, embargoed=LATER)
    assert both.embargo.until == NOON + timedelta(hours=4)


def test_an_embargo_that_cannot_be_understood_holds_without_an_end() -> None:
    found = standing(embargo_words="when the minister rises")
    assert found.hold == Hold(HoldReason.UNCLEAR_EMBARGO, "when the minister rises")
    found = standing(ed_note="EMBARGOED UNTIL MIDNIGHT SUNDAY")
    assert found.hold is not None
    assert found.hold.reason is HoldReason.UNCLEAR_EMBARGO


def test_a_hold_with_the_whole_text_is_an_article_and_a_bare_one_a_message() -> None:
    whole = standing(signal=Signal.HOLD)
    assert whole.hold is not None
    assert not is_message(whole)
    note = standing(signal=Signal.HOLD, headline="HOLD-Harwich quay", paragraphs=("Please hold the story.",))
    assert is_message(note)


def test_a_short_withheld_item_is_an_article() -> None:
    flash = standing(pub_status="withheld", signal=Signal.HOLD, paragraphs=())
    assert not is_message(flash)


def test_the_country_of_the_url_tells_whose_clock_an_embargo_means() -> None:
    words = "SOUS EMBARGO JUSQU'AU 24 novembre à 18h00"
    here = standing(ed_note=words, language="fr", url="https://journal.example/1")
    there = standing(ed_note=words, language="fr", url="https://lejournal.ca/1")
    assert here.hold is not None and here.hold.reason is HoldReason.EMBARGO
    assert there.hold is not None and there.hold.reason is HoldReason.UNCLEAR_EMBARGO
