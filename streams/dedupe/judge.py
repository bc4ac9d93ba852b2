"""The decision: does this article go on, or is it a copy, a repeat or out of date?"""

from __future__ import annotations

from dataclasses import dataclass, replace

from streams.article import Article, Disposition, Signal, Verdict
from streams.dedupe.fingerprint import Fingerprint, fingerprint
from streams.dedupe.index import Index
from streams.dedupe.ledger import Entry, Order, Version, compare, place_of, record
from streams.events.ids import content_hash


@dataclass(frozen=True, slots=True)
class Judgement:
    """The article with its verdict, and what is to be remembered: None where nothing new is."""

    article: Article
    entry: Entry | None = None
    fingerprint: Fingerprint | None = None


def judge(article: Article, entry: Entry | None, index: Index, threshold: float) -> Judgement:
    """Decides on `article`, given what the ledger has of its uri and the index of its language.

    Neither is changed here: the caller keeps `entry` and `fingerprint`. The same raw event judged again gets the
    verdict it got the first time.
    """
    content = content_hash(article)
    if entry is None:
        return _judge_text(article, None, content, index, threshold)
    for known in entry.versions:
        if known.raw == place_of(article.origin):
            return _judge_again(article, entry, known)
    for known in entry.versions:
        order = compare(article.version, article.version_created, known.version, known.created)
        if order is Order.SAME and known.content == content:
            return Judgement(replace(article, verdict=Verdict(Disposition.REPEAT, known.verdict.signal)))
    newest = entry.newest
    if compare(article.version, article.version_created, newest.version, newest.created) is Order.OLDER:
        verdict = Verdict(Disposition.STALE, article.signal or Signal.NEW)
        return Judgement(replace(article, verdict=verdict))
    if newest.verdict.disposition is Disposition.DUPLICATE:
        # A new version of a copy: the original's newer version, or by now a text of its own.
        return _judge_text(article, entry, content, index, threshold)
    verdict = Verdict(
        Disposition.ENRICHED,
        article.signal or Signal.UPDATE,
        supersedes=newest.version or newest.content[:16],
    )
    return _accept(article, entry, content, verdict)


def _judge_again(article: Article, entry: Entry, known: Version) -> Judgement:
    """The verdict of the first time, and all there is to remember once more: it may not have been kept then."""
    print_ = None
    if known is entry.newest and known.verdict.disposition is Disposition.ENRICHED:
        print_ = fingerprint(article.headline, article.body, article.origin.timestamp)
    return Judgement(replace(article, verdict=known.verdict), entry, print_)


def _judge_text(
    article: Article, entry: Entry | None, content: str, index: Index, threshold: float
) -> Judgement:
    print_ = fingerprint(article.headline, article.body, article.origin.timestamp)
    copy = index.search(print_, threshold, apart_from=article.uri)
    signal = article.signal or (Signal.UPDATE if entry else Signal.NEW)
    if copy is None:
        return _accept(article, entry, content, Verdict(Disposition.ENRICHED, signal), print_)
    verdict = Verdict(Disposition.DUPLICATE, signal, copy.uri, round(copy.similarity, 3), copy.method)
    return Judgement(replace(article, verdict=verdict), record(entry, article, content, verdict, newest=True))


def _accept(
    article: Article, entry: Entry | None, content: str, verdict: Verdict, print_: Fingerprint | None = None
) -> Judgement:
    return Judgement(
        replace(article, verdict=verdict),
        record(entry, article, content, verdict, newest=True),
        print_ or fingerprint(article.headline, article.body, article.origin.timestamp),
    )
