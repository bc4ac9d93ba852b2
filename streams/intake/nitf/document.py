"""NITF 3.x -> articles (https://iptc.org/standards/nitf/), and what a document says of another one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from streams.article import (
    Article,
    Cleaning,
    Credits,
    Dropped,
    Embargo,
    Header,
    Naming,
    RawArticle,
    Removed,
    Revision,
    Take,
)
from streams.blocks import Forms, following
from streams.intake import dates
from streams.intake.charset import Decoded, charset_of, decode
from streams.intake.dateline import begun_with
from streams.intake.files import with_uris
from streams.intake.html.languages import fuller_tag
from streams.intake.html.metadata import clean_byline, comparable, primary_language
from streams.intake.identity import content_of, normalise_url, source_for, uri_for
from streams.intake.media_topics import with_names
from streams.intake.nitf.body import NitfBody, in_sentences, read_body
from streams.intake.nitf.head import (
    DocId,
    NitfHead,
    headline_in,
    is_not_text,
    read_head,
    status_of,
)
from streams.intake.nitf.marks import together
from streams.intake.nitf.released import day_of, embargo_of
from streams.intake.nitf.tree import descendants, name_of
from streams.intake.said import rights
from streams.intake.text import read_byline
from streams.intake.xml import read_cut_xml, read_xml, refused_as
from streams.kinds import Format, Reason, Signal
from streams.sent import NOTHING_SENT, Sent

#: What a status is in an Article. Of another document, "embargoed" can only mean: not yet.
_PUB_STATUS: Final = {"embargoed": "usable"}
_REFERRED: Final = {"embargoed": "withheld"}
#: An ed-msg of this type says more than the management-status beside it.
_SAID_BY_MESSAGE: Final = {Signal.KILL: "canceled", Signal.HOLD: "withheld"}
_OPENING: Final = 3  # paragraphs in which the headline or the byline may be repeated


def read(raw: RawArticle) -> Article | Dropped | list[Article | Dropped]:
    """The articles in a NITF document: mostly one; two if it also cancels, withholds or releases another document.

    Refused: NOT_TEXT (a picture, with or without a caption), INVALID_DOCUMENT (no XML, no <nitf>, an unknown status),
    NO_ARTICLE. Without a headline and a text, but with a management-status, it is a message about the article of its
    id.
    """
    decoded = decode(raw.value, charset_of(raw.content_type))
    return decoded if isinstance(decoded, Dropped) else read_decoded(raw, decoded)


def read_decoded(raw: RawArticle, decoded: Decoded) -> Article | Dropped | list[Article | Dropped]:
    """`read` for a document whose text is already known."""
    document = read_xml(decoded.text)
    if isinstance(document, Dropped):
        return _cut_kills(raw, decoded) or refused_as("NITF", document, decoded.text)
    root: Any = document.root
    roots = [root] if name_of(root) == "nitf" else list(descendants(root, "nitf"))
    if not roots:
        return Dropped(
            Reason.INVALID_DOCUMENT, f"NITF: the root is <{name_of(root)[:40]}>, without a <nitf> in it"
        )
    repairs = decoded.repairs + document.repairs
    found = [part for each in roots for part in _Reading.of(raw, each, repairs).parts()]
    return found[0] if len(found) == 1 else found


def _cut_kills(raw: RawArticle, decoded: Decoded) -> list[Article | Dropped]:
    """What a document whose end is missing cancels: itself, or the one that it refers to. Never its text.

    A kill that gets lost does harm; half a text does, too.
    """
    document = read_cut_xml(decoded.text)
    if document is None or name_of(document.root) != "nitf":
        return []
    root: Any = document.root
    reading = _Reading.of(raw, root, decoded.repairs + document.repairs)
    bare = replace(reading, body=NitfBody())
    found = (bare._about_another(), bare._own() if reading.head.doc_id else None)
    return [
        replace(each, sent=NOTHING_SENT)
        for each in found
        if isinstance(each, Article) and each.pub_status == "canceled"
    ]


@dataclass(frozen=True, slots=True)
class _Reading:
    """One <nitf> on its way to articles: its head, its body, and what follows from them for all its parts."""

    raw: RawArticle
    head: NitfHead
    body: NitfBody
    repairs: tuple[str, ...]
    source: str
    status: str | None  # its own, if it is written
    referred: str | None  # that of the document which it refers to

    @classmethod
    def of(cls, raw: RawArticle, root: Any, repairs: tuple[str, ...]) -> _Reading:
        head, body = read_head(root), read_body(root)
        url = normalise_url(raw.subject)
        source = source_for(raw.source, url, head.regsrc or body.distributor)
        referred = status_of(head.referred_status) if head.refers_to and head.referred_status else None
        status = status_of(head.status) if head.status else None
        if head.status is None and referred and _same(head.refers_to, head.doc_id):
            status = referred  # it names itself
        status = _SAID_BY_MESSAGE.get(head.signal, status) if head.signal else status
        return cls(raw, head, body, repairs, source, status, referred)

    def parts(self) -> Iterator[Article | Dropped]:
        """What it says of another document, then its own article."""
        refusal = self._refusal()
        if refusal is not None:
            yield refusal
            return
        about_another = self._about_another()
        if about_another is not None:
            yield about_another
        if about_another is None or self._has_text:
            yield self._own()

    @property
    def _has_text(self) -> bool:
        return bool(self.body.headline or self.body.paragraphs or self.body.standfirst)

    def _refusal(self) -> Dropped | None:
        head = self.head
        if is_not_text(head.type):
            return Dropped(Reason.NOT_TEXT, f"tobject.type {head.type}")
        if head.status and status_of(head.status) in (None, "replaced"):
            return Dropped(Reason.INVALID_DOCUMENT, f"NITF: management-status is {head.status[:40]!r}")
        if head.refers_to and head.referred_status and not self.referred and not self._has_text:
            said = f"management-idref-status is {head.referred_status[:40]!r}"
            return Dropped(Reason.INVALID_DOCUMENT, f"NITF: {said}")
        return None

    def _about_another(self) -> Article | None:
        """A message: the document that this one cancels, withholds or releases, without a headline and a text."""
        other, status = self.head.refers_to, self.referred
        if other is None or status in (None, "replaced") or _same(other, self.head.doc_id):
            return None
        version_created, wire_time, repairs = dates.settle(dates.parse(self.head.issued), self.raw)
        words = self._ed_note() or in_sentences(
            [*filter(None, (self.body.headline,)), *self.body.paragraphs[:1]]
        )
        return Article(
            uri=self._uri_of(other),
            origin=self.raw.origin,
            source=self.source,
            format=Format.NITF,
            revision=Revision(version_created=version_created, wire_time=wire_time),
            pub_status=_REFERRED.get(status or "", status or "usable"),
            header=Header(ed_note=words, slugline=self.head.slugline),
            language=primary_language(self.head.language) or "und",
            cleaning=Cleaning(repairs=self.repairs + repairs),
        )

    def _own(self) -> Article | Dropped:
        headline, copy = self.body.headline, _copy_of(self.body)
        if not copy.paragraphs:
            stopped = self.status in ("canceled", "withheld") and self.head.doc_id is not None
            if self.body.has_media and not stopped:
                return Dropped(Reason.NOT_TEXT, "a picture, and no text but its caption")
            headline = headline or (None if stopped else headline_in(self.head.title))
            if not headline and (self.status is None or self.head.doc_id is None):
                return Dropped(Reason.NO_ARTICLE, "neither a headline nor a text")
        return self._article(headline or (headline_in(self.head.title) if copy.paragraphs else None), copy)

    def _article(self, headline: str | None, copy: _Copy) -> Article:
        head, body = self.head, self.body
        uri, aliases = self._identity(headline, copy)
        take = bool(head.part and (headline or copy.paragraphs))
        embargoed, words = embargo_of(head.released, head.issued, self.status, self.raw.origin.timestamp)
        issued = dates.parse(head.issued) or (None if embargoed or words else dates.parse(head.released))
        version_created, wire_time, repairs = dates.settle(issued, self.raw)
        if head.referred_status and head.refers_to and not self.referred:
            repairs = (*repairs, f"idref-status:{head.referred_status[:40]}")
        return Article(
            uri=uri,
            origin=self.raw.origin,
            source=self.source,
            format=Format.NITF,
            paragraphs=copy.paragraphs,
            forms=copy.forms,
            headline=headline,
            revision=Revision(version=head.version, version_created=version_created, wire_time=wire_time),
            pub_status=_PUB_STATUS.get(self.status or "", self.status or "usable"),
            embargo=Embargo(until=embargoed, words=words),
            header=Header(
                urgency=head.urgency, slugline=head.slugline, ed_note=self._ed_note(), located=body.located
            ),
            credits=Credits(
                byline=copy.byline,
                info_sources=(body.distributor,) if body.distributor else (),
                hops=head.hops,
            ),
            standfirst=copy.standfirst,
            url=next(filter(None, map(normalise_url, (_id(head.doc_id), head.url, self.raw.subject))), None),
            media=with_uris(body.media, self.source),
            sent=self._sent(),
            partial=copy.partial,
            naming=Naming(aliases=aliases),
            take=Take(number=head.part if take else None, of=head.parts if take else None),
            language=primary_language(head.language) or "und",
            signal=head.signal or (Signal.TAKE if take else None),
            cleaning=Cleaning(removed=copy.removed, repairs=self.repairs + repairs),
        )

    def _sent(self) -> Sent:
        head, body = self.head, self.body
        marks: dict[str, Any] = {**together({"subjects": head.subjects}, head.marks, body.marks)}
        language = primary_language(head.language)
        return Sent(
            **{**marks, "subjects": with_names(marks["subjects"], language)},
            genres=head.genres,
            keywords=head.keywords,
            rights=rights(
                head.copyright_holder or body.rights_owner, body.copyright, [body.rights, *head.rights]
            ),
            expires=dates.parse(head.expires),
            series=head.whole_series,
            language=fuller_tag(head.language),
            extra={**head.extra, **({"tagline": (body.tagline,)} if body.tagline else {})},
        )

    def _identity(self, headline: str | None, copy: _Copy) -> tuple[str, tuple[str, ...]]:
        """Its uri, and those that mean it too. The takes of a story share one: the series, on the day of its issue."""
        head = self.head
        own = uri_for(
            source=self.source,
            own=_id(head.doc_id),
            subject=self.raw.subject,
            content=content_of(headline, copy.paragraphs),
        )
        uri = own
        if head.part and head.series and (headline or copy.paragraphs):
            # With a space it cannot be taken for a uri of its own, whatever the series is called.
            uri = uri_for(source=self.source, own=f"{day_of(head.issued) or 'series'} {head.series}")
        others = [head.corrects, head.refers_to if self.referred == "replaced" else None]
        aliases = dict.fromkeys((own, *(self._uri_of(other) for other in others if other)))
        aliases.pop(uri, None)
        return uri, tuple(aliases)

    def _uri_of(self, document: DocId) -> str:
        return uri_for(source=self.source, own=document.id)

    def _ed_note(self) -> str | None:
        return in_sentences([*self.head.notes, *self.body.notes])


def _same(one: DocId | None, other: DocId | None) -> bool:
    return one is not None and other is not None and one.id == other.id


def _id(document: DocId | None) -> str | None:
    return document.id if document else None


@dataclass(frozen=True, slots=True)
class _Copy:
    """The text of an article, and what was removed from it because it stands elsewhere."""

    paragraphs: tuple[str, ...]
    forms: Forms = ()
    standfirst: str | None = None
    byline: str | None = None
    removed: tuple[Removed, ...] = ()
    partial: bool = False


def _copy_of(body: NitfBody) -> _Copy:
    """The text of a body without the headline and the byline that it repeats. An abstract alone is a partial text."""
    if not body.paragraphs:
        partial = (body.standfirst,) if body.standfirst else ()
        return _Copy(partial, (), body.subheadline, body.byline, partial=bool(partial))
    byline = body.byline
    kept: list[str] = []
    removed: list[Removed] = []
    for index, paragraph in enumerate(body.whole_text):
        rule = None
        if index < _OPENING and len(paragraph) <= 300:
            if body.headline and comparable(paragraph) == comparable(body.headline):
                rule = "headline"
            elif (line := read_byline(paragraph)) and (not byline or comparable(line) == comparable(byline)):
                rule, byline = "byline", byline or clean_byline(line)
        if rule is None:
            kept.append(paragraph)
        else:
            removed.append(Removed(rule, index, paragraph))
    standfirst = in_sentences([*filter(None, (body.subheadline, body.standfirst))])
    paragraphs, forms = begun_with(body.dateline, kept, following(body.whole_text, body.forms, kept))
    return _Copy(paragraphs, forms, standfirst, byline, tuple(removed))
