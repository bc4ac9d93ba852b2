"""By what an object in JSON may be an article: a text, a headline, or a status of an item that it names."""

from __future__ import annotations

from streams.intake.fields import values
from streams.intake.fields.shapes import as_text
from streams.intake.fields.values import Fields, present

#: Fields in which a list, or an object, may be a text.
_TREES = ("body", "content", "paragraphs", "text", "articlebody")


def has_text(fields: Fields) -> bool:
    return has_body(fields) or any(True for _ in present(fields, "headline"))


def has_body(fields: Fields) -> bool:
    """Whether there is a text: a value that is one, a tree of nodes, or a list under the name of a text.

    An object under such a name is one only where a text can be read in it: it may hold a list of articles.
    """
    return values.tree(fields) is not None or any(
        not isinstance(value, list | dict)
        or (name in _TREES and (isinstance(value, list) or as_text(value) is not None))
        for field in ("text", "html", "markdown")
        for name, value in present(fields, field)
    )


def is_article(fields: Fields) -> bool:
    """Whether it has a text or a headline, or is a message about an item: its id and its status."""
    return has_text(fields) or {"uri", "pubstatus"} <= fields.keys() or {"guid", "pubstatus"} <= fields.keys()


def may_be_article(fields: Fields) -> bool:
    message = any(next(present(fields, name), None) for name in ("status", "http_status"))
    named = any(next(present(fields, name), None) for name in ("id", "url"))
    return is_article(fields) or (message and named) or next(present(fields, "summary"), None) is not None
