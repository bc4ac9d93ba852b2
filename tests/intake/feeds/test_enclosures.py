"""The files of an entry, in the words of RSS, Atom, Media RSS, iTunes and JSON Feed."""

from __future__ import annotations

import json

import pytest

from streams.sent import Concept, Related, Rendition
from tests.intake.feeds.test_syndication import QUAY, TUGS, atom, encoded, item, one, rss

PIC = "https://pix.post.example/quay.jpg"
BODY = f"<description>{QUAY}</description>"


def test_a_picture_of_media_rss_with_its_renditions_caption_credit_and_rights() -> None:
    found = one(
        rss(
            item(
                f"<media:group><media:content url='{PIC}' type='image/jpeg' width='1200' height='800' fileSize='9000'/>"
                f"<media:content url='{PIC}?s=1' medium='image' width='300'/>"
                "<media:title>The quay</media:title><media:description>Cracks in the quay.</media:description>"
                "<media:credit role='photographer'>Ada Holt</media:credit><media:copyright>(c) Post</media:copyright>"
                f"<media:thumbnail url='{PIC}?s=t'/></media:group>{BODY}"
            )
        )
    )
    (picture,) = found.media
    assert (picture.kind, picture.headline, picture.caption, picture.credit) == (
        "picture",
        "The quay",
        "Cracks in the quay.",
        "Ada Holt",
    )
    assert picture.rights.notice == "(c) Post"
    assert [(each.name, each.href, each.width) for each in picture.renditions] == [
        ("main", PIC, 1200),
        ("rendition-2", f"{PIC}?s=1", 300),
        ("thumbnail", f"{PIC}?s=t", None),
    ]
    assert picture.renditions[0].size == 9000


@pytest.mark.parametrize(
    ("files", "kinds"),
    [
        (f"<enclosure url='{PIC}' type='image/jpeg' length='9000'/>", ["picture"]),
        (f"<media:content url='{PIC}'/>", ["picture"]),
        (f"<media:thumbnail url='{PIC}'/>", ["picture"]),
        (f"<enclosure url='{PIC}'/><media:content url='{PIC}' medium='image'/>", ["picture"]),
        ("<enclosure url='/a.mp3' type='audio/mpeg' length='1'/>", ["audio"]),
        ("<media:content url='https://v.example/1.mp4' type='video/mp4' duration='61'/>", ["video"]),
        ("<media:content url='https://0.gravatar.com/avatar/7?s=96' medium='image'/>", []),
        ("<enclosure url='javascript:x' type='image/jpeg'/>", []),
        ("<enclosure type='image/jpeg'/>", []),
    ],
)
def test_each_file_is_one_medium(files: str, kinds: list[str]) -> None:
    found = one(rss(item(f"{files}{BODY}")))
    assert [each.kind for each in found.media] == kinds


def test_a_file_that_is_no_medium_is_a_link() -> None:
    found = one(rss(item(f"<enclosure url='https://post.example/plan.pdf' type='application/pdf'/>{BODY}")))
    assert (found.media, found.related) == (
        (),
        (Related("https://post.example/plan.pdf", None, "enclosure"),),
    )


def test_a_picture_in_the_text_leaves_it_with_its_caption() -> None:
    figure = (
        "<figure><img src='/quay.jpg' width='800'><figcaption>Cracks in the quay. "
        "<span class='credit'>Ada Holt</span></figcaption></figure>"
    )
    found = one(
        rss(item(encoded(f"<p>{QUAY}</p>{figure}<p>{TUGS}</p><img src='https://t.example/1.gif' width='1'>")))
    )
    assert found.paragraphs == (QUAY, TUGS)
    (picture,) = found.media
    assert (picture.caption, picture.credit) == ("Cracks in the quay.", "Ada Holt")
    assert picture.renditions == (Rendition("https://post.example/quay.jpg", width=800),)


def test_a_body_of_pictures_alone_keeps_what_is_written_under_them() -> None:
    figures = "".join(
        f"<figure><img src='{PIC}?{n}'><figcaption>{words}</figcaption></figure>"
        for n, words in enumerate((QUAY, TUGS))
    )
    assert one(rss(item(encoded(figures)))).paragraphs == (QUAY, TUGS)


