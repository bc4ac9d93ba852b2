"""Articles of a few lines, in every script."""

from __future__ import annotations

import pytest

from streams.blocks import texts_of
from streams.intake.html import extract
from streams.intake.html.extract import extract_blocks
from tests.intake.html.pages import page

FLASH = ("A lock gate broke at Veldhaven at 06:04 on Saturday.", "Nobody was hurt, the harbour office said.")


def read(main: str) -> tuple[str, ...]:
    return texts_of(extract_blocks(page(main)).blocks)


def test_a_flash_is_its_paragraphs_and_not_its_headline() -> None:
    inner = "".join(f"<p>{line}</p>" for line in FLASH)
    assert read(f"<article><h1>Lock gate breaks</h1><div class=article-body>{inner}</div></article>") == FLASH
    assert read(f"<article><h1>Lock gate breaks</h1>{inner}</article>") == FLASH


@pytest.mark.parametrize(
    "line",
    [
        "星期六早上六时四分，费尔德港的水闸门断裂，暂无人员伤亡报告。",
        "土曜日の朝、フェルトハーフェンの水門が壊れたが、けが人はいなかった。",
        "در ساعت شش بامداد شنبه دروازهٔ آب\u200cبند شکست، اما کسی آسیب ندید.",
        "शनिवार की सुबह छह बजे वेल्डहावेन में जलद्वार टूट गया, कोई घायल नहीं हुआ।",
        "เช้าวันเสาร์ประตูน้ำที่เมืองเฟลด์ฮาเฟนพัง ไม่มีผู้ได้รับบาดเจ็บ",
    ],
)
def test_a_line_in_any_script_without_the_menu(line: str) -> None:
    assert read(f"<article><h1>X</h1><div class=article-body><p>{line}</p></div></article>") == (line,)


def test_captions_of_a_gallery_are_paragraphs() -> None:
    captions = ("Divers get ready at dawn.", "A pile is measured by hand.", "Skippers wait in the rain.")
    figures = "".join(
        f"<figure><img src=/{n}.jpg><figcaption>{c}</figcaption></figure>" for n, c in enumerate(captions)
    )
    lead = "Our photographer spent a day at the lock."
    assert read(
        f"<article><h1>In pictures</h1><div class=article-body><p>{lead}</p>{figures}</div></article>"
    ) == (
        lead,
        *captions,
    )


def test_lines_of_a_few_words_stay_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extract, "_thorough", lambda: pytest.fail("they make one line of all"))
    inner = "<p>Film: X-TRA 400.</p><h3>Cameras</h3><p>Mirte: PENTAX Z-1.</p><p>Oude Wal: Widelux.</p>"
    others = "".join(f"<li><a href=/{n}>Another roll of film, part {n}</a></li>" for n in range(4))
    found = read(
        f"<article><h1>Two rolls</h1><div class=entry-content>{inner}</div></article><ul>{others}</ul>"
    )
    assert found == ("Film: X-TRA 400.", "Cameras", "Mirte: PENTAX Z-1.", "Oude Wal: Widelux.")
