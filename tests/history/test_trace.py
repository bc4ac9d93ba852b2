from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import orjson
import pytest

from streams.article import TEST, Article, Hold, Reference
from streams.history.path import Path
from streams.history.sightings import sighting_of
from streams.history.trace import Answer
from streams.kinds import Format, HoldReason, Reason, Signal, Stage
from streams.stories.authority import own_uri
from streams.topology import BACKFILL, CLEAN, DEAD, DUPLICATES, ENRICHED, NOTICES, RAW, UNIQUE, WITHHELD
from tests.articles import NOON, PARAGRAPHS, article
from tests.runtime.papers import Papers, moment
from tests.stories.test_kill import copy, kill

URI = article().uri
OTHER = tuple(paragraph[::-1] for paragraph in PARAGRAPHS)
OF_URI = f"copies {URI} (1.00, exact)"


@pytest.fixture
def papers() -> Papers:
    return Papers()


def kinds(path: Path) -> list[tuple[str, str]]:
    return [(step.stage, step.kind) for step in path.steps]


def words(path: Path, kind: str) -> list[str]:
    return [step.words for step in path.steps if step.kind == kind]


async def test_every_stage_of_an_enriched_article(papers: Papers) -> None:
    papers.tell(article(version="1"), 0)
    papers.tell(article(uri="urn:other", paragraphs=OTHER, source="b"), 1)
    path = await papers.path(URI)
    assert [(step.time, step.stage, step.place, step.kind, step.words) for step in path.steps] == [
        (moment(0), "wire", "articles.raw/0/0", "received", f"came from harbour-post as {URI}"),
        (moment(0, 10), "clean", "articles.clean/0/0", "read", "read as html, en, version 1"),
        (moment(0, 20), "decide", "articles.unique/0/0", "passed", "goes on: new"),
        (moment(0, 100), "enrich", "articles.enriched/0/0", "published", "published, version 1: new"),
    ]
    assert (path.uri, path.missing, path.original, path.repeats) == (URI, (), None, 0)
    assert path.readers.state == "published"
    assert path.readers.words == "readers have version 1 since 2026-11-21 12:00:00, new"


async def test_what_enrichers_of_others_had_a_part_in_it_is_told(papers: Papers) -> None:
    papers.tell(article(version="1"), 0)
    event = orjson.loads(papers.last(ENRICHED.name).value)
    found = {"distribution": "desk-tickers", "version": "1.2.0", "values": {"tickers": ["x" * 1000]}}
    event["desk"]["extensions"] = {"tickers": found}
    event["desk"]["cleaning"]["repairs"] += ["zone-unknown", "not-extended:mood:set_aside"]
    papers.last(ENRICHED.name).value = orjson.dumps(event)
    path = await papers.path(URI)
    assert words(path, "published") == [
        "published, version 1: new; with tickers 1.2.0; without mood: set_aside"
    ]
    seen = sighting_of(papers.last(ENRICHED.name))
    assert seen is not None
    assert seen.article is not None
    assert seen.article.extensions["tickers"].values == {}, "their values are none of the path"


async def test_a_copy_tells_of_its_original(papers: Papers) -> None:
    papers.tell(article(version="1"), 0)
    duplicate = papers.tell(copy(1, paragraphs=PARAGRAPHS), 1)
    path = await papers.path(duplicate.uri)
    assert kinds(path) == [("wire", "received"), ("clean", "read"), ("decide", "duplicate")]
    assert words(path, "duplicate") == [OF_URI]
    assert path.original is not None
    assert (path.original.uri, path.original.readers.state) == (URI, "published")
    assert path.readers.state == "nothing"
    assert path.readers.words == (
        f"readers do not have it, for it {OF_URI}; of that one, readers have version 1 since 2026-11-21 12:00:00, new"
    )


async def test_the_original_of_a_copy_may_be_held(papers: Papers) -> None:
    papers.tell(article(hold=Hold(HoldReason.EMBARGO, "until 13:00", NOON + timedelta(hours=1))), 0)
    papers.tell(copy(1, paragraphs=PARAGRAPHS), 1)
    path = await papers.path(copy(1).uri)
    assert path.original is not None
    assert path.original.readers.words == (
        "readers have nothing of it, for its text is held until 13:00:00 (embargo)"
    )
    assert words(path, "notice") == [
        f"the editors were told that {copy(1).uri} has broken the embargo of {URI}"
    ]


