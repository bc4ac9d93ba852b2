"""docker-compose.yml fits what is beside it. Containers are not started here."""

from __future__ import annotations

import lzma
import re
from pathlib import Path
from typing import Any

import py3langid
import pytest
import yaml

from streams import metrics
from streams.settings import Settings
from tests.ops.prometheus import HOME

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
EVERY = pytest.mark.parametrize("name", sorted(SERVICES))
KNOWN = {f"COPYDESK_{name.upper()}" for name in Settings.model_fields}


def mounts(name: str) -> list[list[str]]:
    """The volumes of a service that have a source, each as source, target and perhaps mode."""
    return [each.split(":") for each in SERVICES[name].get("volumes", []) if ":" in each]


def test_the_services_are_there() -> None:
    assert {"kafka", "topics", "worker", "prometheus", "grafana", "kafka-ui"} == SERVICES.keys()
    assert SERVICES["kafka-ui"]["profiles"]
    assert any(target == "/var/lib/kafka/data" for _, target, *_ in mounts("kafka"))


@EVERY
def test_what_is_mounted_exists_and_configs_are_read_only(name: str) -> None:
    for source, _, *mode in mounts(name):
        if source.startswith("."):
            assert (ROOT / source).exists(), source
            assert mode == ["ro"], source
        else:
            assert source in COMPOSE["volumes"], source


@EVERY
def test_images_are_pinned_and_ports_are_of_this_machine_alone(name: str) -> None:
    service = SERVICES[name]
    _, _, tag = service["image"].rpartition(":")
    assert re.match(r"v?\d+\.\d+", tag), service["image"]
    for port in service.get("ports", []):
        assert port.startswith("127.0.0.1:"), port


@EVERY
def test_a_service_is_limited_and_its_health_is_known(name: str) -> None:
    service = SERVICES[name]
    assert service["deploy"]["resources"]["limits"].keys() >= {"cpus", "memory"}
    # The worker's check is in its image; topics ends by itself.
    if name == "worker":
        assert "HEALTHCHECK" in (ROOT / "ops" / "Dockerfile").read_text()
    elif name != "topics":
        assert service["healthcheck"]["test"]


@pytest.mark.parametrize("path", ["docker-compose.yml", "ops/Dockerfile", "ops/runbook.md", "ops/compose"])
def test_settings_that_are_named_are_real_ones(path: str) -> None:
    files = sorted((ROOT / path).iterdir()) if (ROOT / path).is_dir() else [ROOT / path]
    for file in files:
        assert set(re.findall(r"COPYDESK_[A-Z_]+", file.read_text())) <= KNOWN, file


def test_a_worker_is_scraped_where_it_listens() -> None:
    job, *_ = yaml.safe_load((HOME / "prometheus.yml").read_text())["scrape_configs"]
    (discovery,) = job["dns_sd_configs"]
    assert discovery["names"] == ["worker"]
    assert str(discovery["port"]) == SERVICES["worker"]["environment"]["COPYDESK_METRICS_PORT"]
    # One name for several workers: none may have a port of this machine, or a name, to itself.
    assert "container_name" not in SERVICES["worker"]


@pytest.mark.parametrize(("name", "port"), [("connect", "connect_port"), ("webhook", "webhooks_port")])
def test_of_what_is_no_worker_its_own_metrics_are_kept_and_none_of_a_worker(name: str, port: str) -> None:
    text = (HOME / "prometheus.yml").read_text()
    (job,) = (each for each in yaml.safe_load(text)["scrape_configs"] if name in each["job_name"])
    assert f"HOST:{Settings.model_fields[port].default}" in text
    (relabel,) = job["metric_relabel_configs"]
    assert (relabel["source_labels"], relabel["action"]) == (["__name__"], "keep")
    names = {metric.name for metric in metrics.REGISTRY.collect()}
    kept = {each for each in names if re.fullmatch(relabel["regex"], f"{each}_")}
    own = {each for each in names if each.startswith(f"copydesk_{name}_")}
    assert own
    assert own <= kept
    # A worker's alerts would take these for a worker that does nothing.
    assert not {"copydesk_received", "copydesk_source_silent", "copydesk_processed"} & kept


def test_a_worker_has_room_for_what_it_unpacks_and_a_disk_for_its_ledger() -> None:
    model = Path(py3langid.__file__).parent / "data" / "model.npz.xz"
    with lzma.open(model) as packed:
        unpacked = sum(len(part) for part in iter(lambda: packed.read(1 << 20), b""))
    for name in ("topics", "worker"):
        (tmp,) = [each for each in SERVICES[name]["tmpfs"] if each.startswith("/tmp:")]
        size = re.search(r"size=(\d+)m", tmp)
        assert size
        assert int(size[1]) * 1024**2 > 2 * unpacked
    assert SERVICES["worker"]["volumes"] == [environment("COPYDESK_DATA")]


def environment(name: str) -> str:
    """What the image sets."""
    found = re.search(rf"\b{name}=(\S+)", (ROOT / "ops" / "Dockerfile").read_text())
    assert found
    return found[1]


def test_prometheus_and_grafana_find_their_files() -> None:
    assert ["./ops/prometheus", "/etc/prometheus", "ro"] in mounts("prometheus")
    assert "--config.file=/etc/prometheus/prometheus.yml" in SERVICES["prometheus"]["command"]
    provisioning = ROOT / "ops" / "grafana" / "provisioning" / "dashboards" / "copydesk.yml"
    (provider,) = yaml.safe_load(provisioning.read_text())["providers"]
    assert ["./ops/grafana/dashboards", provider["options"]["path"], "ro"] in mounts("grafana")
    home = SERVICES["grafana"]["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]
    assert (ROOT / "ops" / "grafana" / "dashboards" / Path(home).name).exists()


def test_there_is_no_secret_in_it() -> None:
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            assert not re.search("PASSWORD|SECRET|TOKEN", name) or "/run/secrets/" in str(value), name
