"""What an export of WordPress (WXR) says of an entry: what it is, and whether it was ever meant for readers.

An export holds all that a site has: drafts, private notes, what is in the trash, what only those with a password may
read, pictures, menus. Only what is published, or will be, is an article.

Source: wp-admin/includes/export.php and "Post Status" and "Post Types" in the documentation of WordPress.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: Kinds of posts that WordPress keeps for itself. A site may have kinds of its own, and these may be articles.
_OWN_KINDS = {
    "attachment": "a file that was uploaded",
    "nav_menu_item": "an entry of a menu",
    "revision": "an earlier version that was kept",
    "custom_css": "a style sheet",
    "customize_changeset": "a change of settings",
    "oembed_cache": "a cache",
    "user_request": "a request about data",
    "wp_block": "a block",
    "wp_template": "a template",
    "wp_template_part": "a part of a template",
    "wp_global_styles": "styles",
    "wp_navigation": "a menu",
    "wp_font_family": "a font",
    "wp_font_face": "a font",
    "feedback": "a form that was filled in",
}
_NOT_OUT = {
    "draft": "a draft, not published",
    "auto-draft": "a draft, not published",
    "pending": "waits for its review, not published",
    "private": "private, not for readers",
    "trash": "in the trash",
    "inherit": "a part of another entry",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """`refusal` says why it is no article for readers; `scheduled`, that it waits for its date."""

    refusal: str | None = None
    scheduled: bool = False


PUBLISHED = Standing()


def standing(kind: str | None, status: str | None, password: str | None) -> Standing:
    """How an entry stands, by its wp:post_type, wp:status and wp:post_password. What says none of these is published.

    A status that is unknown is one that a plugin made; WordPress shows no such entry to readers.
    """
    kind, status = (kind or "post").strip().lower(), (status or "publish").strip().lower()
    if kind in _OWN_KINDS:
        return Standing(f"{kind} of WordPress, {_OWN_KINDS[kind]}")
    if status == "future":
        scheduled = True
    elif status == "publish":
        scheduled = False
    else:
        return Standing(
            f"{status[:40]} in WordPress, {_NOT_OUT.get(status, 'a status that readers do not see')}"
        )
    if password and password.strip():
        return Standing("for those who have its password")
    return Standing(scheduled=scheduled)


def names_of(logins: tuple[str, ...], people: Mapping[str, str]) -> tuple[str, ...]:
    """The authors' names: an entry has their logins, the head of the export what they are called.

    A login that the head does not know is no name, unless it has a space in it.
    """
    found = (people.get(login, login if " " in login.strip() else "") for login in logins)
    return tuple(dict.fromkeys(filter(None, found)))
