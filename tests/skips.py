"""The skips that are allowed under CI=true. Any other one is a failure: what can be installed is to be installed."""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import Any

import pytest

#: How the reason of an allowed skip begins, and why nothing can be installed for it.
ALLOWED = {
    # Official samples and raw articles with a licence that keeps them out of the repository.
    "no shared material here": "the files beside the checkout are no part of the project",
    "only Linux tells in /proc": "another operating system has another way to see who listens",
}


def refused(reason: str) -> str | None:
    """Why a test may not be skipped for `reason` here; None where it may."""
    if os.environ.get("CI") != "true" or reason.removeprefix("Skipped: ").startswith(tuple(ALLOWED)):
        return None
    return f"skipped under CI: {reason} (the reasons that are allowed stand in tests/skips.py)"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, pytest.TestReport]:
    """A skip whose reason is not on the list is a failure."""
    report: pytest.TestReport = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if why := refused(reason):
            report.outcome = "failed"
            report.longrepr = why
    return report
