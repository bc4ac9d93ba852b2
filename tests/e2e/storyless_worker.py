"""`copydesk` with stories that fail whenever they begin."""

from __future__ import annotations

from typing import Any

from streams.cli import main
from streams.runtime.story_work import StoryWork


async def _fail(*_: Any) -> None:
    raise RuntimeError("no story today")


if __name__ == "__main__":
    StoryWork.run = _fail  # type: ignore[method-assign, assignment]
    main()
