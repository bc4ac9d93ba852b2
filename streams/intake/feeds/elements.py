"""RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, as elements -> the feed, its entries and its tombstones.

RSS 2.0: https://www.rssboard.org/rss-specification, RSS 1.0: https://web.resource.org/rss/1.0/spec, Atom: RFC 4287,
tombstones: RFC 6721. Elements that describe files (media:*, itunes:*) are read in `enclosures`, those of an export of
WordPress (wp:*) in `wordpress`.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin

from lxml import etree

from streams.article import Dropped
from streams.intake import media_topics, newscodes
from streams.intake.feeds import wordpress
from streams.intake.feeds.article import Entry, Feed, Tombstone
from streams.intake.feeds.enclosures import media_of
from streams.intake.feeds.names import Element, Named, children, name_of
from streams.intake.feeds.parse import FeedXml
from streams.intake.feeds.text import one_line
from streams.intake.identity import names_nothing
from streams.sent import Concept, Media, Related, Rendition

_XML = "{http://www.w3.org/XML/1998/namespace}"
_CONTENT = (
    "content:encoded",
    "content",
    "xhtml:body",
    "yandex:full-text",
    "turbo:content",
    "full-text",
    "fulltext",
    "xhtml:div",
)
_SUMMARY = ("excerpt:encoded", "description", "summary", "dc:description", "dcterms:abstract")
_PUBLISHED = (
    "published",
    "pubdate",
    "issued",
    "dcterms:issued",
    "dcterms:created",
    "created",
    "dc:date",
    "date",
    "wp:post_date_gmt",
)
_UPDATED = ("updated", "modified", "dcterms:modified", "wp:post_modified_gmt")
#: Fields of a story in CUE with its text.
_PAYLOAD = ("body", "bodytext", "text")
_KEYWORDS = ("media:keywords", "itunes:keywords")
#: Links of Atom to what is beside the entry.
_BESIDE = frozenset({"related", "via"})
_LANGUAGE = ("dc:language", "dcterms:language", "language")
_RIGHTS = ("rights", "copyright", "dc:rights", "dcterms:rights")
_LICENCE = ("dcterms:license", "cc:license")
_ORIGINAL = ("feedburner:origlink",)
_MAIL = re.compile(r"[^\s@<>()]{1,64}@[^\s@<>()]{1,255}")
_MAIL_AND_NAME = re.compile(r"([^\s@<>()]{1,64}@[^\s@<>()]{1,255}) ?\(([^()]{1,200})\)")
_NAME_AND_MAIL = re.compile(r"\"?([^<>\"]{1,200}?)\"? ?<[^\s@<>]{1,64}@[^\s@<>]{1,255}>")
_MARKUP_TYPES = ("html", "xhtml", "xml")


def feed_of(document: FeedXml, address: str | None = None) -> Feed:
    """What the feed says of itself. `address` is the url that it came from, if that is known."""
    root = document.root
    named = _named(root)
    if channel := named.get("channel"):
        named = _named(channel[0])
    return Feed(
        title=_first(named, "title", "dc:title"),
        language=_first(named, *_LANGUAGE) or root.get(f"{_XML}lang") or root.get("lang"),
        rights=_first(named, *_RIGHTS),
        licence=_licence(named),
        authors=_authors(named, ("author", "dc:creator")) if name_of(root) == "feed" else (),
        link=joined(root.base or address, _link(named)) or root.base or address,
        people=_people(named),
        pictures=_pictures(document) if "wp:wxr_version" in named else {},
        is_export="wp:wxr_version" in named,
    )


def _pictures(document: FeedXml) -> dict[str, Media]:
    """The pictures of an export of WordPress by their numbers: entries of their own, which the articles name."""
    found: dict[str, Media] = {}
    for element in document.entries:
        if isinstance(element, Dropped):
            continue
        named = _named(element)
        number, href = _first(named, "wp:post_id"), _first(named, "wp:attachment_url")
        if _first(named, "wp:post_type") == "attachment" and number and href:
            caption = one_line(_first(named, "excerpt:encoded"))
            headline = one_line(_first(named, "title"))
            found[number] = Media(
                headline=headline, caption=caption, renditions=(Rendition(href),), rel="featured"
            )
    return found


def _featured(named: Named, feed: Feed) -> tuple[Media, ...]:
    """The picture that an entry of WordPress names as its own."""
    for each in named.get("wp:postmeta", ()):
        meta = _named(each)
        if _first(meta, "wp:meta_key") == "_thumbnail_id":
            picture = feed.pictures.get(_first(meta, "wp:meta_value") or "")
            return (picture,) if picture else ()
    return ()


def _people(named: Named) -> dict[str, str]:
    """What the authors of an export of WordPress are called, by their logins."""
    found: dict[str, str] = {}
    for each in named.get("wp:author", ()):
        author = _named(each)
        login, name = _first(author, "wp:author_login"), _first(author, "wp:author_display_name")
        if login and name:
            found[login] = name
    return found


def entry_of(element: Element, number: int, feed: Feed) -> Entry:
    """The entry in an <item> or an <entry>.

    Relative addresses are resolved by xml:base, then by the feed's address.
    """
    named = _named(element)
    origin = _named(named["source"][0]) if named.get("source") else {}
    is_atom = name_of(element) == "entry"
    base = element.base or feed.link
    guid, is_link = _identifier(element, named)
    authors = _authors(named, ("dc:creator", "author"))
    if feed.is_export or "wp:post_type" in named:
        authors = wordpress.names_of(authors, feed.people)
    media, files = media_of(named, _named, base)
    language = _first(named, *_LANGUAGE) or _language(element, named)
    return Entry(
        number=number,
        title=_markup_of(_one(named, "title", "dc:title")),
        content=_content(named),
        summary=_markup_of(_one(named, *_SUMMARY)),
        may_be_whole=not is_atom,
        id=guid,
        id_is_link=is_link,
        link=joined(base, _first(named, *_ORIGINAL) or _link(named)),
        published=_first(named, *_PUBLISHED),
        updated=_first(named, *_UPDATED),
        authors=authors or _authors(origin, ("author",)) or feed.authors,
        subjects=tuple(dict.fromkeys(_subjects(named, language))),
        language=language,
        source=_first(origin, "title") or _text(_one(named, "source")),
        rights=_first(named, *_RIGHTS) or _first(origin, *_RIGHTS),
        licence=_licence(named),
        medium=_medium(element, named),
        elsewhere=any(each.get("src") for each in named.get("content", ())),
        media=_featured(named, feed) + media,
        related=(*files, *_beside(named, base)),
        keywords=_keywords(named),
        standing=wordpress.standing(
            _first(named, "wp:post_type"), _first(named, "wp:status"), _first(named, "wp:post_password")
        ),
        draft=any(_first(_named(each), "app:draft") == "yes" for each in named.get("app:control", ())),
    )


def tombstones_of(document: FeedXml) -> tuple[Tombstone, ...]:
    """The entries that the feed took back: each <at:deleted-entry> in the head of the feed."""
    named = _named(document.root)
    found = [*named.get("at:deleted-entry", ())]
    for channel in named.get("channel", ()):
        found += _named(channel).get("at:deleted-entry", ())
    return tuple(
        Tombstone(each.get("ref"), each.get("when"), _first(_named(each), "at:comment")) for each in found
    )


def _named(element: Element) -> Named:
    found: Named = {}
    for name, child in children(element):
        found.setdefault(name, []).append(child)
    return found


def _text(element: Element | None) -> str | None:
    if element is None:
        return None
    text = "".join(element.itertext()) if len(element) else (element.text or "")  # type: ignore[arg-type]
    return text.strip() or None


def _one(named: Named, *names: str) -> Element | None:
    """The first of these elements that has anything in it."""
    for name in names:
        for element in named.get(name, ()):
            if len(element) or (element.text or "").strip():
                return element
    return None


def _first(named: Named, *names: str) -> str | None:
    return _text(_one(named, *names))


def _content(named: Named) -> str | None:
    """The fullest of the contents: a feed may give one element for text and another for markup."""
    for name in _CONTENT:
        found = [_markup_of(element) for element in named.get(name, ())]
        if best := max(filter(None, found), key=len, default=None):
            return best
    return None


def _markup_of(element: Element | None) -> str | None:
    """What an element holds, as text or as markup. Elements in it (XHTML, or tags nobody escaped) are markup."""
    if element is None:
        return None
    kind = (element.get("type") or "").partition(";")[0].strip().lower()
    if kind.endswith("payload+xml"):
        return _payload(element)
    if not len(element):
        text = (element.text or "").strip()
        is_media = "/" in kind and not kind.endswith(_MARKUP_TYPES) and not kind.startswith("text/")
        return (_from_base64(text) if is_media or element.get("mode") == "base64" else text) or None
    for each in element.iter():
        if isinstance(each.tag, str):
            each.tag = each.tag.rpartition("}")[2].lower()
    inner = [element.text.replace("&", "&amp;").replace("<", "&lt;") if element.text else ""]
    inner += [etree.tostring(child, encoding="unicode", method="html") for child in element]
    return "".join(inner).strip() or None


def _payload(element: Element) -> str | None:
    """The text among the fields of an entry of CUE (Escenic), as markup."""
    for field in element.iter("{*}field"):
        value = field.find("{*}value")
        if (
            (field.get("name") or "").lower() in _PAYLOAD
            and value is not None
            and (found := _markup_of(value))
        ):
            return found
    return None


def _from_base64(text: str) -> str | None:
    """RFC 4287, 4.1.3.3: any other media type is Base64. What is no text then is no content of ours."""
    try:
        return base64.b64decode(text, validate=False).decode("utf-8")
    except (binascii.Error, ValueError):
        return None


def _identifier(element: Element, named: Named) -> tuple[str | None, bool]:
    """The guid, the atom:id or RSS 1.0's rdf:about, and whether it is meant as the entry's address."""
    if guid := _first(named, "id"):
        return guid, False
    if (tag := _one(named, "guid")) is not None:
        return _text(tag), (
            tag.get("isPermaLink") or tag.get("ispermalink") or "true"
        ).strip().lower() != "false"
    about = element.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about")
    if about and about.strip():
        return about.strip(), True
    return _first(named, "dc:identifier", "dcterms:identifier"), False


def _link(named: Named) -> str | None:
    """RSS's <link> text, else Atom's alternate, the one in HTML before others."""
    best, rank = None, 9
    for element in named.get("link", ()):
        href = (element.get("href") or _text(element) or "").strip()
        rel = (element.get("rel") or "alternate").strip().lower().rpartition("/")[2]
        kind = (element.get("type") or "").lower()
        order = 0 if not element.get("href") else 1 if "html" in kind else 2 if not kind else 3
        if href and rel == "alternate" and order < rank:
            best, rank = href, order
    return best


def joined(base: str | None, link: str | None) -> str | None:
    """A link made absolute; as written where nothing tells to what it is relative, None where it names nothing."""
    if not link or names_nothing(link):
        return None
    try:
        return urljoin(base, link) if base else link
    except ValueError:
        return link


def _licence(named: Named) -> str | None:
    for element in named.get("link", ()):
        if (element.get("rel") or "").strip().lower() == "license" and element.get("href"):
            return element.get("href")
    return _first(named, *_LICENCE)


def _authors(named: Named, names: Iterable[str]) -> tuple[str, ...]:
    """The names; of the elements that may hold one, the first kind that does."""
    for name in names:
        people: dict[str, None] = {}
        for element in named.get(name, ()):
            person = _first(_named(element), "name") if len(element) else _text(element)
            if person and (clean := _without_mail(person)):
                people[clean] = None
        if people:
            return tuple(people)
    return ()


def _without_mail(person: str) -> str | None:
    """RSS wants an address: "jane@post.example (Jane Roe)". The name is the byline, an address alone is none."""
    line = " ".join(person[:1000].split())
    if "@" not in line:
        return line or None
    if match := _MAIL_AND_NAME.fullmatch(line) or _NAME_AND_MAIL.fullmatch(line):
        return match[match.lastindex or 1].strip() or None
    return None if _MAIL.fullmatch(line) else line


def _subjects(named: Named, language: str | None) -> Iterable[Concept]:
    """The categories. A code of IPTC's is a uri; any other stands with its scheme, as the feed writes both."""
    for name in ("category", "dc:subject", "dcterms:subject"):
        for element in named.get(name, ()):
            term = (element.get("term") or _text(element) or "").strip()
            label = one_line(element.get("label"))
            scheme = (element.get("scheme") or element.get("domain") or "").strip()
            code = term.rpartition("/")[2] if term.startswith(newscodes.SCHEMES) else term
            uri = term if code != term else newscodes.uri_of(code, scheme or "mediatopic")
            if uri:
                yield Concept(label or media_topics.name_of(uri, language), uri)
            elif label or (term := one_line(term) or ""):
                short = (element.get("nicename") or term).strip()
                yield Concept(label or term, literal=f"{scheme}:{short}" if scheme and short else None)


