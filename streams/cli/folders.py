"""Folders and files that a command will write to: whether it may is seen before it begins."""

from __future__ import annotations

from pathlib import Path

from streams.errors import CopydeskError, SettingsError


def check_data(folder: Path) -> None:
    """Makes the folder of COPYDESK_DATA. Raises SettingsError where nothing can be written to it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _try_to_write(folder / ".writable")
    except OSError as error:
        raise SettingsError(f"COPYDESK_DATA: cannot write to {folder}: {error.strerror or error}") from error


def check_file(path: Path) -> None:
    """Raises CopydeskError where that file could not be written at the end."""
    try:
        _try_to_write(path)
    except OSError as error:
        raise CopydeskError(f"cannot write to {path}: {error.strerror or error}") from error


def _try_to_write(path: Path) -> None:
    there = path.exists()
    with path.open("ab"):
        pass
    if not there:
        path.unlink()
