"""Points in time as arguments."""

from __future__ import annotations

from datetime import UTC, datetime

import click


class Time(click.ParamType):
    """An ISO 8601 time; without an offset it is UTC."""

    name = "time"

    def convert(
        self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """The aware datetime that `value` names."""
        if isinstance(value, datetime):
            return value
        try:
            time = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no ISO time such as 2026-11-21T12:00:00Z or 2026-11-21", param, ctx)
        return time if time.tzinfo else time.replace(tzinfo=UTC)


TIME = Time()
