"""The sums of money in an article: "$4.6 billion" is 4,600,000,000 USD."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict

from streams.extensions import JSON, Article, Evidence

_CURRENCIES = {"$": "USD", "€": "EUR", "£": "GBP"}
_SCALES = {"": 1, "thousand": 10**3, "million": 10**6, "billion": 10**9}
#: Bounded, so that no text takes long.
_SUM = re.compile(
    r"([$€£])(\d{1,3}(?:,\d{3}){0,4}|\d{1,15})(?:\.(\d{1,3}))?(?: (thousand|million|billion))?\b"
)


def enrich(article: Article) -> dict[str, JSON]:
    """The sums in English copy, in the order of the text. Other languages write them otherwise: no sums there."""
    return {"sums": list(_sums(article))} if article.language == "en" else {}


def _sums(article: Article) -> Iterator[dict[str, JSON]]:
    for number, paragraph in enumerate(article.paragraphs):
        for match in _SUM.finditer(paragraph):
            sign, whole, fraction, scale = match.groups()
            factor = _SCALES[scale or ""]
            amount = int(whole.replace(",", "")) * factor
            if fraction:
                amount += int(fraction) * factor // 10 ** len(fraction)
            evidence = Evidence("sum", number, match.start(), match.end())
            yield {
                "text": match[0],
                "currency": _CURRENCIES[sign],
                "amount": amount,
                "evidence": asdict(evidence),
            }
