"""The reference system that a .prj file describes, as an EPSG number where it can be told for certain."""

from __future__ import annotations

import re

from pyproj import CRS
from pyproj.exceptions import CRSError

from gazetteer.findings import Finding, Severity
from layers.exchange.formats.noticed import Noticed

LONGEST = 20_000
STARTS = ("PROJCS", "GEOGCS", "PROJCRS", "GEOGCRS", "GEODCRS", "COMPD_CS", "COMPOUNDCRS")
NAME = re.compile(r'\[\s*"([^"]{1,80})"')
LEAST_CONFIDENCE = 70


def epsg_of_prj(prj: bytes | None, name: str, noticed: Noticed) -> str:
    """EPSG:n, or "" with a finding that says why."""
    if prj is None:
        noticed.add(_unknown("reader.no_prj", f"“{name}”缺少 .prj 文件，没有声明坐标系"))
        return ""
    text = prj[:LONGEST].decode("utf-8-sig", errors="replace").strip()
    told = NAME.search(text)
    shown = told.group(1) if told else text[:40]
    if not text.upper().startswith(STARTS):
        noticed.add(_unknown("reader.prj", f"“{name}”的 .prj 不是坐标系说明：{shown}"))
        return ""
    try:
        number = CRS.from_wkt(text).to_epsg(min_confidence=LEAST_CONFIDENCE)
    except CRSError:
        number = None
    if number is None:
        noticed.add(_unknown("reader.prj", f"“{name}”的坐标系“{shown}”没有对应的 EPSG 编号"))
        return ""
    return f"EPSG:{number}"


def _unknown(rule: str, message: str) -> Finding:
    return Finding(rule, Severity.WARNING, message, remedy="向数据提供单位问明坐标系，导入时声明（如 EPSG:4490）")
