"""A parsed mail -> Article: its subject is the slug or the headline, its texts are the copy."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from email.message import Message
from email.utils import parsedate_to_datetime

from streams.article import Article, Dropped, RawArticle, Removed
from streams.clean.normalise import normalise_byline
from streams.intake import dates
from streams.intake.html.metadata import comparable
from streams.intake.identity import normalise_url, source_for, uri_for
from streams.intake.mail.headers import address_of, field, ids_of
from streams.intake.mail.parts import Contents, Text, contents_of
from streams.intake.mail.text import is_forward, strip, subject_of
from streams.intake.text import Layout, lay_out
from streams.intake.wires.slugs import is_message, slug_key, take_of
from streams.kinds import Format, Reason

# A subject that is a slug: capitals parted by hyphens or slashes, or a cycle designator; versions may follow.
_SLUG = re.compile(
    r"(?:(?:(?:CORRECTED|REFILE|RPT|UPDATE ?\d{0,2}|WRAPUP ?\d{0,2}|KILL)[ -]{1,2})?"
    r"[A-ZÄÖÜÉÈÀ0-9]{2,30}(?:[-/][A-ZÄÖÜÉÈÀ0-9&.]{1,30}){1,8}/?(?:,?\s[(\[]?[A-Z0-9][\w .,-]{0,60}[)\]]?)?"
    r"|(?:BC|AM|PM)-{1,2}\S.{1,100}|[A-ZÄÖÜ][\w.-]{1,30}(?:/[\w.-]{1,30}){1,4}/?)"
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}\b")


@dataclass(frozen=True, slots=True)
class _Copy:
    layout: Layout
    subject: str | None
    notes: tuple[str, ...]
    removed: tuple[Removed, ...]
    repairs: tuple[str, ...]


def read_message(message: Message, raw: RawArticle) -> Article | Dropped:
    """The article in a mail. NO_ARTICLE: a bounce, an automatic reply, no text. NOT_TEXT: attachments only."""
    if refusal := _refusal(message):
        return refusal
    contents = contents_of(message)
    if not contents.texts:
        if contents.attachments:
            return Dropped(
                Reason.NOT_TEXT, f"nothing but attachments: {', '.join(contents.attachments)}"[:300]
            )
        return Dropped(Reason.NO_ARTICLE, "a mail without text")
    said = field(message, "subject")
    copy = _copy(contents, subject_of(said, field(message, "list-id") is not None), is_forward(said))
    layout, slugline, headline, first = _titled(copy.layout, copy.subject)
    paragraphs = first + layout.paragraphs
    if not paragraphs and not headline:
        return Dropped(Reason.NO_ARTICLE, "a mail without text")
    name, domain = address_of(message, "from")
    source = source_for(raw.source, None, domain)
    version_created, wire_time, late = dates.settle(_date(message), raw)
    uri, aliases = _identity(message, raw, source, slugline, headline, paragraphs)
    take, takes = take_of(slugline or "")
    tongue = _LANGUAGE.match(field(message, "content-language") or "")
    return Article(
        uri=uri,
        origin=raw.origin,
        source=source,
        format=Format.MAIL,
        paragraphs=paragraphs,
        headline=headline,
        version_created=version_created,
        byline=normalise_byline(layout.byline or "") or None,
        slugline=slugline,
        ed_note="\n".join(copy.notes) or None,
        url=normalise_url(raw.subject),
        info_sources=(name,) if name else (),
        aliases=aliases,
        take=take,
        takes=takes,
        language=tongue[0].lower() if tongue else "und",
        removed=copy.removed + layout.removed,
        repairs=copy.repairs + late,
        wire_time=wire_time,
    )


def _refusal(message: Message) -> Dropped | None:
    if message.get_content_type() == "multipart/report":
        return Dropped(Reason.NO_ARTICLE, "a report on the delivery of a mail")
    if (field(message, "auto-submitted") or "").lower().startswith("auto-replied"):
        return Dropped(Reason.NO_ARTICLE, "an automatic reply")
    return None


def _copy(contents: Contents, subject: str | None, forwarded: bool) -> _Copy:
    """The texts joined in order, each without what mail added to it, laid out as copy."""
    removed: list[Removed] = []
    notes: list[str] = []
    repairs: dict[str, None] = {}
    texts: list[Text] = []
    for text in contents.texts:
        stripped = strip(text.text)
        removed += stripped.removed
        if stripped.cover:
            notes.append(stripped.cover)
        if stripped.subject and (forwarded or not subject):
            subject = subject_of(stripped.subject) or subject
        # Paragraphs of HTML stay what they are, if nothing was taken off.
        kept = text.paragraphs if stripped.text == text.text else None
        texts.append(replace(text, text=stripped.text, paragraphs=kept))
        repairs |= dict.fromkeys(text.repairs)
    removed += [Removed("attachment", 0, each) for each in contents.attachments]
    filled = [text for text in texts if text.text.strip()]
    if len(filled) == 1 and filled[0].paragraphs is not None:
        layout = Layout(filled[0].paragraphs)
    else:
        layout = _joined([lay_out(text.text, notes=True) for text in filled])
        notes += [layout.ed_note] if layout.ed_note else []
    return _Copy(layout, subject, tuple(notes), tuple(removed), tuple(repairs))


def _joined(layouts: list[Layout]) -> Layout:
    """The first layout with the paragraphs of the others below its own; nothing of theirs is left out."""
    if not layouts:
        return Layout(())
    first, *others = layouts
    more: list[str] = []
    for each in others:
        byline = f"By {each.byline}" if each.byline else None
        more += [*filter(None, (each.slugline, each.headline, byline)), *each.paragraphs]
    removed = tuple(mark for each in layouts for mark in each.removed)
    notes = "\n".join(each.ed_note for each in layouts if each.ed_note) or None
    return replace(first, paragraphs=(*first.paragraphs, *more), removed=removed, ed_note=notes)


def _titled(layout: Layout, subject: str | None) -> tuple[Layout, str | None, str | None, tuple[str, ...]]:
    """(layout, slugline, headline, lines above the paragraphs): the subject is the one or the other.

    A headline in the text that is not the subject stays in the text.
    """
    if subject and (_SLUG.fullmatch(subject) or (is_message(subject) and subject.isupper())):
        first = (layout.slugline,) if layout.slugline and layout.slugline != subject else ()
        if layout.headline or layout.paragraphs:
            return layout, subject, layout.headline, first
        return layout, subject, subject, ()
    if not subject:
        return layout, layout.slugline, layout.headline, ()
    first = (layout.headline,) if layout.headline else ()
    paragraphs = layout.paragraphs
    if layout.headline and comparable(layout.headline) == comparable(subject):
        first = ()
    elif not first and paragraphs and comparable(paragraphs[0]) == comparable(subject):
        removed = (Removed("headline", 0, paragraphs[0]), *layout.removed)
        layout = replace(layout, paragraphs=paragraphs[1:], removed=removed)
    return layout, layout.slugline, subject, first


def _identity(
    message: Message,
    raw: RawArticle,
    source: str,
    slugline: str | None,
    headline: str | None,
    paragraphs: tuple[str, ...],
) -> tuple[str, tuple[str, ...]]:
    """(uri, aliases): the envelope's subject, else the message id. A kill that answers a mail means that mail."""
    own = ids_of(message, "message-id")[:1]
    content = "\n".join((headline or "", *paragraphs))
    if raw.subject and raw.subject.strip():
        uri = uri_for(source=source, subject=raw.subject)
    else:
        uri = uri_for(source=source, own=own[0] if own else None, content=content)
    aliases = [*own]
    title = slugline or headline or ""
    if is_message(title) and (title.isupper() or slugline):
        aliases += ids_of(message, "in-reply-to")[:1]
    if key := slug_key(slugline or ""):
        aliases.append(uri_for(source=source, own=f"slug.{key}"))
    return uri, tuple(dict.fromkeys(alias for alias in aliases if alias != uri))


def _date(message: Message) -> datetime | None:
    said = field(message, "date")
    if not said:
        return None
    if moment := dates.parse(said):
        return moment
    try:
        return dates.parse(parsedate_to_datetime(said))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
