"""How fast this machine is: how long a test waits, and how heavy a page must be to be slow, follow from that."""

from __future__ import annotations

import math
import time
from functools import cache

from streams.article import RawArticle
from streams.stages import clean
from tests.articles import PARAGRAPHS, raw

#: A page of this weight took so long, in seconds, where the waits of these tests were written.
_WEIGHT, _SECONDS_THERE = 2000, 0.036
#: A machine that seems slower than this by so much is not slow but broken.
_SLOWEST = 20.0


def heavy_page(weight: int, title: str, text: str) -> bytes:
    """A page in English whose parsing takes long: four times as long at twice the weight."""
    many = "<b>7</b> " * weight
    body = "<div><p> </p></div>" * 4 + f"<p>{many}</p><p>{text}</p>"
    head = f"<html lang='en'><head><title>{title}</title></head>"
    return f"{head}<body><article>{body}</article></body></html>".encode()


@cache
def seconds_of_a_page() -> float:
    """What cleaning a page of the weight 2,000 takes here and now, in seconds: the best of five."""
    page = raw(heavy_page(_WEIGHT, "A page", "\n".join(PARAGRAPHS)), content_type="text/html")
    clean(page)  # the first one loads tables
    return min(_timed(page) for _ in range(5))


def _timed(page: RawArticle) -> float:
    began = time.perf_counter()
    clean(page)
    return time.perf_counter() - began


def weight_of(seconds: float) -> int:
    """The weight of a page that takes about `seconds` here, when nothing else does."""
    return max(1, round(_WEIGHT * math.sqrt(seconds / seconds_of_a_page())))


def patience(seconds: float) -> float:
    """How long to wait here for what may take `seconds` where the tests were written."""
    return seconds * min(_SLOWEST, max(1.0, seconds_of_a_page() / _SECONDS_THERE))
