"""What may take the place of a text that stands.

Under the address of an article come a robot wall, a teaser, a login or consent page, a 404, an empty template, a front.
None of them says that it replaces the article, and phrases alone never know them all; but none of them has much of its
text either. So a version that says nothing of itself must be an edit of what stands: share a run of words with it, or
the names that the story is about. What does neither, or is a fragment, is doubtful: the article stays with readers,
the version waits for an editor, and the desk is told.

What counts as saying so: a correction, a take, a release; an update, unless a page says it that is a fragment; and the
number or the date of a new version where the format is an agency's, unless that is a fragment; not a date alone where
the number is the same, for several items have one id then.

A doubtful version goes out by `copydesk held release`, or when its source shows it again and it reads like an article
(see `stories.believed`). It falls as stale when a version comes that is an edit of the text that stands, or that text
itself, and when nobody has decided on it for COPYDESK_DOUBTFUL_HOURS. How long it is there says nothing by itself:
walls, 404 pages and fronts stay for days, and fronts are edited like articles.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from streams.article import Article, Hold
from streams.kinds import Disposition, Format, HoldReason, Signal
from streams.replaced import replace
from streams.stories.edits import SHORT, alike, length_of, too_little
from streams.stories.hold import fallen, hold_back
from streams.stories.ledger import Ledger
from streams.stories.order import are_numbered, created_of
from streams.stories.outcome import Notice, NoticeKind, Outcome, Reported
from streams.stories.signal import WEB
from streams.stories.story import Story, Version, is_doubtful, raw_of, version_of
from streams.verdict import Verdict

#: Under this share of the characters that stand a version is a fragment. Editors cut to a half, teasers leave a fifth.
FRAGMENT = 0.3
#: As what a doubtful version ends that is not let out.
_ENDED = Disposition.STALE
_SAYS_SO = frozenset({Signal.CORRECTION, Signal.RELEASE})


def standing_of(ledger: Ledger, story: Story) -> tuple[Article, ...]:
    """The texts that stand for a story: its own, else those that it copied so far."""
    if story.parts or story.copies is None:
        return story.parts
    original = ledger.get(story.copies)
    return original.parts if original else ()


def doubt_of(standing: Sequence[Article], article: Article, signal: Signal) -> Hold | None:
    """Why the article may be none that can stand in place of these texts; None where it may, or where nothing stands.

    `signal` is what it is to its story by its own word or by its version's.
    """
    if not standing or article.signal in _SAYS_SO:
        return None
    if article.take.number is not None or any(part.take.number is not None for part in standing):
        return None  # takes are an agency's form, and the whole story follows them
    web = article.format in WEB
    length = length_of(*standing)
    share = length_of(article) / max(1, length)
    if length >= SHORT and share < FRAGMENT and (web or article.signal is not Signal.UPDATE):
        return _doubtful(f"{share:.0%} of the text that stands")
    # A number that is the one of the text that stands says that this is that version, whatever its date is.
    number = article.revision.version
    counts = number is None or all(part.revision.version != number for part in standing)
    said = signal if counts and not web else article.signal
    shared = None if said is Signal.UPDATE else too_little(standing, article)
    return None if shared is None else _doubtful(f"shares {shared:.0%} with the text that stands")


def is_summary(standing: Sequence[Article], article: Article) -> bool:
    """Whether it is a feed's summary of an article that stands whole: it takes nothing's place, and is no news."""
    summary = article.partial and article.format is Format.FEED and article.signal not in _SAYS_SO
    return summary and any(not part.partial for part in standing)


def hold_doubtful(
    ledger: Ledger, story: Story, article: Article, hold: Hold, signal: Signal
) -> list[Outcome]:
    """Holds a doubtful version. It takes the place of one that was held before; editors are told of each text once."""
    content = article.content_hash
    if any(
        is_doubtful(held)
        and (held.content_hash, held.revision.version) == (content, article.revision.version)
        for held in story.waiting
    ):
        verdict = Verdict(Disposition.REPEAT, article.signal or Signal.NEW)
        return [Reported(replace(article, verdict=verdict))]
    told = any(each.doubtful and each.content == content for each in story.texts)
    same = any(is_doubtful(held) and alike(held, article) for held in story.waiting)
    ends = (ledger.at or article.origin.timestamp) + ledger.doubts
    if same and story.doubt_ends:
        # A wall with another number at each reading waits no longer than one without.
        ends = min(ends, story.doubt_ends)
    hold = replace(hold, until=ends)
    story, before = without_doubtful(replace(story, doubt_ends=ends))
    story, outcomes = hold_back(story, article, hold, signal)
    version = replace(version_of(article, Verdict(Disposition.WITHHELD, signal)), hold=hold)
    ledger.put(story.with_version(version, article.origin.timestamp))
    if not told and not same:
        outcomes.append(_notice(NoticeKind.DOUBTFUL_VERSION, article, hold.words))
    return outcomes + before


def without_doubtful(story: Story, before: datetime | None = None) -> tuple[Story, list[Outcome]]:
    """The story without its doubtful versions, of which only those that came `before`: they end as stale."""
    return fallen(
        story,
        [
            held
            for held in story.waiting
            if is_doubtful(held) and (before is None or held.origin.timestamp < before)
        ],
    )


def lapse(story: Story, now: datetime) -> tuple[Story, list[Outcome]]:
    """The story without the doubtful versions on which nobody has decided in time: they end as stale.

    The editors are told once more, once for each text.
    """
    if story.doubt_ends is None or story.doubt_ends > now:
        return story, []
    over = [held for held in story.waiting if is_doubtful(held)]
    known = {each.content for each in story.texts if each.doubtful and each.verdict.disposition is _ENDED}
    told = [
        replace(
            _notice(
                *(NoticeKind.DOUBTFUL_VERSION, held),
                f"nobody has decided on it: it is stale now ({held.hold.words if held.hold else ''})",
            ),
            at=story.doubt_ends,
        )
        for held in over
        if held.content_hash not in known
    ]
    story, outcomes = fallen(story, over)
    return story, [*outcomes, *told]


def behind(article: Article, newest: Version | None, standing: Sequence[Article]) -> list[Notice]:
    """A notice where a stale version says that it was made later than the one that is taken for the newer one.

    Its sender may have begun to count anew: then nothing of what it sends reaches readers. Or a clock is ahead: of the
    version that stands, which came before this one was made, or of this one.
    """
    stated = article.revision.version_created
    if newest is None or stated is None:
        return []
    number, higher = article.revision.version or "", newest.version or ""
    if created_of(article) > newest.created:
        words = f"version {number[:40]} was made after version {higher[:40]}, which stands"
    elif are_numbered(article.revision.version, newest.version):
        return []
    elif stated > newest.created:
        words = "by its clock, which is ahead, it was made after the version that stands"
    elif any(_is_ahead(part, newest, created_of(article)) for part in standing):
        words = "it was made after the version that stands came, whose clock is ahead"
    else:
        return []
    return [_notice(NoticeKind.VERSION_BEHIND, article, words)]


def _is_ahead(part: Article, newest: Version, made: datetime) -> bool:
    """Whether this is that version, which came before something was `made`, and says that it was made after that."""
    return raw_of(part.origin) == newest.raw and part.origin.timestamp <= made < newest.created


def _doubtful(words: str) -> Hold:
    return Hold(HoldReason.DOUBTFUL, words.replace("%", " %"))


def _notice(kind: NoticeKind, article: Article, words: str) -> Notice:
    return Notice(
        kind,
        article.uri,
        article.source,
        raw_of(article.origin),
        article.origin.timestamp,
        headline=article.headline,
        words=words,
    )
