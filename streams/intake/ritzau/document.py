"""The XML in which Ritzau, Denmark's agency, sends news and press releases -> articles.

An <RBNews>, or a list of them within the answer of its queue. Its text is HTML in a string; times are Danish, without a
zone. The element names are those that the agency writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from streams.article import Article, Cleaning, Credits, Dropped, Header, Naming, RawArticle, Revision
from streams.intake import dates
from streams.intake.charset import Decoded
from streams.intake.files import kind_of, with_uris
from streams.intake.html.metadata import clean_byline
from streams.intake.identity import content_of, names_nothing, source_for, uri_for
from streams.intake.newscodes import newscode
from streams.intake.newsml.text import Text, text_in_string, without_headline
from streams.intake.newsml.tree import Element, articles_of, child, descendants, is_nil, line, lines
from streams.intake.said import urgency
from streams.intake.xml import local_name, read_xml, refused_as
from streams.kinds import Format, Reason, Signal
from streams.sent import Concept, Media, Rendition, Sent, Symbol

_ZONE = ZoneInfo("Europe/Copenhagen")
_MOST = 500
#: What ninjs has no place for.
_EXTRA = ("HistID", "strapline", "format", "Status", "byLineEmail", "byLinePhone", "ContentShort", "Related")
_TRUE = ("true", "1")
_CAPTIONS = ("caption", "billedtekst", "text", "description", "title")


def read_decoded(raw: RawArticle, decoded: Decoded) -> Article | Dropped | list[Article | Dropped]:
    """The articles in a document, one for each <RBNews>. NO_ARTICLE for one without a headline and a text."""
    document = read_xml(decoded.text)
    if isinstance(document, Dropped):
        return refused_as("Ritzau's XML", document, decoded.text)
    root = document.root
    found = [root] if local_name(root) == "RBNews" else list(descendants(root, "RBNews"))
    if not found:
        return Dropped(Reason.NO_ARTICLE, "Ritzau's XML without an <RBNews>")
    repairs = decoded.repairs + document.repairs
    return articles_of([_article(each, raw, repairs, alone=len(found) == 1) for each in found])


def _article(news: Element, raw: RawArticle, repairs: tuple[str, ...], *, alone: bool) -> Article | Dropped:
    own, headline = _said(news, "NewsID"), _said(news, "headline")
    text = without_headline(_text(news, "content"), headline)
    canceled = _is(news, "Annuleret")
    if not headline and not text.paragraphs and not (canceled and not names_nothing(own)):
        return Dropped(Reason.NO_ARTICLE, "an <RBNews> without a headline and a text")
    source = source_for(raw.source, None, "Ritzau")
    created, wire_time, mended = dates.settle(_moment(_said(news, "PublishDate")), raw)
    uri = uri_for(
        source=source,
        own=own,
        subject=raw.subject if alone else None,
        content=content_of(headline, text.paragraphs),
    )
    replaced = filter(None, (_said(news, "replacedID"), _said(news, "Replaces")))
    aliases = dict.fromkeys(uri_for(source=source, own=each) for each in replaced if not names_nothing(each))
    aliases.pop(uri, None)
    origin = (_said(news, "origin") or "").strip(" /")
    return Article(
        uri=uri,
        origin=raw.origin,
        source=source,
        format=Format.RITZAU,
        paragraphs=text.paragraphs,
        forms=text.forms,
        headline=headline,
        revision=Revision(version=_said(news, "version"), version_created=created, wire_time=wire_time),
        pub_status="canceled" if canceled else "usable",
        header=Header(
            urgency=urgency(_said(news, "Priority")),
            ed_note=" ".join(_text(news, "TilRedaktionen").paragraphs) or None,
            located=_said(news, "town"),
        ),
        credits=Credits(byline=clean_byline(_said(news, "byLine")), info_sources=(origin,) if origin else ()),
        standfirst=_said(news, "subtitle"),
        media=with_uris((*text.media, *_media(news)), source),
        sent=_sent(news),
        naming=Naming(aliases=tuple(aliases)),
        language="und",
        signal=_signal(news),
        cleaning=Cleaning(removed=text.removed, repairs=repairs + mended),
    )


def _said(news: Element, name: str) -> str | None:
    """What stands in an element; None where it says that it has nothing."""
    element = child(news, name)
    return None if element is None or is_nil(element) else line(element)


def _is(news: Element, name: str) -> bool:
    return (_said(news, name) or "").lower() in _TRUE


def _text(news: Element, name: str) -> Text:
    element = child(news, name)
    return Text() if element is None else text_in_string("".join(map(str, element.itertext())), "text/html")


def _moment(text: str | None) -> datetime | None:
    """A time on Denmark's clock, unless it names its zone."""
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return dates.parse(text)
    return (found if found.tzinfo else found.replace(tzinfo=_ZONE)).astimezone(UTC)


def _signal(news: Element) -> Signal | None:
    if _is(news, "Annuleret"):
        return Signal.KILL
    if _is(news, "Korrektion"):
        return Signal.CORRECTION
    return Signal.UPDATE if _is(news, "NyVersion") else None


def _entries(news: Element, name: str) -> list[str]:
    """The values of a list: <IPTCList><int>15000000</int></IPTCList>."""
    found = child(news, name)
    return [] if found is None else list(dict.fromkeys(lines(list(found)[:_MOST])))


def _sent(news: Element) -> Sent:
    strapline = (_said(news, "strapline") or "").split("/")
    keywords = (*(each.strip(" -") for each in strapline), *_entries(news, "SubjectKeyword"))
    extra = {name: (value,) for name in _EXTRA if (value := _said(news, name))}
    return Sent(
        subjects=tuple(dict.fromkeys(_subjects(news))),
        genres=tuple(_named(news, "format", "formatID")),
        organisations=tuple(dict.fromkeys(_companies(news))),
        keywords=tuple(dict.fromkeys(filter(None, keywords))),
        extra=extra,
    )


def _subjects(news: Element) -> Iterator[Concept]:
    for code in _entries(news, "IPTCList"):
        uri = newscode(code)
        yield Concept(uri=uri) if uri else Concept(literal=code)
    yield from _named(news, "section", "sectionID")


def _named(news: Element, name: str, code: str) -> Iterator[Concept]:
    """A name with its code beside it: <section>Sport</section> <sectionID>7</sectionID>."""
    said, number = _said(news, name), _said(news, code)
    if said:
        yield Concept(said, literal=f"{code}:{number}" if number else None)


def _companies(news: Element) -> Iterator[Concept]:
    for name in _entries(news, "Companies"):
        yield Concept(name, rel="about")
    for code in _entries(news, "ISIN"):
        yield Concept(literal=f"ISIN:{code}", rel="about", symbols=(Symbol(code),))


def _media(news: Element) -> Iterator[Media]:
    """The files of a news: each entry of the list has an address somewhere in it, and mostly a caption."""
    entries: Iterable[Element] = (
        () if (found := child(news, "MultimedieList")) is None else list(found)[:_MOST]
    )
    for entry in entries:
        texts = {
            local_name(each).lower(): text for each in entry.iter() if (text := line(each)) and not len(each)
        }
        href = next((each for each in texts.values() if re.match(r"https?://\S+$", each)), None)
        if href:
            kind = kind_of(*texts.values()) or "picture"
            caption = next((texts[name] for name in _CAPTIONS if name in texts and texts[name] != href), None)
            yield Media(kind, caption=caption, renditions=(Rendition(href),))
