"""CSV: encodings, delimiters, quotation marks, the office's layouts, and text that is no table."""

from __future__ import annotations

from tests.layers.exchange.reading.cases import Case, column, only, read, refused

TABLE = "名称,经度,纬度\r\n湫头街1号,108.1,35.1\r\n𠮷祥路2号,108.2,35.2\r\n"
NAMES = ["湫头街1号", "𠮷祥路2号"]
HOSTILE = [
    "{{7*7}}",
    "{% x",
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "'; DROP TABLE x;--",
    "😀",
    "\u202eabc",
    " 空 ",
]


def names_kept(file) -> bool:  # type: ignore[no-untyped-def]  # a ReadFile
    return column(file, "名称") == NAMES


CASES: tuple[Case, ...] = (
    read("utf-8", "门牌.csv", TABLE, rows=2, seen=lambda f: names_kept(f) and only(f).encoding == "utf-8"),
    read("utf-8 with mark", "门牌.csv", TABLE.encode("utf-8-sig"), rows=2, seen=names_kept),
    read("gb18030", "门牌.csv", TABLE.encode("gb18030"), rules=("reader.encoding_guessed",), seen=names_kept),
    read("utf-16 little", "门牌.csv", b"\xff\xfe" + TABLE.encode("utf-16-le"), seen=names_kept),
    read("utf-16 big", "门牌.csv", b"\xfe\xff" + TABLE.encode("utf-16-be"), seen=names_kept),
    read("utf-16 unmarked", "a.csv", TABLE.encode("utf-16-le"), rules=("reader.encoding_guessed",), seen=names_kept),
    read("semicolons", "门牌.csv", TABLE.replace(",", ";"), seen=names_kept),
    read("tabs", "门牌.tsv", TABLE.replace(",", "\t"), seen=names_kept),
    read("bars", "门牌.csv", TABLE.replace(",", "|"), seen=names_kept),
    read("old Mac line ends", "门牌.csv", TABLE.replace("\r\n", "\r"), seen=names_kept),
    read(
        "quoted delimiters, quotes and line ends",
        "a.csv",
        '名称,说明\n甲,"一,二"\n乙,"说""好"""\n丙,"上\n下"\n',
        seen=lambda f: column(f, "说明") == ["一,二", '说"好"', "上\n下"] and only(f).rows[2].number == 4,
    ),
    read("hostile texts are texts", "a.csv", "名称,n\n" + "".join(f'"{t}",1\n' for t in HOSTILE), seen=lambda f: column(f, "名称") == HOSTILE),
    read("blank lines keep their numbers", "a.csv", "a,b\n\n1,2\n\n\n3,4\n", seen=lambda f: [r.number for r in only(f).rows] == [3, 6]),
    read("full-width digits stay", "a.csv", "名称,门牌号\n甲,１２８号\n", seen=lambda f: column(f, "门牌号") == ["１２８号"]),
    read("title above the header", "a.csv", "某县门牌登记表,,\n填报单位：城关,填报日期：2024,\n名称,经度,纬度\n甲,1,2\n", rows=1, rules=("reader.title_rows",), seen=lambda f: only(f).header_rows == (3,)),
    read("two-row header by gaps", "a.csv", "名称,坐标,,备注\n,经度,纬度,\n甲,1,2,x\n", rows=1, rules=("reader.two_row_header",), seen=lambda f: only(f).columns == ("名称", "坐标/经度", "坐标/纬度", "备注")),
    read("totals and notes", "a.csv", "乡镇,名称,数量\n城关,甲,1\n城关,小 计,1\n,,\n合　计,,1\n填表人：张三,,\n", rows=1, rules=("reader.total_row", "reader.note_row")),
    read("scientific code", "a.csv", "编码,名称\n6.21025E+14,甲\n621025100001000001,乙\n", rows=2, rules=("reader.mangled_code",), says="6.21025E+14"),
    read("codes cut to zeros", "a.csv", "编码,名称\n620000100001000000,甲\n620000100002000000,乙\n", rules=("reader.mangled_code",)),
    read("long codes that are whole", "a.csv", "编码,名称\n620000100001000123,甲\n620000100002000000,乙\n", rows=2, seen=lambda f: not any(x.rule == "reader.mangled_code" for x in only(f).findings)),
    read("a header twice", "a.csv", "名称,名称\n甲,乙\n", rules=("reader.duplicate_header",), seen=lambda f: only(f).columns == ("名称", "名称_2")),
    read("a column without header", "a.csv", "名称,,x\n甲,乙,1\n", rules=("reader.unnamed_column",), seen=lambda f: column(f, "第2列") == ["乙"]),
    read("a row too long", "a.csv", "a,b\n1,2\n1,2,3\n", rules=("reader.beyond_header",), rows=2),
    read("a row too short", "a.csv", "a,b,c\n1,2,3\n1\n", rules=("reader.short_row",), rows=2),
    read("only a header", "a.csv", "名称,经度\n", rows=0, rules=("reader.no_rows",)),
    read("garbled long ago", "a.csv", "名称,n\n锟斤拷,1\n", rules=("reader.garbled",)),
    read("a path for a name", "../../etc/cron.d/a.csv", "a,b\n1,2\n", seen=lambda f: f.names == ("a",)),
    read("no header at all", "a.csv", "1,2,3\n4,5,6\n", rules=("reader.no_header",)),
    refused("empty", "a.csv", b"", "reader.empty"),
    refused("only a mark", "a.csv", b"\xef\xbb\xbf\r\n", "reader.empty"),
    refused("NUL bytes", "a.csv", "名称,n\n甲\0乙,1\n" + "丙,2\n" * 99, "reader.nul", "第 2 行"),
    refused("a million columns", "a.csv", lambda _: b",".join([b"x"] * 1_000_000) + b"\n1,2\n", "reader.columns"),
    refused("six hundred thousand rows", "a.csv", lambda _: b"a,b\n" + b"1,2\n" * 600_000, "reader.rows"),
    refused("a huge field", "a.csv", lambda _: b'a,b\n"' + b"x" * 30_000_000 + b'",1\n', "reader.quoting"),
    refused("a quotation never closed", "a.csv", 'a,b\n1,"x\n2,y\n', "reader.quoting", "没有闭合"),
    refused("a quotation misused", "a.csv", 'a,b\n1,"x" y\n', "reader.quoting", "第 2 行"),
    refused("utf-8 cut in a character", "a.csv", TABLE.encode()[:-30] + "名".encode()[:2], "reader.encoding", "不完整"),
    refused("utf-8 with a broken byte", "a.csv", TABLE.encode().replace("街".encode(), b"\xff\xfe", 1) + TABLE.encode() * 5, "reader.encoding", "第 2 行"),
    refused("no encoding fits", "a.csv", b"a,b\n\xff\xff\xff,\x81\x20\n", "reader.encoding"),
    refused("a picture", "a.csv", b"\x89PNG\r\n\x1a\n" + bytes(100), "reader.magic", "图片"),
    refused("a web page", "a.csv", "<html><table><tr><td>1</td></tr></table></html>", "reader.magic", "网页"),
    refused("a program", "a.csv", b"\x7fELF" + bytes(200), "reader.magic"),
    refused("a virtual layer of another file", "a.csv", lambda bait: f'<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>{bait.canary}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'.encode(), "reader.magic"),
)  # fmt: skip
