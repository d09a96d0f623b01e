"""The map of the regions, flat: GeoJSON in, outlines in kilometres out.

Projection: Albers equal-area conic on a sphere, so that a region's size on the
page is its size on the ground (J. P. Snyder, Map Projections: A Working Manual,
U.S. Geological Survey Professional Paper 1395, 1987, pages 98 to 100).
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from config.errors import InputError
from config.library import MAP

Points = NDArray[np.float64]

_EARTH_KM: Final = 6371.0
_PARALLELS: Final = (43.0, 52.5)
_CENTRE: Final = (67.0, 48.0)


@dataclass(frozen=True)
class Outline:
    """A region's rings; each an array of shape (points, 2), kilometres east and north."""

    region: str
    rings: tuple[Points, ...]

    @cached_property
    def centre(self) -> tuple[float, float]:
        """Centroid of the largest ring."""
        ring = max(self.rings, key=lambda ring: abs(_area(ring)))
        x, y = ring[:, 0], ring[:, 1]
        x2, y2 = np.roll(x, -1), np.roll(y, -1)
        cross = x * y2 - x2 * y
        six_areas = 3 * cross.sum()
        return (
            float(((x + x2) * cross).sum() / six_areas),
            float(((y + y2) * cross).sum() / six_areas),
        )


def outlines(path: Path = MAP) -> list[Outline]:
    """Read the outlines of the regions.

    Raises:
        InputError: the file is not a GeoJSON collection of polygons with a `region` each.
    """
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        return [
            Outline(feature["properties"]["region"], _rings(feature["geometry"]))
            for feature in features
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            path, f"not readable as a map ({error})", "GeoJSON polygons with the property region"
        ) from error


def project(degrees: Points) -> Points:
    """Project longitude and latitude in degrees, shape (n, 2), to kilometres."""
    longitude, latitude = np.radians(degrees[:, 0]), np.radians(degrees[:, 1])
    first, second = (math.radians(parallel) for parallel in _PARALLELS)
    n = (math.sin(first) + math.sin(second)) / 2
    c = math.cos(first) ** 2 + 2 * n * math.sin(first)
    rho = _EARTH_KM * np.sqrt(c - 2 * n * np.sin(latitude)) / n
    rho0 = _EARTH_KM * math.sqrt(c - 2 * n * math.sin(math.radians(_CENTRE[1]))) / n
    theta = n * (longitude - math.radians(_CENTRE[0]))
    return np.column_stack([rho * np.sin(theta), rho0 - rho * np.cos(theta)])


def _rings(geometry: dict[str, Any]) -> tuple[Points, ...]:
    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    elif geometry["type"] != "MultiPolygon":
        raise ValueError(f"geometry {geometry['type']}")
    return tuple(
        project(np.asarray(ring, dtype=np.float64)[:, :2])
        for polygon in polygons
        for ring in polygon
    )


def _area(ring: Points) -> float:
    x, y = ring[:, 0], ring[:, 1]
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum() / 2)