def _keywords(named: Named) -> tuple[str, ...]:
    words = (
        word for name in _KEYWORDS for each in named.get(name, ()) for word in (_text(each) or "").split(",")
    )
    return tuple(dict.fromkeys(filter(None, map(one_line, words))))


def _beside(named: Named, base: str | None) -> Iterator[Related]:
    for each in named.get("link", ()):
        rel = (each.get("rel") or "").strip().lower().rpartition("/")[2]
        if rel in _BESIDE and (href := joined(base, each.get("href"))):
            yield Related(href, one_line(each.get("title")), rel)


def _language(element: Element, named: Named) -> str | None:
    """xml:lang of the content, else of the entry or of what stands around it."""
    for name in ("content", "summary", "title"):
        for each in named.get(name, ()):
            if tongue := each.get(f"{_XML}lang"):
                return tongue
    for each in (element, *element.iterancestors()):
        if tongue := each.get(f"{_XML}lang"):
            return tongue
    return None


def _medium(element: Element, named: Named) -> str | None:
    """ "audio" or "video", if the entry is there for such a file."""
    links = [each for each in named.get("link", ()) if (each.get("rel") or "").lower() == "enclosure"]
    files = [*named.get("enclosure", ()), *links, *named.get("media:content", ())]
    for group in named.get("media:group", ()):
        files += _named(group).get("media:content", ())
    for each in files:
        kind = (each.get("type") or each.get("medium") or "").strip().lower().partition("/")[0]
        if kind in ("audio", "video"):
            return kind
    if any(name.startswith("itunes:") for name in named):
        return "audio"
    return None