async def test_what_a_stranger_said_of_a_story_is_told_where_that_is_traced(papers: Papers) -> None:
    papers.tell(article(version="1"), 0)
    papers.tell(
        article(1, source="evil.example", headline="Quay stays", paragraphs=("The quay stays open.",)), 1
    )
    papers.tell(kill(2, source="evil.example", ed_note="Kill it"), 2)
    own = own_uri("evil.example", URI)
    path = await papers.path(URI)
    assert words(path, "notice") == [
        f"the editors were told of a version by evil.example, which may not speak for {URI}; its text is {own}: "
        '"The quay stays open."',
        f'the editors were told of a kill by evil.example, which may not speak for {URI}: "Kill it"',
    ]
    assert path.readers.state == "published"
    assert (await papers.path(own)).readers.state == "canceled"


async def test_a_kill_that_may_mean_several_is_told_where_it_is_traced(papers: Papers) -> None:
    for number, headline in enumerate(("Quay shut", "Quay stays"), 1):
        story = article(
            number, uri=f"urn:q:{number}", slugline="QUAY", headline=headline, paragraphs=(headline,)
        )
        papers.tell(story, number)
    papers.tell(kill(9, "urn:q:9", slugline="QUAY", ed_note="Kill it"), 9)
    path = await papers.path("urn:q:9")
    assert words(path, "notice") == [
        'the editors were told that it may mean several stories: "Kill it | withheld: urn:q:2 "Quay stays"; urn:q:1 '
        '"Quay shut""'
    ]
    assert (await papers.path("urn:q:1")).readers.state == "withdrawn"


async def test_a_correction_supersedes_and_what_came_too_late_is_stale(papers: Papers) -> None:
    mended = (*PARAGRAPHS[:1], PARAGRAPHS[1].replace("1934", "1943"), *PARAGRAPHS[2:])
    papers.tell(article(version="1"), 0)
    papers.tell(article(version="3", signal=Signal.CORRECTION, paragraphs=mended), 2)
    papers.tell(article(version="2", headline="Harwich quay to close"), 3)
    path = await papers.path(URI)
    correction = "correction, supersedes version 1 (number)"
    assert words(path, "published") == [
        "published, version 1: new, superseded by version 3 at 12:02:00",
        f"published, version 3: {correction}",
    ]
    assert words(path, "stale") == [
        "stale: a newer version has its place, superseded by version 3 at 12:02:00"
    ]
    assert [(each.name, each.kind) for each in path.versions] == [
        ("version 1", "published"),
        ("version 3", "published"),
        ("version 2", "stale"),
    ]
    assert path.readers.words == f"readers have version 3 since 2026-11-21 12:02:00, {correction}"


async def test_a_correction_under_a_uri_of_its_own_is_a_version_of_the_story(papers: Papers) -> None:
    papers.tell(article(version="1"), 0)
    mended = article(uri="urn:mended", signal=Signal.CORRECTION, headline="CORRECTED Harwich to close quay")
    papers.tell(replace(mended, paragraphs=(*PARAGRAPHS[:3], PARAGRAPHS[3].replace("four", "five"))), 1)
    for asked in (URI, "urn:mended", "corrected quay", "articles.raw/0/1", "articles.enriched/0/1"):
        path = await papers.path(asked)
        assert (path.uri, len(path.versions)) == (URI, 2), asked
        assert words(path, "read")[1] == "read as html, en, it says it is a correction, under urn:mended"


async def test_a_doubtful_version_is_held_and_readers_have_the_text_that_stands(papers: Papers) -> None:
    wall = ("Move the piece of the puzzle to its place, so that we know that you are a human being.",)
    papers.tell(article(version="1"), 0)
    papers.tell(article(paragraphs=wall), 1)
    path = await papers.path(URI)
    share = '"15 % of the text that stands"'
    until = "stale from 2026-11-22 12:01:00 on"
    assert words(path, "withheld") == [f"held: it may not be the article: {share}; {until}"]
    assert words(path, "notice") == [f"the editors were told that it may not be the article: {share}"]
    assert path.readers.words.startswith(
        "readers have version 1 since 2026-11-21 12:00:00, new; what came after it"
    )


