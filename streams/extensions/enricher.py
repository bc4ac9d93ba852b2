"""What an enricher of one's own is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from streams.article import Article

#: What a value in an event may be.
JSON = None | bool | int | float | str | Sequence["JSON"] | Mapping[str, "JSON"]


class Enricher(Protocol):
    """A pure function: the same article always gives the same values, for an event may be told twice.

    It is given the article as subscribers will read it: text in `paragraphs`, `headline`, `language`, and in `found`
    all that copydesk's own enrichment has found. It changes nothing of it, keeps nothing of it, asks no network and
    starts no thread.

    It returns its values by name; an empty mapping says that it looked and found nothing. A value that was read
    somewhere in the text says where, as ours do: with `evidence`, `dataclasses.asdict(Evidence(rule, paragraph, start,
    end))`. The whole must be JSON, of at most 64 KiB.

    What it loads, such as a list of names, it loads when its module is imported: once, before the pool is forked.
    """

    def __call__(self, article: Article, /) -> Mapping[str, JSON]:
        """The values that it found in the article, by name."""
