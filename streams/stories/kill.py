"""Kills: an article, all of its versions and every copy of it that was recognised are canceled, now and later."""

from __future__ import annotations

from collections.abc import Iterable

from streams.article import Article, Hold, Origin
from streams.kinds import Disposition, HoldReason, Signal
from streams.replaced import replace
from streams.stories.authority import DESK, speaker_of
from streams.stories.hold import withdraw
from streams.stories.ledger import Ledger
from streams.stories.names import slug_of_message
from streams.stories.original import is_before
from streams.stories.outcome import Lifted, Notice, NoticeKind, Outcome, Passed, Reported
from streams.stories.reach import reaches_story
from streams.stories.standing import standing
from streams.stories.story import EarlyKill, Story, raw_of
from streams.stories.whose import MOST_ALIASES, with_early
from streams.verdict import Kill, Verdict

#: Stories that one decision looks at to cancel them: some 40 ms of the writer's time.
AT_ONCE = 200


def kill(ledger: Ledger, article: Article) -> list[Outcome]:
    """Carries out a kill, whether its uri is known or not.

    An article of which nothing is known is canceled when it comes, as long as the window lasts.
    """
    order = Kill(article.uri, raw_of(article.origin), article.origin.timestamp, _words(article))
    story = ledger.get(article.uri)
    outcomes: list[Outcome] = []
    if story is not None and story.texts:
        if speaker_of(article) == DESK:  # an editor has seen which copies it reaches
            story = replace(story, early=(*story.early, EarlyKill(DESK, order)))
        outcomes = cancel_family(ledger, story, order, article.origin)
        _answer_to(ledger, article)
    elif story is None or not any(each.source == speaker_of(article) for each in story.early):
        known = with_early(
            story or Story(article.uri, order.at, slug=slug_of_message(article)), article, order
        )
        # It lasts for the window from the kill on, however long ago a message was all that came of the story.
        ledger.put(replace(known, seen=max(known.seen, order.at)))
    if outcomes:
        return outcomes
    verdict = Verdict(Disposition.KILLED, Signal.KILL, kill=order)
    outcomes = [Reported(replace(article, pub_status="canceled", signal=Signal.KILL, verdict=verdict))]
    if story is None:
        outcomes.append(_unknown(article, order))
    return outcomes


def _answer_to(ledger: Ledger, article: Article) -> None:
    """The story goes by the kill's own uri from now on: the kill may be sent again."""
    story = ledger.get(article.uri)
    if story is not None and any(alias not in story.aliases for alias in article.naming.aliases):
        aliases = dict.fromkeys((*story.aliases, *article.naming.aliases[:MOST_ALIASES]))
        ledger.put(replace(story, aliases=tuple(aliases)))


def cancel_family(ledger: Ledger, story: Story, order: Kill, origin: Origin) -> list[Outcome]:
    """Cancels the story and its copies, and theirs; those that an earlier kill took are left. `origin` is the cause's.

    What has the text in it among much of its own is withheld, and the editors are told. Left alone is the original, if
    this is a copy, with all that has been copied from it. One decision looks at AT_ONCE stories: the clock brings up
    again what is left (`go_on`).
    """
    outcomes = cancel(ledger, story, order, origin)
    return outcomes + _reach(ledger, story, [(story, "")], order, origin)


def go_on(ledger: Ledger, story: Story) -> list[Outcome]:
    """Lets the kill of a story reach the next of those that were made of it."""
    order = story.kill
    if order is None or story.owes is None:
        return []
    after, story = story.owes, replace(story, owes=None)
    ledger.put(story)
    return _reach(ledger, ledger.get(order.uri) or story, [(story, after)], order, _origin_of(order))


def _reach(
    ledger: Ledger, root: Story, queue: list[tuple[Story, str]], order: Kill, origin: Origin
) -> list[Outcome]:
    """Cancels what is linked to each story in the queue, behind the uri that stands beside it."""
    outcomes: list[Outcome] = []
    spared = {uri for uri in root.linked if _is_original(ledger.get(uri), root)}
    seen = {root.uri, *spared}
    looked = 0
    # The queue grows while it is gone through.
    for at, (member, begun) in enumerate(queue):
        after = begun
        linked = _made_from(member) if not begun else ()
        for uri in (*linked, *ledger.linking(member.uri, begun)):
            # What a story has in it is never many; of what has it in it some are looked at each time, so that it ends.
            if uri not in linked:
                if looked == AT_ONCE:
                    _owe(ledger, [(member, after), *queue[at + 1 :]])
                    return outcomes
                looked, after = looked + 1, uri
            if uri in seen:
                continue
            seen.add(uri)
            relative = ledger.get(uri)
            if relative is None or _is_original(relative, root) or not spared.isdisjoint(relative.linked):
                continue
            if not reaches_story(root, relative):
                continue
            if _holds(relative, member):
                outcomes += _withhold(ledger, relative, member, order, origin)
            elif relative.kill is None:
                outcomes += cancel(ledger, relative, order, origin)
                queue.append((relative, ""))
    return outcomes


