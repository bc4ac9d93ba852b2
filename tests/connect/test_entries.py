"""Which entry is which, and what counts as a change of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from streams.connect.entries import Entries, Found, oldest_first
from streams.connect.feed_parts import Parts, parts_of
from tests.connect.feeds import QUAY, atom, item, rss
from tests.linear import assert_linear

NOW = datetime(2026, 11, 29, 21, tzinfo=UTC)


def entries_of(feed: bytes) -> Entries:
    parts = parts_of(feed, None, "https://post.example/feed")
    assert isinstance(parts, Parts)
    return Entries(parts)


def found(*items: str) -> list[Found]:
    return entries_of(rss(*items)).found


MEDIA = '<media:content url="https://post.example/1.jpg{}" medium="image"><media:title>{}</media:title></media:content>'
SAME: dict[str, tuple[str, str]] = {
    "another date": (item(1), item(1, pubDate="Sat, 21 Nov 2026 10:00:00 +0000")),
    "a tracking parameter": (
        item(1),
        item(1, link="https://post.example/news/quay-1-shut?utm_source=rss&amp;fbclid=7"),
    ),
    "one in the guid": (
        item(1, guid="https://post.example/?p=7"),
        item(1, guid="https://post.example/?p=7&amp;utm_medium=feed"),
    ),
    "one in a text": (
        item(1, 'At <a href="https://x.example/1?utm_id=1">https://x.example/1?t=1</a>'),
        item(1, 'At <a href="https://x.example/1?utm_id=2">https://x.example/1?t=2</a>'),
    ),
    "a pixel that counts": (item(1, f"{QUAY}<img src='https://c.example/1.gif'>"), item(1, QUAY)),
    "the key of a picture": (
        item(1, more=MEDIA.format("?sig=1", "Quay")),
        item(1, more=MEDIA.format("?sig=2", "Quay")),
    ),
    "markup alone": (item(1, QUAY), item(1, QUAY.replace("Sandwick", "<b>Sandwick</b>"))),
    "what nobody reads": (
        item(
            1, more="<slash:comments xmlns:slash='http://purl.org/rss/1.0/modules/slash/'>3</slash:comments>"
        ),
        item(
            1, more="<slash:comments xmlns:slash='http://purl.org/rss/1.0/modules/slash/'>4</slash:comments>"
        ),
    ),
    "another link under its guid": (
        item(1, guid="n1"),
        item(1, guid="n1", link="https://post.example/new-path"),
    ),
}
CHANGED: dict[str, tuple[str, str]] = {
    "a word of the text": (item(1), item(1, QUAY.replace("eleven", "twelve"))),
    "the title": (item(1), item(1, title="Quay is shut")),
    "who wrote it": (item(1), item(1, more="<dc:creator>Jane Roe</dc:creator>")),
    "a subject": (item(1), item(1, more="<category>Harbour</category>")),
    "another picture": (item(1), item(1, more=MEDIA.format("", "Quay"))),
    "what stands under it": (item(1, more=MEDIA.format("", "Quay")), item(1, more=MEDIA.format("", "Tug"))),
    "its rights": (item(1), item(1, more="<dc:rights>© Post</dc:rights>")),
}


@pytest.mark.parametrize("name", SAME)
def test_what_is_no_change(name: str) -> None:
    before, after = SAME[name]
    assert found(before)[0].key == found(after)[0].key


@pytest.mark.parametrize("name", CHANGED)
def test_what_is_one_and_it_stays_the_same_entry(name: str) -> None:
    before, after = CHANGED[name]
    (old,), (new,) = found(before), found(after)
    assert old.key != new.key
    assert old.who == new.who


def test_two_entries_with_the_same_words_are_two() -> None:
    assert len({each.key for each in found(item(1, title="Briefing"), item(2, title="Briefing"))}) == 2
    assert (
        len(
            {
                each.key
                for each in found(item(1, guid=None), item(1, guid=None, link="https://post.example/2"))
            }
        )
        == 2
    )
    assert len({each.key for each in found(item(1), item(1))}) == 1


def test_entries_that_share_an_id_are_told_apart() -> None:
    one, two, three = found(item(1, guid="n"), item(2, guid="n"), item(2, guid="n", title="Quay open"))
    assert len({one.who, two.who, three.who}) == 3


def test_the_subject_is_not_the_word_of_the_document() -> None:
    """By its subject an entry could claim what belongs to another source: the desk believes an envelope."""
    entries = entries_of(rss(item(1, guid="https://other.example/1"), item(2, guid=None, link=None)))
    first, second = (dict(entries.event(each, "post", NOW).headers) for each in entries.found)
    assert first["ce_subject"] == b"entry:https://other.example/1"
    assert "ce_subject" not in second
    assert entries.event(entries.found[1], "post", NOW).key.startswith(b"entry:sha256:")


def test_the_same_entry_has_the_same_key_whatever_is_in_it_and_names_are_not_endless() -> None:
    one, two = (entries_of(rss(item(1, text, guid="g" * 5000))) for text in ("One.", "Two."))
    keys = {each.event(each.found[0], "post", NOW).key for each in (one, two)}
    assert len(keys) == 1
    assert len(keys.pop()) < 100


@pytest.mark.parametrize(
    ("date", "time"),
    [
        ("Fri, 20 Nov 2026 06:12:00 +0100", datetime(2026, 11, 20, 5, 12, tzinfo=UTC)),
        ("Mon, 30 Nov 2026 06:12:00 +0100", NOW),  # ahead
        ("Fri, 20 Nov 2026 06:12:00", NOW),  # on which clock?
        ("20 Nov 2026", NOW),
        ("Thu, 01 Jan 1970 00:00:00 GMT", NOW),
        ("soon", NOW),
    ],
)
def test_the_time_of_an_entry(date: str, time: datetime) -> None:
    entries = entries_of(rss(item(1, pubDate=date)))
    assert entries.time(entries.found[0], NOW) == time


def test_they_go_out_the_oldest_first_and_undated_ones_from_below() -> None:
    def names(*items: str) -> list[str]:
        entries = entries_of(rss(*items))
        return [each.name[-8:] for each in oldest_first(entries.found, entries, NOW)]

    assert names(item(2), item(3), item(1)) == ["y-1-shut", "y-2-shut", "y-3-shut"]
    undated: dict[str, Any] = {"pubDate": None}
    assert names(item(2, **undated), item(3, **undated), item(1)) == ["y-1-shut", "y-3-shut", "y-2-shut"]


def test_whether_a_feed_has_the_whole_text() -> None:
    long = "".join(f"<p>{QUAY} {QUAY}</p>" for _ in range(6))
    entries = entries_of(
        rss(
            item(1),
            item(2, long),
            item(3, more=f"<content:encoded><![CDATA[<p>{QUAY}</p>]]></content:encoded>"),
        )
    )
    assert [entries.is_whole(each) for each in entries.found] == [False, True, True]
    torn = entries_of(rss(item(1), item(2, title="A <b>torn")))
    assert not torn.is_whole(torn.found[1])


def test_what_was_taken_back_counts_once_for_each_time() -> None:
    def keys(when: str) -> list[str]:
        return [
            each.key for each in entries_of(atom(f'<at:deleted-entry ref="n3" when="{when}"/>')).withdrawn
        ]

    assert keys("2026-11-20T10:00:00Z") == keys("2026-11-20T10:00:00Z")
    assert keys("2026-11-20T10:00:00Z") != keys("2026-11-21T10:00:00Z")


@pytest.mark.long
def test_ids_that_are_shared_far_apart_take_linear_time() -> None:
    """The first has the last one's id, the second the last but one's."""

    def made(size: int) -> Entries:
        count = size // 400
        ids = [*range(count // 2), *reversed(range(count // 2))]
        entries = entries_of(rss(*(item(number, guid=f"n{each}") for number, each in enumerate(ids))))
        assert entries.found
        return entries

    def events(entries: Entries) -> list[list[int]]:
        return [entries._with_witnesses(each.number) for each in entries.found]

    assert_linear(events, made, small=100_000, largest=1_600_000)
