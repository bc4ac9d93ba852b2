"""What a subscriber is told of a correction, an update, a silent edit."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.enrich.changes import KINDS, MOST, Text, changes
from streams.verdict import Change
from tests.articles import PARAGRAPHS


def found(before: str, after: str, language: str = "en") -> list[tuple[str, str | None, str | None]]:
    """The changes between two texts; a line is a paragraph."""
    old, new = (Text(None, tuple(text.split("\n"))) for text in (before, after))
    return [(change.kind, change.before, change.after) for change in changes(old, new, language)]


def text(before: str, after: str) -> list[tuple[str, str, str]]:
    return [("text", before, after)]


@pytest.mark.parametrize(
    ("before", "after", "language", "old", "new"),
    [
        ("The fire killed 12 people.", "The fire killed 15 people.", "en", "12 people", "15 people"),
        ("Twelve men left.", "Thirteen men left.", "en", "Twelve men", "Thirteen men"),
        ("It killed twenty-one sheep.", "It killed 22 sheep.", "en", "twenty-one sheep", "22 sheep"),
        ("It cost 4.5 million pounds.", "It cost 5.4 million pounds.", "en", "4.5 million pounds", "5.4 million pounds"),
        ("It cost £4 million.", "It cost £4 billion.", "en", "£4 million", "£4 billion"),
        ("It cost £3, she said.", "It cost £3 million, she said.", "en", "£3", "£3 million"),
        ("Prices rose 3.5% last year.", "Prices rose 5.3% last year.", "en", "3.5%", "5.3%"),
        ("Prices rose 3 per cent.", "Prices rose 4 per cent.", "en", "3 per cent", "4 per cent"),
        ("The 12-year-old boy died.", "The 13-year-old boy died.", "en", "12-year-old", "13-year-old"),
        ("It opened on March 3, 2026.", "It opened on March 5, 2026.", "en", "March 3", "March 5"),
        ("In 2019 Crowe left.", "In 2018 Crowe left.", "en", "2019", "2018"),
        ("It sails on Monday.", "It sails on Tuesday.", "en", "Monday", "Tuesday"),
        ("Doors open at 10:30 a.m. there.", "Doors open at 11:30 a.m. there.", "en", "10:30 a.m.", "11:30 a.m."),
        ("Harwich won 3-2 at home.", "Harwich won 3-1 at home.", "en", "3-2", "3-1"),
        ("Der Schaden beträgt 1.200 Euro.", "Der Schaden beträgt 1.500 Euro.", "de", "1.200 Euro", "1.500 Euro"),
        ("Es starben zwölf Menschen.", "Es starben zweiundzwanzig Menschen.", "de", "zwölf Menschen", "zweiundzwanzig Menschen"),
        ("Am 3. März begann es.", "Am 4. März begann es.", "de", "3. März", "4. März"),
        ("Es begann um 10.30 Uhr in Kiel.", "Es begann um 10.45 Uhr in Kiel.", "de", "10.30 Uhr", "10.45 Uhr"),
        ("Il y a douze morts.", "Il y a quatre-vingt-douze morts.", "fr", "douze morts", "quatre-vingt-douze morts"),
        ("Il y a 1 200 blessés.", "Il y a 1 300 blessés.", "fr", "1 200 blessés", "1 300 blessés"),
        ("La réunion aura lieu lundi.", "La réunion aura lieu mardi.", "fr", "lundi", "mardi"),
    ],
)  # fmt: skip
def test_a_number(before: str, after: str, language: str, old: str, new: str) -> None:
    assert found(before, after, language) == [("number", old, new)]


def test_a_number_and_other_words() -> None:
    before, after = "The fire killed 12 people in Harwich.", "The blaze killed at least 15 people in Harwich."
    assert found(before, after) == [("number", "12 people", "15 people"), *text(before, after)]


def test_a_verb_that_follows_its_number_needs_no_mention() -> None:
    assert found("There was two ships out.", "There were three ships out.") == [
        ("number", "two ships", "three ships")
    ]


def test_a_number_that_is_new_or_gone() -> None:
    before, after = "The ferry ran aground.", "The ferry ran aground with 80 passengers."
    assert ("number", None, "80 passengers") in found(before, after)
    assert ("number", "80 passengers", None) in found(after, before)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("It cost 4.5 million pounds.", "It cost 4,500,000 pounds."),  # the same number
        ("Twelve men left.", "12 men left."),
        ("The vote was 12 to 9.", "The vote was 9 to 12."),  # the same numbers
    ],
)
def test_numbers_worth_the_same_are_words(before: str, after: str) -> None:
    assert found(before, after) == text(before, after)


@pytest.mark.parametrize(
    ("before", "after", "language", "old", "new"),
    [
        ("Harbour master Edith Crow said so.", "Harbour master Edith Crowe said so.", "en", "Edith Crow", "Edith Crowe"),
        ("The work, Crow said, is done.", "The work, Crowe said, is done.", "en", "Crow", "Crowe"),
        ("Talks in Paris failed again.", "Talks in Berlin failed again.", "en", "Paris", "Berlin"),
        ("She met Jones and Smith there.", "She met Jones, Smith and Brown there.", "en", None, "Brown"),
        # Named in full elsewhere: told once, in full.
        ("Crow left early.\nIts master, Edith Crow, came.", "Crowe left early.\nIts master, Edith Crowe, came.", "en", "Edith Crow", "Edith Crowe"),
        ("Das sagte Ministerin Ute Sand dazu.", "Das sagte Ministerin Ute Sander dazu.", "de", "Ministerin Ute Sand", "Ministerin Ute Sander"),
        ("C'est ce qu'a dit Anne Roux hier.", "C'est ce qu'a dit Anne Rouxel hier.", "fr", "Anne Roux", "Anne Rouxel"),
    ],
)  # fmt: skip
def test_a_name(before: str, after: str, language: str, old: str, new: str) -> None:
    assert found(before, after, language) == [("name", old, new)]


@pytest.mark.parametrize(
    ("before", "after", "language"),
    [
        ("Officials closed the port.", "Police closed the port.", "en"),
        ("Der Hafen bleibt zu.", "Der Bahnhof bleibt zu.", "de"),  # a capital, and a noun like any other
        ("The quay will close.", "The quay will not close.", "en"),
        ("THE QUAY WILL CLOSE.", "THE PORT WILL CLOSE.", "en"),
        ("It was closed, they said.", "It was closed they said.", "en"),
        ("Crow beat Smith.", "Smith beat Crow.", "en"),
    ],
)
def test_only_words(before: str, after: str, language: str) -> None:
    assert found(before, after, language) == text(before, after)


def test_a_quotation_altered_added_removed() -> None:
    late, safe = (f'"We would rather be {word} than sorry," Crowe said.' for word in ("late", "safe"))
    old, new = "We would rather be late than sorry", "We would rather be safe than sorry"
    assert found(late, safe) == [("quote", old, new)]
    around = "No ship was lost. {}The quay is shut."
    assert found(around.format(""), around.format(late + " ")) == [("quote", None, old)]
    assert found(around.format(late + " "), around.format("")) == [("quote", old, None)]


def test_a_number_in_a_quotation_is_both() -> None:
    assert found('"We lost 12 ships," Crowe said.', '"We lost 15 ships," Crowe said.') == [
        ("number", "12 ships", "15 ships"),
        ("quote", "We lost 12 ships", "We lost 15 ships"),
    ]


def test_of_a_long_quotation_the_sentence_that_changed() -> None:
    quoted = '"We waited. We {} not afraid. We went home," she said.'
    assert found(quoted.format("were"), quoted.format("are certainly")) == [
        ("quote", "We were not afraid.", "We are certainly not afraid.")
    ]


def test_paragraphs_new_and_gone() -> None:
    new = "In 2019 the port had 12 cranes. Edith Crowe bought 15 more."
    longer = (*PARAGRAPHS[:2], new, *PARAGRAPHS[2:])
    assert changes(Text("H", PARAGRAPHS), Text("H", longer), "en") == (Change("paragraph", None, new),)
    assert changes(Text("H", longer), Text("H", PARAGRAPHS), "en") == (Change("paragraph", new, None),)


def test_a_sentence_new_in_a_paragraph() -> None:
    assert found("One ship left.", "One ship left. Nobody saw where it went.") == [
        ("text", None, "Nobody saw where it went.")
    ]


@pytest.mark.parametrize(
    "after",
    [
        "The quay is shut.\nA ship left. Its crew slept.",  # moved
        "A ship left.\nIts crew slept.\nThe quay is shut.",  # parted
        "A ship left. Its crew slept. The quay is shut.",  # joined
    ],
)
def test_what_only_moved_is_no_change(after: str) -> None:
    assert found("A ship left. Its crew slept.\nThe quay is shut.", after) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"We left," Zoë said.', "“We left,”  Zoë said."),
        ("It’s late — too late…", "It's late -- too late..."),
        ("« Vraiment ? », dit-elle.", '"Vraiment?", dit-elle.'),
        ("Il y a 1 200 blessés.", "Il y a 1\u202f200 blessés."),
        ("Zoë left.", unicodedata.normalize("NFD", "Zoë left.")),
    ],
)
def test_typography_and_white_space_are_no_change(before: str, after: str) -> None:
    assert found(before, after, "fr") == []
    assert changes(Text(before, ()), Text(after, ()), "fr") == ()


def test_the_headline_and_the_order_of_kinds() -> None:
    before = Text("Quay to close", ("Crowe lost 12 ships.", "The tide was high.", "Old news of the week."))
    after = Text(
        "Quay shut", ("Crowe lost 15 ships.", "The tide was very high.", "Storms came from Iceland.")
    )
    kinds = [change.kind for change in changes(before, after, "en")]
    assert kinds == ["headline", "number", "paragraph", "paragraph", "text"]
    assert changes(before, Text(None, before.paragraphs), "en") == (
        Change("headline", "Quay to close", None),
    )


def test_the_same_change_is_told_once() -> None:
    before = "The fire killed 12 people.\nOf the 12 people most were crew."
    assert found(before, before.replace("12", "15")) == [("number", "12 people", "15 people")]


def test_long_texts_are_cut_around_the_difference() -> None:
    start = "the boats came back to the harbour and " * 30
    ((kind, before, after),) = found(f"All {start} slept.", f"All {start} sang.")
    assert (kind, before, after) != ("text", before, before)
    assert before is not None
    assert after is not None
    assert before.startswith("…")
    assert before.endswith("slept.")
    assert after.endswith("sang.")
    assert max(len(before), len(after)) <= 300


def test_a_long_new_quotation_is_cut() -> None:
    said = "and so the boats came back " * 20
    ((kind, before, after),) = found("A ship left.", f'A ship left. "We waited {said}here," she said.')
    assert (kind, before, len(after or "")) == ("quote", None, 300)


def test_too_many_changes_are_cut_the_most_telling_kept() -> None:
    before = Text("A", tuple(f"Ship {name} left with {n} men." for n, name in enumerate(LETTERS)))
    after = Text("B", tuple(f"Boat {name} left with {n + 200} men." for n, name in enumerate(LETTERS)))
    kinds = [change.kind for change in changes(before, after, "en")]
    assert kinds == ["headline", *["number"] * (MOST - 1)]


LETTERS = [f"{a}{b}" for a in "abcdefgh" for b in "ijklmnop"]


def test_too_much_to_compare_is_told_by_paragraphs() -> None:
    before = Text(None, tuple(f"Paragraph {n} stands here." for n in range(20_000)))
    after = Text(None, tuple(f"Paragraph {2 * n} stands here." for n in range(20_000)))
    many = changes(before, after, "en")
    assert {change.kind for change in many} == {"paragraph"}
    assert len(many) == MOST
    assert {change.before is None for change in many} == {True, False}  # new ones and gone ones


def test_one_huge_paragraph() -> None:
    huge = "ferry " * 170_000
    (only,) = changes(Text(None, (huge,)), Text(None, (huge[:500_000] + "tug " + huge[500_000:],)), "en")
    assert only.kind == "text"
    assert "tug" in (only.after or "")
    assert len(only.after or "") <= 300


PIECES = st.sampled_from(
    ["12", "1.200", "1 200", "£3", "million", "Edith", "Crowe", "said", '"', "“", "”", "«", " »", "’", ",", ".", "...",
     "…", "-", "--", "—", " ", "\n", "\u00a0", "3. März", "douze", "May", "Monday", "the", "quay", "é", "\u0301", "²", "J."]
)  # fmt: skip
TEXTS = st.builds(
    Text,
    st.none() | st.text(max_size=20),
    st.lists(st.lists(PIECES | st.text(max_size=3), max_size=30).map(" ".join), max_size=5).map(tuple),
)


@given(TEXTS, TEXTS, st.sampled_from(["en", "de", "fr", "und", "zh"]))
def test_any_two_texts(before: Text, after: Text, language: str) -> None:
    told = changes(before, after, language)
    assert told == changes(before, after, language)
    assert changes(after, after, language) == ()
    assert bool(told) == bool(changes(after, before, language))
    assert len(told) <= MOST
    assert [change.kind for change in told] == sorted((each.kind for each in told), key=KINDS.index)
    for change in told:
        assert change.before != change.after
        assert max(len(change.before or ""), len(change.after or "")) <= 300


@given(TEXTS, st.sampled_from(["en", "de", "fr"]))
def test_a_word_more_is_always_told(before: Text, language: str) -> None:
    after = Text(before.headline, (*before.paragraphs, "Zugzwang"))
    assert changes(before, after, language)


def test_a_change_outside_the_quotation_of_its_paragraph_is_none_of_it() -> None:
    text = (
        '"We would rather be late than sorry," she said. She put the cost at four million pounds, all told.'
    )
    found = changes(Text(None, (text,)), Text(None, (text.replace("four", "five"),)), "en")
    assert [change.kind for change in found] == ["number"]
