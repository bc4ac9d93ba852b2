"""Which stories a term leads to: those whose strongest terms it is among."""

from __future__ import annotations

from collections.abc import Iterable


class Postings:
    """Term -> the numbers of the stories, the newest last; a term of too many leads to the newest of them."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._stories: dict[str, dict[int, None]] = {}

    def put(self, number: int, before: Iterable[str], now: Iterable[str]) -> None:
        """A story that was found by some terms is found by others."""
        old, new = set(before), tuple(now)
        for term in new:
            if term not in old:
                stories = self._stories.setdefault(term, {})
                stories[number] = None
                if len(stories) > self._most:
                    del stories[next(iter(stories))]
        for term in old.difference(new):
            self._remove(number, term)

    def remove(self, number: int, terms: Iterable[str]) -> None:
        """A story is no longer found."""
        for term in terms:
            self._remove(number, term)

    def of(self, term: str) -> Iterable[int]:
        """The stories that a term leads to."""
        return self._stories.get(term, ())

    def size(self) -> int:
        """How many pairs of a term and a story there are."""
        return sum(map(len, self._stories.values()))

    def _remove(self, number: int, term: str) -> None:
        stories = self._stories.get(term)
        if stories is not None:
            stories.pop(number, None)
            if not stories:
                del self._stories[term]

    def dump(self) -> dict[str, list[int]]:
        """Everything, as JSON values: the order in which stories came to a term cannot be worked out again."""
        return {term: list(stories) for term, stories in self._stories.items()}

    def load(self, dumped: dict[str, list[int]]) -> None:
        """Puts back what `dump` gave."""
        self._stories = {term: dict.fromkeys(stories) for term, stories in dumped.items()}
