"""Kinds of file: which names are taken, and what a file really is by its first bytes.

A name and the bytes must agree; nothing is ever read as something else than it says it is.
"""

from __future__ import annotations

from gazetteer.errors import Refused

KINDS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".xlsx": "xlsx",
    ".xls": "xls",
    ".geojson": "geojson",
    ".json": "geojson",
    ".gpkg": "gpkg",
    ".zip": "shp",
    ".kml": "kml",
    ".kmz": "kmz",
    ".gpx": "gpx",
}
TAKEN = "CSV、XLSX、XLS、GeoJSON、GPKG、Shapefile（压缩为 .zip）、KML、KMZ、GPX"
HINTS = {
    ".shp": "把同名的 .shp、.shx、.dbf、.prj、.cpg 一起压缩为一个 .zip 再上传",
    ".dbf": "把同名的 .shp、.shx、.dbf、.prj、.cpg 一起压缩为一个 .zip 再上传",
    ".xlsm": "另存为不带宏的 .xlsx",
    ".xlsb": "另存为 .xlsx",
    ".et": "在 WPS 中另存为 .xlsx",
    ".ods": "另存为 .xlsx",
    ".txt": "确认是表格后，把扩展名改为 .csv",
    ".rar": "解压后重新压缩为 .zip",
    ".7z": "解压后重新压缩为 .zip",
    ".dwg": "请测绘单位转为 GPKG 或 Shapefile",
    ".dxf": "请测绘单位转为 GPKG 或 Shapefile",
    ".mdb": "把要导入的表另存为 .xlsx",
    ".docx": "把文中的表格复制到 Excel，另存为 .xlsx",
    ".doc": "把文中的表格复制到 Excel，另存为 .xlsx",
    ".pdf": "向来文单位要电子表格",
}
MAGIC = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"%PDF", "pdf"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"\x7fELF", "program"),
    (b"\x09\x08", "biff"),
    (b"\x00\x00\x27\x0a", "shp"),
)
REAL_NAMES = {
    "zip": "ZIP 压缩包（XLSX、KMZ 也属此类）",
    "ole": "旧版 Office 文件（XLS 97-2003，或加了打开密码的 XLSX）",
    "sqlite": "SQLite 数据库（GPKG 属此类）",
    "pdf": "PDF",
    "rar": "RAR 压缩包",
    "7z": "7z 压缩包",
    "gzip": "GZ 压缩包",
    "image": "图片",
    "program": "可执行程序",
    "biff": "很旧的 XLS（Excel 2-4）",
    "shp": "单独的 .shp",
    "html": "网页（HTML）",
    "xml": "XML 文本",
    "json": "JSON 文本",
    "text": "普通文本",
}
EXPECTED = {
    "csv": ("text",),
    "xlsx": ("zip",),
    "xls": ("ole",),
    "geojson": ("json",),
    "gpkg": ("sqlite",),
    "shp": ("zip",),
    "kml": ("xml",),
    "kmz": ("zip",),
    "gpx": ("xml",),
    "track": ("xml",),
    "photo": tuple(REAL_NAMES),  # Pillow tells pictures apart, and says what it refuses
}
CLAIMED = {"geojson": "GeoJSON", "shp": "ZIP", "track": "GPX"}
REMEDIES = {
    ("xls", "zip"): "这其实是 XLSX：把扩展名改为 .xlsx，或用 Excel 另存为 .xlsx",
    ("xls", "html"): "业务系统导出的“.xls”常是网页：用 Excel 打开后另存为 .xlsx",
    ("xls", "xml"): "业务系统导出的“.xls”常是 XML：用 Excel 打开后另存为 .xlsx",
    ("xls", "text"): "业务系统导出的“.xls”常是文本：用 Excel 打开后另存为 .xlsx，或把扩展名改为 .csv",
    ("xlsx", "html"): "这是网页：用 Excel 打开后另存为 .xlsx",
    ("xlsx", "text"): "这是文本：把扩展名改为 .csv",
    ("csv", "zip"): "这多半是 XLSX：把扩展名改为 .xlsx",
    ("csv", "ole"): "这多半是 XLS：把扩展名改为 .xls",
    ("kml", "zip"): "这多半是 KMZ：把扩展名改为 .kmz",
}


def kind_of(filename: str) -> str:
    """The kind that a name claims. Raises Refused for every other name."""
    name = filename.replace("\\", "/").rsplit("/", 1)[-1].strip()
    extension = f".{name.rsplit('.', 1)[-1].lower()}" if "." in name else ""
    if extension in KINDS:
        return KINDS[extension]
    raise Refused.because(
        "reader.extension",
        f"不能导入{f' {extension} ' if extension else '没有扩展名的'}文件，可以导入：{TAKEN}",
        remedy=HINTS.get(extension, "另存为其中一种格式后再上传"),
    )


def real_kind(head: bytes) -> str:
    """What the first few thousand bytes are; "text" when nothing speaks against it."""
    for magic, kind in MAGIC:
        if head.startswith(magic):
            return kind
    text = _first_text(head)
    if text.startswith(("<!doctype html", "<html", "<table", "<meta", "<head", "<body", "<style", "<div")):
        return "html"
    if text.startswith("<"):
        return "html" if "<html" in text else "xml"
    if text.startswith(("{", "[")):
        return "json"
    return "text"


def agree(kind: str, head: bytes) -> None:
    """Raises Refused unless the bytes are of the kind that the name claims."""
    if not head.strip(b"\x00 \r\n\t\xef\xbb\xbf\xff\xfe"):
        raise Refused.because("reader.empty", "文件是空的", remedy="检查是否选错文件，或导出时没有数据")
    real = real_kind(head)
    if real in EXPECTED[kind] or (kind == "csv" and real == "json"):
        return
    if (kind, real) == ("xlsx", "ole"):
        _refuse_ole()
    raise Refused.because(
        "reader.magic",
        f"扩展名说是 {CLAIMED.get(kind, kind.upper())}，内容却是“{REAL_NAMES[real]}”",
        remedy=REMEDIES.get((kind, real), "确认选对了文件，按真实格式改扩展名，或重新导出"),
    )


def _refuse_ole() -> None:
    raise Refused.because(
        "reader.password",
        "这个 .xlsx 加了打开密码，或其实是 .xls",
        remedy="在 Excel 中“文件→信息→保护工作簿”去掉密码后另存为 .xlsx；若是 .xls，把扩展名改为 .xls",
    )


def _first_text(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = head[: len(head) // 2 * 2].decode("utf-16", errors="replace")
    elif head[1:2] == b"\x00":
        text = head[: len(head) // 2 * 2].decode("utf-16-le", errors="replace")
    elif head[:1] == b"\x00":
        text = head[: len(head) // 2 * 2].decode("utf-16-be", errors="replace")
    else:
        text = head.decode("utf-8-sig", errors="replace")
    return text.lstrip("\ufeff \r\n\t").lower()
