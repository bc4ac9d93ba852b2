"""How many statements of an embargo are understood, in each language, and what is held that states none.

Run: `.venv/bin/python ops/bench/embargoes.py [FILE...]`, by default the files of tests/clean/data; their format stands
in tests/clean/embargo_lines.py. Printed are, by language, the statements, those that are held, those that are read as
they should be, and those that would go out early: before their time, or at a time where none can be known. Then the
news that is read, each line in each of its fields, and what of it is held; then the lines that are wrong. The exit code
is 1 if one goes out early.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.clean.embargo_lines import NEWS, STATEMENTS, fault, lines_of


def main(paths: list[Path]) -> int:
    """Reads, counts and prints."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    wrong: list[str] = []
    for line in (line for path in paths for line in lines_of(path)):
        count = counts[line.language]
        for found in line.read():
            count["statements" if line.holds else "news"] += 1
            said = fault(line, found)
            count[said or "right"] += line.holds or said is not None
            if said is not None:
                until = found.until if found is not None else None
                wrong.append(f"{said:8} {line.language}  {line.text}  {line.right}, not {until}")
    print("language  statements  held  read rightly  early    news  false alarms")
    total = sum(counts.values(), Counter[str]())
    for language, count in [*counts.items(), ("all", total)]:
        held = count["statements"] - count["missed"]
        print(
            f"{language:8} {count['statements']:11} {held:5} {count['right']:13} {count['early']:6} "
            f"{count['news']:8} {count['false']:12}"
        )
    print("\n".join(wrong))
    return 1 if total["early"] else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path, default=[STATEMENTS, NEWS])
    sys.exit(main(parser.parse_args().files))
