"""Two events field by field: what is no difference, and how one reads."""

from __future__ import annotations

from typing import Any

from streams.history.replay.fields import Difference, differences
from tests.articles import PARAGRAPHS

TEXT = "\n\n".join(PARAGRAPHS)


def event(text: str = TEXT, *, verdict: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    item = {
        "uri": "u",
        "headlines": [{"role": "main", "value": "Quay to close"}],
        "bodies": [
            {"contentType": "text/plain", "value": text},
            {"contentType": "text/html", "value": f"<p>{text}</p>"},
        ],
        "people": [{"name": "Edith Crowe"}],
    }
    desk = {
        "verdict": {"disposition": "enriched", "signal": "new", **(verdict or {})},
        "stages": {"clean": "2026-01-01T00:00:00Z"},
        "people": [{"name": "Edith Crowe", "evidence": {"paragraph": 3, "start": 5}}],
        "content_hash": "aa",
    }
    for path, value in changes.items():
        part, _, name = path.partition("__")
        (item if part == "item" else desk)[name] = value
    return {"item": item, "desk": desk}


def names(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    return [each.field for each in differences(one, other)]


def test_when_the_stages_worked_is_no_difference() -> None:
    assert (
        names(event(), event(desk__stages={"clean": "2026-02-02T00:00:00Z"}, desk__content_hash="bb")) == []
    )


def test_the_body_is_told_by_the_words_where_two_texts_part() -> None:
    (found,) = differences(event(), event(TEXT.replace("eleven of the forty", "twelve of the forty")))
    assert found.field == "body"
    assert (
        found.desk
        == "… Saturday. Inspectors found cracks in [eleven] of the forty piles that carry …".replace(
            "… Saturday.", "… on Saturday."
        )
    )
    assert found.replay is not None
    assert "[twelve]" in found.replay


def test_what_was_added_and_what_is_gone_stands_in_brackets() -> None:
    (longer,) = differences(event("a b c"), event("a b x y c"))
    assert (longer.desk, longer.replay) == ("a b [] c", "a b [x y] c")
    (cut,) = differences(event("a a a"), event("a a"))
    assert (cut.desk, cut.replay) == ("a a [a]", "a a []")


def test_another_break_of_paragraphs_is_no_other_body() -> None:
    assert names(event("a\n\nb"), event("a b")) == ["body.paragraphs"]


def test_markup_alone_is_told_as_such() -> None:
    other = event()
    other["item"]["bodies"][1]["value"] = "<p><em>x</em></p>"
    assert names(event(), other) == ["body.xhtml"]


def test_where_a_name_stood_is_told_only_in_the_same_text() -> None:
    moved = [{"name": "Edith Crowe", "evidence": {"paragraph": 2, "start": 5}}]
    assert names(event(), event(desk__people=moved)) == ["desk.people"]
    assert names(event(), event("Other words.", desk__people=moved)) == ["body"]


def test_of_a_list_what_only_one_side_has_is_told_and_the_item_s_is_enough() -> None:
    more = [{"name": "Edith Crowe"}, {"name": "Ida Tarn"}]
    assert differences(event(), event(item__people=more, desk__people=more)) == [
        Difference("item.people", None, "Ida Tarn")
    ]


def test_the_decision_comes_first() -> None:
    other = event("Other.", verdict={"signal": "update", "supersedes": "3", "kill": {"uri": "k"}})
    assert names(event(), other) == ["signal", "decision.kill", "decision.supersedes", "body"]


def test_of_another_disposition_what_was_enriched_is_not_told() -> None:
    other = event(verdict={"disposition": "duplicate", "of": "o"}, item__people=None)
    assert names(event(), other) == ["disposition", "decision.of"]


def test_a_dead_letter_and_an_article() -> None:
    dead = {"disposition": "dead", "reason": "no_article", "stage": "clean"}
    found = differences(dead, event())
    assert found[0] == Difference("disposition", "dead", "enriched")
    assert Difference("reason", "no_article", None) in found
    assert names(dead, {**dead, "reason": "deadline"}) == ["reason"]


def test_a_list_that_is_empty_says_no_more_than_one_that_a_dead_letter_lacks() -> None:
    dead = {"disposition": "dead", "reason": "no_article", "stage": "clean"}
    told = names(event(verdict={"links": [], "takes": []}), dead)
    assert told == [name for name in told if not name.startswith("decision.")]


def test_long_values_are_cut() -> None:
    (found,) = differences(event(), event(desk__credit="x" * 1000))
    assert found.replay is not None
    assert len(found.replay) == 200
