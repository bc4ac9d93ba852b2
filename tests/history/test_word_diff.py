"""Two versions as one text, as people read it."""

from __future__ import annotations

import random
import time

import pytest

from streams.history.word_diff import Kind, Paragraph, WordDiff, word_diff

_MARKS = {Kind.DELETED: "[-{}-]", Kind.INSERTED: "{{+{}+}}", Kind.EQUAL: "{}"}
_ENDS = {Kind.DELETED: "<-", Kind.INSERTED: "<+", Kind.EQUAL: ""}


def shown(found: WordDiff) -> list[str]:
    """As plain text: [-deleted-], {+inserted+}, a number with #, and <- or <+ where the end was deleted or inserted."""
    return [_paragraph(each) for each in found.paragraphs]


def _paragraph(each: Paragraph) -> str:
    runs = (_MARKS[run.kind].format("#" * run.number + run.text) for run in each.runs)
    return "".join(runs) + _ENDS[each.end]


def sides(found: WordDiff) -> tuple[list[str], list[str]]:
    """The two versions that it tells."""
    versions: tuple[list[str], list[str]] = ([], [])
    for number, gone in ((0, Kind.INSERTED), (1, Kind.DELETED)):
        text = ""
        for each in found.paragraphs:
            text += "".join(run.text for run in each.runs if run.kind is not gone)
            if each.end is not gone:
                versions[number].append(text)
                text = ""
    return versions


def test_words_numbers_and_what_stayed() -> None:
    found = word_diff(
        ["The fire killed 12 people on 3 March.", "The harbour stays shut."],
        ["The blaze killed 15 people on 4 March.", "The harbour stays shut."],
        "en",
    )
    assert shown(found) == [
        "The [-fire -]{+blaze +}killed [-#12 -]{+#15 +}people on [-#3 March-]{+#4 March+}.",
        "The harbour stays shut.",
    ]
    assert found.whole
    assert not found.same


@pytest.mark.parametrize(
    ("language", "before", "after", "told"),
    [
        (
            "en",
            "It costs $4.5 million.",
            "It costs $4.6 million.",
            "It costs [-#$4.5 million-]{+#$4.6 million+}.",
        ),
        ("en", "It hit twelve boats.", "It hit 15 boats.", "It hit [-#twelve -]{+#15 +}boats."),
        ("de", "Es waren 1 200 Gäste.", "Es waren 1 300 Gäste.", "Es waren [-#1 200 -]{+#1 300 +}Gäste."),
        ("ar", "قتل 12 شخصا", "قتل 15 شخصا", "قتل [-#12 -]{+#15 +}شخصا"),
        ("ja", "東京で12人が死亡。", "東京で15人が負傷。", "東京で[-#12-]{+#15+}人が[-死亡-]{+負傷+}。"),
        ("hi", "यह किताब है", "यह किताबें है", "यह [-किताब -]{+किताबें +}है"),
    ],
)
def test_numbers_and_words_of_languages(language: str, before: str, after: str, told: str) -> None:
    assert shown(word_diff([before], [after], language)) == [told]


def test_paragraphs_come_go_are_parted_and_joined() -> None:
    assert shown(word_diff(["A stays.", "B goes."], ["A stays."], "en")) == ["A stays.", "[-B goes.-]<-"]
    assert shown(word_diff(["A stays."], ["New.", "A stays."], "en")) == ["{+New.+}<+", "A stays."]
    assert shown(word_diff(["One. Two."], ["One.", "Two."], "en")) == ["One.<+", "Two."]
    assert shown(word_diff(["One.", "Two."], ["One. Two."], "en")) == ["One. <-", "Two."]
    assert word_diff([], [], "en") == WordDiff(())


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (["It hit 12. He left."], ["It hit 15. He left.", "More came."], ["It hit [-#12-]{+#15+}. He left.", "{+More came.+}<+"]),
        (["It hit 12. He left.", "More came."], ["It hit 15. He left."], ["It hit [-#12-]{+#15+}. He left.", "[-More came.-]<-"]),
        (["The mayor hit 12."], ["The end.", "The mayor hit 15."], ["{+The end.+}<+", "The mayor hit [-#12-]{+#15+}."]),
        (["A 1 b.", "C d."], ["A 2 b.", "N n.", "C e."], ["A [-#1 -]{+#2 +}b.", "{+N n.+}<+", "C [-d-]{+e+}."]),
    ],
)  # fmt: skip
def test_a_paragraph_beside_one_that_was_edited_came_whole(
    before: list[str], after: list[str], told: list[str]
) -> None:
    found = word_diff(before, after, "en")
    assert shown(found) == told
    assert tuple([each.rstrip() for each in side] for side in sides(found)) == (before, after)


def test_two_changes_may_meet_where_one_was_moved_to_the_end_of_a_paragraph() -> None:
    assert shown(word_diff(["s", "s . m"], ["2 s ."], "en")) == ["{+#2 +}[-s-]<-", "s .[-m-]"]


def test_typography_makes_no_difference_and_the_later_writing_is_given() -> None:
    found = word_diff(["He said  “no” – twice."], ['He said "no" - twice.'], "en")
    assert found.same
    assert shown(found) == ['He said "no" - twice.']


def test_equal_words_inside_of_a_rewriting_are_part_of_it_but_no_number() -> None:
    before = ["Local fishermen found early today the wreck of a small old trawler."]
    after = ["A navy diver has now seen the stern and name plate under deep sand."]
    (told,) = shown(word_diff(before, after, "en"))
    assert told.count("[-") == 1, told
    (told,) = shown(word_diff([before[0].replace("the", "12")], [after[0].replace("the", "12")], "en"))
    assert told.count("[-") == 2, told
    assert "#" not in told, "12 stayed"


def text(words: int, seed: int) -> list[str]:
    chosen = random.Random(seed)
    row = [f"w{chosen.randrange(3000)}" for _ in range(words)]
    return [" ".join(row[at : at + 60]) for at in range(0, words, 60)]


def test_both_versions_are_in_it_whatever_differs() -> None:
    chosen = random.Random(7)
    before = text(1200, 1)
    after = [
        " ".join(word if chosen.random() < 0.9 else "12" for word in each.split())
        for each in before
        if chosen.random() < 0.9
    ]
    for at in range(0, len(after), 3):
        after.insert(at, f"{after[at].split()[0]} came here. {after[at].split()[-1]}")
    chosen.shuffle(after)
    found = word_diff(before, after, "en")
    assert tuple([each.rstrip() for each in side] for side in sides(found)) == (before, after)


def test_what_is_too_long_is_told_whole() -> None:
    before, after = text(60_000, 1), text(60_000, 2)
    began = time.process_time()
    found = word_diff(before, after, "en")
    far = time.process_time() - began
    assert not found.whole
    assert sides(found) == (before, after)
    began = time.process_time()
    word_diff(text(6_000, 1), text(6_000, 2), "en")
    assert far < 20 * (time.process_time() - began), "ten times as long"
    # Where paragraphs stayed, what lies between them is short.
    assert word_diff(before, ["New.", *before[:500], "12.", *before[500:]], "en").whole


def test_few_words_of_many_characters_are_not_parted_either() -> None:
    before, after = (["x" * 199_990 + f" {name}."] for name in ("cold", "warm"))
    assert word_diff(before, after, "en").whole
    assert not word_diff([before[0] * 2], [after[0] * 2], "en").whole


def test_many_short_paragraphs_are_no_square_of_work() -> None:
    before, after = ([f"{name}{number}" for number in range(11_000)] for name in "ab")
    found = word_diff(before, after, "en")
    assert not found.whole
    assert len(found.paragraphs) == 22_000
