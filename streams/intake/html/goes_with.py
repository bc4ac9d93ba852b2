"""What goes with a page's article: its pictures, and what the publisher says of it, as an item has it."""

from __future__ import annotations

from urllib.parse import urlsplit

from lxml.html import HtmlElement

from streams.intake.html.about import Picture
from streams.intake.html.metadata import PageMetadata
from streams.intake.pictures import media_in
from streams.replaced import replace
from streams.sent import Headline, Media, Party, Rendition, Sent

#: The role, among the sources of information, of a house that signs an article which names nobody.
AUTHOR = "author"


def sent_of(said: PageMetadata) -> Sent:
    """The publisher's keywords, and the house that signs; his section and his name, for which ninjs has no place."""
    extra = {
        name: (value,) for name, value in (("section", said.section), ("publisher", said.publisher)) if value
    }
    parties = tuple(Party(name, AUTHOR) for name in said.houses)
    return Sent(keywords=said.keywords, extra=extra, parties=parties)


def headlines_of(said: PageMetadata) -> tuple[Headline, ...]:
    """The headlines beside the main one that say something else, by their role."""
    found: dict[str, str] = {}
    for role in ("printed", "search", "social", "kicker"):
        text = getattr(said.headlines, role)
        if text and text != said.title and text not in found:
            found[text] = role
    return tuple(Headline(role, text) for text, role in found.items())


def pictures_of(container: HtmlElement | None, said: PageMetadata, base: str | None) -> tuple[Media, ...]:
    """The picture that stands for the article, then those in its text. The tree is of no use to others afterwards."""
    inside = media_in(container, base) if container is not None else ()
    if said.picture is None:
        return inside
    lead = _lead(said.picture)
    same = next((media for media in inside if _file(media) == _file(lead)), None)
    if same is None:
        return (lead, *inside)
    files = {each.href: each for each in (*same.renditions, *lead.renditions)}
    whole = replace(same, caption=same.caption or lead.caption, renditions=tuple(files.values()))
    return (whole, *(media for media in inside if media is not same))


def _lead(picture: Picture) -> Media:
    return Media(
        caption=picture.caption or picture.alt,
        renditions=(Rendition(picture.url, "main", width=picture.width, height=picture.height),),
    )


def _file(media: Media) -> str:
    """What two sizes of one picture have in common: the file's name."""
    return urlsplit(media.renditions[0].href).path.rpartition("/")[2].lower()
