"""Distributions that bring something to a desk, as an installer leaves them in a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def bring(
    folder: Path,
    distribution: str,
    points: Mapping[str, Mapping[str, str]],
    modules: Mapping[str, str] | None = None,
    version: str = "1.2.0",
) -> Path:
    """Installs a distribution into `folder`: its entry points by group and name, and its modules by name."""
    info = folder / f"{distribution.replace('-', '_')}-{version}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n")
    written = [
        f"[{group}]\n" + "".join(f"{n} = {v}\n" for n, v in of.items()) for group, of in points.items()
    ]
    (info / "entry_points.txt").write_text("\n".join(written))
    for name, source in (modules or {}).items():
        (folder / f"{name}.py").write_text(source)
    return folder