async def test_a_version_that_goes_back_and_one_that_is_behind_say_so(papers: Papers) -> None:
    wire: dict[str, Any] = {"uri": "urn:w:1", "format": Format.NINJS}
    texts = (PARAGRAPHS, PARAGRAPHS[:3], PARAGRAPHS)
    for number, text in enumerate(texts):
        made: dict[str, Any] = {
            "version": str(number + 5),
            "version_created": moment(number),
            "paragraphs": text,
        }
        papers.tell(article(**wire, **made), number)
    papers.tell(article(**wire, version="1", version_created=moment(4), paragraphs=OTHER), 4)
    path = await papers.path("urn:w:1")
    goes_back = "update, supersedes version 6, goes back to version 5 (paragraph)"
    assert path.readers.words == f"readers have version 7 since 2026-11-21 12:02:00, {goes_back}"
    behind = '"version 1 was made after version 7, which stands"'
    assert words(path, "notice") == [f"the editors were told that it is behind: {behind}"]


async def test_a_killed_copy_names_the_kill_of_its_original(papers: Papers) -> None:
    papers.tell(article(version="1"), 0)
    papers.tell(copy(1, paragraphs=PARAGRAPHS), 1)
    papers.tell(copy(2, "c", paragraphs=PARAGRAPHS), 2)
    papers.tell(kill(9, ed_note="The source withdrew it"), 9)
    path = await papers.path(copy(1).uri)
    killed = f'killed by the kill of {URI} (articles.raw/0/3) at 12:09:00: "The source withdrew it"'
    assert kinds(path)[3:] == [
        ("wire", "received"),
        ("clean", "read"),
        ("decide", "canceled"),
        ("enrich", "canceled"),
    ]
    assert words(path, "canceled") == [killed, f"canceled, readers are told: {killed}"]
    assert words(path, "read")[1].endswith(f'a kill: "The source withdrew it", under {URI}')
    assert {step.uri for step in path.steps} <= {None, URI, copy(1).uri}
    assert (path.missing, len(path.versions)) == ((), 1)
    assert path.readers.state == "canceled"
    assert path.readers.words == f"readers were told at 2026-11-21 12:09:00 that it is canceled: {killed}"
    assert path.original is not None
    assert path.original.readers.state == "canceled"


async def test_the_place_of_a_kill_means_the_article_that_it_kills(papers: Papers) -> None:
    papers.tell(article(version="1"), 0)
    papers.tell(copy(1, paragraphs=PARAGRAPHS), 1)
    papers.tell(kill(9), 9)
    for asked in ("articles.raw/0/2", "articles.clean/0/2"):
        path = await papers.path(asked)
        assert path.uri == URI
        assert words(path, "published") == ["published, version 1: new, canceled at 12:09:00"]


async def test_what_came_after_its_kill(papers: Papers) -> None:
    papers.tell(kill(0), 0)
    path = await papers.path(URI)
    assert words(path, "killed")[0].startswith(
        "a kill that finds nothing to cancel, and waits for its article"
    )
    assert [step.kind for step in path.steps if step.kind == "notice"] == ["notice"]
    papers.tell(article(1), 1)
    path = await papers.path(URI)
    assert path.readers.state == "canceled"
    assert "killed by articles.raw/0/0 at 12:00:00" in path.readers.words


async def test_an_embargo_is_held_and_its_lateness_told(papers: Papers) -> None:
    ends = NOON + timedelta(minutes=30)
    papers.tell(article(version="1", hold=Hold(HoldReason.EMBARGO, "until 12:30", ends)), 0)
    path = await papers.path(URI)
    assert words(path, "withheld") == ["held until 12:30:00 (embargo)"]
    assert path.readers.words == (
        "readers have nothing of it, for version 1 is held until 12:30:00 (embargo)"
    )
    papers.clock(30)
    path = await papers.path(URI)
    assert words(path, "published") == [
        "published, version 1: new; held until 12:30:00 (embargo), released 0.1 s late"
    ]
    assert words(path, "lifted") == ["waits no longer: it goes out"]
    assert path.readers.state == "published"
    # The compacted topic forgets what was held; the tombstone follows later.
    papers.records = [each for each in papers.records if each.topic != WITHHELD.name or each.value is None]
    assert words(await papers.path(URI), "lifted") == ["waits no longer: it goes out"]


