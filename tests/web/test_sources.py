from __future__ import annotations

from datetime import timedelta
from typing import Any

from streams.sources.rhythm import LEARNT
from streams.web import sources as limits
from streams.web.sources import Sources
from tests.web.records import NOON, Record, copied, known, published, record_of_connection, record_of_health

HOUR = timedelta(hours=1)


def of(*records: Record) -> Sources:
    made = Sources()
    for each in records:
        made.health(each.key, each.value)
    return made


def rows(made: Sources) -> list[dict[str, Any]]:
    return made.shown(NOON.timestamp())


def test_what_does_not_go_on_comes_first_then_what_is_silent() -> None:
    made = of(
        record_of_health("bote", silent=False, last=NOON, every=5),
        record_of_health("stille-post", silent=True, last=NOON - 3 * HOUR, every=20),
        record_of_connection("harbour", "feed", "answers 503"),
        record_of_connection("well", "mail", ""),
    )
    harbour, silent, bote, well = rows(made)
    assert harbour["fails"] == [{"kind": "feed", "why": "answers 503", "since": NOON.timestamp() * 1000}]
    assert (harbour["last"], harbour["usual"]) == (None, None)
    assert (silent["name"], silent["silent"], silent["usual"]) == ("stille-post", ["en"], 1200)
    assert silent["last"] == (NOON - 3 * HOUR).timestamp() * 1000
    assert (bote["name"], bote["silent"], bote["usual"]) == ("bote", [], 300)
    assert (well["name"], well["fails"]) == ("well", [])


def test_the_languages_of_a_source_are_one_row() -> None:
    made = of(
        record_of_health("bote", silent=False, last=NOON, every=20, language="de"),
        record_of_health("bote", silent=True, last=NOON - HOUR, every=20, language="fr"),
    )
    (row,) = rows(made)
    assert (row["silent"], row["languages"], row["usual"]) == (["fr"], 2, 600)
    made.health(b"bote|fr", None)
    assert rows(made)[0]["languages"] == 1


def test_it_is_heard_when_something_of_it_comes() -> None:
    made = of()
    made.heard(known(published(seconds=2.0)))
    made.heard(known(copied()))
    assert [(each["name"], each["last"]) for each in rows(made)] == [
        ("paper", (NOON.timestamp() + 3) * 1000),
        ("wire", (NOON.timestamp() + 2) * 1000),
    ]


def test_what_is_not_learnt_and_what_comes_next_to_never_has_no_rhythm() -> None:
    rarely = record_of_health("rare", silent=False, last=NOON, every=60 * 8)
    unlearnt = record_of_health("new", silent=False, last=NOON, every=5, known=LEARNT - 1)
    assert [(each["name"], each["usual"]) for each in rows(of(rarely, unlearnt))] == [
        ("new", None),
        ("rare", None),
    ]


def test_an_older_word_changes_nothing_and_what_is_none_of_ours_neither() -> None:
    older = record_of_health("bote", silent=True, last=NOON, every=5, at=NOON - HOUR)
    fails = record_of_connection("bote", "feed", "answers 503", at=NOON - HOUR)
    made = of(
        *(record_of_health("bote", silent=False, last=NOON, every=5), older),
        *(record_of_connection("bote", "feed", ""), fails),
    )
    made.health(b"x|en", b"{}")
    made.health(None, b"\xff")
    assert [(each["silent"], each["fails"]) for each in rows(made)] == [([], [])]


def test_it_is_bounded_and_keeps_what_is_not_well() -> None:
    made = of(record_of_health("stille-post", silent=True, last=NOON - 3 * HOUR, every=20))
    for number in range(limits.KEPT + 50):
        made.heard(known(published(f"urn:{number}", number, source=f"s{number}", seconds=float(number))))
    names = [each["name"] for each in rows(made)]
    assert (len(names), names[0]) == (limits.KEPT, "stille-post")
    assert f"s{limits.KEPT + 49}" in names and "s0" not in names
    tags = (f"q{first}{second}" for first in "abcdef" for second in "abcdef")
    tongues = of(
        *(record_of_health("bote", silent=False, last=NOON, every=5, language=each) for each in tags)
    )
    assert rows(tongues)[0]["languages"] == limits._KEYS
