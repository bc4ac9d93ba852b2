"""An editor at the live page of a real worker, in a real Chromium: what he reads, orders and sees; what a stranger may not.

One desk and one browser: the story of one evening.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from streams.brokers.embedded import EmbeddedBroker, free_port
from streams.events import order
from streams.events.raw_event import RawEvent, binary_event
from streams.topology import NOTICES, RAW
from tests.e2e.desk import Desk, running_desk
from tests.e2e.test_live_page import item, line
from tests.topics import letter, read, write
from tests.web.browser import Page, browsing, chromium

EDITOR, READER = "a-token-of-an-editor", "a-token-of-a-reader"
STORY, REPORT, WRECK = "urn:evening:harbour", "urn:evening:report", "urn:evening:wreck"
COPIES = tuple(f"urn:evening:copy-{name}" for name in ("coast", "dale", "glen", "moor"))
TOLD = (
    "Fourteen boats sank in the harbour of Quayside on Sunday after a storm tide broke the outer wall, the harbour master "
    "said, and 12 sailors were taken to hospital with broken bones.",
    "The wall, which was built in 1931, gave way in two places shortly before noon. Divers searched the basin until dark "
    "and found nobody else. The fishing fleet will stay in port for a week while cranes lift the wrecks.",
    "“We had warned of that wall for years,” said Mara Lindqvist, who leads the fishermen's union. The town council meets on "
    "Tuesday to decide who pays.",
)
CORRECTED = (TOLD[0].replace("12 sailors", "9 sailors"), TOLD[1].replace("a week", "a month"), TOLD[2])
#: What may be asked, and what is asked with it.
ASKED: tuple[tuple[str, str, Any], ...] = (
    ("GET", "/v1/held", None),
    ("GET", "/v1/dead?reason=deadline", None),
    ("GET", f"/v1/raw?uri={STORY}&raw=articles.raw/0/0", None),
    ("GET", "/v1/wire/0123456789abcdef", None),
    *(
        ("POST", "/v1/orders", body)
        for body in (
            {"kind": "kill", "uri": STORY, "note": "a stranger was here"},
            {"kind": "release", "uri": REPORT},
            {"kind": "redrive", "letters": ["articles.dead/0/0"]},
        )
    ),
)


def told(uri: str, text: tuple[str, ...], headline: str, **fields: Any) -> RawEvent:
    body = {"role": "main", "contentType": "text/plain", "value": "\n\n".join(text)}
    return item(uri, 0, headline, bodies=[body], **fields)


@dataclass(frozen=True, slots=True)
class Evening:
    """The desk, its page, and the place of the dead letter."""

    desk: Desk
    page: Page
    url: str
    dead: str

    async def click(self, selector: str) -> None:
        """Presses the button when it is seen and can be pressed."""
        button = f"document.querySelector({selector!r})"
        await self.page.until(f"{button}?.checkVisibility() && !{button}.disabled")
        await self.page.run(f"({button}.focus(), {button}.click())")

    async def text(self, selector: str) -> str:
        return str(await self.page.run(f"document.querySelector({selector!r}).innerText"))

    async def says(self, selector: str, words: str) -> None:
        """Returns when that is seen there."""
        await self.page.until(f"document.querySelector({selector!r})?.innerText.includes({words!r})")


async def test_an_editors_evening(embedded: EmbeddedBroker, tmp_path: Path) -> None:
    chromium()  # to skip before a worker is started
    port = free_port()
    for name, who, token in (("editors", "anna", EDITOR), ("readers", "paper", READER)):
        (tmp_path / name).write_text(f"{who} = {token}\n")
    settings = {
        "COPYDESK_METRICS_PORT": str(port),
        "COPYDESK_PARTITIONS": "1",
        "COPYDESK_STORIES": "off",
        "COPYDESK_DESK_TOKENS": str(tmp_path / "editors"),
        "COPYDESK_API_TOKENS": str(tmp_path / "readers"),
    }
    async with running_desk(embedded.address, tmp_path, **settings) as desk, browsing(tmp_path) as page:
        dead = await fill(desk)
        evening = Evening(desk, page, f"http://127.0.0.1:{port}/", dead)
        await page.go(evening.url)
        await page.until(line("4 copies"))
        await a_stranger_sees_and_orders_nothing(evening)
        await he_signs_in(evening)
        await he_reads_what_the_correction_changed(evening)
        await he_kills_it_and_its_copies_fall(evening)
        await he_releases_what_was_held(evening)
        await he_redrives_what_died(evening)
        await what_he_ordered_is_known(evening)
        assert page.complaints() == []


async def fill(desk: Desk) -> str:
    """A story with a correction and four copies, a report that is held, and the dead letter of a good article."""
    embargo = (datetime.now(UTC) + timedelta(hours=3)).isoformat()
    await desk.send([told(STORY, TOLD, "Boats sink at Quayside")])
    await desk.complete()
    await desk.send([told(STORY, CORRECTED, "CORRECTED-Boats sink at Quayside, 9 hurt", version=2)])
    await desk.send([told(uri, CORRECTED, "Quayside loses its boats", source=uri[17:]) for uri in COPIES])
    await desk.send([item(REPORT, 4, "Secret report", embargoedUntil=embargo)])
    await desk.send(
        [
            binary_event(
                "empty", b" ", source="paper", subject="empty", time=datetime.now(UTC), content_type=None
            )
        ]
    )
    await desk.complete()
    wreck = item(WRECK, 7, "Wreck is raised")
    (place,) = (place for place, name in desk.names.items() if name == f"{REPORT} v1")
    made = letter(place, wreck.value, key=wreck.key, headers=dict(wreck.headers))
    now = ("dead-at", datetime.now(UTC).isoformat().encode())
    made.headers[:] = [now if name == "dead-at" else (name, value) for name, value in made.headers]
    (lies,) = await write(desk.broker, [made])
    return "/".join(map(str, lies))


async def a_stranger_sees_and_orders_nothing(evening: Evening) -> None:
    """Without a token, with one of nobody, and with that of a reader."""
    page = evening.page
    seen = "[...document.querySelectorAll(':is(.open, .look, .release, .kill, .redrive)')].some(each => each.checkVisibility())"
    assert not await page.run(seen)
    assert STORY not in await page.run("document.documentElement.outerHTML")
    for token in ("", "a-token-of-nobody-here", READER):
        for method, path, body in ASKED:
            asked = {
                "method": method,
                "headers": {"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
            }
            if body:
                asked["body"] = orjson.dumps(body).decode()
            answer = await page.run(
                f"fetch({path!r}, {orjson.dumps(asked).decode()}).then(async a => [a.status, await a.text()])"
            )
            assert answer[0] == (403 if token == READER else 401), (token, path)
            assert not [each for each in ("Secret", "Quayside", "Wreck") if each in answer[1]]
    for token in ("a-token-of-nobody-here", READER):
        await sign_in(page, token)
        await evening.says("#refused", "This is not the token of an editor.")
        assert await page.run("sessionStorage.length") == 0
        await page.run("document.getElementById('enter').click()")
    assert not [each for each in await read(evening.desk.broker, NOTICES.name) if b"anna" in each.value]


async def sign_in(page: Page, token: str) -> None:
    await page.run("document.getElementById('enter').click()")
    await page.call("Input.insertText", text=token)
    await page.press("Enter")


async def he_signs_in(evening: Evening) -> None:
    await sign_in(evening.page, EDITOR)
    await evening.says("#waits", "Secret report")


async def he_reads_what_the_correction_changed(evening: Evening) -> None:
    page = evening.page
    row = "[...document.querySelectorAll('#wire > li')].find(each => each.innerText.includes('4 copies'))"
    await page.run(f"{row}.querySelector('.open').focus()")
    await page.press("Enter")
    await evening.click('#article [aria-label="What changed with version 2"]')
    await page.until("document.querySelector('.diff .legend') !== null")
    changed = "[...document.querySelectorAll('.diff > p:not(.legend, .headline) :is(del, ins)')].map(e => [e.localName, e.childNodes[1].textContent, e.className])"
    assert await page.run(changed) == [
        *(["del", "12", "number"], ["ins", "9", "number"]),
        *(["del", "week", ""], ["ins", "month", ""]),
    ]
    assert "CORRECTED-Boats" in await evening.text(".diff .headline ins")
    marks = await page.run("[...document.querySelectorAll('#article mark')].map(each => each.textContent)")
    assert "Mara Lindqvist" in marks


async def he_kills_it_and_its_copies_fall(evening: Evening) -> None:
    page = evening.page
    await evening.click("#article-kill")
    await page.until("document.getElementById('send').textContent === 'Kill it and 4 copies'")
    named = await evening.text("#meant")
    for uri in COPIES:
        assert uri in named
    assert named.count("% of it is this text") == 4
    await page.call("Input.insertText", text="The harbour master denies it.")
    await evening.click("#send")
    await page.until("document.querySelectorAll('#order-said li').length === 5")
    canceled = await evening.text("#order-said")
    assert not [each for each in (STORY, *COPIES) if each not in canceled]
    await page.press("Enter")  # on Close
    await evening.says("#article-body", "it is canceled")
    assert "storm tide" not in await page.run("document.documentElement.outerHTML")
    await page.press("Escape", 27, "")
    # They fall before his eyes.
    await page.until(line("The harbour master denies it."))
    await page.until("document.querySelectorAll('#wire .copies li.killed').length === 4")


async def he_releases_what_was_held(evening: Evening) -> None:
    page = evening.page
    await evening.click("#waits .release")
    await evening.click("#send")
    await evening.says("#order-said", "Released.")
    await page.press("Enter")
    assert "released" in await page.until(line("Secret report"))
    await evening.says("#none", "Nothing waits.")


async def he_redrives_what_died(evening: Evening) -> None:
    page = evening.page
    await evening.click('.look[data-reason="deadline"]')
    await evening.says("#letters-list", evening.dead)
    await evening.click("#letters-list .redrive")
    await evening.click("#send")
    await evening.says("#order-said", "1 letter was redriven")
    await page.press("Enter")
    await evening.says("#letters-list", "It stays: redriven before")
    await page.press("Escape", 27, "")
    # What is new may wait for him: he has scrolled down.
    new = "document.getElementById('new')"
    await page.until(f"({new}.checkVisibility() && {new}.click(), {line('Wreck is raised')})")


async def what_he_ordered_is_known(evening: Evening) -> None:
    """Each order stands on desk.notices with his name; and no other does."""
    told = [
        order.decode(each.value)
        for each in await read(evening.desk.broker, NOTICES.name)
        if dict(each.headers).get("ce_type") == order.TYPE.encode()
    ]
    assert [(each.kind, each.uri, each.by) for each in told] == [
        ("kill", STORY, "anna"),
        ("release", REPORT, "anna"),
        ("redrive", WRECK, "anna"),
    ]
    assert told[0].note == "The harbour master denies it."
    assert told[2].letter == evening.dead
    assert told[2].raw.startswith(f"{RAW.name}/")
