"""Track points of a GPX file (航迹点), one row each with its time, as text: nothing is judged here.

Points are taken as they stream by, so that what a dying phone wrote before its file broke off is still
read; where it broke off is said.
"""

from __future__ import annotations

from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from layers.exchange.formats.task import Contents, Task
from layers.exchange.limits import Limits
from layers.exchange.prechecks.xml import xml_text
from layers.exchange.table import Cell, RawRow, RawTable

COLUMNS = ("track", "segment", "lon", "lat", "ele", "time")
KEPT = {"ele", "time"}
NOT_WALKED = {"wpt": "航点", "rtept": "航线点"}
LONGEST_TEXT = 64


def read(task: Task) -> Contents:
    """One table `fixes`: track and segment by number from 0, longitude, latitude, height and time as written.

    Raises Refused for XML that is not GPX, has a document type, or holds no track point.
    """
    points = _Points(task.limits)
    broken = _parse(_whole_tags(task.path.read_bytes()), points)
    if not points.rows:
        raise _nothing(points, broken)
    findings = [found for found in (broken and _broke_off(broken, len(points.rows)), _not_walked(points)) if found]
    table = RawTable(
        name="fixes",
        columns=COLUMNS,
        rows=[RawRow(n, tuple(row)) for n, row in enumerate(points.rows)],
        crs="EPSG:4326",
        crs_source="GPX",
        findings=tuple(findings),
    )
    return Contents(("fixes",), (table,))


def _whole_tags(data: bytes) -> bytes:
    """Without a tag or character cut in two at the very end (of encodings that are ASCII in their tags)."""
    if b"\0" in data[:4]:
        return data
    return data[: data.rfind(b">") + 1] or data


def _parse(data: bytes, points: _Points) -> ParseError | None:
    """Feeds the points; the error where the document breaks off, None when it is whole."""
    text = xml_text(data, "GPX")
    parser = DefusedXMLParser(target=points, forbid_dtd=True, forbid_entities=True)
    try:
        parser.feed(text)
        parser.close()
    except ParseError as wrong:
        return wrong
    except DefusedXmlException as wrong:
        raise Refused.because(
            "reader.xml_dtd", "GPX 带有文档类型声明或实体，不予读取", remedy="用原软件重新导出"
        ) from wrong
    return None


class _Points:
    """What the parser calls. `rows` hold the points that were closed."""

    def __init__(self, limits: Limits) -> None:
        self.rows: list[list[Cell]] = []
        self.others: dict[str, int] = {}
        self.root = ""
        self._limits = limits
        self._elements = 0
        self._depth = 0
        self._track = self._segment = -1
        self._point: list[Cell] | None = None
        self._point_depth = 0
        self._text: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = tag.rpartition("}")[2]
        self._count(name)
        if name == "trk":
            self._track += 1
        elif name == "trkseg":
            self._segment += 1
        elif name == "trkpt":
            told = (attributes.get("lon"), attributes.get("lat"))
            self._point = [max(self._track, 0), max(self._segment, 0), *(_short(t) for t in told), None, None]
            self._point_depth = self._depth
        elif name in NOT_WALKED:
            self.others[name] = self.others.get(name, 0) + 1
        elif self._point is not None and name in KEPT and self._depth == self._point_depth + 1:
            self._text = []

    def end(self, tag: str) -> None:
        """An element ends."""
        name = tag.rpartition("}")[2]
        if self._text is not None and self._point is not None and self._depth == self._point_depth + 1:
            self._point[COLUMNS.index(name)] = _short("".join(self._text))
            self._text = None
        elif name == "trkpt" and self._point is not None and self._depth == self._point_depth:
            self.rows.append(self._point)
            self._point = None
        self._depth -= 1

    def data(self, text: str) -> None:
        """Characters between tags."""
        if self._text is not None:
            self._text.append(text)

    def close(self) -> None:
        """The document is over."""

    def _count(self, name: str) -> None:
        self._elements += 1
        self._depth += 1
        if self._depth == 1:
            self.root = name
            if name != "gpx":
                raise Refused.because(
                    "reader.not_gpx",
                    f"这是 XML，但不是 GPX（最外层是“{name[:40]}”）",
                    remedy="确认选对了文件，从原软件或手持机重新导出为 GPX",
                )
        if self._depth > self._limits.xml_depth:
            raise Refused.because("reader.xml_depth", f"XML 嵌套超过 {self._limits.xml_depth} 层，不像正常的航迹")
        if self._elements > self._limits.xml_elements or len(self.rows) > self._limits.rows:
            raise Refused.because("reader.xml_size", "航迹点太多，没有读完", remedy="按天拆成几个文件")


def _short(text: str | None) -> str | None:
    bare = (text or "").strip()
    return bare[:LONGEST_TEXT] or None


def _broke_off(wrong: ParseError, kept: int) -> Finding:
    line, column = wrong.position
    return Finding(
        "track.broken_off",
        Severity.WARNING,
        f"GPX 在第 {line} 行第 {column + 1} 列处中断或不合写法；之前完整的 {kept} 个点已读，之后的没有读",
        value=f"{line}:{column + 1}",
        remedy="从手持机或手机重新导出完整的文件",
    )


def _not_walked(points: _Points) -> Finding | None:
    if not points.others:
        return None
    told = "、".join(f"{NOT_WALKED[name]} {count} 个" for name, count in points.others.items())
    return Finding("track.not_walked", Severity.INFO, f"文件里还有{told}，不是走过的轨迹，没有计入")


def _nothing(points: _Points, broken: ParseError | None) -> Refused:
    if broken is not None:
        line, column = broken.position
        return Refused.because(
            "reader.xml",
            f"GPX：第 {line} 行第 {column + 1} 列处不符合 XML 写法，之前没有一个完整的航迹点",
            remedy="用原软件打开检查，重新导出（UTF-8 编码）",
        )
    others = "、".join(f"{NOT_WALKED[name]} {count} 个" for name, count in points.others.items())
    return Refused.because(
        "track.no_points",
        f"GPX 里没有航迹点{f'（只有{others}）' if others else ''}",
        remedy="导出时选“轨迹（track）”，不是航线或航点",
    )
