"""What is known of one story: its versions, the text that stands, what is held back, and whether it was killed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from streams.article import Article, Hold, Origin
from streams.kinds import Disposition, Format, HoldReason
from streams.replaced import replace
from streams.stories.order import Order, compare, created_of
from streams.stories.original import Birth
from streams.verdict import Kill, Link, Verdict, Wording

#: So many versions of one uri are remembered; a live ticker has more, and its oldest are then unknown again.
VERSIONS = 64
#: Of so many versions it is remembered what they took the place of: more than are in work at a crash.
REPLACED = 4
#: So many texts of a killed story, or of one that nobody was sent, are kept to compare others with.
KEPT = 4
#: Hex digits that a version keeps of how it reads.
_READS = 16


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an article, or a message about it: when it was made, its text's hash and its verdict.

    `created` is its versionCreated, else its wire time, else when the broker took it. `take` 0: the whole story.
    """

    version: str | None
    created: datetime
    content: str
    raw: str
    verdict: Verdict
    take: int = 0
    text: bool = True  # False: a hold or a release
    hold: Hold | None = None  # what a hold said, or why a text was doubtful
    dated: bool = False  # whether `created` is a versionCreated
    source: str | None = None  # of a hold or a release: who ordered it
    reads: str | None = None  # the beginning of Article.reads

    @property
    def doubtful(self) -> bool:
        """Whether it may not be the article: until it is let out, it counts for nothing in the order of versions."""
        return self.hold is not None and self.verdict.disposition is not Disposition.ENRICHED

    def against(self, other: Version) -> Order:
        """How it stands to another version of the same uri."""
        dated = self.dated and other.dated
        return compare(self.version, self.created, other.version, other.created, dated=dated)


@dataclass(frozen=True, slots=True)
class Card:
    """What an event about the story says of it when the text itself must not be shown."""

    source: str
    format: Format
    language: str
    headline: str | None = None
    slugline: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Replaced:
    """What a version took the place of, by the raw event that brought it: told again, it must say the same changes."""

    raw: str
    wording: Wording


@dataclass(frozen=True, slots=True)
class EarlyKill:
    """A kill that came before any text of its story, and who ordered it: it may turn out to be a stranger's."""

    source: str
    kill: Kill


