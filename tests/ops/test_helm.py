"""The chart renders with the real helm, and what comes of it is what Kubernetes and the operators take."""

from __future__ import annotations

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from streams import __version__
from streams.settings import Settings
from streams.worker import END
from tests.ops.fetched import helm
from tests.ops.kubernetes import judge
from tests.ops.prometheus import promtool

ROOT = Path(__file__).parents[2]
CHART = ROOT / "ops" / "helm" / "copydesk"
VALUES: dict[str, Any] = yaml.safe_load((CHART / "values.yaml").read_text())
#: The oldest that Chart.yaml names, and the newest of which there are schemas.
VERSIONS = ("1.28", "1.37")

LEAST = {"kafka": {"bootstrapServers": "kafka:9092"}}
#: All that can be switched on.
ALL: dict[str, Any] = {
    "image": {"repository": "registry.example/copydesk", "tag": "9", "pullSecrets": [{"name": "pull"}]},
    "kafka": {
        "bootstrapServers": "kafka-0.example:9093,kafka-1.example:9093",
        "securityProtocol": "SASL_SSL",
        "sasl": {"username": "desk", "existingSecret": "login"},
        "tls": {"existingSecret": "tls", "certKey": "tls.crt", "keyKey": "tls.key"},
    },
    "registry": {"url": "https://registry.example", "username": "desk", "existingSecret": "registry"},
    "sources": {"toml": '[[source]]\nname = "quay"\n[source.folder]\npath = "/inbox"\n'},
    "owns": '[[authority]]\nsource = "quay"\nfor = ["quay.example"]\n',
    "api": {"existingSecret": "readers", "editorsSecret": "editors"},
    "settings": {"COPYDESK_MAX_BYTES": "9000000"},
    "worker": {
        "autoscaling": {"enabled": True, "authenticationRef": "login"},
        "nodeSelector": {"disk": "ssd"},
        "topologySpreadConstraints": [
            {
                "maxSkew": 1,
                "topologyKey": "topology.kubernetes.io/zone",
                "whenUnsatisfiable": "ScheduleAnyway",
            }
        ],
    },
    "connect": {
        "enabled": True,
        "ingest": {"enabled": True, "tlsSecret": "ingest"},
        "extraVolumes": [{"name": "inbox", "persistentVolumeClaim": {"claimName": "sftp"}}],
        "extraVolumeMounts": [{"name": "inbox", "mountPath": "/inbox"}],
    },
    "webhooks": {"enabled": True, "existingSecret": "subscriptions", "replicas": 2},
    "stories": {"enabled": True},
    "topics": {"apply": True},
    "monitoring": {
        "job": "wire",
        "runbookUrl": "https://desk.example/runbook.html",
        "serviceMonitor": {"enabled": True, "labels": {"release": "prometheus"}},
        "prometheusRule": {"enabled": True},
        "dashboards": {"enabled": True, "annotations": {"grafana_folder": "Desk"}},
    },
    "networkPolicy": {"enabled": True, "egress": [{"ports": [{"port": 9093, "protocol": "TCP"}]}]},
}
#: The same without disks of their own, and with tokens.
OTHERWISE: dict[str, Any] = {
    "kafka": {
        "bootstrapServers": "kafka:9093",
        "securityProtocol": "SASL_SSL",
        "sasl": {
            "mechanism": "OAUTHBEARER",
            "existingSecret": "client",
            "clientId": "desk",
            "tokenUrl": "https://login.example/token",
            "scope": "kafka",
        },
    },
    "sources": {"existingSecret": "sources"},
    "worker": {"persistence": {"enabled": False}, "podDisruptionBudget": {"enabled": False}},
    "connect": {"enabled": True, "persistence": {"enabled": False}},
    "webhooks": {"enabled": True, "existingSecret": "subscriptions", "persistence": {"enabled": False}},
    "topics": {"enabled": False},
    "serviceAccount": {"create": False},
}
CASES = {"least": LEAST, "all": ALL, "otherwise": OTHERWISE}


def template(values: dict[str, Any], chart: Path = CHART) -> subprocess.CompletedProcess[str]:
    """What helm makes of these values, or says is wrong with them."""
    return _template(json.dumps(values), chart)


