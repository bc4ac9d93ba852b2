"""Writes the pages of the reference from the code, and the picture of the architecture.

    .venv/bin/python ops/docs/reference.py            # writes what has changed, and names it
    .venv/bin/python ops/docs/reference.py --check    # writes nothing; exit code 1 where a page is not as the code is

The pages are checked in, so that they can be read without building anything and a change of the code shows what it
changes for users. tests/docs/test_reference.py makes them anew and compares.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

import picture
import reference_api
import reference_code
import reference_events

ROOT = Path(__file__).resolve().parents[2]
PAGES: dict[str, Callable[[], str]] = {
    "docs/settings.md": reference_code.settings,
    "docs/metrics.md": reference_code.metrics,
    "docs/reference/cli.md": reference_code.commands,
    "docs/reference/topics.md": reference_code.topics,
    "docs/reference/events.md": reference_events.events,
    "docs/reference/asyncapi.md": reference_events.asyncapi,
    "docs/reference/http.md": reference_api.http,
    "docs/reference/architecture.svg": picture.svg,
}


def differing() -> dict[str, str]:
    """The pages that are not as the code is: their paths, and what they should be."""
    made = {path: page() for path, page in PAGES.items()}
    return {path: text for path, text in made.items() if _read(ROOT / path) != text}


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit code 1 where a page differs"
    )
    given = parser.parse_args()
    found = differing()
    for path, text in found.items():
        if not given.check:
            (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / path).write_text(text, encoding="utf-8")
        print(path)
    sys.exit(1 if given.check and found else 0)
