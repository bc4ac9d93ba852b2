"""Copies: a text that the ledger has under another uri, whole or in part; and which of the two is the original."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from streams.article import Article, Hold, Origin
from streams.kinds import Disposition, HoldReason, Signal
from streams.replaced import replace
from streams.stories.authority import speaker_of
from streams.stories.kill import canceled
from streams.stories.ledger import Ledger
from streams.stories.look import Found, look
from streams.stories.names import adopted
from streams.stories.order import created_of
from streams.stories.original import birth_of, is_before
from streams.stories.outcome import Notice, NoticeKind, Outcome, Passed, Reported
from streams.stories.reach import reaches
from streams.stories.running import put_together
from streams.stories.story import Story, raw_of, version_of, wording_of
from streams.stories.whose import may_speak
from streams.verdict import Link, Verdict

_MENDS = frozenset({Signal.UPDATE, Signal.CORRECTION})
#: The most stories that one decision tells anew; of further ones nobody is told.
MOST_RETOLD = 100
_EMBARGOES = frozenset({HoldReason.EMBARGO, HoldReason.UNCLEAR_EMBARGO})


@dataclass(frozen=True, slots=True)
class Judged:
    """What comes of a text because of others that it has in it.

    `outcomes`: it ends so, as a copy. `adopted`: it is to be told again, as a version of that story. Else it goes on:
    with `links` to what it holds, with `hold` where that was killed, and `copies` are to be told anew as copies of it.
    `told`: what an editor should know besides.
    """

    outcomes: list[Outcome] | None = None
    adopted: Article | None = None
    links: tuple[Link, ...] = ()
    hold: Hold | None = None
    copies: tuple[Found, ...] = ()
    told: tuple[Notice, ...] = ()


def judge_copy(ledger: Ledger, story: Story, article: Article, signal: Signal) -> Judged:
    """Judges the first text of a story.

    A correction or an update under a new uri, by the source of the text that it resembles, is no copy but that
    story's newer version.
    """
    found = look(ledger, article)
    copied = [each for each in found if each.made_of_it]
    if not copied:
        return _holding(article, found)
    own = [
        each
        for each in copied
        if each.story.source == article.source and may_speak(ledger, each.story, speaker_of(article))
    ]
    if own and article.signal in _MENDS and not story.texts:
        return Judged(adopted=adopted(article, _original(own).story.uri))
    killed = [each for each in copied if each.story.kill and reaches(each.story, article)]
    if killed and not _copies_a_substitute(copied):
        first = _original(killed)
        assert first.story.kill is not None
        # A substitute by the same desk is meant to stand in place of what was killed.
        if first.story.source == article.source and created_of(article) > first.story.kill.at:
            return Judged()
        return Judged(outcomes=_killed(ledger, story, article, first, copied))
    copied = [each for each in copied if not each.story.kill]
    if not copied:
        return Judged()
    first = _original(copied)
    if _is_original(article, first.story):
        return _taking_over(article, found)
    if _is_broken(article, first.story):
        # The original waits for its time, though a copy is out: readers will have it as its desk wants them to.
        told = _notice(NoticeKind.EMBARGO_BROKEN, article, article.uri, first.story.uri)
        copies = tuple(each for each in copied if each.is_made_of_this and _is_broken(article, each.story))
        return Judged(copies=copies, told=(told,))
    held = [each for each in found if not each.made_of_it and not each.story.kill]
    return Judged(outcomes=_duplicate(ledger, story, article, first, [*copied, *held], signal))


def told_as_copies(ledger: Ledger, article: Article, copies: Iterable[Found]) -> list[Outcome]:
    """What came before its original: readers are told of which text it is a copy; and the ledger remembers that.

    Of an original that waits they are told nothing: nobody should know of it yet.
    """
    outcomes: list[Outcome] = []
    for each in copies:
        story, turned = each.story, each.turned(article)
        others = tuple(old for old in story.links if old.uri != article.uri)
        story = replace(story, links=(turned, *others))
        if story.parts and article.hold is None:
            outcomes.append(_retold(story, round(each.similarity, 3), article.origin))
        ledger.put(story)
    return outcomes


def told_when_out(ledger: Ledger, original: Story) -> list[Outcome]:
    """What broke the embargo of an original that is out now: of that readers are told now that it is a copy.

    MOST_RETOLD at most, for it is one decision.
    """
    origin = max(original.parts, key=created_of).origin
    outcomes: list[Outcome] = []
    for uri in islice(ledger.linking(original.uri), MOST_RETOLD):
        story = ledger.get(uri)
        if story is None or not story.parts or story.kill or story.withdrawn or not story.links:
            continue
        first = story.links[0]
        if first.uri == original.uri and first.method != "holds":
            outcomes.append(_retold(story, None, origin))
    return outcomes


def _retold(story: Story, similarity: float | None, origin: Origin) -> Passed:
    """What stands of a story, once more: now as a copy of the first text that it is linked to."""
    last = max(story.parts, key=created_of)
    verdict = replace(
        last.verdict or Verdict(Disposition.ENRICHED),
        of=story.links[0].uri,
        similarity=similarity,
        method=story.links[0].method,
        links=story.links,
        retold=raw_of(origin),
    )
    return Passed(replace(put_together(story.parts, last), verdict=verdict))


def _holding(article: Article, found: list[Found]) -> Judged:
    """It has other texts in it, and much of its own: it goes out with links, unless one of them was killed.

    What stands in it as a whole is a copy of it, if it is the original.
    """
    judged = _taking_over(article, found)
    killed = next((link for link in judged.links if _is_killed(found, link, article)), None)
    if killed is None:
        return judged
    words = f"it holds {killed.shared:.0%} of {killed.uri}, which was killed"
    return replace(judged, hold=Hold(HoldReason.WITHHELD, words))


def _taking_over(article: Article, found: list[Found]) -> Judged:
    """It is the original of some that came before it; to the others it is linked."""
    copies = [each for each in found if _is_original(article, each.story) and each.is_made_of_this]
    links = tuple(each.link for each in found if each not in copies)
    return Judged(links=links, copies=tuple(each for each in copies if not each.story.kill))


def _is_killed(found: list[Found], link: Link, article: Article) -> bool:
    return any(each.link is link and each.story.kill and reaches(each.story, article) for each in found)


def _is_broken(article: Article, other: Story) -> bool:
    """Whether the other is out before the embargo of this one, its original, is over."""
    embargoed = article.hold is not None and article.hold.reason in _EMBARGOES
    return embargoed and bool(other.parts) and _is_before(article, other)


def _is_original(article: Article, other: Story) -> bool:
    """Whether it is the original of what came before it; not while one of them waits, or among one source's own."""
    return article.hold is None and not other.waiting and _is_before(article, other)