async def test_an_embargo_that_nobody_understands_and_a_kill_of_what_waits(papers: Papers) -> None:
    papers.tell(article(hold=Hold(HoldReason.UNCLEAR_EMBARGO, "when the minister rises")), 0)
    path = await papers.path(URI)
    assert words(path, "withheld") == ['held: an embargo that nobody understands: "when the minister rises"']
    assert words(path, "notice") == [
        'the editors were told that nobody understands its embargo: "when the minister rises"'
    ]
    papers.tell(kill(5), 5)
    path = await papers.path(URI)
    assert words(path, "lifted") == ["waits no longer: it was killed"]
    assert words(path, "killed")[0].startswith("killed by articles.raw/0/1 at 12:05:00")
    assert path.readers.state == "canceled"


async def test_a_hold_withdraws_and_a_release_tells_again(papers: Papers) -> None:
    papers.tell(article(version="1", version_created=moment(0)), 0)
    hold = article(headline=None, paragraphs=(), signal=Signal.HOLD, pub_status="withheld", ed_note="Wait")
    papers.tell(
        replace(
            hold,
            revision=replace(hold.revision, version_created=moment(5)),
            hold=Hold(HoldReason.WITHHELD, "Wait"),
        ),
        5,
    )
    path = await papers.path(URI)
    assert path.readers.words == (
        'readers were told at 2026-11-21 12:05:00 not to use it until further notice: "Wait"'
    )
    assert words(path, "signal") == ['hold, carried out: "Wait"']
    release = article(headline=None, paragraphs=(), signal=Signal.RELEASE, version_created=moment(9))
    papers.tell(release, 9)
    path = await papers.path(URI)
    assert path.readers.words == "readers have version 1 since 2026-11-21 12:09:00, new"
    assert words(path, "published")[-1] == "published, version 1: new; released by articles.raw/0/2"
    assert [each.name for each in path.versions] == ["version 1"]
    assert path.missing == ()


async def test_takes_are_versions_of_their_story_whatever_their_uri(papers: Papers) -> None:
    slug: dict[str, Any] = {"slugline": "QUAY", "source": "wire"}
    papers.tell(article(take=1, paragraphs=PARAGRAPHS[:2], **slug), 0)
    papers.tell(article(uri="urn:take-2", take=2, paragraphs=PARAGRAPHS[2:], **slug), 1)
    for asked in (URI, "urn:take-2"):
        path = await papers.path(asked)
        assert path.uri == URI
        assert words(path, "published") == [
            "published, take 1: take, takes 1 put together, continued by take 2 at 12:01:00",
            "published, take 2: take, takes 1, 2 put together, supersedes what stood before (2 paragraphs)",
        ]


async def test_a_dead_letter_says_how_it_is_put_back_and_what_came_of_that(papers: Papers) -> None:
    record = papers.receive("https://post.example/deadly", 0)
    letter = papers.die(record, 0)
    for asked in (
        "https://post.example/deadly?utm_source=x",
        "articles.raw/0/0",
        "articles.dead/0/0",
        "deadly",
    ):
        path = await papers.path(asked)
        assert path.uri is None
        assert words(path, "dead") == [
            "dead: deadline: no end after 5 s; `copydesk redrive --reason deadline` puts it back"
        ]
        assert path.readers.words.startswith(
            "readers have nothing of it, for the raw event articles.raw/0/0 is dead"
        )
    back = papers.receive("https://post.example/deadly", 9, redriven_from=f"{DEAD.name}/0/{letter.offset}")
    path = await papers.path("articles.raw/0/0")
    assert words(path, "dead") == [
        "dead: deadline: no end after 5 s; redriven at 12:09:00 as articles.raw/0/1"
    ]
    assert path.missing == (
        "the raw event articles.raw/0/1 waits in articles.raw since 2026-11-21 12:09:00: no worker has taken it yet",
    )
    papers.tell(article(uri="urn:its-own-name"), 9, record=back)
    path = await papers.path("articles.raw/0/0")
    assert (path.uri, path.missing, path.readers.state) == ("urn:its-own-name", (), "published")


