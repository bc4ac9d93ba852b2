"""The reporters whom a text names before its first sentence."""

from __future__ import annotations

import pytest

from streams.blocks import Block, Mark, Span
from streams.intake.html.text_bylines import reporters_of, signed_in_bold


@pytest.mark.parametrize(
    ("opening", "names"),
    [
        ("临江晚报讯（记者 陈若楠 通讯员 李文）历时三年的城墙修缮工程日前完工。", ("陈若楠", "李文")),
        ("新华社临江11月28日电（记者陈若楠、吴桐）古城墙将于元旦开放。", ("陈若楠", "吴桐")),
        ("本报讯(见习记者 陈若楠)古城墙将于元旦开放。", ("陈若楠",)),
        ("【ソウル＝大迫健次】渡し船が来月で廃止される。", ("大迫健次",)),
        ("(서울=한빛뉴스) 김서윤 기자 = 등대가 도서관이 된다.", ("김서윤",)),
        ("[한빛=남해뉴스] 김서윤·박만수 기자 = 등대가 도서관이 된다.", ("김서윤", "박만수")),
        ("“老砖上有名字。”施工队长老马（记者的邻居）说，一块也没有丢。", ()),
        ("【速報】渡し船が来月で廃止される。", ()),
        ("市长昨天回答（记者提问）时表示，城墙将于元旦开放。", ()),
        ("(Tarnvik=Courier) The ferry stops.", ()),
    ],
)
def test_who_is_named_at_the_opening(opening: str, names: tuple[str, ...]) -> None:
    assert reporters_of([opening]) == names


def test_not_further_down() -> None:
    named = "本报讯（记者 陈若楠）古城墙将于元旦开放。"
    assert reporters_of(["城墙修缮完工。", named]) == ("陈若楠",)
    assert reporters_of(["城墙修缮完工。", "明年开放。", named]) == ()
    assert reporters_of([]) == ()


PROSE = [
    Block(f"In the heart of the hills, {n} years after the flood, a young lawyer opened her office, and the queue went {way}.")
    for n, way in ((3, "down the stairs"), (5, "round the block"), (8, "to the market"), (13, "up to the church"),
                   (21, "past the mill"), (34, "as far as the bridge"), (55, "out of the valley"))
]  # fmt: skip


def bold(text: str) -> Block:
    return Block(text, spans=(Span(0, len(text), Mark.STRONG),))


@pytest.mark.parametrize(
    ("blocks", "found"),
    [
        ([bold("Mohloai Mpesi"), *PROSE], (0, ("Mohloai Mpesi",))),
        ([Block("…as the valley waits"), bold("Mathatisi Sebusi/Mohalenyane Phakela"), *PROSE], (1, ("Mathatisi Sebusi", "Mohalenyane Phakela"))),
        ([*PROSE, bold("Lê Phương")], (7, ("Lê Phương",))),
        ([Block("Mohloai Mpesi"), *PROSE], None),
        ([bold("Mohloai Mpesi"), *PROSE[:2]], None),
        ([bold("Key Takeaways"), *PROSE], None),
        ([bold("Young Lawyer"), *PROSE], None),
        ([bold("Mohloai Mpesi"), *PROSE, Block("Mpesi has asked for a bigger room and for a second chair, she said on Monday.")], None),
        ([bold("A Queue That Goes Down All The Stairs"), *PROSE], None),
        ([*PROSE, bold("Mohloai Mpesi")], None),
        ([], None),
    ],
)  # fmt: skip
def test_who_signs_in_bold_and_is_told_of_nowhere(
    blocks: list[Block], found: tuple[int, tuple[str, ...]] | None
) -> None:
    assert signed_in_bold(blocks) == found
