"""A list of neighbours that somebody brings: headers in two languages, and every fault of it at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from gazetteer.categories import PlaceKind
from gazetteer.errors import Refused
from gazetteer.rules import Bond, Standing
from layers.neighbour_list import read_neighbours


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "names.csv"
    path.write_text(text, encoding=encoding)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_by_chinese_headers(tmp_path: Path, encoding: str) -> None:
    text = (
        "名称,类别,区划代码,状态,拼写,建成区,关系,关系对象,保护名录,最早年份\n"
        "和平路,街路巷,999901100,现用,Hépíng Lù,城区、新区,,,,\n"
        "罗川村,committee_seat,999901101,历史,,,派生自,罗川,是,1572\n"
    )
    first, second = read_neighbours(written(tmp_path, text, encoding), PlaceKind.STREET)
    assert (first.text, first.kind, first.division) == ("和平路", PlaceKind.STREET, "999901100")
    assert (first.areas, first.spelling) == (("城区", "新区"), "Hépíng Lù")
    assert (second.kind, second.standing, second.bond) == (
        PlaceKind.COMMITTEE_SEAT, Standing.HISTORICAL, Bond.DERIVED,
    )  # fmt: skip
    assert (second.protected, second.measures, second.attested) == (True, False, 1572)


def test_names_alone_are_enough(tmp_path: Path) -> None:
    found = read_neighbours(written(tmp_path, "地名\n和平路\n\n和顺路\n"), PlaceKind.STREET)
    assert [(n.text, n.kind) for n in found] == [("和平路", PlaceKind.STREET), ("和顺路", PlaceKind.STREET)]
    assert len({n.id for n in found}) == 2


def test_a_class_code_tells_the_kind(tmp_path: Path) -> None:
    [found] = read_neighbours(written(tmp_path, "name,class_code\n沙沟,22200\n"), PlaceKind.STREET)
    assert found.kind is PlaceKind.SETTLEMENT


def test_every_fault_is_told_with_its_row(tmp_path: Path) -> None:
    text = "名称,类别,状态,最早年份\n和平路,道路,,\n和顺路,街路巷,用着,\n长安街,街路巷,,明代\n"
    with pytest.raises(Refused) as refused:
        read_neighbours(written(tmp_path, text), PlaceKind.STREET)
    assert [finding.row for finding in refused.value.findings] == [2, 3, 4]
    assert "道路" in refused.value.findings[0].message


@pytest.mark.parametrize("text", ["", "类别,区划代码\n街路巷,999901100\n"])
def test_a_table_without_names_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(Refused):
        read_neighbours(written(tmp_path, text), PlaceKind.STREET)
