"""An article that an editor has opened, and the dead letters behind a reason, in a real Chromium on a real broker.

One browser and one server for all tests here: each opens what it needs. No worker runs.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio

from streams.article import Origin
from streams.brokers.embedded import HOST, EmbeddedBroker, free_port
from streams.brokers.topics import ensure_topics
from streams.events import codec, order
from streams.found import Evidence, Found, Identity, Organisation, Person, Place, Quote
from streams.history.editors_desk import EditorsDesk
from streams.history.known_of import known_of
from streams.history.versions import compare_versions
from streams.kinds import Disposition, Reason, Signal
from streams.runtime.bearer import Tokens
from streams.runtime.health import Health
from streams.runtime.loop_share import LoopShare
from streams.runtime.window import Output
from streams.topology import DUPLICATES, NOTICES, RAW, all_topics
from streams.verdict import Link, Verdict
from streams.web.api.editing import Editing
from streams.web.api.service import Api
from streams.web.http import Http
from streams.web.live import Live
from tests.processes import shared
from tests.topics import letter, read, write, write_records
from tests.waiting import until
from tests.web.api.test_editing import EDITOR
from tests.web.axe import axe_core, violations
from tests.web.browser import Page, browsing, chromium
from tests.web.records import NOON, Record, article, canceled, published, record, together

pytestmark = pytest.mark.asyncio(loop_scope="module")

ATTACK = "<img src=x onerror=\"window.hacked='img'\">"
DOCUMENT = b"<html>\x00\xff<script>window.hacked='raw'</script>" + bytes(range(256)) * 900
DAM = "urn:page:dam"
TEXT = (
    "The dam held, said engineer Ada Quill of Weir Works.",
    "“We counted 12 cracks,” she said 😀 in Voss.",
)
FOUND = Found(
    people=(
        Person("Ada Quill", Evidence("title-before", 0, 28, 37), "engineer", 2),
        Person(f"Eve {ATTACK}", Evidence("model", 0, 41, 51, 0.71)),
    ),
    organisations=(
        Organisation(
            *("Weir Works", Evidence("suffix", 0, 41, 51)),
            identity=Identity("urn:x:1", "Weir Works plc", Evidence("authority", 0, 41, 51)),
        ),
    ),
    # The last one stands behind a character of two halves.
    places=(Place("Voss", "city", "NO", Evidence("city", 1, 38, 42), located=True),),
    quotes=(Quote("We counted 12 cracks,", Evidence("attributed", 1, 1, 22), "Ada Quill"),),
)
ARABIC = ("قتل 12 شخصا في حريق كبير في ميناء الإسكندرية.", "وقال وزير النقل أحمد منصور إن الميناء مغلق.")


def versions(place: tuple[str, int, int]) -> list[Record]:
    """The dam: told, corrected and updated; the bytes of the first version are kept."""
    first = published(
        DAM,
        1,
        headline="Dam at risk",
        origin=Origin(*place, NOON),
        paragraphs=(TEXT[0].replace("held", "leaks"),),
    )
    second = published(DAM, 2, Signal.CORRECTION, 3.0, headline="Dam holds", paragraphs=TEXT, version="2")
    third = published(
        *(DAM, 70, Signal.UPDATE, 4.0),
        headline="Dam holds",
        paragraphs=(TEXT[0], TEXT[1].replace("12", "15")),
        version="3",
        found=FOUND,
        url="https://wire.example/dam",
    )
    return [first, second, third]


def copy() -> Record:
    verdict = Verdict(
        *(Disposition.DUPLICATE, Signal.NEW, DAM, 0.9, "part"), links=(Link(DAM, "wire", 0.9, 0.4, "part"),)
    )
    made = article(
        "urn:page:copy",
        5,
        headline="A dam holds",
        verdict=verdict,
        source="paper",
        url="https://paper.example/a",
    )
    return record(DUPLICATES.name, made, codec.DUPLICATE, 5.0)


def others() -> list[Record]:
    long = tuple(f"Paragraph {number} of a very long report. " * 4 for number in range(400))
    return [
        published("urn:page:other", 6, headline="Dam seen from Voss", paragraphs=("Other.",), seconds=6.0),
        together(DAM, "urn:page:other", number=9),
        published("urn:page:long", 7, headline="A long report", paragraphs=long),
        published(
            "urn:page:long", 8, Signal.UPDATE, 3.0, headline="A long report", paragraphs=(*long[:390], "End.")
        ),
        published("urn:page:rtl", 9, headline="حريق في الميناء", paragraphs=ARABIC, language="ar"),
        published(
            *("urn:page:rtl", 10, Signal.UPDATE, 3.0),
            headline="حريق في الميناء",
            paragraphs=(ARABIC[0].replace("12", "15"), ARABIC[1]),
            language="ar",
            found=Found(people=(Person("أحمد منصور", Evidence("title-before", 1, 16, 26)),)),
        ),
        published("urn:page:killed", 11, headline="A forged letter", paragraphs=("The forged text.",)),
        canceled("urn:page:killed", 12),
        published(
            "urn:page:attack",
            13,
            headline=f"Attack {ATTACK}",
            paragraphs=(f"{ATTACK} <script>window.hacked=1</script>",),
        ),
    ]


@dataclass
class Desk:
    """A browser on the page, with an editor who has signed in."""

    page: Page
    broker: str
    folder: Path
    letters: list[str]

    async def open(self, headline: str) -> None:
        """Opens the entry with that headline, by the keyboard."""
        row = f"[...document.querySelectorAll('#wire > li')].find(each => each.innerText.includes({headline!r}))"
        await self.page.until(f"{row} !== undefined")
        await self.page.run(f"{row}.querySelector('.open').focus()")
        await self.page.press("Enter")
        await self.page.until("document.getElementById('article-body').innerText.includes('Trace')")

    async def click(self, selector: str) -> None:
        """Presses the button when it is seen and can be pressed."""
        button = f"document.querySelector({selector!r})"
        await self.page.until(f"{button}?.checkVisibility() && !{button}.disabled")
        await self.page.run(f"({button}.focus(), {button}.click())")

    async def text(self, selector: str) -> str:
        return str(await self.page.run(f"document.querySelector({selector!r}).innerText"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    chromium()
    folder = tmp_path_factory.mktemp("article")
    tokens = folder / "editors"
    tokens.write_text(f"anna = {EDITOR}\n")
    async with AsyncExitStack() as stack:
        embedded = EmbeddedBroker(free_port(), folder / "broker.log")
        stack.enter_context(shared(lambda: embedded._process))
        broker = stack.enter_context(embedded).address
        await ensure_topics(broker, all_topics("desk"), 1, 1)
        document, *died = await write(
            broker, [Output(RAW.name, None, value) for value in (DOCUMENT, b"1", b"2", b"3")]
        )
        about = {"ce_source": b"quay", "ce_subject": f"slug {ATTACK}".encode()}
        letters = [letter(each, b"<again %d>" % each[2], headers=about) for each in died[:2]]
        letters.append(letter(died[2], b"<empty>", reason=Reason.EMPTY))
        for each in letters:
            now = ("dead-at", datetime.now(UTC).isoformat().encode())
            each.headers[:] = [now if name == "dead-at" else (name, value) for name, value in each.headers]
        lie = ["/".join(map(str, each)) for each in await write(broker, letters)]
        await write_records(broker, *versions(document), copy(), *others())
        share, health = LoopShare(), Health(60)
        live = Live(broker, health)
        editing = Editing(Tokens(tokens), EditorsDesk(broker, share), live.uri_of)
        api = Api(
            *(broker, None, partial(known_of, broker, share=share), share),
            editing=editing,
            compare=partial(compare_versions, broker, share=share),
        )
        http = Http(HOST, 0, health, live, api)
        await http.start()
        stack.push_async_callback(http.stop)
        page = await stack.enter_async_context(browsing(folder))
        await page.go(http.address + "/")
        await page.run("document.getElementById('enter').click()")
        await page.call("Input.insertText", text=EDITOR)
        await page.press("Enter")
        await page.until("document.body.classList.contains('editor')")
        await page.run("document.getElementById('fold').click()")  # each article has a line of its own
        yield Desk(page, broker, folder, lie)
        # No text became markup, and nothing was done that the policy forbids.
        assert await page.run("typeof window.hacked") == "undefined"
        assert page.complaints() == []


@pytest_asyncio.fixture(autouse=True, loop_scope="module")
async def _closed(desk: Desk) -> AsyncIterator[None]:
    """Each test begins on the wire, in a window of the usual size."""
    yield
    await desk.page.run("for (const each of document.querySelectorAll('dialog[open]')) each.close()")
    await desk.page.call("Emulation.setEmulatedMedia", media="")
    await desk.page.size(1200, 800)


async def test_a_value_is_told_under_the_focus_and_under_the_pointer(desk: Desk) -> None:
    page = desk.page
    await desk.open("Dam holds")
    assert await page.run("document.activeElement.id") == "article-name"
    marks = await page.run("[...document.querySelectorAll('#article mark')].map(each => each.textContent)")
    assert marks == ["Ada Quill", "Weir Works", "We counted 15 cracks,", "Voss"]
    said = "document.querySelector('#article .said').textContent"
    assert await page.run(said) == (
        "4 places were read: point at one, or Tab to the first and go on with the arrow keys."
    )
    # One stop for Tab; the arrows lead along the marks.
    assert await page.run("document.querySelectorAll('#article mark[tabindex=\"0\"]').length") == 1
    await page.run("document.querySelector('#article mark').focus()")
    assert await page.run(said) == "person: engineer Ada Quill, 2 times – rule title-before"
    await page.press("ArrowRight", 39, "")
    told = await page.run(said)
    for words in (
        "organisation: Weir Works – rule suffix",
        "authority: Weir Works plc urn:x:1",
        f"person: Eve {ATTACK} – rule model, 71 %",
    ):
        assert words in told
    await page.press("End", 35, "")
    assert await page.run(said) == "city: Voss, NO, where it was written – rule city"
    await page.press("Home", 36, "")
    assert "Ada Quill" in await page.run(said)
    assert await page.run("document.querySelector('#article .said').getAttribute('role')") == "status"
    # The pointer goes before the focus, and leaves it.
    box = await page.run("document.querySelectorAll('#article mark')[2].getBoundingClientRect().toJSON()")
    await page.call("Input.dispatchMouseEvent", type="mouseMoved", x=box["x"] + 20, y=box["y"] + 5)
    await page.until(f"{said} === 'quote: said by Ada Quill – rule attributed'")
    assert await page.run("document.querySelectorAll('#article mark.lit').length") == 1
    await page.call("Input.dispatchMouseEvent", type="mouseMoved", x=5, y=5)
    await page.until(f"{said}.includes('engineer Ada Quill')")
    # All of them stand in a table, too, with what was not read in the text.
    rows = await page.run("[...document.querySelectorAll('.values tr')].map(each => each.textContent)")
    assert "personengineer Ada Quill, 2 timesrule title-before" in rows
    assert any(each.startswith("signalupdate") for each in rows)
    assert any(each.startswith("languageen") for each in rows)


async def test_any_two_versions_word_by_word_without_a_colour(desk: Desk) -> None:
    page = desk.page
    await desk.open("Dam holds")
    names = await page.run("[...document.querySelectorAll('.versions li b')].map(each => each.textContent)")
    assert names == ["its text", "version 2", "version 3"]
    await desk.click('[aria-label="What changed with version 3"]')
    await page.until("document.querySelector('.diff .legend') !== null")
    assert await page.run("document.activeElement.tagName") == "H4"
    changed = "[...document.querySelectorAll('.diff > p:not(.legend) :is(del, ins)')].map(e => [e.localName, e.lastChild.previousSibling.textContent, e.className])"
    assert await page.run(changed) == [["del", "12", "number"], ["ins", "15", "number"]]
    assert "1 place differs, in 1 of them a number" in await desk.text(".diff")
    seen = "(e => [e.textDecorationLine, e.borderTopStyle])(getComputedStyle(document.querySelector('.diff > p:not(.legend) %s')))"
    assert await page.run(seen % "del") == ["line-through", "solid"]
    assert await page.run(seen % "ins") == ["underline", "solid"]
    # Any two, in either direction.
    await page.run("document.querySelectorAll('.chooser select')[0].value = '2'")
    await page.run("document.querySelectorAll('.chooser select')[1].value = '0'")
    await desk.click(".chooser button")
    await page.until(
        "document.querySelector('.diff h4')?.textContent.endsWith('1. its text of ' + document.querySelectorAll('.diff time')[1].textContent)"
    )
    assert "leaks" in await desk.text(".diff")
    assert "risk" in await desk.text(".diff .headline")


async def test_copies_and_the_story_lead_on_and_back(desk: Desk) -> None:
    page = desk.page
    await desk.open("Dam holds")
    opened = await desk.text("#article")
    for words in (
        "90 % of it is this text",
        "40 % of this text is in it",
        "urn:page:copy",
        "A dam holds",
        "urn:page:other",
    ):
        assert words in opened
    links = await page.run(
        "[...document.querySelectorAll('#article a')].map(each => [each.href, each.rel, each.target])"
    )
    safe = ["noopener noreferrer", "_blank"]
    assert links == [["https://wire.example/dam", *safe], ["https://paper.example/a", *safe]]
    await desk.click('[aria-label="Open the copy of paper"]')
    await page.until("document.getElementById('article-body').innerText.includes('It copies urn:page:dam')")
    await desk.click('[aria-label="Open the original"]')
    await page.until("document.getElementById('article-name').innerText === 'Dam holds'")
    for _ in range(2):
        await desk.click("#article-back")
    await page.until("document.getElementById('article-name').innerText === 'Dam holds'")
    assert await page.run("document.activeElement.id") == "article-name"
    assert not await page.run("document.getElementById('article-back').checkVisibility()")
    await desk.click('[aria-label="Open the article of source-page:other"]')
    await page.until("document.getElementById('article-name').innerText === 'Dam seen from Voss'")
    await page.press("Escape", 27, "")
    await page.until("document.activeElement.className === 'open'")
    assert "Dam holds" in await page.run("document.activeElement.closest('li').innerText")
    # It is emptied by the event of its closing, which comes a moment after it.
    await page.until("!document.getElementById('article').textContent.includes('urn:')")


async def test_the_bytes_of_a_version_for_the_disk(desk: Desk) -> None:
    page = desk.page
    await page.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(desk.folder))
    await desk.open("Dam holds")
    await desk.click('[aria-label^="Raw bytes of its text"]')
    target = desk.folder / "articles.raw-0-0.bin"
    await page.until("!document.querySelector('[aria-label^=\"Raw bytes of its text\"]').disabled")
    await until(lambda: target.exists() and target.stat().st_size == len(DOCUMENT))
    assert target.read_bytes() == DOCUMENT
    # What is not there any more is told in a sentence.
    await desk.click('[aria-label^="Raw bytes of version 3"]')
    await page.until(
        "document.querySelector('.versions').innerText.includes('Kafka does not keep articles.raw/0/70')"
    )


async def test_long_texts_scroll_fold_and_are_printed_whole(desk: Desk) -> None:
    page = desk.page
    await desk.open("A long report")
    assert await page.run("document.querySelectorAll('#article .text p').length") == 391
    await desk.click(".chooser button")
    await page.until("document.querySelector('.diff details') !== null")
    assert await page.run("document.querySelector('.diff summary').textContent") == "390 paragraphs stayed"
    await page.call("Emulation.setEmulatedMedia", media="print")
    seen = "['header', 'main', 'aside', '#article .buttons', '#article-name', '#article .text'].map(each => document.querySelector(each).checkVisibility())"
    assert await page.run(seen) == [False, False, False, False, True, True]
    box = "(e => [e.scrollHeight - e.clientHeight, getComputedStyle(e).overflowY])(document.querySelector('%s'))"
    for each in ("#article", "#article .text"):
        assert await page.run(box % each) == [0, "visible"]
    pdf = await page.call("Page.printToPDF")
    assert len(pdf["data"]) > 50_000, "all pages of it"
    await page.call("Emulation.setEmulatedMedia", media="")


async def test_from_right_to_left_and_on_a_phone(desk: Desk) -> None:
    page = desk.page
    await desk.open("حريق")
    side = "getComputedStyle(document.querySelector('%s')).direction"
    for each in ("#article-name", "#article .text p"):
        assert await page.run(side % each) == "rtl"
    assert await page.run("document.querySelector('#article .text p').lang") == "ar"
    await desk.click(".chooser button")
    await page.until("document.querySelector('.diff .legend') !== null")
    assert await page.run(side % ".diff > p[lang]") == "rtl"
    assert await page.run("document.querySelector('#article mark').textContent") == "أحمد منصور"
    for width in (320, 390):
        for scheme in ("light", "dark"):
            await page.scheme(scheme)
            await page.size(width, 800, phone=True)
            wide = await page.run(
                "(e => [e.scrollWidth <= e.clientWidth, e.getBoundingClientRect().width])(document.getElementById('article'))"
            )
            assert wide == [True, width]
    for each in ("#article-close", ".leads"):
        assert await page.run(f"document.querySelector('{each}').getBoundingClientRect().height") >= 24


async def test_of_what_was_killed_nothing_is_shown(desk: Desk) -> None:
    page = desk.page
    await desk.open("Kill: it is not true")
    opened = await desk.text("#article")
    assert "canceled" in opened
    assert "forged text" not in await page.run("document.getElementById('article').textContent")
    assert (
        await page.run("document.querySelectorAll('#article :is(.chooser, .text, .versions button)').length")
        == 0
    )
    assert not await page.run("document.getElementById('article-kill').checkVisibility()")
    ask = "fetch('/v1/%s', {headers: {Authorization: `Bearer ${sessionStorage.getItem('copydesk-editor')}`}}).then(a => a.text())"
    for path in (
        "diff?uri=urn:page:killed&before=articles.raw/0/11&after=articles.raw/0/11",
        "raw?uri=urn:page:killed&raw=articles.raw/0/11",
    ):
        answer = await page.run(ask % path)
        assert "readers have no text" in answer
        assert "forged" not in answer


async def test_copy_stays_text(desk: Desk) -> None:
    await desk.open("Attack")
    opened = await desk.text("#article")
    assert ATTACK in opened
    assert "<script>" in opened
    assert await desk.page.run("document.querySelectorAll('#article :is(img, script, [style])').length") == 0


async def test_no_state_has_a_violation_of_the_rules_for_access(desk: Desk) -> None:
    page, axe = desk.page, axe_core()
    await desk.open("Dam holds")
    await desk.click(".values summary")
    await desk.click(".chooser button")
    await page.until("document.querySelector('.diff .legend') !== null")
    await page.run("document.querySelector('#article mark').focus()")
    for scheme in ("light", "dark"):
        await page.scheme(scheme)
        assert await violations(page, axe) == []
    await page.press("Escape", 27, "")
    await desk.click('[data-reason="empty"]')
    await page.until("document.querySelector('#letters-list li') !== null")
    assert await violations(page, axe) == []
    await desk.click("#letters-list .redrive")
    assert await violations(page, axe) == []
    await page.press("Escape", 27, "")


async def test_the_letters_of_a_reason_and_back_with_them(desk: Desk) -> None:
    page = desk.page
    await page.until("document.querySelectorAll('#letters .look').length === 2")
    await desk.click('[data-reason="deadline"]')
    await page.until("document.querySelectorAll('#letters-list li').length === 2")
    assert await page.run("document.activeElement.id") == "letters-of-name"
    told = await desk.text("#letters-of")
    for words in (
        "2 letters of the last hour, 2 that can be redriven",
        ATTACK,
        "quay",
        desk.letters[0],
        "Redrive all 2 …",
    ):
        assert words in told
    # One: it is asked first, and told what came of it.
    await desk.click("#letters-list li:last-child .redrive")
    assert "Redrive this dead letter?" in await desk.text("#order")
    assert await page.run("document.activeElement.id") == "back"
    await page.press("Escape", 27, "")
    await page.until("!document.getElementById('order').open")
    assert not await read(desk.broker, NOTICES.name), "nothing was sent"
    await desk.click("#letters-list li:last-child .redrive")
    await desk.click("#send")
    await page.until("document.getElementById('order-said').innerText.startsWith('1 letter was redriven')")
    await page.press("Enter")  # on Close
    await page.until(
        "document.getElementById('letters-list').innerText.includes('It stays: redriven before')"
    )
    # All the others, after their number was named.
    await desk.click("#letters-of .redrive:not([hidden]):is(#letters-list *)")
    await desk.click("#send")
    await page.until("document.getElementById('order-said').innerText.startsWith('1 letter was redriven')")
    orders = [order.decode(each.value) for each in await read(desk.broker, NOTICES.name)]
    assert [(each.kind, each.by) for each in orders] == [("redrive", "anna")] * 2
    assert {each.letter for each in orders} == set(desk.letters[:2])
    again = {each.value for each in await read(desk.broker, RAW.name)}
    assert {b"<again 1>", b"<again 2>"} <= again
    await page.press("Enter")
    await page.until("document.getElementById('letters-said').innerText.includes('0 that can be redriven')")
    await page.press("Escape", 27, "")
    await page.until("document.activeElement.dataset.reason === 'deadline'")


async def test_the_focus_stays_on_a_reason_whose_row_is_put_anew(desk: Desk) -> None:
    page = desk.page
    await page.until("document.querySelector('[data-reason=\"empty\"]') !== null")
    await page.run("document.querySelector('[data-reason=\"empty\"]').focus()")
    await page.run(
        "(rows => rows.replaceChildren(...[...rows.children].map(each => { const row = each.cloneNode(true); row.querySelector('.look').remove(); return row; })))(document.querySelector('#letters tbody'))"
    )
    await page.until("document.activeElement.dataset.reason === 'empty'")
