"""One page, one address; and which canonical urls name no article."""

from __future__ import annotations

from unittest.mock import patch
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.intake import urls
from streams.intake.identity import normalise_url, page_key, page_url, trusted_canonical

KEY = "https://quaypost.example/news/mill-fire-88412"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.quaypost.example/news/mill-fire-88412",
        "http://quaypost.example/news/mill-fire-88412/",
        "https://m.quaypost.example/news/mill-fire-88412",
        "https://mobile.quaypost.example/news/mill-fire-88412?utm_source=x&m=1",
        "https://amp.quaypost.example/news/mill-fire-88412",
        "https://www.quaypost.example/news/mill-fire-88412/amp",
        "https://www.quaypost.example/news/mill-fire-88412/amp/",
        "https://www.quaypost.example/amp/news/mill-fire-88412",
        "https://www.quaypost.example/news/mill-fire-88412.amp",
        "https://www.quaypost.example/news/mill-fire-88412?amp=1",
        "https://www.quaypost.example/news/mill-fire-88412?outputType=amp&fbclid=1",
        "https://www-quaypost-example.cdn.ampproject.org/c/s/www.quaypost.example/news/mill-fire-88412/amp?amp_js_v=0.1",
        "https://cdn.ampproject.org/v/s/quaypost.example/news/mill-fire-88412",
        "https://www.google.co.uk/amp/s/www.quaypost.example/news/mill-fire-88412/amp",
        "https://www.bing-amp.com/c/s/www.quaypost.example/news/mill-fire-88412/amp",
        "https://www.quaypost.example/news/mill-fire-88412/index.html#comments",
        "https://www.quaypost.example/news/%6Dill-fire-88412",
        "https://www.quaypost.example/news/mill-fire-88412?ref=homepage&source=RSS",
        "https://www.quaypost.example//news/mill-fire-88412#/comments",
        "https://www.quaypost.example/news/mill-fire-88412/print/",
        "https://www.quaypost.example/news/mill-fire-88412;jsessionid=AB12CD?print=yes",
        "https://www.quaypost.example/news/mill-fire-88412?page=all",
    ],
)
def test_the_addresses_of_one_page_share_a_key(url: str) -> None:
    assert page_key(url) == KEY
    assert page_key(page_url(url)) == KEY, "the uri has the same key"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://quaypost.example/a?id=1&lang=en", "https://quaypost.example/a?lang=en&id=1"),
        ("https://quaypost.example/a?t=%c3%bc", "https://quaypost.example/a?t=%C3%BC"),
        ("https://en.m.quaypedia.example/x", "https://en.quaypedia.example/x"),
        ("http://quaypost.example/index.php?id=7", "https://www.quaypost.example/?id=7"),
    ],
)
def test_two_spellings(one: str, other: str) -> None:
    assert page_key(one) == page_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://quaypost.example/a?id=1", "https://quaypost.example/a?id=2"),
        ("https://quaypost.example/a?id=1", "https://quaypost.example/a"),
        ("https://sport.quaypost.example/a", "https://quaypost.example/a"),
        ("https://quaypost.example/Ab", "https://quaypost.example/aB"),
        ("https://quaypost.example:8443/a", "https://quaypost.example/a"),
        ("https://m.example/a", "https://www.example/a"),
        ("https://quaypost.example/a%2Fb", "https://quaypost.example/a/b"),
        ("https://quaypost.example/camp/a", "https://quaypost.example/a"),
        ("https://quaypost.example/art/print", "https://quaypost.example/art"),
        ("https://quaypost.example/a?page=2", "https://quaypost.example/a"),
        ("https://quaypost.example/a?ref=88412", "https://quaypost.example/a?ref=88413"),
        ("https://quaypost.example/#/story/88", "https://quaypost.example/#/story/89"),
        ("https://quaypost.example/#!mill-fire", "https://quaypost.example/"),
    ],
)
def test_two_pages(one: str, other: str) -> None:
    assert page_key(one) != page_key(other)


