"""What the documents name in their prose exists: settings, commands with their options, files, topics and metrics."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import click

from streams import metrics
from streams.cli import COMMANDS, cli
from streams.settings import Settings
from tests.docs.links import ROOT, documents

#: What is history: it names what is gone, too.
PAGES = [path for path in documents() if path.name != "CHANGELOG.md"]

#: The script's own, and what stands for any setting.
_NOT_SETTINGS = {"COPYDESK_PYTHON", "COPYDESK_SASL_", "COPYDESK_SSL_", "COPYDESK_"}
#: `copydesk NAME …` as it stands in code, to the end of the command.
_COMMAND = re.compile(r"(?<![\w.'\"-])copydesk (?P<name>[a-z]+)(?![\w/.-])(?P<rest>[^|;&#`\n]*)")
_OPTION = re.compile(r"(?<!\S)(--[a-z][a-z-]*)")
_CODE = re.compile(r"^ *```.*?^ *```|`[^`\n]+`", re.MULTILINE | re.DOTALL)
#: A file of ours, named from the top of the checkout.
_FILE = re.compile(
    r"(?<![\w/.-])(?:streams|tests|ops|docs|schemas|examples|seeds)/[\w./-]*\w\.(?:py|md|toml|json|yml|txt)\b"
)
_METRIC = re.compile(r"\bcopydesk_[a-z_]+\b")
#: Words that look like one: names of Python, of streams and of Kafka Connect.
_ENDINGS = ("_total", "_bucket", "_sum", "_count", "_info")


def test_settings_exist() -> None:
    known = {f"COPYDESK_{name.upper()}" for name in Settings.model_fields} | _NOT_SETTINGS
    for page in PAGES:
        named = set(re.findall(r"\bCOPYDESK_[A-Z_]*", page.read_text(encoding="utf-8")))
        assert named - known == set(), page


def test_commands_and_their_options_exist() -> None:
    wrong = []
    for page in PAGES:
        for code in _CODE.findall(page.read_text(encoding="utf-8")):
            for found in _COMMAND.finditer(code):
                name = found["name"]
                if name in ("test", "COMMAND"):
                    continue
                unknown = set(_OPTION.findall(found["rest"])) - options(name)
                if name not in COMMANDS or unknown:
                    wrong.append(f"{page.name}: {found[0].strip()}: {' '.join(sorted(unknown))}")
    assert wrong == []


@cache
def options(name: str) -> frozenset[str]:
    """Every option of a command and of those below it."""
    command = cli.get_command(click.Context(cli, resilient_parsing=True), name)
    return frozenset(_options(command)) | {"--help"}


def _options(command: click.Command | None) -> Iterator[str]:
    if command is None:
        return
    for parameter in command.params:
        yield from (*parameter.opts, *parameter.secondary_opts)
    if isinstance(command, click.Group):
        for each in command.commands.values():
            yield from _options(each)


def test_files_exist() -> None:
    for page in PAGES:
        named = set(_FILE.findall(page.read_text(encoding="utf-8")))
        assert {
            name for name in named if not (ROOT / name).exists() and not (page.parent / name).exists()
        } == set(), page


def test_metrics_exist() -> None:
    known = {metric.name for metric in metrics.REGISTRY.collect()}
    for page in PAGES:
        named = set(_METRIC.findall(page.read_text(encoding="utf-8")))
        assert {name for name in named if not is_metric(name, known)} == set(), page


def is_metric(name: str, known: set[str]) -> bool:
    """Whether it is one, or the beginning of some, as in `copydesk_connect_`."""
    if name in known or (name.endswith("_") and any(each.startswith(name) for each in known)):
        return True
    return any(name.removesuffix(ending) in known for ending in _ENDINGS if name.endswith(ending))


def test_what_does_not_exist_is_found() -> None:
    assert "--wait" in options("account")
    assert "--hurry" not in options("account")
    assert options("nothing") == {"--help"}
    assert is_metric("copydesk_dead_letters_total", {"copydesk_dead_letters"})
    assert not is_metric("copydesk_deaf_letters_total", {"copydesk_dead_letters"})
    assert _FILE.findall("see `tests/none.py`, https://x.example/tests/none.py and streams/data/") == [
        "tests/none.py"
    ]
