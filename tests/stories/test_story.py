"""What a story knows of itself: which versions it forgets, what waits, whom it copies, and when it began."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from streams.article import Article, Hold, Origin
from streams.kinds import Disposition, HoldReason, Signal
from streams.stories.story import VERSIONS, Story, Version, newest_of, raw_of, version_of
from streams.verdict import Kill, Verdict
from tests.articles import NOON, article, origin

ENRICHED = Verdict(Disposition.ENRICHED)
KILL = Kill("urn:w:1", "articles.raw/0/9", NOON)


def version(number: int, *, text: bool = True, **changes: object) -> Version:
    made = version_of(article(number, minutes=number), ENRICHED)
    return replace(made, text=text, **changes)  # type: ignore[arg-type]


def story(**changes: object) -> Story:
    return replace(Story("urn:w:1", NOON), **changes)  # type: ignore[arg-type]


def held(number: int, until: int | None) -> Article:
    time = None if until is None else NOON + timedelta(hours=until)
    reason = HoldReason.WITHHELD if until is None else HoldReason.EMBARGO
    return article(number, hold=Hold(reason, "words", time))


def raws(known: Story) -> list[int]:
    return [int(each.raw.rpartition("/")[2]) for each in known.versions]


def test_of_too_many_versions_the_first_is_forgotten_that_neither_stands_nor_is_a_message() -> None:
    known = story(parts=(article(1),), held=(article(3),))
    for number in range(VERSIONS):
        known = known.with_version(version(number, text=number != 0), NOON)
    assert raws(known) == list(range(VERSIONS))
    # 0 is a message, 1 stands, 3 waits.
    known = known.with_version(version(VERSIONS), NOON).with_version(version(VERSIONS + 1), NOON)
    assert raws(known) == [0, 1, 3, *range(5, VERSIONS + 2)]


def test_a_story_was_seen_when_the_last_of_it_came_whatever_the_clock_says_later() -> None:
    known = story().with_version(version(1), NOON + timedelta(hours=2))
    assert known.seen == NOON + timedelta(hours=2)
    assert known.with_version(version(2), NOON + timedelta(hours=1)).seen == NOON + timedelta(hours=2)


def test_the_first_embargo_to_end_is_when_something_may_go_out() -> None:
    assert story(held=(held(1, 3), held(2, 1), held(3, None))).until == NOON + timedelta(hours=1)
    assert story(held=(held(3, None),)).until is None
    assert story(held=(held(1, 3),), kill=KILL).until is None


def test_a_killed_story_waits_for_nothing() -> None:
    assert story(held=(held(1, 3),)).waiting == (held(1, 3),)
    assert story(held=(held(1, 3),), kill=KILL).waiting == ()


def test_of_versions_made_at_one_moment_the_last_to_come_is_the_newest() -> None:
    first, second = version(1, created=NOON), version(2, created=NOON)
    older = version(3, created=NOON - timedelta(seconds=1))
    assert newest_of([first, second, older]) is second
    assert newest_of([]) is None


def test_a_story_copies_what_its_newest_text_copies() -> None:
    copy = Verdict(Disposition.DUPLICATE, of="urn:a:1")
    assert story(versions=(version(1), version(2, verdict=copy))).copies == "urn:a:1"
    assert story(versions=(version(1, verdict=copy), version(2))).copies is None
    killed = Verdict(Disposition.KILLED, Signal.KILL, of="urn:a:1", kill=KILL)
    assert story(versions=(version(1, verdict=killed),)).copies == "urn:a:1"
    # A message that came last says nothing of that.
    assert story(versions=(version(1, verdict=copy), version(2, text=False))).copies == "urn:a:1"


def test_a_story_began_with_its_first_text() -> None:
    assert story().began is None
    known = story(versions=(version(1, text=False), version(7), version(3)))
    assert known.began == NOON + timedelta(minutes=3)


def test_another_verdict_is_on_one_version_only() -> None:
    stale = Verdict(Disposition.STALE)
    known = story(versions=(version(1), version(2))).judged("articles.raw/0/2", stale)
    assert [each.verdict for each in known.versions] == [ENRICHED, stale]
    assert known.decided("articles.raw/0/2") is known.versions[1]
    assert known.decided("articles.raw/0/3") is None


def test_the_articles_of_one_document_have_identities_of_their_own() -> None:
    parts = [Origin("articles.raw", 1, 5, NOON, part, 2) for part in (0, 1)]
    assert [raw_of(part) for part in parts] == ["articles.raw/1/5#0", "articles.raw/1/5#1"]
    assert raw_of(origin(5, partition=1)) == "articles.raw/1/5"