@cache
def _template(values: str, chart: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [helm(), "template", "desk", chart, "--namespace", "news", "--values", "-"],
        input=values, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def manifests(values: dict[str, Any], chart: Path = CHART) -> list[dict[str, Any]]:
    done = template(values, chart)
    assert done.returncode == 0, done.stderr
    return [each for each in yaml.safe_load_all(done.stdout) if each]


def of(kind: str, name: str, values: dict[str, Any]) -> dict[str, Any]:
    (found,) = [
        each for each in manifests(values) if (each["kind"], each["metadata"]["name"]) == (kind, name)
    ]
    return found


def container(manifest: dict[str, Any]) -> dict[str, Any]:
    (found,) = manifest["spec"]["template"]["spec"]["containers"]
    return dict(found)


def environment(manifest: dict[str, Any]) -> dict[str, str]:
    found = container(manifest)["env"]
    assert len({each["name"] for each in found}) == len(found), "one is set twice"
    return {each["name"]: each["value"] for each in found}


@pytest.fixture(scope="module")
def everything() -> list[dict[str, Any]]:
    return manifests(ALL)


def pods(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [each for each in found if "template" in each.get("spec", {})]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", CASES)
def test_every_manifest_is_what_kubernetes_takes(name: str, version: str) -> None:
    assert judge(manifests(CASES[name]), version) == []


def test_all_of_it_is_there(everything: list[dict[str, Any]]) -> None:
    kinds = [each["kind"] for each in everything]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "StatefulSet": 3,
        "Deployment": 1,
        "Job": 1,
        "Service": 5,
        "ConfigMap": 4,
        "ServiceAccount": 1,
        "PodDisruptionBudget": 1,
        "NetworkPolicy": 1,
        "ScaledObject": 1,
        "ServiceMonitor": 4,
        "PrometheusRule": 1,
    }
    least = [each["kind"] for each in manifests(LEAST)]
    assert sorted(least) == [
        "Job",
        "PodDisruptionBudget",
        "Service",
        "Service",
        "ServiceAccount",
        "StatefulSet",
    ]


def test_helm_finds_nothing_to_say_of_it(tmp_path: Path) -> None:
    values = tmp_path / "values.json"
    values.write_text(json.dumps(ALL))
    done = subprocess.run(
        [helm(), "lint", CHART, "--strict", "--values", values],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("autoscaling.enabled }}", "autoscaling.enabled }", "unexpected"),
        ("podManagementPolicy:", "podManagmentPolicy:", "podManagmentPolicy"),
        ("command: [sh,", "comand: [sh,", "comand"),
        ("timeoutSeconds: 5\n", 'timeoutSeconds: "five"\n', "five"),
    ],
)
def test_a_broken_template_is_found(tmp_path: Path, old: str, new: str, says: str) -> None:
    chart = tmp_path / "copydesk"
    shutil.copytree(CHART, chart)
    path = chart / "templates" / "worker.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    done = template(LEAST, chart)
    said = (
        done.stderr
        if done.returncode
        else "\n".join(judge(list(yaml.safe_load_all(done.stdout)), VERSIONS[-1]))
    )
    assert says in said


@pytest.mark.parametrize(
    ("resource", "change", "says"),
    [
        ("ServiceMonitor", {"endpoints": [{"port": "metrics", "intervall": "15s"}]}, "intervall is no key"),
        ("ServiceMonitor", {"endpoints": [{"port": "metrics", "interval": "often"}]}, "must match pattern"),
        (
            "ScaledObject",
            {"triggers": [{"type": "kafka", "metadata": {"lagThreshold": 5}}]},
            "must be string",
        ),
        ("PrometheusRule", {"groups": [{"rules": []}]}, "name"),
    ],
)
def test_a_resource_that_its_operator_would_not_take_is_found(
    everything: list[dict[str, Any]], resource: str, change: dict[str, Any], says: str
) -> None:
    found = next(each for each in everything if each["kind"] == resource)
    broken = found | {"spec": found["spec"] | change}
    assert any(says in each for each in judge([broken], VERSIONS[-1]))


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({}, "kafka.bootstrapServers names no Kafka"),
        (LEAST | {"worker": {"replica": 3}}, "replica"),
        (LEAST | {"settings": {"COPYDESK_BROKER": "elsewhere:9092"}}, "COPYDESK_BROKER"),
        (LEAST | {"settings": {"COPYDESK_MAX_BYTES": 9000000}}, "string"),
        (
            LEAST | {"desk": {"partitions": 4}, "worker": {"autoscaling": {"enabled": True}}},
            "more than desk.partitions",
        ),
        (LEAST | {"connect": {"enabled": True}}, "it lists what to connect"),
        (LEAST | {"sources": {"key": "sources.txt"}}, "sources.txt"),
        (LEAST | {"webhooks": {"enabled": True}}, "webhooks.existingSecret"),
        ({"kafka": LEAST["kafka"] | {"securityProtocol": "SASL_SSL"}}, "kafka.sasl.existingSecret"),
        (OTHERWISE | {"worker": {"autoscaling": {"enabled": True}}}, "authenticationRef"),
    ],
)
def test_values_that_cannot_work_are_said(values: dict[str, Any], says: str) -> None:
    done = template(values)
    assert done.returncode != 0
    assert says in done.stderr


