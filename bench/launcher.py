"""Start a command, wait for it and print as JSON what it took.

The system books a new process with the memory of the one that started it, so a
benchmark that has grown must not start what it measures. This small process
stands in between; it imports nothing but the standard library.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time


def main() -> None:
    """Run the command in the arguments, its output to standard error."""
    started = time.perf_counter()
    process = subprocess.Popen(sys.argv[1:], stdout=sys.stderr)  # noqa: S603 - our own command
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    unit = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, see getrusage(2)
    took = {
        "code": process.returncode,
        "wall_s": seconds,
        "cpu_s": usage.ru_utime + usage.ru_stime,
        "peak_bytes": usage.ru_maxrss * unit,
    }
    sys.stdout.write(json.dumps(took))


if __name__ == "__main__":
    main()
