"""The screen of `copydesk top`: six lists, what is laid over them, and the keys."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterable
from functools import partial
from typing import Any, ClassVar, Protocol

from rich.text import Text
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import ContentSwitcher, Footer, Input, Static

from streams.cli.top import tell
from streams.cli.top.actions import Actions, Reach
from streams.cli.top.article import article_lines, held_lines, letters_lines
from streams.cli.top.columns import Piece, Row, clear
from streams.cli.top.filter import chosen
from streams.cli.top.lag import Lags
from streams.cli.top.listing import Listing
from streams.cli.top.model import HELD, LETTERS, NOTICES, WIRE, Desk, Noted, Waiting
from streams.cli.top.screens import Help, Page, Question, text_of
from streams.cli.top.topics import State
from streams.cli.top.views import VIEWS, figures
from streams.errors import CopydeskError
from streams.history.dead_letters import Group
from streams.history.orders import KILL_NOTE
from streams.history.redrive import Plan
from streams.web.wire import Story

#: Seconds between two looks at what has come: so often at most it is drawn.
_DRAWN = 0.5
#: What Ctrl-C ends with, as every other command does.
INTERRUPTED = 130

_KILLS = _RELEASES = frozenset({WIRE, HELD, NOTICES})


class Source(Protocol):
    """Where it all comes from: see `Topics`."""

    desk: Desk
    lags: Lags
    state: State
    broker: str


class Top(App[int]):
    """Shows what `topics` has read, and orders by `actions`. `clock` is seconds since 1970."""

    ENABLE_COMMAND_PALETTE = False
    #: The terminal's own sixteen colours, on its own background; what matters is said in words, too.
    CSS = """
    Screen { layout: vertical; }
    #head, #figures, #views, #said, #ask, #note { height: 1; }
    Listing { height: 1fr; }
    #filter, #words { height: 1; border: none; padding: 0; }
    ContentSwitcher { height: 1fr; }
    #page, #box { height: 1fr; padding: 0 1; }
    #text, #found { height: auto; }
    Question, Help { background: ansi_default; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "view('wire')", "wire", show=False),
        Binding("2", "view('lag')", "lag", show=False),
        Binding("3", "view('sources')", "sources", show=False),
        Binding("4", "view('held')", "held", show=False),
        Binding("5", "view('dead')", "dead", show=False),
        Binding("6", "view('notices')", "notices", show=False),
        # A screen of its own has Tab for what can be focused.
        Binding("tab", "next(1)", "next list", show=False, priority=True),
        Binding("shift+tab", "next(-1)", "list before", show=False, priority=True),
        Binding("right", "next(1)", "next list", show=False),
        Binding("left", "next(-1)", "list before", show=False),
        Binding("slash", "filter", "filter", key_display="/"),
        Binding("x", "kill", "kill"),
        Binding("r", "release", "release"),
        Binding("d", "redrive", "redrive"),
        Binding("question_mark", "help", "help", key_display="?"),
        Binding("escape", "clear", "all", show=False),
        Binding("q", "leave(0)", "quit"),
        Binding("ctrl+c", f"leave({INTERRUPTED})", "quit", show=False, priority=True),
    ]
    VIEW_NAMES: ClassVar[tuple[str, ...]] = tuple(view.name for view in VIEWS)

    def __init__(self, topics: Source, actions: Actions, clock: Callable[[], float] = time.time) -> None:
        # Without this, NO_COLOR would leave shades of grey.
        super().__init__(ansi_color=True)
        self.theme = "ansi-dark"
        self._topics, self._actions, self._clock = topics, actions, clock
        self._view = VIEWS[0]
        self._words = ""  # of the filter
        self._drawn: object = None
        self._orders: set[asyncio.Task[None]] = set()
        #: What was ordered and not answered when the screen was left, to be said behind it.
        self.left: list[str] = []

    def compose(self) -> ComposeResult:
        """Three lines, the list, what was said, the filter, and the keys."""
        yield Static(id="head", markup=False)
        yield Static(id="figures", markup=False)
        yield Static(id="views", markup=False)
        with ContentSwitcher(initial=self._view.name):
            for view in VIEWS:
                yield Listing(view.name, view.columns, view.nothing)
        yield Static(id="said", markup=False)
        yield Input(id="filter", placeholder="words, or source:… language:… place:… signal:…")
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Begins to draw."""
        self.query_one("#filter").display = False
        self._draw()
        self._listing.focus()
        self.set_interval(_DRAWN, self._draw)

    @property
    def _listing(self) -> Listing:
        return self.screen_stack[0].query_one(f"#{self._view.name}", Listing)

    def _draw(self) -> None:
        """Draws what has changed."""
        topics, stack = self._topics, self.screen_stack
        state, desk, lags = topics.state, topics.desk, topics.lags
        shown = figures(desk, lags, self._clock(), known=state.known)
        moved = (id(desk), *desk.moved.items(), lags.moved)
        now = (state, topics.broker, shown, moved, self._view.name, self._words)
        if now == self._drawn or not stack:
            return
        self._drawn = now
        first = stack[0]
        first.query_one("#head", Static).update(text_of([tell.head(topics.broker, state, self._words)]))
        first.query_one("#figures", Static).update(text_of([tell.values(shown)]))
        counts = {HELD: desk.count(HELD), LETTERS: desk.count(LETTERS)}
        first.query_one("#views", Static).update(
            text_of([tell.views(self.VIEW_NAMES, self._view.name, counts)])
        )
        rows = chosen(self._view.rows(desk, lags, self._clock()), self._words)
        self._listing.fill(rows, self._nothing(state))

    def _nothing(self, state: State) -> str:
        if not state.known:
            return f"Not known: {state.words}"
        return f"Nothing has the words of the filter: {self._words}" if self._words else self._view.nothing

    def say(self, words: str, style: str = "") -> None:
        """Says what came of something, above the keys."""
        if self.screen_stack:
            self.screen_stack[0].query_one("#said", Static).update(Text(clear(words), style=style))

    def action_view(self, name: str) -> None:
        """Shows another list."""
        self._view = next(view for view in VIEWS if view.name == name)
        self.query_one(ContentSwitcher).current = name
        self._listing.focus()
        self._draw()
        self.refresh_bindings()

    def action_next(self, by: int) -> None:
        """Shows the next list, or the one before."""
        at = self.VIEW_NAMES.index(self._view.name)
        self.action_view(self.VIEW_NAMES[(at + by) % len(VIEWS)])

    def action_filter(self) -> None:
        """Lets a filter be written."""
        words = self.query_one("#filter", Input)
        words.display = True
        words.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filters while it is written."""
        if event.input.id == "filter":
            self._words = event.value.strip()
            self._draw()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Back to the list, as it is filtered now."""
        if event.input.id == "filter":
            event.input.display = False
            self._listing.focus()

    def action_clear(self) -> None:
        """All is shown again."""
        words = self.query_one("#filter", Input)
        words.value, words.display = "", False
        self._listing.focus()

    def action_help(self) -> None:
        """All keys."""
        self.push_screen(Help(tell.HELP))

    def action_leave(self, code: int) -> None:
        """Ends at once. What was ordered goes on where it has arrived."""
        self.exit(code)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The keys of one list are none of another's; and none of this is for what is laid over them."""
        if action in ("kill", "release", "redrive", "filter", "view", "next", "clear", "help"):
            if len(self.screen_stack) > 1:
                return False
            wanted = {"kill": _KILLS, "release": _RELEASES, "redrive": {LETTERS}}.get(action)
            return wanted is None or self._view.name in wanted
        return True if action != "leave" or parameters[0] else len(self.screen_stack) == 1

    def on_listing_opened(self, event: Listing.Opened) -> None:
        """Opens what Enter was pressed on."""
        target = event.row.target
        page: Page | None = None
        if isinstance(target, Story | Noted):
            page = Page(partial(self._article, target.uri), ("kill", "release"))
        elif isinstance(target, Waiting):
            page = Page(partial(self._held, target), ("kill", "release"))
        elif isinstance(target, Group):
            page = Page(partial(self._letters, target), ("redrive",))
        if page is not None:
            self.push_screen(page, partial(self._ordered, event.row))

    def _ordered(self, row: Row, order: str | None) -> None:
        if order:
            getattr(self, f"_{order}")(row)

    async def _article(self, uri: str) -> Iterable[list[Piece]]:
        return article_lines(await self._actions.article(uri))

    async def _held(self, waiting: Waiting) -> Iterable[list[Piece]]:
        return held_lines(waiting, await self._actions.held(waiting.place))

    async def _letters(self, group: Group) -> Iterable[list[Piece]]:
        mine = (group.reason, group.stage, group.source)
        letters = self._topics.desk.dead.values()
        return letters_lines(
            group, [each for each in letters if (each.reason, each.stage, each.source) == mine]
        )

    def action_kill(self) -> None:
        """Asks whether what is chosen is to be killed."""
        if (row := self._listing.chosen) is not None:
            self._kill(row)

    def _kill(self, row: Row) -> None:
        uri = _uri_of(row)
        question = Question[Reach](f"Kill {uri}", partial(self._actions.reach, uri), tell.reach, KILL_NOTE)
        self.push_screen(question, self._killed)

    def _killed(self, answer: tuple[Reach, str] | None) -> None:
        if answer is not None:
            reach, note = answer
            self._order(f"kill of {reach.uri}", self._actions.kill(reach, note), tell.killed)

    def action_release(self) -> None:
        """Asks whether what is chosen is to be let out."""
        if (row := self._listing.chosen) is not None:
            self._release(row)

    def _release(self, row: Row) -> None:
        uri = _uri_of(row)

        async def look(_: object) -> str:
            return uri

        waits = row.target if isinstance(row.target, Waiting) else None
        question = Question[str](f"Release {uri}", look, partial(tell.release, waits))
        self.push_screen(question, self._released)

    def _released(self, answer: tuple[str, str] | None) -> None:
        if answer is not None:
            uri, _ = answer
            self._order(f"release of {uri}", self._actions.release(uri), partial(tell.released, uri))

    def action_redrive(self) -> None:
        """Asks whether the letters that are chosen are to go back."""
        if (row := self._listing.chosen) is not None:
            self._redrive(row)

    def _redrive(self, row: Row) -> None:
        group = row.target
        assert isinstance(group, Group)
        title = f"Redrive {group.reason} in {group.stage}, from {group.source}"
        self.push_screen(Question[Plan](title, partial(self._actions.plan, group), tell.plan), self._redriven)

    def _redriven(self, answer: tuple[Plan, str] | None) -> None:
        if answer is not None:
            plan, _ = answer
            self._order(
                f"redrive of {len(plan.letters)} letters",
                self._actions.redrive(plan),
                partial(tell.redriven, plan),
            )

    def _order(self, what: str, order: Coroutine[Any, Any, Any], said: Callable[[Any], str]) -> None:
        """Gives an order, and says what came of it."""
        self.say(f"{what}: on its way, by {self._actions.by}", "yellow")
        self.left.append(what)

        async def carry_out() -> None:
            try:
                words, style = said(await order), "green"
            except CopydeskError as error:
                words, style = f"{what}: {error}", "bold red"
            self.left.remove(what)
            self.say(words, style)

        task = asyncio.get_running_loop().create_task(carry_out(), name=what)
        self._orders.add(task)
        task.add_done_callback(self._orders.discard)


def _uri_of(row: Row) -> str:
    target = row.target
    assert isinstance(target, Story | Waiting | Noted)
    return target.uri
