"""Mail (RFC 5322, RFC 822) -> article. A digest of mails becomes several.

The subject of a mail is the slug or the headline, its texts are the copy.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from email.message import Message
from email.parser import BytesParser
from email.policy import Compat32
from email.utils import parsedate_to_datetime
from itertools import islice

from streams.article import (
    Article,
    Cleaning,
    Credits,
    Dropped,
    Header,
    Naming,
    RawArticle,
    Removed,
    Revision,
    Take,
)
from streams.blocks import Block, following
from streams.clean.normalise import normalise_byline
from streams.intake import dates
from streams.intake.columns import formed
from streams.intake.html.metadata import comparable
from streams.intake.html.not_article import Seen, is_headline, why_not_article
from streams.intake.identity import content_of, normalise_url, source_for, uri_for
from streams.intake.mail.enclosed import MOST_NOTE, Reader, attached, inline, pages, with_note
from streams.intake.mail.furniture import without_furniture
from streams.intake.mail.parts import Contents, Text, address_of, contents_of, field, ids_of, local_part
from streams.intake.mail.text import automatic_fields, is_daemon, is_forward, strip, subject_of
from streams.intake.ninjs.bodies import dressed
from streams.intake.text import Layout, lay_out
from streams.intake.wires.slugs import is_message, take_of
from streams.kinds import Format, Reason

_FIELD = re.compile(rb"([A-Za-z][A-Za-z0-9-]{0,60}):[ \t]?([^\n]*)(?:\n|$)")
_BLANK = re.compile(rb"(?:[ \t]{0,998}\r?\n){0,20}")
_MBOX = re.compile(rb"From [^\n]{3,200} \d\d:\d\d(?::\d\d)? [^\n]{4,40}\n")
_ADDRESS = re.compile(rb"[^\s<>@]{1,100}@[^\s<>@]{1,200}")
_DATE = re.compile(rb"\s*(?:[A-Za-z]{3},?\s)?\s?\d{1,2}\s[A-Za-z]{3}\s\d{2,4}\s\d{1,2}:\d\d")
# Fields that only a mail has, with what must stand in them. Copy may have a line "From:" or "Subject:".
_SURE = {
    b"message-id": re.compile(rb"\s*<?[^\s<>]+@[^\s<>]*"),
    b"received": re.compile(rb"\s*(?:from\b|by\b|\()"),
    b"return-path": re.compile(rb"\s*<[^<>]*>"),
    b"mime-version": re.compile(rb"\s*1\.0"),
    b"delivered-to": _ADDRESS,
    b"dkim-signature": re.compile(rb"\s*v=1"),
    b"list-id": re.compile(rb".*<[^<>]+>"),
}
#: Bytes of a header that are looked at, and boundaries that a mail may have before it is a trap and no mail.
_HEAD = 65_536
_MOST_BOUNDARIES = 200
#: Characters of a header field; the parameters of a longer one take a time that grows with their square.
_LONGEST_FIELD = 8000
# A subject that is a slug: capitals parted by hyphens or slashes, or a cycle designator; versions may follow.
_SLUG = re.compile(
    r"(?:(?:(?:CORRECTED|REFILE|RPT|UPDATE ?\d{0,2}|WRAPUP ?\d{0,2}|KILL)[ -]{1,2})?"
    r"[A-ZÄÖÜÉÈÀ0-9]{2,30}(?:[-/][A-ZÄÖÜÉÈÀ0-9&.]{1,30}){1,8}/?(?:,?\s[(\[]?[A-Z0-9][\w .,-]{0,60}[)\]]?)?"
    r"|(?:BC|AM|PM)-{1,2}\S.{1,100}|[A-ZÄÖÜ][\w.-]{1,30}(?:/[\w.-]{1,30}){1,4}/?)"
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}\b")


class _Bounded(Compat32):
    """The policy compat32 with fields of a bounded length."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_LONGEST_FIELD]


