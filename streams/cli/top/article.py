"""An article in full, as lines: what readers have, its text, versions, copies, story and trace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from streams.article import Article
from streams.cli.top.columns import UNKNOWN, Piece, clear
from streams.cli.top.model import Waiting
from streams.history.dead_letters import DeadLetter, Group
from streams.history.dispositions import as_text
from streams.kinds import REASONS

#: The most that is shown of a text, in characters, and of copies, versions, steps and letters.
_TEXT, _MOST = 40_000, 200
_MOMENT = "%Y-%m-%d %H:%M:%S"

Lines = Iterator[list[Piece]]


def article_lines(known: dict[str, Any]) -> Lines:
    """What `known_of` tells of a uri."""
    event = known["event"]
    item = event["item"] if event else {}
    desk = event["desk"] if event else {}
    headlines = item.get("headlines") or ()
    yield [(_one(headlines[0]["value"]) if headlines else UNKNOWN, "bold")]
    yield [(_one(known["uri"]), "cyan")]
    yield from _facts(item, desk)
    yield [("readers: ", "dim"), (_one(known["readers"]["words"]), "")]
    if known["original"]:
        original = known["original"]
        yield [
            ("copies ", "dim"),
            (_one(original["uri"]), "cyan"),
            ("  " + _one(original["readers"]["words"]), ""),
        ]
    yield from _text(_body(item))
    yield from _versions(known)
    yield from _copies(known["copies"])
    yield from _story(known["story"])
    yield from _section("trace", known["trace"], _step)
    for each in known["missing"]:
        yield [("  missing: " + _one(each), "bold red")]
    yield []
    yield [(_one(known["looked"]["words"]), "dim")]


def held_lines(waiting: Waiting, article: Article | None) -> Lines:
    """What is held back, with its text: an editor must know what he lets out. `article` None: it is gone."""
    yield [(_one(waiting.headline) or UNKNOWN, "bold")]
    yield [(_one(waiting.uri), "cyan")]
    until = f" until {_moment(waiting.until)}" if waiting.until else ""
    since = f", since {_moment(waiting.since)}" if waiting.since else ""
    yield [(f"{waiting.reason}{until}{since}", "yellow")]
    yield [("source: ", "dim"), (_one(waiting.source) or UNKNOWN, "")]
    if waiting.words:
        yield [("it says: ", "dim"), (_one(waiting.words), "")]
    if article is None:
        yield []
        yield [("It waits no longer.", "bold")]
        return
    yield from _text(list(article.paragraphs))


def letters_lines(group: Group, letters: Iterable[DeadLetter]) -> Lines:
    """Dead letters of one reason, stage and source, the newest first."""
    yield [
        (f"{group.count:,} of {group.reason}", "bold red"),
        (f" in {group.stage}, from {_one(group.source)}", ""),
    ]
    yield [(next((means for reason, means in REASONS.items() if reason == group.reason), ""), "")]
    yield []
    shown = sorted(letters, key=lambda each: each.at, reverse=True)
    for letter in shown[:_MOST]:
        died = f"  died {letter.attempts} times" if letter.attempts > 1 else ""
        yield [(_moment(letter.at), "dim"), ("  " + (_one(letter.subject) or UNKNOWN), "bold")]
        yield [(f"  {as_text(letter.place)}  {letter.size:,} bytes{died}", "dim")]
        if letter.detail:
            yield [("  " + _one(letter.detail), "")]
    if len(shown) > _MOST:
        yield [(f"… and {len(shown) - _MOST:,} more", "dim")]


def _facts(item: dict[str, Any], desk: dict[str, Any]) -> Lines:
    places = [str(each["name"]) for each in item.get("places") or ()][:5]
    told = (
        ("source", desk.get("source")),
        ("language", item.get("language")),
        ("version", item.get("version")),
        ("places", ", ".join(places)),
        ("url", desk.get("url")),
    )
    facts = [(name, _one(value)) for name, value in told if value]
    if facts:
        yield [piece for name, value in facts for piece in ((f"{name}: ", "dim"), (f"{value}  ", ""))]


def _body(item: dict[str, Any]) -> list[str]:
    bodies = item.get("bodies") or ()
    return str(bodies[0]["value"]).split("\n") if bodies else []


def _text(paragraphs: list[str]) -> Lines:
    left = _TEXT
    for paragraph in paragraphs:
        if left <= 0:
            yield [("… the rest is not shown here", "dim")]
            return
        if words := clear(paragraph, left):
            yield []
            yield [(words, "")]
        left -= len(paragraph)


def _section(name: str, of: list[Any], tell: Any) -> Lines:
    if not of:
        return
    yield []
    yield [(f"{name} ({len(of):,})", "bold")]
    for each in of[:_MOST]:
        yield tell(each)
    if len(of) > _MOST:
        yield [(f"  … and {len(of) - _MOST:,} more", "dim")]


def _versions(known: dict[str, Any]) -> Lines:
    yield from _section("versions", known["versions"], _version)
    if known["repeats"]:
        yield [(f"  and {known['repeats']} repeats", "dim")]


def _version(each: dict[str, Any]) -> list[Piece]:
    return [
        (f"  {_moment(each['came'])}  ", "dim"),
        (f"{_one(each['name'])}: {_one(each['words'])}", ""),
    ]


def _copies(copies: list[dict[str, Any]]) -> Lines:
    yield from _section("copies", copies, _copy)


def _copy(each: dict[str, Any]) -> list[Piece]:
    share = f"{each['share']:.0%}" if each["share"] is not None else UNKNOWN
    return [
        (f"  {_moment(each['at'])}  {share:>4}  ", "dim"),
        (f"{_one(each['source'])}  ", "cyan"),
        (f"{_one(each['headline'] or '')}  ", "bold"),
        (_one(each["uri"]), "dim"),
    ]


def _story(story: dict[str, Any] | None) -> Lines:
    if story is None:
        return
    yield []
    yield [("story", "bold")]
    told = f", {story['articles']} articles, {story['reports']} reports" if story["articles"] else ""
    yield [(f"  {_one(story['title'] or UNKNOWN)}{told}", "")]


def _step(each: dict[str, Any]) -> list[Piece]:
    return [
        (f"  {_moment(each['time'])}  {each['stage']:<8} ", "dim"),
        (_one(each["words"]), "red" if each["kind"] in ("dead", "killed", "canceled") else ""),
        (f"  {_one(each['place'])}", "dim"),
    ]


def _one(text: object) -> str:
    return clear(text if isinstance(text, str) else str(text), 2000)


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(_MOMENT)
