"""Files and JSON lines as raw events: what `copydesk feed`, `inspect` and `demo` read."""
