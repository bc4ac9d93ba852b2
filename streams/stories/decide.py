"""The decision: what an article means for its story, and what goes where because of it.

Whatever the order in which the versions, messages and kills of a story come, it ends the same: the newest version
stands, unless a newer message holds it back; a kill is final.
"""

from __future__ import annotations

from datetime import datetime
from itertools import filterfalse

from streams.article import Article
from streams.clean.signals import is_message
from streams.kinds import Disposition, Signal
from streams.replaced import replace
from streams.stories.authority import is_test
from streams.stories.believed import is_believed
from streams.stories.copies import judge_copy, told_as_copies
from streams.stories.corrects import is_note, join, noted
from streams.stories.hold import hold_back, hold_of, let_fall
from streams.stories.kill import cancel_alike, canceled, kill
from streams.stories.ledger import Ledger
from streams.stories.look import look
from streams.stories.message import message
from streams.stories.names import slug_name
from streams.stories.order import Order, compare, created_of, made_beside
from streams.stories.original import birth_of
from streams.stories.outcome import Outcome, Passed, Reported
from streams.stories.publish import publish
from streams.stories.referred import refer, refers, with_headline
from streams.stories.replaces import (
    behind,
    doubt_of,
    hold_doubtful,
    is_summary,
    standing_of,
    without_doubtful,
)
from streams.stories.running import overtaken
from streams.stories.signal import signal_of
from streams.stories.story import (
    Story,
    Version,
    card_of,
    is_doubtful,
    newest_of,
    raw_of,
    version_of,
    wording_of,
)
from streams.stories.whose import admit, with_owner
from streams.verdict import Verdict


def decide(ledger: Ledger, article: Article) -> list[Outcome]:
    """What comes of `article`; what there is to remember is put into `ledger`, whose commit() the caller owes.

    Of a raw event that is remembered nothing comes a second time: what came of it was with readers before.
    """
    if is_test(article):
        # It cancels nothing, also under the uri of a story, and nothing of it is remembered.
        return [_tested(article)]
    if article.fingerprint.sketch is not None:
        ledger.sketch(article)  # the texts that are kept do not carry it
    if refers(ledger, article):
        referred = refer(ledger, article)
        if not isinstance(referred, Article):
            return referred
        article = referred
    article, unclear = join(ledger, article)
    admitted = admit(ledger, article)
    told = [*admitted.told, *unclear]
    return told if admitted.ends else _decided(ledger, admitted.article) + told


def _decided(ledger: Ledger, article: Article) -> list[Outcome]:
    """What comes of an article whose source may speak for its story."""
    story = ledger.get(article.uri)
    raw = raw_of(article.origin)
    if story and (story.decided(raw) or (story.kill and story.kill.raw == raw)):
        return []
    if article.signal is Signal.KILL:
        return kill(ledger, article)
    if is_message(article) and (story or article.signal is not Signal.RELEASE or not article.paragraphs):
        return message(ledger, story, article)
    if story and story.kill:
        return _come_too_late(ledger, story, article)
    return _text(ledger, story or Story(article.uri, article.origin.timestamp), article)


def _come_too_late(ledger: Ledger, story: Story, article: Article) -> list[Outcome]:
    """The text of a story that was killed before: it and its copies are canceled, and later copies will be."""
    order = story.kill
    assert order is not None
    verdict = Verdict(Disposition.KILLED, article.signal or Signal.NEW, kill=order)
    story = replace(story, card=story.card or card_of(article), owners=with_owner(story, article))
    outcomes: list[Outcome] = [Passed(canceled(story, order, article.origin, verdict))]
    found = look(ledger, article)
    story = replace(story, birth=story.birth or birth_of(article)).keeping(wording_of(article))
    ledger.put(story.with_version(version_of(article, verdict), article.origin.timestamp))
    ledger.put_text(story.uri, article)
    made = [each.story for each in found if each.is_made_of_this]
    holding = [each.story for each in found if each.back == "holds"]
    return outcomes + cancel_alike(ledger, story, made, holding, order, article.origin)