def test_the_environment_is_made_of_settings_that_are(everything: list[dict[str, Any]]) -> None:
    known = {f"COPYDESK_{name.upper()}" for name in Settings.model_fields}
    for each in [*pods(everything), *pods(manifests(OTHERWISE))]:
        found = environment(each)
        assert found.keys() <= known
        # Files need not be there to be named, but for those that are read at once.
        given = {name.removeprefix("COPYDESK_").lower(): value for name, value in found.items()}
        for file in ("ssl_cafile", "ssl_certfile", "ssl_keyfile"):
            given.pop(file, None)
        Settings.model_validate(given)
    assert environment(of("StatefulSet", "desk-copydesk-worker", ALL))["COPYDESK_MAX_BYTES"] == "9000000"


def test_the_schema_closes_the_settings_that_the_chart_gives(everything: list[dict[str, Any]]) -> None:
    schema = json.loads((CHART / "values.schema.json").read_text())
    closed = set(schema["properties"]["settings"]["propertyNames"]["not"]["enum"])
    for each in [*pods(everything), *pods(manifests(OTHERWISE))]:
        assert environment(each).keys() - {"COPYDESK_MAX_BYTES"} <= closed
    assert closed <= {f"COPYDESK_{name.upper()}" for name in Settings.model_fields}


def test_nothing_runs_as_root_or_writes_but_where_it_may(everything: list[dict[str, Any]]) -> None:
    for each in pods(everything):
        spec = each["spec"]["template"]["spec"]
        assert spec["securityContext"]["runAsNonRoot"] is True
        assert spec["securityContext"]["runAsUser"] == 10001
        assert spec["automountServiceAccountToken"] is False
        found = container(each)
        assert found["securityContext"] == {
            "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]},
        }  # fmt: skip
        assert found["resources"]["limits"]["memory"]
        mounts = {mount["mountPath"]: mount.get("readOnly", False) for mount in found["volumeMounts"]}
        assert {path for path, only in mounts.items() if not only} <= {"/tmp", "/var/lib/copydesk", "/inbox"}
        volumes = {volume["name"] for volume in spec["volumes"]}
        claims = {claim["metadata"]["name"] for claim in each["spec"].get("volumeClaimTemplates", [])}
        assert {mount["name"] for mount in found["volumeMounts"]} == volumes | claims


def test_there_is_room_for_what_a_process_unpacks(everything: list[dict[str, Any]]) -> None:
    """As test_compose.py has it: 65 MiB for a moment."""
    for each in pods(everything):
        (tmp,) = [volume for volume in each["spec"]["template"]["spec"]["volumes"] if volume["name"] == "tmp"]
        assert tmp["emptyDir"]["sizeLimit"] == "256Mi"


def test_a_worker_may_end_in_peace_and_is_not_started_again_at_its_limit() -> None:
    worker = of("StatefulSet", "desk-copydesk-worker", LEAST)
    assert worker["spec"]["template"]["spec"]["terminationGracePeriodSeconds"] > END
    assert container(worker)["command"] == ["sh", "/usr/local/lib/hold.sh", "copydesk"]
    # Where it is held nobody answers: what asks whether it lives must know of that.
    probe = container(worker)["livenessProbe"]
    assert probe["exec"]["command"][1:] == ["/usr/local/lib/healthz.py", "--alive"]
    assert container(worker)["readinessProbe"]["exec"]["command"][-1] == "--ready"
    copied = (ROOT / "ops" / "Dockerfile").read_text()
    assert "COPY ops/compose/healthz.py ops/compose/hold.sh /usr/local/lib/" in copied


def test_every_port_is_where_the_process_listens(everything: list[dict[str, Any]]) -> None:
    for each in pods(everything):
        found, ports = (
            container(each),
            {port["name"]: port["containerPort"] for port in container(each).get("ports", [])},
        )
        variable = {
            "worker": "METRICS",
            "stories": "METRICS",
            "connect": "CONNECT",
            "webhooks": "WEBHOOKS",
        }.get(found["name"])
        if variable:
            assert environment(each)[f"COPYDESK_{variable}_PORT"] == str(ports["metrics"])
    services = [each for each in everything if each["kind"] == "Service"]
    scraped = [each for each in services if each["metadata"]["labels"].get("copydesk/scrape")]
    assert len(scraped) == 4
    for service in services:
        selected = service["spec"]["selector"].items()
        assert any(
            selected <= each["spec"]["template"]["metadata"]["labels"].items() for each in pods(everything)
        )


