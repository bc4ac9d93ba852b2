"""What goes with an item: pictures with their files, captions, credits and rights, and links."""

from __future__ import annotations

from typing import Any

from streams.intake.ninjs.associations import associations_of
from streams.intake.ninjs.fields import fold
from streams.sent import Media, Related, Rendition, Rights

PICTURE: dict[str, Any] = {
    "name": "lead",
    "type": "picture",
    "uri": "urn:newsml:mere.example:pic1",
    "headlines": [{"role": "main", "value": "The weir"}],
    "descriptions": [{"role": "creditline", "value": "MERE NEWS"}, {"role": "caption", "value": "The weir at\nOxmere."}],
    "by": "Ada Holt",
    "copyrightHolder": "Mere News",
    "copyrightNotice": "(c) Mere News",
    "usageTerms": "No archives.",
    "rightsInfo": {
        "langId": "http://odrl.example/",
        "linkedRights": "http://mere.example/rights",
        "encodedRights": "<o/>",
    },
    "renditions": [
        {"name": "hires", "href": "https://pix.mere.example/1.jpg", "contentType": "image/jpeg", "width": 3000,
         "height": 2000, "sizeInBytes": 123456, "title": "Hires"},
        {"name": "thumb"},
    ],
}  # fmt: skip


def found(associations: Any) -> tuple[tuple[Media, ...], tuple[Related, ...]]:
    return associations_of(fold({"associations": associations}), "mere")


def test_a_picture_of_version_3() -> None:
    (picture,), links = found([PICTURE])
    assert links == ()
    assert picture == Media(
        "picture",
        "urn:newsml:mere.example:pic1",
        "The weir",
        "The weir at Oxmere.",
        "Ada Holt",
        "MERE NEWS",
        Rights(
            "Mere News",
            "(c) Mere News",
            ("No archives.",),
            "http://mere.example/rights",
            "<o/>",
            "http://odrl.example/",
        ),
        (Rendition("https://pix.mere.example/1.jpg", "hires", "image/jpeg", "Hires", 3000, 2000, 123456),),
        rel="lead",
    )


def test_a_picture_of_superdesk() -> None:
    (picture,), _ = found(
        {
            "featuremedia": {
                "type": "picture",
                "guid": "urn:pic:7",
                "description_text": "The weir.",
                "body_text": "A wall in water",
                "byline": "Ada Holt",
                "source": "Mere",
                "copyrightholder": "Mere News",
                "renditions": {
                    "original": {
                        "href": "https://pix.mere.example/7.jpg",
                        "mimetype": "image/jpeg",
                        "width": "800",
                    }
                },
            }
        }
    )
    assert (picture.rel, picture.uri, picture.caption, picture.byline, picture.credit) == (
        "featuremedia",
        "urn:pic:7",
        "The weir.",
        "Ada Holt",
        "Mere",
    )
    assert picture.rights.holder == "Mere News"
    assert picture.renditions == (
        Rendition("https://pix.mere.example/7.jpg", "original", "image/jpeg", width=800),
    )


def test_several_under_one_name_and_what_is_no_media_is_a_link() -> None:
    media, links = found(
        {
            "embeds": [
                {"type": "video", "uri": "urn:v:1", "renditions": [{"name": "mp4", "href": "https://v.example/1.mp4", "duration": 12.5}]},
                {"type": "text", "uri": "urn:t:1", "headline": "Another story"},
                {"renditions": [{"name": "m", "href": "https://v.example/2.mp3", "contentType": "audio/mpeg"}]},
                {"type": "text", "headline": "Nobody knows where"},
                "no object",
            ]
        }
    )  # fmt: skip
    assert [(each.kind, each.renditions[0].duration) for each in media] == [("video", 12.5), ("audio", None)]
    assert links == (Related("urn:t:1", "Another story", "embeds"),)


def test_a_picture_that_holds_itself_is_not_taken_along() -> None:
    (picture,), _ = found(
        [{"type": "picture", "uri": "urn:p:1", "renditions": [{"name": "x", "href": "data:image/png;base64," + "A" * 9_000}]}]
    )  # fmt: skip
    assert picture.renditions == ()
