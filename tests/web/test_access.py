from __future__ import annotations

import pytest

from streams.web.access import POLICY, from_elsewhere, is_ours


@pytest.mark.parametrize(
    ("host", "bound", "ours"),
    [
        ("127.0.0.1:9464", "127.0.0.1", True),
        ("127.0.0.9", "127.0.0.1", True),
        ("localhost:9464", "127.0.0.1", True),
        ("LOCALHOST", "127.0.0.1", True),
        ("[::1]:9464", "::1", True),
        ("desk.example:9464", "desk.example", True),
        ("10.0.0.7:9464", "10.0.0.7", True),
        ("10.0.0.7:9464", "0.0.0.0", True),
        ("[fd00::7]:9464", "::", True),
        ("10.0.0.7:9464", "127.0.0.1", False),
        ("evil.example:9464", "127.0.0.1", False),
        ("evil.example:9464", "0.0.0.0", False),
        ("localhost.evil.example", "127.0.0.1", False),
        ("127.0.0.1.evil.example", "0.0.0.0", False),
        ("localhost@evil.example", "127.0.0.1", False),
        ("", "127.0.0.1", False),
        (None, "", False),
        ("[", "127.0.0.1", False),
    ],
)
def test_only_names_of_this_worker_are_its_own(host: str | None, bound: str, ours: bool) -> None:
    assert is_ours(host, bound) is ours


def test_another_sites_page_is_told_from_our_own() -> None:
    assert [from_elsewhere(each) for each in (None, "same-origin", "none", "same-site", "cross-site")] == [
        *(False, False, False, True, True)
    ]


def test_the_policy_allows_nothing_but_our_own_files() -> None:
    rules = dict(rule.split(" ", 1) for rule in POLICY.split("; "))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == rules["img-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == "'self'"
    assert rules["frame-ancestors"] == "'none'"
    assert "unsafe" not in POLICY
