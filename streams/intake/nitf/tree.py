"""Finding elements and attributes of NITF, in any namespace and any case: wires are free with both."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any


def name_of(element: Any) -> str:
    """An element's name in lower case and without its namespace; "" for a comment or an instruction."""
    tag = element.tag
    return _bare(tag) if isinstance(tag, str) else ""


@lru_cache(maxsize=2048)
def _bare(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


def children(parent: Any, name: str) -> Iterator[Any]:
    """The children of that name, in any namespace and any case."""
    return (child for child in parent if name_of(child) == name)


def descendants(parent: Any, name: str) -> Iterator[Any]:
    """The elements of that name within `parent`, in order. Elements within another one of that name are left out."""
    work = list(reversed(parent))
    while work:
        element = work.pop()
        if name_of(element) == name:
            yield element
        else:
            work.extend(reversed(element))


def attribute(element: Any, *names: str) -> str | None:
    """The first of these attributes that is there and not blank, in any case and any namespace."""
    found = {key.rpartition("}")[2].lower(): value for key, value in element.attrib.items()}
    return next((said for name in names if (said := " ".join(found.get(name, "").split()))), None)


class Within:
    """The elements within one, by their names: found in one walk, where many are asked for."""

    def __init__(self, root: Any) -> None:
        self.root = root
        self._by_name: dict[str, list[Any]] = {}
        within: set[str] = set()
        work: list[tuple[str, Any]] = [("", each) for each in reversed(root)]
        while work:
            closing, element = work.pop()
            if closing:
                within.discard(closing)
                continue
            name = name_of(element)
            if name not in within:
                self._by_name.setdefault(name, []).append(element)
                if len(element):
                    within.add(name)
                    work.append((name, element))
            work.extend(("", each) for each in reversed(element))

    def all(self, name: str) -> list[Any]:
        """The elements of that name, in order. Elements within another one of that name are left out."""
        return self._by_name.get(name, [])
