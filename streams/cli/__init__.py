"""The command line. Every command has --help with an example; an error is one sentence that says what to do."""

from __future__ import annotations

import ast
import sys
from importlib import import_module
from importlib.resources import files

import click

from streams import __version__
from streams.cli.guess import did_you_mean
from streams.cli.names import unknown_variables
from streams.errors import CopydeskError

#: In the order in which a stranger would want them. Each stands in the module of its name, and is loaded alone:
#: `copydesk tail` need not wait for the gazetteer.
COMMANDS = (
    "demo",
    "worker",
    "connect",
    "webhooks",
    "feed",
    "tail",
    "top",
    "stories",
    "inspect",
    "held",
    "trace",
    "account",
    "dead",
    "redrive",
    "replay",
    "diff",
    "skip",
    "topics",
    "asyncapi",
    "dashboards",
    "migrate",
    "broker",
    "doctor",
    "settings",
    "sources",
    "authority",
    "completion",
)


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            if ctx.resilient_parsing:  # a shell asks how the line may go on
                return None
            ctx.fail(f"No such command {name!r}.{did_you_mean(name, COMMANDS)}")
        command = getattr(import_module(f"streams.cli.{name}"), name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, _first_sentence(name)) for name in COMMANDS])


def _first_sentence(name: str) -> str:
    """What a command says of itself, read and not loaded: all of them together take seconds."""
    folder = files(__name__)
    own = folder / f"{name}.py"
    tree = ast.parse((own if own.is_file() else folder / name / "__init__.py").read_bytes())
    (made,) = (each for each in tree.body if isinstance(each, ast.FunctionDef) and each.name == name)
    paragraph = (ast.get_docstring(made) or "").partition("\n\n")[0]
    sentence, stop, _ = " ".join(paragraph.split()).partition(". ")
    return sentence + stop.rstrip()


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="copydesk")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """The wire desk on Kafka: cleans, deduplicates and enriches a live stream of news articles.

    Begin with `copydesk demo`.
    """
    # The doctor tells of them himself.
    for sentence in unknown_variables() if ctx.invoked_subcommand != "doctor" else ():
        click.echo(f"copydesk: {sentence}", err=True)


def main() -> None:
    """The entry point: exit code 0, 1 for a failure, 2 for misuse, 3 when too much died, 130 for Ctrl-C."""
    try:
        code = cli.main(prog_name="copydesk", complete_var="_COPYDESK_COMPLETE", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except CopydeskError as error:
        from streams.cli.terminal import printable  # loads rich, which a command that works may do without

        # The end of a worker's log may be in it, and in that what was in the copy.
        click.echo("\n".join(printable(line) for line in f"copydesk: {error}".split("\n")), err=True)
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        sys.exit(130)
    except BrokenPipeError:
        # The reader (head, less) has had enough. Python would complain once more when it flushes stdout.
        sys.stderr.close()
        sys.exit(0)
