"""Tags that are no language by ISO 639 are refused."""

from __future__ import annotations

import pytest

from streams.clean.tags import primary_tag


@pytest.mark.parametrize("declared", ["xq", "zzz", "utf", "x-default", "c", "mul", "en1", "qqq"])
def test_what_is_no_language_is_refused(declared: str) -> None:
    assert primary_tag(declared) == "und"


@pytest.mark.parametrize(
    ("declared", "tag"), [("nb", "no"), ("nob", "no"), ("nn-NO", "nn"), ("cmn-Hans", "zh"), ("fil", "tl")]
)
def test_codes_have_the_form_that_news_uses(declared: str, tag: str) -> None:
    assert primary_tag(declared) == tag
