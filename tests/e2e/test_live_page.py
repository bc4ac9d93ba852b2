"""The live page of a real worker in a real browser. LIVE_PICTURE=FILE also writes the picture for the README."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import orjson
import pytest
from aiokafka import AIOKafkaProducer

from streams.brokers.embedded import EmbeddedBroker, free_port
from streams.connect.files import find_files, read_file
from streams.events.raw_event import RawEvent, binary_event
from streams.kinds import Signal
from tests.e2e.desk import Desk, running_desk
from tests.e2e.wire import NINJS, text_of
from tests.topics import writing
from tests.web.browser import Page, browsing, chromium
from tests.web.records import NOON, Record, canceled, died, published, together

_SEEDS = Path(__file__).parents[2] / "seeds"
#: What a stranger's page asks for.
FILES = (
    *("", "events"),
    *(each.name for each in (files("streams") / "data" / "live").iterdir() if each.name != "page.html"),
)
GO_ON = "document.getElementById('pause').click(), document.getElementById('pause').click()"
#: What an attacker writes where a desk writes words.
ATTACKS = (
    "<img src=x onerror=\"window.hacked='img'\">",
    "<script>window.hacked='script'</script>",
    "</script><svg/onload=window.hacked='svg'>",
    "javascript:window.hacked='url'",
    "{{constructor.constructor('window.hacked=1')()}}",
    "x\n\nevent: gone\ndata: {}\n\n",
)


@dataclass(frozen=True, slots=True)
class Look:
    """A worker and a browser that shows its page."""

    desk: Desk
    page: Page
    url: str


@pytest.fixture
async def look(embedded: EmbeddedBroker, tmp_path: Path) -> AsyncIterator[Look]:
    chromium()  # to skip before a worker is started
    port = free_port()
    # Texts of the same few words may be of one story or not: only the picture shows stories.
    stories = "on" if "LIVE_PICTURE" in os.environ else "off"
    settings = {"COPYDESK_METRICS_PORT": str(port), "COPYDESK_PARTITIONS": "2", "COPYDESK_STORIES": stories}
    async with running_desk(embedded.address, tmp_path, **settings) as desk, browsing(tmp_path) as page:
        yield Look(desk, page, f"http://127.0.0.1:{port}/")


def item(
    uri: str, number: int, headline: str, *, source: str = "wire", version: int = 1, **fields: Any
) -> RawEvent:
    """A ninjs item with the text of story `number`."""
    document: dict[str, Any] = {
        "uri": uri,
        "type": "text",
        "version": str(version),
        "versionCreated": datetime.now(UTC).isoformat(),
        "pubStatus": "usable",
        "language": "en",
        "headlines": [{"role": "main", "value": headline}],
        "bodies": [{"role": "main", "contentType": "text/plain", "value": text_of(number)}],
    } | fields
    event = binary_event(
        *(f"{uri} v{version}", orjson.dumps(document)),
        source=source,
        subject=uri,
        time=datetime.now(UTC),
        content_type=NINJS,
    )
    return replace(event, key=uri.encode())


def line(text: str) -> str:
    """An expression: the text of the line of the wire that says so."""
    return (
        f"[...document.querySelectorAll('#wire > li')].map(e => e.innerText).find(t => t.includes({text!r}))"
    )


async def test_the_wire_is_seen_as_it_comes(look: Look) -> None:
    desk, page = look.desk, look.page
    await page.go(look.url)
    await page.until("document.getElementById('state').textContent === 'live'")
    embargo = (datetime.now(UTC) + timedelta(hours=3)).isoformat()
    await desk.send(
        [
            item("urn:ferry", 1, "Ferries stay in port", located="Harwich", altIds=[{"role": "url", "value": "https://wire.example/ferry"}]),
            item("urn:mine", 2, "Mine to close in spring"),
            item("urn:bank", 3, "Bank under audit"),
            item("urn:report", 4, "Secret report", embargoedUntil=embargo),
            binary_event("empty", b" ", source="paper", subject="empty", time=datetime.now(UTC), content_type=None),
        ]
    )  # fmt: skip
    await page.until(line("Ferries stay in port"))
    assert "Harwich" in await page.run(line("Ferries stay in port"))
    await page.until(line("Bank under audit"))
    await desk.send(
        [
            item("urn:copy", 1, "No ferries today", source="harbour-paper"),
            item("urn:mine", 2, "CORRECTED-Mine to close in autumn", version=2),
            item(
                "urn:bank",
                3,
                "",
                version=2,
                pubStatus="canceled",
                bodies=[],
                headlines=[],
                edNote="Kill: forged.",
            ),
        ]
    )
    await page.until(line("1 copy: harbour-paper"))
    folded = (
        "[...document.querySelectorAll('#wire > li')].filter(e => e.textContent.includes('No ferries today'))"
    )
    assert await page.run(f"{folded}.length") == 1
    assert "Ferries stay in port" in await page.run(f"{folded}[0].textContent")
    corrected = await page.until(line("Mine to close in autumn"))
    assert "correction" in corrected
    assert "headline was: Mine to close in spring" in corrected
    killed = await page.until(line("forged"))
    assert "kill" in killed
    assert await page.run("document.querySelector('.killed s').textContent") == "Bank under audit"
    assert "embargo" in await page.until(line("held until"))
    assert "Secret" not in await page.run("document.documentElement.outerHTML")
    assert "empty" in await page.until("document.querySelector('#letters tbody').innerText")
    await page.until("document.getElementById('held').textContent === '1'")
    await page.until("Number(document.getElementById('minute').textContent) >= 3")
    # With "late" where the machine is very busy.
    assert re.fullmatch(r"\d.* s( late)?", await page.run("document.getElementById('p99').textContent"))
    link = "document.querySelector('#wire a')"
    assert await page.run(f"[{link}.href, {link}.rel, {link}.referrerPolicy]") == [
        *("https://wire.example/ferry", "noopener noreferrer", "no-referrer")
    ]
    # Who listens hears of it, in sentences.
    assert await page.run("document.getElementById('said').getAttribute('aria-live')") == "polite"
    await page.until("document.getElementById('said').textContent")
    await check_small_windows(page)
    assert set(page.requested()) == {look.url + name for name in FILES}
    assert page.complaints() == []


async def check_small_windows(page: Page) -> None:
    """No line is wider than a phone, and what can be pressed is large enough; in both schemes."""
    for width in (320, 390):
        for scheme in ("light", "dark"):
            await page.scheme(scheme)
            await page.size(width, 800, phone=True)
            assert await page.run("document.documentElement.scrollWidth") <= width
    assert await page.run("document.getElementById('pause').getBoundingClientRect().height") >= 24


async def write(broker: str, *records: Record) -> None:
    async with writing(broker) as producer:
        for each in records:
            await producer.send_and_wait(each.topic, each.value, key=each.key, headers=each.headers)


def folds(headline: str) -> str:
    """An expression: the fold in the row of the article with that headline."""
    return (
        "[...document.querySelectorAll('#wire > li')].find(e => e.querySelector('.headline').textContent"
        f".includes({headline!r}))?.querySelector('details.story')"
    )


async def test_an_article_has_its_story_folded_under_it(embedded: EmbeddedBroker, tmp_path: Path) -> None:
    chromium()
    port = free_port()
    settings = {"COPYDESK_METRICS_PORT": str(port), "COPYDESK_STORIES": "off", "COPYDESK_PARTITIONS": "1"}
    async with running_desk(embedded.address, tmp_path, **settings), browsing(tmp_path) as page:
        await write(
            embedded.address,
            *(published(f"urn:{name}", at, headline=f"Headline {name}") for at, name in enumerate("abcd", 1)),
            together("urn:a", "urn:b"),
        )
        await page.go(f"http://127.0.0.1:{port}/")
        # Of each story the first line alone is shown: here all of them are wanted.
        await page.until(
            f"{folds('Headline a')} && document.querySelectorAll('#wire > li[hidden]').length === 1"
        )
        await page.run("document.getElementById('fold').click()")
        summary = "told by 2 articles, 2 independent reports"
        assert await page.run(f"{folds('Headline a')}.innerText") == summary
        assert await page.run(f"{folds('Headline b')}.innerText") == f"{summary}: Headline a"
        assert await page.run(f"!{folds('Headline d')}"), "nobody else tells it"
        copy = {
            "uri": "urn:copy",
            "source": "paper",
            "language": "en",
            "headline": "No news",
            "copy_of": "urn:d",
        }
        latest = [copy | dict.fromkeys(("received", "updated"), NOON.isoformat())]
        lone = together("urn:d", number=2)
        told = orjson.loads(lone.value or b"")
        await write(
            embedded.address, together("urn:d", number=2, latest=[*latest, *told["latest"]], articles=2)
        )
        # By the keyboard, and it stays open and in focus when the story grows.
        await page.run(f"{folds('Headline a')}.querySelector('summary').focus()")
        await page.press("Enter")
        opened = await page.until(f"{folds('Headline a')}.open && {folds('Headline a')}.innerText")
        assert "source-b" in opened and "Headline b" in opened and "Headline a" not in opened
        await write(embedded.address, together("urn:a", "urn:b", "urn:c"))
        # While the keyboard is on the wire nothing moves; a pause that ends shows what waits.
        await page.until(f"({GO_ON}, {folds('Headline a')}.innerText.includes('told by 3 articles'))")
        assert await page.run(f"{folds('Headline a')}.open")
        assert await page.run(f"document.activeElement === {folds('Headline a')}.querySelector('summary')")
        assert await page.run(f"!{folds('Headline b')}.open")
        await write(embedded.address, published("urn:a", 9, Signal.UPDATE, 3.0, headline="Headline a again"))
        await page.until(f"({GO_ON}, {folds('Headline a again')}?.open)")
        # A kill is seen in the folds of the others at once, whatever the stories have heard of it.
        await write(embedded.address, canceled("urn:b", 10))
        await page.until(f"!{folds('Headline a again')}.innerText.includes('Headline b')")
        assert "source-b" in await page.run(f"{folds('Headline a again')}.innerText")
        assert await page.run("!document.querySelector('.killed details.story')")
        assert await page.run(f"!{folds('Headline d')}"), "its copies are folded under it already"
        await write(embedded.address, together("urn:a", status="over"))
        await page.until(f"({GO_ON}, !document.querySelector('details.story'))")
        assert page.complaints() == []


async def test_no_script_of_an_article_ever_runs(look: Look) -> None:
    desk, page = look.desk, look.page
    await page.go(look.url)
    await page.until("document.getElementById('state').textContent === 'live'")
    await desk.send(
        item(f"urn:fed:{at}", 10 + at, attack, source=attack) for at, attack in enumerate(ATTACKS)
    )
    await desk.complete()
    # What a stage of ours might take out: straight to the end topics.
    producer = AIOKafkaProducer(bootstrap_servers=desk.broker)
    await producer.start()
    for at, attack in enumerate(ATTACKS):
        told = published(
            f"urn:direct:{at}",
            100 + at,
            headline=f"{attack} {at}.",
            url=attack if "javascript" in attack else f"javascript:{attack}",
            located=attack,
            changes=[("headline", attack, "x")],
        )
        await producer.send_and_wait(told.topic, told.value, key=told.key, headers=told.headers)
    letter = died()
    hostile = [
        (name, ATTACKS[0].encode() if name == "ce_source" else value) for name, value in letter.headers
    ]
    await producer.send_and_wait(letter.topic, letter.value, key=letter.key, headers=hostile)
    await producer.stop()
    for at, attack in enumerate(ATTACKS[:5]):
        await page.until(line(f"{attack} {at}."))
    await page.until("document.querySelector('#letters tbody').innerText.includes('<img')")
    # Every fold is opened, every script had its chance: the page answers, and still nothing ran.
    await page.run("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert await page.run("typeof window.hacked") == "undefined"
    assert await page.run("[document.images.length, document.scripts.length, document.querySelectorAll('svg:not(aside svg), iframe, object, embed').length]") == [0, 3, 0]  # fmt: skip
    assert await page.run("[...document.links].filter(each => !/^https?:/.test(each.href)).length") == 0
    assert await page.run("[...document.querySelectorAll('*')].flatMap(each => each.getAttributeNames()).filter(name => name.startsWith('on')).length") == 0  # fmt: skip
    assert page.complaints() == []
    await check_small_windows(page)
    # And had the page a fault that makes markup of text, the browser would not let it.
    for markup in ATTACKS[:3]:
        refused = await page.call(
            "Runtime.evaluate", expression=f"document.body.innerHTML = {orjson.dumps(markup).decode()}"
        )
        assert "TrustedHTML" in str(refused["exceptionDetails"])
    assert await page.run("typeof window.hacked") == "undefined"
    assert {url.partition("?")[0] for url in page.requested()} == {look.url + name for name in FILES}


async def test_the_page_goes_on_when_the_worker_comes_back(look: Look, embedded: EmbeddedBroker) -> None:
    desk, page = look.desk, look.page
    await page.go(look.url)
    state = "document.getElementById('state')"
    await page.run(
        f"window.states = [], new MutationObserver(() => window.states.push({state}.textContent))"
        f".observe({state}, {{childList: true}}), 0"
    )
    await desk.send([item("urn:first", 20, "First of the day")])
    await page.until(line("First of the day"))
    desk.worker.kill()
    await page.until(
        "document.getElementById('state').textContent.startsWith('not connected to the worker since ')"
    )
    assert await page.run(line("First of the day"))
    desk.worker.start()
    await desk.worker.ready()
    await page.until("document.getElementById('state').textContent === 'live'")
    await desk.send([item("urn:second", 21, "Second of the day")])
    await page.until(line("Second of the day"))
    assert await page.run("document.querySelectorAll('#wire > li').length") == 2
    # A pause is a pause, and nothing is lost by it.
    await page.run("document.getElementById('pause').click()")
    await desk.send([item("urn:third", 22, "Third of the day")])
    await page.until(
        "document.getElementById('new').innerText === '1 new' && document.title.startsWith('(1) ')"
    )
    assert await page.run("document.getElementById('state').textContent") == "paused"
    assert await page.run("document.querySelectorAll('#wire > li').length") == 2
    await page.run("document.getElementById('pause').click()")
    await page.until(line("Third of the day"))
    assert "starting" in await page.run("window.states")
    # Where no broker answers nobody knows what waits there.
    assert embedded._process is not None
    embedded._process.kill()
    await page.until(f"{state}.textContent === 'no broker'")
    assert await page.run("document.getElementById('lag').textContent") == "–"
    assert "broker unreachable since" in await page.run("document.getElementById('problem').textContent")
    assert await page.run(line("Third of the day"))
    desk.worker.kill()  # it would wait half a minute for its broker


@pytest.mark.picture
async def test_the_picture_of_the_readme(look: Look) -> None:
    desk, page = look.desk, look.page
    await page.size(1280, 900)
    await page.scheme("light")
    await page.go(look.url)
    day = seeds()
    # The evening tells the life of stories: there the order is the story, and each waits for the one before.
    evening = [event for event in day if event.name.rpartition("/")[2] >= "1800"]
    await desk.send(event for event in day if event not in evening)
    await desk.complete()
    for event in evening:
        await desk.send([event])
        await desk.complete()
    count = "document.querySelectorAll('#wire > li').length"
    await page.until(f"{count} > 40")
    await page.until("document.getElementById('lag').textContent === '0'")
    for fold in (".killed details.copies", ".out details.copies", ".out details.story"):
        await page.until(f"document.querySelector({fold!r}) !== null")
        await page.run(f"document.querySelector({fold!r}).open = true")
    Path(os.environ["LIVE_PICTURE"]).write_bytes(await page.picture())  # noqa: ASYNC240 - one small file


def seeds() -> Sequence[RawEvent]:
    """The day in the order of its times, without its slowest page."""
    paths = sorted(find_files([str(_SEEDS)]), key=lambda path: path.name)
    read = (event for path in paths for event in read_file(path, datetime.now(UTC)))
    return [event for event in read if isinstance(event, RawEvent) and "resultats" not in event.name]
