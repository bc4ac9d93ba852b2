from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.blocks import Form, Mark, Span
from streams.clean.boilerplate import clean_copy, remove_boilerplate
from streams.clean.boilerplate_files import LANGUAGES, document
from tests.linear import assert_linear, repeated
from tests.shared import seed_article

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Case:
    name: str
    language: str
    lines: tuple[str, ...]
    kept: tuple[str, ...]
    removed: tuple[tuple[str, int, str], ...]


def read_cases(name: str) -> Iterator[Case]:
    for block in re.split(r"(?m)^=== ", (DATA / name).read_text(encoding="utf-8"))[1:]:
        title, *rows = [row for row in block.splitlines() if row]
        head, _, language = title.rstrip(")").rpartition(" (")
        cut = [row[2:].split(" | ", 1) if row.startswith("x ") else ["", row] for row in rows]
        yield Case(
            name=head,
            language=language,
            lines=tuple(text for _, text in cut),
            kept=tuple(text for rule, text in cut if not rule),
            removed=tuple((rule, i, text) for i, (rule, text) in enumerate(cut) if rule),
        )


DISEASED = list(read_cases("boilerplate_diseased.txt"))
CLEAN = list(read_cases("boilerplate_clean.txt"))
ALL_LINES = sorted({line for case in DISEASED + CLEAN for line in case.lines})


def by_name(case: Case) -> str:
    return f"{case.language}: {case.name}"


@pytest.mark.parametrize("case", DISEASED, ids=by_name)
def test_boilerplate_goes_by_its_rule_and_the_article_stays(case: Case) -> None:
    kept, removed = remove_boilerplate(case.lines, case.language)
    assert [(r.rule, r.line, r.text) for r in removed] == list(case.removed)
    assert kept == case.kept


@pytest.mark.parametrize("case", DISEASED, ids=by_name)
def test_boilerplate_goes_when_the_language_is_not_known(case: Case) -> None:
    assert remove_boilerplate(case.lines, "und")[0] == case.kept


@pytest.mark.parametrize("case", DISEASED, ids=by_name)
def test_boilerplate_goes_out_of_one_paragraph_of_many_lines(case: Case) -> None:
    kept, removed = remove_boilerplate(["\n".join(case.lines)], case.language)
    assert kept == ("\n".join(case.kept),)
    assert [r.line for r in removed] == [line for _, line, _ in case.removed]


@pytest.mark.parametrize("language", ["own", "und"])
def test_a_clean_article_is_returned_untouched(language: str) -> None:
    for case in CLEAN:
        kept, removed = remove_boilerplate(case.lines, case.language if language == "own" else language)
        assert (removed, kept) == ((), case.lines), case.name


@pytest.mark.parametrize("form", ["lines", "no blanks", "one paragraph", "tail as one paragraph"])
def test_the_article_that_the_product_was_asked_to_handle(form: str) -> None:
    lines = seed_article().split("\n")
    last = next(i for i, line in enumerate(lines) if line.endswith("Friday's slaughter."))
    article = tuple(lines[: last + 1])
    paragraphs = {
        "lines": lines,
        "no blanks": [line for line in lines if line],
        "one paragraph": ["\n".join(lines)],
        "tail as one paragraph": [*article, "\n".join(lines[last + 1 :])],
    }[form]
    kept, _ = remove_boilerplate(paragraphs, "en")
    assert kept == (("\n".join(article),) if form == "one paragraph" else article)


def test_empty_lines_before_the_tail_go_with_it() -> None:
    text = ["The pier was closed on Tuesday, the board said.", "", "Subscribe now", "", "Archives", ""]
    kept, removed = remove_boilerplate(text, "en")
    assert kept == (text[0],)
    assert [r.rule for r in removed] == ["blank", "paywall", "blank", "plan", "blank"]


def test_empty_lines_of_a_clean_article_stay() -> None:
    text = ("", "The pier was closed on Tuesday, the board said.", "", "It will reopen in spring.", "")
    assert remove_boilerplate(text, "en") == (text, ())


