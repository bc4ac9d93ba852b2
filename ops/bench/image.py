"""Builds what ops/Dockerfile says without Docker, and runs a worker in it as the container would.

    sudo python3.11 ops/bench/image.py --broker 127.0.0.1:9092

That is: as the container's user, without rights, on a file system that is read-only but for /tmp and its data, under
hold.sh, asked by healthz.py. It needs Linux, root, python3.11 on the PATH, and a broker (`copydesk broker` will do).
What differs from the container: the libraries and the Python of this system stand in for those of the image. It prints
the size of what it built, what the worker says, and how it ends on SIGTERM.
"""

from __future__ import annotations

import argparse
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INSTALLED, BUILT_AT, DATA = "/opt/copydesk", "/build", "/var/lib/copydesk"
TMP_MB, UID = 256, "10001"
#: Where the Python is that this runs on, and the home of root, in which nobody else may look.
PYTHON, HOME = Path(sys.base_prefix), Path(pwd.getpwuid(0).pw_dir)
#: The Python is seen all the same, if it lies there.
SEEN = (
    f"mkdir -p $view{PYTHON}; mount --bind $1/home/{PYTHON.relative_to(HOME)} $view{PYTHON}"
    if PYTHON.is_relative_to(HOME)
    else ""
)

#: A read-only view of this system, with the image's folders where they are in the image. $1 is what was built.
VIEW = f"""
set -e
mount --make-rprivate /
view=$1/view; mkdir -p $view
mount --bind / $view
mount -o remount,ro,bind $view
mount -t tmpfs -o size={TMP_MB}m,mode=1777 tmpfs $view/tmp
mount -t tmpfs -o mode=755 tmpfs $view/opt
mkdir $view/opt/copydesk
mount --bind $1{INSTALLED} $view/opt/copydesk
mount -o remount,ro,bind $view/opt/copydesk
mount -t tmpfs -o mode=755 tmpfs $view/var/lib
mkdir $view{DATA}
mount -t tmpfs -o size=256m,uid={UID},gid={UID},mode=700 tmpfs $view{DATA}
mount -t tmpfs -o mode=755 tmpfs $view/usr/local/lib
cp {ROOT}/ops/compose/healthz.py {ROOT}/ops/compose/hold.sh $view/usr/local/lib/
mount -t proc proc $view/proc
mount --rbind /dev $view/dev
mkdir $1/home; mount --bind {HOME} $1/home
mount -t tmpfs -o mode=755 tmpfs $view{HOME}
{SEEN}
shift
exec chroot $view setpriv --reuid {UID} --regid {UID} --clear-groups --no-new-privs --bounding-set=-all \
    env -i HOME={DATA} "$@"
"""


#: What runs in there: a worker that is ready within a minute, and then ended.
WORK = """
id
! touch /usr/x 2>/dev/null
copydesk --version
sh /usr/local/lib/hold.sh copydesk worker &
left=120
until python /usr/local/lib/healthz.py --ready 2>/tmp/why; do
    left=$((left - 1)); [ $left -gt 0 ] || { cat /tmp/why; exit 1; }
    kill -0 $! || exit 1
    sleep 0.5
done
python /usr/local/lib/healthz.py --alive && echo "ready and alive"
kill -TERM $!
wait $!
echo "ended with $?"
"""


def instructions() -> Iterator[tuple[str, str]]:
    """What the Dockerfile says: each instruction and the rest of its line, with lines that are continued."""
    text = re.sub(r"^#.*\n", "", (ROOT / "ops" / "Dockerfile").read_text(), flags=re.MULTILINE)
    for line in text.replace("\\\n", " ").splitlines():
        if line.strip():
            name, _, rest = line.partition(" ")
            yield name, rest.strip()


def build(folder: Path) -> dict[str, str]:
    """Does the first stage in `folder`. Returns the environment of the second one."""
    work = folder / BUILT_AT.lstrip("/")
    work.mkdir()
    # An image's Python has a pip of its own, which may write: here that is an environment beside it.
    run("python3.11", "-m", "venv", str(folder / "python"))
    stages, environment = 0, {}
    for name, rest in instructions():
        stages += name == "FROM"
        if name == "ENV" and stages == 2:
            environment |= dict(part.split("=", 1) for part in rest.split())
        if stages != 1:
            continue
        if name == "RUN":
            here = rest.replace(INSTALLED, f"{folder}{INSTALLED}")
            run("sh", "-ec", f'PATH="{folder}/python/bin:$PATH"; {here}', at=work)
        elif name == "COPY":
            *sources, target = rest.split()
            for each in sources:
                copy(ROOT / each, work / target / ("" if target != each else ".."))
    # It is mounted where it will be: what was written into it says where it is now.
    for path in (folder / INSTALLED.lstrip("/") / "bin").iterdir():
        if path.is_file() and not path.is_symlink() and (text := path.read_bytes()).startswith(b"#!"):
            path.write_bytes(text.replace(f"{folder}{INSTALLED}".encode(), INSTALLED.encode()))
    return environment


def copy(source: Path, into: Path) -> None:
    """As COPY does: a file into a folder, a folder's content beside it under its own name."""
    into.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, into.resolve() / source.name, dirs_exist_ok=True)
    else:
        shutil.copy(source, into)


def run(*command: str, at: Path | None = None) -> None:
    """A command; the bench ends where it fails."""
    print("+", *command[-1:], flush=True)
    subprocess.run(command, cwd=at, check=True)


def main() -> int:
    """Builds, says how large it is, and runs the demo in it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--broker", required=True, help="host:port")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        folder.chmod(0o755)
        environment = build(folder)
        run("du", "-sh", f"{folder}{INSTALLED}")
        environment["PATH"] = environment["PATH"].replace("$PATH", "/usr/local/bin:/usr/bin:/bin")
        environment |= {"COPYDESK_BROKER": chosen.broker, "COPYDESK_PROCESSES": "2"}
        inside = [f"{name}={value}" for name, value in environment.items()]
        view = ["unshare", "--mount", "--pid", "--fork", "sh", "-c", VIEW, "view", str(folder)]
        done = subprocess.run([*view, *inside, "sh", "-ec", WORK], check=False)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
