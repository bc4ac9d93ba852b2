"""What the desk decided, in words: one phrase for each record about a story, and the parts of such phrases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from streams.article import Article, Hold
from streams.events.order import Order
from streams.extensions.extend import NOT_EXTENDED
from streams.history.dead_letters import DeadLetter
from streams.history.sightings import Sighting
from streams.kinds import Disposition, HoldReason, Signal
from streams.stories.outcome import Notice, NoticeKind
from streams.topology import CLEAN, ENRICHED, UNIQUE, WITHHELD, is_raw
from streams.verdict import Kill, Verdict

#: How long a quotation from the copy may be.
_QUOTED = 160

_SAYS = {
    Signal.KILL: "a kill",
    Signal.HOLD: "a hold",
    Signal.RELEASE: "a release",
    Signal.UPDATE: "it says it is an update",
    Signal.CORRECTION: "it says it is a correction",
    Signal.REPEAT: "it says it is a repeat",
    Signal.ADVISORY: "an advisory",
}
_HELD = {
    HoldReason.EMBARGO: "embargo",
    HoldReason.UNCLEAR_EMBARGO: "an embargo that nobody understands",
    HoldReason.WITHHELD: "withheld until it is released",
    HoldReason.DOUBTFUL: "it may not be the article",
}


_STRANGERS = {
    NoticeKind.KILL_BY_STRANGER: "a kill",
    NoticeKind.HOLD_BY_STRANGER: "a hold",
    NoticeKind.RELEASE_BY_STRANGER: "a release",
    NoticeKind.VERSION_BY_STRANGER: "a version",
}


def clock(time: datetime, today: datetime) -> str:
    """The time of day, UTC; with its date if that is another than today's."""
    return f"{time:%H:%M:%S}" if time.date() == today.date() else f"{time:%Y-%m-%d %H:%M:%S}"


def version_name(article: Article, nameless: str) -> str:
    """What people call this version; `nameless` if it says nothing."""
    take = f"take {article.take.number}" if article.take.number else ""
    number = f"version {article.revision.version}" if article.revision.version else ""
    return " of ".join(filter(None, (take, number))) or nameless


def words_of(sighting: Sighting) -> str:
    """What the record says, in one phrase."""
    if is_raw(sighting.topic):
        return _received(sighting)
    if sighting.death:
        return _dead(sighting.death)
    if sighting.notice:
        return _noticed(sighting.notice)
    article = sighting.article
    if article is None:
        return "waits no longer"
    if sighting.topic == CLEAN.name:
        return _read(sighting, article)
    if sighting.topic == WITHHELD.name:
        return held(article.hold, sighting.time)
    if sighting.topic == UNIQUE.name:
        return _passed(article, sighting.verdict, sighting.time)
    if sighting.topic == ENRICHED.name:
        return _published(article, sighting.verdict, sighting.time)
    return _ended(article, sighting.verdict, sighting)


def _received(sighting: Sighting) -> str:
    if sighting.redriven_from:
        return f"put back by a redrive of {sighting.redriven_from}"
    subject = f" as {sighting.subject[:_QUOTED]}" if sighting.subject else ""
    return f"came from {sighting.source or 'a source that does not say its name'}{subject}"


def _read(sighting: Sighting, article: Article) -> str:
    language = article.language if article.language != "und" else "language not known"
    said = [f"read as {article.format}", language]
    if article.revision.version:
        said.append(f"version {article.revision.version}")
    if article.take.number:
        said.append(f"take {article.take.number}")
    if article.origin.parts > 1:
        said.append(f"article {article.origin.part + 1} of {article.origin.parts} in its document")
    if sighting.furniture:
        said.append(f"{_some(sighting.furniture, 'line')} of furniture taken out")
    if article.signal in _SAYS:
        said.append(_SAYS[article.signal] + quoted(article.header.ed_note))
    if article.hold:
        said.append(held(article.hold, sighting.time))
    if sighting.redriven_from:
        said.append(f"put back by a redrive of {sighting.redriven_from}")
    return ", ".join(said)


