"""Places in Chinese, Japanese and Korean copy, and what only holds a place's name."""

from __future__ import annotations

import pytest

from streams.datafiles import read_lines
from streams.enrich.han_places import place_of
from streams.enrich.places import find_places


@pytest.mark.parametrize(
    ("language", "text", "places"),
    [
        ("zh", "美国总统抵达北京,与中国外长会谈。广东省发生地震。", ["CN Beijing", "US United States", "CN China", "CN Guangdong"]),
        ("zh", "北京大学与中国人寿、美国银行、马里兰州、印度洋。", []),
        ("zh", "项目已完成都江堰部分,扩大连接,经济南方。", []),
        ("zh", "救援队抵达成都市。罗马里奥与约旦·亨德森离队。", ["CN Chengdu"]),
        ("zh", "中美国家元首与北美国家。", []),
        ("ja", "北海道苫小牧市と札幌市内、米国のニューヨーク。", ["JP Hokkaidō", "JP Tomakomai", "JP Sapporo", "US United States", "US New York City"]),
        ("ja", "東京電力と東大阪、中国電力、タイトル、日本銀行、横浜FC。", []),
        ("ja", "タイ政府とフランス・パリ、パリ・サンジェルマン。日本政府は台湾海峡を。", ["TH Thailand", "FR France", "FR Paris", "JP Japan"]),
        ("ja", "中国茶と日本料理の店。", []),
        ("ja", "広島市の試合で名古屋が敗れた。", ["JP Hiroshima"]),
        ("ko", "서울에서 미국과 부산시가 만났다. 이란 말이 인도에 있다.", ["KR Seoul", "US United States", "KR Busan"]),
        ("ko", "서울대와 미국인, 인도 정부.", ["IN India"]),
    ],
)  # fmt: skip
def test_places_by_what_stands_beside_them(language: str, text: str, places: list[str]) -> None:
    found = find_places(None, (text,), language, None)
    assert sorted(f"{place.country} {place.name}" for place in found) == sorted(places)


def test_each_place_of_the_list_is_one_of_the_gazetteer() -> None:
    rows = [line.split("\t") for line in read_lines("places/han_places.tsv")]
    assert [row[:2] for row in rows if place_of(row[0], row[1]) is None] == []


def test_a_place_has_its_mentions_and_its_first_span() -> None:
    (place,) = find_places("台北消息", ("雨在台北停了。", "台北市开放。"), "zh", None)
    assert (place.mentions, place.evidence.paragraph, place.evidence.start, place.evidence.end) == (
        3,
        -1,
        0,
        2,
    )
    assert (place.kind, place.country, place.latitude is None) == ("city", "TW", False)
