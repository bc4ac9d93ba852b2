"""The keyboard of an editor on the page, in a real Chromium."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from streams.brokers.embedded import EmbeddedBroker
from streams.brokers.topics import ensure_topics
from streams.history.known_of import known_of
from streams.runtime.loop_share import LoopShare
from streams.topology import all_topics
from tests.topics import write_records
from tests.web.browser import browsing
from tests.web.desk_window import LINES
from tests.web.records import canceled, published
from tests.web.test_desk_page import looking

_STANDS = "document.activeElement.closest('#wire > li')?.querySelector('.headline').innerText.split('Open')[0].trim()"


async def test_an_editor_opens_articles_by_the_keyboard(embedded: EmbeddedBroker, tmp_path: Path) -> None:
    broker = embedded.address
    await ensure_topics(broker, all_topics("desk"), 1, 1)
    dike = "Deich in Gefahr"
    await write_records(
        broker,
        published("urn:a", 1, headline="Dam at risk"),
        published("urn:b", 3, headline=dike, language="de-CH", source="bote"),
        published("urn:c", 4, headline="Ferries stay in port"),
    )
    async with (
        browsing(tmp_path) as page,
        looking(page, broker, tmp_path, partial(known_of, broker, share=LoopShare())) as look,
    ):
        await page.until(f"{LINES}.length === 3")
        await look.sign_in()
        await page.until("document.body.className === 'editor'")
        await page.run("document.activeElement.blur()")
        while await page.run(_STANDS) != dike:
            await page.press("j", 74, "j")
        for key, code, text in (("o", 79, "o"), ("Enter", 13, "\r")):
            await page.press(key, code, text)
            await page.until("document.querySelector('#article .text') !== null")
            if key == "o":
                await page.press("Escape", 27, "")
                await page.until(
                    f"!document.getElementById('article').textContent.includes('urn:') && {_STANDS} === {dike!r}"
                )
        await page.press("j", 74, "j")  # goes nowhere: the article is in front
        await page.press("Escape", 27, "")
        await page.until("!document.getElementById('article').open")
        assert await page.run(_STANDS) == dike
        # A line that is killed meanwhile keeps the place.
        await write_records(broker, canceled("urn:b", 8))
        await page.until(f"{_STANDS} === 'kill {dike}'")
        # What is pinned opens the article, too.
        await page.run("document.querySelector('#pins button').click()")
        await page.until("document.getElementById('article-body').innerText.includes('canceled')")
        assert page.complaints() == []
