"""The machine that the figures are of, and the versions they were measured with."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Final

LIBRARIES: Final = ("msgspec", "numpy", "simpy", "zstandard", "matplotlib", "pydantic")


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def machine() -> dict[str, str]:
    """Return processor, memory, system and versions; nothing that names the host."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return {
        "processor": f"{_processor()}, {cores()} cores",
        "memory": f"{memory:.1f} GB",
        "system": f"{platform.system()} {platform.machine()}",
        "load": f"{os.getloadavg()[0]:.1f} processes in the minute before",
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
        **{library: version(library) for library in LIBRARIES},
    }


def _processor() -> str:
    """Return the processor's name, or its architecture where the system does not tell."""
    listing = Path("/proc/cpuinfo")
    if listing.exists():
        for line in listing.read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine()
