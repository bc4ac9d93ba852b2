from __future__ import annotations

from typing import Any

import orjson
import pytest

from streams.runtime import story_desk
from streams.runtime.story_desk import Record, StoryDesk, kinds_of
from streams.runtime.story_journal import Turn
from tests.web.records import canceled, copied, published

HOUR = 3_600_000
NAMES = ("Halden", "Vermeer", "Okafor")
TEXT = ("Halden and Vermeer said in Bergen that the ferry and the quay were to be sold to Okafor in March.",)


def turn(at: int = 0, *, caught_up: bool = True) -> Turn:
    return Turn(1, 0, 1, {}, caught_up, at)


def record(made: Any, hours: float = 0.0) -> Record:
    return Record(made.topic, 0, 7, round(hours * HOUR), made.key, made.value)


def article(name: str, **changes: Any) -> Record:
    """An article that tells the one story of these tests."""
    hours = changes.pop("hours", 0.0)
    fields = {
        "headline": "Halden sells ferry to Okafor",
        "paragraphs": TEXT,
        "source": f"{name}-wire",
    } | changes
    return record(published(f"urn:{name}", ord(name[0]), **fields), hours)


def told(outputs: Any) -> list[dict[str, Any]]:
    return [orjson.loads(each.value) for each in outputs]


def test_articles_and_copies_of_one_story_are_told_under_its_id() -> None:
    desk = StoryDesk()
    taken = desk.take([article("a"), article("b"), record(copied("urn:copy", of="urn:a"))], turn())
    assert len({each.key for each in taken.outputs}) == 1
    assert [event["articles"] for event in told(taken.outputs)] == [1, 2, 3]
    assert told(taken.outputs)[-1]["reports"] == 2
    assert (taken.outcomes, taken.stories) == ({"told": 3}, 1)
    headers = dict(taken.outputs[-1].headers)
    assert (headers["ce_type"], headers["status"]) == (b"copydesk.story.v1", b"growing")
    assert list(kinds_of(taken.outputs)) == ["story"] * 3


def test_a_kill_is_told_and_what_tells_no_story_is_passed() -> None:
    desk = StoryDesk()
    desk.take([article("a"), article("b")], turn())
    taken = desk.take([record(canceled("urn:a")), record(published("urn:n", signal="advisory"))], turn())  # type: ignore[arg-type]
    assert [event["articles"] for event in told(taken.outputs)] == [1]
    assert taken.outcomes == {"told": 1, "passed": 1}


@pytest.mark.parametrize("value", [b"", b"{}", b'{"item": 7, "desk": []}'])
def test_what_cannot_be_read_stops_nobody(value: bytes, caplog: pytest.LogCaptureFixture) -> None:
    broken = Record("articles.enriched", 0, 3, 0, b"urn:x", value)
    taken = StoryDesk().take([broken, article("a")], turn())
    assert taken.outcomes == {"failed": 1, "told": 1}
    assert "articles.enriched/0/3 has no story" in caplog.text


def test_time_ends_stories_only_where_nothing_waits() -> None:
    desk = StoryDesk()
    desk.take([article("a"), article("b", hours=1)], turn(HOUR))
    assert desk.take([], turn(200 * HOUR, caught_up=False)).outputs == []
    (event,) = told(desk.take([], turn(20 * HOUR)).outputs)
    assert event["status"] == "quiet"
    (event,) = told(desk.take([], turn(200 * HOUR)).outputs)
    assert event["status"] == "over"


def test_what_is_loaded_goes_on_as_what_was_dumped() -> None:
    whole, other = StoryDesk(), StoryDesk()
    for desk in (whole, other):
        desk.take([article("a"), article("b", hours=1)], turn(HOUR))
    loaded = StoryDesk()
    loaded.load(other.dump())
    more = [article("c", hours=2), record(copied("urn:copy", of="urn:b"), 2)]
    assert loaded.take(more, turn(3 * HOUR)).outputs == whole.take(more, turn(3 * HOUR)).outputs
    assert loaded.dump() == whole.dump()


def test_a_desk_that_was_lost_is_not_another_one() -> None:
    story_desk.begin("one")
    packed = story_desk.dump("one")
    story_desk.begin("two")
    with pytest.raises(KeyError):
        story_desk.take("one", [], turn())
    story_desk.load("two", packed)
    assert story_desk.take("two", [], turn()).outputs == []
