from __future__ import annotations

import pytest

from tests import skips
from tests.skips import ALLOWED, refused

TESTS = """
    import pytest
    def test_of_shared(): pytest.skip("no shared material here: cases/wire")
    def test_of_a_program(): pytest.skip("no Chromium is installed")
    @pytest.mark.skipif(True, reason="promtool is not installed")
    def test_marked(): pass
    @pytest.mark.xfail(reason="known", strict=True)
    def test_known(): assert False
"""


@pytest.mark.parametrize(("ci", "skipped", "failed"), [("true", 1, 1), ("", 3, 0)])
def test_under_ci_a_skip_is_a_failure(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, ci: str, skipped: int, failed: int
) -> None:
    monkeypatch.setenv("CI", ci)
    pytester.makepyfile(TESTS)
    ran = pytester.runpytest_inprocess("-p", "no:xdist", "-p", "no:asyncio", plugins=[skips])
    ran.assert_outcomes(skipped=skipped, failed=failed, errors=failed, xfailed=1)
    if failed:
        ran.stdout.fnmatch_lines(["*skipped under CI: *no Chromium is installed*tests/skips.py*"])


def test_each_allowed_reason_says_why() -> None:
    assert all(ALLOWED.values())
    assert refused("no shared material here: wire") is None
