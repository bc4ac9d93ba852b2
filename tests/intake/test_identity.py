"""Uris, urls and sources."""

from __future__ import annotations

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.intake.identity import (
    host_of,
    is_shared,
    is_uri,
    names_nothing,
    normalise_url,
    site_of,
    source_for,
    trusted_canonical,
    uri_for,
    whose_word,
    with_spellings,
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
    own, canonical, subject = "urn:newsml:anglia.example:20261121:7", PAGE, "https://anglia-herald.co.uk/x"
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
    "text",
    [
        "harbour_7",
        "no scheme",
        "http://",
        "1a:b",
        "urn:",
        "urn:a b",
        "urn:ü",
        "urn:%zz",
        "http://[x",
        "javascript:run()",
        "JavaScript:run()",
        "data:text/html,x",
        "vbscript:x",
    ],
)
def test_what_is_no_uri(text: str) -> None:
    assert not is_uri(text)


def test_hosts_and_sites() -> None:
    assert host_of("https://www.Example.org/x") == "example.org"
    assert site_of(PAGE) == "anglia-herald.co.uk"
    assert site_of("http://localhost/x") == "localhost"
    assert site_of("https://m.post.unlisted/x") == "post.unlisted", (
        "the list's own rule for what it does not have"
    )
    assert (site_of("http://10.0.0.7/x"), site_of("http://[::1]/x")) == ("10.0.0.7", "::1")
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


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            "-",
            "--",
            "0",
            "000",
            "00000000-0000-0000-0000-000000000000",
            "N/A",
            "n/a",
            "None",
            "NULL",
            "undefined",
        ),
        *(
            "{{guid}}",
            "{{ item.id }}",
            "${id}",
            "%id%",
            "%date%",
            "[[id]]",
            "[id]",
            "<%= id %>",
            "#{id}",
            "{id}",
            "<guid>",
        ),
        *(
            "urn:quay:{{guid}}",
            "https://post.example/?p={{id}}",
            "tag:post.example,2026:%id%",
            "__GUID__",
            "[object Object]",
        ),
    ],
)
def test_an_id_that_names_nothing(text: str) -> None:
    assert names_nothing(text)
    assert uri_for(source="a", own=text, content="Fire.") == uri_for(source="a", content="Fire.")
    assert uri_for(source="a", subject=text, content="Fire.") == uri_for(source="a", content="Fire.")


@pytest.mark.parametrize(
    "text",
    [
        *(
            "7",
            "10",
            "x",
            "8841",
            "{3F2504E0-4F89-11D3-9A0C-0305E82C3301}",
            "tag:post.example,2026:7",
            "nautical",
        ),
        *(
            "https://post.example/%C3%BCber%20alles",
            "a__b__c",
            "null-island-flood",
            "100%",
            "guid-7",
            "none@post.example",
        ),
    ],
)
def test_an_id_that_names_something(text: str) -> None:
    assert not names_nothing(text)


@pytest.mark.parametrize(
    ("uri", "subject", "word"),
    [
        ("urn:quay:7", None, "document"),
        ("urn:quay:7", "urn:quay:7", "envelope"),
        ("urn:quay:7#de", "urn:quay:7", "envelope"),
        ("urn:quay:7", "urn:quay:8", "document"),
        ("urn:copydesk:a:quay%207", "quay 7", "envelope"),
        ("https://www.post.example/quay", "http://post.example/quay/?utm_source=x", "envelope"),
        ("https://www.post.example/quay", "https://www.post.example/mill", "document"),
        ("urn:copydesk:sha256:00112233445566778899aabbccddeeff", None, "content"),
    ],
)
def test_whose_word_a_uri_is(uri: str, subject: str | None, word: str) -> None:
    assert whose_word(uri, "a", subject) == word


def test_other_addresses_of_a_page_are_names_of_its_article() -> None:
    found = with_spellings("https://www.post.example/news/quay-shut-88412/", ("urn:quay:7",))
    assert found == (
        "urn:quay:7",
        "https://post.example/news/quay-shut-88412",
        "urn:copydesk:number:post.example/news:88412",
    )
    assert [is_shared(name) for name in found] == [False, False, True]
    assert all(map(is_uri, found))
    assert with_spellings("https://post.example/quay", ()) == ()
    assert with_spellings("urn:quay:7", ("https://www.post.example/quay",)) == (
        "https://www.post.example/quay",
        "https://post.example/quay",
    )
