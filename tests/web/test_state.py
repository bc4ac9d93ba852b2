from __future__ import annotations

from typing import Any

import pytest

from streams.runtime.health import Health
from streams.web.state import state_of


def health(**changes: Any) -> Health:
    made = Health(60)
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def of(told: Health, **changes: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {"ready": True, "reachable": True, "lag": 0.0, "behind": 0.2}
    return state_of(told, **usual | changes)


GONE = health(reach=lambda: "broker unreachable", begun=lambda: False, topics="wrong")
COMES_BACK = health(starting=lambda: "the ledger comes back", loading=lambda: (996, 1000), topics="wrong")


@pytest.mark.parametrize(
    ("told", "changes", "state"),
    [
        (health(), {}, {"name": "live"}),
        (GONE, {}, {"name": "no broker"}),
        (health(), {"reachable": False}, {"name": "no broker"}),
        (COMES_BACK, {}, {"name": "starting", "percent": 99}),
        (health(begun=lambda: False), {}, {"name": "starting", "percent": None}),
        (health(begun=lambda: False, loading=lambda: (0, 0)), {}, {"name": "starting", "percent": None}),
        (health(topics="wrong"), {"ready": False}, {"name": "trouble"}),
        (health(), {"ready": False}, {"name": "reading"}),
        (health(), {"lag": 9.0, "behind": 181.4}, {"name": "behind", "seconds": 181}),
        (health(), {"lag": None, "behind": 181.4}, {"name": "behind", "seconds": 181}),
        (health(), {"lag": 0.0, "behind": 181.4}, {"name": "live"}),
        (health(), {"lag": 9.0, "behind": 59.0}, {"name": "live"}),
        (health(), {"lag": 9.0, "behind": None}, {"name": "live"}),
    ],
)
def test_the_first_that_is_so_is_said(told: Health, changes: dict[str, Any], state: dict[str, Any]) -> None:
    assert of(told, **changes) == state
