"""What another extractor found, in the page's own blocks."""

from __future__ import annotations

from streams.blocks import Block, BlockKind
from streams.intake.html.projection import projected

HEADING = Block("Why now", BlockKind.HEADING, 2)
PAGE = [
    Block("News"),
    Block("The lock gate broke on Saturday."),
    HEADING,
    Block("Nobody was hurt, it said."),
    Block("More news"),
]


def test_the_pages_blocks_stand_for_a_text_that_was_joined() -> None:
    found = [Block("The lock gate broke on Saturday. Why now Nobody was hurt, it said.")]
    assert projected(PAGE, found) == PAGE[1:4]


def test_a_short_block_counts_where_it_follows_only() -> None:
    found = [Block("The lock gate broke on Saturday."), Block("Nobody was hurt, it said."), Block("No news.")]
    assert HEADING not in projected(PAGE, found)


def test_what_is_not_on_the_page_is_kept_as_it_was_found() -> None:
    found = [
        Block("The lock gate broke on Saturday."),
        Block("A script has written this and all that follows it."),
    ]
    assert projected(PAGE, found) is found