def _from_first_field(value: bytes) -> bytes:
    """The bytes without the blank lines at the top: some systems begin a mail with one, of spaces even."""
    blank = _BLANK.match(value)
    return value[blank.end() :] if blank else value


def looks_like(value: bytes) -> str | None:
    """What shows that it is a mail, in a few words; None if it is none.

    The text must open with header fields: an address in From, and either a field that only mail has beside a date or a
    subject, or a date in the form of RFC 822 and a recipient.
    """
    if value[:1] in b" \t\r\n":
        value = _from_first_field(value)
    opening = value[:400].lstrip(b"\r\n")
    if not (_FIELD.match(opening) or opening.startswith(b"From ")):
        return None
    head = value[:_HEAD].lstrip(b"\r\n").replace(b"\r\n", b"\n")
    if match := _MBOX.match(head):
        head = head[match.end() :]
    found = _fields(head)
    if not _ADDRESS.search(found.get(b"from", b"")):
        return None
    sure = next((name for name, form in _SURE.items() if name in found and form.match(found[name])), None)
    dated = bool(_DATE.match(found.get(b"date", b"")))
    if sure and (dated or b"subject" in found):
        return f"From and {sure.decode()}"
    if dated and (b"to" in found or b"cc" in found or b"subject" in found):
        return "From, Date and whom it is to"
    return None


def read(raw: RawArticle, reader: Reader | None = None) -> Article | Dropped | list[Article | Dropped]:
    """The article in a mail, or the articles of a digest. INVALID_DOCUMENT if the parts nest too deeply.

    With a `reader` the wire copy in a mail is read as what it is: its attachments, and a text that is such a document.

    The parser is that of the standard library with the policy compat32. The default policy takes a time that grows
    with the square of a hostile Content-Type, and raises on some. Only text is read; nothing is fetched.
    """
    value = _from_first_field(raw.value).lstrip(b"\r\n")
    if match := _MBOX.match(value.replace(b"\r\n", b"\n", 1)):
        value = value[value.index(b"\n", match.end() - 2) + 1 :]
    if value.lower().count(b"boundary=") > _MOST_BOUNDARIES:
        return Dropped(Reason.INVALID_DOCUMENT, f"more than {_MOST_BOUNDARIES} boundaries")
    try:
        message = BytesParser(policy=_Bounded()).parsebytes(value)
        if message.get_content_type() == "multipart/digest" and message.is_multipart():
            found = [_read_whole(each, raw, reader) for each in _enclosed(message)]
            return [part for parts in found for part in parts]
        parts = _read_whole(message, raw, reader)
        return parts[0] if len(parts) == 1 else parts
    except RecursionError:
        return Dropped(Reason.INVALID_DOCUMENT, "mails within mails, nested too deeply")


def _enclosed(digest: Message) -> list[Message]:
    """The mails in a digest."""
    parts = digest.get_payload()
    found: list[Message] = []
    for part in parts if isinstance(parts, list) else ():
        inner = part.get_payload() if isinstance(part, Message) else None
        found += [each for each in inner if isinstance(each, Message)] if isinstance(inner, list) else []
    return found


def _fields(head: bytes) -> dict[bytes, bytes]:
    """The header fields at the top, the first of each name; empty if the text opens with anything else."""
    found: dict[bytes, bytes] = {}
    at = 0
    while at < len(head):
        if head[at : at + 1] in (b" ", b"\t") and found:
            end = head.find(b"\n", at)
            at = len(head) if end < 0 else end + 1
            continue
        match = _FIELD.match(head, at)
        if not match:
            return found if head[at : at + 1] == b"\n" or at + 80 > len(head) else {}
        found.setdefault(match[1].lower(), match[2])
        at = match.end()
    return found


@dataclass(frozen=True, slots=True)
class _Copy:
    layout: Layout
    subject: str | None
    notes: tuple[str, ...]
    removed: tuple[Removed, ...]
    repairs: tuple[str, ...]
    blocks: tuple[Block, ...] = ()  # those of HTML


