"""axe-core in the browser of a test: what it finds wrong with a page for those who cannot see it, or use no mouse.

It is fetched once by npm. Rules: https://dequeuniversity.com/rules/axe
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from streams.settings import settings
from tests.web.browser import Page

VERSION = "4.14.1"


def axe_core() -> str:
    """The script. Without npm tests are skipped; under CI they fail."""
    folder = settings().data / "axe-core" / VERSION
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        if shutil.which("npm") is None:
            missing = "no npm is installed (Debian: apt-get install npm)"
            if os.environ.get("CI") == "true":
                pytest.fail(missing)
            pytest.skip(missing)
        _fetch(folder)
    return script.read_text()


def _fetch(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder)]
    subprocess.run([*command, f"axe-core@{VERSION}"], check=True, capture_output=True, timeout=300)


async def draw(page: Page, folder: Path) -> None:
    """Puts a picture of the page into the folder, named after the test and numbered."""
    folder.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240 - a folder
    test = re.sub(r"\W+", "-", os.environ["PYTEST_CURRENT_TEST"].split("::")[1].split(" ")[0]).strip("-")
    number = len(list(folder.glob(f"{test}-[0-9]*.png"))) + 1  # noqa: ASYNC240
    (folder / f"{test}-{number}.png").write_bytes(await page.picture())


async def violations(page: Page, script: str) -> list[str]:
    """What is wrong with the page as it stands now: the rule, and the nodes that break it.

    With LIVE_PICTURES=FOLDER a picture of it is put there, named after the test and numbered.
    """
    if folder := os.environ.get("LIVE_PICTURES"):
        await draw(page, Path(folder))
    if not await page.run("typeof window.axe === 'object'"):
        await page.call("Runtime.evaluate", expression=script)
    # What is not certain counts, too, where it is more than that something lies over something else.
    found = await page.run(
        "axe.run({resultTypes: ['violations']}).then(told => told.violations.map(each => "
        "`${each.id}: ${each.nodes.map(node => node.html.slice(0, 120)).join(' | ')}`))"
    )
    assert isinstance(found, list)
    return found
