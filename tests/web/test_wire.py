from __future__ import annotations

from typing import Any

import orjson
import pytest

from streams.article import Hold
from streams.kinds import Disposition, HoldReason, Signal
from streams.web import wire as limits
from streams.web.entry import Entry, entry_of, key_of, key_of_uri
from streams.web.wire import Wire
from tests.web.records import (
    NOON,
    Record,
    canceled,
    copied,
    held,
    known,
    lifted,
    published,
    reported,
    withdrawn,
)


def shown(*records: Record) -> list[Entry]:
    """The entries after these records, the oldest first."""
    wire = Wire()
    for each in records:
        wire.take(known(each))
    return [entry_of(wire, each) for each in wire.everything()]


def one(*records: Record) -> Entry:
    (entry,) = shown(*records)
    return entry


def test_an_article_is_one_line() -> None:
    entry = one(published(url="https://wire.example/1", located="Oslo"))
    assert {name: entry[name] for name in ("kind", "headline", "source", "language", "place", "url")} == {
        "kind": "out",
        "headline": "Ferries stay in port",
        "source": "wire",
        "language": "en",
        "place": "Oslo",
        "url": "https://wire.example/1",
    }
    assert entry["at"] == round(NOON.timestamp() + 2) * 1000


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 2, 0), (2, 0, 1)])
def test_copies_are_folded_under_their_original_in_any_order(order: tuple[int, ...]) -> None:
    records = (published(), copied(), copied("urn:copy-2", 3, headline="Quiet harbour"))
    entry = one(*(records[number] for number in order))
    assert entry["headline"] == "Ferries stay in port"
    assert entry["copied"] == 2
    assert {each["headline"] for each in entry["copies"]} == {"No ferries today", "Quiet harbour"}
    assert entry["copies"][0]["alike"] == 91


def test_the_same_told_again_changes_nothing() -> None:
    once = (published(), copied(), reported(Disposition.REPEAT), canceled("urn:copy", of="urn:a"))
    assert shown(*once, *once) == shown(*once)


def test_a_correction_is_the_story_now_and_says_what_it_corrects() -> None:
    entry = one(
        published(),
        published(
            offset=2,
            signal=Signal.CORRECTION,
            headline="Ferries sail",
            changes=[("headline", "Ferries stay in port", "Ferries sail")],
        ),
    )
    assert (entry["headline"], entry["marks"], entry["notes"]) == (
        "Ferries sail",
        ["correction"],
        ["2 versions"],
    )
    assert entry["changes"] == ["headline was: Ferries stay in port"]


def test_what_was_told_before_does_not_come_back_after_a_newer_version() -> None:
    first, second = published(), published(offset=2, signal=Signal.UPDATE, headline="Ferries sail")
    assert one(first, second, first)["headline"] == "Ferries sail"


def test_a_kill_stands_with_its_words_and_reaches_the_copies() -> None:
    entry = one(published(), copied(), canceled(), canceled("urn:copy", 9, of="urn:a"))
    assert (entry["kind"], entry["marks"], entry["words"]) == ("killed", ["kill"], "Kill: it is not true.")
    assert entry["headline"] == "Ferries stay in port"
    (copy,) = entry["copies"]
    assert copy["killed"]
    assert "headline" not in copy


def test_a_copy_that_comes_after_the_kill_is_folded_too() -> None:
    entry = one(published(), canceled(), canceled("urn:late", 10, of="urn:a", headline="It burns"))
    assert [(each["killed"], each["alike"]) for each in entry["copies"]] == [(True, 0)]
    assert entry["copied"] == 1


def test_a_kill_for_something_unknown_is_seen() -> None:
    entry = one(reported(Disposition.KILLED, "urn:who"))
    assert (entry["kind"], entry["words"]) == ("killed", "Kill: it is not true.")
    assert "headline" not in entry


def test_of_what_is_held_only_until_when_and_by_whom_is_shown() -> None:
    entry = one(held())
    assert entry.pop("key")
    assert entry == {
        "at": round(NOON.timestamp() + 2) * 1000,
        "kind": "held",
        "source": "wire",
        "until": round(NOON.timestamp() + 3600) * 1000,
        "why": "embargo",
    }
    unlimited = one(held(hold=Hold(HoldReason.WITHHELD, "hold")))
    assert (unlimited["until"], unlimited["why"]) == (None, "until it is released")
    doubtful = one(held(hold=Hold(HoldReason.DOUBTFUL, "8 % of the text that stands")))
    assert (doubtful["until"], doubtful["why"]) == (None, "may not be the article")


