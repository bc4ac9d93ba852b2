from __future__ import annotations

import pytest

from streams.kinds import Disposition, Signal
from streams.web import earlier as limits
from streams.web.earlier import Earlier
from streams.web.entry import entry_of
from tests.web.records import canceled, copied, known, published, reported, withdrawn


def test_kills_and_corrections_are_kept_with_what_became_of_them() -> None:
    earlier = Earlier()
    for each in (
        published("urn:a"),
        published("urn:b", 2, Signal.CORRECTION, headline="Ferries sail"),
        canceled("urn:a"),
        reported(Disposition.KILLED, "urn:c"),
        reported(Disposition.REPEAT, "urn:d"),
        copied(),
        published("urn:b", 6, Signal.UPDATE, 9.0, headline="Ferries wait"),
    ):
        earlier.take(each)
    earlier.later(known(published("urn:e", 7)))
    wire = earlier.done()
    assert wire is not None
    found = {each.uri: entry_of(wire, each) for each in wire.stories()}
    assert {uri: each["pinned"]["kind"] for uri, each in found.items()} == {
        "urn:a": "kill",
        "urn:b": "correction",
        "urn:c": "kill",
    }
    assert found["urn:b"]["headline"] == "Ferries wait"


def test_what_was_withdrawn_meanwhile_shows_no_headline() -> None:
    earlier = Earlier()
    earlier.take(published("urn:a", 1, Signal.CORRECTION, headline="Secret report"))
    earlier.later(known(withdrawn("urn:a")))
    wire = earlier.done()
    assert wire is not None
    (story,) = wire.stories()
    assert "headline" not in entry_of(wire, story)


def test_where_more_came_meanwhile_than_is_kept_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_LATER", 1)
    earlier = Earlier()
    earlier.take(canceled("urn:a"))
    for number in range(2):
        earlier.later(known(published("urn:b", number)))
    assert earlier.done() is None
