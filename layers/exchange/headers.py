"""Header words as people write them: what a column's heading says once its dress is taken off."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

BRACKETS = re.compile(r"[(\[【〔<《{][^()\[\]【】〔〕<>《》{}]*[)\]】〕>》}]")
DRESS = re.compile(r"[\s*:_\-.、·'\"“”]+|（必填）")

ROLES: Mapping[str, tuple[str, ...]] = {
    "lon": ("经度", "东经", "lon", "lng", "long", "longitude", "经度坐标", "坐标经度", "gps经度"),
    "lat": ("纬度", "北纬", "lat", "latitude", "纬度坐标", "坐标纬度", "gps纬度"),
    "x": ("x", "x坐标", "坐标x", "平面x"),
    "y": ("y", "y坐标", "坐标y", "平面y"),
    "east": ("东坐标", "横坐标", "easting", "east", "e坐标"),
    "north": ("北坐标", "纵坐标", "northing", "north", "n坐标"),
    "lon_degrees": ("经度度", "东经度"),
    "lon_minutes": ("经度分", "东经分"),
    "lon_seconds": ("经度秒", "东经秒"),
    "lat_degrees": ("纬度度", "北纬度"),
    "lat_minutes": ("纬度分", "北纬分"),
    "lat_seconds": ("纬度秒", "北纬秒"),
    "point": ("坐标", "经纬度", "位置坐标", "坐标位置", "经纬度坐标", "位置", "坐标点", "定位坐标"),
    "wkt": ("wkt", "图形", "图形wkt", "geometry", "geom", "thegeom"),
    "division": (
        "区划代码", "行政区划代码", "统计用区划代码", "所属区划代码", "区划编码", "行政区划编码", "村代码", "村级代码",
        "行政村代码", "社区代码", "division", "divisioncode",
    ),
    "division_name": (
        "所属区划", "区划名称", "所属区划名称", "行政区划名称", "行政区划", "区划", "所在区划", "所属", "divisionname",
    ),
    "county": ("县", "县名", "县区", "区县", "县市区", "所属县", "所在县", "县名称", "县级", "county"),
    "township": (
        "乡镇", "镇", "乡", "乡镇街道", "所属乡镇", "所在乡镇", "乡镇名称", "街道乡镇", "乡级", "township", "town",
    ),
    "village": (
        "村", "村社区", "行政村", "所属村", "所在村", "村名", "村名称", "社区", "村居", "村委会", "建制村", "village",
    ),
    "generated": ("演示生成", "generated"),
    "crs": ("坐标系", "坐标系统", "参考系", "坐标参考系", "crs", "srs"),
}  # fmt: skip
"""What a column may hold beside the layer's own fields, and the words that say so."""

ROLE_TITLES: Mapping[str, str] = {
    "lon": "经度", "lat": "纬度", "x": "X 坐标", "y": "Y 坐标", "east": "横坐标（东）", "north": "纵坐标（北）",
    "lon_degrees": "经度·度", "lon_minutes": "经度·分", "lon_seconds": "经度·秒",
    "lat_degrees": "纬度·度", "lat_minutes": "纬度·分", "lat_seconds": "纬度·秒",
    "point": "坐标（经度,纬度）", "wkt": "图形（WKT）",
    "crs": "坐标系", "generated": "演示生成",
    "division": "区划代码", "division_name": "所属区划", "county": "县", "township": "乡镇", "village": "村、社区",
}  # fmt: skip
PLACES = ("lon", "lat", "x", "y", "east", "north", "lon_degrees", "lon_minutes", "lon_seconds",
          "lat_degrees", "lat_minutes", "lat_seconds", "point", "wkt", "crs")  # fmt: skip
OWNERS = ("division", "division_name", "county", "township", "village")

OURS = frozenset(
    {"id", "版本", "version", "有效起", "有效止", "生效日期", "失效日期", "validfrom", "validto", "登记时间", "登记于",
     "recordedfrom", "数据来源", "来源", "source", "fid", "记录编号", "内部编号",
     "标识", "记录时间", "recorfrom", "数据截至", "注意", "asof", "notes", "行", "列", "值", "原因", "处理办法"}
)  # fmt: skip
"""Columns our own exports and marked workbooks carry, and running numbers: known, and not imported."""


def plain(header: str) -> str:
    """A heading without its dress: half width, lower case, no spaces, line breaks, brackets, units or stars.

    "坐标/经 度（°）*" gives "坐标/经度"; the parts of a two-row heading stay apart.
    """
    text = unicodedata.normalize("NFKC", header).lower()
    while (shorter := BRACKETS.sub("", text)) != text:
        text = shorter
    return "/".join(part for part in (DRESS.sub("", part) for part in text.split("/")) if part)


def readings(header: str) -> tuple[str, ...]:
    """The words a heading may be known by, the surest first: the whole, both rows joined, the lower row."""
    whole = plain(header)
    parts = whole.split("/")
    return tuple(dict.fromkeys(word for word in (whole, "".join(parts), parts[-1]) if word))