def test_the_rules_are_the_shipped_ones_with_the_job_and_the_runbook_of_the_release(
    everything: list[dict[str, Any]], tmp_path: Path
) -> None:
    (rule,) = [each for each in everything if each["kind"] == "PrometheusRule"]
    shipped = [path.read_text() for path in sorted((ROOT / "ops" / "prometheus" / "rules").glob("*.yml"))]
    wanted = [
        group
        for text in shipped
        for group in yaml.safe_load(
            text.replace('job="copydesk', 'job="wire')
            .replace("job: copydesk}", "job: wire}")
            .replace("ops/runbook.md", "https://desk.example/runbook.html")
        )["groups"]
    ]
    assert {group["name"]: group for group in rule["spec"]["groups"]} == {
        group["name"]: group for group in wanted
    }
    assert 'job="copydesk' not in yaml.safe_dump(rule)
    path = tmp_path / "rules.yml"
    path.write_text(yaml.safe_dump(rule["spec"]))
    promtool("check", "rules", path)


def test_the_jobs_are_those_that_rules_and_dashboards_know(everything: list[dict[str, Any]]) -> None:
    monitors = [each for each in everything if each["kind"] == "ServiceMonitor"]
    jobs = {each["spec"]["endpoints"][0]["relabelings"][0]["replacement"] for each in monitors}
    assert jobs == {"wire", "wire-connect", "wire-webhooks", "wire-stories"}
    shipped = yaml.safe_load((ROOT / "ops" / "prometheus" / "prometheus.yml").read_text())
    for job in shipped["scrape_configs"][1:]:
        component = job["job_name"].removeprefix("copydesk-")
        (monitor,) = [each for each in monitors if each["metadata"]["name"].endswith(f"-{component}")]
        (kept,) = monitor["spec"]["endpoints"][0]["metricRelabelings"]
        (relabel,) = job["metric_relabel_configs"]
        assert (kept["regex"], kept["action"]) == (relabel["regex"], relabel["action"])


def test_the_dashboards_are_the_shipped_ones(everything: list[dict[str, Any]]) -> None:
    for path in sorted((ROOT / "ops" / "grafana" / "dashboards").glob("*.json")):
        (found,) = [
            each for each in everything if each["metadata"]["name"].endswith(f"-dashboard-{path.stem}")
        ]
        assert found["metadata"]["labels"]["grafana_dashboard"] == "1"
        (text,) = found["data"].values()
        shipped = path.read_text().replace("/public/runbook.md", "https://desk.example/runbook.html")
        assert json.loads(text) == json.loads(shipped)


def test_what_is_mounted_comes_as_it_was_given() -> None:
    assert of("ConfigMap", "desk-copydesk-sources", ALL)["data"] == {"sources.toml": ALL["sources"]["toml"]}
    assert of("ConfigMap", "desk-copydesk-owns", ALL)["data"] == {"owns.toml": ALL["owns"]}
    checksums = [
        of("StatefulSet", "desk-copydesk-worker", ALL | {"owns": owns})["spec"]["template"]["metadata"][
            "annotations"
        ]
        for owns in (ALL["owns"], ALL["owns"] + "# changed\n")
    ]
    assert checksums[0] != checksums[1]


def test_there_is_no_secret_in_it(everything: list[dict[str, Any]]) -> None:
    assert not [each for each in everything if each["kind"] == "Secret"]


def test_the_version_is_that_of_the_product() -> None:
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text())
    assert chart["appVersion"] == __version__
    assert chart["kubeVersion"] == f">={VERSIONS[0]}.0-0"


def leaves(values: dict[str, Any], above: str = "") -> set[str]:
    return {
        leaf
        for key, value in values.items()
        for leaf in (
            leaves(value, f"{above}{key}.") if isinstance(value, dict) and value else {f"{above}{key}"}
        )
    }


def test_every_value_is_in_the_schema() -> None:
    schema = json.loads((CHART / "values.schema.json").read_text())
    for leaf in leaves(VALUES):
        at = schema
        for key in leaf.split("."):
            if "properties" not in at:
                break  # a free object
            assert key in at["properties"], leaf
            at = at["properties"][key]
