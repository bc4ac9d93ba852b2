"""`copydesk feed --backfill` with web archives."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from streams.brokers.client import Broker
from streams.brokers.embedded import EmbeddedBroker
from streams.cli import feed_archives
from streams.cli.feed_archives import Archives, is_archive
from streams.errors import BrokerError
from streams.events.raw_event import RawEvent
from streams.topology import BACKFILL, Topic
from tests.cli.run import copydesk
from tests.connect.warc.archives import page, three
from tests.topics import read


class Sending:
    """Takes events as a broker does, of which `most` are acknowledged before it fails."""

    def __init__(self, most: int = 1000) -> None:
        self.most = most
        self.subjects: list[str] = []

    async def __call__(
        self, broker: Any, events: AsyncIterator[RawEvent], sent: Callable[..., None], to: Topic
    ) -> int:
        count = 0
        async for event in events:
            if count == self.most:
                raise BrokerError("it is gone")
            self.subjects.append(dict(event.headers)["ce_subject"].decode().rpartition("/")[2])
            sent(event, None)
            count += 1
        return count


def archives(folder: Path, *, again: bool = False) -> tuple[Archives, io.StringIO]:
    said = io.StringIO()
    console = Console(file=said, width=500)
    return Archives(Broker("here"), BACKFILL, folder / "data", again=again, console=console), said


def test_what_was_interrupted_goes_on_behind_what_the_broker_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = three().at(tmp_path)
    for most, wanted, says in (
        (2, ["one", "two"], ""),
        (9, ["three"], "1 sent to articles.backfill at here (3 in all)"),
        (9, [], "all of it is fed already; --again feeds it once more"),
    ):
        sending = Sending(most)
        monkeypatch.setattr(feed_archives, "send_events", sending)
        feeding, said = archives(tmp_path)
        if most == 2:
            with pytest.raises(BrokerError):
                feeding.feed([path])
        else:
            assert feeding.feed([path]) == 0
        assert sending.subjects == wanted
        assert says in said.getvalue()
    sending = Sending()
    monkeypatch.setattr(feed_archives, "send_events", sending)
    archives(tmp_path, again=True)[0].feed([path])
    assert sending.subjects == ["one", "two", "three"]


def test_what_is_broken_is_said_and_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writing = three()
    path = writing.at(tmp_path)
    path.write_bytes(bytes(writing.written[:-10]))
    monkeypatch.setattr(feed_archives, "send_events", Sending())
    feeding, said = archives(tmp_path)
    assert feeding.feed([path, tmp_path / "none.warc"]) == 2
    assert f"not accepted: {path}:{writing.offsets[3]}: the file ends in the midst of it" in said.getvalue()
    assert "none.warc: No such file" in said.getvalue()
    assert "2 sent to articles.backfill" in said.getvalue()
    assert "passed over: 1 other records" in said.getvalue()


def test_an_archive_is_told_by_its_name() -> None:
    names = ("a.warc", "A.WARC.GZ", "a.warc.open", "a.gz", "warc")
    assert [is_archive(Path(name)) for name in names] == [True, True, False, False, False]


@pytest.mark.long
def test_an_archive_is_no_live_copy(tmp_path: Path) -> None:
    ran = copydesk("feed", str(three().at(tmp_path)), data=str(tmp_path))
    assert ran.code == 2
    assert "is a web archive, which is history: say --backfill" in ran.err


async def test_an_archive_lies_on_the_backfill_topic(embedded: EmbeddedBroker, tmp_path: Path) -> None:
    path = three().at(tmp_path)
    (tmp_path / "post").mkdir()
    (tmp_path / "post" / "page.html").write_bytes(page("four"))
    ran = copydesk(
        *("feed", "--backfill", str(path), str(tmp_path / "post")),
        broker=embedded.address,
        data=str(tmp_path / "data"),
    )
    assert (ran.code, ran.out) == (0, "")
    assert "1 sent to articles.backfill" in ran.err
    assert "3 sent to articles.backfill" in ran.err
    found = await read(embedded.address, BACKFILL.name)
    assert sorted(dict(each.headers)["ce_source"] for each in found) == [b"post", *[b"post.example"] * 3]
    assert {each.value for each in found} == {page(name) for name in ("one", "two", "three", "four")}
