"""Values with other fields, made without a look at each field's description."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import pytest

from streams.replaced import replace
from streams.runtime.window import Output, Work
from streams.stories.story import Story
from tests.articles import NOON, article


@dataclass(frozen=True, slots=True)
class Point:
    x: int
    y: int = 0


@dataclass(frozen=True, slots=True)
class Checked:
    x: int
    y: int = 0

    def __post_init__(self) -> None:
        if self.x < 0:
            raise ValueError(self.x)


@dataclass(frozen=True)
class Open:
    x: int
    y: int = 0


@pytest.mark.parametrize(
    ("value", "changes"),
    [
        (article(), {"headline": None, "verdict": None}),
        (article(version="2", aliases=("urn:a:1",)), {"uri": "urn:b:1"}),
        (Story("urn:a:1", NOON), {"slug": "slug:a|b"}),
        (Output("articles.dead", b"key", b"value"), {"instead": lambda _: None}),
        (Work(()), {"ahead": True}),
        (Point(1, 2), {}),
        (Checked(1), {"y": 3}),
        (Open(1), {"y": 3}),
    ],
)
def test_the_value_is_that_of_dataclasses_replace(value: Any, changes: dict[str, Any]) -> None:
    mine, known = replace(value, **changes), dataclasses.replace(value, **changes)
    assert mine == known
    assert type(mine) is type(value)
    for each in dataclasses.fields(value):
        assert getattr(mine, each.name) is getattr(known, each.name)


def test_what_was_stays_as_it_was() -> None:
    value = Point(1, 2)
    assert replace(value, x=3) == Point(3, 2)
    assert value == Point(1, 2)
    with pytest.raises(dataclasses.FrozenInstanceError):
        replace(value, x=3).x = 4  # type: ignore[misc]


def test_a_field_that_there_is_not_is_refused() -> None:
    with pytest.raises(TypeError):
        replace(Point(1), z=3)  # type: ignore[call-arg]


def test_a_class_that_checks_its_values_does_so_here_too() -> None:
    with pytest.raises(ValueError, match="-1"):
        replace(Checked(1), x=-1)


def test_no_init_is_gone_through(monkeypatch: pytest.MonkeyPatch) -> None:
    value = Point(1, 2)
    monkeypatch.delattr(Point, "__init__")
    assert replace(value, y=3).y == 3
