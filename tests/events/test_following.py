from __future__ import annotations

from typing import Any

import pytest

from streams.events.filters import OF_STORIES, Filter
from streams.events.following import Following, Ruling
from streams.kinds import Signal
from tests.web.records import Record, canceled, merged, published, together, withdrawn

CORRECTED = {"signal": Signal.CORRECTION}


def rule(following: Following, record: Record) -> Ruling | None:
    assert record.value is not None
    return following.rule(dict(record.headers), record.value)


def asked(**table: str) -> Following:
    return Following(Filter.from_table(table))


def test_without_a_filter_all_is_let_through() -> None:
    following = asked()
    assert rule(following, published()) is rule(following, canceled()) is Ruling.MATCH


@pytest.mark.parametrize(
    "table", [{"language": "fr"}, {"text": "ferries"}, {"place": "Oslo"}, {"source": "wire"}]
)
def test_of_what_he_was_given_he_learns_everything(table: dict[str, str]) -> None:
    following = asked(**table)
    fields: dict[str, Any] = {"language": "fr", "located": "Oslo", "headline": "Ferries"}
    assert rule(following, published(**fields)) is Ruling.MATCH
    stranger: dict[str, Any] = {"language": "de", "headline": "Fähren", "source": "paper"}
    assert rule(following, published(offset=2, signal=Signal.UPDATE, **stranger)) is Ruling.FOLLOWED
    assert rule(following, withdrawn()) in (Ruling.FOLLOWED, Ruling.MATCH)
    assert rule(following, canceled(**stranger)) is Ruling.FOLLOWED


def test_of_what_never_was_for_him_he_learns_nothing() -> None:
    following = asked(language="fr")
    assert rule(following, published()) is None
    assert rule(following, published(offset=2, signal=Signal.CORRECTION)) is None
    assert rule(following, canceled()) is None


def test_a_version_that_is_for_him_begins_it() -> None:
    following = asked(language="fr")
    assert rule(following, published()) is None
    assert rule(following, published(offset=2, language="fr", signal=Signal.UPDATE)) is Ruling.MATCH
    assert rule(following, canceled()) is Ruling.FOLLOWED


def test_messages_about_what_nobody_remembers_pass() -> None:
    for message in (canceled(), withdrawn(), _later(published(signal=Signal.CORRECTION))):
        following = asked(language="fr")
        assert rule(following, message) is Ruling.UNKNOWN
        assert rule(following, _later(published(signal=Signal.UPDATE))) is Ruling.FOLLOWED


def test_an_update_of_what_nobody_remembers_is_no_message() -> None:
    assert rule(asked(language="fr"), _later(published(signal=Signal.UPDATE))) is None


def test_a_text_that_was_let_out_again_may_have_been_given() -> None:
    """It looks like the first of its article, but something of it was out before."""
    following = asked(language="fr")
    assert rule(following, published(release="articles.raw/0/7")) is None
    assert rule(following, canceled()) is Ruling.UNKNOWN


def test_a_uri_never_changes() -> None:
    following = asked(uri="urn:b")
    assert rule(following, canceled("urn:a")) is None
    assert rule(following, canceled("urn:b1")) is Ruling.MATCH


def test_the_memory_is_bounded_and_forgets_to_the_safe_side() -> None:
    following = Following(Filter.from_table({"language": "fr"}), most=2)
    for number in range(4):
        rule(following, published(f"urn:{number}", language="fr"))
        rule(following, published(f"urn:not:{number}"))
    assert rule(following, canceled("urn:0")) is Ruling.UNKNOWN
    assert rule(following, canceled("urn:not:0")) is Ruling.UNKNOWN
    assert rule(following, canceled("urn:not:3")) is None
    assert len(following._given) == len(following._kept_from) == 2


def test_a_text_cannot_say_that_it_is_the_first() -> None:
    words = '"supersedes":null "release":null "retold":null "corrected":null'
    following = asked(language="fr")
    assert rule(following, _later(published(headline=words))) is None
    assert rule(following, canceled()) is Ruling.UNKNOWN


def test_stories() -> None:
    following = Following(Filter.from_table({"language": "fr"}, OF_STORIES))
    assert rule(following, _typed(together("urn:a", number=1))) is None
    assert rule(following, _typed(together("urn:b", number=2, languages=["fr"]))) is Ruling.MATCH
    assert rule(following, _typed(together("urn:b", number=2))) is Ruling.FOLLOWED
    assert rule(following, _typed(together("urn:a", number=1, status="over"))) is None
    assert rule(following, _typed(merged(3, into=1))) is Ruling.UNKNOWN
    assert rule(following, _typed(together(number=4, status="over"))) is Ruling.UNKNOWN


def test_a_value_that_is_none_of_ours_is_told() -> None:
    with pytest.raises(ValueError, match="not an event of copydesk"):
        asked(text="a").rule({}, b"{}")


def _later(record: Record) -> Record:
    """The same as an event of a later version."""
    assert record.value is not None
    record.headers[:] = [each for each in record.headers if each[0] != "x"]
    value = record.value.replace(b'"supersedes":null', b'"supersedes":"1"')
    return Record(record.topic, record.key, value, record.headers, record.timestamp)


def _typed(record: Record) -> Record:
    """A story with the headers that its agent writes."""
    kind = b"copydesk.story.merged.v1" if b'"into"' in (record.value or b"") else b"copydesk.story.v1"
    status = [("status", b"new")] if kind == b"copydesk.story.v1" else []
    headers = [("ce_type", kind), ("ce_subject", record.key or b""), *status]
    return Record(record.topic, record.key, record.value, headers, record.timestamp)