async def test_a_dead_letter_of_enrich_goes_by_its_uri(papers: Papers) -> None:
    papers.tell(article(version="1"), 0, enrich=False)
    papers.die(papers.last(UNIQUE.name), 0, Reason.OUT_OF_MEMORY, Stage.ENRICH)
    path = await papers.path(URI)
    assert kinds(path)[-1] == ("enrich", "dead")
    assert path.missing == ()
    assert "version 1 is dead: out_of_memory" in path.readers.words


async def test_what_no_worker_has_taken_is_missing(papers: Papers) -> None:
    papers.tell(article(version="1"), 0)
    papers.receive(URI, 1)
    papers.clean(article(version="3"), 2)
    papers.tell(article(version="4", headline="A quay"), 3, enrich=False)
    path = await papers.path(URI)
    assert path.missing == (
        "the raw event articles.raw/0/1 waits in articles.raw since 2026-11-21 12:01:00: no worker has taken it yet",
        "version 3 waits in articles.clean since 2026-11-21 12:02:00: no worker has taken it yet",
        "version 4 waits in articles.unique since 2026-11-21 12:03:00: no worker has taken it yet",
    )
    assert path.readers.words == (
        "readers have version 1 since 2026-11-21 12:00:00, new; what came after it, version 4, "
        "waits in articles.unique since 2026-11-21 12:03:00: no worker has taken it yet"
    )


async def test_an_event_told_twice_is_one_step_and_foreign_records_are_none(papers: Papers) -> None:
    papers.tell(article(version="1"), 0)
    once = await papers.path(URI)
    for topic in (CLEAN, UNIQUE, ENRICHED):
        again = papers.last(topic.name)
        papers.records.append(
            SimpleNamespace(**{**vars(again), "offset": 7, "timestamp": again.timestamp + 5})
        )
    for topic in (CLEAN, UNIQUE, DUPLICATES, WITHHELD, ENRICHED, DEAD, NOTICES, RAW, BACKFILL):
        for value in (b"", b"[]", b'{"item": 1}', f'{{"uri": "{URI}"}}'.encode(), b"\xff", None):
            record = SimpleNamespace(
                topic=topic.name, partition=0, offset=900, key=None, value=value, headers=[]
            )
            record.timestamp = 0
            papers.records.append(record)
            named = SimpleNamespace(
                **{**vars(record), "headers": [("raw", b"x"), ("part", b"9/1")], "offset": 901}
            )
            papers.records.append(named)
    assert await papers.path(URI) == once


async def test_repeats_are_counted(papers: Papers) -> None:
    for minute in range(5):
        papers.tell(article(version="1"), minute)
    path = await papers.path(URI)
    assert (path.repeats, len(path.versions)) == (4, 1)
    assert [step.repeat for step in path.steps if step.kind in ("received", "read")] == [False] * 2 + [
        True
    ] * 8


async def test_one_article_of_a_document_knows_how_many_there_are(papers: Papers) -> None:
    feed = papers.receive("https://post.example/feed", 0)
    for number in range(3):
        entry = article(
            uri=f"urn:entry:{number}", paragraphs=tuple(f"{number} {each}" for each in OTHER[number:])
        )
        papers.tell(replace(entry, headline=f"Entry {number}"), 0, record=feed, part=(number, 4))
    papers.die(feed, 0, Reason.EMPTY, part=(3, 4))
    path = await papers.path("articles.raw/0/0#1")
    assert (path.uri, path.parts) == ("urn:entry:1", 4)
    assert [step.place for step in path.steps][:2] == ["articles.raw/0/0", "articles.clean/0/1"]
    assert words(path, "read")[0].startswith("read as html, en, article 2 of 4 in its document")
    assert words(await papers.path("articles.raw/0/0#3"), "dead")[0].startswith("dead: empty")
    for asked in ("articles.raw/0/0", "https://post.example/feed"):
        listed = await papers.ask(asked)
        assert {each.uri for each in listed.found} == {"urn:entry:0", "urn:entry:1", "urn:entry:2", None}, (
            asked
        )


