"""Where the article is on a page: prose votes for its container."""

from __future__ import annotations

import pytest

from streams.blocks import texts_of
from streams.intake.html.container import container_of, in_paragraphs, prose_of
from streams.intake.html.own import read_own
from tests.intake.html.pages import FOOTER, NAV, PROSE, body_of, paragraphs
from tests.linear import assert_linear


def read(markup: str) -> tuple[str, ...]:
    own = read_own(body_of(markup))
    assert own.sure
    return texts_of(own.blocks)


def test_prose_votes_for_its_container() -> None:
    body = body_of(f"{NAV}<div class=x><div class=y>{paragraphs()}</div></div>{FOOTER}")
    assert container_of(prose_of(in_paragraphs(body), body), body).get("class") == "y"


def test_siblings_of_one_name_belong_together() -> None:
    chunks = "".join(
        f"<div class=body>{paragraphs(PROSE[at : at + 3])}</div><p>Advert</p>" for at in (0, 3, 6)
    )
    assert [text for text in read(f"{NAV}<div class=article-body>{chunks}</div>") if text != "Advert"] == [
        *PROSE
    ]


def test_paragraphs_beside_the_container_belong_to_it() -> None:
    text = f"{paragraphs(PROSE[:1])}<div class=rest>{paragraphs(PROSE[1:])}</div>"
    assert read(f"<div>{text}<div class=ad>Advert</div></div>") == PROSE
    assert read(f"<div><div class=rest>{paragraphs(PROSE[:7])}</div>{paragraphs(PROSE[7:])}</div>") == PROSE


def test_names_are_not_believed_where_they_hide_all_prose() -> None:
    parts = "".join(f"<div class=sidebar-grid>{paragraphs(PROSE[at : at + 2])}</div>" for at in (0, 2, 4, 6))
    assert read(f"<article>{parts}</article>") == PROSE


def test_a_post_that_was_put_into_the_text_is_quoted() -> None:
    post = (
        "<div class=social-media-embed><blockquote class=twitter-tweet><p>Four centimetres in a winter! Who measures the "
        "eastern bank? <a href='https://t.example/1'>https://t.example/1234567890</a></p>— Mirte (@mirte) "
        "<a href='https://x.example/mirte/status/1'>November 18, 2026</a></blockquote></div>"
    )
    feed = (
        f"<div class=twitter-widget>{'<a href=/1>Follow the Messenger on all of its channels</a> ' * 8}</div>"
    )
    found = " ".join(
        read(f"<div class=text>{paragraphs(PROSE[:4])}{post}{paragraphs(PROSE[4:])}{feed}</div>")
    )
    assert "Who measures the eastern bank?" in found
    assert "Follow" not in found


@pytest.mark.parametrize("name", ["rollover-people-block", "tooltip-text", "tooltiptext", "popover-content"])
def test_what_comes_up_beside_a_name_is_no_text(name: str) -> None:
    box = f"<span class={name}><span><a href=/m>Mirte Holsten</a><a href=/a>Harbour office widens canal</a></span></span>"
    text = PROSE[1].replace("Mirte Holsten", f"<span><a href=/m>Mirte Holsten</a>{box}</span>")
    assert read(f"<div class=text>{paragraphs(PROSE[:1])}<p>{text}</p>{paragraphs(PROSE[2:])}</div>") == PROSE


def test_a_text_in_bare_divisions_is_found_above_a_list_of_others() -> None:
    text = "".join(f"<div style='margin:5px'>{each}</div>" for each in PROSE)
    others = "".join(
        f"<li><p><a href='/{n}'>Canal {n}</a> {each.replace('canal', 'ditch')}</p></li>"
        for n, each in enumerate(PROSE[:6])
    )
    markup = f"{NAV}<div class=page><div class=text>{text}</div><div class=holder><h3>Others</h3><ul>{others}</ul></div></div>"
    assert set(PROSE) <= set(read(markup))


@pytest.mark.parametrize("name", ["cookie-notice", "newsletter", "related-stories", "user-comments"])
def test_furniture_loses_its_votes(name: str) -> None:
    box = f"<div class='{name}'>{paragraphs([text.replace('canal', 'box') for text in PROSE[:5]])}</div>"
    assert read(f"<div>{box}<div class=text>{paragraphs()}</div></div>") == PROSE


@pytest.mark.parametrize(
    "opening", ["<aside>", "<div class='share sidebar'>", "<div class=embed-responsive>"]
)
def test_what_holds_most_of_the_prose_is_no_furniture(opening: str) -> None:
    markup = (
        f"<div id=cookie><p>We use cookies on this site to show you what you like best.</p></div>{opening}"
    )
    assert texts_of(read_own(body_of(f"{markup}<h1>Canal</h1><div>{paragraphs()}</div>")).blocks) == PROSE


