"""The memory of a worker and its processes, as the kernel counts it."""

from __future__ import annotations

from pathlib import Path


def children(pid: int) -> list[int]:
    """All descendants of a process."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += [int(child), *children(int(child))]
    return found


def rss_mib(pid: int) -> float:
    """Resident memory of one process, MiB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def worker_memory(pid: int) -> dict[str, float]:
    """MiB of the worker itself ("worker"), and of the processes of its pool together ("pool")."""
    return {"worker": rss_mib(pid), "pool": sum(rss_mib(child) for child in children(pid))}
