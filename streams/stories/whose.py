"""Whether a source may say what it says of a story, and what comes of it where it may not.

A uri that nobody has brought yet is its who brings it, by the envelope's word. By a document's word it is that, too, on
nobody's ground and for a plain name on ground that nobody else has brought anything from; never on another domain's.
What is known belongs to the sources that brought its texts, to whose ground it is on, and to whom the settings name.

Everyone else is a stranger to it. A stranger's kill, hold or release changes nothing; its text is an article of its
own, under a uri made of its source and the uri that it claims. The editors are told of both.
"""

from __future__ import annotations

from dataclasses import dataclass

from streams.article import Article
from streams.kinds import Disposition, Signal
from streams.replaced import replace
from streams.stories.authority import (
    NOBODY,
    domain_of,
    estate_of,
    is_domain,
    is_order,
    own_uri,
    same,
    speaker_of,
)
from streams.stories.ledger import Ledger
from streams.stories.names import known_as
from streams.stories.outcome import Notice, NoticeKind, Outcome, Reported
from streams.stories.story import EarlyKill, Story, raw_of
from streams.verdict import Kill, Verdict

#: Kills by several sources that are remembered of a story of which no text has come.
MOST_EARLY = 8
#: Other names of an article that are looked up; a document may give hundreds.
MOST_ALIASES = 64
#: What names in the ledger begin with that are not uris: nobody may give them as another uri of an article.
_NOT_URIS = ("slug:", "headline:", "doubt:", "ground:", "by:")
_KINDS = {
    Signal.KILL: NoticeKind.KILL_BY_STRANGER,
    Signal.HOLD: NoticeKind.HOLD_BY_STRANGER,
    Signal.RELEASE: NoticeKind.RELEASE_BY_STRANGER,
}


@dataclass(frozen=True, slots=True)
class Admitted:
    """The article under the uri that its source may speak for, and what is told beside what comes of it.

    `ends`: that is all, for it is a stranger's order.
    """

    article: Article
    told: tuple[Outcome, ...] = ()
    ends: bool = False


def admit(ledger: Ledger, article: Article) -> Admitted:
    """The article as a version of, or a message about, the story that it belongs to, or as one of its own."""
    speaker = speaker_of(article)
    article, others = _with_own_aliases(ledger, article, speaker)
    named = known_as(ledger, article)
    story = ledger.get(named.uri)
    if story is None:
        if _may_claim(ledger, article, speaker):
            told = _notice(article, others) if others and is_order(article) else None
            return Admitted(named, (told,) if told else ())
        return _stranger(ledger, article, None)
    if story.texts:
        if may_speak(ledger, story, speaker):
            return Admitted(named)
        if named.uri != article.uri and ledger.authority.owns(speaker, article.uri):
            return Admitted(article)  # a name that another's story only goes by
        return _stranger(ledger, article, story)
    # Nothing but orders is known of it: who brings the text is nearer to it than who only spoke of it.
    if not _may_claim(ledger, article, speaker):
        return _stranger(ledger, article, story)
    return Admitted(named) if is_order(named) else _first_text(ledger, story, named, speaker)


def may_speak(ledger: Ledger, story: Story, speaker: str) -> bool:
    """Whether a source may bring versions of a known story, hold, release and kill it."""
    if ledger.authority.owns(speaker, story.uri):
        return True
    voices = (speaker, *ledger.authority.speaks_for(speaker))
    return any(same(owner, voice) for owner in owners_of(story) for voice in voices)


def owners_of(story: Story) -> tuple[str, ...]:
    """The sources that brought its texts."""
    return story.owners or ((story.card.source,) if story.card else ())


def with_owner(story: Story, article: Article) -> tuple[str, ...]:
    """The owners of a story of which this is a text."""
    speaker, owners = speaker_of(article), owners_of(story) if story.texts else ()
    return owners if any(same(owner, speaker) for owner in owners) else (*owners, speaker)


def with_early(story: Story, article: Article, kill: Kill) -> Story:
    """The story, of which no text is known, with one more kill: of too many the first is forgotten."""
    early = (*story.early, EarlyKill(speaker_of(article), kill))[-MOST_EARLY:]
    return replace(story, early=early, kill=story.kill or kill)


