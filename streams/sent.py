"""What the sender says of an article and sends along with it: codes, names, rights, pictures, links.

The values are those of IPTC ninjs 3.1 and have its names, so that nothing which it has a place for needs translation.
What has none goes to `Sent.extra` under the sender's own name for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Symbol:
    """What a company's shares are traded under: "XFRA", "DE0005140008" with its type's uri, or a ticker."""

    symbol: str
    exchange: str | None = None
    kind: str | None = None  # ninjs' symbolType, a uri


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody is reached by post; `lines` in the order in which they are written."""

    lines: tuple[str, ...] = ()
    locality: str | None = None
    area: str | None = None
    postal_code: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """A way to reach somebody, ninjs' contactInfo: by a number or an address (`value`), or by post.

    `kind` is the way ("phone", "email", "web"), `role` what it is for ("work"), `name` what a page or a person there is
    called, `language` the tag of the language in which all this is said.
    """

    kind: str | None = None
    role: str | None = None
    language: str | None = None
    name: str | None = None
    value: str | None = None
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class Concept:
    """A subject, a genre, a person, an organisation, a place, an event: by name, by uri, or by the sender's own code.

    `literal` is a code for which there is no uri, with its scheme as the sender writes it: "hnsSubj:4711".
    `rel` is how the article is about it, `role` what it is there ("striker", "minister"). At least one of name, uri
    and literal is there. `relevance` and `confidence` are 0 to 100, latitude and longitude WGS 84 degrees. `creator` is
    who says so, where it is not the sender himself: an editor, a machine.
    """

    name: str | None = None
    uri: str | None = None
    literal: str | None = None
    rel: str | None = None
    role: str | None = None
    relevance: int | None = None
    confidence: int | None = None
    symbols: tuple[Symbol, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    creator: str | None = None
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True)
class Party:
    """Who originated the article, changed it or passed it on; `role` is the sender's word for it."""

    name: str
    role: str | None = None
    uri: str | None = None
    literal: str | None = None
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True)
class TrustIndicator:
    """A page that says why the sender is to be trusted: his ethics policy, his corrections policy. `role` is a uri."""

    href: str
    role: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Rights:
    """Whose the copy is and what may be done with it. Every term counts; none is chosen from among several.

    `linked` is the url of a statement of rights, `encoded` one in the rights language that `language` names by its uri.
    """

    holder: str | None = None
    notice: str | None = None
    usage_terms: tuple[str, ...] = ()
    linked: str | None = None
    encoded: str | None = None
    language: str | None = None


NO_RIGHTS = Rights()


@dataclass(frozen=True, slots=True)
class Technical:
    """How a file is made, in ninjs' own terms: `frame_rate` a second, `point` of interest in pixels from top left."""

    format: str | None = None
    aspect_ratio: str | None = None
    video_codec: str | None = None
    frame_rate: float | None = None
    point: tuple[int, int] | None = None
    protocol: str | None = None
    scan: str | None = None
    bitrate: str | None = None


@dataclass(frozen=True, slots=True)
class Rendition:
    """A file of a picture, a video or a sound. Width and height in pixels, size in bytes, duration in seconds."""

    href: str
    name: str = "main"
    content_type: str | None = None
    title: str | None = None
    width: int | None = None
    height: int | None = None
    size: int | None = None
    duration: float | None = None
    technical: Technical | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """A link from the article to something else; `rel` as the sender names it, else "related"."""

    uri: str
    title: str | None = None
    rel: str = "related"


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline beside the main one; `role` "sub", "kicker", "short", "search", "social" or the sender's own."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Description:
    """A description beside the standfirst; `role` is the sender's, "caption", "seo"."""

    text: str
    role: str | None = None


@dataclass(frozen=True, slots=True)
class AltId:
    """Another id of the article, which names it in the system that `role` says."""

    value: str
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """A series that the article is a part of."""

    name: str
    part: int | None = None
    parts: int | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """What the sender says of the article. `genres` has no rel and no role; `keywords` are words without a scheme."""

    subjects: tuple[Concept, ...] = ()
    genres: tuple[Concept, ...] = ()
    people: tuple[Concept, ...] = ()
    organisations: tuple[Concept, ...] = ()
    places: tuple[Concept, ...] = ()
    events: tuple[Concept, ...] = ()
    objects: tuple[Concept, ...] = ()
    keywords: tuple[str, ...] = ()
    rights: Rights = NO_RIGHTS
    expires: datetime | None = None
    series: Series | None = None
    made_by: Concept | None = None  # ninjs' digitalSourceType: that a machine wrote it
    title: str | None = None  # the item's, for those who look for it; no headline
    profile: str | None = None  # by which of the sender's rules it was made
    content_created: datetime | None = None
    descriptions: tuple[Description, ...] = ()
    alt_ids: tuple[AltId, ...] = ()
    parties: tuple[Party, ...] = ()  # of whom more is said than their names
    trust: tuple[TrustIndicator, ...] = ()
    language: str | None = None  # his tag, where it says more than the article's: "de-AT"
    # By the sender's own names. Without it there is a hash: a default that has none is copied, deeply, whenever an
    # article is read from an event.
    extra: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)


NOTHING_SENT = Sent()


@dataclass(frozen=True, slots=True)
class Media:
    """A picture, video, audio or graphic that goes with the article; `kind` is ninjs' type.

    `byline` is who made it, `credit` the line that must stand under it.
    """

    kind: str = "picture"
    uri: str | None = None
    headline: str | None = None
    caption: str | None = None
    byline: str | None = None
    credit: str | None = None
    rights: Rights = NO_RIGHTS
    renditions: tuple[Rendition, ...] = ()
    language: str | None = None
    created: datetime | None = None
    rel: str | None = None  # the sender's name for its place: "featuremedia"
    located: str | None = None
    ed_note: str | None = None
    sent: Sent = NOTHING_SENT  # what else is said of it: who is on it, until when it may be used


#: The lists of concepts in Sent, which are those of ninjs.
CONCEPTS = ("subjects", "genres", "people", "organisations", "places", "events", "objects")
