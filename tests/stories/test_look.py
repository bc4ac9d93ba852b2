from __future__ import annotations

from typing import Any

import pytest

from streams.article import Article
from streams.copies import alignment
from streams.kinds import Signal
from streams.stories import ledger as ledger_module
from streams.stories import look as module
from streams.stories.look import Found, look, method_of
from tests.articles import PARAGRAPHS, article
from tests.stories.room import Room
from tests.stories.test_kill import OWN, kill


@pytest.fixture
def room() -> Room:
    room = Room()
    room.tell(article(uri="urn:w:1", source="mer"))
    return room


def seen(room: Room, paragraphs: tuple[str, ...], **changes: Any) -> list[Found]:
    fields: dict[str, Any] = {"uri": "https://paper.example/x", "source": "paper"}
    return look(room.ledger, article(9, paragraphs=paragraphs, **{**fields, **changes}))


def test_the_same_text_is_exact(room: Room) -> None:
    (found,) = seen(room, PARAGRAPHS)
    assert (found.link.uri, found.link.source, found.link.method) == ("urn:w:1", "mer", "exact")
    assert (found.link.share, found.link.shared) == (1.0, 1.0)


def test_a_cut_text_is_a_part(room: Room) -> None:
    (found,) = seen(room, PARAGRAPHS[:2])
    assert (found.link.method, found.link.share) == ("part", 1.0)
    assert found.link.shared < 0.6
    assert found.made_of_it


def test_a_text_around_another_holds_it_if_it_has_news_of_its_own(room: Room) -> None:
    (found,) = seen(room, (*OWN, *PARAGRAPHS))
    assert (found.link.method, found.made_of_it) == ("holds", False)
    assert (found.link.shared, found.link.share < 0.5) == (1.0, True)


def test_furniture_is_no_news(room: Room) -> None:
    furniture = (
        "read on and tell us what you think of it, for we want to know what our readers think of all that "
        * 7,
    )
    (found,) = seen(room, (*PARAGRAPHS, *furniture))
    assert (found.link.method, found.made_of_it) == ("part", True)
    assert found.link.share < 0.6


def test_a_text_with_a_sentence_of_another_is_its_own(room: Room) -> None:
    assert seen(room, (*OWN, PARAGRAPHS[0])) == []


def test_the_numbers_in_which_a_copy_differs_are_told(room: Room) -> None:
    (found,) = seen(room, (PARAGRAPHS[0], PARAGRAPHS[1].replace("1934", "1943"), *PARAGRAPHS[2:]))
    assert found.contradictions == (("1934", "1943"),)


@pytest.mark.parametrize(
    ("one", "other", "source", "copy"),
    [
        ("Morning", "Evening", "mer", False),
        ("Morning", "Evening", "paper", True),
        ("Morning", "Morning", "mer", True),
        ("The ferry at dawn", "Ferry waits at the quay", "mer", True),
    ],
)
def test_of_a_short_text_the_headline_counts(one: str, other: str, source: str, copy: bool) -> None:
    caption = ("The ferry lies at the quay while two men in yellow coats wait for the ramp to be let down.",)
    room = Room()
    room.tell(article(uri="urn:w:1", source="mer", headline=one, paragraphs=caption))
    assert bool(seen(room, caption, headline=other, source=source)) == copy


def test_a_copy_leads_to_its_original_though_that_is_less_alike(room: Room) -> None:
    cut = PARAGRAPHS[:3]
    room.tell(article(1, uri="https://a.example/", source="a", paragraphs=cut))
    assert [each.link.uri for each in seen(room, cut)] == ["https://a.example/", "urn:w:1"]


def test_what_readers_were_not_sent_counts_no_more_when_its_original_is_forgotten(room: Room) -> None:
    room.tell(article(1, uri="https://a.example/", source="a"))
    assert len(seen(room, PARAGRAPHS)) == 2
    room.ledger.apply("urn:w:1", None)
    assert seen(room, PARAGRAPHS) == []