def _read_whole(message: Message, raw: RawArticle, reader: Reader | None) -> list[Article | Dropped]:
    """The article in a mail; or the wire copy that it passes on, with a short text of its own as a note to editors."""
    if refusal := _refusal(message):
        return [refusal]
    contents = contents_of(message)
    if (forwarded := _forwarded(message, contents)) is not None:
        inner, note = forwarded
        read = _read_whole(inner, raw, reader)
        if read and all(isinstance(each, Article) for each in read):
            return list(with_note([each for each in read if isinstance(each, Article)], note))
    if reader is None:
        names = tuple(document.name for document in contents.documents)
        return [_read_message(message, replace(contents, attachments=contents.attachments + names), raw)]
    if (pasted := inline(contents.texts, raw, reader)) and not contents.documents:
        covers = (strip(text.text).cover for text in contents.texts)
        return list(with_note(pasted, next(filter(None, covers), None)))
    articles, others = attached(contents.documents, raw, reader)
    contents = replace(contents, attachments=contents.attachments + tuple(others))
    if not articles:
        return [_with_page(_read_message(message, contents, raw), pages(contents.pages, raw, reader))]
    own = _read_message(message, contents, raw) if contents.texts else None
    if not isinstance(own, Article):
        return list(articles)
    text = " ".join(own.paragraphs)
    if len(text.split()) <= MOST_NOTE:
        return list(with_note(articles, text))
    return [own, *articles]


def _forwarded(message: Message, contents: Contents) -> tuple[Message, str] | None:
    """(the mail that a mail has attached, the note around it); None if there is neither, or it says more itself."""
    parts = message.get_payload()
    children = parts if isinstance(parts, list) and message.get_content_type() == "multipart/mixed" else []
    inner = [mail for each in children if isinstance(each, Message) for mail in _inside(each)]
    if len(inner) != 1:
        return None
    own = contents.texts[: max(0, len(contents.texts) - len(contents_of(inner[0]).texts))]
    note = " ".join(" ".join(strip(text.text).text for text in own).split())
    return (inner[0], note) if 0 < len(note.split()) <= MOST_NOTE else None


def _inside(part: Message) -> list[Message]:
    payload = part.get_payload() if part.get_content_type() == "message/rfc822" else None
    return [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []


def _with_page(own: Article | Dropped, enclosed: list[Article]) -> Article | Dropped:
    """The mail with the text of the page that it encloses, if its own is a note about that."""
    if isinstance(own, Dropped) or len(enclosed) != 1:
        return own
    (page,) = enclosed
    if len(own.body.split()) > MOST_NOTE or len(page.body) <= 2 * len(own.body):
        return own
    return with_note(
        [
            replace(
                own,
                paragraphs=page.paragraphs,
                forms=page.forms,
                media=page.media,
                headline=own.headline or page.headline,
                credits=replace(own.credits, byline=own.credits.byline or page.credits.byline),
                cleaning=replace(own.cleaning, removed=page.cleaning.removed + own.cleaning.removed),
            )
        ],
        own.body,
    )[0]


def _read_message(message: Message, contents: Contents, raw: RawArticle) -> Article | Dropped:
    """The article in a mail.

    NO_ARTICLE: a bounce, an automatic reply, no text. NOT_AN_ARTICLE: a site's notice to one who registered. NOT_TEXT:
    attachments only.
    """
    if not contents.texts:
        if contents.attachments:
            return Dropped(
                Reason.NOT_TEXT, f"nothing but attachments: {', '.join(contents.attachments)}"[:300]
            )
        return Dropped(Reason.NO_ARTICLE, "a mail without text")
    said = field(message, "subject")
    copy = _copy(contents, subject_of(said, field(message, "list-id") is not None), is_forward(said))
    layout, slugline, headline, first = _titled(copy.layout, copy.subject)
    paragraphs, forms = formed(first + layout.paragraphs, layout.rows)
    forms = forms or dressed(paragraphs, copy.blocks)
    kept, taken = without_furniture(paragraphs)
    if taken:
        paragraphs, forms = kept, following(paragraphs, forms, kept) if forms else ()
    if headline and len(paragraphs) > 1 and comparable(paragraphs[0]) == comparable(headline):
        taken = (*taken, Removed("headline", len(taken), paragraphs[0]))
        paragraphs, forms = paragraphs[1:], forms[1:]
    if not paragraphs and not headline:
        return Dropped(Reason.NO_ARTICLE, "a mail without text")
    if why := _why_none(headline, paragraphs):
        return Dropped(Reason.NOT_AN_ARTICLE, why)
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
        forms=forms,
        headline=headline,
        revision=Revision(version_created=version_created, wire_time=wire_time),
        credits=Credits(
            byline=normalise_byline(layout.byline or "") or None, info_sources=(name,) if name else ()
        ),
        header=Header(slugline=slugline, ed_note="\n".join(copy.notes) or None),
        url=normalise_url(raw.subject),
        naming=Naming(aliases=aliases),
        take=Take(number=take, of=takes),
        language=tongue[0].lower() if tongue else "und",
        cleaning=Cleaning(removed=copy.removed + layout.removed + taken, repairs=copy.repairs + late),
    )


