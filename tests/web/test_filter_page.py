"""The filter of the page and its keys, in a real Chromium."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from streams.brokers.embedded import EmbeddedBroker
from streams.brokers.topics import ensure_topics
from streams.history.known_of import known_of
from streams.runtime.loop_share import LoopShare
from streams.topology import all_topics
from tests.topics import write_records
from tests.web.browser import Page
from tests.web.records import canceled, copied, published
from tests.web.test_desk_page import looking

_SHOWN = "[...document.querySelectorAll('#wire > li')].filter(each => each.checkVisibility()).map(each => each.querySelector('.headline').innerText.split('Open')[0].trim())"
_STANDS = "document.activeElement.closest('#wire > li')?.querySelector('.headline').innerText.split('Open')[0].trim()"


async def choose(page: Page, name: str, value: str) -> None:
    field = f"document.getElementById('{name}')"
    await page.run(
        f"({field}.value = {value!r}, {field}.dispatchEvent(new Event('input', {{bubbles: true}})), 0)"
    )


async def test_the_wire_is_filtered_and_walked_along(embedded: EmbeddedBroker, tmp_path: Path) -> None:
    broker = embedded.address
    await ensure_topics(broker, all_topics("desk"), 1, 1)
    await write_records(
        broker,
        published("urn:a", 1, headline="Dam at risk"),
        copied("urn:copy", 2, of="urn:a"),
        published("urn:b", 3, headline="Deich in Gefahr", language="de-CH", source="bote"),
        published("urn:c", 4, headline="Ferries stay in port"),
    )
    async with looking(broker, tmp_path, partial(known_of, broker, share=LoopShare())) as look:
        page = look.page
        dam, dike = "Dam at risk", "Deich in Gefahr"
        await page.until(f"{_SHOWN}.length === 3")
        # By the keyboard: a slash leads to the words, and is not one of them.
        await page.press("/", 191, "/")
        assert await page.run("[document.activeElement.id, document.activeElement.value]") == ["words", ""]
        await page.call("Input.insertText", text="RISK dam")
        assert await page.run(_SHOWN) == [dam]
        assert await page.run("location.hash") == "#words=RISK+dam"
        assert await look.text("#filtered") == "1 of 3 shown"
        await choose(page, "words", "")
        await choose(page, "language", "de-CH")
        assert await page.run(_SHOWN) == [dike]
        await choose(page, "language", "")
        await choose(page, "source", "paper")
        assert await page.run(_SHOWN) == [dam], "a copy of it is of that source"
        # What comes is filtered, too, but for a kill; and the url brings the filter back.
        await write_records(broker, published("urn:d", 5, headline="Dull day"), canceled("urn:c", 6))
        await page.until(f"{_SHOWN}.length === 2")
        assert dam in await page.run(_SHOWN)
        await page.call("Page.reload")
        await page.until(
            f"document.readyState === 'complete' && {_SHOWN}.length === 2 && document.querySelectorAll('#wire > li').length === 4"
        )
        assert await page.run("document.getElementById('source').value") == "paper"
        await choose(page, "source", "")
        assert await page.run("[location.hash, document.getElementById('filtered').innerText]") == ["", ""]
        # Along the wire.
        seen = await page.run(_SHOWN)
        await page.run("document.activeElement.blur()")
        for key, at in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
            await page.press(key, ord(key.upper()), key)
            assert await page.run(_STANDS) == seen[at]
        await page.press("o", 79, "o")
        assert not await page.run("document.getElementById('article').open"), "a stranger opens nothing"
        await look.sign_in()
        await page.until("document.body.className === 'editor'")
        await page.run("document.activeElement.blur()")
        while await page.run(_STANDS) != dike:
            await page.press("j", 74, "j")
        await page.press("o", 79, "o")
        await page.until("document.querySelector('#article .text') !== null")
        await page.press("j", 74, "j")  # goes nowhere: the article is in front
        await page.press("Escape", 27, "")
        await page.until("!document.getElementById('article').open")
        assert await page.run(_STANDS) == dike
        # An entry that is put anew keeps the place.
        await write_records(broker, published("urn:b", 8, headline=f"{dike} 2", language="de", source="bote"))
        await page.until(f"{_STANDS}?.startsWith('{dike} 2')")
        assert page.complaints() == []
