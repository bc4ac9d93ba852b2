"""Messages: a hold or a release of an article that came before, or that will come."""

from __future__ import annotations

from streams.article import Article, Hold
from streams.kinds import Disposition, HoldReason, Signal
from streams.replaced import replace
from streams.stories.authority import speaker_of
from streams.stories.copies import told_when_out
from streams.stories.hold import let_out, newer_than, newest_message, release, withdraw
from streams.stories.ledger import Ledger
from streams.stories.names import slug_of_message
from streams.stories.order import Order, created_of
from streams.stories.outcome import Held, Outcome, Passed, Reported
from streams.stories.running import put_together
from streams.stories.story import Story, Version, is_doubtful, raw_of, version_of
from streams.verdict import Verdict


def message(ledger: Ledger, story: Story | None, article: Article) -> list[Outcome]:
    """Carries out a hold or a release, and remembers it: a text that is older and comes later is under it, too."""
    verdict = Verdict(Disposition.SIGNAL, article.signal or Signal.RELEASE)
    report: list[Outcome] = [Reported(replace(article, verdict=verdict))]
    if story is not None and story.kill:
        return report
    hold = article.hold
    if hold is None and article.signal is Signal.HOLD:
        hold = Hold(HoldReason.WITHHELD, article.header.ed_note or "withheld")
    version = replace(version_of(article, verdict), text=False, hold=hold, source=speaker_of(article))
    seen = article.origin.timestamp
    last = newest_message(story) if story else None
    was_out = story is not None and bool(story.parts)
    story = (story or Story(article.uri, seen, slug=slug_of_message(article))).with_version(version, seen)
    outcomes: list[Outcome] = []
    if last is None or version.against(last) is not Order.OLDER:
        story, outcomes = _hold(story, article, version, hold) if hold else _release(story, version)
    ledger.put(story)
    put_texts(ledger, story.uri, outcomes)
    if not was_out and story.parts:
        outcomes += told_when_out(ledger, story)
    return report + outcomes


def put_texts(ledger: Ledger, uri: str, outcomes: list[Outcome]) -> None:
    """Keeps the text of the last of these events that has one, for copies to be compared with."""
    texts = [
        outcome.article for outcome in outcomes if isinstance(outcome, Passed) and outcome.article.paragraphs
    ]
    if texts:
        ledger.put_text(uri, texts[-1])


def republished(story: Story, raw: str) -> list[Outcome]:
    """What stands, once more: it is out again, by that raw event."""
    last = max(story.parts, key=created_of)
    whole = put_together(story.parts, last)
    verdict = last.verdict or Verdict(Disposition.ENRICHED)
    previous = story.replaced_by(raw_of(last.origin))
    return [Passed(replace(whole, verdict=replace(verdict, release=raw), previous=previous))]


def _hold(story: Story, article: Article, version: Version, hold: Hold) -> tuple[Story, list[Outcome]]:
    outcomes: list[Outcome] = []
    held = tuple(
        each if _newer(each, version) or is_doubtful(each) else replace(each, hold=hold)
        for each in story.held
    )
    outcomes += [Held(each) for each, before in zip(held, story.held, strict=True) if each is not before]
    story = replace(story, held=held)
    stands = any(_newer(part, version) for part in story.parts)
    if hold.reason is HoldReason.WITHHELD and story.parts and not stands and story.withdrawn is None:
        story, withheld = withdraw(story, article.origin, version.verdict, hold)
        outcomes += withheld
    return story, outcomes


def _release(story: Story, version: Version) -> tuple[Story, list[Outcome]]:
    outcomes: list[Outcome] = []
    if story.withdrawn is not None and story.parts:
        outcomes += republished(story, version.raw)
        story = replace(story, withdrawn=None)
    story, released = release(story, let_out(each for each in story.held if not _newer(each, version)))
    return story, outcomes + released


def _newer(article: Article, version: Version) -> bool:
    return newer_than(article, version.created, version.version, dated=version.dated)
