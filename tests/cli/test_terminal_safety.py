"""Copy cannot write to the terminal of who looks at it: no control character, and no markup of rich, is obeyed."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import orjson
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from streams.article import Article, Cleaning, Credits, Header, Removed, Revision
from streams.brokers.client import Broker
from streams.cli.demo_day import Day
from streams.cli.demo_view import picture, summary
from streams.cli.inspect import Looking, inspect, show
from streams.cli.terminal import line_of, printable, printable_json
from streams.events.codec import to_event
from streams.events.raw_event import binary_event
from streams.found import Dateline, Evidence, Found, Keyword, Organisation, Person, Place, Quote
from streams.kinds import Disposition, Signal
from streams.settings import Settings
from streams.verdict import Verdict
from tests.articles import NOON, article
from tests.cli.run import copydesk

#: A hyperlink, an erased screen, a colour by a C1 control, DEL, text turned round, a line overwritten; markup; a picture.
EVIL = "\x1b]8;;https://x.example\x07\x1b[2J\x9b31m\x7f\u202e\r\x08[red]A[/red][link=https://x.example]B[/link][/]:fire:"
LITERAL = "[red]A[/red][link=https://x.example]B[/link][/]:fire:"
EVIDENCE = Evidence("test", 0, 0, 1)
FULL = dataclasses.replace(
    article(),
    credits=Credits(byline="Ann Lee"),
    revision=Revision(version="2", version_created=NOON),
    standfirst="The county pays",
    header=Header(slugline="QUAY", ed_note="corrects"),
    url="https://post.example/1",
    cleaning=Cleaning((Removed("boilerplate", 3, "Subscribe now"),), repairs=("charset",)),
    found=Found(
        dateline=Dateline("HARWICH (Anglia Wire) -", "HARWICH", EVIDENCE, "Anglia Wire"),
        places=(Place("Harwich", "city", "GB", EVIDENCE, located=True),),
        people=(Person("Edith Crowe", EVIDENCE, "harbour master"), Person("Ann Lee", EVIDENCE)),
        organisations=(Organisation("Anglia Wire", EVIDENCE),),
        quotes=(Quote("We would rather be late", EVIDENCE, "Edith Crowe"), Quote("Who said so", EVIDENCE)),
        keywords=(Keyword("quay", 1.0),),
        summary=("The port will close its quay.",),
    ),
)


def rendered(*shown: Any) -> str:
    """What a terminal gets, when rich has no colours of its own to add."""
    out = io.StringIO()
    for each in shown:
        Console(file=out, width=4_000, color_system=None, force_terminal=False, highlight=False).print(each)
    return out.getvalue()


def controls(text: str) -> set[str]:
    return {character for character in text if not character.isprintable() and character != "\n"}


def poisoned(value: Any, keep: tuple[str, ...] = ()) -> Any:
    """The same with EVIL before every text in it; names in `keep` stay as they are."""
    if isinstance(value, str) and not isinstance(value, Enum):
        return EVIL + value
    if isinstance(value, list | tuple):
        return type(value)(poisoned(each, keep) for each in value)
    if isinstance(value, dict):
        return {name: each if name in keep else poisoned(each, keep) for name, each in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {each.name: getattr(value, each.name) for each in dataclasses.fields(value)}
        return dataclasses.replace(value, **poisoned(fields, keep))
    return value


def record(value: bytes, topic: str = "articles.enriched", **headers: str) -> Any:
    pairs = [(name, each.encode()) for name, each in headers.items()]
    return SimpleNamespace(
        topic=topic, partition=0, offset=7, value=value, headers=pairs, timestamp=NOON.timestamp() * 1000
    )


def plain(whole: Article) -> Any:
    """The event of an article, as a reader has it."""
    return orjson.loads(orjson.dumps(to_event(whole), option=orjson.OPT_UTC_Z))


VERDICTS = [
    None,
    Verdict(Disposition.ENRICHED),
    Verdict(Disposition.ENRICHED, Signal.CORRECTION, supersedes="1"),
    Verdict(Disposition.DUPLICATE, of="https://post.example/0", similarity=0.9, method="near"),
    Verdict(Disposition.REPEAT),
]


@pytest.mark.parametrize("verdict", VERDICTS)
@pytest.mark.parametrize("keep", [("disposition", "signal"), ()])
def test_no_field_of_an_event_reaches_the_terminal_as_it_is(
    verdict: Verdict | None, keep: tuple[str, ...]
) -> None:
    for headline in (FULL.headline, None):
        event = plain(dataclasses.replace(FULL, verdict=verdict, headline=headline))
        shown = rendered(line_of(record(orjson.dumps(poisoned(event, keep))), {}))
        assert not controls(shown)
        assert LITERAL in shown


@pytest.mark.parametrize("name", ["ce_source", "ce_subject", "dead-reason", "dead-detail"])
def test_no_header_reaches_the_terminal_as_it_is(name: str) -> None:
    headers = {"ce_source": "post", "ce_subject": "story", "dead-reason": "deadline", "dead-detail": "5 s"}
    shown = rendered(line_of(record(b"\x1b[2J", "articles.dead"), headers | {name: EVIL}))
    assert not controls(shown)
    assert (printable(EVIL)[:16] if name == "ce_source" else LITERAL) in shown  # sources are cut short


@pytest.mark.parametrize(
    "value", [b"[]", b"{}", b'{"item": 1, "desk": {}}', b'{"item": {}, "desk": {"source": 1}}']
)
def test_a_record_that_is_no_event_is_a_line_like_any_other(value: bytes) -> None:
    assert f"{len(value)} bytes" in rendered(line_of(record(value), {"ce_source": "post"}))


def test_nothing_of_an_article_reaches_the_terminal_of_inspect_as_it_is() -> None:
    out = io.StringIO()
    console = Console(file=out, width=4_000, color_system=None, force_terminal=False, highlight=False)
    show(console, EVIL + "page.html", poisoned(FULL), EVIL)
    shown = out.getvalue()
    assert not controls(shown)
    lines = {line.split()[0]: line for line in shown.splitlines() if line.startswith("  ") and line.split()}
    for name in (
        *("uri", "format", "source", "language", "by", "version", "dateline", "repaired", "places", "people"),
        *("organisations", "keywords", "quotes", "summary", "removed"),
    ):
        assert LITERAL in lines[name], name
    assert shown.count(LITERAL) > 20


def test_the_demo_shows_no_copy_as_it_is(tmp_path: Path) -> None:
    day = Day(Broker("127.0.0.1:9"), tmp_path, Settings())
    name = binary_event(EVIL, b"x", source="s", subject="u", time=datetime.now(UTC), content_type=None)
    day._on_sent(name, SimpleNamespace(topic="articles.raw", partition=0, offset=1))
    verdict = Verdict(Disposition.ENRICHED)
    event = plain(dataclasses.replace(FULL, verdict=verdict))
    day._on_end(record(orjson.dumps(poisoned(event, ("disposition", "signal", "raw")))))
    place = {"dead-topic": "articles.raw", "dead-partition": "0", "dead-offset": "9", "dead-stage": "clean"}
    dead = place | {"dead-reason": "deadline", "dead-detail": EVIL, "ce_source": EVIL, "ce_subject": EVIL}
    day._on_end(record(EVIL.encode(), "articles.dead", **dead))
    shown = rendered(picture(day), summary(day))
    assert not controls(shown)
    assert "without an end" in shown
    assert shown.count(LITERAL) >= 3


@given(st.text())
def test_what_is_printable_has_no_controls_and_keeps_the_rest(text: str) -> None:
    shown = printable(text)
    assert not controls(shown)
    assert "\n" not in shown
    assert len(shown) == len(text)
    assert all(new in (old, " ") for old, new in zip(text, shown, strict=True))


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_json_for_a_terminal_says_the_same_without_controls(value: Any) -> None:
    encoded = printable_json(orjson.dumps(value))
    assert orjson.loads(encoded) == value
    assert not [each for each in encoded.decode() if each < " " or "\x7f" <= each <= "\x9f"]


@pytest.fixture
def evil_files(tmp_path: Path) -> Path:
    """A folder with copy of three formats that would write to the terminal."""
    paragraphs = "\n\n".join(FULL.paragraphs)
    (tmp_path / "1 \x1b[2J[red].txt").write_text(f"{EVIL} Quay closes\n\n{EVIL}{paragraphs}\n\n{EVIL}")
    (tmp_path / "2.html").write_text(
        f"<html><title>&#27;[2J&#155;31m{EVIL}</title><body><h1>{EVIL}</h1><a href='/'>{EVIL}</a></body></html>"
    )
    (tmp_path / "3.json").write_text(
        orjson.dumps({EVIL: EVIL, "uri": EVIL, "headlines": [{"value": EVIL}]}).decode()
    )
    return tmp_path


def test_inspect_as_a_user_runs_it(evil_files: Path) -> None:
    # A process, as its pool writes to the same terminal; once, as its start takes seconds.
    ran = copydesk("inspect", str(evil_files))
    assert not controls(ran.out + ran.err) - {"\t"}
    assert ran.out
    assert "2.html" in ran.err


def test_nor_does_the_json_of_inspect(evil_files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def without_a_pool(_: Looking, work: Callable[[Any], Any], value: Any) -> Any:
        return work(value)

    monkeypatch.setattr(Looking, "_in_pool", without_a_pool)
    ran = CliRunner().invoke(inspect, [str(evil_files), "--json"])
    assert not controls(ran.stdout + ran.stderr) - {"\t"}
    assert ran.stdout
    assert "2.html" in ran.stderr