def test_a_version_that_goes_back_to_an_earlier_text_is_marked() -> None:
    back = published(offset=3, signal=Signal.SILENT_EDIT, reverts="1")
    assert one(published(), published(offset=2, signal=Signal.SILENT_EDIT), back)["marks"] == [
        "silent edit",
        "back to an earlier text",
    ]


def test_no_word_of_what_is_held_gets_out_by_way_of_its_copies() -> None:
    leak = copied("urn:leak", 6, of="urn:h", headline="Secret report says")
    later = held("urn:a", 7)
    for records in (
        (held(), leak),
        (leak, held()),
        (leak,),  # its original is not known: it may be held
        (published(), later, copied(headline="Secret report says")),
        (published(), copied(headline="Secret report says"), withdrawn()),
        (held("urn:a", 7), canceled(headline="Secret report")),
    ):
        assert b"Secret" not in orjson.dumps(shown(*records))


def test_copies_of_what_is_held_are_told_from_those_of_something_old() -> None:
    assert [entry["kind"] for entry in shown(held("urn:a"), copied())] == ["waiting", "held"]
    assert [entry["kind"] for entry in shown(copied())] == ["unknown"]


def test_what_is_released_comes_out_with_its_copies() -> None:
    wire = Wire()
    for each in (held("urn:a", 4), copied()):
        wire.take(known(each))
    changed, gone = wire.take(known(lifted(4)))
    assert [key_of(each) for each in gone]
    assert len(changed) == 1
    wire.take(known(published(offset=4, hold=Hold(HoldReason.EMBARGO, "x", NOON))))
    (entry,) = [entry_of(wire, each) for each in wire.everything()]
    assert entry["marks"] == ["released"]
    assert entry["copies"][0]["headline"] == "No ferries today"


def test_a_story_waits_until_the_last_of_its_versions_is_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "HELD", 2)
    wire = Wire()
    waits = []
    for each in (held("urn:a", 4), held("urn:a", 4), held("urn:a", 5), lifted(4), lifted(4), lifted(5)):
        wire.take(known(each))
        waits.append(wire.is_held("urn:a"))
    assert waits == [True, True, True, True, True, False]
    for number in (6, 7, 8):
        wire.take(known(held(f"urn:{number}", number)))
    assert [wire.is_held(f"urn:{number}") for number in (6, 7, 8)] == [False, True, True]


def test_what_is_withdrawn_shows_no_headline_until_it_is_out_again() -> None:
    entry = one(published(), withdrawn())
    assert entry["kind"] == "withdrawn"
    assert "headline" not in entry
    again = one(published(), withdrawn(), published(release="articles.raw/0/12"))
    assert (again["kind"], again["marks"]) == ("out", ["released"])


def test_repeats_and_late_versions_are_notes() -> None:
    entry = one(published(), reported(Disposition.REPEAT), reported(Disposition.STALE, offset=5))
    assert entry["notes"] == ["sent again", "1 older version came late"]


def test_takes_are_one_running_story() -> None:
    entry = one(
        *(
            published(offset=number, signal=Signal.TAKE, takes=tuple(range(1, number + 1)), take=number)
            for number in (1, 2, 3)
        )
    )
    assert entry["marks"] == ["3 takes"]
    assert "notes" not in entry


def test_it_remembers_so_much_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("STORIES", "COPIES", "KNOWN", "HELD"):
        monkeypatch.setattr(limits, name, 3)
    wire = Wire()
    gone: list[Any] = []
    for number in range(10):
        gone += wire.take(known(published(f"urn:{number}", number)))[1]
        gone += wire.take(known(held(f"urn:h{number}", 100 + number)))[1]
    assert (len(wire.stories()), len(wire.held()), len(gone)) == (3, 3, 14)
    for number in range(10):
        wire.take(known(copied(f"urn:c{number}", 200 + number, of="urn:9")))
        wire.take(known(canceled(f"urn:c{number}", 300, of="urn:9")))
    story = wire.find("urn:9")
    assert story is not None
    assert (len(story.copies), len(story.canceled), len(story._known)) == (3, 3, 3)


def test_a_key_tells_nothing_of_the_uri() -> None:
    assert "secret" not in one(held("https://wire.example/secret-report"))["key"]


