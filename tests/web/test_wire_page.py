"""What the page shows and does beside the opened article, in a real Chromium: one for all tests of the module."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from streams.kinds import Signal
from streams.web import further
from streams.web import wire as limits
from streams.web.entry import key_of_uri
from streams.web.stream import frame
from streams.web.tellings import Tellings
from tests.web.browser import Page, browsing
from tests.web.desk_window import BACK, LINES, Window, old, opened
from tests.web.records import (
    NOON,
    canceled,
    copied,
    held,
    known,
    published,
    record_of_connection,
    record_of_health,
    together,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

FIT = "document.getElementById('filtered').textContent"
PINS = "[...document.querySelectorAll('#pins li')].map(each => each.innerText)"
STATE = "document.getElementById('state').textContent"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium_tab(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Page]:
    async with browsing(tmp_path_factory.mktemp("chromium")) as page:
        yield page


@pytest_asyncio.fixture(loop_scope="module")
async def window(chromium_tab: Page) -> AsyncIterator[Window]:
    async with opened(
        chromium_tab,
        published("urn:a", 1, headline="Dam at risk", urgency=1),
        copied("urn:copy", 2, of="urn:a"),
        published("urn:b", 3, headline="Deich in Gefahr", language="de-CH", source="bote", seconds=3.0),
        published(
            "urn:c", 4, headline="Ferries stay in port", seconds=4.0, paragraphs=("The quay is shut.",)
        ),
        held("urn:h", 5),
    ) as window:
        yield window
        assert window.page.complaints() == []


async def test_kills_and_corrections_are_pinned_for_an_hour_whatever_is_filtered(window: Window) -> None:
    page, live = window.page, window.live
    live.tell(canceled("urn:a", 6), published("urn:c", 7, Signal.CORRECTION, 9.0, headline="Ferries sail"))
    await page.until(f"{PINS}.length === 2")
    kill, correction = await page.run(PINS)
    assert kill.startswith("1") and "kill Dam at risk wire, 1 copy" in kill
    assert "correction Ferries sail" in correction
    assert await page.run("document.querySelector('#pins s').textContent") == "Dam at risk"
    # A reload and a filter change nothing of it; the kill passes the filter, too.
    await window.open("?source=bote")
    await page.until("document.getElementById('filtered').textContent === '2 of 4 fit'")
    assert len(await page.run(PINS)) == 2
    assert sorted(await window.lines()) == ["Deich in Gefahr", "kill Dam at risk"]
    # Who has no token is led to the line. It does not fit the filter, which hides it when it is asked next.
    led = "document.activeElement.querySelector('.headline').innerText"
    shown = await page.run(f"(document.querySelectorAll('#pins button')[1].click(), {led})")
    assert shown.startswith("correction Ferries sail")
    live.time += 3601
    live.look()
    await page.until("document.getElementById('pinned').hidden")


async def test_of_many_pins_the_first_are_shown_and_of_those_left_out_where_they_are(window: Window) -> None:
    page, live = window.page, window.live
    live.tell(*(canceled(f"urn:k{number}", 100 + number) for number in range(70)))
    every = "document.getElementById('pins-all')"
    await page.until(f"{every}.checkVisibility() && {every}.textContent === 'All 70'")
    assert len(await page.run(PINS)) == 60
    await page.run(f"{every}.click()")
    assert len(await page.run(PINS)) == 70
    assert not await page.run("document.getElementById('pins-said').checkVisibility()")
    live._wire._unpinned[int(NOON.timestamp() // 60)] = 12
    live._look_back._known_from = NOON.timestamp() - 600
    live.look()
    await page.until("document.getElementById('pins-said').checkVisibility()")
    told = await window.text("#pins-said")
    assert told.startswith("12 more are not on this page") and "Those before " in told
    assert "where signal=kill" in await window.text("#pins-where")
    # Kills fit whatever is asked for, and are not what was looked for.
    await choose(page, "text", "nothing has this")
    await page.until("document.getElementById('further').checkVisibility()")


async def test_pinned_stories_stay_on_the_wire_however_much_comes(window: Window) -> None:
    page, live = window.page, window.live
    live.tell(
        canceled("urn:a", 6), *(published(f"urn:{number}", number, seconds=6.0) for number in range(100, 310))
    )
    await window.open()
    assert len(await page.run(PINS)) == 1
    assert "kill Dam at risk" in await window.lines()


async def test_nothing_moves_while_somebody_reads_and_it_is_said_how_much_waits(window: Window) -> None:
    page, live = window.page, window.live
    news, title = "document.getElementById('new')", "document.title"
    before = await window.lines()
    await page.point("#wire > li:nth-child(2)")
    live.tell(
        published("urn:d", 8, headline="Dull day", seconds=8.0),
        published("urn:e", 9, headline="Noon", seconds=9.0),
    )
    await page.until(f"{news}.innerText === '2 new'")
    assert await page.run(title) == "(2) copydesk: the wire"
    assert await window.lines() == before
    # A kill waits for nobody: it is struck where it stands and pinned, and the line under the pointer stays there.
    key = await page.run("document.querySelector('#wire > li:nth-child(2)').dataset.key")
    under = f"document.querySelector('#wire > li[data-key=\"{key}\"]').getBoundingClientRect().top"
    top = await page.run(under)
    live.tell(canceled("urn:b", 10))
    await page.until("document.querySelector('#wire .killed s')?.innerText === 'Deich in Gefahr'")
    assert len(await page.run(PINS)) == 1
    assert abs(await page.run(under) - top) < 2
    assert await page.run(title) == "(3, kill) copydesk: the wire"
    await page.run(f"{news}.click()")
    assert [each.split()[0] for each in await window.lines()][:3] == ["Noon", "Dull", "kill"]
    assert await page.run(f"[{news}.hidden, {title}]") == [True, "copydesk: the wire"]
    assert await page.run("document.querySelectorAll('#wire > .fresh').length") == 3
    # So does the keyboard hold it, and g lets it go.
    await page.call("Input.dispatchMouseEvent", type="mouseMoved", x=1, y=1)
    await window.keys("j")
    live.tell(published("urn:f", 11, headline="Evening", seconds=11.0))
    await page.until(f"{news}.innerText === '1 new'")
    await window.keys("g")
    assert (await window.lines())[0] == "Evening"


async def test_copies_that_are_killed_after_their_original_are_struck_before_who_reads(
    window: Window,
) -> None:
    page, live = window.page, window.live
    await page.point("#wire > li:nth-child(2)")
    live.tell(canceled("urn:a", 10))
    await page.until("document.querySelector('#wire .killed s')?.innerText === 'Dam at risk'")
    assert await page.run("document.querySelectorAll('#wire .copies li.killed').length") == 0
    live.tell(canceled("urn:copy", 11, of="urn:a"))
    await page.until("document.querySelectorAll('#wire .copies li.killed').length === 1")


async def test_all_of_the_wire_told_anew_takes_the_place_of_all(window: Window) -> None:
    page, live = window.page, window.live
    live.tell(together("urn:b", "urn:c"), published("urn:k", 20, Signal.CORRECTION, 5.0, headline="Weir"))
    await page.until(f"document.querySelectorAll('#wire > li[hidden]').length === 1 && {PINS}.length === 1")
    # While somebody reads a kill among it is seen at once.
    await page.point("#wire > li:nth-child(2)")
    live._wire.take(known(canceled("urn:a", 21)))
    live._tellings = Tellings()
    for told in (live._all(), live._all_stories()):
        live._send(told)
    await page.until("document.querySelector('#wire .killed s')?.innerText === 'Dam at risk'")
    assert len(await page.run(PINS)) == 2
    # What comes and goes while it waits is not counted.
    news = "document.getElementById('new').hidden ? '' : document.getElementById('new').innerText"
    await page.until(f"({news}) === '1 new'")
    live.tell(published("urn:d", 22, headline="Dull day", seconds=8.0))
    await page.until(f"({news}) === '2 new'")
    live._send(frame("gone", {"key": key_of_uri("urn:d")}))
    await page.until(f"({news}) === '1 new'")
    await page.call("Input.dispatchMouseEvent", type="mouseMoved", x=1, y=1)
    await page.until("document.querySelectorAll('#wire > li[hidden]').length === 0")
    # What the worker no longer remembers cannot be opened.
    live._send(frame("gone", {"key": key_of_uri("urn:k")}))
    await page.until(f"{PINS}.length === 1")


async def test_what_is_unfolded_stays_so_when_its_line_changes(window: Window) -> None:
    page, live = window.page, window.live
    copies = "document.querySelector('#wire details.copies')"
    await page.run(f"{copies}.open = true")
    live.tell(copied("urn:copy-2", 20, of="urn:a", headline="Nothing sails"))
    await page.until(f"{copies}.innerText.includes('Nothing sails')")
    assert await page.run(f"{copies}.open")


async def test_who_has_scrolled_down_reads_and_a_pointer_that_rests_does_not(window: Window) -> None:
    page, live = window.page, window.live
    news = "document.getElementById('new')"
    await page.run("scrollTo({top: 200, behavior: 'instant'}), 0")
    live.tell(published("urn:d", 8, headline="Dull day", seconds=8.0))
    await page.until(f"{news}.innerText === '1 new'")
    # A dialog is read, too, wherever the page behind it stands.
    await page.run("document.getElementById('help').showModal(), scrollTo({top: 0, behavior: 'instant'}), 0")
    live.tell(published("urn:e", 9, headline="Noon", seconds=9.0))
    await page.until(f"{news}.innerText === '2 new'")
    await page.run("document.getElementById('help').close()")
    await page.until(f"{news}.hidden && {LINES}[0] === 'Noon'")  # by itself
    await page.point("#wire > li:nth-child(2)")
    live.tell(
        published("urn:f", 11, headline="Evening", seconds=11.0),
        published("urn:f", 12, seconds=12.0, headline="Night"),
    )
    await page.until(f"{news}.innerText === '1 new'")  # the last word on each
    await page.run("(now => { performance.now = () => now + 31000 })(performance.now()), 0")
    await page.until(f"{LINES}[0].startsWith('Night')")
    # Who has left the keyboard on the wire, and is away for minutes, reads no more.
    await window.keys("j")
    live.tell(published("urn:g", 23, headline="Midnight", seconds=23.0))
    await page.until(f"{news}.innerText === '1 new'")
    await page.run("(now => { performance.now = () => now + 301000 })(performance.now()), 0")
    await page.until(f"{LINES}[0] === 'Midnight'")


async def test_what_came_while_the_page_was_not_seen_is_counted_and_marked(window: Window) -> None:
    page, live = window.page, window.live
    await page.run(
        "Object.defineProperty(document, 'visibilityState', {configurable: true, get: () => window.seen ?? 'hidden'}), 0"
    )
    live.tell(published("urn:d", 8, headline="Dull day", seconds=8.0), canceled("urn:a", 9))
    await page.until("document.title === '(2, kill) copydesk: the wire'")
    await page.run("window.seen = 'visible', document.dispatchEvent(new Event('visibilitychange')), 0")
    assert await page.run("document.title") == "copydesk: the wire"
    assert await page.run(
        "[...document.querySelectorAll('.fresh .headline')].map(e => e.innerText.split(' Open')[0])"
    ) == ["Dull day", "kill Dam at risk"]


async def test_the_dot_says_how_the_worker_is(window: Window) -> None:
    page, live, health = window.page, window.live, window.health
    assert await page.run(STATE) == "live"

    async def says(words: str) -> None:
        live.look()
        await page.until(f"{STATE} === {words!r}")

    health.begun = lambda: False
    await says("starting")
    health.loading = lambda: (42, 100)
    await says("starting (42 %)")
    assert await page.run("document.getElementById('problem').hidden")
    health.begun = lambda: True
    await says("live")
    live.left = 3.0
    live.tell(published("urn:late", 20, seconds=183.0))
    live.time = NOON.timestamp() + 185
    await says("behind by 3 min")
    live.left = 0.0
    await says("live")
    health.topics = "articles.raw has no partitions"
    await says("something is wrong")
    assert await window.text("#problem") == "articles.raw has no partitions"
    # Nobody knows what waits where no broker answers.
    health.reach = lambda: "broker unreachable since 06:00:00 UTC: one:9092 (Connection refused)"
    await says("no broker")
    figures = "['minute', 'lag'].map(each => document.getElementById(each).textContent)"
    assert await page.run(figures) == ["–", "–"]
    assert await page.run("getComputedStyle(document.getElementById('state'), '::before').content") == '"✕"'
    await page.run("document.getElementById('pause').click()")
    assert await page.run(STATE) == "no broker, paused"
    await page.run("document.getElementById('pause').click()")
    await window.http.stop()
    await page.until(f"{STATE}.startsWith('not connected to the worker since ')")
    assert (
        await page.run("[...document.querySelectorAll('#figures dd')].map(each => each.textContent)")
        == ["–"] * 6
    )


async def test_silent_sources_come_first_and_a_click_shows_those_of_one(window: Window) -> None:
    page, live = window.page, window.live
    # The page's clock stands, and is compared with the worker's once more: how long ago is then no matter of the machine.
    await page.run("(now => { Date.now = () => now })(Date.now()), 0")
    live._said = {}
    live.tell(
        record_of_health("stille-post", silent=True, last=NOON - timedelta(hours=3), every=20),
        record_of_health("bote", silent=False, last=NOON, every=5),
        record_of_connection("harbour-post", "feed", "https://harbour.example answers 503"),
    )
    rows = "[...document.querySelectorAll('#sources li')].map(each => each.innerText)"
    await page.until(f"{rows}.length === 5")
    fails, silent, *well = await page.run(rows)
    assert fails.startswith("harbour-post feed fails for ") and "answers 503; never heard" in fails
    assert silent == "stille-post silent for 3 h, usually every 20 min"
    assert well[0] == "bote heard 7 s ago, usually every 5 min"
    assert await window.text("#sources-said") == "2 of 5 not well"
    # No row moves under the pointer, and what is said of it is of now.
    await page.point("#sources li:nth-child(3)")
    live.tell(
        record_of_health("wire", silent=True, last=NOON, every=20),
        record_of_health("bote", silent=True, last=NOON, every=5, at=NOON + timedelta(hours=1)),
    )
    await page.until(f"{rows}[2].startsWith('bote silent for ')")
    await page.call("Input.dispatchMouseEvent", type="mouseMoved", x=1, y=1)
    await page.run("document.querySelector('#sources li:nth-child(3) button').click()")
    await page.until("document.getElementById('filtered').textContent === '1 of 4 fit'")
    assert await page.run("[location.search, document.getElementById('source').value]") == [
        "?source=bote",
        "bote",
    ]
    pressed = "document.querySelector('#sources li:nth-child(3) button')"
    assert await page.run(f"{pressed}.getAttribute('aria-pressed')") == "true"
    await page.run(f"{pressed}.click()")
    await page.until("document.getElementById('filtered').textContent === ''")
    assert await page.run("location.search") == ""


async def test_the_last_hour_is_a_chart_that_can_be_heard(window: Window) -> None:
    page, live = window.page, window.live
    live.time = NOON.timestamp() + 61
    live.look()
    words = "document.getElementById('rates-words').textContent"
    await page.until(f"{words}.includes('3 in the last one')")
    assert "at most 3, at " in await page.run(words)
    assert "p99 at most 4.0 s" in await page.run("document.getElementById('delays-words').textContent")
    assert await page.run("[document.querySelectorAll('#rates rect').length, document.querySelectorAll('#delays polyline').length]") == [1, 2]  # fmt: skip
    # A minute in which nothing was measured parts the lines.
    live.tell(published("urn:d", 20, seconds=182.0, wire_time=NOON + timedelta(seconds=180)))
    live.time = NOON.timestamp() + 241
    live.look()
    await page.until("document.querySelectorAll('#delays polyline').length === 4")
    charts = "[...document.querySelectorAll('aside svg')].map(each => [each.getAttribute('role'), document.getElementById(each.getAttribute('aria-labelledby')).textContent !== ''])"
    assert await page.run(charts) == [["img", True], ["img", True]]


async def choose(page: Page, name: str, value: str) -> None:
    """As a user does in one step."""
    field = f"document.getElementById('{name}')"
    await page.run(
        f"({field}.value = {value!r}, {field}.dispatchEvent(new Event('input', {{bubbles: true}})), 0)"
    )


async def test_what_the_page_no_longer_has_is_looked_for_further_back(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, live = window.page, window.live
    asked: list[list[tuple[str, str]]] = []
    goes_on, ended = asyncio.Event(), asyncio.Event()

    async def documents() -> AsyncGenerator[dict[str, Any]]:
        try:
            for number, headline in ((1, "Old dam"), (2, "Older dam")):
                yield {"entry": old(f"urn:old-{number}", number, headline)}
            yield {"back": BACK, "records": 4_000, "end": None}
            await goes_on.wait()
            yield {"back": BACK, "records": 50_000, "end": "records"}
        finally:
            ended.set()

    def begin(given: Iterable[tuple[str, str]]) -> AsyncGenerator[dict[str, Any]]:
        asked.append(list(given))
        return documents()

    monkeypatch.setattr(live.further, "begin", begin)
    look = "document.getElementById('look')"
    older = "[...document.querySelectorAll('#older > li .headline')].map(each => each.innerText.split('Open')[0].trim())"
    said = "document.getElementById('earlier-said').innerText"
    assert not await page.run(f"{look}.checkVisibility()")  # nothing is asked for
    await choose(page, "text", "dam")
    await page.until(f"{look}.checkVisibility()")
    await page.run(f"{look}.click()")
    await page.until(f"{said}.startsWith('2 of 4,000 events fit, back to ')")
    assert asked == [[("text", "dam")]]
    assert await page.run(older) == ["Old dam", "Older dam"]
    assert await page.run("document.activeElement.id") == "earlier-name"
    assert await page.run("document.querySelector('#older time').innerText.length > 8"), "the day is told"
    # What becomes of one of them is on the wire, and what stood here is gone.
    live.tell(canceled("urn:old-2", 9))
    await page.until(f"{older}.length === 1")
    goes_on.set()
    await page.until(f"{said}.endsWith('It looks no further than that.')")
    # The button goes once the answer is at its end, a moment after its last line.
    await page.until("!document.getElementById('earlier-stop').checkVisibility()")
    # Another filter: what was found fits no more. And who stops is not read for.
    await choose(page, "text", "dams")
    assert not await page.run("document.getElementById('earlier').checkVisibility()")
    goes_on.clear()
    ended.clear()
    await page.until(f"{look}.checkVisibility()")
    await page.run(f"{look}.click()")
    await page.until(f"{older}.length === 2")
    await page.run("document.getElementById('earlier-stop').click()")
    await page.until(f"{said}.endsWith('Stopped.')")
    async with asyncio.timeout(10):
        await ended.wait()
    monkeypatch.setattr(further, "LOOKS", 0)
    await page.run(f"{look}.click()")
    await page.until(f"{said}.endsWith('try again in a minute')")


async def test_the_filter_stands_in_the_url_and_the_browser_goes_back_and_forward(window: Window) -> None:
    page, live = window.page, window.live
    # A slash leads to the words, and is not one of them. The text is searched, not the headline alone.
    await page.press("/", 191, "/")
    assert await page.run("[document.activeElement.id, document.activeElement.value]") == ["text", ""]
    await page.call("Input.insertText", text="QUAY ")
    await page.call("Input.insertText", text="shut")
    await page.until(f"{FIT} === '1 of 4 fit'")
    assert await window.lines() == ["Ferries stay in port"]
    # Where few fit it is said how far the filter sees, and what sees further.
    assert f"the last {limits.STORIES} stories" in await window.text("#further")
    assert "copydesk trace" in await window.text("#further")
    assert await page.run("location.search") == "?text=QUAY+shut"
    await page.run("history.back()")  # all that was typed is one step
    await page.until(f"location.search === '' && {FIT} === ''")
    assert len(await window.lines()) == 4
    assert not await page.run("document.getElementById('further').checkVisibility()")
    for name, value, shown in (
        ("language", "de", ["Deich in Gefahr"]),
        ("source", "paper", []),
        ("language", "", ["urgent Dam at risk"]),  # a copy of it is of that source
    ):
        await choose(page, name, value)
        await page.until(f"{FIT} === '{len(shown)} of 4 fit'")
        assert await window.lines() == shown
    await page.run("history.go(-2)")
    await page.until(f"location.search === '?language=de' && {FIT} === '1 of 4 fit'")
    await page.run("history.forward()")
    await page.until(f"location.search === '?language=de&source=paper' && {FIT} === '0 of 4 fit'")
    assert await page.run("document.getElementById('source').value") == "paper"
    # What comes is filtered, too, but for kills; and the url brings the filter back.
    await window.open("?source=bote")
    await page.until(f"{FIT} === '1 of 4 fit'")
    live.tell(
        published("urn:d", 15, headline="Dull day", seconds=8.0),
        published("urn:e", 16, headline="Heller Tag", source="bote", seconds=9.0),
        canceled("urn:c", 17),
    )
    await page.until(f"{FIT} === '3 of 6 fit'")
    assert await window.lines() == ["Heller Tag", "kill Ferries stay in port", "Deich in Gefahr"]
    await page.run("document.getElementById('clear').click()")
    await page.until(f"location.search === '' && {FIT} === '' && {LINES}.length === 6")


async def test_an_answer_that_comes_late_changes_nothing_and_no_kill_waits_for_one(window: Window) -> None:
    page, live = window.page, window.live
    await window.open("?language=de")
    await page.until(f"{FIT} === '1 of 4 fit'")
    await page.run(
        "(real => { window.late = []; window.read = 0; window.fetch = (...asked) => real(...asked).then(answer =>"
        " new Promise(give => window.late.push(() => give({json: async () => {"
        " const told = await answer.json(); window.read += 1; return told; }})))) })(fetch), 0"
    )
    for at, words in enumerate(("nothing has this", "")):
        await choose(page, "text", words)
        await page.until(f"window.late.length === {at + 1}")
    for at, read in ((1, 1), (0, 2)):
        await page.run(f"window.late[{at}](), 0")
        await page.until(f"window.read === {read}")
    assert await page.run(FIT) == "1 of 4 fit"
    live.tell(canceled("urn:c", 20))
    await page.until(f"{LINES}.includes('kill Ferries stay in port')")


async def test_what_is_chosen_stays_and_what_cannot_be_is_said_to_be_none(window: Window) -> None:
    page, live = window.page, window.live
    await window.open("?source=nobody")
    await page.until(f"{FIT} === '0 of 4 fit'")
    live.tell(published("urn:d", 20, source="somebody"))
    await page.until("[...document.getElementById('source').options].some(each => each.value === 'somebody')")
    assert await page.run("document.getElementById('source').value") == "nobody"
    await window.open("?topic=sport")
    await page.until(f"{FIT}.startsWith('topic \\'sport\\' is no IPTC Media Topic')")
    assert len(await window.lines()) == 5


async def test_of_a_story_the_first_line_is_shown_and_a_key_opens_it(window: Window) -> None:
    page, live = window.page, window.live
    # A copy that is an article of its own is one of them, and other copies are under the line already.
    latest = [
        {"uri": uri, "copy_of": of, "source": "s", "language": "en", "headline": f"Headline {uri[4:]}"}
        | dict.fromkeys(("received", "updated"), NOON.isoformat())
        for uri, of in (("urn:c", ""), ("urn:b", "urn:c"), ("urn:copy", "urn:c"))
    ]
    live.tell(together("urn:b", "urn:c", latest=latest))
    await page.until("document.querySelectorAll('#wire > li[hidden]').length === 1")
    assert "Deich in Gefahr" not in await window.lines()
    fold = "document.activeElement.querySelector('details.story')"
    await window.keys("j")
    while not await page.run(f"{fold} !== null"):
        await window.keys("j")
    await window.keys("s")
    told = await page.run(f"{fold}.innerText")
    assert "Headline b" in told and "Headline copy" not in told
    await window.keys("s")
    assert not await page.run(f"{fold}.open")
    await window.keys("g")
    # What is not listed under a line has one of its own.
    live.tell(together("urn:a", "urn:b", articles=3))
    await page.until(f"{LINES}.includes('Deich in Gefahr') && !{LINES}.includes('urgent Dam at risk')")
    assert "Ferries stay in port" in await window.lines()
    live.tell(together("urn:b", "urn:c"))
    # What does not fit the filter leads no story.
    await window.open("?language=de")
    await page.until("document.getElementById('filtered').textContent === '1 of 4 fit'")
    assert await window.lines() == ["Deich in Gefahr"]
    await window.open()
    await page.run("document.getElementById('fold').click()")
    assert "Deich in Gefahr" in await window.lines()


async def test_the_keys_are_listed_and_lead_along_the_wire(window: Window) -> None:
    page = window.page
    await page.press("?", 191, "?")
    assert await page.run("document.getElementById('help').open")
    assert "down and up the wire" in await window.text("#help")
    await window.keys("p")
    assert await page.run(STATE) == "live", "in a dialog they mean nothing"
    await page.press("Escape", 27, "")
    assert not await page.run("document.getElementById('help').open")
    seen = await window.lines()
    stands = "document.activeElement.closest('#wire > li')?.querySelector('.headline').innerText.split('Open')[0].trim()"
    for key, at in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
        await window.keys(key)
        assert await page.run(stands) == seen[at]
    await window.keys("o")
    assert not await page.run("document.getElementById('article').open"), "a stranger opens nothing"
    # The skip link is the first stop, and leads past all of the head.
    await page.run("document.activeElement.blur()")
    await window.open()
    await page.press("Tab", 9, "\t")
    assert await page.run("document.activeElement.className") == "skip"
    await page.press("Enter")
    assert await page.run("document.activeElement.id") == "wire-name"


async def test_a_headline_from_right_to_left_runs_so(window: Window) -> None:
    page, live = window.page, window.live
    live.tell(published("urn:he", 12, Signal.CORRECTION, 9.0, headline="הסכר בסכנה", language="he"))
    await page.until("document.querySelector('#wire > li:first-child .headline').dir === 'rtl'")
    assert await page.run("getComputedStyle(document.querySelector('#pins .what')).direction") == "rtl"
    assert await page.run("document.querySelector('#wire > li:last-child .headline').dir") == "ltr"


async def test_the_button_of_an_editor_covers_no_headline_whatever_its_direction(window: Window) -> None:
    page, live = window.page, window.live
    live.tell(
        published("urn:he", 12, Signal.CORRECTION, 9.0, headline="הסכר בסכנה " * 20, language="he"),
        published("urn:en", 13, Signal.NEW, 10.0, headline="The dam is at risk " * 20),
    )
    await page.until("document.querySelectorAll('#wire > li').length === 6")
    await page.run("document.body.classList.add('editor')")
    box = "document.querySelector('#wire > li:nth-child(%d) %s').getBoundingClientRect().toJSON()"
    for row in (1, 2):
        text, button = [await page.run(box % (row, each)) for each in (".headline bdi", ".open")]
        assert button["width"] > 0
        assert text["right"] <= button["left"] or button["right"] <= text["left"], (row, text, button)
    await page.run("document.body.classList.remove('editor')")


async def test_a_phone_needs_no_scrolling_sideways_and_paper_no_buttons(window: Window) -> None:
    page, live = window.page, window.live
    live.tell(canceled("urn:a", 6), record_of_health("x" * 60, silent=True, last=NOON, every=20))
    await page.until(f"{PINS}.length === 1 && document.getElementById('sources').innerText.includes('xxx')")
    for width in (320, 360):
        await page.size(width, 740, phone=True)
        assert await page.run("document.documentElement.scrollWidth") <= width
    await window.open()
    assert not await page.run("document.getElementById('filter').checkVisibility()"), "the wire comes first"
    await page.press("/", 191, "/")
    assert await page.run("document.activeElement.id") == "text"
    await page.run("document.getElementById('sift').open = false")
    await page.size(1280, 900)
    await page.until("document.getElementById('filter').checkVisibility()")
    await page.call("Emulation.setEmulatedMedia", media="print")
    seen = "[...document.querySelectorAll('button, input, select, aside')].filter(each => each.checkVisibility()).map(each => each.className)"
    assert await page.run(seen) == ["pin"]
    assert "Ferries stay in port" in await window.lines()
    await page.call("Emulation.setEmulatedMedia", media="")
