"""What an item says beside its text: what ninjs has a place for in the item, the rest by the sender's own names."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from streams.intake.ninjs.fields import fold
from streams.intake.ninjs.said import as_texts, extra_of, sent_of
from streams.sent import AltId, Concept, Description


def test_what_ninjs_has_a_place_for() -> None:
    sent = sent_of(
        fold(
            {
                "title": "weir-4",
                "profile": "STD",
                "expires": "2026-12-01T00:00:00Z",
                "contentCreated": "2026-11-01T08:00:00Z",
                "altIds": [{"role": "cms", "value": "4711"}],
                "keywords": ["weir", " river ", 7],
                "usageTerms": ["No archives.", "Not in Oxmere."],
                "digitalSourceType": {
                    "uri": "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
                },
            }
        ),
        "en",
        (Description("For search", "seo"),),
    )
    assert (sent.title, sent.profile) == ("weir-4", "STD")
    assert (sent.expires, sent.content_created) == (
        datetime(2026, 12, 1, tzinfo=UTC),
        datetime(2026, 11, 1, 8, tzinfo=UTC),
    )
    assert sent.alt_ids == (AltId("4711", "cms"),)
    assert sent.keywords == ("weir", "river")
    assert sent.rights.usage_terms == ("No archives.", "Not in Oxmere.")
    assert sent.made_by == Concept(
        uri="http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
    )
    assert sent.descriptions == (Description("For search", "seo"),)
    assert sent.extra == {}


def test_what_superdesk_has_beside_the_standard() -> None:
    item: dict[str, Any] = {
        "service": [{"code": "d", "name": "Domestic"}],
        "priority": 6,
        "authors": [{"name": "Ada Holt", "role": "writer", "biography": "Has a boat."}],
        "extra": {"dek": "A short one", "boats": [1, 2]},
        "annotations": [{"id": 1, "type": "regular", "body": "<p>A weir is a wall.</p>"}],
        "evolvedfrom": "urn:newsml:mere.example:1",
        "rewrite_sequence": 2,
        "signal": [{"code": "cwarn", "name": "Content Warning"}],
        "headline": "read elsewhere",
        "body_html": "<p>read elsewhere</p>",
        "empty": [],
        "people": [{"name": "Ada Holt", "contactInfo": [{"type": "phone", "value": "+44 1"}]}],
    }
    assert extra_of(fold(item)) == {
        "service": ("Domestic (d)",),
        "priority": ("6",),
        "authors": ('{"name": "Ada Holt", "role": "writer", "biography": "Has a boat."}',),
        "extra.dek": ("A short one",),
        "extra.boats": ("1", "2"),
        "annotations": ('{"id": 1, "type": "regular", "body": "<p>A weir is a wall.</p>"}',),
        "evolvedfrom": ("urn:newsml:mere.example:1",),
        "rewritesequence": ("2",),
        "signal": ("Content Warning (cwarn)",),
    }


def test_half_of_an_object_is_worse_than_none() -> None:
    assert as_texts({"long": "x" * 19_000}) == ()
    assert len(as_texts("x" * 19_000)[0]) == 10_000