def _made_from(member: Story) -> tuple[str, ...]:
    """The texts that it was made of. What it holds besides is another story, and not killed with it."""
    held = {link.uri for link in member.links if link.method == "holds"}
    return tuple(uri for uri in member.linked if uri not in held)


def _owe(ledger: Ledger, queue: list[tuple[Story, str]]) -> None:
    for member, after in queue:
        known = ledger.get(member.uri)
        if known is not None and known.kill is not None:
            ledger.put(replace(known, owes=after))


def _origin_of(order: Kill) -> Origin:
    """The place of the kill's raw event. (A part of it is not told by it, and need not be.)"""
    topic, partition, offset = order.raw.partition("#")[0].rsplit("/", 2)
    return Origin(topic, int(partition), int(offset), order.at)


def cancel_alike(
    ledger: Ledger, story: Story, made: Iterable[Story], holding: Iterable[Story], order: Kill, origin: Origin
) -> list[Outcome]:
    """Cancels what was made of a killed text before that text itself came, as `story` now; withholds what holds it."""
    outcomes: list[Outcome] = []
    for each in holding:
        if reaches_story(story, each):
            outcomes += _withhold(ledger, each, story, order, origin)
    for each in made:
        relative = ledger.get(each.uri)  # it may be canceled by now, as a copy of one before it
        if relative is None or relative.kill is not None or _is_original(relative, story):
            continue
        if reaches_story(story, relative):
            outcomes += cancel_family(ledger, relative, order, origin)
    return outcomes


def _is_original(relative: Story | None, story: Story) -> bool:
    """The kill of a copy must not reach its original, whichever came here first."""
    return bool(relative and relative.birth and story.birth and is_before(relative.birth, story.birth))


def _holds(relative: Story, member: Story) -> bool:
    return any(link.uri == member.uri and link.method == "holds" for link in relative.links)


def _withhold(ledger: Ledger, story: Story, killed: Story, order: Kill, origin: Origin) -> list[Outcome]:
    if story.kill is not None or story.withdrawn is not None or not story.parts:
        return []
    words = f"it holds text of {killed.uri}, which was killed"
    verdict = Verdict(Disposition.WITHHELD, Signal.HOLD, links=story.links)
    story, outcomes = withdraw(story, origin, verdict, Hold(HoldReason.WITHHELD, words))
    ledger.put(replace(story, seen=max(story.seen, origin.timestamp)))
    told = Notice(
        *(NoticeKind.HOLDS_KILLED_TEXT, story.uri, story.source or "unknown"),
        *(order.raw, order.at),
        headline=story.card.headline if story.card else None,
        of=killed.uri,
        words=words,
    )
    return [*outcomes, told]


def cancel(ledger: Ledger, story: Story, order: Kill, origin: Origin) -> list[Outcome]:
    """Cancels one story, unless it is canceled already."""
    if story.kill is not None:
        return []
    outcomes: list[Outcome] = []
    killed = Verdict(Disposition.KILLED, Signal.KILL, of=story.copies, kill=order)
    for article in story.held:
        outcomes += [Reported(replace(article, verdict=killed)), Lifted(article)]
        story = story.judged(raw_of(article.origin), killed)
    bare = replace(story, kill=order, parts=(), seen=max(story.seen, origin.timestamp))
    for wording in story.wordings:
        bare = bare.keeping(wording)
    ledger.put(bare)
    outcomes.append(Passed(canceled(story, order, origin, killed)))
    return outcomes


def canceled(story: Story, order: Kill, origin: Origin, verdict: Verdict) -> Article:
    """The event that tells readers: this uri must not be used any more."""
    return standing(story, "canceled", origin, verdict, order.words, order.at)


def _words(article: Article) -> str | None:
    words = (
        article.header.ed_note or article.headline or (article.paragraphs[0] if article.paragraphs else None)
    )
    return words[:300] if words else None


def _unknown(article: Article, order: Kill) -> Notice:
    return Notice(
        NoticeKind.UNKNOWN_KILL,
        article.uri,
        article.source,
        order.raw,
        order.at,
        headline=article.headline,
        words=order.words,
    )
