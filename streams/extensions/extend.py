"""An article with what the enrichers of others find in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from streams.article import Article, Extension
from streams.extensions.enrichers import Loaded
from streams.extensions.guard import guarded
from streams.kinds import Ran

#: A repair that begins so names an enricher whose values are missing, and why.
NOT_EXTENDED = "not-extended:"


class Run(NamedTuple):
    """What came of an enricher on one article, in how many seconds; `detail` says what went wrong, for the log."""

    name: str
    ran: Ran
    seconds: float = 0.0
    detail: str = ""


def extended(
    article: Article, enrichers: Iterable[Loaded], seconds: float
) -> tuple[Article, tuple[Run, ...]]:
    """The article with the values of each, and how each ended; one may take so many `seconds`.

    Of one that gives none the article bears a repair, "not-extended:NAME:WHY", and is as it was otherwise.
    """
    found = dict(article.extensions)
    runs = []
    for each in enrichers:
        # Of its own are the two things in an article that can be changed; and it sees nothing of other enrichers.
        given = replace(article, stages=dict(article.stages), extensions={})
        ended = guarded(each.function, given, seconds)
        runs.append(Run(each.name, ended.ran, ended.seconds, ended.detail))
        if ended.ran is Ran.DONE:
            by = each.installed
            found[each.name] = Extension(by.distribution, by.version, ended.values)
    missed = {run.name: run.ran for run in runs if run.ran is not Ran.DONE}
    return without(replace(article, extensions=found), missed), tuple(runs)


def without(article: Article, missed: Mapping[str, Ran]) -> Article:
    """The article marked with the enrichers of which it has no values, and why."""
    return (
        article.repaired(*(f"{NOT_EXTENDED}{name}:{ran}" for name, ran in missed.items()))
        if missed
        else article
    )
