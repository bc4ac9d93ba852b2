"""How copy is cleaned: as a page, or as wire copy.

A page has furniture around its article, and a line that says whose rights it is under belongs to the page. In wire copy
such a line is the sender's word to whoever prints it, and so is a byline or the notice that a machine wrote the text.
"""

from __future__ import annotations

from enum import StrEnum

from streams.kinds import Format


class Profile(StrEnum):
    """Which lines may be cut."""

    PAGE = "page"
    WIRE = "wire"


#: Rules whose lines stay in wire copy. What they say goes to the article's fields all the same.
SPARED = frozenset({"byline", "published", "copyright", "rights", "disclosure", "source"})
#: Rules whose lines only pages have. Below one that ends an article even wire copy is a page: somebody pasted it.
PAGES_OWN = frozenset({"paywall", "plan", "login", "newsletter", "share", "comments", "notify", "app"})


def profile_of(form: Format) -> Profile:
    """The profile of a format, where its source says nothing else. The text in a feed is that of a page."""
    return Profile.PAGE if form in (Format.HTML, Format.FEED) else Profile.WIRE
