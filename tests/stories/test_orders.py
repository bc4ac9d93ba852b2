"""However a day's events arrive, it ends the same: the same status and the same text for each uri."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.article import Article, Hold
from streams.kinds import Format, HoldReason, Signal
from tests.articles import NOON, PARAGRAPHS, article
from tests.hypothesis_profiles import more
from tests.stories.room import Room, at

_TEXT = (
    "harbour council market engine winter garden museum bridge river station school judge report company village "
    "festival surgeon orchestra glacier tunnel lantern factory meadow pilot archive castle vineyard"
)
WORDS = tuple(_TEXT.split())


def text(number: int, edition: int = 0) -> tuple[str, ...]:
    """The text of story `number`; editions differ in a few words."""
    words = [WORDS[(number * 7 + place * (number + 3)) % len(WORDS)] + str(number) for place in range(60)]
    for place in range(edition):
        words[place * 9] = f"edition{edition}"
    return tuple(" ".join(words[start : start + 20]).capitalize() + "." for start in (0, 20, 40))


def item(offset: int, uri: str, number: int, *, made: float, edition: int = 0, **changes: object) -> Article:
    """A wire's item, made so many minutes after noon; the broker takes them an hour later, in the order of arrival."""
    fields: dict[str, object] = {
        "uri": uri,
        "source": "wire",
        "format": Format.NINJS,
        "headline": f"Story {number}",
        "paragraphs": text(number, edition),
        "version_created": at(made),
        "minutes": 61,
    }
    return article(offset, **{**fields, **changes})  # type: ignore[arg-type]


def said(offset: int, uri: str, signal: Signal, *, made: float, status: str) -> Article:
    """A message without a text."""
    return item(offset, uri, 0, made=made, headline=None, paragraphs=(), signal=signal, pub_status=status)


EMBARGO = Hold(HoldReason.EMBARGO, "EMBARGOED", NOON + timedelta(hours=2))
WITHHELD = Hold(HoldReason.WITHHELD, "withheld")


def day() -> list[Article]:
    """An embargo, three takes, an update, two corrections, a kill of a story with four copies, a withheld item that is
    released, a late older version, a silent edit."""
    update, killed, parts, held, back = "urn:w:1", "urn:w:2", "urn:w:3", "urn:w:4", "urn:w:5"
    return [
        item(0, update, 1, made=0, version="1"),
        item(1, update, 1, made=10, version="2", edition=1, signal=Signal.UPDATE),
        item(2, update, 1, made=20, version="3", edition=2, signal=Signal.CORRECTION),
        item(3, update, 1, made=30, version="4", edition=3, signal=Signal.CORRECTION),
        item(4, killed, 2, made=1, version="1"),
        *(item(5 + n, f"https://{n}.example/x", 2, made=40 + n, source=f"paper-{n}") for n in range(4)),
        said(9, killed, Signal.KILL, made=60, status="canceled"),
        *(item(9 + n, parts, 10 + n, made=n, take=n, headline=f"Take {n}") for n in (1, 2, 3)),
        item(13, held, 4, made=2, hold=EMBARGO, embargoed=EMBARGO.until),
        item(14, back, 5, made=3, version="1", hold=WITHHELD, pub_status="withheld"),
        said(15, back, Signal.RELEASE, made=50, status="usable"),
        item(16, "https://page.example/a", 6, made=0, format=Format.HTML),
        item(17, "https://page.example/a", 6, made=15, edition=2, format=Format.HTML),
    ]


def final(order: list[Article]) -> dict[str, tuple[str, str]]:
    """What readers have when the day is over, its events taken in this order."""
    room = Room()
    room.tell(*order)
    room.clock(NOON + timedelta(hours=5))
    assert not room.withheld
    assert all(ends for ends in room.final().values())
    return room.standing()


RIGHT = final(day())


def test_the_day_in_its_order_ends_as_it_should() -> None:
    killed = {"urn:w:2", *(f"https://{n}.example/x" for n in range(4))}
    assert {uri for uri, (status, _) in RIGHT.items() if status == "canceled"} == killed
    usable = {uri: body for uri, (status, body) in RIGHT.items() if status == "usable"}
    assert usable == {
        "urn:w:1": "\n\n".join(text(1, 3)),
        "urn:w:3": "\n\n".join(text(11) + text(12) + text(13)),
        "urn:w:4": "\n\n".join(text(4)),
        "urn:w:5": "\n\n".join(text(5)),
        "https://page.example/a": "\n\n".join(text(6, 2)),
    }


_TONGUES = st.lists(st.sampled_from(["und", "de", "en", "ko"]), min_size=len(day()), max_size=len(day()))


@pytest.mark.long
@more(5)
@given(st.permutations(day()), _TONGUES)
def test_any_order_of_arrival_ends_the_same_whatever_the_language(
    order: list[Article], tongues: list[str]
) -> None:
    """What clean takes an article's language for: a flash has none, and so has a message."""
    told = [replace(each, language=tongue) for each, tongue in zip(order, tongues, strict=True)]
    assert final(told) == RIGHT


@more(2)
@given(st.permutations(day()), st.integers(0, 17), st.integers(0, 17))
def test_a_crash_changes_nothing(order: list[Article], crash: int, back: int) -> None:
    """The worker dies after `crash` events; the last `back` of them come again."""
    room = Room()
    room.tell(*order[:crash])
    room.start()
    room.tell(*order[max(0, crash - back) :])
    room.clock(NOON + timedelta(hours=5))
    assert room.standing() == RIGHT
    assert len(room.final()) == len(order)


def test_the_text_of_the_stories_is_not_alike() -> None:
    assert len({text(n)[0] for n in range(20)}) == 20
    assert len(PARAGRAPHS) == 4
