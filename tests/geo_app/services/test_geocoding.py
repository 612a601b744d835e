"""One text, or a whole table: nothing of the table is lost, what was found stands beside, and files are refused with a reason."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import jsonschema
import pytest

from gazetteer.errors import Refused
from geo_app import cli
from geo_app.services.county import County
from geo_app.services.geocoding import address_index, find_address
from geo_app.services.geocoding_batch import ADDED, find_addresses
from layers.address_index import AddressIndex
from layers.addressing.rows import PlateRow
from layers.addressing.statuses import GeocodeStatus
from tests.layers.addressing.small_index import small_index, small_plates

INDEX = small_index()


def batch(
    tmp_path: Path, text: str, column: str = "", encoding: str = "utf-8"
) -> tuple[dict[str, object], list[dict[str, str]]]:
    """The document and the rows written."""
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes(text.encode(encoding))
    document = find_addresses(INDEX, source, target, column).as_json()
    with target.open(encoding="utf-8-sig", newline="") as stream:
        return document, list(csv.DictReader(stream))


def test_the_index_is_kept_until_something_changes(tiny_county: County) -> None:
    first = address_index(tiny_county)
    assert address_index(tiny_county) is first
    plate = first.plates[0]
    answer, findings = find_address(tiny_county, plate.address)
    assert answer.key == plate.plate
    assert findings == []


def test_plates_that_are_not_in_the_index_are_told(tmp_path: Path) -> None:
    index = AddressIndex.build([*small_plates(), PlateRow("odd", "花果山水帘洞", 117.0, 31.0)])
    source = tmp_path / "in.csv"
    source.write_text("地址\n东关村二组3号\n", encoding="utf-8")
    findings = find_addresses(index, source, tmp_path / "out.csv").findings
    assert [(finding.rule, finding.subject) for finding in findings] == [("geocode.unindexed", "odd")]


def test_every_row_comes_back_in_its_order_with_what_was_found(tmp_path: Path) -> None:
    text = (
        "编号,地址,备注\r\n1,东关村二组3号,甲\r\n2,合口镇东关村二组3号,\r\n3,兰州市怡园路1号,\r\n4,,\r\n5,河口镇家村二组5号,\r\n"
        '6,"河口镇怡园路\n12号",多行\r\n7,东关村二组3号,又\r\n8,花果山,\r\n'
    )
    document, rows = batch(tmp_path, text)
    assert [row["编号"] for row in rows] == list("12345678")
    assert rows[5]["地址"] == "河口镇怡园路\n12号"
    assert [row["status"] for row in rows] == [
        "ok", "corrected", "out_of_area", "rejected", "ambiguous", "ok", "ok", "rejected",
    ]  # fmt: skip
    assert rows[0]["key"] == rows[1]["key"] == rows[6]["key"] != ""
    assert [row["same_as"] for row in rows] == ["", "2", "", "", "", "", "2", ""]
    assert rows[0]["address"].endswith("河口镇东关村二组3号")
    assert (rows[0]["town"], rows[0]["group"], rows[0]["number"], rows[0]["confidence"]) == (
        "河口镇",
        "二组",
        "3号",
        "1.000",
    )
    assert "同音字" in rows[1]["why"]
    assert "任家村" in rows[4]["why"]
    assert rows[4]["key"] == rows[4]["address"] == ""
    assert (document["read"], document["distinct"], document["column"]) == (8, 7, "地址")
    counts = document["counts"]
    assert isinstance(counts, dict)
    assert sum(counts.values()) == 8


def test_columns_of_the_same_name_are_kept_apart(tmp_path: Path) -> None:
    _, rows = batch(tmp_path, "status,address,key\nx,东关村二组3号,y\n")
    assert (rows[0]["status"], rows[0]["key"], rows[0]["address"]) == ("x", "y", "东关村二组3号")
    assert rows[0]["geocode_status"] == "ok"
    assert rows[0]["geocode_address"].endswith("二组3号")


def test_ragged_rows_and_other_encodings_lose_nothing(tmp_path: Path) -> None:
    text = "地址;编号\n东关村二组3号;1;多出的\n东关村二组4号\n\n东关村二组5号;3\n\n"
    document, _ = batch(tmp_path, text, encoding="gb18030")
    lines = list(csv.reader((tmp_path / "out.csv").open(encoding="utf-8-sig", newline="")))
    assert [line[:3] for line in lines] == [
        ["地址", "编号", ""], ["东关村二组3号", "1", "多出的"], ["东关村二组4号", "", ""], ["", "", ""], ["东关村二组5号", "3", ""],
    ]  # fmt: skip
    assert {len(line) for line in lines} == {3 + len(ADDED)}
    assert document["read"] == 4


def test_telephones_stay_in_their_own_column_only(tmp_path: Path) -> None:
    _, [row] = batch(tmp_path, "住址\n东关村二组3号张三 13800138000\n")
    assert row.pop("住址") == "东关村二组3号张三 13800138000"
    assert not any("138" in cell or "张三" in cell for cell in row.values())


@pytest.mark.parametrize(
    ("text", "column", "rule"),
    [
        ("", "", "geocode.table"),
        ("\n\n", "", "geocode.table"),
        ("a,b\n1,2\n", "", "geocode.column"),
        ("地址\n1\n", "住处", "geocode.column"),
        ("东关村二组3号\n东关村二组4号\n", "", "geocode.header"),
    ],
)
def test_what_is_no_table_of_addresses_is_refused(tmp_path: Path, text: str, column: str, rule: str) -> None:
    with pytest.raises(Refused) as refused:
        batch(tmp_path, text, column)
    assert [finding.rule for finding in refused.value.findings] == [rule]
    assert not (tmp_path / "out.csv").exists()


def test_the_input_is_not_written_over(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("地址\n东关村\n", encoding="utf-8")
    with pytest.raises(Refused, match="就是输入"):
        find_addresses(INDEX, source, tmp_path / "." / "in.csv")
    assert source.read_text(encoding="utf-8") == "地址\n东关村\n"


def test_a_single_column_needs_no_known_header(tmp_path: Path) -> None:
    document, rows = batch(tmp_path, "住在哪里\n东关村二组3号\n")
    assert document["column"] == "住在哪里"
    assert rows[0]["status"] == "ok"


def test_what_stood_there_stays_when_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old", encoding="utf-8")
    source = tmp_path / "in.csv"
    source.write_text("地址\n东关村\n", encoding="utf-8")

    def breaks(*_: object, **__: object) -> None:
        raise OSError("full")

    monkeypatch.setattr(AddressIndex, "geocode", breaks)
    with pytest.raises(OSError, match="full"):
        find_addresses(INDEX, source, target)
    assert target.read_text(encoding="utf-8") == "old"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["in.csv", "out.csv"]


TEXTS = (
    "东关村二组3号", "中街社区二组3号", "合口镇东关村二组3号", "青原乡党家村一组3号", "河口乡怡园街5号", "河口镇怡园路9号", "河口镇南门街9号", "河口镇怡园路12号至18号",
    "河口镇怡园路临50号", "河口镇怡园路12附3", "河口镇怡园路12号2幢一单元三楼302 某某店", "河口镇家村二组5号", "东关村5号", "杨家坡5号", "花园路5号",
    "云岭县", "河口镇", "东关村", "hkz dgc 2zu 3hao", "745300 东关村二组3号张三 13800138000", "身份证110101199003070011", "兰州市怡园路1号",
    "三嘉乡东关村二组5号", "河口镇花果山村二组5号", "", "？", "东" * 10_000,
)  # fmt: skip


def test_every_kind_of_answer_keeps_the_contract() -> None:
    schema = json.loads((Path(cli.__file__).parent / "schemas/geocode.json").read_text(encoding="utf-8"))
    checker = jsonschema.Draft202012Validator(schema)
    statuses, rules = set(), set()
    for text in TEXTS:
        document = INDEX.geocode(text).as_json()
        assert [error.message for error in checker.iter_errors(document)] == [], text
        statuses.add(document["status"])
        changes = document["changes"]
        assert isinstance(changes, list)
        rules |= {change["rule"] for change in changes}
    assert statuses == {status.value for status in GeocodeStatus}
    assert rules >= {"sound", "former", "generic", "edited", "omitted", "hamlet", "initials", "removed", "unexplained"}
