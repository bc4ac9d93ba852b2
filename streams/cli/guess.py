"""What somebody may have meant who wrote a name that nothing has."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

import click

#: How alike two names must be, 0 to 1.
_ALIKE = 0.6


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name that is most like the word; None where none is like it."""
    by_lower = {name.lower(): name for name in known}
    found = get_close_matches(word.lower(), by_lower, n=1, cutoff=_ALIKE)
    return by_lower[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """ " Did you mean …?", with the space before it; empty where nothing is like the word."""
    near = nearest(word, known)
    return f" Did you mean {near}?" if near else ""


class Group(click.Group):
    """A group of commands that names the one that may have been meant."""

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of that name; None where a shell asks how the line may go on."""
        command = super().get_command(ctx, name)
        if command is None and not ctx.resilient_parsing:
            ctx.fail(f"No such command {name!r}.{did_you_mean(name, self.list_commands(ctx))}")
        return command
