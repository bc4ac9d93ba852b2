"""What the clustering may be told otherwise: how alike, how long, how much."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """Thresholds are of likeness (streams/clusters/likeness.py); times are in hours; the rest are counts.

    The thresholds were chosen on the first half of OG2021's English titles (`ops/bench/stories.py`) and the seeds.
    """

    #: An article joins the story that it is most like, from this on.
    joins: float = 0.33
    #: Two stories become one when an article of either makes them so alike.
    merges: float = 0.38
    #: The same where one of them has but one article, which may have come before the other story was clear.
    adopts: float = 0.36
    #: In a language that the story was not told in, names, places and numbers must be so alike, ...
    across: float = 0.35
    #: ... and so many of them the same, a place and a number among them.
    shared: int = 4
    #: Somebody whom no authority file knows is in one story of the day: where he and a number are the same, names,
    #: places and numbers must be so alike, however few they are.
    stranger: float = 0.45
    #: The same where both are in a town that few stories name, and a number is the same.
    town: float = 0.55
    #: Likeness falls to 37 % in so many hours between an article and its story.
    fades: float = 45.0
    #: A story is quiet when no report of it came for so long.
    quiet: float = 12.0
    #: It is over then, and forgotten: what comes later begins a new one.
    over: float = 72.0
    #: Stories that are remembered; of more, those that were quiet longest are over.
    most_stories: int = 20_000
    #: Articles of a story that are remembered one by one; of more, the first are counted on, but no longer known.
    most_articles: int = 500
    #: Copies that wait for the article that they are a copy of.
    most_waiting: int = 10_000
    #: Terms that a story is remembered by, in each language.
    most_terms: int = 96
    #: Words, names and numbers of a story that novelty is measured against.
    most_seen: int = 4_000
    #: Stories that a term may lead to; a term of more leads to the newest.
    most_postings: int = 400


#: What holds unless somebody says otherwise.
DEFAULTS = Options()
