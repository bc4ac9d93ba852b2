"""What `copydesk held` prints of one thing that waits."""

from __future__ import annotations

from datetime import timedelta

import pytest

from streams.article import Hold
from streams.cli.held import block
from streams.kinds import HoldReason
from tests.articles import NOON, article

LATER = NOON + timedelta(hours=24)


@pytest.mark.parametrize(
    ("hold", "said"),
    [
        (
            Hold(HoldReason.DOUBTFUL, "8 % of the text that stands", LATER),
            "doubtful, since 2026-11-21 12:00:00 UTC; falls at 2026-11-22 12:00:00 UTC unless it is released",
        ),
        (
            Hold(HoldReason.DOUBTFUL, "8 % of the text that stands"),
            "doubtful, since 2026-11-21 12:00:00 UTC",
        ),
        (
            Hold(HoldReason.EMBARGO, "EMBARGOED", LATER),
            "embargo until 2026-11-22 12:00:00 UTC, since 2026-11-21 12:00:00 UTC",
        ),
    ],
)
def test_it_says_why_since_when_and_until_when(hold: Hold, said: str) -> None:
    first = next(block(article(hold=hold))).plain
    assert first.partition("  ")[2] == said
