"""Write the definition of 25 July 2021, or check that the files are as drafted."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sim.draft_2021 import draft
from sim.draft_2021.sources import DATA, ELECTION, read


def main(arguments: list[str] | None = None) -> int:
    """Write the files, or compare them; 1 if one differs."""
    parser = argparse.ArgumentParser(prog="python -m sim.draft_2021", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument(
        "--out", type=Path, default=DATA / "elections" / ELECTION, help="directory of the files"
    )
    options = parser.parse_args(arguments)
    different = 0
    for name, text in draft(read()).items():
        path = options.out / name
        if not options.check:
            path.write_text(text, encoding="utf-8", newline="\n")
        elif not path.exists() or path.read_bytes() != text.encode():
            sys.stderr.write(f"{path}: not as drafted\n")
            different = 1
    return different


if __name__ == "__main__":
    sys.exit(main())
