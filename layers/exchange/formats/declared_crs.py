"""Coordinate reference systems that a file may declare by name or number: plain EPSG codes in use in China."""

from __future__ import annotations

import re

NAME = re.compile(r"(?:urn:ogc:def:crs:EPSG:[\d.]*:|EPSG:{1,2})(\d{4,5})", re.IGNORECASE)
CRS84 = re.compile(r"urn:ogc:def:crs:OGC:[\d.]*:CRS84|OGC:CRS84|CRS84", re.IGNORECASE)
KNOWN = (
    *(range(number, number + 1) for number in (3857, 4214, 4326, 4490, 4610, 4979)),
    range(2327, 2443),  # Gauss-Krüger of Xi'an 80 and Beijing 54, 3 degrees
    range(4491, 4555),  # Gauss-Krüger of CGCS2000, 6 and 3 degrees, with and without zone prefix
    range(21413, 21464),  # Gauss-Krüger of Beijing 54, 6 degrees
    range(32643, 32654),  # UTM of WGS 84
)


def epsg(number: int) -> str:
    """The name EPSG:n of a number that is known here, else nothing."""
    return f"EPSG:{number}" if any(number in numbers for numbers in KNOWN) else ""


def epsg_of_name(name: str) -> str:
    """The same for a name such as EPSG:4490 or urn:ogc:def:crs:EPSG::4490; CRS84 is EPSG:4326 in x, y order."""
    if CRS84.fullmatch(name.strip()):
        return "EPSG:4326"
    match = NAME.fullmatch(name.strip())
    return epsg(int(match.group(1))) if match else ""
