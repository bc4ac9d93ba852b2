"""copydesk: the wire desk on Kafka.

Its three verbs can be used without one, on plain values:

    article, = streams.clean(streams.RawArticle(document, origin))     # or Dropped, with the reason
    outcomes = streams.decide(ledger, article)                         # ledger = streams.new_ledger()
    enriched = streams.enrich(article)
    enriched, = streams.inspect(document)                              # clean and enrich in one

Nothing is imported before it is asked for: the libraries behind the verbs take a second to load.
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from streams.article import Article as Article
    from streams.article import Dropped as Dropped
    from streams.article import Origin as Origin
    from streams.article import RawArticle as RawArticle
    from streams.stages import clean as clean
    from streams.stages import decide as decide
    from streams.stages import enrich as enrich
    from streams.stages import inspect as inspect
    from streams.stages import new_ledger as new_ledger

_HOMES = dict.fromkeys(
    ("clean", "decide", "enrich", "inspect", "new_ledger"), "streams.stages"
) | dict.fromkeys(("Article", "Dropped", "Origin", "RawArticle"), "streams.article")
__all__ = [*_HOMES, "__version__"]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        import importlib

        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
