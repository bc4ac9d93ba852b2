"""The shell snippets of the documents, as a stranger types them: in a fresh checkout, beside a running `copydesk demo`.

All snippets of a document run in one shell, in their order. A command that fails fails the test, and an answer of HTTP that
is an error does, too. What stands until Ctrl-C gets its Ctrl-C when it is ready (command.py). A block with a title,
```toml title="sources.toml", is a file of that name in the folder in which they run.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import orjson
import pytest

from streams.brokers.embedded import HOST, free_port
from tests.cli.test_standing import terminal
from tests.docs.links import ROOT
from tests.docs.snippets import Snippet, all_snippets, tried
from tests.machine import patience
from tests.processes import forker, shared
from tests.waiting import until

#: Tokens that docs/api.md shows: of a reader and of an editor.
_TOKENS = {
    "api_tokens": "paper = 4oYQ3yq1mXcF0sW8bT5nJkZrLhVd\n",
    "desk_tokens": "editor = 9rWc2LxT0uVbYk7QhNfM5sZaEoPd\n",
}
#: Before the snippets of a document. A snippet's line is told where it fails.
_PRELUDE = """
set -euo pipefail
curl() { command curl --fail-with-body "$@"; }
trap 'echo "failed in the snippet $at: $BASH_COMMAND" >&2' ERR
"""


@dataclass(frozen=True, slots=True)
class StrangersDesk:
    """A checkout, the demo that runs beside it, and what a shell there has in its environment."""

    folder: Path
    environment: dict[str, str]
    replaced: dict[str, str]

    def run(self, snippets: list[Snippet]) -> subprocess.CompletedProcess[str]:
        """Runs them in one shell, with the addresses of this desk in place of the usual ones."""
        parts = (f"at={each.place}\n{each.text}" for each in snippets)
        script = _PRELUDE + "\n".join(parts)
        for usual, here in self.replaced.items():
            script = script.replace(usual, here)
        with subprocess.Popen(
            ["bash", "-c", script],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as shell:
            try:
                out, err = shell.communicate(timeout=patience(240))
            except subprocess.TimeoutExpired:
                os.killpg(shell.pid, signal.SIGABRT)  # what still runs says where it stands
                out, err = shell.communicate()
            return subprocess.CompletedProcess(script, shell.returncode, out, err)


@pytest.fixture(scope="module")
def strangers_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StrangersDesk]:
    """The first snippet of the README: `./copydesk demo`, when its day is over. Ctrl-C ends it in good order."""
    scratch = tmp_path_factory.mktemp("stranger")
    checkout, port, said = _checkout(scratch), free_port(), scratch / "demo.log"
    environment = _environment(scratch, checkout)
    own = environment | {"COPYDESK_METRICS_PORT": str(port)}
    with terminal("demo", log=said, **own) as demo, shared(lambda: demo):
        asyncio.run(_day_is_over(demo, said))
        broker = orjson.loads((scratch / "data" / "broker.json").read_bytes())["address"]
        replaced = {f"{HOST}:9464": f"{HOST}:{port}", "kafka:9092": broker}
        yield StrangersDesk(checkout, environment, replaced)
    assert demo.returncode == 0, said.read_text()


async def _day_is_over(demo: subprocess.Popen[bytes], said: Path) -> None:
    def told() -> bool:
        assert demo.poll() is None, said.read_text()
        return "now, in another terminal" in said.read_text()

    await until(told, 60, moves=said.read_text)


def _checkout(scratch: Path) -> Path:
    """A folder that looks like a fresh checkout, in which snippets may write; and `copydesk` on the PATH, too."""
    checkout = scratch / "checkout"
    checkout.mkdir()
    for each in ROOT.iterdir():
        if not each.name.startswith(".") and each.name not in ("copydesk", "tests"):
            (checkout / each.name).symlink_to(each)
    command = checkout / "copydesk"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tests.docs.command "$@"\n')
    command.chmod(0o755)
    # What the first use of ./copydesk makes.
    (checkout / ".venv" / "bin").mkdir(parents=True)
    python = checkout / ".venv" / "bin" / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    for snippet in all_snippets():
        if snippet.file:
            (checkout / snippet.file).write_text(snippet.text.replace("/srv/", f"{scratch}/srv/"))
    for folder in ("anglia", "agency"):
        (scratch / "srv" / "drop" / folder).mkdir(parents=True)
    return checkout


def _environment(scratch: Path, checkout: Path) -> dict[str, str]:
    found = {name: value for name, value in os.environ.items() if not name.startswith("COPYDESK_")}
    found |= {
        "PATH": f"{checkout}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "COLUMNS": "200",
        "PYTHONFAULTHANDLER": "1",
        "SNIPPET_SECONDS": str(patience(60)),
        "FORKER": forker(),
        "COPYDESK_DATA": str(scratch / "data"),
        "COPYDESK_BROKER": "",
        "COPYDESK_PARTITIONS": "1",  # as the demo has them, for its day to have one order
        "HOME": str(scratch),
        "PIP_NO_BUILD_ISOLATION": "0",  # pip's word for it: it builds with what is installed, and downloads nothing
        **{f"COPYDESK_{name}_PORT": "0" for name in ("METRICS", "CONNECT", "WEBHOOKS")},
    }
    for name, line in _TOKENS.items():
        (scratch / name).write_text(line)
        found[f"COPYDESK_{name.upper()}"] = str(scratch / name)
    return found


def _by_document() -> list[tuple[str, list[Snippet]]]:
    found: dict[str, list[Snippet]] = {}
    for each in tried("sh"):
        found.setdefault(each.document, []).append(each)
    return sorted(found.items())


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize(
    ("document", "snippets"), _by_document(), ids=lambda each: each if str(each) == each else ""
)
def test_the_snippets_of_a_document_do_what_they_say(
    strangers_desk: StrangersDesk, document: str, snippets: list[Snippet]
) -> None:
    ran = strangers_desk.run(snippets)
    assert ran.returncode == 0, f"{document}\n{ran.stderr[-4000:]}\n{ran.stdout[-4000:]}"
    assert "Traceback" not in ran.stderr