def test_what_is_nothing_but_boilerplate_leaves_nothing() -> None:
    kept, removed = remove_boilerplate(
        ["Subscribe now", "Already a subscriber? Log in", "$4 per month"], "en"
    )
    assert kept == ()
    assert len(removed) == 3


def test_a_possible_sentence_is_spared_when_nothing_else_would_remain() -> None:
    kept, _ = remove_boilerplate(
        ["Subscribe now", "Log in", "Support our journalism", "It rained all day."], "en"
    )
    assert kept == ("It rained all day.",)


def test_a_list_before_the_boilerplate_stays() -> None:
    text = ["Lowton won on the last day of the season.", "Lowton 3, Harwich 1", "Thorne 0, Derby 0"]
    assert remove_boilerplate([*text, "Subscribe now", "Your account"], "en")[0] == tuple(text)


def test_no_text_at_all() -> None:
    assert remove_boilerplate([], "en") == ((), ())
    assert remove_boilerplate([""], "de") == (("",), ())


SENTENCES = st.sampled_from(
    [
        "The pier closed on Tuesday, the harbour board said.",
        "It rained.",
        "“Subscribe now,” she said.",
        "",
        "Archives",
    ]
)
LINES = st.one_of(st.sampled_from(ALL_LINES), SENTENCES, st.text(max_size=30))
TEXTS = st.lists(st.lists(LINES, min_size=1, max_size=4).map("\n".join), max_size=16)


@given(TEXTS, st.sampled_from(["en", "de", "fr", "es", "und"]))
def test_each_line_is_kept_or_removed_in_order_and_a_second_pass_removes_nothing(
    paragraphs: list[str], language: str
) -> None:
    kept, removed = remove_boilerplate(paragraphs, language)
    lines = "\n".join(paragraphs).split("\n") if paragraphs else []
    gone = {r.line: r.text for r in removed}
    assert list(gone) == sorted(gone)
    assert all(lines[i] == text for i, text in gone.items())
    left = [line for i, line in enumerate(lines) if i not in gone]
    assert ("\n".join(kept).split("\n") if kept else []) == left
    assert remove_boilerplate(kept, language) == (kept, ())


@given(
    st.lists(st.sampled_from([case.lines for case in CLEAN if len(case.lines) > 2]), min_size=1, max_size=3)
)
def test_clean_articles_one_after_another_stay_clean(articles: list[tuple[str, ...]]) -> None:
    lines = [line for article in articles for line in article]
    assert remove_boilerplate(lines, "und")[1] == ()


TAILS = {
    "en": (["Subscribe now"], ["Share this article", "Facebook", "X"], ["© 2026 Post. All rights reserved."]),
    "de": (["Jetzt abonnieren"], ["Artikel teilen", "Facebook"], ["Alle Rechte vorbehalten."]),
    "fr": (["Abonnez-vous"], ["Partager cet article"], ["Tous droits réservés."]),
}
#: It ends in contracts and prices, as a price block does; above "Subscribe now" nothing tells the two apart.
LIKE_A_PRICE_BLOCK = "telephone tariffs at the end"


def test_a_clean_article_stays_whole_above_boilerplate() -> None:
    for case in (case for case in CLEAN if case.name != LIKE_A_PRICE_BLOCK):
        for tail in TAILS[case.language]:
            assert remove_boilerplate([*case.lines, *tail], case.language)[0] == case.lines, case.name


def test_bylines_of_a_programme_stay() -> None:
    text = ("Three plays are given on Friday.", "By Ada Quill", "By Ben Hartnoll", "By Piet Aalbers")
    assert remove_boilerplate(text, "en") == (text, ())


def test_a_byline_is_one_only_at_the_top() -> None:
    text = ("The hall was full.", "Nobody left.", "By Ada Quill", "She sang it twice, and the hall stood.")
    assert remove_boilerplate(text, "en") == (text, ())


def test_a_name_in_quotation_marks_is_no_speech() -> None:
    article = "The pier closed on Tuesday, the harbour board said."
    offer = "Sign up for “Low Water”, our weekly newsletter, and get it in your inbox"
    speech = "“Sign up for our weekly newsletter,” the chairwoman joked."
    assert remove_boilerplate([article, offer.replace("”,", "”"), article], "en")[0] == (article, article)
    assert remove_boilerplate([article, speech, article], "en")[1] == ()


