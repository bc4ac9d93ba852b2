"""What reading a web archive costs: megabytes of the file a second of CPU, and the most memory it takes.

Run: `.venv/bin/python ops/bench/warc.py [MEGABYTES]`

The archive is made up of pages of 60 kB of random letters, of 1,000 MB unless said. No broker: it does what `copydesk
feed --backfill` does up to the producer.
"""

from __future__ import annotations

import argparse
import gzip
import random
import resource
import tempfile
import time
from pathlib import Path

from streams.connect.warc.documents import Passed, documents

_PAGE, _DIFFERENT = 60_000, 50


def _record(number: int, made: random.Random) -> bytes:
    words = "".join(made.choice("abcdefghijklmnopqrstuvwxyz ") for _ in range(_PAGE))
    answer = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><body><p>{words}</p></body></html>"
    told = (
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Date: 2024-01-01T00:00:00Z\r\n"
        f"WARC-Target-URI: https://post.example/{number}\r\nContent-Type: application/http; msgtype=response\r\n"
        f"WARC-Payload-Digest: sha1:{number}\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    return gzip.compress((told + answer + "\r\n\r\n").encode())


def main(megabytes: int) -> None:
    """Writes the archive, reads it, and prints what it took."""
    made = random.Random(1)
    records = [_record(number, made) for number in range(_DIFFERENT)]
    with tempfile.TemporaryDirectory() as folder:
        path, size, number = Path(folder) / "large.warc.gz", 0, 0
        with path.open("wb") as file:
            while size < megabytes * 1_000_000:
                size += file.write(records[number % _DIFFERENT])
                number += 1
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        begun = time.process_time()
        count = sum(found.event is not None for found in documents(path, Passed()))
        took = time.process_time() - begun
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(f"{count} documents of {number} in {size / 1e6:.0f} MB: {size / 1e6 / took:.0f} MB a second of CPU")
    print(f"memory: {grown / 1024:.1f} MiB more at its most than before")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("megabytes", type=int, nargs="?", default=1_000, metavar="MEGABYTES")
    main(parser.parse_args().megabytes)
