"""A real Chromium for tests, driven by its DevTools protocol. Without one tests are skipped; under CI they fail.

Protocol: https://chromedevtools.github.io/devtools-protocol/
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from streams.brokers.embedded import end_with_parent
from tests.machine import patience
from tests.processes import shared
from tests.waiting import when

_NAMES = ("chromium", "chromium-browser", "google-chrome")
#: It may reach nothing but this machine: no updates, no reports, no names but loopback's.
_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *(
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-extensions",
    ),
    *(
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ),
    *("--remote-debugging-port=0", "about:blank"),
)
_START_SECONDS = 40.0


def chromium() -> str:
    """The browser's program; skips the test, or fails it under CI, if there is none."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found is None:
        missing = "no Chromium is installed (Debian: apt-get install chromium)"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    return found


@dataclass
class Page:
    """One tab. `events` holds what the browser told of it: (method, params)."""

    _socket: aiohttp.ClientWebSocketResponse
    events: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    _answers: dict[int, asyncio.Future[dict[str, Any]]] = field(default_factory=dict)
    _number: int = 0

    async def listen(self) -> None:
        """Takes what the browser says, until it ends."""
        async for message in self._socket:
            told = message.json()
            if "id" in told:
                self._answers.pop(told["id"]).set_result(told)
            else:
                self.events.append((told["method"], told["params"]))

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Calls a method of the protocol."""
        self._number += 1
        answer = self._answers[self._number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": self._number, "method": method, "params": params})
        told = await asyncio.wait_for(answer, 30)
        assert "error" not in told, f"{method}: {told['error']}"
        result: dict[str, Any] = told["result"]
        return result

    async def run(self, expression: str) -> Any:
        """The value of a JavaScript expression."""
        told = await self.call(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    async def until(self, expression: str) -> Any:
        """The value of the expression, once it is true; fails the test when it stays false."""
        try:
            return await when(lambda: self.run(expression), bool, every=0.05)
        except AssertionError as error:
            text = await self.run("document.body.innerText")
            raise AssertionError(f"{expression}: {error}\n{text}") from error

    async def go(self, url: str) -> None:
        """Opens a page."""
        await self.call("Page.navigate", url=url)
        await self.until(f"location.href.startsWith({url!r}) && document.readyState === 'complete'")

    async def press(self, key: str, code: int = 13, text: str = "\r") -> None:
        """Presses a key, as a user does: Enter, if nothing else is said."""
        told = {"key": key, "code": key, "windowsVirtualKeyCode": code}
        await self.call("Input.dispatchKeyEvent", type="keyDown", text=text, **told)
        await self.call("Input.dispatchKeyEvent", type="keyUp", **told)

    async def size(self, width: int, height: int, *, phone: bool = False) -> None:
        """Sets the size of the window, in CSS pixels."""
        await self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=2 if phone else 1,
            mobile=phone,
        )

    async def scheme(self, name: str) -> None:
        """ "light" or "dark", as the user prefers it."""
        await self.call(
            "Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": name}]
        )

    async def point(self, selector: str) -> None:
        """Moves the mouse over it."""
        box = await self.run(f"document.querySelector({selector!r}).getBoundingClientRect().toJSON()")
        await self.call("Input.dispatchMouseEvent", type="mouseMoved", x=box["x"] + 9, y=box["y"] + 9)

    async def picture(self) -> bytes:
        """What is seen, as PNG."""
        told = await self.call("Page.captureScreenshot", format="png")
        return base64.b64decode(told["data"])

    def requested(self) -> list[str]:
        """The urls that were asked for."""
        return [
            params["request"]["url"] for name, params in self.events if name == "Network.requestWillBeSent"
        ]

    def complaints(self) -> list[str]:
        """What the browser found wrong: exceptions, and what the policy forbade."""
        found = [
            str(params["exceptionDetails"])
            for name, params in self.events
            if name == "Runtime.exceptionThrown"
        ]
        for name, params in self.events:
            # A connection that is lost is no fault of the page.
            if name == "Log.entryAdded" and params["entry"]["source"] not in ("network", "recommendation"):
                found.append(params["entry"]["text"])
        return found


@contextlib.asynccontextmanager
async def browsing(folder: Path) -> AsyncIterator[Page]:
    """An empty tab of a Chromium of its own, whose profile is in `folder`."""
    with (
        _chromium(folder) as process,
        shared(lambda: process),
    ):  # several tests may look at one after the other
        port = await _port(folder, process)
        async with aiohttp.ClientSession() as session:
            async with session.get(f"http://127.0.0.1:{port}/json/list") as response:
                (tab,) = [each for each in await response.json() if each["type"] == "page"]
            async with session.ws_connect(tab["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                page = Page(socket)
                listening = asyncio.ensure_future(page.listen())
                for domain in ("Page", "Runtime", "Network", "Log"):
                    await page.call(f"{domain}.enable")
                try:
                    yield page
                finally:
                    listening.cancel()
                    with contextlib.suppress(asyncio.CancelledError):
                        await listening


@contextlib.contextmanager
def _chromium(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    program = chromium()
    with (folder / "chromium.log").open("wb") as out:
        process = subprocess.Popen(
            [program, f"--user-data-dir={folder / 'chromium'}", *_FLAGS],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
            preexec_fn=end_with_parent,
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


async def _port(folder: Path, process: subprocess.Popen[bytes]) -> int:
    deadline = time.monotonic() + patience(_START_SECONDS)
    while time.monotonic() < deadline and process.poll() is None:
        if port := _written_port(folder):
            return port
        await asyncio.sleep(0.05)  # a poll with a deadline
    raise AssertionError(f"Chromium did not start: {_last_words(folder)}")


def _written_port(folder: Path) -> int | None:
    try:
        return int((folder / "chromium" / "DevToolsActivePort").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None


def _last_words(folder: Path) -> str:
    return (folder / "chromium.log").read_text(errors="replace")[-600:]
