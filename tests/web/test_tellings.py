from __future__ import annotations

from dataclasses import replace

from streams.web.entry import entry_of, key_of_uri
from streams.web.tellings import KEPT, Tellings, together_entry
from streams.web.told import Ended, Telling, Together
from streams.web.wire import Wire
from tests.web.records import canceled, held, known, published, withdrawn

FIRST = Telling("urn:a", "wire", "Rockfall shuts tunnel", "en", 1.0)
SECOND = Telling("urn:b", "post", "Rocks fall on the line", "en", 2.0)
STORY = Together("urn:story:1", "Rockfall shuts tunnel", "growing", 2, 2, (SECOND, FIRST))


def test_a_story_that_several_tell_is_kept_and_told_once() -> None:
    tellings = Tellings()
    assert tellings.take(STORY) == ([STORY], [])
    assert tellings.take(STORY) == ([], [])
    grown = replace(STORY, articles=3)
    assert tellings.take(grown) == ([grown], [])
    assert tellings.everything() == [grown]


def test_what_one_tells_is_no_fold() -> None:
    tellings = Tellings()
    alone = replace(STORY, articles=1, tellings=(FIRST,))
    assert tellings.take(alone) == ([], [])
    tellings.take(STORY)
    assert tellings.take(alone) == ([], ["urn:story:1"])


def test_one_that_is_over_or_part_of_another_is_gone() -> None:
    tellings = Tellings()
    assert tellings.take(Ended("urn:story:1")) == ([], [])
    tellings.take(STORY)
    assert tellings.take(Ended("urn:story:1")) == ([], ["urn:story:1"])
    assert tellings.everything() == []


def test_of_many_the_last_are_kept() -> None:
    tellings = Tellings()
    for number in range(KEPT):
        tellings.take(replace(STORY, id=f"urn:story:{number}"))
    assert tellings.take(replace(STORY, id="urn:story:new"))[1] == ["urn:story:0"]
    assert len(tellings.everything()) == KEPT


def test_the_page_knows_the_articles_by_the_keys_of_their_rows() -> None:
    wire = Wire()
    ((story,), _) = wire.take(known(published("urn:a")))
    told = together_entry(wire, STORY)
    assert told["tellings"][1]["key"] == entry_of(wire, story)["key"]
    assert told["key"] == key_of_uri("urn:story:1")
    assert (told["title"], told["articles"], told["reports"]) == ("Rockfall shuts tunnel", 2, 2)
    assert "urn:" not in str(told)


def test_a_copy_says_what_it_copies() -> None:
    copy = replace(SECOND, of="urn:a")
    told = together_entry(Wire(), replace(STORY, tellings=(copy, FIRST)))["tellings"]
    assert told[0]["of"] == told[1]["key"]
    assert "of" not in told[1]


def test_no_word_of_what_readers_may_not_have_is_told() -> None:
    for record in (canceled("urn:a"), withdrawn("urn:a"), held("urn:a")):
        wire = Wire()
        wire.take(known(published("urn:a")))
        wire.take(known(record))
        told = together_entry(wire, STORY)
        assert [each["headline"] for each in told["tellings"]] == ["Rocks fall on the line", ""]
        assert told["title"] == "", "it is the headline of the one that is gone"
        assert told["articles"] == 2
