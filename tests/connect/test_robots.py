from __future__ import annotations

import time

import pytest

from streams.connect import robots
from streams.connect.robots import Known, read_rules

TEXT = b"""
User-agent: *
Disallow: /

User-agent: copydesk
Disallow: /private/
Allow: /private/news/*.html$
Crawl-delay: 5
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/news/1", True),
        ("/private/1", False),
        ("/private/news/1.html", True),
        ("/private/news/1.html?x", False),
    ],
)
def test_the_longest_rule_of_our_group_counts(path: str, allowed: bool) -> None:
    rules = read_rules(200, TEXT)
    assert rules.allows(f"https://news.example{path}") is allowed
    assert rules.delay == 5.0


def test_without_a_file_all_is_allowed_and_odd_bytes_are_no_matter() -> None:
    assert read_rules(404, TEXT).allows("https://news.example/private/1")
    rules = read_rules(200, b"\xff\xfe" + TEXT + b"\nCrawl-delay: never\n<html>")
    assert not rules.allows("https://news.example/private/1")
    assert read_rules(200, b"user-agent: *\ncrawl-delay: 86400").delay == 60.0


def test_what_was_read_counts_for_a_day_and_the_oldest_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(robots, "_MOST", 2)
    known = Known()
    for name in ("a", "b", "c"):
        known.put(f"https://{name}.example", read_rules(200, TEXT))
    assert known.get("https://a.example") is None
    assert known.get("https://c.example") is not None
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + robots.FRESH)
    assert known.get("https://c.example") is None


def test_hostile_patterns_cost_nothing() -> None:
    began = time.process_time()
    hostile = b"User-agent: *\nDisallow: /" + b"*a" * 200 + b"*b$\n"
    assert read_rules(200, hostile).allows("https://news.example/" + "a" * 2000)
    assert time.process_time() - began < 1.0
