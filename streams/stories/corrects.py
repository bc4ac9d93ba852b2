"""A correction that names its story in words, by headline, slug or number, under a uri of its own.

It is looked for as a kill is (`stories.referred`), among what stands. One that brings the story's text is its next
version. One that only says what is wrong ("please read 12 instead of 15") must not take the text's place: the story is
told once more, as corrected, with these words as its note. So it is where a note names no more than the topic of one
story of its source (`stories.topic`). What does neither is an article of its own, and so is one
that may mean several stories: the editors are told of it.
"""

from __future__ import annotations

import re

from streams.article import Article, Reference
from streams.kinds import Disposition, Signal
from streams.replaced import replace
from streams.stories.edits import SHORT, alike, length_of, too_little
from streams.stories.ledger import Ledger
from streams.stories.names import adopted, known_as
from streams.stories.outcome import Outcome, Reported
from streams.stories.publish import publish
from streams.stories.referred import named_by, unclear
from streams.stories.running import put_together
from streams.stories.story import Story, raw_of, version_of
from streams.stories.topic import TOPIC, on_topic, topic_of
from streams.verdict import Verdict

#: What only says what is wrong has no more words, and of a text that is no flash less than this share.
MOST_WORDS, FRAGMENT = 150, 0.3
#: The common runs of words, as shares of both texts, from which on what names a topic is the text itself.
MOSTLY = 1.0
#: Characters of the note that readers are given.
MOST_NOTE = 1_000
_MARKS = frozenset("\"'“”„‘’«»‹›《「『")


def join(ledger: Ledger, article: Article) -> tuple[Article, list[Outcome]]:
    """The correction as one of the story that it names, and what the editors are told; as it is where none fits."""
    topic = topic_of(article) if _mends(article) and _is_brief(article) else frozenset()
    if not (topic or _names_in_words(article)):
        return article, []
    if known_as(ledger, article).uri != article.uri or article.uri in ledger:
        return article, []
    stories = [story for story in named_by(ledger, article) if _stands(story)]
    if not stories and topic:
        return _joined_by_topic(ledger, article, topic)
    if len(stories) > 1:
        stories = [story for story in stories if _is_edit(story, article)] or stories
    if len(stories) > 1:
        return article, [unclear(article, stories, _words(article), "a correction, put to none of: {}")]
    joined = [story for story in stories if is_note(story, article) or _is_edit(story, article)]
    return (adopted(article, joined[0].uri) if joined else article), []


def _joined_by_topic(
    ledger: Ledger, article: Article, topic: frozenset[str]
) -> tuple[Article, list[Outcome]]:
    stories = [story for story in on_topic(ledger, article, topic) if _stands(story)]
    if len(stories) == 1:
        named = replace(article.naming, refers=(Reference(TOPIC, " ".join(sorted(topic))),))
        return adopted(replace(article, naming=named), stories[0].uri), []
    if stories:
        return article, [unclear(article, stories, _words(article), "a correction, put to none of: {}")]
    words = "a correction of a story that is not known by these words"
    return article, [unclear(article, [], _words(article), words)]


def _is_brief(article: Article) -> bool:
    return sum(len(each.split()) for each in article.paragraphs) <= MOST_WORDS


def is_note(story: Story, article: Article) -> bool:
    """Whether it is a correction that says in words what is wrong with the story, and has not its text."""
    if not _names_in_words(article) or not _stands(story):
        return False
    if not _is_brief(article):
        return False
    if _is_fragment(story, article) or not _is_edit(story, article):
        return True
    # What speaks of its story in words of that ("reported erroneously that 12 of 14 parties took part") is no edit yet.
    by_topic = any(each.kind == TOPIC for each in article.naming.refers)
    return by_topic and not any(alike(part, article, MOSTLY) for part in story.parts)


def noted(ledger: Ledger, story: Story, article: Article) -> list[Outcome]:
    """What stands, once more, as corrected, with the words of the correction as its note."""
    stands, words = put_together(story.parts, story.parts[-1]), _words(article)
    was = stands.verdict
    if was is not None and was.corrected and stands.header.ed_note == words:
        verdict = Verdict(Disposition.REPEAT, Signal.CORRECTION)
        return [Reported(replace(article, verdict=verdict))]
    text = replace(
        stands,
        origin=article.origin,
        signal=Signal.CORRECTION,
        header=replace(stands.header, ed_note=words),
        revision=replace(stands.revision, wire_time=article.revision.wire_time),
        stages=article.stages,
        hold=None,
    )
    raw = raw_of(article.origin)
    story, outcomes, verdict = publish(story, text, Signal.CORRECTION, corrected=raw)
    ledger.put(story.with_version(version_of(text, verdict), article.origin.timestamp))
    return outcomes


def _names_in_words(article: Article) -> bool:
    """Whether it is a correction that says which story it mends. A take, and what waits itself, are none."""
    return bool(article.naming.refers) and _mends(article)


def _mends(article: Article) -> bool:
    return article.signal is Signal.CORRECTION and article.take.number is None and article.hold is None


def _stands(story: Story) -> bool:
    """Whether readers have it as one text: what is told once more must not let out what is withheld."""
    return (
        bool(story.parts)
        and story.withdrawn is None
        and all(part.take.number is None for part in story.parts)
    )


def _is_fragment(story: Story, article: Article) -> bool:
    length = length_of(*story.parts)
    return length >= SHORT and length_of(article) < FRAGMENT * length


def _is_edit(story: Story, article: Article) -> bool:
    """Whether it has the story's text.

    What names in its text the story that it mends must share runs of words with it; and where the story is a flash, a
    quotation of its headline is half of that already.
    """
    said = "\n".join((article.header.ed_note or "", *article.paragraphs))
    if length_of(*story.parts) < SHORT and any(_quotes(said, each.words) for each in article.naming.refers):
        return False
    if any(alike(part, article) for part in story.parts):
        return True
    return (
        all(each.words not in said for each in article.naming.refers)
        and too_little(story.parts, article) is None
    )


def _quotes(text: str, words: str) -> bool:
    """Whether the words stand in the text behind a quotation mark."""
    places = (match.start() for match in re.finditer(re.escape(words), text))
    return any(text[max(0, place - 2) : place].strip()[-1:] in _MARKS for place in places)


def _words(article: Article) -> str:
    words = "\n".join(article.paragraphs) or article.header.ed_note or article.headline or ""
    return words[:MOST_NOTE]