async def test_times_bound_what_is_read(papers: Papers) -> None:
    papers.tell(article(version="1"), 0)
    papers.tell(article(version="2", headline="Another"), 60)
    path = (await papers.ask(URI, since=moment(30))).path
    assert path is not None
    assert [each.name for each in path.versions] == ["version 2"]
    path = (await papers.ask(URI, until=moment(30))).path
    assert path is not None
    assert [each.name for each in path.versions] == ["version 1"]
    assert await papers.ask(URI, since=moment(90)) == Answer(None)


async def test_a_raw_event_that_has_left_its_topic_is_remembered(papers: Papers) -> None:
    papers.tell(article(version="1"), 0)
    papers.records = [each for each in papers.records if each.topic not in (RAW.name, CLEAN.name)]
    path = await papers.path(URI)
    assert kinds(path) == [("wire", "received"), ("decide", "passed"), ("enrich", "published")]
    assert path.steps[0].words == "came from harbour-post"
    assert path.missing == ()


def story(uri: str, headline: str, number: int, **changes: Any) -> Article:
    text = tuple(
        f"{number} {number * 7} {each}" for each in (OTHER if number % 2 else PARAGRAPHS)[: number + 1]
    )
    return article(uri=uri, headline=headline, paragraphs=text, source=f"s{number}", **changes)


async def test_a_headline_is_found_without_case_and_accents(papers: Papers) -> None:
    papers.tell(story("urn:a", "Élysée : la Grève s’étend", 0), 0)
    papers.tell(story("urn:b", "Grèves: nothing new", 1), 1)
    for asked in ("elysee", "GREVE élysée", "la grève s’étend"):
        assert (await papers.path(asked)).uri == "urn:a", asked
    # Whole words first; what only has them in it counts where there is nothing better.
    assert (await papers.path("greve")).uri == "urn:a"
    assert {each.uri for each in (await papers.ask("rève")).found} == {"urn:a", "urn:b"}
    assert await papers.ask("elysee nothing") == Answer(None)


async def test_several_stories_are_listed_the_newest_first(papers: Papers) -> None:
    for number in range(3):
        papers.tell(story(f"urn:{number}", f"Quay {number}", number), number)
    found = (await papers.ask("quay")).found
    assert [(each.uri, each.headline) for each in found] == [
        ("urn:2", "Quay 2"),
        ("urn:1", "Quay 1"),
        ("urn:0", "Quay 0"),
    ]


async def test_a_url_finds_what_names_it(papers: Papers) -> None:
    url = "https://post.example/quay"
    papers.tell(story("urn:ours", "Quay", 0, url=url), 0)
    papers.tell(story("urn:theirs", "Bridge", 1, aliases=("https://other.example/b",)), 1)
    assert (await papers.path("HTTPS://post.example:443/quay?utm_source=x#top")).uri == "urn:ours"
    assert (await papers.path("https://other.example/b")).uri == "urn:theirs"
    papers.tell(story(url, "Page", 2), 2)
    found = await papers.ask(url)
    assert found.path is not None
    assert (found.path.uri, [each.uri for each in found.others]) == (url, ["urn:ours"])


async def test_the_words_of_a_dead_letter_are_its_bytes(papers: Papers) -> None:
    record = papers.receive("page-7", 0)
    record.value = "<title>Deichbruch bei Büsum</title>".encode()
    papers.die(record, 0)
    assert words(await papers.path("deichbruch busum"), "dead")


async def test_history_has_a_path_as_all_else(papers: Papers) -> None:
    record = papers.receive(URI, 0, topic=BACKFILL.name)
    papers.tell(article(version="1"), 0, record=record)
    path = await papers.path(f"{BACKFILL.name}/0/{record.offset}")
    assert path == await papers.path(URI)
    assert path.steps[0].place == f"{BACKFILL.name}/0/{record.offset}"
    dead = papers.receive("https://post.example/slow", 5, topic=BACKFILL.name)
    papers.die(dead, 5)
    path = await papers.path(f"{BACKFILL.name}/0/{dead.offset}")
    assert [each.place.partition("/")[0] for each in path.steps] == [BACKFILL.name, DEAD.name]


async def test_what_only_tries_the_line_cancels_nothing(papers: Papers) -> None:
    naming = replace(article().naming, refers=(Reference("id", TEST),))
    papers.tell(replace(article(signal=Signal.KILL), naming=naming), 0)
    assert words(await papers.path(URI), "signal") == ["a kill that cancels nothing"]
