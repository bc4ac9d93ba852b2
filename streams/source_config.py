"""What the configuration says of a source, as far as its documents are read by it: see `streams.sources.table`."""

from __future__ import annotations

from dataclasses import dataclass

from streams.kinds import Format


@dataclass(frozen=True, slots=True)
class SourceConfig:
    """One source of sources.toml; what is not configured is None, or does what is done without a configuration."""

    name: str
    zone: str | None = None  # IANA: the clock on which times without a zone are read
    country: str | None = None  # ISO 3166-1 alpha-2: which BST, IST or CST is meant
    language: str | None = None  # of articles that do not say theirs
    dates: str | None = None  # "dmy" or "mdy": what 03/04/2026 means
    format: Format | None = None  # of documents whose envelope gives no content type
    identity: str = "document"  # what an article's uri is made of: "document", "url", "subject" or "text"
    profile: str | None = None  # how the copy is cleaned: "page" or "wire"; None: by the format
    holder: str | None = None  # the rights of articles that do not state theirs
    notice: str | None = None
    terms: str | None = None  # besides those that an article states
