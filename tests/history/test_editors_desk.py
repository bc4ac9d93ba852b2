"""What an editor sees of what died, and redrives, on an embedded broker."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from types import SimpleNamespace
from typing import Any

import orjson
import pytest

from streams.errors import NoTextError, OrderError
from streams.events import order
from streams.events.schema import problem
from streams.history.dead_letters import SHORT, read_dead_letter, read_dead_letters
from streams.history.dispositions import as_text
from streams.history.editors_desk import EditorsDesk
from streams.history.orders import Orders, uri_of
from streams.history.redrive import SAME_DOCUMENT, SENT_BEFORE, TOO_OFTEN
from streams.kinds import Stage
from streams.runtime.loop_share import LoopShare
from streams.runtime.window import Output
from streams.topology import CLEAN, DEAD, NOTICES, RAW
from tests.articles import NOON
from tests.topics import letter, make_topics, read, write, write_records
from tests.web.records import canceled, held, lifted, published

SINCE = datetime(2026, 1, 1, tzinfo=UTC)
_numbers = count()


@dataclass
class Dead:
    """Three letters of the reason `deadline`, of which the last has died too often."""

    broker: str
    values: list[bytes]
    letters: list[str]
    desk: EditorsDesk

    async def listed(self, since: datetime = SINCE) -> dict[str, dict[str, Any]]:
        """Those of them that are listed."""
        told = await self.desk.dead("deadline", since)
        return {each["letter"]: each for each in told if each["letter"] in self.letters}

    async def back(self) -> list[bytes]:
        """Those of their bytes that lie on articles.raw again."""
        return [each.value for each in await read(self.broker, RAW.name) if each.value in self.values]

    async def notices(self) -> list[tuple[Any, order.Order]]:
        """The orders about them, with their records."""
        told = [(each, order.decode(each.value)) for each in await read(self.broker, NOTICES.name)]
        return [each for each in told if each[1].letter in self.letters]


async def lying(broker: str, *outputs: Output) -> list[str]:
    return ["/".join(map(str, place)) for place in await write(broker, outputs)]


@pytest.fixture
async def dead(shared_broker: str) -> Dead:
    await make_topics(shared_broker)
    values = [b"<%d>" % next(_numbers) for _ in range(3)]
    one, two, three = await write(
        shared_broker, [Output(RAW.name, None, b"raw", partition=n % 2) for n in range(3)]
    )
    often = {"ce_source": b"quay", "dead-attempts": b"2"}
    letters = await lying(
        shared_broker,
        letter(one, values[0], headers={"ce_source": b"quay", "ce_subject": b"urn:test:one"}),
        letter(two, values[1], headers={"ce_source": b"quay"}),
        letter(three, values[2], headers=often),
    )
    return Dead(shared_broker, values, letters, EditorsDesk(shared_broker, LoopShare()))


async def test_the_letters_of_a_reason_and_what_stays(dead: Dead) -> None:
    told = await dead.listed()
    assert told.keys() == set(dead.letters)
    one, two, three = (told[each] for each in dead.letters)
    assert (one["source"], one["subject"], one["stage"], one["stays"]) == (
        *("quay", "urn:test:one", "clean"),
        None,
    )
    assert one["died"].startswith(f"{RAW.name}/")
    assert one["size"] == len(dead.values[0])
    assert [each["stays"] for each in (two, three)] == [None, TOO_OFTEN]
    assert {each["reason"] for each in await dead.desk.dead("deadline", SINCE)} == {"deadline"}
    # What counts is when it died, not when that was written.
    assert await dead.listed(NOON) == told
    assert await dead.listed(NOON + timedelta(minutes=1)) == {}


async def test_one_is_redriven_once_and_it_is_told_who_ordered_it(dead: Dead) -> None:
    first = dead.letters[0]
    (sent,) = (await dead.desk.redrive([first], "anna"))["sent"]
    assert sent["letter"] == first
    assert await dead.back() == dead.values[:1]
    ((notice, told),) = await dead.notices()
    assert (told.kind, told.uri, told.by, told.raw) == ("redrive", "urn:test:one", "anna", sent["raw"])
    assert notice.key == b"urn:test:one"
    # Not a second time, whoever asks.
    done = await dead.desk.redrive([first], "bert")
    assert done == {"sent": [], "stays": [{"letter": first, "why": SENT_BEFORE}]}
    assert len(await dead.notices()) == 1
    assert (await dead.listed())[first]["stays"] == SENT_BEFORE


async def test_all_that_were_named_are_redriven_and_no_other(dead: Dead) -> None:
    done = await dead.desk.redrive(dead.letters[1:], "anna")
    assert [each["letter"] for each in done["sent"]] == [dead.letters[1]]
    assert done["stays"] == [{"letter": dead.letters[2], "why": TOO_OFTEN}]
    assert await dead.back() == [dead.values[1]]


async def test_two_editors_at_once_send_it_once(dead: Dead, monkeypatch: pytest.MonkeyPatch) -> None:
    plan, inside, most = dead.desk._plan, 0, 0

    async def counted(*asked: Any) -> Any:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        try:
            return await plan(*asked)
        finally:
            inside -= 1

    monkeypatch.setattr(dead.desk, "_plan", counted)
    done = await asyncio.gather(*(dead.desk.redrive(dead.letters[:1], by) for by in ("anna", "bert")))
    assert sorted(len(each["sent"]) for each in done) == [0, 1]
    assert most == 1, "what one has sent, the next one sees"


async def test_the_letters_of_one_document_go_back_once(dead: Dead) -> None:
    (place,) = await write(dead.broker, [Output(RAW.name, None, b"raw", partition=0)])
    parts = [letter(place, b"<feed>", partition=n) for n in range(2)]
    for number, each in enumerate(parts):
        each.headers.append(("dead-part", f"{number}/2".encode()))
    done = await dead.desk.redrive(await lying(dead.broker, *parts), "anna")
    assert len(done["sent"]) == 1
    assert [each["why"] for each in done["stays"]] == [SAME_DOCUMENT]


async def test_what_is_no_letter_is_refused(dead: Dead) -> None:
    with pytest.raises(OrderError, match=r"no dead letter lies at articles\.dead/0/999, and 1 more"):
        await dead.desk.redrive([dead.letters[0], f"{DEAD.name}/0/999", f"{DEAD.name}/77/0"], "anna")
    with pytest.raises(ValueError, match="no place"):
        await dead.desk.redrive([f"{RAW.name}/0/0"], "anna")
    assert await dead.back() == []


async def test_who_ordered_it_is_told_of_what_was_sent_although_the_rest_failed(
    dead: Dead, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters = [each for each in await read_dead_letters(dead.broker) if as_text(each.place) in dead.letters]

    async def fails(_: Any, going: Any, sent: Any) -> int:
        sent(going[0], SimpleNamespace(topic=RAW.name, partition=0, offset=9))
        raise OrderError("the broker has gone")

    monkeypatch.setattr("streams.history.orders.send_back", fails)
    with pytest.raises(OrderError, match="has gone"):
        await Orders(dead.broker, "anna").redrive(letters)
    ((_, told),) = await dead.notices()
    assert told.letter == as_text(letters[0].place)


async def test_what_is_held_is_read_within_the_share_of_the_loop(shared_broker: str) -> None:
    class Rests(LoopShare):
        rested = 0

        async def rest(self) -> None:
            Rests.rested += 1

    await make_topics(shared_broker)
    await write_records(shared_broker, held("urn:test:waits"))
    desk = EditorsDesk(shared_broker, Rests())
    assert [each["uri"] for each in await desk.held()] == ["urn:test:waits"]
    listed = Rests.rested
    with pytest.raises(OrderError, match="nothing is held under urn:test:none"):
        await desk.release("urn:test:none", "anna")
    released = Rests.rested
    assert (await desk.held_article("articles.raw/0/4"))["uri"] == "urn:test:waits"
    # Of each record after it is read, and of a list after it is parsed, too.
    assert (listed, released, Rests.rested) == (2, 4, 5)


async def test_what_is_held_is_read_in_full_until_it_is_let_out(shared_broker: str) -> None:
    await make_topics(shared_broker)
    await write_records(shared_broker, held("urn:test:full", 71))
    desk = EditorsDesk(shared_broker, LoopShare())
    told = await desk.held_article("articles.raw/0/71")
    assert (told["uri"], told["headline"], told["reason"]) == ("urn:test:full", "Secret report", "embargo")
    assert told["event"]["item"]["bodies"][0]["value"] == "One."
    await write_records(shared_broker, lifted(71))
    with pytest.raises(NoTextError, match=r"nothing that came as articles\.raw/0/71 is held"):
        await desk.held_article("articles.raw/0/71")


async def test_what_letting_it_out_would_change_is_compared_with_what_readers_have(
    shared_broker: str,
) -> None:
    await make_topics(shared_broker)
    desk = EditorsDesk(shared_broker, LoopShare())
    await write_records(
        shared_broker,
        published("urn:test:is-out", 80, paragraphs=("It killed 12.",), headline="Secret report"),
        published("urn:test:is-out", 81, seconds=3.0, paragraphs=("Two.",), headline="Secret report"),
        held("urn:test:is-out", 82),
        held("urn:test:not-out", 83),
        published("urn:test:was-out", 84),
        canceled("urn:test:was-out", 85),
        held("urn:test:was-out", 86),
    )
    told = await desk.held_diff("articles.raw/0/82")
    runs = [(run["kind"], run["text"].strip()) for each in told["paragraphs"] for run in each["runs"]]
    assert runs == [("deleted", "Two"), ("inserted", "One"), ("equal", ".")]
    for raw, says in ((83, "none of it is out"), (86, "it is canceled")):
        with pytest.raises(NoTextError, match=f"readers have no text of .* now: {says}"):
            await desk.held_diff(f"articles.raw/0/{raw}")
    with pytest.raises(NoTextError, match=r"nothing that came as articles\.raw/0/80 is held"):
        await desk.held_diff("articles.raw/0/80")


@pytest.mark.parametrize(
    ("headers", "stage", "topic", "uri"),
    [
        ({"ce_source": b"quay", "ce_subject": b"urn:test:1"}, Stage.CLEAN, RAW, "urn:test:1"),
        (
            {"ce_source": b"quay", "ce_subject": b"http://WWW.quay.example/a"},
            *(Stage.CLEAN, RAW, "https://www.quay.example/a"),
        ),
        ({"ce_source": b"quay", "ce_subject": b"slug 1"}, Stage.CLEAN, RAW, "urn:copydesk:quay:slug%201"),
        ({"source": b"quay", "ce_subject": b"urn:test:2"}, Stage.DECIDE, CLEAN, "urn:test:2"),
        ({"ce_subject": b"http://a.example/1"}, Stage.DECIDE, CLEAN, "http://a.example/1"),
        ({"ce_source": b"quay"}, Stage.CLEAN, RAW, "articles.raw/0/0"),
        ({"ce_subject": b"x" * (SHORT + 1)}, Stage.CLEAN, RAW, "articles.raw/0/0"),
    ],
)
def test_the_uri_of_a_letter_is_that_of_its_envelope(
    headers: dict[str, bytes], stage: Stage, topic: Any, uri: str
) -> None:
    made = letter((topic.name, 0, 0), headers=headers, stage=stage)
    record = SimpleNamespace(
        topic=DEAD.name,
        partition=0,
        offset=0,
        value=made.value,
        headers=made.headers,
        timestamp=0,
    )
    assert uri_of(read_dead_letter(record)) == uri


def test_what_is_told_of_a_redrive_is_by_the_schema() -> None:
    told = order.Order("redrive", "urn:test:1", "anna", "articles.raw/0/9", SINCE, letter="articles.dead/0/1")
    assert problem(order.SCHEMA, orjson.loads(order.encode(told))) is None
    assert order.decode(order.encode(told)) == told
