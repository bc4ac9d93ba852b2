"""`copydesk completion`."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

_SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Prints what makes a shell complete commands, options and topics.

    \b
    Examples:
      eval "$(copydesk completion bash)"
      copydesk completion fish > ~/.config/fish/completions/copydesk.fish
    """
    make = get_completion_class(shell)
    assert make is not None
    root = context.find_root()
    click.echo(make(root.command, {}, "copydesk", "_COPYDESK_COMPLETE").source())
