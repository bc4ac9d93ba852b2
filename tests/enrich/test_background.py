"""Where a headline begins behind its editorial prefixes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.enrich.background import headline_start


@pytest.mark.parametrize(
    ("headline", "language", "rest"),
    [
        ("CORRECTED-Lock stays shut", "en", "Lock stays shut"),
        ("UPDATE 12-Lock stays shut", "en", "Lock stays shut"),
        ("REFILE-UPDATE 1-Lock stays shut", "en", "Lock stays shut"),
        ("Sailing-Norwegians lead", "en", "Norwegians lead"),
        ("EXPLAINER: Why the lock is shut", "en", "Why the lock is shut"),
        ("ROUNDUP 2: Schleuse bleibt zu", "de", "Schleuse bleibt zu"),
        ("RECTIFICATIF - L'écluse reste fermée", "fr", "L'écluse reste fermée"),
    ],
)
def test_a_prefix_is_passed(headline: str, language: str, rest: str) -> None:
    assert headline[headline_start(headline, language) :] == rest


@pytest.mark.parametrize(
    ("headline", "language"),
    [
        ("Rolls-Tavish shares fall", "en"),
        ("Flash-flood warning for the coast", "en"),
        ("Update-Flut legt Rechner lahm", "de"),
        ("Oslo: pilots walk out", "en"),
        ("UPDATE 1-", "en"),
        ("", "en"),
    ],
)
def test_a_headline_without_one_begins_at_once(headline: str, language: str) -> None:
    assert headline_start(headline, language) == 0


@given(st.text(max_size=60), st.sampled_from(["en", "de", "fr", "und"]))
def test_it_lies_within_the_headline_and_leaves_something(headline: str, language: str) -> None:
    start = headline_start(headline, language)
    assert 0 <= start <= len(headline)
    assert start == 0 or headline[start:].strip()
