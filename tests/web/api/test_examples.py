"""The examples of docs/api.md run as they stand there."""

from __future__ import annotations

import asyncio
import re
import shutil
from pathlib import Path

import pytest

from streams.events.filters import CONDITIONS
from tests.web.api.desk import TOKEN, ApiDesk
from tests.web.api.test_lists import story
from tests.web.records import published, together

DOCUMENT = (Path(__file__).parents[3] / "docs" / "api.md").read_text()
EXAMPLES = re.findall(r"^```sh\n(.*?)^```$", DOCUMENT, re.DOTALL | re.MULTILINE)
URI = "urn:newsml:tidewater.example:20261121:HALDEN-VERMEER"
ECONOMY = [("topics", b"http://cv.iptc.org/newscodes/mediatopic/04000000")]


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
async def test_the_examples_give_what_they_promise(desk: ApiDesk) -> None:
    record = published(URI, headline="Halden to buy Vermeer")
    record.headers.extend(ECONOMY)
    await desk.write(record, story(together(URI)))
    setting, *examples = (each for each in EXAMPLES if "$editor" not in each)
    setting = setting.replace("http://127.0.0.1:9464", desk.address)
    setting = re.sub(r"Bearer \w+", f"Bearer {TOKEN}", setting)
    assert len(examples) == 5
    for example in examples:
        running = await asyncio.create_subprocess_exec(
            "sh", "-e", "-c", setting + example, stdout=asyncio.subprocess.PIPE
        )
        told = (await running.communicate())[0].decode()
        assert running.returncode == 0, example
        assert '"detail"' not in told, told
        assert URI in told or '"events":[]' in told, told


def test_every_filter_is_explained() -> None:
    assert set(re.findall(r"^\| `(\w+)` \|", DOCUMENT, re.MULTILINE)) == set(CONDITIONS)
