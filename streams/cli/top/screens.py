"""What is laid over the lists: an article, a question before an order, the help."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable
from typing import Any, ClassVar, Generic, TypeVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen, Screen
from textual.widgets import Footer, Input, Static

from streams.brokers.reader import Progress
from streams.cli.top.columns import Piece, clear
from streams.errors import CopydeskError

T = TypeVar("T")

Looking = Callable[[Progress], Coroutine[Any, Any, T]]


def text_of(lines: Iterable[list[Piece]]) -> Text:
    """Lines as rich prints them."""
    text = Text()
    for number, line in enumerate(lines):
        if number:
            text.append("\n")
        for words, style in line:
            text.append(words, style=style or None)
    return text


class Reading(VerticalScroll):
    """What can be scrolled by j and k."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "scroll_down", "down", show=False),
        Binding("k", "scroll_up", "up", show=False),
        Binding("space", "page_down", "page down", show=False),
        Binding("g", "scroll_home", "first", show=False),
        Binding("G", "scroll_end", "last", show=False),
    ]


class Page(Screen[str]):
    """A text that is looked up, and then shown. It ends with the order that was asked for, or with ""."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave('')", "back"),
        Binding("x", "leave('kill')", "kill"),
        Binding("r", "leave('release')", "release"),
        Binding("d", "leave('redrive')", "redrive"),
    ]

    def __init__(
        self, look: Callable[[], Coroutine[Any, Any, Iterable[list[Piece]]]], orders: Iterable[str]
    ) -> None:
        super().__init__()
        self._look, self._orders = look, {"", *orders}

    def compose(self) -> ComposeResult:
        """A text that scrolls."""
        with Reading(id="page"):
            yield Static("looking …", id="text", markup=False)
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Looks it up."""
        self.query_one(Reading).focus()
        self.run_worker(self._fill())

    async def _fill(self) -> None:
        shown = self.query_one("#text", Static)
        try:
            shown.update(text_of(await self._look()))
        except CopydeskError as error:
            shown.update(Text(clear(str(error)), style="bold red"))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Orders that this has not are no keys here."""
        return action != "leave" or parameters[0] in self._orders

    def action_leave(self, order: str) -> None:
        """Back to the list."""
        self.dismiss(order)


class Question(ModalScreen[tuple[T, str] | None], Generic[T]):
    """What an order would do, looked up, and whether to give it. It ends with that and the note, or with None.

    `tell` makes lines of what was looked up; the last of them asks. It gives None where there is nothing to order: then
    nobody is asked. `note` is what readers are told, None: nothing.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "yes"),
        Binding("n,escape,q", "answer(False)", "no"),
        Binding("e", "note", "edit what readers are told"),
    ]

    def __init__(
        self,
        title: str,
        look: Looking[T],
        tell: Callable[[T], tuple[list[list[Piece]], str | None]],
        note: str | None = None,
    ) -> None:
        super().__init__()
        self._title, self._look, self._tell, self._note = title, look, tell, note
        self._found: T | None = None

    def compose(self) -> ComposeResult:
        """A box with what is known, the note, and the question."""
        with Reading(id="box"):
            yield Static(Text(clear(self._title), style="bold"), markup=False)
            yield Static("looking …", id="found", markup=False)
        yield Static(self._told(), id="note", markup=False)
        yield Input(self._note or "", id="words", placeholder="what readers are told")
        yield Static("", id="ask", markup=False)
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Looks it up."""
        self.query_one(Input).display = False
        self.query_one("#note").display = self._note is not None
        self.query_one(Reading).focus()
        self.run_worker(self._fill(), exclusive=True)

    def _told(self) -> Text:
        return Text(f"readers are told: {clear(self._note or '')}", style="dim")

    async def _fill(self) -> None:
        shown = self.query_one("#found", Static)

        def progress(done: int, total: int) -> None:
            shown.update(f"looking … {done:,} of {total:,}")

        try:
            found = await self._look(progress)
        except CopydeskError as error:
            shown.update(Text(clear(str(error)), style="bold red"))
            return
        lines, ask = self._tell(found)
        shown.update(text_of(lines))
        if ask is not None:
            self._found = found
            self.query_one("#ask", Static).update(Text(f"{ask} (y/n)", style="bold reverse"))
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nobody can say yes to what is not known yet."""
        if action == "note":
            return self._note is not None
        return action != "answer" or parameters[0] is False or self._found is not None

    def action_answer(self, yes: bool) -> None:
        """Ends with the answer."""
        found = self._found
        self.dismiss((found, self._note or "") if yes and found is not None else None)

    def action_note(self) -> None:
        """Lets the note be written."""
        words = self.query_one(Input)
        words.display = True
        words.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Takes the note over."""
        self._note = event.value.strip() or self._note
        self.query_one("#note", Static).update(self._told())
        self.query_one(Input).display = False
        self.query_one(Reading).focus()


class Help(ModalScreen[None]):
    """All keys."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,question_mark,enter", "dismiss", "back")]

    def __init__(self, lines: Iterable[list[Piece]]) -> None:
        super().__init__()
        self._lines = list(lines)

    def compose(self) -> ComposeResult:
        """A text."""
        with Reading(id="box"):
            yield Static(text_of(self._lines), markup=False)
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """So that it scrolls."""
        self.query_one(Reading).focus()
