"""Orders in free words: which signs together make one, and which do not."""

from __future__ import annotations

import pytest

from streams.clean.boilerplate_literals import literals_of
from streams.clean.folding import plain
from streams.clean.signal_patterns import LANGUAGES, book
from streams.clean.signals import read_signal
from streams.clean.weighed import MOST_WORDS, weigh
from streams.kinds import Format, Signal

HEADLINE = "Ferry crews vote to strike"


def said(*paragraphs: str, note: str | None = None, format_: Format = Format.TEXT) -> Signal | None:
    return read_signal(HEADLINE, None, note, paragraphs, "en", format_)[0]


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        # an act, an item that is the desk's own, and a fault
        ("We have pulled our story about the ferries. It was a hoax.", Signal.KILL),
        ("We have pulled our adverts about the ferries. It was a hoax.", None),
        ("They have pulled a story about the ferries. It was a hoax.", None),
        # who is addressed
        ("Clients: spike the ferry story. A hoax.", Signal.KILL),
        ("He wants to spike the ferry story. A hoax.", None),
        ("Clients: nix the ferry story. A hoax.", Signal.KILL),
        # somebody's speech, a part of it, another that comes in its place
        ("We have pulled our story about the ferries, the newspaper said. It was a hoax.", None),
        ("Please delete the last paragraph of our story. It was sent in error.", None),
        ("We have pulled our story, sent in error. Use this corrected version.", None),
        ("Our story about the ferries is a hoax. Do not use it.", Signal.KILL),
        ("Our story about the ferries is a hoax. Do not use it. Use this corrected version.", None),
        # what a licence says, too
        ("Editors: our story must not be published abroad.", None),
        # how one asks
        ("Editors: please spike the ferry story.", Signal.KILL),
        ("Editors: spike the ferry story.", None),
        # somebody's request, told in news
        ("Please delete the story headlined Ferry vote. It was wrong.", Signal.KILL),
        ("A story headlined Vote was deleted. It was wrong. Please do not use it, police asked.", None),
        # for some time
        ("Editors: hold the ferry story back while we verify the vote.", Signal.HOLD),
        ("Editors: our story must not be used pending checks.", Signal.HOLD),
        ("Editors: our story is pulled until noon.", None),
        ("Editors: you may now use the ferry story.", Signal.RELEASE),
    ],
)
def test_signs_are_weighed(text: str, signal: Signal | None) -> None:
    found = weigh(text, is_note=False)
    assert (found and found[0]) is signal


def test_a_note_is_addressed_to_editors() -> None:
    assert weigh("Spike. Sent in error.", is_note=True) == (Signal.KILL, "Spike")
    assert weigh("Spike. Sent in error.", is_note=False) is None
    assert weigh("Not to be published in Austria", is_note=True) is None
    assert weigh("Spike. Do not use.", is_note=True) == (Signal.KILL, "Spike")
    assert weigh("Editors: please spike the ferry story.", is_note=True) is None


def test_the_words_are_those_of_one_language() -> None:
    assert weigh("Wir haben unsere Meldung gelöscht. Sent in error.", is_note=False) is None


def test_a_text_can_be_asked_for_each_act_before_its_pattern_is_tried() -> None:
    for language in LANGUAGES:
        for act in ("kill", "unused", "hold", "release"):
            assert literals_of(plain(book(language)["weighed"][act])).strings, (language, act)


def test_only_a_short_item_is_a_message() -> None:
    order = "We have pulled our story about the ferries. It was a hoax."
    assert said(order) is Signal.KILL
    assert said(order, "word " * MOST_WORDS) is None
    assert said("word " * MOST_WORDS, note="Spike. Sent in error.") is Signal.KILL


def test_what_stands_in_quotation_marks_orders_nothing() -> None:
    order = "We have pulled our story about the ferries. It was a hoax."
    assert said(order) is Signal.KILL
    for quoted in (f'"{order}"', f"“{order}”", f"« {order} »", f'"{order}', f'"{order}" So the message ran.'):
        assert said(quoted) is None
    assert said('We have pulled our story "Ferries". It was a hoax.') is Signal.KILL


def test_on_a_page_nothing_is_weighed() -> None:
    assert said("We have pulled our story about the ferries. It was a hoax.", format_=Format.HTML) is None


def test_an_advisory_is_read_for_what_it_orders() -> None:
    order = ("The ferry item rested on a forged letter. Take it off every site.", "It was a hoax.")
    assert read_signal("Note to editors", None, None, ("Photos will follow.",), "en")[0] is Signal.ADVISORY
    assert (
        read_signal("Note to editors", None, None, ("The item must come down. A hoax.",), "en")[0]
        is Signal.KILL
    )
    assert read_signal("Ferries", None, None, order, "en")[0] is None


def test_what_is_held_is_not_released_by_free_words() -> None:
    released = "Editors: you may now use the ferry story."
    assert read_signal("Ferries", None, None, (released,), "en")[0] is Signal.RELEASE
    assert read_signal("HOLD: Ferries", None, None, (released,), "en")[0] is Signal.HOLD