def test_what_holds_most_of_it_is_none_beside_other_prose() -> None:
    other = "<div><p>The heron on the town hall has three young, and the mayor has named them.</p></div>"
    assert texts_of(read_own(body_of(f"{other}<aside><div>{paragraphs()}</div></aside>")).blocks) == PROSE


@pytest.mark.parametrize(
    "name", ["field field--label-hidden", "hidden lg:block", "post tag-menu category-ads"]
)
def test_names_that_say_nothing_hide_no_part(name: str) -> None:
    parts = "".join(f"<div class='{name}'>{paragraphs(PROSE[at : at + 2])}</div>" for at in (2, 4, 6))
    assert read(f"<article>{paragraphs(PROSE[:2])}{parts}</article>") == PROSE


def test_hidden_text_is_no_prose() -> None:
    hidden = (
        "<div style='display: none'><p>Buy tickets with the code LOCK20 and save on every crossing.</p></div>"
    )
    hidden += "<div hidden><p>This template text is to be replaced by the editor before the page goes live.</p></div>"
    assert read(f"<article>{paragraphs()}{hidden}</article>") == PROSE


def test_an_address_between_line_breaks_does_not_win() -> None:
    address = "<p>Messenger Media<br><br>Lock Street 9<br><br>Veldhaven</p>"
    assert (
        read(f"<section class=section-content>{address}</section><div><div>{paragraphs()}</div></div>")
        == PROSE
    )


def test_text_without_paragraphs_votes_too() -> None:
    assert read(f"{NAV}<div id=story>{'<br><br>'.join(PROSE)}</div>") == PROSE


def test_the_words_of_tags_are_no_names() -> None:
    assert read(f"<article class='post tag-menu category-related-news'>{paragraphs()}</article>") == PROSE


CHINESE = (
    "一艘新拖船星期六在港口命名，将接替1981年建造的旧船，港务局称其马力提高一倍。",
    "拖船长三十米，可在八级风中作业，由本地船厂历时两年建成，船员共有九人轮班值守。",
    "老船长何鹤说：“它比我们都年轻，也比我们都有力气，冬天的海不会再让人害怕。”",
    "旧船将改作博物馆，明年春天向公众开放，门票收入用于海员子女助学。",
)


def test_lines_of_scripts_without_spaces_are_as_long_with_fewer_characters() -> None:
    text = "<br>".join(f"　　{line}" for line in CHINESE * 3)
    assert read(f"<div>{NAV}<div>港口</div><div id=nr>{text}</div></div>") == CHINESE * 3


def test_a_short_article_with_nothing_beside_it_is_sure() -> None:
    short = f"<div class=x>{paragraphs(PROSE[:4])}</div>"
    assert read(f"{NAV}<table><tr><td>{short}</td></tr></table>") == PROSE[:4]
    menu = "".join(f"<p><a href=/{n}>Herons {n}</a></p><p>Town {n}</p>" for n in range(20))
    assert not read_own(body_of(f"<div>{paragraphs(PROSE[:4])}{menu}</div>")).sure


def test_a_short_box_on_a_page_with_much_other_prose_is_not_sure() -> None:
    hidden = f"<aside>{paragraphs()}</aside><aside>{paragraphs()}</aside>"
    assert not read_own(body_of(f"<section>{paragraphs(PROSE[:4])}</section>{hidden}")).sure


def test_several_articles_are_not_sure() -> None:
    articles = "".join(f"<article>{paragraphs(PROSE[at : at + 4])}</article>" for at in (0, 4))
    assert not read_own(body_of(f"<div>{articles}</div>")).sure


def test_prose_in_several_places_is_not_sure() -> None:
    assert not read_own(body_of(f"<div>{paragraphs(PROSE[:4])}</div><div>{paragraphs(PROSE[4:])}</div>")).sure


def test_little_prose_says_nothing() -> None:
    assert read_own(body_of(f"<div>{paragraphs(PROSE[:2])}</div>")).blocks == []


@pytest.mark.long
@pytest.mark.parametrize(
    ("opening", "part"),
    [
        ("<div>", f"<div><p>{PROSE[0]}</p></div>"),
        ("<div>", f"<div class=teaser>{PROSE[0]}"),
        ("", f"<div class=share><p>{PROSE[0]}</p>"),
        ("", "<a class=related><div class=embed>"),
        ("<h1>x</h1>", f"<div class=lead><div>{PROSE[0]}</div>"),
    ],
)
def test_many_elements_and_deep_ones_take_linear_time(opening: str, part: str) -> None:
    assert_linear(read_own, lambda size: body_of(opening + part * (size // 100)))


def test_other_articles_with_linked_headings_are_no_prose() -> None:
    cards = "".join(
        f"<div class=teaser><h3><a href=/{n}>Another town</a></h3><p>{text}</p></div>"
        for n, text in enumerate(PROSE[4:])
    )
    assert read(f"<div><div>{paragraphs(PROSE[:4])}</div><div>{cards}</div></div>") == PROSE[:4]