@dataclass(frozen=True, slots=True)
class Story:
    """All that is known of one uri. `versions` in the order of their arrival.

    `parts` are the texts that were published and stand: one, or one for each take of a running story. `held` are
    those that wait. A killed story keeps what it held, for its kill may be told again. `links` are the texts that it
    was made of or has in it when it came, the original first. `kept` are texts that stand in no part. `owners` are the
    sources that brought its texts; `early` are the kills that came before any of these.
    """

    uri: str
    seen: datetime
    versions: tuple[Version, ...] = ()
    card: Card | None = None
    parts: tuple[Article, ...] = ()
    held: tuple[Article, ...] = ()
    kill: Kill | None = None
    withdrawn: str | None = None  # the raw event that withheld what had been published; None: it is out
    aliases: tuple[str, ...] = ()
    slug: str | None = None
    replaced: tuple[Replaced, ...] = ()
    birth: Birth | None = None
    links: tuple[Link, ...] = ()
    kept: tuple[Wording, ...] = ()
    #: Its kill has still to reach what was made of it, behind this uri: there is more than one decision can cancel.
    owes: str | None = None
    owners: tuple[str, ...] = ()
    early: tuple[EarlyKill, ...] = ()
    #: When the doubtful text that waits ends, if nobody lets it out before; None: a version without that time held it.
    doubt_ends: datetime | None = None
    headlines: tuple[str, ...] = ()  # names that its headlines make, the newest last: see `stories.referred`

    @property
    def texts(self) -> tuple[Version, ...]:
        """The versions that have a text."""
        return tuple(version for version in self.versions if version.text)

    @property
    def source(self) -> str | None:
        """The source of its first text; None where none has come."""
        return self.card.source if self.card else None

    @property
    def linked(self) -> tuple[str, ...]:
        """The uris of the texts that it has in it, the original first."""
        found = tuple(link.uri for link in self.links)
        return found or tuple(filter(None, (self.copies,)))

    @property
    def copies(self) -> str | None:
        """The uri that this story copies, as its newest text was judged; None for one of its own."""
        newest = next((each.verdict for each in reversed(self.texts) if not each.doubtful), None)
        copied = newest is not None and newest.disposition in (Disposition.DUPLICATE, Disposition.KILLED)
        return newest.of if newest and copied else None

    @property
    def waiting(self) -> tuple[Article, ...]:
        """The articles that are held back now."""
        return () if self.kill else self.held

    @property
    def until(self) -> datetime | None:
        """When the first of the articles that wait may go out, or ends as doubtful; or its kill must go on."""
        if self.kill and self.owes is not None:
            return self.kill.at
        times = [article.hold.until for article in self.waiting if article.hold and article.hold.until]
        if self.doubt_ends and any(map(is_doubtful, self.waiting)):
            times.append(self.doubt_ends)
        return min(times, default=None)

    @property
    def began(self) -> datetime | None:
        """When its first text was made."""
        return min((version.created for version in self.texts), default=None)

    def decided(self, raw: str) -> Version | None:
        """The version that raw event brought, if it did."""
        return next((version for version in self.versions if version.raw == raw), None)

    def with_version(self, version: Version, seen: datetime) -> Story:
        """The story with one more version. Of too many the first is forgotten that neither stands nor is a message."""
        versions = (*self.versions, version)
        if len(versions) > VERSIONS:
            stands = {raw_of(part.origin) for part in (*self.parts, *self.held)}
            drop = next((at for at, each in enumerate(versions) if each.text and each.raw not in stands), 0)
            versions = versions[:drop] + versions[drop + 1 :]
        return replace(self, versions=versions, seen=max(self.seen, seen))

    def replaced_by(self, raw: str) -> Wording | None:
        """What the version of that raw event took the place of, as long as that is remembered."""
        return next((each.wording for each in self.replaced if each.raw == raw), None)

    def replacing(self, raw: str, wording: Wording) -> Story:
        """The story with a note of what the version of that raw event took the place of."""
        return replace(self, replaced=(*self.replaced[1 - REPLACED :], Replaced(raw, wording)))

    def keeping(self, wording: Wording) -> Story:
        """The story with a text to compare others with that is none of its parts."""
        kept = tuple(each for each in self.kept if each != wording)
        return replace(self, kept=(*kept, wording)[-KEPT:])

    @property
    def wordings(self) -> tuple[Wording, ...]:
        """Its texts as far as they are remembered: what stands, what waits, and what is kept."""
        parts = tuple(sorted(self.parts, key=lambda each: each.take.number or 0))
        whole = tuple(paragraph for part in parts for paragraph in part.paragraphs)
        stands = (Wording(parts[0].headline, whole),) if parts else ()
        return (*stands, *map(wording_of, self.held), *self.kept)

    def judged(self, raw: str, verdict: Verdict) -> Story:
        """The story with another verdict on the version that raw event brought: it was let go, or fell."""
        versions = tuple(
            replace(each, verdict=verdict) if each.raw == raw else each for each in self.versions
        )
        return replace(self, versions=versions)


def is_doubtful(held: Article) -> bool:
    """Whether it waits because it may not be the article."""
    return held.hold is not None and held.hold.reason is HoldReason.DOUBTFUL


def reverted_to(story: Story, article: Article) -> str | None:
    """The newest version that was out before what stands and reads like this article: its number, or its text's hash.

    None where what stands reads like it, or nothing did.
    """
    out = [
        version
        for version in story.texts
        if version.take == (article.take.number or 0) and version.verdict.disposition is Disposition.ENRICHED
    ]
    if not out:
        return None
    parts = {raw_of(part.origin) for part in story.parts}
    stands = next((version for version in out if version.raw in parts), None)
    content, reads = article.content_hash, article.fingerprint.reads and article.fingerprint.reads[:_READS]
    alike = [version for version in out if version.content == content or (reads and version.reads == reads)]
    if stands is None or stands in alike or not alike:
        return None
    return alike[-1].version or alike[-1].content[:16]


def wording_of(article: Article) -> Wording:
    """How an article reads."""
    return Wording(article.headline, article.paragraphs)


def newest_of(versions: Iterable[Version]) -> Version | None:
    """The newest of these; of equals the last to come."""
    newest: Version | None = None
    for version in versions:
        if newest is None or version.against(newest) is not Order.OLDER:
            newest = version
    return newest


def version_of(article: Article, verdict: Verdict) -> Version:
    """The article as its story remembers it."""
    return Version(
        article.revision.version,
        created_of(article),
        article.content_hash,
        raw_of(article.origin),
        verdict,
        take=article.take.number or 0,
        dated=article.revision.version_created is not None,
        reads=article.fingerprint.reads and article.fingerprint.reads[:_READS],
    )


def raw_of(origin: Origin) -> str:
    """The identity of the article in a raw event: topic/partition/offset, and #part where there are several."""
    place = f"{origin.topic}/{origin.partition}/{origin.offset}"
    return f"{place}#{origin.part}" if origin.parts > 1 else place


def card_of(article: Article) -> Card:
    """The card of an article's story."""
    return Card(
        article.source,
        article.format,
        article.language,
        article.headline,
        article.header.slugline,
        article.url,
    )
