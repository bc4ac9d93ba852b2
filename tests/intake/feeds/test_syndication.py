"""RSS, Atom and JSON Feed: the entries as articles, and what is refused."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.article import Article, Dropped
from streams.events.codec import CLEAN, decode, encode
from streams.intake.charset import Decoded
from streams.intake.feeds.syndication import read_decoded
from streams.intake.reader import read
from streams.kinds import Format, Reason, Signal
from streams.stages import clean, enrich
from tests.articles import raw, subjects_of
from tests.linear import assert_linear, repeated

NAMES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
)
ATOM = 'xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"'
QUAY = (
    "The port of Sandwick shut its eastern quay on Friday after divers found cracks in eleven of its piles."
)
TUGS = "Two tugs were moved to the inner basin, the harbour board said."
DATED = "<pubDate>Fri, 20 Nov 2026 06:12:00 +0100</pubDate>"


def rss(*items: str, head: str = "") -> str:
    return (
        f'<?xml version="1.0"?><rss version="2.0" {NAMES}><channel><title>Sandwick Post</title>'
        f"<link>https://post.example/</link>{head}{''.join(items)}</channel></rss>"
    )


def atom(*entries: str, root: str = "") -> str:
    return f"<feed {ATOM} {root}><title>Küstenblatt</title>{''.join(entries)}</feed>"


def parts(document: str, **envelope: Any) -> list[Article | Dropped]:
    found = read_decoded(raw(document.encode(), **envelope), Decoded(document, "utf-8"))
    return found if isinstance(found, list) else [found]


def one(document: str, **envelope: Any) -> Article:
    (found,) = parts(document, **envelope)
    assert isinstance(found, Article), found
    return found


def refused(document: str) -> Dropped:
    (found,) = parts(document)
    assert isinstance(found, Dropped), found
    return found


def item(body: str = "", title: str = "Quay shut", link: str = "https://post.example/quay") -> str:
    return f"<item><title>{title}</title><link>{link}</link>{body}</item>"


def encoded(markup: str) -> str:
    return f"<content:encoded><![CDATA[{markup}]]></content:encoded>"


def test_an_item_with_its_full_text() -> None:
    found = one(
        rss(
            item(
                f"<guid isPermaLink='false'>post-4711</guid>{DATED}<dc:creator>By Jane Roe</dc:creator>"
                f"<category>Ports</category><category domain='http://cv.iptc.org/newscodes/mediatopic/'>04000000"
                f"</category><description>Cracks close a quay.</description>"
                + encoded(f"<p>{QUAY}</p><p>{TUGS}</p>"),
                link="https://post.example/quay?utm_source=rss",
            ),
            head="<language>en-gb</language><copyright>(c) Sandwick Post</copyright>",
        ),
        source="post-feed",
    )
    assert found.format is Format.FEED
    assert found.paragraphs == (QUAY, TUGS)
    assert (found.headline, found.standfirst, found.credits.byline) == (
        "Quay shut",
        "Cracks close a quay.",
        "Jane Roe",
    )
    assert (found.uri, found.url) == ("urn:copydesk:post-feed:post-4711", "https://post.example/quay")
    assert found.naming.aliases == ("https://post.example/quay",)
    assert found.revision.version_created == datetime(2026, 11, 20, 5, 12, tzinfo=UTC)
    assert subjects_of(found) == (
        ("Ports", None),
        ("economy, business and finance", "http://cv.iptc.org/newscodes/mediatopic/04000000"),
    )
    assert (found.language, found.sent.language) == ("en", "en-gb")
    assert found.credits.info_sources == ("Sandwick Post",)
    assert found.sent.rights.notice == "(c) Sandwick Post"
    assert not found.partial


@pytest.mark.parametrize(
    ("body", "partial"),
    [
        (f"<description>{QUAY}</description>", True),
        (encoded(f"<p>{QUAY}</p>"), False),
        (encoded(f"<p>{QUAY}</p><p>{TUGS} [&#8230;]</p>"), True),
        (encoded(f"<p>{QUAY}</p><p><a href='x'>Continue reading &#8594;</a></p>"), True),
        (encoded(f"<p>{QUAY} Weiterlesen</p>"), True),
        (encoded(f"<p>{QUAY} Lire la suite …</p>"), True),
        (encoded("<p>What the young like to read more</p>"), False),
        ("<description>" + f"&lt;p&gt;{QUAY * 3}&lt;/p&gt;" * 4 + "</description>", False),
        ("", True),
    ],
)
def test_an_entry_without_its_full_text_is_partial(body: str, partial: bool) -> None:
    assert one(rss(item(body))).partial is partial


def test_a_description_that_has_neither_link_nor_title_is_complete_by_the_specification() -> None:
    assert not one(rss(f"<item><description>{QUAY}</description></item>")).partial


@pytest.mark.parametrize(
    ("ending", "rule"),
    [
        ("The post Quay shut appeared first on Sandwick Post.", "feed-origin"),
        ("Der Beitrag Kai gesperrt erschien zuerst auf Küstenblatt.", "feed-origin"),
        ("L’article Quai fermé est apparu en premier sur Le Phare.", "feed-origin"),
        ("Read more", "feed-more"),
        ("Weiterlesen »", "feed-more"),
        ("Lire la suite", "feed-more"),
        ("[…]", "feed-cut"),
    ],
)
def test_what_ends_an_entry_and_is_no_copy_is_taken_out_and_named(ending: str, rule: str) -> None:
    found = one(rss(item(encoded(f"<p>{QUAY}</p><p>{ending}</p>"))))
    assert found.paragraphs == (QUAY,)
    assert [(each.rule, each.line, each.text) for each in found.cleaning.removed] == [(rule, 1, ending)]


def test_copy_that_speaks_of_reading_and_posts_stays() -> None:
    copy = "The post of harbour master appeared first on the list, and the board will read more on Monday."
    assert one(rss(item(encoded(f"<p>{QUAY}</p><p>{copy}</p>")))).paragraphs == (QUAY, copy)


def test_captions_and_podcast_notes_are_never_the_text() -> None:
    media = (
        "<media:content url='a.jpg'><media:description>Cranes at dusk.</media:description></media:content>"
    )
    found = one(rss(item(f"<description>{QUAY}</description>{media}")))
    assert (found.paragraphs, found.partial) == ((QUAY,), True)


@pytest.mark.parametrize(
    ("given_", "wanted"),
    [
        ("Fish &amp;amp; chips", "Fish & chips"),
        ("Quay &lt;em&gt;shut&lt;/em&gt;", "Quay shut"),
        ("Tugs 3 &lt; 4", "Tugs 3 < 4"),
        ("<![CDATA[It&#8217;s <b>shut</b>]]>", "It’s shut"),
        ("Quay\n  shut", "Quay shut"),
    ],
)
def test_titles_with_markup_and_entities_that_were_escaped_twice(given_: str, wanted: str) -> None:
    assert one(rss(item(title=given_))).headline == wanted


@pytest.mark.parametrize(
    ("guid", "uri", "aliases"),
    [
        ("<guid>4711</guid>", "urn:copydesk:post.example:4711", ("https://post.example/quay",)),
        ("<guid>https://post.example/?p=7&amp;utm_source=x</guid>", "https://post.example/?p=7", None),
        ("<guid isPermaLink='false'>https://post.example/?utm_source=x</guid>", None, ()),
        (
            "<guid>https://post.example/live#a</guid>",
            "https://post.example/live#a",
            ("https://post.example/quay",),
        ),
        ("", "https://post.example/quay", ()),
    ],
)
def test_the_guid_names_the_entry_and_the_link_is_its_other_name(
    guid: str, uri: str | None, aliases: tuple[str, ...] | None
) -> None:
    found = one(rss(item(guid)))
    assert found.uri == (uri or "https://post.example/?utm_source=x")
    if aliases:
        assert found.naming.aliases == aliases


def test_a_guid_that_stands_on_entries_with_different_links_names_none_of_them() -> None:
    guid = "<guid isPermaLink='false'>post.example</guid>"
    found = parts(rss(item(guid), item(guid, "Tugs moved", "https://post.example/tugs")))
    assert [each.uri for each in found if isinstance(each, Article)] == [
        "https://post.example/quay",
        "https://post.example/tugs",
    ]


def test_entries_of_a_live_blog_that_share_its_link_stay_apart() -> None:
    first, second = parts(rss(item(title="At noon"), item(title="At one")))
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert first.uri != second.uri
    assert first.url == second.url
    assert first.naming.aliases == ()


def test_an_entry_that_stands_there_twice_is_one_unless_its_text_differs() -> None:
    guid = "<guid>4711</guid>"
    assert len(parts(rss(item(guid), item(guid)))) == 1
    assert len(parts(rss(item(guid), item(guid + encoded(QUAY))))) == 2


def test_relative_links_and_the_link_behind_feedburner() -> None:
    assert one(rss(item(link="/quay"))).url == "https://post.example/quay"
    hidden = "<feedburner:origLink>https://post.example/true</feedburner:origLink>"
    assert one(rss(item(hidden, link="https://feeds.example/~r/1"))).url == "https://post.example/true"


@pytest.mark.parametrize(
    ("date", "wanted"),
    [
        ("Mon, 20 Nov 2026 06:12:00 +0100", datetime(2026, 11, 20, 5, 12, tzinfo=UTC)),  # it was a Friday
        ("20 Nov 26 06:12:00 EST", datetime(2026, 11, 20, 11, 12, tzinfo=UTC)),
        ("Fr, 20. November 2026 06:12:00", datetime(2026, 11, 20, 6, 12, tzinfo=UTC)),
        ("20 novembre 2026 à 6h12", datetime(2026, 11, 20, 6, 12, tzinfo=UTC)),
        ("03/04/2026", None),
    ],
)
def test_dates_as_feeds_write_them(date: str, wanted: datetime | None) -> None:
    assert one(rss(item(f"<pubDate>{date}</pubDate>"))).revision.version_created == wanted


@pytest.mark.parametrize(
    ("author", "byline"),
    [
        ("<author>desk@post.example (Jane Roe)</author>", "Jane Roe"),
        ("<author>Jane Roe &lt;jane@post.example&gt;</author>", "Jane Roe"),
        ("<author>desk@post.example</author>", None),
        ("<dc:creator>Jane Roe</dc:creator><dc:creator>Ole Brandt</dc:creator>", "Jane Roe, Ole Brandt"),
    ],
)
def test_authors(author: str, byline: str | None) -> None:
    assert one(rss(item(author))).credits.byline == byline


def test_atom_with_xhtml_bases_languages_and_dates() -> None:
    found = one(
        atom(
            "<entry><id>tag:kb.example,2026:7</id><title type='html'>Kai &amp;amp; Kran</title>"
            "<link rel='alternate' href='kai.html'/><link rel='edit' href='kai.atom'/>"
            "<author><name>Ole Brandt</name></author><category term='haefen' label='Häfen'/>"
            "<published>2026-11-20T06:00:00+01:00</published><updated>2026-11-20T09:00:00Z</updated>"
            "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>Der Kai ist <b>zu</b>.</p>"
            "<p>Preise &lt; 5 Euro &amp; mehr.</p></div></content></entry>",
            root='xml:lang="de" xml:base="https://kb.example/news/"',
        )
    )
    assert found.paragraphs == ("Der Kai ist zu.", "Preise < 5 Euro & mehr.")
    assert (found.headline, found.language, found.credits.byline) == ("Kai & Kran", "de", "Ole Brandt")
    assert (found.uri, found.url) == ("tag:kb.example,2026:7", "https://kb.example/news/kai.html")
    assert found.revision.first_created == datetime(2026, 11, 20, 5, tzinfo=UTC)
    assert found.revision.version_created == datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert subjects_of(found) == (("Häfen", None),)


@pytest.mark.parametrize("type_", ["html", "text", "text/html"])
def test_atom_content_of_any_type_is_read_by_what_it_holds(type_: str) -> None:
    entry = f"<entry><id>tag:a</id><content type='{type_}'>&lt;p&gt;{QUAY}&lt;/p&gt;&lt;p&gt;{TUGS}&lt;/p&gt;</content></entry>"
    assert one(atom(entry)).paragraphs == (QUAY, TUGS)


def test_a_tombstone_is_a_kill() -> None:
    grave = "<at:deleted-entry ref='tag:kb.example,2026:7' when='2026-11-20T10:00:00Z'><at:comment>Rights.</at:comment>"
    grave += "</at:deleted-entry>"
    entry = f"<entry><id>tag:kb.example,2026:8</id><title>Tugs</title><summary>{TUGS}</summary></entry>"
    killed, living = parts(atom(grave, entry))
    assert isinstance(killed, Article)
    assert (killed.uri, killed.pub_status, killed.header.ed_note) == (
        "tag:kb.example,2026:7",
        "canceled",
        "Rights.",
    )
    assert (killed.headline, killed.paragraphs) == (None, ())
    assert isinstance(living, Article)
    assert living.partial
    message, _ = clean(raw(atom(grave, entry).encode()))
    assert isinstance(message, Article)
    assert message.signal is Signal.KILL


def test_a_draft_is_withheld() -> None:
    control = "<control xmlns='http://www.w3.org/2007/app'><draft>yes</draft></control>"
    assert one(atom(f"<entry><id>tag:a</id><title>Quay</title>{control}</entry>")).pub_status == "withheld"


def test_rss_one() -> None:
    found = one(
        '<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://p.example/"><title>Le Phare</title>'
        "<dc:language>fr</dc:language></channel><item rdf:about='https://p.example/1'><title>Quai fermé</title>"
        f"<dc:date>2026-11-20T06:00+01:00</dc:date><description>{QUAY}</description></item></rdf:RDF>"
    )
    assert (found.uri, found.url, found.language) == ("https://p.example/1", "https://p.example/1", "fr")
    assert found.revision.version_created == datetime(2026, 11, 20, 5, tzinfo=UTC)


def json_feed(*items: Any, **fields: Any) -> str:
    head = {"version": "https://jsonfeed.org/version/1.1", "title": "Sandwick Post", "items": items}
    return json.dumps({**head, **fields})


def test_json_feed() -> None:
    found = one(
        json_feed(
            {
                "id": 7,
                "url": "https://post.example/quay",
                "title": "Quay shut",
                "content_html": f"<p>{QUAY}</p>",
                "summary": "Cracks close a quay.",
                "date_published": "2026-11-20T06:00:00+01:00",
                "authors": [{"name": "Jane Roe"}, {"name": "Ole Brandt"}],
                "tags": ["Ports"],
            },
            language="en-GB",
        )
    )
    assert (found.uri, found.paragraphs) == ("urn:copydesk:post.example:7", (QUAY,))
    assert (found.credits.byline, found.standfirst) == ("Jane Roe, Ole Brandt", "Cracks close a quay.")
    assert (subjects_of(found), found.language) == ((("Ports", None),), "en")
    assert (
        one(json_feed({"id": "a", "summary": QUAY, "author": {"name": "Jane Roe"}})).credits.byline
        == "Jane Roe"
    )


@pytest.mark.parametrize(
    ("document", "reason", "detail"),
    [
        (rss(), Reason.NO_ARTICLE, "a feed without entries"),
        (atom(), Reason.NO_ARTICLE, "a feed without entries"),
        (json_feed(), Reason.NO_ARTICLE, "a feed without entries"),
        (rss("<item><link>https://post.example/1</link></item>"), Reason.NO_ARTICLE, "entry 1: neither"),
        (rss(item("<enclosure url='a.mp3' type='audio/mpeg'/>")), Reason.NOT_TEXT, "entry 1: audio"),
        (rss(item("<media:content url='a.mp4' medium='video'/>")), Reason.NOT_TEXT, "entry 1: video"),
        (json_feed("x"), Reason.INVALID_DOCUMENT, "item 1 is text, not an object"),
        (json_feed({"content_html": 7}), Reason.INVALID_DOCUMENT, "item 1: content_html is a number"),
        ('{"items": {}}', Reason.INVALID_DOCUMENT, "items is an object"),
        ("<html><p>Not found</p></html>", Reason.INVALID_DOCUMENT, "the root element html"),
        (
            "<!DOCTYPE rss [<!ENTITY a 'aaa'><!ENTITY b '&a;&a;'>]><rss><channel><item><title>&b;</title></item>"
            "</channel></rss>",
            Reason.INVALID_DOCUMENT,
            "XML",
        ),
        (
            "<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><rss><channel><item><title>&x;</title></item>"
            "</channel></rss>",
            Reason.INVALID_DOCUMENT,
            "XML",
        ),
    ],
)
def test_refusals(document: str, reason: Reason, detail: str) -> None:
    found = refused(document)
    assert found.reason is reason
    assert found.detail.startswith(detail)


def test_a_broken_feed_is_mended_and_a_broken_entry_costs_itself_alone() -> None:
    document = rss(
        item(title="Tugs & cranes: 3 < 4&nbsp;&hellip;"),
        item(title="A <b>torn title", link="https://post.example/2"),
        item(encoded("<p>Fish & chips</p>"), link="https://post.example/3"),
    )
    first, torn, third = parts(document.replace("xmlns:content", "xmlns:unused"))
    assert isinstance(first, Article)
    assert (first.headline, first.credits.info_sources) == ("Tugs & cranes: 3 < 4 …", ("Sandwick Post",))
    assert "xml" in first.cleaning.repairs
    assert isinstance(torn, Dropped)
    assert torn.detail.startswith("entry 2: XML")
    assert isinstance(third, Article)
    assert third.paragraphs == ("Fish & chips",)


def test_the_entry_in_which_a_feed_was_cut_off_is_refused() -> None:
    whole = rss(item(), item(encoded(f"<p>{QUAY}</p>"), link="https://post.example/2"))
    first, cut = parts(whole[: whole.index("divers")])
    assert isinstance(first, Article)
    assert isinstance(cut, Dropped)


def test_a_feed_goes_through_the_whole_desk() -> None:
    document = rss(
        item(encoded(f"<p>{QUAY}</p><p>{TUGS}</p>")), item(f"<description>{QUAY}</description>", link="/2")
    )
    found = clean(raw(document.encode(), content_type="application/rss+xml"))
    assert len(found) == 2
    for part in found:
        assert isinstance(part, Article)
        assert part.language == "en"
        assert decode(encode(part, CLEAN)).partial == part.partial
        assert enrich(part).found.word_count > 0
    assert [part.origin.part for part in found if isinstance(part, Article)] == [0, 1]


@pytest.mark.long
@pytest.mark.parametrize(
    ("opening", "part", "end"),
    [
        ("<rss><channel>", "<item>", ""),
        ("<rss><channel>", "<a>", ""),
        ("<rss>", "&a", ""),
        ("<rss><item>", "<![CDATA[", ""),
        ("<rss><item>", "<", ""),
        ("<rss><item><title>T</title><author>", "a", "@</author></item></rss>"),
        ("<rss><item><title>", "&lt;p ", "</title></item></rss>"),
        ("<rss ", "a", ">" + "<item>" * 400),
        ("", "\n", "<rss/>"),
    ],
)
def test_hostile_feeds_take_linear_time(opening: str, part: str, end: str) -> None:
    assert_linear(parts, repeated(part, opening, end))


SEED = rss(item(encoded(f"<p>{QUAY}</p>") + DATED), item("<guid>7</guid>")) + atom(
    "<entry><id>x</id></entry>"
)
_BITS = (
    "<",
    "&",
    ">",
    "]]>",
    "<![CDATA[",
    "<item>",
    "</item>",
    "<!--",
    "&#x0;",
    "xml:base='//['",
    "http://[",
    "\x00",
)


@given(st.lists(st.tuples(st.integers(0, len(SEED)), st.integers(0, 40), st.sampled_from(_BITS)), max_size=5))
def test_a_mutated_feed_is_answered(changes: list[tuple[int, int, str]]) -> None:
    document = SEED
    for start, length, bit in changes:
        document = document[:start] + bit + document[start + length :]
    assert parts(document)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8), lambda inner: st.lists(inner, max_size=3)
)
_ITEM = st.dictionaries(
    st.sampled_from(["id", "url", "title", "content_html", "authors", "tags", "attachments"]), _JSON
)


@given(_JSON | st.lists(_ITEM, max_size=3))
def test_any_json_feed_is_answered(items: Any) -> None:
    document = json.dumps({"version": "https://jsonfeed.org/version/1", "items": items})
    assert read(raw(document.encode(), content_type="application/feed+json"))


@pytest.mark.parametrize(
    "guid", ["N/A", "none", "0", "{{ item.guid }}", "${guid}", "%guid%", "[[guid]]", "undefined"]
)
def test_a_guid_that_names_nothing_leaves_it_to_the_link(guid: str) -> None:
    found = one(rss(item(f"<guid isPermaLink='false'>{guid}</guid>")))
    assert (found.uri, found.naming.aliases) == ("https://post.example/quay", ())


def test_entries_whose_guids_and_links_name_nothing_are_their_texts() -> None:
    guid = "<guid>N/A</guid>"
    found = parts(
        rss(
            item(guid, "At noon", "N/A"),
            item(guid, "At one", "N/A"),
            head="<link>https://post.example</link>",
        )
    )
    assert len({each.uri for each in found if isinstance(each, Article)}) == 2
    alone = one(rss(item(guid, "At noon", "null"), head="<link>https://post.example</link>"))
    assert (alone.uri, alone.url) == (found[0].uri, None)  # type: ignore[union-attr]


def test_a_guid_that_several_titles_share_names_none_of_them() -> None:
    guid = "<guid isPermaLink='false'>post-7</guid>"
    first, second = parts(rss(item(guid, "At noon", ""), item(guid, "At one", "")))
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert first.uri != second.uri
    assert "post-7" not in first.uri


@pytest.mark.parametrize(
    "link", ["https://post.example/", "https://post.example/news/", "https://post.example/permalink"]
)
def test_a_link_to_no_article_names_none(link: str) -> None:
    found = one(rss(item("", link=link)))
    assert found.uri.startswith("urn:copydesk:sha256:")
    assert (found.url, found.naming.aliases) == (link, ())


@pytest.mark.parametrize("guid", ["https://post.example/", "https://post.example/sport"])
def test_a_guid_that_is_the_address_of_no_article_names_none(guid: str) -> None:
    assert one(rss(item(f"<guid>{guid}</guid>"))).uri == "https://post.example/quay"


def test_a_link_for_telephones_is_the_page() -> None:
    found = one(rss(item("", link="http://m.post.example/quay/amp?utm_source=x")))
    assert (found.uri, found.url) == ("https://www.post.example/quay", "http://m.post.example/quay/amp")
    assert found.naming.aliases == ("http://m.post.example/quay/amp",)


def test_a_tombstone_that_names_nothing_is_refused() -> None:
    grave = "<at:deleted-entry ref='{{id}}' when='2026-11-20T10:00:00Z'/>"
    assert refused(atom(grave)).reason is Reason.INVALID_DOCUMENT


WALL = "<p>Please enable cookies in your browser. Tick the box to confirm that you are not a robot.</p>"


def test_a_wall_is_no_text_of_an_entry() -> None:
    """The feed's maker was shown it; the headline is the feed's own, and the text is elsewhere."""
    link = "<link>https://post.example/1</link>"
    (found,) = read(
        raw(
            rss(
                f"<item><title>Quay shut</title>{link}<content:encoded><![CDATA[{WALL}]]></content:encoded></item>"
            ).encode()
        )
    )
    assert isinstance(found, Article)
    assert (found.headline, found.paragraphs, found.partial) == ("Quay shut", (), True)
    assert [removed.rule for removed in found.cleaning.removed] == ["wall"]


def test_an_entry_that_is_a_wall_from_its_headline_on() -> None:
    (found,) = read(
        raw(
            rss(
                f"<item><title>Access denied</title><description><![CDATA[{WALL}]]></description></item>"
            ).encode()
        )
    )
    assert isinstance(found, Dropped) and found.reason is Reason.NOT_AN_ARTICLE
    assert found.detail.startswith("entry 1: robot: ")


INSTANT = (
    f"<!doctype html><html><body><article><header><h1>Quay</h1><time class='op-published'>20 Nov</time><address>Jane Roe</address></header>"
    f"<p>{QUAY}</p><p>{TUGS}</p><footer><small>© Post</small></footer></article></body></html>"
)


@pytest.mark.parametrize(
    "content",
    [
        f"<t:content xmlns:t='http://turbo.yandex.ru'><![CDATA[<p>{QUAY}</p><p>{TUGS}</p>]]></t:content>",
        f"<content:encoded><![CDATA[{INSTANT}]]></content:encoded>",
        f"<content type='application/vnd.vizrt.payload+xml'><payload><field name='title'><value>Quay</value></field><field name='body'><value><div><p>{QUAY}</p><p>{TUGS}</p></div></value></field></payload></content>",
        f"<content:encoded><![CDATA[<p>{QUAY}</p><p>{TUGS}</p><p>Quay was originally published in Post on Medium, where people are continuing the conversation by highlighting and responding to this story.</p>]]></content:encoded>",
    ],
    ids=["Yandex Turbo", "Instant Articles", "CUE", "Medium"],
)
def test_the_text_of_a_program_of_its_own(content: str) -> None:
    (found,) = read(raw(rss(f"<item><title>Quay</title>{DATED}{content}</item>").encode()))
    assert isinstance(found, Article), found
    assert found.paragraphs == (QUAY, TUGS)