def test_kills_and_corrections_of_the_last_hour_outlast_what_comes_after_them() -> None:
    wire = Wire()
    for each in (
        published("urn:a"),
        canceled("urn:a"),
        published("urn:b", 2, Signal.CORRECTION),
        reported(Disposition.KILLED, "urn:c"),
        *(published(f"urn:{number}", number, seconds=9.0) for number in range(100, 100 + limits.STORIES)),
    ):
        wire.take(known(each))
    kept = {each.uri: entry_of(wire, each).get("pinned", {}) for each in wire.stories()}
    assert len(kept) == limits.STORIES + 3
    assert {uri: told["kind"] for uri, told in kept.items() if told} == {
        "urn:a": "kill",
        "urn:b": "correction",
        "urn:c": "kill",
    }
    assert kept["urn:a"]["at"] == (NOON.timestamp() + 5) * 1000
    _, gone = wire.take(known(published("urn:later", 999, seconds=limits.PINNED_SECONDS + 5)))
    assert {each.uri for each in gone} >= {"urn:a", "urn:b", "urn:c"}
    assert len(wire.stories()) == limits.STORIES


def test_of_what_only_its_pin_keeps_the_text_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "STORIES", 1)
    wire = Wire()

    def text() -> str:
        story = wire.find("urn:a")
        assert story is not None and story.now is not None and story.now.traits is not None
        return story.now.traits.text or ""

    wire.take(known(published("urn:a", 1, Signal.CORRECTION, paragraphs=("The harbour is shut.",))))
    assert "harbour" in text()
    wire.take(known(published("urn:b", 2)))
    assert text() == "ferries stay in port"
    # With a new version it is one of the last ones again.
    _, gone = wire.take(known(published("urn:a", 3, Signal.UPDATE, paragraphs=("The harbour is open.",))))
    assert "harbour" in text()
    assert ([each.uri for each in wire.stories()], [key_of(each) for each in gone]) == (
        ["urn:a"],
        [key_of_uri("urn:b")],
    )


def test_of_too_many_the_oldest_corrections_go_before_any_kill_and_it_is_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "PINNED", 4)
    wire = Wire()
    for each in (
        canceled("urn:k1", 1),
        *(published(f"urn:c{number}", 10 + number, Signal.CORRECTION, 6.0 + number) for number in range(4)),
        canceled("urn:k2", 2),
    ):
        wire.take(known(each))
    pinned = [each.uri for each in wire.stories() if each.pinned]
    assert pinned == ["urn:k1", "urn:c2", "urn:c3", "urn:k2"]
    assert wire.more_pins() == 2
    for number in range(3, 6):
        wire.take(known(canceled(f"urn:k{number}", number)))
    # No correction is left, and of the kills the first one has gone.
    assert {each.uri for each in wire.stories() if each.pinned} == {"urn:k2", "urn:k3", "urn:k4", "urn:k5"}
    assert wire.more_pins() == 5
    wire.take(known(published("urn:later", 999, seconds=limits.PINNED_SECONDS + 100)))
    assert wire.more_pins() == 0


def test_what_an_earlier_reading_found_is_pinned_and_the_newer_word_counts() -> None:
    wire, earlier = Wire(), Wire()
    for each in (
        published("urn:a", 1, Signal.CORRECTION, 3.0, headline="Old"),
        published("urn:b", 2, Signal.CORRECTION, 4.0),
        canceled("urn:c", 3),
    ):
        earlier.take(known(each))
    for each in (withdrawn("urn:a"), copied(of="urn:c"), published("urn:d", 4)):
        wire.take(known(each))
    assert wire.put_earlier(earlier)
    told = {each.uri: entry_of(wire, each) for each in wire.stories()}
    assert list(told) == ["urn:b", "urn:a", "urn:c", "urn:d"], "the older ones stand in front"
    assert (told["urn:a"]["kind"], told["urn:a"].get("headline")) == ("withdrawn", None)
    assert (told["urn:c"]["kind"], told["urn:c"]["copied"]) == ("killed", 1)
    assert {uri: each["pinned"]["kind"] for uri, each in told.items() if "pinned" in each} == {
        "urn:a": "correction",
        "urn:b": "correction",
        "urn:c": "kill",
    }
    assert not wire.put_earlier(earlier), "told again it is the same"
