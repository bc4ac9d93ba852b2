"""Captions in plain paragraphs below a picture, and paragraphs of the text there."""

from __future__ import annotations

import pytest

from streams.blocks import Block, BlockKind, Mark, Span, texts_of
from streams.intake.html.captions import is_caption, with_captions, without_captions
from streams.intake.html.extract import extract_blocks
from tests.intake.html.pages import PROSE, page, paragraphs


def read(main: str) -> tuple[str, ...]:
    return texts_of(extract_blocks(page(main)).blocks)


@pytest.mark.parametrize(
    "caption",
    [
        "The canal in October, seen from the lock. Photo: Ilse Brandt",
        "Der Kanal im Oktober. (Foto: I. Brandt/Bote)",
        "Le canal, le 12 novembre. © J. Delmas / Le Courrier",
        "The canal in October. Photo by Ilse Brandt",
        "Schippers wachten bij de sluis van Veldhaven",
        "修復が進む旧駅舎＝21日、北浜市",
    ],
)
@pytest.mark.parametrize(
    "picture",
    ["<p><img src=/a.jpg></p>", "<figure><img src=/a.jpg></figure>", "<div><a><img src=/a.jpg></a></div>"],
)
def test_a_caption_below_a_picture_is_none_of_the_text(caption: str, picture: str) -> None:
    around = f"{paragraphs(PROSE[:4])}{picture}<p>{caption}</p>{paragraphs(PROSE[4:])}"
    assert read(f"<div><h1>Canal</h1>{around}</div>") == PROSE


@pytest.mark.parametrize(
    "line",
    [
        "Two barges had been stuck there since May.",
        "“We waited for days,” said the skipper of the first.",
        "<b>What the skippers have to say</b>",
        "What follows is a list of the dates:",
        "3. Wait for the lock to open",
        "Tested by the skipper | 49.95 Euro",
        "“We live in a time of locks” ~ a skipper",
        "수문 앞에서 기다리는 배들의 긴 줄",
        "Photo: Ilse Brandt took it, and nobody else was there that day.",
    ],
)
def test_a_paragraph_below_a_picture_stays(line: str) -> None:
    around = f"{paragraphs(PROSE[:4])}<p><img src=/a.jpg></p><p>{line}</p>{paragraphs(PROSE[4:])}"
    assert len(read(f"<div><h1>Canal</h1>{around}</div>")) == len(PROSE) + 1


@pytest.mark.parametrize(
    "before",
    [
        "",
        "<p><img src=/a.jpg></p><h2>The first year</h2>",
        "<p><img src=/a.gif width=1 height=1></p>",
        "<figure><img src=/a.jpg><figcaption>The lock. Photo: I. Brandt</figcaption></figure>",
    ],
)
def test_a_line_that_is_no_sentence_stays_where_no_picture_is_right_above_it(before: str) -> None:
    line = "Schippers wachten bij de sluis van Veldhaven"
    main = f"{paragraphs(PROSE[:4])}{before}<p>{line}</p>{paragraphs(PROSE[4:])}"
    assert line in read(f"<div><h1>Canal</h1>{main}</div>")


def test_the_captions_of_a_gallery_are_its_text() -> None:
    captions = [
        f"Skippers at the lock wait in the rain for the {n}. hour, while the water rises and the keeper has tea. Photo: Ilse Brandt"
        for n in range(2, 9)
    ]
    main = "".join(f"<p><img src=/{n}.jpg></p><p>{caption}</p>" for n, caption in enumerate(captions))
    assert read(f"<article><h1>Canal</h1><div class=article-body>{main}</div></article>") == tuple(captions)


def test_where_no_paragraph_ends_as_a_sentence_a_line_may_be_one() -> None:
    texts = tuple(text.rstrip(".") for text in PROSE)
    line = "The skippers wait for the lock to open"
    main = f"{paragraphs(texts[:4])}<p><img src=/a.jpg></p><p>{line}</p>{paragraphs(texts[4:])}"
    assert line in read(f"<div><h1>Canal</h1>{main}</div>")


def test_what_another_extractor_found_has_no_captions_either() -> None:
    caption = "修復が進む旧駅舎＝21日、北浜市"
    texts = (
        "北浜市は22日、老朽化で閉鎖されていた旧駅舎を来年4月に再開すると発表した。",
        "市によると、工事費は約8億円で、屋根と時計台を大正時代の姿に戻した。",
        "市長は会見で「町の顔が戻ってくる」と述べ、市民に開館式への参加を呼びかけた。",
        "駅舎には喫茶店と図書室が入り、夜9時まで利用できる。",
    )
    main = f"<p>2026年11月22日 18時30分</p><p><img src=a.jpg></p><p>{caption}</p>{paragraphs(texts)}"
    found = read(f"<div><h1>旧駅舎、来春に再開</h1>{main}</div>")
    assert caption not in found and set(texts) <= set(found)


def test_bold_type_is_a_lead() -> None:
    line = "Schippers wachten bij de sluis"
    assert is_caption(line) and not is_caption(line, [Span(0, len(line), Mark.STRONG)])


def test_blocks_of_another_extractor_that_are_not_those_of_the_page() -> None:
    caption = "The canal in October. Photo: Ilse Brandt"
    own = [Block(caption, BlockKind.CAPTION), *map(Block, PROSE)]
    theirs = [*map(Block, PROSE), Block(caption)]
    assert texts_of(without_captions(with_captions(theirs, own))) == PROSE
