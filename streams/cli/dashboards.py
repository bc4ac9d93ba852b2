"""`copydesk dashboards`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from streams.datafiles import shipped
from streams.errors import CopydeskError

#: Where the files stand, as in a checkout, and the folder into which they go.
_FROM = {"ops/grafana/dashboards": "dashboards", "ops/prometheus/rules": "rules"}


@click.command()
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="DIR", help="The folder.")
@click.option("--force", is_flag=True, help="Overwrite files there that are not as ours are.")
def dashboards(out: Path, force: bool) -> None:
    """Writes the dashboards of Grafana and the rules and alerts of Prometheus into a folder.

    They are those of this version: after an upgrade, write them anew. What somebody has changed there is kept, and
    nothing is written, unless you say --force.

    \b
    Example:
      copydesk dashboards --out /etc/copydesk
    """
    files = {out / name: content for name, content in _files()}
    try:
        there = {path: path.read_bytes() for path in files if path.exists()}
        changed = [path for path, content in there.items() if content != files[path]]
        if changed and not force:
            raise CopydeskError(
                f"{', '.join(map(str, changed))} {'are' if len(changed) > 1 else 'is'} not as this version has it, and "
                "nothing was written: keep what you have changed elsewhere, and say --force"
            )
        for path, content in files.items():
            if there.get(path) != content:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
                click.echo(f"wrote {path}")
    except OSError as error:
        raise CopydeskError(f"{error.filename or out} cannot be written: {error.strerror}") from error
    click.echo(
        f"Prometheus: rule_files: [{out / 'rules' / '*.yml'}]. Grafana: a provider of type file with the path "
        f"{out / 'dashboards'}."
    )


def _files() -> Iterator[tuple[Path, bytes]]:
    """Each file, by its path below the folder."""
    for source, folder in _FROM.items():
        for each in sorted(shipped(source).iterdir(), key=lambda each: each.name):
            yield Path(folder, each.name), each.read_bytes()
