"""A clerk's import at the desk: looked at, previewed, confirmed into a change set that waits; never a bypass."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path
from typing import Any

import pytest

from gazetteer.errors import NotFound, Refused, Stale
from geo_app.accounts.permissions import Person, Role
from geo_app.services import import_staging
from geo_app.services.county import County
from geo_app.services.import_desk import (
    all_findings,
    confirm,
    decide,
    error_workbook,
    findings_page,
    look_at,
    preview,
    read_options,
)
from geo_app.services.import_staging import Staged, discard, stage, staged, throw_away_expired, waiting
from layers.exchange import ImportOptions, mappable
from layers.store import ChangeState, Condition, Operator, Query, Scope
from tests.geo_app.services.desks import CLERK, COUNTY_CLERK, REVIEWER, STRANGER, some
from tests.layers.exchange.importing.tables import HEADERS, OTHER_VILLAGE, PLATE, row
from tests.layers.store.rows import person


def file_of(*rows: tuple[Any, ...]) -> io.BytesIO:
    stream = io.StringIO()
    csv.writer(stream).writerows([HEADERS, *rows])
    return io.BytesIO(stream.getvalue().encode("utf-8"))


def bring(county: County, person: Person, *rows: tuple[Any, ...], name: str = "门牌.csv") -> Staged:
    taken = stage(county, person, PLATE, name, file_of(*rows))
    look_at(county, taken)
    return taken


@pytest.fixture
def brought(tiny_county: County) -> Staged:
    return bring(tiny_county, COUNTY_CLERK, row("T-0001"), row("T-0002"))


def plates(county: County, *codes: str) -> int:
    same = Query(where=(Condition("plate_code", Operator.IN, codes),))
    return county.store.count("door_plate", Scope.everything(), same)


def test_it_waits_under_a_name_of_our_own(tiny_county: County) -> None:
    taken = stage(tiny_county, COUNTY_CLERK, PLATE, "../../etc/门牌<b>.csv", file_of(row("T-0001")))
    assert taken.filename == "门牌<b>.csv"
    assert taken.file.name == "upload.csv"
    assert taken.file.is_relative_to(tiny_county.settings.data_dir / "imports")
    assert [one.token for one in waiting(tiny_county, COUNTY_CLERK)] == [taken.token]


def test_it_is_its_owner_s_alone(tiny_county: County, brought: Staged) -> None:
    for other in (STRANGER, REVIEWER):
        with pytest.raises(NotFound):
            staged(tiny_county, other, brought.token)
        assert waiting(tiny_county, other) == []
    for token in ("", "..", "../" + brought.token, "x" * 24):
        with pytest.raises(NotFound):
            staged(tiny_county, COUNTY_CLERK, token)


def test_what_a_role_may_not_import_is_refused(tiny_county: County) -> None:
    planner = Person("planner", "规划", Role.PLANNER, ("990101",))
    with pytest.raises(Refused, match="没有导入"):
        stage(tiny_county, planner, PLATE, "a.csv", file_of())


@pytest.mark.parametrize("name", ["", "没有扩展名", "a.", ".."])
def test_a_file_without_a_kind_is_refused(tiny_county: County, name: str) -> None:
    with pytest.raises(Refused, match="没有选择文件"):
        stage(tiny_county, COUNTY_CLERK, PLATE, name, file_of())


def test_a_file_that_is_too_large_leaves_nothing_behind(tiny_county: County) -> None:
    most = tiny_county.settings.upload_max_mb * 1024 * 1024
    with pytest.raises(Refused, match="MB"):
        stage(tiny_county, COUNTY_CLERK, PLATE, "a.csv", io.BytesIO(b"x" * (most + 1)))
    assert list((tiny_county.settings.data_dir / "imports").iterdir()) == []


def test_looking_shows_headings_samples_and_what_they_were_taken_for(tiny_county: County, brought: Staged) -> None:
    [found] = look_at(tiny_county, brought)["tables"]
    assert (found["headers"], found["rows"]) == (list(HEADERS), 2)
    assert found["samples"][0] == ["T-0001", "T-0002"]
    assert found["columns"]["plate_code"] == 0
    assert (found["system"], found["missing"]) == ("EPSG:4490", 0)


def test_a_preview_says_what_confirming_would_do_and_enters_nothing(tiny_county: County) -> None:
    held = some(tiny_county, "door_plate")
    taken = bring(
        tiny_county, COUNTY_CLERK,
        row("T-0001"), row(str(held.values["plate_code"]), 区划代码=held.division), row("T-0003", 门牌类型="中牌"),
    )  # fmt: skip
    decide(taken, ImportOptions(mode="rows"))
    shown = preview(tiny_county, COUNTY_CLERK, taken)
    assert (shown["status"], shown["new"], shown["changed"], shown["refused"]) == ("partly", 1, 1, 1)
    [change] = shown["changed_rows"]
    assert change["moved_m"] > 0
    assert {d["field"] for d in change["fields"]} >= {"address_text"}
    assert findings_page(taken, 1).findings[0]["column"] == "门牌类型"
    assert plates(tiny_county, "T-0001") == 0


def test_confirming_makes_a_change_set_that_waits_for_another_person(tiny_county: County, brought: Staged) -> None:
    shown = preview(tiny_county, COUNTY_CLERK, brought)
    made = confirm(tiny_county, COUNTY_CLERK, brought, shown["digest"], "普查成果")
    assert (made.state, made.edit_count, made.author) == (ChangeState.SUBMITTED, 2, COUNTY_CLERK.name)
    assert made.title == "导入门楼牌：门牌.csv"
    assert made.reason.startswith("普查成果（文件 SHA-256 ")
    assert plates(tiny_county, "T-0001", "T-0002") == 0
    with pytest.raises(NotFound):
        staged(tiny_county, COUNTY_CLERK, brought.token)
    carry_on(tiny_county, made.id)
    assert plates(tiny_county, "T-0001", "T-0002") == 2
    imported = some(
        tiny_county, "door_plate", Condition("plate_code", Operator.EQUAL, "T-0001"), scope=Scope.everything()
    )
    assert imported.source.startswith("导入文件：门牌.csv（SHA-256 ")


def carry_on(county: County, change_set: str) -> None:
    submitted = county.store.change_set(change_set, Scope.everything())
    approved = county.store.approve(submitted.id, person(REVIEWER.name), version=submitted.version)
    county.store.publish(approved.id, actor=REVIEWER.name, version=approved.version)


def test_a_preview_that_the_data_overtook_is_shown_again(tiny_county: County) -> None:
    held = some(tiny_county, "door_plate")
    taken = bring(tiny_county, COUNTY_CLERK, row(str(held.values["plate_code"]), 区划代码=held.division))
    shown = preview(tiny_county, COUNTY_CLERK, taken)
    other = bring(
        tiny_county, CLERK, row(str(held.values["plate_code"]), 区划代码=held.division, 门牌号="9号"), name="b.csv"
    )
    first = confirm(tiny_county, CLERK, other, preview(tiny_county, CLERK, other)["digest"], "")
    carry_on(tiny_county, first.id)
    with pytest.raises(Stale, match="重新检查"):
        confirm(tiny_county, COUNTY_CLERK, taken, shown["digest"], "")
    again = preview(tiny_county, COUNTY_CLERK, taken)
    assert again["digest"] != shown["digest"]
    assert confirm(tiny_county, COUNTY_CLERK, taken, again["digest"], "").edit_count == 1


def test_nothing_is_confirmed_that_was_not_seen(tiny_county: County, brought: Staged) -> None:
    for digest in ("", "0" * 64):
        with pytest.raises(Stale):
            confirm(tiny_county, COUNTY_CLERK, brought, digest, "")
    assert tiny_county.store.change_sets(Scope.everything(), author=COUNTY_CLERK.name) == []


def test_a_clerk_imports_within_the_own_township_only(tiny_county: County) -> None:
    taken = bring(tiny_county, CLERK, row("T-0001"), row("T-0002", 区划代码=OTHER_VILLAGE))
    shown = preview(tiny_county, CLERK, taken)
    assert shown["status"] == "rejected"
    assert [f["rule"] for f in all_findings(taken)] == ["import.scope"]
    with pytest.raises(Refused, match="没有可以入库"):
        confirm(tiny_county, CLERK, taken, shown["digest"], "")


def test_the_marked_workbook_is_made_once(tiny_county: County) -> None:
    taken = bring(tiny_county, COUNTY_CLERK, row("T-0001", 门牌类型="中牌"))
    first = error_workbook(tiny_county, COUNTY_CLERK, taken)
    made_at = first.stat().st_mtime_ns
    assert error_workbook(tiny_county, COUNTY_CLERK, taken).stat().st_mtime_ns == made_at
    decide(taken, ImportOptions(mode="rows"))
    assert not first.exists()


def test_after_a_day_it_is_thrown_away(tiny_county: County, brought: Staged, monkeypatch: pytest.MonkeyPatch) -> None:
    throw_away_expired(tiny_county)
    assert brought.folder.exists()
    monkeypatch.setattr(import_staging, "KEPT", -import_staging.KEPT)
    with pytest.raises(NotFound, match="超过一天"):
        staged(tiny_county, COUNTY_CLERK, brought.token)
    throw_away_expired(tiny_county)
    assert not brought.folder.exists()


def test_a_folder_that_is_not_whole_troubles_nobody(tiny_county: County, brought: Staged) -> None:
    (brought.folder / "staged.json").write_text("{", encoding="utf-8")
    assert waiting(tiny_county, COUNTY_CLERK) == []
    throw_away_expired(tiny_county)
    old = brought.folder.stat().st_mtime - 2 * 24 * 3600
    os.utime(brought.folder, (old, old))
    throw_away_expired(tiny_county)
    assert not brought.folder.exists()


def test_a_posted_decision_is_read_as_it_was_meant() -> None:
    form = {
        "field.plate_code": "1", "field.kind": "", "field.lon": "99", "mode": "rows", "crs": "GCJ-02", "sheet": "一",
        "act": "change", "changed_on": "2026-05-01",
    }  # fmt: skip
    made = read_options(form, list(mappable(PLATE)), ["甲", "乙"])
    assert made.columns == {"plate_code": "乙", "kind": "", "lon": ""}
    assert (made.mode, made.crs, made.sheet, str(made.changed_on)) == ("rows", "GCJ-02", "一", "2026-05-01")


@pytest.mark.parametrize("day", ["", "昨天", "2026-13-01"])
def test_a_change_without_a_day_is_refused(day: str) -> None:
    with pytest.raises(Refused):
        read_options({"act": "change", "changed_on": day}, [], [])


def test_abandoned_means_gone(tiny_county: County, brought: Staged) -> None:
    discard(brought)
    assert waiting(tiny_county, COUNTY_CLERK) == []
    assert Path(brought.folder).exists() is False
