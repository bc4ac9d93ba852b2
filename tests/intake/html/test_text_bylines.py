"""The reporters whom a text names before its first sentence."""

from __future__ import annotations

import pytest

from streams.intake.html.text_bylines import reporters_of


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
