"""Plain text: what is a headline, what is a paragraph, what is a mark."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.article import Article, Dropped, Origin, RawArticle, Removed
from streams.intake.text import lay_out, read, read_byline
from streams.kinds import Format, Reason
from tests.linear import assert_linear, repeated
from tests.shared import seed_article

ORIGIN = Origin("articles.raw", 0, 1, datetime(2026, 11, 21, 12, tzinfo=UTC))
WIRE = """HARBOUR-FIRE (UPDATE 1)
Fire closes Harwich container port
By Jane Roe
HARWICH, Nov 21 (Anglia Wire) - A fire in a cold store closed the container
port of Harwich on Saturday, and the harbour master said that no ship would
be let in before Monday.
  "We have two tugs alongside, and we are in no hurry," Ann Pym said. She
spoke to reporters at the quay.
  The port handles a tenth of the country's fruit.
-30-
"""


def test_wire_copy_is_taken_apart() -> None:
    copy = lay_out(WIRE)
    assert copy.slugline == "HARBOUR-FIRE (UPDATE 1)"
    assert copy.headline == "Fire closes Harwich container port"
    assert copy.byline == "Jane Roe"
    assert copy.removed == (Removed("end-mark", 3, "-30-"),)
    assert copy.paragraphs == (
        "HARWICH, Nov 21 (Anglia Wire) - A fire in a cold store closed the container port of Harwich on Saturday,"
        " and the harbour master said that no ship would be let in before Monday.",
        '"We have two tugs alongside, and we are in no hurry," Ann Pym said. She spoke to reporters at the quay.',
        "The port handles a tenth of the country's fruit.",
    )


def test_windows_line_ends_make_no_difference() -> None:
    assert lay_out(WIRE.replace("\n", "\r\n")) == lay_out(WIRE) == lay_out(WIRE.replace("\n", "\r"))


def test_wrapped_german_with_its_capital_nouns() -> None:
    copy = lay_out(
        "Der Hafen von Emden bleibt bis Montag geschlossen, weil ein Feuer in einem\n"
        "Kühlhaus ausgebrochen war. Das teilte die Hafenbehörde am Samstag mit. Zwei\n"
        "Schlepper liegen am Kai.\n\nDer Hafenmeister sagte, niemand sei verletzt worden.\n###\n"
    )
    assert [p[:9] for p in copy.paragraphs] == ["Der Hafen", "Der Hafen"]
    assert copy.paragraphs[0].endswith("Zwei Schlepper liegen am Kai.")
    assert copy.headline is None
    assert [mark.text for mark in copy.removed] == ["###"]


def test_one_paragraph_a_line_stays_so() -> None:
    lines = (
        "The minister resigned on Friday after a week of questions about the harbour.",
        "Her deputy takes over at once, the government said in a short statement.",
        "The opposition asked for an election, and did not say when it wanted one.",
        "Nobody at the port could be reached.",
    )
    assert lay_out("\n".join(lines)).paragraphs == lines


def test_a_list_of_headlines_is_not_joined() -> None:
    lines = (
        "Fire shuts Harwich container port until Monday",
        "Minister resigns",
        "Rain for the weekend, sun on Monday in Wales",
    )
    assert lay_out("\n".join(lines)).paragraphs == lines


def test_a_headline_over_an_empty_line() -> None:
    copy = lay_out(
        "Fire shuts Harwich\n\nA fire shut the port of Harwich on Saturday.\n\nIt opens on Monday."
    )
    assert copy.headline == "Fire shuts Harwich"
    assert len(copy.paragraphs) == 2


def test_a_question_may_be_a_headline_over_an_empty_line() -> None:
    assert (
        lay_out("Who shut the port?\n\nA fire shut the port of Harwich on Saturday.").headline
        == "Who shut the port?"
    )


@pytest.mark.parametrize(
    "text",
    [
        "A fire shut the port.\n\nIt will open on Monday, the harbour master said in a statement.",
        "Fire shuts Harwich",
        "Fire shuts Harwich\n\nShort",
        "HARWICH (Anglia Wire) - A fire shut the port\n\nIt will open on Monday, the harbour master said today.",
        "- a first point\n\nIt will open on Monday, the harbour master said in a statement.",
        "Dear editor,\n\nIt will open on Monday, the harbour master said in a statement.",
        "He said the port would stay shut until the\nweekend is over and the last of the fires had been put out by the crews, all of them.",
    ],
)
def test_what_is_no_headline(text: str) -> None:
    assert lay_out(text).headline is None


@pytest.mark.parametrize("mark", ["--", "###", "-30-", "ENDS", "Ende", "(ends)", "FIN", "***", "- 30 -"])
def test_end_marks(mark: str) -> None:
    copy = lay_out(f"The port is shut.\n\nIt opens on Monday.\n\n{mark}\n")
    assert copy.paragraphs == ("The port is shut.", "It opens on Monday.")
    assert copy.removed == (Removed("end-mark", 2, mark),)


def test_notes_below_a_mark_stay() -> None:
    copy = lay_out(
        "The port is shut.\n\nIt opens on Monday.\n\nENDS\n\nNotes to editors: the port is run by Anglia Ports."
    )
    assert copy.paragraphs[-1].startswith("Notes to editors")
    assert [mark.line for mark in copy.removed] == [2]


@pytest.mark.parametrize("text", ["The play ends", "Weekend", "-- he said so.", "The season ends", "30"])
def test_what_is_no_end_mark(text: str) -> None:
    assert lay_out(f"The port is shut.\n\nIt opens on Monday.\n\n{text}").paragraphs[-1] == text


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("By Jane Roe", "Jane Roe"),
        ("BY JANE ROE", "JANE ROE"),
        ("Von Jörg van der Velde, Emden", "Jörg van der Velde, Emden"),
        ("Par Élise Ørn et Luc Petit", "Élise Ørn et Luc Petit"),
        ("By Friday the port was open", None),
        ("By Monday.", None),
        ("Von Montag an fahren die Züge wieder", None),
        ("Bystanders saw the fire", None),
    ],
)
def test_bylines(line: str, byline: str | None) -> None:
    assert read_byline(line) == byline


@pytest.mark.parametrize(
    "line", ["SEVEN-YEAR-OLD SAVED FROM HARBOUR", "FIRE", "COVID-19 is back in the wards", "A-Z"]
)
def test_what_is_no_slugline(line: str) -> None:
    assert lay_out(f"{line}\nThe port is shut, and it will stay shut.").slugline is None


def test_words_wrapped_at_a_hyphen() -> None:
    copy = lay_out(
        "The harbour master called it a once-in-a-lifetime fire, and said a well-\n"
        "known firm had stored its fruit there without a licence for a year or two\n"
        "before anyone thought of asking what was in the sheds on the quay.\n"
    )
    assert len(copy.paragraphs) == 1
    assert "a well-known firm" in copy.paragraphs[0]


def test_the_article_carries_what_the_envelope_says() -> None:
    raw = RawArticle(WIRE.encode(), ORIGIN, source="anglia-wire", subject="story/7", time=ORIGIN.timestamp)
    article = read(raw)
    assert isinstance(article, Article)
    assert article.uri == "urn:copydesk:anglia-wire:story%2F7"
    assert (article.format, article.source, article.language) == (Format.TEXT, "anglia-wire", "und")
    assert article.revision.wire_time == ORIGIN.timestamp
    assert article.url is None


def test_only_a_mark_is_no_article() -> None:
    assert isinstance(dropped := read(RawArticle(b"-30-\n", ORIGIN)), Dropped)
    assert dropped.reason is Reason.NO_ARTICLE


def test_the_seed_keeps_its_first_paragraph() -> None:
    text = seed_article()
    article = read(RawArticle(text.encode(), ORIGIN))
    assert isinstance(article, Article)
    assert article.headline is None
    assert article.paragraphs[0].startswith("France invoked")
    assert len(article.paragraphs) == sum(1 for line in text.splitlines() if line.strip())


@given(st.lists(st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=120), max_size=12))
def test_no_word_is_lost(lines: list[str]) -> None:
    copy = lay_out("\n".join(lines))
    parts = [
        copy.slugline,
        copy.headline,
        copy.byline,
        *copy.paragraphs,
        *(mark.text for mark in copy.removed),
    ]
    kept = sorted("".join("".join(filter(None, parts)).split()))
    given_ = sorted("".join("".join(lines).split()))
    if copy.byline is None and copy.slugline is None:
        assert kept == given_


@pytest.mark.parametrize("unit", ["-", "A-", "By ", "a ", "a\n", " \n", "A" * 70 + "\n", "(", "#"])
def test_much_of_anything_takes_linear_time(unit: str) -> None:
    assert_linear(lay_out, repeated(unit))


@pytest.mark.parametrize(
    "note",
    ["EMBARGOED UNTIL 0001 GMT, Nov 23", "SPERRFRIST: 23. November 2026, 06.00 Uhr", "KILL KILL KILL"],
)
def test_a_word_to_editors_above_the_headline_is_a_note(note: str) -> None:
    copy = f"{note}\n\nMinister to raise dues\n\nThe minister will raise the dues of every harbour, he said on Monday."
    found = lay_out(copy, notes=True)
    assert lay_out(copy).headline == note  # who takes no notes loses no word
    assert (found.ed_note, found.headline) == (note, "Minister to raise dues")
    assert found.paragraphs == ("The minister will raise the dues of every harbour, he said on Monday.",)
    alone = lay_out(note, notes=True)
    assert alone.paragraphs or alone.headline
