"""Makes what goes with an article sound: its pictures, links and rights, as `intake/sound.py` does for the rest.

What no event can carry is mended or left out, and a repair says so:

    media:left-out       it had neither a uri nor a rendition with an address
    rendition:left-out   its address is no uri, holds the file itself (data:), or is a script
    related:left-out     a link without a uri
    rights:not-linked    a statement of rights whose address is no uri; it stays among the terms of use
    media:cut            the pictures together had more than LONGEST_MEDIA characters, and the first of them stay
    <what>:shortened     a text of more than LONGEST characters
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from streams.intake.identity import fit_uri as any_uri
from streams.replaced import replace
from streams.sent import CONCEPTS, NO_RIGHTS, NOTHING_SENT, Media, Related, Rendition, Rights, Sent, Technical

#: The kinds that ninjs has for what is linked to an item.
KINDS = frozenset(
    {"text", "audio", "video", "picture", "graphic", "composite", "component", "event", "planning"}
)
#: Characters of a caption, a notice or another text that goes with the article.
LONGEST = 10_000
#: Characters of all that is said of all pictures: an event has to carry them, and the ledger's writer to read them.
LONGEST_MEDIA = 250_000
#: Characters of an address, of the title of a link, and renditions of one picture.
LONGEST_ADDRESS, LONGEST_TITLE, MOST_RENDITIONS = 4_000, 1_000, 50
#: Terms of use of one article or one picture.
MOST_TERMS = 20
_LARGEST_NUMBER = 2**53
_LONGEST_TERM = 200

#: What a newsroom's page would open on its own machine, if it made a link of it. What runs is no uri at all.
_LOCAL = ("file:", "blob:", "about:")


def fit_uri(text: str) -> str | None:
    """The uri that is meant (see `identity.fit_uri`); None for what is none, and for what is on one machine only."""
    return None if text.strip()[:6].lower().startswith(_LOCAL) else any_uri(text)


def media_of(media: Iterable[Media], repairs: list[str]) -> tuple[Media, ...]:
    """The pictures that an event can carry."""
    found: list[Media] = []
    left = LONGEST_MEDIA
    for each in media:
        if (sound := _medium(each, repairs)) is None:
            continue
        left -= _length(sound)
        if left < 0:
            repairs.append("media:cut")
            break
        found.append(sound)
    return tuple(found)


def _length(media: Media) -> int:
    texts = (
        media.uri,
        media.headline,
        media.caption,
        media.byline,
        media.credit,
        media.rel,
        media.rights.notice,
    )
    more = (media.rights.holder, *media.rights.usage_terms, media.rights.encoded)
    size = sum(len(text) for text in (*texts, *more) if text)
    size += sum(len(each.href) + len(each.name) + 50 for each in media.renditions)
    return size + (_said_length(media.sent) if media.sent is not NOTHING_SENT else 0)


def _said_length(sent: Sent) -> int:
    """About how many characters it takes to say it."""
    concepts = [each for name in CONCEPTS for each in getattr(sent, name)]
    size = sum(len(each.name or "") + len(each.uri or "") + len(each.literal or "") + 50 for each in concepts)
    size += sum(len(repr(each.contacts)) for each in concepts if each.contacts)
    size += sum(len(each.text) for each in sent.descriptions) + sum(map(len, sent.keywords))
    return size + sum(len(repr(each)) for each in (*sent.alt_ids, *sent.parties, *sent.trust))


def related_of(related: Iterable[Related], repairs: list[str]) -> tuple[Related, ...]:
    """The links that an event can carry."""
    found = []
    for each in related:
        if len(each.uri) > LONGEST_ADDRESS or (uri := fit_uri(each.uri)) is None:
            repairs.append("related:left-out")
            continue
        title = (each.title or "")[:LONGEST_TITLE] or None
        found.append(replace(each, uri=uri, title=title, rel=each.rel.strip()[:200] or "related"))
    return tuple(found)


def rights_of(rights: Rights, repairs: list[str]) -> Rights:
    """The rights that an event can carry."""
    if rights == NO_RIGHTS:
        return rights
    linked, terms = rights.linked, rights.usage_terms
    if linked and (linked := fit_uri(linked)) is None:
        repairs.append("rights:not-linked")
        terms = (*terms, str(rights.linked))
    return replace(
        rights,
        holder=_shortened(rights.holder, "rights", repairs),
        notice=_shortened(rights.notice, "rights", repairs),
        usage_terms=tuple(filter(None, (_shortened(term, "rights", repairs) for term in terms[:MOST_TERMS]))),
        linked=linked,
        # Cut, it would say something else.
        encoded=rights.encoded if rights.encoded and len(rights.encoded) <= 4 * LONGEST else None,
        language=fit_uri(rights.language) if rights.language else None,
    )


def _medium(media: Media, repairs: list[str]) -> Media | None:
    renditions = tuple(
        found for each in media.renditions[:MOST_RENDITIONS] if (found := _rendition(each)) is not None
    )
    if len(renditions) < len(media.renditions):
        repairs.append("rendition:left-out")
    uri = fit_uri(media.uri) if media.uri and len(media.uri) <= LONGEST_ADDRESS else None
    if uri is None and not renditions:
        repairs.append("media:left-out")
        return None
    return Media(
        kind=media.kind if media.kind in KINDS else "component",
        uri=uri,
        headline=_shortened(media.headline, "media", repairs),
        caption=_shortened(media.caption, "media", repairs),
        byline=_shortened(media.byline, "media", repairs),
        credit=_shortened(media.credit, "media", repairs),
        rights=rights_of(media.rights, repairs),
        renditions=renditions,
        language=(media.language or "")[:100] or None,
        created=media.created,
        rel=_shortened(media.rel, "media", repairs),
        located=_shortened(media.located, "media", repairs),
        ed_note=_shortened(media.ed_note, "media", repairs),
        sent=media.sent,
    )


def _rendition(rendition: Rendition) -> Rendition | None:
    href = rendition.href.strip()
    if len(href) > LONGEST_ADDRESS or (href := fit_uri(href) or "") == "":
        return None
    duration = rendition.duration
    return Rendition(
        href=href,
        name=rendition.name.strip()[:200] or "main",
        content_type=(rendition.content_type or "")[:200] or None,
        title=(rendition.title or "")[:LONGEST] or None,
        width=_number(rendition.width),
        height=_number(rendition.height),
        size=_number(rendition.size),
        duration=duration
        if duration is not None and math.isfinite(duration) and 0 <= duration < _LARGEST_NUMBER
        else None,
        technical=_technical(rendition.technical) if rendition.technical else None,
    )


def _technical(technical: Technical) -> Technical:
    def short(text: str | None) -> str | None:
        return (text or "")[:_LONGEST_TERM] or None

    rate, point = technical.frame_rate, technical.point
    return Technical(
        format=short(technical.format),
        aspect_ratio=short(technical.aspect_ratio),
        video_codec=short(technical.video_codec),
        frame_rate=rate if rate is not None and math.isfinite(rate) and 0 < rate < _LARGEST_NUMBER else None,
        point=point if point and all(0 <= each < _LARGEST_NUMBER for each in point) else None,
        protocol=short(technical.protocol),
        scan=short(technical.scan),
        bitrate=short(technical.bitrate),
    )


def _number(value: int | None) -> int | None:
    return value if value is not None and 0 <= value < _LARGEST_NUMBER else None


def _shortened(text: str | None, what: str, repairs: list[str]) -> str | None:
    if text and len(text) > LONGEST:
        repairs.append(f"{what}:shortened")
        return text[:LONGEST]
    return text or None
