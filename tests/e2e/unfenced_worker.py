"""`copydesk worker` without its fence: it takes itself for a member of its group whatever happens.

    python -m tests.e2e.unfenced_worker worker

With it tests/e2e/test_fence.py fails, and ops/bench/latency.py says what the fence costs.
"""

from __future__ import annotations

from streams.cli import main
from streams.runtime.lease import Lease, Standing


def held(lease: Lease, generation: int) -> Standing:
    """The answer to every question."""
    return Standing.HELD


if __name__ == "__main__":
    Lease.standing = held  # type: ignore[method-assign, assignment]
    main()