def test_structure_links_and_tables_stay() -> None:
    found = one(
        rss(
            item(
                encoded(
                    f"<p>{QUAY}</p><h3>Fares</h3><table><tr><td>Quay</td><td></td><td>2</td></tr></table>"
                )
            )
        )
    )
    assert found.paragraphs == (QUAY, "Fares", "Quay |  | 2")
    assert [(form.paragraph, str(form.kind)) for form in found.forms] == [(1, "heading"), (2, "row")]


def test_categories_keep_their_schemes_and_words_are_keywords() -> None:
    found = one(
        rss(
            item(
                "<category domain='post:desk'>Harbour</category><category>Ports</category>"
                f"<media:keywords>quay, tugs</media:keywords>{BODY}"
            )
        )
    )
    assert found.sent.subjects == (Concept("Harbour", literal="post:desk:Harbour"), Concept("Ports"))
    assert found.sent.keywords == ("quay", "tugs")


def test_links_of_an_entry_of_atom() -> None:
    found = one(
        atom(
            "<entry><id>urn:e:1</id><title>Quay shut</title><link href='https://k.example/1'/>"
            "<link rel='related' title='The plan' href='https://k.example/plan'/>"
            "<link rel='enclosure' type='image/png' href='https://k.example/1.png' length='7'/>"
            f"<category term='ports' label='Häfen' scheme='https://k.example/topics'/><content>{QUAY}</content></entry>"
        )
    )
    assert found.related == (Related("https://k.example/plan", "The plan", "related"),)
    assert found.media[0].renditions == (
        Rendition("https://k.example/1.png", content_type="image/png", size=7),
    )
    assert found.sent.subjects == (Concept("Häfen", literal="https://k.example/topics:ports"),)


def test_pictures_and_files_of_json_feed() -> None:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Post",
        "home_page_url": "https://post.example/",
        "items": [
            {
                "id": "1",
                "content_text": QUAY,
                "image": "/quay.jpg",
                "attachments": [
                    {
                        "url": "https://post.example/1.mp3",
                        "mime_type": "audio/mpeg",
                        "duration_in_seconds": 61,
                    },
                    {"url": "https://post.example/1.pdf", "mime_type": "application/pdf", "title": "Plan"},
                ],
            }
        ],
    }
    found = one(json.dumps(document))
    assert [(each.kind, each.renditions[0].href, each.renditions[0].duration) for each in found.media] == [
        ("picture", "https://post.example/quay.jpg", None),
        ("audio", "https://post.example/1.mp3", 61),
    ]
    assert found.related == (Related("https://post.example/1.pdf", "Plan", "enclosure"),)


@pytest.mark.parametrize("dash", ["-", "–", "|"])
def test_a_headline_of_an_aggregator_leaves_the_name_of_the_site(dash: str) -> None:
    found = one(
        rss(
            item(
                "<source url='https://quay.example'>The Quay Times</source><description>&lt;a href='x'&gt;Quay shut"
                "&lt;/a&gt;&amp;nbsp;&lt;font&gt;The Quay Times&lt;/font&gt;</description>",
                title=f"Quay shut {dash} The Quay Times",
            )
        )
    )
    assert (found.headline, found.paragraphs, found.partial) == ("Quay shut", (), True)
    assert found.credits.info_sources == ("The Quay Times",)


def test_a_headline_that_ends_in_a_name_is_left_alone_where_that_is_no_source() -> None:
    assert one(rss(item(BODY, title="Quay shut - The Quay Times"))).headline == "Quay shut - The Quay Times"
    source = "<source url='https://quay.example'>Sandwick</source>"
    assert one(rss(item(source + BODY, title="Storm over Sandwick"))).headline == "Storm over Sandwick"


def test_what_is_written_under_a_picture_in_the_text_goes_to_the_one_that_was_enclosed() -> None:
    figure = f"<figure><img src='{PIC}'><figcaption>Cracks in the quay.</figcaption></figure>"
    (picture,) = one(
        rss(
            item(f"<enclosure url='{PIC}' type='image/jpeg' length='7'/>" + encoded(f"<p>{QUAY}</p>{figure}"))
        )
    ).media
    assert (picture.caption, picture.renditions[0].size) == ("Cracks in the quay.", 7)
