from __future__ import annotations

import pytest

from streams.cli import handles
from streams.cli.handles import handle_of, meant
from streams.errors import CopydeskError

URIS = [f"urn:test:{number}" for number in range(50)]


def test_a_handle_means_its_uri_whatever_else_is_there() -> None:
    for uri in URIS:
        assert meant(handle_of(uri), URIS) == uri
        assert meant(handle_of(uri)[:5], [uri]) == uri
        assert meant(handle_of(uri), [uri, *reversed(URIS)]) == uri


def test_what_is_no_handle_or_of_nothing_stays_as_it_is() -> None:
    for name in ("urn:test:1", "3f2", "xyz123", "3f2a9100", handle_of("urn:gone")):
        assert meant(name, URIS) == name


def test_one_that_means_several_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handles, "handle_of", lambda uri: "abcdef")
    with pytest.raises(CopydeskError, match="abcd may mean urn:test:0, urn:test:1"):
        meant("abcd", URIS[:2])
