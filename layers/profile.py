"""CountyProfile: everything that is true of one county only, declared in one file.

Nothing else in the system names a county's code or its planar CRS. The profile in use is
`profile.toml` in the data directory, first written from one of `layers/profiles/`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

SHIPPED = Path(__file__).parent / "profiles"


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A neighbouring county-level unit: its six-digit code and the names on its letterhead."""

    code: str
    name: str
    province: str
    prefecture: str


@dataclass(frozen=True, slots=True)
class PlateConventions:
    """How plates are numbered here. `confidence` and `source` say how sure that is."""

    starts_east_west_from: str
    starts_north_south_from: str
    odd_side: str
    village_numbering: str
    confidence: str
    source: str
    totals: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Publication:
    """The publication gate: `off`, `internal_draft` or `published`, and what the map must say."""

    gate: str
    map_review_number: str
    public_grid_m: float
    notice: str


@dataclass(frozen=True, slots=True)
class CountyProfile:
    """One county. `bounds` are degrees in EPSG:4490 (west, south, east, north)."""

    code: str
    name: str
    english: str
    province: str
    prefecture: str
    planar_epsg: int
    planar_zoned_epsg: int
    bounds: tuple[float, float, float, float]
    seat_township: str
    issuing_body: str
    document_prefix: str
    outline_package: str
    neighbours: tuple[Neighbour, ...]
    plates: PlateConventions
    publication: Publication

    def holds(self, lon: float, lat: float) -> bool:
        """Whether a position lies within the county's bounds (not necessarily its outline)."""
        west, south, east, north = self.bounds
        return west <= lon <= east and south <= lat <= north


def load_profile(path: Path) -> CountyProfile:
    """Reads a profile file. Raises OSError, tomllib.TOMLDecodeError, TypeError on a malformed one."""
    with path.open("rb") as stream:
        raw = tomllib.load(stream)
    return CountyProfile(
        **{
            **raw,
            "bounds": tuple(raw["bounds"]),
            "neighbours": tuple(Neighbour(**n) for n in raw["neighbours"]),
            "plates": PlateConventions(**raw["plates"]),
            "publication": Publication(**raw["publication"]),
        }
    )


def shipped_profile(name: str) -> CountyProfile:
    """The profile shipped under `name` (`zhengning`, `invented`). Raises FileNotFoundError."""
    return load_profile(SHIPPED / name / "profile.toml")


def shipped_folder(code: str) -> Path | None:
    """The shipped folder (divisions, plan facts) of the county with this code; None when it is another's."""
    for folder in sorted(SHIPPED.iterdir()):
        path = folder / "profile.toml"
        if path.exists() and load_profile(path).code == code:
            return folder
    return None
