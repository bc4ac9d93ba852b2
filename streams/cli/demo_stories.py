"""The stories of the demo's day: how many articles tell them, as the topic `stories` has it."""

from __future__ import annotations

from typing import Any

from streams.history.stories import Running, ranked, running


class Stories:
    """Hears the records of `stories`, and of the articles that are to be told there."""

    def __init__(self) -> None:
        self._running: dict[str, Running] = {}
        self._published: set[str] = set()
        self._put: set[str] = set()  # uris of articles that have been put to a story

    def publish(self, event: dict[str, Any]) -> None:
        """An event of articles.enriched: its article will be put to a story, unless it is a note to editors."""
        item = event["item"]
        if item.get("pubStatus", "usable") == "usable" and event["desk"]["verdict"]["signal"] != "advisory":
            self._published.add(item["uri"])

    def hear(self, record: Any) -> None:
        """Adds a record of `stories`."""
        story = running(record.value)
        if story is None:
            self._running.pop(record.key.decode(), None)
            return
        self._put.add(story.event.get("adds", {}).get("uri", ""))
        self._running[story.id] = story

    def complete(self) -> bool:
        """Whether each article that was published has been put to a story."""
        return self._published <= self._put

    def all(self) -> list[Running]:
        """Those that have an article, the ones with the most reports first."""
        return ranked(story for story in self._running.values() if story.articles)

    def report(self) -> dict[str, Any]:
        """The figures, as `--report` writes them: `articles` is the sum over all stories."""
        found = self.all()
        return {
            "stories": len(found),
            "articles": sum(story.articles for story in found),
            "told_by_several": sum(story.articles > 1 for story in found),
            "waiting": len(self._published - self._put),
        }
