"""Loading at the console: what the store refuses comes back to its row, and a name is only a name."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from geo_app.services.county import County
from geo_app.services.imports import _load, import_file, judge_file, plain_name
from layers.exchange import ImportOptions
from layers.store import Scope
from tests.layers.exchange.importing.tables import HEADERS, PLATE, row


def file_of(folder: Path, name: str, *rows: tuple[object, ...]) -> Path:
    with (folder / name).open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([HEADERS, *rows])
    return folder / name


def test_what_others_did_between_judging_and_loading_is_told_with_its_row(tiny_county: County, tmp_path: Path) -> None:
    ours = file_of(tmp_path, "ours.csv", row("T-0001"), row("T-0002"))
    plan = judge_file(tiny_county, PLATE, ours, ours.name, ImportOptions(), Scope.everything())
    import_file(tiny_county, PLATE, file_of(tmp_path, "theirs.csv", row("T-0002")), ImportOptions())
    _load(tiny_county, plan)
    assert (plan.status, plan.loaded) == ("rejected", 0)
    [told] = plan.findings
    assert (told.rule, told.row) == ("store.duplicate", 3)
    assert tiny_county.store.count("door_plate", Scope.of("990101")) == 608 + 1


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\桌面\\门牌.xlsx", "门牌.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("门\x00牌\n.csv", "门牌.csv"),
        ("长" * 300 + ".csv", "长" * 116 + ".csv"),
        ("", ""),
    ],
)
def test_a_file_s_name_is_only_a_name(given: str, kept: str) -> None:
    assert plain_name(given) == kept