@pytest.mark.parametrize(
    ("url", "uri"),
    [
        # What readers may open is left as it is written, as long as it is one spelling of a public page.
        ("http://www.quaypost.example/a/?b=2&a=1", "https://www.quaypost.example/a/?b=2&a=1"),
        ("https://quaypost.example/a/index.html", "https://quaypost.example/a/index.html"),
        ("https://m.quaypost.example/a", "https://www.quaypost.example/a"),
        ("https://quaypost.example/amp", "https://quaypost.example/amp"),
        ("http://localhost:8080/a", "http://localhost:8080/a"),
        ("https://www.google.com/amplifier/s/x", "https://www.google.com/amplifier/s/x"),
        ("https://cdn.ampproject.org/c/s/", "https://cdn.ampproject.org/c/s/"),
        ("http://www.quaypost.example/#/story/88", "https://www.quaypost.example/#/story/88"),
        ("https://www.quaypost.example/#top", "https://www.quaypost.example/"),
    ],
)
def test_the_uri_of_a_page(url: str, uri: str) -> None:
    assert page_url(url) == uri


@given(st.from_regex(r"https?://[a-z.]{1,30}/[ -~]{0,60}", fullmatch=True))
def test_a_key_is_its_own_key(url: str) -> None:
    key = page_key(url)
    if key is not None and page_key(key) is not None:
        assert page_key(page_url(url)) == key


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("https://www.quaypost.example/news/old-title-8841", ("quaypost.example/news", "8841")),
        ("https://quaypost.example/news/new-title-8841.html", ("quaypost.example/news", "8841")),
        ("https://quaypost.example/news/12345678-new-title", ("quaypost.example/news", "12345678")),
        ("https://quaypost.example/news/new-title,a-912345.html", ("quaypost.example/news", "912345")),
        ("https://quaypost.example/news/88412/new-title", ("quaypost.example/news", "88412")),
        ("https://quaypost.example/news/new-title?id=88412", ("quaypost.example/news", "88412")),
        ("https://quaypost.example/news/new-title-7?id=88412&page=2", None),
        ("https://quaypost.example/2026/11/21/new-title", None),
        ("https://quaypost.example/news/review-of-the-year-2026", None),
        ("https://quaypost.example/news/fire-on-20261121.html", None),
        ("https://quaypost.example/news/fire-261121", None),
        ("https://quaypost.example/news/town-gives-50000", None),
        ("https://quaypost.example/news/8841", None),  # no title that could change
        ("https://quaypost.example/news/part-of-123", None),
        ("https://quaypost.example/news/title-8841?page=2", None),
        ("https://quaypost.example/", None),
        ("urn:newsml:quay.example:20261121:title-8841", None),
    ],
)
def test_the_number_of_a_page(url: str, number: tuple[str, str] | None) -> None:
    assert urls.number_of(normalise_url(url) or url) == number


PAGE = "https://www.quaypost.example/news/mill-fire-88412"
SCRIPT = "https://www.quaypost.example/article.php?id=88412"


@pytest.mark.parametrize(
    ("canonical", "page"),
    [
        ("https://www.quaypost.example/news/", PAGE),
        ("https://www.quaypost.example/news", PAGE),
        ("https://www.quaypost.example/sport", PAGE),
        ("https://www.quaypost.example/town/", "https://www.quaypost.example/town/mill-fire"),
        ("https://www.quaypost.example/2026/11/21/", "https://www.quaypost.example/2026/11/21/mill-fire"),
        ("https://www.quaypost.example/coast", PAGE),
        ("https://www.quaypost.example/news/?page=1", PAGE),
        ("https://www.quaypost.example/tag/mill-fires", PAGE),
        ("https://www.quaypost.example/rss.xml", PAGE),
        ("https://www.quaypost.example/en/home", PAGE),
        ("https://www.quaypost.example/nachrichten", None),
        ("https://www.quaypost.example", PAGE),
        ("https://www.example.com/your-url", None),
        ("https://www.quaypost.example/your-url-here", PAGE),
        ("{{url}}", PAGE),
        ("https://www.quaypost.example/{{ page.url }}", PAGE),
        ("%URL%", PAGE),
        ("undefined", PAGE),
        ("https://www.quaypost.example/[object%20Object]", PAGE),
        ("https://www.quaypost.example/article.php", SCRIPT),
        ("https://www.quaypost.example/article.php?lang=en", SCRIPT + "&lang=en"),
        ("https://www.quaypost.example/article.php?id=1", SCRIPT),
        ("https://www.quaypost.example/story", "https://www.quaypost.example/story?storyid=abc"),
        (
            "https://www.quaypost.example/showNews.aspx",
            "https://www.quaypost.example/showNews.aspx?newsid=71",
        ),
        ("https://www.quaypost.example/cms.jsp", "https://www.quaypost.example/cms.jsp?88412"),
        ("https://www.quaypost.example/read.asp", "https://www.quaypost.example/read.asp?mill-fire"),
        ("https://www.quaypost.example/news/", "https://www.quaypost.example/news/?id=88412"),
        ("https://www.quaypost.example/", "https://www.quaypost.example/?p=88412"),
    ],
)
def test_a_canonical_that_names_no_article(canonical: str, page: str | None) -> None:
    assert trusted_canonical(canonical, page) is None


