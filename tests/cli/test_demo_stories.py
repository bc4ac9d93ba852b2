from __future__ import annotations

from typing import Any

from streams.cli.demo_stories import Stories
from streams.cli.demo_view import _stories
from tests.web.records import merged, together


def enriched(uri: str, signal: str = "new", status: str = "usable") -> dict[str, Any]:
    return {"item": {"uri": uri, "pubStatus": status}, "desk": {"verdict": {"signal": signal}}}


def test_the_stories_and_their_articles_add_up() -> None:
    stories = Stories()
    for record in (
        together("urn:a", adds={"uri": "urn:a"}),
        together("urn:a", "urn:b", "urn:c", adds={"uri": "urn:c"}),
        together("urn:d", number=2),
        together("urn:e", number=3),
        merged(3, into=1),
        together(number=4, status="over"),
    ):
        stories.hear(record)
    assert stories.report() == {"stories": 2, "articles": 4, "told_by_several": 1, "waiting": 0}
    assert _stories(stories) == "2 of 4 articles; 1 are told by several, most by 3: Headline a"


def test_they_are_complete_when_each_article_has_been_put_to_one() -> None:
    stories = Stories()
    stories.publish(enriched("urn:a"))
    stories.publish(enriched("urn:note", "advisory"))
    stories.publish(enriched("urn:gone", "kill", "canceled"))
    assert not stories.complete()
    stories.hear(together("urn:b", number=2, adds={"uri": "urn:b"}))
    assert _stories(stories) == "1 of 1 articles; 1 articles wait"
    stories.hear(together("urn:a", adds={"uri": "urn:a"}))
    assert stories.complete()


def test_of_no_story_nothing_is_said() -> None:
    assert _stories(Stories()) == ""


def test_of_stories_with_as_many_articles_the_same_one_is_named_in_every_run() -> None:
    records = [together("urn:c", "urn:d", number=1), together("urn:a", "urn:b", number=2)]
    for order in (records, records[::-1]):
        stories = Stories()
        for record in order:
            stories.hear(record)
        assert _stories(stories).endswith("most by 2: Headline a")
