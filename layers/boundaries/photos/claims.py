"""What one photograph claims: position, moment, direction; each None where it claims nothing that can be used."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import tzinfo

from gazetteer.findings import Finding, Severity
from layers.boundaries.photos.moment import PhotoMoment, read_moment
from layers.boundaries.photos.position import PhotoPosition, Tags, read_position
from layers.boundaries.tracks.moments import BEIJING


@dataclass(frozen=True, slots=True)
class PhotoDirection:
    """Whither the camera looked, in degrees; `magnetic` when from magnetic north, None when the tag does not say."""

    azimuth_deg: float
    magnetic: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoClaims:
    """A photograph's own word, with everything that was wrong with it. `sha256` knows the file again."""

    name: str
    sha256: str = ""
    position: PhotoPosition | None = None
    moment: PhotoMoment | None = None
    direction: PhotoDirection | None = None
    camera: str = ""
    software: str = ""
    findings: tuple[Finding, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The claims as a JSON object; what is not claimed is null."""
        place, when, whither = self.position, self.moment, self.direction
        return {
            "file": self.name,
            "sha256": self.sha256,
            "lon": None if place is None else round(place.lon, 7),
            "lat": None if place is None else round(place.lat, 7),
            "error_m": None if place is None else round(place.error_m, 1),
            "error_stated": place is not None and place.stated,
            "taken": "" if when is None else when.told,
            "clock": "" if when is None else when.source,
            "direction_deg": None if whither is None else round(whither.azimuth_deg, 1),
            "magnetic": None if whither is None else whither.magnetic,
            "camera": self.camera,
            "software": self.software,
        }


def read_claims(
    tags: Tags, *, name: str = "", sha256: str = "", system: str = "EPSG:4326", zone: tzinfo = BEIJING
) -> PhotoClaims:
    """The claims of a photograph out of its tags as text (`layers.exchange.field_files.read_photo`).

    `system` is what positions are in (`photos.position`); `zone` is a camera's that does not state its own.
    """
    position, on_position = read_position(tags, system, name)
    moment, on_moment = read_moment(tags, zone, name)
    direction, on_direction = _direction(tags, name)
    return PhotoClaims(
        name=name,
        sha256=sha256,
        position=position,
        moment=moment,
        direction=direction,
        camera=tags.get("camera") or "",
        software=tags.get("software") or "",
        findings=(*on_position, *on_moment, *on_direction),
    )


def _direction(tags: Tags, subject: str) -> tuple[PhotoDirection | None, list[Finding]]:
    told = tags.get("direction")
    if not told:
        return None, []
    try:
        azimuth_deg = float(told)
    except ValueError:
        azimuth_deg = math.nan
    if not 0 <= azimuth_deg <= 360:
        message = f"照片的拍摄方向不是 0–360° 的角（{told}），没有用"
        return None, [Finding("photo.direction_malformed", Severity.INFO, message, subject=subject, value=told)]
    north = {"T": False, "M": True}.get((tags.get("direction_ref") or "").strip().upper()[:1])
    return PhotoDirection(azimuth_deg % 360.0, north), []
