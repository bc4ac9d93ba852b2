"""Copy that comes in by itself, on a real Kafka."""

from __future__ import annotations

import time
from pathlib import Path

from streams.brokers.client import Broker
from streams.events.source_connection import SourceConnection
from streams.history.sources import read_sources_health
from tests.cli.run import copydesk
from tests.e2e.connects import connecting, drop, feed, page_of, published, repeated
from tests.e2e.desk import running_desk
from tests.e2e.wire import text_of
from tests.imap import USER, ImapServer, imap_server, message
from tests.machine import patience
from tests.waiting import when

MANY, POLLED = 60, 40
FIRST_MAIL, LAST_MAIL = MANY + POLLED, MANY + POLLED + 20


async def test_what_comes_is_enriched_in_two_seconds_and_once_over_kill_9(
    real_kafka: str, tmp_path: Path
) -> None:
    folder = tmp_path / "drop"
    folder.mkdir()
    with imap_server(tmp_path) as mail:
        await _what_comes(real_kafka, tmp_path, folder, mail)


async def _what_comes(real_kafka: str, tmp_path: Path, folder: Path, mail: ImapServer) -> None:
    async with feed() as post, running_desk(real_kafka, tmp_path) as desk:
        sources = (
            f'[[source]]\nname = "quay"\n[source.folder]\npath = "{folder}"\n'
            '[[source]]\nname = "mole"\n[source.folder]\npath = "/no/such/folder"\n'
            f'[[source]]\nname = "post"\n[source.feed]\nurl = "{post.url}"\nallow_private = ["127.0.0.1"]\n'
            "least = 1\nmost = 1\nfetch = true\ndelay = 0\n"
            f'[[source]]\nname = "ferry"\n[source.mail]\nhost = "127.0.0.1"\nport = {mail.port}\n'
            f'security = "none"\nuser = "{USER}"\npassword_file = "{mail.password_file}"\ndone = "Taken"\n'
        )
        async with connecting(desk, sources, "first") as connect:
            began = time.monotonic()
            drop(folder, "0.html", page_of(0, text_of(0)))
            await desk.until(lambda: published(desk)["Story number 0"])
            assert time.monotonic() - began < patience(2)
            post.put(MANY, text_of(MANY), page=True)
            await desk.until(lambda: post.gave == 2)
            began = time.monotonic()
            await desk.until(lambda: published(desk)[f"Story number {MANY}"])
            assert time.monotonic() - began < patience(2)
            assert post.site.of(f"/news/{MANY}-story") == 1
            began = time.monotonic()
            mail.put(message(FIRST_MAIL, text_of(FIRST_MAIL)))
            await desk.until(lambda: published(desk)[f"Story number {FIRST_MAIL}"])
            assert time.monotonic() - began < patience(2)
            mail.put(*(message(number, text_of(number)) for number in range(FIRST_MAIL + 1, LAST_MAIL)))
            for number in range(1, MANY):
                drop(folder, f"{number}.html", page_of(number, text_of(number)))
            for number in range(MANY + 1, MANY + POLLED):
                post.put(number, text_of(number))
            await desk.until(lambda: post.gave == 3 and len(published(desk)) > MANY // 4)
            connect.kill()
        async with connecting(desk, sources, "second"):
            await desk.until(lambda: len(published(desk)) == LAST_MAIL)
            polls = post.polls
            await desk.until(lambda: post.polls > polls + 1)
            assert set(published(desk).values()) == {1}
            # What was on its way when it died may have come twice.
            assert sum(repeated(desk).values()) <= MANY // 4
            assert len(list((folder / "done").iterdir())) == MANY
            assert len(mail.subjects("Taken")) == LAST_MAIL - FIRST_MAIL
            assert mail.subjects("INBOX") == []

            async def told() -> dict[str, str]:
                found = await read_sources_health(Broker(real_kafka))
                return {each.source: each.why for each in found if isinstance(each, SourceConnection)}

            why = await when(told, lambda found: len(found) == 4)
            assert (why["quay"], why["post"], why["ferry"]) == ("", "", "")
            assert "/no/such/folder is no folder" in why["mole"]
            shown = copydesk("sources", "health", "--failing", broker=real_kafka)
            assert shown.out.startswith("mole, by folder: fails since ")
            assert "quay" not in shown.out
