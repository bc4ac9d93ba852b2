from __future__ import annotations

import sys
import webbrowser

import pytest

from streams.cli.browser import open_page, somebody_looks

SCREEN = {"DISPLAY": ":0"}


@pytest.mark.parametrize(
    ("environment", "terminal", "system", "opens"),
    [
        (SCREEN, True, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True, "linux", True),
        ({}, True, "darwin", True),
        ({}, True, "linux", False),  # a text browser would take the terminal
        (SCREEN, False, "linux", False),
        (SCREEN | {"CI": "true"}, True, "linux", False),
        (SCREEN | {"SSH_CONNECTION": "::1 50000 ::1 22"}, True, "linux", False),
        ({"SSH_TTY": "/dev/ttys001"}, True, "darwin", False),
    ],
)
def test_the_page_opens_only_where_somebody_looks(
    environment: dict[str, str], terminal: bool, system: str, opens: bool
) -> None:
    assert somebody_looks(environment, terminal=terminal, system=system) is opens


def test_a_browser_that_fails_is_no_failure_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def fails(url: str) -> None:
        asked.append(url)
        raise webbrowser.Error("could not locate runnable browser")

    monkeypatch.setattr(webbrowser, "open", fails)
    monkeypatch.setattr("streams.cli.browser.somebody_looks", lambda *_, **__: True)
    open_page("http://127.0.0.1:9464/")
    assert asked == ["http://127.0.0.1:9464/"]
    monkeypatch.undo()
    monkeypatch.setattr(webbrowser, "open", fails)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: False)
    open_page("http://127.0.0.1:9464/")
    assert len(asked) == 1
