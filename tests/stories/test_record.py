"""Stories as bytes: what was written is read, also by later versions, and what is none of ours is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.article import Hold
from streams.kinds import Disposition, HoldReason, Signal
from streams.sent import Concept, Rights, Sent
from streams.stories.record import (
    FORMAT,
    Facts,
    NewerFormatError,
    Stamp,
    Text,
    facts_of,
    pack,
    read_facts,
    read_story,
    stamp_of,
)
from streams.stories.story import Replaced, Story, card_of, raw_of, version_of
from streams.verdict import Kill, Verdict, Wording
from tests.articles import NOON, article

#: A record of format 2 as it lies in changelogs: every later version must read it.
FIXTURE = Path(__file__).parent / "data" / "record-2.bin"


def full() -> Story:
    """A story with something in every field."""
    verdict = Verdict(Disposition.ENRICHED, Signal.UPDATE, supersedes="1", takes=(1, 2))
    first = article(version="1", aliases=("urn:alias:1",), verdict=verdict, reads="0" * 32)
    held = article(1, version="2", hold=Hold(HoldReason.EMBARGO, "EMBARGOED", NOON + timedelta(hours=1)))
    return Story(
        uri=first.uri,
        seen=NOON + timedelta(microseconds=7),
        versions=(version_of(first, verdict), replace(version_of(held, verdict), text=False, hold=held.hold)),
        card=card_of(first),
        parts=(first,),
        held=(held,),
        kill=None,
        withdrawn="articles.raw/0/9",
        aliases=("urn:alias:1",),
        slug="slug:post|HARWICH",
        replaced=(Replaced(raw_of(first.origin), Wording("Before", ("One.", "Two."))),),
    )


TEXTS = (Text("urn:a:1", NOON, b"\x00\x01" * 9), Text("urn:a:1 0123456789abcdef", NOON, b"x"))


def record(story: Story | None = None) -> bytes:
    story = story or full()
    return pack(Stamp(3, 99), story, facts_of(story, TEXTS))


def test_what_was_written_is_read() -> None:
    assert stamp_of(record()) == Stamp(3, 99)
    assert read_story(record()) == full()
    assert read_facts(record()) == facts_of(full(), TEXTS)


def test_the_facts_say_what_a_story_is_found_by() -> None:
    assert facts_of(full(), TEXTS) == Facts(
        seen=NOON + timedelta(microseconds=7),
        waiting=True,
        until=NOON + timedelta(hours=1),
        killed=False,
        links=(),
        names=(
            "urn:alias:1",
            "slug:post|HARWICH",
            "lately:harbour-post\nHarwich to close quay for repairs",
        ),
        texts=TEXTS,
    )
    kill = Kill("urn:k:1", "articles.raw/0/3", NOON)
    killed = facts_of(replace(full(), kill=kill))
    assert (killed.killed, killed.waiting, killed.until) == (True, False, None)


def test_a_record_that_lies_in_a_changelog_is_read_by_this_version() -> None:
    kept = FIXTURE.read_bytes()
    # It was written before a version said how it reads.
    versions = tuple(replace(version, reads=None) for version in full().versions)
    assert read_story(kept) == replace(full(), versions=versions)
    # What was published lately is listed since.
    assert read_facts(kept) == replace(facts_of(full(), TEXTS), names=("urn:alias:1", "slug:post|HARWICH"))
    assert stamp_of(kept) == Stamp(3, 99)


def test_subjects_and_rights_of_the_format_before_stand_where_they_do_now() -> None:
    story = read_story((FIXTURE.parent / "record-3.bin").read_bytes())
    assert story.parts[0].sent == Sent(
        subjects=(Concept("economy", "http://cv.iptc.org/newscodes/mediatopic/04000000"), Concept("ports")),
        rights=Rights("Post", "© Post", ("None.",)),
    )


def test_the_flat_articles_of_the_format_before_are_read() -> None:
    assert read_story((FIXTURE.parent / "record-4.bin").read_bytes()) == full()


def test_a_record_of_a_newer_version_is_refused_with_a_sentence() -> None:
    newer = bytes([FORMAT + 1]) + record()[1:]
    for read in (stamp_of, read_facts, read_story):
        with pytest.raises(NewerFormatError, match="a newer version has written here; run that one"):
            read(newer)


@pytest.mark.parametrize("garbage", [b"", b"\0" * 40, b'{"seen": 1}\nabc', b"\x01" * 100, record()[:20]])
def test_what_is_no_record_is_refused(garbage: bytes) -> None:
    for read in (stamp_of, read_facts, read_story):
        with pytest.raises(ValueError):
            read(garbage)


@given(st.integers(0, len(record()) - 1))
def test_a_record_that_was_cut_short_is_refused(length: int) -> None:
    with pytest.raises(ValueError):
        read_story(record()[:length])


@given(st.binary(max_size=200))
def test_no_bytes_are_read_as_something_else(garbage: bytes) -> None:
    try:
        read_facts(garbage)
    except ValueError:
        pass
    else:
        raise AssertionError("read")


def test_the_order_of_stamps_is_that_of_writers_and_then_of_their_records() -> None:
    assert Stamp(2, 1) > Stamp(1, 99) > Stamp(1, 2)
