"""Organisations of copy in languages without a grammar of names: what is on the list, and what only looks like it."""

from __future__ import annotations

import pytest

from streams.datafiles import read_lines
from streams.enrich.listed_bodies import bodies_in
from tests.enrich.names_in import organisations_in


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("sv", "Telias chef och Volvo Cars; SVT:s nyheter. Malmö tingsrätts dom.",
         ["Telia", "Volvo Cars", "Sveriges Television", "Malmö tingsrätt"]),
        ("sv", "Han heter Hans Ericsson och bor vid Ericsson Globe.", []),
        ("sv", "Expressen skriver. Läs mer i Expressen. Varje universitet.", ["Expressen"]),
        ("da", "Retten i Aarhus og Nordjyllands Politi; Novo Nordisks salg, EU-Kommissionen.",
         ["Retten i Aarhus", "Nordjyllands Politi", "Novo Nordisk", "EU-Kommissionen"]),
        ("no", "Equinors sjef (Ap) og NVE; Bergen tingrett. Høyre hånd. I dag vant Høyre.",
         ["Equinor", "Arbeiderpartiet", "Norges vassdrags- og energidirektorat", "Bergen tingrett", "Høyre"]),
        ("nb", "NRK melder det.", ["NRK"]),
        ("fi", "Nokian mukaan EU:n tulli nousee; Helsingin käräjäoikeudessa.",
         ["Nokia", "EU", "Helsingin käräjäoikeus"]),
        ("fi", "Nokialainen mies.", []),
        ("pl", "Prezes Orlenu i PiS-u; Sądu Okręgowego w Krakowie. Narodowego Banku Polskiego.",
         ["Orlen", "Prawo i Sprawiedliwość", "Sąd Okręgowy w Krakowie", "Narodowy Bank Polski"]),
        ("pl", "Sąd Najwyższy USA orzekł. Wyrok Sądu Najwyższego zapadł.", ["Sąd Najwyższy"]),
        ("cs", "Krajského soudu v Brně a České národní banky.", ["Krajský soud v Brně", "Česká národní banka"]),
        ("ru", "Глава «Газпрома» и МВД России; Ленинского районного суда Перми.",
         ["Газпром", "МВД", "Ленинский районный суд"]),
        ("ru", "МВД Украины и МИД Китая.", []),
        ("uk", "Нафтогазу і НБУ; Печерський районний суд.",
         ["Нафтогаз", "Національний банк України", "Печерський районний суд"]),
        ("tr", "Akbank'ın kârı ve TCMB; İzmir Cumhuriyet Başsavcılığı.",
         ["Akbank", "Türkiye Cumhuriyet Merkez Bankası", "İzmir Cumhuriyet Başsavcılığı"]),
        ("tr", "Rusya Merkez Bankası faizi sabit tuttu.", []),
        ("ar", "وقالت الأمم المتحدة وللأمم المتحدة", ["الأمم المتحدة"]),
        ("hi", "भारतीय रिजर्व बैंक ने कहा।", ["भारतीय रिजर्व बैंक"]),
        ("ko", "삼성전자가 미국 국방부와 국방부에 냈다.", ["삼성전자", "국방부"]),
        ("ko", "서울대교구는 삼성전자판매를 냈다.", []),
        ("zh", "中国人民银行与腾讯表示,杭州市中级人民法院与国家统计局。",
         ["中国人民银行", "腾讯", "杭州市中级人民法院", "国家统计局"]),
        ("zh", "美国国务院与俄国防部、日本外交部。外交部回应。", ["美国国务院", "外交部"]),
        ("zh", "北京市民在银行排队。国家主席抵达。", []),
        ("zh", "两国国防部门与外交部长会谈,各国外交部。", []),
        ("ja", "トヨタ自動車と日銀の総裁、東京地裁、神奈川県警。",
         ["トヨタ自動車", "日本銀行", "東京地裁", "神奈川県警"]),
        ("ja", "全国連盟とスーパートヨタマ、米財務省と中国外務省。", ["米財務省"]),
        ("el", "Η EU.", []),
    ],
)  # fmt: skip
def test_organisations_on_the_list(language: str, text: str, names: list[str]) -> None:
    assert organisations_in(text, language) == names


def test_each_form_of_the_list_is_found() -> None:
    for line in read_lines("names/listed_organisations.txt"):
        language, _, forms = line.partition(" = ")
        for form in forms.split(" | "):
            bare = form.lstrip("~^")
            found = bodies_in(language, f"x {bare}." if language not in ("zh", "ja") else f"在{bare}。")
            assert found[0][0] == forms.split(" | ")[0].lstrip("~^"), form