def _why_none(headline: str | None, paragraphs: tuple[str, ...]) -> str | None:
    """Why a mail is a notice of a site: confirm your address, thank you for registering. Its subject must say so, too.

    A press office speaks to its readers as well.
    """
    if headline is None or is_headline(headline) or not paragraphs:
        return None
    return why_not_article(Seen(headline, paragraphs, page=False))


def _refusal(message: Message) -> Dropped | None:
    if _is_invitation(message):
        return Dropped(Reason.NOT_TEXT, "an invitation for a calendar")
    if message.get_content_type() == "multipart/report":
        return Dropped(Reason.NO_ARTICLE, "a report on the delivery of a mail")
    if is_daemon(local_part(message, "from")) or field(message, "x-failed-recipients") is not None:
        return Dropped(Reason.NO_ARTICLE, "a report on the delivery of a mail")
    replied = (field(message, "auto-submitted") or "").lower().startswith("auto-replied")
    if replied or any(field(message, name) is not None for name in automatic_fields()):
        return Dropped(Reason.NO_ARTICLE, "an automatic reply")
    return None


def _is_invitation(message: Message) -> bool:
    """Whether a mail says to a calendar what its text says to the reader (RFC 6047). One with a file does not."""
    chosen = (
        part for part in islice(message.walk(), 3) if part.get_content_type() == "multipart/alternative"
    )
    parts = next((part.get_payload() for part in chosen), ())
    return isinstance(parts, list) and any(
        isinstance(each, Message) and each.get_content_type() == "text/calendar" for each in parts
    )


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
    blocks = tuple(block for text in filled for block in text.blocks)
    return _Copy(layout, subject, tuple(notes), tuple(removed), tuple(repairs), blocks)


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
    rows: list[Block] = []
    for each in layouts:
        before = rows[-1].group if rows else 0
        rows += (replace(row, group=row.group + before) for row in each.rows)
    notes = "\n".join(each.ed_note for each in layouts if each.ed_note) or None
    return replace(
        first, paragraphs=(*first.paragraphs, *more), removed=removed, ed_note=notes, rows=tuple(rows)
    )


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
    content = content_of(headline, paragraphs)
    if raw.subject and raw.subject.strip():
        uri = uri_for(source=source, subject=raw.subject)
    else:
        uri = uri_for(source=source, own=own[0] if own else None, content=content)
    aliases = [*own]
    title = slugline or headline or ""
    if is_message(title) and (title.isupper() or slugline):
        aliases += ids_of(message, "in-reply-to")[:1]
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