def _may_claim(ledger: Ledger, article: Article, speaker: str) -> bool:
    """Whether a source may bring a uri that is not known."""
    return article.naming.uri_by != "document" or _on_own_ground(ledger, article.uri, speaker)


def _on_own_ground(ledger: Ledger, uri: str, speaker: str) -> bool:
    if ledger.authority.owns(speaker, uri):
        return True
    estate = estate_of(uri)
    if estate is None:
        return True
    if speaker != NOBODY and (
        estate.startswith("desk:") or (is_domain(estate) and domain_of(speaker) is not None)
    ):
        return False
    ground = f"ground:{estate}"
    return not ledger.stands(ground) or ledger.stands(f"{ground}|{speaker}")


def _with_own_aliases(ledger: Ledger, article: Article, speaker: str) -> tuple[Article, str | None]:
    """The article without the other names that are not its source's to give; and a story that one of these means."""
    kept: list[str] = []
    others: str | None = None
    own = ledger.get(article.uri)
    known = own.aliases if own else ()
    for alias in article.naming.aliases[:MOST_ALIASES]:
        if alias.startswith(_NOT_URIS):
            continue
        if alias in known:
            kept.append(alias)
            continue
        uri = alias if alias in ledger else ledger.named(alias)
        story = ledger.get(uri) if uri else None
        if story is None or not story.texts:
            if _on_own_ground(ledger, alias, speaker):
                kept.append(alias)
        elif may_speak(ledger, story, speaker):
            kept.append(alias)
        else:
            others = others or story.uri
    same_names = len(kept) == len(article.naming.aliases)
    return article if same_names else article.with_aliases(kept), others


def _first_text(ledger: Ledger, story: Story, article: Article, speaker: str) -> Admitted:
    """The first text of a story of which only orders are known: those of strangers to its source do not count."""

    def counts(source: str) -> bool:
        voices = (source, *ledger.authority.speaks_for(source))
        return ledger.authority.owns(source, story.uri) or any(same(voice, speaker) for voice in voices)

    early = tuple(each for each in story.early if counts(each.source))
    versions = tuple(each for each in story.versions if each.source is None or counts(each.source))
    told: list[Outcome] = [
        Notice(
            NoticeKind.KILL_BY_STRANGER,
            story.uri,
            each.source or "unknown",
            each.kill.raw,
            each.kill.at,
            headline=article.headline,
            words=each.kill.words,
        )
        for each in story.early
        if each not in early
    ]
    kill = story.kill if not story.early else early[0].kill if early else None
    ledger.put(replace(story, early=early, versions=versions, kill=kill))
    return Admitted(article, tuple(told))


def _stranger(ledger: Ledger, article: Article, story: Story | None) -> Admitted:
    """What a stranger says, as an article of its own; an order ends here, unless it means that article."""
    own = own_uri(speaker_of(article) or "unknown", article.uri)
    known = ledger.get(own) is not None
    mine = replace(
        article,
        uri=own,
        naming=replace(article.naming, uri_by="envelope", aliases=()),
    )
    if is_order(article):
        told = _notice(article, story.uri if story else article.uri, own if known else None)
        if known:
            return Admitted(mine, (told,))
        verdict = Verdict(Disposition.SIGNAL, article.signal or Signal.KILL)
        return Admitted(mine, (Reported(replace(mine, verdict=verdict)), told), ends=True)
    quiet = story is None or known or article.naming.uri_by == "content"
    return Admitted(mine, () if quiet else (_notice(article, article.uri, own),))


def _notice(article: Article, uri: str, own: str | None = None) -> Notice:
    order = article.signal if is_order(article) else None
    words = article.header.ed_note or (article.paragraphs[0] if article.paragraphs else None)
    return Notice(
        _KINDS[order] if order else NoticeKind.VERSION_BY_STRANGER,
        uri,
        article.source,
        raw_of(article.origin),
        article.origin.timestamp,
        headline=article.headline,
        of=own,
        words=words[:300] if words else None,
    )
