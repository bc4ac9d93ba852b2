"""Lists of other articles and of comments within a text."""

from __future__ import annotations

from streams.blocks import texts_of
from streams.intake.html.own import read_own
from tests.intake.html.pages import PROSE, body_of, paragraphs

TITLES = ("Lock gate stuck for a week", "Heron nests on the town hall", "Ferry fares to rise in May")


def read(markup: str) -> tuple[str, ...]:
    return texts_of(read_own(body_of(f"<article>{markup}</article>")).blocks)


def test_a_list_of_other_articles_is_left_out_with_its_heading() -> None:
    teasers = "".join(
        f"<div class=q1><h3><a href='/{at}'>{title}</a></h3><p>{PROSE[at][:70]} and more of it.</p></div>"
        for at, title in enumerate(TITLES)
    )
    assert (
        read(f"{paragraphs(PROSE[:4])}<div><h2>More news</h2>{teasers}</div>{paragraphs(PROSE[4:])}") == PROSE
    )


def test_comments_without_a_known_name_are_left_out() -> None:
    comments = "".join(
        f"<div class=x2><span>skipper{n} · {n}h ago</span><p>I was on that barge, number {n}, and nobody told us!</p>"
        "<span>Reply</span> <span>Report</span></div>"
        for n in range(1, 5)
    )
    assert read(f"{paragraphs()}<div class=x1><h3>Your say (4)</h3>{comments}</div>") == PROSE


def test_posts_of_a_live_blog_stay() -> None:
    posts = "".join(
        f"<div class=post><time>1{n}:00</time><h3>Update {n}</h3><p>{text}</p><span>Share</span></div>"
        for n, text in enumerate(PROSE)
    )
    found = read(f"{paragraphs([PROSE[0].replace('council', 'board')])}<section>{posts}</section>")
    assert [text for text in found if text in PROSE] == [*PROSE]
    assert "Update 3" in found
    assert "13:00" not in found


def test_boxes_above_the_text_are_no_comments() -> None:
    boxes = "".join(
        f"<div class=k><b>Key point</b><p>Fact number {n} about the canal.</p></div>" for n in range(3)
    )
    assert "Fact number 1 about the canal." in read(f"<div>{boxes}</div>{paragraphs()}")


def test_sections_of_a_text_stay() -> None:
    sections = "".join(
        f"<section class=part><h3>Part {n}</h3><p>{text}</p></section>" for n, text in enumerate(PROSE)
    )
    assert [text for text in read(sections) if text in PROSE] == [*PROSE]


def test_a_paragraph_that_is_one_link_is_another_article() -> None:
    link = "<p><a href='/1'><strong>Storm takes the roof off the fish hall</strong></a></p>"
    assert read(paragraphs(PROSE[:4]) + link + paragraphs(PROSE[4:])) == PROSE


def test_a_table_of_links_stays() -> None:
    rows = "".join(
        f"<tr class=player-{n}><td>{n}<td><a href='/{n}'>Skipper number {n}</a><td>9</tr>" for n in range(9)
    )
    found = read(f"{paragraphs()}<table>{rows}</table>")
    assert "3 | Skipper number 3 | 9" in found