def _passed(article: Article, verdict: Verdict, today: datetime) -> str:
    if verdict.kill:
        return killed(verdict.kill, today, article.uri, verdict.of)
    if article.pub_status != "usable":
        return f"what was published is withdrawn until further notice{quoted(article.header.ed_note)}"
    if verdict.release:
        return f"may go out again: released by {verdict.release}"
    if verdict.retold:
        return f"{copied(verdict)}, which came later ({verdict.retold})"
    if verdict.corrected:
        return f"the same text, told with the words of a correction{quoted(article.header.ed_note)}"
    return f"goes on: {meaning(verdict)}"


def _published(article: Article, verdict: Verdict, today: datetime) -> str:
    if verdict.kill:
        return f"canceled, readers are told: {killed(verdict.kill, today, article.uri, verdict.of)}"
    if article.pub_status != "usable":
        return f"withdrawn, readers are told to wait{quoted(article.header.ed_note)}"
    name = version_name(article, "")
    said = [f"published, {name}: {meaning(verdict)}" if name else f"published: {meaning(verdict)}"]
    if verdict.release:
        said.append(f"released by {verdict.release}")
    hold = article.hold
    if hold and hold.until and hold.reason is HoldReason.EMBARGO and not verdict.release:
        late = (today - hold.until).total_seconds()
        said.append(f"{held(hold, today)}, released {_late(late)}")
    return "; ".join([*said, *_extended(article)])


def _extended(article: Article) -> Iterator[str]:
    """Which enrichers of others had a part in it, in which version; and which did not come, and why."""
    if by := ", ".join(f"{name} {each.version}" for name, each in article.extensions.items()):
        yield f"with {by}"
    for repair in article.cleaning.repairs:
        if repair.startswith(NOT_EXTENDED):
            name, _, why = repair.removeprefix(NOT_EXTENDED).partition(":")
            yield f"without {name}: {why}"


def _late(seconds: float) -> str:
    if seconds < 0:
        return f"{-seconds:.1f} s early"  # by an editor's word
    return f"{seconds:.1f} s late"


def meaning(verdict: Verdict) -> str:
    """What it is to its story: "correction, supersedes version 1 (headline, 2 numbers)"."""
    words = str(verdict.signal).replace("_", " ")
    if verdict.takes:
        words += f", takes {', '.join(map(str, verdict.takes))} put together"
    if verdict.supersedes:
        words += ", supersedes " + _named(verdict.supersedes, "what stood before")
    if verdict.reverts:
        words += ", goes back to " + _named(verdict.reverts, "an earlier text")
    if verdict.changes:
        counted = Counter(each.kind for each in verdict.changes)
        words += f" ({', '.join(kind if n == 1 else _some(n, kind) for kind, n in counted.items())})"
    return words


def _named(version: str, nameless: str) -> str:
    """A version by its number; without one, by the beginning of its hash, it is `nameless`."""
    return nameless if len(version) == 16 and not version.isdecimal() else f"version {version}"


def _ended(article: Article, verdict: Verdict, sighting: Sighting) -> str:
    """Why it went no further than decide."""
    match verdict.disposition:
        case Disposition.DUPLICATE:
            return copied(verdict)
        case Disposition.REPEAT:
            return "repeat: the same text came before"
        case Disposition.STALE:
            return "stale: a newer version has its place"
        case Disposition.SIGNAL if verdict.signal is Signal.KILL:
            return f"a kill that cancels nothing{quoted(article.header.ed_note)}"
        case Disposition.SIGNAL:
            return f"{verdict.signal}, carried out{quoted(article.header.ed_note)}"
        case Disposition.KILLED if verdict.kill and verdict.kill.raw == sighting.raw:
            return (
                f"a kill that finds nothing to cancel, and waits for its article{quoted(verdict.kill.words)}"
            )
        case Disposition.KILLED if verdict.kill:
            return killed(verdict.kill, sighting.time, article.uri, verdict.of)
        case _:
            return str(verdict.disposition)


