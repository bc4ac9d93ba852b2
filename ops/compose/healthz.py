"""Is the worker in this container healthy? Exit code 0 says so; with Python alone, for the image has no curl."""

from __future__ import annotations

import http.client
import os
import sys

PORT = int(os.environ.get("COPYDESK_METRICS_PORT") or 9464)


def main() -> str | None:
    """None when /healthz answers 200; else a sentence, which Docker keeps with the container's state."""
    worker = http.client.HTTPConnection("127.0.0.1", PORT, timeout=4)
    try:
        worker.request("GET", "/healthz")
        answer = worker.getresponse()
        return None if answer.status == 200 else answer.read(1000).decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        return f"no answer on port {PORT}: {error}"


if __name__ == "__main__":
    sys.exit(main())
