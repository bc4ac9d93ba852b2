"""Exports of WordPress: what is for readers, and what is not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from streams.article import Article, Dropped
from streams.intake.charset import Decoded
from streams.intake.feeds.syndication import read_decoded
from streams.intake.reader import read
from streams.kinds import Reason
from tests.articles import raw

TEXT = "The weir at Oxmere will be rebuilt in May, the council said on Monday."
AUTHOR = (
    "<wp:author><wp:author_login>ada</wp:author_login>"
    "<wp:author_display_name>Ada Holt</wp:author_display_name></wp:author>"
)


def entry(
    kind: str = "post", status: str = "publish", more: str = "", date: str = "Mon, 23 Nov 2026 05:00:00 +0000"
) -> Article | Dropped:
    document = (
        "<rss xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:dc='http://purl.org/dc/elements/1.1/' "
        "xmlns:wp='http://wordpress.org/export/1.2/' xmlns:excerpt='http://wordpress.org/export/1.2/excerpt/'>"
        f"<channel><title>Oxmere News</title><wp:wxr_version>1.2</wp:wxr_version>{AUTHOR}<item><title>Weir</title>"
        f"<link>https://oxmere.example/weir-4</link><pubDate>{date}</pubDate><content:encoded>{TEXT}</content:encoded>"
        f"<wp:post_type>{kind}</wp:post_type><wp:status>{status}</wp:status>{more}</item></channel></rss>"
    )
    found = read_decoded(raw(document.encode()), Decoded(document, "utf-8"))
    (part,) = found if isinstance(found, list) else [found]
    return part


@pytest.mark.parametrize("kind", ["post", "page", "news_report"])
def test_what_is_published_is_an_article(kind: str) -> None:
    found = entry(kind, more="<excerpt:encoded>In short: May.</excerpt:encoded>")
    assert isinstance(found, Article)
    assert (found.paragraphs, found.pub_status, found.standfirst) == ((TEXT,), "usable", "In short: May.")


@pytest.mark.parametrize(
    ("kind", "status", "more", "why"),
    [
        ("post", "draft", "", "draft in WordPress, a draft, not published"),
        ("post", "auto-draft", "", "auto-draft in WordPress, a draft, not published"),
        ("post", "pending", "", "pending in WordPress, waits for its review, not published"),
        ("post", "private", "", "private in WordPress, private, not for readers"),
        ("page", "trash", "", "trash in WordPress, in the trash"),
        ("post", "rejected-by-desk", "", "rejected-by-desk in WordPress, a status that readers do not see"),
        ("attachment", "inherit", "", "attachment of WordPress, a file that was uploaded"),
        ("nav_menu_item", "publish", "", "nav_menu_item of WordPress, an entry of a menu"),
        ("revision", "publish", "", "revision of WordPress, an earlier version that was kept"),
        (
            "post",
            "publish",
            "<wp:post_password>weir</wp:post_password>",
            "for those who have its password",
        ),
    ],
)
def test_what_is_not_for_readers_is_refused_with_the_reason(
    kind: str, status: str, more: str, why: str
) -> None:
    assert entry(kind, status, more) == Dropped(Reason.NOT_TEXT, f"entry 1: {why}")


def test_what_is_scheduled_waits_for_its_date() -> None:
    found = entry(status="future")
    assert isinstance(found, Article)
    assert (found.embargo.until, found.pub_status) == (datetime(2026, 11, 23, 5, tzinfo=UTC), "usable")
    unknown = entry(status="future", date="soon")
    assert isinstance(unknown, Article)
    assert (unknown.embargo.until, unknown.pub_status) == (None, "withheld")


@pytest.mark.parametrize(("login", "name"), [("ada", "Ada Holt"), ("admin", None), ("Jo Marsh", "Jo Marsh")])
def test_a_login_is_no_name(login: str, name: str | None) -> None:
    found = entry(more=f"<dc:creator>{login}</dc:creator>")
    assert isinstance(found, Article)
    assert found.credits.byline == name


def test_a_feed_of_a_site_is_no_export() -> None:
    (found,) = read(
        raw(
            f"<rss><channel><item><title>Weir</title><description>{TEXT}</description></item></channel></rss>".encode()
        )
    )
    assert isinstance(found, Article)
