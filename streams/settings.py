"""One settings object, read from COPYDESK_* variables. `copydesk settings` prints it; the README lists it."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from streams.errors import SettingsError


def _state_home() -> Path:
    base = os.environ.get("XDG_STATE_HOME")
    return (Path(base) if base else Path.home() / ".local" / "state") / "copydesk"


class Settings(BaseSettings):
    """Every knob, with its default and its unit. Immutable."""

    model_config = SettingsConfigDict(env_prefix="COPYDESK_", frozen=True, extra="ignore")

    broker: str = Field("", description="host:port[,host:port] of a Kafka; empty: the embedded broker")
    app_id: str = Field("copydesk", description="consumer group, and the prefix of the changelog topics")
    data: Path = Field(default_factory=_state_home, description="folder of the state that is ours alone")
    partitions: int = Field(8, ge=1, le=1024, description="partitions of each topic, set when it is created")
    replication: int = Field(1, ge=1, le=16, description="replicas of each topic, set when it is created")
    processes: int = Field(
        default_factory=lambda: os.cpu_count() or 1, ge=1, le=256, description="processes in the pool"
    )
    deadline_seconds: float = Field(5.0, gt=0, description="the longest that work on one document may take")
    memory_mb: int = Field(1024, ge=256, description="address space of a pool process, in MiB")
    max_bytes: int = Field(8_000_000, ge=1_000, description="the largest document that is read, in bytes")
    window: int = Field(128, ge=1, le=10_000, description="articles in work at once, for each agent")
    near_threshold: float = Field(0.7, ge=0.5, le=1.0, description="similarity that makes a near-duplicate")
    dedupe_hours: float = Field(72.0, gt=0, description="how long an article is remembered, in hours")
    metrics_host: str = Field("127.0.0.1", description="address of /metrics and /healthz")
    metrics_port: int = Field(9464, ge=0, le=65535, description="port of /metrics and /healthz; 0: any free")
    stuck_seconds: float = Field(60.0, gt=0, description="/healthz fails after this long without progress")
    log_level: str = Field("warning", pattern="^(debug|info|warning|error)$", description="what is logged")


@cache
def settings() -> Settings:
    """The settings of this process. Raises SettingsError with the variable's name and what it should be."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "COPYDESK_" + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(f"{name}: {first['msg']}; see `copydesk settings --help`") from error
