"""IPTC's own test suite for ninjs, all versions, and its samples: what the desk makes of each document."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from streams.article import Article, Dropped
from streams.events import codec
from streams.kinds import Disposition, Reason, Signal
from streams.stages import clean, enrich
from streams.verdict import Verdict
from tests.articles import raw
from tests.shared import SHARED, each_of, shared

SUITE = SHARED / "iptc" / "ninjs" / "suite"

#: What becomes of documents that break the rules of their version. Those that name an article and have copy are
#: mended: the field that is wrong is none that matters to the text.
SHOULD_FAIL: dict[str, Reason | str] = {
    "1.0/001_no_uri_declared": Reason.NO_ARTICLE,  # an empty object
    "1.0/002_type_invalid": Reason.NOT_TEXT,
    "1.0/003_malformed_property": Reason.NO_ARTICLE,  # these name an item, and hold nothing
    "1.0/004_representationtype_invalid": Reason.NO_ARTICLE,
    "1.0/005_profile_must_be_string": Reason.NO_ARTICLE,
    "1.0/006_version_must_be_string": Reason.NO_ARTICLE,
    "1.0/007_pubstatus_cancelled": "message",  # British spelling, and a kill all the same
    "1.0/008_usageterms_object": Reason.NO_ARTICLE,
    "1.0/009_body_text_with_cr": Reason.INVALID_DOCUMENT,  # JSON has no line breaks in strings
    "1.0/010_body_must_be_string": Reason.INVALID_DOCUMENT,  # no JSON: a comma is missing
    "1.0/011_description_must_be_string": Reason.INVALID_DOCUMENT,
    "1.0/012_location_not_object": Reason.INVALID_DOCUMENT,
    "1.0/013_person_not_string": Reason.NO_ARTICLE,
    "1.0/014_type_component": Reason.NOT_TEXT,
    "1.0/015_pubstatus_commissioned": Reason.NOT_TEXT,  # planned, not written yet
    "1.0/016_infosource": Reason.NO_ARTICLE,
    "1.0/017_description_extension": Reason.NO_ARTICLE,
    "2.1/001_bad_association": "article",  # associations are not read
    "2.1/002_good_association_but_no_name": "article",
    "2.1/003_good_association_but_no_uri": "article",
    "2.1/004_bad_rights": Reason.NO_ARTICLE,  # a title, no headline and no body
    "3.0/001_bad_geojson": Reason.NOT_TEXT,
    "3.0/001_bad_toplevel": Reason.NO_ARTICLE,
    "3.0/002_bad_association": "article",
    "3.0/003_event_with_conflicting_start": Reason.NOT_TEXT,
    "3.0/004_event_with_renditions": Reason.NOT_TEXT,
    "3.0/004_invalid_truncated_date": Reason.NOT_TEXT,
    "3.0/005_planned_coverage_bad_urgency": Reason.NOT_TEXT,
    "3.0/006_bad_urgency": Reason.NO_ARTICLE,
    "3.1/001_bad_digital_source": Reason.NO_ARTICLE,
}


def name_of(path: Path) -> str:
    return f"{path.parent.parent.name}/{path.stem}"


def outcome(path: Path) -> Article | Dropped:
    """What the stages make of a document. An article becomes a valid event, and is the same read back."""
    (found,) = clean(raw(path.read_bytes(), content_type="application/ninjs+json"))
    if isinstance(found, Article) and (found.headline or found.paragraphs):
        judged = replace(found, verdict=Verdict(Disposition.ENRICHED))
        event = codec.encode(enrich(judged), codec.ENRICHED)
        back = codec.decode(event)
        assert (back.uri, back.headline, back.paragraphs) == (found.uri, found.headline, found.paragraphs)
    return found


def expected_of(item: dict[str, Any]) -> Reason | str:
    """What a desk editor would do with an item that satisfies its schema."""
    kind = item.get("type", "text")
    copy = any(item.get(key) for key in item if key.startswith(("headline", "body", "bodies")))
    status = item.get("pubstatus", item.get("pubStatus"))
    if kind not in ("text", "composite") or "eventDetails" in item or "plannedCoverage" in item:
        return Reason.NOT_TEXT
    if kind == "composite" and not any(key.startswith(("body", "bodies")) for key in item):
        return Reason.NOT_TEXT
    if copy:
        return "article"
    return "message" if status and "renditions" not in item else Reason.NO_ARTICLE


def is_as_expected(found: Article | Dropped, expected: Reason | str) -> bool:
    if isinstance(found, Dropped):
        return found.reason is expected
    has_copy = bool(found.headline or found.paragraphs)
    messages = (Signal.KILL, Signal.HOLD, Signal.RELEASE)
    return expected == ("article" if has_copy else "message") and (has_copy or found.signal in messages)


@pytest.mark.parametrize("path", each_of("iptc/ninjs/suite", "*/should_pass/*.json"))
def test_documents_that_satisfy_their_schema(path: Path) -> None:
    found = outcome(path)
    assert is_as_expected(found, expected_of(json.loads(path.read_bytes()))), found


@pytest.mark.parametrize("path", each_of("iptc/ninjs/suite", "*/should_fail/*.json"))
def test_documents_that_break_their_schema(path: Path) -> None:
    assert is_as_expected(found := outcome(path), SHOULD_FAIL[name_of(path)]), found


@pytest.mark.parametrize("path", each_of("wire/ninjs", "*.json"))
def test_samples(path: Path) -> None:
    item = json.loads(path.read_bytes())
    found = outcome(path)
    assert is_as_expected(found, expected_of(item)), found
    if isinstance(found, Article):
        assert found.uri == item["uri"]
        assert found.headline
        assert found.paragraphs or not item.get("bodies")


def test_the_suite_is_here_and_whole() -> None:
    shared("iptc/ninjs/suite")
    assert {name_of(path) for path in SUITE.glob("*/should_fail/*.json")} == set(SHOULD_FAIL)
