"""What others may add to a desk without a fork: enrichers of their own, and data files beside ours. See docs/extend.md.

An enricher is a function that is given a finished article and returns what it found, as JSON:

    from streams.extensions import JSON, Article

    def enrich(article: Article) -> dict[str, JSON]:
        return {"exclamations": article.body.count("!")}

A distribution names it in its pyproject.toml, and is installed beside copydesk. No more is needed:

    [project.entry-points."copydesk.enrichers"]
    exclamations = "my_package:enrich"

What stands in `__all__` is kept stable: a change that could break an enricher leads in the CHANGELOG.
"""

from __future__ import annotations

from streams.article import Article
from streams.extensions.enricher import JSON, Enricher
from streams.found import Evidence, Found

__all__ = ["JSON", "Article", "Enricher", "Evidence", "Found"]
