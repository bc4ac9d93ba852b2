from __future__ import annotations

from typing import Any

import orjson
import pytest

from streams.article import Article
from streams.clusters.telling import dump_telling, load_telling, told_copy
from streams.clusters.telling import telling as read
from streams.events.codec import DUPLICATE, ENRICHED, to_event
from streams.kinds import Disposition, Signal
from streams.stages import enrich
from streams.verdict import Link, Verdict
from tests.articles import NOON, PARAGRAPHS, article

AT = NOON.timestamp() + 5


def event(made: Article, kind: str = ENRICHED) -> dict[str, Any]:
    plain = orjson.loads(orjson.dumps(to_event(made, kind), option=orjson.OPT_UTC_Z))
    assert isinstance(plain, dict)
    return plain


def enriched(**changes: Any) -> dict[str, Any]:
    verdict = changes.pop("verdict", {})
    return event(enrich(article(verdict=Verdict(Disposition.ENRICHED, **verdict), **changes)))


def test_an_enriched_article_is_read() -> None:
    found = read(enriched(version_created=NOON, version="2"), "urn:x", AT)
    assert found is not None
    assert (found.uri, found.source, found.language, found.version) == ("urn:x", "harbour-post", "en", "2")
    assert (found.arrived, found.received, found.updated, found.created) == (AT, AT - 5, AT - 5, AT - 5)
    assert found.headline == "Harwich to close quay for repairs"
    assert found.terms[0][0] in ("harwi", "quay", "close")
    assert [each.name for each in found.people] == ["Edith Crowe"]
    assert "place:https://sws.geonames.org" in "".join(key for key, _ in found.facts)
    assert (found.copy_of, found.origin, found.usable) == (None, "harbour", True)


def test_what_readers_may_not_have_says_nothing() -> None:
    verdict = Verdict(Disposition.KILLED, Signal.KILL)
    found = read(event(article(verdict=verdict, pub_status="canceled", paragraphs=())), "urn:x", AT)
    assert found is not None
    assert (found.usable, found.terms, found.headline, found.words) == (False, (), "", ())


def test_a_note_to_editors_takes_no_part() -> None:
    assert read(enriched(verdict={"signal": Signal.ADVISORY}), "urn:x", AT) is None


def test_a_senders_clock_that_is_ahead_does_not_count() -> None:
    late = NOON.replace(year=2027)
    found = read(enriched(version_created=late, first_created=late), "urn:x", AT)
    assert found is not None
    assert (found.created, found.updated) == (AT, AT)


def test_an_article_that_was_told_before_its_first_version_was_made_then() -> None:
    found = read(enriched(version_created=NOON, first_created=NOON.replace(hour=8)), "urn:x", AT)
    assert found is not None
    assert found.updated - found.created == 4 * 3600


def test_the_same_event_is_known_again_and_another_is_not() -> None:
    one, again, other = (
        read(each, "urn:x", at)
        for each, at in ((enriched(), AT), (enriched(), AT + 9), (enriched(headline="Another"), AT))
    )
    assert one is not None
    assert again is not None
    assert other is not None
    assert one.event == again.event != other.event


@pytest.mark.parametrize(
    ("changes", "origin"),
    [
        ({}, "harbour"),
        ({"credit": "Meridian News"}, "meridian"),
        ({"credit": "mer/lw"}, "mer"),
        ({"verdict": {"of": "urn:o", "method": "near"}}, None),
    ],
)
def test_who_reported_it(changes: dict[str, Any], origin: str | None) -> None:
    found = read(enriched(**changes), "urn:x", AT)
    assert found is not None
    assert found.origin == origin


@pytest.mark.parametrize(("share", "origin"), [(0.9, None), (0.1, "harbour")])
def test_what_is_mostly_anothers_words_is_no_report_of_its_own(share: float, origin: str | None) -> None:
    link = Link("urn:o", "wire", share, share, "holds")
    found = read(enriched(verdict={"links": (link,)}), "urn:x", AT)
    assert found is not None
    assert (found.origin, found.copy_of) == (origin, None)


def test_a_duplicate_is_a_copy_and_a_repeat_is_none() -> None:
    copied = Verdict(Disposition.DUPLICATE, of="urn:o", method="near")
    found = told_copy(event(article(verdict=copied), DUPLICATE), "urn:x", AT)
    assert found is not None
    assert (found.copy_of, found.origin) == ("urn:o", None)
    for disposition in (Disposition.REPEAT, Disposition.STALE, Disposition.KILLED, Disposition.SIGNAL):
        verdict = Verdict(disposition, of="urn:o")
        assert told_copy(event(article(verdict=verdict), DUPLICATE), "urn:x", AT) is None


def test_the_dateline_is_no_part_of_the_text() -> None:
    paragraphs = ("HARWICH, England, Nov 21 (Tidewater) - The quay closes on Monday.", *PARAGRAPHS)
    found = read(enriched(paragraphs=paragraphs), "urn:x", AT)
    assert found is not None
    assert "tidew" not in dict(found.terms)
    assert "21" not in found.numbers


def test_what_waits_comes_back_as_it_was() -> None:
    found = read(enriched(), "urn:x", AT)
    assert found is not None
    assert load_telling(orjson.loads(orjson.dumps(dump_telling(found)))) == found
