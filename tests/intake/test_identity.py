"""Uris, urls and sources."""

from __future__ import annotations

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.intake.identity import (
    host_of,
    is_uri,
    normalise_url,
    site_of,
    source_for,
    trusted_canonical,
    uri_for,
)

URI = jsonschema_rs.validator_for({"type": "string", "format": "uri"}, validate_formats=True)
PAGE = "https://news.anglia-herald.co.uk/2026/11/21/harbour-fire"


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("HTTPS://WWW.Example.ORG:443/a?utm_source=x&id=5&fbclid=1#top", "https://www.example.org/a?id=5"),
        ("http://example.org", "http://example.org/"),
        ("http://example.org:8080/a b/ü", "http://example.org:8080/a%20b/%C3%BC"),
        ("http://münchen.example/", "http://xn--mnchen-3ya.example/"),
        ("https://user:secret@example.org/x", "https://example.org/x"),
        ("https://example.org/100%/x%2Fy", "https://example.org/100%25/x%2Fy"),
        ("https://example.org/a?b=2&a=1&b=3", "https://example.org/a?b=2&a=1&b=3"),
        ("https://[::1]/x", "https://[::1]/x"),
        (
            "https://example.org/a?id=7&source=feed&ref=3&uid=9",
            "https://example.org/a?id=7&source=feed&ref=3&uid=9",
        ),
    ],
)
def test_normalise_url(url: str, normal: str) -> None:
    assert normalise_url(url) == normal
    assert normalise_url(normal) == normal


@pytest.mark.parametrize(
    "url", ["", None, "ftp://x/y", "javascript:alert(1)", "/relative", "http://", "http://a b/", "http://[x/"]
)
def test_what_is_no_page_url(url: str | None) -> None:
    assert normalise_url(url) is None


def test_the_order_of_what_names_an_article() -> None:
    own, canonical, subject = "urn:newsml:anglia.example:20261121:7", PAGE, "https://m.anglia-herald.co.uk/x"
    assert uri_for(source="a", own=own, canonical=canonical, subject=subject) == own
    assert uri_for(source="a", canonical=canonical, subject=subject) == canonical
    assert uri_for(source="a", subject=subject) == subject
    assert uri_for(source="a", subject="tag:anglia.example,2026:7") == "tag:anglia.example,2026:7"
    assert (
        uri_for(source="Anglia Wire", subject="story 7/ü") == "urn:copydesk:Anglia%20Wire:story%207%2F%C3%BC"
    )
    assert uri_for(source="a", own="harbour_7") == "urn:copydesk:a:harbour_7"
    assert uri_for(source="a", own="not a:uri") == "urn:copydesk:a:not%20a%3Auri"


def test_the_text_itself_names_what_has_no_name() -> None:
    first, again = uri_for(source="a", content="Fire."), uri_for(source="b", content="Fire.")
    assert first == again
    assert first.startswith("urn:copydesk:sha256:")
    assert len(first) == len("urn:copydesk:sha256:") + 32
    assert uri_for(source="a", content="Fire!") != first


@given(st.text(), st.text(), st.text(), st.text())
def test_every_uri_is_valid(source: str, own: str, subject: str, content: str) -> None:
    for uri in (
        uri_for(source=source or "x", own=own, subject=subject, content=content),
        uri_for(source=source or "x", subject=subject, content=content),
        uri_for(source="x", subject=f"https://{subject}", content=content),
        uri_for(source="x", own=f"urn:{own}"),
    ):
        assert is_uri(uri)
        assert len(uri) < 20_000
        URI.validate(uri)


@pytest.mark.parametrize(
    "text", ["harbour_7", "no scheme", "http://", "1a:b", "urn:", "urn:a b", "urn:ü", "urn:%zz", "http://[x"]
)
def test_what_is_no_uri(text: str) -> None:
    assert not is_uri(text)


def test_hosts_and_sites() -> None:
    assert host_of("https://www.Example.org/x") == "example.org"
    assert site_of(PAGE) == "anglia-herald.co.uk"
    assert site_of("http://localhost/x") == "localhost"
    assert site_of("https://anna.blogspot.com/") == "anna.blogspot.com"


@pytest.mark.parametrize(
    ("candidate", "page", "trusted"),
    [
        ("https://www.anglia-herald.co.uk/fire", PAGE, "https://www.anglia-herald.co.uk/fire"),
        ("/fire?utm_medium=x", PAGE, "https://news.anglia-herald.co.uk/fire"),
        ("https://www.anglia-herald.co.uk/fire", None, "https://www.anglia-herald.co.uk/fire"),
        ("/fire", None, None),
        ("https://other.co.uk/fire", PAGE, None),
        ("https://anglia-herald.co.uk.evil.example/fire", PAGE, None),
        ("https://www.anglia-herald.co.uk/", PAGE, None),
        ("https://www.anglia-herald.co.uk/index.html", PAGE, None),
        ("javascript:void(0)", PAGE, None),
        ("http://[broken", PAGE, None),
        ("", PAGE, None),
        (None, PAGE, None),
    ],
)
def test_trusted_canonical(candidate: str | None, page: str | None, trusted: str | None) -> None:
    assert trusted_canonical(candidate, page) == trusted


def test_source() -> None:
    assert source_for("anglia-wire", PAGE) == "anglia-wire"
    assert source_for(None, PAGE) == "news.anglia-herald.co.uk"
    assert source_for(" ", None, "NTB") == "NTB"
    assert source_for(None) == "unknown"