def copied(verdict: Verdict) -> str:
    """What it copies, and how much of it is that: "copies urn:a (0.93, near)"."""
    share = verdict.links[0].share if verdict.links else verdict.similarity
    measure = ", ".join(filter(None, (f"{share:.2f}" if share is not None else "", verdict.method)))
    return f"copies {verdict.of}" + (f" ({measure})" if measure else "")


def killed(kill: Kill, today: datetime, uri: str | None, of: str | None = None) -> str:
    """By what and when `uri` was killed, and of what it was a copy."""
    by = kill.raw if kill.uri == uri else f"the kill of {kill.uri} ({kill.raw})"
    copy = f", as a copy of {of}" if of and of != kill.uri else ""
    return f"killed by {by} at {clock(kill.at, today)}{copy}{quoted(kill.words)}"


def held(hold: Hold | None, today: datetime) -> str:
    """Until when it is held, or why."""
    if hold is None:
        return "held"
    if hold.until and hold.reason is HoldReason.DOUBTFUL:
        return f"held: {_HELD[hold.reason]}{quoted(hold.words)}; stale from {clock(hold.until, today)} on"
    if hold.until:
        return f"held until {clock(hold.until, today)} ({_HELD[hold.reason]})"
    return f"held: {_HELD[hold.reason]}{quoted(hold.words)}"


def _dead(death: DeadLetter) -> str:
    """Of what it died, and how it is put back."""
    detail = f": {death.detail[:_QUOTED]}" if death.detail else ""
    times = f", for the {death.attempts}. time" if death.attempts > 1 else ""
    return f"dead: {death.reason}{detail}{times}; `copydesk redrive --reason {death.reason}` puts it back"


def _noticed(notice: Notice | Order) -> str:
    """What the editors were told, or what one of them ordered."""
    if isinstance(notice, Order):
        of = f" of {notice.letter}" if notice.letter else ""
        return f"{notice.by} ordered a {notice.kind}{of}{quoted(notice.note)}"
    match notice.kind:
        case NoticeKind.EMBARGO_BROKEN:
            return f"the editors were told that {notice.of} has broken the embargo of {notice.uri}"
        case NoticeKind.CONTRADICTION:
            return f"the editors were told that it has other numbers than {notice.of}{quoted(notice.words)}"
        case NoticeKind.HOLDS_KILLED_TEXT:
            return f"withheld, and the editors were told: it holds text of {notice.of}, which was killed"
        case NoticeKind.UNCLEAR_EMBARGO:
            return f"the editors were told that nobody understands its embargo{quoted(notice.words)}"
        case NoticeKind.DOUBTFUL_VERSION:
            return f"the editors were told that it may not be the article{quoted(notice.words)}"
        case NoticeKind.VERSION_BEHIND:
            return f"the editors were told that it is behind{quoted(notice.words)}"
        case NoticeKind.UNCLEAR_KILL:
            return f"the editors were told that it may mean several stories{quoted(notice.words)}"
        case kind if kind in _STRANGERS:
            own = f"; its text is {notice.of}" if kind is NoticeKind.VERSION_BY_STRANGER and notice.of else ""
            return (
                f"the editors were told of {_STRANGERS[kind]} by {notice.source}, which may not speak for "
                f"{notice.uri}{own}{quoted(notice.words)}"
            )
        case _:
            return "the editors were told of a kill for a uri that is not known"


def quoted(words: str | None) -> str:
    """What was said, as it follows a phrase; empty if nothing was."""
    return f': "{words[:_QUOTED]}"' if words else ""


def _some(count: int, thing: str) -> str:
    return f"{count} {thing}" + ("s" if count != 1 else "")
