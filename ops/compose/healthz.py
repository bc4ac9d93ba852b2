"""Is the worker in this container healthy? Exit code 0 says so; with Python alone, for the image has no curl.

healthz.py           healthy: /healthz answers 200
healthz.py --ready   that, and its ledger is back: an update of several workers may go on to the next
healthz.py --alive   it answers at all, or stays down on purpose: hold.sh holds it at its dead-letter limit
"""

from __future__ import annotations

import http.client
import json
import os
import sys
from pathlib import Path

PORT = int(os.environ.get("COPYDESK_METRICS_PORT") or 9464)
#: hold.sh leaves this file there while it holds a worker.
HELD = Path(os.environ.get("HOLD_MARK") or "/tmp/copydesk-held")


def main(asked: str) -> str | None:
    """None when all is as it is asked for; else a sentence, which Docker and Kubernetes keep with the container."""
    if asked == "--alive" and HELD.exists():
        return None
    worker = http.client.HTTPConnection("127.0.0.1", PORT, timeout=4)
    try:
        worker.request("GET", "/healthz")
        answer = worker.getresponse()
        text = answer.read(10_000).decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        return f"no answer on port {PORT}: {error}"
    if asked == "--alive":
        return None
    if answer.status != 200:
        return text
    return json.loads(text)["starting"] if asked == "--ready" else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