def _is_before(article: Article, other: Story) -> bool:
    """Whether it is the original by what both say, whatever waits; of one source's own the first stays it."""
    if other.birth is None or other.source == article.source:
        return False
    return is_before(birth_of(article), other.birth)


def _copies_a_substitute(copied: list[Found]) -> bool:
    """Whether it is likest to what the desk of a killed text has put in its place."""
    likest = max(copied, key=lambda each: (each.link.method == "exact", each.similarity))
    desks = {each.story.source for each in copied if each.story.kill}
    return likest.story.kill is None and likest.story.source in desks


def _original(found: list[Found]) -> Found:
    """The one of which the others are copies: what is none itself, the likest of these first."""
    first, *rest = sorted(found, key=lambda each: bool(each.story.linked))
    for each in rest:
        one, other = each.story.birth, first.story.birth
        if one and other and not each.story.linked and is_before(one, other):
            first = each
    return first


def _links(first: Found, found: list[Found]) -> tuple[Link, ...]:
    return (first.link, *(each.link for each in found if each is not first))


def _duplicate(
    ledger: Ledger, story: Story, article: Article, first: Found, found: list[Found], signal: Signal
) -> list[Outcome]:
    original, links = first.story, _links(first, found)
    similarity = round(first.similarity, 3)
    verdict = Verdict(Disposition.DUPLICATE, signal, original.uri, similarity, first.link.method, links)
    _keep(ledger, replace(story, links=links), article, verdict)
    outcomes: list[Outcome] = [Reported(replace(article, verdict=verdict))]
    if first.contradictions:
        said = ", ".join(f"{old} / {new}" for old, new in first.contradictions[:5])
        outcomes.append(_notice(NoticeKind.CONTRADICTION, article, article.uri, original.uri, said))
    if original.source in (None, article.source):
        return outcomes
    if any(held.hold and held.hold.reason in _EMBARGOES for held in original.waiting):
        outcomes.append(_notice(NoticeKind.EMBARGO_BROKEN, article, original.uri, article.uri))
    elif article.hold and article.hold.reason in _EMBARGOES:
        outcomes.append(_notice(NoticeKind.EMBARGO_BROKEN, article, article.uri, original.uri))
    return outcomes


def _killed(
    ledger: Ledger, story: Story, article: Article, first: Found, found: list[Found]
) -> list[Outcome]:
    order = first.story.kill
    assert order is not None
    links = _links(first, found)
    verdict = Verdict(Disposition.KILLED, Signal.KILL, of=first.story.uri, links=links, kill=order)
    story = replace(story, kill=order, links=links)
    _keep(ledger, story, article, verdict)
    return [Passed(canceled(story, order, article.origin, verdict))]


def _keep(ledger: Ledger, story: Story, article: Article, verdict: Verdict) -> None:
    """Copies are compared with as well: the next paper may have it from this one."""
    story = story.with_version(version_of(article, verdict), article.origin.timestamp)
    ledger.put(story.keeping(wording_of(article)))
    ledger.put_text(story.uri, article)


def _notice(kind: NoticeKind, article: Article, uri: str, other: str, words: str | None = None) -> Notice:
    return Notice(
        *(kind, uri, article.source, raw_of(article.origin), article.origin.timestamp),
        headline=article.headline,
        of=other,
        words=words,
    )