def _text(ledger: Ledger, story: Story, article: Article) -> list[Outcome]:
    before = [version for version in story.texts if version.take == (article.take.number or 0)]
    newest = newest_of(version for version in before if not version.doubtful)
    if newest and _is_repeat(article, _without_waiting_doubts(story, before), newest):
        return [_reported(article, Disposition.REPEAT), *_back(ledger, story, article, newest)]
    old = newest is not None and _order(article, newest) is Order.OLDER
    is_new = all(each.content != article.content_hash for each in before)
    whole = overtaken(story.parts + tuple(filterfalse(is_doubtful, story.waiting)), article)
    standing = standing_of(ledger, story)
    if old or whole or is_summary(standing, article):
        return [
            _reported(article, Disposition.STALE),
            *(behind(article, newest, standing) if old and is_new else ()),
        ]
    if is_note(story, article):
        return noted(ledger, story, article)
    signal = signal_of(article, newest, bool(story.texts))
    doubt = doubt_of(standing, article, signal)
    if doubt is not None and not (hold_of(story, article) or is_believed(ledger, story, standing, article)):
        return hold_doubtful(ledger, story, article, doubt, signal)
    story, fallen = without_doubtful(story) if article.take.number is None else (story, [])
    if fallen:
        ledger.put(story)
    story = replace(
        story,
        card=card_of(article) if story.card is None or article.take.number is None else story.card,
        slug=story.slug or slug_name(article),
        owners=with_owner(story, article),
        headlines=with_headline(story, article),
        aliases=tuple(dict.fromkeys((*story.aliases, *article.naming.aliases))),
        seen=max(story.seen, article.origin.timestamp),
        birth=story.birth or birth_of(article),
    )
    if not story.parts and not story.waiting:
        # It has no text of its own yet: it is new, or was a copy so far.
        judged = judge_copy(ledger, story, article, signal)
        if judged.adopted is not None:
            return fallen + _decided(ledger, judged.adopted)
        if judged.outcomes is not None:
            return fallen + judged.outcomes
        if story.links or story.kept or judged.links:  # mostly it is nobody's copy, and was none
            story = replace(story, links=judged.links, kept=())
        if judged.hold is not None:
            article = replace(article, hold=article.hold or judged.hold)
        outcomes = _accept(ledger, story, article, signal, newest)
        return [*fallen, *outcomes, *told_as_copies(ledger, article, judged.copies), *judged.told]
    return fallen + _accept(ledger, story, article, signal, newest)


def _back(ledger: Ledger, story: Story, article: Article, newest: Version) -> list[Outcome]:
    """What falls because the text that stands is there once more: a doubtful version that came meanwhile."""
    if article.content_hash != newest.content:
        return []
    story, fallen = without_doubtful(story, before=article.origin.timestamp)
    if fallen:
        ledger.put(story)
    return fallen


def _accept(
    ledger: Ledger, story: Story, article: Article, signal: Signal, newest: Version | None
) -> list[Outcome]:
    story, fallen = let_fall(story, article)
    hold = hold_of(story, article)
    if hold is not None:
        story, outcomes = hold_back(story, article, hold, signal)
        verdict = Verdict(Disposition.WITHHELD, signal)
    else:
        story, outcomes, verdict = publish(story, article, signal)
        if verdict.disposition is not Disposition.ENRICHED:
            if fallen:
                ledger.put(story)
            return fallen + outcomes
    version = version_of(article, verdict)
    if newest is not None:
        version = replace(version, created=_made(article, newest))
    ledger.put(story.with_version(version, article.origin.timestamp))
    text = next((outcome.article for outcome in outcomes if isinstance(outcome, Passed)), article)
    if hold is None or not story.parts:
        ledger.put_text(story.uri, text if hold is None else article)
    return fallen + outcomes


def _without_waiting_doubts(story: Story, versions: list[Version]) -> list[Version]:
    """These versions without the doubtful one that waits: what is shown a second time may be believed."""
    if not story.waiting:
        return versions
    raws = {raw_of(held.origin) for held in story.waiting if is_doubtful(held)}
    return [version for version in versions if version.raw not in raws]


def _order(article: Article, other: Version) -> Order:
    dated = article.revision.version_created is not None and other.dated
    made = _made(article, other)
    return compare(article.revision.version, made, other.version, other.created, dated=dated)


def _made(article: Article, other: Version) -> datetime:
    """When the article counts as made beside another version: one that waits is let out by its own time."""
    out = other.verdict.disposition is Disposition.ENRICHED
    return made_beside(article, other.created) if out else created_of(article)


def _is_repeat(article: Article, before: list[Version], newest: Version) -> bool:
    """The same version with the same text; without version numbers, the text that stands."""
    content = article.content_hash
    if any(
        each.content == content and each.version == article.revision.version and each.version is not None
        for each in before
    ):
        return True
    unnumbered = article.revision.version is None or newest.version is None
    return unnumbered and newest.content == content


def _tested(article: Article) -> Reported:
    verdict = Verdict(Disposition.SIGNAL, Signal.KILL)
    return Reported(replace(article, pub_status="canceled", signal=Signal.KILL, verdict=verdict))


def _reported(article: Article, disposition: Disposition) -> Reported:
    verdict = Verdict(disposition, article.signal or Signal.NEW)
    return Reported(replace(article, verdict=verdict))
