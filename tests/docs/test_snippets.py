"""Every code block of the documents is one that is tried, or says why it is not. See snippets.py for how they are marked."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from streams.cli import COMMANDS
from streams.connect.connections import connections_of
from streams.connect.subscriptions import read_subscriptions
from streams.enrich.authority_file import read_authority_file
from streams.extensions.installed import ENRICHERS, NAME, RULES
from streams.extensions.packs import Pack
from streams.rules import check_rules
from streams.settings import Settings
from streams.sources.table import read_sources
from streams.stories.authority import read_authority
from tests.docs.links import ROOT, documents
from tests.docs.snippets import SHOWN, TRIED, Snippet, all_snippets, read_snippets, tried

#: What a command looks like at the beginning of a line.
_COMMAND = re.compile(r"(?:^|[|;&] *)(?:\$ )?(?:\w+=\S+ )*(?:\./)?copydesk (?P<name>[a-z]+)", re.MULTILINE)
#: What a document may say of a secret's file: the test writes one.
_SECRETS = "/run/secrets"


def test_the_blocks_of_a_document_are_found() -> None:
    text = "# A\n```sh\nls\n```\n\n<!-- not run: no disk -->\n```yaml\na: b\n```\n- in a list\n  ```json\n  {}\n  ```\n"
    found = list(read_snippets("a.md", text))
    assert [(each.place, each.language, each.text, each.not_run) for each in found] == [
        ("a.md:2", "sh", "ls\n", ""),
        ("a.md:7", "yaml", "a: b\n", "no disk"),
        ("a.md:11", "json", "{}\n", ""),
    ]
    assert [each.tried for each in found] == [True, False, True]


def test_no_fence_is_overlooked() -> None:
    for path in documents():
        text = path.read_text(encoding="utf-8")
        fences = len(re.findall(r"^ *```", text, re.MULTILINE))
        assert fences == 2 * len(list(read_snippets(path.name, text))), path


def test_each_block_is_tried_or_says_why_not() -> None:
    for snippet in all_snippets():
        is_tried_or_says_why_not(snippet)


def is_tried_or_says_why_not(snippet: Snippet) -> None:
    assert snippet.language, f"{snippet.place}: name the language; what a command prints is `{SHOWN}`"
    if snippet.not_run:
        assert len(snippet.not_run) > 8, f"{snippet.place}: say why it is not run"
        return
    assert snippet.language in (*TRIED, SHOWN), (
        f"{snippet.place}: {snippet.language} is not tried: put <!-- not run: why --> on the line above"
    )
    if snippet.language == SHOWN:
        assert not re.search(r"^(?:\$ |\./copydesk |copydesk )", snippet.text, re.MULTILINE), (
            f"{snippet.place}: a command stands in `sh`, what it prints in `{SHOWN}`"
        )


def test_commands_that_a_block_names_exist() -> None:
    for snippet in all_snippets():
        for name in _COMMAND.findall(snippet.text):
            assert name in (*COMMANDS, "test"), f"{snippet.place}: copydesk {name}"


@pytest.mark.parametrize("snippet", tried("python"), ids=lambda each: each.place)
def test_a_program_runs(snippet: Snippet) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", snippet.text], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout, "a program shows something"


@pytest.mark.parametrize("snippet", tried("json"), ids=lambda each: each.place)
def test_json_is_json(snippet: Snippet, tmp_path: Path) -> None:
    try:
        values = [orjson.loads(snippet.text)]
    except orjson.JSONDecodeError:
        values = [orjson.loads(line) for line in snippet.text.splitlines()]
    if all(isinstance(each, dict) and {"name", "type", "uri"} <= each.keys() for each in values):
        file = tmp_path / "authority.jsonl"
        file.write_text(snippet.text)
        known = read_authority_file(str(file))
        assert known is not None
        assert known.entries == len(values)


def _sources(text: str) -> object:
    whole = text if text.startswith("[[source]]") else f'[[source]]\nname = "a-source"\n\n{text}'
    table = read_sources(whole)
    assert table.configs
    return connections_of(table, Settings())


def _package(text: str) -> object:
    """What the pyproject.toml of an extension names: groups that copydesk looks for, and names that it takes."""
    groups = tomllib.loads(text)["project"]["entry-points"]
    assert groups.keys() <= {ENRICHERS, RULES}
    assert all(NAME.fullmatch(name) for group in groups.values() for name in group)
    return groups


def _rule(text: str) -> object:
    """A rule for boilerplate, as a file of somebody's own."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "boilerplate", "en.toml")
        file.parent.mkdir()
        file.write_text(text, encoding="utf-8")
        return check_rules([Pack("a document", Path(folder))])


#: By the first table of a file: what reads it. It raises where the file is wrong.
READERS: dict[str, Callable[[str], object]] = {
    "source": _sources,
    "project": _package,
    "rule": _rule,
    "authority": read_authority,
    "subscription": read_subscriptions,
}


@pytest.mark.parametrize("snippet", tried("toml"), ids=lambda each: each.place)
def test_toml_is_read_by_whoever_reads_such_a_file(snippet: Snippet, tmp_path: Path) -> None:
    first = next(iter(tomllib.loads(snippet.text)))
    assert first in READERS, f"{snippet.place}: say in READERS who reads a file of [[{first}]]"
    for name in set(re.findall(rf"{_SECRETS}/([\w-]+)", snippet.text)):
        (tmp_path / name).write_text("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n")
    READERS[first](snippet.text.replace(_SECRETS, str(tmp_path)))
