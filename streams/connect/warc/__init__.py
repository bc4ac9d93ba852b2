"""Web archives (WARC, ISO 28500) as raw events: what was crawled once, as history."""
