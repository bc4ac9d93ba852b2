"""The screen: what is to be seen on it, and what the keys do."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from rich.cells import cell_len
from rich.color import ColorType
from textual.pilot import Pilot

from streams.cli.top.app import INTERRUPTED, Top
from streams.cli.top.topics import State
from streams.history.orders import KILL_NOTE
from tests.cli.top.desks import Noted, Shown, screen_of
from tests.waiting import until
from tests.web.records import NOON, canceled, copied, died, held, published


@dataclass
class Screen:
    """The screen of a test, and who sits before it."""

    app: Top
    pilot: Pilot[int]
    shown: Shown = field(default_factory=Shown)
    noted: Noted = field(default_factory=Noted)

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def sees(self, *words: str) -> str:
        """Returns the screen once all of the words are on it."""
        try:
            await until(lambda: all(each in screen_of(self.app) for each in words), still=30.0)
        except AssertionError:
            raise AssertionError(screen_of(self.app)) from None
        return screen_of(self.app)


@asynccontextmanager
async def at(
    shown: Shown, noted: Noted | None = None, width: int = 80, height: int = 24
) -> AsyncIterator[Screen]:
    noted = noted or Noted()
    app = Top(shown, noted, clock=lambda: NOON.timestamp() + 10)
    async with app.run_test(size=(width, height)) as pilot:
        await pilot.pause()
        yield Screen(app, pilot, shown, noted)


def desk() -> Shown:
    return Shown(
        published(), copied(), held(), died(), published("urn:b", 6, headline="Mine to close", language="de")
    )


async def test_it_fits_80_by_24_and_shows_its_keys() -> None:
    async with at(desk()) as screen:
        seen = await screen.sees("copydesk live", "kafka:9092", "held 1", "Ferries stay in port", "q quit")
        lines = seen.split("\n")
        assert len(lines) == 24
        assert {cell_len(line) for line in lines} == {80}
        for key in ("open", "/ filter", "x kill", "r release", "? help", "q quit"):
            assert key in lines[-1]
        assert "redrive" not in lines[-1]
        await screen.press("5")
        assert "d redrive" in (await screen.sees("empty")).split("\n")[-1]


async def test_each_list_has_its_key_and_tab_goes_round() -> None:
    async with at(desk()) as screen:
        for key, words in (
            ("2", "It is not known"),
            ("3", "paper                11-21 12:00"),
            ("4", "Secret report"),
            ("5", "1 empty"),
            ("6", "No notice yet"),
            ("1", "Mine to close"),
        ):
            await screen.press(key)
            await screen.sees(words, f"[{key} ")
        for number in (2, 3, 4, 5, 6, 1):
            await screen.press("tab")
            await screen.sees(f"[{number} ")
        await screen.press("left")
        await screen.sees("[6 ")


@pytest.mark.parametrize("why", ["no broker answers at kafka:9092", "starting (42 %)", "connecting"])
async def test_what_is_not_known_is_a_dash_and_says_why(why: str) -> None:
    shown = Shown()
    shown.state = State(False, why)
    async with at(shown) as screen:
        seen = await screen.sees(f"copydesk {why}", f"Not known: {why}", "a minute –", "held –")
        assert seen.split("\n")[1].count("–") == 6
        shown.state = State(True, "live")
        await screen.sees("copydesk live", "No article yet", "held 0")


async def test_what_comes_is_seen_and_what_is_chosen_stays_chosen() -> None:
    shown = Shown(published("urn:1", 1, headline="One"), published("urn:2", 2, headline="Two"))
    async with at(shown) as screen:
        await screen.press("j")
        shown.tell(*(published(f"urn:more:{each}", 10 + each, headline=f"More {each}") for each in range(50)))
        await screen.sees("More 15", "One")
        listing = screen.app._listing
        assert listing.chosen
        assert listing.chosen.key == "urn:1"
        await screen.press("g")
        shown.tell(published("urn:last", 99, headline="The last one"))
        await screen.sees("The last one")
        assert listing.chosen.key == "urn:last"
        await screen.press("G")
        assert listing.chosen.key == "urn:1"
        await screen.press("k", "up", "pageup")
        assert listing.rows.index(listing.chosen) < 40


async def test_what_is_chosen_is_reversed_and_keeps_its_line_on_the_screen() -> None:
    shown = Shown(*(published(f"urn:{each}", each, headline=f"News {each:02}") for each in range(30)))
    async with at(shown) as screen:
        await screen.press(*["j"] * 20, *["k"] * 5)

        def chosen() -> tuple[int, str]:
            strips = enumerate(screen.app.screen._compositor.render_strips())
            ((line, strip),) = [
                (line, strip)
                for line, strip in strips
                if any(each.style and each.style.reverse and "News" in each.text for each in strip)
            ]
            return line, "".join(each.text for each in strip).strip()[-7:]

        line, text = chosen()
        assert text == "News 14"
        shown.tell(*(published(f"urn:more:{each}", 50 + each, headline="More") for each in range(5)))
        await screen.sees("a minute 35")
        await screen.pilot.pause()
        assert chosen() == (line, text)


async def test_a_filter_is_written_and_taken_back_and_kills_pass_it() -> None:
    shown = desk()
    shown.tell(published("urn:k", 7, headline="Killed one"), canceled("urn:k", 8))
    async with at(shown) as screen:
        await screen.press("slash", *"lang:de", "enter")
        seen = await screen.sees("/ lang:de", "Mine to close", "KILL")
        assert "Ferries" not in seen
        await screen.press("slash", *"nothing", "enter")  # in place of the one before
        await screen.sees("/ nothing")
        await screen.press("escape")
        await screen.sees("Ferries", "Mine to close")


async def test_enter_opens_an_article_and_q_goes_back() -> None:
    async with at(desk()) as screen:
        await screen.press("enter")
        seen = await screen.sees("readers have version 2", "Two.", "urn:b")
        assert "esc back" in seen.split("\n")[-1]
        await screen.press(
            "2", "tab", "slash", "question_mark", "d"
        )  # keys of the lists are none of the page's
        await screen.sees("readers have version 2")
        await screen.press("q")
        await screen.sees("[1 wire]")
        await screen.press("4", "enter")
        await screen.sees("The secret text.", "until 13:00")
        await screen.press("escape", "5", "enter")
        await screen.sees("1 of empty", "articles.dead/", "why")


async def test_a_kill_names_every_copy_and_is_sent_after_a_yes() -> None:
    copies = [f"urn:copy:{each}" for each in range(4)]
    async with at(desk(), Noted(copies)) as screen:
        await screen.press("x")
        seen = await screen.sees(
            "Kill urn:b", "Ferries [2J stay", "Kill it and its 4 copies? (y/n)", KILL_NOTE
        )
        assert all(each in seen for each in copies)
        assert "\x1b" not in seen
        await screen.press("n")
        assert screen.noted.ordered == []
        await screen.press("x")
        await screen.sees("Kill it and its 4 copies?")
        await screen.press("e", *"forged", "enter")  # in place of the usual words
        await screen.sees("readers are told: forged")
        await screen.press("y")
        await screen.sees("Canceled: 5 (order articles.raw/0/7)")
        assert screen.noted.ordered == [("kill", "urn:b", "forged")]


async def test_nobody_can_say_yes_to_what_is_not_known_yet() -> None:
    async with at(desk(), Noted(fails="nothing is known under urn:b any more")) as screen:
        await screen.press("x")
        await screen.sees("nothing is known under urn:b any more")
        await screen.press("y")
        await screen.sees("Kill urn:b")
        assert screen.noted.ordered == []
        await screen.press("escape")
        await screen.sees("[1 wire]")


async def test_what_is_held_is_released_from_its_article_too() -> None:
    async with at(desk()) as screen:
        await screen.press("4", "enter")
        await screen.sees("The secret text.")
        await screen.press("r")
        await screen.sees("Release urn:h", "Secret report", "Release it now, whatever it waits for? (y/n)")
        await screen.press("y")
        await screen.sees("Released: urn:h")
        assert screen.noted.ordered == [("release", "urn:h")]


async def test_letters_go_back_after_it_is_said_how_many_stay() -> None:
    async with at(desk()) as screen:
        await screen.press("x")  # of no meaning in another list
        await screen.press("escape", "5", "x", "d")
        await screen.sees("1 to go back", "2 stay: redriven before", "Send it back? (y/n)")
        await screen.press("y")
        await screen.sees("1 sent back")
        assert screen.noted.ordered == [("redrive", 1)]


async def test_an_order_that_fails_says_why() -> None:
    async with at(desk()) as screen:
        await screen.press("4", "r")
        await screen.sees("Release it now")
        screen.noted.fails = "urn:h still waits after 30 s"
        await screen.press("y")
        await screen.sees("release of urn:h: urn:h still waits after 30 s")
        assert screen.app.left == []


async def test_who_leaves_is_told_of_orders_without_an_answer() -> None:
    noted = Noted()
    noted.answer.clear()
    async with at(desk(), noted) as screen:
        await screen.press("4", "r")
        await screen.sees("Release it now")
        await screen.press("y")
        await screen.sees("release of urn:h: on its way, by anna")
        await screen.press("ctrl+c")
    assert screen.app.return_value == INTERRUPTED
    assert screen.app.left == ["release of urn:h"]


@pytest.mark.parametrize(("key", "code"), [("q", 0), ("ctrl+c", INTERRUPTED)])
async def test_it_ends(key: str, code: int) -> None:
    async with at(desk()) as screen:
        await screen.press(key)
    assert screen.app.return_value == code


async def test_ctrl_c_ends_it_wherever_one_is() -> None:
    async with at(desk()) as screen:
        await screen.press("slash", "a", "ctrl+c")
    assert screen.app.return_value == INTERRUPTED
    async with at(desk()) as screen:
        await screen.press("x")
        await screen.sees("Kill it?")
        await screen.press("ctrl+c")
    assert screen.app.return_value == INTERRUPTED


async def test_the_help_names_every_key() -> None:
    async with at(desk()) as screen:
        await screen.press("question_mark")
        await screen.sees("kill, for good", "redrive", "Kills pass every filter")
        await screen.press("escape")
        await screen.sees("[1 wire]")


async def test_only_sixteen_colours_are_used() -> None:
    shown = desk()
    shown.tell(published("urn:k", 7), canceled("urn:k", 8))
    async with at(shown) as screen:
        for key in "12345":
            await screen.press(key)
            for strip in screen.app.screen._compositor.render_strips():
                for segment in strip:
                    for colour in (segment.style.color, segment.style.bgcolor) if segment.style else ():
                        assert colour is None or colour.type in (ColorType.DEFAULT, ColorType.STANDARD)


@pytest.mark.long
@pytest.mark.parametrize(("width", "height"), [(20, 6), (200, 60)])
async def test_it_stands_any_size(width: int, height: int) -> None:
    async with at(desk(), width=width, height=height) as screen:
        for keys in ("2", "3", "5", "4", "enter", "q", "x", "escape", "question_mark"):
            await screen.press(keys)
            assert {cell_len(line) for line in screen_of(screen.app).split("\n")} == {width}


@pytest.mark.long
async def test_a_burst_does_not_freeze_it() -> None:
    """The price of drawing does not grow with what came: 2,000 articles cost two screens, not 2,000."""
    shown = Shown(*(published(f"urn:{each}", each, headline=f"News {each}") for each in range(200)))
    async with at(shown) as screen:
        began = time.process_time()
        screen.app._drawn = None
        screen.app._draw()
        once = time.process_time() - began
        shown.tell(
            *(published(f"urn:burst:{each}", 1000 + each, headline=f"Burst {each}") for each in range(2000))
        )
        began = time.process_time()
        screen.app._draw()
        assert time.process_time() - began < 10 * once + 0.05
        await screen.sees("Burst 1999")
        assert len(screen.app._listing.rows) <= 200