@pytest.mark.parametrize(
    ("canonical", "page"),
    [
        (PAGE, PAGE + "?utm_source=x"),
        (PAGE, PAGE + "?page=2"),
        (PAGE, PAGE + "/amp"),
        (PAGE, PAGE + "/comments/2"),
        (PAGE, "https://m.quaypost.example/news/mill-fire-88412"),
        ("https://www.quaypost.example/2026/11/21/mill-fire/", "https://www.quaypost.example/?p=88412"),
        ("https://www.quaypost.example/mill-fire", "https://www.quaypost.example/mill-fire?ref=front"),
        ("https://www.quaypost.example/mill-fire.html", PAGE),
        ("https://www.quaypost.example/article.php?id=88412", SCRIPT + "&print=1"),
        (
            "https://www.quaypost.example/mill-fire-88412.html",
            "https://www.quaypost.example/mill-fire-88412.html?id=9",
        ),
        ("https://www.quaypost.example/news", "https://www.quaypost.example/news"),
        ("https://www.quaypost.example/coast", None),
        ("https://www.quaypost.example/tag/mill-fires", "https://www.quaypost.example/tag/mill-fires?page=1"),
        ("https://www.quaypost.example/?p=88412", PAGE),
    ],
)
def test_a_canonical_that_does(canonical: str, page: str | None) -> None:
    assert trusted_canonical(canonical, page) == canonical


@pytest.mark.parametrize(
    "base", ["https://quaypost.example/news/mill", "HTTP://quaypost.example:81", "news", ""]
)
@pytest.mark.parametrize(
    "address",
    [
        *(
            "/a/b.html",
            "/a/../b",
            "/./a",
            "/.a",
            "/a/.b",
            "/a/b.",
            "//cdn.example/a",
            "/",
            "/a?",
            "/a?b=c.d#e",
            "/a#",
        ),
        *(
            "/a;b",
            "/a;",
            "/a//b",
            "/a?b=/../c",
            "/a:b",
            "/ä",
            "a/b",
            "../a",
            "#a",
            "?a=b",
            "",
            "mailto:a@b.example",
        ),
        *(
            "https://b.example/a/../b",
            "https://b.example/a?",
            "https://b.example",
            "https://b.example/a;",
            "/a b",
        ),
        *(
            "HTTPS://b.example/a",
            "https://b.example:80/a",
            "http://[::1/a",
            "/[a]",
            "https://b.example/a?b=1&c=2#d",
        ),
    ],
)
def test_an_address_is_joined_as_the_standard_library_does(base: str, address: str) -> None:
    try:
        wanted = urljoin(base, address)
    except ValueError:
        with pytest.raises(ValueError, match="Invalid"):
            urls.joined(base, address)
    else:
        assert urls.joined(base, address) == wanted


def test_most_addresses_are_joined_without_it() -> None:
    with patch.object(urls, "urljoin", side_effect=AssertionError):
        assert urls.joined("https://a.example/b", "/news/mill-fire.html?page=2") == (
            "https://a.example/news/mill-fire.html?page=2"
        )
        assert urls.joined("https://a.example/b", "https://b.example/c") == "https://b.example/c"
