"""What the names in a page's mark-up say."""

from __future__ import annotations

import pytest

from streams.intake.html import near
from streams.intake.html.marks import hints, pattern


@pytest.mark.parametrize("meaning", ["author", "date"])
@pytest.mark.parametrize(
    "name",
    [
        *(
            "articleAuthor",
            "AUTHOR",
            "byLine",
            "by-line",
            "autor",
            "autorName",
            "auteur",
            "verfasser",
            "vcard",
            "fn",
        ),
        *(
            "Reporter",
            "posted-by",
            "postedby",
            "username",
            "firma",
            "pub",
            "publ",
            "DATE",
            "post-meta",
            "data",
            "time",
        ),
        *(
            "article-_Meta",
            "published",
            "dateline",
            "col-md-6",
            "widget",
            "Timestamp",
            "entry-meta",
            "fecha",
            "",
        ),
    ],
)
def test_a_name_without_a_hint_means_nothing(meaning: str, name: str) -> None:
    assert hints(meaning).find_matches_as_indexes(name) or not pattern(meaning).search(name)


def test_most_names_are_known_at_a_glance(monkeypatch: pytest.MonkeyPatch) -> None:
    kind_of = vars(near)["_kind_of"].__wrapped__
    assert kind_of("class", "articleAuthor posted") == "both"
    monkeypatch.setattr(near, "_DATE", None)
    assert kind_of("class", "col-md-6 wide") == ""
    with pytest.raises(AttributeError):
        kind_of("class", "posted")


def test_a_pattern_that_needs_no_letters_has_no_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.intake.html.marks._marks", lambda: {"made-up": [r"\d+"]})
    with pytest.raises(ValueError, match="no letters"):
        hints.__wrapped__("made-up")
