"""Languages that are alike are told apart by words."""

from __future__ import annotations

import pytest

from streams.clean.kin import lead_over, nearest
from streams.clean.language import detect
from tests.linear import assert_linear, repeated

CROATIAN = [
    "Vlada je u srijedu priopćila da će tijekom listopada uložiti dva milijuna eura u gospodarstvo županije.",
    "Ravnateljica sveučilišta kazala je da uvjeti nisu dobri i da obitelji čekaju tisuću novih stanova.",
]
BOSNIAN = [
    "Vlada je u srijedu saopćila da će tokom oktobra uložiti dva miliona u privredu općine i nove kasarne.",
    "Direktorica univerziteta rekla je da uslovi nisu dobri i da porodice čekaju hiljadu novih stanova.",
]
SERBIAN = [
    "Vlada je u sredu saopštila da će tokom oktobra uložiti dva miliona evra u privredu opštine i nove puteve.",
    "Direktorka univerziteta rekla je da uslovi nisu dobri i da porodice čekaju hiljadu novih stanova posle požara.",
]
MALAY = [
    "Kerajaan berkata pada Isnin bahawa pelbagai projek akan bermula selepas mesyuarat jawatankuasa itu.",
    "Polis menahan dua lelaki kerana kes jenayah di sebuah syarikat, kata pegawai kesihatan daerah.",
]
INDONESIAN = [
    "Pemerintah mengatakan pada Senin bahwa berbagai proyek akan dimulai setelah pertemuan komisi itu.",
    "Polisi menahan dua pria karena kasus korupsi di sebuah perusahaan, kata kepala dinas kesehatan.",
]
BOKMAAL = [
    "Bystyret bestemte tirsdag å stenge broen mellom øyene, og noen av lærerne vet ikke hva de skal gjøre nå."
]
NYNORSK = [
    "Bystyret vedtok tysdag å stenge brua mellom øyane, og nokre av lærarane veit ikkje kva dei skal gjere no."
]
DANISH = [
    "Byrådet besluttede tirsdag at lukke broen mellem øerne, og nogle af lærerne ved ikke, hvad de gør nu."
]


@pytest.mark.parametrize("declared", [None, "en"])
@pytest.mark.parametrize(
    ("tag", "paragraphs"),
    [
        ("hr", CROATIAN), ("bs", BOSNIAN), ("sr", SERBIAN), ("ms", MALAY), ("id", INDONESIAN),
        ("no", BOKMAAL), ("nn", NYNORSK), ("da", DANISH),
    ],
)  # fmt: skip
def test_an_article_is_in_the_language_of_its_words(
    tag: str, paragraphs: list[str], declared: str | None
) -> None:
    assert detect(paragraphs, None, declared) == tag


@pytest.mark.parametrize(
    ("paragraphs", "declared"),
    [(SERBIAN, "hr"), (CROATIAN, "sr"), (INDONESIAN, "ms"), (MALAY, "id"), (NYNORSK, "nb"), (DANISH, "no")],
)
def test_words_that_clearly_speak_for_a_kin_overrule_a_declaration(
    paragraphs: list[str], declared: str
) -> None:
    assert detect(paragraphs, None, declared) != detect(["x"], None, declared)


def test_a_declared_kin_stands_where_the_words_leave_it_open() -> None:
    open_text = [
        "Policija traži dva muškarca koja su u noći ukrala automobil sa parkinga kod stare pijace u gradu."
    ]
    for declared in ("hr", "bs", "sr"):
        assert detect(open_text, None, declared) == declared


def test_one_word_of_a_kin_overrules_no_declaration() -> None:
    one_word = [
        "Policija tijekom noći traži dva muškarca koja su ukrala automobil sa parkinga kod stare pijace u gradu."
    ]
    assert detect(one_word, None, "bs") == "bs"
    assert detect(one_word, None, "sr") == "sr"


def test_a_language_without_lists_stays() -> None:
    assert nearest(["tijekom"], "de") == "de"


def test_more_words_win_and_a_tie_leaves_it() -> None:
    assert nearest(["tijekom"], "bs") == "hr"
    assert nearest(["tijekom hiljadu"], "bs") == "bs"
    assert lead_over(["tijekom"], "bs", 3) == "bs"


def test_the_usual_language_where_no_word_tells() -> None:
    assert nearest(["xyz"], "ms") == "id"
    assert nearest(["xyz"], "hr") == "hr"


@pytest.mark.parametrize("part", ["a", "bezbedn", "tijekom ", "ж"])
def test_it_takes_time_in_proportion_to_the_text(part: str) -> None:
    assert_linear(lambda text: nearest([text], "hr"), repeated(part))