def test_not_every_text_of_a_template_is_looked_at(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    line = "On {} the {} of Halden met {} members of the board in room {}, and the {} told them of {} cases."
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

    def made(at: int) -> Article:
        text = line.format(days[at], "mayor", 11 * at, 7 * at + 1, "clerk", 13 * at + 5)
        return article(20 + at, uri=f"urn:t:{at}", paragraphs=(text, *PARAGRAPHS[2:3]), source="mer")

    room.tell(*(made(at) for at in range(6)))
    looks = []
    monkeypatch.setattr(module, "_likest", lambda *given: looks.append(given))
    assert look(room.ledger, made(6)) == []
    assert len(looks) == module.MISSES


def test_what_shares_too_little_is_told_apart_without_its_facts_and_read_from_the_store_once(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def made(at: int) -> Article:
        own = (" ".join(f"Only{letter}{at} said{letter}{at}" for letter in "abcdefghijklmnopqrst"),) * 3
        return article(20 + at, uri=f"urn:t:{at}", paragraphs=(*own, *PARAGRAPHS[2:]), source="mer")

    room.tell(made(0))
    ledger_module._read.cache_clear()
    monkeypatch.delattr(alignment, "_facts")
    likest, inner = [], module._likest
    monkeypatch.setattr(module, "_likest", lambda *given: likest.append(inner(*given)))
    for at in (1, 2):
        assert look(room.ledger, made(at)) == []
        room.ledger.forget_decision()
    assert likest and not any(likest)
    known = ledger_module._read.cache_info()
    assert known.hits == known.misses > 0


@pytest.mark.parametrize(
    ("share", "shared", "news", "method"),
    [
        (1.0, 1.0, 0, "near"),
        (0.6, 0.6, 30, "near"),
        (0.6, 0.1, 30, "part"),
        (0.59, 0.6, 30, "holds"),
        (0.59, 0.6, 1, "part"),
        (0.59, 0.59, 1, None),
        (0.1, 1.0, 30, None),  # thirty words of a flash
    ],
)
def test_how_one_is_made_of_the_other(share: float, shared: float, news: int, method: str | None) -> None:
    assert method_of(share, shared, news, 300, 0.6) == method


def test_the_original_is_looked_at_though_it_is_not_among_the_likest(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.tell(article(1, uri="https://a.example/", source="a", paragraphs=PARAGRAPHS[:3]))
    monkeypatch.setattr(module, "LOOKS", 1)
    assert [each.link.uri for each in seen(room, PARAGRAPHS[:3])] == ["https://a.example/", "urn:w:1"]


FLASH = (
    "A tremor shook Halden and the villages around it for half a minute on Monday morning, the survey said."
)


@pytest.mark.parametrize("before", [FLASH, f"HALDEN, Nov 23 (Meridian) - {FLASH} More is to follow."])
@pytest.mark.parametrize("after", [FLASH, f"HALDEN, Nov 23 (Meridian) - {FLASH} More is to follow."])
def test_a_flash_is_found_with_a_dateline_and_without(before: str, after: str) -> None:
    room = Room()
    room.tell(article(uri="urn:w:1", source="mer", paragraphs=(before,)))
    (found,) = seen(room, (after,))
    assert found.made_of_it
    room.start()
    assert len(seen(room, (after,))) == 1


def test_each_text_of_a_killed_story_is_compared_with_by_its_letters_too(room: Room) -> None:
    room = Room()
    room.tell(kill(0, "urn:w:1", source="mer"))
    long = f"HALDEN, Nov 23 (Meridian) - {FLASH} More is to follow."
    other = "The council of Corvale has shut its baths. " + long
    for offset, text in ((1, long), (2, other), (3, other)):
        room.tell(article(offset, uri="urn:w:1", source="mer", version=str(offset), paragraphs=(text,)))
    assert len(room.ledger) == 4
    assert len(seen(room, (FLASH,))) == 1


def test_a_desk_that_names_somebody_else_in_the_first_lines_tells_another_story(room: Room) -> None:
    renamed = (PARAGRAPHS[0].replace("Harwich", "Lowestoft"), *PARAGRAPHS[1:])
    assert renamed != PARAGRAPHS
    assert seen(room, renamed, source="mer") == []
    assert len(seen(room, renamed)) == len(seen(room, renamed, source="mer", signal=Signal.CORRECTION)) == 1


@pytest.mark.parametrize(("words", "looked_at"), [(600, 6), (12_000, 4), (60_000, 2)])
def test_of_a_long_text_fewer_stories_are_looked_at(
    monkeypatch: pytest.MonkeyPatch, words: int, looked_at: int
) -> None:
    # Each look at two long texts takes milliseconds, and the loop waits for all of them.
    room = Room()
    text = tuple(" ".join(f"said{at}of{line}" for at in range(20)) for line in range(words // 20))
    for number in range(7):
        own = (f"Only the paper number{number} has this line, and nobody else.",)
        room.tell(
            article(20 + number, uri=f"urn:t:{number}", paragraphs=text + own, source=f"paper-{number}")
        )
    looks, inner = [], module._likest

    def likest(*given: Any) -> Any:
        looks.append(given)
        return inner(*given)

    monkeypatch.setattr(module, "_likest", likest)
    found = seen(room, text)
    assert len(found) == len(looks) == looked_at
