"""The table of a connection in sources.toml, read key by key and checked; what is wrong is said in one sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from streams.errors import SourcesError

#: The most characters of a text, and texts of a list.
LONGEST, MOST = 2_000, 10_000


class Options:
    """One table. `of` names its source in messages, `kind` is the name of the table: "folder", "feed".

    Each method gives the value of a key, or its default. What has been asked for is known; `done` refuses the rest.
    Every method raises SourcesError.
    """

    def __init__(self, of: str, kind: str, table: Mapping[str, Any]) -> None:
        self._of, self.kind, self._table = of, kind, table
        self._asked: list[str] = []

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not empty. Without a default it must be there."""
        value = self._value(key, default)
        if not isinstance(value, str) or (not value.strip() and value != default):
            self.refuse(key, f'must be a text: {key} = "…"')
        if len(value) > LONGEST:
            self.refuse(key, f"has more than {LONGEST} characters")
        return value.strip()

    def texts(self, key: str, default: Sequence[str] | None = None) -> tuple[str, ...]:
        """A list of texts; one text stands for a list of one."""
        value = self._value(key, default)
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list | tuple) or not all(isinstance(each, str) and each for each in listed):
            self.refuse(key, "must be a text or a list of texts")
        if len(listed) > MOST:
            self.refuse(key, f"lists {len(listed)}; at most {MOST}")
        return tuple(each.strip() for each in listed)

    def choice(self, key: str, known: Sequence[str], default: str) -> str:
        """One of a few words."""
        value = self.text(key, default)
        if value not in known:
            self.refuse(key, f"is {value!r}; it may be {', '.join(known)}")
        return value

    def number(self, key: str, default: float, least: float, most: float) -> float:
        """A number within bounds, both included."""
        value = self._value(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            self.refuse(key, f"must be a number from {least:g} to {most:g}")
        return float(value)

    def flag(self, key: str, default: bool) -> bool:
        """True or false."""
        value = self._value(key, default)
        if not isinstance(value, bool):
            self.refuse(key, "must be true or false")
        return value

    def flag_or_texts(self, key: str, default: bool) -> bool | tuple[str, ...]:
        """True, false, or a list of texts."""
        value = self._value(key, default)
        return value if isinstance(value, bool) else self.texts(key)

    def word_or_count(self, key: str, words: Sequence[str], default: str | int, most: int) -> str | int:
        """One of a few words, or a whole number from 0 to `most`."""
        value = self._value(key, default)
        whole = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most
        if not whole and value not in words:
            self.refuse(key, f"must be a whole number up to {most}, or {', '.join(map(repr, words))}")
        return value  # type: ignore[no-any-return]

    def path(self, key: str, default: str | None = None) -> Path:
        """A path, which need not be there yet; `~` is the home of who runs it."""
        return Path(self.text(key, default)).expanduser()

    def table(self, key: str) -> Options:
        """A table within the table, empty where there is none; it is asked, and `done`, as this one is."""
        value = self._value(key, {})
        if not isinstance(value, dict):
            self.refuse(key, "must be a table: { … = … }")
        return Options(self._of, f"{self.kind}.{key}", value)

    def keys(self) -> tuple[str, ...]:
        """The keys that the table has, for one in which anything may stand: they need not be asked for."""
        self._asked.extend(self._table)
        return tuple(self._table)

    def secret(self, key: str) -> str | None:
        """The first line of the file that `key` names, as Docker and Kubernetes mount secrets; None without one."""
        if not self.has(key):
            return None
        path = self.path(key)
        try:
            lines = path.read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as failed:
            why = failed.strerror if isinstance(failed, OSError) else "it is not UTF-8"
            self.refuse(key, f"{path} cannot be read: {why}")
        if not lines or not lines[0].strip():
            self.refuse(key, f"{path} is empty")
        return lines[0].strip()

    def has(self, key: str) -> bool:
        """Whether the key is there, which need not be."""
        self._asked.append(key)
        return key in self._table

    def done(self) -> None:
        """Refuses what nobody has asked for: a key that is misspelt must not be overlooked."""
        if stray := next((key for key in self._table if key not in self._asked), None):
            self.refuse(stray, f"is unknown; known are {', '.join(dict.fromkeys(self._asked))}")

    def refuse(self, key: str, what: str) -> NoReturn:
        """Raises SourcesError that names the source, the table and the key."""
        raise SourcesError(f"{self._of}: {self.kind}.{key} {what}")

    def _value(self, key: str, default: Any) -> Any:
        self._asked.append(key)
        if key in self._table:
            return self._table[key]
        if default is None:
            raise SourcesError(f"{self._of}: [source.{self.kind}] needs {key}")
        return default
