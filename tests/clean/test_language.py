from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.clean import language
from streams.clean.language import detect, identify, warm
from streams.clean.tags import primary_tag
from tests.linear import assert_linear, repeated

ROWS = [
    tuple(line.split(" | ", 1))
    for line in (Path(__file__).parent / "data" / "languages.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
ARTICLES: dict[str, list[str]] = defaultdict(list)
for tag, sentence in ROWS:
    ARTICLES[tag].append(sentence)
WRONG = {tag: "de" if tag == "en" else "en" for tag in ARTICLES}


@pytest.fixture(scope="module", autouse=True)
def _model() -> None:
    warm()


def test_single_sentences_are_told_apart() -> None:
    found = [detect([sentence], None, "") for _, sentence in ROWS]
    right = sum(tag == answer for (tag, _), answer in zip(ROWS, found, strict=True))
    wrong = sum(answer not in (tag, "und") for (tag, _), answer in zip(ROWS, found, strict=True))
    assert right >= 57, "of 60"
    assert wrong <= 1


@pytest.mark.parametrize("tag", sorted(ARTICLES))
def test_an_article_needs_no_declaration(tag: str) -> None:
    assert detect(ARTICLES[tag], None, "") == tag


@pytest.mark.parametrize("tag", sorted(ARTICLES))
def test_a_wrong_declaration_is_overruled(tag: str) -> None:
    assert detect(ARTICLES[tag], None, WRONG[tag]) == tag


@pytest.mark.parametrize("tag", ["en", "de"])
def test_a_declaration_that_the_small_words_bear_out_is_believed_without_the_detector(
    monkeypatch: pytest.MonkeyPatch, tag: str
) -> None:
    text = [" ".join(each[:200] for each in ARTICLES[tag])]
    assert detect(text, None, tag) == tag
    monkeypatch.setattr(language, "_classify", None)
    assert detect(text, None, tag) == tag
    with pytest.raises(TypeError):
        detect(text, None, WRONG[tag])


@pytest.mark.parametrize("tag", sorted(ARTICLES))
def test_a_right_declaration_holds(tag: str) -> None:
    assert detect(ARTICLES[tag], None, f"{tag}-XX") == tag


def test_a_declaration_holds_while_the_samples_differ() -> None:
    mixed = [*ARTICLES["de"], *ARTICLES["fr"], *ARTICLES["fr"]]
    assert detect(mixed, None, "en") == "en"


def test_a_neighbour_is_believed() -> None:
    norwegian = ["Bystyret bestemte tirsdag kveld å stenge broen fram til våren."]
    assert detect(norwegian, None, "da") == "da"
    assert detect(norwegian, None, "nb-NO") == "no"


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("ja", "市議会は火曜日の夜、春まで橋を閉鎖することを決めた。"),
        ("zh", "市议会周二晚间决定关闭大桥直到春天，警方正在寻找两名男子。"),
        ("ko", "시의회는 화요일 저녁 봄까지 다리를 폐쇄하기로 결정했다."),
        ("ar", "قرر مجلس المدينة مساء الثلاثاء إغلاق الجسر حتى الربيع."),
        ("el", "Το δημοτικό συμβούλιο αποφάσισε την Τρίτη να κλείσει τη γέφυρα."),
        ("hi", "नगर परिषद ने मंगलवार शाम को वसंत तक पुल बंद करने का फैसला किया।"),
        ("he", "מועצת העיר החליטה ביום שלישי בערב לסגור את הגשר עד האביב."),
    ],
)
def test_other_scripts(tag: str, text: str) -> None:
    assert detect([text], None, "") == tag
    assert detect([text], None, "en") == tag


@pytest.mark.parametrize("text", [[], [""], ["Die Brücke"], ["Results:", "3-1"], ["12 345 678 " * 40]])
def test_short_text_is_not_guessed(text: list[str]) -> None:
    assert detect(text, None, "") == "und"
    assert detect(text, None, "fr-CA") == "fr"


def test_a_list_of_names_is_not_a_language() -> None:
    assert (
        detect(["Harwich 3, Lowton 1; Derby 0, Bishop Auckland 0; Whitby 2, Thorne 2; Kettering 1"], None, "")
        == "und"
    )


def test_a_declared_language_that_the_detector_does_not_know_is_believed() -> None:
    assert detect(ARTICLES["de"], None, "gsw-CH") == "gsw"


def test_boilerplate_in_english_around_a_german_article() -> None:
    page = ["Share", "Log in", "Menu", *ARTICLES["de"], "Subscribe now", "Share this article"]
    assert detect(page, "Brücke bleibt zu", "en") == "de"


@pytest.mark.parametrize(
    ("declared", "tag"),
    [
        ("en-GB", "en"), ("EN_us", "en"), ("eng", "en"), ("German", "de"), ("iw", "he"), ("nb", "no"), ("zh-Hant-TW", "zh"),
        ("", "und"), (None, "und"), ("und", "und"), ("xx", "und"), ("klingonisch", "und"), ("{{lang}}", "und"), (" fr ", "fr"),
    ],
)  # fmt: skip
def test_the_primary_tag_of_a_declaration(declared: str | None, tag: str) -> None:
    assert primary_tag(declared) == tag


@given(st.lists(st.text(max_size=80), max_size=6), st.sampled_from(["", "en", "de-AT", "xx"]))
def test_any_text_has_an_answer(paragraphs: list[str], declared: str) -> None:
    tag = detect(paragraphs, None, declared)
    assert tag == "und" or primary_tag(tag) != "und"


@pytest.mark.parametrize("part", ["A/", "漢", "Aa-", ",A", "a@"])
def test_it_takes_time_in_proportion_to_a_headline(part: str) -> None:
    assert_linear(lambda text: detect(["A short text."], text, None), repeated(part))


@pytest.mark.parametrize(
    ("paragraphs", "tag"),
    [
        (["Feuer zerstört Lagerhalle, niemand verletzt"], "de"),
        (
            [
                "Ministarstvo je reklo da je most zatvoren.",
                "Policija traži dva muškarca koja su ukrala automobil u noći.",
            ],
            "hr",
        ),
        (["Xq zz 12:30"], "und"),
    ],
)
def test_kin_are_asked_together_and_a_sure_flash_is_believed(paragraphs: list[str], tag: str) -> None:
    assert detect(paragraphs, None, None) == tag


@pytest.mark.parametrize(
    ("line", "tag"),
    [
        ("Erdbeben erschüttert Athen, keine Verletzten", "de"),
        ("Hafen bleibt zu", "de"),
        ("Mill fire kills two", "en"),
        ("Brand verwoest pakhuis", "nl"),
        ("Incendie dans une scierie", "fr"),
    ],
)
def test_a_fair_guess_is_enough_for_a_flash(line: str, tag: str) -> None:
    assert detect([line], None, None) == tag


def test_what_is_not_sure_is_told_with_its_likelihood() -> None:
    found = identify(["Strom fällt aus"], None, None)
    assert found.guess is not None
    assert found.guess.tag == "de"
    assert 0 < found.guess.score < 0.9
    sure = identify(ARTICLES["de"], None, None)
    assert sure == ("de", None)
    assert identify(["Strom fällt aus"], None, "de").guess is None, "somebody says it"


def test_a_line_of_names_is_a_guess_only() -> None:
    found = identify(["Kowalski, Nowak"], None, None)
    assert found.tag == "und"
    assert found.guess is not None