@pytest.mark.long
@pytest.mark.parametrize(
    "part",
    [
        "{{",
        "you {{ articles ",
        "ida is the editor " * 40 + "\n",
        "“a b” " * 120 + "subscribe now\n",
        "By Ida Marlowe\n",
        "Want more from the Gazette?\n",
        "a ",
        "\n",
        "Subscribe now\n",
        "Home > ",
        "you have ",
        "$4 per month\n",
        "Related\nIs it?\n",
        "(reporting by ",
        "photo: " * 30 + "\n",
    ],
    ids=lambda part: repr(part[:14]),
)
def test_a_long_paragraph_takes_linear_time(part: str) -> None:
    assert_linear(lambda text: remove_boilerplate([text], "und"), repeated(part))


@pytest.mark.parametrize("paragraph", ["share: " + "facebook, x " * 60 + "\n", "facebook " * 10 + "\n"])
def test_many_paragraphs_take_linear_time(paragraph: str) -> None:
    def paragraphs(size: int) -> list[str]:
        return [paragraph] * (size // len(paragraph))

    assert_linear(lambda text: remove_boilerplate(text, "und"), paragraphs)


def test_a_line_longer_than_its_rule_allows_is_none_of_it() -> None:
    short = "Follow us on Facebook"
    long = f"{short} was the name of a choir of six women in Lowton, which gave its last concert before the storm in the old net loft by the pier."
    article = "The pier closed on Tuesday, the harbour board said."
    assert remove_boilerplate((article, short, article), "en")[0] == (article, article)
    assert remove_boilerplate((article, long, article), "en")[0] == (article, long, article)


def test_every_rule_file_names_its_source() -> None:
    for path in (Path(__file__).parents[2] / "streams" / "data" / "boilerplate").glob("*.toml"):
        assert "Apache-2.0" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["any", *sorted(LANGUAGES)])
def test_every_pattern_is_one_captures_nothing_and_does_not_match_the_empty_line(name: str) -> None:
    for entry in document(name).entries:
        pattern = re.compile(entry.text)
        assert pattern.groups == 0, entry.text
        if entry.kind != "blank":
            assert pattern.fullmatch("") is None, entry.text


@pytest.mark.parametrize(
    ("lines", "walled"),
    [
        (("Weiterlesen mit Kurier+", "Jetzt 4 Wochen für 1 Euro testen und alle Artikel lesen.", "Sie haben schon ein Abo? Hier anmelden."), True),
        (("Jetzt abonnieren",), False),  # an offer below a short article
        (("Mehr zum Thema",), False),
        ((), False),
    ],
)  # fmt: skip
def test_a_few_sentences_before_an_offer_to_read_on_end_at_a_wall(
    lines: tuple[str, ...], walled: bool
) -> None:
    text = (
        "Die Hafenverwaltung von Thornmünde hat am Samstag mitgeteilt, dass der zweite Anleger gesperrt bleibt.",
        "Taucher hatten Risse in drei Pfählen gefunden, wie die Hafenmeisterin Edith Kranz am Freitag sagte.",
    )
    cleaned = clean_copy((*text, *lines), "de")
    assert cleaned.paragraphs == text
    assert cleaned.ends_at_wall() is walled
    assert not clean_copy((*text * 9, *lines), "de").ends_at_wall()


def test_a_link_alone_to_another_house_is_a_source() -> None:
    lines = (
        "The report counts 412 barges, twelve more than last year.",
        "Barges on the canal, 1998 to 2026",
        "Nobody counted the rafts.",
    )

    def left(href: str, url: str | None) -> tuple[str, ...]:
        form = Form(1, spans=(Span(0, len(lines[1]), Mark.LINK, href),))
        return clean_copy(lines, "en", forms=(form,), url=url).paragraphs

    page = "https://www.post.example/a/1"
    assert left("https://stats.canal.org/barges", page) == lines
    assert (
        left("https://sport.post.example/barges", page)
        == left("https://stats.canal.org/barges", None)
        == lines[::2]
    )
